"""What is looked at before a report is issued: what stops it, what needs a second look, what is in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from tmdt_desktop.catalogues import report_templates
from tmdt_desktop.catalogues.indicators import annex_lines, indicators
from tmdt_desktop.errors import Refused
from tmdt_desktop.figures import overlapping
from tmdt_desktop.i18n import VIETNAM, day, number
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.report import ReportKind
from tmdt_desktop.records.training import Training
from tmdt_desktop.services.doubts import doubtful
from tmdt_desktop.services.duties import open_duties
from tmdt_desktop.services.frozen import FrozenFigure
from tmdt_desktop.services.report_content import issuer
from tmdt_desktop.services.report_holds import asked_otherwise, beside_last_year, told_before_answers, unbalanced
from tmdt_desktop.services.report_life import Held
from tmdt_desktop.services.report_oddities import oddities
from tmdt_desktop.services.wrong_rows import wrong_rows
from tmdt_desktop.store.settings import Settings
from tmdt_desktop.text import one_line

Level = Literal["stop", "hold", "look", "ok"]
ODD_CHANGE = 25
"""A figure that changes by more than this many hundredths of last year's asks for a written reason."""
_SMALL = 5
_PLACES = "C5.6"
_SUMS = (
    ("C2.5", ("C2.5.1", "C2.5.2")),
    ("C3.2", ("C3.2.1", "C3.2.2")),
    ("C3.3", ("C3.3.3", "C3.3.4", "C3.3.5", "C3.3.6", "C3.3.7", "C3.3.8")),
    ("C8.1", ("C8.1.1", "C8.1.2")),
)
"""(whole, parts that exclude each other): together the parts are never more than the whole."""
"""Below this last year's value is too small for a change to mean anything."""


@dataclass(frozen=True)
class CheckView:
    """One check. «stop» forbids making the files, «hold» putting the report up for approval.

    `where` leads to the place: «settings», «section:II.3», «figure:C3.1», «register:business», «duties», «report».
    """

    level: Level
    sentence: str
    cure: str
    where: str


def stops(report: Held, settings: Settings) -> tuple[CheckView, ...]:
    """What forbids issuing the report, in the order of mending."""
    found = (
        *_office(report, settings),
        *_sections(report),
        *_totals(report),
        *_changes(report),
        *_between(report),
    )
    return tuple(check for check in found if check.level == "stop")


def require_issuable(report: Held, settings: Settings) -> None:
    """Raise Refused when a check forbids issuing the report: the first with its cure, the others by their sentences."""
    stopped = stops(report, settings)
    if stopped:
        first, *others = stopped
        told = "; ".join(check.sentence.rstrip(".") for check in others)
        why = f"Còn {len(others)} lỗi khác phải sửa: {told}." if others else ""
        raise Refused(f"Chưa lập được báo cáo: {first.sentence}", why=why, cure=first.cure)


def require_submittable(connection: Connection, report: Held, settings: Settings) -> None:
    """Raise Refused when anything forbids putting the report up for approval: what stops it, and what only holds it."""
    kept = tuple(check for check in holds(connection, report) if check.level == "hold")
    found = (*stops(report, settings), *kept)
    if found:
        first, *others = found
        told = "; ".join(check.sentence.rstrip(".") for check in others)
        why = f"Còn {len(others)} điều khác: {told}." if others else ""
        raise Refused(f"Chưa trình được báo cáo: {first.sentence}", why=why, cure=first.cure)


def require_named(report: Held, settings: Settings, owner: str) -> None:
    """Raise Refused when the leader's certificate is `owner`'s and the report prints another name under it.

    A remark in brackets after the owner's name, as trial certificates bear, is no part of it.
    """
    signer = issuer(report, settings).signer
    if one_line(owner.partition("(")[0]).casefold() != one_line(signer).casefold():
        raise Refused(
            f"Chứng thư của {owner}, báo cáo ghi người ký là {signer}.",
            why="Tên in dưới chữ ký phải là tên người ký.",
            cure="Chọn khóa của người ký, hoặc sửa người ký trong Cài đặt rồi lập lại báo cáo.",
        )


def stale(report: Held, live: Mapping[str, int | None]) -> tuple[str, ...]:
    """The codes of the figures that the registers no longer give as they were frozen."""
    return tuple(code for code, value in live.items() if report.frozen.values().get(code) != value)


def checks(
    connection: Connection, report: Held, settings: Settings, live: Mapping[str, int | None]
) -> tuple[CheckView, ...]:
    """Every check: what stops first, then what to look at, then what is in order."""
    found = (
        *_office(report, settings),
        *_sections(report),
        *_totals(report),
        *_closing(report),
        *_moved(report, live),
        *_changes(report),
        *_between(report),
        *holds(connection, report),
        *_doubts(connection),
    )
    order: tuple[Level, ...] = ("stop", "hold", "look", "ok")
    return tuple(sorted(found, key=lambda check: order.index(check.level)))


def _office(report: Held, settings: Settings) -> Iterator[CheckView]:
    if not settings.decision.strip():
        sentence = "Chưa ghi số, ngày của quyết định ban hành Quy chế."
        yield CheckView("stop", sentence, "Ghi căn cứ trong Cài đặt.", "settings:decision")
    else:
        yield CheckView("ok", "Căn cứ của báo cáo đã đủ.", "", "settings:decision")
    if not issuer(report, settings).signer:
        yield CheckView("stop", "Chưa ghi họ tên người ký.", "Ghi người ký trong Cài đặt.", "settings:signer_name")
    else:
        yield CheckView("ok", "Người ký đã ghi.", "", "settings:signer_name")


def _sections(report: Held) -> Iterator[CheckView]:
    """Only sections that have no parts of their own are written."""
    words, empty = report.words, 0
    for section in report.skeleton.leaves():
        text = report.texts[section.code].text if section.code in report.texts else ""
        if text.strip():
            continue
        empty += 1
        title = report_templates.fill(section.title, words)
        cure = section.prompt or "Viết mục này, hoặc ghi «Không phát sinh.»."
        yield CheckView("stop", f"Mục {section.code} «{title}» chưa có lời.", cure, f"section:{section.code}")
    if not empty:
        yield CheckView("ok", "Mục nào cũng có lời.", "", "report")


def _totals(report: Held) -> Iterator[CheckView]:
    labels, figures = _labels(), report.frozen.figures
    wrong = 0
    for code, figure in figures.items():
        if not _adds_up(code, figure):
            wrong += 1
            sentence = f"«{labels[code]}» không bằng tổng các phần của nó."
            yield CheckView("stop", sentence, "Bấm «Chốt lại số liệu».", f"figure:{code}")
    for sentence, code in (*_too_large(report, labels), *_too_many(report, labels)):
        wrong += 1
        yield CheckView("stop", sentence, "Mở các dòng của hai chỉ tiêu, sửa sổ rồi chốt lại.", f"figure:{code}")
    if not wrong:
        yield CheckView("ok", "Số nào cũng bằng tổng các phần của nó.", "", "report")


def _adds_up(code: str, figure: FrozenFigure) -> bool:
    """Every group whose parts may be added makes the whole."""
    known = {each.code: each for each in indicators()}
    groups = (parts for name, parts in figure.groups if code not in known or not overlapping(known[code], name))
    return all(sum(share for _, share in parts) == figure.value for parts in groups)


def _too_large(report: Held, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(sentence, code) of each figure that is more than what it is a part of, and of more places than there are."""
    figures = report.frozen.figures
    for part in indicators():
        whole = part.part_of
        if whole and _exceeds(figures.get(part.code), figures.get(whole)):
            yield f"«{labels[part.code]}» lớn hơn «{labels[whole]}».", part.code
    selling, places = figures.get(_PLACES), int(report.words["communes"])
    if selling is not None and (selling.value or 0) > places:
        yield f"«{labels[_PLACES]}» lớn hơn số đơn vị hành chính cấp xã ({places}).", _PLACES


def _too_many(report: Held, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(sentence, code) of each whole that its parts exceed together."""
    values = report.frozen.values()
    for whole, parts in _SUMS:
        total = values.get(whole)
        if total is not None and sum(values.get(part) or 0 for part in parts) > total:
            yield f"Các phần của «{labels[whole]}» cộng lại lớn hơn số đó.", whole


def _exceeds(part: FrozenFigure | None, whole: FrozenFigure | None) -> bool:
    """What is unknown exceeds nothing."""
    if part is None or whole is None or part.value is None or whole.value is None:
        return False
    return part.value > whole.value


def _closing(report: Held) -> Iterator[CheckView]:
    closed, last = report.frozen.at.astimezone(VIETNAM).date(), report.period[1]
    if closed <= last:
        sentence = f"Số liệu chốt ngày {day(closed)}, kỳ báo cáo đến hết {day(last)}."
        yield CheckView("look", sentence, "Chốt lại số liệu khi kỳ đã hết.", "report")


def _moved(report: Held, live: Mapping[str, int | None]) -> Iterator[CheckView]:
    labels = _labels()
    moved = stale(report, live)
    if moved:
        names = "; ".join(labels[code] for code in moved[:3]) + ("…" if len(moved) > 3 else "")
        sentence = f"{len(moved)} số trong sổ đã đổi sau khi chốt: {names}."
        yield CheckView("look", sentence, "Bấm «Chốt lại số liệu» nếu muốn lấy số mới.", f"figure:{moved[0]}")
    for section in report.skeleton.sections:
        text = report.texts.get(section.code)
        old_words = text and report_templates.moved(section, text.text, text.written_for, report.frozen.values())
        if old_words:
            sentence = f"Lời văn mục {section.code} còn ghi số cũ."
            yield CheckView("look", sentence, "Sửa số trong lời văn, hoặc soạn lại mục này.", f"section:{section.code}")


def _changes(report: Held) -> Iterator[CheckView]:
    labels = _labels()
    for code, figure in report.frozen.figures.items():
        change = odd_change(figure)
        if change is None:
            continue
        reason = report.reasons.get(code)
        told = (
            f"«{labels[code]}» {'tăng' if change > 0 else 'giảm'} {number(abs(change))}% so với năm {report.year - 1}"
        )
        if reason:
            yield CheckView("ok", f"{told}; lý do: {reason}", "", f"figure:{code}")
        else:
            yield CheckView("stop", f"{told}.", "Ghi một câu lý do, hoặc xem lại các dòng.", f"figure:{code}")


def odd_change(figure: FrozenFigure) -> int | None:
    """The change in hundredths of last year's value when it is odd; that of a small count never is."""
    before, now = figure.last_year, figure.value
    if before is None or before < _SMALL or now is None or abs(now - before) * 100 <= ODD_CHANGE * before:
        return None
    return round((now - before) * 100 / before)


def _between(report: Held) -> Iterator[CheckView]:
    """Figures that look odd beside each other ask for a reason."""
    for oddity in oddities(report.frozen.values()):
        where, reason = f"figure:{oddity.first}", report.reasons.get(oddity.first)
        if reason:
            yield CheckView("ok", f"{oddity.sentence.rstrip('.')}; lý do: {reason}", "", where)
        else:
            yield CheckView("stop", oddity.sentence, "Ghi một câu lý do, hoặc xem lại các dòng.", where)


def holds(connection: Connection, report: Held) -> Iterator[CheckView]:
    """What forbids putting the report up for approval: rows that are wrong, duties that nobody answered."""
    yield from _wrong_rows(connection)
    if report.kind is ReportKind.ANNUAL:
        yield from _duties(connection, report)
    if sentence := unbalanced(connection, report):
        yield CheckView("hold", sentence, "Mở sổ, ghi ngày chuyển, ngày trả lời còn thiếu.", "register:petition")
    for code in told_before_answers(connection, report):
        level: Level = "look" if report.texts[code].edited else "hold"
        sentence = f"Mục {code} soạn trước khi trả lời, minh chứng của nhiệm vụ này thay đổi."
        yield CheckView(level, sentence, "Bấm «Soạn lại» ở mục này, hoặc chốt lại số liệu.", f"section:{code}")
    if asked_otherwise(connection, report):
        sentence = "Yêu cầu đến đã sửa sau khi lập báo cáo; báo cáo còn ghi nơi nhận, nội dung cũ."
        yield CheckView("hold", sentence, "Bấm «Chốt lại số liệu» để lấy yêu cầu mới.", "register:request")
    if sentence := beside_last_year(connection, report):
        yield CheckView("look", sentence, "Xem lại ngày bắt đầu kỳ trong Cài đặt.", "settings:period_start_day")


def _wrong_rows(connection: Connection) -> Iterator[CheckView]:
    for register, counts in wrong_rows(connection):
        for what, count in counts:
            sentence = f"{number(count)} dòng trong «{register.title}» {what}."
            yield CheckView("hold", sentence, "Mở sổ, sửa các dòng đó.", f"register:{register.code}")


def _duties(connection: Connection, report: Held) -> Iterator[CheckView]:
    """Every duty has evidence, an answer, or «không phát sinh» with its reason (Quy chế, Điều 21)."""
    unanswered = open_duties(connection, report.record["office"], report.year, report.period)
    for line in unanswered:
        sentence = f"Nhiệm vụ {line.clause} «{line.title}» chưa có minh chứng, chưa trả lời."
        cure = "Ghi vào sổ, trả lời, hoặc ghi «Không phát sinh» kèm lý do ở trang Nhiệm vụ."
        yield CheckView("hold", sentence, cure, f"duties:{line.id}")
    if not unanswered:
        yield CheckView("ok", "Nhiệm vụ nào cũng có minh chứng hoặc trả lời.", "", "duties")


def _doubts(connection: Connection) -> Iterator[CheckView]:
    for register in (Business, Training):
        count = len(doubtful(connection, register))
        if count:
            sentence = f"{number(count)} dòng trong «{register.title}» cần xem lại."
            yield CheckView("look", sentence, "Mở danh sách, xem từng dòng có dấu vàng.", f"register:{register.code}")


def _labels() -> dict[str, Any]:
    return {line.code: line.label for line in annex_lines()}
