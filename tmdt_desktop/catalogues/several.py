"""A kind of field that holds several codes of one list: agencies that took part, communes that were reached."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tmdt_desktop.errors import Invalid
from tmdt_desktop.kinds import Kind

_PARTED = re.compile(r"[;\n|]")


class OneCode(Protocol):
    """What the kind of a single code must do (`Listed` and `Commune` are such)."""

    def parse(self, raw: object) -> str:
        """A code or a name as the code. Raises Invalid."""

    def show(self, value: Any) -> str:
        """The name of the code."""

    def choices(self, day: date | None = None, district: str | None = None) -> tuple[tuple[str, str], ...]:
        """(code, name) of the rows to choose from."""


@dataclass(frozen=True)
class CodesChosen(Kind):
    """Several codes without doubles, as a tuple; each is read and shown as the kind `one` does it."""

    longest = 400
    """The room of the column, the marks between the codes counted."""

    def on(self, day: date, district: str | None = None) -> "CodesChosen":
        """This kind as of `day`, within `district` (its GSO code) when given."""
        raise NotImplementedError

    @property
    def one(self) -> OneCode:
        """The kind of a single code."""
        raise NotImplementedError

    def parse(self, raw: object) -> tuple[str, ...]:
        """Codes or names, as a list or parted by «;». Raises Invalid with the part that names nothing."""
        parts = list(raw) if isinstance(raw, tuple | list) else _PARTED.split(str(raw))
        codes = tuple(dict.fromkeys(self._code(part) for part in parts if str(part).strip()))
        if sum(len(code) + 1 for code in codes) >= self.longest:
            raise Invalid(f"Chọn {len(codes)} mục là quá nhiều, không đủ chỗ ghi. Bỏ bớt.")
        return codes

    def _code(self, part: object) -> str:
        try:
            return self.one.parse(part)
        except Invalid as told:
            raise Invalid(f"«{str(part).strip()}»: {told} Dùng dấu «;» để ngăn các mục.") from None

    def show(self, value: Any) -> str:
        return "; ".join(self.one.show(code) for code in value or ())

    def plain(self, value: Any) -> Any:
        return None if value is None else list(value)

    def restore(self, plain: Any) -> Any:
        return None if plain is None else tuple(plain)

    def choices(self, day: date | None = None, district: str | None = None) -> tuple[tuple[str, str], ...]:
        """(code, name) of everything that can be among the codes on `day`."""
        return self.one.choices(day, district)
