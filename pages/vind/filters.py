"""The filters of Vind, folded until they are needed."""

from __future__ import annotations

import streamlit as st

from geodata.enums import Activity, PointKind, Wheelchair
from geodata.filters import Wishes
from pages.ui.i18n import N_, _
from pages.ui.url_state import Param, one_of, some_of
from pages.vind import search

ACTIVITIES = {
    Activity.MEALS: N_("Warme maaltijden"),
    Activity.SHOPPING: N_("Hulp bij boodschappen"),
    Activity.HYGIENE: N_("Hulp bij wassen en verzorging"),
    Activity.LEISURE: N_("Ontspanning"),
    Activity.COURSES: N_("Cursussen en vorming"),
    Activity.INFORMATION: N_("Informatie"),
    Activity.NEIGHBOURHOOD_HELP: N_("Burenhulp"),
    Activity.MOBILITY: N_("Vervoer"),
    Activity.REFERRAL: N_("Hulp om de juiste dienst te vinden"),
}
"""What a service point offers, in words."""

_UNFOLDED = "vind_filters_open"
_ANY = "alle"
_ACCESS = {
    _ANY: N_("Maakt niet uit"),
    Wheelchair.HELP.value: N_("Met een rolstoel, eventueel met hulp"),
    Wheelchair.INDEPENDENT.value: N_("Met een rolstoel, zonder hulp"),
}
_KINDS = {
    _ANY: N_("Maakt niet uit"),
    PointKind.MAIN.value: N_("Hoofdvestiging"),
    PointKind.ANTENNE.value: N_("Antenne"),
}


def params() -> list[Param]:
    """Return the filters as the address holds them."""
    return [
        Param("doen", [], some_of(list(Activity)), ",".join),
        _switch("nu"),
        _switch("vandaag"),
        Param("toegang", _ANY, one_of(list(_ACCESS))),
        Param("punt", _ANY, one_of(list(_KINDS))),
    ]


def _switch(name: str) -> Param:
    on = one_of(["0", "1"])
    return Param(
        name, default=False, parse=lambda t: on(t) == "1", write=lambda value: str(int(value))
    )


def ask() -> Wishes:
    """Draw the filters and return what they hold; unfolded where a link holds some."""
    st.session_state[_UNFOLDED] = bool(st.session_state.get(_UNFOLDED)) or wishes() != Wishes()
    with st.expander(
        _("Kies verder: activiteiten, open, rolstoel"),
        key="wensen",
        expanded=st.session_state[_UNFOLDED],
    ):
        st.multiselect(
            _("Wat zoekt u?"),
            list(ACTIVITIES),
            format_func=lambda code: _(ACTIVITIES[Activity(code)]),
            key="doen",
            placeholder=_("Kies een of meer activiteiten"),
            persist_state="session",
        )
        with st.container(horizontal=True):
            st.toggle(_("Nu open"), key="nu", persist_state="session")
            st.toggle(_("Vandaag open"), key="vandaag", persist_state="session")
        _choose(_("Toegang"), _ACCESS, "toegang")
        _choose(_("Soort plaats"), _KINDS, "punt")
        reset("wissen")
    return wishes()


def reset(key: str, *, scroll_to: str = "") -> None:
    """Draw the button that clears every choice; the focus goes to a CSS selector, if given."""
    st.button(_("Wis mijn keuzes"), key=key, on_click=_clear, args=(scroll_to,))


def _clear(scroll_to: str) -> None:
    for param in params():
        st.session_state[param.name] = param.default
    if scroll_to:
        search.announce(scroll_to)


def wishes() -> Wishes:
    """Return what the filters hold."""
    access, kind = st.session_state["toegang"], st.session_state["punt"]
    return Wishes(
        activities=tuple(Activity(code) for code in st.session_state["doen"]),
        open_now=bool(st.session_state["nu"]),
        open_today=bool(st.session_state["vandaag"]),
        wheelchair=None if access == _ANY else Wheelchair(access),
        kind=None if kind == _ANY else PointKind(kind),
    )


def _choose(label: str, options: dict[str, str], key: str) -> None:
    st.radio(
        label,
        list(options),
        format_func=lambda code: _(options[code]),
        key=key,
        persist_state="session",
    )
