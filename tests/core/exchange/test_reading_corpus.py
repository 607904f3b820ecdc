"""Any workbook of the world is read or refused in words: a folder of them (TMDT_CORPUS), and bytes made worse.

The folder stays outside: it is whatever spreadsheets its owner trusts the tests with.
"""

import io
import os
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.core.exchange import hostile_files as hostile
from tmdt_desktop.errors import Problem
from tmdt_desktop.exchange.reading import read_book

_ENDINGS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".txt", ".tsv"}
_MOST_SECONDS = 30
_fuzz = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(file: Path) -> str:
    """«read», or the first words of the refusal; every other exception is the test's failure."""
    try:
        book = read_book(file)
    except Problem as told:
        assert told.what
        assert told.cure
        assert file.name in told.what
        return f"{type(told).__name__}: {told.why or told.what.replace(file.name, '…')}"
    for sheet in book.sheets:
        assert len({len(row) for row in sheet.rows}) <= 1
    return "read"


@pytest.mark.slow
def test_every_workbook_of_the_corpus_is_read_or_refused(capsys: pytest.CaptureFixture[str]) -> None:
    folder = os.environ.get("TMDT_CORPUS", "")
    if not folder:
        pytest.skip("no corpus: set TMDT_CORPUS to a folder of spreadsheets")
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    for file in sorted(path for path in Path(folder).rglob("*") if path.suffix.lower() in _ENDINGS and path.is_file()):
        begun = time.monotonic()
        try:
            ends[outcome(file)] += 1
        except Exception as fault:  # noqa: BLE001 - the list of them is what is asked for
            wrong.append(f"{file}: {type(fault).__name__}: {fault}")
        if (took := time.monotonic() - begun) > _MOST_SECONDS:
            wrong.append(f"{file}: {took:.0f} s")
    with capsys.disabled():
        sys.stdout.write("\n" + "".join(f"{count:6} {end}\n" for end, count in ends.most_common()))
    assert ends
    assert not wrong, "\n".join(wrong)


def _of(name: str) -> bytes:
    return {
        "ds.xlsx": hostile.xlsx(),
        "ds.ods": hostile.ods(hostile.ods_row("STT", "Tên") + hostile.ods_row("1", "Đỗ Thị Ấm", times=3)),
        "ds.xls": hostile.compound({"Workbook": hostile.biff(*hostile.biff_list())}),
        "ds.csv": hostile.csv(),
    }[name]


_EDITS = st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=12), st.integers(0, 12)), min_size=1, max_size=6)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ds.xlsx", "ds.xls", "ds.ods", "ds.csv"])
@given(edits=_EDITS)
@_fuzz
def test_bytes_changed_anywhere_are_read_or_refused(
    tmp_path: Path, name: str, edits: list[tuple[int, bytes, int]]
) -> None:
    data = bytearray(_of(name))
    for where, what, gone in edits:
        at = where % (len(data) + 1)
        data[at : at + gone] = what
    (tmp_path / name).write_bytes(bytes(data))
    outcome(tmp_path / name)


@pytest.mark.slow
@given(edits=_EDITS)
@_fuzz
def test_xml_changed_anywhere_within_a_whole_archive_is_read_or_refused(
    tmp_path: Path, edits: list[tuple[int, bytes, int]]
) -> None:
    data = bytearray(hostile.part(hostile.xlsx(), hostile.SHEET))
    for where, what, gone in edits:
        at = where % (len(data) + 1)
        data[at : at + gone] = what
    (tmp_path / "ds.xlsx").write_bytes(hostile.with_part(hostile.xlsx(), hostile.SHEET, bytes(data)))
    outcome(tmp_path / "ds.xlsx")


@pytest.mark.slow
@given(
    st.text(alphabet=st.sampled_from(';,\t|"\n\r \ufeff=aÂ\xadế\u0301#012')),
    st.sampled_from(["utf-8", "utf-16", "utf-16-be"]),
)
@_fuzz
def test_any_text_is_read_or_refused(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "ds.csv").write_bytes(text.encode(encoding))
    outcome(tmp_path / "ds.csv")


_CELLS = st.one_of(
    st.none(), st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=20), st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**15), 10**15), st.booleans(), st.datetimes(), st.just("=1/0"),
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.lists(_CELLS, max_size=6), max_size=8))
@settings(_fuzz, max_examples=100)
def test_any_table_of_cells_is_read(tmp_path: Path, rows: list[list[object]]) -> None:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append([cell if not isinstance(cell, str) or cell.startswith("=1") else f"'{cell}" for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    (tmp_path / "ds.xlsx").write_bytes(stream.getvalue())
    assert outcome(tmp_path / "ds.xlsx") == "read"
