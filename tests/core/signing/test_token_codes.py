"""Every return code of a token has a sentence of its own, and only a refused PIN is called a wrong PIN."""

import inspect

import pkcs11.exceptions
import pytest
from pkcs11.exceptions import PKCS11Error

from tmdt_desktop.signing import token_codes
from tmdt_desktop.signing.token_codes import problem_of, sentence_of

CLASSES = [
    made
    for _, made in inspect.getmembers(pkcs11.exceptions, inspect.isclass)
    if issubclass(made, PKCS11Error) and made is not PKCS11Error
]
NUMBERS = [PKCS11Error(f"Unmapped error code {hex(number)}") for number in token_codes._NUMBERED]


def test_every_exception_of_the_library_has_words() -> None:
    assert {made.__name__ for made in CLASSES} == set(token_codes._WORDS)


def test_every_code_has_a_sentence_of_its_own() -> None:
    told = [problem_of(made()).what for made in CLASSES] + [problem_of(each).what for each in NUMBERS]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("fault", [*(made() for made in CLASSES), *NUMBERS], ids=repr)
def test_a_code_says_what_happened_and_what_to_do(fault: PKCS11Error) -> None:
    told = problem_of(fault)
    assert told.what.endswith(".")
    assert told.cure.endswith(".")
    assert "CKR_" in told.detail
    assert "CKR_" not in str(told)
    assert sentence_of(type(fault).__name__, str(fault)) == f"{told.what} {told.cure}"


def test_only_a_refused_pin_is_a_wrong_pin() -> None:
    wrong = {made.__name__ for made in CLASSES if "PIN không đúng" in problem_of(made()).what}
    assert wrong == {"PinIncorrect"}


@pytest.mark.parametrize(
    ("text", "part", "why"),
    [
        ("OS exception while loading /x.so: no such file", "Không nạp được", ""),
        ("Unknown exception while loading /x.so", "không chạy được", ""),
        ("Initialisation error (not initialized). Should never see this.", "khởi động", "CKR_CRYPTOKI_NOT_INITIALIZED"),
        ("Unmapped error code 0x80000123", "riêng của hãng", "0x80000123"),
        ("Unmapped error code 0x777", "khác thường", "0x777"),
        ("", "khác thường", ""),
    ],
)
def test_what_the_library_tells_by_its_text_alone_has_words_too(text: str, part: str, why: str) -> None:
    told = problem_of(PKCS11Error(text))
    assert part in told.what
    assert why in told.detail
    assert "/x.so" not in str(told)


def test_codes_are_spelt_as_in_the_standard() -> None:
    spelt = {made.__name__: problem_of(made()).detail for made in CLASSES}
    assert "CKR_PIN_LEN_RANGE" in spelt["PinLenRange"]
    assert "CKR_RANDOM_NO_RNG" in spelt["RandomNoRNG"]
    assert "CKR_SESSION_READ_WRITE_SO_EXISTS" in spelt["SessionReadWriteSOExists"]
    assert "CKR_SLOT_ID_INVALID" in spelt["SlotIDInvalid"]
