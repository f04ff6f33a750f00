"""The card of one neighbourhood: its people, who is in reach, the nearest centres, its parents."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from geodata.enums import Precision
from geodata.scenario.changes import AddedPoint, Scenario, basis_of, spot_at
from geodata.scenario.codec import to_text
from pages.ui import markup
from pages.ui.cache import names, units_by_code
from pages.ui.contact import point_name
from pages.ui.datasets import dataset_brief
from pages.ui.i18n import _, link_language
from pages.ui.labels import group_label, group_noun, position_text, province_name, status_label
from pages.ui.numbers import metres, metres_alike, people, people_span, share_span, span
from pages.wijken import sectors

if TYPE_CHECKING:
    import pandas as pd

    from loaders.store.snapshots import Snapshot
    from pages.wijken.view import WijkenView


def show(view: WijkenView) -> None:
    """Draw the card of the selected neighbourhood."""
    unit = view.units.loc[view.question.unit]
    st.html(
        f'<section class="nabij-card" aria-live="polite" data-unit="{escape(view.question.unit)}">'
        f"<h2>{escape(str(unit['name']))}</h2><p>{_parents(view, unit)}</p>"
        f"{_people_table(view)}{sectors.card_line(view)}{_unsure(view)}{_nearest(view)}{_what_if(view)}"
        f"{markup.paragraph(_sources(view), 'nabij-source')}</section>"
    )


def in_short(view: WijkenView) -> tuple[str, ...]:
    """Return the answer for the selected neighbourhood in a few lines, for on the map."""
    code, far = view.question.unit, metres(view.question.threshold_m)
    row = view.group.T[code]
    noun = group_noun(view.question.group)
    if math.isnan(row["people"]):
        line = _("geen gegevens over {noun}").format(noun=noun)
    else:
        line = _("{out} van {people} {noun} verder dan {far} ({share})").format(
            out=people_span(row["out_low"], row["out_high"]),
            people=people(row["people"], counted=not view.estimated[view.question.group].loc[code]),
            noun=noun,
            far=far,
            share=share_span(row["out_low"], row["out_high"], row["people"]),
        )
    reach = view.reach.T[code]
    low, high = (float(reach[f"distance1_{end}_m"]) for end in ("low", "high"))
    away = (
        _("Dichtstbijzijnde centrum: {far}").format(far=span(metres(low), metres(high)))
        if math.isfinite(low) and math.isfinite(high)
        else _("Dichtstbijzijnde centrum: niet precies bekend")
    )
    return str(view.units.loc[code, "name"]), line, away


def elsewhere(snapshot: Snapshot, unit: str, region: str) -> str:
    """Return that a neighbourhood, such as one in a link, is not in the region that is shown."""
    row, named = units_by_code(snapshot).loc[unit], names(snapshot)
    text = _("De wijk {wijk} ligt niet in {region}, maar in {municipality}.").format(
        wijk=row["name"],
        region=named.regions[region],
        municipality=named.municipality(row["municipality"]),
    )
    return markup.note(text, role="status")


def _parents(view: WijkenView, unit: pd.Series) -> str:
    data, names = view.snapshot.data, view.names
    parts = [
        names.municipality(unit["municipality"]),
        province_name(unit["province"]),
    ]
    if isinstance(unit["elz"], str):
        parts.append(names.regions[f"elz:{unit['elz']}"])
    rop = data.division.set_index("municipality")["rop"].get(unit["municipality"])
    if rop is not None:
        parts.append(names.regions[f"rop:{rop}"])
    return escape(" · ".join(parts))


def _people_table(view: WijkenView) -> str:
    heads = (_("Groep"), _("Mensen"), _("In bereik"), _("Buiten bereik"))
    rows = []
    for group, frame in view.people.items():
        row = frame.drop(columns="undecided").T[view.question.unit]
        if math.isnan(row["people"]):
            cells = [group_label(group), _("geen gegevens"), "–", "–"]
        else:
            cells = [
                group_label(group),
                people(row["people"], counted=not view.estimated[group].loc[view.question.unit]),
                people_span(row["in_low"], row["in_high"]),
                people_span(row["out_low"], row["out_high"]),
            ]
        rows.append(
            f"<tr><th scope='row'>{escape(cells[0])}</th>"
            + "".join(f"<td>{escape(c)}</td>" for c in cells[1:])
            + "</tr>"
        )
    head = "".join(f"<th scope='col'>{escape(h)}</th>" for h in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _unsure(view: WijkenView) -> str:
    if not view.reach.loc[view.question.unit, "undecided"]:
        return ""
    text = _(
        "Een centrum waarvan we het adres niet kennen, ligt misschien dichterbij. De cijfers zijn "
        "berekend met dat centrum midden in zijn plaats, en zonder."
    )
    return markup.paragraph(text, "nabij-unsure")


def _nearest(view: WijkenView) -> str:
    question, data = view.question, view.snapshot.data
    unit = view.units.loc[question.unit]
    near = view.prepared.nearest(
        x_m=unit["inner_x_m"],
        y_m=unit["inner_y_m"],
        detour_factor=question.reach.detour_factor,
    )
    if near.empty:
        return markup.paragraph(_("Er is geen enkel dienstencentrum dat meetelt."))
    points = data.points.set_index("id")
    centres = data.centres.set_index("id")
    items = []
    largest_m = float(np.nan_to_num(near.to_numpy(dtype=float)).max())
    for point_id, low, high in near.itertuples():
        point = points.loc[point_id]
        centre = centres.loc[point["centre_id"]]
        if Precision(point["precision"]).decides:
            distance = metres_alike(low, largest_m=largest_m)
        else:
            distance = _("tussen {low} en {high}").format(
                low=metres_alike(low, largest_m=largest_m),
                high=metres_alike(high, largest_m=largest_m),
            )
        items.append(
            f"<li><strong>{escape(point_name(point, centre['name']))}</strong>, "
            f"{escape(distance)}<br>"
            f"<span>{escape(position_text(point, view.names))} · "
            f"{escape(status_label(centre['status']))}</span></li>"
        )
    title = _("Dichtstbijzijnde dienstencentra")
    where = markup.muted(_("Gemeten van een punt midden in de wijk."))
    return f"<h3>{escape(title)}</h3>{where}<ol>{''.join(items)}</ol>"


def _what_if(view: WijkenView) -> str:
    """Return a link to the scenario of a centre in this neighbourhood."""
    question, unit = view.question, view.units.loc[view.question.unit]
    basis = basis_of(view.snapshot.data.points)
    added = (AddedPoint(spot_at(unit["inner_x_m"], unit["inner_y_m"])),)
    query = urlencode(
        {
            "gebied": question.region,
            "groep": question.group,
            "wijk": question.unit,
            "scenario": to_text(Scenario(added, basis=basis)),
        }
    )
    words = _("Wat als hier een centrum komt?")
    return f"<p>{markup.link(f'scenario?{query}{link_language()}', words)}</p>"


def _sources(view: WijkenView) -> str:
    named = ("units", "people", "centres")
    return " · ".join(dataset_brief(d) for d in view.snapshot.data.datasets if d.name in named)
