"""A check as people read it: one of five words, why, what to do, the items of the law, then plain facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tmdt_desktop import __version__
from tmdt_desktop.i18n import day, moment, number, utc_now
from tmdt_desktop.services.examination import ENROLMENT, LEADER, OFFICE_KEY, SEAL, TRUST, Examined, SignatureSeen
from tmdt_desktop.services.package_changes import correction_lines
from tmdt_desktop.services.package_content import ANSWER, NAMES, PROGRAM, SLIP
from tmdt_desktop.services.trust_view import age_words
from tmdt_desktop.signing.checklist import CheckItem, checklist
from tmdt_desktop.signing.verdicts import Finding, SignatureFacts, Verdict, judge, weightiest

if TYPE_CHECKING:
    from tmdt_desktop.services.answers import Answer
    from tmdt_desktop.signing.container import FileFacts
    from tmdt_desktop.signing.trust import TrustPack

_ALL_WELL = "Chữ ký, tệp và số liệu đều đúng."
_NO_TRUST = "Chưa có gói tin cậy nên chưa kết luận được chữ ký nào."
_GET_TRUST = "Nạp gói tin cậy do Sở Công thương cấp rồi kiểm tra lại."
_USE_IT = "Dùng được gói này."
IS_ANSWER = "is_answer"
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
    """What is to be thought of a file.

    `verdict`: one of the five in words; `level`: its name (VALID, WARNED, UNDETERMINED, INVALID, DAMAGED). `facts`:
    (label, value) for people. `findings`: the weightiest first; `remarks`: what is worth knowing and weighs nothing.
    `kind`: package, encrypted, answer, trust, enrolment or pdf. `signature_items`: of each signature what it is for and
    the items of TT 15/2025/TT-BKHCN. `trust_words`, `trust_level`: what it was checked against. `sha256` of the file in
    lower hex, empty when it was not read; `checked_at`: UTC; `program`: name and version of what checked.
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
    kind: str = "package"
    remarks: tuple[FindingLine, ...] = ()
    signature_items: tuple[tuple[str, tuple[CheckItem, ...]], ...] = ()
    trust_words: str = ""
    trust_level: str = Verdict.UNDETERMINED.name
    sha256: str = ""
    checked_at: datetime | None = None
    program: str = ""


def shown(examined: Examined, trust: "TrustPack") -> PackageCheck:
    """An examined package as people read it."""
    container = examined.container
    made = PackageCheck(
        **verdict_of(examined.findings, _ALL_WELL, _USE_IT),
        facts=tuple(_facts(examined, trust)),
        signatures=examined.signatures,
        contents=tuple(_file_line(each) for each in (container.files if container else ())),
        kind=examined.kind if container else "encrypted",
        sha256=container.sha256 if container else "",
    )
    made = judged_by(made, trust)
    return _other_kind(made) if examined.kind in _KINDS else made


def verdict_of(findings: tuple[Finding, ...], well: str, use: str) -> dict[str, Any]:
    """The verdict of `findings` in words, as `PackageCheck` takes it. `well`, `use`: what is said when nothing weighs."""
    first, verdict = weightiest(findings), judge(findings)
    lines = [_line(each) for each in sorted(findings, key=lambda each: -each.weight.rank)]
    return {
        "verdict": verdict.value,
        "level": verdict.name,
        "why": first.sentence if first else well,
        "cure": first.cure if first else use,
        "findings": tuple(each for each in lines if each.level != Verdict.VALID.name),
        "remarks": tuple(each for each in lines if each.level == Verdict.VALID.name),
    }


def judged_by(made: PackageCheck, trust: "TrustPack") -> PackageCheck:
    """`made` with the items of its signatures, against what it was checked, when, and by which program."""
    known = bool(trust.roots)
    if not known and made.signatures and made.level == Verdict.UNDETERMINED.name:
        made = replace(made, why=_NO_TRUST, cure=_GET_TRUST)
    level = judge(trust.remarks()) if known else Verdict.UNDETERMINED
    return replace(
        made,
        signature_items=tuple((each.what, checklist(each.facts)) for each in made.signatures),
        trust_words=age_words(trust if known else None),
        trust_level=level.name,
        checked_at=utc_now(),
        program=f"{PROGRAM} {__version__}",
    )


_KINDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        TRUST: (
            "Gói tin cậy",
            "Tệp là gói tin cậy, còn nguyên như lúc ký.",
            "Nạp gói ở trang Gói tin cậy; ở đó sẽ đối chiếu dấu vân tay của người ký.",
        ),
        ENROLMENT: (
            "Phiếu đăng ký chứng thư",
            "Tệp là phiếu đăng ký chứng thư, còn nguyên như lúc ký.",
            "Sở Công thương mở phiếu ở trang Gói tin cậy, gọi đơn vị đối chiếu dấu vân tay.",
        ),
    }
)


def _other_kind(made: PackageCheck) -> PackageCheck:
    """A file in the form of a package that is none. Whether it comes into force is decided where it is taken in."""
    what, well, use = _KINDS[made.kind]
    facts = tuple(each for each in made.facts if each[0] != OFFICE_KEY)
    signers = tuple((f"Ký {what[:1].lower()}{what[1:]}", who(each.facts)) for each in made.signatures)
    made = replace(made, facts=(("Loại tệp", what), *facts, *signers))
    return replace(made, why=well, cure=use) if made.level == Verdict.VALID.name else made


def answer_shown(examined: Examined, answer: "Answer", trust: "TrustPack") -> PackageCheck:
    """A receipt or a return slip of the Department as people read it."""
    said = "Phiếu tiếp nhận" if answer.accepted else "Phiếu trả lại"
    findings = tuple(each for each in examined.findings if each.code != IS_ANSWER)
    made = shown(replace(examined, findings=findings), trust)
    facts = (
        ("Phiếu", f"{said} {answer.code}"),
        ("Gửi đơn vị", f"mã {answer.office}"),
        ("Báo cáo", f"Năm {answer.year}, lần {answer.revision}"),
        ("Trả lời tệp", answer.file_name),
        ("Lúc", moment(answer.received_at)),
        ("Người ký", who(examined.signatures[0].facts)),
    )
    return replace(
        made,
        verdict=f"Phiếu {made.verdict.lower()}",
        why=f"{said} do Sở Công thương ký, còn nguyên như lúc ký." if made.why == _ALL_WELL else made.why,
        cure="Nhận phiếu ở sổ của đơn vị đã gửi báo cáo.",
        facts=(*facts, *made.facts),
        answer=True,
        kind="answer",
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
            yield what, who(facts)
    if examined.container:
        whole = examined.container.verdict.rank < Verdict.INVALID.rank
        yield "Tính toàn vẹn", "Mọi tệp đúng như đã ký" if whole else "Không còn đúng như đã ký"
    if examined.signatures:
        states = dict.fromkeys(each.facts.revocation.value for each in examined.signatures)
        yield "Thu hồi chứng thư", "; ".join(states)
    yield "Gói tin cậy", trust_fact(trust)


_WHICH: Mapping[str, str] = MappingProxyType({"half_year": "6 tháng đầu năm", "ad_hoc": "Đột xuất, năm"})
"""Kind of report → how its year is led in; the annual one is the year's."""


def _about_facts(examined: Examined) -> Iterator[tuple[str, str]]:
    about, content = examined.about, examined.content
    if about is None:
        return
    first, last = about.period
    yield "Đơn vị gửi", f"{about.office_name} (mã {about.office})"
    which = _WHICH.get(about.kind, "Năm")
    yield "Báo cáo", f"{which} {about.year}, lần {about.revision}, kỳ {day(first)} - {day(last)}"
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


def who(facts: SignatureFacts) -> str:
    """Who signed, when by their own claim, and what is thought of it."""
    at = f", lúc {moment(facts.signed_at)}" if facts.signed_at else ""
    return f"{facts.who} - {facts.organisation}{at}: {facts.verdict.value.lower()}"


def trust_fact(trust: "TrustPack") -> str:
    """The trust pack as a fact beside others: «ngày 01/12/2024, cách nay 17 ngày»."""
    return age_words(trust).removeprefix("Gói tin cậy ") if trust.roots else "Chưa có"
