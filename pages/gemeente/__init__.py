"""Gemeente: one municipality, and the programme of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geodata.programme.rule import years
from geodata.regions import BRUSSELS_PROVINCE, municipality_key
from pages.gemeente import one, overview
from pages.gemeente.data import chosen_year, municipality_view
from pages.ui import controls
from pages.ui.cache import codes_of, names
from pages.ui.i18n import _
from pages.ui.municipal_data import programme_of
from pages.ui.session_data import current_snapshot
from pages.ui.url_state import Param, one_of
from pages.wijken import chart_choice
from pages.wijken.card import elsewhere

if TYPE_CHECKING:
    from geodata.snapshot.model import SnapshotData
    from loaders.store.snapshots import Snapshot


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls as they are in the address."""
    data = snapshot.data
    return [
        Param("gemeente", "", one_of(["", *_codes(data)])),
        Param("buurt", "", one_of(["", *data.units["code"]])),
        Param("prognose", "", one_of(["", *map(str, years(data))])),
        *controls.reach_params(data),
        chart_choice.param(),
    ]


def subject(snapshot: Snapshot) -> str:
    """Return the municipality that is chosen."""
    code = st.session_state["gemeente"]
    return names(snapshot).regions[municipality_key(code)] if code else ""


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    row = st.container(key="gemeente_keuzes", horizontal=True)
    with row:
        code, year = _ask_where(snapshot)
    if not code:
        overview.show(snapshot, programme_of(snapshot, year), year)
        return
    with row:
        group, reach = controls.ask_group(snapshot.data), controls.ask_reach(snapshot.data)
    unit = st.session_state["buurt"]
    if unit and unit not in codes_of(snapshot, municipality_key(code)):
        st.html(elsewhere(snapshot, unit, municipality_key(code)))
        unit = st.session_state["buurt"] = ""
    one.show(municipality_view(snapshot, code, group=group, reach=reach, unit=unit, year=year))


def _codes(data: SnapshotData) -> list[str]:
    """Return the municipalities that have neighbourhoods, and Brussels as a whole."""
    towns = data.units["municipality"].unique().tolist()
    brussels = (data.units["province"] == BRUSSELS_PROVINCE).any()
    return [*towns, BRUSSELS_PROVINCE] if brussels else towns


def _ask_where(snapshot: Snapshot) -> tuple[str, int | None]:
    named = names(snapshot).regions
    labels = {code: named[municipality_key(code)] for code in _codes(snapshot.data)}
    known = years(snapshot.data)
    # a newer snapshot may have been published since they were chosen
    if st.session_state["gemeente"] not in labels:
        st.session_state["gemeente"] = ""
    if chosen_year(snapshot.data, st.session_state["prognose"]) in {None, *known[-1:]}:
        st.session_state["prognose"] = ""
    st.selectbox(
        _("Gemeente"),
        ["", *sorted(labels, key=labels.__getitem__)],
        format_func=lambda code: labels[code] if code else _("Alle gemeenten"),
        key="gemeente",
        help=_("Typ om te zoeken. U kunt ook kiezen op de kaart of in de tabel."),
        on_change=_clear_unit,
        persist_state="session",
    )
    if len(known) > 1:
        last = str(known[-1])
        st.selectbox(
            _("Bevolking verwacht voor"),
            ["", *map(str, known[-2::-1])],
            format_func=lambda year: year or last,
            key="prognose",
            persist_state="session",
        )
    return st.session_state["gemeente"], chosen_year(snapshot.data, st.session_state["prognose"])


def _clear_unit() -> None:
    st.session_state["buurt"] = ""
