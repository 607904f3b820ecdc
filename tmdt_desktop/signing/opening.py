"""Looks into a package without believing it: its form, its manifest against its files, its signature over the manifest."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from tmdt_desktop.errors import Blocked
from tmdt_desktop.signing import cades, manifest
from tmdt_desktop.signing.names import shown
from tmdt_desktop.signing.verdicts import Finding, finding
from tmdt_desktop.signing.zip_form import CHUNK, STORED, Digests, Entry, Fault, Limits, read_chunks, read_form
from tmdt_desktop.task import Task

MEDIA_TYPE = "application/vnd.etsi.asic-e+zip"
MANIFEST, SIGNATURE, MIMETYPE = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s", "mimetype"
_LARGEST_MANIFEST = 1 << 21


@dataclass(frozen=True)
class Inspection:
    """What was seen. `digests` holds every listed file that could be unpacked; `reading` is None without a signature."""

    sha256: str
    size: int
    entries: tuple[Entry, ...] = ()
    lines: tuple[manifest.Line, ...] = ()
    digests: dict[str, Digests] = field(default_factory=dict)
    reading: cades.CadesReading | None = None
    findings: tuple[Finding, ...] = ()


def inspect(path: Path, limits: Limits, task: Task) -> Inspection:
    """Look into `path`. Whatever is wrong is a finding.

    Raises:
        OSError: the file cannot be read.
        Cancelled: the user stopped it.
    """
    with path.open("rb") as file:
        seen = Inspection(*_hashed(file, task))
        try:
            seen = replace(seen, entries=read_form(file, limits))
            _require_frame(file, seen.entries)
            listed = _whole(file, _entry(seen.entries, MANIFEST, "manifest_missing"), _LARGEST_MANIFEST)
            signature = _whole(file, _entry(seen.entries, SIGNATURE, "signature_missing"), cades.LARGEST)
            lines = _lines(listed)
        except Fault as fault:
            return replace(seen, findings=(fault.finding,))
        reading = cades.read_detached(signature, listed)
        seen = replace(seen, lines=lines, reading=reading)
        digests, found = _compare(file, seen, task)
        return replace(seen, digests=digests, findings=(*found, *reading.findings))


def source_chunks(name: str, source: Path | bytes) -> Iterator[bytes]:
    """The content of a file to be packed, a piece at a time.

    Raises:
        Blocked: it cannot be read.
    """
    if isinstance(source, bytes):
        yield source
        return
    try:
        with source.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as fault:
        raise Blocked(f"Không đọc được tệp {name} để đưa vào gói.", cure="Lập lại báo cáo rồi xuất lại.") from fault


def _hashed(file: BinaryIO, task: Task) -> tuple[str, int]:
    """SHA-256 of the whole file and its size. Whoever picked an image of a disk by mistake can stop it."""
    size, done, digest = file.seek(0, os.SEEK_END), 0, hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        task.step(done, size, "đọc tệp")
        digest.update(chunk)
        done += len(chunk)
    return digest.hexdigest(), done


def _require_frame(file: BinaryIO, entries: tuple[Entry, ...]) -> None:
    """First the media type, last the manifest and its signature, and nothing else in META-INF."""
    if not entries or entries[0].name != MIMETYPE or entries[0].method != STORED:
        raise Fault(finding("mimetype"))
    if entries[0].size != len(MEDIA_TYPE) or _whole(file, entries[0], len(MEDIA_TYPE)) != MEDIA_TYPE.encode():
        raise Fault(finding("mimetype"))
    names = [each.name for each in entries]
    strange = [name for name in names if _is_frame(name) and name not in {MANIFEST, SIGNATURE}]
    if strange:
        raise Fault(finding("manifest_doubled", name=strange[0]))
    _entry(entries, MANIFEST, "manifest_missing")
    _entry(entries, SIGNATURE, "signature_missing")
    if names[-2:] != [MANIFEST, SIGNATURE] or any(each.method != STORED for each in entries[-2:]):
        raise Fault(finding("header_changed", name="META-INF"))


def _is_frame(name: str) -> bool:
    return name.casefold().startswith("meta-inf/") or name.casefold() == "meta-inf"


def _entry(entries: tuple[Entry, ...], name: str, code: str) -> Entry:
    for each in entries:
        if each.name == name:
            return each
    raise Fault(finding(code))


def _whole(file: BinaryIO, entry: Entry, largest: int) -> bytes:
    if entry.size > largest:
        raise Fault(finding("bomb", name=entry.name))
    return b"".join(content for _, content in read_chunks(file, entry))


def _lines(listed: bytes) -> tuple[manifest.Line, ...]:
    try:
        read = manifest.parse(listed)
    except manifest.ManifestFault as fault:
        raise Fault(finding("manifest_unreadable")) from fault
    if read.signature != SIGNATURE:
        raise Fault(finding("manifest_unreadable"))
    return read.lines


def _compare(file: BinaryIO, seen: Inspection, task: Task) -> tuple[dict[str, Digests], list[Finding]]:
    """Digests of the files that are there and listed, and every difference from the manifest."""
    there = {each.name: each for each in seen.entries[1:-2]}
    listed = [line.name for line in seen.lines]
    known = set(listed)
    found = [finding("extra_file", name=name) for name in there if name not in known]
    found += [finding("missing_file", name=shown(name)) for name in listed if name not in there]
    if not found and listed != list(there):
        found.append(finding("header_changed", name="thứ tự tệp"))
    digests = {}
    for index, line in enumerate(seen.lines):
        if line.name in there:
            try:
                digests[line.name] = _digests(file, there[line.name], (task, index, len(seen.lines)))
            except Fault as fault:
                found.append(fault.finding)
                continue
            found += _line_findings(line, there[line.name], digests[line.name])
    return digests, found


def _line_findings(line: manifest.Line, entry: Entry, digests: Digests) -> list[Finding]:
    if digests.content != line.digest:
        return [finding("digest_mismatch", name=line.name)]
    if digests.packed != line.packed_digest or entry.method != line.method:
        return [finding("packing_changed", name=line.name)]
    return []


def _digests(file: BinaryIO, entry: Entry, progress: tuple[Task, int, int]) -> Digests:
    task, done, total = progress
    content, packed = hashlib.sha256(), hashlib.sha256()
    for packed_chunk, content_chunk in read_chunks(file, entry):
        task.step(done, total, entry.name)
        packed.update(packed_chunk)
        content.update(content_chunk)
    return Digests(content.digest(), packed.digest())
