"""The look: `resources/tokens.toml` turned into colours, sizes, icons and one style sheet, light or dark.

    theme.colour("accent") -> QColor          theme.size("button") -> int (logical pixels)
    theme.space("pad") -> int                 theme.font("small") -> QFont
    theme.pixmap("check", "ok", 16) -> QPixmap (an icon of resources/icons in the colour of a token)
    theme.dress(window)                       our look for a top-level window; its children and dialogs inherit it
    theme.changed                             emitted after light became dark or the other way round

Painted widgets ask for colours while painting, so that a change of theme needs no more than a repaint.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from string import Template
from typing import Any

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from tmdt_desktop.paths import ICONS, RESOURCES


class Mode(Enum):
    """Which theme: one of ours, or whichever the system shows."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Tokens:
    """The whole list, as the file has it."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    font: Mapping[str, list[str]]
    type: Mapping[str, list[int]]
    space: Mapping[str, int]
    radius: Mapping[str, int]
    size: Mapping[str, int]


def read_tokens() -> Tokens:
    """The tokens the program is shipped with."""
    return Tokens(**tomllib.loads((RESOURCES / "tokens.toml").read_text(encoding="utf-8")))


_PALETTE = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "text_3",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Mid: "line_strong",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Dark: "line_strong",
    QPalette.ColorRole.Shadow: "line_strong",
}
TONES = ("text", "text_2", "text_3", "accent", "ok", "warn", "bad", "on_accent")


class Theme(QObject):
    """One of the two themes, in force; `use` changes it for the whole application."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = Mode.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self.tokens = read_tokens()
        self.mode = mode
        self.dark = False
        self._pixmaps: dict[tuple[str, str, int, float, bool], QPixmap] = {}
        self._drawings: dict[str, str] = {}
        self._dressed: list[QWidget] = []
        app.setStyle("Fusion")
        app.setFont(self.font("body"))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.use(mode)

    def use(self, mode: Mode) -> None:
        """Show this theme from now on."""
        self.mode = mode
        self.dark = mode is Mode.DARK or (mode is Mode.SYSTEM and self._system_is_dark())
        self._app.setPalette(self._palette())
        QToolTip.setPalette(self._palette())
        sheet = self.style_sheet()
        for window in self._dressed:
            window.setStyleSheet(sheet)
        self.changed.emit()

    def dress(self, window: QWidget) -> None:
        """Give a window our look, and keep it so when the theme changes.

        Windows are dressed one by one, not the application: widgets that stand in no window yet then cost nothing when
        they are put together, which is most of the time that building a page takes. What has a dressed parent needs none.
        """
        window.setStyleSheet(self.style_sheet())
        self._dressed.append(window)
        window.destroyed.connect(lambda: self._dressed.remove(window))

    def colour(self, name: str) -> QColor:
        """The colour of a token in the theme in force. Raises KeyError for a name that is no token."""
        return _colour((self.tokens.dark if self.dark else self.tokens.light)[name])

    def size(self, name: str) -> int:
        """A size of the [size] list, in logical pixels."""
        return self.tokens.size[name]

    def space(self, name: str) -> int:
        """A distance of the [space] list, in logical pixels."""
        return self.tokens.space[name]

    def font(self, role: str) -> QFont:
        """The font of a role of the [type] list, with digits of one width."""
        size, _, weight = self.tokens.type[role]
        font = QFont(self.tokens.font["ui"])
        font.setPixelSize(size)
        font.setWeight(QFont.Weight(weight))
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixmap(self, icon: str, tone: str = "text_2", size: int = 16) -> QPixmap:
        """An icon in the colour of a token, sharp on the screen in use."""
        ratio = self._app.devicePixelRatio()
        key = (icon, tone, size, ratio, self.dark)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._drawn(icon, self.colour(tone), size, ratio)
        return self._pixmaps[key]

    def icon(self, name: str, tone: str = "text_2") -> QIcon:
        """The same as a QIcon, for widgets of Qt's own; it does not follow a change of theme."""
        return QIcon(self.pixmap(name, tone, self.size("icon")))

    def style_sheet(self) -> str:
        """The style sheet of the theme in force. Raises KeyError when it names what is no token."""
        sheet = Template((RESOURCES / "face.qss").read_text(encoding="utf-8"))
        return sheet.substitute(self._names() | {"roles": self._roles(), "tones": self._tones()})

    def _names(self) -> dict[str, Any]:
        colours = {name: self.colour(name).name() for name in self.tokens.light}
        radii = {f"radius_{name}": value for name, value in self.tokens.radius.items()}
        letters = {f"{role}_size": size for role, (size, _, _) in self.tokens.type.items()}
        weights = {f"{role}_weight": weight for role, (_, _, weight) in self.tokens.type.items()}
        field = {"field_inner": self.size("field") - 2, "field_focused": self.size("field") - 4}
        return {**colours, **radii, **letters, **weights, **field, "bar": self.size("bar")}

    def _roles(self) -> str:
        return "\n".join(
            f'QLabel[role="{role}"] {{ font-size: {size}px; font-weight: {weight}; }}'
            for role, (size, _, weight) in self.tokens.type.items()
        )

    def _tones(self) -> str:
        return "\n".join(f'QLabel[tone="{tone}"] {{ color: {self.colour(tone).name()}; }}' for tone in TONES)

    def _palette(self) -> QPalette:
        palette = QPalette()
        for role, name in _PALETTE.items():
            palette.setColor(role, self.colour(name))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("text_3"))
        return palette

    def _drawn(self, icon: str, colour: QColor, size: int, ratio: float) -> QPixmap:
        pixmap = QPixmap(QSize(size, size) * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(self._drawing(icon).replace("currentColor", colour.name()).encode())).render(painter)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _drawing(self, icon: str) -> str:
        if icon not in self._drawings:
            self._drawings[icon] = (ICONS / f"{icon}.svg").read_text(encoding="utf-8")
        return self._drawings[icon]

    def _system_is_dark(self) -> bool:
        return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark

    def _follow_system(self) -> None:
        if self.mode is Mode.SYSTEM and self.dark != self._system_is_dark():
            self.use(Mode.SYSTEM)


def _colour(written: str) -> QColor:
    """«#RRGGBB» or «#RRGGBBAA»; Qt would read eight digits as AARRGGBB."""
    colour = QColor(written[:7])
    if len(written) == 9:
        colour.setAlpha(int(written[7:], 16))
    return colour
