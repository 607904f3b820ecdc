"""Every register, in the order of the menu. A new register is one file beside this one and one name here."""

from tmdt_desktop.records.advice import Advice
from tmdt_desktop.records.budget import BudgetLine
from tmdt_desktop.records.business import Business
from tmdt_desktop.records.communication import Communication
from tmdt_desktop.records.cooperation import Cooperation
from tmdt_desktop.records.duty_answer import DutyAnswer
from tmdt_desktop.records.exchange import Exchange
from tmdt_desktop.records.inspection import Inspection
from tmdt_desktop.records.package import Package
from tmdt_desktop.records.petition import Petition
from tmdt_desktop.records.policy import Policy
from tmdt_desktop.records.product import Product
from tmdt_desktop.records.record import Base as Base
from tmdt_desktop.records.record import Part as Part
from tmdt_desktop.records.record import Record as Record
from tmdt_desktop.records.report import Report
from tmdt_desktop.records.request import Request
from tmdt_desktop.records.stamp import Stamp
from tmdt_desktop.records.survey_answer import SurveyAnswer
from tmdt_desktop.records.survey_form import SurveyForm
from tmdt_desktop.records.survey_round import SurveyRound
from tmdt_desktop.records.target import Target
from tmdt_desktop.records.tax_review import TaxReview
from tmdt_desktop.records.training import Training

REGISTERS: tuple[type[Record], ...] = (
    Business,
    Training,
    Communication,
    Advice,
    Product,
    Inspection,
    Petition,
    TaxReview,
    SurveyForm,
    SurveyRound,
    SurveyAnswer,
    Request,
    Exchange,
    Policy,
    BudgetLine,
    Stamp,
    Cooperation,
    Target,
    DutyAnswer,
    Report,
    Package,
)


def register(code: str) -> type[Record]:
    """The register whose short name is `code`. Raises KeyError."""
    return {made.code: made for made in REGISTERS}[code]
