"""One box finds any record: by words without tones, by its file code, with nothing personal told."""

from tmdt_desktop.records.business import Business
from tmdt_desktop.records.petition import Petition
from tmdt_desktop.services import registers
from tmdt_desktop.services.find_anything import find_anything, hits_of
from tmdt_desktop.store.workspace import Workspace

PETITION = {
    "subject": "Đề nghị hỗ trợ đưa mật ong lên sàn",
    "received_on": "05/03/2024",
    "kind": "Kiến nghị",
    "content": "Đề nghị huyện hỗ trợ.",
    "sender": "Nguyễn Văn Kín",
    "competence": "Đơn vị tự xử lý",
    "due_on": "20/03/2024",
    "state": "Mới",
}


def test_words_without_tones_are_found_in_every_register(ws: Workspace) -> None:
    registers.save(ws, Petition, PETITION)
    registers.save(
        ws,
        Business,
        {"name": "Hộ mật ong Lan", "kind": "Hộ kinh doanh", "commune": "08761", "activity": "Đang hoạt động"},
    )
    found = find_anything(ws, "mat ong")
    assert [each.register for each in found] == ["business", "petition"]
    assert found[0].hits[0].name == "Hộ mật ong Lan"


def test_a_file_code_leads_to_its_record(ws: Workspace) -> None:
    saved = registers.save(ws, Petition, PETITION)
    code = registers.get(ws, Petition, saved.id).values["file_code"]
    (found,) = find_anything(ws, code.lower())
    assert found.hits[0].id == saved.id


def test_the_sender_of_a_petition_is_never_told(ws: Workspace) -> None:
    registers.save(ws, Petition, PETITION)
    (found,) = find_anything(ws, "mat ong")
    assert "Kín" not in found.hits[0].detail
    assert not find_anything(ws, "nguyen van kin")


def test_more_hits_than_asked_are_told_but_not_shown(ws: Workspace) -> None:
    for at in range(4):
        told = {"name": f"Hộ chè số {at}", "kind": "Hộ kinh doanh", "commune": "08761", "activity": "Đang hoạt động"}
        registers.save(ws, Business, told)
    (found,) = find_anything(ws, "che", limit=3)
    assert (len(found.hits), found.more) == (3, True)


def test_blank_words_find_nothing(ws: Workspace) -> None:
    assert find_anything(ws, "   ") == ()


def test_known_records_come_back_as_hits_without_those_that_are_gone(ws: Workspace) -> None:
    kept, gone = (registers.save(ws, Petition, PETITION | {"subject": f"Đề nghị {at}"}) for at in range(2))
    registers.delete(ws, Petition, gone.id, 1)
    found = hits_of(ws, [("petition", gone.id), ("petition", kept.id)])
    assert [(hit.id, hit.name) for hit in found] == [(kept.id, "Đề nghị 0")]
