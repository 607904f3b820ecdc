"""One answer a kind: what a person edits a value of it in. A new kind is one registered function here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import singledispatch

from tmdt_desktop import rare_kinds
from tmdt_desktop.catalogues.listed import Listed
from tmdt_desktop.catalogues.platforms import ChannelAddress
from tmdt_desktop.catalogues.several import CodesChosen
from tmdt_desktop.catalogues.units import Commune
from tmdt_desktop.fields import Field, Rows
from tmdt_desktop.kinds import (
    Choice,
    Choices,
    Day,
    Email,
    Flag,
    Kind,
    Moment,
    Money,
    Note,
    PersonalId,
    Phone,
    Ref,
    Structure,
    TaxCode,
    Text,
    Whole,
    Year,
)
from ui.parts.inputs import DayInput, Input, LineInput, NoteInput, NumberInput, ShownInput, Words
from ui.parts.pickers import PickInput, PicksInput
from ui.parts.ref_input import Lookup, RefInput
from ui.parts.rows_input import RowsInput
from ui.shell.theme import Theme


@dataclass(frozen=True)
class Given:
    """What an editor needs beside its kind: the theme, what can be chosen (`services.choices` of the workspace), and who
    knows the records of other registers.
    """

    theme: Theme
    choices: Callable[[Kind], Words]
    masked: bool = False
    lookup: Lookup | None = None


@singledispatch
def editor(kind: Kind, given: Given) -> Input:
    """The input for values of `kind`."""
    raise NotImplementedError(f"{type(kind).__name__} has no editor for {given}")


def editor_of(field: Field, given: Given) -> Input:
    """The input of a field: shown only when the program sets it, masked when it is sensitive."""
    if field.set_by_program:
        return ShownInput(field.kind)
    return editor(field.kind, replace(given, masked=field.sensitive))


@editor.register(Text)
@editor.register(TaxCode)
@editor.register(PersonalId)
@editor.register(Phone)
@editor.register(Email)
@editor.register(Year)
@editor.register(ChannelAddress)
@editor.register(rare_kinds.OpenText)
@editor.register(rare_kinds.DueTime)
@editor.register(rare_kinds.GoodsNumber)
@editor.register(rare_kinds.WebAddress)
@editor.register(rare_kinds.Exact)
def _line(kind: Kind, given: Given) -> Input:
    return LineInput(kind, hidden_when_left=given.masked)


@editor.register(Whole)
@editor.register(Money)
def _number(kind: Kind, _given: Given) -> Input:
    return NumberInput(kind)


@editor.register(Note)
def _note(kind: Kind, _given: Given) -> Input:
    return NoteInput(kind)


@editor.register(Day)
def _day(kind: Kind, given: Given) -> Input:
    return DayInput(kind, given.theme)


@editor.register(Flag)
def _flag(kind: Kind, given: Given) -> Input:
    return PickInput(kind, given.theme, given.choices(kind), empty="Chưa rõ")


@editor.register(Choice)
@editor.register(Commune)
@editor.register(Listed)
def _pick(kind: Kind, given: Given) -> Input:
    return PickInput(kind, given.theme, given.choices(kind))


@editor.register(Ref)
def _record(kind: Ref, given: Given) -> Input:
    return RefInput(kind, given.theme, given.lookup) if given.lookup else ShownInput(kind)


@editor.register(Choices)
@editor.register(CodesChosen)
def _picks(kind: Kind, given: Given) -> Input:
    return PicksInput(kind, given.theme, given.choices(kind))


@editor.register(Rows)
def _rows(kind: Rows, given: Given) -> Input:
    return RowsInput(kind, given.theme, lambda field: editor_of(field, given))


@editor.register(Moment)
@editor.register(Structure)
def _shown(kind: Kind, _given: Given) -> Input:
    return ShownInput(kind)
