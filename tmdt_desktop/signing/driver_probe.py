"""What a driver shows without a PIN, asked in a process of its own: `python -m tmdt_desktop.signing.driver_probe FILE`.

Drivers of tokens hang and crash; here they take only this process with them. It prints one line: `MARK` and a JSON object.
"""

import base64
import json
import sys
from typing import Any

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, ObjectClass, Session, Token, TokenFlag
from pkcs11.exceptions import PKCS11Error

from tmdt_desktop.signing.token_objects import KINDS, attribute, holds_key, objects

_ODD = (ValueError, TypeError, KeyError, AttributeError, OverflowError)
"""What reading a thing raises that is not what it claims to be."""
MARK = "tmdt-driver-probe:"


def main(words: list[str] | None = None) -> int:
    """Print what the driver file named by the only word shows. Exit 0, also when it shows a failure."""
    (file,) = words if words is not None else sys.argv[1:]
    print(MARK + json.dumps(shown(file)), flush=True)  # noqa: T201 - the parent reads it
    return 0


def shown(file: str) -> dict[str, Any]:
    """`{"tokens": […]}`, or `{"fault": [class, text]}` when the driver cannot be loaded or asked."""
    try:
        library = pkcs11.lib(file)
        made = [_token(slot) for slot in library.get_slots(token_present=True)]
        library.finalize()
    except PKCS11Error as fault:
        return {"fault": [type(fault).__name__, str(fault)]}
    return {"tokens": [each for each in made if each]}


def _token(slot: Any) -> dict[str, Any] | None:
    """One token; None for a slot with nothing in it that could sign (SoftHSM shows an empty one)."""
    try:
        token = slot.get_token()
        if not token.flags & TokenFlag.TOKEN_INITIALIZED:
            return None
        return {**_about(token), "certificates": _certificates(token), "fault": None}
    except (PKCS11Error, *_ODD) as fault:
        return {"slot": slot.slot_description, "fault": [type(fault).__name__, str(fault)]}


def _about(token: Token) -> dict[str, Any]:
    return {
        "label": token.label,
        "maker": token.manufacturer_id,
        "model": token.model,
        "serial": serial_of(token),
        "flags": int(token.flags),
    }


def serial_of(token: Token) -> str:
    """The serial number as it is shown."""
    return token.serial.decode("utf-8", errors="replace").rstrip("\0 ")


def _certificates(token: Token) -> list[dict[str, Any]]:
    session = token.open()
    try:
        return [
            {"der": base64.b64encode(der).decode(), "key": has_key(session, token, der, id_)}
            for der, id_ in stored_certificates(session).items()
        ]
    finally:
        session.close()


def stored_certificates(session: Session) -> dict[bytes, bytes]:
    """DER → CKA_ID of each certificate on the token, each once."""
    found: dict[bytes, bytes] = {}
    for each in objects(session, ObjectClass.CERTIFICATE):
        der = attribute(each, Attribute.VALUE)
        if der:
            found.setdefault(bytes(der), bytes(attribute(each, Attribute.ID) or b""))
    return found


def has_key(session: Session, token: Token, der: bytes, id_: bytes) -> bool | None:
    """Whether the key is there; None when the token shows that only after the PIN, or the key is of an unknown kind."""
    try:
        public = x509.Certificate.load(der).public_key
        if public.algorithm not in KINDS:
            return None
        seen = holds_key(session, public, id_)
    except _ODD:
        return False
    return seen or (None if token.flags & TokenFlag.LOGIN_REQUIRED else False)


if __name__ == "__main__":
    sys.exit(main())
