"""Who is proposed as the sender of a list."""

from pathlib import Path

from tests.data.lists import csv_list
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.import_list import ByHand, ImportWish, check_list, commit_list, read_list
from tmdt_desktop.services.list_senders import list_senders
from tmdt_desktop.store.workspace import Workspace

HEAD = "STT;Tên cơ sở;Loại;Xã;Số"


def test_communes_are_proposed_to_a_new_office(ws: Workspace) -> None:
    proposed = list_senders(ws)
    assert proposed
    assert all(name.startswith(("UBND xã ", "UBND thị trấn ", "UBND phường ")) for name in proposed)
    assert len(set(proposed)) == len(proposed)


def test_who_sent_before_comes_first_and_once(ws: Workspace, tmp_path: Path) -> None:
    commune = list_senders(ws)[-1]
    for at, sender in enumerate((commune.upper(), "Chi cục Thuế khu vực")):
        line = f"1;Hộ kinh doanh Mây {at};Hộ kinh doanh;08767;x"
        wish = ImportWish(
            csv_list(tmp_path, HEAD, line), Business, by_hand=ByHand(columns={("", 4): None}), sender=sender
        )
        commit_list(ws, check_list(ws, read_list(ws, wish)))
    proposed = list_senders(ws)
    assert proposed[:2] == ("Chi cục Thuế khu vực", commune.upper())
    assert commune not in proposed
