"""Whatever an archive may be bent into, the verdict is never better than «Không hợp lệ», and a sentence says why."""

import io
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tmdt_desktop.signing.container import CheckWish, Container
from tmdt_desktop.signing.opening import MANIFEST, MEDIA_TYPE, MIMETYPE, SIGNATURE
from tmdt_desktop.signing.verdicts import Verdict
from tmdt_desktop.signing.zip_form import Fault, Limits, read_form

from .archives import LOCAL, Archive, set_field, taken_apart
from .packages import CSV, built, codes, contents

Check = Callable[..., Container]
CSV_AT = 2  # where data/businesses.csv lies in the archive
DAMAGED, INVALID = Verdict.DAMAGED, Verdict.INVALID
FOREIGN = "Gói đã bị nén lại hoặc do phần mềm khác lập."
FRAME = "Phần khung của gói không đúng mẫu, ở chỗ: {}."


@pytest.fixture(scope="module")
def archive(package: Path) -> Archive:
    return taken_apart(package)


def told(found: Container) -> tuple[Verdict, tuple[str, ...]]:
    assert all(each.cure for each in found.findings)
    return found.verdict, tuple(each.sentence for each in found.findings)


def _hidden(archive: Archive) -> bytes:
    """A whole file that no line of the directory names."""
    return replace(archive, lines=archive.lines[:1] + archive.lines[2:]).joined()


def _twice(archive: Archive) -> bytes:
    """Two lines of the directory that lead to one file."""
    joined = replace(archive, lines=(*archive.lines, archive.lines[CSV_AT])).joined()
    at = joined.rindex(archive.lines[CSV_AT][:20]) + 42
    return set_field(joined, at, "<I", archive.place(CSV_AT))


def _stale_comment(archive: Archive) -> bytes:
    """A good end record hidden in the comment of another."""
    return replace(archive, comment=archive.joined()[-22:]).joined()


@pytest.mark.parametrize(
    ("bend", "verdict", "sentence"),
    [
        (lambda a: replace(a, before=b"%PDF-1.7\n").joined(), DAMAGED, "Trước phần đầu của gói có dữ liệu lạ."),
        (lambda a: replace(a, before=b"MZ" + bytes(600)).joined(), DAMAGED, "Trước phần đầu của gói có dữ liệu lạ."),
        (lambda a: b"#!/bin/sh\n" + a.joined(), DAMAGED, FRAME.format("phần kết")),
        (lambda a: a.joined() + b"\n", DAMAGED, "Sau phần cuối của gói còn dữ liệu lạ."),
        (lambda a: a.joined() + a.joined(), DAMAGED, FRAME.format("phần kết")),
        (lambda a: replace(a, comment=b"xin chao").joined(), DAMAGED, FOREIGN),
        (_stale_comment, DAMAGED, FRAME.format("phần kết")),
        (lambda a: replace(a, gap=b"x" * 9).joined(), DAMAGED, FRAME.format("danh mục")),
        (_hidden, DAMAGED, FRAME.format("data/businesses.csv")),
        (_twice, INVALID, "Gói có hai tệp trùng tên: data/businesses.csv."),
        (lambda a: a.joined(count=len(a.lines) - 1), DAMAGED, FRAME.format("danh mục")),
        (lambda a: a.joined(count=len(a.lines) + 1), DAMAGED, FRAME.format("danh mục")),
        (lambda a: a.joined(size=46), DAMAGED, FRAME.format("phần kết")),
        (lambda a: a.joined(start=7), DAMAGED, FRAME.format("phần kết")),
        (lambda a: a.joined(disk=1), DAMAGED, FRAME.format("phần kết")),
        (lambda a: a.joined(count=0xFFFF), DAMAGED, "Gói dùng kiểu nén zip64 mà gói gửi không bao giờ dùng."),
        (lambda a: a.joined(start=0xFFFFFFFF), DAMAGED, "Gói dùng kiểu nén zip64 mà gói gửi không bao giờ dùng."),
        (lambda a: b"", DAMAGED, "Tệp không phải là gói gửi của chương trình."),
        (lambda a: b"%PDF-1.7\n" * 9, DAMAGED, "Tệp không phải là gói gửi của chương trình."),
        (lambda a: built([]), DAMAGED, "Gói thiếu hoặc ghi sai loại tệp ở đầu gói."),
        (lambda a: a.joined()[:-30], DAMAGED, "Gói bị cắt cụt: phần cuối của tệp không còn."),
    ],
)
def test_an_archive_with_anything_beside_its_files_is_refused(
    bend: Callable[[Archive], bytes], verdict: Verdict, sentence: str, archive: Archive, check: Check
) -> None:
    assert told(check(bend(archive))) == (verdict, (sentence,))


@pytest.mark.parametrize(
    ("at", "form", "value"),
    [
        (4, "<H", 45),  # version needed
        (6, "<H", 0),  # flags
        (8, "<H", 0),  # method
        (10, "<H", 1),  # time
        (12, "<H", 0x5999),  # date
        (14, "<I", 1),  # check sum
        (18, "<I", 9),  # packed size
        (22, "<I", 9),  # size
        (26, "<H", 4),  # length of the name
        (28, "<H", 8),  # length of the extra field
        (LOCAL, "<B", ord("D")),
    ],
)
def test_a_local_header_that_tells_something_else_than_the_directory_is_refused(
    at: int, form: str, value: int, archive: Archive, check: Check
) -> None:
    bent = archive.with_file(CSV_AT, set_field(archive.files[CSV_AT], at, form, value))
    assert told(check(bent.joined())) == (DAMAGED, (FRAME.format("data/businesses.csv"),))


@pytest.mark.parametrize(
    ("field", "verdict", "sentence"),
    [
        ((4, "<H", 0x0314), DAMAGED, FRAME.format("data/businesses.csv")),
        ((8, "<H", 0x0801), INVALID, "data/businesses.csv trong gói bị đặt mật khẩu."),
        ((8, "<H", 0x0808), DAMAGED, FRAME.format("data/businesses.csv")),
        ((8, "<H", 0), DAMAGED, FRAME.format("data/businesses.csv")),
        ((10, "<H", 12), DAMAGED, FRAME.format("data/businesses.csv")),
        ((10, "<H", 99), DAMAGED, FRAME.format("data/businesses.csv")),
        ((10, "<H", 0), DAMAGED, FRAME.format("data/businesses.csv")),
        ((12, "<H", 0x5999), DAMAGED, FOREIGN),
        ((20, "<I", 0x7FFFFFFF), DAMAGED, FRAME.format("data/businesses.csv")),
        ((20, "<I", 0xFFFFFFFF), DAMAGED, "Gói dùng kiểu nén zip64 mà gói gửi không bao giờ dùng."),
        ((30, "<H", 4), DAMAGED, FRAME.format("data/businesses.csv")),
        ((32, "<H", 4), DAMAGED, FRAME.format("data/businesses.csv")),
        ((34, "<H", 1), DAMAGED, FRAME.format("data/businesses.csv")),
        ((38, "<I", 0o120777 << 16), INVALID, "data/businesses.csv trong gói là đường dẫn tắt, không phải tệp."),
        ((38, "<I", 0x10), DAMAGED, FRAME.format("data/businesses.csv")),
    ],
)
def test_a_directory_line_out_of_the_ordinary_is_told_for_what_it_is(
    field: tuple[int, str, int], verdict: Verdict, sentence: str, archive: Archive, check: Check
) -> None:
    bent = archive.with_line(CSV_AT, set_field(archive.lines[CSV_AT], *field))
    assert told(check(bent.joined())) == (verdict, (sentence,))


def _repacked(archive: Archive, packed: bytes, size: int = len(CSV), content: bytes = CSV) -> Archive:
    """The table packed otherwise, with headers that agree with each other."""
    numbers = ((0, zlib.crc32(content)), (4, len(packed)), (8, size))
    head, line = archive.files[CSV_AT][: LOCAL + len("data/businesses.csv")], archive.lines[CSV_AT]
    for at, value in numbers:
        head, line = set_field(head, 14 + at, "<I", value), set_field(line, 16 + at, "<I", value)
    return archive.with_file(CSV_AT, head + packed).with_line(CSV_AT, line)


def _deflated(content: bytes, level: int = 6) -> bytes:
    pack = zlib.compressobj(level, zlib.DEFLATED, -15)
    return pack.compress(content) + pack.flush()


@pytest.mark.parametrize(
    ("bend", "verdict", "sentence"),
    [
        (lambda a: _repacked(a, _deflated(CSV) + bytes(40)), DAMAGED, "Không giải nén được data/businesses.csv"),
        (lambda a: _repacked(a, _deflated(CSV)[:-9]), DAMAGED, "Không giải nén được data/businesses.csv trong gói."),
        (lambda a: _repacked(a, b"\xff" * 90), DAMAGED, "Không giải nén được data/businesses.csv trong gói."),
        (lambda a: _repacked(a, _deflated(CSV), len(CSV) + 1), DAMAGED, "Không giải nén được"),
        (lambda a: _repacked(a, _deflated(CSV), len(CSV) - 1), INVALID, "nở ra lớn bất thường khi giải nén."),
        (lambda a: _repacked(a, _deflated(CSV), content=CSV + b"1"), DAMAGED, "Không giải nén được"),
        (lambda a: _repacked(a, _deflated(CSV, 1)), INVALID, "Tệp data/businesses.csv đã bị nén lại sau khi ký."),
        (lambda a: _repacked(a, _deflated(b""), 0, b""), INVALID, "Tệp data/businesses.csv đã bị đổi sau khi ký."),
        (lambda a: _repacked(a, _deflated(CSV) + bytes(1 << 16)), DAMAGED, FRAME.format("data/businesses.csv")),
    ],
)
def test_packed_bytes_that_do_not_give_the_file_are_refused(
    bend: Callable[[Archive], Archive], verdict: Verdict, sentence: str, archive: Archive, check: Check
) -> None:
    found, sentences = told(check(bend(archive).joined()))
    assert (found, len(sentences)) == (verdict, 1)
    assert sentence in sentences[0]


def test_an_endless_row_of_empty_blocks_is_refused_unread(archive: Archive, check: Check) -> None:
    empty = b"\x00\x00\x00\xff\xff" * 40_000
    found = check(_repacked(archive, empty + _deflated(CSV)).joined())
    assert told(found) == (DAMAGED, (FRAME.format("data/businesses.csv"),))


def test_no_more_is_read_than_the_form_can_need(archive: Archive) -> None:
    class Measured(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.largest = max(self.largest, size if size and size > 0 else 1 << 40)
            return super().read(size)

    file = Measured(replace(archive, gap=bytes(5 << 20)).joined(size=(5 << 20) + 400, start=archive.place(99)))
    with pytest.raises(Fault):
        read_form(file, Limits())
    assert file.largest < 1 << 17


@pytest.mark.parametrize("count", [501, 3000])
def test_more_files_than_a_package_ever_has_are_refused(count: int, check: Check) -> None:
    found = check(built([(f"data/{at}.csv", b"", 0) for at in range(count)]))
    assert told(found) == (INVALID, ("Gói có quá nhiều tệp (hơn 500).",))


def test_bombs_by_ratio_and_by_total_are_refused_before_they_are_unpacked(package: Path, check: Check) -> None:
    files = contents(package)
    one = built([*files[:1], ("bom.csv", bytes(3 << 20), 8), *files[1:]])
    assert told(check(one)) == (INVALID, ("bom.csv nở ra lớn bất thường khi giải nén.",))
    many = built([*files[:1], *((f"{at}.csv", bytes(1 << 20), 8) for at in range(12)), *files[1:]])
    wish = CheckWish(limits=Limits(total_bytes=10 << 20))
    assert told(check(many, wish)) == (INVALID, ("Nội dung gói lớn hơn mức cho phép (10 MB).",))


def test_an_archive_inside_is_a_file_like_any_other(package: Path, check: Check) -> None:
    """It is not opened, so how deep archives are nested does not matter; nobody signed it, so it is refused."""
    files = contents(package)
    nested = package.read_bytes()
    for at in range(20):
        nested = built([(f"{at}.zip", nested, 8)])
    found = check(built([*files[:1], ("trong.zip", nested, 0), *files[1:]]))
    assert told(found) == (INVALID, ("Gói có tệp ngoài bản kê đã ký: trong.zip.",))


@pytest.mark.parametrize(
    ("bend", "sentence"),
    [
        (lambda f: f[1:], "loại tệp"),
        (lambda f: [f[1], f[0], *f[2:]], "loại tệp"),
        (lambda f: [f[0], *f], "trùng tên: mimetype"),
        (lambda f: [f[0], ("MimeType", b"", 0), *f[1:]], "trùng tên: MimeType"),
        (lambda f: [(MIMETYPE, MEDIA_TYPE.encode() + b"\n", 0), *f[1:]], "loại tệp"),
        (lambda f: [(MIMETYPE, b"application/vnd.etsi.asic-s+zip", 0), *f[1:]], "loại tệp"),
        (lambda f: [(MIMETYPE, MEDIA_TYPE.encode(), 8), *f[1:]], "loại tệp"),
        (lambda f: [*f[:-2], f[-1]], "không có bản kê"),
        (lambda f: f[:-1], "không có chữ ký"),
        (lambda f: [*f[:-2], f[-1], f[-2]], "META-INF"),
        (lambda f: [f[0], *f[-2:], *f[1:-2]], "META-INF"),
        (lambda f: [*f[:-2], (MANIFEST, f[-2][1], 8), f[-1]], "META-INF"),
        (lambda f: [*f[:-1], (SIGNATURE, f[-1][1], 8)], "META-INF"),
        (lambda f: [*f[:-2], f[-2], *f[-2:]], f"trùng tên: {MANIFEST}"),
        (lambda f: [*f, f[-1]], f"trùng tên: {SIGNATURE}"),
        (lambda f: [*f, ("META-INF/signature002.p7s", f[-1][1], 0)], "chồng nhau: META-INF/signature002.p7s"),
        (lambda f: [*f, ("META-INF/signatures.xml", b"<a/>", 0)], "chồng nhau: META-INF/signatures.xml"),
        (lambda f: [*f, ("META-INF/manifest.xml", b"<a/>", 0)], "chồng nhau: META-INF/manifest.xml"),
        (lambda f: [f[0], ("META-INF", b"", 0), *f[1:]], "trùng tên"),
        (lambda f: [f[0], ("Meta-Inf/x", b"", 0), *f[1:]], "chồng nhau: Meta-Inf/x"),
        (lambda f: [*f[:-1], (SIGNATURE, bytes(200_000), 0)], "nở ra lớn bất thường"),
        (lambda f: [*f[:-2], (MANIFEST, bytes(3 << 20), 0), f[-1]], "nở ra lớn bất thường"),
    ],
)
def test_media_type_manifest_and_signature_have_one_place_each(
    bend: Callable[[list[tuple[str, bytes, int]]], list[tuple[str, bytes, int]]],
    sentence: str,
    package: Path,
    check: Check,
) -> None:
    verdict, sentences = told(check(built(bend(contents(package)))))
    assert verdict.rank >= INVALID.rank
    assert len(sentences) == 1
    assert sentence in sentences[0]


def test_the_findings_of_a_bad_archive_are_of_no_use_to_open_it(archive: Archive, check: Check) -> None:
    found = check(replace(archive, before=b"x").joined())
    assert (found.names, found.signatures, codes(found)) == ((), (), {"leading_data"})
