"""Check a package by the name that the program gave this first; `verify_file` checks whatever else comes too."""

from pathlib import Path

from tmdt_desktop.services.shown_check import FileLine, FindingLine, PackageCheck
from tmdt_desktop.services.verify_file import verify_file
from tmdt_desktop.task import SILENT, Task

__all__ = ["FileLine", "FindingLine", "PackageCheck", "verify_package"]


def verify_package(file: Path, trust: Path | None = None, task: Task = SILENT) -> PackageCheck:
    """`verify_file` without receipts and without a workspace. Raises as it does."""
    return verify_file(file, trust, task)
