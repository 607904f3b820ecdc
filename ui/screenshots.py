"""Pictures of every page and dialog, in both themes, without a screen: `python -m ui.screenshots --out DIR`.

A picture is a name and a function in `PICTURES`: it is given a `Stage` with the opened window and leaves on it what is to
be photographed, or returns the dialog. Pages written elsewhere add theirs to the list.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tmdt_desktop.errors import Blocked
from tmdt_desktop.services.workspaces import open_workspace
from tmdt_desktop.store.workspace import Workspace
from ui.application import make_qt
from ui.duplicate_scenes import DUPLICATES
from ui.entrance import Entrance
from ui.import_scenes import IMPORTS
from ui.match_scenes import MATCHES
from ui.pages.register_page import RegisterPage
from ui.row_scenes import ROWS
from ui.scenes import DEPARTMENT, DISTRICT
from ui.scenes import pause as wait
from ui.shell.desk import Desk
from ui.shell.jobs import Jobs
from ui.shell.page import Page
from ui.shell.problems import Problems
from ui.shell.recent import Recent
from ui.shell.theme import Mode, Theme
from ui.signing_scenes import SIGNING
from ui.trust_scenes import TRUST, TRUST_DESK
from ui.verdict_scenes import VERDICTS
from ui.window import Window
from ui.year_scenes import YEAR

PATIENCE = 20_000
SIZES = ((1366, 696), (1093, 542))
"""Logical pixels: the target PC at 100 % and at 125 %."""


@dataclass(frozen=True)
class Stage:
    """What a picture is taken of."""

    window: Window
    desk: Desk

    def page(self, name: str, what: object = None) -> Page:
        """Show a page and wait until it is quiet."""
        shown = self.window.show_page(name, what)
        if shown is None:
            raise RuntimeError(name)
        wait(900)
        return shown


Picture = Callable[[Stage], QWidget | None]


def until(true: Callable[[], bool]) -> None:
    """Let the application run until something is so."""
    for _ in range(PATIENCE // 50):
        if true():
            return
        wait(50)
    raise TimeoutError


def _register(stage: Stage, name: str) -> RegisterPage:
    page = stage.page(name)
    if not isinstance(page, RegisterPage):
        raise TypeError(name)
    page.clear_problem()
    page.list.bar.clear()
    page.editor.close_record()
    wait(400)
    return page


def _open(page: RegisterPage, at: int = 1) -> RegisterPage:
    page.list.table.setFocus()
    page.list.table.choose(at)
    page.edit()
    until(lambda: page.editor.stored is not None)
    wait(300)
    return page


def _businesses(stage: Stage) -> None:
    _register(stage, "register:business").list.table.setFocus()


def _business(stage: Stage) -> None:
    _open(_register(stage, "register:business"))


def _fault(stage: Stage) -> None:
    page = _open(_register(stage, "register:business"))
    box = page.editor.form.grid.boxes["tax_code"]
    box.input.put_raw("250990391")
    box.input.edited.emit()
    page.editor.form.left.emit("tax_code")
    page.editor.form.grid.boxes["phone"].input.setFocus()
    wait(1000)


def _channels(stage: Stage) -> None:
    page = _open(_register(stage, "register:business"))
    page.editor.take_back()
    page.editor.form.show_tab("channels")
    page.editor.form.lists["channels"].choose(0)
    wait(200)


def _history(stage: Stage) -> None:
    _open(_register(stage, "register:business")).editor.form.show_tab("history")
    wait(200)


def _filtered(stage: Stage) -> None:
    page = _register(stage, "register:business")
    page.list.bar.set_filter("kind", ["HOUSEHOLD"], ["Hộ kinh doanh"])
    page.list.bar.search_for("hoa")
    wait(600)


def _nothing_found(stage: Stage) -> None:
    page = _register(stage, "register:business")
    page.list.bar.search_for("khong co ai ten nay")
    wait(600)


def _band(stage: Stage) -> None:
    page = _register(stage, "register:business")
    problem = Blocked("Không ghi được: USB đã đầy, cần thêm 12 MB.", cure="Xóa bớt tệp hoặc chọn ổ khác.")
    page.show_problem(problem, {"Chọn nơi khác": page.clear_problem})
    wait(200)


def _delete(stage: Stage) -> QWidget | None:
    _open(_register(stage, "register:business")).delete()
    return _dialog()


def _new(stage: Stage) -> None:
    page = _register(stage, "register:training")
    page.add()
    wait(300)


def _training(stage: Stage) -> None:
    page = _open(_register(stage, "register:training"))
    page.editor.form.show_tab("attendees")
    wait(200)


def _bug(stage: Stage) -> QWidget | None:
    try:
        raise RuntimeError
    except RuntimeError as fault:
        stage.desk.problems.bug(fault)
    return _dialog()


def _dialog() -> QDialog | None:
    wait(300)
    shown = QApplication.activeModalWidget()
    return shown if isinstance(shown, QDialog) else None


def _page(name: str) -> Picture:
    def picture(stage: Stage) -> None:
        stage.page(name)

    return picture


PICTURES: tuple[tuple[str, Picture], ...] = (
    ("viec-can-lam", _page("agenda")),
    ("danh-sach", _businesses),
    ("danh-sach-phieu", _business),
    ("danh-sach-loi", _fault),
    ("danh-sach-kenh", _channels),
    ("danh-sach-lich-su", _history),
    ("danh-sach-loc", _filtered),
    ("danh-sach-khong-thay", _nothing_found),
    ("danh-sach-bao", _band),
    ("xoa", _delete),
    ("tap-huan", _training),
    ("tap-huan-moi", _new),
    ("bao-cao", _page("report")),
    ("goi", _page("packages")),
    ("danh-muc", _page("catalogues")),
    ("cai-dat", _page("settings")),
    ("nhap", _page("import")),
    *YEAR,
    *DISTRICT,
    *SIGNING,
    *DUPLICATES,
    *IMPORTS,
    *ROWS,
    *MATCHES,
    *TRUST,
    ("loi-phan-mem", _bug),
)


def photograph(stage: Stage, name: str, picture: Picture, out: Path) -> None:
    """Set the stage, take the picture, clear dialogs away."""
    shown = picture(stage) or stage.window
    wait(150)
    shown.grab().save(str(out / f"{name}.png"))
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, QDialog) and dialog.isVisible():
            dialog.reject()
    wait(50)


def photograph_entrance(theme: Theme, jobs: Jobs, problems: Problems, out: Path) -> None:
    """The first window, with and without workspaces known."""
    known = (Recent("D:/TMDT/UBND huyện Lập Thạch", "UBND huyện Lập Thạch", "lan"),)
    entrance = Entrance(theme, jobs, problems, known)
    entrance.show()
    wait(200)
    entrance.sign_in.password.tell("Tên hoặc mật khẩu chưa đúng. Thử lại sau 4 giây.")
    entrance.grab().save(str(out / "mo-so.png"))
    entrance.show_start()
    entrance.start.folder.set_path(Path("D:/TMDT/UBND huyện Lập Thạch"))
    wait(200)
    entrance.grab().save(str(out / "tao-so.png"))
    entrance.close()
    entrance.deleteLater()


def take_all(
    ws: Workspace,
    out: Path,
    app: QApplication,
    only: Sequence[str] = (),
    pictures: Sequence[tuple[str, Picture]] = PICTURES,
) -> None:
    """Every picture in every theme and size into `out`, a folder for each."""
    theme = Theme(app, Mode.LIGHT)
    jobs, problems = Jobs(app), Problems(theme, app)
    desk = Desk(ws, jobs, problems, theme)
    for mode in (Mode.LIGHT, Mode.DARK):
        theme.use(mode)
        for width, height in SIZES:
            folder = out / f"{mode.value}-{width}"
            folder.mkdir(parents=True, exist_ok=True)
            photograph_entrance(theme, jobs, problems, folder)
            window = Window(desk)
            window.resize(width, height)
            window.show()
            window.activateWindow()
            for name, picture in pictures:
                if not only or name in only:
                    photograph(Stage(window, desk), name, picture, folder)
            window.close()
            window.deleteLater()
            wait(50)
    jobs.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the sample workspaces in a folder of their own, or use --workspace, and photograph."""
    parser = argparse.ArgumentParser(description="Chụp mọi trang và hộp thoại")
    parser.add_argument("--out", type=Path, required=True, help="thư mục ghi ảnh")
    parser.add_argument("--workspace", type=Path, help="sổ có sẵn; mặc định là sổ mẫu làm mới")
    parser.add_argument("--user", default="lan")
    parser.add_argument("--only", nargs="*", default=[], help="tên các ảnh cần chụp")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_qt([sys.argv[0]])
    with TemporaryDirectory() as scratch:
        for ws, pictures in _workspaces(asked.workspace, asked.user, Path(scratch)):
            take_all(ws, asked.out, app, asked.only, pictures)
            ws.close()
    return 0


def _workspaces(
    folder: Path | None, user: str, scratch: Path
) -> Iterator[tuple[Workspace, Sequence[tuple[str, Picture]]]]:
    """The workspace given (its password in TMDT_PASSWORD), else both offices of a fresh sample, with their pictures."""
    if folder is not None:
        yield open_workspace(folder, user, os.environ["TMDT_PASSWORD"]), PICTURES
        return
    from tmdt_desktop.services.demo import run_demo

    made = run_demo(scratch / "demo", lambda _line: None).workspaces
    for office, pictures in zip(made, (PICTURES, (*DEPARTMENT, *TRUST_DESK, *VERDICTS)), strict=True):
        yield open_workspace(office.path, office.user, office.password), pictures


if __name__ == "__main__":
    sys.exit(main())
