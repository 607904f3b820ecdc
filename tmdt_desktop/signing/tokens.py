"""Keys on PKCS #11 tokens: found by their certificate, opened with one login, closed again.

A PIN is sent once. One that the token has refused before, that cannot be right, or that would meet a locked token is not sent.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto import algos, x509
from pkcs11 import PROTECTED_AUTH, Attribute, Session, Token, TokenFlag
from pkcs11.exceptions import (
    NoSuchKey,
    NoSuchToken,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    TokenNotPresent,
    UserAlreadyLoggedIn,
)
from pyhanko_certvalidator.registry import CertificateStore

from tmdt_desktop.errors import Blocked, Damaged
from tmdt_desktop.signing.algorithms import digest_for, mechanism_for
from tmdt_desktop.signing.certificates import CertificateFacts, describe_certificate
from tmdt_desktop.signing.driver_probe import has_key, serial_of, stored_certificates
from tmdt_desktop.signing.keys import SigningKey, certificate_store
from tmdt_desktop.signing.pin_guard import ANOTHER, HeldPin, PinGuard, PinRefused
from tmdt_desktop.signing.token_codes import problem_of
from tmdt_desktop.signing.token_drivers import fault_of
from tmdt_desktop.signing.token_keys import ClosedSigner, TokenKey, TokenSigner
from tmdt_desktop.signing.token_objects import attribute, private_keys
from tmdt_desktop.signing.token_probe import probe

_CHECK = "Bấm «Kiểm tra thiết bị ký» để xem từng trình điều khiển."


@dataclass(frozen=True)
class Wanted:
    """Which key: the `fingerprint` (SHA-256, lower hex) of its certificate, and the `serial` of its token, "" for any.

    `padding`: «pss» or «pkcs1», for an RSA key.
    """

    fingerprint: str
    serial: str = ""
    padding: str = "pss"


@contextmanager
def opened_token(driver: Path, wanted: Wanted, pin: str, guard: PinGuard) -> Iterator[SigningKey]:
    """The `wanted` key on a token behind `driver`. At the end the token is logged out and the driver let go.
    Raises:
        Blocked: driver, token, certificate or key missing, the token locked or at fault, the PIN wrong.
        Refused: the PIN was not sent, because it cannot be right.
    """
    _require_loadable(driver)
    try:
        with _library(driver) as library:
            token, stored = _token_with(library, wanted)
            own = _own(stored, wanted)
            held = HeldPin(pin, guard, _names(token, wanted.fingerprint))
            with _logged_in(token, held) as session:
                yield _key(session, own, held)
    except PKCS11Error as told:
        raise problem_of(told) from told


def seen_token(driver: Path, wanted: Wanted) -> SigningKey:
    """The `wanted` key as far as it shows without a PIN. It cannot sign.

    Raises:
        Blocked: driver, token or certificate missing, or at fault.
    """
    _require_loadable(driver)
    found = probe(driver)
    if found.sentence:
        raise Blocked("Chưa dùng được trình điều khiển của thiết bị ký.", why=found.sentence, cure=_CHECK)
    for token in found.tokens:
        stored = [each.der for each in token.certificates]
        der = _named(stored, wanted.fingerprint) if wanted.serial in {"", token.serial} else None
        if der is not None:
            signer = ClosedSigner(x509.Certificate.load(der), certificate_store(_authorities(stored, der)))
            return SigningKey(describe_certificate(der), signer)
    raise problem_of(NoSuchToken() if found.tokens else TokenNotPresent())


def _require_loadable(driver: Path) -> None:
    fault = fault_of(driver)
    if fault:
        raise Blocked("Chưa dùng được trình điều khiển của thiết bị ký.", why=fault, cure=_CHECK)


@contextmanager
def _library(driver: Path) -> Iterator[Any]:
    """The driver, begun anew so that it sees what is plugged in now; let go again, unless it was in use before."""
    held = pkcs11._loaded.get(str(driver))  # noqa: SLF001 - nothing public says whether a driver is in use
    in_use = held is not None and held.initialized
    library = pkcs11.lib(str(driver))
    try:
        yield library
    finally:
        if not in_use:
            with suppress(PKCS11Error):
                library.finalize()


def _token_with(library: Any, wanted: Wanted) -> tuple[Token, dict[bytes, bytes]]:
    """The token that carries the certificate, and all certificates on it (DER → id).

    Of several, one that is not locked and shows the key comes first.
    """
    missing: PKCS11Error = TokenNotPresent()
    fitting: list[tuple[tuple[bool, bool], Token, dict[bytes, bytes]]] = []
    for slot in library.get_slots(token_present=True):
        try:
            token = slot.get_token()
            found, shown = _looked_into(token, wanted)
        except PKCS11Error as fault:  # what another slot holds may be fit all the same
            missing = fault
            continue
        if _named(found, wanted.fingerprint) is not None:
            fitting.append(((bool(token.flags & TokenFlag.USER_PIN_LOCKED), not shown), token, found))
        missing = NoSuchToken() if found else missing
    if not fitting:
        raise missing
    _, token, found = min(fitting, key=lambda each: each[0])
    return token, found


def _looked_into(token: Token, wanted: Wanted) -> tuple[dict[bytes, bytes], bool]:
    """The certificates on the token, none when it is not the one that is wanted; whether the key shows itself."""
    if not token.flags & TokenFlag.TOKEN_INITIALIZED or wanted.serial not in {"", serial_of(token)}:
        return {}, False
    session = token.open()
    try:
        found = stored_certificates(session)
        der = _named(found, wanted.fingerprint)
        return found, der is not None and bool(has_key(session, token, der, found[der]))
    finally:
        session.close()


@contextmanager
def _logged_in(token: Token, held: HeldPin) -> Iterator[Session]:
    """A session in which the PIN was accepted."""
    session = _session(token, held)
    try:
        yield session
    finally:
        with suppress(PKCS11Error):  # the device may be gone by now
            session.close()


def _session(token: Token, held: HeldPin) -> Session:
    if not token.flags & TokenFlag.LOGIN_REQUIRED:
        return token.open()
    if token.flags & TokenFlag.USER_PIN_LOCKED:
        raise PinLocked
    if token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH and not held.pin:
        return token.open(user_pin=PROTECTED_AUTH)
    held.require_sendable()
    try:
        return token.open(user_pin=held.pin)
    except (PinIncorrect, PinInvalid, PinLenRange) as fault:
        held.refused()
        raise _with_tries(token, problem_of(fault)) from fault
    except UserAlreadyLoggedIn:  # drivers with one login for all programs of a person
        return token.open()


def identity(token: Token) -> str:
    """What tells one token from another, for the guard."""
    return f"{token.manufacturer_id}|{token.model}|{token.serial.hex()}"


def _names(token: Token, fingerprint: str) -> tuple[str, str]:
    """Both that the guard knows a token by: another driver may spell maker and model its own way, never the certificate.

    Two tokens with one certificate have two serial numbers.
    """
    serial = re.sub(r"[^0-9a-z]", "", serial_of(token).lower()).lstrip("0")
    return identity(token), f"{fingerprint}|{serial}"


def _with_tries(token: Token, told: Blocked) -> PinRefused:
    """`told`, with what the token now says of the tries that are left."""
    try:
        flags = token.slot.get_token().flags
    except PKCS11Error:
        return PinRefused(told.what, why=told.why, cure=told.cure, detail=told.detail)
    if flags & TokenFlag.USER_PIN_LOCKED:
        return PinRefused(told.what, why="Thiết bị đã khóa.", cure="Đề nghị nơi cấp chứng thư mở khóa thiết bị.")
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        return PinRefused(told.what, why="Chỉ còn một lần nhập; sai nữa thì thiết bị bị khóa.", cure=ANOTHER)
    return PinRefused(told.what, why=told.why, cure=told.cure, detail=told.detail)


@dataclass(frozen=True)
class _Own:
    """A certificate, its CKA_ID, the authorities' certificates beside it, and how it signs."""

    certificate: x509.Certificate
    facts: CertificateFacts
    id_: bytes
    chain: CertificateStore
    mechanism: algos.SignedDigestAlgorithm | None


def _own(stored: dict[bytes, bytes], wanted: Wanted) -> _Own:
    """All that needs no PIN, so that nothing is sent when the certificate is unfit. Raises Damaged."""
    der = _named(stored, wanted.fingerprint)
    if der is None:
        raise NoSuchToken
    facts, certificate = describe_certificate(der), x509.Certificate.load(der)
    chain = certificate_store(_authorities(stored, der))
    return _Own(certificate, facts, stored[der], chain, mechanism_for(certificate, wanted.padding))


def _key(session: Session, own: _Own, held: HeldPin) -> SigningKey:
    key = _matching(session, own.certificate, own.id_, held)
    signer = TokenSigner(key, own.chain, own.mechanism)
    rsa = not key.elliptic and hasattr(key.held, "decrypt")
    curve = key.elliptic and hasattr(key.held, "derive_key")
    return SigningKey(own.facts, signer, key.unwrap if rsa else None, key.agree if curve else None)


def _named(certificates: Iterable[bytes], fingerprint: str) -> bytes | None:
    return next((each for each in certificates if hashlib.sha256(each).hexdigest() == fingerprint), None)


def _authorities(certificates: Iterable[bytes], der: bytes) -> list[bytes]:
    """The authorities' certificates on the token that lead from `der` towards a root; others would only be in the way."""
    stored = [each for each in map(_authority, certificates) if each is not None]
    path = [x509.Certificate.load(der)]
    while issuers := [each for each in stored if each.subject == path[-1].issuer and each not in path]:
        path += issuers
    return [each.dump() for each in path[1:]]


def _authority(der: bytes) -> x509.Certificate | None:
    """The certificate when it is an authority's; None for others and for what is no certificate: tokens carry odd things."""
    try:
        describe_certificate(der)
        made = x509.Certificate.load(der, strict=True)
        return made if made.ca else None
    except (Damaged, ValueError, TypeError, KeyError):
        return None


def _matching(session: Session, certificate: x509.Certificate, id_: bytes, pin: HeldPin) -> TokenKey:
    """The private key of the certificate; tried on a throw-away text when the token leaves several possible."""
    offered = _offered(session)
    found = [
        TokenKey(held, certificate, offered, pin if attribute(held, Attribute.ALWAYS_AUTHENTICATE) else None)
        for held in private_keys(session, certificate.public_key, id_)
    ]
    fitting = found if len(found) == 1 else [key for key in found if _fits(key)]
    if not fitting:
        raise NoSuchKey
    return fitting[0]


def _fits(key: TokenKey) -> bool:
    """Whether a signature that the key makes belongs to the certificate."""
    digest = digest_for(key.certificate)
    plain = algos.SignedDigestAlgorithm({"algorithm": f"{digest}_{'ecdsa' if key.elliptic else 'rsa'}"})
    try:
        return bool(key.signed(os.urandom(32), digest, plain))
    except PinRefused:
        raise
    except (Blocked, Damaged):
        return False


def _offered(session: Session) -> frozenset[int]:
    try:
        return frozenset(int(each) for each in session.token.slot.get_mechanisms())
    except PKCS11Error:
        return frozenset()
