"""Sums over areas, part by part, and the figures of an area from the sums of all parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.analysis.question import ACCESS, column, distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from geodata.analysis.question import AnalysisQuestion

    Floats = NDArray[np.float64]


def area_sums(
    question: AnalysisQuestion,
    found: pd.DataFrame,
    people: Mapping[str, Floats],
    area: pd.Series[str],
) -> pd.DataFrame:
    """Return the sums of one part per area.

    Parameters
    ----------
    question
        Thresholds and groups.
    found
        What :func:`geodata.analysis.partition.answer` returned.
    people
        What is counted, by group.
    area
        Code of the area of each row; missing is an area too, so that nobody is lost.

    Returns
    -------
    pandas.DataFrame
        Index ``area``; ``rows``, and per group sums over its rows with data.
    """
    sums: dict[str, object] = {"rows": np.ones(len(found), dtype=np.int64)}
    for group, amount in people.items():
        known = np.nan_to_num(amount)
        metres = found[distance(0)].to_numpy()
        near, measured = np.isfinite(metres), ~np.isnan(metres)
        sums[f"people_{group}"] = known
        sums[f"without_data_{group}"] = np.isnan(amount).astype(np.int64)
        sums[f"near_{group}"] = np.where(near, known, 0.0)
        sums[f"measured_{group}"] = np.where(measured, known, 0.0)
        sums[f"metres_{group}"] = known * np.where(near, metres, 0.0)
        for threshold_m in question.thresholds_m:
            share = found[column("share", threshold_m)].to_numpy()
            undecided = np.isnan(share)
            sums[column(f"in_{group}", threshold_m)] = known * np.nan_to_num(share)
            sums[column(f"undecided_{group}", threshold_m)] = np.where(undecided, known, 0.0)
            for name in ACCESS:
                access = np.nan_to_num(found[column(name, threshold_m)].to_numpy())
                sums[column(f"{name}_{group}", threshold_m)] = known * access
    return pd.DataFrame(sums).groupby(area.rename("area").to_numpy(), dropna=False).sum()


def areas_of(question: AnalysisQuestion, parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return the figures of each area.

    Parameters
    ----------
    question
        Thresholds and groups.
    parts
        What :func:`area_sums` returned, in the order of the parts: sums do not depend on which was
        computed first.

    Returns
    -------
    pandas.DataFrame
        ``area``, missing for rows in none; ``rows``; per group ``people`` and ``without_data``
        (rows), ``mean_distance`` of the people (metres, to the nearest point, where it is known and
        there is one), and per threshold people ``in``, ``out`` and ``undecided``, ``share`` of the
        people in reach (NaN if there are none), and the mean ``2sfca`` and ``e2sfca`` of the
        people whose distance is known.
    """
    every = pd.concat(list(parts))
    sums = every.groupby(every.index, dropna=False).sum()
    columns: dict[str, object] = {"area": sums.index.astype("string"), "rows": sums["rows"].array}
    for group in question.counted:
        people = sums[f"people_{group}"].to_numpy()
        near, measured = (sums[f"{name}_{group}"].to_numpy() for name in ("near", "measured"))
        columns[f"people_{group}"] = people
        columns[f"without_data_{group}"] = sums[f"without_data_{group}"].array
        columns[f"mean_distance_{group}_m"] = _ratio(sums[f"metres_{group}"], near)
        for threshold_m in question.thresholds_m:
            inside = sums[column(f"in_{group}", threshold_m)].to_numpy()
            undecided = sums[column(f"undecided_{group}", threshold_m)].to_numpy()
            columns[column(f"in_{group}", threshold_m)] = inside
            columns[column(f"out_{group}", threshold_m)] = people - inside - undecided
            columns[column(f"undecided_{group}", threshold_m)] = undecided
            columns[column(f"share_{group}", threshold_m)] = _ratio(inside, people)
            for name in ACCESS:
                whole = sums[column(f"{name}_{group}", threshold_m)]
                columns[column(f"{name}_{group}", threshold_m)] = _ratio(whole, measured)
    return pd.DataFrame(columns)


def _ratio(part: pd.Series[float] | Floats, whole: Floats) -> Floats:
    """Return part ÷ whole; NaN where there is nothing to divide by."""
    blank = np.full(len(whole), np.nan)
    return np.asarray(np.divide(np.asarray(part), whole, out=blank, where=whole > 0))
