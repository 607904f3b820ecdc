"""Which workspaces this person of this PC has opened, newest first. It lies in the person's own settings folder."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_config_path

_MOST = 8


@dataclass(frozen=True)
class Recent:
    """A workspace that was opened here: its folder, the office's name, the sign-in name."""

    path: str
    office: str
    user: str


class RecentList:
    """The remembered workspaces. A file that cannot be read or written is no reason to stop: the list is a comfort."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or user_config_path("TMDT Desktop", appauthor=False)
        self._file = self.folder / "recent.json"

    def all(self) -> tuple[Recent, ...]:
        """Those whose folder is still there."""
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            entries = tuple(Recent(str(line["path"]), str(line["office"]), str(line["user"])) for line in kept)
        except (OSError, ValueError, TypeError, KeyError):
            return ()
        return tuple(entry for entry in entries if Path(entry.path).is_dir())

    def add(self, entry: Recent) -> None:
        """Put `entry` on top."""
        others = [old for old in self.all() if old.path != entry.path]
        lines = [asdict(made) for made in (entry, *others)][:_MOST]
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_text(json.dumps(lines, ensure_ascii=False, indent=1), encoding="utf-8")
            beside.replace(self._file)
        except OSError:
            return
