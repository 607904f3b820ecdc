"""What runs beside the window while a list is taken in: one thing at a time, stopped at once, told in words."""

from collections.abc import Callable
from typing import TypeVar

from shiboken6 import isValid

from tmdt_desktop.task import Task
from ui.shell.desk import Desk
from ui.shell.jobs import Job
from ui.shell.page import Page

NOTHING_WRITTEN = "Đã dừng. Chưa ghi dòng nào."
NOTHING_UNDONE = "Đã dừng. Chưa hoàn lại dòng nào."
_STOPPING = "Đang dừng."

T = TypeVar("T")


class ImportFlow(Page):
    """A page that does one thing after the other."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._job: Job | None = None
        self._writes = False

    @property
    def busy(self) -> bool:
        """Whether something runs."""
        return self._job is not None

    def waits(self, *, waiting: bool) -> None:
        """The parts may be touched again, or may not."""

    def stopped(self) -> None:
        """What ran was stopped."""

    def quiet(self, work: Callable[[Task], T], what: str, done: Callable[[T], None]) -> None:
        """Something small, while the parts stay in use. Not begun while another thing runs."""
        if self._job is None:
            self._begin(work, what, done, NOTHING_WRITTEN)
            self.acts.refresh()

    def go(self, work: Callable[[Task], T], what: str, done: Callable[[T], None]) -> None:
        """A step that reads and judges: nothing is touched meanwhile; what it has made when it is stopped is not shown."""
        if self._job is None:
            self._begin(work, what, done, NOTHING_WRITTEN)
            self.waits(waiting=True)
            self.acts.refresh()

    def write(self, work: Callable[[Task], T], what: str, done: Callable[[T], None], stopped: str) -> None:
        """A step that writes: when it is stopped, its end is waited for, because it may have been too late."""
        if self._job is None:
            self._begin(work, what, done, stopped)
            self._writes = True
            self.waits(waiting=True)
            self.acts.refresh()

    def _begin(self, work: Callable[[Task], T], what: str, done: Callable[[T], None], stopped: str) -> None:
        job = self.run(work, what, lambda made: self._came(done, made))
        self._job, self._writes = job, False
        job.ended.connect(lambda: self._ended(job, stopped if job.stopping else ""))

    def stop(self) -> None:
        """Stop what runs. Reading and judging end for the page at once, whenever the thread comes to notice."""
        job = self._job
        if job is None:
            return
        job.cancel()
        if self._writes:
            self.band.tell(_STOPPING, "Chờ xem đã kịp ghi hay chưa.", tone="accent")
            return
        job.forget()
        self._ended(job, NOTHING_WRITTEN)

    def _ended(self, job: Job, told: str) -> None:
        """The step is over, whichever way; a result or a failure is shown after this."""
        if not isValid(self) or job is not self._job:
            return
        self._job = None
        self.waits(waiting=False)
        if told:
            self.stopped()
            self.band.tell(told, tone="warn")
            self.noted.emit("Đã dừng")
        self.acts.refresh()

    def _came(self, done: Callable[[T], None], made: T) -> None:
        self.clear_problem()
        done(made)
