"""What a round of matching gives out, and its end: minutes, the list to hand over, the reviews in the register."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from tmdt_desktop.i18n import number
from tmdt_desktop.services.history import undo_batch
from tmdt_desktop.services.match_close import Closed, CloseWish, close_match
from tmdt_desktop.services.match_view import MatchView
from ui.pages.match_dialogs import MatchCloseDialog, MatchLeftDialog, MatchPaperDialog
from ui.pages.match_work import MatchWork
from ui.parts.file_pick import open_outside
from ui.shell.actions import action
from ui.shell.page import Page


class MatchPapers(Page):
    """The acts of the page on matching that leave single lines alone."""

    work: MatchWork
    round: UUID | None = None
    closed: UUID | None = None

    @action("Biên bản", icon="report", keys=("Alt+I",), place="head", when="in_round")
    def minutes(self) -> None:
        """Ask how the minutes are to be written."""
        self.paper(minutes=True)

    @action("Danh sách bàn giao", icon="export", keys=("Alt+K",), place="head", when="in_round")
    def hand_over(self) -> None:
        """Ask how the list to hand over is to be written."""
        self.paper(minutes=False)

    def paper(self, *, minutes: bool) -> MatchPaperDialog | None:
        """The dialog that writes the minutes or the list; None without a round."""
        if self.round is None or self.work.view is None:
            return None
        dialog = MatchPaperDialog(self.desk, self.round, self.work.view.name, self, minutes=minutes)
        dialog.written.connect(self._wrote)
        dialog.open()
        return dialog

    def _wrote(self, file: Path) -> None:
        def look(path: Path) -> None:
            open_outside(path, lambda words: self.band.tell(words, tone="warn"))

        acts = {"Mở tệp": lambda: look(file), "Mở thư mục": lambda: look(file.parent)}
        self.band.tell(f"Đã ghi {file.name}.", str(file.parent), tone="ok", acts=acts)

    @action(
        "Kết thúc đối chiếu", icon="check", keys=("Ctrl+Return",), place="bar", look="primary", when="is_open",
    )  # fmt: skip
    def close_round(self) -> None:
        """Say what will be written, and write it."""
        view = self.work.view
        if view is not None:
            dialog = MatchCloseDialog(self.desk, view, self)
            dialog.agreed.connect(lambda all_lines: self._close(view, all_lines=all_lines))
            dialog.open()

    def _close(self, view: MatchView, *, all_lines: bool) -> None:
        id_, wish = view.round.id, CloseWish(leave=True, undecided=all_lines)
        self.run(lambda task: close_match(self.ws, id_, wish, task), "Kết thúc đối chiếu", self._closed)

    def _closed(self, made: Closed) -> None:
        self.closed = made.batch
        said = [
            f"{number(made.reviews)} lượt rà soát, {number(made.updated)} hồ sơ sửa, {number(made.added)} hồ sơ thêm"
        ]
        said += [f"{number(made.waiting)} dòng để lại"] if made.waiting else []
        acts = {
            "Mở sổ Rà soát thuế": lambda: self.asks.emit("register:tax_review", None),
            "Hoàn lại (Ctrl+Z)": lambda: self.acts.trigger("take_back"),
        }
        what = f"Đã kết thúc đối chiếu: {'; '.join(said)}."
        if made.left:
            self.tell_left(f"{what} Không ghi được {number(len(made.left))} việc.", made.left, acts)
        else:
            self.band.tell(what, tone="ok", acts=acts)
        self.reload()

    def tell_left(self, what: str, left: Sequence[str], acts: Mapping[str, Callable[[], object]]) -> None:
        """Tell what was left as it was: the first in words, all of them by «Xem»."""
        see = {"Xem": lambda: MatchLeftDialog(self.desk, what, left, self).open()} if len(left) > 1 else {}
        self.band.tell(what, left[0], tone="warn", acts={**see, **acts})

    @action("Hoàn lại việc kết thúc", icon="undo", keys=("Ctrl+Z",), when="may_take_back", brief="hoàn lại")
    def take_back(self) -> None:
        """Take the end of the round back; it goes on where it stood."""
        batch = self._ending()
        if batch is not None:
            self.run(lambda task: undo_batch(self.ws, batch, task=task), "Hoàn lại", lambda _done: self._taken_back())

    def _taken_back(self) -> None:
        self.closed = None
        self.reload()

    def _ending(self) -> UUID | None:
        """The act that ended the round that is shown."""
        view = self.work.view
        return self.closed or (view.round.batch if self.in_round() and view is not None else None)

    def may_take_back(self) -> bool:
        """Whether the round that is shown has been ended."""
        return self._ending() is not None

    def in_round(self) -> bool:
        """Whether a round is shown."""
        return self.round is not None

    def is_open(self) -> bool:
        """Whether the round that is shown takes decisions."""
        return self.in_round() and self.work.view is not None and not self.work.view.round.closed
