"""The device check: which drivers load, which tokens are in, which certificates they carry; all without a PIN."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services.signing_keys import PinGuard, TokenPlace, opened_key

if TYPE_CHECKING:
    from tmdt_desktop.signing.certificates import CertificateFacts
    from tmdt_desktop.signing.keys import SigningKey
    from tmdt_desktop.signing.token_probe import StoredToken

PinState = Literal["ok", "low", "last", "locked"]


@dataclass(frozen=True)
class DriverSeen:
    """A driver file on this machine. `sentence`: "" when it loads, else why not and what to do."""

    file: Path
    name: str
    sentence: str


@dataclass(frozen=True)
class TokenCertificate:
    """A certificate on a token. `usable`: it can sign today; `sentence` says why not.

    `has_key`: its key is there too; None when the token shows that only after the PIN.
    """

    place: TokenPlace
    owner: str
    organisation: str
    issuer: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    usable: bool
    sentence: str
    has_key: bool | None


@dataclass(frozen=True)
class TokenSeen:
    """A token that is in. `pin_state`: how many tries are left, `pin_sentence` the same in words, "" when all is well."""

    driver: Path
    label: str
    maker: str
    model: str
    serial: str
    pin_state: PinState
    pin_sentence: str
    certificates: tuple[TokenCertificate, ...]
    sentence: str


@dataclass(frozen=True)
class TokenCheck:
    """What was found, in one sentence, and what to do now ("" when a token is ready to sign)."""

    drivers: tuple[DriverSeen, ...]
    tokens: tuple[TokenSeen, ...]
    sentence: str
    cure: str


def check_tokens(driver: Path | None = None, guard: PinGuard | None = None) -> TokenCheck:
    """Look for tokens behind `driver`, or behind every known driver of this machine. No PIN is needed or sent.

    `guard` goes into the places, so that what one try learns the next one knows. What a device or its driver does wrong
    becomes a sentence, never an exception.
    """
    from tmdt_desktop.signing.token_drivers import Driver, known_drivers
    from tmdt_desktop.signing.token_probe import probe_all

    drivers = (Driver(driver.absolute(), driver.name),) if driver is not None else known_drivers()
    probed = probe_all(tuple(each.file for each in drivers))
    seen = tuple(DriverSeen(each.file, each.name, made.sentence) for each, made in zip(drivers, probed, strict=True))
    held = guard or PinGuard()
    tokens = _once(_seen(made.file, token, held) for made in probed for token in made.tokens)
    return TokenCheck(seen, tokens, *_summary(seen, tokens))


def _once(tokens: Iterable[TokenSeen]) -> tuple[TokenSeen, ...]:
    """Without the tokens that a second driver shows again: the same number, and no certificate that was not seen."""
    kept: list[TokenSeen] = []
    for token in tokens:
        if not any(_shown_by(token, other) for other in kept):
            kept.append(token)
    return tuple(kept)


def _shown_by(token: TokenSeen, other: TokenSeen) -> bool:
    own = {each.fingerprint for each in token.certificates}
    same = token.serial == other.serial and token.driver != other.driver
    return same and bool(own) and own <= {each.fingerprint for each in other.certificates}


def _seen(driver: Path, token: "StoredToken", guard: PinGuard) -> TokenSeen:
    from tmdt_desktop.signing.token_codes import sentence_of

    state, words = _pin_state(token.flags)
    certificates = tuple(
        _certificate(*each, TokenPlace(driver, each[0].fingerprint, token.serial, guard)) for each in _own(token)
    )
    sentence = sentence_of(*token.fault) if token.fault[0] else _about(state, certificates)
    return TokenSeen(
        driver, token.label, token.maker, token.model, token.serial, state, words, _sorted(certificates), sentence
    )


def _own(token: "StoredToken") -> "Iterator[tuple[CertificateFacts, bool | None]]":
    """The certificates of people and offices on the token; those of authorities are only there for the chain."""
    from tmdt_desktop.signing.certificates import describe_certificate

    for each in token.certificates:
        try:
            facts = describe_certificate(each.der)
        except Damaged:
            continue
        if not _is_authority(each.der):
            yield facts, each.has_key


def _is_authority(der: bytes) -> bool:
    from asn1crypto import x509

    return bool(x509.Certificate.load(der).ca)


def _certificate(facts: "CertificateFacts", has_key: bool | None, place: TokenPlace) -> TokenCertificate:  # noqa: FBT001 - three answers
    sentence = _unfit(facts) if has_key is not False else _KEYLESS
    return TokenCertificate(
        place=place,
        owner=facts.owner,
        organisation=facts.organisation,
        issuer=facts.issuer,
        not_before=facts.not_before,
        not_after=facts.not_after,
        fingerprint=facts.fingerprint,
        usable=not sentence,
        sentence=sentence,
        has_key=has_key,
    )


_KEYLESS = "Trong thiết bị không có khóa bí mật của chứng thư này."


def _unfit(facts: "CertificateFacts") -> str:
    """Why the certificate cannot sign now; "" when it can, as far as shows without the PIN."""
    from tmdt_desktop.signing.keys import require_fit

    try:
        require_fit(facts)
    except Refused as told:
        return str(told)
    return ""


def _sorted(certificates: tuple[TokenCertificate, ...]) -> tuple[TokenCertificate, ...]:
    """Those that can sign first, the one that lasts longest at the top."""
    return tuple(sorted(certificates, key=lambda each: (not each.usable, -each.not_after.timestamp())))


def _pin_state(flags: int) -> tuple[PinState, str]:
    """CKF_USER_PIN_* (PKCS #11 v3.1 §3.2) in words, the gravest first."""
    from pkcs11 import TokenFlag

    if flags & TokenFlag.USER_PIN_LOCKED:
        return "locked", "Thiết bị đã khóa vì nhập sai mã PIN nhiều lần. Đề nghị nơi cấp chứng thư mở khóa."
    if flags & TokenFlag.USER_PIN_FINAL_TRY:
        return "last", "Chỉ còn một lần nhập mã PIN; sai nữa thì thiết bị bị khóa. Chỉ nhập khi chắc chắn đúng."
    if flags & TokenFlag.USER_PIN_COUNT_LOW:
        return "low", "Mã PIN đã bị nhập sai gần đây. Xem kỹ trước khi nhập, đừng thử nhiều lần."
    if flags & TokenFlag.USER_PIN_TO_BE_CHANGED:
        return "ok", "Mã PIN còn là mã ban đầu hoặc đã quá hạn. Đổi bằng công cụ của nơi cấp chứng thư."
    if flags and flags & TokenFlag.LOGIN_REQUIRED and not flags & TokenFlag.USER_PIN_INITIALIZED:
        return "ok", "Thiết bị chưa được đặt mã PIN. Mang thiết bị tới nơi cấp chứng thư."
    return "ok", ""


def _about(state: PinState, certificates: tuple[TokenCertificate, ...]) -> str:
    if state == "locked":
        return "Thiết bị đã khóa nên chưa ký được."
    if any(each.usable for each in certificates):
        return "Thiết bị sẵn sàng ký."
    if not certificates:
        return "Không thấy chứng thư nào trong thiết bị. Mang thiết bị tới nơi cấp chứng thư."
    return "Không có chứng thư nào trong thiết bị ký được lúc này."


def _summary(drivers: tuple[DriverSeen, ...], tokens: tuple[TokenSeen, ...]) -> tuple[str, str]:
    """What was found, and what to do now."""
    ready = [each for each in tokens if each.pin_state != "locked" and any(one.usable for one in each.certificates)]
    if ready:
        return f"Đã thấy {len(ready)} thiết bị sẵn sàng ký.", ""
    if tokens:
        return tokens[0].sentence, _CURES.get(tokens[0].pin_state, "Cắm thiết bị khác hoặc hỏi nơi cấp chứng thư.")
    if not drivers:
        return (
            "Máy này chưa có trình điều khiển thiết bị ký nào mà chương trình biết.",
            "Cài trình điều khiển do nơi cấp chứng thư đưa, hoặc bấm «Chọn tệp trình điều khiển…».",
        )
    faulty = [each.sentence for each in drivers if each.sentence]
    if len(faulty) == len(drivers):
        return "Không trình điều khiển nào chạy được.", faulty[0]
    return "Chưa thấy thiết bị ký nào.", "Cắm thiết bị rồi kiểm tra lại; nếu đã cắm, thử cổng USB khác."


_CURES = {"locked": "Đề nghị nơi cấp chứng thư mở khóa thiết bị; không thử thêm mã PIN nào."}


def try_token(place: TokenPlace, pin: str) -> str:
    """Sign a throw-away text with the key at `place` and check the signature. Nothing is kept.

    Raises:
        Blocked, Refused, Damaged: as `signing_keys.opened_key`, or the signature does not belong to the certificate.
    """
    from tmdt_desktop.signing import cades

    _require_able(place)
    text = os.urandom(64)
    with opened_key(place, pin) as key:
        signature, remark = _tried(key, text)
    if not cades.read_detached(signature, text).intact:
        raise Damaged("Chữ ký thử không khớp với chứng thư.", cure="Mang thiết bị tới nơi cấp chứng thư để kiểm tra.")
    return f"Đã ký thử bằng chứng thư của {key.owner}; chữ ký đúng. {remark}Chữ ký thử không được lưu."


def _require_able(place: TokenPlace) -> None:
    """Nothing is sent to a token for a certificate that cannot sign. Raises Refused."""
    for token in check_tokens(place.driver, place.guard).tokens:
        for each in token.certificates:
            if each.place.fingerprint == place.fingerprint and place.serial in {"", token.serial} and not each.usable:
                raise Refused("Chứng thư này không ký được nên chưa gửi mã PIN.", why=each.sentence, cure=_ANOTHER)


_ANOTHER = "Chọn chứng thư khác."


def _tried(key: "SigningKey", text: bytes) -> tuple[bytes, str]:
    """A signature, and what there is to say of how it was made."""
    from tmdt_desktop.signing import cades
    from tmdt_desktop.signing.token_keys import PssUnknown, TokenSigner

    try:
        return cades.sign_detached(text, key, utc_now()), ""
    except PssUnknown as told:
        if not isinstance(key.signer, TokenSigner):
            raise
        signature = cades.sign_detached(text, replace(key, signer=key.signer.plain()), utc_now())
        return signature, f"{told.what} {told.cure} "


def find_token(said: str, driver: Path | None = None, guard: PinGuard | None = None) -> TokenPlace:
    """Where the key is that `find_certificate` finds; raises as it does."""
    return find_certificate(said, driver, guard)[1].place


def find_certificate(
    said: str, driver: Path | None = None, guard: PinGuard | None = None
) -> tuple[TokenSeen, TokenCertificate]:
    """The certificate whose fingerprint begins with `said` (8 hex digits or more; spaces, dots, colons do not count).

    With the token that carries it; of several tokens the ablest.

    Raises:
        Refused: too short, no hex digits, or several certificates fit. Blocked: no token with such a certificate is in.
    """
    wanted = re.sub(r"[\s:.\-]", "", said).lower()
    if not re.fullmatch(r"[0-9a-f]{8,64}", wanted):
        raise Refused("Mã chứng thư chưa đúng dạng.", cure="Ghi ít nhất 8 ký tự đầu của mã, xem bằng lệnh «tokens».")
    check = check_tokens(driver, guard)
    seen = [(token, one) for token in check.tokens for one in token.certificates]
    # The same certificate may lie on several tokens: the last one written into `found` is the ablest.
    seen.sort(key=lambda pair: (pair[0].pin_state != "locked", pair[1].usable, pair[1].has_key is True))
    found = {one.fingerprint: (token, one) for token, one in seen}
    places = [each for fingerprint, each in found.items() if fingerprint.startswith(wanted)]
    if not places:
        why = check.sentence if check.cure else "Các thiết bị đang cắm có chứng thư khác."
        raise Blocked("Không thấy thiết bị ký có chứng thư này.", why=why, cure=check.cure or _PLUG)
    if len(places) > 1:
        raise Refused("Có nhiều chứng thư bắt đầu bằng mã này.", cure="Ghi thêm ký tự của mã chứng thư.")
    return places[0]


_PLUG = "Cắm đúng thiết bị rồi làm lại."
