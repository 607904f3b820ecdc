"""Which pairs are worth scoring: those that share a mark or nearly a name; 100,000 entries are never all compared."""

from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import combinations

from rapidfuzz import fuzz

from tmdt_desktop.exchange.likeness_score import Known
from tmdt_desktop.task import Task

_LARGEST = 40
"""Entries of one block that are compared each with each; in larger blocks only neighbours in the order of names."""
_REACH = 8
_NEAR = 80
_STEP = 500
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
    blocks: dict[str, list[int]] = {}
    placeless = {each.bare for each in all_known if not each.commune}
    for at, each in _told(all_known, task):
        for mark in set(_marks_of(each, placeless)):
            if mark not in common:
                blocks.setdefault(mark, []).append(at)
    return [held for held in blocks.values() if len(held) > 1]


def _told(all_known: Sequence[Known], task: Task) -> Iterator[tuple[int, Known]]:
    for at, each in enumerate(all_known):
        if at % _STEP == 0:
            task.step(at, len(all_known), "Xếp theo dấu hiệu")
        yield at, each


def _marks_of(each: Known, placeless: Set[str]) -> Iterator[str]:
    """What puts an entry into blocks. People's names count within a commune, where both tell one."""
    yield from each.marks
    if each.tax_code:
        yield "t" + each.tax_code
    if each.person_number:
        yield "i" + each.person_number
    if each.bare:
        yield f"n{each.bare}|{each.commune}"
        if not each.human or each.bare in placeless:
            yield f"n{each.bare}|"
    if each.owner and each.owner != each.bare:
        yield f"n{each.owner}|{each.commune}"


def _names(all_known: Sequence[Known], task: Task) -> list[list[int]]:
    """Blocks within a commune of names that may be near: one word left out, the same beginning, the same end."""
    blocks: dict[int, list[int]] = {}
    for at, each in _told(all_known, task):
        for word in set(_near_words(each)):
            blocks.setdefault(hash((word, each.commune)), []).append(at)
    return [held for held in blocks.values() if len(held) > 1]


def _near_words(each: Known) -> Iterator[str]:
    words = each.bare.split()
    place = f"|{each.hamlet}" if each.human else ""
    if len(words) > 2:
        yield from (" ".join(words[:at] + words[at + 1 :]) + place for at in range(len(words)))
    joined = "".join(words)
    if len(joined) > _HEAD and not each.human:
        yield "<" + joined[:_HEAD]
        yield ">" + joined[-_TAIL:]
