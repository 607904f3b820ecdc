"""How a document may be signed, as a choice: by the head, for the head, by order … (NĐ 30/2020/NĐ-CP, Điều 13)."""

from dataclasses import dataclass
from functools import cache

from tmdt_desktop.catalogues.dated import read
from tmdt_desktop.catalogues.listed import Entry, Listed
from tmdt_desktop.catalogues.offices import Office


@cache
def signing_forms() -> tuple[Entry, ...]:
    """Every form, by its code in `Office.signing`."""
    basis = "NĐ 30/2020/NĐ-CP, Điều 13"
    return tuple(
        Entry(code, name, valid_from=None, valid_to=None, basis=basis, verified=True)
        for code, name in read("offices.toml")["forms"].items()
    )


@dataclass(frozen=True)
class SigningWay(Listed):
    """A form of signing by its code; `codes`, when given, are those that an office has."""

    codes: tuple[str, ...] = ()

    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in signing_forms() if not self.codes or entry.code in self.codes)


def way_of(office: Office) -> SigningWay:
    """The forms that the office's table of signing has."""
    return SigningWay(codes=tuple(form.code for form in office.signing))
