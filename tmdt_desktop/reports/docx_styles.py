"""The decree's look as Word styles."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tmdt_desktop.reports.paper import Sizes

FACE = "Times New Roman"
_LEFT, _CENTRE, _JUSTIFY = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def set_styles(made: Any, sizes: Sizes, *, heading_indent: float) -> None:
    """Give the built-in styles the decree's letters and add the few that Word lacks."""
    styles = made.styles
    plain = styles["Normal"]
    _letters(plain, sizes.body)
    _spacing(plain, _LEFT, after=0)
    _body(styles["Body Text"], sizes)
    _body(styles.add_style("Căn cứ", WD_STYLE_TYPE.PARAGRAPH), sizes, italic=True)
    for level in (1, 2):
        heading = styles[f"Heading {level}"]
        _letters(heading, sizes.body, bold=True)
        _spacing(heading, _LEFT, before=8, after=6, indent=heading_indent)
        heading.paragraph_format.keep_with_next = True
    _letters(styles["Title"], 14, bold=True)
    _spacing(styles["Title"], _CENTRE, after=0)
    styles["Title"].paragraph_format.line_spacing = Pt(18)
    _unframed(styles["Title"])
    _letters(styles["Caption"], 13, bold=True)
    _spacing(styles["Caption"], _CENTRE, before=6, after=3)
    styles["Caption"].paragraph_format.keep_with_next = True
    _added(styles, "Kính gửi", sizes.body)
    _added(styles, "Kèm theo", 13, italic=True)
    _letters(styles.add_style("Ghi chú bảng", WD_STYLE_TYPE.PARAGRAPH), 12, italic=True)
    _spacing(styles["Ghi chú bảng"], _LEFT, before=2, after=6)


def _added(styles: Any, name: str, size: float, *, italic: bool = False) -> None:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    _letters(style, size, italic=italic)
    _spacing(style, _CENTRE, after=6)


def _body(style: Any, sizes: Sizes, *, italic: bool = False) -> None:
    _letters(style, sizes.body, italic=italic)
    _spacing(style, _JUSTIFY, after=6, indent=12.7)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Pt(sizes.leading)
    style.paragraph_format.widow_control = True


def _letters(style: Any, size: float, *, bold: bool = False, italic: bool = False) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FACE, Pt(size), bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        faces.set(qn(f"w:{script}"), FACE)


def _spacing(style: Any, align: Any, *, before: float = 0, after: float = 0, indent: float = 0) -> None:
    shape = style.paragraph_format
    shape.alignment, shape.space_before, shape.space_after = align, Pt(before), Pt(after)
    shape.first_line_indent = Mm(indent)


def _unframed(style: Any) -> None:
    """Word's own Title has a rule under it and wide letters."""
    for frame in style.element.findall(f".//{qn('w:pBdr')}"):
        frame.getparent().remove(frame)
    for tag in ("w:spacing", "w:kern"):
        for odd in style.element.rPr.findall(qn(tag)):
            style.element.rPr.remove(odd)
