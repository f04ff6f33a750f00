"""Styles for QGIS, in its own format (QML) and as SLD: the colours and classes of our maps.

QGIS reads them from the table ``layer_styles`` of a GeoPackage or a PostGIS schema. Colour is never
the only difference: points differ in shape too, and each class is named. The names are in
``qgis_words.csv``, in every language: a GeoPackage is read without Nabij, by a program that knows
nothing of the catalogues of ``pages/``, which this room may not import.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from geodata.enums import PointKind, Precision, ServiceKind, Status, Wheelchair
from geodata.languages import LANGUAGES, SOURCE_LANGUAGE
from geodata.measures import GAP
from geodata.palette import MORE_IS_BETTER, MORE_IS_WORSE, Colour
from loaders.export.qml import Fill, Marker, Rule, Test, to_qml, to_sld

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from loaders.export.qml import Symbol

GEOMETRY = "geometry"

_SHARE_BOUNDS = (0.15, 0.20, 0.25, 0.30)
_OLD, _ALL = "people_65plus", "people_all"

_LISTS = {
    "status": ("status", Status),
    "kind": ("point", PointKind),
    "precision": ("precision", Precision),
    "wheelchair": ("wheelchair", Wheelchair),
}
"""Column → prefix of its codes in ``qgis_words.csv``, and the codes."""

_SERVICES: dict[str, Symbol] = {
    ServiceKind.SOCIAL_HOUSE: Marker("triangle", Colour.GREEN, size=4),
    ServiceKind.SELF_HELP: Marker("star", Colour.AMBER, size=4),
}
_LEVELS: dict[str, Symbol] = {
    "municipality": Fill("", Colour.MUTED, 0.3),
    "elz": Fill("", Colour.AMBER, 0.5),
    "province": Fill("", Colour.INK, 0.8),
}
_ALONE: dict[str, tuple[str, Symbol]] = {
    "municipalities": ("border", _LEVELS["municipality"]),
    "elz": ("border", _LEVELS["elz"]),
    "provinces": ("border", _LEVELS["province"]),
    "whereabouts": ("border", Fill("", Colour.PRIMARY, 0.3, dashed=True)),
    "support_points": ("place", Marker("square", Colour.INK, size=4)),
}
"""Layer that is drawn in one symbol → name of its style, and the symbol."""


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
    """Return the styles of a layer, the default one first; none for a table without geometry.

    Parameters
    ----------
    table
        Name of the layer.
    columns
        Its columns.
    language
        Code of one of ``geodata.languages.LANGUAGES``.
    """
    texts = words(language)
    rules = _rules(table, set(columns), language)
    aliases = {c: texts[f"column.{c}"] for c in columns if f"column.{c}" in texts}
    lists = dict(_LISTS)
    if table == "services":
        lists["kind"] = ("service", ServiceKind)
    maps = {
        column: {code.value: texts[f"{prefix}.{code.value}"] for code in codes}
        for column, (prefix, codes) in lists.items()
        if column in columns
    }
    return [
        Style(
            table,
            texts[f"style.{name}"],
            to_qml(made, aliases=aliases, lists=maps),
            to_sld(made, layer=table),
            default=number == 0,
        )
        for number, (name, made) in enumerate(rules.items())
    ]


def _rules(table: str, columns: set[str], language: str) -> dict[str, list[Rule]]:
    """Return name of a style → its rules."""
    texts = words(language)
    if table in {"units", "sectors"} and {_OLD, _ALL} <= columns:
        # a sector is a part of a wijk: its classes are those of the smaller group
        bounds = GAP.bounds_for("65plus" if table == "units" else "80plus")
        return {
            "people_65plus": _classes(bounds, MORE_IS_WORSE, texts, _count(language)),
            "share_65plus": _classes(
                _SHARE_BOUNDS, MORE_IS_BETTER, texts, _share(language), share=True
            ),
        }
    made = {
        "centre_points": lambda: {"status": _by_status(texts), "precision": _by_precision(texts)},
        "services": lambda: {"kind": _by_code("kind", "service", _SERVICES, texts)},
        "areas": lambda: {"border": _by_code("level", "level", _LEVELS, texts)},
    }
    if table in made:
        return made[table]()
    if table in _ALONE:
        name, symbol = _ALONE[table]
        return {name: [Rule(texts[f"layer.{table}"], (), symbol)]}
    return {}


def _classes(
    bounds: Sequence[float],
    colours: Sequence[str],
    texts: dict[str, str],
    write: Callable[[float], str],
    *,
    share: bool = False,
) -> list[Rule]:
    """Return one rule per class; no data and nobody are classes of their own."""
    edge = partial(Fill, outline=Colour.EDGE, width_mm=0.1)
    nothing = Rule(
        texts["class.none"], (Test(_OLD, "null"),), Fill(Colour.WHITE, Colour.EDGE, dashed=True)
    )
    empty = Test(_ALL if share else _OLD, "=", 0)
    nobody = Rule(texts["class.nobody"], (empty,), edge(Colour.NOBODY))
    labels = [
        texts["class.to"].format(high=write(bounds[0])),
        *(texts["class.between"].format(low=write(a), high=write(b)) for a, b in pairwise(bounds)),
        texts["class.over"].format(low=write(bounds[-1])),
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


def _by_status(texts: dict[str, str]) -> list[Rule]:
    symbols = {
        Status.RECOGNISED: Marker("circle", Colour.PRIMARY),
        Status.AUTHORISED: Marker("diamond", Colour.PRIMARY),
        Status.PENDING: Marker("triangle", Colour.AMBER),
        Status.NOT_RECOGNISED: Marker("square", Colour.WHITE, Colour.RED),
        Status.UNKNOWN: Marker("circle", Colour.WHITE, Colour.PRIMARY),
    }
    closed = Rule(
        texts["status.closed"],
        (Test("status", "=", Status.CLOSED),),
        Marker("cross2", Colour.RED, Colour.RED, width_mm=0.6),
    )
    antenne = Rule(
        texts["point.antenne"],
        (Test("kind", "=", PointKind.ANTENNE), Test("status", "<>", Status.CLOSED)),
        Marker("half_circle", Colour.PRIMARY, Colour.PRIMARY),
    )
    main = Test("kind", "=", PointKind.MAIN)
    rest = [
        Rule(texts[f"status.{code.value}"], (main, Test("status", "=", code)), symbol)
        for code, symbol in symbols.items()
    ]
    return [*rest, antenne, closed]


def _by_precision(texts: dict[str, str]) -> list[Rule]:
    symbols: dict[str, Symbol] = {
        Precision.ADDRESS: Marker("circle", Colour.PRIMARY),
        Precision.STREET: Marker("diamond", Colour.PRIMARY),
        Precision.NEARBY: Marker("circle", Colour.WHITE, Colour.PRIMARY),
        Precision.PLACE: Marker("triangle", Colour.WHITE, Colour.AMBER),
        Precision.MUNICIPALITY: Marker("square", Colour.WHITE, Colour.RED),
    }
    return _by_code("precision", "precision", symbols, texts)


def _by_code(
    column: str, prefix: str, symbols: Mapping[str, Symbol], texts: dict[str, str]
) -> list[Rule]:
    return [
        Rule(texts[f"{prefix}.{code}"], (Test(column, "=", str(code)),), symbol)
        for code, symbol in symbols.items()
    ]


def _count(language: str) -> Callable[[float], str]:
    return lambda value: format_decimal(value, locale=LANGUAGES[language].locale)


def _share(language: str) -> Callable[[float], str]:
    return lambda value: f"{value * 100:.0f}{LANGUAGES[language].percent_sign}"
