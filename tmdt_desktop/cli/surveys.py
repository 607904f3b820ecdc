"""The command on surveys: forms, rounds, blank forms, handing out, answers from a list, results."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.cli.frame import Command, Outcome, opened, workspace_arguments
from tmdt_desktop.cli.new_files import new_file
from tmdt_desktop.cli.workspaces import pair
from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.i18n import day
from tmdt_desktop.task import Task

if TYPE_CHECKING:
    from tmdt_desktop.store.workspace import Workspace

Act = Callable[["Workspace", Namespace, Task], Outcome]


def _arguments(parser: ArgumentParser) -> None:
    workspace_arguments(parser)
    acts = parser.add_subparsers(metavar="VIỆC", required=True)

    def act(name: str, says: str, do: Act) -> ArgumentParser:
        made = acts.add_parser(name, help=says, description=says)
        made.set_defaults(act=do)
        return made

    act("default-form", "thêm mẫu phiếu 30 câu có sẵn", _default_form)
    act("list", "xem mẫu phiếu và đợt khảo sát", _list)
    edition = act("new-edition", "tạo phiên bản mới của một mẫu phiếu", _new_edition)
    _form_argument(edition)
    _round_arguments(act("round", "mở một đợt khảo sát", _round))
    blank = act("blank", "in phiếu trắng", _blank)
    _form_argument(blank)
    blank.add_argument("--number", metavar="SỐ", default="", help="số phiếu in sẵn")
    blank.add_argument("--out", metavar="TỆP", type=new_file, required=True, help="tệp .pdf hoặc .docx")
    send = act("send", "phát phiếu cho đối tượng trong danh sách", _send)
    _which_round(send)
    send.add_argument("--where", metavar="MỤC=GIÁ TRỊ", action="append", default=[], type=pair, help="lọc đối tượng")
    send.add_argument("--search", metavar="CHỮ", default="", help="tìm đối tượng")
    send.add_argument("--on", metavar="NGÀY", help="ngày phát, ví dụ 15/9/2024; bỏ qua là hôm nay")
    template = act("template", "ghi tệp mẫu để điền câu trả lời", _template)
    _which_round(template)
    template.add_argument("--out", metavar="TỆP.xlsx", type=new_file, required=True)
    take = act("import", "nhập câu trả lời từ danh sách", _import)
    _which_round(take)
    take.add_argument("file", metavar="TỆP", type=Path, help="xlsx, xls, ods hoặc csv")
    take.add_argument("--on", metavar="NGÀY", help="ngày thu, nơi dòng không ghi; bỏ qua là hôm nay")
    take.add_argument("--dry-run", action="store_true", help="chỉ xem, không nhập")
    results = act("results", "xem hoặc ghi kết quả", _results)
    _which_round(results)
    results.add_argument("--by", choices=("commune", "kind"), default="", help="tách theo xã hoặc loại đối tượng")
    results.add_argument("--out", metavar="TỆP", type=new_file, help="ghi ra .xlsx, .pdf hoặc .docx")


def _form_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--form", metavar="MÃ", type=UUID, help="mã mẫu phiếu; bỏ qua là mẫu đang dùng")


def _round_arguments(parser: ArgumentParser) -> None:
    _form_argument(parser)
    parser.add_argument("--name", metavar="TÊN", required=True)
    parser.add_argument("--from", metavar="NGÀY", dest="starts_on", required=True, help="ví dụ 1/9/2024")
    parser.add_argument("--due", metavar="NGÀY", dest="due_on", help="hạn nộp kết quả")
    parser.add_argument("--planned", metavar="SỐ", help="số phiếu dự kiến")


def _which_round(parser: ArgumentParser) -> None:
    parser.add_argument("--round", metavar="MÃ", type=UUID, help="mã đợt; bỏ qua khi chỉ có một đợt")


def survey(arguments: Namespace, task: Task) -> Outcome:
    """Open the workspace and do the one thing that was asked."""
    act: Act = arguments.act
    with opened(arguments) as ws:
        return act(ws, arguments, task)


def _default_form(ws: "Workspace", _: Namespace, __: Task) -> Outcome:
    from tmdt_desktop.services.survey_forms import default_form, form_view

    view = form_view(ws, default_form(ws).id)
    told = f"Đã thêm «{view.name}», {len(view.questions)} câu: {view.id}"
    return Outcome({"id": view.id, "name": view.name, "questions": len(view.questions)}, (told,))


def _list(ws: "Workspace", _: Namespace, __: Task) -> Outcome:
    from tmdt_desktop.services.survey_forms import forms
    from tmdt_desktop.services.survey_rounds import rounds

    made, held = forms(ws), rounds(ws)
    lines = (*(f"{each.id}  {each.title}  {each.state.value}  {each.questions} câu" for each in made),)
    lines += (*(f"{each.id}  {each.name}  từ {day(each.starts_on)}  thu {each.rate}" for each in held),)
    return Outcome({"forms": made, "rounds": held}, lines)


def _new_edition(ws: "Workspace", arguments: Namespace, _: Task) -> Outcome:
    from tmdt_desktop.services.survey_forms import form_view, new_edition

    view = form_view(ws, new_edition(ws, _form(ws, arguments)).id)
    return Outcome({"id": view.id, "edition": view.edition}, (f"Đã tạo phiên bản {view.edition}: {view.id}",))


def _round(ws: "Workspace", arguments: Namespace, _: Task) -> Outcome:
    from tmdt_desktop.records.survey_round import SurveyRound
    from tmdt_desktop.services.registers import save

    raw = {name: getattr(arguments, name) for name in ("name", "starts_on", "due_on", "planned")}
    made = save(ws, SurveyRound, {**raw, "form": _form(ws, arguments)})
    return Outcome({"id": made.id}, (f"Đã mở đợt «{arguments.name}»: {made.id}",))


def _blank(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.survey_print import BlankWish, print_survey_form

    file = print_survey_form(ws, BlankWish(_form(ws, arguments), arguments.out, arguments.number), task)
    return Outcome({"file": file}, (f"Đã ghi phiếu trắng: {file}",))


def _send(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.records.business import Business
    from tmdt_desktop.services.listed_rows import where_of
    from tmdt_desktop.services.registers import Query
    from tmdt_desktop.services.survey_rounds import SendWish, send_out

    query = Query(arguments.search, where_of(Business, arguments.where))
    made = send_out(ws, SendWish(_round_id(ws, arguments), _day(arguments.on), query), task)
    numbers = f", số {made.first} đến {made.last}" if made.count else ""
    return Outcome(made, (f"Đã phát {made.count} phiếu{numbers}; {made.already} nơi đã có phiếu.",))


def _template(ws: "Workspace", arguments: Namespace, _: Task) -> Outcome:
    from tmdt_desktop.services.survey_template import write_answer_template

    count = write_answer_template(ws, _round_id(ws, arguments), arguments.out)
    told = f"Đã ghi tệp mẫu với {count} phiếu chưa thu: {arguments.out}"
    return Outcome({"file": arguments.out, "rows": count}, (told,))


def _import(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services import survey_import as room

    wish = room.AnswersWish(_round_id(ws, arguments), arguments.file, _day(arguments.on))
    checked = room.check_answers(ws, wish, task)
    made = None if arguments.dry_run else room.commit_answers(ws, checked, task=task)
    told = tuple(f"{each.cell} ({each.label}): {each.sentence}" for each in checked.faults)
    counts = "Thêm {new}; điền phiếu đã phát {answer}; đã có {same}; khác câu trả lời đã có {clash}; lỗi {faulty}; trống {blank}."
    done = f"Đã thêm {made.added}, điền {made.filled} phiếu." if made else "Chưa nhập gì."
    data = {"counts": checked.counts, "faults": checked.faults, "imported": made}
    return Outcome(data, (*told, counts.format(**checked.counts), done))


def _results(ws: "Workspace", arguments: Namespace, task: Task) -> Outcome:
    from tmdt_desktop.services.survey_report import ResultsWish, rate_words, told, write_results
    from tmdt_desktop.services.survey_results import results

    id_ = _round_id(ws, arguments)
    if arguments.out:
        made = write_results(ws, ResultsWish(id_, arguments.out, arguments.by), task)
    else:
        made = results(ws, id_, arguments.by)
    lines = [rate_words(made)]
    for question in made.whole.questions if not arguments.out else ():
        lines.append(f"{question.question.number}. {question.question.words}")
        for place in question.places:
            parts = [f"{tally.label}: {tally.count} ({place.share(tally.count)})" for tally in place.tallies]
            parts += [f"{label}: {count}" for label, count in told(place)]
            lines.append("  " + "; ".join([place.place[1], *parts] if place.place[1] else parts))
    lines += [f"Đã ghi kết quả: {arguments.out}"] if arguments.out else []
    groups = [{"group": each.label, "sent": each.sent, "returned": each.returned} for each in made.groups]
    places = [place for question in made.whole.questions for place in question.places]
    data = {"sent": made.round.sent, "returned": made.round.returned, "places": places, "groups": groups}
    return Outcome({**data, "file": arguments.out}, tuple(lines))


def _form(ws: "Workspace", arguments: Namespace) -> UUID:
    """The form that was named, else the only one in use. Raises Refused."""
    from tmdt_desktop.records.survey_form import FormState
    from tmdt_desktop.services.survey_forms import forms

    if arguments.form is not None:
        return UUID(str(arguments.form))
    used = [each.id for each in forms(ws) if each.state is FormState.IN_USE]
    if len(used) != 1:
        what = "Sổ có nhiều mẫu phiếu đang dùng." if used else "Sổ chưa có mẫu phiếu nào đang dùng."
        raise Refused(what, cure="Thêm --form với mã xem bằng «survey WS list», hoặc chạy «survey WS default-form».")
    return used[0]


def _round_id(ws: "Workspace", arguments: Namespace) -> UUID:
    """The round that was named, else the only one. Raises Refused."""
    from tmdt_desktop.services.survey_rounds import rounds

    if arguments.round is not None:
        return UUID(str(arguments.round))
    held = [each.id for each in rounds(ws)]
    if len(held) != 1:
        what = "Sổ có nhiều đợt khảo sát." if held else "Sổ chưa có đợt khảo sát nào."
        raise Refused(what, cure="Thêm --round với mã xem bằng «survey WS list», hoặc mở đợt bằng «survey WS round».")
    return held[0]


def _day(said: str | None) -> date:
    from tmdt_desktop.kinds import Day

    if said is None:
        return date.today()  # noqa: DTZ011 - the office's own calendar day
    try:
        return Day().parse(said)
    except Invalid as told:
        raise Refused(f"«{said}» không phải một ngày.", cure="Ghi ngày dạng 31/12/2024.") from told


COMMANDS = (Command("survey", "khảo sát: mẫu phiếu, phát phiếu, nhập câu trả lời, kết quả", _arguments, survey),)
