"""Downloads of a region's neighbourhoods: the table, and layers with their polygons.

Their columns are the same whatever a reader chose: every group, both ends of each range, all
measures. Numbers are exact; which are estimates is a column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from geodata.choropleth import CLASSES, UNDECIDED
from geodata.enums import Level, PointKind
from geodata.measures import MEASURES, SHARE
from geodata.palette import Colour, ramp
from pages.ui import markup
from pages.ui.distance_kinds import dated_label, far_text, two_figures
from pages.ui.downloads import (
    GEOJSON,
    GEOPACKAGE,
    buttons,
    file_name,
    in_words,
    link,
    of_table,
)
from pages.ui.i18n import N_, _
from pages.ui.labels import group_label, precision_word, province_name, status_label
from pages.ui.measures import measure_label
from pages.wijken.notes import notes
from pages.wijken.table import order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from loaders.export.qml import Rule
    from pages.ui.downloads import Format
    from pages.wijken.view import WijkenView

CODE = N_("Wijkcode")
CLASS = N_("Klasse op de kaart")
_AT_PLACES, _KNOWN = N_("{what}, alle centra"), N_("{what}, enkel gekende plek")
_LEAST, _MOST = N_("{what}, minstens"), N_("{what}, hoogstens")


def show(view: WijkenView) -> None:
    """Draw the buttons; a file is only made when it is asked for."""
    st.html(markup.heading(_("Downloaden")))
    # a file is made outside the visitor's run, where no address is known
    name = file_name(_("wijken"), view.names.regions[view.question.region])
    buttons(makers(view, link()), name=name)


def makers(view: WijkenView, at: str = "") -> dict[Format, Callable[[], bytes]]:
    """Return how to make each file; ``at`` is the address of the view."""
    from loaders.export import tables

    def about() -> list[tuple[str, str]]:
        return [*notes(view), (_("Kolommen"), _columns(view)), (_("Deze weergave"), at)]

    def layer() -> gpd.GeoDataFrame:
        frame = in_words(every_column(view, at).reset_index(drop=True))
        return gpd.GeoDataFrame(frame, geometry=view.units.geometry.to_numpy(), crs=view.units.crs)

    layers = {
        GEOJSON: lambda: tables.to_geojson(layer(), about()),
        GEOPACKAGE: lambda: tables.to_geopackage(
            layer(),
            about(),
            layer="wijken",
            more={"centra": centres(view)},
            styles={"wijken": _rules(view), "centra": _marker(view)},
        ),
    }
    rows = of_table(lambda: every_column(view, at).iloc[order(view)], about, sheet=_("Wijken"))
    return rows | layers


def every_column(view: WijkenView, at: str = "") -> pd.DataFrame:
    """Return one row per neighbourhood, in ascending order of code, columns in words.

    Parameters
    ----------
    view
        The neighbourhoods.
    at
        Address of the view, to which that of each neighbourhood is added.
    """
    units, reach = view.units, view.reach
    found = place_columns(view)
    found |= {
        group_label(g): rows["people"].astype(pd.Int64Dtype()) for g, rows in view.people.items()
    }
    found[_("Geschat")] = units["estimated"].astype(bool)
    for group, rows in view.people.items():
        who = group_label(group)
        inside, outside = _("{who} in bereik"), _("{who} buiten bereik")
        for text, columns in ((inside, ("in_high", "in_low")), (outside, ("out_low", "out_high"))):
            for column, head in zip(columns, (_AT_PLACES, _KNOWN), strict=True):
                found[_(head).format(what=text.format(who=who))] = rows[column].round(1)
    share = f"{measure_label(SHARE.code)} (%)"
    for column, head in (("share_high", _AT_PLACES), ("share_low", _KNOWN)):
        found[_(head).format(what=share)] = (100 * reach[column]).round(1)
    for measure in MEASURES.values():
        if measure.low not in reach or measure == SHARE:
            continue  # people and shares are above
        what = measure_label(measure.code) + (f" ({measure.unit})" if measure.unit else "")
        for column, head in ((measure.low, _LEAST), (measure.high, _MOST)):
            values = reach[column].astype(float).replace(np.inf, np.nan).round()
            found[_(head).format(what=what)] = values.astype(pd.Int64Dtype())
    found[_("Soort afstand")] = dated_label(view.question.reach.distance, view.snapshot.data)
    found[_(CLASS)] = [view.labels[c] for c in view.classes]
    return pd.DataFrame(found | link_column(at, units.index), index=units.index)


def place_columns(view: WijkenView) -> dict[str, object]:
    """Return the columns that say which neighbourhood a row of a file is about, and where."""
    units, named = view.units, view.names
    zones = {code: named.areas[Level.ELZ, code] for code in units["elz"].dropna().unique()}
    return {
        _(CODE): units.index,
        _("Wijk"): units["name"],
        _("NIS-code"): units["municipality"],
        _("Gemeente"): units["municipality"].map(named.municipality),
        _("Eerstelijnszone"): units["elz"].map(zones).fillna(""),
        _("Provincie"): units["province"].map(province_name),
    }


def link_column(at: str, codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the column with the address of each neighbourhood; none without that of the view."""
    more = "&" if "?" in at else "?"
    return {_("Link naar de weergave"): [f"{at}{more}wijk={code}" for code in codes]} if at else {}


def centres(view: WijkenView) -> gpd.GeoDataFrame:
    """Return the service points that count, columns in words."""
    points = view.prepared.points
    of = view.snapshot.data.centres.set_index("id").loc[points["centre_id"]]
    kinds = {PointKind.MAIN: _("centrum"), PointKind.ANTENNE: _("antenne")}
    frame = pd.DataFrame(
        {
            _("Naam"): of["name"].to_numpy(),
            _("Soort"): [kinds[PointKind(kind)] for kind in points["kind"]],
            _("Status"): of["status"].map(status_label).to_numpy(),
            _("NIS-code"): points["municipality"].to_numpy(),
            _("Gemeente"): points["municipality"].map(view.names.municipality).to_numpy(),
            _("Straat en nummer"): points["street"].to_numpy(),
            _("Postcode"): points["postcode"].to_numpy(),
            _("Nauwkeurigheid"): points["precision"].map(precision_word).to_numpy(),
        }
    )
    return gpd.GeoDataFrame(frame, geometry=points.geometry.to_numpy(), crs=points.crs)


def _columns(view: WijkenView) -> str:
    text = _(
        "Alle centra: elk centrum telt, op zijn gekende of vermoedelijke plek. Enkel gekende plek: "
        "zonder de centra waarvan we de plek niet genoeg kennen. In bereik is tot en met {far}. "
        "Mensen en aandelen zijn niet afgerond zoals op het scherm; geschat zegt of het aantal "
        "mensen van de wijk een schatting is. Afstanden en aantallen: van een punt midden in de "
        "wijk of in haar sectoren. Leeg: geen gegevens, of geen centrum."
    ).format(far=far_text(view.question.reach))
    return f"{text} {two_figures(view.question.reach)}" if view.along_streets else text


def _rules(view: WijkenView) -> list[Rule]:
    """Return the classes of the map as rules of QGIS."""
    from loaders.export.qml import Fill, Rule, Test

    colours = dict(zip(CLASSES, ramp(view.question.measure.colour), strict=False))
    return [
        Rule(
            label,
            (Test(_(CLASS), "=", label),),
            Fill(
                colours.get(code, Colour.NOBODY if code != UNDECIDED else ""),
                Colour.EDGE,
                0.1,
                dashed=code not in colours,
            ),
        )
        for code, label in view.labels.items()
    ]


def _marker(view: WijkenView) -> list[Rule]:
    """Return the statuses of centres as rules of QGIS: recognised ones are filled."""
    from loaders.export.qml import Marker, Rule, Test

    statuses = dict.fromkeys(map(status_label, view.question.reach.statuses))
    filled = status_label("recognised")
    return [
        Rule(
            label,
            (Test(_("Status"), "=", label),),
            Marker("circle", Colour.PRIMARY if label == filled else Colour.WHITE, Colour.PRIMARY),
        )
        for label in statuses
    ]
