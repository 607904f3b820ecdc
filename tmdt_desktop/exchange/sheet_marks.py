"""What an .xlsx says beside its values: which part is which sheet, links behind cells, hidden rows and columns."""

import re
import zipfile
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from tmdt_desktop.exchange.book import Marks, Place
from tmdt_desktop.exchange.sheet_extent import column_number
from tmdt_desktop.exchange.zip_check import SheetScan, parsed

_MAIN = "{*}"
_RELATION = re.compile(r"\{[^}]*relationships\}id$")
_HOME = "xl/"


def sheet_parts(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """{sheet name: its part}, as the workbook lists them."""
    relations = _relations(archive, "xl/workbook.xml", name)
    book = parsed(archive, "xl/workbook.xml", name)
    spelled = {part.lower(): part for part in archive.namelist()}
    parts = {}
    for sheet in book.iterfind(f".//{_MAIN}sheet"):
        target = relations.get(_relation_id(sheet), "")
        part = target.lstrip("/") if target.startswith("/") else _HOME + target
        parts[str(sheet.get("name"))] = spelled.get(part.lower(), part)
    return parts


def counts_from_1904(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether the workbook's dates count from 1904."""
    book = parsed(archive, "xl/workbook.xml", name)
    return any(part.get("date1904") in ("1", "true") for part in book.iterfind(f".//{_MAIN}workbookPr"))


def marks(archive: zipfile.ZipFile, part: str, scan: SheetScan, name: str) -> Marks:
    """The marks of one sheet from what the scan of its part has seen."""
    rows: set[int] = set()
    columns: set[int] = set()
    for tag in scan.hidden:
        if said := _attributes(tag, b"hidden"):
            if tag.startswith(b"<row") and b"r" in said:
                rows.add(int(said[b"r"]) - 1)
            elif tag.startswith(b"<col") and b"min" in said:
                columns.update(range(int(said[b"min"]) - 1, min(int(said[b"max"]), 16384)))
    return Marks(
        _links(archive, part, scan, name),
        frozenset(rows),
        frozenset(columns),
        _places(scan.errors),
        _places(scan.uncounted),
    )


def _places(tags: Iterable[bytes]) -> frozenset[Place]:
    said = (_attributes(tag, b"").get(b"r", b"") for tag in tags)
    return frozenset(_place(reference.decode("ascii", errors="replace")) for reference in said if reference)


def _attributes(tag: bytes, needed: bytes) -> dict[bytes, bytes]:
    said = dict(re.findall(rb'([\w:]+)="([^"]*)"', tag))
    return said if not needed or said.get(needed) in (b"1", b"true") else {}


def _links(archive: zipfile.ZipFile, part: str, scan: SheetScan, name: str) -> Mapping[Place, str]:
    if not scan.links:
        return {}
    targets = _relations(archive, part, name)
    found: dict[Place, str] = {}
    for tag in re.findall(rb"<(?:\w+:)?hyperlink\s[^>]*>", scan.links):
        said = dict(re.findall(r'([\w:]+)="([^"]*)"', tag.decode("utf-8", errors="replace")))
        target = targets.get(next((value for key, value in said.items() if key.endswith(":id")), ""))
        if target and "ref" in said:
            found[_place(said["ref"].split(":")[0])] = target
    return found


def _relations(archive: zipfile.ZipFile, part: str, name: str) -> dict[str, str]:
    """{id: target} of a part's relations; none when it has none."""
    folder, _, leaf = part.rpartition("/")
    listing = f"{folder}/_rels/{leaf}.rels"
    if listing not in archive.namelist():
        return {}
    found = parsed(archive, listing, name)
    return {str(each.get("Id")): str(each.get("Target")) for each in found.iterfind(f"{_MAIN}Relationship")}


def _relation_id(sheet: ET.Element) -> str:
    return next((str(value) for key, value in sheet.attrib.items() if _RELATION.search(key)), "")


def _place(reference: str) -> Place:
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7})", reference)
    return (int(found[2]) - 1, column_number(found[1].encode())) if found else (-1, -1)
