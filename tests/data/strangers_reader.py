"""A reader of packages by somebody who has docs/package-format.md, Python and openssl, and nothing of this program.

python3 strangers_reader.py PACKAGE TRUST-PACK [SECONDS SINCE 1970]: prints what the package says, or why not to believe it.
"""

import csv
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import uuid
import zipfile
from base64 import b64decode
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote
from xml.etree import ElementTree as ET

ASIC, DS = "{http://uri.etsi.org/02918/v1.2.1#}", "{http://www.w3.org/2000/09/xmldsig#}"
MANIFEST, SIGNATURE = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"


def fail(why: str) -> NoReturn:
    raise SystemExit(f"NOT BELIEVED: {why}")


def openssl(*arguments: object, feed: bytes | None = None) -> bytes:
    done = subprocess.run(["openssl", *map(str, arguments)], input=feed, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else fail("the signature does not hold")


def opened(path: str) -> dict[str, bytes]:
    names = (box := zipfile.ZipFile(path)).namelist()
    if names[0] != "mimetype" or box.read("mimetype") != b"application/vnd.etsi.asic-e+zip":
        fail("no ASiC-E container")
    if names[-2:] != [MANIFEST, SIGNATURE] or len({name.casefold() for name in names}) != len(names):
        fail("files doubled or out of order")
    files = {name: box.read(name) for name in names}
    lines = ET.fromstring(files[MANIFEST]).iter(f"{ASIC}DataObjectReference")
    listed = [(unquote(line.get("URI", "")), line.findtext(f"{DS}DigestValue", "")) for line in lines]
    if [name for name, _ in listed] != names[1:-2]:
        fail("the files are not those of the manifest")
    for name, digest in listed:
        if hashlib.sha256(files[name]).digest() != b64decode(digest):
            fail(f"{name} has been changed")
    return files


def signer(signature: bytes, content: bytes, trust: dict[str, bytes], moment: str | None) -> str:
    """The fingerprint of the certificate that signed `content`, when a root of the trust pack vouches for it."""
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder)
        (to / "p7s").write_bytes(signature)
        (to / "content").write_bytes(content)
        ders = [data for name, data in trust.items() if name.startswith(("roots/", "intermediates/"))]
        pems = [data if data.startswith(b"-----") else openssl("x509", "-inform", "DER", feed=data) for data in ders]
        (to / "ca").write_bytes(b"".join(pems))
        signed = ("-inform", "DER", "-in", to / "p7s", "-content", to / "content", "-CAfile", to / "ca")
        at = ("-purpose", "any", *(("-attime", moment) if moment else ()))
        openssl("cms", "-verify", "-cades", "-binary", *signed, *at, "-signer", to / "own", "-out", to / "out")
        return hashlib.sha256(openssl("x509", "-in", to / "own", "-outform", "DER")).hexdigest()


def told(files: dict[str, bytes]) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(files["package.json"])
    others = ("META-INF", "mimetype", "package.json")
    content = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if not name.startswith(others)}
    rest = {name: value for name, value in about.items() if name != "content_id"}
    line = json.dumps({"files": content, "package": rest}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    number = int.from_bytes(hashlib.sha256(line.encode()).digest()[:16], "big")
    if uuid.UUID(int=number & ~(0xF << 76 | 3 << 62) | 8 << 76 | 2 << 62) != uuid.UUID(about["content_id"]):
        fail("its number is not that of its files")
    for table in json.loads(files["datapackage.json"])["resources"]:
        rows = csv.DictReader(io.StringIO(files[table["path"]].decode("utf-8"), newline=""))
        if len(list(rows)) != about["counts"][table["name"]]:
            fail(f"{table['path']} has another number of rows")
    return about


if __name__ == "__main__":
    package, pack, moment = opened(sys.argv[1]), opened(sys.argv[2]), (*sys.argv[3:], None)[0]
    signer(pack["trust.p7s"], pack["trust.json"], pack, moment)
    for name, digest in json.loads(pack["trust.json"])["files"].items():
        if hashlib.sha256(pack[name]).hexdigest() != digest:
            fail(f"{name} of the trust pack has been changed")
    own = signer(package[SIGNATURE], package[MANIFEST], pack, moment)
    register = json.loads(pack["offices.json"])["offices"]
    lines = [(office["code"], each["fingerprint"]) for office in register for each in office["certificates"]]
    offices = [code for code, fingerprint in lines if fingerprint == own]
    said = told(package) if "package.json" in package else json.loads(package["receipt.json"])
    if "package.json" in package and offices != [said["office"]["code"]]:
        fail("another office signed it")
    more = {"signed_for": offices, "figures": json.loads(package.get("figures.json", b"{}"))}
    sys.stdout.write(json.dumps({**said, **more}, ensure_ascii=False))
