"""Files that came back from an office's tool and lie: none is taken, each is told why."""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.data import office_tool
from tests.data.office_tool import line_on, over
from tmdt_desktop.errors import Refused
from tmdt_desktop.services.own_tool import CameBack, look_at_signed, take_signed
from tmdt_desktop.store.workspace import Workspace

from . import test_own_tool
from .test_own_tool import _rewritten as rewritten
from .test_own_tool import by_tool, keys, made, out, places, ws

if TYPE_CHECKING:
    from tmdt_desktop.signing.keys import SigningKey

WAYS = test_own_tool.WAYS
__all__ = ["keys", "made", "out", "ws"]


def _drawn_over(content: bytes) -> bytes:
    """A figure painted out by steps that stand among words."""
    at = content.rfind(b"ET")
    return content[:at] + b" 1 1 1 rg 90 600 60 14 re f 0 0 0 rg 91 602 2 8 re f " + content[at:]


def test_lies_are_told_and_nothing_is_taken(
    ws: Workspace, made: UUID, out: Path, keys: dict[str, "SigningKey"]
) -> None:
    data, back = out.read_bytes(), out.with_name("về.pdf")
    first, second = places(ws, made)
    room = over(line_on(data, 0, "Số:"), 0, 24, 26)
    good = by_tool(ws, made, data, keys)
    files = {
        "khác bản đã xuất": by_tool(ws, made, rewritten(data, _drawn_over), keys),
        "chữ hoặc chỗ đứng": by_tool(ws, made, rewritten(data, lambda said: said.replace(b"BT", b"BT 3 Tr")), keys),
        "bị thay đổi sau khi ký": office_tool.noted(good, "999", room),
        "trước chữ ký của người ký": office_tool.signed(
            office_tool.signed(data, keys["seal"], first), keys["leader"], second
        ),
        "Sau dấu của cơ quan": office_tool.noted(
            office_tool.signed(office_tool.signed(data, keys["leader"], first), keys["seal"], second), "999", room
        ),
    }
    for said, content in files.items():
        back.write_bytes(content)
        seen = look_at_signed(ws, made, back)
        assert (seen.accepted, said in seen.sentence) == (False, True), (said, seen.sentence)
    with pytest.raises(Refused):
        take_signed(ws, made, CameBack(back, number="312"))
    assert seen.number is None, "what nobody signed is no number"
