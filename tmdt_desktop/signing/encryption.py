"""Encryption to certificates: CMS AuthEnvelopedData (RFC 5083), AES-256-GCM (RFC 5084), keys by RSA-OAEP with SHA-256.

Written and read as a stream in BER of indefinite length, so that size costs no memory; `openssl cms -decrypt` opens it.
"""

import io
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from asn1crypto import algos, cms, core, x509
from cryptography import x509 as pyca_x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tmdt_desktop.errors import Blocked, Damaged, Problem, Refused
from tmdt_desktop.i18n import VIETNAM, day, utc_now
from tmdt_desktop.signing.certificates import describe_certificate
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.safe_write import beside, require_new
from tmdt_desktop.task import SILENT, Task

_AUTH_ENVELOPED, _DATA, _AES256_GCM = "1.2.840.113549.1.9.16.1.23", "1.2.840.113549.1.7.1", "2.16.840.1.101.3.4.1.46"
_CHUNK, _LARGEST_CHUNK, _LARGEST_HEADER = 1 << 20, 1 << 24, 1 << 20
_NONCE, _TAG, _KEY = 12, 16, 32
_SEQUENCE, _SET, _OCTETS, _CONTEXT_0 = 0x30, 0x31, 0x04, 0xA0
_INDEFINITE, _END = b"\x80", b"\x00\x00"
_OVERHEAD = 1 << 16


class _GcmParameters(core.Sequence):  # type: ignore[misc]
    _fields = [("nonce", core.OctetString), ("tag_length", core.Integer, {"default": 12})]  # noqa: RUF012


class _GcmAlgorithm(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", _GcmParameters)]  # noqa: RUF012


def encrypt_file(
    source: Path, target: Path, certificates: Sequence[bytes], task: Task = SILENT, now: datetime | None = None
) -> None:
    """Encrypt `source` into the new file `target` so that the holder of any of `certificates` (DER) can open it.

    Raises:
        Refused: `target` exists, no certificate is given, or one is expired, weak, of a kind or for a use that does
            not fit.
        Blocked: a file cannot be read or written, or the disk is full; nothing is left behind.
        Cancelled: the user stopped it; nothing is left behind.
    """
    require_new(target)
    if not certificates:
        raise Refused("Chưa chọn nơi nhận để mã hoá.", cure="Nạp gói tin cậy có chứng thư của nơi nhận.")
    key, nonce = os.urandom(_KEY), os.urandom(_NONCE)
    recipients = [_recipient(each, key, now or utc_now()) for each in certificates]
    size = _size(source)
    with beside(target, needed=size + size // 1000 + _OVERHEAD) as staged, staged.open("wb") as sink:
        sink.write(_head(recipients, nonce))
        encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
        done = 0
        with _open(source) as file:
            while chunk := file.read(_CHUNK):
                task.step(done, size, "mã hoá")
                sink.write(_tlv(_OCTETS, encryptor.update(chunk)))
                done += len(chunk)
        encryptor.finalize()
        sink.write(_END + _END + _tlv(_OCTETS, encryptor.tag) + _END + _END + _END)


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
            return file.read(64).startswith(_opening())
    except OSError as fault:
        raise _unreadable(path) from fault


def _recipient(certificate: bytes, key: bytes, now: datetime) -> cms.RecipientInfo:
    public = _require_fit(certificate, now)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    owner = x509.Certificate.load(certificate)
    number = cms.IssuerAndSerialNumber({"issuer": owner.issuer, "serial_number": owner.serial_number})
    parameters = algos.RSAESOAEPParams(
        {
            "hash_algorithm": {"algorithm": "sha256"},
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
        }
    )
    transport = {
        "version": "v0",
        "rid": cms.RecipientIdentifier("issuer_and_serial_number", number),
        "key_encryption_algorithm": {"algorithm": "rsaes_oaep", "parameters": parameters},
        "encrypted_key": public.encrypt(key, oaep),
    }
    return cms.RecipientInfo("ktri", cms.KeyTransRecipientInfo(transport))


def _require_fit(certificate: bytes, now: datetime) -> rsa.RSAPublicKey:
    facts = describe_certificate(certificate)
    public = pyca_x509.load_der_x509_certificate(certificate).public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        raise Refused(
            f"Chưa mã hoá được cho chứng thư của {facts.owner}: khoá {facts.key}, không phải RSA.",
            cure="Xin nơi nhận chứng thư có khoá RSA, hoặc gửi gói đã ký mà không mã hoá.",
        )
    if not facts.not_before <= now <= facts.not_after:
        until = f"{day(facts.not_before.astimezone(VIETNAM))} - {day(facts.not_after.astimezone(VIETNAM))}"
        raise Refused(
            f"Chứng thư của {facts.owner} không còn (hoặc chưa) có hiệu lực.",
            why=f"Thời hạn: {until}.",
            cure="Nạp gói tin cậy mới có chứng thư còn hiệu lực của nơi nhận.",
        )
    if not facts.strong or (facts.usages and "key_encipherment" not in facts.usages):
        raise Refused(
            f"Chứng thư của {facts.owner} không dùng để mã hoá được.",
            cure="Xin nơi nhận chứng thư được cấp để mã hoá khoá, RSA từ 2048 bit.",
        )
    return public


def _head(recipients: Sequence[cms.RecipientInfo], nonce: bytes) -> bytes:
    """Everything before the encrypted content."""
    algorithm = _GcmAlgorithm({"algorithm": _AES256_GCM, "parameters": {"nonce": nonce, "tag_length": _TAG}})
    return b"".join(
        (
            _opening(),
            _tlv(_SET, b"".join(sorted(each.dump() for each in recipients))),
            bytes([_SEQUENCE]) + _INDEFINITE,
            core.ObjectIdentifier(_DATA).dump(),
            algorithm.dump(),
            bytes([_CONTEXT_0]) + _INDEFINITE,
        )
    )


def _opening() -> bytes:
    return b"".join(
        (
            bytes([_SEQUENCE]) + _INDEFINITE,
            core.ObjectIdentifier(_AUTH_ENVELOPED).dump(),
            bytes([_CONTEXT_0]) + _INDEFINITE,
            bytes([_SEQUENCE]) + _INDEFINITE,
            core.Integer(0).dump(),
        )
    )


def _decrypt(file: BinaryIO, sink: BinaryIO, key: SigningKey, progress: tuple[Task, int]) -> None:
    opening = _opening()
    if file.read(len(opening)) != opening:
        raise Damaged("Tệp này không phải gói mã hoá của chương trình.", cure="Chọn đúng tệp gói mã hoá.")
    recipients = cms.RecipientInfos.load(_element(file, _SET), strict=True)
    content_key = _content_key(recipients, key)
    _expect(file, bytes([_SEQUENCE]) + _INDEFINITE + core.ObjectIdentifier(_DATA).dump())
    decryptor = Cipher(algorithms.AES(content_key), modes.GCM(_nonce(file))).decryptor()
    _expect(file, bytes([_CONTEXT_0]) + _INDEFINITE)
    task, size = progress
    while chunk := _next_chunk(file):
        task.step(file.tell(), size, "giải mã")
        sink.write(decryptor.update(chunk))
    _expect(file, _END)
    tag = core.OctetString.load(_element(file, _OCTETS), strict=True).native
    decryptor.finalize_with_tag(tag)
    _expect(file, _END + _END + _END)
    if file.read(1):
        raise ValueError("data after the end")


def _nonce(file: BinaryIO) -> bytes:
    algorithm = _GcmAlgorithm.load(_element(file, _SEQUENCE), strict=True)
    parameters = algorithm["parameters"]
    nonce: bytes = parameters["nonce"].native
    usual = (algorithm["algorithm"].dotted, parameters["tag_length"].native, len(nonce))
    if usual != (_AES256_GCM, _TAG, _NONCE):
        raise ValueError("another algorithm")
    return nonce


def _content_key(recipients: cms.RecipientInfos, key: SigningKey) -> bytes:
    own = x509.Certificate.load(key.certificate_der)
    for each in recipients:
        if each.name != "ktri" or each.chosen["rid"].name != "issuer_and_serial_number":
            continue
        number = each.chosen["rid"].chosen
        mine = (number["issuer"], number["serial_number"].native) == (own.issuer, own.serial_number)
        if mine and key.unwrap is not None:
            content_key = key.unwrap(each.chosen["encrypted_key"].native)
            if len(content_key) != _KEY:
                raise ValueError("key length")
            return content_key
    raise Refused("Gói này không được mã hoá cho khoá đang chọn.", cure="Chọn khoá của cơ quan nhận rồi mở lại.")


def _next_chunk(file: BinaryIO) -> bytes:
    """The next piece of encrypted content; empty at its end."""
    start = file.read(2)
    if start == _END:
        return b""
    file.seek(-len(start), io.SEEK_CUR)
    return _content(file, _OCTETS, _LARGEST_CHUNK)


def _content(file: BinaryIO, tag: int, largest: int) -> bytes:
    start = file.read(2)
    if len(start) != 2 or start[0] != tag:
        raise ValueError("tag")
    length = start[1]
    if length == 0x80 or length > 0x84:
        raise ValueError("length")
    if length > 0x80:
        length = int.from_bytes(file.read(length & 0x7F), "big")
    content = file.read(length) if length <= largest else b""
    if not length or len(content) != length:
        raise ValueError("length")
    return content


def _element(file: BinaryIO, tag: int) -> bytes:
    return _tlv(tag, _content(file, tag, _LARGEST_HEADER))


def _expect(file: BinaryIO, wanted: bytes) -> None:
    if file.read(len(wanted)) != wanted:
        raise ValueError("form")


def _tlv(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    encoded = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(encoded)]) + encoded + content


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
