"""Keys on PKCS #11 tokens: found by their certificate, opened with one login, closed again.

A PIN is sent once. One that the token has refused before, that cannot be right, or that would meet a locked token is not sent.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
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

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.signing.algorithms import digest_for, mechanism_for
from tmdt_desktop.signing.certificates import describe_certificate
from tmdt_desktop.signing.driver_probe import stored_certificates
from tmdt_desktop.signing.keys import SigningKey, certificate_store
from tmdt_desktop.signing.pin_guard import PinGuard
from tmdt_desktop.signing.token_codes import problem_of
from tmdt_desktop.signing.token_drivers import fault_of
from tmdt_desktop.signing.token_keys import ClosedSigner, TokenKey, TokenSigner
from tmdt_desktop.signing.token_objects import attribute, private_keys
from tmdt_desktop.signing.token_probe import probe

_CHECK = "Bấm «Kiểm tra thiết bị ký» để xem từng trình điều khiển."
_ANOTHER = "Nhập mã PIN đúng; nếu không nhớ, hỏi người giữ thiết bị, đừng thử tiếp."


@contextmanager
def opened_token(
    driver: Path, fingerprint: str, pin: str, guard: PinGuard, padding: str = "pss"
) -> Iterator[SigningKey]:
    """The key of the certificate with `fingerprint` (SHA-256, lower hex) on whichever token of `driver` has it.

    `padding`: «pss» or «pkcs1», for an RSA key. At the end the token is logged out and the driver let go.
    Raises:
        Blocked: driver, token, certificate or key missing, the token locked or at fault, the PIN wrong.
        Refused: the PIN was not sent, because it cannot be right.
    """
    _require_loadable(driver)
    try:
        with _library(driver) as library:
            token, certificates = _token_with(library, fingerprint)
            with _logged_in(token, pin, guard) as session:
                yield _key(session, certificates, (fingerprint, padding, pin))
    except PKCS11Error as told:
        raise problem_of(told) from told


def seen_token(driver: Path, fingerprint: str) -> SigningKey:
    """The key of the certificate with `fingerprint` as far as it shows without a PIN. It cannot sign.

    Raises:
        Blocked: driver, token or certificate missing, or at fault.
    """
    _require_loadable(driver)
    found = probe(driver)
    if found.sentence:
        raise Blocked("Chưa dùng được trình điều khiển của thiết bị ký.", why=found.sentence, cure=_CHECK)
    for token in found.tokens:
        stored = [each.der for each in token.certificates]
        der = _named(stored, fingerprint)
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


def _token_with(library: Any, fingerprint: str) -> tuple[Token, dict[bytes, bytes]]:
    """The token that carries the certificate, and all certificates on it (DER → id)."""
    missing: PKCS11Error = TokenNotPresent()
    for slot in library.get_slots(token_present=True):
        try:
            token = slot.get_token()
            found = _stored_on(token) if token.flags & TokenFlag.TOKEN_INITIALIZED else {}
        except PKCS11Error as fault:  # what another slot holds may be fit all the same
            missing = fault
            continue
        if _named(found, fingerprint) is not None:
            return token, found
        missing = NoSuchToken() if found else missing
    raise missing


def _stored_on(token: Token) -> dict[bytes, bytes]:
    session = token.open()
    try:
        return stored_certificates(session)
    finally:
        session.close()


@contextmanager
def _logged_in(token: Token, pin: str, guard: PinGuard) -> Iterator[Session]:
    """A session in which the PIN was accepted."""
    session = _session(token, pin, guard)
    try:
        yield session
    finally:
        with suppress(PKCS11Error):  # the device may be gone by now
            session.close()


def _session(token: Token, pin: str, guard: PinGuard) -> Session:
    if not token.flags & TokenFlag.LOGIN_REQUIRED:
        return token.open()
    if token.flags & TokenFlag.USER_PIN_LOCKED:
        raise PinLocked
    if token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH and not pin:
        return token.open(user_pin=PROTECTED_AUTH)
    _require_sendable(token, pin, guard)
    try:
        return token.open(user_pin=pin)
    except (PinIncorrect, PinInvalid, PinLenRange) as fault:
        guard.note(identity(token), pin)
        raise _with_tries(token, problem_of(fault)) from fault
    except UserAlreadyLoggedIn:  # drivers with one login for all programs of a person
        return token.open()


def identity(token: Token) -> str:
    """What tells one token from another, for the guard."""
    return f"{token.manufacturer_id}|{token.model}|{token.serial.hex()}"


def _require_sendable(token: Token, pin: str, guard: PinGuard) -> None:
    if not pin:
        raise Refused("Chưa nhập mã PIN.", cure="Nhập mã PIN của thiết bị ký.")
    if not pin.isascii():
        raise Refused(
            "Mã PIN có chữ có dấu nên chưa gửi tới thiết bị.",
            why="Bộ gõ tiếng Việt có lẽ đang bật.",
            cure="Tắt bộ gõ tiếng Việt rồi nhập lại.",
        )
    if guard.knows(identity(token), pin):
        raise Refused(
            "Thiết bị đã từ chối mã PIN này nên không gửi lại.",
            why="Gửi lại chỉ làm thiết bị mau bị khóa.",
            cure=f"{_ANOTHER} Nếu vừa đổi mã PIN thì mở lại chương trình.",
        )


def _with_tries(token: Token, told: Blocked) -> Blocked:
    """`told`, with what the token now says of the tries that are left."""
    try:
        flags = token.slot.get_token().flags
    except PKCS11Error:
        return told
    if flags & TokenFlag.USER_PIN_LOCKED:
        return Blocked(told.what, why="Thiết bị đã khóa.", cure="Đề nghị nơi cấp chứng thư mở khóa thiết bị.")
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        return Blocked(told.what, why="Chỉ còn một lần nhập; sai nữa thì thiết bị bị khóa.", cure=_ANOTHER)
    return told


def _key(session: Session, certificates: dict[bytes, bytes], wanted: tuple[str, str, str]) -> SigningKey:
    fingerprint, padding, pin = wanted
    der = _named(certificates, fingerprint)
    if der is None:
        raise NoSuchToken
    certificate = x509.Certificate.load(der)
    key = _matching(session, certificate, certificates[der], pin)
    chain = certificate_store(_authorities(certificates, der))
    signer = TokenSigner(key, chain, mechanism_for(certificate, padding))
    rsa = not key.elliptic and hasattr(key.held, "decrypt")
    curve = key.elliptic and hasattr(key.held, "derive_key")
    return SigningKey(describe_certificate(der), signer, key.unwrap if rsa else None, key.agree if curve else None)


def _named(certificates: Iterable[bytes], fingerprint: str) -> bytes | None:
    return next((each for each in certificates if hashlib.sha256(each).hexdigest() == fingerprint), None)


def _authorities(certificates: Iterable[bytes], der: bytes) -> list[bytes]:
    """The authorities' certificates on the token that lead from `der` towards a root; others would only be in the way."""
    stored = [x509.Certificate.load(each) for each in certificates]
    path = [x509.Certificate.load(der)]
    while issuers := [each for each in stored if each.ca and each.subject == path[-1].issuer and each not in path]:
        path += issuers
    return [each.dump() for each in path[1:]]


def _matching(session: Session, certificate: x509.Certificate, id_: bytes, pin: str) -> TokenKey:
    """The private key of the certificate; tried on a throw-away text when the token leaves several possible."""
    offered = _offered(session)
    found = [
        TokenKey(held, certificate, offered, pin if attribute(held, Attribute.ALWAYS_AUTHENTICATE) else "")
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
    except (Blocked, Damaged):
        return False


def _offered(session: Session) -> frozenset[int]:
    try:
        return frozenset(int(each) for each in session.token.slot.get_mechanisms())
    except PKCS11Error:
        return frozenset()
