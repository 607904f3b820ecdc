"""Every page, in the order of the navigation. A new page is one file beside this one and one entry here.

An entry makes its page when it is first shown, so that what a page needs is loaded no earlier.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.training import Training
from ui.shell.desk import Desk
from ui.shell.page import Page


@dataclass(frozen=True)
class Entry:
    """A page of the window.

    `name`: how others ask for it. `listed`: it stands in the navigation. `apart`: a line is drawn before it.
    """

    name: str
    title: str
    icon: str
    make: Callable[[Desk], Page]
    listed: bool = True
    apart: bool = False


def _agenda(desk: Desk) -> Page:
    from ui.pages.agenda import AgendaPage

    return AgendaPage(desk)


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


def _register(register: type[Record]) -> Callable[[Desk], Page]:
    def make(desk: Desk) -> Page:
        from ui.pages.register_page import RegisterPage

        return RegisterPage(desk, register)

    return make


def register_entry(register: type[Record], icon: str, *, listed: bool = True, apart: bool = False) -> Entry:
    """The page of a register: its list and its form."""
    return Entry(f"register:{register.code}", register.title, icon, _register(register), listed, apart)


SPECIAL = {"report": "report", "package": "packages"}
"""Registers that have a screen of their own: {register code: page name}."""

PAGES: tuple[Entry, ...] = (
    Entry("agenda", "Việc cần làm", "todo", _agenda),
    register_entry(Business, "businesses", apart=True),
    register_entry(Training, "people"),
    Entry("report", "Báo cáo", "report", _report, apart=True),
    Entry("packages", "Gói gửi, nhận", "package", _packages),
    Entry("catalogues", "Danh mục", "flag", _catalogues, apart=True),
    Entry("settings", "Cài đặt", "settings", _settings),
    Entry("surveys", "Khảo sát", "question", _surveys, listed=False),
    Entry("survey_designer", "Mẫu phiếu", "file", _survey_designer, listed=False),
    Entry("survey_entry", "Nhập phiếu", "save", _survey_entry, listed=False),
    Entry("survey_results", "Kết quả khảo sát", "chart", _survey_results, listed=False),
    Entry("import", "Nhập danh sách", "import", _import_wizard, listed=False),
    *(register_entry(other, "table", listed=False) for other in REGISTERS if other not in (Business, Training)),
)
