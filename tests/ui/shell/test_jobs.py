"""Work beside the window: its end comes home to the window's thread, it can be stopped, failures are told once."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tmdt_desktop.errors import Refused
from tmdt_desktop.task import Task
from ui.shell.jobs import Jobs


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def test_the_end_of_a_job_comes_home_to_the_thread_of_the_window(qtbot: QtBot, jobs: Jobs) -> None:
    ran: list[object] = []
    jobs.start(
        lambda _task: ran.append(threading.current_thread()),
        "Thử",
        done=lambda _none: ran.append(threading.current_thread()),
    )
    qtbot.waitUntil(lambda: len(ran) == 2)
    assert ran[0] is not threading.main_thread()
    assert ran[1] is threading.main_thread()


def test_jobs_that_write_run_one_after_another(qtbot: QtBot, jobs: Jobs) -> None:
    order: list[int] = []
    ended: list[int] = []
    for at in range(5):
        jobs.start(lambda _task, at=at: order.append(at), "Ghi", done=lambda _none, at=at: ended.append(at))
    qtbot.waitUntil(lambda: len(ended) == 5)
    assert order == ended == [0, 1, 2, 3, 4]


def test_a_stopped_job_ends_silently_at_its_next_step(qtbot: QtBot, jobs: Jobs) -> None:
    told: list[object] = []
    steps: list[int] = []
    begun = threading.Event()

    def work(task: Task) -> None:
        for at in range(100_000):
            task.step(at, 100_000)
            steps.append(at)
            begun.set()

    job = jobs.start(work, "Nhập", done=told.append, failed=told.append)
    begun.wait(60)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert told == []
    assert len(steps) < 100_000


def test_a_job_stopped_before_its_turn_never_begins(qtbot: QtBot, jobs: Jobs) -> None:
    gate = threading.Event()
    ran: list[str] = []
    jobs.start(lambda _task: gate.wait(60), "Việc trước")
    second = jobs.start(lambda _task: ran.append("second"), "Việc sau")
    second.cancel()
    with qtbot.waitSignal(second.ended):
        gate.set()
    assert ran == []


def test_a_failure_goes_to_whoever_asked_else_to_everybody(qtbot: QtBot, jobs: Jobs) -> None:
    mine: list[BaseException] = []
    others: list[BaseException] = []
    jobs.failed.connect(others.append)

    def fail(_task: Task) -> None:
        raise Refused("Không được.", cure="Thử cách khác.")

    jobs.start(fail, "Một", failed=mine.append)
    jobs.start(fail, "Hai")
    qtbot.waitUntil(lambda: bool(mine) and bool(others))
    assert len(mine) == len(others) == 1


def test_a_small_write_is_finished_even_when_the_program_closes(qtbot: QtBot) -> None:
    jobs = Jobs()
    kept: list[str] = []
    jobs.start(lambda _task: kept.append("bản nháp"), "")
    jobs.close()
    assert kept == ["bản nháp"]


def test_long_reading_holds_up_no_write_shows_itself_and_can_be_stopped(qtbot: QtBot, jobs: Jobs) -> None:
    shown: list[object] = []
    jobs.started.connect(shown.append)
    written: list[str] = []
    begun = threading.Event()

    def work(task: Task) -> None:
        for at in range(1_000_000):
            task.step(at, 0, "Tìm")
            begun.set()
            threading.Event().wait(0.001)

    job = jobs.look(work, "Tìm hồ sơ trùng", done=lambda _none: written.append("tìm"))
    begun.wait(60)
    jobs.start(lambda _task: None, "", done=lambda _none: written.append("ghi"))
    qtbot.waitUntil(lambda: written == ["ghi"])
    assert shown == [job]
    assert not jobs.busy
    with qtbot.waitSignal(job.stopped):
        job.cancel()
    assert written == ["ghi"]
