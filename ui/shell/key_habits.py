"""Which way this person signs on this PC: by token or key file, and through which driver. Never a password, never a PIN."""

import json
from pathlib import Path
from typing import Literal

Way = Literal["token", "file"]


class KeyHabits:
    """What was chosen last, kept in the file `keys.json` of the person's settings folder when there is one.

    A file that cannot be read or written is no reason to stop: it is a comfort.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = folder / "keys.json" if folder else None
        self.way: Way = "token"
        self.driver: Path | None = None
        self._read()

    def choose_way(self, way: Way) -> None:
        """Begin with this way the next time."""
        if way != self.way:
            self.way = way
            self._write()

    def choose_driver(self, driver: Path | None) -> None:
        """Look through this driver first from now on; None: only through those that are known."""
        if driver != self.driver:
            self.driver = driver
            self._write()

    def _read(self) -> None:
        if self._file is None:
            return
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            self.way = "file" if kept["way"] == "file" else "token"
            self.driver = Path(kept["driver"]) if kept["driver"] else None
        except (OSError, ValueError, TypeError, KeyError):
            return

    def _write(self) -> None:
        if self._file is None:
            return
        kept = {"way": self.way, "driver": str(self.driver or "")}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
            beside.replace(self._file)
        except OSError:
            return
