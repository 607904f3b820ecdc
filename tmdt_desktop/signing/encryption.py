"""Encryption to certificates: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084).

Written as a stream in BER of indefinite length, read in any length, so that size costs no memory. `openssl cms -decrypt`
opens what is written here, and what `openssl cms -encrypt -aes-256-gcm` writes is opened here.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from asn1crypto import cms, core
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tmdt_desktop.errors import Blocked, Damaged, Problem
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.signing import ber
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.recipients import content_key, require_recipients, wrapped_for
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.whole_files import beside, require_new

_AUTH_ENVELOPED, _DATA, _AES256_GCM = "1.2.840.113549.1.9.16.1.23", "1.2.840.113549.1.7.1", "2.16.840.1.101.3.4.1.46"
_CHUNK, _NONCE, _TAG, _KEY = 1 << 20, 12, 16, 32
_OVERHEAD, _INTEGER = 1 << 16, 0x02


class _GcmParameters(core.Sequence):  # type: ignore[misc]
    _fields = [("nonce", core.OctetString), ("tag_length", core.Integer, {"default": 12})]  # noqa: RUF012


class _GcmAlgorithm(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", _GcmParameters)]  # noqa: RUF012


def encrypt_file(
    source: Path, target: Path, certificates: Sequence[bytes], task: Task = SILENT, now: datetime | None = None
) -> None:
    """Encrypt `source` into the new file `target` so that the holder of any of `certificates` (DER) can open it.

    Raises:
        Refused: `target` exists, no certificate is given, or one does not fit (see `require_recipients`).
        Blocked: a file cannot be read or written, or the disk is full; nothing is left behind.
        Cancelled: the user stopped it; nothing is left behind.
    """
    require_new(target)
    require_recipients(certificates, now or utc_now())
    key, nonce = os.urandom(_KEY), os.urandom(_NONCE)
    recipients = [wrapped_for(each, key) for each in certificates]
    size = _size(source)
    with beside(target, needed=size + size // 1000 + _OVERHEAD) as staged, staged.open("wb") as sink:
        sink.write(_head(recipients, nonce))
        encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
        done = 0
        with _open(source) as file:
            while chunk := file.read(_CHUNK):
                task.step(done, size, "mã hoá")
                sink.write(ber.tlv(ber.OCTETS, encryptor.update(chunk)))
                done += len(chunk)
        encryptor.finalize()
        sink.write(ber.END * 2 + ber.tlv(ber.OCTETS, encryptor.tag) + ber.END * 3)


def decrypt_file(source: Path, target: Path, key: SigningKey, task: Task = SILENT) -> None:
    """Decrypt `source` with `key` into the new file `target`, which appears only once the whole proved unchanged.

    Raises:
        Refused: `target` exists, or `source` was not encrypted to this key.
        Damaged: `source` is no such file, or was cut or changed; nothing is left behind.
        Blocked: a file cannot be read or written, or the disk is full; nothing is left behind.
        Cancelled: the user stopped it; nothing is left behind.
    """
    require_new(target)
    size = _size(source)
    with _open(source) as file, beside(target, needed=size) as staged, staged.open("wb") as sink:
        try:
            _decrypt(file, sink, key, (task, size))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, InvalidTag) as fault:
            raise _damaged() from fault


def is_encrypted(path: Path) -> bool:
    """Whether `path` begins like a file of `encrypt_file`.

    Raises:
        Blocked: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            reader = ber.Reader(file)
            reader.enter(ber.SEQUENCE)
            _expect(reader, _AUTH_ENVELOPED)
            return True
    except ValueError:
        return False
    except OSError as fault:
        raise _unreadable(path) from fault


def _head(recipients: Sequence[bytes], nonce: bytes) -> bytes:
    """Everything before the encrypted content."""
    algorithm = _GcmAlgorithm({"algorithm": _AES256_GCM, "parameters": {"nonce": nonce, "tag_length": _TAG}})
    return b"".join(
        (
            bytes([ber.SEQUENCE]) + ber.INDEFINITE,
            core.ObjectIdentifier(_AUTH_ENVELOPED).dump(),
            bytes([ber.CONTEXT_0]) + ber.INDEFINITE,
            bytes([ber.SEQUENCE]) + ber.INDEFINITE,
            core.Integer(0).dump(),
            ber.tlv(ber.SET, b"".join(sorted(recipients))),
            bytes([ber.SEQUENCE]) + ber.INDEFINITE,
            core.ObjectIdentifier(_DATA).dump(),
            algorithm.dump(),
            bytes([ber.CONTEXT_0]) + ber.INDEFINITE,
        )
    )


def _decrypt(file: BinaryIO, sink: BinaryIO, key: SigningKey, progress: tuple[Task, int]) -> None:
    reader = ber.Reader(file)
    outer = [reader.enter(ber.SEQUENCE)]
    _expect(reader, _AUTH_ENVELOPED)
    outer += [reader.enter(ber.CONTEXT_0), reader.enter(ber.SEQUENCE)]
    if reader.element(_INTEGER) != core.Integer(0).dump():
        raise ValueError("version")
    recipients = cms.RecipientInfos.load(reader.element(ber.SET), strict=True)
    content = reader.enter(ber.SEQUENCE)
    _expect(reader, _DATA)
    nonce = _nonce(reader.element(ber.SEQUENCE))
    decryptor = Cipher(algorithms.AES(_content_key(recipients, key)), modes.GCM(nonce)).decryptor()
    task, size = progress
    for chunk in reader.octets():
        task.step(file.tell(), size, "giải mã")
        sink.write(decryptor.update(chunk))
    reader.leave(content)
    tag = core.OctetString.load(reader.element(ber.OCTETS), strict=True).native
    decryptor.finalize_with_tag(tag)
    for each in reversed(outer):
        reader.leave(each)
    reader.finish()


def _expect(reader: ber.Reader, identifier: str) -> None:
    wanted = core.ObjectIdentifier(identifier).dump()
    if reader.element(wanted[0]) != wanted:
        raise ValueError("identifier")


def _nonce(encoded: bytes) -> bytes:
    algorithm = _GcmAlgorithm.load(encoded, strict=True)
    parameters = algorithm["parameters"]
    nonce: bytes = parameters["nonce"].native
    usual = (algorithm["algorithm"].dotted, parameters["tag_length"].native, len(nonce))
    if usual != (_AES256_GCM, _TAG, _NONCE):
        raise ValueError("another algorithm")
    return nonce


def _content_key(recipients: cms.RecipientInfos, key: SigningKey) -> bytes:
    found = content_key(recipients, key)
    if len(found) != _KEY:
        raise ValueError("key length")
    return found


def _size(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError as fault:
        raise _unreadable(source) from fault


def _open(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as fault:
        raise _unreadable(source) from fault


def _unreadable(source: Path) -> Problem:
    return Blocked(f"Không đọc được tệp {source.name}.", cure="Cắm lại USB hoặc chọn lại tệp rồi thử lại.")


def _damaged() -> Damaged:
    return Damaged(
        "Gói mã hoá bị cắt hoặc bị đổi nên không mở được.", cure="Chép lại tệp từ máy gửi hoặc từ USB khác rồi mở lại."
    )
