"""Runs mutants through a reader: none may be believed, stop it, or keep it busy."""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from .mutants import Mutant

LONGEST_SECONDS = 10
"""Of the processor: what else runs on the machine does not count."""


def watch(mutants: Iterable[Mutant], read: Callable[[bytes], Any]) -> Counter[Any]:
    """What `read` answered, by answer. It raises for a mutant that it believes.

    Raises:
        AssertionError: names the mutant that was believed, crashed the reader or kept it busy for too long.
    """
    answers: Counter[Any] = Counter()
    for each in mutants:
        began = time.process_time()
        try:
            answers[read(each.content)] += 1
        except Exception as fault:
            raise AssertionError(f"mutant {each.number}: {type(fault).__name__}: {fault}") from fault
        took = time.process_time() - began
        assert took < LONGEST_SECONDS, f"mutant {each.number} took {took:.1f} s"
    return answers
