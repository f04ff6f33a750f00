"""Where a new centre can be: every wijk of the region, or the places in a file of the visitor."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from geodata.errors import NabijError
from geodata.scenario.changes import Spot, require_inside, spot_at
from pages.ui import markup, upload
from pages.ui.cache import names
from pages.ui.errors import draw_detail
from pages.ui.i18n import N_, _, ngettext
from pages.ui.numbers import number

if TYPE_CHECKING:
    from pages.scenario.view import ScenarioView

MOST = 3_000
"""Most places of a file."""

_FROM, _FILE, _LEFT_OUT = "kandidaten", "kandidaten_bestand", "niet"
_WIJKEN, _OWN = "wijken", "bestand"
_SOURCES = {_WIJKEN: N_("Elke wijk van het gebied"), _OWN: N_("Een lijst van mogelijke plekken")}


class Candidates(NamedTuple):
    """Places of a file, empty for every wijk, and those that are left out."""

    given: tuple[tuple[str, Spot], ...]
    left_out: tuple[str, ...]


def ask(view: ScenarioView) -> Candidates | None:
    """Ask where a new centre can be; None while a file is still to come, or is wrong."""
    source = st.segmented_control(
        _("Waar kan een centrum komen?"),
        list(_SOURCES),
        format_func=lambda code: _(_SOURCES[code]),
        default=_WIJKEN,
        key=_FROM,
        required=True,
    )
    given: tuple[tuple[str, Spot], ...] = ()
    if source == _OWN:
        found = _file(view)
        if not found:
            return None
        given = found
        labels = {name: name for name, _spot in given}
    else:
        municipalities = view.units["municipality"].map(names(view.snapshot).municipality)
        labels = (view.units["name"] + ", " + municipalities).to_dict()
    left_out = st.multiselect(
        _("Waar kan het niet?"),
        sorted(labels, key=labels.__getitem__),
        format_func=lambda code: labels.get(code, code),
        key=f"{_LEFT_OUT}_{source}",
        placeholder=_("Overal mag"),
        help=_("Bijvoorbeeld omdat er geen gebouw is."),
    )
    return Candidates(given, tuple(left_out))


def _file(view: ScenarioView) -> tuple[tuple[str, Spot], ...]:
    """Ask for a file, and return the places in it that are in a wijk."""
    from loaders.imports.support_points import named_places_in

    label = _("Lijst met naam en coördinaten (CSV, Excel of GeoJSON)")
    uploaded = upload.ask(label, key=_FILE)
    upload.translate_boxes()
    if uploaded is None:
        text = _("Een rij per plek: name, lat, lon. De lijst blijft bij u en wordt niet bewaard.")
        st.html(markup.muted(text))
        return ()
    try:
        with NamedTemporaryFile(suffix=upload.ending(uploaded)) as copy:
            copy.write(uploaded.getbuffer())
            copy.flush()
            frame, outside = named_places_in(Path(copy.name))
    except NabijError as error:
        st.html(markup.note(_("Deze lijst kan Nabij niet lezen."), role="status"))
        draw_detail(error)
        return ()
    places: dict[str, Spot] = {}
    for name, point in zip(frame["name"], frame.geometry, strict=True):
        spot = spot_at(point.x, point.y)
        try:
            require_inside(spot, view.basis.wijken.tree)
        except NabijError:
            outside += 1
            continue
        places.setdefault(str(name), spot)
    if outside:
        text = ngettext(
            "{n} rij telt niet mee: geen naam, of geen plek in Vlaanderen of Brussel.",
            "{n} rijen tellen niet mee: geen naam, of geen plek in Vlaanderen of Brussel.",
            outside,
        )
        st.html(markup.note(text.format(n=number(outside)), role="status"))
    if len(places) > MOST:
        text = _("Deze lijst is te lang: hoogstens {n} plekken.").format(n=number(MOST))
        st.html(markup.note(text, role="status"))
        return ()
    return tuple(places.items())
