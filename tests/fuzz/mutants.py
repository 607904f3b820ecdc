"""Files bent at random, the same ones every time: the number of a mutant is all that is needed to make it again."""

import random
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

Operation = Callable[[Random, bytearray, bytes], None]
"""Bends the bytes in place; the last argument is another file of the kind to take from."""

_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_DIGITS = re.compile(rb"\d+")
_LONGEST_RUN = 400


@dataclass(frozen=True)
class Mutant:
    """`content` differs from every seed it was made of."""

    number: int
    content: bytes


def mutants(seeds: Sequence[bytes], numbers: range) -> Iterator[Mutant]:
    """One mutant a number, of one of `seeds`."""
    for number in numbers:
        chance = random.Random(number)
        seed, other = chance.choice(seeds), chance.choice(seeds)
        content = mutated(chance, seed, other)
        if content not in seeds:
            yield Mutant(number, content)


def mutated(chance: Random, seed: bytes, other: bytes) -> bytes:
    """`seed` after one to four operations."""
    content = bytearray(seed)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        if content:
            chance.choice(OPERATIONS)(chance, content, other)
    return bytes(content)


def _run(chance: Random, content: bytes | bytearray) -> slice:
    start = chance.randrange(len(content))
    return slice(start, min(len(content), start + chance.randint(1, _LONGEST_RUN)))


def flip_a_bit(chance: Random, content: bytearray, _: bytes) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def set_a_byte(chance: Random, content: bytearray, _: bytes) -> None:
    content[chance.randrange(len(content))] = chance.choice((0, 1, 0x20, 0x30, 0x31, 0x7F, 0x80, 0xFF))


def set_a_number(chance: Random, content: bytearray, _: bytes) -> None:
    """Where an offset, a length or a count may stand, either way round."""
    form = chance.choice(("<H", ">H", "<I", ">I"))
    if len(content) >= 4:
        value = chance.choice(_NUMBERS) & (0xFFFF if form[1] == "H" else 0xFFFFFFFF)
        struct.pack_into(form, content, chance.randrange(len(content) - 3), value)


def nudge_a_number(chance: Random, content: bytearray, _: bytes) -> None:
    if len(content) >= 4:
        at = chance.randrange(len(content) - 3)
        (value,) = struct.unpack_from("<I", content, at)
        struct.pack_into("<I", content, at, (value + chance.choice((-2, -1, 1, 2, 46, 22))) & 0xFFFFFFFF)


def overwrite(chance: Random, content: bytearray, _: bytes) -> None:
    run = _run(chance, content)
    content[run] = chance.randbytes(run.stop - run.start)


def remove(chance: Random, content: bytearray, _: bytes) -> None:
    del content[_run(chance, content)]


def insert(chance: Random, content: bytearray, _: bytes) -> None:
    at = chance.randrange(len(content))
    content[at:at] = chance.choice((b"\0", b"\n", b" ")) * chance.randint(1, 40) + chance.randbytes(
        chance.randint(0, 9)
    )


def repeat(chance: Random, content: bytearray, _: bytes) -> None:
    run = _run(chance, content)
    content[run.stop : run.stop] = content[run] * chance.choice((1, 2, 30))


def swap(chance: Random, content: bytearray, _: bytes) -> None:
    one, other = _run(chance, content), _run(chance, content)
    content[one], content[other] = content[other], content[one]


def cut(chance: Random, content: bytearray, _: bytes) -> None:
    if chance.random() < 0.5:
        del content[chance.randrange(len(content)) :]
    else:
        del content[: chance.randint(1, 60)]


def take_from_another(chance: Random, content: bytearray, other: bytes) -> None:
    content[_run(chance, content)] = other[_run(chance, other)]


def change_a_digit_run(chance: Random, content: bytearray, _: bytes) -> None:
    """Text formats say their offsets and lengths in digits."""
    found = list(_DIGITS.finditer(content, chance.randrange(len(content))))[:20]
    if found:
        match = chance.choice(found)
        values = (b"0", b"-1", b"1", b"99999999999", str(int(match[0][:18]) + chance.choice((-1, 1))).encode())
        content[match.start() : match.end()] = chance.choice(values)


def change_a_word(chance: Random, content: bytearray, _: bytes) -> None:
    """Names of keys and elements are what readers branch on."""
    words = list(re.finditer(rb"[A-Za-z]{3,}", content[chance.randrange(len(content)) :][:4000]))
    if words:
        one, other = chance.choice(words)[0], chance.choice(words)[0]
        at = content.index(one)
        content[at : at + len(one)] = other


OPERATIONS: tuple[Operation, ...] = (
    flip_a_bit,
    flip_a_bit,
    set_a_byte,
    set_a_number,
    nudge_a_number,
    overwrite,
    remove,
    insert,
    repeat,
    swap,
    cut,
    take_from_another,
    change_a_digit_run,
    change_a_word,
)
