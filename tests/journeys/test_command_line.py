"""The whole story through the command line: two offices, one stick; here and there a command is a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop import __main__ as face
from tmdt_desktop.services.answers import Taken
from tmdt_desktop.signing.trial_ca import TrialCa, TrialOffice, TrialWish, make_trial_ca
from tmdt_desktop.signing.trust import Role
from tmdt_desktop.store import keys

PASSWORD, KEY_PASSWORD = "mật khẩu dài", "mật khẩu khóa"
SELLERS = 30


SECRETS = {"TMDT_PASSWORD": PASSWORD, "TMDT_KEY_PASSWORD": KEY_PASSWORD}


class Line:
    """A terminal in a folder; `run` gives the exit code and the JSON object of a command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: object) -> tuple[int, Any]:
        """In this process: starting Python for each command would take longer than all that they do."""
        said = StringIO()
        with chdir(self.folder), redirect_stdout(said):
            code = face.main(_asked(words))
        return code, json.loads(said.getvalue())

    def run_apart(self, *words: object) -> tuple[int, Any]:
        """As a process of its own, which is how people run it."""
        root = Path(__file__).resolve().parents[2]
        env = {**os.environ, "PYTHONPATH": str(root)}
        asked = [sys.executable, "-m", "tmdt_desktop", *_asked(words)]
        done = subprocess.run(asked, cwd=self.folder, env=env, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode in (0, 1), done.stderr
        return done.returncode, json.loads(done.stdout)

    def done(self, *words: object) -> Any:
        code, told = self.run(*words)
        assert code == 0, told
        return told

    def done_apart(self, *words: object) -> Any:
        code, told = self.run_apart(*words)
        assert code == 0, told
        return told


def _asked(words: tuple[object, ...]) -> list[str]:
    return [str(words[0]), "--json", *(str(word) for word in words[1:])]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """Its passwords are cheap to try: what trying one costs stands in the slot."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SECRETS.items():
            patch.setenv(name, value)
        patch.setattr(keys, "_MEMORY_KIB", 64)
        patch.setattr(keys, "_ROUNDS", 1)
        yield Line(tmp_path_factory.mktemp("bàn làm việc"))


@pytest.fixture(scope="module")
def ca(line: Line, keys_looked_over_once: None) -> TrialCa:
    offices = (
        TrialOffice("246", "UBND huyện Lập Thạch", "Nguyễn Minh Khôi"),
        TrialOffice("SCT", "Sở Công thương", "Trần Văn Hải", (Role.DEPARTMENT,)),
    )
    return make_trial_ca(line.folder / "ca", TrialWish(offices, KEY_PASSWORD))


def write_list(target: Path) -> None:
    """A commune's list as it comes: titles above, a total below."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["DANH SÁCH TỔ CHỨC, CÁ NHÂN KINH DOANH ONLINE NĂM 2024"])
    sheet.append([])
    sheet.append(["STT", "Tên hộ kinh doanh", "Loại", "Mã số thuế", "Xã", "Website"])
    for at in range(SELLERS):
        commune = "Xã Quang Sơn" if at % 2 else "Thị trấn Lập Thạch"
        sheet.append(
            [at + 1, f"Hộ kinh doanh Mơ số {at}", "Hộ kinh doanh", f"{2500123400 + at}", commune, f"mo{at}.vn"]
        )
    sheet.append(["", "Tổng cộng", "", "", "", SELLERS])
    book.save(target)


def set_up(line: Line, ca: TrialCa) -> None:
    line.done("init", "huyện", "--office", "246", "--user", "lan")
    line.done("init", "sở", "--office", "SCT", "--user", "minh")
    trust = ("--set", f"trust_folder={ca.trust}")
    decision = "--set", "decision=Quyết định số 99/2024/QĐ-UBND ngày 09 tháng 8 năm 2024 của UBND tỉnh Vĩnh Phúc"
    line.done("settings", "huyện", *trust, *decision, "--set", "signer_name=Nguyễn Minh Khôi")
    line.done_apart("settings", "sở", *trust, "--set", "signer_name=Trần Văn Hải")


def fill(line: Line) -> None:
    write_list(line.folder / "ds.xlsx")
    seen = line.done("import", "huyện", "business", "ds.xlsx", "--dry-run", "--errors", "lỗi.xlsx")
    assert (seen["counts"]["new"], seen["imported"]) == (SELLERS, None)
    assert line.done("list", "huyện", "business")["rows"] == []
    assert line.done("import", "huyện", "business", "ds.xlsx")["imported"]["added"] == SELLERS
    again = line.done_apart("import", "huyện", "business", "ds.xlsx")
    assert (again["imported"]["added"], again["counts"]["same"]) == (0, SELLERS)


def write_report(line: Line, ca: TrialCa) -> str:
    texts = dict.fromkeys(unwritten(line), "Không phát sinh.")
    (line.folder / "lời.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    made = line.done(
        "report", "huyện", "annual", "--year", "2024", "--out", "báo cáo", "--texts", "lời.json", "--number", "312"
    )
    assert {Path(path).suffix for path in made["files"]} == {".pdf", ".docx", ".xlsx"}
    answer_duties(line)
    line.done("submit", "huyện", "--report", "2024")
    code, refused = line.run(
        "sign", "huyện", "--report", "2024", "--role", "leader", "--key", ca.keys["246", Role.LEADER]
    )
    assert (code, "chờ duyệt" in str(refused)) == (1, True)
    line.done("approve", "huyện", "--report", "2024", "--head")
    for role in (Role.LEADER, Role.SEAL):
        line.done("sign", "huyện", "--report", "2024", "--role", role.value, "--key", ca.keys["246", role])
    return str(made["id"])


def answer_duties(line: Line) -> None:
    """Every duty that nothing shows is answered, else the report may not be put up."""
    code, refused = line.run("submit", "huyện", "--report", "2024")
    assert (code, "Nhiệm vụ" in str(refused)) == (1, True)
    board = line.done("duties", "huyện", "--year", "2024")["duties"]
    missing = [each["id"] for each in board if each["state"] == "missing" and not each["by_report"]]
    line.done("answer", "huyện", "--year", "2024", "--none", "Trong kỳ không có yêu cầu.", "--duty", *missing)


def unwritten(line: Line) -> list[str]:
    """The sections that the program leaves to the clerk: those that stop the report, one after the other."""
    from tmdt_desktop.catalogues.report_templates import report_template

    sections = report_template().sections
    below = [*sections[1:], None]
    return [
        each.code
        for each, after in zip(sections, below, strict=True)
        if each.prompt and not (after is not None and after.level > each.level)
    ]


def test_from_a_messy_list_to_an_acknowledged_report(line: Line, ca: TrialCa) -> None:
    set_up(line, ca)
    fill(line)
    report = write_report(line, ca)
    (line.folder / "usb").mkdir()
    package = line.done(
        "export", "huyện", "--report", report, "--to", "usb", "--plain", "--key", ca.keys["246", Role.SEAL]
    )
    assert line.done_apart("verify", package["file"], "--trust", ca.trust)["level"] == "VALID"
    received = ("receive", "sở", "--answers", "usb", "--key", ca.keys["SCT", Role.DEPARTMENT])
    (told,) = line.done(*received, package["file"])["files"]
    assert told["state"] == "ACCEPTED"
    totals = line.done("consolidate", "sở", "--year", "2024", "--out", ".")["totals"]
    assert {each["code"]: each["value"] for each in totals["figures"]}["C5.1"] == SELLERS
    taken = line.done("take", "huyện", told["receipt"])
    assert set(taken) == set(Taken.__dataclass_fields__)
    assert taken["state"] == "Đã tiếp nhận"
    changed = line.folder / "usb" / "đổi.asice"
    raw = bytearray((line.folder / package["file"]).read_bytes())
    raw[len(raw) // 2] ^= 1
    changed.write_bytes(raw)
    code, refused = line.run(*received, changed)
    assert (code, refused["files"][0]["state"]) == (1, "DAMAGED")
    code, judged = line.run_apart("verify", changed, "--trust", ca.trust)
    assert (code, judged["level"] in ("INVALID", "DAMAGED")) == (1, True)
    assert judged["cure"]
    assert line.done("check", "huyện")["sound"] is True
    assert line.done_apart("check", "sở")["sound"] is True


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "không có.asice"), "Không đọc được"),
        (("check", "không có"), "Không có sổ nào"),
        (("restore", "không có.bak", "mới", "--user", "lan"), "Không"),
        (("init", "huyện đầy", "--office", "246", "--user", "lan"), "đã có tệp"),
    ],
)
def test_bad_input_is_told_and_nothing_is_made(words: tuple[str, ...], said: str, line: Line) -> None:
    (line.folder / "huyện đầy").mkdir(exist_ok=True)
    (line.folder / "huyện đầy" / "thư.txt").write_text("x", encoding="utf-8")
    before = sorted(path.name for path in line.folder.iterdir())
    code, told = line.run(*words)
    assert code == 1
    assert said in told["problem"]["what"]
    assert told["problem"]["cure"]
    assert sorted(path.name for path in line.folder.iterdir()) == before
