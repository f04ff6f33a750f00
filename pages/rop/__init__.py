"""ROP-werking: the regional support points, their areas and what happens in them."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from geodata.enums import Level
from geodata.opening_hours.schedule import BRUSSELS
from geodata.regions import parse_region
from geodata.working_areas import area_codes
from pages.rop import changes, lists, notes, overview, quality, support
from pages.rop.comparison import places
from pages.rop.data import WorkingAreaQuestion, answer, area_names
from pages.ui import controls, markup
from pages.ui.distance_kinds import far_text
from pages.ui.i18n import N_, _, language, ngettext
from pages.ui.labels import group_noun
from pages.ui.numbers import number, people_span, percent, span
from pages.ui.session_data import current_snapshot
from pages.ui.stored import stored_ids
from pages.ui.url_state import Param, one_of

if TYPE_CHECKING:
    from loaders.store.snapshots import Snapshot
    from pages.rop.data import WorkingAreaView

_DIVISIONS = {Level.ROP.value: N_("ROP-gebieden"), Level.PROVINCE.value: N_("Provincies")}
_SECTIONS = {
    "overzicht": (N_("Overzicht"), overview.show),
    "gemeenten": (N_("Gemeenten"), lists.towns),
    "centra": (N_("Centra en contact"), lists.centres),
    "verbeteren": (N_("Te verbeteren"), quality.show),
    "veranderd": (N_("Wat veranderde"), changes.show),
    "ondersteuning": (N_("Ondersteuning"), support.show),
}


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls as they are in the address."""
    data = snapshot.data
    keys = [f"{level}:{c}" for level in _DIVISIONS for c in area_codes(data, Level(level))]
    kept = ["", *stored_ids()]
    return [
        Param("indeling", Level.ROP.value, one_of(list(_DIVISIONS))),
        Param("werkgebied", "", one_of(["", *keys])),
        Param("deel", "overzicht", one_of(list(_SECTIONS))),
        Param("kleur", overview.STAND, one_of(list(overview.COLOURED))),
        Param("belicht", "", one_of(["", *data.units["municipality"].unique()])),
        Param("lijst", lists.EVERY, one_of(list(lists.LISTS))),
        Param("soort_werk", "", one_of(["", *quality.SEVERITIES])),
        Param("van", "", one_of(kept)),
        Param("naar", "", one_of(kept)),
        *controls.reach_params(data),
    ]


def subject(snapshot: Snapshot) -> str:
    """Return the area that is chosen."""
    key = st.session_state["werkgebied"]
    return _options(snapshot, parse_region(key).level)[key] if key else ""


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    title = st.empty()
    view = answer(snapshot, _ask(snapshot))
    title.html(markup.title(_title(view)))
    st.html(_headline(view))
    controls.ask_section(_SECTIONS, key="deel")(view)
    st.html(notes.as_html(view))


def _ask(snapshot: Snapshot) -> WorkingAreaQuestion:
    """Draw the controls and return what they hold."""
    data, state = snapshot.data, st.session_state
    if state["werkgebied"]:
        state["indeling"] = parse_region(state["werkgebied"]).level.value
    with st.container(key="rop_keuzes"):
        split, where, who, far = st.columns([1.2, 1.2, 0.9, 2.4])
    with split:
        st.segmented_control(
            _("Indeling"),
            list(_DIVISIONS),
            format_func=lambda code: _(_DIVISIONS[code]),
            key="indeling",
            required=True,
            on_change=_all_areas,
            persist_state="session",
        )
    level = Level(state["indeling"])
    with where:
        options = _options(snapshot, level)
        st.selectbox(
            _("Gebied"),
            list(options),
            format_func=options.__getitem__,
            key="werkgebied",
            persist_state="session",
        )
    with who:
        group = controls.ask_group(data)
    with far, st.container(horizontal=True, key="rop_ver"):
        reach = controls.ask_reach(data)
    return WorkingAreaQuestion(
        level=level,
        area=parse_region(state["werkgebied"]).code if state["werkgebied"] else "",
        group=group,
        reach=reach,
        today=datetime.now(BRUSSELS).date(),
    )


def _all_areas() -> None:
    st.session_state["werkgebied"] = ""


def _options(snapshot: Snapshot, level: Level) -> dict[str, str]:
    """Return key → name of the areas; each unique: Streamlit identifies a choice by it."""
    called = area_names(snapshot, level)
    named = list(called.values())
    everything = _("Alle provincies") if level is Level.PROVINCE else _("Alle ROP-gebieden")
    return {"": everything} | {
        f"{level}:{code}": name if named.count(name) == 1 else f"{name} ({code})"
        for code, name in called.items()
    }


def _title(view: WorkingAreaView) -> str:
    if view.question.area:
        return _("ROP-werking: {area}").format(area=view.area_name(view.question.area))
    if view.question.level is Level.PROVINCE:
        return _("ROP-werking per provincie")
    return _("ROP-werking: de regionale ondersteuningspunten")


def _headline(view: WorkingAreaView) -> str:
    row, noun = view.figures, group_noun(view.question.group)
    people, low, high = row["people"], row["out_low"], row["out_high"]
    if row["municipalities"] == 0:
        out, share = "–", _("geen gemeenten, en dus geen {noun}").format(noun=noun)
    elif pd.isna(people):
        out, share = "–", _("geen gegevens over {noun}").format(noun=noun)
    else:
        out = people_span(low, high)
        part = span(percent(low / people), percent(high / people)) if people else "–"
        share = _("{noun} wonen verder dan {far} van een centrum ({share})").format(
            noun=noun, far=far_text(view.question.reach), share=part
        )
    towns = ngettext(
        "dienstencentrum (antennes: {antennes}; gemeenten: {n})",
        "dienstencentra (antennes: {antennes}; gemeenten: {n})",
        int(row["centres"]),
    ).format(antennes=number(row["antennes"]), n=number(row["municipalities"]))
    without = ngettext(
        "gemeente zonder centrum of antenne",
        "gemeenten zonder centrum of antenne",
        int(row["without"]),
    )
    work = ngettext("gegeven te verbeteren", "gegevens te verbeteren", int(row["work"]))
    figures = [
        (number(row["centres"]), towns),
        (out, share),
        (number(row["without"]), without),
        _room(row),
        (number(row["work"]), work),
    ]
    lead = " ".join(notes.division(view))
    return (
        f"<p class='nabij-lead'>{escape(lead)} {_link(view)}</p>"
        f"{markup.figures(figures, 'nabij-five')}"
    )


def _room(row: pd.Series) -> tuple[str, str]:
    """Return the free places and their caption, with the municipalities that are left out."""
    free, unknown = _("plaatsen vrij in het programma"), int(row["unknown"])
    if row["municipalities"] and pd.isna(row["free"]):
        return _("geen projectie"), free
    if not unknown:
        return places(row), free
    left_out = ngettext(
        "plaatsen vrij in het programma; {n} gemeente zonder projectie telt niet mee",
        "plaatsen vrij in het programma; {n} gemeenten zonder projectie tellen niet mee",
        unknown,
    )
    return places(row), left_out.format(n=number(unknown))


def _link(view: WorkingAreaView) -> str:
    """Return a link to the same area on Dekking; an area without municipalities is not there."""
    if view.towns.empty:
        return ""
    state = st.session_state
    asked = {
        "gebied": view.region,
        "groep": state["groep"],
        "afstand": state["afstand"],
        "vrij": state["vrij"],
        "soort": state["soort"],
        "factor": state["factor"],
        "verdeeld": state["verdeeld"],
        "taal": language(),
    }
    address = f"dekking?{urlencode(asked)}"
    text = _("Dit gebied op Dekking, per wijk")
    return markup.link(address, text)
