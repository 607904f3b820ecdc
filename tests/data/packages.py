"""Packages in tests: received, and packed anew by somebody who changes them."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tmdt_desktop.services.package_checks import ContentReading, Contents, check_content
from tmdt_desktop.services.package_content import content_id
from tmdt_desktop.services.receive_packages import ReceiveWish, receive_packages
from tmdt_desktop.services.receiving_rules import Received
from tmdt_desktop.signing.trial_ca import TrialCa
from tmdt_desktop.signing.trust import Role
from tmdt_desktop.store.workspace import Workspace

Files = dict[str, bytes]
"""Content by name."""


def receive(ws: Workspace, wish: ReceiveWish, *files: Path) -> tuple[Received, ...]:
    """Receive these files as `wish` says."""
    return receive_packages(ws, replace(wish, files=files))


def one(ws: Workspace, wish: ReceiveWish, file: Path) -> Received:
    """Receive one file."""
    (made,) = receive(ws, wish, file)
    return made


def repacked(package: Path, key: tuple[str, Role], ca: TrialCa, password: str, **files: bytes) -> Path:
    """The same files with others in their place, the identity made right again, signed anew."""
    from tmdt_desktop.signing.container import Part, write_container
    from tmdt_desktop.signing.keys import open_pkcs12

    with ZipFile(package) as archive:
        names = [name for name in archive.namelist() if not name.startswith(("META-INF", "mimetype"))]
        held = {name: archive.read(name) for name in names}
    held.update(
        {name.replace("__", "/").replace("_json", ".json").replace("_csv", ".csv"): c for name, c in files.items()}
    )
    if "package.json" in held and files:
        about = json.loads(held["package.json"])
        digests = {name: sha256(content).hexdigest() for name, content in held.items() if name != "package.json"}
        held["package.json"] = json.dumps({**about, "content_id": str(content_id(digests, about))}).encode()
    target = package.with_name(f"ký lại {len(files)} {key[0]}.asice")
    parts = [Part(name, "application/octet-stream", content) for name, content in held.items()]
    write_container(target, parts, open_pkcs12(ca.keys[key], password))
    return target


def renamed(files: Files, **changed: Any) -> Files:
    """The package with other words in package.json, its identity made right again."""
    about = {**json.loads(files["package.json"]), **changed}
    others = {name: sha256(content).hexdigest() for name, content in files.items() if name != "package.json"}
    about["content_id"] = str(content_id(others, about))
    return {**files, "package.json": json.dumps(about, ensure_ascii=False).encode()}


def look(files: Files) -> ContentReading:
    """The content alone, whoever signed it."""
    return check_content(Contents({name: len(content) for name, content in files.items()}, files.__getitem__))
