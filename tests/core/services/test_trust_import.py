"""A trust pack comes in once its signer is known or its fingerprint was read out; never an older one."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tmdt_desktop.errors import Damaged, Problem, Refused
from tmdt_desktop.i18n import utc_now
from tmdt_desktop.services import workspaces
from tmdt_desktop.services.history import batches
from tmdt_desktop.services.trust_at_hand import trust_at_hand
from tmdt_desktop.services.trust_import import import_trust, look_at_trust
from tmdt_desktop.services.trust_view import trust_age, trust_view
from tmdt_desktop.store.workspace import Workspace

if TYPE_CHECKING:
    from tmdt_desktop.signing.trial_ca import TrialCa

Pack = Callable[..., Path]


@pytest.fixture
def pack(trial_ca: "TrialCa", key_password: str, tmp_path: Path) -> Pack:
    """`pack(number, role="department")`: the trial pack issued anew, as a file that travels."""
    from tmdt_desktop.signing.keys import open_pkcs12
    from tmdt_desktop.signing.trust import Role
    from tmdt_desktop.signing.trust_files import TrustIssue, read_files, sealed
    from tmdt_desktop.signing.trust_travel import write_travelling

    def make(number: int, key: Path | None = None, *, ahead: timedelta = timedelta(), name: str = "") -> Path:
        opened = open_pkcs12(key or trial_ca.keys["SCT", Role.DEPARTMENT], key_password)
        issue = TrustIssue(number, utc_now() + ahead, "SCT", "Sở Công thương")
        files = sealed(read_files(trial_ca.trust), issue, opened)
        return write_travelling(tmp_path / f"{name or number}.asice", files, opened).path

    return make


def fingerprint(trial_ca: "TrialCa") -> str:
    from tmdt_desktop.signing.trust import load_trust

    signer = load_trust(trial_ca.trust).signed_by
    assert signer
    return signer.fingerprint


def test_the_first_pack_is_taken_in_when_its_fingerprint_was_read_out(
    ws: Workspace, pack: Pack, trial_ca: "TrialCa"
) -> None:
    file, real = pack(3), fingerprint(trial_ca)
    offer = look_at_trust(ws, file)
    assert (offer.known, offer.refused, offer.number, offer.fingerprint) == (False, "", 3, real)
    assert any("huyện Lập Thạch" in each for each in offer.changes)
    for wrong in ("", real[:8], "0" * 16, "Lập Thạch"):
        with pytest.raises(Refused):
            import_trust(ws, file, wrong)
    assert trust_at_hand(ws) is None
    view = import_trust(ws, file, f" {real[:4].upper()}.{real[4:16]} ")
    assert (view.number, view.level, view.desk) == (3, "VALID", False)
    assert workspaces.settings(ws).trust_folder.startswith("trust/3-")
    assert [line.kind for line in view.lines if line.level != "VALID"] == []
    act = batches(ws)[0]
    assert (act.what.startswith("Nạp gói tin cậy số 3"), act.undoable) == (True, False)
    assert dict(act.counts)["Gói tin cậy"] == 1


def test_a_newer_pack_of_the_known_signer_needs_no_telephone(ws: Workspace, pack: Pack, trial_ca: "TrialCa") -> None:
    import_trust(ws, pack(3), fingerprint(trial_ca)[:16])
    newer = pack(4)
    assert look_at_trust(ws, newer).known
    assert import_trust(ws, newer).number == 4
    assert len([each for each in (ws.path / "trust").iterdir() if each.is_dir()]) == 2


def test_an_older_or_the_same_pack_is_refused(ws: Workspace, pack: Pack, trial_ca: "TrialCa") -> None:
    file, real = pack(3), fingerprint(trial_ca)
    import_trust(ws, file, real)
    with pytest.raises(Refused, match="đã nạp rồi"):
        import_trust(ws, file, real)
    with pytest.raises(Refused, match="mới hơn gói số 2"):
        import_trust(ws, pack(2), real)
    with pytest.raises(Refused, match="nội dung khác"):
        import_trust(ws, pack(3, name="other", ahead=timedelta(seconds=-5)), real)
    assert trust_view(ws).number == 3


def test_a_newer_number_with_an_older_date_is_refused(ws: Workspace, pack: Pack, trial_ca: "TrialCa") -> None:
    import_trust(ws, pack(3), fingerprint(trial_ca))
    assert "trước gói đang dùng" in look_at_trust(ws, pack(9, name="late", ahead=timedelta(hours=-2))).refused


def test_an_older_pack_put_in_the_place_of_the_newest_is_noticed(
    ws: Workspace, pack: Pack, trial_ca: "TrialCa"
) -> None:
    real = fingerprint(trial_ca)
    import_trust(ws, pack(3), real)
    older = ws.path / workspaces.settings(ws).trust_folder
    import_trust(ws, pack(4, name="next"), real)
    newest = ws.path / workspaces.settings(ws).trust_folder
    shutil.rmtree(newest)
    shutil.copytree(older, newest)
    with pytest.raises(Damaged, match="không phải gói đã nạp"):
        trust_at_hand(ws)


def test_a_pack_is_not_older_because_the_folder_was_lost(ws: Workspace, pack: Pack, trial_ca: "TrialCa") -> None:
    first, real = pack(3), fingerprint(trial_ca)
    import_trust(ws, first, real)
    shutil.rmtree(ws.path / "trust")
    assert trust_view(ws).level == "DAMAGED"
    with pytest.raises(Refused, match="mới hơn"):
        import_trust(ws, pack(2), real)
    assert import_trust(ws, first, real).level == "VALID"


def test_a_pack_that_its_department_did_not_sign_is_refused(ws: Workspace, pack: Pack, trial_ca: "TrialCa") -> None:
    from tmdt_desktop.signing.trust import Role

    offer = look_at_trust(ws, pack(3, trial_ca.keys["246", Role.SEAL]))
    assert "không có chữ ký bằng chứng thư" in offer.refused
    with pytest.raises(Refused):
        import_trust(ws, offer.file, offer.fingerprint)


def test_a_pack_of_tomorrow_is_refused(ws: Workspace, pack: Pack) -> None:
    assert "sau ngày của máy này" in look_at_trust(ws, pack(3, ahead=timedelta(days=2))).refused


def test_a_changed_pack_and_a_file_that_is_none_are_refused(ws: Workspace, pack: Pack, tmp_path: Path) -> None:
    raw = bytearray(pack(3).read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / "changed.asice").write_bytes(raw)
    (tmp_path / "none.asice").write_bytes(b"x" * 99)
    for name in ("changed.asice", "none.asice"):
        with pytest.raises(Damaged):
            look_at_trust(ws, tmp_path / name)
    with pytest.raises(Problem):
        look_at_trust(ws, tmp_path / "missing.asice")


def test_a_folder_is_looked_at_like_a_file(ws: Workspace, trial_ca: "TrialCa") -> None:
    assert look_at_trust(ws, trial_ca.trust).number == 1
    assert import_trust(ws, trial_ca.trust, fingerprint(trial_ca)).number == 1


def test_a_pack_swapped_in_the_folder_of_the_workspace_is_noticed(
    ws: Workspace, pack: Pack, trial_ca: "TrialCa", tmp_path: Path
) -> None:
    import_trust(ws, pack(3), fingerprint(trial_ca))
    folder = ws.path / workspaces.settings(ws).trust_folder
    shutil.rmtree(folder)
    shutil.copytree(trial_ca.trust, folder)
    with pytest.raises(Damaged, match="không phải gói đã nạp"):
        trust_at_hand(ws)
    assert (trust_view(ws).level, "không phải gói" in trust_age(ws)) == ("DAMAGED", True)


def test_a_pack_in_a_folder_of_the_settings_vouches_for_its_own_signer(
    ws: Workspace, pack: Pack, trial_ca: "TrialCa"
) -> None:
    workspaces.save_settings(ws, replace(workspaces.settings(ws), trust_folder=str(trial_ca.trust)))
    assert look_at_trust(ws, pack(2)).known


def test_without_a_pack_the_view_says_what_to_do(ws: Workspace, department_ws: Workspace) -> None:
    view = trust_view(ws)
    assert (view.level, view.issued, view.lines, view.desk) == ("UNDETERMINED", None, (), False)
    assert "Nạp gói tin cậy" in view.cure
    assert trust_age(ws) == "Chưa có gói tin cậy"
    assert (trust_view(department_ws).desk, "phát hành" in trust_view(department_ws).cure) == (True, True)


def test_the_age_is_told_in_days(ws: Workspace, trial_ca: "TrialCa") -> None:
    workspaces.save_settings(ws, replace(workspaces.settings(ws), trust_folder=str(trial_ca.trust)))
    assert trust_age(ws).endswith("lập hôm nay")
    assert trust_view(ws).age_days == 0


def test_packs_go_into_backups(ws: Workspace, pack: Pack, trial_ca: "TrialCa", tmp_path: Path, password: str) -> None:
    from tmdt_desktop.services.back_up import RestoreWish, back_up, restore

    import_trust(ws, pack(3), fingerprint(trial_ca))
    receipt = back_up(ws)
    restore(RestoreWish(receipt.file, tmp_path / "back", ws.user, password))
    again = workspaces.open_workspace(tmp_path / "back", ws.user, password)
    assert trust_view(again).number == 3
    again.close()
