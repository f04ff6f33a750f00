"""Rules and symbols in the format of QGIS (QML), and as SLD for other programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET  # (only written, never read)

from geodata.palette import Colour

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERSION = "3.22.0"
"""Version of QGIS whose format this is; newer ones read it too."""

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_SE, _OGC = "http://www.opengis.net/se", "http://www.opengis.net/ogc"
_SLD = "http://www.opengis.net/sld"
_PIXELS_A_MM = 1 / 0.28
"""SLD measures in pixels of 0.28 mm."""

_OPERATORS = {
    "=": "PropertyIsEqualTo",
    "<>": "PropertyIsNotEqualTo",
    ">": "PropertyIsGreaterThan",
    "<=": "PropertyIsLessThanOrEqualTo",
}


@dataclass(frozen=True)
class Fill:
    """Symbol of an area; an empty colour leaves it unfilled, ``dashed`` breaks its outline."""

    colour: str
    outline: str
    width_mm: float = 0.2
    dashed: bool = False


@dataclass(frozen=True)
class Marker:
    """Symbol of a point: a shape by its name in QGIS; its outline is a white halo by default."""

    shape: str
    colour: str
    outline: str = Colour.WHITE
    size: float = 3.0
    width_mm: float = 0.4


Symbol = Fill | Marker


@dataclass(frozen=True)
class Test:
    """A comparison of a column: ``=``, ``<>``, ``>``, ``<=`` or ``null``.

    ``of`` is a column that the value is a share of.
    """

    column: str
    operator: str
    value: float | str = ""
    of: str = ""


@dataclass(frozen=True)
class Rule:
    """A class: its label, the tests that must all hold (none: everything), its symbol."""

    label: str
    tests: tuple[Test, ...]
    symbol: Symbol


def to_qml(
    rules: Sequence[Rule],
    *,
    aliases: Mapping[str, str],
    lists: Mapping[str, Mapping[str, str]],
) -> str:
    """Return a style of QGIS.

    Parameters
    ----------
    rules
        The classes.
    aliases
        Column → what it is called.
    lists
        Column → code → what that is called.
    """
    root = ET.Element(
        "qgis", version=VERSION, styleCategories="Symbology|Fields|Forms", labelsEnabled="0"
    )
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="RuleRenderer",
        symbollevels="0",
        enableorderby="0",
        forceraster="0",
    )
    branch = ET.SubElement(renderer, "rules", key=_key("root"))
    symbols = ET.SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        attributes = {"key": _key(f"{number} {rule.label}"), "label": rule.label}
        if rule.tests:
            attributes["filter"] = " AND ".join(map(_expression, rule.tests))
        ET.SubElement(branch, "rule", {**attributes, "symbol": str(number)})
        _qml_symbol(symbols, number, rule.symbol)
    fields = ET.SubElement(root, "fieldConfiguration")
    for column, codes in lists.items():
        widget = ET.SubElement(
            ET.SubElement(fields, "field", name=column, configurationFlags="None"),
            "editWidget",
            type="ValueMap",
        )
        config = ET.SubElement(ET.SubElement(widget, "config"), "Option", type="Map")
        listed = ET.SubElement(config, "Option", type="List", name="map")
        for code, label in codes.items():
            entry = ET.SubElement(listed, "Option", type="Map")
            ET.SubElement(entry, "Option", type="QString", name=label, value=code)
    named = ET.SubElement(root, "aliases")
    for number, (column, label) in enumerate(aliases.items()):
        ET.SubElement(named, "alias", index=str(number), field=column, name=label)
    ET.indent(root, " ")
    return _DOCTYPE + ET.tostring(root, encoding="unicode") + "\n"


def to_sld(rules: Sequence[Rule], *, layer: str) -> str:
    """Return a style as an OGC Styled Layer Descriptor 1.1."""
    for prefix, uri in (("se", _SE), ("ogc", _OGC), ("", _SLD)):
        ET.register_namespace(prefix, uri)
    root = ET.Element(f"{{{_SLD}}}StyledLayerDescriptor", version="1.1.0")
    named = ET.SubElement(root, f"{{{_SLD}}}NamedLayer")
    ET.SubElement(named, f"{{{_SE}}}Name").text = layer
    style = ET.SubElement(named, f"{{{_SLD}}}UserStyle")
    ET.SubElement(style, f"{{{_SE}}}Name").text = layer
    features = ET.SubElement(style, f"{{{_SE}}}FeatureTypeStyle")
    for rule in rules:
        made = ET.SubElement(features, f"{{{_SE}}}Rule")
        ET.SubElement(made, f"{{{_SE}}}Name").text = rule.label
        description = ET.SubElement(made, f"{{{_SE}}}Description")
        ET.SubElement(description, f"{{{_SE}}}Title").text = rule.label
        if rule.tests:
            filter_ = ET.SubElement(made, f"{{{_OGC}}}Filter")
            several = len(rule.tests) > 1
            inside = ET.SubElement(filter_, f"{{{_OGC}}}And") if several else filter_
            for test in rule.tests:
                _sld_test(inside, test)
        _sld_symbol(made, rule.symbol)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _key(name: str) -> str:
    """Return a UUID that depends on the name only."""
    return f"{{{uuid5(NAMESPACE_URL, f'nabij:{name}')}}}"


def _expression(test: Test) -> str:
    column = f'"{test.column}"'
    if test.operator == "null":
        return f"{column} IS NULL"
    value = test.value
    right = "'{}'".format(value.replace("'", "''")) if isinstance(value, str) else f"{value:g}"
    if test.of:
        right = f'{right} * "{test.of}"'
    return f"{column} {test.operator} {right}"


def _qml_symbol(symbols: ET.Element, number: int, symbol: Symbol) -> None:
    kind = "fill" if isinstance(symbol, Fill) else "marker"
    made = ET.SubElement(
        symbols, "symbol", type=kind, name=str(number), alpha="1", clip_to_extent="1", force_rhr="0"
    )
    layer = ET.SubElement(
        made,
        "layer",
        {"class": f"Simple{kind.title()}", "enabled": "1", "locked": "0", "pass": "0"},
    )
    options = ET.SubElement(layer, "Option", type="Map")
    for name, value in _options(symbol).items():
        ET.SubElement(options, "Option", name=name, type="QString", value=value)
        ET.SubElement(layer, "prop", k=name, v=value)  # for QGIS before 3.26


def _options(symbol: Symbol) -> dict[str, str]:
    options = {
        "color": _rgba(symbol.colour),
        "outline_color": _rgba(symbol.outline),
        "outline_width": f"{symbol.width_mm:g}",
        "outline_width_unit": "MM",
        "joinstyle": "bevel",
    }
    if isinstance(symbol, Fill):
        line = "dash" if symbol.dashed else "solid"
        return options | {"style": "solid" if symbol.colour else "no", "outline_style": line}
    size = {"name": symbol.shape, "size": f"{symbol.size:g}", "size_unit": "MM"}
    return options | size | {"outline_style": "solid", "scale_method": "diameter"}


def _rgba(colour: str) -> str:
    """Return ``#rrggbb`` as QGIS writes a colour; an empty string is transparent."""
    if not colour:
        return "255,255,255,0"
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _sld_test(parent: ET.Element, test: Test) -> None:
    if test.operator == "null":
        null = ET.SubElement(parent, f"{{{_OGC}}}PropertyIsNull")
        ET.SubElement(null, f"{{{_OGC}}}PropertyName").text = test.column
        return
    made = ET.SubElement(parent, f"{{{_OGC}}}{_OPERATORS[test.operator]}")
    ET.SubElement(made, f"{{{_OGC}}}PropertyName").text = test.column
    right = ET.SubElement(made, f"{{{_OGC}}}Mul") if test.of else made
    value = test.value if isinstance(test.value, str) else f"{test.value:g}"
    ET.SubElement(right, f"{{{_OGC}}}Literal").text = value
    if test.of:
        ET.SubElement(right, f"{{{_OGC}}}PropertyName").text = test.of


def _sld_symbol(rule: ET.Element, symbol: Symbol) -> None:
    if isinstance(symbol, Fill):
        inside = ET.SubElement(rule, f"{{{_SE}}}PolygonSymbolizer")
    else:
        point = ET.SubElement(rule, f"{{{_SE}}}PointSymbolizer")
        graphic = ET.SubElement(point, f"{{{_SE}}}Graphic")
        inside = ET.SubElement(graphic, f"{{{_SE}}}Mark")
        ET.SubElement(inside, f"{{{_SE}}}WellKnownName").text = symbol.shape
        ET.SubElement(graphic, f"{{{_SE}}}Size").text = f"{symbol.size * _PIXELS_A_MM:.1f}"
    if symbol.colour:
        _sld_part(inside, "Fill", {"fill": symbol.colour})
    stroke = {"stroke": symbol.outline, "stroke-width": f"{symbol.width_mm * _PIXELS_A_MM:.1f}"}
    if isinstance(symbol, Fill) and symbol.dashed:
        stroke["stroke-dasharray"] = "4 2"
    _sld_part(inside, "Stroke", stroke)


def _sld_part(parent: ET.Element, name: str, values: Mapping[str, str]) -> None:
    part = ET.SubElement(parent, f"{{{_SE}}}{name}")
    for key, value in values.items():
        ET.SubElement(part, f"{{{_SE}}}SvgParameter", name=key).text = value
