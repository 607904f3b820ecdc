"""ASiCManifest (ETSI EN 319 162-1, clause A.4): the list of files that a package's signature speaks for.

Beside the digest of each file's content the list carries, as a non-critical extension, how the file is packed and the
digest of its packed bytes. With it no byte of the archive is left that could change unseen.
"""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import quote, unquote
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from tmdt_desktop.signing.zip_form import DEFLATED, STORED

ASIC = "http://uri.etsi.org/02918/v1.2.1#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
PACKING = "urn:tmdt-desktop:package:1"
SIGNATURE_TYPE = "application/pkcs7-signature"
_SAFE_IN_URI = "/-._~!$&'()*+,;=:@"
_LONGEST_DIGEST = 100
_Attributes = dict[str, str]


@dataclass(frozen=True)
class Line:
    """One file as the manifest tells it. Digests are SHA-256; `packed_digest` is of the bytes in the archive."""

    name: str
    media_type: str
    digest: bytes
    method: int
    packed_digest: bytes


@dataclass(frozen=True)
class Manifest:
    """Which signature it belongs to and the files it lists."""

    signature: str
    lines: tuple[Line, ...]


class ManifestFault(Exception):
    """It is no manifest of the form."""


def render(manifest: Manifest) -> bytes:
    """The manifest as XML, the same bytes for the same content."""
    lines = "".join(_render_line(each) for each in manifest.lines)
    reference = f"<asic:SigReference URI={_uri(manifest.signature)} MimeType={quoteattr(SIGNATURE_TYPE)}/>"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<asic:ASiCManifest xmlns:asic="{ASIC}" xmlns:ds="{DSIG}" xmlns:tmdt="{PACKING}">\n'
        f"{reference}\n{lines}</asic:ASiCManifest>\n"
    ).encode()


def _render_line(line: Line) -> str:
    method = "deflate" if line.method == DEFLATED else "store"
    return (
        f"<asic:DataObjectReference URI={_uri(line.name)} MimeType={quoteattr(line.media_type)}>"
        f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>{_base64(line.digest)}</ds:DigestValue>'
        '<asic:DataObjectReferenceExtensions><asic:Extension Critical="false">'
        f'<tmdt:Packing Method="{method}" Digest="{_base64(line.packed_digest)}"/>'
        "</asic:Extension></asic:DataObjectReferenceExtensions></asic:DataObjectReference>\n"
    )


def parse(data: bytes) -> Manifest:
    """Read a manifest. No document type, entity or processing instruction is let in.

    Raises:
        ManifestFault: not well-formed, or not of the form.
    """
    if not data.startswith(b"<"):  # a mark of another alphabet would be believed before what is said here
        raise ManifestFault("not UTF-8")
    reader = _Reader()
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.ProcessingInstructionHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no keyword here
        return reader.manifest()
    except (expat.ExpatError, ValueError, KeyError, LookupError) as fault:
        raise ManifestFault(str(fault)) from fault


class _Reader:
    """Collects the elements of the manifest by their path; anything that is not expected is refused."""

    def __init__(self) -> None:
        self._path: list[str] = []
        self._text = ""
        self._signature: list[str] = []
        self._lines: list[Line] = []
        self._line: _Attributes = {}

    def refuse(self, *_: object) -> None:
        raise ManifestFault("a document type, an entity or an instruction")

    def start(self, name: str, attributes: _Attributes) -> None:
        self._path.append(name)
        if self._path == _SIGNATURE:
            self._signature.append(_name(attributes["URI"]))
        elif self._path == _LINE:
            self._line = {"URI": attributes["URI"], "MimeType": attributes["MimeType"]}
        elif self._path == _METHOD:
            self._note("Algorithm", attributes["Algorithm"])
        elif self._path == _EXTENSION:
            if attributes["Critical"] != "false":
                raise ManifestFault("a critical extension that nobody here knows")
        elif self._path == _PACKING:
            self._note("Method", attributes["Method"])
            self._note("PackedDigest", attributes["Digest"])
        elif self._path not in (_ROOT, _EXTENSIONS, _VALUE):
            raise ManifestFault(f"unexpected {name}")

    def _note(self, key: str, value: str) -> None:
        if key in self._line:
            raise ManifestFault(f"{key} twice")
        self._line[key] = value

    def end(self, _: str) -> None:
        if self._path == _VALUE:
            self._note("Digest", self._text)
            self._text = ""
        elif self._path == _LINE:
            self._lines.append(_line(self._line))
        self._path.pop()

    def text(self, data: str) -> None:
        """Text has one place, and little room there: gathering a stranger's megabytes a line at a time takes minutes."""
        if self._path == _VALUE:
            self._text += data
            if len(self._text) > _LONGEST_DIGEST:
                raise ManifestFault("digest length")
        elif data.strip():
            raise ManifestFault("text between elements")

    def manifest(self) -> Manifest:
        if len(self._signature) != 1 or not self._lines:
            raise ManifestFault("one signature and at least one file are needed")
        if len({line.name for line in self._lines}) != len(self._lines):
            raise ManifestFault("a file twice")
        return Manifest(self._signature[0], tuple(self._lines))


def _path(*names: str) -> list[str]:
    return [f"{ASIC} {name}" for name in names]


_ROOT = _path("ASiCManifest")
_SIGNATURE = _path("ASiCManifest", "SigReference")
_LINE = _path("ASiCManifest", "DataObjectReference")
_METHOD, _VALUE = ([*_LINE, f"{DSIG} {name}"] for name in ("DigestMethod", "DigestValue"))
_EXTENSIONS = [*_LINE, f"{ASIC} DataObjectReferenceExtensions"]
_EXTENSION = [*_EXTENSIONS, f"{ASIC} Extension"]
_PACKING = [*_EXTENSION, f"{PACKING} Packing"]


def _line(found: _Attributes) -> Line:
    if found["Algorithm"] != SHA256:
        raise ManifestFault("digest algorithm")
    method = {"deflate": DEFLATED, "store": STORED}[found["Method"]]
    return Line(
        _name(found["URI"]),
        found["MimeType"],
        _digest(found["Digest"]),
        method,
        _digest(found["PackedDigest"]),
    )


def _digest(text: str) -> bytes:
    try:
        value = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as fault:
        raise ManifestFault("digest") from fault
    if len(value) != 32:
        raise ManifestFault("digest length")
    return value


def _name(uri: str) -> str:
    """The name behind a URI; only the one way of writing it that `render` uses, so that no two mean one file."""
    name = unquote(uri, errors="strict")
    if quote(name, safe=_SAFE_IN_URI) != uri:
        raise ManifestFault("URI")
    return name


def _uri(name: str) -> str:
    return quoteattr(quote(name, safe=_SAFE_IN_URI))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
