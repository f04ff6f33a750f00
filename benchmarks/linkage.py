"""Which records are one centre, side by side with named peers: ``python -m benchmarks.linkage``.

Two lists of 300 centres are drawn: names of real centres and streets, in real municipalities, so
that names and streets return in other towns. The second list writes them otherwise, misspells,
leaves out and moves some; which are the same is known. Prints a table and writes it to
``benchmarks/linkage.md``.
"""

from __future__ import annotations

import random
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from benchmarks.harness import machine, median_ms, write_report
from benchmarks.search import with_error
from geodata.linkage.matches import Verdict, link
from geodata.linkage.merged_list import merge
from geodata.linkage.records import COLUMNS, check_records
from loaders.builtin.snapshot import facts

if TYPE_CHECKING:
    from collections.abc import Callable

    Row = dict[str, Any]
    Pairs = set[tuple[str, str]]

SEED = 20250101
COUNT = 300
KNOWN = 270
"""Centres that both lists have; the others are in one of them only."""

RUNS = 5
METRES_A_DEGREE = 111_250.0
STREETS = (
    *("Kerkstraat", "Stationsstraat", "Dorpsstraat", "Nieuwstraat", "Molenstraat", "Schoolstraat"),
    *("Sint-Jansstraat", "Markt", "Kasteellaan", "Leopoldlaan", "Groenstraat", "Veldstraat"),
    *("Brusselsesteenweg", "Lindenlaan", "Kloosterstraat", "Hoogstraat"),
)
HIGH, LOW = 90, 75


def drawn(count: int = COUNT) -> tuple[pd.DataFrame, Pairs]:
    """Return the records of two lists of a size, and which of them are the same."""
    known = count * KNOWN // COUNT
    rng = random.Random(SEED)
    names = facts("centres")["name"].tolist()
    table = facts("municipalities")[["nis", "name_nl", "lat", "lon"]]
    columns = [str(column) for column in table]
    every: list[Row] = [dict(zip(columns, r, strict=True)) for r in table.itertuples(index=False)]
    towns = rng.sample(every, min(120 * count // COUNT, len(every)))
    rows: list[Row] = []
    truth = set()
    used: set[tuple[str, str]] = set()
    while len(used) < 2 * count - known:
        town, name = rng.choice(towns), rng.choice(names)
        if (name, town["nis"]) in used:
            continue
        used.add((name, town["nis"]))
        number = len(used)
        row = one(rng, name, town)
        if number <= count:
            rows.append(row | {"record_id": f"a:{number}", "source": "a"})
        if number <= known or number > count:
            rows.append(otherwise(rng, row) | {"record_id": f"b:{number}", "source": "b"})
        if number <= known:
            truth.add((f"a:{number}", f"b:{number}"))
    return check_records(pd.DataFrame(rows).reindex(columns=list(COLUMNS))), truth


def one(rng: random.Random, name: str, town: Row) -> Row:
    """Return a centre somewhere in a town."""
    spot = {a: float(town[a]) + rng.uniform(-1500, 1500) / METRES_A_DEGREE for a in ("lat", "lon")}
    return {
        "name": f"LDC {name}",
        "street": f"{rng.choice(STREETS)} {rng.randint(1, 150)}",
        "municipality": town["nis"],
        "place": town["name_nl"],
        **spot,
        "precision": "address",
    }


def otherwise(rng: random.Random, row: Row) -> Row:
    """Return a centre as another source has it."""
    name = row["name"].removeprefix("LDC ")
    if rng.random() < 0.2:
        name = with_error(name, rng)
    form = rng.choice(("{}", "Lokaal dienstencentrum {}", "Dienstencentrum {} vzw", "{} ({town})"))
    street = row["street"]
    found = row | {"name": form.format(name, town=row["place"])}
    chance = rng.random()
    if chance < 0.1:  # moved
        return found | {"street": f"{rng.choice(STREETS)} {rng.randint(1, 150)}"} | nowhere()
    if chance < 0.3:
        street = None
    elif chance < 0.4:
        street = street.rpartition(" ")[0]
    elif chance < 0.6:
        street = street.replace("straat", "str.").replace("Sint-", "St. ")
    elif chance < 0.7:
        street = with_error(street, rng)
    found |= {"street": street}
    if rng.random() < 0.4:
        return found | nowhere()
    shift = {a: row[a] + rng.uniform(-40, 40) / METRES_A_DEGREE for a in ("lat", "lon")}
    return found | shift


def nowhere() -> Row:
    return {"lat": np.nan, "lon": np.nan, "precision": None}


def nabij(records: pd.DataFrame) -> Pairs:
    pairs = link(records).pairs
    return pair_ids(pairs[pairs["verdict"] == Verdict.SAME])


def pair_ids(pairs: pd.DataFrame) -> Pairs:
    return set(zip(pairs["record_a"], pairs["record_b"], strict=True))


def texts(records: pd.DataFrame) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the ids of both lists, and name and address of each record as one line."""
    line = records[["name", "street", "place"]].fillna("").agg(" ".join, axis=1).str.casefold()
    sides = [records["source"] == source for source in ("a", "b")]
    ids = [records.loc[side, "record_id"].tolist() for side in sides]
    return ids[0], ids[1], line[sides[0]].tolist(), line[sides[1]].tolist()


def every_pair(records: pd.DataFrame, *, cut_off: int) -> Pairs:
    """Full pairwise: rapidfuzz over name and address of every two records."""
    left, right, a, b = texts(records)
    scores = process.cdist(a, b, scorer=fuzz.token_set_ratio)
    return {(left[i], right[j]) for i, j in np.argwhere(scores >= cut_off)}


def every_best(records: pd.DataFrame, *, cut_off: int) -> Pairs:
    """Full pairwise: the best of all records of the other list."""
    left, right, a, b = texts(records)
    scores = process.cdist(a, b, scorer=fuzz.token_set_ratio)
    best = scores.argmax(axis=1)
    return {(left[i], right[j]) for i, j in enumerate(best) if scores[i, j] >= cut_off}


def every_loop(records: pd.DataFrame, *, cut_off: int) -> Pairs:
    """Full pairwise, pair by pair in a loop."""
    left, right, a, b = texts(records)
    pairs = product(zip(left, a, strict=True), zip(right, b, strict=True))
    return {(i, j) for (i, x), (j, y) in pairs if fuzz.token_set_ratio(x, y) >= cut_off}


def line_of(name: str, records: pd.DataFrame, truth: Pairs, peer: Callable[..., Pairs]) -> str:
    found = peer(records)
    right = len(found & truth)
    spent = median_ms(lambda: peer(records), RUNS)
    shares = f"{right / len(found):.1%} ({right} of {len(found)}) | {right / len(truth):.1%}"
    return f"| {name} | {spent:,.0f} ms | {shares} |"


def main() -> None:
    records, truth = drawn()
    links = link(records)
    doubtful = pair_ids(links.pairs[links.pairs["verdict"] == Verdict.DOUBTFUL])
    both = len(truth & (doubtful | nabij(records)))
    peers: dict[str, Callable[[pd.DataFrame], Pairs]] = {
        "Nabij": nabij,
        f"rapidfuzz cdist, every pair from {HIGH}": partial(every_pair, cut_off=HIGH),
        f"rapidfuzz cdist, every pair from {LOW}": partial(every_pair, cut_off=LOW),
        f"rapidfuzz cdist, the best from {HIGH}": partial(every_best, cut_off=HIGH),
        f"rapidfuzz cdist, the best from {LOW}": partial(every_best, cut_off=LOW),
        f"rapidfuzz in a loop, every pair from {HIGH}": partial(every_loop, cut_off=HIGH),
    }
    rows = [line_of(name, records, truth, peer) for name, peer in peers.items()]
    spent = median_ms(lambda: merge(records, links, trust=("a", "b")), RUNS)
    text = f"""# Which records are one centre, side by side

Written by `python -m benchmarks.linkage`, one run: two lists of {COUNT} centres, {len(truth)} of
them in both, drawn with seed {SEED} (see the module for what the second list does to the first).
Times are the median of {RUNS} runs. The peers compare name, street and place as one line with
`token_set_ratio`. Both the rules and the drawing are of one hand: the shares compare methods, they
do not foretell those on real lists.

{chr(10).join(machine("rapidfuzz"))}

| method | time | right of those called the same | found of those that are |
|---|--:|--:|--:|
{chr(10).join(rows)}

Nabij leaves {len(doubtful)} pairs to a person, {len(truth & doubtful)} of them the same; with
those, {both / len(truth):.1%} are found. One centre in ten has moved, and those it never joins by
itself. One list of the linked records: {spent:,.0f} ms.
"""
    write_report("linkage", text)


if __name__ == "__main__":
    main()
