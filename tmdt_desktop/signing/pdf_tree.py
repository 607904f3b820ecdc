"""The objects of a PDF that may come from anyone: its pages, what they inherit, and whether two values are the same.

Nothing here recurses and everything is bounded, because a hostile file may hold loops and endless nests.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils import generic

MOST_PAGES = 20_000
_MOST_PAIRS = 2_000_000
_DEEPEST = 40
_UPWARD = frozenset({"/Parent", "/P"})
_PACKING = frozenset({"/Length", "/Filter", "/DecodeParms"})
Pairs = list[tuple[Any, Any]]


class Entangled(ValueError):
    """The file's objects run in loops or are far too many."""


def resolved(value: Any) -> Any:
    """The object itself, where `value` only points to it."""
    return value.get_object() if isinstance(value, generic.IndirectObject) else value  # type: ignore[no-untyped-call]


def got(dictionary: Any, key: str, default: Any = None) -> Any:
    """The object under `key`; the library's own `get` would give a mere pointer."""
    try:
        found = dictionary[key]
    except KeyError:  # no such key, or one whose value is not in the file
        return default
    return default if isinstance(found, generic.NullObject) else found


def pages(root: Any) -> tuple[Any, ...]:
    """The pages below a document's root, in order. Raises Entangled as `each_page`."""
    return tuple(each_page(root))


def each_page(root: Any) -> Iterator[Any]:
    """`pages`, read as they are asked for.

    Raises:
        Entangled: the tree runs in a loop, or has more than `MOST_PAGES` pages.
    """
    waiting, seen, left = [root.raw_get("/Pages")], set[tuple[int, int]](), MOST_PAGES
    while waiting:
        pointer = waiting.pop()
        node = resolved(pointer)
        if "/Kids" in node:
            if isinstance(pointer, generic.IndirectObject):
                if (pointer.idnum, pointer.generation) in seen:
                    raise Entangled
                seen.add((pointer.idnum, pointer.generation))
            kids = node["/Kids"]
            waiting += [kids.raw_get(at) for at in reversed(range(len(kids)))]
        else:
            left -= 1
            yield node
        if len(waiting) > left:
            raise Entangled


def inherited(page: Any, key: str) -> Any:
    """What a page says of `key`, or what it has from above; None when nobody says."""
    return resolved(pointed(page, key))


def pointed(page: Any, key: str) -> Any:
    """`inherited`, as it is written there: it may be a mere pointer."""
    for _ in range(_DEEPEST):
        if key in page:
            return page.raw_get(key)
        if "/Parent" not in page:
            return None
        page = page["/Parent"]
    raise Entangled


def content_of(page: Any) -> bytes:
    """What is drawn on a page, unpacked."""
    contents = got(page, "/Contents")
    if contents is None:
        return b""
    streams = contents if isinstance(contents, generic.ArrayObject) else [contents]
    return b"\n".join(resolved(stream).data for stream in streams)


def entries(array: Any) -> Iterator[tuple[tuple[int, int] | None, Any]]:
    """The entries of an array with what identifies them in the file (None for one that is written in place)."""
    for at in range(len(array)):
        raw = array.raw_get(at)
        pointer = (raw.idnum, raw.generation) if isinstance(raw, generic.IndirectObject) else None
        yield pointer, resolved(raw)


@dataclass(frozen=True)
class Sameness:
    """Compares values of two documents and remembers what it has found to be the same, as fonts that many pages share.

    `unpacked`: streams are compared by what they hold, however they are packed.
    """

    unpacked: bool = False
    _known: set[tuple[int, int, int, int]] = field(default_factory=set)

    def same(self, first: Any, second: Any) -> bool:
        """Both with all that hangs below them are the same; what points upward is left out.

        Raises:
            Entangled: there are far too many objects.
        """
        waiting: Pairs = [(first, second)]
        seen = set[tuple[int, int, int, int]]()
        for _ in range(_MOST_PAIRS):
            if not waiting:
                self._known.update(seen)
                return True
            one, other = waiting.pop()
            if isinstance(one, generic.IndirectObject) and isinstance(other, generic.IndirectObject):
                pair = (one.idnum, one.generation, other.idnum, other.generation)
                if pair in seen or pair in self._known:
                    continue
                seen.add(pair)
            below = _below(resolved(one), resolved(other), unpacked=self.unpacked)
            if below is None:
                return False
            waiting += below
        raise Entangled


def same(first: Any, second: Any) -> bool:
    """`Sameness.same` for two values that stand alone."""
    return Sameness().same(first, second)


def _below(one: Any, other: Any, *, unpacked: bool) -> Pairs | None:
    """The parts of two objects that are left to compare, or None when the objects differ already."""
    if isinstance(one, generic.DictionaryObject) and isinstance(other, generic.DictionaryObject):
        return _below_dictionaries(one, other, unpacked=unpacked)
    if isinstance(one, generic.ArrayObject) and isinstance(other, generic.ArrayObject):
        if len(one) != len(other):
            return None
        return [(one.raw_get(at), other.raw_get(at)) for at in range(len(one))]
    return [] if _same_leaf(one, other) else None


def _below_dictionaries(one: Any, other: Any, *, unpacked: bool) -> Pairs | None:
    streams = isinstance(one, generic.StreamObject), isinstance(other, generic.StreamObject)
    if streams[0] != streams[1]:
        return None
    left_out = _UPWARD | _PACKING if streams[0] and unpacked else _UPWARD
    keys = set(one) - left_out
    if keys != set(other) - left_out:
        return None
    if streams[0] and not _same_data(one, other, unpacked=unpacked):
        return None
    return [(one.raw_get(key), other.raw_get(key)) for key in keys]


def _same_data(one: Any, other: Any, *, unpacked: bool) -> bool:
    if unpacked:
        return bool(one.data == other.data)
    return bool(one.encoded_data == other.encoded_data)


def _same_leaf(one: Any, other: Any) -> bool:
    if isinstance(one, generic.NullObject) or isinstance(other, generic.NullObject):
        return isinstance(one, generic.NullObject) and isinstance(other, generic.NullObject)
    numbers = (generic.NumberObject, generic.FloatObject)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return bool(one == other)
    return type(one) is type(other) and bool(one == other)
