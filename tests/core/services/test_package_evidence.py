"""What a package says of duties and registers must be so."""

import json

import pytest

from tests.data.packages import Files, look, renamed
from tmdt_desktop.services.package_data import PACKED
from tmdt_desktop.signing.verdicts import Verdict, judge


@pytest.mark.parametrize("content", [b"{}", b'{"duties": []}', b'{"duties": 1}'])
def test_evidence_must_be_that_of_the_offices_duties(content: bytes, inside: Files) -> None:
    assert judge(look(renamed({**inside, "evidence.json": content})).findings) is Verdict.INVALID


def test_evidence_must_count_the_rows_that_travel(inside: Files) -> None:
    told = json.loads(inside["evidence.json"])
    for line in (line for duty in told["duties"] for line in duty["evidence"] if line["register"] == "training"):
        assert line["rows"] == 3
        line["rows"] = 4
    found = look(renamed({**inside, "evidence.json": json.dumps(told).encode()})).findings
    assert [each.sentence for each in found] == ["Bảng evidence.json có 3 dòng, phiếu gói ghi 4 dòng."]


@pytest.mark.parametrize(
    ("answer", "sound"),
    [
        ({"outcome": "NONE", "words": "Trong kỳ không có đợt nào."}, True),
        (None, True),
        ({"outcome": "PERHAPS", "words": ""}, False),
        ({"outcome": "DONE"}, False),
        ({"outcome": "DONE", "words": "Xong.", "more": 1}, False),
        ("Không phát sinh", False),
    ],
)
def test_an_answer_to_a_duty_has_its_form(answer: object, sound: bool, inside: Files) -> None:
    told = json.loads(inside["evidence.json"])
    told["duties"][0]["answer"] = answer
    found = look(renamed({**inside, "evidence.json": json.dumps(told).encode()})).findings
    assert (not found) is sound, found


def test_a_report_of_the_year_brings_every_register(inside: Files) -> None:
    about = json.loads(inside["package.json"])
    assert about["registers"] == [of.code for of in PACKED]
    short = {**about, "registers": about["registers"][1:]}
    assert "registers_missing" in {
        each.code for each in look(renamed({**inside, "package.json": json.dumps(short).encode()})).findings
    }
