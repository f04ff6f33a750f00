"""Sociale Huizen and self-help initiatives, from a table that an administration supplies.

There is no column for the name of a person: function mailboxes and the phone of the door only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.enums import DatasetFlag, ServiceKind
from geodata.model import CONTACT, Dataset, SnapshotData, empty_services
from geodata.places.text_folding import fold
from loaders.centres.geocoding import gazetteer_of, placed_by_name
from loaders.files.table import read_service_table
from loaders.files.user_tables import require_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from loaders.centres.geocoding import Gazetteer

KIND_NAMES = {ServiceKind.SOCIAL_HOUSE: "Sociaal Huis", ServiceKind.SELF_HELP: "Zelfhulp"}
"""What the kinds are called in the source and the date of the dataset."""


def import_services(
    path: Path,
    *,
    base: SnapshotData,
    source: str,
    reference_date: str = "",
    licence: str = "",
) -> SnapshotData:
    """Return the base snapshot with the services of a table.

    The table replaces the kinds that occur in it: one of Sociale Huizen alone leaves the
    self-help initiatives as they are. What each column may be called and hold stands in
    ``loaders.files.table``.

    Parameters
    ----------
    path
        CSV or XLSX.
    base
        The snapshot to start from.
    source
        Publisher and title, for the rows that name no source of their own too.
    reference_date
        The day that the table describes, ISO 8601; empty if unknown.
    licence
        Name of the licence; empty if unknown.

    Raises
    ------
    UnreadableFileError, MissingColumnError
        If it is no such table.
    RowsError
        With every row that cannot be used.
    """
    require_source(source, of="table")
    gazetteer = gazetteer_of(base)
    rows = read_service_table(path, municipalities=gazetteer.municipalities)
    rows["source"] = rows["source"].where(rows["source"] != "", source.strip())
    located, whereabouts = _located(rows, gazetteer)
    fresh = _with_ids(located)
    kinds = set(fresh["kind"])
    kept = base.services[~base.services["kind"].isin(kinds)]
    services = fresh if kept.empty else gpd.GeoDataFrame(pd.concat([kept, fresh]))
    told = _told(base, kinds, source=source.strip(), date=reference_date)
    dataset = Dataset(
        name="services",
        rows=len(services),
        source=told[0],
        reference_date=told[1],
        licence=licence,
        flags=(DatasetFlag.EXAMPLE,) if services["example"].any() else (),
        note="Without coordinates, a service stands at an inner point of its place or "
        "municipality.",
    )
    return replace(
        base,
        services=services.reset_index(drop=True),
        whereabouts=_joined(base.whereabouts, whereabouts, base.points, services),
        datasets=base.datasets_with(dataset),
    )


def relocated(
    services: gpd.GeoDataFrame, whereabouts: gpd.GeoDataFrame, *, gazetteer: Gazetteer
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Find the services without coordinates anew, among other areas than they were found in.

    Parameters
    ----------
    services
        ``geodata.schemas.Services``.
    whereabouts
        Polygons that others name (``geodata.schemas.Whereabouts``).
    gazetteer
        The new areas, in EPSG:3812.

    Returns
    -------
    services, whereabouts
        Of the whereabouts those given, and the ones that the services name.
    """
    if services.empty:
        return services, whereabouts
    rows = pd.DataFrame(services.drop(columns="geometry")).fillna(dict.fromkeys(CONTACT, ""))
    precise = services["whereabouts"].isna()
    rows["point"] = services.geometry.where(precise, None)
    found, added = _located(rows, gazetteer)
    return found[services.columns], _union(whereabouts, added)


def _located(rows: pd.DataFrame, gazetteer: Gazetteer) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Give each row its point: the one it has (``point``), or that of its place."""
    points, whereabouts = placed_by_name(rows, gazetteer=gazetteer)
    known = rows["point"].notna()
    services = gpd.GeoDataFrame(
        rows.drop(columns="point").assign(
            precision=points["precision"].mask(known, "address"),
            whereabouts=points["whereabouts"].mask(known),
        ),
        geometry=gpd.GeoSeries(rows["point"].where(known, points.geometry), crs=points.crs),
    )
    texts = [name for name in services if services[name].dtype == "str"]
    services[texts] = services[texts].where(services[texts] != "")
    return services, whereabouts[whereabouts["key"].isin(services["whereabouts"])]


def _with_ids(services: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Name each service after its kind, name and municipality."""
    slug = services["name"].map(fold).str.replace(" ", "-")
    ids = services["kind"].str.replace("_", "-") + "-" + slug + "-" + services["municipality"]
    nth = ids.groupby(ids).cumcount()
    named = services.assign(id=ids.where(nth == 0, ids + "-" + (nth + 1).astype("str")))
    return gpd.GeoDataFrame(named[list(empty_services().columns)])


def _joined(
    known: gpd.GeoDataFrame,
    added: gpd.GeoDataFrame,
    points: pd.DataFrame,
    services: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Return the whereabouts that a point or service names; one that was known stays as it is."""
    every = _union(known, added)
    named = {*points["whereabouts"].dropna(), *services["whereabouts"].dropna()}
    return gpd.GeoDataFrame(every[every["key"].isin(named)].reset_index(drop=True))


def _union(known: gpd.GeoDataFrame, added: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    fresh = added[~added["key"].isin(known["key"])]
    return gpd.GeoDataFrame(pd.concat([known, fresh], ignore_index=True)) if len(fresh) else known


def _told(base: SnapshotData, kinds: Iterable[str], *, source: str, date: str) -> tuple[str, str]:
    """Return source and date of the dataset: of each kind its own, old or new."""
    before = next((d for d in base.datasets if d.name == "services"), Dataset("services", 0, ""))
    kept = set(base.services["kind"]) - set(kinds)
    told = []
    for written, new, form, between in (
        (before.source, source.replace("; ", ", "), "{name}: *", "; "),
        (before.reference_date, date, "* ({name})", ", "),
    ):
        old = _by_kind(written, form, between)
        texts = {kind: old.get(kind, "") for kind in kept} | dict.fromkeys(kinds, new)
        told.append(_in_one(texts, form, between))
    return told[0], told[1]


def _in_one(texts: Mapping[str, str], form: str, between: str) -> str:
    """Write a text of each kind; once, without the kind, where all are the same."""
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    return between.join(
        form.format(name=name).replace("*", texts[kind])
        for kind, name in KIND_NAMES.items()
        if texts.get(kind)
    )


def _by_kind(written: str, form: str, between: str) -> dict[str, str]:
    """Return what :func:`_in_one` wrote, by kind."""
    found: dict[str, str] = {}
    for kind, name in KIND_NAMES.items():
        head, tail = form.format(name=name).split("*")
        for part in written.split(between):
            if part.startswith(head) and part.endswith(tail):
                found[kind] = part.removeprefix(head).removesuffix(tail)
    return found or dict.fromkeys(KIND_NAMES, written)
