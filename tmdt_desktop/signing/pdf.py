"""Signs a PDF: the leader first, then the office's seal over it (NĐ 30/2020/NĐ-CP, Phụ lục I; PAdES-B-B).

Both fields are made before the first signature, because one made later would break it. The leader certifies the
document and leaves only the filling of fields open; the seal fills the other field as a further revision.
"""

import binascii
import hashlib
import io
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from asn1crypto import x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.stamp.static import StaticStampStyle

from tmdt_desktop.errors import Blocked, Damaged, Refused
from tmdt_desktop.i18n import VIETNAM, utc_now
from tmdt_desktop.signing import stamps
from tmdt_desktop.signing.algorithms import digest_for
from tmdt_desktop.signing.keys import SigningKey
from tmdt_desktop.signing.pdf_check import OWN_FIELDS, require_signable
from tmdt_desktop.signing.pdf_reading import LARGEST
from tmdt_desktop.signing.running import run
from tmdt_desktop.signing.time_stamps import OfficeStamper
from tmdt_desktop.signing.trust import Role
from tmdt_desktop.whole_files import beside

LEADER_FIELD, SEAL_FIELD = OWN_FIELDS
ANNEX_FIELD = "DauPhuLuc"
_POINTS_PER_MM = 72 / 25.4
_SIGNATURE_MM = (46.0, 20.0)
_MARGIN = 15 * _POINTS_PER_MM
_TOP_GAP = 6.0
_STAMPED_ROOM = 1 << 16
_SIZES = 4096  # room that an incremental signature may take beside its appearance and certificates


@dataclass(frozen=True)
class Box:
    """A rectangle on a page (index from 0), in points from the page's lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points."""
        return self.top - self.bottom


@dataclass(frozen=True)
class PdfSigning:
    """Who signs and how it looks.

    `role` is LEADER or SEAL. `name` is the person's name or the office's. `boxes` (leader, seal) are needed with the
    leader's signature, which makes both fields. `image` is a PNG with a transparent ground; without one the look is
    drawn. `note` stands at the foot of a drawn seal. With a `stamper` the signature gets a time-stamp (PAdES-B-T).
    """

    role: Role
    name: str
    boxes: tuple[Box, Box] | None = None
    image: bytes | None = field(default=None, repr=False)
    note: str = "MẪU MINH HỌA"
    reason: str = ""
    location: str = ""
    stamper: OfficeStamper | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PdfReceipt:
    """A PDF that was signed, checked and written. `sha256` in lower hex, `signed_at` UTC. `remarks`: what to look at."""

    path: Path
    sha256: str
    signed_at: datetime
    remarks: tuple[str, ...] = ()


def signature_boxes(page: int, title_centre_x: float, top: float, seal_mm: float = 36) -> tuple[Box, Box]:
    """Where the leader's signature and the seal go.

    `title_centre_x` is the middle of the signer's title, `top` the lower edge of its last line, both in points. The
    room between title and name must be `seal_mm` high. The seal covers the left third of the signature and stands at
    its height (NĐ 30/2020/NĐ-CP, Phụ lục I, phần II.8).
    """
    side = seal_mm * _POINTS_PER_MM
    width, height = (each * _POINTS_PER_MM for each in _SIGNATURE_MM)
    middle, left = top - side / 2, title_centre_x - width / 2
    leader = Box(page, left, middle - height / 2, left + width, middle + height / 2)
    seal_right = left + width / 3
    return leader, Box(page, seal_right - side, middle - side / 2, seal_right, middle + side / 2)


def sign_pdf(source: Path, target: Path, key: SigningKey, wish: PdfSigning) -> PdfReceipt:
    """Sign `source` as `wish` says and put the result at `target` (which may be `source`) once it has been checked.

    Raises:
        Refused: out of order (seal before leader, or the same one twice), the certificate may not sign now, or the
            image is no picture.
        Blocked: a file cannot be read or written, the disk is full, or no time-stamp is to be had.
        Damaged: `source` is no PDF, or was changed after it was signed.
    """
    moment = utc_now().replace(microsecond=0)
    key.require_usable(moment)
    data = _read(source)
    _require_turn({each.field for each in require_signable(data)}, wish.role)
    drawing = _appearance(wish, _box_of(data, wish))
    if wish.role is Role.LEADER:
        data = _with_fields(data, _both_fields(wish))
    meta = PdfSignatureMetadata(
        field_name=LEADER_FIELD if wish.role is Role.LEADER else SEAL_FIELD,
        md_algorithm=_digest(key),
        subfilter=SigSeedSubFilter.PADES,
        reason=wish.reason or None,
        location=wish.location or None,
        certify=wish.role is Role.LEADER,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    receipt = _sign(data, target, _Making(key, meta, drawing, wish.stamper), moment)
    return replace(receipt, remarks=stamps.image_remarks(wish.image, wish.role)) if wish.image else receipt


def sign_annex_text(
    source: Path, target: Path, key: SigningKey, number: str, stamper: OfficeStamper | None = None
) -> PdfReceipt:
    """Put the office's signature on an annex that is a file of its own: one line of text at the top right of page 1.

    `number` is the report's number and symbol («125/BC-UBND»). Raises as `sign_pdf`.
    """
    moment = utc_now().replace(microsecond=0)
    key.require_usable(moment)
    data = _read(source)
    if require_signable(data):
        raise _signed_already()
    drawing, width, height = stamps.annex_line(annex_words(number, moment))
    page_width, page_height = _page_size(data)
    right, top = page_width - _MARGIN, page_height - _TOP_GAP
    box = SigFieldSpec(ANNEX_FIELD, on_page=0, box=_corners(Box(0, right - width, top - height, right, top)))
    meta = PdfSignatureMetadata(field_name=ANNEX_FIELD, md_algorithm=_digest(key), subfilter=SigSeedSubFilter.PADES)
    return _sign(_with_fields(data, (box,)), target, _Making(key, meta, drawing, stamper), moment)


def _digest(key: SigningKey) -> str:
    return digest_for(x509.Certificate.load(key.certificate_der))


def annex_words(number: str, moment: datetime) -> str:
    """«Số: 125/BC-UBND; 20/12/2024; 09:30:15 +07:00» (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    return f"Số: {number}; {moment.astimezone(VIETNAM):%d/%m/%Y; %H:%M:%S} +07:00"


class _DatedSigner(PdfSigner):
    """Signs with the moment it is given, so that what is printed and what is signed say the same second."""

    moment: datetime

    def init_signing_session(self, *arguments: object, **options: object) -> PdfSigningSession:
        session = super().init_signing_session(*arguments, **options)  # type: ignore[arg-type]
        session.system_time = self.moment
        return session


class _Drawing(PdfContent):
    """A one-page PDF as the face of a signature."""

    def __init__(self, page: bytes) -> None:
        self._page = page
        super().__init__()

    def render(self) -> bytes:
        drawn = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._page)))
        name = b"/Face" + binascii.hexlify(uuid.uuid4().bytes)
        self.resources.xobject[name.decode("ascii")] = drawn
        left, bottom, right, top = drawn.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return name + b" Do"


@dataclass(frozen=True)
class _Making:
    """What a signature is made of."""

    key: SigningKey
    meta: PdfSignatureMetadata
    drawing: bytes
    stamper: OfficeStamper | None


def _sign(data: bytes, target: Path, making: _Making, moment: datetime) -> PdfReceipt:
    face = StaticStampStyle(
        background=_Drawing(making.drawing), border_width=0, background_opacity=1.0, background_layout=_edge_to_edge()
    )
    signer = _DatedSigner(making.meta, making.key.signer, stamp_style=face, timestamper=making.stamper)
    signer.moment = moment.astimezone(VIETNAM)
    output = io.BytesIO()
    room = _STAMPED_ROOM if making.stamper else None  # else the library would ask the server once more, for its size
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    run(signer.async_sign_pdf(writer, existing_fields_only=True, bytes_reserved=room, output=output))
    signed = output.getvalue()
    with beside(target, needed=len(signed) + _SIZES) as staged:
        staged.write_bytes(signed)
        written = staged.read_bytes()
        _require_signed(written, making.meta.field_name)
    return PdfReceipt(target, hashlib.sha256(written).hexdigest(), moment)


def _require_signed(written: bytes, name: str | None) -> None:
    """Believe a signature only after it was read back."""
    if name not in {each.field for each in require_signable(written)}:
        raise Damaged("Chữ ký vừa tạo đọc lại không đúng nên đã bỏ.", cure="Ký lại; nếu vẫn vậy, ký bằng khoá khác.")


def _edge_to_edge() -> SimpleBoxLayoutRule:
    return SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0))


def _require_turn(filled: set[str], role: Role) -> None:
    wanted = {Role.LEADER: set(), Role.SEAL: {LEADER_FIELD}}[role]
    if filled == wanted:
        return
    if role is Role.SEAL and LEADER_FIELD not in filled:
        raise Refused(
            "Lãnh đạo chưa ký nên chưa đóng dấu được.",
            why="Dấu cơ quan chỉ đóng sau chữ ký của người có thẩm quyền (NĐ 30/2020/NĐ-CP).",
            cure="Trình lãnh đạo ký trước rồi đóng dấu.",
        )
    raise _signed_already()


def _signed_already() -> Refused:
    return Refused("Văn bản này đã có chữ ký đó rồi.", cure="Nếu cần ký lại, lập lại văn bản rồi ký từ đầu.")


def _appearance(wish: PdfSigning, box: Box) -> bytes:
    if wish.role is Role.LEADER:
        return stamps.handwriting(wish.name, box.width, box.height, wish.image)
    return stamps.seal(wish.name, wish.note, box.width, wish.image)


def _box_of(data: bytes, wish: PdfSigning) -> Box:
    if wish.role is Role.SEAL:
        return _made_box(data)
    if wish.boxes is None:
        raise ValueError("the leader's signature makes both fields and needs both boxes")
    return wish.boxes[0]


def _made_box(data: bytes) -> Box:
    reader = PdfFileReader(io.BytesIO(data))
    for each in reader.root["/AcroForm"]["/Fields"]:
        if each.get_object().get("/T") == SEAL_FIELD:
            left, bottom, right, top = (float(side) for side in each.get_object()["/Rect"])
            return Box(0, left, bottom, right, top)
    raise Refused("Văn bản không có ô để đóng dấu.", cure="Lập lại báo cáo trong chương trình rồi ký từ đầu.")


def _both_fields(wish: PdfSigning) -> tuple[SigFieldSpec, ...]:
    names = (LEADER_FIELD, SEAL_FIELD)
    return tuple(
        SigFieldSpec(name, on_page=box.page, box=_corners(box))
        for name, box in zip(names, wish.boxes or (), strict=True)
    )


def _corners(box: Box) -> tuple[int, int, int, int]:
    # The library's type says whole numbers; it writes any number as it is.
    return (box.left, box.bottom, box.right, box.top)  # type: ignore[return-value]


def _with_fields(data: bytes, fields: tuple[SigFieldSpec, ...]) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    for each in fields:
        append_signature_field(writer, each)
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    return output.getvalue()


def _page_size(data: bytes) -> tuple[float, float]:
    page = PdfFileReader(io.BytesIO(data)).root["/Pages"]["/Kids"][0].get_object()
    while "/Kids" in page:
        page = page["/Kids"][0].get_object()
    while "/MediaBox" not in page:
        page = page["/Parent"].get_object()
    left, bottom, right, top = (float(side) for side in page["/MediaBox"])
    return right - left, top - bottom


def _read(source: Path) -> bytes:
    try:
        if source.stat().st_size > LARGEST:
            raise Refused(f"{source.name} quá lớn để ký.", cure="Bớt ảnh trong báo cáo rồi lập lại.")
        return source.read_bytes()
    except OSError as fault:
        raise Blocked(f"Không đọc được {source.name} để ký.", cure="Lập lại báo cáo rồi ký lại.") from fault
