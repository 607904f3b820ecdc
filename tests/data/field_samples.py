"""Raw input that every field and every register accepts, whichever is added next; what rules between fields ask for."""

from typing import Any
from uuid import UUID

from tmdt_desktop import kinds, rare_kinds
from tmdt_desktop.catalogues.industries import Industry
from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.catalogues.units import Commune, Communes
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.records import Record
from tmdt_desktop.records import register as register_of
from tmdt_desktop.services import registers
from tmdt_desktop.store.workspace import Workspace

SAMPLES: dict[type[kinds.Kind], object] = {
    kinds.TaxCode: "2500150335",
    kinds.PersonalId: "026185001234",
    kinds.Phone: "0912345678",
    kinds.Email: "lan@example.vn",
    kinds.Whole: "12",
    kinds.Year: "2024",
    kinds.Money: "1.250.000",
    kinds.Day: "31/12/2024",
    kinds.Flag: "Có",
    kinds.Moment: utc_now(),
    kinds.Structure: {"C3.1": 3},
    rare_kinds.DueTime: "31/12/2024 16:30",
    rare_kinds.Exact: "82,5",
    rare_kinds.GoodsNumber: "8938505974194",
    rare_kinds.WebAddress: "https://example.vn/tin/1",
    ChannelAddress: "hoa-dat.example.vn",
    Industry: "2018:4791",
    Commune: "Xã Ngọc Mỹ",
    Communes: "Xã Ngọc Mỹ",
}
RULED: dict[str, dict[str, object]] = {
    "business": {"activity": "Chấm dứt"},
    "training": {
        "women": "3",
        **dict.fromkeys(("enterprises", "cooperatives", "households", "people", "officials", "others"), "2"),
    },
    "product": {"stars": "4", "points": "82,5"},
    "inspection": {"outcome": "Có vi phạm"},
    "exchange": {"sha256": "a" * 64},
    "stamp": {"opening": "0", "bought": "24", "used": "6", "spoilt": "6", "left": "12"},
    "survey_answer": {"state": "Hoàn thành"},
}
"""What the rules between the fields of a register ask for."""
RULED_LINES: dict[str, dict[str, object]] = {
    "breach": {"paid": "1.000.000"},
    "question": {
        "number": "B3",
        "options": "Có\nKhông",
        "kind": "Chọn một",
        **dict.fromkeys(("lines", "least", "most", "total"), ""),
    },
    "answer": {"question": "B3", "chosen": "Có", **dict.fromkeys(("line", "number", "words", "unknown"), "")},
}
"""The same for the lines of sub-lists."""


def sample(field: Field) -> object:
    """Raw input that the field accepts; none for a reference."""
    kind = field.kind
    if isinstance(kind, Rows):
        line = {inner.name: sample(inner) for inner in kind.of.fields()}
        return [{**line, **RULED_LINES.get(kind.of.code, {})}]
    if isinstance(kind, kinds.Ref):
        return ""
    if isinstance(kind, kinds.Choice | kinds.Choices):
        return next(iter(kind.of)).value
    if type(kind) in SAMPLES:
        return SAMPLES[type(kind)]
    if hasattr(kind, "choices"):
        return kind.choices()[0][1]
    return "Hòa Đạt 1"


def filled(ws: Workspace, of: type[Record], *, nested: bool = False) -> dict[str, Any]:
    """A whole record as raw input. What it points to is made for it, so that a second record points to the same."""
    raw = {field.name: sample(field) for field in of.fields() if field.name != "file_code"}
    for field in of.fields():
        if isinstance(field.kind, kinds.Ref) and field.kind.to != of.code and (field.required or not nested):
            raw[field.name] = str(_made(ws, register_of(field.kind.to)))
    return {**raw, **RULED.get(of.code, {})}


def _made(ws: Workspace, of: type[Record]) -> UUID:
    there = registers.ids_of(ws, of, registers.find(ws, of, registers.Query()).tolist())
    return there[0] if there else registers.save(ws, of, filled(ws, of, nested=True)).id
