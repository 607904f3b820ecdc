"""Work off the window's thread: plain functions in Python threads, with progress and «Dừng».

    job = jobs.start(lambda task: make_report(ws, wish, task), "Lập báo cáo", done=self._made, failed=self.show_error)
    jobs.read(lambda: find(ws, register, query), done=self._show)

`start` is for what writes: one after another on one thread, because the database has one writer. `look` is for reading
that lasts, with progress and «Dừng», on a thread of its own that holds up no write. `read` is for quick questions, on a
few threads beside them. `done` and `failed` are called on the window's thread. `failed` gets any
exception (hand it to `desk.problems.show`); without it the failure goes to `Jobs.failed`, which `Problems` listens to.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from tmdt_desktop.errors import Cancelled
from tmdt_desktop.task import Task

T = TypeVar("T")
Done = Callable[[Any], None]
Failed = Callable[[BaseException], None]


class Job(QObject):
    """One piece of work. It is the Task that the work reports to, and what the job line shows."""

    progressed = Signal(int, int, str)
    """(done, total, what); total 0 when it is not known."""
    ended = Signal()
    stopped = Signal()
    """It ended because it was asked to stop."""
    _home = Signal(object)

    def __init__(self, what: str, parent: QObject) -> None:
        super().__init__(parent)
        self.what = what
        self.done: Done | None = None
        self.failed: Failed | None = None
        self._stop = threading.Event()
        self._home.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def step(self, done: int, total: int, what: str = "") -> None:
        """Called by the work, on its own thread. Raises Cancelled after `cancel`."""
        if self._stop.is_set():
            raise Cancelled
        self.progressed.emit(done, total, what)

    def cancel(self) -> None:
        """Stop at the next step; what the work has not finished stays as it was."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def run(self, work: Callable[[], Any]) -> None:
        """On the worker's thread: do the work and send its end home."""
        outcome: Future[Any] = Future()
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it travels home and is shown there
            outcome.set_exception(error)
        self._home.emit(outcome)

    @Slot(object)
    def _finish(self, outcome: "Future[Any]") -> None:
        error = outcome.exception()
        done, failed = self.done, self.failed
        self.forget()
        self.ended.emit()
        self.deleteLater()
        if isinstance(error, Cancelled):
            self.stopped.emit()
            return
        if error is None and done is not None:
            done(outcome.result())
        elif error is not None and failed is not None:
            failed(error)

    def forget(self) -> None:
        """Let go of whoever waited: a ring of references through Qt's parents would be taken apart in any order."""
        self.done = self.failed = None


class Jobs(QObject):
    """Everything that runs beside the window."""

    started = Signal(object)
    """A Job that writes or lasts waits for its turn now."""
    failed = Signal(object)
    """An exception that nobody else took."""

    def __init__(self, parent: QObject | None = None, readers: int = 2) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ghi")
        self._readers = ThreadPoolExecutor(max_workers=readers, thread_name_prefix="đọc")
        self._looker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="xem")
        self._running: set[Job] = set()
        self._looking: set[Job] = set()
        self._closed = False

    def start(
        self, work: Callable[[Task], T], what: str, *, done: Done | None = None, failed: Failed | None = None
    ) -> Job:
        """Queue `work` after what is already running.

        `what`: words for the job line («Nhập danh sách»); empty for small writes that nobody waits for and nobody stops.
        """
        job = self._job(what, done, failed)
        if self._closed:
            return job
        if what:
            self._tell(job, self._running)
        self._writer.submit(job.run, lambda: self._begin(job, work))
        return job

    def look(
        self, work: Callable[[Task], T], what: str, *, done: Done | None = None, failed: Failed | None = None
    ) -> Job:
        """Read for long beside the writer; `what`: words for the job line. Nothing is lost when it is stopped."""
        job = self._job(what, done, failed)
        if not self._closed:
            self._tell(job, self._looking)
            self._looker.submit(job.run, lambda: self._begin(job, work))
        return job

    def read(self, work: Callable[[], T], *, done: Done, failed: Failed | None = None) -> Job:
        """Ask something beside the writer; it shows no progress."""
        job = self._job("", done, failed)
        if not self._closed:
            self._readers.submit(job.run, work)
        return job

    @property
    def busy(self) -> bool:
        """Whether something that writes is under way."""
        return bool(self._running)

    def close(self) -> None:
        """Stop what can be stopped and wait for the rest: nothing half-done is left behind, no draft is lost.

        What is asked afterwards (a timer of a window that is going away) is not begun.
        """
        self._closed = True
        for job in (*self._running, *self._looking):
            job.cancel()
        self._looker.shutdown(wait=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)
        for job in self.findChildren(Job):
            job.forget()

    def _tell(self, job: Job, among: set[Job]) -> None:
        among.add(job)
        job.ended.connect(lambda: among.discard(job))
        self.started.emit(job)

    def _job(self, what: str, done: Done | None, failed: Failed | None) -> Job:
        job = Job(what, self)
        job.done = done
        job.failed = failed or self.failed.emit
        return job

    @staticmethod
    def _begin(job: Job, work: Callable[[Task], T]) -> T:
        if job.stopping:
            raise Cancelled
        return work(job)
