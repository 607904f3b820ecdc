"""Registers as CSV tables and back, held to by an outside judge."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data import field_samples
from tmdt_desktop.catalogues.indicators import indicators
from tmdt_desktop.catalogues.units import communes_on
from tmdt_desktop.errors import Invalid
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.ids import uuid7
from tmdt_desktop.kinds import Note, Text
from tmdt_desktop.records import REGISTERS
from tmdt_desktop.records.advice import Support
from tmdt_desktop.records.business import Activity, Business, ChannelKind, Goods, SubjectKind
from tmdt_desktop.records.petition import PetitionKind, SenderKind, Wrong
from tmdt_desktop.records.training import Audience, Form, Gender, Role, Topic
from tmdt_desktop.services import registers
from tmdt_desktop.services.as_of import records_now
from tmdt_desktop.services.package_data import (
    PACKED,
    DataReading,
    Records,
    describe,
    read_tables,
    tables,
    write_table,
)
from tmdt_desktop.services.package_rows import joined
from tmdt_desktop.services.recount import needs_personal
from tmdt_desktop.services.registers import Query
from tmdt_desktop.services.table_schema import read_cell, schema, write_cell
from tmdt_desktop.store.workspace import Workspace

SELLER: dict[str, Any] = {
    "name": "Hộ kinh doanh «Hòa, Bình»",
    "tax_code": "2500123456",
    "kind": SubjectKind.HOUSEHOLD,
    "commune": "08761",
    "phone": "0912345678; 02113565542",
    "activity": Activity.ACTIVE,
    "goods": (Goods.FARM, Goods.FOOD),
    "traded": True,
    "workers": 3,
    "started_on": date(2023, 3, 5),
    "note": 'dòng một\ndòng "hai"; =1+1',
    "channels": [
        {"kind": ChannelKind.SHOP, "platform": "SHOPEE", "address": "shopee.vn/hoa", "takes_orders": False},
        {"kind": ChannelKind.SOCIAL, "platform": "FACEBOOK", "display_name": "Hòa, đồ ăn"},
    ],
}
SESSION: dict[str, Any] = {
    "name": "Bán hàng trên sàn",
    "form": Form.CLASS,
    "role": Role.LEADS,
    "topics": (Topic.SELLING,),
    "starts_on": date(2024, 5, 6),
    "place": "Hội trường UBND huyện",
    "cost": 12_500_000,
    "attendees": [
        {"name": "Trần Thị Mơ", "gender": Gender.FEMALE, "audience": Audience.HOUSEHOLD, "phone": "0987654321"}
    ],
}
DATA: dict[str, Records] = {"business": [(UUID(int=1), SELLER)], "training": [(UUID(int=2), SESSION)]}


def files(data: dict[str, Records], *, sensitive: bool = True) -> dict[str, bytes]:
    made = tables(sensitive=sensitive)
    return {table.file: write_table(table, data.get(table.register.code, ())) for table in made}


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """What is said at all, in sub-lists too."""
    parts = {name: [filled(row) for row in value] for name, value in values.items() if isinstance(value, list)}
    return {name: value for name, value in {**values, **parts}.items() if value is not None}


def back(changed: dict[str, bytes], *, sensitive: bool = True) -> DataReading:
    return read_tables(tables(sensitive=sensitive), changed)


def test_rows_come_back_as_they_went() -> None:
    reading = back(files(DATA))
    assert reading.faults == ()
    for code, records in DATA.items():
        assert [(id_, filled(dict(values))) for id_, values in reading.records[code]] == list(records)


def test_personal_columns_stay_at_home_unless_asked_for() -> None:
    sent = files(DATA, sensitive=False)
    heads = {name: content.split(b"\r\n")[0].decode().split(",") for name, content in sent.items()}
    named = {column for head in heads.values() for column in head}
    assert not {"phone", "personal_id", "birth_year"} & named
    sold = [(UUID(int=1), {**SELLER, "representative": "Lê Thị Hòa"})]
    sent = files({**DATA, "business": sold}, sensitive=False)
    content = b"".join(sent.values()).decode()
    assert not [told for told in ("0912345678", "Trần Thị Mơ", "Lê Thị Hòa") if told in content]
    assert back(sent, sensitive=False).faults == ()


def test_figures_need_no_column_that_stays_at_home() -> None:
    there = {table.of.code: {field.name for field in table.fields} for table in tables(sensitive=False)}
    at_home = {(of.code, field.name) for of in PACKED for field in of.fields() if not isinstance(field.kind, Rows)} - {
        (code, name) for code, names in there.items() for name in names
    }
    for each in indicators():
        if each.register in there and not needs_personal(each):
            asked = set(re.findall(r"\w+", repr((each.population, each.counted, each.needs, each.measure))))
            assert not {(code, name) for code, name in at_home if code == each.register and name in asked}, each.code


def everything(ws: Workspace) -> dict[str, Records]:
    """A row of each register that travels, every field and every sub-list filled, every record pointing to others."""
    with ws.change("Đối tượng trùng") as batch:
        (first,) = batch.insert(Business, [SELLER])
        batch.insert(Business, [{**SELLER, "tax_code": None, "channels": [], "duplicate_of": first}])
    for of in PACKED[1:]:
        raw, (there, *_) = (
            field_samples.filled(ws, of),
            [*registers.ids_of(ws, of, registers.find(ws, of, Query())), None],
        )
        registers.save(ws, of, raw, there, registers.get(ws, of, there).version if there else None)
    with ws.read() as connection:
        held = {of.code: records_now(connection, of) for of in PACKED}
    return joined(held, held)


def test_an_outside_judge_accepts_every_table(ws: Workspace, tmp_path: Path, tool: Callable[[str], str]) -> None:
    (tmp_path / "data").mkdir()
    data = everything(ws)
    sent = files(data)
    assert [name for name, content in sent.items() if content.count(b"\r\n") < 2] == []
    for name, content in sent.items():
        (tmp_path / name).write_bytes(content)
    about = {"name": "tmdt-246-2024", "title": "Dữ liệu báo cáo", "created": "2024-12-16T02:30:15Z"}
    listing = json.dumps(describe(tables(sensitive=True), about), ensure_ascii=False)
    (tmp_path / "datapackage.json").write_text(listing, encoding="utf-8")
    frictionless = tool("frictionless")

    def judged() -> subprocess.CompletedProcess[str]:
        asked = [frictionless, "validate", "datapackage.json"]
        return subprocess.run(asked, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)

    good = judged()
    assert good.returncode == 0, good.stdout + good.stderr
    named = str(data["inspection"][0][1]["business"])
    for name, old, new in (("channel", "SHOPEE", "CHO_QUE"), ("inspection", named, str(UUID(int=9)))):
        assert old.encode() in sent[f"data/{name}.csv"]
        (tmp_path / f"data/{name}.csv").write_bytes(sent[f"data/{name}.csv"].replace(old.encode(), new.encode()))
    bad = judged()
    assert bad.returncode == 1
    assert "constraint" in bad.stdout
    assert "foreign" in bad.stdout


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("data/business.csv", b"HOUSEHOLD", b"KINGDOM", "không đúng mẫu"),
        ("data/business.csv", b"2023-03-05", b"05/03/2023", "không đúng mẫu"),
        ("data/business.csv", b"08761", b"", "Chưa có dữ liệu"),
        ("data/business.csv", b",3,", b",3.0,", "không đúng mẫu"),
        ("data/business.csv", b"id,name", b"id,ten", "cột không đúng"),
        ("data/channel.csv", b",1,SOCIAL", b",7,SOCIAL", "không liên tục"),
        ("data/channel.csv", str(DATA["business"][0][0]).encode(), str(UUID(int=5)).encode(), "Không có hồ sơ"),
        ("data/training.csv", b"12500000", b"-5", "số tiền"),
        ("data/training.csv", b"CLASS", b"\xff\xfe", "không đọc được"),
        ("data/attendee.csv", b"FEMALE", b"FEMALE,x", "thừa hoặc thiếu"),
    ],
)
def test_a_changed_table_is_faulted(file: str, old: bytes, new: bytes, said: str) -> None:
    sent = files(DATA)
    assert old in sent[file]
    faults = back({**sent, file: sent[file].replace(old, new)}).faults
    assert any(fault.table == file and said in fault.sentence for fault in faults), faults


def test_rules_between_fields_hold_for_received_rows_too() -> None:
    wrong = {**SELLER, "ended_on": date(2020, 1, 1)}
    faults = back(files({**DATA, "business": [(uuid7(), wrong)]})).faults
    assert {fault.column for fault in faults} == {"Ngày chấm dứt", "Tình trạng"}


def test_a_missing_table_and_a_twice_given_id_are_told() -> None:
    sent = files(DATA)
    without = {name: content for name, content in sent.items() if name != "data/attendee.csv"}
    assert back(without).faults[0].sentence == "Gói thiếu bảng này."
    head, _, line = sent["data/business.csv"].partition(b"\r\n")
    faults = back({**sent, "data/business.csv": head + b"\r\n" + line + line}).faults
    assert any("hai lần" in fault.sentence for fault in faults)


def test_no_flood_of_faults_is_kept() -> None:
    rows: Records = [(uuid7(), {**SELLER, "channels": []}) for _ in range(1_000)]
    sent = files({**DATA, "business": rows})
    flooded = sent["data/business.csv"].replace(b"HOUSEHOLD", b"NONSENSE")
    assert (
        len(back({**sent, "data/business.csv": flooded, "data/channel.csv": files(DATA)["data/channel.csv"]}).faults)
        < 500
    )


@given(st.text(max_size=60))
def test_any_text_that_a_field_takes_survives_a_cell(typed: str) -> None:
    for kind in (Text(200), Note()):
        value = kind.parse(typed)
        if value:
            assert read_cell(Field("x", "X", kind, required=False), write_cell(kind, value)) == value


def test_every_commune_code_survives_a_cell() -> None:
    field = Business.field("commune")
    for day in (date(2024, 12, 1), date(2025, 2, 1), date(2025, 8, 1)):
        for unit in communes_on(day):
            assert read_cell(field, unit.code) == unit.code
    with pytest.raises(Invalid):
        read_cell(field, "00000")


def test_every_field_of_every_register_has_a_schema() -> None:
    for register in REGISTERS:
        for field in register.fields():
            if not field.set_by_program:
                assert schema(field.kind)["type"]
    assert isinstance(Business.field("channels").kind, Rows)


def test_a_reference_leads_to_a_row_that_travels_or_is_left_empty() -> None:
    away, near, far = UUID(int=7), UUID(int=1), UUID(int=9)
    held: dict[str, dict[UUID, dict[str, Any]]] = {of.code: {} for of in PACKED}
    held["business"] = {near: SELLER, far: {**SELLER, "tax_code": None, "duplicate_of": near}}
    held["advice"] = {away: {"name": "A", "business": near}, UUID(int=8): {"name": "B", "business": UUID(int=99)}}
    sent = joined(held, {"business": [near], "advice": [away, UUID(int=8)]})
    assert [id_ for id_, _ in sent["business"]] == [near]
    assert [values["business"] for _, values in sent["advice"]] == [near, None]


def test_a_full_record_of_every_register_comes_back_as_it_went(ws: Workspace) -> None:
    for of in PACKED:
        if not registers.count(ws, of, Query()):
            registers.save(ws, of, field_samples.filled(ws, of))
    with ws.read() as connection:
        held = {of.code: records_now(connection, of) for of in PACKED}
    sent = joined(held, {code: list(rows) for code, rows in held.items()})
    reading = back(files(sent))
    assert reading.faults == ()
    told = {code: [(id_, filled(dict(values))) for id_, values in rows] for code, rows in reading.records.items()}
    home = {
        "business": {"recorded_by"},
        "request": {"assignee", "answer_report", "answer_package"},
        "petition": {"handler"},
        "tax_review": {"reviewer"},
        "inspection": {"officials"},
    }
    assert told == {
        code: [
            (id_, {name: value for name, value in filled(dict(values)).items() if name not in home.get(code, ())})
            for id_, values in rows
        ]
        for code, rows in sent.items()
    }
    assert all(told.values())


def test_what_a_row_cannot_do_without_travels_with_it() -> None:
    held: dict[str, dict[UUID, dict[str, Any]]] = {of.code: {} for of in PACKED}
    form, round_, answer = UUID(int=1), UUID(int=2), UUID(int=3)
    held["survey_form"] = {form: {"name": "Mẫu"}}
    held["survey_round"] = {round_: {"name": "Đợt", "form": form}}
    held["survey_answer"] = {answer: {"respondent": "A", "round": round_, "business": None}}
    sent = joined(held, {"survey_answer": [answer]})
    assert [[id_ for id_, _ in sent[code]] for code in ("survey_form", "survey_round", "survey_answer")] == [
        [form],
        [round_],
        [answer],
    ]


def test_what_was_told_in_confidence_stays_at_home() -> None:
    held: dict[str, dict[UUID, dict[str, Any]]] = {of.code: {} for of in PACKED}
    accused = UUID(int=9)
    held["business"] = {accused: SELLER}
    told: dict[str, Any] = {
        "subject": "Ông B lừa đảo",
        "content": "Chi tiết",
        "business": accused,
        "channel": "ong-b.example.vn",
    }
    told |= {"sender_kind": SenderKind.PERSON, "wrong": Wrong.PAYMENT_FRAUD}
    told |= {"answer_number": "12/TL", "forward_number": "13/CV"}
    told |= {"sender": "Bà Tố", "contact": "0912345678", "kind": PetitionKind.DENUNCIATION}
    held["petition"] = {
        UUID(int=1): told,
        UUID(int=2): {**told, "kind": PetitionKind.PETITION, "confidential": True},
        UUID(int=3): {**told, "kind": PetitionKind.PETITION},
    }
    going = {"petition": list(held["petition"]), "business": [accused]}
    *secret, (_, plain) = joined(held, going)["petition"]
    hints = ("lừa đảo", "Chi tiết", "Bà Tố", "0912345678", "ong-b", "PERSON", "PAYMENT", "12/TL", "13/CV", str(accused))
    for _, values in secret:
        assert not [word for word in hints if word in str(values)]
    assert (plain["subject"], plain["sender"], plain["business"]) == ("Ông B lừa đảo", "Bà Tố", accused)
    named = {field.name for table in tables(sensitive=False) for field in table.fields}
    assert not {"assignee", "handler", "sender", "contact"} & named


def test_the_description_for_strangers_names_every_table_key_and_reference() -> None:
    law = (Path(__file__).parents[3] / "docs" / "package-format.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \| [^|`]+ \| ((?:`\w+`(?:, )?)+) \| ([^|]+) \|$", law, re.MULTILINE)
    shapes = [(resource["name"], resource["schema"]) for resource in describe(tables(sensitive=True), {})["resources"]]
    assert [(name, re.findall(r"\w+", keys)) for name, keys, _ in told] == [
        (name, shape["primaryKey"]) for name, shape in shapes
    ]
    for (name, shape), (_, _, leading) in zip(shapes, told, strict=True):
        said = {parts[0]: parts[-1] for parts in (re.findall(r"`(\w+)`", part) for part in leading.split(";")) if parts}
        keys = {key["fields"][0]: key["reference"]["resource"] or name for key in shape.get("foreignKeys", [])}
        assert said == keys, name


def test_the_description_for_strangers_names_every_column_that_stays_at_home() -> None:
    law = (Path(__file__).parents[3] / "docs" / "package-format.md").read_text(encoding="utf-8")
    (personal,) = re.findall(r"^\| ([^|]+) \| personal data;", law, re.MULTILINE)
    told = {
        (column, table)
        for columns, table in re.findall(r"([^;]+) of `(\w+)`", personal)
        for column in re.findall(r"\w+", columns)
    }
    always = {(name, table.name) for table in tables(sensitive=False) for name in table.columns}
    assert told == {(name, table.name) for table in tables(sensitive=True) for name in table.columns} - always


def test_a_reference_to_a_row_that_is_not_there_is_a_fault() -> None:
    advice = {"name": "A", "business": UUID(int=55), "given_on": date(2024, 3, 1), "support": Support.SHOP}
    reading = back(files({**DATA, "advice": [(UUID(int=7), advice)]}))
    assert [(fault.table, fault.row, fault.value) for fault in reading.faults] == [
        ("data/advice.csv", 2, str(UUID(int=55)))
    ]
