"""What a page's content asks for, step by step, however it is spaced, split, commented or written."""

import re
from collections.abc import Iterator
from typing import Any

Token = tuple[str, Any]
"""A kind («name», «text», «number», «mark», «act») and what it says: a name's bytes, a text's bytes, a number…"""
_SPACE = re.compile(rb"(?:[\0\t\n\f\r ]+|%[^\r\n]*)+")
_NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]*)")
_HEX = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*)>")
_WORD = re.compile(rb"[^\0\t\n\f\r ()<>\[\]{}/%]+")
_NUMBER = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)")
_ESCAPED_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))|\r\n?", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_SPECIAL = re.compile(rb"\\.|[()]", re.DOTALL)


def differing(one: bytes, other: bytes, limit: int) -> list[tuple[bytes, bytes]] | None:
    """The texts (before, after) in which two contents differ, at most `limit`; None when they differ in anything else."""
    before, after = list(tokens(one)), list(tokens(other))
    if ("act", b"BI") in before or ("act", b"BI") in after:
        return [] if one.strip() == other.strip() else None
    before, after = _bare(before), _bare(after)
    if len(before) != len(after):
        return None
    found = [(first, second) for first, second in zip(before, after, strict=True) if first != second]
    if any(first[0] != "text" or second[0] != "text" for first, second in found) or len(found) > limit:
        return None
    return [(first[1], second[1]) for first, second in found]


def _bare(steps: list[Token]) -> list[Token]:
    """Without the `q` … `Q` that tools put around a page before they write it anew."""
    around = len(steps) > 1 and steps[0] == ("act", b"q") and steps[-1] == ("act", b"Q")
    return steps[1:-1] if around and _closes_last(steps) else steps


def _closes_last(steps: list[Token]) -> bool:
    """Is the first `q` the one that the last `Q` ends?"""
    depth = 0
    for place, step in enumerate(steps):
        depth += (step == ("act", b"q")) - (step == ("act", b"Q"))
        if depth == 0:
            return place == len(steps) - 1
    return False


def tokens(content: bytes) -> Iterator[Token]:
    """Every token of a content stream, in order (ISO 32000-1, 7.2, 7.8.2)."""
    at = 0
    while at < len(content):
        space = _SPACE.match(content, at)
        if space:
            at = space.end()
            continue
        token, at = _token(content, at)
        yield token


def _token(content: bytes, at: int) -> tuple[Token, int]:
    first = content[at : at + 1]
    if first == b"(":
        end = _end_of_text(content, at)
        return ("text", _ESCAPE.sub(_letter, content[at + 1 : end - 1])), end
    if name := _NAME.match(content, at):
        return ("name", _ESCAPED_NAME.sub(lambda found: bytes([int(found[1], 16)]), name[1])), name.end()
    if digits := _HEX.match(content, at):
        said = b"".join(digits[1].replace(b"\0", b"").split())
        return ("text", bytes.fromhex((said + b"0" * (len(said) % 2)).decode("ascii"))), digits.end()
    if word := _WORD.match(content, at):
        is_number = _NUMBER.fullmatch(word[0])
        return (("number", float(word[0])) if is_number else ("act", word[0])), word.end()
    mark = content[at : at + 2] if content[at : at + 2] in (b"<<", b">>") else first
    return ("mark", mark), at + len(mark)


def _end_of_text(content: bytes, at: int) -> int:
    depth = 0
    for found in _SPECIAL.finditer(content, at):
        depth += (found[0] == b"(") - (found[0] == b")")
        if depth == 0:
            return found.end()
    return len(content) + 1


def _letter(found: "re.Match[bytes]") -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 0xFF])
    return _LETTERS.get(found[2], found[2]) if found[2] is not None else b"\n"
