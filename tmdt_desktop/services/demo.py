"""The whole chain for real on invented data: from a messy list to an acknowledged report, each file named on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tmdt_desktop.errors import Refused
from tmdt_desktop.i18n import day, number
from tmdt_desktop.kinds import Day
from tmdt_desktop.paths import SAMPLES
from tmdt_desktop.records import Record, register
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.duty_answer import DutyOutcome
from tmdt_desktop.records.exchange import Exchange
from tmdt_desktop.records.training import Training
from tmdt_desktop.services import consolidate as adding_up
from tmdt_desktop.services import import_list as importing
from tmdt_desktop.services import registers, workspaces
from tmdt_desktop.services.answers import take_answer
from tmdt_desktop.services.attachments import AttachWish, attach
from tmdt_desktop.services.demo_year import fill_year
from tmdt_desktop.services.duties import DutyWish, answer_duties, duty_board
from tmdt_desktop.services.export_package import ExportReceipt, ExportWish, export_package
from tmdt_desktop.services.make_report import save_text, start_report
from tmdt_desktop.services.receive_packages import ReceiveWish, receive_packages
from tmdt_desktop.services.report_acts import approve, issue, submit
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_head import HeadWord
from tmdt_desktop.services.report_values import set_number
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_report import SignWish, sign_report
from tmdt_desktop.services.templates import write_error_workbook
from tmdt_desktop.services.verify_package import verify_package
from tmdt_desktop.services.workspaces import NewWorkspace, create_workspace
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa

YEAR, DISTRICT, DEPARTMENT = 2024, "246", "SCT"
BUSINESSES = SAMPLES / "danh_sach_tmdt_lap_thach_2024.xlsx"
ATTENDEES = SAMPLES / "hoc_vien_tap_huan_2024.xlsx"
PASSWORD = "dung-thu-2024"  # noqa: S105 - opens invented data alone, and is printed
_LEADER = "Nguyễn Minh Khôi"
_DECISION = "Quyết định số 00/2024/QĐ-UBND ngày 01 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Vĩnh Phúc (số thử nghiệm)"
_WORDS = "Không phát sinh trong kỳ (lời văn của bản chạy thử)."
_SHOWN = ("C5.1", "C5.3", "C3.1", "C3.3")
_SHOWN_FAULTS = 3


@dataclass(frozen=True)
class DemoWorkspace:
    """A workspace that can be opened afterwards, and how."""

    path: Path
    office: str
    user: str
    password: str


@dataclass(frozen=True)
class DemoResult:
    """Everything that came of it. `files`: (what it is, where it lies). `report`: where the report stands in words."""

    folder: Path
    workspaces: tuple[DemoWorkspace, ...]
    files: tuple[tuple[str, Path], ...]
    imported: int
    report: str
    totals: Mapping[str, int | None]
    refused: str


def run_demo(out: Path, say: Callable[[str], None]) -> DemoResult:
    """Tell the story into the new folder `out`, one line a step.

    Raises:
        Refused: `out` holds files already. Otherwise whatever a step of the chain raises.
    """
    if out.exists() and any(out.iterdir()):
        raise Refused(f"Thư mục {out.name} đã có tệp.", cure="Chọn thư mục trống hoặc tên mới bằng --out.")
    with _Story(out, say) as story:
        return story.told()


@dataclass
class _Story:
    """The folder, who listens, and what has been made so far."""

    out: Path
    say: Callable[[str], None]
    files: list[tuple[str, Path]] = field(default_factory=list)
    opened: list[Workspace] = field(default_factory=list)

    def __enter__(self) -> "_Story":
        return self

    def __exit__(self, *_: object) -> None:
        for ws in self.opened:
            ws.close()

    def told(self) -> DemoResult:
        self.say("1. Tạo hai sổ mã hóa và khóa thử nghiệm (không có giá trị pháp lý)")
        ca = self._authority()
        district = self._workspace("so-lap-thach", DISTRICT, "lan", "Nguyễn Thị Lan")
        department = self._workspace("so-so-cong-thuong", DEPARTMENT, "minh", "Trần Văn Minh")
        self._settle(district, ca, _LEADER)
        self._settle(department, ca, "Trần Thị Hải")
        imported = self._import(district)
        self._train(district)
        self._fill(district)
        report = self._report(district)
        self._sign(district, report, ca)
        package = self._export(district, report, ca)
        receipt = self._receive(department, package, ca)
        totals = self._totals(department)
        state = self._answer(district, receipt)
        refused = self._refuse(department, package, ca)
        made = tuple(
            DemoWorkspace(ws.path, workspaces.office_facts(ws).name, ws.user, PASSWORD) for ws in (district, department)
        )
        result = DemoResult(self.out, made, tuple(self.files), imported, state, totals, refused)
        self._farewell(result)
        return result

    def _file(self, what: str, path: Path) -> None:
        self.files.append((what, path))
        self.say(f"   {what}: {path}")

    def _authority(self) -> "TrialCa":
        from tmdt_desktop.signing.trial_ca import TrialOffice, TrialWish, make_trial_ca
        from tmdt_desktop.signing.trust import Role

        offices = (
            TrialOffice(DISTRICT, "UBND huyện Lập Thạch", _LEADER),
            TrialOffice(DEPARTMENT, "Sở Công thương", "Trần Thị Hải", (Role.DEPARTMENT,)),
        )
        ca = make_trial_ca(self.out / "khoa-thu", TrialWish(offices, PASSWORD))
        self._file("Gói tin cậy", ca.trust)
        for (office, role), path in ca.keys.items():
            self._file(f"Khóa {office} {role.value}", path)
        return ca

    def _workspace(self, folder: str, office: str, user: str, full_name: str) -> Workspace:
        ws = create_workspace(self.out / folder, NewWorkspace(office, user, full_name, PASSWORD))
        self.opened.append(ws)
        self.say(f"   Sổ mã hóa của {workspaces.office_facts(ws).name}: {ws.path}")
        return ws

    def _settle(self, ws: Workspace, ca: "TrialCa", signer: str) -> None:
        held = workspaces.settings(ws)
        wanted = replace(held, decision=_DECISION, signer_name=signer, trust_folder=str(ca.trust.resolve()))
        workspaces.save_settings(ws, wanted)

    def _import(self, ws: Workspace) -> int:
        self.say("2. Nhập danh sách của các xã")
        checked = self._checked(ws, BUSINESSES, Business)
        errors = self.out / "dong-can-sua.xlsx"
        write_error_workbook(checked, errors)
        self._file("Dòng cần sửa", errors)
        made = importing.commit_list(ws, checked)
        self.say(f"   Đã ghi {number(made.added)} đối tượng, hoàn lại được cả loạt")
        return made.added

    def _train(self, ws: Workspace) -> None:
        self.say("3. Nhập các lớp tập huấn cùng học viên")
        checked = self._checked(ws, ATTENDEES, Training)
        made = importing.commit_list(ws, checked)
        people = sum(len(row.values.get("attendees") or ()) for row in checked.new)
        self.say(f"   Đã ghi {number(made.added)} lớp, {number(people)} lượt học viên")

    def _fill(self, ws: Workspace) -> None:
        counts = fill_year(ws)
        said = ", ".join(f"{number(count)} {register(code).one}" for code, count in counts.items())
        self.say(f"   Ghi cả năm vào các sổ khác: {said}")
        newest = registers.find(ws, Exchange, registers.Query(order="-moved_on"), limit=1)
        (sent,) = registers.ids_of(ws, Exchange, newest)
        attach(ws, Exchange, sent, AttachWish(BUSINESSES, "Danh sách đã cung cấp"))

    def _checked(self, ws: Workspace, file: Path, register: type[Record]) -> importing.CheckedList:
        """The list, read and judged; nothing is written before its counts have been told."""
        self.say(f"   Tệp: {file}")
        checked = importing.check_list(ws, importing.read_list(ws, importing.ImportWish(file, register)))
        counts = checked.counts
        self.say(
            f"   Mới {counts['new']}, có lỗi {counts['faulty']}, đã có {counts['same']}, bỏ qua {counts['dropped']} dòng; "
            f"đã sửa {counts['repaired']} ô, cần xem lại {counts['doubt']} ô"
        )
        for fault in [each for each in checked.faults if each.level == "fault"][:_SHOWN_FAULTS]:
            self.say(f"   - {fault.sheet}, dòng {fault.row}, {fault.label}: {fault.sentence}")
        return checked

    def _report(self, ws: Workspace) -> UUID:
        id_ = start_report(ws, YEAR)
        for section in report_view(ws, id_).sections:
            if not section.parent and not section.text.strip():
                save_text(ws, id_, section.number, _WORDS)
        set_number(ws, id_, "312", Day().parse("16/12/2024"))
        view = report_view(ws, id_)
        self.say(f"4. Chốt năm {YEAR} ({day(view.period_from)} - {day(view.period_to)}) và lập báo cáo")
        made = make_files(ws, id_)
        for what, path in (("Báo cáo PDF", made.pdf), ("Báo cáo Word", made.docx), ("Biểu số liệu", made.xlsx)):
            self._file(what, path)
        return id_

    def _sign(self, ws: Workspace, report: UUID, ca: "TrialCa") -> None:
        from tmdt_desktop.signing.trust import Role

        self.say("5. Trình, người đứng đầu duyệt, lãnh đạo ký, cơ quan đóng dấu")
        self._answer_duties(ws)
        submit(ws, report)
        approve(ws, report, HeadWord("Đồng ý.", as_head=True))
        leader = sign_report(ws, SignWish(report, "leader", ca.keys[DISTRICT, Role.LEADER], PASSWORD))
        self._file("Đã ký", leader.pdf)
        sealed = sign_report(ws, SignWish(report, "seal", ca.keys[DISTRICT, Role.SEAL], PASSWORD))
        self._file("Đã đóng dấu", sealed.pdf)
        issue(ws, report)
        self.say("   Đã phát hành theo số, ngày đã ghi")

    def _answer_duties(self, ws: Workspace) -> None:
        """Every duty without evidence is answered, else the report may not be put up."""
        open_ = [line for line in duty_board(ws, YEAR) if line.state == "missing" and not line.by_report]
        answer_duties(ws, (DutyWish(YEAR, line.id, DutyOutcome.NONE, _WORDS) for line in open_))
        self.say(f"   {number(len(open_))} nhiệm vụ chưa có minh chứng: ghi «Không phát sinh» kèm lý do")

    def _export(self, ws: Workspace, report: UUID, ca: "TrialCa") -> ExportReceipt:
        from tmdt_desktop.signing.trust import Role

        stick = self.out / "usb"
        stick.mkdir()
        self.say("6. Xuất một gói đã ký, ghi an toàn, đọc lại")
        wish = ExportWish(report, stick, ca.keys[DISTRICT, Role.SEAL], PASSWORD, for_department=False)
        made = export_package(ws, wish)
        self._file("Gói gửi", made.file)
        return made

    def _receive(self, ws: Workspace, package: ExportReceipt, ca: "TrialCa") -> Path:
        from tmdt_desktop.signing.trust import Role

        self.say("7. Sở Công thương kiểm tra và tiếp nhận")
        check = verify_package(package.file, ca.trust)
        self.say(f"   {check.verdict}: {check.why}")
        key = ca.keys[DEPARTMENT, Role.DEPARTMENT]
        (made,) = receive_packages(ws, ReceiveWish((package.file,), key, PASSWORD, package.file.parent))
        self.say(f"   {made.state.value}: {made.sentence}")
        if made.receipt is None:
            raise Refused("Gói chạy thử không được tiếp nhận.", why=made.sentence, cure=made.cure)
        self._file("Phiếu tiếp nhận", made.receipt)
        return made.receipt

    def _totals(self, ws: Workspace) -> dict[str, int | None]:
        made = adding_up.totals(ws, YEAR)
        for line in (line for line in made.figures if line.code in _SHOWN):
            self.say(f"   {line.code} {line.label}: {number(line.value or 0)} {line.unit}")
        rows = adding_up.total_rows(ws, YEAR, "C5.1", DISTRICT)
        first = registers.list_rows(ws, Business, rows.seqs[:1])
        self.say(
            f"   Mở C5.1: Lập Thạch, gói {made.reported[0].package}, {number(len(rows.seqs))} dòng; dòng đầu: {first[0].values[0]}"
        )
        folder = self.out / "tong-hop"
        folder.mkdir()
        for path in adding_up.consolidate(ws, YEAR, folder):
            self._file("Tổng hợp toàn tỉnh", path)
        return {line.code: line.value for line in made.figures}

    def _answer(self, ws: Workspace, receipt: Path) -> str:
        self.say("8. Huyện nhận phiếu")
        taken = take_answer(ws, receipt)
        self.say(f"   {taken.report}: «{taken.state}», phiếu {taken.code}")
        return taken.state

    def _refuse(self, ws: Workspace, package: ExportReceipt, ca: "TrialCa") -> str:
        from tmdt_desktop.signing.trust import Role

        changed = package.file.with_name("goi-bi-doi-mot-byte.asice")
        raw = bytearray(package.file.read_bytes())
        raw[len(raw) // 2] ^= 1
        changed.write_bytes(raw)
        key = ca.keys[DEPARTMENT, Role.DEPARTMENT]
        (made,) = receive_packages(ws, ReceiveWish((changed,), key, PASSWORD, changed.parent))
        self.say(f"   Gói bị đổi một byte: {made.state.value}. {made.sentence} {made.cure}")
        self._file("Gói bị đổi", changed)
        return made.sentence

    def _farewell(self, result: DemoResult) -> None:
        self.say("Xong. Mở thử trong cửa sổ:")
        for each in result.workspaces:
            self.say(f"   {each.office}: thư mục {each.path}, tên {each.user}, mật khẩu {each.password}")
        self.say(f"   Mật khẩu của mọi khóa thử nghiệm: {PASSWORD}")


def free_folder(wanted: Path) -> Path:
    """`wanted`, or the first of «wanted-2», «wanted-3» … that is not there or empty."""
    candidate, count = wanted, 1
    while candidate.exists() and any(candidate.iterdir()):
        count += 1
        candidate = wanted.with_name(f"{wanted.name}-{count}")
    return candidate
