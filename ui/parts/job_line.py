"""What is running: after 0,4 s a line with what, which of how many, time left and «Dừng»."""

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame

from tmdt_desktop.i18n import number
from ui.shell.bar import Bar
from ui.shell.jobs import Job, Jobs
from ui.shell.theme import Theme
from ui.shell.widgets import Button, label, row

PATIENCE = 400
"""Milliseconds before a job is worth a line."""


class JobLine(QFrame):
    """The line of the oldest job under way; the others wait behind it."""

    def __init__(self, theme: Theme, jobs: Jobs) -> None:
        super().__init__()
        self.setProperty("look", "status")
        self.setFixedHeight(36)
        self._queue: list[Job] = []
        self._began = time.monotonic()
        self._what, self._left = label(), label("", "small", "text_2")
        self._bar = Bar(theme)
        self._bar.setFixedWidth(220)
        self.stop = Button(theme, "Dừng", "plain", icon="stop")
        self.stop.clicked.connect(self._stop)
        self.setLayout(row(self._what, self._bar, self._left, None, self.stop, margins=(16, 0, 8, 0), spacing=12))
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self.show)
        jobs.started.connect(self._add)
        self.hide()

    @property
    def words(self) -> str:
        """What the line says now."""
        return self._what.text()

    def _add(self, job: Job) -> None:
        self._queue.append(job)
        job.progressed.connect(lambda done, total, what: self._progress(job, done, total, what))
        job.ended.connect(lambda: self._end(job))
        if len(self._queue) == 1:
            self._begin(job)

    def _begin(self, job: Job) -> None:
        self._began = time.monotonic()
        self._what.setText(f"Đang làm: {job.what}")
        self._bar.hide()
        self._left.setText("")
        self.stop.setEnabled(True)
        self.stop.setText("Dừng")
        self._patience.start()

    def _progress(self, job: Job, done: int, total: int, what: str) -> None:
        if not self._queue or self._queue[0] is not job:
            return
        count = f" {number(done)}/{number(total)}" if total else (f" {number(done)}" if done else "")
        self._what.setText(f"{what or job.what}{count}")
        self._bar.setVisible(bool(total))
        if total:
            self._bar.set_share(done / total)
        self._left.setText(self._time_left(done, total))

    def _time_left(self, done: int, total: int) -> str:
        spent = time.monotonic() - self._began
        if not total or not done or spent < 2:
            return ""
        left = spent * (total - done) / done
        return f"còn khoảng {int(left / 60) + 1} phút" if left > 90 else f"còn khoảng {int(left) + 1} giây"

    def _end(self, job: Job) -> None:
        first = bool(self._queue) and self._queue[0] is job
        if job in self._queue:
            self._queue.remove(job)
        if self._queue and first:
            self._begin(self._queue[0])
        elif not self._queue:
            self._patience.stop()
            self.hide()

    def _stop(self) -> None:
        if self._queue:
            self._queue[0].cancel()
            self.stop.setEnabled(False)
            self.stop.setText("Đang dừng")
