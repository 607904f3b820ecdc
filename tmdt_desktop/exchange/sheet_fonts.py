"""Which cells are set in a font of before Unicode: the font's name tells the alphabet of what is typed with it."""

import re
import zipfile
from collections.abc import Mapping

from tmdt_desktop.exchange.book import OLD_FONTS
from tmdt_desktop.exchange.refusals import too_wide
from tmdt_desktop.exchange.sheet_extent import column_number
from tmdt_desktop.exchange.zip_check import MOST_CELLS, parsed, whole_cells
from tmdt_desktop.task import Task

_STYLES = "xl/styles.xml"
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: [a-z]+="[^"]*")*? s="(\d{1,6})"[^>]*(?<!/)>')


def kind_of(font: str) -> int:
    """The place in OLD_FONTS of a font by its name: «.VnTime» is TCVN3, «.VnTimeH» its capitals, «VNI-Times» VNI."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return OLD_FONTS.index(("tcvn3", name.endswith("h")))
    return OLD_FONTS.index(("vni", False)) if name.startswith("vni-") else 0


def old_styles(archive: zipfile.ZipFile, name: str) -> dict[bytes, int]:
    """Number of a cell style -> kind of its old font; most workbooks have none (ECMA-376 §18.8.10, §18.8.22)."""
    if _STYLES not in archive.namelist():
        return {}
    styles = parsed(archive, _STYLES, name)
    kinds = [
        kind_of(next((str(each.get("val")) for each in font.iterfind("{*}name")), ""))
        for font in styles.iterfind("{*}fonts/{*}font")
    ]
    cells = [int(each.get("fontId") or 0) for each in styles.iterfind("{*}cellXfs/{*}xf")]
    return {b"%d" % at: kinds[font] for at, font in enumerate(cells) if 0 <= font < len(kinds) and kinds[font]}


def fonts(archive: zipfile.ZipFile, part: str, styles: Mapping[bytes, int], told: tuple[str, Task]) -> dict[int, bytes]:
    """Column -> one byte a row, as `Marks.fonts`; `told`: the file's name, and who waits."""
    name, task = told
    found: dict[bytes, bytearray] = {}
    for piece in whole_cells(archive, part, name):
        task.step(0, 0, name)
        for letters, row, style in _CELL.findall(piece):
            if (kind := styles.get(style)) and (at := int(row)):
                column = found.setdefault(letters, bytearray())
                if at * len(found) > MOST_CELLS:
                    raise too_wide(name, at, len(found))
                column.extend(bytes(max(0, at - len(column))))
                column[at - 1] = kind
    return {column_number(letters): bytes(column) for letters, column in found.items()}
