"""The look: every name is a token, both themes have the same names, icons are drawn in the colour asked."""

import re

import pytest
from PySide6.QtWidgets import QLabel

from tmdt_desktop.paths import ICONS, RESOURCES
from ui.shell.theme import Mode, Theme, read_tokens


def test_both_themes_name_the_same_colours() -> None:
    tokens = read_tokens()
    assert set(tokens.light) == set(tokens.dark)


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
def test_the_style_sheet_names_no_unknown_colour(theme: Theme, mode: Mode) -> None:
    theme.use(mode)
    sheet = theme.style_sheet()
    known = {theme.colour(name).name() for name in theme.tokens.light}
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", sheet)) <= known
    assert "$" not in sheet


def test_no_colour_stands_in_the_sheet_itself() -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", (RESOURCES / "face.qss").read_text(encoding="utf-8"))


def test_text_can_be_read_on_its_ground(theme: Theme) -> None:
    """WCAG 2.1, 1.4.3: 4.5 : 1 for text."""
    for mode in (Mode.LIGHT, Mode.DARK):
        theme.use(mode)
        pairs = [
            (text, ground) for text in ("text", "text_2", "text_3") for ground in ("surface", "bg", "nav", "sunken")
        ]
        pairs += [("bad", "bad_soft"), ("warn", "warn_soft"), ("ok", "ok_soft"), ("on_accent", "accent")]
        assert not [pair for pair in pairs if _contrast(theme, *pair) < 4.5]


@pytest.mark.parametrize("icon", sorted(path.stem for path in ICONS.glob("*.svg")))
def test_an_icon_is_drawn_in_the_colour_of_its_token(theme: Theme, icon: str) -> None:
    image = theme.pixmap(icon, "bad", 20).toImage()
    inked = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    solid = [colour for colour in inked if colour.alpha() > 150]
    assert solid
    assert all(abs(colour.red() - theme.colour("bad").red()) < 12 for colour in solid)


def test_a_dressed_window_follows_the_theme(theme: Theme, qtbot: object) -> None:
    window = QLabel("Ễ")
    theme.dress(window)
    before = window.styleSheet()
    theme.use(Mode.DARK)
    assert window.styleSheet() != before
    window.deleteLater()


def test_stacked_marks_fit_into_every_line(theme: Theme) -> None:
    from PySide6.QtGui import QFontMetrics

    frame = 2 * theme.size("focus_ring")
    lines = {
        ("body", theme.size("row")), ("body", theme.size("field") - frame), ("strong", theme.size("button") - frame),
        ("small", theme.size("chip") - frame), ("small_strong", theme.size("table_head")), ("small", theme.size("status_bar")),
        ("strong", theme.size("nav_item") - frame), ("title", theme.size("page_head") // 2),
    }  # fmt: skip
    for role, height in lines:
        assert QFontMetrics(theme.font(role)).tightBoundingRect("ỄẪỰ").height() <= height, role


def _contrast(theme: Theme, text: str, ground: str) -> float:
    light, dark = sorted((_luminance(theme, text), _luminance(theme, ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(theme: Theme, name: str) -> float:
    colour = theme.colour(name)
    parts = [part / 255 for part in (colour.red(), colour.green(), colour.blue())]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
