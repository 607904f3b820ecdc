"""Where the signatures stand, and what a time-stamp server changes, on a report as the program makes it."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.core.signing.time_stamp_server import make_authority, served
from tests.data.office_tool import line_on
from tmdt_desktop.errors import Blocked
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_report import Signed, SignWish, sign_report, signing_view
from tmdt_desktop.signing.pdf_revisions import words_of_note
from tmdt_desktop.store.workspace import Workspace

from .test_sign_report import make_and_approve

if TYPE_CHECKING:
    from tests.core.conftest import Stage
    from tmdt_desktop.signing.trial_ca import TrialCa

WAYS = {"made": make_and_approve}
Rectangle = tuple[float, float, float, float]


@pytest.fixture
def made(stage: "Stage") -> UUID:
    """A report of 2024 whose files are made and approved."""
    return cast("UUID", stage.came_to)


@pytest.fixture
def signed(filled_ws: Workspace, made: UUID, trial_ca: "TrialCa", key_password: str) -> Signed:
    """The report, signed and sealed."""
    from tmdt_desktop.signing.trust import Role

    sign_report(filled_ws, SignWish(made, "leader", trial_ca.keys["246", Role.LEADER], key_password))
    return sign_report(filled_ws, SignWish(made, "seal", trial_ca.keys["246", Role.SEAL], key_password))


def fields(path: Path) -> dict[str, Rectangle]:
    with path.open("rb") as file:
        found = [each.get_object() for each in PdfFileReader(file).root["/AcroForm"]["/Fields"]]
        return {str(each["/T"]): cast("Rectangle", tuple(float(side) for side in each["/Rect"])) for each in found}


def colours(path: Path, page: int, box: Rectangle) -> set[str]:
    """Which of red, blue and black is seen in a box of a page."""
    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    drawn = document[page]
    picture = drawn.render(scale=2, may_draw_forms=True).to_pil().convert("RGB")
    left, bottom, right, top = (side * 2 for side in box)
    part = picture.crop((int(left), int(picture.height - top), int(right), int(picture.height - bottom)))
    seen = set()
    for count, (red, green, blue) in part.getcolors(1 << 20) or []:
        if count > 3 and max(red, green, blue) - min(red, green, blue) > 90:
            seen.add("red" if red > blue else "blue")
        elif count > 3 and max(red, green, blue) < 60:
            seen.add("black")
    document.close()
    return seen


def test_both_signatures_stand_where_the_decree_wants_them(filled_ws: Workspace, made: UUID, signed: Signed) -> None:
    view = signing_view(filled_ws, made)
    page = view.stamp_page - 1
    data, boxes = signed.pdf.read_bytes(), fields(signed.pdf)
    leader, seal = boxes["KyLanhDao"], boxes["DauCoQuan"]
    title, name = line_on(data, page, "CHỦ TỊCH"), line_on(data, page, "Nguyễn Minh Khôi")
    assert name.top < leader[1] < leader[3] < title.bottom
    assert (leader[0] + leader[2]) / 2 == pytest.approx((title.left + title.right) / 2, abs=2)
    assert seal[2] == pytest.approx(leader[0] + (leader[2] - leader[0]) / 3, abs=1)
    assert (seal[1] + seal[3]) / 2 == pytest.approx((leader[1] + leader[3]) / 2, abs=1)
    assert seal[2] - seal[0] == pytest.approx(36 * 72 / 25.4, abs=1)
    assert seal[3] <= title.bottom + 1
    assert "blue" in colours(signed.pdf, page, (seal[2] + 2, leader[1], leader[2], leader[3]))
    assert "red" in colours(signed.pdf, page, (seal[0], seal[1], leader[0] - 2, seal[3]))


def test_the_annex_bears_black_text_of_size_ten_at_the_top_right(signed: Signed) -> None:
    assert signed.annex is not None
    (box,) = fields(signed.annex).values()
    with signed.annex.open("rb") as file:
        note = PdfFileReader(file).root["/AcroForm"]["/Fields"][0]
        said, look = words_of_note(note), note["/AP"]["/N"]["/Resources"]["/XObject"]
        drawn = b" ".join(look[name].data for name in look)
    assert re.fullmatch(r"Số: .*/BC-UBND; \d{2}/\d{2}/\d{4}; \d{2}:\d{2}:\d{2} \+07:00", said)
    document = pypdfium2.PdfDocument(signed.annex)
    width, height = document[0].get_size()
    document.close()
    assert box[2] > width - 60
    assert box[3] > height - 20
    assert 10 <= box[3] - box[1] <= 14
    assert re.search(rb" 10 Tf", drawn)
    inks = re.findall(rb"([\d. ]+) (?:rg|RG)\b", drawn)
    assert all(float(part) == 0 for ink in inks for part in ink.split())  # black, which is also what is not said


def test_a_server_that_is_set_stamps_and_one_that_is_gone_stops_the_signature(
    filled_ws: Workspace, made: UUID, trial_ca: "TrialCa", key_password: str
) -> None:
    from tmdt_desktop.signing.pdf_check import check_pdf
    from tmdt_desktop.signing.trust import Role, load_trust

    wish = SignWish(made, "leader", trial_ca.keys["246", Role.LEADER], key_password)
    authority = make_authority()
    trust = load_trust(trial_ca.trust)
    settings = workspaces.settings(filled_ws)
    with served(authority.answer) as url:
        workspaces.save_settings(filled_ws, replace(settings, timestamp_url=url))
    with pytest.raises(Blocked, match="dấu thời gian") as caught:
        sign_report(filled_ws, wish)
    assert "xóa địa chỉ" in caught.value.cure
    assert report_view(filled_ws, made).state is ReportState.APPROVED
    with served(authority.answer) as url:
        workspaces.save_settings(filled_ws, replace(workspaces.settings(filled_ws), timestamp_url=url))
        first = sign_report(filled_ws, wish)
    (facts,) = check_pdf(first.pdf, replace(trust, roots=(*trust.roots, authority.root))).signatures
    assert facts.time_kind == "stamped"


def test_without_a_server_nothing_that_speaks_to_the_network_is_touched(
    filled_ws: Workspace, made: UUID, trial_ca: "TrialCa", key_password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tmdt_desktop.signing import time_stamps
    from tmdt_desktop.signing.trust import Role

    def touched(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(time_stamps, "_sent", touched)
    monkeypatch.setattr(time_stamps, "stamper_at", touched)
    assert sign_report(filled_ws, SignWish(made, "leader", trial_ca.keys["246", Role.LEADER], key_password)).owner


def test_an_image_that_the_decree_would_not_have_is_remarked(
    filled_ws: Workspace, made: UUID, trial_ca: "TrialCa", key_password: str, tmp_path: Path
) -> None:
    from PIL import Image

    from tmdt_desktop.signing.trust import Role

    Image.new("RGB", (60, 40), (200, 20, 20)).save(tmp_path / "red.png")
    wish = SignWish(made, "leader", trial_ca.keys["246", Role.LEADER], key_password, tmp_path / "red.png")
    told = sign_report(filled_ws, wish).remarks
    assert [("trong suốt" in each, "màu xanh" in each) for each in told] == [(True, False), (False, True)]
    Image.new("RGBA", (60, 40), (200, 20, 20, 0)).save(tmp_path / "clear.png")
    seal = SignWish(made, "seal", trial_ca.keys["246", Role.SEAL], key_password, tmp_path / "clear.png")
    assert sign_report(filled_ws, seal).remarks == ()
