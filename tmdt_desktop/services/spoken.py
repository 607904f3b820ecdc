"""Fingerprints as people read them out over the telephone."""

from tmdt_desktop.errors import Refused

ENOUGH = 16
"""So many hex digits, four groups, must be said at least: eight could be met by making keys until they fit."""
_IGNORED = str.maketrans("", "", " .:-\t\u00a0")


def spoken(fingerprint: str) -> str:
    """«3FA9 C2D1 …»: upper hex in groups of four."""
    digits = fingerprint.upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def require_said(said: str, fingerprint: str) -> None:
    """Compare what was heard or read with the fingerprint; groups, dots and capitals do not matter.

    Raises:
        Refused: nothing or too little was said, or something else.
    """
    digits = said.translate(_IGNORED).lower()
    if len(digits) < ENOUGH or set(digits) - set("0123456789abcdef"):
        raise Refused(
            "Chưa đối chiếu dấu vân tay chứng thư.",
            why=f"Cần ít nhất {ENOUGH} chữ số hoặc chữ từ A đến F, đọc từ đầu dấu vân tay.",
            cure="Gọi nơi gửi theo số điện thoại đã biết, nghe đọc dấu vân tay rồi gõ lại đúng như đã nghe.",
        )
    if not fingerprint.startswith(digits):
        raise Refused(
            "Dấu vân tay nghe được không trùng với tệp này.",
            why="Tệp có thể đã bị thay trên đường đi, hoặc gõ nhầm.",
            cure="Nghe đọc lại từng nhóm; nếu vẫn khác thì không nhận tệp và xin tệp khác.",
        )
