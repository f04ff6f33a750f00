"""The controls of Dekking, and the question that they ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geodata.choropleth import Breaks
from geodata.defaults import (
    DEFAULT_DETOUR_FACTOR,
    DEFAULT_THRESHOLD_M,
    THRESHOLDS_M,
    default_group,
)
from geodata.enums import OPEN_STATUSES, Status
from geodata.measures import GAP, MEASURES
from geodata.reach.bounds import MAX_THRESHOLD_M
from geodata.reach.question import DISTANCE_KINDS, ReachQuestion, kinds_of, usual_kind
from geodata.reach.spread import ADDRESS, spreads_of
from geodata.regions import ALL
from pages.ui import markup
from pages.ui.cache import codes_of, names
from pages.ui.distance_kinds import distance_label
from pages.ui.i18n import N_, _
from pages.ui.labels import OTHER_M, group_label, status_label, threshold_label
from pages.ui.measures import measure_label
from pages.ui.spreads import spread_label
from pages.ui.url_state import NONE, Param, number_between, one_of, some_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geodata.measures import Measure
    from geodata.snapshot.model import SnapshotData
    from loaders.store.snapshots import Snapshot
    from pages.ui.labels import Names

_OWN_DEFAULT_M, _OWN_LEAST_M = 1_000, 50
_FACTOR_MOST = 3.0
_CERTAIN, _POSSIBLE = "zeker", "mogelijk"
_RANKS = {_CERTAIN: N_("Wat zeker is"), _POSSIBLE: N_("Wat mogelijk is")}
_CLASSES: dict[str, str] = {
    Breaks.REGION.value: N_("Klassen die het gebied spreiden"),
    Breaks.FIXED.value: N_("Vaste klassen, overal dezelfde"),
    Breaks.NATURAL.value: N_("Natuurlijke klassen (Jenks-Caspall)"),
}


@dataclass(frozen=True)
class Question:
    """What a reader wants to see on Dekking.

    Attributes
    ----------
    region
        Key of a region, e.g. ``province:10000``.
    measure, group
        What to show, and for which population group.
    reach
        Which centres count, and how far is in reach.
    breaks
        How the bounds of the classes are chosen.
    unit
        Code of the selected neighbourhood, or empty.
    possible
        Rank the neighbourhoods by how large the gap may be, not by what it is for certain.
    """

    region: str
    measure: Measure
    group: str
    reach: ReachQuestion
    breaks: Breaks = Breaks.REGION
    unit: str = ""
    possible: bool = False

    @property
    def threshold_m(self) -> float:
        """Return what counts as in reach, metres."""
        return self.reach.threshold_m


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls of Dekking, as the address holds them."""
    data = snapshot.data
    return [
        Param("gebied", ALL, one_of(list(names(snapshot).regions))),
        Param("maat", GAP.code, one_of(list(MEASURES))),
        *reach_params(data),
        Param(
            "antennes",
            default=True,
            parse=lambda t: one_of(["0", "1"])(t) == "1",
            write=lambda v: str(int(v)),
        ),
        Param(
            "status",
            [s.value for s in OPEN_STATUSES],
            some_of(list(Status)),
            lambda v: ",".join(v) or NONE,
        ),
        Param("klassen", Breaks.REGION.value, one_of(list(_CLASSES))),
        Param("rang", _CERTAIN, one_of(list(_RANKS))),
        Param("wijk", "", one_of(["", *codes_of(snapshot, ALL)])),
    ]


def reach_params(data: SnapshotData) -> list[Param]:
    """Return the choices that pages share: who, how far is in reach, and how people are spread."""
    groups, ways = data.groups, list(spreads_of(data))
    return [
        Param("groep", default_group(groups), one_of(groups)),
        Param(
            "afstand",
            int(DEFAULT_THRESHOLD_M),
            lambda t: int(one_of([str(m) for m in (*THRESHOLDS_M, OTHER_M)])(t)),
        ),
        Param(
            "vrij",
            _OWN_DEFAULT_M,
            lambda t: int(number_between(_OWN_LEAST_M, MAX_THRESHOLD_M)(t)),
        ),
        Param("soort", usual_kind(data), one_of(list(kinds_of(data)))),
        Param("factor", DEFAULT_DETOUR_FACTOR, number_between(1, _FACTOR_MOST)),
        Param("verdeeld", ways[0], one_of(ways)),
    ]


def ask_reach(data: SnapshotData) -> ReachQuestion:
    """Ask how far is in reach, by which distance, and how people are spread; not on Dekking."""
    threshold_m = float(ask_distance())
    distance, factor = _ask_kind(data)
    return ReachQuestion(threshold_m, distance, factor, spread=_ask_spread(data))


def ask(data: SnapshotData, named: Names, measures: Sequence[str] = ()) -> Question:
    """Draw the controls in the side bar and return what they hold.

    Parameters
    ----------
    data, named
        What is loaded, and the names of its areas.
    measures
        Codes of the measures to choose from; all without it.
    """
    measures = measures or list(MEASURES)
    if st.session_state["maat"] not in measures:  # chosen on another page
        st.session_state["maat"] = measures[0]
    with st.sidebar:
        st.html(f"<h2 class='nabij-choices'>{_('Keuzes')}</h2>")
        _ask_where_and_what(data, named, measures)
        threshold_m = ask_distance()
        with st.expander(_("Meer keuzes"), key="meer_keuzes"):
            distance, factor = _ask_kind(data)
            st.toggle(_("Antennes tellen mee"), key="antennes", persist_state="session")
            st.multiselect(
                _("Status van het centrum"),
                list(Status),
                format_func=status_label,
                key="status",
                placeholder=_("Kies een status"),
                persist_state="session",
            )
            _select(_("Klassen van de kaart"), _CLASSES, "klassen")
            _select(_("Rangschik de wijken volgens"), _RANKS, "rang")
            spread = _ask_spread(data)
    return Question(
        region=st.session_state["gebied"],
        measure=MEASURES[st.session_state["maat"]],
        group=st.session_state["groep"],
        reach=ReachQuestion(
            threshold_m=float(threshold_m),
            distance=distance,
            detour_factor=factor,
            statuses=tuple(Status(s) for s in st.session_state["status"]),
            antennes=st.session_state["antennes"],
            spread=spread,
        ),
        breaks=Breaks(st.session_state["klassen"]),
        unit=st.session_state["wijk"],
        possible=st.session_state["rang"] == _POSSIBLE,
    )


def _ask_kind(data: SnapshotData) -> tuple[str, float]:
    """Ask for the kind of distance; return its code and the detour factor."""
    code = st.selectbox(
        _("Soort afstand"),
        list(kinds_of(data)),
        format_func=distance_label,
        key="soort",
        persist_state="session",
    )
    if not DISTANCE_KINDS[code].takes_factor:
        return code, 1.0
    factor = st.number_input(
        _("Omwegfactor"),
        min_value=1.0,
        max_value=_FACTOR_MOST,
        step=0.1,
        key="factor",
        help=_("Hoeveel langer de weg is dan de vogelvlucht. Dit is uw aanname, geen meting."),
        persist_state="session",
    )
    return code, float(factor)


def _ask_where_and_what(data: SnapshotData, named: Names, measures: Sequence[str]) -> None:
    st.selectbox(
        _("Gebied"),
        list(named.regions),
        format_func=named.regions.__getitem__,
        key="gebied",
        help=_("Typ om te zoeken: een provincie, gemeente, eerstelijnszone of ROP-gebied."),
        persist_state="session",
    )
    st.selectbox(
        _("Wat toont de kaart?"),
        list(measures),
        format_func=measure_label,
        key="maat",
        persist_state="session",
    )
    ask_group(data)


def _ask_spread(data: SnapshotData) -> str:
    """Ask over which areas people are assumed to be evenly spread, or at which addresses."""
    ways = list(spreads_of(data))
    if len(ways) == 1:
        return ways[0]
    return str(
        st.selectbox(
            _("Mensen verdeeld per"),
            ways,
            format_func=spread_label,
            key="verdeeld",
            help=_(
                "Adressen zeggen het nauwkeurigst waar in een wijk de mensen wonen. Kies een ander "
                "om te zien wat dat scheelt."
            )
            if ADDRESS.code in ways
            else _(
                "Een wijk bestaat uit statistische sectoren. Per sector is bekend hoeveel mensen "
                "er wonen, dus ook in welk deel van de wijk. Kies Wijk om te zien wat dat scheelt."
            ),
            persist_state="session",
        )
    )


def ask_section(
    sections: Mapping[str, tuple[str, Callable[..., None]]], *, key: str
) -> Callable[..., None]:
    """Ask for a section of a page, head it, and return what draws it.

    Parameters
    ----------
    sections
        Code → title in Dutch, and what draws it.
    key
        Key of the choice in the session.
    """
    chosen = st.segmented_control(
        _("Onderdeel"),
        list(sections),
        format_func=lambda code: _(sections[code][0]),
        key=key,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    title, show = sections[chosen or next(iter(sections))]
    st.html(markup.heading(_(title), "nabij-part"))
    return show


def ask_group(data: SnapshotData) -> str:
    """Ask for the population group; return its code."""
    return str(
        st.selectbox(
            _("Voor wie?"),
            list(data.groups),
            format_func=group_label,
            key="groep",
            persist_state="session",
        )
    )


def ask_distance() -> int:
    """Ask for the distance that counts as in reach, in metres; also on other pages."""
    chosen = st.selectbox(
        _("Hoe ver is in bereik?"),
        [*THRESHOLDS_M, OTHER_M],
        format_func=threshold_label,
        key="afstand",
        help=_(
            "Er bestaat geen wettelijke afstandsnorm voor dienstencentra. Deze afstanden komen uit "
            "andere Vlaamse indicatoren."
        ),
        persist_state="session",
    )
    if chosen != OTHER_M:
        return int(chosen)
    own = st.number_input(
        _("Afstand in meter"),
        min_value=_OWN_LEAST_M,
        max_value=int(MAX_THRESHOLD_M),
        step=50,
        key="vrij",
        persist_state="session",
    )
    return int(own)


def _select(label: str, options: Mapping[str, str], key: str) -> str:
    return str(
        st.selectbox(
            label,
            list(options),
            format_func=lambda code: _(options[code]),
            key=key,
            persist_state="session",
        )
    )
