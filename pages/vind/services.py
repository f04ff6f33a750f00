"""Other choice to knock on: Sociale Huizen and self-help initiatives, where a table of them is."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geodata.enums import ServiceKind
from geodata.filters import NEAR_M, SOCIAL_HOUSE_NEAR_M
from geodata.reach.nearest import nearest_points
from maps.view import Mark
from pages.ui import markup
from pages.ui.cache import by_snapshot, names
from pages.ui.contact import phone_html, text_of
from pages.ui.i18n import N_, _, fill, ngettext
from pages.ui.url_state import Param, one_of
from pages.vind import cards as vind_cards
from pages.vind.centre_map import degrees
from pages.vind.distance import NearbyPoint, seen_from

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import geopandas as gpd

    from loaders.store.snapshots import Snapshot

_COUNT = 3

_ALL_THEMES = ""
_KEYS = {ServiceKind.SOCIAL_HOUSE: "huizen", ServiceKind.SELF_HELP: "zelfhulp"}
_TITLES = {
    ServiceKind.SOCIAL_HOUSE: N_("Sociaal Huis"),
    ServiceKind.SELF_HELP: N_("Zelfhulp en zelfzorg"),
}
_ABOUT = {
    ServiceKind.SOCIAL_HOUSE: N_(
        "Hier helpt uw gemeente u verder. Uw eigen gemeente staat bovenaan."
    ),
    ServiceKind.SELF_HELP: N_("Groepen van mensen die hetzelfde meemaken, en wie hen steunt."),
}
_TOGGLES = {
    ServiceKind.SOCIAL_HOUSE: N_("Toon ook: Sociale Huizen"),
    ServiceKind.SELF_HELP: N_("Toon ook: zelfhulp en zelfzorg"),
}


@dataclass(frozen=True)
class ServiceChoice:
    """Which services to show: of these kinds; of self-help those on one theme, or on all."""

    kinds: tuple[ServiceKind, ...] = ()
    theme: str = _ALL_THEMES


@dataclass(frozen=True)
class ServiceArea:
    """Where to look for services.

    Attributes
    ----------
    x_m, y_m
        From where, EPSG:3812, metres.
    municipality
        NIS code of the municipality whose Sociaal Huis comes first; None outside all.
    start
        What that spot is called, for a route in words; empty for no distances.
    """

    x_m: float
    y_m: float
    municipality: str | None
    start: str = ""


@by_snapshot(max_entries=16)
def services_of_kind(snapshot: Snapshot, kind: ServiceKind) -> gpd.GeoDataFrame:
    """Return the services of a kind (``schemas.Services``); often none."""
    services = snapshot.data.services
    return services[services["kind"] == kind]


@by_snapshot(max_entries=4)
def _themes(snapshot: Snapshot) -> list[str]:
    themes = services_of_kind(snapshot, ServiceKind.SELF_HELP)["theme"].dropna()
    return sorted(set(themes), key=str.casefold)


def params(snapshot: Snapshot) -> list[Param]:
    """Return the controls for services next to the centres, as the address holds them."""
    toggles = [
        _switch(key, offered=len(services_of_kind(snapshot, kind)) > 0)
        for kind, key in _KEYS.items()
    ]
    return [*toggles, Param("thema", _ALL_THEMES, one_of([_ALL_THEMES, *_themes(snapshot)]))]


def _switch(key: str, *, offered: bool) -> Param:
    known = one_of(["0", "1"] if offered else ["0"])
    return Param(key, default=False, parse=lambda t: known(t) == "1", write=lambda on: str(int(on)))


def ask(snapshot: Snapshot) -> ServiceChoice:
    """Draw the choices for the kinds that are loaded, and return what they hold."""
    loaded = [kind for kind in ServiceKind if len(services_of_kind(snapshot, kind))]
    with st.container(key="ook"):  # also when empty, so that what follows keeps its position
        for kind in loaded:
            st.toggle(_(_TOGGLES[kind]), key=_KEYS[kind], persist_state="session")
        kinds = tuple(kind for kind in loaded if st.session_state[_KEYS[kind]])
        themes = [_ALL_THEMES, *_themes(snapshot)]
        if st.session_state["thema"] not in themes:
            st.session_state["thema"] = _ALL_THEMES
        if ServiceKind.SELF_HELP in kinds and len(themes) > 1:
            st.selectbox(
                _("Zelfhulp over"),
                themes,
                format_func=lambda theme: theme or _("Alle thema's"),
                key="thema",
                persist_state="session",
            )
    return ServiceChoice(kinds, st.session_state["thema"])


def all_services(snapshot: Snapshot) -> ServiceChoice:
    """Return every kind that is loaded, on every theme."""
    return ServiceChoice(
        tuple(kind for kind in ServiceKind if len(services_of_kind(snapshot, kind)))
    )


def find(
    snapshot: Snapshot, choice: ServiceChoice, area: ServiceArea
) -> dict[ServiceKind, list[NearbyPoint]]:
    """Return the services to show by kind, nearest first.

    The Sociaal Huis of the municipality itself comes before nearer ones of others near by.
    """
    return {kind: _near(snapshot, kind, choice, area) for kind in choice.kinds}


def _near(
    snapshot: Snapshot, kind: ServiceKind, choice: ServiceChoice, area: ServiceArea
) -> list[NearbyPoint]:
    services = services_of_kind(snapshot, kind)
    if kind is ServiceKind.SELF_HELP and choice.theme:
        services = services[services["theme"] == choice.theme]
    if services.empty:
        return []
    spot = {"x_m": area.x_m, "y_m": area.y_m}
    bounds = nearest_points(services, snapshot.data.whereabouts, **spot, count=len(services))
    rows = services.set_index("id", drop=False).loc[bounds.index]
    if kind is ServiceKind.SOCIAL_HOUSE:
        own = rows["municipality"] == area.municipality
        others = rows[~own & (bounds["low_m"] <= SOCIAL_HOUSE_NEAR_M)]
        rows = pd.concat([rows[own], others]) if own.any() or len(others) else rows.iloc[:1]
    rows = rows.iloc[:_COUNT]
    if not area.start:
        return [NearbyPoint(row, row) for _id, row in rows.iterrows()]
    return [
        seen_from(row, row, bounds.loc[key], (area.x_m, area.y_m), start=area.start)
        for key, row in rows.iterrows()
    ]


def show(snapshot: Snapshot, found: dict[ServiceKind, list[NearbyPoint]], *, now: datetime) -> None:
    """Draw the services, each kind below its own heading."""
    with st.container(key="diensten"):  # also when empty, so that what follows keeps its position
        for kind, near in found.items():
            cards = "".join(_card(snapshot, one, now) for one in near)
            none = markup.note(_("Voor deze keuze kennen we er geen."))
            st.html(
                f"<section id='{kind}'><h2 class='nabij-sub'>{escape(_(_TITLES[kind]))}</h2>"
                f"{markup.lead(_(_ABOUT[kind]))}"
                f"<div class='nabij-others'>{cards}</div>{none * (not cards)}</section>"
            )


def marks(found: dict[ServiceKind, list[NearbyPoint]]) -> tuple[Mark, ...]:
    """Return the services as marks on the map."""
    return tuple(
        Mark(
            degrees(one.point["geometry"].x, one.point["geometry"].y),
            f"{_(_TITLES[kind])}: {one.point['name']}",
            "nabij-service",
        )
        for kind, near in found.items()
        for one in near
    )


def referral(
    snapshot: Snapshot,
    nis: str,
    *,
    spot: tuple[float, float] | None = None,
    shown: Sequence[str] = (),
) -> str:
    """Return, as HTML, which services a centre's municipality has; empty if none is loaded.

    Parameters
    ----------
    snapshot
        What is loaded.
    nis
        The municipality.
    spot
        Where the visitor is, EPSG:3812, metres: only what is near there is called so.
    shown
        Ids of the services that have a card on the page, to link to.
    """
    houses = _in_municipality(snapshot, ServiceKind.SOCIAL_HOUSE, nis)
    near = _near_spot(snapshot, houses, spot)
    elsewhere = fill(_("Ook in {place}"), place=names(snapshot).municipality(nis))
    texts = [
        f"{escape(_('Ook bij u in de buurt') if house['id'] in near else elsewhere)}: "
        f"{_name_html(house, shown)}."
        for _id, house in houses.iterrows()
    ]
    groups = _in_municipality(snapshot, ServiceKind.SELF_HELP, nis)
    if len(groups):
        linked = set(groups["id"]) & set(shown)
        text = ngettext(
            "Zelfhulp in {municipality}: {n} initiatief.",
            "Zelfhulp in {municipality}: {n} initiatieven.",
            len(groups),
        )
        town = names(snapshot).municipality(nis)
        line = escape(text.format(municipality=town, n=len(groups)))
        texts.append(f"<a href='#{ServiceKind.SELF_HELP}'>{line}</a>" if linked else line)
    return f"<p class='nabij-also'>{' '.join(texts)}</p>" if texts else ""


def _near_spot(
    snapshot: Snapshot, houses: gpd.GeoDataFrame, spot: tuple[float, float] | None
) -> set[str]:
    """Return the ids of the services that are surely near a spot."""
    if spot is None or houses.empty:
        return set()
    bounds = nearest_points(
        houses, snapshot.data.whereabouts, x_m=spot[0], y_m=spot[1], count=len(houses)
    )
    return set(bounds.index[bounds["high_m"] <= NEAR_M])


def social_house_html(snapshot: Snapshot, nis: str) -> str:
    """Return, as HTML, the Sociaal Huis of a municipality with its phone; empty if not known."""
    houses = _in_municipality(snapshot, ServiceKind.SOCIAL_HOUSE, nis)
    return _name_html(houses.iloc[0]) if len(houses) else ""


@by_snapshot(max_entries=1_000)
def _in_municipality(snapshot: Snapshot, kind: ServiceKind, nis: str) -> gpd.GeoDataFrame:
    services = services_of_kind(snapshot, kind)
    return services[services["municipality"] == nis]


def _name_html(service: pd.Series, shown: Sequence[str] = ()) -> str:
    name = escape(str(service["name"]))
    if service["id"] in shown:
        name = f"<a href='#{_anchor(service)}'>{name}</a>"
    phone = phone_html(text_of(service["phone"]))
    return f"{name} ({phone})" if phone else name


def _anchor(service: pd.Series) -> str:
    return escape(f"dienst-{service['id']}", quote=True)


def _card(snapshot: Snapshot, shown: NearbyPoint, now: datetime) -> str:
    service = shown.point
    facts = []
    if service["example"]:
        text = _("Dit is een verzonnen voorbeeld, geen echte dienst.")
        facts.append((_("Voorbeeld"), escape(text)))
    if theme := text_of(service["theme"]):
        facts.append((_("Thema"), escape(theme)))
    facts += vind_cards.contact(shown, names(snapshot), now=now)
    facts += [vind_cards.access(service), vind_cards.origin(service)]
    head = vind_cards.head(shown, names(snapshot), title=str(service["name"]), now=now)
    return (
        f"<article class='nabij-other' id='{_anchor(service)}'>"
        f"{head}<dl>{vind_cards.rows(facts)}</dl></article>"
    )
