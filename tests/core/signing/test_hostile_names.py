"""A name in a package is the same file on every system, and never leads out of the folder it is put in."""

import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmdt_desktop.errors import Refused
from tmdt_desktop.signing.container import Container, Part, write_container
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.names import LONGEST, clashes, is_safe, shown
from tmdt_desktop.signing.verdicts import Verdict

from .packages import built, contents

UNSAFE = (
    "",
    ".",
    "..",
    "../a.csv",
    "data/../../a.csv",
    "data/..",
    "./a.csv",
    "/a.csv",
    "//may/a.csv",
    "data//a.csv",
    "data/",
    "C:/a.csv",
    "C:a.csv",
    "a.csv:ẩn",
    "..\\a.csv",
    "data\\a.csv",
    "\\\\may\\a.csv",
    "a?.csv",
    "a*.csv",
    'a".csv',
    "a|b",
    "<a>",
    "a.csv ",
    "a.csv.",
    "data /a.csv",
    " a.csv",
    "nul",
    "NUL.csv",
    "con .txt",
    "data/COM1.csv",
    "lpt²",
    "conin$",
    "a\0.csv",
    "a\n.csv",
    "a\x7f.csv",
    "a\u202efdp.exe",
    "a\u200b.csv",
    "\ufeffa.csv",
    "a\u00a0.csv",
    "a\u2028.csv",
    "a\u3164.csv",
    "a\ufe0f.csv",
    "a\U000e0101.csv",
    "a\ue000.csv",
    unicodedata.normalize("NFD", "Phụ lục.csv"),
    "a" * (LONGEST + 1),
    "ộ" * (LONGEST // 3 + 1),
    "/".join("a" * (LONGEST // 2 + 1)),
)
TWINS = (
    ("a.csv", "A.CSV"),
    ("Phụ lục.csv", "PHỤ LỤC.csv"),
    ("ﬁle.csv", "file.csv"),
    ("straße", "STRASSE"),
    ("ı", "i"),
    ("K", "K"),
    ("a²", "a2"),
    ("data", "data/a.csv"),
    ("data/a.csv", "DATA"),
    ("data/a", "data/A/b"),
)


@pytest.mark.parametrize("name", UNSAFE, ids=ascii)
def test_a_package_with_an_unsafe_name_is_refused_and_the_name_is_told_harmlessly(
    name: str, package: Path, check: Callable[[bytes], Container]
) -> None:
    files = contents(package)
    found = check(built([*files[:1], (name, b"1", 0), *files[1:]]))
    assert found.verdict is Verdict.INVALID
    (only,) = found.findings
    assert only.sentence == f"Gói có tên tệp không an toàn: {shown(name)}."
    assert only.sentence.isprintable()
    assert len(only.sentence) < 200


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_two_names_for_one_file_are_refused(
    one: str, other: str, package: Path, check: Callable[[bytes], Container]
) -> None:
    files = contents(package)
    found = check(built([*files[:1], (one, b"1", 0), (other, b"2", 0), *files[1:]]))
    assert found.verdict is Verdict.INVALID
    assert [each.sentence for each in found.findings] == [f"Gói có hai tệp trùng tên: {other}."]


@pytest.mark.parametrize("name", ["report.pdf", "data/a.csv", "Phụ lục I.json", "Báo cáo số 1 (2).pdf", "a/b/c/d"])
def test_ordinary_names_travel(name: str) -> None:
    assert is_safe(name)
    assert clashes([name, "khác.csv"]) is None
    assert shown(name) == name


def test_a_file_that_would_be_the_folder_of_another_is_not_written(seal: SigningKey, tmp_path: Path) -> None:
    parts = (Part("data", "text/csv", b"1"), Part("data/a.csv", "text/csv", b"2"))
    with pytest.raises(Refused, match=r"trùng tên data/a\.csv"):
        write_container(tmp_path / "a.asice", parts, seal)


@given(st.text(st.sampled_from("aA./\\:ộ \t\u0323\u202e*con1"), max_size=12))
def test_a_safe_name_stays_inside_its_folder_on_every_system(name: str) -> None:
    if not is_safe(name):
        return
    for path in (PurePosixPath(name), PureWindowsPath(name)):
        assert not path.is_absolute()
        assert not path.drive
        assert ".." not in path.parts
        assert "/".join(path.parts) == name
    assert name == unicodedata.normalize("NFC", name)


@given(st.text(max_size=40))
def test_whatever_the_name_a_sentence_can_hold_it(name: str) -> None:
    assert shown(name).isprintable()
    assert len(shown(name)) <= LONGEST
