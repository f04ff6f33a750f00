"""Lists of centres that an administration makes: the kind, its reader and its importer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geodata.crs import WGS84
from geodata.enums import Activity, PointKind, Precision, Status
from geodata.errors import UnreadableFileError
from geodata.linkage.records import TEXTS, check_records
from geodata.places.text_folding import fold
from loaders.centre_sources import SourceInfo
from loaders.centres.geocoding import gazetteer_of
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
from loaders.files.notes import NoteKind
from loaders.files.numbers import numbers_in
from loaders.files.point_layer import read_table_or_points
from loaders.imports.file_kind import TABLE_ENDINGS, FileKind, Option, Reading, example_file
from loaders.imports.row_places import PLACE_COLUMNS, towns_of

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData
    from loaders.centres.geocoding import Gazetteer
    from loaders.files.table import Table
    from loaders.imports.file_kind import ImportOptions, Source

COLUMNS = columns(
    *("id", "name", "operator", "status", "kind", "parent", "number", "municipality", "nis"),
    *CONTACT,
    *("opening_hours", "wheelchair", "activities", *POSITION, "within_m", "checked_on", "example"),
    name=("naam centrum", "dienstencentrum", "centre", "centrum"),
    kind=("soort vestiging",),
)

_STATUS = {
    Status.RECOGNISED: ("erkend", "agréé", "reconnu", "recognised", "recognized"),
    Status.AUTHORISED: ("vergund", "voorafgaande vergunning", "autorisé", "authorised"),
    Status.PENDING: (
        *("aangevraagd", "in aanvraag", "demandé", "en attente", "applied", "applied for"),
    ),
    Status.NOT_RECOGNISED: ("niet erkend", "non agréé", "non reconnu", "not recognised"),
    Status.CLOSED: ("gesloten", "stopgezet", "fermé", "closed"),
    Status.UNKNOWN: (
        *("onbekend", "inconnu", "unknown", "niet bekend", "not known"),
        *("status niet bekend", "statut inconnu", "status not known"),
    ),
}
_KINDS = {
    PointKind.MAIN: (
        *("hoofdvestiging", "hoofdzetel", "siège principal", "main site", "main"),
        *("centrum", "dienstencentrum", "lokaal dienstencentrum", "ldc", "centre"),
    ),
    PointKind.ANTENNE: (
        *("antenne", "antennepunt", "nevenvestiging", "outpost", "branch", "antenna"),
        *("outpost (antenne)", "branch (antenne)"),
    ),
}
_SUPPORT_POINTS = frozenset(
    map(fold, ("regionaal ondersteuningspunt", "point d'appui régional", "regional support point"))
)
"""The kind of the rows of Nabij's own contact list that are no centres."""

_ACTIVITIES = {
    Activity.MEALS: ("warme maaltijden", "maaltijden", "repas", "warm meals", "meals"),
    Activity.SHOPPING: ("boodschappenhulp", "boodschappen", "courses ménagères", "shopping"),
    Activity.HYGIENE: ("hygiënische zorg", "hygiëne", "soins d'hygiène", "hygiene"),
    Activity.LEISURE: ("ontspanning", "recreatie", "loisirs", "détente", "leisure"),
    Activity.COURSES: ("vorming", "cursussen", "formation", "cours", "courses"),
    Activity.INFORMATION: ("informatie", "information"),
    Activity.NEIGHBOURHOOD_HELP: ("buurthulp", "aide de voisinage", "neighbourhood help"),
    Activity.MOBILITY: ("mobiliteit", "vervoer", "mobilité", "transport", "mobility"),
    Activity.REFERRAL: ("doorverwijzing", "doorverwijzen", "orientation", "referral"),
}
_BETWEEN = re.compile(r"\s*[;,|/]\s*")
_METRES = re.compile(r"\s*m(?:eter|etres?|ètres?)?\.?\s*$", re.IGNORECASE)
_SLUG = re.compile(r"[^0-9a-z]+")
_SAME = ("name", "kind", "street", "postcode", "place", "municipality", "nis", "lat", "x")
"""Rows that are equal in these are one centre."""

_LIST = "list"

EXACT_M = 50.0
"""Coordinates that are within this distance of a centre are those of its address."""


def list_code(source: str) -> str:
    """Return the code of a source that is a list: ``list-`` and its name.

    >>> list_code("Zorgbedrijf Antwerpen, 2026")
    'list-zorgbedrijf-antwerpen-2026'
    """
    return f"list-{_slug(source)}"


def read_centres(table: Table, data: SnapshotData, options: ImportOptions) -> Reading:
    """Read a list of centres.

    Returns
    -------
    Reading
        ``rows``: the good ones, as :func:`geodata.linkage.records.check_records` returns them,
        of the source ``list``; see :func:`of_source`. An antenne is good only if its main site is.

    Raises
    ------
    BadValueError
        If the coordinate system of the options is not known.
    UnreadableFileError
        If there are examples only.
    """
    declared = declared_crs(options.crs)
    examples = _without_examples(table)
    supporting = table.cells["kind"].map(fold).isin(_SUPPORT_POINTS)
    table.note(NoteKind.NOT_A_CENTRE, supporting, "name")
    table.leave_out(supporting)
    if declared:
        bare = (table.cells["crs"] == "") & (table.cells["x"] != "")
        table.cells["crs"] = table.cells["crs"].mask(bare, declared)
    split_addresses(table)
    records, elsewhere = _records(table, gazetteer_of(data), declared)
    good = records[~records.index.isin(table.wrong_rows)]
    orphans = ~good["group"].isin(good["record_id"])
    table.refuse(
        pd.Series(table.cells.index.isin(good.index[orphans]), table.cells.index),
        "parent",
        "a main site that can be used itself",
        "Correct the row of the main site.",
    )
    good = good[~orphans]
    return Reading(
        rows=check_records(good) if len(good) else good,
        problems=tuple(sorted(table.problems, key=lambda problem: problem.row)),
        count=len(good),
        examples=examples,
        elsewhere=elsewhere,
    )


def import_centres(
    reading: Reading, base: SnapshotData, source: Source, options: ImportOptions
) -> SnapshotData:
    """Return the base snapshot with the centres of a list.

    The list is linked with what is there; one that was imported under the same title is replaced.
    """
    from loaders.centres.centre_list import centres_from_records

    code = list_code(source.title)
    origin = SourceInfo(
        source.title, source.date, source.licence, source.attribution, options.complete
    )
    data, _ = centres_from_records(
        base,
        of_source(reading.rows, code),
        origins={code: origin},
        geocode=options.geocode,
        alone=options.alone,
        progress=options.progress,
    )
    return data


def of_source(records: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the records of a list under the code of its source, in their ids too."""
    ids = {c: records[c].str.replace(_LIST, code, n=1, regex=False) for c in ("record_id", "group")}
    return records.assign(source=code, **ids)


def _without_examples(table: Table) -> int:
    """Leave out the rows that are marked as examples; return how many there are."""
    example = table.coded("example", YES_OR_NO).isin([True])
    table.cells = table.cells[~example]
    table.problems = [p for p in table.problems if p.row not in example.index[example]]
    if table.cells.empty:
        raise UnreadableFileError(
            where=table.raw.name,
            expected="centres",
            got="examples only",
            action="Replace the rows of the template by your own.",
        )
    return int(example.sum())


def _records(table: Table, gazetteer: Gazetteer, crs: str) -> tuple[pd.DataFrame, int]:
    """Return the rows as records, by number of row, and how many are of Wallonia.

    What is wrong with them is noted.
    """
    points, error_m = points_of(table, crs=crs)
    nis, elsewhere = towns_of(table, points, error_m.notna(), gazetteer=gazetteer)
    cells = table.cells
    degrees = points[cells.index].to_crs(WGS84)
    within_m = _within_m(table, error_m[cells.index]).where(degrees.notna())
    table.refuse(cells["name"] == "", "name", "a name", "Fill it in, or leave the row out.")
    coded = {
        "status": table.coded("status", _STATUS, cell_only=True),
        "wheelchair": table.coded("wheelchair", ACCESS, cell_only=True),
        "kind": table.coded("kind", _KINDS, cell_only=True),
    }
    check_contact(table)
    refuse_repeated(table, _SAME, "each centre once")
    dates, activities = dates_of(table), _activities(table)
    ids = _ids(cells)
    group = _groups(table, ids, coded["kind"])
    texts = ("name", "operator", "street", "postcode", "place", "phone", "email", "website")
    frame = cells[[*texts, "opening_hours"]].assign(
        record_id=ids,
        source=_LIST,
        group=group,
        municipality=_stated(cells, nis),
        **{name: values.astype("str") for name, values in coded.items()},
        activities=activities,
        lat=degrees.y,
        lon=degrees.x,
        precision=np.select(
            [degrees.isna(), within_m.notna()],
            ["", str(Precision.NEARBY)],
            str(Precision.ADDRESS),
        ),
        within_m=within_m,
        checked_on=dates,
        url="",
    )
    antenne = group != ids
    frame["kind"] = np.where(antenne, str(PointKind.ANTENNE), str(PointKind.MAIN))
    frame[list(TEXTS)] = frame[list(TEXTS)].where(frame[list(TEXTS)] != "")
    return frame, elsewhere


def _within_m(table: Table, error_m: pd.Series[float]) -> pd.Series[float]:
    """Return within how many metres of its coordinates each row is; NaN for an address."""
    cells = table.cells["within_m"].str.replace(_METRES, "", regex=True)
    stated = numbers_in(cells).found
    table.refuse(
        *(stated.isna() & (cells != ""), "within_m", "a number of metres"),
        "Write metres, as in 300.",
        cell_only=True,
    )
    stated = stated.where(stated > EXACT_M)
    return pd.concat([stated, error_m], axis=1).max(axis=1)


def _stated(cells: pd.DataFrame, nis: pd.Series) -> pd.Series:
    """Return the municipality that each row states; where it has no address, what was found."""
    stated = cells["nis"].where(cells["nis"] != "", cells["municipality"])
    bare = (stated == "") & (cells["postcode"] == "") & (cells["place"] == "")
    return stated.mask(bare, nis.fillna(""))


def _activities(table: Table) -> pd.Series:
    """Return the codes of the activities of each row, comma-separated."""
    words = {fold(w): code for code, known in _ACTIVITIES.items() for w in (*known, str(code))}
    parts = [[p for p in _BETWEEN.split(cell) if p] for cell in table.cells["activities"]]
    unknown = [any(fold(part) not in words for part in row) for row in parts]
    table.refuse(
        pd.Series(unknown, table.cells.index, dtype=bool),
        "activities",
        ", ".join(known[0] for known in _ACTIVITIES.values()),
        "Write these, with a comma between them.",
        cell_only=True,
    )
    parts = [[] if wrong else row for wrong, row in zip(unknown, parts, strict=True)]
    codes = [{words[fold(part)] for part in row if fold(part) in words} for row in parts]
    listed = [",".join(str(a) for a in Activity if a in found) for found in codes]
    return pd.Series(listed, table.cells.index, dtype="str")


def _ids(cells: pd.DataFrame) -> pd.Series:
    """Return record ids: of the id in the list, else of name and town, so that they stay."""
    town = cells["nis"].where(cells["nis"] != "", cells["municipality"])
    town = town.where(town != "", cells["place"]).where(lambda t: t != "", cells["postcode"])
    own = cells["id"].where(cells["id"] != "", cells["name"] + " " + town)
    slugs = own.map(_slug)
    nth = slugs.groupby(slugs).cumcount()
    return _LIST + ":" + slugs.where(nth == 0, slugs + "-" + (nth + 1).astype("str"))


def _groups(table: Table, ids: pd.Series, kind: pd.Series) -> pd.Series:
    """Return the record id of the main site of each row."""
    cells = table.cells
    antenne = (kind == PointKind.ANTENNE) | (cells["parent"] != "")
    mains: dict[str, str] = {}
    for column in ("name", "id"):
        keys = cells.loc[~antenne & (cells[column] != ""), column].map(fold)
        single = keys[~keys.duplicated(keep=False)]
        mains |= dict(zip(single, ids[single.index], strict=True))
    named = cells["parent"].where(cells["parent"] != "", cells["name"])
    found = named.map(fold).map(mains)
    table.refuse(
        antenne & found.isna(),
        "parent",
        "the name (or id) of one main site in this list",
        "Name the centre that the antenne belongs to, as its own row does.",
    )
    table.refuse(
        (kind == PointKind.MAIN) & (cells["parent"] != ""),
        "parent",
        "nothing for a main site",
        "Empty the cell, or call the row an antenne.",
    )
    return found.where(antenne & found.notna(), ids).astype("str")


def _slug(text: str) -> str:
    return _SLUG.sub("-", fold(text)).strip("-")


CENTRES = FileKind(
    code="centres",
    columns=COLUMNS,
    required=(("name",), PLACE_COLUMNS),
    reader=read_centres,
    importer=import_centres,
    template=example_file("centres.csv"),
    command=("import-centres",),
    opener=read_table_or_points,
    endings=(*TABLE_ENDINGS, *ENDINGS),
    options=frozenset({Option.CRS, Option.LAYER, Option.ALONE}),
)
