"""Check a package that may come from anyone, without a workspace and without a network, and say it in plain words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.i18n import day, moment, number
from tmdt_desktop.services.examination import (
    LEADER,
    OFFICE_KEY,
    SEAL,
    Examined,
    SignatureSeen,
    examine,
    load_trust_or_none,
)
from tmdt_desktop.services.package_changes import correction_lines
from tmdt_desktop.services.package_content import ANSWER, NAMES, SLIP
from tmdt_desktop.signing.verdicts import Finding, SignatureFacts, Verdict, judge, weightiest
from tmdt_desktop.task import SILENT, Task

if TYPE_CHECKING:
    from tmdt_desktop.signing.container import FileFacts
    from tmdt_desktop.signing.trust import TrustPack

_ALL_WELL = "Chữ ký, tệp và số liệu đều đúng."
_USE_IT = "Dùng được gói này."
_IS_ANSWER = "is_answer"
_ANSWER_NAMES = {ANSWER: "Phiếu cho phần mềm đọc", SLIP: "Phiếu để in"}


@dataclass(frozen=True)
class FileLine:
    """One file of the package: what it is, its name, size in bytes, and what was found of it."""

    what: str
    name: str
    size: int
    state: str


@dataclass(frozen=True)
class FindingLine:
    """One thing the check came upon. `level` is the name of the best verdict that is still possible with it."""

    level: str
    code: str
    sentence: str
    cure: str


@dataclass(frozen=True)
class PackageCheck:
    """What is to be thought of a package.

    `verdict`: one of the five in words; `level`: its name (VALID, WARNED, UNDETERMINED, INVALID, DAMAGED). `facts`:
    (label, value) for people. `findings`: the weightiest first. `answer`: it is a receipt or a return slip.
    """

    verdict: str
    level: str
    why: str
    cure: str
    facts: tuple[tuple[str, str], ...]
    signatures: tuple[SignatureSeen, ...]
    contents: tuple[FileLine, ...]
    findings: tuple[FindingLine, ...]
    answer: bool = False


def verify_package(file: Path, trust: Path | None = None, task: Task = SILENT) -> PackageCheck:
    """Check `file` against the trust pack in the folder `trust`. Without one nobody is known, so nothing is «hợp lệ».

    Raises:
        Blocked: the file or the trust pack cannot be read. Damaged: the trust pack is not whole.
        Cancelled: the user stopped it. Whatever is wrong with the package is part of the answer, never an error.
    """
    pack = load_trust_or_none(trust)
    examined = examine(file, pack, task)
    return _answer_shown(examined, pack) or shown(examined, pack)


def _answer_shown(examined: Examined, trust: "TrustPack") -> PackageCheck | None:
    """A receipt or return slip that the Department signed, as people read it; None for anything else."""
    from tmdt_desktop.services.answers import signed_answer

    container = examined.container
    if container is None or not any(each.code == _IS_ANSWER for each in examined.findings):
        return None
    try:
        answer = signed_answer(container, trust)
    except (Refused, Damaged):
        return None
    findings = tuple(each for each in examined.findings if each.code != _IS_ANSWER)
    made = shown(replace(examined, findings=findings), trust)
    verdict = judge(findings)
    said = "Phiếu tiếp nhận" if answer.accepted else "Phiếu trả lại"
    facts = (
        ("Phiếu", f"{said} {answer.code}"),
        ("Gửi đơn vị", f"mã {answer.office}"),
        ("Báo cáo", f"Năm {answer.year}, lần {answer.revision}"),
        ("Trả lời tệp", answer.file_name),
        ("Lúc", moment(answer.received_at)),
        ("Người ký", _who(container.signatures[0])),
    )
    first = weightiest(findings)
    return replace(
        made,
        verdict=f"Phiếu {verdict.value.lower()}",
        level=verdict.name,
        why=first.sentence if first else f"{said} do Sở Công thương ký, còn nguyên như lúc ký.",
        cure="Nhận phiếu ở sổ của đơn vị đã gửi báo cáo.",
        facts=(*facts, *made.facts),
        answer=True,
    )


def shown(examined: Examined, trust: "TrustPack") -> PackageCheck:
    """An examined package as people read it."""
    first = weightiest(examined.findings)
    return PackageCheck(
        verdict=examined.verdict.value,
        level=examined.verdict.name,
        why=first.sentence if first else _ALL_WELL,
        cure=first.cure if first else _USE_IT,
        facts=tuple(_facts(examined, trust)),
        signatures=examined.signatures,
        contents=tuple(_file_line(each) for each in (examined.container.files if examined.container else ())),
        findings=tuple(_line(each) for each in sorted(examined.findings, key=lambda each: -each.weight.rank)),
    )


def _line(each: Finding) -> FindingLine:
    return FindingLine(each.weight.name, each.code, each.sentence, each.cure)


def _file_line(each: "FileFacts") -> FileLine:
    state = "Thiếu" if not each.found else "Đúng như đã ký" if each.found == each.signed else "Đã bị đổi"
    return FileLine(NAMES.get(each.name) or _ANSWER_NAMES.get(each.name, "Tệp lạ"), each.name, each.size, state)


def _facts(examined: Examined, trust: "TrustPack") -> Iterator[tuple[str, str]]:
    yield "Tệp", examined.file.name
    if examined.container:
        yield "Dung lượng", f"{number(examined.container.size)} byte"
        yield "Mã băm SHA-256", examined.container.sha256
    yield from _about_facts(examined)
    for what in (LEADER, SEAL, OFFICE_KEY):
        if facts := examined.signature(what):
            yield what, _who(facts)
    if examined.container:
        whole = examined.container.verdict.rank < Verdict.INVALID.rank
        yield "Tính toàn vẹn", "Mọi tệp đúng như đã ký" if whole else "Không còn đúng như đã ký"
    if examined.signatures:
        states = dict.fromkeys(each.facts.revocation.value for each in examined.signatures)
        yield "Thu hồi chứng thư", "; ".join(states)
    yield "Gói tin cậy", _trust_words(trust)


def _about_facts(examined: Examined) -> Iterator[tuple[str, str]]:
    about, content = examined.about, examined.content
    if about is None:
        return
    first, last = about.period
    yield "Đơn vị gửi", f"{about.office_name} (mã {about.office})"
    yield "Báo cáo", f"Năm {about.year}, lần {about.revision}, kỳ {day(first)} - {day(last)}"
    if about.number:
        yield "Số, ngày", f"{about.number}, {day(about.issued_on)}" if about.issued_on else about.number
    yield "Xuất lúc", f"{moment(about.made_at)}, bằng {about.program}"
    if about.replaces:
        yield "Thay gói", str(about.replaces[0])
    if lines := correction_lines(about.correction):
        yield "Bản sửa đổi", "\n".join(lines)
    if content.records is not None:
        rows = "; ".join(
            f"{NAMES[f'data/{name}.csv'].removeprefix('Dữ liệu: ')} {number(n)}" for name, n in _known(about.counts)
        )
        yield "Dữ liệu", rows
        again = f"{content.recounted} trên {len(content.figures)} chỉ tiêu đếm lại được từ dữ liệu"
        why = {"gói không mang cột riêng tư": content.uncounted, "sổ gốc không đi trong gói": content.unpacked}
        left = (f"; chưa đếm lại {', '.join(codes)} vì {reason}" for reason, codes in why.items() if codes)
        yield "Đối chiếu số liệu", again + "".join(left)
    yield "Mã gói", str(about.content_id)


def _known(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    yield from ((name, rows) for name, rows in counts.items() if f"data/{name}.csv" in NAMES)


def _who(facts: SignatureFacts) -> str:
    at = f", lúc {moment(facts.signed_at)}" if facts.signed_at else ""
    return f"{facts.who} - {facts.organisation}{at}: {facts.verdict.value.lower()}"


def _trust_words(trust: "TrustPack") -> str:
    if not trust.roots:
        return "Chưa có"
    age = trust.age(date.today())  # noqa: DTZ011 - the office's own calendar day
    return f"Lập ngày {day(trust.issued)}, cách nay {number(age)} ngày"
