"""The key that signs, one of two ways side by side: a USB token with its PIN, or a key file with its password.

    pick = KeyPick(desk, look_up)      look_up(file, password) -> an object with the attributes of KeyFacts
    pick.begin()                       look for tokens, when that way is chosen; call it when the dialog is shown
    pick.ready                         a key that may sign is chosen and its secret typed; pick.changed
    ExportWish(…, key=pick.place, secret=pick.take())
`take` empties the field: a secret serves one try. Nothing keeps or logs it, and nothing offers to.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from tmdt_desktop.services.signing_keys import KeyPlace
from ui.parts.form import Tab
from ui.parts.key_file_pick import Facts, KeyFilePick
from ui.parts.token_pick import Fits, TokenPick
from ui.shell.desk import Desk
from ui.shell.key_habits import Way
from ui.shell.widgets import column, hair, row

_TOKEN, _FILE = "USB Token", "Tệp khóa"


class KeyPick(QWidget):
    """A token or a key file."""

    changed = Signal()
    """By hand."""
    looked = Signal()
    """Which tokens are in is known (anew)."""
    entered = Signal()
    """Enter was pressed where the secret stands, and the key is ready."""

    def __init__(
        self,
        desk: Desk,
        look_up: Callable[[Path, str], Facts],
        words: str = "Tệp khóa ký số",
        fits: Fits | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self.of_token = TokenPick(desk, fits)
        self.of_file = KeyFilePick(desk, look_up, words)
        self.tabs: dict[Way, Tab] = {"token": Tab(desk.theme, _TOKEN), "file": Tab(desk.theme, _FILE)}
        group = QButtonGroup(self)
        for way, tab in self.tabs.items():
            group.addButton(tab)
            tab.clicked.connect(lambda _on=False, way=way: self.choose_way(way))
        head = column(row(*self.tabs.values(), None, spacing=20), hair())
        self.setLayout(column(head, self.of_token, self.of_file, spacing=10))
        for part in (self.of_token, self.of_file):
            part.changed.connect(self.changed)
            part.entered.connect(self._entered)
        self.of_token.looked.connect(self._looked)
        self.way: Way = desk.habits.way
        self._turn()

    @property
    def place(self) -> KeyPlace | None:
        """Where the chosen key is kept."""
        return self.of_token.place if self.way == "token" else self.of_file.path

    @property
    def ready(self) -> bool:
        """Whether a key that may sign is chosen and its PIN or password typed."""
        return self.of_token.ready if self.way == "token" else self.of_file.ready

    def begin(self) -> None:
        """Look for tokens, and put the keyboard where work begins."""
        if self.way == "token" and self.of_token.check is None:
            self.of_token.look()
        (self.tabs["token"] if self.way == "token" else self.of_file.file.button).setFocus()

    def choose_way(self, way: Way) -> None:
        """Turn to a token or to a key file; the next time begins there."""
        self._desk.habits.choose_way(way)
        self.way = way
        self._turn()
        self.begin()
        self.changed.emit()

    def set_words(self, words: str) -> None:
        """Call the key file something else."""
        self.of_file.file.set_words(words)

    def doubt(self) -> str:
        """Why the PIN should be looked at before it is sent; empty when it may go."""
        return self.of_token.doubt() if self.way == "token" else ""

    def take(self) -> str:
        """The PIN or password for one try; its field is empty afterwards."""
        return (self.of_token.pin if self.way == "token" else self.of_file.password).take()

    def focus_secret(self) -> None:
        """Put the keyboard where the PIN or password is typed."""
        (self.of_token.pin if self.way == "token" else self.of_file.password).setFocus()

    def look_again(self) -> None:
        """After a try: how many tries the token leaves now."""
        if self.way == "token":
            self.of_token.look()

    def _turn(self) -> None:
        self.tabs[self.way].setChecked(True)
        self.of_token.setVisible(self.way == "token")
        self.of_file.setVisible(self.way == "file")

    def _looked(self) -> None:
        """A certificate that may sign was found while nothing else was begun: the PIN is next."""
        if self.tabs["token"].hasFocus() and self.of_token.usable:
            self.of_token.pin.setFocus()
        self.looked.emit()

    def _entered(self) -> None:
        if self.ready:
            self.entered.emit()
