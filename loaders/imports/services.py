"""Sociale Huizen and self-help initiatives: the kind of file, its reader and its importer.

There is no column for the name of a person: function mailboxes and the phone of the door only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from geodata.enums import DatasetFlag, ServiceKind
from geodata.places.text_folding import fold
from geodata.snapshot.frames import empty_layer
from geodata.snapshot.model import Dataset
from loaders.centres.geocoding import gazetteer_of
from loaders.centres.service_places import place_services, with_added
from loaders.files.addresses import split_addresses
from loaders.files.cells import (
    ACCESS,
    YES_OR_NO,
    check_contact,
    dates_of,
    points_of,
    refuse_repeated,
)
from loaders.files.coordinates import declared_crs
from loaders.files.headers import CONTACT, POSITION, columns
from loaders.files.layer import ENDINGS
from loaders.files.point_layer import read_table_or_points
from loaders.imports.file_kind import TABLE_ENDINGS, FileKind, Option, Reading, example_file
from loaders.imports.row_places import PLACE_COLUMNS, towns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.snapshot.model import SnapshotData
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

COLUMNS = columns(
    *("kind", "name", "theme", "municipality", "nis", "number", *CONTACT),
    *("opening_hours", "wheelchair", *POSITION, "source", "checked_on", "example"),
)
KIND_NAMES = {ServiceKind.SOCIAL_HOUSE: "Sociaal Huis", ServiceKind.SELF_HELP: "Zelfhulp"}
"""What the kinds are called in the source and the date of the dataset."""

_KINDS = {
    ServiceKind.SOCIAL_HOUSE: ("sociaal huis", "maison sociale", "social house"),
    ServiceKind.SELF_HELP: ("zelfhulp", "zelfzorg", "zelfhulpgroep", "entraide", "self help"),
}
_SAME = ("kind", "name", "theme", "street", "place", "municipality", "nis", "lat", "lon", "x")
"""Rows that are equal in these are one service."""


def read_services(table: Table, data: SnapshotData, options: ImportOptions) -> Reading:
    """Read a table of services.

    Returns
    -------
    Reading
        ``rows``: the columns of ``schemas.Services`` that a table can hold, ``""`` where
        it has nothing, and ``point``: in EPSG:3812, missing where no coordinates are given.
    """
    if declared := declared_crs(options.crs):
        bare = (table.cells["crs"] == "") & (table.cells["x"] != "")
        table.cells["crs"] = table.cells["crs"].mask(bare, declared)
    split_addresses(table)
    every, error_m = points_of(table, crs=options.crs)
    rough = error_m.notna()
    nis, elsewhere = towns_of(table, every, rough, gazetteer=gazetteer_of(data))
    cells = table.cells
    points = every[cells.index].where(~rough[cells.index], None)
    kind = table.coded("kind", _KINDS)
    table.refuse(cells["kind"] == "", "kind", "sociaal huis or zelfhulp", "Fill in the kind.")
    table.refuse(cells["name"] == "", "name", "a name", "Fill it in, or leave the row out.")
    access = table.coded("wheelchair", ACCESS, cell_only=True)
    example = table.coded("example", YES_OR_NO)
    check_contact(table)
    checked = dates_of(table)
    refuse_repeated(table, _SAME, "each service once")
    texts = ["name", "theme", "street", "postcode", "place", "phone", "email", "website"]
    rows = cells[[*texts, "opening_hours", "source"]].assign(
        kind=kind.astype("str"),
        municipality=nis.astype("str"),
        wheelchair=access.astype("str").where(cells["wheelchair"] != "", ""),
        checked_on=checked,
        example=example.map(lambda value: value is True).astype(bool),
        point=points,
    )
    good = rows[~rows.index.isin(table.wrong_rows)]
    return Reading(
        rows=good,
        problems=tuple(table.problems),
        count=len(good),
        elsewhere=elsewhere,
    )


def import_services(
    reading: Reading, base: SnapshotData, source: Source, options: ImportOptions
) -> SnapshotData:
    """Return the base snapshot with the services of a table.

    The table replaces the kinds that occur in it: one of Sociale Huizen alone leaves the
    self-help initiatives as they are. Rows without a source of their own get that of the table.
    """
    del options
    rows = reading.rows.assign(
        source=reading.rows["source"].where(reading.rows["source"] != "", source.title)
    )
    located, possible_areas = place_services(rows, gazetteer=gazetteer_of(base))
    fresh = _with_ids(located)
    kinds = set(fresh["kind"])
    kept = base.services[~base.services["kind"].isin(kinds)]
    services = fresh if kept.empty else gpd.GeoDataFrame(pd.concat([kept, fresh]))
    title, date = _source_and_date(base, kinds, source=source.title, date=source.date)
    dataset = Dataset(
        name="services",
        rows=len(services),
        source=title,
        reference_date=date,
        licence=source.licence,
        flags=(DatasetFlag.EXAMPLE,) if services["example"].any() else (),
        note="Without coordinates, a service is at an inner point of its place or municipality.",
    )
    return replace(
        base,
        services=services.reset_index(drop=True),
        whereabouts=_possible_areas(base.whereabouts, possible_areas, base.points, services),
        datasets=base.datasets_with(dataset),
    )


def _with_ids(services: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Name each service after its kind, name and municipality."""
    slug = services["name"].map(fold).str.replace(" ", "-")
    ids = services["kind"].str.replace("_", "-") + "-" + slug + "-" + services["municipality"]
    nth = ids.groupby(ids).cumcount()
    named = services.assign(id=ids.where(nth == 0, ids + "-" + (nth + 1).astype("str")))
    return gpd.GeoDataFrame(named[list(empty_layer("services").columns)])


def _possible_areas(
    known: gpd.GeoDataFrame,
    added: gpd.GeoDataFrame,
    points: pd.DataFrame,
    services: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Return the possible areas that a point or service refers to; known ones stay as they are."""
    every = with_added(known, added)
    named = {*points["whereabouts"].dropna(), *services["whereabouts"].dropna()}
    return gpd.GeoDataFrame(every[every["key"].isin(named)].reset_index(drop=True))


def _source_and_date(
    base: SnapshotData, kinds: Iterable[str], *, source: str, date: str
) -> tuple[str, str]:
    """Return source and date of the dataset: of each kind its own, old or new."""
    before = next((d for d in base.datasets if d.name == "services"), Dataset("services", 0, ""))
    kept = set(base.services["kind"]) - set(kinds)
    found = []
    for written, new, form, between in (
        (before.source, source.replace("; ", ", "), "{name}: *", "; "),
        (before.reference_date, date, "* ({name})", ", "),
    ):
        old = _by_kind(written, form, between)
        texts = {kind: old.get(kind, "") for kind in kept} | dict.fromkeys(kinds, new)
        found.append(_in_one(texts, form, between))
    return found[0], found[1]


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


SERVICES = FileKind(
    code="services",
    columns=COLUMNS,
    required=(("kind",), ("name",), PLACE_COLUMNS),
    reader=read_services,
    importer=import_services,
    template=example_file("services.csv"),
    command=("import-services",),
    opener=read_table_or_points,
    endings=(*TABLE_ENDINGS, *ENDINGS),
    options=frozenset({Option.CRS, Option.LAYER}),
)
