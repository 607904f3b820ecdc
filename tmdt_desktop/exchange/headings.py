"""Which field a column's heading means: by the words of the fields themselves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tmdt_desktop.catalogues.platforms import ChannelAddress, platform, words_said
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import Choice, Day, Moment, Structure, Term
from tmdt_desktop.records import Record
from tmdt_desktop.text import fold, one_line

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_WORDS = re.compile(r"[a-z0-9]+")
_LONGEST = 120
_NUMBERING = frozenset({"stt", "tt", "so tt", "so thu tu", "no", "s tt"})
_WEBSITE = (
    "website",
    "dia chi website",
    "ten mien",
    "trang web",
    "web",
    "web site",
    "ung dung ban hang",
    "ten mien website",
)
_SHOPS = (
    "san tmdt",
    "gian hang",
    "san thuong mai dien tu",
    "san giao dich",
    "san",
    "san khac",
    "gian hang tren san",
    "san giao dich tmdt",
)
_SOCIAL = ("mang xa hoi", "mxh", "trang mang xa hoi", "facebook zalo", "kenh mang xa hoi")
_ANY_CHANNEL = (
    "kenh ban hang",
    "link",
    "duong dan",
    "dia chi kenh",
    "kenh ban hang online",
    "lien ket",
    "hinh thuc ban hang",
    "trang ban hang",
    "kenh ban",
)
_PHONE_AND_ZALO = frozenset(
    f"{first} {second}"
    for phone in ("sdt", "so dien thoai", "dien thoai", "so dt", "dt")
    for first, second in ((phone, "zalo"), ("zalo", phone))
)
_WHOLE_ONLY = frozenset(
    ("ngay cap", "duong", "so nha", "name", "full name", "type", "status", "note", "notes", "remark", "remarks", "address",
     "commune", "ward", "tel", "phone", "mobile", "telephone", "owner", "tin", "xa cu", "xa moi")
)  # fmt: skip
"""Words that head a column only when nothing else is said."""
_SESSIONS = re.compile(
    r"(diem danh )?(buoi|ngay|sang|chieu)( \d+){0,3}|(diem danh )?buoi (sang|chieu)( \d+){0,3}|diem danh"
)
_NOT_OURS = re.compile(r"\b(doanh thu|doanh so|von|muc phat|can sua|ky ten|ky nhan|chu ky)\b")


@dataclass(frozen=True)
class Meaning:
    """What a heading may mean. `path` None: nothing known."""

    path: str | None
    confidence: float
    implies: tuple[tuple[str, str], ...] = ()


NUMBERING = Meaning("#", 1.0)
NOTHING = Meaning(None, 0.0)


def words_of(text: str) -> str:
    """«Mã số thuế/\\nSố CCCD» → «ma so thue so cccd»."""
    return " ".join(_WORDS.findall(fold(text)))


@dataclass(frozen=True)
class Vocabulary:
    """The headings a list of one sort may have: those of a register, or of one of its sub-lists."""

    register: type[Record]
    part: str = ""
    known: dict[tuple[str, bool], tuple[Meaning, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields that a column may fill."""
        mine = self.register.field(self.part).kind if self.part else None
        said = mine.of.fields() if isinstance(mine, Rows) else self.register.fields()
        return tuple(f for f in said if not f.set_by_program and not isinstance(f.kind, Rows | Moment | Structure))

    @cached_property
    def name_path(self) -> str:
        """The path without which a line is no record."""
        return f"{self.part}.name" if self.part else self.register.name_field

    @cached_property
    def channels(self) -> str:
        """The sub-list of addresses on line, if the register has one."""
        for part in () if self.part else self.register.sub_lists():
            if any(isinstance(f.kind, ChannelAddress) for f in part.of.fields()):
                return part.name
        return ""

    @cached_property
    def _phrases(self) -> tuple[tuple[str, str], ...]:
        """(words, path) of every heading known, longest first."""
        said = {
            (words_of(word), self._path(f)) for f in self.fields for word in (f.label, *f.words, *_extra(f)) if word
        }
        return tuple(sorted(said, key=lambda pair: (-len(pair[0]), pair[0])))

    @cached_property
    def _phrase_words(self) -> frozenset[str]:
        return frozenset(phrase for phrase, _ in self._phrases)

    @cached_property
    def _day_paths(self) -> frozenset[str]:
        return frozenset(self._path(f) for f in self.fields if isinstance(f.kind, Day))

    @cached_property
    def term_words(self) -> Mapping[str, tuple[str, str]]:
        """By its words, each choice of a field as (path, plain value); of several the first field's."""
        found: dict[str, tuple[str, str]] = {}
        for made in self.fields:
            for term in made.kind.of if isinstance(made.kind, Choice) else ():
                found.setdefault(words_of(str(term.value)), (self._path(made), term.name))
        return found

    def _path(self, said: Field) -> str:
        return f"{self.part}.{said.name}" if self.part else said.name

    def meanings(self, heading: str, *, near: bool = True) -> tuple[Meaning, ...]:
        """All that `heading` may mean, best first; remembered. `near`: also by near spelling, which takes long."""
        if (heading, near) not in self.known:
            self.known[heading, near] = tuple(self._meanings(heading, near=near))
        return self.known[heading, near]

    def _meanings(self, heading: str, *, near: bool) -> list[Meaning]:
        text = one_line(heading)
        whole, bare = words_of(text), words_of(_BRACKETS.sub(" ", text)) or words_of(text)
        if not bare or len(whole) > _LONGEST or bare.isdigit() or len(bare) == 1:
            return [NOTHING]
        if bare in _NUMBERING:
            return [NUMBERING]
        found = [*self._channel(text, bare), *self._sessions(bare), *self._exact(bare, whole), *self._ticked(text)]
        found = found or [*self._parts(text)]
        if not found and not _NOT_OURS.search(bare):
            found = [*self._contained(bare)] or (self._near(bare) if near else [])
        best: dict[str | None, Meaning] = {}
        for made in sorted(found, key=lambda one: (-one.confidence, one.path != self.name_path, str(one.path))):
            best.setdefault(made.path, made)
        return list(best.values()) or [NOTHING]

    def _exact(self, *forms: str) -> Iterator[Meaning]:
        if self._phrase_words.isdisjoint(forms):
            return
        for phrase, path in self._phrases:
            if phrase in forms:
                yield Meaning(path, 1.0)

    def _parts(self, text: str) -> Iterator[Meaning]:
        """«MST/CCCD», «Tên cơ sở, hộ kinh doanh»: the pieces between strokes."""
        for at, piece in enumerate(re.split(r"[/,;\n]| hoặc ", _BRACKETS.sub(" ", text))):
            for made in self._exact(words_of(piece)):
                yield Meaning(made.path, 0.95 - at * 0.05)

    def _contained(self, bare: str) -> Iterator[Meaning]:
        padded = f" {bare} "
        for phrase, path in self._phrases:
            if bare.startswith("ngay ") and path not in self._day_paths:
                continue
            if len(phrase) >= 3 and phrase not in _WHOLE_ONLY and f" {phrase} " in padded:
                early = 0.1 if padded.startswith(f" {phrase} ") else 0.0
                yield Meaning(path, 0.6 + early + 0.2 * len(phrase) / len(bare))

    def _near(self, bare: str) -> list[Meaning]:
        from rapidfuzz import fuzz, process

        choices = {phrase: path for phrase, path in self._phrases if len(phrase) >= 5}
        found = process.extractOne(bare, choices.keys(), scorer=fuzz.ratio, score_cutoff=84)
        return [Meaning(choices[found[0]], found[1] / 200)] if found else []

    def _channel(self, text: str, bare: str) -> list[Meaning]:
        """A column of addresses on line: of one platform, of one sort, or of any."""
        if not self.channels or bare in _PHONE_AND_ZALO or (_NOT_OURS.search(bare) and not _begins(bare, _SHOPS)):
            return []
        named = words_said(_BRACKETS.sub(" ", text))
        padded = f" {bare} "
        if len(named) == 1:
            return [Meaning(f"{self.channels}.{named[0]}", 1.0)]
        if len(named) > 1:
            kinds = {platform(code).kind for code in named}
            return [Meaning(f"{self.channels}.{kinds.pop() if len(kinds) == 1 else 'ANY'}", 0.95)]
        for phrases, sort in ((_WEBSITE, "WEBSITE"), (_SHOPS, "SHOP"), (_SOCIAL, "SOCIAL"), (_ANY_CHANNEL, "ANY")):
            if bare in phrases:
                return [Meaning(f"{self.channels}.{sort}", 1.0)]
            if _begins(bare, phrases) or any(f" {phrase} " in padded for phrase in phrases if len(phrase) > 5):
                return [Meaning(f"{self.channels}.{sort}", 0.85)]
        return []

    def _ticked(self, text: str) -> Iterator[Meaning]:
        """«Nam» and «Nữ» as columns to tick."""
        for path, plain in implied(self, text):
            if path.endswith("gender"):
                yield Meaning(path, 0.9, ((path, plain),))

    def _sessions(self, bare: str) -> list[Meaning]:
        """«Điểm danh – Buổi 1»: ticks that are counted."""
        if any(f.name == "sessions_attended" for f in self.fields) and _SESSIONS.fullmatch(bare):
            return [Meaning(f"{self.part}.sessions_attended", 0.9)]
        return []


def implied(vocabulary: Vocabulary, sub_heading: str) -> tuple[tuple[str, str], ...]:
    """«Nam» below «Năm sinh»: the choice of another field that the sub-heading names, as (path, plain value)."""
    found = vocabulary.term_words.get(words_of(sub_heading))
    return (found,) if found else ()


def vocabularies(register: type[Record]) -> tuple[Vocabulary, ...]:
    """What the rows of a list for `register` may be: its records, or rows of a sub-list that has names."""
    named = [part.name for part in register.sub_lists() if any(f.name == "name" for f in part.of.fields())]
    return (Vocabulary(register), *(Vocabulary(register, part) for part in named))


def field_at(register: type[Record], path: str) -> Field | None:
    """The field of a path; None for a path of channels («channels.SHOPEE») and for the running number."""
    head, _, tail = path.partition("|")[0].partition(".")
    if not tail:
        return next((made for made in register.fields() if made.name == head), None)
    part = next(part for part in register.sub_lists() if part.name == head)
    return next((made for made in part.of.fields() if made.name == tail), None)


def _begins(bare: str, phrases: Sequence[str]) -> bool:
    return any(bare.startswith(f"{phrase} ") for phrase in phrases if len(phrase) > 3)


_MORE_WORDS = {
    "name": ("Tên cơ sở/hộ kinh doanh", "Tên", "Tên HTX", "Tên hợp tác xã", "Tên chủ thể", "Tên cửa hàng", "Tên hộ", "Tên shop", "Họ tên",
             "Họ tên chủ hộ", "Họ tên chủ hộ kinh doanh", "Tên hộ, cá nhân kinh doanh", "Người bán hàng",
             "Business name", "Name", "Full name", "Company name", "Shop name"),
    "tax_code": ("Tax code", "Tax ID", "TIN"),
    "personal_id": ("ID number", "ID card", "Citizen ID"),
    "email": ("Email address",),
    "note": ("Note", "Notes", "Remark", "Remarks"),
    "activity": ("Status",),
    "organisation": ("Địa chỉ", "Nơi ở", "Nơi công tác", "Đơn vị công tác", "Địa chỉ, đơn vị", "Đơn vị, địa chỉ"),
    "birth_year": ("Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh"),
    "phone": ("Phone number", "Phone", "Telephone", "Mobile", "Tel", "ĐTDĐ", "Số di động", "Số liên hệ", "Số ĐTDĐ"),
    "address": ("Address", "Số nhà, đường", "Số nhà, đường phố", "Số nhà", "Đường", "Thôn, TDP", "Thôn/TDP", "Thôn, tổ dân phố", "Khu, thôn", "Địa chỉ thường trú", "Nơi ở", "Xóm"),
    "commune": ("Commune", "Ward", "Phường/Xã", "Xã/Phường", "Xã, phường, thị trấn", "Tên xã, thị trấn", "Xã TT", "Xã cũ", "Xã mới",
                "Xã, phường cũ", "Xã, phường mới", "Xã trước sắp xếp", "Xã sau sắp xếp", "Xã trước sáp nhập", "Xã sau sáp nhập"),
    "registration_number": ("Giấy chứng nhận ĐKKD Số", "Giấy ĐKKD Số", "Số giấy chứng nhận ĐKKD", "ĐKKD"),
    "registered_on": ("Giấy chứng nhận ĐKKD Ngày cấp", "Giấy ĐKKD Ngày cấp", "Ngày đăng ký kinh doanh", "Ngày cấp"),
    "kind": ("Loại hình DN/HTX/HKD", "Loại hình kinh doanh", "Type", "Business type"),
    "representative": ("Họ và tên chủ hộ", "Tên chủ hộ", "Họ tên chủ cơ sở", "Đại diện", "Representative", "Owner"),
}  # fmt: skip


def _extra(said: Field) -> tuple[str, ...]:
    """Headings met in lists beside those that the field itself names."""
    return _MORE_WORDS.get(said.name, ())


def term_named(of: type[Term], word: str) -> Term | None:
    """The term whose own words or name are `word` (as `words_of` gives it)."""
    return next((term for term in of if word in (words_of(str(term.value)), words_of(term.name))), None)
