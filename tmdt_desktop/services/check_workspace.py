"""Is the workspace what it should be: the database whole, its history unbroken, its search and its files in step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, and_, func, select

from tmdt_desktop.i18n import number
from tmdt_desktop.records import REGISTERS, Record
from tmdt_desktop.records.package import Direction, Package
from tmdt_desktop.records.report import Report
from tmdt_desktop.services.attachments import loose_files, rotten
from tmdt_desktop.services.backup_file import count_records, file_hash
from tmdt_desktop.services.row_reader import read_rows
from tmdt_desktop.store import attachments, audit, search
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.task import SILENT, Task

_RESTORE = "Sao chép thư mục sổ sang ổ khác, rồi phục hồi từ bản sao lưu gần nhất."


@dataclass(frozen=True)
class CheckLine:
    """One thing that was looked at. `cure` is empty when it is sound."""

    what: str
    sound: bool
    sentence: str
    cure: str = ""


@dataclass(frozen=True)
class CheckReport:
    """Everything that was looked at; `counts` are (title of the register, its records)."""

    lines: tuple[CheckLine, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def sound(self) -> bool:
        """Nothing is wrong."""
        return all(line.sound for line in self.lines)


def check_workspace(ws: Workspace, task: Task = SILENT) -> CheckReport:
    """Read everything once and say what is wrong; nothing is changed.

    Raises:
        Damaged: the database cannot be read at all. Cancelled: the user stopped it.
    """
    with ws.read() as connection:
        task.step(0, 4, "Đọc cơ sở dữ liệu")
        lines = [_database(connection)]
        task.step(1, 4, "Kiểm tra lịch sử")
        lines.append(_history(connection))
        task.step(2, 4, "Đối chiếu tìm kiếm")
        lines += [_search(connection, register) for register in REGISTERS]
        lines.append(_keys(connection))
        task.step(3, 4, "Đối chiếu tệp")
        lines += [_files(connection, ws.path), _attached(connection, ws, task)]
        counts = count_records(connection)
    titles = tuple((register.title, counts[register.code]) for register in REGISTERS)
    return CheckReport(tuple(lines), titles)


def _database(connection: Connection) -> CheckLine:
    """Every page by its seal (SQLCipher keeps one a page), then the structure."""
    what = "Cơ sở dữ liệu"
    seals = connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()
    said = connection.exec_driver_sql("PRAGMA integrity_check(3)").scalars().all()
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if seals or said != ["ok"] or loose:
        return CheckLine(what, sound=False, sentence="Tệp dữ liệu có chỗ hỏng.", cure=_RESTORE)
    return CheckLine(what, sound=True, sentence="Đọc hết, không có chỗ hỏng.")


def _history(connection: Connection) -> CheckLine:
    broken = audit.first_broken(connection)
    if broken is None:
        return CheckLine("Lịch sử", sound=True, sentence="Mọi việc đã ghi nối liền nhau, không bị sửa.")
    sentence = f"Lịch sử bị sửa từ việc thứ {number(broken)}."
    return CheckLine("Lịch sử", sound=False, sentence=sentence, cure=_RESTORE)


def _search(connection: Connection, register: type[Record]) -> CheckLine:
    """Each record is found by its own words, and nothing else is found."""
    code, what = register.code, f"Tìm kiếm trong {register.title}"
    names = {field.name for field in register.fields() if field.searched} | {register.name_field}
    names |= {part.name for part in register.sub_lists()}
    order = f"SELECT place, seq, sort_key, words FROM search_{code} ORDER BY place"  # noqa: S608
    told = connection.exec_driver_sql(order).all()
    kept = {seq: (key, words) for _, seq, key, words in told}
    indexed = connection.exec_driver_sql(f"SELECT id FROM fts_{code}_docsize ORDER BY id").scalars().all()  # noqa: S608
    keys = [key for _, _, key, _ in told]
    same = indexed == [place for place, *_ in told] and keys == sorted(keys)
    for seq, values in read_rows(connection, register, names, own=False):
        ((key, _, words),) = search.search_rows(register, [seq], [values])
        same = same and kept.pop(seq, None) == (key, words)
    if same and not kept:
        return CheckLine(what, sound=True, sentence="Khớp với sổ.")
    return CheckLine(what, sound=False, sentence="Kết quả tìm không khớp với sổ.", cure=_RESTORE)


def _keys(connection: Connection) -> CheckLine:
    """Keys that several of the office's own records bear are told; lists bring them, and a person mends them."""
    doubled = [f"{number(count)} ở «{made.title}»" for made in REGISTERS if (count := _doubled(connection, made))]
    if not doubled:
        return CheckLine("Mã của hồ sơ", sound=True, sentence="Mỗi mã ở một hồ sơ.")
    sentence = f"Mã đứng ở nhiều hồ sơ: {', '.join(doubled)}. Xem và gộp ở trang Hồ sơ trùng."
    return CheckLine("Mã của hồ sơ", sound=True, sentence=sentence)


def _doubled(connection: Connection, register: type[Record]) -> int:
    table = register.__table__.c
    columns = [table[made.name] for made in register.fields() if made.key]
    if not columns:
        return 0
    own = table.package.is_(None) & and_(*(column.is_not(None) for column in columns))
    several = select(*columns).where(own).group_by(*columns).having(func.count() > 1).subquery()
    return connection.scalar(select(func.count()).select_from(several)) or 0


def _files(connection: Connection, root: Path) -> CheckLine:
    noted = [*_report_files(connection, root), *_package_files(connection, root)]
    bad = [path.name for path, digest in noted if not _is(path, digest)]
    if not bad:
        return CheckLine("Tệp", sound=True, sentence=f"{number(len(noted))} tệp đúng như lúc ghi.")
    sentence = f"{number(len(bad))} tệp thiếu hoặc đã đổi: {_some(bad)}."
    return CheckLine("Tệp", sound=False, sentence=sentence, cure="Phục hồi các tệp đó từ bản sao lưu.")


def _attached(connection: Connection, ws: Workspace, task: Task) -> CheckLine:
    """Every attached content is decrypted and compared with its hash; contents that nothing refers to are told."""
    bad = list(rotten(connection, ws, task))
    if bad:
        sentence = f"{number(len(bad))} tệp kèm theo thiếu hoặc đã đổi: {_some(bad)}."
        cure = "Kèm lại tệp gốc, hoặc phục hồi thư mục attachments từ bản sao lưu."
        return CheckLine(attachments.TITLE, sound=False, sentence=sentence, cure=cure)
    loose = len(loose_files(connection, ws))
    sentence = f"{number(len(attachments.names_by_content(connection)))} tệp mở được, đúng như lúc kèm."
    if loose:
        sentence += f" Còn giữ {number(loose)} tệp đã gỡ để hoàn lại được."
    return CheckLine(attachments.TITLE, sound=True, sentence=sentence)


def _some(names: Sequence[str]) -> str:
    return "; ".join(names[:3]) + ("…" if len(names) > 3 else "")


def _report_files(connection: Connection, root: Path) -> Iterator[tuple[Path, str]]:
    table = Report.__table__.c
    for id_, files in connection.execute(select(table.id, table.files).where(table.files.is_not(None))):
        for noted in files.values():
            if isinstance(noted, dict) and "sha256" in noted:
                yield root / "reports" / str(id_) / noted["name"], noted["sha256"]


def _package_files(connection: Connection, root: Path) -> Iterator[tuple[Path, str]]:
    table = Package.__table__.c
    kept = select(table.direction, table.file_name, table.sha256).where(table.sha256.is_not(None))
    for direction, name, digest in connection.execute(kept):
        yield (_received(root, digest) if direction is Direction.RECEIVED else root / "sent" / name), digest


def _received(root: Path, digest: str) -> Path:
    """A received file is filed under its hash, with the endings it came with."""
    folder = root / "received"
    return next(iter(sorted(folder.glob(f"{digest}.*"))), folder / digest)


def _is(path: Path, digest: str) -> bool:
    try:
        return file_hash(path) == digest
    except OSError:
        return False
