"""What a signature looks like on paper (NĐ 30/2020/NĐ-CP, Phụ lục I): blue handwriting, red seal, one line of text.

Each drawing is a PDF of one page, exactly as large as its box, drawn in vectors so that no image is needed.
"""

import hashlib
import io
import struct
from collections.abc import Iterator
from math import cos, pi, radians, sin

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tmdt_desktop.errors import Refused
from tmdt_desktop.paths import FONTS
from tmdt_desktop.signing.trust import Role

_BLUE, _RED = (0.09, 0.23, 0.62), (0.83, 0.12, 0.14)
_REGULAR, _BOLD = "Tinos", "Tinos-Bold"
_WIDEST_ARC = 250.0
ANNEX_SIZE = 10
_LOOKED_AT, _CLEAR, _PAPER = 64, 200, 225
_MOST_DOTS = 40_000_000


def handwriting(name: str, width: float, height: float, image: bytes | None) -> bytes:
    """The person's signature, `width` × `height` points: `image` (PNG), or a stroke that is the same for the same name.

    Raises:
        Refused: `image` is no picture.
    """
    page, canvas = _canvas(width, height)
    if image is None:
        _stroke(canvas, name, width, height)
    else:
        _picture(canvas, image, width, height)
    return _finished(page, canvas)


def seal(office: str, note: str, side: float, image: bytes | None) -> bytes:
    """The office's round seal, `side` points across: `image` (PNG), or a drawn one that says `note` at its foot.

    Raises:
        Refused: `image` is no picture.
    """
    page, canvas = _canvas(side, side)
    if image is None:
        _drawn_seal(canvas, office.upper(), note, side)
    else:
        _picture(canvas, image, side, side)
    return _finished(page, canvas)


def annex_line(text: str) -> tuple[bytes, float, float]:
    """The text an annex bears at its top right, black, upright, size 10; with the width and height it takes."""
    _fonts()
    width, height = pdfmetrics.stringWidth(text, _REGULAR, ANNEX_SIZE) + 2, ANNEX_SIZE * 1.3
    page, canvas = _canvas(width, height)
    canvas.setFont(_REGULAR, ANNEX_SIZE)
    canvas.drawString(1, ANNEX_SIZE * 0.3, text)
    return _finished(page, canvas), width, height


def image_remarks(image: bytes, role: Role) -> tuple[str, ...]:
    """What the decree would have otherwise in an image: a transparent ground, blue for a person's hand, red for a seal.

    An image that cannot be read gives none: drawing it is what refuses it.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(image)) as opened:
            small = opened.convert("RGBA").resize((_LOOKED_AT, _LOOKED_AT))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ()
    pixels = [small.getpixel((x, y)) for x in range(_LOOKED_AT) for y in range(_LOOKED_AT)]
    return tuple(_remarks([pixel for pixel in pixels if isinstance(pixel, tuple)], role))


def _remarks(pixels: list[tuple[int, ...]], role: Role) -> Iterator[str]:
    whose = "chữ ký" if role is Role.LEADER else "con dấu"
    if all(alpha > _CLEAR for _, _, _, alpha in pixels):
        yield f"Ảnh {whose} không có nền trong suốt nên che chữ bên dưới; nên dùng ảnh PNG nền trong suốt."
    inked = [pixel for pixel in pixels if pixel[3] > _CLEAR and min(pixel[:3]) < _PAPER]
    red, _, blue = (sum(pixel[part] for pixel in inked) / max(1, len(inked)) for part in range(3))
    if inked and role is Role.LEADER and blue <= red:
        yield "Ảnh chữ ký không phải màu xanh; NĐ 30/2020/NĐ-CP quy định chữ ký màu xanh."
    if inked and role is Role.SEAL and red <= blue:
        yield "Ảnh con dấu không phải màu đỏ; NĐ 30/2020/NĐ-CP quy định con dấu màu đỏ."


def _canvas(width: float, height: float) -> tuple[io.BytesIO, Canvas]:
    _fonts()
    page = io.BytesIO()
    return page, Canvas(page, pagesize=(width, height), initialFontName=_REGULAR, invariant=1, pageCompression=1)  # type: ignore[arg-type]


def _finished(page: io.BytesIO, canvas: Canvas) -> bytes:
    canvas.showPage()
    canvas.save()
    return page.getvalue()


def _fonts() -> None:
    known = pdfmetrics.getRegisteredFontNames()
    for name, file in ((_REGULAR, "Tinos-Regular.ttf"), (_BOLD, "Tinos-Bold.ttf")):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, FONTS / file))


def _picture(canvas: Canvas, image: bytes, width: float, height: float) -> None:
    try:
        _require_modest(image)
        reader = ImageReader(io.BytesIO(image))
        canvas.drawImage(reader, 0, 0, width, height, mask="auto", preserveAspectRatio=True, anchor="c")
    except (OSError, ValueError, SyntaxError, EOFError, struct.error) as fault:
        raise Refused(
            "Không đọc được ảnh chữ ký hoặc ảnh con dấu.", cure="Chọn ảnh PNG nền trong suốt rồi ký lại."
        ) from fault


def _require_modest(image: bytes) -> None:
    """Refuse a small file that unfolds into a huge picture, before any of it is unfolded."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(image)) as opened:
            large = opened.width * opened.height > _MOST_DOTS
    except Image.DecompressionBombError:
        large = True
    if large:
        raise Refused(
            "Ảnh chữ ký, con dấu quá lớn.",
            why="Ảnh có quá nhiều điểm ảnh.",
            cure="Chọn ảnh PNG cỡ vài nghìn điểm ảnh mỗi chiều trở xuống.",
        )


def _stroke(canvas: Canvas, name: str, width: float, height: float) -> None:
    """A running hand: up and down strokes whose heights come from the name, then a line that ends it."""
    heights = [0.25 + byte / 255 * 0.55 for byte in hashlib.sha256(name.encode()).digest()[:6]]
    canvas.setStrokeColorRGB(*_BLUE)
    canvas.setLineWidth(max(1.0, height / 36))
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    step, base = width * 0.68 / len(heights), height * 0.34
    x = width * 0.10
    path = canvas.beginPath()
    path.moveTo(x, base * 0.6)
    for tall in heights:
        top = base + tall * height * 0.62
        path.curveTo(x + step * 0.15, base, x + step * 0.45, top, x + step * 0.62, top)
        path.curveTo(x + step * 0.85, top, x + step * 0.30, base * 0.55, x + step, base)
        x += step
    path.curveTo(x + step * 0.4, base * 1.5, width * 0.88, base * 1.2, width * 0.95, base * 1.9)
    path.moveTo(width * 0.14, height * 0.20)
    path.curveTo(width * 0.40, height * 0.08, width * 0.65, height * 0.12, width * 0.90, height * 0.26)
    canvas.drawPath(path)


def _drawn_seal(canvas: Canvas, office: str, note: str, side: float) -> None:
    centre, outer = side / 2, side / 2 - 1
    canvas.setStrokeColorRGB(*_RED)
    canvas.setFillColorRGB(*_RED)
    for radius, line in ((outer, 1.5), (outer * 0.94, 0.5), (outer * 0.58, 0.7)):
        canvas.setLineWidth(line)
        canvas.circle(centre, centre, radius)
    _star(canvas, centre, outer * 0.33)
    _arc(canvas, office, centre, outer * 0.70, size=outer * 0.155)
    _foot(canvas, note, centre, outer * 0.82, size=outer * 0.105)


def _star(canvas: Canvas, centre: float, radius: float) -> None:
    path = canvas.beginPath()
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = pi / 2 + corner * pi / 5
        point = (centre + reach * cos(angle), centre + reach * sin(angle))
        (path.lineTo if corner else path.moveTo)(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _arc(canvas: Canvas, text: str, centre: float, radius: float, size: float) -> None:
    """`text` along the upper half, letters standing outward, smaller when it is long."""
    size = min(size, size * radians(_WIDEST_ARC) * radius / max(1.0, pdfmetrics.stringWidth(text, _BOLD, size)))
    _turned(canvas, text, (centre, radius, size), start=90, clockwise=True)


def _foot(canvas: Canvas, text: str, centre: float, radius: float, size: float) -> None:
    """`text` along the lower half, letters standing inward."""
    _turned(canvas, text, (centre, radius, size), start=-90, clockwise=False)


def _turned(canvas: Canvas, text: str, place: tuple[float, float, float], *, start: float, clockwise: bool) -> None:
    centre, radius, size = place
    way = -1 if clockwise else 1
    widths = [pdfmetrics.stringWidth(letter, _BOLD, size) for letter in text]
    angle = radians(start) - way * sum(widths) / radius / 2
    canvas.setFont(_BOLD, size)
    for letter, width in zip(text, widths, strict=True):
        angle += way * width / radius / 2
        canvas.saveState()
        canvas.translate(centre + radius * cos(angle), centre + radius * sin(angle))
        canvas.rotate(angle * 180 / pi + (-90 if clockwise else 90))
        canvas.drawCentredString(0, 0, letter)
        canvas.restoreState()
        angle += way * width / radius / 2
