"""Answers that are not what they seem: for another office, unsigned, about another file, told twice."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest

from tests.data.packages import one, repacked
from tmdt_desktop.errors import Damaged, Refused
from tmdt_desktop.records.report import Report, ReportState
from tmdt_desktop.services import registers, workspaces
from tmdt_desktop.services.answers import take_answer
from tmdt_desktop.services.receive_packages import ReceiveWish
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role
from tmdt_desktop.store.workspace import Workspace

Sent = tuple[Workspace, UUID, Path]


def test_an_answer_for_somebody_else_is_refused(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, sealed: tuple[Workspace, UUID], trial_ca: TrialCa
) -> None:
    answer = one(department_ws, receive_wish, sent[2]).receipt
    assert answer
    with pytest.raises(Refused, match="Không có gói đã gửi"):
        take_answer(sealed[0], answer)
    workspaces.save_settings(
        department_ws, replace(workspaces.settings(department_ws), trust_folder=str(trial_ca.trust))
    )
    with pytest.raises(Refused, match="đơn vị khác"):
        take_answer(department_ws, answer)


def test_an_answer_that_the_department_did_not_sign_is_refused(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa, key_password: str
) -> None:
    ws, report, package = sent
    answer = one(department_ws, receive_wish, package).receipt
    assert answer
    with pytest.raises(Refused, match="không do Sở"):
        take_answer(ws, repacked(answer, ("246", Role.SEAL), trial_ca, key_password))
    forged = replace(trial_ca, keys={("x", Role.SEAL): trial_ca.unknown})
    with pytest.raises(Refused, match="Chưa rõ ai ký"):
        take_answer(ws, repacked(answer, ("x", Role.SEAL), forged, key_password))
    raw = bytearray(answer.read_bytes())
    raw[len(raw) // 3] ^= 1
    answer.write_bytes(raw)
    with pytest.raises(Damaged):
        take_answer(ws, answer)
    with pytest.raises(Damaged, match="không phải phiếu"):
        take_answer(ws, repacked(package, ("SCT", Role.DEPARTMENT), trial_ca, key_password))
    assert registers.get(ws, Report, report).values["state"] is ReportState.SENT


def test_an_answer_about_another_file_is_refused(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa, key_password: str
) -> None:
    answer = one(department_ws, receive_wish, sent[2]).receipt
    assert answer
    with ZipFile(answer) as archive:
        told = json.loads(archive.read("receipt.json"))
    told["package"]["sha256"] = "0" * 64
    other = repacked(answer, ("SCT", Role.DEPARTMENT), trial_ca, key_password, receipt_json=json.dumps(told).encode())
    with pytest.raises(Refused, match="tệp khác"):
        take_answer(sent[0], other)


def test_a_second_opinion_is_refused(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish, trial_ca: TrialCa, key_password: str
) -> None:
    answer = one(department_ws, receive_wish, sent[2]).receipt
    assert answer
    take_answer(sent[0], answer)
    with ZipFile(answer) as archive:
        told = json.loads(archive.read("receipt.json"))
    told |= {"answer": "return", "code": "TL-2024-246-00000000", "reasons": ["Sai."]}
    other = repacked(answer, ("SCT", Role.DEPARTMENT), trial_ca, key_password, receipt_json=json.dumps(told).encode())
    with pytest.raises(Refused, match="đã có phiếu"):
        take_answer(sent[0], other)


def test_a_district_without_a_trust_pack_cannot_tell(
    sent: Sent, department_ws: Workspace, receive_wish: ReceiveWish
) -> None:
    answer = one(department_ws, receive_wish, sent[2]).receipt
    assert answer
    workspaces.save_settings(sent[0], replace(workspaces.settings(sent[0]), trust_folder=""))
    with pytest.raises(Refused, match="Chưa kiểm tra được phiếu"):
        take_answer(sent[0], answer)
