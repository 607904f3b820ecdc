"""Small lists for tests."""

from pathlib import Path


def csv_list(folder: Path, head: str, *lines: str, name: str = "ds.csv") -> Path:
    """A list as a text table with semicolons: the line of column names, then the rows."""
    file = folder / name
    file.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return file
