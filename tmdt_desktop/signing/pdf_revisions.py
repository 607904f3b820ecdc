"""What each later revision of a PDF adds to the one before it, and whether that is what offices do.

Normal is what an office's tools do after the leader signed: another signature, the number and day in their places at the
head of page 1, what long-term validation stores. All else (other content, other fonts, pages that come or go, notes over
the text, scripts, files, layers) is not, even where each signature's own arithmetic still holds: shadow attacks, evil
annotations and sneaky signatures (Mainka and others, NDSS 2021; IEEE S&P 2021) live there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from tmdt_desktop.signing.pdf_places import Rectangle, head_under, meets, rectangle, seal_fits
from tmdt_desktop.signing.pdf_text import Shown, shown_on
from tmdt_desktop.signing.pdf_tree import (
    Entangled,
    Sameness,
    entries,
    got,
    pages,
    pointed,
    resolved,
    same,
)

_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_PAGE_FREE = frozenset({"/Annots", "/Parent", "/Tabs", "/LastModified", *_INHERITED})
_ROOT_FREE = frozenset({"/Pages", "/AcroForm", "/DSS", "/Extensions", "/Perms", "/Metadata", "/Version"})
_FORM_FREE = frozenset({"/Fields", "/SigFlags", "/DR", "/DA", "/NeedAppearances"})
_SIGNING = frozenset({"/V", "/AP", "/AS", "/M", "/F", "/MK", "/Lock", "/DA"})
_NOTES = frozenset({"/FreeText", "/Stamp"})
_MOST_FIELDS = 500
_BARE = 12
_STORED, _STAMPED = "thêm dữ liệu xác thực lâu dài", "thêm dấu thời gian"
PROVING = frozenset({_STORED, _STAMPED})
"""What a revision may do that only proves signatures for later (PAdES-B-LT, -LTA)."""
_ACTIVE: Mapping[str, str] = {
    "/OpenAction": "một lệnh chạy khi mở tệp",
    "/AA": "lệnh tự chạy",
    "/Names": "kịch bản hoặc tệp đính kèm",
    "/OCProperties": "lớp nội dung ẩn, hiện",
    "/AF": "tệp đính kèm",
    "/Collection": "tệp đính kèm",
}


@dataclass(frozen=True)
class Change:
    """One thing that a revision did to the file. `normal`: an office's tool does so.

    `note`: words it put on a page; `over`: the line at the head of page 1 on which they stand («Số:      /BC-UBND»).
    """

    what: str
    normal: bool
    note: str = ""
    over: str = ""


@dataclass(frozen=True)
class Revision:
    """One state of the file: its place from 0, what it changed, the signature fields that it filled."""

    place: int
    changes: tuple[Change, ...]
    signed: tuple[str, ...] = ()

    @property
    def normal(self) -> bool:
        """Everything in it is what an office's tools do."""
        return all(change.normal for change in self.changes)


def revisions_of(reader: PdfFileReader, since: int = 0) -> tuple[Revision, ...]:
    """Every revision of the file; what those after `since` changed, the earlier ones without changes.

    Raises:
        ValueError: the file's objects run in loops or are far too many; and whatever a malformed file makes of it.
    """
    made = [Revision(0, ())]
    before = root_of(reader, 0)
    for place in range(1, reader.xrefs.total_revisions):
        last, before = before, root_of(reader, place) or before
        if last is None or before is None:  # the first part of a file that was arranged for the web has no root yet
            made.append(Revision(place, ()))
            continue
        after, old, new = before, _form(last), _form(before)
        signed = tuple(name for name in new.fields if _is_signed(new.fields[name]) and not _was_signed(old, name))
        changes = _changes((last, after), (old, new), frozenset(signed)) if place > since else ()
        made.append(Revision(place, changes, signed))
    return tuple(made)


def root_of(reader: PdfFileReader, place: int) -> Any:
    """The root of a document as it was in one revision, None where that revision has none."""
    try:
        return reader.get_historical_root(place)
    except (LookupError, AssertionError):
        return None


def active_parts(root: Any) -> Iterator[str]:
    """What in a document acts by itself, hides or carries something: in words."""
    for key in ("/OpenAction", "/AA", "/OCProperties", "/AF", "/Collection"):
        if key in root and (key != "/OpenAction" or _acts(root["/OpenAction"])):
            yield _ACTIVE[key]
    names = got(root, "/Names") or {}
    if "/JavaScript" in names or "/EmbeddedFiles" in names:
        yield _ACTIVE["/Names"]
    if "/XFA" in (got(root, "/AcroForm") or {}):
        yield "biểu mẫu XFA"


def _acts(action: Any) -> bool:
    """An action that does more than to show a page."""
    return hasattr(action, "get") and got(action, "/S") not in ("/GoTo", None)


@dataclass
class _Form:
    """The fields of a form by their full name, and by what identifies their widgets."""

    fields: dict[str, Any] = field(default_factory=dict)
    kinds: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


def _changes(roots: tuple[Any, Any], forms: tuple[_Form, _Form], signed: frozenset[str]) -> tuple[Change, ...]:
    found = [*_root_changes(*roots), *_form_changes(*roots), *_field_changes(*forms)]
    found += _pages_changes(*roots, forms, signed)
    return tuple(dict.fromkeys(found))


def _was_signed(form: _Form, name: str) -> bool:
    return name in form.fields and _is_signed(form.fields[name])


def _is_signed(found: Any) -> bool:
    return got(found, "/FT") == "/Sig" and got(found, "/V") is not None


def _root_changes(before: Any, after: Any) -> Iterator[Change]:
    for key in sorted({*before, *after}):
        if key in _ROOT_FREE or (key in before and key in after and same(before.raw_get(key), after.raw_get(key))):
            continue
        yield Change(f"thêm hoặc đổi {_ACTIVE.get(key, f'phần {key[1:]} của tệp')}", normal=False)
    if "/DSS" in after and ("/DSS" not in before or not same(before.raw_get("/DSS"), after.raw_get("/DSS"))):
        yield Change(_STORED, normal=True)


def _form_changes(before: Any, after: Any) -> Iterator[Change]:
    """The form itself, its fields apart."""
    old, new = got(before, "/AcroForm", {}), got(after, "/AcroForm", {})
    for key in sorted({*old, *new} - _FORM_FREE):
        if not (key in old and key in new and same(old.raw_get(key), new.raw_get(key))):
            yield Change(f"thêm hoặc đổi biểu mẫu {key[1:]}", normal=False)


def _form(root: Any) -> _Form:
    made = _Form()
    form = got(root, "/AcroForm")
    waiting = (
        [("", "", each, pointer) for pointer, each in entries(form["/Fields"])] if form and "/Fields" in form else []
    )
    left = _MOST_FIELDS
    while waiting:
        left -= 1
        if left < len(waiting):
            raise Entangled
        above, kind, found, pointer = waiting.pop()
        own = str(got(found, "/T", ""))
        name = ".".join(filter(None, (above, own)))
        kind = str(got(found, "/FT", kind))
        if own or not above:
            made.fields[name] = found
        if pointer:
            made.kinds[pointer] = (name, kind)
        if "/Kids" in found:
            waiting += [(name, kind, each, at) for at, each in entries(found["/Kids"])]
    return made


def _field_changes(old: _Form, new: _Form) -> Iterator[Change]:
    for name in old.fields:
        if name not in new.fields:
            yield Change(f"bỏ ô «{name}»", normal=False)
        elif not _kept(old.fields[name], new.fields[name]):
            yield Change(f"đổi ô «{name}»", normal=False)
    for name, found in new.fields.items():
        if _is_signed(found) and not _was_signed(old, name):
            stamp = got(found["/V"], "/Type") == "/DocTimeStamp"
            yield Change(_STAMPED if stamp else f"ký vào ô «{name}»", normal=True)


def _kept(before: Any, after: Any) -> bool:
    """A field is what it was; one that was not signed may be signed or filled in (its look is checked with its page)."""
    free = frozenset() if _is_signed(before) else _SIGNING
    keys = {*before, *after} - free - {"/Parent", "/P", "/Kids"}
    return all(key in before and key in after and same(before.raw_get(key), after.raw_get(key)) for key in keys)


def _pages_changes(before: Any, after: Any, forms: tuple[_Form, _Form], signed: frozenset[str]) -> Iterator[Change]:
    old, new = pages(before), pages(after)
    if len(old) != len(new):
        yield Change("thêm hoặc bớt trang", normal=False)
        return
    known = Sameness()
    for place, (one, other) in enumerate(zip(old, new, strict=True)):
        if not _same_page(one, other, known):
            yield Change(f"đổi nội dung trang {place + 1}", normal=False)
        yield from _Notes(place, one, other, forms, signed).changes()


def _same_page(one: Any, other: Any, known: Sameness) -> bool:
    keys = {*one, *other} - _PAGE_FREE
    if not all(key in one and key in other and known.same(one.raw_get(key), other.raw_get(key)) for key in keys):
        return False
    return all(known.same(pointed(one, key), pointed(other, key)) for key in _INHERITED)


@dataclass(frozen=True)
class _Notes:
    """The annotations of one page in two revisions that follow each other."""

    place: int
    before: Any
    after: Any
    forms: tuple[_Form, _Form]
    signed: frozenset[str]

    def changes(self) -> Iterator[Change]:
        """What came, went or was changed."""
        old, new = list(_annotations(self.before)), list(_annotations(self.after))
        if not new and not old:
            return
        rest = list(new)
        for pointer, note in old:
            at = next((i for i, each in enumerate(rest) if _is_same(pointer, note, each)), None)
            if at is None:
                yield Change(f"bỏ một chú thích trên trang {self.place + 1}", normal=False)
                continue
            yield from self._changed(note, *rest.pop(at))
        for pointer, note in rest:
            yield self._added(pointer, note)

    def _changed(self, old: Any, pointer: tuple[int, int] | None, new: Any) -> Iterator[Change]:
        keys = {*old, *new} - {"/P", "/Parent"}
        moved = {key for key in keys if not (key in old and key in new and same(old.raw_get(key), new.raw_get(key)))}
        if not moved:
            return
        name, kind = self._field(pointer, new)
        if kind == "/Sig" and name in self.signed and moved <= _SIGNING:  # made before, signed now
            judged = self._judged(new, "hiện hình chữ ký", signing=True)
            if not judged.normal:
                yield judged
            return
        if kind == "/Tx" and moved <= _SIGNING:
            yield self._judged(new, "điền", signing=False)
        else:
            yield Change(f"đổi một chú thích trên trang {self.place + 1}", normal=False)

    def _field(self, pointer: tuple[int, int] | None, note: Any) -> tuple[str, str]:
        known = self.forms[1].kinds.get(pointer) if pointer else None
        return known or ("", str(got(note, "/FT", "")))

    def _added(self, pointer: tuple[int, int] | None, note: Any) -> Change:
        kind = got(note, "/Subtype")
        if "/A" in note or "/AA" in note:
            return Change(f"thêm nút lệnh trên trang {self.place + 1}", normal=False)
        if kind == "/Widget":
            name, what = self._field(pointer, note)
            if not name:
                return Change(f"thêm một ô lạ trên trang {self.place + 1}", normal=False)
            if what == "/Sig" and name not in self.signed and is_drawn(note):
                return Change(f"thêm hình chữ ký mà không ai ký trên trang {self.place + 1}", normal=False)
            return self._judged(note, "thêm ô chữ ký" if what == "/Sig" else "thêm", signing=what == "/Sig")
        if kind in _NOTES:
            return self._judged(note, "thêm", signing=False)
        return Change(f"thêm chú thích loại {str(kind)[1:]} trên trang {self.place + 1}", normal=False)

    def _judged(self, note: Any, act: str, *, signing: bool) -> Change:
        """Is what it shows in a place where it hides and feigns nothing?"""
        box = rectangle(note)
        said = words_of_note(note)
        if box[2] - box[0] < 1 or box[3] - box[1] < 1:
            return Change(f"{act} không hiện trên trang {self.place + 1}", normal=signing)
        if signing:
            return Change(f"{act} trên trang {self.place + 1}", normal=seal_fits(box, self.before, said), note=said)
        over = head_under(box, self.before) if self.place == 0 and not self._written_over(box, note) else ""
        what = f"{act} «{said[:40]}» trên trang {self.place + 1}"
        return Change(what, normal=bool(over), note=said, over=over)

    def _written_over(self, box: Rectangle, note: Any) -> bool:
        """There is a note already where this one stands."""
        others = [each for _, each in _annotations(self.after) if each is not note and got(each, "/FT") != "/Sig"]
        return any(meets(box, rectangle(each)) for each in others)


def _annotations(page: Any) -> Iterator[tuple[tuple[int, int] | None, Any]]:
    found = got(page, "/Annots")
    return entries(found) if found is not None else iter(())


def _is_same(pointer: tuple[int, int] | None, note: Any, other: tuple[tuple[int, int] | None, Any]) -> bool:
    return pointer == other[0] if pointer else other[0] is None and same(note, other[1])


def may_stand(note: Any, page: Any) -> bool:
    """May the look of a signature that is there already stand where it does?"""
    return not is_drawn(note) or seal_fits(rectangle(note), page, words_of_note(note))


def is_drawn(note: Any) -> bool:
    """It has a drawing that shows something."""
    look = got(got(note, "/AP", {}), "/N")
    return hasattr(look, "data") and len(look.data.strip()) > _BARE


def words_of_note(note: Any) -> str:
    """What an annotation shows: the words of its drawing, else what it says of itself."""
    look = got(got(note, "/AP", {}), "/N")
    drawn = " ".join(each.text for each in _drawn(look, 0)) if hasattr(look, "data") else ""
    said = drawn.strip() or str(got(note, "/Contents", "")).strip() or _value(note)
    return " ".join(said.split())


def _value(note: Any) -> str:
    value = got(note, "/V", "")
    return str(value) if isinstance(value, str) else ""


def _drawn(look: Any, depth: int) -> Iterator[Shown]:
    """The words of a drawing and of the drawings it is made of."""
    resources = got(look, "/Resources")
    yield from shown_on(look.data, resources, lenient=True)
    named = got(resources or {}, "/XObject", {})
    for name in named if depth < 3 else ():
        inner = resolved(named[name])
        if got(inner, "/Subtype") == "/Form":
            yield from _drawn(inner, depth + 1)
