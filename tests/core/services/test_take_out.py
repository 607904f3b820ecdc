"""Files leave a package whole, under free names, with the mark of where they came from, and only out of a good one."""

from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.services import web_mark
from tmdt_desktop.services.take_out import take_out, take_out_by
from tmdt_desktop.services.web_mark import Streams, mark, zone_of
from tmdt_desktop.signing.container import Container, Part, read_container, write_container
from tmdt_desktop.signing.keys import open_pkcs12
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role, load_trust
from tmdt_desktop.store.workspace import Workspace

Sent = tuple[Workspace, UUID, Path]
FILES = {"report.pdf": b"%PDF", "data/a.csv": b"m;t"}


class Disk:
    """Second streams, kept in memory."""

    def __init__(self) -> None:
        self.marks: dict[Path, bytes] = {}
        self.streams = Streams(self.marks.get, self.marks.__setitem__)


@pytest.fixture
def held(tmp_path: Path, trial_ca: TrialCa, key_password: str) -> Container:
    """A small package that was checked."""
    key = open_pkcs12(trial_ca.keys["246", Role.SEAL], key_password)
    parts = [Part(name, "text/plain", content) for name, content in FILES.items()]
    made = write_container(tmp_path / "gói.asice", parts, key)
    return read_container(made.path, load_trust(trial_ca.trust))


def taken(held: Container, to: Path, *names: str) -> tuple[Path, ...]:
    return take_out_by(held, names, to, Disk().streams)


def test_files_come_out_as_they_are_and_never_over_others(held: Container, tmp_path: Path) -> None:
    to = tmp_path / "ra"
    first, again = taken(held, to, "report.pdf", "data/a.csv"), taken(held, to)
    assert [path.relative_to(to).as_posix() for path in first + again] == [
        "report.pdf",
        "data/a.csv",
        "report (2).pdf",
        "data/a (2).csv",
    ]
    assert [path.read_bytes() for path in first + again] == [*FILES.values(), *FILES.values()]


def test_files_of_a_real_package_come_out_by_the_workspaces_own_trust(sent: Sent, tmp_path: Path) -> None:
    (made,) = take_out(sent[2], ("report.pdf",), tmp_path / "ra", ws=sent[0])
    with ZipFile(sent[2]) as archive:
        assert made.read_bytes() == archive.read("report.pdf")


def test_an_unknown_signer_is_no_obstacle_but_a_changed_package_is(
    sent: Sent, trial_ca: TrialCa, tmp_path: Path
) -> None:
    assert take_out(sent[2], ("package.json",), tmp_path / "a")
    raw = bytearray(sent[2].read_bytes())
    raw[len(raw) // 2] ^= 1
    sent[2].write_bytes(raw)
    with pytest.raises(Refused, match="không lấy tệp ra được") as told:
        take_out(sent[2], ("package.json",), tmp_path / "b", trial_ca.trust)
    assert told.value.why
    assert not (tmp_path / "b").exists()


def test_what_is_not_in_the_package_is_refused_and_nothing_stays(held: Container, tmp_path: Path) -> None:
    for name in ("x", "../x", "META-INF/signature001.p7s"):
        with pytest.raises(Refused, match="không có tệp"):
            taken(held, tmp_path / "a", "report.pdf", name)
    assert not (tmp_path / "a").exists()


def test_nothing_is_put_into_the_workspace(sent: Sent) -> None:
    with pytest.raises(Refused, match="thư mục sổ"):
        take_out(sent[2], (), sent[0].path / "received", ws=sent[0])


def test_a_folder_that_leads_elsewhere_is_not_followed_and_all_is_taken_back(held: Container, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "xa").mkdir()
    (tmp_path / "a" / "data").symlink_to(tmp_path / "xa", target_is_directory=True)
    with pytest.raises(Refused, match="Không lấy"):
        taken(held, tmp_path / "a")
    assert not list((tmp_path / "xa").iterdir())
    assert not (tmp_path / "a" / "report.pdf").exists()


def test_a_file_where_a_folder_should_be_is_told(held: Container, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(Blocked, match="thư mục"):
        taken(held, tmp_path / "a")


def test_every_file_bears_the_zone_of_its_package(held: Container, tmp_path: Path) -> None:
    disk = Disk()
    (made,) = take_out_by(held, ("report.pdf",), tmp_path, disk.streams)
    assert disk.marks == {made: b"[ZoneTransfer]\r\nZoneId=3\r\n"}
    disk.marks[held.path] = b"[ZoneTransfer]\r\nZoneId=4\r\nHostUrl=about:internet\r\n"
    (other,) = take_out_by(held, ("report.pdf",), tmp_path, disk.streams)
    assert disk.marks[other] == b"[ZoneTransfer]\r\nZoneId=4\r\n"


@pytest.mark.parametrize("told", [b"", b"ZoneId=9", b"[ZoneTransfer]\r\nZoneId=\r\n", b"\xff\xfe", b"xZoneId=1"])
def test_a_mark_that_says_nothing_counts_as_the_internet(told: bytes, tmp_path: Path) -> None:
    assert zone_of(tmp_path, Streams(lambda _: told, lambda _path, _content: None)) == web_mark.INTERNET


def test_a_disk_without_marks_goes_without(tmp_path: Path) -> None:
    def refuse(_path: Path, _content: bytes) -> None:
        raise OSError

    mark(tmp_path, "3", Streams(lambda _: None, refuse))
    mark(tmp_path, "3", web_mark.system_streams())
