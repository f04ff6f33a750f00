"""The maps of an omgevingsanalyse: who lives where, who is out of reach, and need with access."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import Transformer

from geodata.choropleth import (
    NO_DATA,
    NOBODY,
    Breaks,
    Values,
    class_bounds,
    classify,
    out_share_values,
)
from geodata.crs import METRIC_CRS, WGS84
from geodata.enums import Level
from geodata.measures import GAP, NEED
from geodata.palette import MORE_IS_WORSE, ramp
from geodata.places.names_on_maps import names_on_maps
from loaders.export.document import Figure
from maps.circles import samples
from maps.picture import Dot, circle_swatch, dot_swatch, picture, swatch
from maps.place_names import Name
from maps.ranked_table import class_counts
from pages.report.inputs import dot_kind
from pages.ui.cache import areas_by_code, places
from pages.ui.i18n import N_, _, ngettext, reader_language
from pages.ui.map_frame import insets
from pages.ui.measures import class_labels, colour_label, crossed_legend, legend_labels
from pages.ui.numbers import number, people_span
from pages.wijken.view import answer

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from loaders.store.snapshots import Snapshot
    from pages.report.inputs import ReportInputs

_DENSITY = {
    "all": (100.0, 250.0, 1_000.0, 2_500.0),
    "80plus": (5.0, 15.0, 50.0, 150.0),
}
_DENSITY_65 = (25.0, 50.0, 200.0, 500.0)
_MOST_NUMBERS = 150
"""Above this many areas their numbers do not fit on the map."""

_SIGNS = {
    "full": N_("erkend centrum"),
    "ring": N_("andere of onbekende status"),
    "half": N_("antenne"),
    "vague": N_("juiste plek niet bekend"),
}


_TO_METRES = Transformer.from_crs(WGS84, METRIC_CRS, always_xy=True)


class _Layer(NamedTuple):
    """What a map colours: the rows of the tables, or all wijken of the region."""

    shapes: gpd.GeoSeries
    people: NDArray[np.float64]
    level: Level
    numbered: bool = True


def density(inputs: ReportInputs) -> Figure:
    """Return how densely people live."""
    layer = _rows(inputs)
    people = layer.people
    per_km2 = people / (shapely.area(inputs.shapes.to_numpy()) / 1e6)
    bounds = _DENSITY.get(inputs.group, _DENSITY_65)
    classes = classify(Values(per_km2, per_km2, people, needs_people=True), bounds)
    edges = [number(b) for b in bounds]
    meanings = [
        _("Tot {high}").format(high=edges[0]),
        *[_("{low} tot {high}").format(low=a, high=b) for a, b in pairwise(edges)],
        _("Meer dan {low}").format(low=edges[-1]),
    ]
    labels = dict(zip("12345", meanings, strict=True)) | {
        NOBODY: _("Hier woont niemand uit deze groep"),
        NO_DATA: _("Geen gegevens"),
    }
    caption = _("Aantal {noun} per vierkante kilometer").format(noun=inputs.noun)
    return _choropleth(inputs, layer, classes, MORE_IS_WORSE, labels, caption=caption)


def gaps(inputs: ReportInputs) -> Figure:
    """Return the share of the people out of reach as colour, and their number as circles."""
    view = answer(inputs.snapshot, replace(inputs.far.question, measure=GAP))
    if inputs.region.level is Level.REGION:
        layer, people, classes = _wijken(inputs), view.group, view.classes
        bounds = view.bounds
    else:
        layer = _rows(inputs)
        people = inputs.sums(inputs.far, inputs.group)
        values, bounds = out_share_values(people), view.bounds
        if inputs.level is Level.WIJK:
            by_unit = dict(zip(view.units.index, view.classes, strict=True))
            classes = "".join(by_unit[code] for code in inputs.names.index)
        else:
            fixed = GAP.colour.bounds_for(inputs.group)
            bounds, _how = class_bounds(Breaks.REGION, values, fixed)
            classes = classify(values, bounds)
    ends = people[["out_low", "out_high"]].to_numpy(dtype=float)
    caption = _("Verder dan {far} van een dienstencentrum: {what}").format(
        far=inputs.distances[0], what=colour_label(GAP, inputs.noun)
    )
    return _choropleth(
        inputs,
        layer,
        classes,
        ramp(GAP.colour),
        legend_labels(class_labels(GAP, bounds), along=inputs.far.along_streets),
        caption=caption,
        dots=_dots(inputs),
        circles=[(low, high) for low, high in ends.tolist()],
    )


def need(inputs: ReportInputs) -> Figure:
    """Return people and distance together, wijk by wijk."""
    view = answer(inputs.snapshot, replace(inputs.far.question, measure=NEED))
    labels = crossed_legend(view.bounds, view.need, inputs.noun)
    caption = _("Waar wonen veel {noun} met geen dienstencentrum dichtbij?").format(
        noun=inputs.noun
    )
    return _choropleth(
        inputs,
        _wijken(inputs),
        view.classes,
        ramp(NEED),
        legend_labels(labels, along=view.along_streets),
        caption=caption,
        dots=_dots(inputs),
    )


def _rows(inputs: ReportInputs) -> _Layer:
    people = inputs.sums(inputs.far, inputs.group)["people"].to_numpy(dtype=float)
    return _Layer(inputs.shapes, people, inputs.level)


def _wijken(inputs: ReportInputs) -> _Layer:
    people = inputs.far.group["people"].to_numpy(dtype=float)
    return _Layer(inputs.far.units.geometry, people, Level.WIJK, numbered=False)


def _choropleth(
    inputs: ReportInputs,
    layer: _Layer,
    classes: str,
    palette: tuple[str, ...],
    labels: dict[str, str],
    *,
    caption: str,
    dots: tuple[Dot, ...] = (),
    circles: list[tuple[float, float]] | None = None,
) -> Figure:
    ends = circles or [(n, n) for n in layer.people.tolist()]
    low, high = (
        class_counts(classes, np.array(end, dtype=float), ramp=len(palette))
        for end in zip(*ends, strict=True)
    )
    noun = _("{noun} buiten bereik").format(noun=inputs.noun) if circles else inputs.noun
    rows = zip(low.index, low["units"], low["people"], high["people"], strict=True)
    legend = [
        (
            swatch(str(code), palette),
            _class_line(layer, labels[str(code)], int(units), (float(least), float(most)), noun),
        )
        for code, units, least, most in rows
    ]
    if _uncertain(circles or []):
        legend.append((circle_swatch(), _("open cirkel: zoveel is mogelijk, niet zeker")))
    shown = [kind for kind in _SIGNS if any(dot.kind == kind for dot in dots)]
    legend += [(dot_swatch(kind), _(_SIGNS[kind])) for kind in shown]
    numbered = layer.numbered and len(classes) <= _MOST_NUMBERS
    svg = picture(
        layer.shapes,
        classes,
        palette=palette,
        ground=areas_by_code(inputs.snapshot, Level.MUNICIPALITY).geometry,
        labels=[str(at + 1) for at in range(len(classes))] if numbered else (),
        dots=dots,
        names=_place_names(inputs.snapshot),
        circles=circles or (),
        circle_key=_circle_key(circles or [], inputs.noun),
        insets=() if layer.numbered else _insets(inputs),
    )
    alternative = _("Kaart van {area}: {caption}. De tabel in dit deel zegt hetzelfde in cijfers.")
    return Figure(
        caption, svg, alternative.format(area=inputs.name, caption=caption), tuple(legend)
    )


def _circle_key(circles: list[tuple[float, float]], noun: str) -> list[tuple[float, str]]:
    """Return the numbers whose circles explain the others."""
    if not circles or not np.isfinite(circles).any():
        return []
    text = _("{n} {noun}")
    return [
        (float(n), text.format(n=number(n), noun=noun)) for n in samples(float(np.nanmax(circles)))
    ]


def _uncertain(circles: list[tuple[float, float]]) -> bool:
    low, high = np.nan_to_num(np.array(circles or [(0.0, 0.0)])).round().T
    return bool((low != high).any())


def _insets(inputs: ReportInputs) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Return the parts that the live map draws larger too, in metres."""
    corners = [
        (name, _TO_METRES.transform([west, east], [south, north]))
        for name, ((south, west), (north, east)) in insets(inputs.snapshot, inputs.region.key)
    ]
    return [(name, (x[0], y[0], x[1], y[1])) for name, (x, y) in corners]


def _place_names(snapshot: Snapshot) -> list[Name]:
    """Return the names of places in the reader's language, the most important first."""
    known, french = places(snapshot), reader_language().french_names
    return [
        Name(one.x_m, one.y_m, one.french if french else one.name, one.small)
        for one in names_on_maps(known.index.places, known.french)
    ]


def _class_line(
    layer: _Layer, label: str, units: int, people: tuple[float, float], noun: str
) -> str:
    text = ngettext("{label}: {n} wijk", "{label}: {n} wijken", units)
    if layer.level is Level.MUNICIPALITY:
        text = ngettext("{label}: {n} gemeente", "{label}: {n} gemeenten", units)
    line = text.format(label=label, n=number(units))
    if not people[1]:
        return line
    return _("{line}, {people} {noun}").format(line=line, people=people_span(*people), noun=noun)


def _dots(inputs: ReportInputs) -> tuple[Dot, ...]:
    points = inputs.counting
    return tuple(
        Dot(point["geometry"].x, point["geometry"].y, dot_kind(point))
        for _code, point in points.iterrows()
    )
