"""Files taken out of a package, so that other programs can open them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tmdt_desktop.errors import Blocked, Refused
from tmdt_desktop.services.anchored_time import Known, find_proof
from tmdt_desktop.services.examination import Examined, examine
from tmdt_desktop.services.verify_file import digested, trust_for
from tmdt_desktop.services.web_mark import Streams, mark, system_streams, zone_of
from tmdt_desktop.signing.verdicts import Verdict, weightiest
from tmdt_desktop.store.workspace import Workspace
from tmdt_desktop.whole_files import free_name

if TYPE_CHECKING:
    from tmdt_desktop.signing.container import Container

_LOOK_AT_CHECK = "Xem kết quả kiểm tra gói; xin đơn vị gửi gói khác."


def take_out(
    file: Path, names: Sequence[str], to: Path, trust: Path | None = None, ws: Workspace | None = None
) -> tuple[Path, ...]:
    """Write the files of those `names` (none: all) of the package `file` into the folder `to`, each under a free name.

    Files keep their place («data/businesses.csv») and bear the mark of a file from outside. All are written or none.
    `trust`, `ws`: as `verify_file`. Returns where they lie, in the order of `names`.
    Raises:
        Refused: the package is not valid or is encrypted, there is no such file in it, or `to` lies in the workspace.
        Blocked: it cannot be read or written. Damaged: the package changed meanwhile.
    """
    return take_out_by(_opened(file, trust, ws), names, _folder(to, ws), system_streams())


def take_out_by(container: "Container", names: Sequence[str], to: Path, streams: Streams) -> tuple[Path, ...]:
    """As `take_out`, out of a package that was checked; `streams`: how marks are read and written."""
    zone, wanted = zone_of(container.path, streams), names or container.names
    for name in wanted:
        if name not in container.names:
            raise Refused(f"Trong gói không có tệp {name}.", cure="Chọn tệp có trong danh sách của gói.")
    made: list[Path] = []
    try:
        for name in wanted:
            made.append(container.extract(name, _target(to, name)))
            mark(made[-1], zone, streams)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return tuple(made)


def _opened(file: Path, trust: Path | None, ws: Workspace | None) -> "Container":
    """The package, once it is known to be none of the bad."""
    pack = trust_for(trust, ws)
    proof = find_proof(digested(file)[1], Known((), ws), pack)
    examined = examine(file, pack, proven_at=proof.at)
    if examined.container is None:
        raise Refused(
            "Gói được mã hóa cho nơi nhận nên chưa lấy tệp ra được.",
            cure="Nhận gói bằng khóa của nơi nhận ở trang Gói gửi, nhận.",
        )
    if examined.verdict.rank > Verdict.UNDETERMINED.rank:
        raise Refused("Gói này không lấy tệp ra được.", why=_why(examined), cure=_LOOK_AT_CHECK)
    return examined.container


def _why(examined: Examined) -> str:
    first = weightiest(examined.findings)
    return first.sentence if first else ""


def _folder(to: Path, ws: Workspace | None) -> Path:
    if ws is not None and to.resolve().is_relative_to(ws.path.resolve()):
        raise Refused(
            "Không lấy tệp ra thư mục sổ.",
            why="Trong thư mục sổ mọi tệp đều được mã hóa.",
            cure="Chọn thư mục khác, ví dụ Tài liệu.",
        )
    return to


def _target(to: Path, name: str) -> Path:
    """Where the file of that name goes: inside `to` whatever lies there already, under a name that is free."""

    target = to / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        inside = target.parent.resolve().is_relative_to(to.resolve())
    except OSError as fault:
        raise Blocked(
            f"Không tạo được thư mục để lấy tệp {target.name} ra.",
            cure="Cắm lại USB hoặc chọn thư mục khác rồi làm lại.",
        ) from fault
    if not inside:
        raise Refused(
            f"Không lấy tệp {name} ra đó.",
            why=f"{target.parent.name} ở nơi đã chọn là đường dẫn tắt sang chỗ khác.",
            cure="Chọn một thư mục trống.",
        )
    return free_name(target)
