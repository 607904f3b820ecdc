"""The name printed under a signature is the name of whoever signs."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.data.approval import approved
from tmdt_desktop.errors import Refused
from tmdt_desktop.records.report import ReportState
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.make_report import save_text, start_report
from tmdt_desktop.services.report_acts import send_back
from tmdt_desktop.services.report_files import make_files
from tmdt_desktop.services.report_head import HeadWord
from tmdt_desktop.services.report_view import report_view
from tmdt_desktop.services.sign_report import SignWish, sign_report
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa


def test_a_leader_whose_name_the_report_does_not_print_is_refused(
    filled_ws: Workspace, trial_ca: "TrialCa", key_password: str
) -> None:
    from tmdt_desktop.signing.trust import Role

    id_ = start_report(filled_ws, 2024)
    for section in ("III", "IV", "V", "VI"):
        save_text(filled_ws, id_, section, "Không phát sinh.")
    held = workspaces.settings(filled_ws)
    wish = SignWish(id_, "leader", trial_ca.keys["246", Role.LEADER], key_password)
    workspaces.save_settings(filled_ws, replace(held, signer_name="Trần Văn Khác"))
    make_files(filled_ws, id_)
    approved(filled_ws, id_)
    with pytest.raises(Refused, match=r"Chứng thư của Nguyễn Minh Khôi .*báo cáo ghi người ký là Trần Văn Khác"):
        sign_report(filled_ws, wish)
    assert report_view(filled_ws, id_).state is ReportState.APPROVED
    workspaces.save_settings(filled_ws, replace(held, signer_name="  NGUYỄN Minh Khôi "))
    send_back(filled_ws, id_, HeadWord("Sửa người ký.", as_head=True))
    make_files(filled_ws, id_)
    approved(filled_ws, id_)
    sign_report(filled_ws, wish)
    assert report_view(filled_ws, id_).state is ReportState.SIGNED
