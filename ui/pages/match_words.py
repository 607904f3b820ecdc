"""Words about rounds of matching: what the page is for, a round as a line of the list, what its end will write."""

from collections.abc import Mapping
from typing import Any

from tmdt_desktop.i18n import moment, number
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.match_close import written
from tmdt_desktop.services.match_decide import ADD, TAKE
from tmdt_desktop.services.match_list import MatchRound
from tmdt_desktop.services.match_view import UNSURE, MatchView
from ui.parts.lines_table import Cell, Column, Line

ROUNDS = (
    Column("Đợt"),
    Column("Danh sách", 240),
    Column("Cơ quan thuế", 240),
    Column("Bắt đầu", 130),
    Column("Người làm", 110),
    Column("Tình trạng", 130),
)
EMPTY = (
    "Đối chiếu danh sách do cơ quan thuế gửi với Danh sách TMĐT của đơn vị: dòng nào khớp, dòng nào sai khác, "
    "dòng nào chỉ một bên có. Kết quả vào sổ Rà soát thuế."
)


def round_line(made: MatchRound) -> Line:
    """A round as a line of the list of rounds."""
    state = Cell("đã kết thúc", "ok", "ok") if made.closed else Cell("đang làm", "accent", "clock")
    office = str(made.about.get("tax_office") or "")
    cells = (Cell(made.name, strong=True), Cell(made.file_name, tip=made.file_name), office or Cell("—", "text_3"))
    return Line((*cells, moment(made.at), made.by, state), made.id)


def undecided(view: MatchView) -> int:
    """How many lines ask for a decision that nobody has taken or put off, questions whether two are one aside."""
    return sum(written(line, undecided=True) and not written(line, undecided=False) for line in view.lines)


def closing_words(view: MatchView, *, all_lines: bool = False) -> str:
    """What the end of a round will write, and what stays open; `all_lines`: undecided lines too."""
    counts = view.counts
    lines = [line for line in view.lines if written(line, undecided=all_lines)]
    taken = sum(line.decision == TAKE for line in lines)
    added = sum(line.decision == ADD for line in lines)
    changes = f"sửa {number(taken)} hồ sơ, thêm {number(added)} hồ sơ"
    said = [f"Ghi {number(len(lines))} lượt vào sổ Rà soát thuế, {changes}; hoàn lại được cả lượt."]
    if counts[UNSURE]:
        said.append(f"Còn {number(counts[UNSURE])} dòng chưa chắc là một hay không; các dòng này để lại, không ghi.")
    if rest := undecided(view):
        end = "ghi theo kết quả so sánh, sổ giữ nguyên" if all_lines else "để lại, không ghi"
        said.append(f"Còn {number(rest)} dòng chưa quyết; các dòng này {end}.")
    return " ".join(said)


def agreement(view: MatchView) -> str:
    """The words of the button that ends a round."""
    return f"Kết thúc, để lại {number(view.counts[UNSURE])} dòng" if view.counts[UNSURE] else "Kết thúc và ghi"


def read_words(about: Mapping[str, Any]) -> tuple[str, str]:
    """What was read of a list: how many rows, by which columns, how many of them have a fault."""
    known = {field.name: field.label for field in Business.fields()}
    columns = ", ".join(known[name] for name in about.get("columns", ()) if name in known)
    said = [f"Các cột đã hiểu: {columns}."]
    if about.get("faulty"):
        said.append(f"{number(about['faulty'])} dòng có lỗi vẫn được đối chiếu, lỗi ghi ở từng dòng.")
    if about.get("dropped"):
        said.append(f"Bỏ {number(about['dropped'])} dòng tiêu đề, cộng, chữ ký.")
    return f"Đã đọc {number(about['theirs'])} dòng.", " ".join(said)
