"""The walking area of a centre: the streets within reach on foot, as lines and as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
import streamlit as st

from geodata.defaults import DEFAULT_THRESHOLD_M
from geodata.enums import Precision
from maps.view import encoded_lines
from pages.ui import markup
from pages.ui.cache import by_snapshot, names
from pages.ui.distance_kinds import streets_date
from pages.ui.i18n import _, ngettext
from pages.ui.numbers import metres, number, percent
from pages.vind.centre_map import degrees

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot

_LEAST_M = 10.0
"""A wijk with less street in reach is not listed."""


class WalkingArea(NamedTuple):
    """Streets that people live along, within reach of a centre on foot.

    Attributes
    ----------
    lines
        For the map (:func:`maps.view.encoded_lines`).
    wijken
        Index ``code``, the most street first: ``name``, ``municipality``, ``reached_m`` and
        ``total_m``, metres of street.
    beyond
        How many wijken nearby the network does not have all streets of.
    """

    lines: tuple[tuple[int, ...], ...]
    wijken: pd.DataFrame
    beyond: int


@by_snapshot(max_entries=64)
def of_centre(snapshot: Snapshot, centre_id: str) -> WalkingArea | None:
    """Return the walking area of a centre with its antennes; None if it is not known.

    It is known where streets are loaded around a site of which the position is precise.
    """
    data = snapshot.data
    sites = data.points[data.points["centre_id"] == centre_id]
    sites = sites[sites["precision"].map(lambda p: Precision(p).decides).to_numpy(bool)]
    if data.network is None or sites.empty:
        return None
    from geodata.network.lines import streets_in_reach
    from geodata.network.on_foot import OnFoot

    around = shapely.union_all(shapely.buffer(sites.geometry.to_numpy(), DEFAULT_THRESHOLD_M))
    units = data.units.iloc[np.sort(data.units.sindex.query(around, predicate="intersects"))]
    if units.empty:
        return None
    prepared = OnFoot(data.network).prepare(units, sites, data.whereabouts)
    found = streets_in_reach(prepared, pd.Index(units["code"]), DEFAULT_THRESHOLD_M)
    reached = found.length_m[found.length_m["reached_m"] >= _LEAST_M]
    if reached.empty:
        return None
    corners, line = shapely.get_coordinates(found.lines, return_index=True)
    each = np.split(np.column_stack(degrees(*corners.T)), np.flatnonzero(np.diff(line)) + 1)
    known = units.set_index("code")[["name", "municipality"]]
    wijken = reached.join(known).sort_values("reached_m", ascending=False)
    return WalkingArea(encoded_lines(each), wijken, len(units) - len(found.length_m))


def show(snapshot: Snapshot, area: WalkingArea) -> None:
    """Draw the walking area as a list of wijken."""
    wijken = area.wijken
    far = metres(DEFAULT_THRESHOLD_M)
    text = ngettext(
        "Binnen {far} te voet van dit centrum is {km} km woonstraat, in {n} wijk. Gemeten over "
        "straten en paden, toestand op {date}.",
        "Binnen {far} te voet van dit centrum is {km} km woonstraat, in {n} wijken. Gemeten over "
        "straten en paden, toestand op {date}.",
        len(wijken),
    ).format(
        far=far,
        km=number(wijken["reached_m"].sum() / 1000, digits=1),
        n=number(len(wijken)),
        date=streets_date(snapshot.data),
    )
    beyond = ngettext(
        "Van {n} wijk in de buurt kennen we niet alle straten: ze staat er niet bij.",
        "Van {n} wijken in de buurt kennen we niet alle straten: ze staan er niet bij.",
        area.beyond,
    )
    text += f" {beyond.format(n=number(area.beyond))}" if area.beyond else ""
    credit = snapshot.data.dataset("network").attribution
    towns = names(snapshot)
    frame = pd.DataFrame(
        {
            _("Wijk"): wijken["name"].to_numpy(),
            _("Gemeente"): [towns.municipality(nis) for nis in wijken["municipality"]],
            _("Woonstraat binnen {far} te voet").format(far=far): [
                metres(length_m) for length_m in wijken["reached_m"]
            ],
            _("Deel van de wijk"): [
                percent(min(reached_m / total_m, 1.0))
                for reached_m, total_m in zip(wijken["reached_m"], wijken["total_m"], strict=True)
            ],
        }
    )
    right = frozenset(frame.columns[2:])
    caption = _("Wijken met straten binnen {far} te voet").format(far=far)
    table = markup.of_frame(frame, caption=caption, right=right)
    st.html(
        markup.heading(_("Te voet van dit centrum"))
        + markup.paragraph(text)
        + markup.folded(_("De wijken als lijst"), table)
        + markup.muted(credit)
    )
