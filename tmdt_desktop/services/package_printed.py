"""Is what a package says of itself what its signed PDFs print? The signed page is what people read, so it decides."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from tmdt_desktop.i18n import day, long_day, number
from tmdt_desktop.services.package_findings import told, told_at
from tmdt_desktop.services.package_reading import About, FigureTold
from tmdt_desktop.signing.verdicts import Finding

_NO_FIGURE, _NO_PLAN = "Chưa có số liệu", "-"
_DAY = r"\d{2}/\d{2}/\d{4}"
_OPENING = re.compile(
    rf"(?P<before>[^;]*) năm (?P<year>\d{{4}}); số liệu tổng hợp từ ngày (?P<first>{_DAY}) đến ngày (?P<last>{_DAY}), như sau:"
)
_NUMBER = re.compile(r"(?m)^Số:(.*)$")
_ISSUED = re.compile(r"(?m)^[^\n]*, (ngày\b.*năm (\d{4}))$")
_ACCOMPANYING = re.compile(r"\(Kèm theo Báo cáo số [^)]*? năm (?P<year>\d{4}) của (?P<office>[^)]*)\)")


def report_findings(words: str, about: About, figures: Sequence[FigureTold]) -> Iterator[Finding]:
    """What the report's text `words` says of office, year, period, number, day and figures must be what the package says.

    A number or day that the signed report leaves open may have been allotted since.
    """
    yield from _opening_findings(_flat(words), about)
    yield from _head_findings(words, about)
    for figure in figures:
        if not re.search(_printed(figure), words):
            yield told_at(in_annex(figure), "figure_not_printed", code=figure.code, said=shown(figure.value))


def list_findings(words: str, about: About) -> Iterator[Finding]:
    """Phụ lục I must say that it goes with the report of that office and year."""
    found = _ACCOMPANYING.search(_flat(words))
    if found is None or (found["year"], found["office"]) != (str(about.year), about.office_name):
        yield told("list_of_another", said=f"{about.office_name}, năm {about.year}")


def _opening_findings(flat: str, about: About) -> Iterator[Finding]:
    found = _OPENING.search(flat)
    first, last = about.period
    if found is None or f"{about.office_name} báo cáo " not in found["before"]:
        yield told("not_printed", what="Tên đơn vị", said=about.office_name)
    if found is None or found["year"] != str(about.year):
        yield told("not_printed", what="Năm báo cáo", said=about.year)
    if found is None or (found["first"], found["last"]) != (day(first), day(last)):
        yield told("not_printed", what="Kỳ số liệu", said=f"{day(first)} - {day(last)}")


def _head_findings(words: str, about: About) -> Iterator[Finding]:
    """Number and day stand at the head, before any text of the office's own."""
    line = _NUMBER.search(words)
    said = "".join(line[1].split()) if line else "/"
    if not said.startswith("/") and said != _padded(about.number):
        yield told("not_printed", what="Số báo cáo", said=about.number or "để trống")
    dated = _ISSUED.search(words)
    if not _dated(dated, about.issued_on):
        yield told("not_printed", what="Ngày báo cáo", said=day(about.issued_on) if about.issued_on else "để trống")


def _dated(found: "re.Match[str] | None", issued_on: date | None) -> bool:
    if found is None:
        return False
    if re.match(r"ngày\s+\d", found[1]):
        return issued_on is not None and _flat(found[1]) == long_day(issued_on)
    return issued_on is None or found[2] == str(issued_on.year)


def _padded(number_: str) -> str:
    """«07/BC-UBND» of «7/BC-UBND», as documents print it."""
    lead, slash, rest = number_.partition("/")
    return f"{lead.zfill(2)}{slash}{rest}"


def _flat(words: str) -> str:
    return " ".join(words.split())


def in_annex(figure: FigureTold) -> tuple[str, str, str, str]:
    """Where the figure stands for those who look for it: sheet, row, column, value."""
    return "Phụ lục V", figure.code, "Thực hiện", shown(figure.value)


def _printed(figure: FigureTold) -> str:
    plan = _NO_PLAN if figure.plan is None else number(figure.plan)
    cells = (figure.code, figure.label, figure.unit, shown(figure.last_year), plan, shown(figure.value))
    one_by_one = (r"\s+".join(re.escape(word) for word in cell.split()) for cell in cells)
    return r"(?m)^" + r"\n".join(one_by_one) + r"$"


def shown(value: int | None) -> str:
    """A figure as the report's table prints it."""
    return _NO_FIGURE if value is None else number(value)
