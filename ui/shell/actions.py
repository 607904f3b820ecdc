"""The acts of a page, declared on its methods; buttons, keys and the key line are made from them.

    @action(N_("Thêm mới"), icon="add", keys=("F5", "Ctrl+Insert"), place="head", look="primary", brief=N_("thêm"))
    def add(self) -> None: ...

`place`: where its button stands: "head" (page head, right), "bar" (action bar), "" (no button, keys only, or a button made
by hand with `actions.button("add")`). `brief`: its word in the key line; empty keeps it out of there. `when`: the name of a
method without arguments that says whether it is possible now; call `page.acts.refresh()` when that may have changed.
The first key is printed. A key works while its page is visible, once however long it is held; what «Return» does, Enter
on the numeric keypad does too. Problems raised by the method are shown by the page.
An act whose job runs (`Page.run`) is not possible until the job ends, so that no second click does it twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from tmdt_desktop.errors import Problem
from ui.shell.theme import Theme
from ui.shell.widgets import Button

F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True)
class Says:
    """What an act says about itself."""

    label: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    place: str = ""
    look: str = "normal"
    brief: str = ""
    when: str = ""


def action(label: str, **says: Any) -> Callable[[F], F]:
    """Make a method an act of its page. `says`: the other fields of `Says`."""

    def mark(method: F) -> F:
        method.says = Says(label, **says)  # type: ignore[attr-defined]
        return method

    return mark


def declared(page: type) -> Iterator[tuple[str, Says]]:
    """(method name, what it says) of every act of a page class, in the order of declaration, base classes first."""
    seen: dict[str, Says] = {}
    for made in reversed(page.__mro__):
        for name, method in vars(made).items():
            if isinstance(said := getattr(method, "says", None), Says):
                seen[name] = said
    yield from seen.items()


_PRINTED = (("Return", "Enter"), ("Left", "←"), ("Right", "→"), ("Up", "↑"), ("Down", "↓"))


def printed(key: str) -> str:
    """A key as it stands on buttons: «Ctrl+Insert» → «Ctrl+Ins», «Alt+Left» → «Alt+←»."""
    said = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    before, plus, last = said.rpartition("+")
    return before + plus + dict(_PRINTED).get(last, last)


class Actions:
    """The acts of one page, alive."""

    def __init__(self, page: QWidget, theme: Theme, problem: Callable[[Problem], None]) -> None:
        self._page, self._theme, self._problem = page, theme, problem
        self.says = dict(declared(type(page)))
        self._made = {name: self._make(name, said) for name, said in self.says.items()}
        self._buttons: list[tuple[str, Button]] = []
        self._running: list[str] = []
        self.refreshed: Callable[[], object] = lambda: None
        """Called after each `refresh`; the window shows the key line anew."""
        self.doing = ""
        """The act whose method is being called; empty for none."""

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def refresh(self) -> None:
        """Ask each act whether it is possible now."""
        for name, said in self.says.items():
            possible = not said.when or bool(getattr(self._page, said.when)())
            self._made[name].setEnabled(possible and name not in self._running)
        for name, button in self._buttons:
            button.setEnabled(self._made[name].isEnabled())
        self.refreshed()

    def trigger(self, name: str) -> None:
        """Do it, unless its job still runs; a Problem is shown by the page."""
        if name not in self._running:
            self.act_as(name, getattr(self._page, name))

    def act_as(self, name: str, act: Callable[[], None]) -> None:
        """Call `act` as part of the act `name`: what it runs holds that act back. A Problem is shown by the page."""
        before, self.doing = self.doing, name
        try:
            act()
        except Problem as problem:
            self._problem(problem)
        finally:
            self.doing = before

    def hold(self, name: str) -> None:
        """The act's job has begun: it is not possible until `release`."""
        self._running.append(name)
        self.refresh()

    def release(self, name: str) -> None:
        """The act's job has ended."""
        self._running.remove(name)
        self.refresh()

    def button(self, name: str, *, text: str = "") -> Button:
        """A new button for an act; `text` when its own words do not fit here."""
        said = self.says[name]
        key = printed(said.keys[0]) if said.keys else ""
        button = Button(self._theme, text or said.label, said.look, icon=said.icon, key=key)
        button.setObjectName(name)
        button.clicked.connect(lambda: self.trigger(name))
        button.setEnabled(self._made[name].isEnabled())
        self._buttons.append((name, button))
        return button

    def buttons(self, place: str) -> list[Button]:
        """The buttons of a place, the primary one last."""
        chosen = [name for name, said in self.says.items() if said.place == place]
        return [self.button(name) for name in sorted(chosen, key=lambda name: self.says[name].look == "primary")]

    def key_line(self) -> list[tuple[str, str]]:
        """(key, word) for the bottom line, of what is possible now."""
        said = [(self._made[name], made) for name, made in self.says.items() if made.brief and made.keys]
        return [(printed(made.keys[0]), made.brief) for act, made in said if act.isEnabled()]

    def _make(self, name: str, said: Says) -> QAction:
        made = QAction(said.label, self._page)
        pad = [key.replace("Return", "Enter") for key in said.keys if "Return" in key]
        made.setShortcuts([QKeySequence(key) for key in (*said.keys, *pad)])
        made.setAutoRepeat(False)
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.triggered.connect(lambda: self.trigger(name))
        self._page.addAction(made)
        return made
