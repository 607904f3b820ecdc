"""Who may open a workspace: one slot a person, each holding the data key wrapped by that person's password.

The password becomes a wrapping key by Argon2id (RFC 9106); the data key is wrapped with AES-256-GCM and the person's
sign-in name as associated data, so that slots cannot be exchanged. The data key itself never changes with a password.
"""

import json
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.text import nfc
from tmdt_desktop.whole_files import publish_bytes

KEYS, SIGN_IN = "keys.json", "sign-in.json"
FORMAT = 1
_MEMORY_KIB, _ROUNDS, _LANES = 64 * 1024, 3, 1  # RFC 9106 §4, second recommended option
_FREE_TRIES, _LONGEST_WAIT = 2, 300
UNCOUNTED_PAUSE = 2.0
"""Seconds that a wrong password costs where failures cannot be written down: the disk is full or read-only."""


@dataclass(frozen=True)
class Slot:
    """A person's way in: salt, Argon2id cost, and the wrapped data key; binary parts in Base64."""

    user: str
    salt: str
    memory_kib: int
    rounds: int
    lanes: int
    nonce: str
    wrapped: str


class WrongPassword(Blocked):
    """The name or the password is wrong; nobody learns which. `retry_after`: seconds until the next try counts."""

    def __init__(self, retry_after: int) -> None:
        cure = f"Thử lại sau {retry_after} giây." if retry_after else "Xem lại Caps Lock và bộ gõ rồi thử lại."
        super().__init__("Tên hoặc mật khẩu chưa đúng.", cure=cure)
        self.retry_after = retry_after


def new_data_key() -> bytes:
    """32 random bytes: the key of the database and of the attachments."""
    return secrets.token_bytes(32)


def make_slot(user: str, password: str, data_key: bytes) -> Slot:
    """Wrap `data_key` for `user`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapping = _derive(password, salt, _MEMORY_KIB, _ROUNDS, _LANES)
    wrapped = AESGCM(wrapping).encrypt(nonce, data_key, user.encode())
    return Slot(user, _text(salt), _MEMORY_KIB, _ROUNDS, _LANES, _text(nonce), _text(wrapped))


def save_slots(folder: Path, slots: tuple[Slot, ...]) -> None:
    """Write keys.json whole."""
    content = {"format": FORMAT, "slots": [asdict(slot) for slot in slots]}
    publish_bytes(folder / KEYS, json.dumps(content, ensure_ascii=False, indent=1).encode())


def slots(folder: Path) -> tuple[Slot, ...]:
    """The slots of a workspace, at least one.

    Raises:
        Blocked: there is no workspace. Refused: a newer program wrote keys.json. Damaged: it cannot be read.
    """
    try:
        content = json.loads((folder / KEYS).read_text("utf-8"))
        return read_slots(content)
    except FileNotFoundError:
        raise Blocked(
            f"Không có sổ nào trong thư mục {folder.name}.", cure="Chọn đúng thư mục, hoặc tạo sổ mới."
        ) from None
    except (OSError, ValueError, TypeError, KeyError) as fault:
        raise Damaged(
            "Tệp khóa keys.json không đọc được.",
            why="Tệp đã bị sửa hoặc hỏng; thiếu nó thì không mở được dữ liệu.",
            cure="Chép lại keys.json từ bản sao lưu gần nhất.",
        ) from fault


def read_slots(content: Mapping[str, Any]) -> tuple[Slot, ...]:
    """The slots that the content of keys.json tells.

    Raises:
        Refused: a newer program wrote it. ValueError, TypeError, KeyError: it is no such content.
    """
    if type(content["format"]) is int and content["format"] > FORMAT:
        raise Refused("Sổ này do bản phần mềm mới hơn ghi.", cure="Cài bản phần mềm mới rồi mở lại.")
    if content["format"] != FORMAT:
        raise ValueError("another format")
    made = tuple(_checked(Slot(**slot)) for slot in content["slots"])
    if not made:
        raise ValueError("nobody may open it")
    return made


def _checked(slot: Slot) -> Slot:
    """The slot, when its parts are such as `make_slot` gives; what it costs stays within what a machine can bear."""
    sizes = [len(b64decode(part, validate=True)) for part in (slot.salt, slot.nonce, slot.wrapped)]
    costs = (slot.memory_kib, slot.rounds, slot.lanes)
    whole = all(type(cost) is int for cost in costs) and isinstance(slot.user, str) and slot.user
    bearable = (
        whole and 8 * slot.lanes <= slot.memory_kib <= 1 << 20 and 1 <= slot.rounds <= 64 and 1 <= slot.lanes <= 16
    )
    if sizes != [16, 12, 48] or not bearable:
        raise ValueError("no slot of this program")
    return slot


def unlock(folder: Path, user: str, password: str) -> bytes:
    """The data key for the right name and password.

    Raises:
        WrongPassword: either is wrong; each failure after the second makes the next try wait longer.
    """
    known = {slot.user: slot for slot in slots(folder)}
    _wait_or_refuse(folder)
    slot = known.get(nfc(user)) or _nobody(next(iter(known.values())))
    key = _open_slot(slot, password)
    _remember(folder, failed=key is None)
    if key is None:
        raise WrongPassword(_waiting(folder))
    return key


def _open_slot(slot: Slot, password: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapping = _derive(password, b64decode(slot.salt), slot.memory_kib, slot.rounds, slot.lanes)
    try:
        return AESGCM(wrapping).decrypt(b64decode(slot.nonce), b64decode(slot.wrapped), slot.user.encode())
    except InvalidTag:
        return None


def _nobody(like: Slot) -> Slot:
    """A slot that no password opens, so that an unknown name takes as long as a wrong password."""
    return Slot("", _text(secrets.token_bytes(16)), like.memory_kib, like.rounds, like.lanes, like.nonce, like.wrapped)


def _derive(password: str, salt: bytes, memory_kib: int, rounds: int, lanes: int) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    secret = nfc(password).encode()
    return hash_secret_raw(
        secret, salt, time_cost=rounds, memory_cost=memory_kib, parallelism=lanes, hash_len=32, type=Type.ID
    )


def _failures(folder: Path) -> tuple[int, float]:
    try:
        kept = json.loads((folder / SIGN_IN).read_text("utf-8"))
        return int(kept["failures"]), float(kept["last"])
    except (OSError, ValueError, TypeError, KeyError):
        return 0, 0.0


def _waiting(folder: Path) -> int:
    """Seconds until the next try counts: 0, 0, then 2, 4, 8 … up to five minutes after the last failure."""
    count, last = _failures(folder)
    if count <= _FREE_TRIES:
        return 0
    wait = min(2 ** (count - _FREE_TRIES), _LONGEST_WAIT)
    left = last + wait - time.time()
    return 0 if left <= 0 else min(wait, int(left) + 1)


def _wait_or_refuse(folder: Path) -> None:
    if left := _waiting(folder):
        raise WrongPassword(left)


def _remember(folder: Path, *, failed: bool) -> None:
    if failed:
        count, _ = _failures(folder)
        try:
            publish_bytes(folder / SIGN_IN, json.dumps({"failures": count + 1, "last": time.time()}).encode())
        except Blocked:
            time.sleep(UNCOUNTED_PAUSE)
    else:
        with suppress(OSError):  # a read-only disk keeps old failures; that must not keep anybody out
            (folder / SIGN_IN).unlink(missing_ok=True)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
