"""Every page, in the order of the navigation. A new page is one file beside this one and one entry here.

An entry makes its page when it is first shown, so that what a page needs is loaded no earlier.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tmdt_desktop.records import REGISTERS, Record, register
from ui.shell.desk import Desk
from ui.shell.page import Page

WORK, REGISTER, REPORTING, OTHERS = "Công việc", "Sổ", "Báo cáo", "Khác"


@dataclass(frozen=True)
class Entry:
    """A page of the window.

    `name`: how others ask for it. `group`: the heading it stands under in the navigation; empty: it stands in none.
    `of`: the code of the register that it is about; where the office is not asked for that register the page is folded.
    """

    name: str
    title: str
    icon: str
    make: Callable[[Desk], Page]
    group: str = ""
    of: str = ""


def _agenda(desk: Desk) -> Page:
    from ui.pages.agenda import AgendaPage

    return AgendaPage(desk)


def _overview(desk: Desk) -> Page:
    from ui.pages.overview import OverviewPage

    return OverviewPage(desk)


def _duties(desk: Desk) -> Page:
    from ui.pages.duties import DutiesPage

    return DutiesPage(desk)


def _import_wizard(desk: Desk) -> Page:
    from ui.pages.import_wizard import ImportWizardPage

    return ImportWizardPage(desk)


def _report(desk: Desk) -> Page:
    from ui.pages.report import ReportPage

    return ReportPage(desk)


def _packages(desk: Desk) -> Page:
    from ui.pages.packages import PackagesPage

    return PackagesPage(desk)


def _catalogues(desk: Desk) -> Page:
    from ui.pages.catalogues import CataloguesPage

    return CataloguesPage(desk)


def _duplicates(desk: Desk) -> Page:
    from ui.pages.duplicates import DuplicatesPage

    return DuplicatesPage(desk)


def _match(desk: Desk) -> Page:
    from ui.pages.match import MatchPage

    return MatchPage(desk)


def _trust(desk: Desk) -> Page:
    from ui.pages.trust import TrustPage

    return TrustPage(desk)


def _settings(desk: Desk) -> Page:
    from ui.pages.settings import SettingsPage

    return SettingsPage(desk)


def _surveys(desk: Desk) -> Page:
    from ui.pages.survey_rounds import SurveysPage

    return SurveysPage(desk)


def _survey_designer(desk: Desk) -> Page:
    from ui.pages.survey_designer import SurveyDesignerPage

    return SurveyDesignerPage(desk)


def _survey_entry(desk: Desk) -> Page:
    from ui.pages.survey_entry import SurveyEntryPage

    return SurveyEntryPage(desk)


def _survey_results(desk: Desk) -> Page:
    from ui.pages.survey_results import SurveyResultsPage

    return SurveyResultsPage(desk)


def _register(of: type[Record]) -> Callable[[Desk], Page]:
    def make(desk: Desk) -> Page:
        from ui.pages.register_page import RegisterPage

        return RegisterPage(desk, of)

    return make


def register_entry(of: type[Record], icon: str, title: str = "", group: str = "") -> Entry:
    """The page of a register: its list and its form. `title`: a shorter one for the navigation."""
    return Entry(f"register:{of.code}", title or of.title, icon, _register(of), group, of.code)


SPECIAL = {
    "report": "report",
    "package": "packages",
    "duty_answer": "duties",
    "survey_round": "surveys",
    "survey_form": "survey_designer",
}
"""Registers that have a screen of their own: {register code: page name}."""

_FIRST = (
    ("business", "businesses", ""),
    ("training", "people", ""),
    ("communication", "megaphone", ""),
    ("advice", "advice", ""),
    ("product", "award", "OCOP, truy xuất"),
    ("inspection", "inspect", ""),
    ("petition", "petition", ""),
    ("tax_review", "receipt", ""),
)
_LATER = (
    ("survey_answer", "table", ""),
    ("request", "inbox", ""),
    ("exchange", "exchange", ""),
    ("policy", "policy", ""),
    ("budget", "wallet", ""),
    ("stamp", "qr", ""),
    ("cooperation", "globe", ""),
    ("target", "target", ""),
)
"""(code, icon, a shorter title) of the registers that stand in the navigation."""

PAGES: tuple[Entry, ...] = (
    Entry("agenda", "Việc cần làm", "todo", _agenda, WORK),
    Entry("overview", "Tổng quan", "chart", _overview, WORK),
    Entry("duties", "Nhiệm vụ", "duties", _duties, WORK),
    Entry("report", "Báo cáo", "report", _report, REPORTING),
    Entry("packages", "Gói gửi, nhận", "package", _packages, REPORTING),
    *(register_entry(register(code), icon, title, REGISTER) for code, icon, title in _FIRST),
    Entry("match", "Đối chiếu thuế", "exchange", _match, REGISTER, "tax_review"),
    Entry("surveys", "Khảo sát", "survey", _surveys, REGISTER, "survey_round"),
    Entry("survey_designer", "Mẫu phiếu khảo sát", "file", _survey_designer, REGISTER, "survey_form"),
    *(register_entry(register(code), icon, title, REGISTER) for code, icon, title in _LATER),
    Entry("duplicates", "Hồ sơ trùng", "copy", _duplicates, OTHERS),
    Entry("catalogues", "Danh mục", "book", _catalogues, OTHERS),
    Entry("trust", "Gói tin cậy", "shield", _trust, OTHERS),
    Entry("settings", "Cài đặt", "settings", _settings, OTHERS),
    Entry("import", "Nhập danh sách", "import", _import_wizard),
    Entry("survey_entry", "Nhập phiếu", "save", _survey_entry),
    Entry("survey_results", "Kết quả khảo sát", "chart", _survey_results),
    *(register_entry(other, "table") for other in REGISTERS if other.code in SPECIAL),
)
