"""Value types made of the catalogues and of other registers: what a field of a record may point to."""

from typing import Annotated
from uuid import UUID

from sqlalchemy import String

from tmdt_desktop.catalogues.agencies import Agencies, Agency
from tmdt_desktop.catalogues.duty_kind import DutyKind
from tmdt_desktop.catalogues.industries import Industry
from tmdt_desktop.catalogues.platforms import ChannelAddress, PlatformKind
from tmdt_desktop.catalogues.tax_status import TaxStatus
from tmdt_desktop.catalogues.units import Commune, Communes
from tmdt_desktop.catalogues.violations import Violation
from tmdt_desktop.fields import Codes, Identifier, sort_of
from tmdt_desktop.kinds import Ref

CommuneCode = Annotated[str, sort_of(Commune(), String(5))]
CommuneCodes = Annotated[tuple[str, ...], sort_of(Communes(), Codes(1000))]
AgencyCode = Annotated[str, sort_of(Agency(), String(20))]
AgencyCodes = Annotated[tuple[str, ...], sort_of(Agencies(), Codes(400))]
PlatformCode = Annotated[str, sort_of(PlatformKind(), String(20))]
ChannelKey = Annotated[str, sort_of(ChannelAddress(), String(255))]
DutyCode = Annotated[str, sort_of(DutyKind(), String(60))]
IndustryCode = Annotated[str, sort_of(Industry(), String(12))]
ViolationCode = Annotated[str, sort_of(Violation(), String(20))]
TaxStatusCode = Annotated[str, sort_of(TaxStatus(), String(8))]

BusinessRef = Annotated[UUID, sort_of(Ref("business"), Identifier())]
RequestRef = Annotated[UUID, sort_of(Ref("request"), Identifier())]
InspectionRef = Annotated[UUID, sort_of(Ref("inspection"), Identifier())]
ExchangeRef = Annotated[UUID, sort_of(Ref("exchange"), Identifier())]
ReportRef = Annotated[UUID, sort_of(Ref("report"), Identifier())]
PackageRef = Annotated[UUID, sort_of(Ref("package"), Identifier())]
SurveyFormRef = Annotated[UUID, sort_of(Ref("survey_form"), Identifier())]
SurveyRoundRef = Annotated[UUID, sort_of(Ref("survey_round"), Identifier())]
