"""Vind een centrum, the start page: a search box, the nearest centres as cards, then a map."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from geodata.filters import NEAR_M, Wishes, fits, open_points
from geodata.opening_hours.schedule import BRUSSELS
from pages.ui import actions, markup
from pages.ui.cache import names, places, units_by_code
from pages.ui.contact import point_name
from pages.ui.i18n import _, day, fill, ngettext
from pages.ui.numbers import metres, number
from pages.ui.session_data import current_snapshot
from pages.ui.url_state import Param
from pages.vind import box, cards, centre_map, filters, overview, saved, search, session
from pages.vind import centre as vind_centre
from pages.vind import services as vind_services
from pages.vind.centre import SOCIALE_KAART
from pages.vind.distance import NearbyPoint, seen_from
from pages.vind.nearby import nearest
from pages.vind.search import Notice, Reason

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from streamlit.delta_generator import DeltaGenerator

    from loaders.store.snapshots import Snapshot
    from pages.vind.search import Spot

_MORE = 6
_NOTHING = "<p hidden></p>"


def params(snapshot: Snapshot) -> list[Param]:
    """Return what the address holds of this page: never what was typed."""

    def known(key: str) -> str:
        if key and key not in places(snapshot).by_key:
            raise ValueError(key)
        return key

    return [
        Param(session.PLACE, "", known),
        Param(session.CENTRE, "", lambda text: text[:200]),
        *overview.params(snapshot),
        *filters.params(),
        *vind_services.params(snapshot),
    ]


def subject(snapshot: Snapshot) -> str:
    """Return the centre or the result: a typed address is not kept, as a title would be."""
    centre, place = st.session_state[session.CENTRE], st.session_state[session.PLACE]
    if vind_centre.exists(snapshot, centre):
        centres = snapshot.data.centres
        return str(centres.loc[centres["id"] == centre, "name"].iloc[0])
    spot = search.current_spot(snapshot)
    if spot and place and place in places(snapshot).by_key:
        return _title(spot)
    if spot:
        return _("Dienstencentra bij u in de buurt")
    return overview.title(snapshot) if overview.is_part() else ""


def page() -> None:
    """Draw the page."""
    snapshot = current_snapshot()
    with st.container(key="vind"):
        title = _("Vind een dienstencentrum bij u in de buurt")
        st.html(markup.title(title))
        box.draw(snapshot)
        centre = st.session_state[session.CENTRE]
        spot = search.current_spot(snapshot)
        found = vind_centre.exists(snapshot, centre)
        notice = st.session_state.get(session.NOTICE)
        if not notice and centre and not found:
            notice = Notice(Reason.NO_CENTRE)
        text = search.notice_text(notice, spot) if notice else ""
        notice_html = f"<div class='nabij-said'><p class='nabij-note'>{escape(text)}</p></div>"
        st.html(notice_html if text else _NOTHING)
        first = bool(st.session_state.get(session.SUGGESTIONS_FIRST)) or not (found or spot)
        _suggest(snapshot if first else None)
        with st.container(key="antwoord"):
            if found:
                vind_centre.show(snapshot, centre, now=datetime.now(BRUSSELS), spot=spot)
            elif spot:
                explained = notice is not None and notice.from_middle
                counted = _answer(snapshot, spot, lead="" if explained else _measured_from(spot))
                text = f"{text} {_title(spot)} {counted}"
            elif text:
                st.html(_NOTHING)
            else:
                text = _overview(snapshot)
        _suggest(None if first else snapshot, key="ook_bedoeld")
        box.announcer(text.strip())


def _introduction() -> str:
    return _(
        "In een lokaal dienstencentrum kunt u mensen ontmoeten, samen eten, iets bijleren, en raad "
        "en hulp krijgen."
    )


class _Fitting(NamedTuple):
    """The service points that may have what is wished for.

    Attributes
    ----------
    points
        These service points.
    doubtful
        The ids of those of which it is not known.
    counted
        How many there are, in words; empty where nothing was wished for.
    """

    points: gpd.GeoDataFrame
    doubtful: frozenset[str]
    counted: str


def _overview(snapshot: Snapshot) -> str:
    """Draw all centres, or those of a municipality or province; return what to announce."""
    now, town = datetime.now(BRUSSELS), st.session_state[session.TOWN]
    if not town:
        st.html(markup.lead(_introduction()))
        saved.draw()
    st.html(overview.heading(snapshot) + overview.about(snapshot, today=now.date()))
    wishes = filters.ask()
    points = overview.in_area(snapshot, open_points(snapshot.data.points, snapshot.data.centres))
    listed = _fitting(points, wishes, st.container(key="woorden"), now=now)
    if town:
        _town_cards(snapshot, listed, town, now)
    else:
        overview.show(snapshot, listed.points, doubtful=listed.doubtful)
    actions.draw(prints=_("Druk deze adressen af"))
    return f"{overview.title(snapshot)} {listed.counted}"


def _town_cards(snapshot: Snapshot, listed: _Fitting, town: str, now: datetime) -> None:
    st.button(_("Terug naar alle centra"), key="alle_centra", on_click=overview.to_all)
    centres = snapshot.data.centres.set_index("id", drop=False)
    points = listed.points
    by_name = points.assign(name=points["centre_id"].map(centres["name"])).sort_values("name")
    if points.empty:
        words, key = _("Toon de dichtstbijzijnde centra"), f"municipality:{town}"
        st.button(words, key="dichtstbij", on_click=search.on_suggestion, args=(key,))
    with st.container(key="cards"):
        for at, (_index, point) in enumerate(by_name.iterrows(), start=1):
            shown = NearbyPoint(point, centres.loc[point["centre_id"]])
            card = cards.card(
                shown,
                names(snapshot),
                now=now,
                title=f"{at}. {point_name(point, shown.centre['name'])}",
                unsure=point["id"] in listed.doubtful,
            )
            _card(card, shown, at)
    centre_map.show_town(snapshot, points, town)


def _fitting(
    points: gpd.GeoDataFrame, wishes: Wishes, words: DeltaGenerator, *, now: datetime
) -> _Fitting:
    """Return the service points that may have what is wished for; say how many there are."""
    fitting = fits(points, wishes, now=now)
    kept = points[fitting.fillna(value=True).to_numpy(dtype=bool)]
    counted = _counted(fitting) if wishes != Wishes() else ""
    if points.empty:
        counted = _("In deze gemeente vinden we geen centrum.")
    elif kept.empty:
        counted = _("We vinden geen centrum met al uw keuzes.")
    with words:
        st.html(markup.note(counted) if counted else _NOTHING)
        if kept.empty and not points.empty:
            filters.reset("wissen_hier", scroll_to=search.ANSWER)
    return _Fitting(kept, frozenset(points["id"][fitting.isna().to_numpy()]), counted)


def _suggest(snapshot: Snapshot | None, *, key: str = "bedoelde") -> None:
    with st.container(key=key):  # also when empty, so that what follows keeps its position
        keys = st.session_state.get(session.SUGGESTIONS, ())
        if snapshot is None or not keys:
            return
        known = places(snapshot)
        meant = {key: known.by_key[key] for key in keys if key in known.by_key}
        if not meant:
            return
        st.html(markup.paragraph(_("Bedoelde u iets anders?")))
        with st.container(horizontal=True):
            for at, place in meant.items():
                text = markup.in_label(search.place_text(place, known))
                st.button(text, key=f"naar_{at}", on_click=search.on_suggestion, args=(at,))


def _answer(snapshot: Snapshot, spot: Spot, *, lead: str) -> str:
    """Draw the nearest centres; return how many have what the visitor looks for."""
    data, now = snapshot.data, datetime.now(BRUSSELS)
    st.html(f"<h2 class='nabij-sub nabij-answer'>{escape(_title(spot))}</h2>{lead}")
    wishes = filters.ask()
    choice = vind_services.ask(snapshot)
    words = st.container(key="woorden")  # as above
    fitting = _fitting(open_points(data.points, data.centres), wishes, words, now=now)
    kept = fitting.points
    if kept.empty:
        return fitting.counted
    count = int(st.session_state.get(session.CARDS_SHOWN, search.FIRST_CARDS))
    nearby = nearest(data, kept, (spot.x_m, spot.y_m), count=count)
    near = nearby.bounds
    unit = centre_map.unit_of(snapshot, spot.x_m, spot.y_m)
    with words:
        _far(snapshot, nearby.nearest_m, unit)
    listed = kept.set_index("id", drop=False).loc[near.index]
    centres = data.centres.set_index("id", drop=False)
    start = search.route_start(spot)
    area = vind_services.ServiceArea(spot.x_m, spot.y_m, _town(snapshot, unit), start)
    services = vind_services.find(snapshot, choice, area)
    linked = [str(one.point["id"]) for found in services.values() for one in found]
    referred: set[str] = set()
    with st.container(key="cards"):
        for at, (point_id, far) in enumerate(near.iterrows(), start=1):
            point = listed.loc[point_id]
            centre = centres.loc[point["centre_id"]]
            seen = (spot.x_m, spot.y_m)
            shown = seen_from(point, centre, far, seen, start=start, on_foot=nearby.on_foot)
            town = str(point["municipality"])
            also = vind_services.referral(snapshot, town, spot=seen, shown=linked)
            also *= town not in referred
            referred.add(town)  # once is enough
            card = cards.card(
                shown,
                names(snapshot),
                now=now,
                title=f"{at}. {point_name(point, centre['name'])}",
                also=also,
                unsure=point_id in fitting.doubtful,
            )
            _card(card, shown, at)
    with st.container(key="meer_centra"):  # as above
        st.html(cards.measuring_note(data, on_foot=nearby.on_foot))
        if count < len(kept):
            st.button(_("Toon meer centra"), key="meer", on_click=_more)
    st.html(overview.link_to_town(snapshot, area.municipality or "") or _NOTHING)
    actions.draw(prints=_("Druk deze lijst af"), private=not st.session_state[session.PLACE])
    vind_services.show(snapshot, services, now=now)
    centre_map.show(
        snapshot,
        listed,
        here=(spot.x_m, spot.y_m),
        label=search.spot_name(spot),
        others=vind_services.marks(services),
    )
    _elsewhere(snapshot, unit, now)
    return fitting.counted


def _card(html: str, shown: NearbyPoint, at: int) -> None:
    with st.container(key=f"card_{at}"):
        st.html(html)
        st.button(
            _("Alles over {name}").format(name=markup.in_label(shown.centre["name"])),
            key=f"meer_over_{shown.point['id']}",
            on_click=_open,
            args=(shown.centre["id"], at),
        )


def _open(centre_id: str, at: int) -> None:
    st.session_state[session.CENTRE] = centre_id
    st.session_state[session.OPENED_CARD] = at
    st.session_state[session.NOTICE] = None
    search.announce(search.ANSWER)


def _more() -> None:
    shown = int(st.session_state.get(session.CARDS_SHOWN, search.FIRST_CARDS))
    st.session_state[session.CARDS_SHOWN] = shown + _MORE


def _title(spot: Spot) -> str:
    if spot.kind == "here":
        return _("Dienstencentra bij u in de buurt")
    if spot.kind == "coordinates":
        return _("Dienstencentra bij het punt dat u ingaf")
    name = search.spot_name(spot)
    place = f"{name} ({spot.town})" if spot.town else name
    return fill(_("Dienstencentra bij {place}"), place=place)


def _measured_from(spot: Spot) -> str:
    if not spot.radius_m:
        return ""
    text = fill(
        _("De afstanden zijn gemeten vanaf het midden van {place}. Met uw adres zijn ze juister."),
        place=spot.label,
    )
    return markup.lead(text)


def _counted(fitting: pd.Series) -> str:
    """Return how many service points have what is wished for, and how many may have."""
    known, unknown = int(fitting.sum()), int(fitting.isna().sum())
    texts = [
        ngettext(
            "{n} van de {total} plaatsen past bij wat u koos.",
            "{n} van de {total} plaatsen passen bij wat u koos.",
            known,
        ).format(n=number(known), total=number(len(fitting)))
    ]
    if unknown:
        texts.append(
            ngettext(
                "Van {n} plaats weten we het niet. We tonen ze toch. Bel even.",
                "Van {n} plaatsen weten we het niet. We tonen ze toch. Bel even.",
                unknown,
            ).format(n=number(unknown))
        )
    return " ".join(texts)


def _far(snapshot: Snapshot, nearest_m: float, unit: str | None) -> None:
    if unit is None:
        text = _("Deze plek ligt buiten Vlaanderen en Brussel. Nabij kent alleen centra daar.")
        st.html(markup.note(text))
    if nearest_m <= NEAR_M:
        return
    text = _(
        "Binnen {far} kennen we geen dienstencentrum. Hieronder staan de dichtstbijzijnde."
    ).format(far=metres(NEAR_M))
    st.html(f"<p class='nabij-note'>{escape(text)} {_help(snapshot, unit)}</p>")


def _elsewhere(snapshot: Snapshot, unit: str | None, now: datetime) -> None:
    text = _("Niet gevonden wat u zoekt?")
    paper = _("Dit blad is van {date}. Bel even vooraf: er kan iets veranderd zijn.").format(
        date=day(now.date())
    )
    st.html(
        f"<p class='nabij-elsewhere'>{escape(text)} {_help(snapshot, unit)}</p>"
        + markup.paragraph(paper, "nabij-paper")
    )


def _help(snapshot: Snapshot, unit: str | None) -> str:
    """Return, as HTML, which other services can help."""
    house = escape(_("Vraag raad in het Sociaal Huis van uw gemeente"))
    nis = _town(snapshot, unit)
    if nis is not None:
        house = escape(
            fill(
                _("Vraag raad in het Sociaal Huis van {municipality}"),
                municipality=names(snapshot).municipality(nis),
            )
        )
        if known := vind_services.social_house_html(snapshot, nis):
            house = escape(_("Vraag raad: {house}")).format(house=known)
    card = escape(_("of kijk op de Sociale Kaart:"))
    return f"{house}, {card} {SOCIALE_KAART}."


def _town(snapshot: Snapshot, unit: str | None) -> str | None:
    """Return the NIS code of the municipality of a neighbourhood."""
    if unit is None:
        return None
    return str(units_by_code(snapshot).loc[unit, "municipality"])
