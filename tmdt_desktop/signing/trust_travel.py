"""A trust pack on its way: one file in the form of a package, signed by the key that signed the pack in it."""

from datetime import datetime
from pathlib import Path

from tmdt_desktop.errors import Damaged
from tmdt_desktop.i18n import VIETNAM
from tmdt_desktop.signing.certificates import CertificateFacts
from tmdt_desktop.signing.container import Container, ContainerReceipt, Part, read_container, write_container
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.trust import TrustPack, read_trust
from tmdt_desktop.signing.trust_files import LIST, RENEW, Files, is_pack_name, read_files
from tmdt_desktop.signing.verdicts import Verdict, weightiest
from tmdt_desktop.task import SILENT, Task

_TYPES = {
    ".json": "application/json",
    ".p7s": "application/pkcs7-signature",
    ".crt": "application/pkix-cert",
    ".crl": "application/pkix-crl",
}


def travelling_name(issued: datetime) -> str:
    """«TMDT_TC_20241215093000.asice», in Vietnam's time."""
    return f"TMDT_TC_{issued.astimezone(VIETNAM):%Y%m%d%H%M%S}.asice"


def write_travelling(target: Path, files: Files, key: SigningKey, task: Task = SILENT) -> ContainerReceipt:
    """Put the files of a pack into the new file `target`. Raises as `write_container`."""
    parts = [Part(name, _TYPES[Path(name).suffix], content) for name, content in files.items()]
    return write_container(target, parts, key, task)


def is_travelling(container: Container) -> bool:
    """Whether the container holds a trust pack."""
    return LIST in container.names and all(is_pack_name(name) for name in container.names)


def open_pack(path: Path, known: TrustPack, task: Task = SILENT) -> tuple[TrustPack, dict[str, bytes]]:
    """The pack that `path` brings, a file on its way or a folder, with its files; `known`: whom to judge its signer by.

    Nothing says yet that its signer is the Department.
    Raises:
        Damaged: it is no pack, is not whole, or `known` calls its signer's certificate bad. Blocked: it cannot be read.
    """
    if path.is_dir():
        files = read_files(path)
        return read_trust(files, path), files
    container = read_container(path, known, task=task)
    first = weightiest(container.findings)
    if first is not None and first.weight.rank >= Verdict.INVALID.rank:
        raise Damaged(f"Tệp gói tin cậy không dùng được: {first.sentence}", cure=RENEW)
    if not is_travelling(container):
        raise Damaged("Tệp này không phải gói tin cậy.", cure="Chọn tệp có tên bắt đầu bằng TMDT_TC.")
    return pack_in(container)


def pack_in(container: Container) -> tuple[TrustPack, dict[str, bytes]]:
    """The pack that a container holds which was checked and `is_travelling`, with its files.

    Raises:
        Damaged: the pack is not whole, or another signed it than the container. Blocked: a program of another time
        made it.
    """
    files = {name: container.read(name) for name in container.names}
    pack = read_trust(files, container.path)
    _require_one_signer(container, pack.signed_by)
    return pack, files


def _require_one_signer(container: Container, signer: CertificateFacts | None) -> None:
    if signer is None or [each.fingerprint for each in container.signatures] != [signer.fingerprint]:
        raise Damaged("Gói tin cậy và tệp chứa nó do hai người ký.", cure=RENEW)
