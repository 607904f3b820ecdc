"""Packages good and bad, for the tests of this room."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

from tmdt_desktop.signing import cades, container
from tmdt_desktop.signing.container import Part
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.opening import SIGNATURE
from tmdt_desktop.signing.zip_form import STORED, Writer

CSV = ("mã;tên\n" + "2500150335;Hợp tác xã Lập Thạch\n" * 40).encode()
PARTS = (
    Part("report.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(200))),
    Part("data/businesses.csv", "text/csv", CSV),
    Part("Phụ lục I.json", "application/json", '{"đơn vị": "huyện Lập Thạch"}'.encode()),
)


def built(entries: list[tuple[str, bytes, int]]) -> bytes:
    """An archive of the form with any files in it."""
    file = io.BytesIO()
    writer = Writer(file)
    for name, content, method in entries:
        writer.add(name, [content], method)
    writer.finish()
    return file.getvalue()


def contents(package: Path) -> list[tuple[str, bytes, int]]:
    with zipfile.ZipFile(package) as archive:
        return [(each.filename, archive.read(each), each.compress_type) for each in archive.infolist()]


def codes(found: container.Container) -> set[str]:
    return {each.code for each in found.findings}


def signed_by(key: SigningKey, moment: datetime, files: list[tuple[str, bytes, int]]) -> bytes:
    listed = files[-2][1]
    return built([*files[:-1], (SIGNATURE, cades.sign_detached(listed, key, moment), STORED)])
