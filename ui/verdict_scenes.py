"""Scenes of what a check can end in, to be photographed: each of the five words, on files made for it."""

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tmdt_desktop.services.workspaces import save_settings, settings
from tmdt_desktop.signing.container import Part, write_container
from tmdt_desktop.signing.keys import open_pkcs12
from ui.pages.packages import PackagesPage
from ui.pages.verdict_content import SignatureItems
from ui.scenes import KEY_PASSWORD, key_file, pause, sent_package, until

if TYPE_CHECKING:
    from ui.screenshots import Picture, Stage

Made = Callable[["Stage"], Path]
_YEAR = 2024
_OPENED = 2


def _checked(make: Made) -> "Picture":
    def picture(stage: "Stage") -> None:
        _check(stage, make(stage))

    return picture


def _check(stage: "Stage", file: Path) -> PackagesPage:
    page = stage.page("packages")
    if not isinstance(page, PackagesPage):
        raise TypeError(page.name)
    page.year.put(_YEAR)
    page.verify.check = None
    page.check(file)
    until(lambda: page.verify.check is not None)
    pause(300)
    return page


def _named(stage: "Stage", content: bytes) -> Path:
    file = stage.desk.workspace.path.parent / "TMDT_247_2024_nam_l1_20241218090512.asice"
    file.write_bytes(content)
    return file


def _cut(stage: "Stage") -> Path:
    content = sent_package(stage).read_bytes()
    return _named(stage, content[: len(content) // 2])


def _signed_by(name: str) -> Made:
    """A file of the right form that a key signed which is not to be believed."""

    def make(stage: "Stage") -> Path:
        target = stage.desk.workspace.path.parent / f"TMDT_247_2024_nam_l1_{name}.asice"
        target.unlink(missing_ok=True)
        parts = (Part("package.json", "application/json", b"{}"),)
        write_container(target, parts, open_pkcs12(key_file(stage, name), KEY_PASSWORD))
        return target

    return make


def _with_unsigned_pack(stage: "Stage") -> None:
    """The good package again, checked against a pack that nobody signed."""
    ws, before = stage.desk.workspace, settings(stage.desk.workspace)
    copy = ws.path.parent / "chua-ky"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ws.path / before.trust_folder, copy)
    (copy / "trust.p7s").unlink()
    shutil.rmtree(copy / "offices")
    names = [path for path in sorted(copy.rglob("*")) if path.is_file() and path.name != "trust.json"]
    files = {path.relative_to(copy).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in names}
    listing = {"format": 1, "issued": date.today().isoformat(), "files": files}  # noqa: DTZ011 - the office's own day
    (copy / "trust.json").write_text(json.dumps(listing), encoding="utf-8")
    save_settings(ws, replace(before, trust_folder=str(copy)))
    _check(stage, sent_package(stage))
    save_settings(ws, before)


def _items(stage: "Stage") -> None:
    page = _check(stage, sent_package(stage))
    for shown in cast("list[SignatureItems]", page.findChildren(SignatureItems))[:_OPENED]:
        shown.more.click()
    pause(300)


VERDICTS: "tuple[tuple[str, Picture], ...]" = (
    ("so-kiem-tra-hong", _checked(_cut)),
    ("so-kiem-tra-khong-hop-le", _checked(_signed_by("revoked"))),
    ("so-kiem-tra-chua-xac-dinh", _checked(_signed_by("unknown"))),
    ("so-kiem-tra-canh-bao", _with_unsigned_pack),
    ("so-kiem-tra-tung-muc", _items),
)
