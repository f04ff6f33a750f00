"""Which records of several sources are one and the same centre at one and the same address.

Two records are compared by name, and by what their addresses, positions and towns say of their
place (:class:`geodata.linkage.place_evidence.Evidence`). The less the places show, the more similar
the names must
be; what is neither clearly the same nor clearly not is doubtful, and left to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.errors import BadValueError
from geodata.linkage.candidates import candidates
from geodata.linkage.name_similarity import name_likeness, plain_names
from geodata.linkage.place_evidence import TOWN, Evidence, evidence_of, one_id, spots_of

if TYPE_CHECKING:
    from geodata.linkage.place_evidence import Flags, Rows

    Decided = dict[tuple[str, str], "Verdict"]


class Verdict(StrEnum):
    """What is thought, or decided, of two records."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


SAME_FROM = {
    Evidence.SPOT: 60.0,
    Evidence.NEAR: 85.0,
    Evidence.TOWN: 90.0,
}
"""Likeness of names (0–100) from which records are the same, by evidence; never for the others.
On one spot, a name with an addition (80) is the same centre. In a town alone it is not: "Heide" and
"Klein Heide" are both in Hoboken; 90 is one wrong letter in ten."""

DOUBTFUL_FROM = {
    Evidence.SPOT: 0.0,
    Evidence.NEAR: 60.0,
    Evidence.TOWN: 75.0,
    Evidence.STREET: 75.0,
    Evidence.ELSEWHERE: 90.0,
    Evidence.NOWHERE: 90.0,
}
"""Likeness from which they are doubtful. Whatever two names, one door is worth a look (a new name,
another organisation). The same name elsewhere in a town is a move, an antenne, or a namesake; in
another town a namesake, and no question."""

_BY_NAME = (Evidence.TOWN, Evidence.STREET, Evidence.ELSEWHERE, Evidence.NOWHERE)
"""Evidence that no more than a town, or none that is known, can give."""

MARGIN = 5.0
"""A record that is the same as one of a source must be so by this much more than as another."""

_NAME_SHARE = 0.6
_SAME_KIND = 5.0


@dataclass(frozen=True)
class Links:
    """Which records belong together.

    Attributes
    ----------
    pairs
        ``record_a`` < ``record_b``, ``score`` (0–105), ``verdict`` (``same`` or
        ``doubtful``), ``names`` (likeness, 0–100), ``evidence`` (name of
        :class:`~geodata.linkage.place_evidence.Evidence`, lower case) and ``distance_m`` (NaN
        where not known). Sorted by the two ids. Of the
        doubtful pairs, those that a person can still decide.
    clusters
        record_id → id of its cluster, the smallest record_id in it; sorted by record_id.
    """

    pairs: pd.DataFrame
    clusters: pd.Series


def link(records: pd.DataFrame, *, decisions: pd.DataFrame | None = None) -> Links:
    """Find the records that are one centre at one address.

    The answer does not depend on the order of the rows. A cluster holds only records of which
    every two are the same, and no two of one source unless they are identical.

    Parameters
    ----------
    records
        As :func:`geodata.linkage.records.check_records` returns them.
    decisions
        What a person decided: ``record_a``, ``record_b`` and ``verdict`` (``same`` or
        ``different``). It is final; records that are not there any more are passed over.

    Raises
    ------
    BadValueError
        If decisions contradict one another, or hold another verdict.
    """
    rows = records.sort_values("record_id", ignore_index=True)
    decided = _decided(decisions, rows["record_id"])
    compared = _with_ambiguous(_compared(rows), rows)
    pairs = pd.DataFrame(
        {
            "record_a": rows["record_id"].to_numpy()[compared["a"]],
            "record_b": rows["record_id"].to_numpy()[compared["b"]],
            **{c: compared[c] for c in ("score", "verdict", "names", "evidence", "distance_m")},
        }
    )
    clusters = _clustered(rows["record_id"].tolist(), pairs, decided)
    sources = dict(zip(rows["record_id"], rows["source"], strict=True))
    return Links(
        _visible_pairs(pairs, clusters, decided, sources),
        pd.Series(clusters, dtype="str").sort_index().rename("cluster"),
    )


def _compared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that may be the same, by number of row (``a`` < ``b``)."""
    spots = spots_of(rows)
    places = rows["place"].fillna("") + " " + rows["municipality"].fillna("")
    plain = np.array(plain_names(rows["name"], places), dtype=object)
    codes = _identities(rows)
    a, b = candidates(
        rows,
        spots,
        plain.tolist(),
        identities=codes,
        least=min(DOUBTFUL_FROM[evidence] for evidence in _BY_NAME),
        least_of_one_source=SAME_FROM[Evidence.TOWN],
    )
    evidence, apart_m = evidence_of(rows, spots, a, b)
    names = name_likeness(plain[a].tolist(), plain[b].tolist())
    limits = [np.full(len(Evidence), np.inf) for _ in range(2)]
    for limit, known in zip(limits, (SAME_FROM, DOUBTFUL_FROM), strict=True):
        limit[list(known)] = list(known.values())
    same, doubtful = names >= limits[0][evidence], names >= limits[1][evidence]
    same |= one_id(rows["url"], rows["source"], a, b)
    same, doubtful = _at_its_word(rows, codes, (a, b), same=same, doubtful=doubtful)
    kind = rows["kind"].to_numpy()
    score = _NAME_SHARE * names + (1 - _NAME_SHARE) * 100 * evidence / max(Evidence)
    found = pd.DataFrame(
        {
            "a": a,
            "b": b,
            "score": (score + _SAME_KIND * (kind[a] == kind[b])).round(1),
            "verdict": np.where(same, str(Verdict.SAME), str(Verdict.DOUBTFUL)),
            "names": names.round(1),
            "evidence": pd.Series([Evidence(e).name.lower() for e in evidence], dtype="str"),
            "distance_m": apart_m.round(1),
        }
    )
    return found[same | doubtful].reset_index(drop=True)


def _at_its_word(
    rows: pd.DataFrame, codes: Rows, pairs: tuple[Rows, Rows], *, same: Flags, doubtful: Flags
) -> tuple[Flags, Flags]:
    """Return the verdicts with a source taken at its word: its records differ.

    Identical ones are the same. Those of other organisations that would be the same are doubtful,
    the addresses of one organisation never are.
    """
    a, b = pairs
    source, group = rows["source"].to_numpy(), rows["group"].to_numpy()
    own, identical = source[a] == source[b], codes[a] == codes[b]
    return (
        np.where(own, identical, same),
        np.where(own, same & (group[a] != group[b]), doubtful),
    )


def _identities(rows: pd.DataFrame) -> Rows:
    """Return numbers, the same for records of a source that tell the same."""
    columns = ["source", "kind", "name", "street", *TOWN, "lat", "lon", "precision"]
    return np.asarray(rows.groupby(columns, dropna=False).ngroup(), np.intp)


def _with_ambiguous(compared: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs, doubtful where a record matches two of one source nearly equally."""
    source, codes = rows["source"].to_numpy(), _identities(rows)
    same = compared[compared["verdict"] == Verdict.SAME]
    same = same[source[same["a"]] != source[same["b"]]]
    rival = np.full(len(same), -np.inf)
    for here, there in (("a", "b"), ("b", "a")):
        of = pd.DataFrame(
            {
                "record": same[here].to_numpy(),
                "source": source[same[there]],
                "other": codes[same[there]],
                "score": same["score"].to_numpy(),
            }
        )
        best = of.sort_values("score", ascending=False).drop_duplicates(list(of.columns[:3]))
        best["nth"] = best.groupby(["record", "source"]).cumcount()
        for nth in (1, 0):  # the second where the best is the pair itself
            top = best[best["nth"] == nth].rename(columns={"other": "of", "score": "most"})
            most = of.merge(top, on=["record", "source"], how="left")
            rival = np.fmax(rival, most["most"].where(most["of"] != most["other"]).to_numpy())
    tied = compared.index.isin(same.index[same["score"] < rival + MARGIN])
    return compared.assign(verdict=compared["verdict"].mask(tied, str(Verdict.DOUBTFUL)))


def _decided(decisions: pd.DataFrame | None, ids: pd.Series) -> Decided:
    """Return what a person decided of records that are there, by the two ids in order."""
    found: Decided = {}
    if decisions is None:
        return found
    known = set(ids)
    for a, b, verdict in decisions[["record_a", "record_b", "verdict"]].itertuples(index=False):
        pair = (min(a, b), max(a, b))
        if verdict not in {Verdict.SAME, Verdict.DIFFERENT} or found.get(pair, verdict) != verdict:
            raise _contrary(pair, f"{found.get(pair, '')} {verdict}".strip())
        if {a, b} <= known and a != b:
            found[pair] = Verdict(verdict)
    return found


def _clustered(ids: list[str], pairs: pd.DataFrame, decided: Decided) -> dict[str, str]:
    """Return the cluster of each record: what is decided first, then the likeliest."""
    home = {one: one for one in ids}
    members = {one: [one] for one in ids}

    def join(a: str, b: str) -> None:
        first, second = sorted((home[a], home[b]))
        if first != second:
            for one in members[second]:
                home[one] = first
            members[first] += members.pop(second)

    for (a, b), verdict in sorted(decided.items()):
        if verdict is Verdict.SAME:
            join(a, b)
    for (a, b), verdict in sorted(decided.items()):
        if verdict is Verdict.DIFFERENT and home[a] == home[b]:
            raise _contrary((a, b), "different, and the same by way of others")
    same = pairs[pairs["verdict"] == Verdict.SAME]
    same = same.sort_values(["score", "record_a", "record_b"], ascending=[False, True, True])
    ordered = list(zip(same["record_a"], same["record_b"], strict=True))
    agreed = {*ordered, *(p for p, v in decided.items() if v is Verdict.SAME)}
    agreed -= {p for p, v in decided.items() if v is Verdict.DIFFERENT}
    for a, b in ordered:
        cross = ((x, y) for x in members[home[a]] for y in members[home[b]])
        if home[a] != home[b] and all((min(p), max(p)) in agreed for p in cross):
            join(a, b)
    return home


def _visible_pairs(
    pairs: pd.DataFrame, clusters: dict[str, str], decided: Decided, sources: dict[str, str]
) -> pd.DataFrame:
    """Return the pairs with the verdicts that the clusters make of them.

    Of the others, those stay that a person can still decide: no one has, and neither cluster holds
    a record of the other's source, which says that the two differ.
    """
    held: dict[str, set[str]] = {}
    for one, home in clusters.items():
        held.setdefault(home, set()).add(sources[one])
    settled = {
        frozenset((clusters[a], clusters[b]))
        for (a, b), verdict in decided.items()
        if verdict is Verdict.DIFFERENT
    }

    def is_open(a: str, b: str) -> bool:
        one, other = clusters[a], clusters[b]
        both = sources[a] == sources[b]
        taken = sources[b] in held[one] or sources[a] in held[other]
        return frozenset((one, other)) not in settled and (both or not taken)

    ids = list(zip(pairs["record_a"], pairs["record_b"], strict=True))
    together = np.array([clusters[a] == clusters[b] for a, b in ids], dtype=bool)
    kept = together | np.array([is_open(a, b) for a, b in ids], dtype=bool)
    judged = pairs.assign(verdict=np.where(together, str(Verdict.SAME), str(Verdict.DOUBTFUL)))
    return pd.DataFrame(judged[kept]).sort_values(["record_a", "record_b"], ignore_index=True)


def _contrary(pair: tuple[str, str], got: str) -> BadValueError:
    return BadValueError(
        where=f"decisions, {pair[0]} and {pair[1]}",
        expected="one verdict, same or different, that agrees with the others",
        got=got or "nothing",
        action="Correct or remove a decision.",
    )
