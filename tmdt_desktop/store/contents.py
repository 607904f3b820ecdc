"""Contents of attached files: stored once each, under their hash, encrypted with keys that come from the workspace's own.

A content is known by the SHA-256 of its plain bytes. Its file is named by a keyed HMAC of that hash, so that a name does
not tell which document lies there. A file is a head (mark and salt) and pieces of 1 MiB under AES-256-GCM; the key of each
file comes from the data key and the salt by HKDF (RFC 5869). The nonce of a piece is its number and whether it is the last,
and head and name are associated data: pieces cannot be exchanged, left out or cut off, nor files take each other's names.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.whole_files import file_problem, publish_bytes

FOLDER = "attachments"
_MARK = b"TMDA\x01"
_SALT, _TAG = 16, 16
_HEAD = len(_MARK) + _SALT
_PIECE = 1 << 20
_FOR_CONTENT, _FOR_NAMES = b"tmdt attachment content 1", b"tmdt attachment names 1"


@dataclass(frozen=True)
class Contents:
    """The contents below `folder` (a workspace's `attachments`), under the workspace's data key of 32 bytes."""

    folder: Path
    data_key: bytes = field(repr=False)

    def file_of(self, sha256: str) -> Path:
        """Where the content with this hash (lower hex) lies, if it does."""
        naming = _derived(self.data_key, b"", _FOR_NAMES)
        return self.folder / hmac.new(naming, bytes.fromhex(sha256), "sha256").hexdigest()

    def put(self, content: bytes) -> bool:
        """Store a content. False when it lies there already, whole; one that has rotted is written anew.

        Raises:
            Blocked: the disk is full or read-only; nothing is left behind.
        """
        sha256 = digest(content)
        if self.sound(sha256):
            return False
        target = self.file_of(sha256)
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as fault:
            raise file_problem(fault, self.folder) from fault
        publish_bytes(target, _sealed(content, target.name, self.data_key))
        return True

    def get(self, sha256: str) -> bytes:
        """The plain content with this hash.

        Raises:
            Damaged: it is gone, or is not what was stored. Blocked: the disk or another program does not let it be read.
        """
        path = self.file_of(sha256)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            raise damaged("Nội dung tệp không còn trong thư mục attachments của sổ.") from None
        except OSError as fault:
            raise Blocked(
                "Chưa mở được tệp kèm theo.",
                why="Ổ đĩa bị ngắt, hoặc chương trình khác đang giữ tệp.",
                cure="Xem lại ổ đĩa, đóng chương trình đó rồi thử lại.",
            ) from fault
        content = _opened(raw, path.name, self.data_key)
        if content is None or digest(content) != sha256:
            raise damaged("Nội dung không còn đúng như lúc kèm.")
        return content

    def sound(self, sha256: str) -> bool:
        """Whether the content with this hash lies there as it was stored."""
        try:
            self.get(sha256)
        except (Damaged, Blocked):
            return False
        return True

    def others(self, known: Collection[str]) -> list[Path]:
        """The files of the folder that hold none of the contents with the hashes `known`. Raises Blocked."""
        names = {self.file_of(sha256).name for sha256 in known}
        try:
            found = sorted(path for path in self.folder.iterdir() if path.is_file())
        except FileNotFoundError:
            return []
        except OSError as fault:
            raise file_problem(fault, self.folder) from fault
        return [path for path in found if path.name not in names]


def digest(content: bytes) -> str:
    """SHA-256 in lower hex."""
    return hashlib.sha256(content).hexdigest()


def damaged(why: str) -> Damaged:
    """The sentence for a content that cannot be trusted."""
    return Damaged("Tệp kèm theo không mở được.", why=why, cure="Kèm lại tệp gốc, hoặc phục hồi từ bản sao lưu.")


def _derived(data_key: bytes, salt: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt or None, purpose).derive(data_key)


def _sealed(content: bytes, name: str, data_key: bytes) -> bytes:
    """What the file called `name` holds of `content`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt = secrets.token_bytes(_SALT)
    cipher, head = AESGCM(_derived(data_key, salt, _FOR_CONTENT)), _MARK + salt
    starts = range(0, max(len(content), 1), _PIECE)
    pieces = (
        cipher.encrypt(_nonce(at, last=at == len(starts) - 1), content[start : start + _PIECE], head + name.encode())
        for at, start in enumerate(starts)
    )
    return head + b"".join(pieces)


def _opened(raw: bytes, name: str, data_key: bytes) -> bytes | None:
    """The content of a file; None when it is not as it was written."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head = raw[:_HEAD]
    if len(raw) < _HEAD + _TAG or not head.startswith(_MARK):
        return None
    cipher = AESGCM(_derived(data_key, head[len(_MARK) :], _FOR_CONTENT))
    try:
        pieces = (cipher.decrypt(nonce, piece, head + name.encode()) for nonce, piece in _pieces(raw))
        return b"".join(pieces)
    except (InvalidTag, ValueError):
        return None


def _pieces(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(nonce, encrypted piece) of a file, in order."""
    starts = range(_HEAD, len(raw), _PIECE + _TAG)
    for at, start in enumerate(starts):
        yield _nonce(at, last=at == len(starts) - 1), raw[start : start + _PIECE + _TAG]


def _nonce(at: int, *, last: bool) -> bytes:
    return at.to_bytes(11, "big") + bytes([last])
