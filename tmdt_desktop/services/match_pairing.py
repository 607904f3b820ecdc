"""Which entry of their list is which record of ours: one to one, by numbers first, then by likeness as a question."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import token_sort_ratio

from tmdt_desktop.exchange.likeness import Likeness, Party, alike, alike_between
from tmdt_desktop.exchange.likeness_words import bare_words
from tmdt_desktop.task import SILENT, Task
from tmdt_desktop.text import fold

BY_TAX_CODE, BY_PERSON = "Mã số thuế", "Số định danh"
LEAST = 55
"""What is asked about: one name in one commune and nothing that speaks against it, or more than that."""
_MOST_CANDIDATES = 3
_STRANGE_NAME = 55.0
_STEP = 500
_Bearers = Mapping[str, list[Party]]


@dataclass
class Pairing:
    """What was found, by the keys of the parties.

    `sure`: theirs → (ours, by which number). `asked`: theirs → candidates, the proposed one first; no record is proposed
    twice. `near`: theirs whose candidates all went to others, with them. `doubles`: theirs → the entry of the same list
    with the same number that was matched or stands before it.
    """

    sure: dict[Hashable, tuple[Hashable, str]] = field(default_factory=dict)
    asked: dict[Hashable, tuple[Likeness, ...]] = field(default_factory=dict)
    near: dict[Hashable, tuple[Likeness, ...]] = field(default_factory=dict)
    doubles: dict[Hashable, Hashable] = field(default_factory=dict)


def pair(ours: Sequence[Party], theirs: Sequence[Party], task: Task = SILENT, least: int = LEAST) -> Pairing:
    """Pair the records of the office with the entries of the other list. Raises Cancelled."""
    made = Pairing()
    taken: set[Hashable] = set()
    questions: list[Likeness] = []
    for by, numbers in ((BY_TAX_CODE, _tax_codes), (BY_PERSON, _person_numbers)):
        found = _by_number(ours, theirs, numbers, task)
        for likeness in sorted(found, key=lambda each: -each.score):
            if likeness.a in taken or likeness.b in made.sure:
                continue
            if likeness.against:
                questions.append(likeness)
                continue
            made.sure[likeness.b] = (likeness.a, by)
            taken.add(likeness.a)
    left = [party for party in ours if party.key not in taken]
    rest = [party for party in theirs if party.key not in made.sure]
    questions += alike_between(left, rest, task, least)
    task.step(0, 0, "Ghép cặp")
    _ask(made, taken, questions)
    made.doubles = _doubles(theirs, made)
    return made


@dataclass(frozen=True)
class _Numbered(Likeness):
    """A likeness that a number brought up, and whether what else is said speaks against it."""

    against: bool = False


def _tax_codes(party: Party) -> Iterator[str]:
    if party.tax_code:
        yield party.tax_code


def _person_numbers(party: Party) -> Iterator[str]:
    """A person's tax code is the personal number from 1/7/2025 on (TT 86/2024/TT-BTC)."""
    if party.personal_id:
        yield party.personal_id
    if len(party.tax_code) == 12:
        yield party.tax_code


def _by_number(
    ours: Sequence[Party], theirs: Sequence[Party], numbers: Callable[[Party], Iterable[str]], task: Task
) -> list[_Numbered]:
    """Every pair of the two lists that shares a number, judged by all that both say."""
    bearers = _bearers(ours, numbers)
    found = []
    for at, other in enumerate(theirs):
        if at % _STEP == 0:
            task.step(at, len(theirs), "So mã số")
        mine = {party.key: party for number in numbers(other) for party in bearers.get(number, ())}
        found += [_judged(party, other) for party in mine.values()]
    return found


def _bearers(parties: Sequence[Party], numbers: Callable[[Party], Iterable[str]]) -> _Bearers:
    bearers: defaultdict[str, list[Party]] = defaultdict(list)
    for party in parties:
        for number in dict.fromkeys(numbers(party)):
            bearers[number].append(party)
    return bearers


def _judged(mine: Party, other: Party) -> _Numbered:
    made = alike(mine, other)
    against = _speaks_against(mine, other)
    reasons = (*made.reasons, against) if against else made.reasons
    return _Numbered(made.a, made.b, made.score, reasons, sure=not against, against=bool(against))


def _speaks_against(mine: Party, other: Party) -> str:
    """Why a shared number may be a slip of the pen or somebody's second business; empty when nothing speaks against."""
    same_code = mine.tax_code and mine.tax_code == other.tax_code
    if not same_code and mine.tax_code and other.tax_code and len(mine.tax_code) == len(other.tax_code) != 12:
        return "hai mã số thuế khác nhau"
    if mine.personal_id and mine.personal_id == other.personal_id:
        return ""
    if same_code and _strange(mine, other) and not set(mine.phones) & set(other.phones):
        return "cùng mã số nhưng tên và nơi khác hẳn"
    return ""


def _strange(mine: Party, other: Party) -> bool:
    """Whether neither name nor commune of two parties have anything in common."""
    if not mine.name or not other.name or (mine.commune and mine.commune == other.commune):
        return False
    names = [bare_words(name) for name in (mine.name, mine.person) if name]
    spoken = [fold(name) for name in (mine.name, mine.person) if name]
    also = [name for name in (other.name, other.person) if name]
    same = any(bare_words(name) in names for name in also)
    return not same and all(token_sort_ratio(fold(b), a) < _STRANGE_NAME for a in spoken for b in also)


def _ask(made: Pairing, taken: set[Hashable], questions: Sequence[Likeness]) -> None:
    """Give each entry without a sure record its candidates, best first over all of them, no record proposed twice."""
    by_entry: defaultdict[Hashable, dict[Hashable, Likeness]] = defaultdict(dict)
    best = sorted(questions, key=lambda each: -each.score)
    free = [each for each in best if each.a not in taken and each.b not in made.sure]
    for each in free:
        by_entry[each.b].setdefault(each.a, each)
    proposed: dict[Hashable, Likeness] = {}
    given: set[Hashable] = set()
    for each in free:
        if each.b not in proposed and each.a not in given:
            proposed[each.b] = each
            given.add(each.a)
    for entry, known in by_entry.items():
        first = proposed.get(entry)
        others = [each for each in known.values() if each is not first]
        if first is not None:
            made.asked[entry] = (first, *others)[:_MOST_CANDIDATES]
        else:
            made.near[entry] = tuple(others[:_MOST_CANDIDATES])


def _doubles(theirs: Sequence[Party], made: Pairing) -> dict[Hashable, Hashable]:
    """Entries of the list that repeat another one's number: the matched one stands, else the first."""
    found: dict[Hashable, Hashable] = {}
    for numbers in (_tax_codes, _person_numbers):
        for held in _bearers(theirs, numbers).values():
            if len(held) < 2:
                continue
            stands = next((each for each in held if each.key in made.sure), held[0])
            for each in held:
                if each is not stands and each.key not in made.sure and not _two_codes(each, stands):
                    found.setdefault(each.key, stands.key)
    return found


def _two_codes(one: Party, other: Party) -> bool:
    return bool(one.tax_code and other.tax_code and one.tax_code != other.tax_code)
