"""Who may decide on a report: the head of the office, known by a setting or by their own word, which is kept."""

from dataclasses import dataclass

from tmdt_desktop.errors import Invalid, Refused
from tmdt_desktop.services.report_steps import Act, Step
from tmdt_desktop.store import settings as store_settings
from tmdt_desktop.store.changes import Batch
from tmdt_desktop.text import one_line

LONGEST_WORDS = 500


@dataclass(frozen=True)
class HeadWord:
    """What the head says to an act. `as_head`: the user declares to be the head, or to decide in the head's place."""

    words: str = ""
    as_head: bool = False


def clerk_step(batch: Batch, act: Act, words: str = "") -> Step:
    """A step that the clerk may do. Raises Invalid when the words are too long."""
    return Step(act, batch.act.at, batch.act.by, _short(words))


def head_step(batch: Batch, act: Act, word: HeadWord, *, reason: bool) -> Step:
    """A step that the head alone may do. `reason`: it needs words.

    Raises:
        Invalid: the reason is missing, or the words are too long. Refused: the user is not the head.
    """
    known = store_settings.load(batch.connection).head_user.strip()
    if known and known.casefold() != batch.act.by.casefold():
        raise Refused(
            f"Chưa {act.value} được.",
            why=f"Việc này do người đứng đầu làm; Cài đặt ghi người đó là «{known}».",
            cure=f"Mở sổ bằng tên {known}, hoặc sửa người đứng đầu trong Cài đặt.",
        )
    if not known and not word.as_head:
        raise Refused(
            f"Chưa {act.value} được.",
            why="Việc này do người đứng đầu quyết định; Cài đặt chưa ghi ai là người đứng đầu.",
            cure="Đánh dấu «Tôi là người đứng đầu», hoặc ghi người đứng đầu trong Cài đặt.",
        )
    words = _short(word.words)
    if reason and not words:
        raise Invalid("Việc này cần một câu lý do. Ghi lý do.")
    return Step(act, batch.act.at, batch.act.by, words, as_head=not known)


def _short(raw: str) -> str:
    words = one_line(raw)
    if len(words) > LONGEST_WORDS:
        raise Invalid(f"Lời ghi dài {len(words)} ký tự, chỉ ghi được {LONGEST_WORDS}. Rút gọn lại.")
    return words
