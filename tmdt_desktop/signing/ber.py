"""A stream of ASN.1 elements in BER (X.690), of definite or indefinite length, read or written a piece at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

SEQUENCE, SET, OCTETS = 0x30, 0x31, 0x04
CONTEXT_0, PRIMITIVE_0 = 0xA0, 0x80
INDEFINITE, END = b"\x80", b"\x00\x00"
_LARGEST_ELEMENT, _LARGEST_CHUNK, _PIECE = 1 << 20, 1 << 24, 1 << 20


def tlv(tag: int, content: bytes) -> bytes:
    """One element of definite length."""
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    encoded = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(encoded)]) + encoded + content


@dataclass(frozen=True)
class Opened:
    """An element that has been gone into. `end` is where it ends, None when an end mark tells."""

    end: int | None


class Reader:
    """Goes through the elements of `file` in the order in which they stand. Whatever is out of form is a ValueError."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def enter(self, tag: int) -> Opened:
        """Go into the next element, which must bear `tag`."""
        found, length = self._head()
        if found != tag:
            raise ValueError("tag")
        return Opened(None if length is None else self._file.tell() + length)

    def leave(self, opened: Opened) -> None:
        """Come out of an element; nothing may be left in it."""
        if not self._is_over(opened):
            raise ValueError("more than expected")

    def element(self, tag: int) -> bytes:
        """The whole next element with its head; it must bear `tag` and be of definite, moderate length."""
        found, length = self._head()
        if found != tag or length is None or length > _LARGEST_ELEMENT:
            raise ValueError("element")
        return tlv(tag, self._exactly(length))

    def octets(self) -> Iterator[bytes]:
        """The content of an octet string tagged [0], whole or in chunks, a piece at a time."""
        found, length = self._head()
        if found == PRIMITIVE_0 and length is not None:
            yield from self._pieces(length)
            return
        if found != CONTEXT_0:
            raise ValueError("tag")
        opened = Opened(None if length is None else self._file.tell() + length)
        while not self._is_over(opened):
            tag, size = self._head()
            if tag != OCTETS or size is None or size > _LARGEST_CHUNK:
                raise ValueError("chunk")
            yield from self._pieces(size)

    def finish(self) -> None:
        """Nothing may follow."""
        if self._file.read(1):
            raise ValueError("data after the end")

    def _head(self) -> tuple[int, int | None]:
        tag, length = self._exactly(2)
        if length == INDEFINITE[0]:
            return tag, None
        if length > 0x88:
            raise ValueError("length")
        return tag, int.from_bytes(self._exactly(length & 0x7F), "big") if length > 0x80 else length

    def _is_over(self, opened: Opened) -> bool:
        """Whether `opened` ends here; its end mark is read over."""
        place = self._file.tell()
        if opened.end is not None:
            if place > opened.end:
                raise ValueError("length")
            return place == opened.end
        if self._file.read(len(END)) == END:
            return True
        self._file.seek(place)
        return False

    def _pieces(self, length: int) -> Iterator[bytes]:
        while length:
            piece = self._exactly(min(length, _PIECE))
            length -= len(piece)
            yield piece

    def _exactly(self, length: int) -> bytes:
        content = self._file.read(length)
        if len(content) != length:
            raise ValueError("cut short")
        return content
