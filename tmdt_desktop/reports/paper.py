"""Sizes of the decree's page in points, shared by the renderers (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

from dataclasses import dataclass

MM = 72 / 25.4

SHORT, LONG = 210 * MM, 297 * MM
TOP, BOTTOM, LEFT, RIGHT = 20 * MM, 20 * MM, 30 * MM, 15 * MM
INDENT = 12.7 * MM
PAGE_NUMBER_BASELINE = 12.5 * MM
AGENCY_BLOCK, NATION_BLOCK = 62 * MM, 97 * MM

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

NUMBER_ROOM, DAY_ROOM = 15, 7

SIGNATURE_WIDTH, SIGNATURE_HEIGHT, SEAL_DIAMETER = 48 * MM, 19 * MM, 36 * MM

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Sizes:
    """Letter sizes of one sort of document; `leading` is the step from line to line."""

    body: float
    leading: float
    table: float
    wide_table: float
    table_pad: float


REPORT = Sizes(body=14, leading=18, table=12, wide_table=11, table_pad=3.2)
SLIP = Sizes(body=13, leading=16, table=12, wide_table=11, table_pad=2.0)


def text_width(*, landscape: bool) -> float:
    """Width between the margins."""
    return (LONG if landscape else SHORT) - LEFT - RIGHT


@dataclass(frozen=True)
class Layout:
    """Where things came to stand in a rendered PDF: pages from 1, points from the lower left corner of the page.

    `signing_page` is 0 when nobody signs. `number_box` and `day_box` are the blanks on page 1 that the records office
    fills, None when they are filled already or the document has none. `annex_pages` are the first pages of the annexes.
    """

    pages: int
    page_width: float
    page_height: float
    signing_page: int = 0
    title_centre_x: float = 0.0
    title_bottom_y: float = 0.0
    name_top_y: float = 0.0
    number_box: Box | None = None
    day_box: Box | None = None
    annex_pages: tuple[int, ...] = ()

    def signature_box(self, width: float = SIGNATURE_WIDTH, height: float = SIGNATURE_HEIGHT) -> Box:
        """Box of the leader's signature: centred between the title and the name."""
        x, y = self.title_centre_x, (self.title_bottom_y + self.name_top_y) / 2
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2

    def seal_box(self, diameter: float = SEAL_DIAMETER, signature: Box | None = None) -> Box:
        """Box of the seal: over the left third of the signature, same middle (NĐ 30/2020, Phụ lục I, mục II.8)."""
        left, bottom, right, top = signature or self.signature_box()
        seal_right, middle = left + (right - left) / 3, (bottom + top) / 2
        return seal_right - diameter, middle - diameter / 2, seal_right, middle + diameter / 2

    def annex_text_box(self, width: float = 90 * MM) -> Box:
        """Box of the agency's signature text at the top right of page 1 of an annex in its own file."""
        right, baseline = self.page_width - RIGHT, self.page_height - 11 * MM
        return right - width, baseline - 3, right, baseline + 10
