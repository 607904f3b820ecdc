"""What may go wrong that a person can do something about. Everything else is a bug and shows as one."""

from collections.abc import Mapping


class Problem(Exception):
    """A failure of the world, told as sentences: what happened, why, what to do now.

    `what` and `cure` are whole sentences in the user's language; `why` may be empty when `what` says it already.
    `detail`: a technical name (the code of a device) for whoever helps by telephone; it never stands in the first line.
    None of them may carry personal data beyond what the user has just typed, because they may reach a log.
    """

    def __init__(self, what: str, *, why: str = "", cure: str = "", detail: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.cure = cure
        self.detail = detail

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.cure) if part)


class Invalid(Problem):
    """One value is not acceptable. The sentence stands beside its field, so it needs no field name."""


class InvalidRecord(Problem):
    """Some values of one record are not acceptable.

    `faults` maps a field name to its sentence; a fault inside a sub-list is keyed `channels.2.address` (row from 0).
    `labels` says what people call the fields, for where the sentences cannot stand beside them.
    """

    def __init__(self, faults: Mapping[str, str], labels: Mapping[str, str] | None = None) -> None:
        named = labels or {}
        told = (f"{named[name]}: {said}" if name in named else said for name, said in faults.items())
        super().__init__(" ".join(told), cure="Sửa các mục này rồi ghi lại.")
        self.faults = dict(faults)


class Refused(Problem):
    """A rule of the house forbids it (a key already taken, a closed period, a version changed meanwhile)."""


class Blocked(Problem):
    """The world outside stands in the way: disk full, file open elsewhere, wrong password, device missing."""


class Damaged(Problem):
    """Stored data or a received file is not what it was when it was written."""


class Cancelled(Exception):
    """The user stopped a long task. Nobody reports it."""
