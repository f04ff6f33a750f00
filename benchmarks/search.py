"""Place search with typing errors, side by side with named peers: ``python -m benchmarks.search``.

The real queries of the tests, as they are and with one seeded typing error each, against the
places of the built-in snapshot. The peers look through the same names. Prints a table and writes
it to ``benchmarks/search.md``.
"""

from __future__ import annotations

import csv
import difflib
import random
import statistics
from functools import partial
from typing import TYPE_CHECKING

import rapidfuzz

from benchmarks.harness import HERE, elapsed_ms, machine, write_report
from geodata.places.index import build_index
from geodata.places.search import search
from loaders.builtin.snapshot import build_builtin
from loaders.store.search_places import all_places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geodata.places.place import Place

    Finder = Callable[[str], Place | None]
    Wanted = tuple[str, str, str]

QUERIES = HERE.parent / "tests" / "geodata" / "places" / "search_queries.csv"
SEED = 20250101
RUNS = 7
LIMIT = 8
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def with_error(query: str, rng: random.Random) -> str:
    """Return a query with one letter dropped, doubled, replaced or exchanged with the next."""
    spots = [i for i in range(1, len(query) - 1) if query[i].isalpha() and query[i + 1].isalpha()]
    if not spots:
        return query
    i = rng.choice(spots)
    before, letter, following, after = query[:i], query[i], query[i + 1], query[i + 2 :]
    changed = (following, letter + letter + following, rng.choice(LETTERS) + following)
    return before + rng.choice((*changed, following + letter)) + after


def wanted_answers() -> list[tuple[str, Wanted]]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["name"]]
    return [(r["query"], (r["name"], r["kind"], r["detail"])) for r in rows]


def finders(places: Sequence[Place]) -> dict[str, Finder]:
    """Return the first answer of each method; the peers get names in lower case, best first."""
    index = build_index(places)
    owners: dict[str, Place] = {}
    for place in index.places:
        for name in place.names:
            owners.setdefault(name.casefold(), place)
    names = list(owners)

    def by_nabij(query: str) -> Place | None:
        return next((hit.place for hit in search(index, query, limit=LIMIT)), None)

    def by_rapidfuzz(query: str) -> Place | None:
        found = rapidfuzz.process.extract(query.casefold(), names, limit=LIMIT)
        return owners[found[0][0]] if found else None

    def by_difflib(query: str) -> Place | None:
        found = difflib.get_close_matches(query.casefold(), names, n=LIMIT)
        return owners[found[0]] if found else None

    return {
        "Nabij": by_nabij,
        "rapidfuzz.process.extract": by_rapidfuzz,
        "difflib.get_close_matches": by_difflib,
    }


def times_ms(find: Finder, queries: Sequence[str]) -> list[float]:
    """Return for each query the median time of the runs."""
    find(queries[0])
    runs = [[elapsed_ms(partial(find, query)) for query in queries] for _ in range(RUNS)]
    return [statistics.median(of_query) for of_query in zip(*runs, strict=True)]


def rows_of(methods: dict[str, Finder], asked: Sequence[tuple[str, Wanted]]) -> list[str]:
    rows = [
        "| method | median | 95 % below | slowest | first answer right |",
        "|---|--:|--:|--:|--:|",
    ]
    queries = [query for query, _ in asked]
    for name, find in methods.items():
        times = times_ms(find, queries)
        answers = [find(query) for query in queries]
        right = sum(
            place is not None and (place.name, place.kind, place.detail) == wanted
            for place, (_, wanted) in zip(answers, asked, strict=True)
        )
        middle, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        rows.append(
            f"| {name} | {middle:.2f} ms | {late:.2f} ms "
            f"| {max(times):.2f} ms | {right} of {len(asked)} ({right / len(asked):.0%}) |"
        )
    return rows


def report(places: Sequence[Place]) -> str:
    """Run everything once and return the report."""
    rng = random.Random(SEED)
    asked = wanted_answers()
    misspelt = [(with_error(query, rng), wanted) for query, wanted in asked]
    built = elapsed_ms(lambda: build_index(places))
    index = build_index(places)
    methods = finders(places)
    names = {name.casefold() for place in places for name in place.names}
    lines = [
        "# Place search, side by side",
        "",
        "Written by `python -m benchmarks.search`, one run:",
        f"{len(asked)} real queries against {len(names):,} names of {len(places):,} places,",
        f"for each query the median of {RUNS} runs. The queries were written while the search was",
        "made: the share that is right as they are is a regression test, not a fair comparison.",
        "The typing errors were drawn afterwards.",
        "",
        *machine("rapidfuzz"),
        f"- Index, once per snapshot: {built:.0f} ms, {len(index.keys):,} keys",
        "",
        f"## With one typing error in each query (seed {SEED})",
        "",
        *rows_of(methods, misspelt),
        "",
        "## As typed",
        "",
        *rows_of(methods, asked),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    write_report("search", report(all_places(build_builtin())))


if __name__ == "__main__":
    main()
