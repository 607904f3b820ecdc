"""Images of signatures and seals come from anywhere: what is none, or unfolds without end, is refused in words."""

import io
import struct
import zlib

import pytest
from PIL import Image

from tmdt_desktop.errors import Refused
from tmdt_desktop.signing.stamps import handwriting, image_remarks, seal
from tmdt_desktop.signing.trust import Role


def _png(width: int, height: int) -> bytes:
    """A PNG that says it is so large and has next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 60_000])
def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused(side: int) -> None:
    bomb = _png(side, side)
    assert len(bomb) < 200
    with pytest.raises(Refused, match="quá lớn"):
        handwriting("Nguyễn Văn A", 120, 50, bomb)
    with pytest.raises(Refused, match="quá lớn"):
        seal("UBND huyện", "", 90, bomb)
    assert image_remarks(_png(60_000, 60_000), Role.SEAL) == ()


@pytest.mark.parametrize("image", [b"", b"no picture", _png(10, 10)[:-20], _png(4, 4)])
def test_what_is_no_whole_picture_is_refused(image: bytes) -> None:
    with pytest.raises(Refused, match="Không đọc được ảnh"):
        handwriting("Nguyễn Văn A", 120, 50, image)


def test_a_plain_picture_is_drawn() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (60, 40), (20, 40, 160, 255)).save(made, "PNG")
    assert handwriting("Nguyễn Văn A", 120, 50, made.getvalue()).startswith(b"%PDF")
