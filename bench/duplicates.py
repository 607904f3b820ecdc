"""Doubles among 100,000 businesses: how long, how much memory, how soon it answers; beside plain blocking with pandas."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.businesses import businesses
from bench.measure import Line, Watch, announced
from bench.windows import peak_megabytes
from tmdt_desktop.exchange.likeness import SUSPECT, Party, alike_within, party_of
from tmdt_desktop.records.business import Business
from tmdt_desktop.text import fold

_SHARE = 0.03
_NEAR = 88


def duplicates(number: int = 100_000) -> list[Line]:
    """Each side in a process of its own, so that its memory is its own; `number` entries, three in a hundred twice."""
    with announced(f"doubles among {number:,}: ours"):
        ours = _apart("ours", number)
    with announced("plain blocking with pandas and rapidfuzz"):
        peer = _apart("peer", number)
    name = f"doubles among {number:,} businesses"
    seconds, memory = ours["seconds"], ours["megabytes"]
    told = f"{seconds:.1f} s, {ours['found']:.1%} of the planted found"
    other = f"pandas + rapidfuzz {peer['seconds']:.1f} s, {peer['found']:.1%} found"
    return [
        Line(name, told, other, f"{seconds / peer['seconds']:.2f}×", "≤ 60 s", seconds <= 60),
        Line("the same, memory", f"{memory:.0f} MB", f"pandas + rapidfuzz {peer['megabytes']:.0f} MB",
             f"{ours['megabytes'] / peer['megabytes']:.2f}×", "≤ 1 GB", memory <= 1024),
        Line("the same, longest silence", f"{1_000 * ours['silence']:.0f} ms", "limit 500 ms",
             f"{ours['silence'] / 0.5:.2f}×", "≤ 500 ms", ours["silence"] <= 0.5),
    ]  # fmt: skip


def _apart(side: str, number: int) -> dict[str, float]:
    root = Path(__file__).resolve().parents[1]
    asked = [sys.executable, "-m", "bench.duplicates", side, str(number)]
    env = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(asked, cwd=root, env=env, capture_output=True, encoding="utf-8", check=True)
    made: dict[str, float] = json.loads(done.stdout)
    return made


def _parties(number: int) -> list[Party]:
    """`number` entries; those behind the first 97 of a hundred are earlier ones written anew."""
    once = number - int(number * _SHARE)
    made = [party_of(Business, values, at) for at, values in enumerate(businesses(once))]
    chance = random.Random(5)
    return made + [_anew(chance, made[(at - once) * 29], at) for at in range(once, number)]


def _anew(chance: random.Random, one: Party, key: int) -> Party:
    """The same business by another clerk: capitals or no marks, one number fewer, another word for the village."""
    name = chance.choice((str.upper, fold, str))(
        one.name.replace("Hộ kinh doanh", "HKD").replace("Công ty TNHH", "Cty TNHH")
    )
    lost = chance.choice(("tax_code", "phones", "channels"))
    emptied = replace(one, key=key, name=name, address=one.address.replace("Thôn", "xóm"))
    return replace(emptied, **{lost: type(getattr(one, lost))()})


def _ours(parties: Sequence[Party], watch: Watch) -> set[tuple[int, int]]:
    found = (each for each in alike_within(parties, watch) if each.score >= SUSPECT)
    return {(min(int(str(x.a)), int(str(x.b))), max(int(str(x.a)), int(str(x.b)))) for x in found}


def _peer(parties: Sequence[Party], _: Watch) -> set[tuple[int, int]]:
    """What a script would do: equal numbers by joins, near names within commune and first letters by `cdist`."""
    import numpy as np
    import pandas as pd
    from rapidfuzz import fuzz, process

    frame = pd.DataFrame(
        [(each.key, each.tax_code, ";".join(each.phones), each.commune, fold(each.name)) for each in parties],
        columns=["key", "tax", "phone", "commune", "name"],
    )
    found: set[tuple[int, int]] = set()
    for mark in ("tax", "phone"):
        said = frame[frame[mark] != ""][["key", mark]]
        joined = said.merge(said, on=mark)
        found |= set(joined[joined.key_x < joined.key_y][["key_x", "key_y"]].itertuples(index=False, name=None))
    for _, block in frame.groupby(["commune", frame.name.str[:6]]):
        scores = process.cdist(
            block.name.tolist(), block.name.tolist(), scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR
        )
        keys = block.key.to_numpy()
        found |= {(int(keys[a]), int(keys[b])) for a, b in np.argwhere(np.triu(scores, 1) > 0)}
    return found


def _measured(side: str, number: int) -> dict[str, float]:
    parties = _parties(number)
    once = number - int(number * _SHARE)
    planted = {((at - once) * 29, at) for at in range(once, number)}
    watch, start = Watch(), time.perf_counter()
    found = (_ours if side == "ours" else _peer)(parties, watch)
    seconds = time.perf_counter() - start
    share = len(found & planted) / len(planted)
    return {"seconds": seconds, "found": share, "silence": watch.longest, "megabytes": peak_megabytes()}


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], int(sys.argv[2]))))
