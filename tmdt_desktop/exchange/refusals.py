"""The refusals that every check of a received file speaks in."""

from tmdt_desktop.errors import Damaged, Refused

_RESAVE = "Mở tệp bằng Excel, chọn «Lưu thành…» tệp .xlsx mới, rồi nhập lại."


def unsafe(name: str, why: str) -> Refused:
    """The refusal of a file that would harm."""
    return Refused(f"Không mở tệp {name}: tệp không an toàn.", why=why, cure=_RESAVE)


def too_wide(name: str, rows: int, columns: int) -> Refused:
    """The refusal of a sheet that would fill the memory."""
    return Refused(
        f"Không mở tệp {name}: bảng quá rộng so với một danh sách.",
        why=f"Ô cuối có chữ nằm tới dòng {rows}, cột {columns}.",
        cure="Chép danh sách sang một tệp mới, bỏ các ô thừa ở xa, rồi nhập tệp ấy.",
    )


def broken(name: str, why: str = "Nội dung tệp bị hỏng hoặc bị cắt ngắn.") -> Damaged:
    """The refusal of a file that is not what was written."""
    return Damaged(f"Tệp {name} bị hỏng.", why=why, cure="Xin lại tệp từ nơi gửi, hoặc chép lại từ bản gốc.")


def unreadable(name: str) -> Damaged:
    """The refusal of a workbook whose parts are whole, but out of which its reader makes no sheets."""
    return Damaged(
        f"Không đọc được các trang của tệp {name}.",
        why="Tệp bị hỏng bên trong, hoặc do một chương trình khác ghi không đúng khuôn.",
        cure="Mở tệp bằng Excel, chọn «Lưu thành…» tệp .xlsx mới, rồi nhập lại; không mở được thì xin lại tệp.",
    )


def protected(name: str) -> Refused:
    """The refusal of a file that asks for a password."""
    return Refused(
        f"Tệp {name} có mật khẩu.",
        why="Phần mềm không mở được tệp có mật khẩu.",
        cure="Mở tệp bằng Excel, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc), lưu lại rồi nhập.",
    )
