"""Vind een centrum, the start page: one box, the nearest centres as cards, then the map."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.finding import NEAR_M, Wishes, fits, open_points
from geodata.hours import BRUSSELS
from geodata.nearest import nearest_points
from pages import (
    vind_box,
    vind_cards,
    vind_centre,
    vind_filters,
    vind_map,
    vind_search,
    vind_services,
)
from pages.data import current_snapshot, names, places, units_by_code
from pages.state import Param
from pages.texts import _, number
from pages.vind_centre import SOCIALE_KAART

if TYPE_CHECKING:
    from loaders.store import Snapshot
    from pages.data import Places
    from pages.vind_search import Spot

_MORE = 6


def params(snapshot: Snapshot) -> list[Param]:
    """Return what of this page stands in the address: never what was typed."""

    def known(key: str) -> str:
        if key and key not in places(snapshot.id, snapshot).by_key:
            raise ValueError(key)
        return key

    return [
        Param("plek", "", known),
        Param("centrum", "", lambda text: text[:200]),
        *vind_filters.params(),
        *vind_services.params(snapshot),
    ]


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    with st.container(key="vind"):
        title = _("Vind een dienstencentrum bij u in de buurt")
        st.html(f"<h1 class='nabij-title'>{escape(title)}</h1>")
        vind_box.draw(snapshot)
        known = places(snapshot.id, snapshot)  # after the box: the first time it takes a second
        centre = st.session_state["centrum"]
        spot = vind_search.current_spot(known)
        found = vind_centre.exists(snapshot, centre)
        note = st.session_state.get("vind_note") or ("no_centre" if centre and not found else "")
        _say(note, spot)
        _suggest(known)
        if found:
            vind_centre.show(snapshot, centre, now=datetime.now(BRUSSELS), spot=spot)
        elif spot:
            _answer(snapshot, spot)


def _say(note: str, spot: Spot | None) -> None:
    text = vind_search.note_text(note, spot) if note else ""
    st.html(f"<p class='nabij-note' role='status'>{escape(text)}</p>" if text else "<p hidden></p>")


def _suggest(known: Places) -> None:
    keys = [k for k in st.session_state.get("vind_suggestions", ()) if k in known.by_key]
    with st.container(key="bedoelde"):  # there even if empty: what follows keeps its place
        if not keys:
            return
        st.html(f"<p>{escape(_('Bedoelde u iets anders?'))}</p>")
        with st.container(horizontal=True):
            for key in keys:
                text = vind_search.place_text(known.by_key[key], known)
                st.button(text, key=f"naar_{key}", on_click=vind_search.chosen, args=(key,))


def _answer(snapshot: Snapshot, spot: Spot) -> None:
    data, now = snapshot.data, datetime.now(BRUSSELS)
    st.html(f"<h2 class='nabij-sub'>{escape(_title(spot))}</h2>{_measured_from(spot)}")
    wishes = vind_filters.ask()
    doors = vind_services.ask(snapshot)
    points = open_points(data.points, data.centres)
    fitting = fits(points, wishes, now=now)
    kept = points[fitting.fillna(value=True).to_numpy(dtype=bool)]
    words = st.container(key="woorden")  # as above
    with words:
        _hidden(len(points), int((~fitting).sum()), int(fitting.isna().sum()), wishes)
    if kept.empty:
        st.html(f"<p class='nabij-note'>{escape(_('Geen enkel centrum past bij uw keuzes.'))}</p>")
        return
    count = int(st.session_state.get("vind_count", vind_search.FIRST))
    near = nearest_points(kept, data.whereabouts, x_m=spot.x_m, y_m=spot.y_m, count=count)
    unit = vind_map.unit_of(snapshot, spot.x_m, spot.y_m)
    with words:
        _far(snapshot, near["low_m"].min(), unit)
    listed = kept.set_index("id", drop=False).loc[near.index]
    centres = data.centres.set_index("id", drop=False)
    start = vind_search.start_of(spot)
    around = vind_services.Around(spot.x_m, spot.y_m, _town(snapshot, unit), start)
    services = vind_services.find(snapshot, doors, around)
    linked = [str(one.point["id"]) for found in services.values() for one in found]
    with st.container(key="cards"):
        for at, (point_id, bounds) in enumerate(near.iterrows(), start=1):
            point = listed.loc[point_id]
            centre = centres.loc[point["centre_id"]]
            shown = vind_cards.near(point, centre, bounds, (spot.x_m, spot.y_m), start=start)
            also = vind_services.referral(snapshot, point["municipality"], shown=linked)
            _card(snapshot, shown, at, now, also)
    vind_services.show(snapshot, services, now=now)
    vind_map.show(
        snapshot,
        listed,
        here=(spot.x_m, spot.y_m),
        label=vind_search.spot_name(spot),
        others=vind_services.marks(services),
    )
    if count < len(kept):
        st.button(_("Toon meer centra"), key="meer", on_click=_more)
    _elsewhere(snapshot, unit)


def _card(snapshot: Snapshot, shown: vind_cards.Near, at: int, now: datetime, also: str) -> None:
    with st.container(key=f"card_{at}"):
        title = f"{at}. {vind_cards.title_of(shown)}"
        st.html(vind_cards.card(shown, names(snapshot), now=now, title=title, also=also))
        st.button(
            _("Alles over {name}").format(name=shown.centre["name"]),
            key=f"meer_over_{shown.point['id']}",
            on_click=_open,
            args=(shown.centre["id"],),
        )


def _open(centre_id: str) -> None:
    st.session_state["centrum"] = centre_id
    st.session_state["vind_note"] = ""


def _more() -> None:
    shown = int(st.session_state.get("vind_count", vind_search.FIRST))
    st.session_state["vind_count"] = shown + _MORE


def _title(spot: Spot) -> str:
    return _("Dienstencentra bij {place}").format(place=vind_search.spot_name(spot))


def _measured_from(spot: Spot) -> str:
    if not spot.radius_m:
        return ""
    text = _(
        "De afstanden zijn gemeten vanaf het midden van {place}. Met uw adres zijn ze juister."
    ).format(place=spot.label)
    return f"<p class='nabij-lead'>{escape(text)}</p>"


def _hidden(total: int, hidden: int, unknown: int, wishes: Wishes) -> None:
    if wishes == Wishes():
        return
    texts = [
        _("Uw keuzes verbergen {n} van de {total} centra en antennes.").format(
            n=number(hidden), total=number(total)
        )
    ]
    if unknown:
        texts.append(
            _("Van {n} weten we niet of ze passen: die blijven staan. Vraag het hun.").format(
                n=number(unknown)
            )
        )
    st.html(f"<p class='nabij-note' role='status'>{escape(' '.join(texts))}</p>")


def _far(snapshot: Snapshot, nearest_m: float, unit: str | None) -> None:
    if unit is None:
        text = _("Deze plek ligt buiten Vlaanderen en Brussel. Nabij kent alleen centra daar.")
        st.html(f"<p class='nabij-note'>{escape(text)}</p>")
    if nearest_m <= NEAR_M:
        return
    text = _("Binnen 5 km kennen we geen dienstencentrum. Hieronder staan de dichtstbijzijnde.")
    st.html(f"<p class='nabij-note'>{escape(text)} {_help(snapshot, unit)}</p>")


def _elsewhere(snapshot: Snapshot, unit: str | None) -> None:
    text = _("Niet gevonden wat u zoekt?")
    st.html(f"<p class='nabij-elsewhere'>{escape(text)} {_help(snapshot, unit)}</p>")


def _help(snapshot: Snapshot, unit: str | None) -> str:
    """Return, as HTML, whom else to ask."""
    house = escape(_("Vraag raad in het Sociaal Huis van uw gemeente"))
    nis = _town(snapshot, unit)
    if nis is not None:
        house = escape(
            _("Vraag raad in het Sociaal Huis van {municipality}").format(
                municipality=names(snapshot).municipality(nis)
            )
        )
        if known := vind_services.house_of(snapshot, nis):
            house = escape(_("Vraag raad: {house}")).format(house=known)
    card = escape(_("of kijk op de Sociale Kaart:"))
    return f"{house}, {card} {SOCIALE_KAART}."


def _town(snapshot: Snapshot, unit: str | None) -> str | None:
    """Return the NIS code of the municipality of a neighbourhood."""
    if unit is None:
        return None
    return str(units_by_code(snapshot.id, snapshot).loc[unit, "municipality"])
