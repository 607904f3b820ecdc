"""Biên bản đối chiếu: what the office and the tax branch found together, with the lists they speak of as annexes.

The form of minutes is that of NĐ 30/2020/NĐ-CP, Phụ lục III, mẫu 1.9: time, place, who was there, what was found, both sign.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tmdt_desktop.reports.document import (
    Annex,
    Block,
    Column,
    Document,
    Head,
    Heading,
    Kind,
    Paragraph,
    Points,
    Row,
    Signing,
    Table,
)
from tmdt_desktop.reports.wording import padded

_ROOM = "." * 60
_BLANK = "." * 34


@dataclass(frozen=True)
class Heap:
    """One heap of lines: what it is called, how many lines it has, and how many of them are decided."""

    label: str
    lines: int
    decided: int


@dataclass(frozen=True)
class ListedLines:
    """A list of lines as an annex: its title, columns after the running number (label, share, code?), rows of words."""

    title: str
    columns: tuple[tuple[str, float, bool], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class MinutesContent:
    """`office`, `tax_office`: the two parties; empty where the tax branch is not known. `ours`, `theirs`: who was there.

    `list_name`, `list_rows`, `our_rows`: what was laid beside what. `started`, `ended`, `place`: in words, empty to be
    filled in by hand. `decisions`: what was decided how often. `personal`: labels of personal data that the annexes hold;
    `left_out`: those that they do not.
    """

    head: Head
    round: str
    office: str
    tax_office: str
    list_name: str
    list_rows: int
    our_rows: int
    heaps: tuple[Heap, ...]
    decisions: tuple[tuple[str, int], ...]
    lists: tuple[ListedLines, ...]
    signing: Signing
    started: str = ""
    ended: str = ""
    place: str = ""
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def match_minutes(content: MinutesContent) -> Document:
    """The minutes as a document; the other party signs on the left."""
    branch = content.tax_office or f"Cơ quan Thuế {_BLANK}"
    about = "Đối chiếu danh sách tổ chức, cá nhân hoạt động thương mại điện tử với danh sách người nộp thuế"
    titles = ("ĐẠI DIỆN", (content.tax_office or "CƠ QUAN THUẾ").upper())
    return Document(
        title=f"Biên bản đối chiếu: {content.round}",
        head=content.head,
        kind="BIÊN BẢN",
        about=about,
        body=tuple(_body(content, branch)),
        closing=_closing(content),
        signing=content.signing,
        beside=Signing(titles, "", sealed=content.signing.sealed),
        annexes=tuple(_annexes(content)),
    )


def _body(content: MinutesContent, branch: str) -> Iterator[Block]:
    yield Paragraph(f"Thời gian bắt đầu: {content.started or _ROOM}")
    yield Paragraph(f"Địa điểm: {content.place or _ROOM}")
    yield Heading(1, "I", "Thành phần tham dự")
    yield Heading(2, "1", content.office)
    yield Points(_people(content.ours))
    yield Heading(2, "2", branch)
    yield Points(_people(content.theirs))
    yield Heading(1, "II", "Nội dung")
    yield Paragraph(
        f"Hai bên đối chiếu danh sách «{content.list_name}» của {branch} gồm {_rows(content.list_rows)} với "
        f"Danh sách tổ chức, cá nhân hoạt động thương mại điện tử của {content.office} gồm {_rows(content.our_rows)} "
        f"(đợt «{content.round}»). Thứ tự đối chiếu: mã số thuế, số định danh, sau đó tên, địa bàn, điện thoại và kênh "
        "bán hàng có người xác nhận; khác nhau chỉ về chữ hoa, dấu và cách viết loại hình không tính là sai khác."
    )
    yield _counts(content.heaps)
    yield Heading(1, "III", "Kết quả thống nhất")
    yield from _agreed(content)


def _people(names: Sequence[str]) -> tuple[str, ...]:
    blank = f"Ông (bà) {_BLANK} Chức vụ: {_BLANK}"
    return tuple(names) or (blank, blank)


def _rows(count: int) -> str:
    return f"{padded(count)} dòng"


def _counts(heaps: Sequence[Heap]) -> Table:
    columns = (
        Column("STT", 10, Kind.ORDER),
        Column("Nhóm", 70),
        Column("Số dòng", 22, Kind.FIGURE),
        Column("Đã thống nhất", 26, Kind.FIGURE),
        Column("Chưa thống nhất", 28, Kind.FIGURE),
    )
    rows: tuple[Row, ...] = tuple(
        (at, heap.label, heap.lines, heap.decided, heap.lines - heap.decided) for at, heap in enumerate(heaps, 1)
    )
    lines, decided = (sum(getattr(heap, name) for heap in heaps) for name in ("lines", "decided"))
    total = ("Tổng cộng", "", lines, decided, lines - decided)
    return Table(columns, rows, caption="Kết quả đối chiếu theo nhóm", total=total)


def _agreed(content: MinutesContent) -> Iterator[Block]:
    told = [f"{label}: {_rows(count)}" for label, count in content.decisions if count]
    if told:
        yield Paragraph("Hai bên thống nhất hướng xử lý như sau:")
        yield Points(tuple(told))
    else:
        yield Paragraph("Hai bên chưa thống nhất hướng xử lý của dòng nào.")
    if content.lists:
        yield Paragraph(f"Chi tiết từng dòng tại {_annex_words(len(content.lists))} kèm theo biên bản này.")
    if content.left_out:
        yield Paragraph(f"Phụ lục không có thông tin cá nhân ({', '.join(content.left_out).lower()}).")
    if content.personal:
        yield Paragraph(
            f"Phụ lục có thông tin cá nhân ({', '.join(content.personal).lower()}); hai bên chỉ dùng cho việc quản lý "
            "thuế, quản lý thương mại điện tử và bảo quản theo pháp luật về bảo vệ dữ liệu cá nhân."
        )


def _annex_words(count: int) -> str:
    return "Phụ lục" if count == 1 else f"các Phụ lục từ {_ROMAN[0]} đến {_ROMAN[count - 1]}"


_ROMAN = ("I", "II", "III", "IV", "V", "VI")


def _closing(content: MinutesContent) -> str:
    ended = content.ended or "........ giờ ........, ngày ........ tháng ........ năm ............"
    return (
        f"Buổi làm việc kết thúc vào {ended}. Biên bản lập thành 02 bản có giá trị như nhau, mỗi bên giữ 01 bản, "
        "đã đọc lại cho hai bên cùng nghe và thống nhất ký tên"
    )


def _annexes(content: MinutesContent) -> Iterator[Annex]:
    for at, made in enumerate(content.lists):
        number = _ROMAN[at] if len(content.lists) > 1 else ""
        columns = tuple(Column(label, share, Kind.CODE if code else Kind.TEXT) for label, share, code in made.columns)
        rows: tuple[Row, ...] = tuple((place, *row) for place, row in enumerate(made.rows, 1))
        table = Table((Column("STT", 9, Kind.ORDER), *columns), rows)
        about = f"(Kèm theo Biên bản đối chiếu đợt «{content.round}»)"
        yield Annex(number, made.title, (table,), about, landscape=True)
