"""How much two entries of lists look like one business: a score from 0 to 100 with its reasons in words.

Nothing here decides: who reads the reasons does. Marks that many bear (the telephone of an office, a shared page) tell
nothing; what contradicts (another tax code, another person's number) lowers the score.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.exchange.likeness_pairs import pairs_between, pairs_within, sharing
from tmdt_desktop.exchange.likeness_score import BY_NAME, Judge, Known, known
from tmdt_desktop.kinds import Email, PersonalId, Phone, TaxCode
from tmdt_desktop.records import Record
from tmdt_desktop.task import SILENT, Task

SUSPECT = 75
"""From this score on two entries are told as «nghi trùng»; below it they are only worth a look."""
_STEP = 500


@dataclass(frozen=True)
class Party:
    """What an entry of a list or a record tells about who it is.

    `phones` as dialled inside Vietnam, `channels` as `channel_key` writes them, `commune` as a code or a name.
    `person`: who stands behind it (chủ hộ, người đại diện).
    """

    key: Hashable
    name: str
    tax_code: str = ""
    personal_id: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    commune: str = ""
    address: str = ""
    person: str = ""


@dataclass(frozen=True)
class Likeness:
    """Two entries by their keys, `score` 0–100, the reasons, `sure`: one full tax code or one person's number and name.

    Even a sure likeness is only told: nothing merges by itself.
    """

    a: Hashable
    b: Hashable
    score: int
    reasons: tuple[str, ...]
    sure: bool


def alike_within(parties: Sequence[Party], task: Task = SILENT, least: int = 60) -> tuple[Likeness, ...]:
    """The pairs of one list that score at least `least`, the surest first; each pair once."""
    if _few_count(parties, least):
        parties = [parties[at] for at in sharing(parties, task)]
    all_known = _read(parties, task)
    judge = Judge(all_known, task)
    return _judged(judge, parties, pairs_within(all_known, judge.common, task), least, task)


def alike_between(
    ours: Sequence[Party], theirs: Sequence[Party], task: Task = SILENT, least: int = 60
) -> tuple[Likeness, ...]:
    """The pairs (one of `ours`, one of `theirs`) that score at least `least`, the surest first."""
    both, split = [*ours, *theirs], len(ours)
    if _few_count(both, least):
        places = sharing(both, task, split)
        both, split = [both[at] for at in places], sum(at < split for at in places)
    left, right = _read(both[:split], task), _read(both[split:], task)
    judge = Judge([*left, *right], task)
    pairs = ((a, b + split) for a, b in pairs_between(left, right, judge.common, task))
    return _judged(judge, both, pairs, least, task)


def _few_count(parties: Sequence[Party], least: int) -> bool:
    """Whether only what `sharing` finds can score `least`: then no others need be read."""
    return least > BY_NAME and all(party.commune for party in parties)


def alike(a: Party, b: Party) -> Likeness:
    """The likeness of two entries by themselves, whatever it is."""
    one, other = known(a), known(b)
    score, reasons, sure = Judge([one, other]).judge(one, other)
    return Likeness(a.key, b.key, score, reasons, sure)


def _read(parties: Sequence[Party], task: Task) -> list[Known]:
    made: list[Known] = []
    for at, party in enumerate(parties):
        if at % _STEP == 0:
            task.step(at, len(parties), "Đọc tên và dấu hiệu")
        made.append(known(party))
    return made


def _judged(
    judge: Judge, parties: Sequence[Party], pairs: Iterator[tuple[int, int]], least: int, task: Task
) -> tuple[Likeness, ...]:
    found: list[Likeness] = []
    for at, (a, b) in enumerate(pairs):
        if at % _STEP == 0:
            task.step(at, 0, "So từng cặp")
        score, reasons, sure = judge.judge(judge.all[a], judge.all[b])
        if score >= least:
            found.append(Likeness(parties[a].key, parties[b].key, score, reasons, sure))
    return tuple(sorted(found, key=lambda each: (-each.score, not each.sure, str(each.a), str(each.b))))


def party_of(register: type[Record], values: Mapping[str, Any], key: Hashable) -> Party:
    """The party that the values of a register's record, or of a row read for it, tell of."""
    taxes, people, phones, mails, lists = _marking(register)
    numbers = _all(phones, values)
    return Party(
        key,
        str(values.get(register.name_field) or ""),
        _first(taxes, values),
        _first(people, values),
        tuple("; ".join(numbers).split("; ")) if numbers else (),
        tuple(_all(mails, values)),
        tuple([str(line[at]) for part, at in lists for line in values.get(part) or () if line.get(at)]),
        str(values.get("commune") or ""),
        str(values.get("address") or ""),
        str(values.get("representative") or ""),
    )


@cache
def _marking(register: type[Record]) -> tuple[tuple[Any, ...], ...]:
    """The names of the fields that tell who it is, kind by kind; last (sub-list, its field) of addresses on line."""
    fields = register.fields()
    kinds = (TaxCode, PersonalId, Phone, Email)
    made = [tuple(f.name for f in fields if isinstance(f.kind, kind)) for kind in kinds]
    lists = ((part.name, f.name) for part in register.sub_lists() for f in part.of.fields()
             if isinstance(f.kind, ChannelAddress))  # fmt: skip
    return (*made, tuple(lists))


def _all(names: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    return [str(values[name]) for name in names if values.get(name)]


def _first(names: Sequence[str], values: Mapping[str, Any]) -> str:
    return next(iter(_all(names, values)), "")
