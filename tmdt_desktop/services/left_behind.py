"""What a run that was cut off left in a workspace: readable tables of an export, an opened package, an unsigned slip."""

import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

PASSING_FOLDERS = ("received", "sent")
EXPORT_PREFIX = ".xuat-"
"""How the folder is called in which an export writes its tables."""
_PASSING = re.compile(r"\.[0-9a-f]{32}\.(asice|pdf)(\..*)?|" + re.escape(EXPORT_PREFIX) + r".*")
_LEAST_AGE = 600


def sweep(workspace: Path, *, least_age: float = _LEAST_AGE) -> None:
    """Remove what passed through the workspace folder and was not removed by its own run.

    `least_age`: seconds since it was last touched; younger things may belong to a run that is under way elsewhere.
    """
    latest = time.time() - least_age
    for folder in PASSING_FOLDERS:
        for path in (workspace / folder).glob(".*"):
            if _PASSING.fullmatch(path.name):
                with suppress(OSError):  # still open elsewhere: the run that made it removes it
                    if path.stat().st_mtime <= latest:
                        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
