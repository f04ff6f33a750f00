"""Styles for QGIS, in its own format (QML) and as SLD: our colours, our classes, in words.

QGIS reads them from the table ``layer_styles`` of a GeoPackage or a PostGIS schema. What decides is
never colour alone: points differ in shape too, and each class is named.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from geodata.choropleth import fixed_bounds
from geodata.enums import Measure, PointKind, Precision, ServiceKind, Status, Wheelchair
from geodata.languages import LANGUAGES, SOURCE_LANGUAGE
from loaders.export.qml import Fill, Marker, Rule, Test, to_qml, to_sld

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from loaders.export.qml import Symbol

GEOMETRY = "geometry"

INK, TEAL, LIGHT = "#1B2733", "#00606F", "#E3E6EA"
MORE = ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000")
"""OrRd, as on the maps of Nabij."""
SHARES = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
"""YlGnBu."""
_AMBER, _GREEN, _RED, _WHITE = "#8A4B00", "#1B6B45", "#9B1C1C", "#ffffff"

_SHARE_BOUNDS = (0.15, 0.20, 0.25, 0.30)
_OLD, _ALL = "people_65plus", "people_all"

_LISTS = {
    "status": ("status", Status),
    "kind": ("point", PointKind),
    "precision": ("precision", Precision),
    "wheelchair": ("wheelchair", Wheelchair),
}
"""Column → where its codes stand in the words, and which there are."""

_SERVICES: dict[str, Symbol] = {
    ServiceKind.SOCIAL_HOUSE: Marker("triangle", _GREEN, size=4),
    ServiceKind.SELF_HELP: Marker("star", _AMBER, size=4),
}
_LEVELS: dict[str, Symbol] = {
    "municipality": Fill("", "#52606D", 0.3),
    "elz": Fill("", _AMBER, 0.5),
    "province": Fill("", INK, 0.8),
}
_ALONE: dict[str, tuple[str, Symbol]] = {
    "municipalities": ("border", _LEVELS["municipality"]),
    "elz": ("border", _LEVELS["elz"]),
    "provinces": ("border", _LEVELS["province"]),
    "whereabouts": ("border", Fill("", TEAL, 0.3, dashed=True)),
    "support_points": ("place", Marker("square", INK, size=4)),
}
"""Layer of one look → name of its style, and the look."""


@dataclass(frozen=True)
class Style:
    """A row of ``layer_styles``.

    Attributes
    ----------
    table
        The layer.
    name
        Of the style, as QGIS shows it.
    qml, sld
        The style.
    default
        Whether QGIS is to show the layer in it.
    """

    table: str
    name: str
    qml: str
    sld: str
    default: bool


@cache
def words(language: str) -> dict[str, str]:
    """Return key → text in a language; Dutch where the words of it have no column."""
    text = files("loaders.export").joinpath("qgis_words.csv").read_text(encoding="utf-8")
    return {
        row["key"]: row.get(language) or row[SOURCE_LANGUAGE]
        for row in csv.DictReader(text.splitlines())
    }


def styles(table: str, columns: Sequence[str], *, language: str) -> list[Style]:
    """Return the styles of a layer, the first of them for by default; none for another table.

    Parameters
    ----------
    table
        Name of the layer.
    columns
        Its columns.
    language
        Code of one of ``geodata.languages.LANGUAGES``.
    """
    said = words(language)
    rules = _rules(table, set(columns), language)
    aliases = {c: said[f"column.{c}"] for c in columns if f"column.{c}" in said}
    lists = dict(_LISTS)
    if table == "services":
        lists["kind"] = ("service", ServiceKind)
    maps = {
        column: {code.value: said[f"{prefix}.{code.value}"] for code in codes}
        for column, (prefix, codes) in lists.items()
        if column in columns
    }
    return [
        Style(
            table,
            said[f"style.{name}"],
            to_qml(made, aliases=aliases, lists=maps),
            to_sld(made, layer=table),
            default=number == 0,
        )
        for number, (name, made) in enumerate(rules.items())
    ]


def _rules(table: str, columns: set[str], language: str) -> dict[str, list[Rule]]:
    """Return name of a style → its rules."""
    said = words(language)
    if table in {"units", "sectors"} and {_OLD, _ALL} <= columns:
        # a sector is a part of a wijk: its classes are those of the smaller group
        bounds = fixed_bounds(Measure.GAP, "65plus" if table == "units" else "80plus")
        return {
            "people_65plus": _classes(bounds, MORE, said, _count(language)),
            "share_65plus": _classes(_SHARE_BOUNDS, SHARES, said, _share(language), share=True),
        }
    made = {
        "centre_points": lambda: {"status": _by_status(said), "precision": _by_precision(said)},
        "services": lambda: {"kind": _by_code("kind", "service", _SERVICES, said)},
        "areas": lambda: {"border": _by_code("level", "level", _LEVELS, said)},
    }
    if table in made:
        return made[table]()
    if table in _ALONE:
        name, look = _ALONE[table]
        return {name: [Rule(said[f"layer.{table}"], (), look)]}
    return {}


def _classes(
    bounds: Sequence[float],
    colours: Sequence[str],
    said: dict[str, str],
    write: Callable[[float], str],
    *,
    share: bool = False,
) -> list[Rule]:
    """Return a rule a class; no data and nobody are classes of their own."""
    edge = partial(Fill, outline="#333333", width_mm=0.1)
    nothing = Rule(said["class.none"], (Test(_OLD, "null"),), Fill(_WHITE, "#333333", dashed=True))
    empty = Test(_ALL if share else _OLD, "=", 0)
    nobody = Rule(said["class.nobody"], (empty,), edge(LIGHT))
    labels = [
        said["class.to"].format(high=write(bounds[0])),
        *(said["class.between"].format(low=write(a), high=write(b)) for a, b in pairwise(bounds)),
        said["class.over"].format(low=write(bounds[-1])),
    ]
    of = _ALL if share else ""
    rules = []
    for number, (label, colour) in enumerate(zip(labels, colours, strict=True)):
        tests = (
            [Test(_OLD, ">", bounds[number - 1], of)] if number else [Test(empty.column, ">", 0)]
        )
        if number < len(bounds):
            tests.append(Test(_OLD, "<=", bounds[number], of))
        rules.append(Rule(label, tuple(tests), edge(colour)))
    return [nothing, nobody, *rules]


def _by_status(said: dict[str, str]) -> list[Rule]:
    looks = {
        Status.RECOGNISED: Marker("circle", TEAL),
        Status.AUTHORISED: Marker("diamond", TEAL),
        Status.PENDING: Marker("triangle", _AMBER),
        Status.NOT_RECOGNISED: Marker("square", _WHITE, _RED),
        Status.UNKNOWN: Marker("circle", _WHITE, TEAL),
    }
    closed = Rule(
        said["status.closed"],
        (Test("status", "=", Status.CLOSED),),
        Marker("cross2", _RED, _RED, width_mm=0.6),
    )
    antenne = Rule(
        said["point.antenne"],
        (Test("kind", "=", PointKind.ANTENNE), Test("status", "<>", Status.CLOSED)),
        Marker("half_circle", TEAL, TEAL),
    )
    main = Test("kind", "=", PointKind.MAIN)
    rest = [
        Rule(said[f"status.{code.value}"], (main, Test("status", "=", code)), look)
        for code, look in looks.items()
    ]
    return [*rest, antenne, closed]


def _by_precision(said: dict[str, str]) -> list[Rule]:
    looks: dict[str, Symbol] = {
        Precision.ADDRESS: Marker("circle", TEAL),
        Precision.STREET: Marker("diamond", TEAL),
        Precision.PLACE: Marker("triangle", _WHITE, _AMBER),
        Precision.MUNICIPALITY: Marker("square", _WHITE, _RED),
    }
    return _by_code("precision", "precision", looks, said)


def _by_code(
    column: str, prefix: str, looks: Mapping[str, Symbol], said: dict[str, str]
) -> list[Rule]:
    return [
        Rule(said[f"{prefix}.{code}"], (Test(column, "=", str(code)),), look)
        for code, look in looks.items()
    ]


def _count(language: str) -> Callable[[float], str]:
    return lambda value: format_decimal(value, locale=LANGUAGES[language].locale)


def _share(language: str) -> Callable[[float], str]:
    return lambda value: f"{value * 100:.0f}{LANGUAGES[language].percent_sign}"
