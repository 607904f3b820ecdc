"""Qt's own words in Vietnamese: Qt ships no such translation, so the few that a user of this program meets stand here."""

from PySide6.QtCore import QTranslator

_WORDS = {
    "OK": "Đồng ý",
    "&OK": "Đồng ý",
    "Cancel": "Hủy",
    "&Cancel": "Hủy",
    "Close": "Đóng",
    "&Close": "Đóng",
    "Open": "Mở",
    "&Open": "Mở",
    "Save": "Ghi",
    "&Save": "Ghi",
    "&Yes": "Có",
    "&No": "Không",
    "&Undo": "Hoàn lại",
    "&Redo": "Làm lại",
    "Cu&t": "Cắt",
    "&Copy": "Chép",
    "&Paste": "Dán",
    "Delete": "Xóa",
    "Select All": "Chọn hết",
    "Look in:": "Trong:",
    "File &name:": "Tên tệp:",
    "Files of type:": "Loại tệp:",
    "&Choose": "Chọn",
    "Choose": "Chọn",
    "Directory:": "Thư mục:",
    "All Files (*)": "Mọi tệp (*)",
    "Name": "Tên",
    "Size": "Cỡ",
    "Type": "Loại",
    "Date Modified": "Ngày sửa",
    "Back": "Trở lại",
    "Forward": "Tiếp",
    "Parent Directory": "Thư mục trên",
    "Create New Folder": "Tạo thư mục",
    "&New Folder": "Thư mục mới",
    "New Folder": "Thư mục mới",
    "List View": "Xem danh sách",
    "Detail View": "Xem chi tiết",
    "My Computer": "Máy này",
    "Computer": "Máy này",
    "&Delete": "Xóa",
    "&Rename": "Đổi tên",
    "Show &hidden files": "Hiện tệp ẩn",
}


class QtWords(QTranslator):
    """Gives Qt the Vietnamese word; what it does not know stays to Qt."""

    def translate(  # type: ignore[override]
        self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str | None:
        """The word, or None: «not known here». An empty string would be taken for the translation."""
        return _WORDS.get(source)

    def isEmpty(self) -> bool:
        return False
