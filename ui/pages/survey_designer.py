"""The designer of forms: questions by part at the left, the chosen one's fields, and beside them how it will look.

Nothing is written until «Ghi»; «Hoàn lại lần ghi trước» takes the last act on the form back from the history.
Other pages ask for it by «survey_designer», with a form's id when one is meant.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from tmdt_desktop.fields import Field
from tmdt_desktop.kinds import Ref
from tmdt_desktop.records.survey_form import FormState, SurveyForm
from tmdt_desktop.records.survey_form import Question as QuestionRow
from tmdt_desktop.services import registers
from tmdt_desktop.services.choices import choices
from tmdt_desktop.services.history import history, undo_batch
from tmdt_desktop.services.registers import Saved
from tmdt_desktop.services.survey_forms import (
    FormLine,
    FormView,
    default_form,
    form_view,
    forms,
    new_edition,
    next_code,
    question_shown,
    save_form,
    set_state,
)
from ui.pages.survey_lines import FORM, place_of, question_lines
from ui.pages.survey_preview import QuestionPreview
from ui.parts.editors import Given, editor_of
from ui.parts.field_grid import FieldGrid
from ui.parts.inputs import Input
from ui.parts.lines_table import Column, LinesTable
from ui.parts.pickers import PickInput
from ui.shell.actions import action
from ui.shell.desk import Desk
from ui.shell.page import Page
from ui.shell.widgets import Button, column, hair, panel, row

_LIST, _PREVIEW = 360, 300
_FORM_FIELDS = ("name", "audience", "opening", "closing", "note")
Raw = dict[str, Any]


class SurveyDesignerPage(Page):
    """The page «Mẫu phiếu»."""

    name = "survey_designer"
    title = "Mẫu phiếu"
    icon = "file"
    shows = frozenset({SurveyForm})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.view: FormView | None = None
        self.about: Raw = {}
        self.rows: list[Raw] = []
        self.faults: dict[str, str] = {}
        self.at, self.dirty = FORM, False
        self._wanted: UUID | None = None
        self._turn = 0
        self.pick = PickInput(Ref("survey_form"), self.theme, [])
        self.pick.setFixedWidth(330)
        self.pick.setAccessibleName("Mẫu phiếu")
        self.pick.left.connect(self._picked)
        self.head.insertWidget(0, self.pick)
        self.list = LinesTable(self.theme, (Column("Câu", 52), Column("Nội dung"), Column("Loại", 86)))
        self.list.setFixedWidth(_LIST)
        self.list.setAccessibleName("Các câu của mẫu phiếu")
        self.list.chosen.connect(self._chosen)
        given = Given(self.theme, lambda kind: choices(desk.workspace, kind))
        self.question = self._grid(QuestionRow.fields(), given)
        self.form = self._grid([SurveyForm.field(name) for name in _FORM_FIELDS], given)
        self._stack = QStackedWidget()
        for grid in (self.form, self.question):
            self._stack.addWidget(panel("clear", column(grid, None)))
        self.preview = QuestionPreview(self.theme)
        self.preview.setFixedWidth(_PREVIEW)
        self.body.addLayout(
            row(self.list, hair(upright=True), (self._scrolled(self._stack), 1), hair(upright=True), self.preview), 1
        )
        self.add_action_bar(*(self.acts.button(name) for name in ("add", "copy_question", "up", "down", "delete")))

    def reload(self) -> None:
        if not self.dirty:
            self._turn += 1
            turn, wanted = self._turn, self._wanted or (self.view.id if self.view else None)
            self.ask(lambda: self._read(wanted), lambda made: self._show(*made) if turn == self._turn else None)

    def arrive(self, what: object) -> None:
        if isinstance(what, UUID) and (self.view is None or what != self.view.id) and not self.dirty:
            self._wanted = what
            self.reload()

    def may_leave(self) -> bool:
        """Not while questions are typed that are not written: the page says what to do."""
        if self.dirty:
            acts = {"Ghi": self.save, "Bỏ thay đổi": self.take_back}
            self.band.tell(
                "Mẫu phiếu có thay đổi chưa ghi.", "Ghi, hoặc bỏ thay đổi rồi đi tiếp.", tone="warn", acts=acts
            )
        return not self.dirty

    # Acts on questions

    @action("Thêm câu", icon="add", keys=("F5", "Ctrl+Insert"), brief="thêm câu", when="may_change")
    def add(self) -> None:
        """A new question after the chosen one, in the same part."""
        before = self.rows[self.at] if self.at >= 0 else (self.rows[-1] if self.rows else {})
        numbers = [str(each.get("number") or "") for each in self.rows]
        fresh = {"number": next_code(numbers, str(before.get("number") or "")), "kind": "SINGLE"}
        self._insert({**fresh, "block": before.get("block")}, self.at + 1 if self.at >= 0 else len(self.rows))

    @action("Chép câu", icon="copy", keys=("Ctrl+D",), when="has_question")
    def copy_question(self) -> None:
        """The chosen question once more, under a new code."""
        before = self.rows[self.at]
        numbers = [str(each.get("number") or "") for each in self.rows]
        self._insert({**before, "number": next_code(numbers, str(before.get("number") or ""))}, self.at + 1)

    @action("Lên", icon="up", keys=("Alt+Up",), when="has_question")
    def up(self) -> None:
        """Move the chosen question up."""
        self._move(-1)

    @action("Xuống", icon="down", keys=("Alt+Down",), when="has_question")
    def down(self) -> None:
        """Move the chosen question down."""
        self._move(1)

    @action("Xóa câu", keys=("F6", "Ctrl+Delete"), look="bad", brief="xóa câu", when="has_question")
    def delete(self) -> None:
        """Take the chosen question out; «Hoàn lại» brings it back until the form is written."""
        del self.rows[self.at]
        self._touched(min(self.at, len(self.rows) - 1))

    @action("Lỗi kế tiếp", keys=("F8",))
    def next_fault(self) -> None:
        """Go to the next question with a fault."""
        faulty = sorted({place_of(name) for name in self.faults})
        later = [at for at in faulty if at > self.at] or faulty
        if later:
            self._go(later[0])

    # Acts on the form

    @action("Mẫu mới", keys=("Ctrl+Shift+N",), brief="mẫu mới")
    def add_form(self) -> None:
        """Begin a form with one question."""
        first = {"number": "1", "kind": "SINGLE", "words": "Câu hỏi thứ nhất", "options": "Có\nKhông"}
        raw = {"name": self._free_name(), "questions": [first]}
        self.run(lambda _task: save_form(self.ws, raw), "Thêm mẫu phiếu", self._begun)

    @action("Thêm mẫu 30 câu", keys=("Ctrl+Shift+D",), when="has_no_form")
    def add_default(self) -> None:
        """Take the form that the program brings along."""
        self.run(lambda _task: default_form(self.ws), "Thêm mẫu phiếu", self._begun)

    @action("Phiên bản mới", icon="copy", keys=("Ctrl+N",), place="head", when="has_form")
    def copy_form(self) -> None:
        """A copy as the next edition, which may be changed."""
        if (view := self.view) is not None and self.may_leave():
            self.run(lambda _task: new_edition(self.ws, view.id), "Tạo phiên bản mới", self._begun)

    @action("Đưa vào dùng", icon="check", keys=("Ctrl+U",), place="head", when="has_form")
    def use(self) -> None:
        """Take the form into use; a form in use is taken out of it."""
        if (view := self.view) is not None and self.may_leave():
            state = FormState.RETIRED if view.state is FormState.IN_USE else FormState.IN_USE
            self.run(lambda _task: set_state(self.ws, view.id, state), "Đổi tình trạng mẫu phiếu")

    @action("Hoàn lại lần ghi trước", icon="undo", keys=("Ctrl+Z",), brief="hoàn lại lần ghi trước", when="may_undo")
    def undo(self) -> None:
        """Take the last act on this form back, from the history."""
        if (view := self.view) is not None:
            last = history(self.ws, SurveyForm, view.id)[0].batch
            self.run(lambda task: undo_batch(self.ws, last, task=task), "Hoàn lại", lambda _made: self.reload())

    @action("Hoàn lại", keys=("Esc",), place="bar", when="is_dirty")
    def take_back(self) -> None:
        """Forget what is not written."""
        self.dirty = False
        self.clear_problem()
        self.reload()

    @action("Ghi", icon="save", keys=("Ctrl+S", "Alt+G"), place="bar", look="primary", brief="ghi", when="may_change")
    def save(self) -> None:
        """Write the form as one act."""
        if (view := self.view) is None:
            return
        raw = {**view.raw, **self.about, "questions": self.rows}
        self.faults = registers.check(SurveyForm, raw).faults
        if self.faults:
            self._tell_faults()
            return
        self.run(lambda _task: save_form(self.ws, raw, view.id, view.version), "Ghi mẫu phiếu", self._saved)

    def may_change(self) -> bool:
        """Whether a form is open of which nothing has gone out."""
        return self.view is not None and not self.view.sent

    def has_question(self) -> bool:
        """Whether a question is chosen that may be changed."""
        return self.may_change() and 0 <= self.at < len(self.rows)

    def has_form(self) -> bool:
        """Whether a form is open."""
        return self.view is not None

    def has_no_form(self) -> bool:
        """Whether there is no form yet."""
        return self.view is None

    def is_dirty(self) -> bool:
        """Whether something is typed that is not written."""
        return self.dirty

    def may_undo(self) -> bool:
        """Whether the last act on the form may be taken back here."""
        return self.may_change() and not self.dirty and self.view is not None and self.view.version > 1

    # Showing

    def _read(self, wanted: UUID | None) -> tuple[tuple[FormLine, ...], FormView | None]:
        lines = forms(self.ws)
        known = [line.id for line in lines]
        id_ = wanted if wanted in known else next(iter(known), None)
        return lines, form_view(self.ws, id_) if id_ is not None else None

    def _show(self, lines: tuple[FormLine, ...], view: FormView | None) -> None:
        self._wanted, self.view, self.faults = None, view, {}
        self.pick.set_words([(str(line.id), line.brief) for line in lines])
        if view is None:
            acts = {"Thêm mẫu 30 câu": self.add_default, "Mẫu mới": self.add_form}
            self.band.tell("Chưa có mẫu phiếu nào.", "Thêm mẫu có sẵn hoặc tự soạn.", tone="accent", acts=acts)
            self.rows, self.about = [], {}
            self._go(FORM)
            return
        self.pick.put(view.id)
        fields = {made.name: made for made in QuestionRow.fields()}
        self.about = {name: view.raw.get(name) for name in _FORM_FIELDS}
        self.rows = [{name: fields[name].kind.plain(row.get(name)) for name in fields} for row in view.raw["questions"]]
        self._tell_state(view)
        self._go(self.at if self.at < len(self.rows) else FORM)

    def _tell_state(self, view: FormView) -> None:
        self.set_heading(self.title, f"{view.state.value} · {len(view.questions)} câu")
        if (button := self.findChild(Button, "use")) is not None:
            button.setText("Thôi dùng" if view.state is FormState.IN_USE else "Đưa vào dùng")
            button.updateGeometry()
        self.clear_problem()
        if view.sent:
            self.band.tell(
                f"Mẫu phiếu này đã phát {view.sent} phiếu, chỉ để xem.",
                "Cần sửa thì tạo phiên bản mới.",
                tone="accent",
                acts={"Tạo phiên bản mới": self.copy_form},
            )

    def _go(self, at: int) -> None:
        self.at = at if 0 <= at < len(self.rows) else FORM
        self._paint_list()
        grid, values = (self.form, self.about) if self.at == FORM else (self.question, self.rows[self.at])
        self._stack.setCurrentIndex((self.form, self.question).index(grid))
        self._put(grid, values)
        self._stack.setEnabled(self.may_change())
        self._paint_faults()
        self._paint_preview()
        self.acts.refresh()

    def _put(self, grid: FieldGrid, values: Mapping[str, Any]) -> None:
        for name, box in grid.boxes.items():
            box.input.put_raw(values.get(name))
            box.tell()

    def _paint_list(self) -> None:
        self.list.blockSignals(True)  # noqa: FBT003 - Qt's way; the choice is ours, nobody made it
        self.list.show_lines(question_lines(self.rows, {place_of(name) for name in self.faults}))
        self.list.choose(self.at)
        self.list.blockSignals(False)  # noqa: FBT003

    def _paint_preview(self) -> None:
        shown = question_shown(self.rows[self.at]) if self.at >= 0 else None
        if self.at >= 0:
            self.preview.show_question(shown)
        else:
            self.preview.show_words(str(self.about.get("name") or ""), str(self.about.get("opening") or ""))

    def _paint_faults(self) -> None:
        if self.at == FORM:
            self.form.tell(self.faults, {})
            return
        start = f"questions.{self.at}."
        mine = {name.removeprefix(start): said for name, said in self.faults.items() if name.startswith(start)}
        self.question.tell(mine, {})

    def _tell_faults(self) -> None:
        self.band.tell(f"Còn {len(self.faults)} chỗ chưa ghi được.", " ".join(dict.fromkeys(self.faults.values())))
        self._paint_list()
        self.at = FORM - 1
        self.next_fault()

    # What people do

    def _grid(self, fields: Sequence[Field], given: Given) -> FieldGrid:
        def make(field: Field) -> Input:
            return editor_of(field, given)

        grid = FieldGrid(self.theme, fields, make)
        grid.edited.connect(self._edited)
        return grid

    def _scrolled(self, inner: QWidget) -> QWidget:
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(panel("surface", row(inner, margins=(16, 12, 16, 12))))
        return area

    def _edited(self, name: str) -> None:
        if self.at == FORM:
            self.about[name] = self.form.boxes[name].input.raw()
        else:
            self.rows[self.at][name] = self.question.boxes[name].input.raw()
            self._paint_list()
        self.dirty = True
        self._paint_preview()
        self.acts.refresh()

    def _insert(self, raw: Raw, at: int) -> None:
        self.rows.insert(at, raw)
        self._touched(at)
        self.question.boxes["words"].input.setFocus()

    def _move(self, by: int) -> None:
        to = self.at + by
        if 0 <= to < len(self.rows):
            self.rows[self.at], self.rows[to] = self.rows[to], self.rows[self.at]
            self.rows[to]["block"] = self.rows[self.at].get("block")
            self._touched(to)

    def _touched(self, at: int) -> None:
        self.dirty, self.faults = True, {}
        self._go(at)

    def _chosen(self, key: object) -> None:
        if isinstance(key, int) and key != self.at:
            self._go(key)

    def _picked(self) -> None:
        raw = self.pick.raw()
        if self.view is None or not raw or str(raw) == str(self.view.id):
            return
        if not self.may_leave():
            self.pick.put(self.view.id)
            return
        self._wanted, self.at = UUID(str(raw)), FORM
        self.reload()

    def _free_name(self) -> str:
        known = {line.name for line in forms(self.ws)}
        names = ("Mẫu phiếu mới", *(f"Mẫu phiếu mới {number}" for number in range(2, 1000)))
        return next(name for name in names if name not in known)

    def _begun(self, made: Saved) -> None:
        self.dirty, self._wanted, self.at = False, made.id, FORM
        self.clear_problem()
        self.reload()

    def _saved(self, _made: Saved) -> None:
        self.dirty = False
        self.noted.emit("Đã ghi mẫu phiếu")
        self.reload()
