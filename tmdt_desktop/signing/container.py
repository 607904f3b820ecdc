"""The package: an ASiC-E container with one CAdES signature (ETSI EN 319 162-1). `docs/package-format.md` is its law."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing import cades, manifest
from tmdt_desktop.signing.judging import Question, Signed, judge_certificate, signature_facts
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.names import clashes, is_safe
from tmdt_desktop.signing.opening import (
    MANIFEST,
    MEDIA_TYPE,
    MIMETYPE,
    SIGNATURE,
    Inspection,
    inspect,
    source_chunks,
)
from tmdt_desktop.signing.trust import TrustPack
from tmdt_desktop.signing.verdicts import Finding, SignatureFacts, Verdict, finding, judge
from tmdt_desktop.signing.zip_form import DEFLATED, STORED, Entry, Fault, Limits, Writer, read_chunks
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import beside, require_new

_RESERVED = ("meta-inf/", "mimetype")
_PACKED_ALREADY = ("application/pdf", "application/vnd.openxmlformats", "application/zip", "image/", "video/")
_HEADERS_EACH = 1024
_OWN_FILES = 1 << 18


@dataclass(frozen=True)
class Part:
    """One file to put in: its name in the package («data/businesses.csv»), media type, and a path or its bytes."""

    name: str
    media_type: str
    source: Path | bytes = field(repr=False)


@dataclass(frozen=True)
class ContainerReceipt:
    """A package that was written, read back and verified. `sha256` in lower hex, `size` in bytes, `signed_at` UTC."""

    path: Path
    sha256: str
    size: int
    signed_at: datetime


@dataclass(frozen=True)
class CheckWish:
    """How to check: what the archive may ask for, which office it should be from ("" for any), and the time now.

    `proven_at`: a moment at which the package surely existed already (the Department's receipt), or None.
    """

    limits: Limits = field(default_factory=Limits)
    office: str = ""
    now: datetime | None = None
    proven_at: datetime | None = None


@dataclass(frozen=True)
class FileFacts:
    """One file the manifest lists. Digests are SHA-256 in lower hex; `found` is "" when the file is not there."""

    name: str
    media_type: str
    size: int
    signed: str
    found: str


@dataclass(frozen=True)
class Container:
    """A package that was checked. `files` is what its manifest lists, in its order."""

    path: Path
    sha256: str
    size: int
    files: tuple[FileFacts, ...]
    signatures: tuple[SignatureFacts, ...]
    findings: tuple[Finding, ...]
    entries: tuple[Entry, ...] = field(repr=False)

    @property
    def verdict(self) -> Verdict:
        """The word for the whole package."""
        return judge(self.findings)

    @property
    def names(self) -> tuple[str, ...]:
        """The files that may be read, in the manifest's order."""
        return tuple(each.name for each in self.files)

    def read(self, name: str) -> bytes:
        """The content of one listed file, compared with its signed digest once more.

        Raises:
            Refused: the package is not valid, or lists no such file.
            Damaged: the package has changed since it was checked.
            Blocked: the package can no longer be read.
        """
        return b"".join(self._chunks(name))

    def extract(self, name: str, to: Path) -> Path:
        """Write one listed file to the new file `to`, which this returns; raises as `read`, and when `to` exists."""
        require_new(to)
        with beside(to, needed=self._facts(name).size) as part, part.open("wb") as file:
            for chunk in self._chunks(name):
                file.write(chunk)
        return to

    def _facts(self, name: str) -> FileFacts:
        if self.verdict.rank >= Verdict.INVALID.rank:
            raise Refused("Gói này không hợp lệ nên không lấy tệp ra.", cure="Xem lý do ở phần kết luận kiểm tra.")
        for each in self.files:
            if each.name == name:
                return each
        raise Refused(f"Trong gói không có tệp {name}.", cure="Chọn tệp có trong danh sách của gói.")

    def _chunks(self, name: str) -> Iterator[bytes]:
        facts, digest = self._facts(name), hashlib.sha256()
        entry = next(each for each in self.entries if each.name == name)
        try:
            with self.path.open("rb") as file:
                for _, content in read_chunks(file, entry):
                    digest.update(content)
                    yield content
        except Fault as fault:
            raise _changed_meanwhile() from fault
        except OSError as fault:
            raise _unreadable(self.path) from fault
        if digest.hexdigest() != facts.signed:
            raise _changed_meanwhile()


_USUAL = CheckWish()


def write_container(target: Path, parts: Sequence[Part], key: SigningKey, task: Task = SILENT) -> ContainerReceipt:
    """Pack `parts` into the new file `target`, sign, write it safely, read it back and verify it.

    Raises:
        Refused: `target` exists, the certificate may not sign now, a name is not allowed or the package too large.
        Blocked: a part cannot be read, or the disk is full or gone; nothing is left behind.
        Damaged: what was read back is not what was written; nothing is left behind.
        Cancelled: the user stopped it; nothing is left behind.
    """
    moment = utc_now().replace(microsecond=0)
    key.require_usable(moment)
    require_new(target)
    _require_names(parts)
    needed = _needed(parts)
    with beside(target, needed=needed) as staged:
        _pack(staged, parts, (key, moment), task)
    try:
        return _read_back(target, moment)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def read_container(path: Path, trust: TrustPack, wish: CheckWish = _USUAL, task: Task = SILENT) -> Container:
    """Check the package `path`, which may come from anyone, and say what is to be thought of it.

    Raises:
        Blocked: the file is missing or cannot be read. Whatever is wrong inside is a finding, never an error.
        Cancelled: the user stopped it.
    """
    try:
        seen = inspect(path, wish.limits, task)
    except OSError as fault:
        raise _unreadable(path) from fault
    signatures, findings = _judge(seen, trust, wish)
    return Container(path, seen.sha256, seen.size, _files(seen), signatures, findings, seen.entries)


def _pack(staged: Path, parts: Sequence[Part], signing: tuple[SigningKey, datetime], task: Task) -> None:
    key, moment = signing
    lines = []
    with staged.open("w+b") as file:
        writer = Writer(file)
        writer.add(MIMETYPE, [MEDIA_TYPE.encode()], STORED)
        for index, part in enumerate(parts):
            task.step(index, len(parts), part.name)
            method = STORED if part.media_type.startswith(_PACKED_ALREADY) else DEFLATED
            _, digests = writer.add(part.name, source_chunks(part.name, part.source), method)
            lines.append(manifest.Line(part.name, part.media_type, digests.content, method, digests.packed))
        task.step(len(parts), len(parts), "ký gói")
        listed = manifest.render(manifest.Manifest(SIGNATURE, tuple(lines)))
        writer.add(MANIFEST, [listed], STORED)
        writer.add(SIGNATURE, [cades.sign_detached(listed, key, moment)], STORED)
        writer.finish()


def _read_back(target: Path, moment: datetime) -> ContainerReceipt:
    try:
        seen = inspect(target, Limits(), SILENT)
    except OSError as fault:
        raise _unreadable(target) from fault
    if seen.findings or seen.reading is None or not seen.reading.intact:
        raise Damaged(
            "Gói vừa ghi đọc lại không đúng nên đã bỏ.",
            why="; ".join(each.sentence for each in seen.findings),
            cure="Ghi lại vào USB hoặc thư mục khác; USB này có thể đã hỏng.",
        )
    return ContainerReceipt(target, seen.sha256, seen.size, moment)


def _judge(
    seen: Inspection, trust: TrustPack, wish: CheckWish
) -> tuple[tuple[SignatureFacts, ...], tuple[Finding, ...]]:
    if seen.reading is None or seen.reading.signer is None:
        return (), seen.findings
    reading, now = seen.reading, wish.now or utc_now()
    try:
        question = Question(seen.reading.signer, reading.beside, reading.signed_at, now, wish.proven_at)
        judgement = judge_certificate(question, trust)
    except Damaged:
        return (), (*seen.findings, finding("signature_unreadable"))
    own = [*reading.findings, *_office_findings(judgement.facts.fingerprint, trust, wish.office)]
    if judgement.chain and not set(reading.beside) <= set(judgement.chain):
        own.append(finding("chain_extra"))
    covers = f"toàn bộ {len(seen.lines)} tệp trong gói"
    signed = Signed(SIGNATURE, reading.signed_at, reading.intact, covers, tuple(own), reading.algorithm)
    facts = signature_facts(signed, judgement, trust)
    others = [each for each in seen.findings if each not in facts.findings]
    return (facts,), (*others, *facts.findings)


def _office_findings(fingerprint: str, trust: TrustPack, office: str) -> list[Finding]:
    registered = trust.registered(fingerprint)
    if registered is not None:
        strange = office and registered.office != office
        return [finding("other_office", office=registered.office_name)] if strange else []
    return [finding("other_certificate" if office and trust.certificates_of(office) else "unregistered")]


def _files(seen: Inspection) -> tuple[FileFacts, ...]:
    sizes = {each.name: each.size for each in seen.entries}
    return tuple(
        FileFacts(
            line.name,
            line.media_type,
            sizes.get(line.name, 0),
            line.digest.hex(),
            seen.digests[line.name].content.hex() if line.name in seen.digests else "",
        )
        for line in seen.lines
    )


def _require_names(parts: Sequence[Part]) -> None:
    if not parts:
        raise Refused("Gói chưa có tệp nào.", cure="Lập báo cáo trước rồi xuất gói.")
    for part in parts:
        if not is_safe(part.name) or part.name.casefold().startswith(_RESERVED):
            raise Refused(f"Tên tệp {part.name} không dùng được trong gói.", cure="Đổi tên tệp rồi xuất lại.")
    twin = clashes(part.name for part in parts)
    if twin is not None:
        raise Refused(f"Hai tệp trong gói trùng tên {twin}.", cure="Đổi tên một tệp rồi xuất lại.")


def _needed(parts: Sequence[Part]) -> int:
    """Bytes that are surely enough for the package (deflate never adds more than a thousandth)."""
    sizes = [len(part.source) if isinstance(part.source, bytes) else _size(part) for part in parts]
    limits = Limits()
    if len(parts) > limits.files - 3 or sum(sizes) > limits.total_bytes or max(sizes) > limits.file_bytes:
        raise Refused(
            f"Gói lớn hơn {limits.total_bytes >> 20} MB hoặc có hơn {limits.files - 3} tệp.",
            cure="Bớt tệp đính kèm rồi xuất lại.",
        )
    return sum(sizes) + sum(sizes) // 1000 + _HEADERS_EACH * len(parts) + _OWN_FILES


def _size(part: Part) -> int:
    try:
        return Path(str(part.source)).stat().st_size
    except OSError as fault:
        raise Blocked(
            f"Không đọc được tệp {part.name} để đưa vào gói.", cure="Lập lại báo cáo rồi xuất lại."
        ) from fault


def _changed_meanwhile() -> Damaged:
    return Damaged("Gói đã bị đổi trong lúc đang dùng.", cure="Kiểm tra lại gói từ đầu.")


def _unreadable(path: Path) -> Blocked:
    return Blocked(f"Không đọc được tệp {path.name}.", cure="Cắm lại USB hoặc chọn lại tệp rồi thử lại.")
