"""The filters of Vind, folded until they are needed."""

from __future__ import annotations

import streamlit as st

from geodata.enums import Activity, PointKind, Wheelchair
from geodata.filters import Wishes
from pages.ui.i18n import N_, _
from pages.ui.url_state import Param, one_of, some_of

ACTIVITIES = {
    Activity.MEALS: N_("Warme maaltijden"),
    Activity.SHOPPING: N_("Hulp bij boodschappen"),
    Activity.HYGIENE: N_("Hygiënische zorg"),
    Activity.LEISURE: N_("Ontspanning"),
    Activity.COURSES: N_("Cursussen en vorming"),
    Activity.INFORMATION: N_("Informatie"),
    Activity.NEIGHBOURHOOD_HELP: N_("Burenhulp"),
    Activity.MOBILITY: N_("Vervoer"),
    Activity.REFERRAL: N_("Doorverwijzing"),
}
"""What a service point offers, in words."""

_ANY = "alle"
_ACCESS = {
    _ANY: N_("Maakt niet uit"),
    Wheelchair.HELP.value: N_("Met een rolstoel, hulp mag"),
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
        Param(
            "vandaag",
            default=False,
            parse=lambda t: one_of(["0", "1"])(t) == "1",
            write=lambda v: str(int(v)),
        ),
        Param("toegang", _ANY, one_of(list(_ACCESS))),
        Param("punt", _ANY, one_of(list(_KINDS))),
    ]


def ask() -> Wishes:
    """Draw the filters and return what they hold."""
    with st.expander(_("Kies verder: activiteiten, vandaag open, rolstoel"), key="wensen"):
        st.multiselect(
            _("Wat zoekt u?"),
            list(ACTIVITIES),
            format_func=lambda code: _(ACTIVITIES[Activity(code)]),
            key="doen",
            placeholder=_("Kies een of meer activiteiten"),
            persist_state="session",
        )
        st.toggle(_("Vandaag open"), key="vandaag", persist_state="session")
        _choose(_("Toegang"), _ACCESS, "toegang")
        _choose(_("Soort plaats"), _KINDS, "punt")
    access, kind = st.session_state["toegang"], st.session_state["punt"]
    return Wishes(
        activities=tuple(Activity(code) for code in st.session_state["doen"]),
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
