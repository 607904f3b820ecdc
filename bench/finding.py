"""Search as you type, and any page of the list."""

import random
import time

from bench.businesses import _FAMILY, _GIVEN, _GOODS, _MIDDLE, opened
from bench.measure import Line, percentile
from tmdt_desktop.records.business import Business
from tmdt_desktop.services.registers import Query, find, list_rows
from tmdt_desktop.text import fold

_HITS, _PAGE = 50, 50


def search(number: int = 1_000_000) -> Line:
    """The first fifty hits, in the order of names, after every letter of sixty searches."""
    ws = opened(number)
    waits = []
    for typed in _typings(number):
        start = time.perf_counter()
        find(ws, Business, Query(typed), limit=_HITS)
        waits.append(1_000 * (time.perf_counter() - start))
    ws.close()
    p50, p95 = percentile(waits, 0.5), percentile(waits, 0.95)
    return Line(
        f"search as you type, {number:,} businesses, {len(waits)} keystrokes",
        f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, worst {max(waits):.0f} ms",
        "limit 100 ms",
        f"{p95 / 100:.2f}×",
        "p95 ≤ 100 ms",
        p95 <= 100,
    )


def page(number: int = 1_000_000) -> Line:
    """Fifty rows from anywhere in the list, ready to show."""
    ws = opened(number)
    seqs = find(ws, Business, Query())
    chance, waits = random.Random(1), []
    for _ in range(400):
        at = chance.randrange(len(seqs) - _PAGE)
        start = time.perf_counter()
        list_rows(ws, Business, seqs[at : at + _PAGE])
        waits.append(1_000 * (time.perf_counter() - start))
    ws.close()
    p50, p95 = percentile(waits, 0.5), percentile(waits, 0.95)
    return Line(
        f"a page of {_PAGE} rows anywhere in {number:,}",
        f"p50 {p50:.1f} ms, p95 {p95:.1f} ms",
        "limit 16 ms",
        f"{p95 / 16:.2f}×",
        "p95 ≤ 16 ms",
        p95 <= 16,
    )


def _typings(number: int) -> list[str]:
    chance = random.Random(7)
    typed = []
    for at in range(60):
        lists = chance.sample([_FAMILY, _MIDDLE, _GIVEN, _GOODS], chance.choice([1, 2, 2, 3]))
        said = " ".join(chance.choice(words) for words in lists)
        said = fold(said) if at % 5 < 3 else said.lower()
        typed += [said[:end] for end in range(1, len(said) + 1)]
    code = f"26{chance.randrange(number):08d}"
    typed += [code[:end] for end in range(1, len(code) + 1)]
    return [*typed, "zzzz", "không có đâu", f"shopee.vn/gian-hang-{number // 2}"]
