"""Files that a command writes: never over one that is there."""

from pathlib import Path

from tmdt_desktop.whole_files import free_name


def new_file(typed: str) -> Path:
    """The file that was typed or, where one bears that name already, the first of «tên (2).đuôi» … that is free."""
    return free_name(Path(typed))
