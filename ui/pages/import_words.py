"""Words of an import: what fields a column may fill, what a path of a plan means, how a cell of a sheet is called."""

from collections.abc import Iterator
from dataclasses import dataclass

from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.i18n import number
from tmdt_desktop.kinds import Choice, Moment, Structure
from tmdt_desktop.records import Record
from tmdt_desktop.services.import_list import SheetPlan
from ui.shell.page import Question

LEFT_OUT = "Không nhập cột này"
ALPHABETS = (("unicode", "Unicode"), ("tcvn3", "TCVN3"), ("vni", "VNI"), ("viscii", "VISCII"), ("viqr", "VIQR"))
"""(name, words) of what a column may be set in."""


def column_name(index: int) -> str:
    """A spreadsheet's name of a column counted from 0: «A», «AB»."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def choices(register: type[Record], sheet: SheetPlan) -> list[tuple[str, str]]:
    """(path, words) of every field that a column of `sheet` may fill; the first leaves the column out.

    What the plan itself has put there is among them, even where people would not choose it by hand.
    """
    known = dict([("", LEFT_OUT), *_paths(register, sheet.target)])
    for column in sheet.columns:
        if column.path and column.path not in known:
            known[column.path] = path_words(register, column.path)
    return list(known.items())


def path_words(register: type[Record], path: str) -> str:
    """«channels.SHOP» → «Kênh: Gian hàng trên sàn»; «tax_code|personal_id» → «Mã số thuế hoặc số định danh»."""
    parts = [_single_words(register, part) for part in path.split("|")]
    return " hoặc ".join([parts[0], *(words[:1].lower() + words[1:] for words in parts[1:])])


def _single_words(register: type[Record], path: str) -> str:
    head, _, tail = path.partition(".")
    field = next((made for made in register.fields() if made.name == head), None)
    if field is None:
        return path
    if not tail or not isinstance(field.kind, Rows):
        return field.label
    inner = {made.name: made.label for made in field.kind.of.fields()} | dict(_terms(field.kind))
    return f"{_one(field.kind)}: {inner.get(tail, tail.capitalize())}"


def _paths(register: type[Record], target: str) -> Iterator[tuple[str, str]]:
    if target:
        kind = register.field(target).kind
        if isinstance(kind, Rows):
            yield from ((f"{target}.{made.name}", made.label) for made in kind.of.fields() if not made.set_by_program)
        return
    for made in register.fields():
        if isinstance(made.kind, Rows):
            yield from ((f"{made.name}.{name}", f"{_one(made.kind)}: {words}") for name, words in _terms(made.kind))
        elif _typed(made):
            yield made.name, made.label


def _typed(made: Field) -> bool:
    return not made.set_by_program and not isinstance(made.kind, Moment | Structure)


def _terms(kind: Rows) -> Iterator[tuple[str, str]]:
    """The sorts of a sub-list's rows: a column may hold one sort alone."""
    sort = next((made.kind for made in kind.of.fields() if made.name == "kind"), None)
    if isinstance(sort, Choice):
        yield from ((term.name, str(term.value)) for term in sort.of)


def _one(kind: Rows) -> str:
    word = kind.of.one.split()[0] if any(_terms(kind)) else kind.of.one
    return word[:1].upper() + word[1:]


@dataclass(frozen=True)
class Standing:
    """Rows of a checked list: that come in as new records, that change one, that are faulty, of which nothing is taken."""

    added: int = 0
    changed: int = 0
    faulty: int = 0
    left: int = 0

    @property
    def coming(self) -> int:
        """Rows that write something."""
        return self.added + self.changed


def words_of_step(step: int, standing: Standing) -> tuple[str, str, str]:
    """(words of the button that leads on, what stands beside it, its tone)."""
    if step == 1:
        return "Kiểm tra các dòng", "Chưa ghi gì vào sổ.", "text_2"
    if step != 2:
        return "Tiếp", "", "text_2"
    left = [
        f"{number(count)} dòng {words}"
        for count, words in ((standing.faulty, "lỗi"), (standing.left, "khác sổ hoặc phải hỏi"))
        if count
    ]
    waits = f" Để lại {', '.join(left)}." if left else ""
    if not standing.coming:
        return "Nhập 0 dòng", f"Không có dòng nào mới.{waits}", "warn"
    parts = f" Thêm {number(standing.added)}, sửa {number(standing.changed)} hồ sơ." if standing.changed else ""
    return f"Nhập {number(standing.coming)} dòng", f"Chưa ghi gì vào sổ.{parts}{waits}", "text_2"


def losing(rows: int) -> Question:
    """Asked before a checked list is closed."""
    return Question(
        "Đóng danh sách đang xem?",
        f"{number(rows)} dòng chưa được nhập. Đóng lại thì lần sau phải đọc và kiểm tra tệp từ đầu.",
        "Đóng, không nhập",
        "Xem tiếp",
        destroys=True,
    )


def losing_work() -> Question:
    """Asked before corrections and decisions of which nothing comes in yet are lost."""
    return Question(
        "Đóng danh sách đang xem?",
        "Cách xếp cột, chỗ đã sửa và câu đã trả lời chưa được ghi. Đóng lại thì lần sau phải làm lại từ đầu.",
        "Đóng, không nhập",
        "Xem tiếp",
        destroys=True,
    )


def losing_files(count: int) -> Question:
    """Asked before files that wait are let go."""
    return Question(
        "Bỏ các tệp còn chờ?",
        f"{number(count)} tệp chờ nhập chưa được đọc. Đóng lại thì lần sau phải chọn lại các tệp đó.",
        "Đóng, bỏ các tệp",
        "Xem tiếp",
        destroys=True,
    )


def leaving(now: type[Record], other: type[Record]) -> Question:
    """Asked before another list takes the place of the one that is looked at."""
    return Question(
        "Bỏ lần nhập dở?",
        f"Danh sách đang xem để nhập vào «{now.title}» chưa được nhập. Bỏ thì bắt đầu nhập vào «{other.title}».",
        "Bỏ, bắt đầu lại",
        "Xem tiếp",
        destroys=True,
    )
