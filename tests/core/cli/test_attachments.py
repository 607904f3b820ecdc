"""Commands on attached files: the whole way of a file, and refusals as sentences."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmdt_desktop.i18n import file_size
from tmdt_desktop.store.workspace import Workspace

Run = Callable[..., tuple[int, Any]]
CONTENT = b"\x89PNG\r\n\x1a\n man hinh"


@pytest.fixture
def filled(filled_ws: Workspace) -> Path:
    """A district's workspace with rows, closed again."""
    filled_ws.close()
    return filled_ws.path


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    made = tmp_path / "màn hình.png"
    made.write_bytes(CONTENT)
    return made


@pytest.fixture
def record(run: Run, filled: Path) -> str:
    return str(run("list", filled, "business", "--limit", "1")[1]["rows"][0]["id"])


def test_a_file_goes_all_the_way(run: Run, filled: Path, record: str, picture: Path, tmp_path: Path) -> None:
    code, made = run("attach", filled, "business", record, picture, "--label", "Ảnh màn hình")
    assert (code, made["name"], made["media_type"]) == (0, "màn hình.png", "image/png")
    (line,) = run("attachments", filled, "business", record)[1]["attachments"]
    assert (line["id"], line["label"], line["size"], line["added_by"]) == (
        made["id"],
        "Ảnh màn hình",
        len(CONTENT),
        "lan",
    )
    assert "content" not in line
    code, saved = run("save-attachment", filled, made["id"], tmp_path / "ra.png")
    assert (code, Path(saved["file"]).read_bytes()) == (0, CONTENT)
    code, gone = run("detach", filled, "business", record, made["id"])
    assert (code, run("attachments", filled, "business", record)[1]["attachments"]) == (0, [])
    assert run("undo", filled, gone["batch"])[1]["restored"] == 1
    assert len(run("attachments", filled, "business", record)[1]["attachments"]) == 1
    assert run("sweep-attachments", filled)[1] == {"files": 0, "size": 0}
    assert run("check", filled)[0] == 0


def test_what_is_refused_is_a_sentence(run: Run, filled: Path, record: str, picture: Path, tmp_path: Path) -> None:
    picture.write_bytes(b"MZ")
    for words in (
        ("attach", filled, "business", record, picture),
        ("attach", filled, "business", record, tmp_path / "không có.pdf"),
        ("attach", filled, "training", record, tmp_path),
        ("detach", filled, "business", record, record),
        ("save-attachment", filled, record, tmp_path),
    ):
        code, told = run(*words)
        assert code == 1
        assert told["problem"]["what"]
        assert told["problem"]["cure"]
    assert not list((filled / "attachments").iterdir())


def test_people_read_lines(
    run: Run, filled: Path, record: str, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tmdt_desktop import __main__ as face

    run("attach", filled, "business", record, picture)
    assert face.main(["attachments", str(filled), "business", record]) == 0
    told = capsys.readouterr().out
    assert "màn hình.png | Ảnh PNG | 17 byte" in told
    assert "1 tệp." in told


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 byte"), (1023, "1023 byte"), (36_864, "36 KB"), (2_516_582, "2,4 MB"), (25 << 20, "25 MB")],
)
def test_sizes_are_said_as_people_say_them(count: int, words: str) -> None:
    assert file_size(count) == words


def test_a_record_is_named_as_in_every_other_command(
    run: Run, filled: Path, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tmdt_desktop import __main__ as face

    row = run("list", filled, "business", "--limit", "1")[1]["rows"][0]
    assert face.main(["list", str(filled), "business", "--limit", "1"]) == 0
    assert capsys.readouterr().out.startswith(f"{row['file_code']} | ")
    made = run("attach", filled, "business", row["file_code"], picture)[1]
    assert len(run("attachments", filled, "business", row["name"])[1]["attachments"]) == 1
    assert run("detach", filled, "business", row["name"], made["id"])[0] == 0


def test_what_is_no_id_is_told_in_words(run: Run, filled: Path, record: str, tmp_path: Path) -> None:
    for words in (
        ("attachments", filled, "business", "Không ai"),
        ("detach", filled, "business", record, "tep"),
        ("save-attachment", filled, "tep", tmp_path),
    ):
        code, told = run(*words)
        assert code == 1
        assert "bằng lệnh" in told["problem"]["cure"]
