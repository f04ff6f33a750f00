"""One list of centres from many sources, put into a snapshot.

The records of every source stay in the snapshot, with what a person decided: when one of them
is renewed, the list is made again from all of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.crs import METRIC_CRS
from geodata.enums import DatasetFlag, DoubtKind, ImportStep
from geodata.linkage.matches import link
from geodata.linkage.merged_list import Merged, merge
from geodata.linkage.records import check_records
from geodata.opening_hours.schedule import is_readable
from geodata.snapshot.columns import GEOMETRY
from geodata.snapshot.frames import FRAMES
from geodata.snapshot.model import Dataset
from loaders.builtin.snapshot import builtin_dataset
from loaders.centre_sources import BUILTIN, SourceInfo, most_trusted_first, trust_order
from loaders.centres.doubts import doubts_of, provenance_of
from loaders.centres.geocoding import (
    gazetteer_of,
    joined_whereabouts,
    municipalities_of,
    nearby_positions_of,
    placed_by_name,
    positions_of,
    stray_records,
)
from loaders.centres.records import (
    all_decisions,
    all_records,
    known_ids,
    origins_of,
    records_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geodata.snapshot.model import SnapshotData
    from loaders.centres.geocoding import Gazetteer


def centres_from_records(
    data: SnapshotData,
    records: pd.DataFrame,
    *,
    decisions: pd.DataFrame | None = None,
    geocode: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    origins: Mapping[str, SourceInfo] | None = None,
    gazetteer: Gazetteer | None = None,
    alone: bool = False,
    progress: Callable[[ImportStep], None] = lambda _: None,
) -> tuple[SnapshotData, Merged]:
    """Return the snapshot with its centres made from records, and the merged list.

    The records of a source replace those that the snapshot has of it; those of other sources stay.
    The centres that ship with Nabij are such a source, until a complete one is there.

    Parameters
    ----------
    data
        A snapshot.
    records
        Of any number of sources (``geodata.linkage.records.COLUMNS``).
    decisions
        ``record_a``, ``record_b`` and ``verdict`` (``same`` or ``different``), besides those that
        the snapshot has; the new one counts where both have one.
    geocode
        Finds positions for records without one (:func:`loaders.centres.geocoding.geocode`); None
        to look for places by name only.
    origins
        Code of a source → whom to name, for sources without a row in :mod:`loaders.centre_sources`.
    gazetteer
        What places are found in; that of the snapshot if None.
    alone
        The records are the whole list: those of other sources go.
    progress
        Called as linking and merging begin.

    Raises
    ------
    InputError
        If the records are not what they must be, or decisions contradict one another.
    """
    gazetteer = gazetteer or gazetteer_of(data)
    kept = all_records(data, check_records(records), origins or {}, alone=alone)
    rows, strayed = _located(kept, gazetteer, geocode)
    decided = all_decisions(data.doubts, decisions)
    placed = rows[rows["municipality"].notna()].reset_index(drop=True)
    towns = placed["municipality"].map(gazetteer.municipalities.set_index("code")["name"])
    progress(ImportStep.LINKING)
    links = link(placed.assign(place=placed["place"].fillna(towns)), decisions=decided)
    progress(ImportStep.MERGING)
    merged = merge(placed, links, trust=trust_order(), known_ids=known_ids(data))
    points, whereabouts = _points(merged.points, gazetteer)
    found = _with_found(kept, rows).assign(
        point_id=rows["record_id"].map(merged.members.set_index("record_id")["point_id"]),
    )
    made = replace(
        data,
        centres=_centres(merged, found),
        points=points,
        whereabouts=joined_whereabouts(
            [whereabouts, data.whereabouts],
            named={*points["whereabouts"].dropna(), *data.services["whereabouts"].dropna()},
        ),
        records=found.astype(dict.fromkeys(FRAMES["records"].texts, "str")),
        provenance=provenance_of(merged, found, points),
        doubts=doubts_of(
            pairs=links.pairs,
            merged=merged,
            decided=decided,
            rows=rows,
            strayed=strayed,
            points=points,
        ),
    )
    return replace(made, datasets=data.datasets_with(_dataset(made))), merged


def open_questions(data: SnapshotData) -> str:
    """Return how much a person has to decide in a list of centres, by kind."""
    counts = data.doubts["kind"].value_counts()
    kinds = (kind for kind in DoubtKind if kind is not DoubtKind.DECIDED)
    return ", ".join(f"{counts.get(str(kind), 0):,} {kind}" for kind in kinds)


def remade(
    data: SnapshotData,
    *,
    gazetteer: Gazetteer | None = None,
    decisions: pd.DataFrame | None = None,
) -> SnapshotData:
    """Return a snapshot with its centres made again from its own records.

    Parameters
    ----------
    data
        A snapshot, perhaps with other areas than those that its points were found in.
    gazetteer, decisions
        As for :func:`centres_from_records`.

    Raises
    ------
    BadValueError
        If decisions contradict one another.
    """
    kept = records_of(data)
    made, _ = centres_from_records(
        data,
        kept,
        origins=origins_of(kept),
        gazetteer=gazetteer,
        decisions=decisions,
        alone=True,
    )
    return made


def _located(
    kept: pd.DataFrame,
    gazetteer: Gazetteer,
    geocode: Callable[[pd.DataFrame], pd.DataFrame] | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records with their NIS code and positions that can be used, and the strays."""
    known = nearby_positions_of(kept).notna()
    rows = kept.assign(
        municipality=municipalities_of(kept, gazetteer=gazetteer),
        opening_hours=kept["opening_hours"].map(_hours, na_action="ignore").astype("str"),
    )
    rows = _without_position(rows, ~known)
    stray = stray_records(rows, gazetteer=gazetteer)
    strayed = rows[stray]
    rows = _without_position(rows, stray)
    if geocode is not None:
        rows = geocode(rows)
        away = stray_records(rows, gazetteer=gazetteer)
        strayed = pd.concat([strayed, rows[away]])
        rows = _without_position(rows, away)
    return rows, strayed


def _with_found(kept: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the records with the positions that were found for them besides their own."""
    fresh = rows["located_by"].notna() & kept["lat"].isna()
    columns = ["lat", "lon", "precision", "within_m", "located_by"]
    return kept.assign(**{column: kept[column].mask(fresh, rows[column]) for column in columns})


def _without_position(rows: pd.DataFrame, away: pd.Series[bool]) -> pd.DataFrame:
    columns = ["lat", "lon", "precision", "within_m", "located_by"]
    return rows.assign(**{column: rows[column].mask(away) for column in columns})


def _hours(text: str) -> str:
    """Return hours in OSM syntax; other text as a comment, which means no hours."""
    return text if is_readable(text) else '"{}"'.format(text.replace('"', "'"))


def _points(
    points: pd.DataFrame, gazetteer: Gazetteer
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the service points, the vague ones nearby or at their place, and possible areas."""
    spots = positions_of(points)
    vague = spots.isna()
    named, whereabouts = placed_by_name(points[vague], gazetteer=gazetteer)
    frame = points.drop(columns=["lat", "lon"]).assign(
        precision=points["precision"].where(~vague, named["precision"].reindex(points.index)),
        within_m=named["within_m"].reindex(points.index),
        whereabouts=named["whereabouts"].reindex(points.index),
    )
    spots[vague] = named.geometry
    columns = [name for name in FRAMES["points"].columns if name != GEOMETRY]
    return gpd.GeoDataFrame(frame[columns], geometry=spots, crs=METRIC_CRS), whereabouts


def _centres(merged: Merged, kept: pd.DataFrame) -> pd.DataFrame:
    """Return ``schemas.Centres``; the source names all sources of a centre.

    A centre of which no source has a day of its own is as of the day that its sources describe.
    """
    origins = origins_of(kept)
    pages = merged.members.merge(kept[["record_id", "url"]], on="record_id")
    urls = pages.dropna().groupby("centre_id")["url"].agg(lambda found: list(dict.fromkeys(found)))
    of_each = [[origins[code] for code in codes.split(",")] for codes in merged.centres["sources"]]
    source = [
        "; ".join([*(origin.source_title for origin in named), *urls.get(centre, [])])
        for centre, named in zip(merged.centres["id"], of_each, strict=True)
    ]
    days = [max(origin.source_date for origin in named) or None for named in of_each]
    described = pd.Series(days, merged.centres.index, dtype="str")
    return merged.centres.drop(columns="sources").assign(
        checked_on=merged.centres["checked_on"].fillna(described),
        source=pd.Series(source, merged.centres.index, dtype="str"),
        **{c: pd.Series(pd.NA, merged.centres.index, dtype="str") for c in ("evidence", "remark")},
    )[list(FRAMES["centres"].columns)]


def _dataset(made: SnapshotData) -> Dataset:
    """Return where the centres come from, all sources together."""
    known = origins_of(made.records)
    origins = [known[code] for code in most_trusted_first(made.records["source"])]
    dates = [f"{o.source_date} ({o.source_title})" for o in origins if o.source_date]
    if len(origins) == 1:
        dates = [o.source_date for o in origins]
    complete = any(origin.complete for origin in origins)
    alone = set(made.records["source"]) == {BUILTIN}
    return Dataset(
        name="centres",
        rows=len(made.centres),
        source="; ".join(dict.fromkeys(o.source_title for o in origins)),
        reference_date=", ".join(dates),
        licence="; ".join(dict.fromkeys(o.licence for o in origins if o.licence)),
        attribution="; ".join(dict.fromkeys(o.attribution for o in origins if o.attribution)),
        flags=() if complete else (DatasetFlag.INCOMPLETE,),
        note=builtin_dataset("centres", rows=0).note
        if alone
        else "Records of the same centre are put together; each field comes from the most trusted "
        "source that has it. Without coordinates, a centre stands at an inner point of its place "
        "or municipality.",
    )
