"""Which pairs are worth scoring: those that share a mark or nearly a name; 100,000 entries are never all compared."""

from collections.abc import Hashable, Iterable, Iterator, Sequence, Set
from itertools import combinations
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from tmdt_desktop.exchange.likeness_score import Known, Told, is_human, marks_of, owner_of, person_number
from tmdt_desktop.exchange.likeness_words import bare_words, hamlet, plain_name
from tmdt_desktop.task import Task

_LARGEST = 40
"""Entries of one block that are compared each with each; in larger blocks only neighbours in the order of names."""
_REACH = 8
_NEAR = 80
_STEP = 500
Mark = TypeVar("Mark", bound=Hashable)
_HEAD, _TAIL = 6, 6


def pairs_within(all_known: Sequence[Known], common: frozenset[str], task: Task) -> Iterator[tuple[int, int]]:
    """Pairs of places (the smaller first), each once."""
    seen: set[int] = set()
    size = len(all_known)
    for a, b in _pairs(all_known, common, task, size):
        word = a * size + b
        if word not in seen:
            seen.add(word)
            yield a, b


def pairs_between(
    ours: Sequence[Known], theirs: Sequence[Known], common: frozenset[str], task: Task
) -> Iterator[tuple[int, int]]:
    """Pairs (place in `ours`, place in `theirs`), each once."""
    both = [*ours, *theirs]
    split, seen = len(ours), set[int]()
    for a, b in _pairs(both, common, task, split):
        word = a * len(both) + b
        if word not in seen:
            seen.add(word)
            yield a, b - split


def sharing(parties: Sequence[Told], task: Task, split: int | None = None) -> list[int]:
    """The places of the parties worth a look where none without a commune is among them and only scores above `BY_NAME`
    count: those that share a number or a mark, or a village and nearly a name, with another one; with `split` with one
    beyond it.
    """
    blocks: _Blocks[Hashable] = _Blocks()
    communes = {party.commune for party in parties[:split]} & {party.commune for party in parties[split or 0 :]}
    for at, party in enumerate(parties):
        if at % _STEP == 0:
            task.step(at, len(parties), "Xếp theo dấu hiệu")
        blocks.put(at, marks_of(party)[1])
        blocks.put(at, _number_marks(party.tax_code, person_number(party)))
        if village := hamlet(party.address) if party.address and party.commune in communes else "":
            blocks.put(at, [(word, village, party.commune) for word in _called(party)])
    shared = blocks.shared()
    return sorted({at for held in shared if split is None or held[0] < split <= held[-1] for at in held})


def _called(party: Told) -> Iterable[str]:
    """What names are nearly alike by. Of people only the very same: two names that differ by a letter are two people."""
    bare = bare_words(party.name)
    same = {bare, plain_name(party.name)} - {""}
    if is_human(bare, party.name):
        return same
    owner = owner_of(party)
    return {*same, *_near_words(bare.split()), *_ends(bare), *([owner] if owner else ())}


def _pairs(all_known: Sequence[Known], common: frozenset[str], task: Task, split: int) -> Iterator[tuple[int, int]]:
    """Every pair of a block; with `split` below the number of entries only pairs from either side of it."""
    across = split < len(all_known)
    for blocks, near in ((_marks(all_known, common, task), 0), (_names(all_known, task), _NEAR)):
        for at, held in enumerate(blocks):
            if at % _STEP == 0:
                task.step(at, len(blocks), "Tìm cặp giống nhau")
            for a, b in _of_block(all_known, held):
                crosses = not across or a < split <= b
                if crosses and (not near or _near(all_known[a].bare, all_known[b].bare, near)):
                    yield a, b


def _near(a: str, b: str, least: int) -> bool:
    return fuzz.ratio(a, b, score_cutoff=least) > 0 or fuzz.token_sort_ratio(a, b, score_cutoff=least) > 0


def _of_block(all_known: Sequence[Known], held: list[int]) -> Iterable[tuple[int, int]]:
    if len(held) <= _LARGEST:
        return combinations(held, 2)
    order = sorted(held, key=lambda at: (all_known[at].bare, all_known[at].commune, all_known[at].hamlet, at))
    near = ((a, b) for at, a in enumerate(order) for b in order[at + 1 : at + 1 + _REACH])
    return ((min(pair), max(pair)) for pair in near)


def _marks(all_known: Sequence[Known], common: frozenset[str], task: Task) -> list[list[int]]:
    """Blocks of those that share a number, a telephone, a channel, a name or an owner in one commune."""
    blocks: _Blocks[str] = _Blocks()
    placeless = {each.bare for each in all_known if not each.commune}
    for at, each in _told(all_known, task):
        marks = each.marks if each.marks.isdisjoint(common) else each.marks - common
        blocks.put(at, marks)
        blocks.put(at, _words_of(each, placeless))
    return blocks.shared()


class _Blocks(Generic[Mark]):
    """The places that bear a mark, by the mark; a mark that one place alone bears keeps no list: most do."""

    def __init__(self) -> None:
        self._first: dict[Mark, int] = {}
        self._several: dict[Mark, list[int]] = {}

    def put(self, at: int, marks: Iterable[Mark]) -> None:
        """Note the marks of a place; places come in order, and may name a mark twice."""
        keep = self._first.setdefault
        for mark in marks:
            first = keep(mark, at)
            if first != at:
                held = self._several.setdefault(mark, [first])
                if held[-1] != at:
                    held.append(at)

    def shared(self) -> list[list[int]]:
        """The places of each mark that several bear."""
        return list(self._several.values())


def _told(all_known: Sequence[Known], task: Task) -> Iterator[tuple[int, Known]]:
    for at, each in enumerate(all_known):
        if at % _STEP == 0:
            task.step(at, len(all_known), "Xếp theo dấu hiệu")
        yield at, each


def _words_of(each: Known, placeless: Set[str]) -> list[str]:
    """What puts an entry into blocks beside its marks. People's names count within a commune, where both tell one."""
    bare, owner = each.bare, each.owner
    made = _number_marks(each.tax_code, each.person_number)
    if bare:
        made.append(f"n{bare}|{each.commune}")
        if not each.human or bare in placeless:
            made.append(f"n{bare}|")
    if owner and owner != bare:
        made.append(f"n{owner}|{each.commune}")
    return made


def _number_marks(tax_code: str, person: str) -> list[str]:
    return ["t" + tax_code] * bool(tax_code) + ["i" + person] * bool(person)


def _names(all_known: Sequence[Known], task: Task) -> list[list[int]]:
    """Blocks within a commune of names that may be near: one word left out, the same beginning, the same end."""
    blocks: _Blocks[int] = _Blocks()
    for at, each in _told(all_known, task):
        commune = each.commune
        blocks.put(at, [hash((word, commune)) for word in _nearly(each)])
    return blocks.shared()


def _nearly(each: Known) -> list[str]:
    words = each.bare.split()
    if each.human:
        return [f"{word}|{each.hamlet}" for word in _near_words(words)]
    return [*_near_words(words), *_ends(each.bare)]


def _near_words(words: list[str]) -> list[str]:
    """The words of a name with each of them left out."""
    return [" ".join(words[:at] + words[at + 1 :]) for at in range(len(words))] if len(words) > 2 else []


def _ends(bare: str) -> tuple[str, ...]:
    """How a name begins and how it ends."""
    joined = bare.replace(" ", "")
    return ("<" + joined[:_HEAD], ">" + joined[-_TAIL:]) if len(joined) > _HEAD else ()
