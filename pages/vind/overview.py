"""All centres, before anything is searched: a map, and a list by province and municipality."""

from __future__ import annotations

from html import escape
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from geodata.enums import DatasetFlag, Level
from geodata.measures import GAP
from geodata.palette import ramp
from geodata.regions import ALL
from pages.ui import legends, markup, municipal_map
from pages.ui.cache import areas_by_code, by_snapshot, names
from pages.ui.contact import address_text, phone_html, point_name, text_of
from pages.ui.datasets import dataset_date, dataset_source
from pages.ui.i18n import _, day, fill, language, link_language, ngettext, with_language
from pages.ui.labels import province_name
from pages.ui.numbers import number
from pages.ui.url_state import Param, chosen, one_of
from pages.vind import filters, search, session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from loaders.store.snapshots import Snapshot

_PROVINCE, _TOWN = "provincie", "gemeente"


class _Entry(NamedTuple):
    """A service point in the list; ``contact`` is HTML."""

    province: str
    nis: str
    town: str
    point_id: str
    centre_id: str
    name: str
    contact: str


def params(snapshot: Snapshot) -> list[Param]:
    """Return which part of the list is shown, as the address holds it."""
    units = snapshot.data.units
    towns, provinces = units["municipality"].unique(), units["province"].unique()
    return [
        Param(_PROVINCE, "", one_of(["", *provinces]), session_key=session.PROVINCE),
        Param(_TOWN, "", one_of(["", *towns]), session_key=session.TOWN),
    ]


def heading(snapshot: Snapshot) -> str:
    """Return the heading of the list, as HTML."""
    return markup.heading(title(snapshot), "nabij-answer", "nabij-all" * (not is_part()))


def is_part() -> bool:
    """Return whether only a municipality or a province is shown."""
    return bool(st.session_state[session.TOWN] or st.session_state[session.PROVINCE])


def title(snapshot: Snapshot) -> str:
    """Return what the list holds."""
    if town := st.session_state[session.TOWN]:
        return fill(_("Alle centra in {town}"), town=names(snapshot).municipality(town))
    if province := st.session_state[session.PROVINCE]:
        return _("Alle centra: {province}").format(province=province_name(province))
    return _("Alle centra in Vlaanderen en Brussel")


def about(snapshot: Snapshot, *, today: date) -> str:
    """Return, as HTML, whether the list is complete, and on paper its date and sources."""
    centres = snapshot.data.dataset("centres")
    incomplete = _("Deze lijst is niet volledig: er zijn meer centra dan wij kennen.")
    incomplete *= DatasetFlag.INCOMPLETE in centres.flags
    source = ", ".join(filter(None, [dataset_source(centres), dataset_date(centres)]))
    paper = _("Lijst van {date}. Bron: {source}.").format(date=day(today), source=source)
    return markup.lead(incomplete) * bool(incomplete) + markup.paragraph(paper, "nabij-paper")


def _kept() -> str:
    """Return what every link keeps: the filters and the language."""
    filtered = chosen(filters.params())
    return f"&{urlencode(filtered)}{link_language()}" if filtered else link_language()


def _link(words: str, kept: str, **choice: str) -> str:
    """Return, as HTML, a link to a part of the list or a centre."""
    return markup.link(f"?{urlencode(choice)}{kept}", words)


def link_to_town(snapshot: Snapshot, nis: str) -> str:
    """Return, as HTML, a link to the list of a municipality; empty if no centre is known there."""
    if not (snapshot.data.points["municipality"] == nis).any():
        return ""
    words = fill(_("Alle centra in {town}"), town=names(snapshot).municipality(nis))
    return f"<p class='nabij-to-town'>{_link(words, _kept(), **{_TOWN: nis})}</p>"


def in_area(snapshot: Snapshot, points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the service points in the chosen municipality or province; all where none is."""
    if town := st.session_state[session.TOWN]:
        return points[points["municipality"] == town]
    if province := st.session_state[session.PROVINCE]:
        provinces = areas_by_code(snapshot, Level.MUNICIPALITY)["province"]
        return points[points["municipality"].map(provinces) == province]
    return points


def show(snapshot: Snapshot, points: gpd.GeoDataFrame, *, doubtful: frozenset[str]) -> None:
    """Draw the map and the list of these service points; mark those that may not be wanted."""
    province = st.session_state[session.PROVINCE]
    shown = frozenset(points["id"])
    entries = [entry for entry in _entries(snapshot, language()) if entry.point_id in shown]
    with st.container(key="overzicht"):
        left, right = st.columns([3, 2])
    with left:
        municipal_map.show(
            snapshot,
            key="kaart_overzicht",
            region=f"{Level.PROVINCE}:{province}" if province else ALL,
            classes={},
            palette=ramp(GAP),
            labels={},
            points=shown,
            title=_("Kaart van de centra"),
            failed=_("De kaart kan niet worden getekend. De lijst toont dezelfde centra."),
            on_chosen=_on_town,
        )
        st.html(legends.centre_signs())
    with right:
        if province:
            st.button(_("Terug naar alle centra"), key="alle_centra", on_click=to_all)
        opened = bool(province) or bool(chosen(filters.params()))
        st.html(_list_html(entries, doubtful, opened=opened))


def to_all() -> None:
    """Show the list of all centres; the button that does it is gone afterwards."""
    st.session_state[session.TOWN] = st.session_state[session.PROVINCE] = ""
    search.announce(search.ANSWER)


def _on_town(nis: str) -> None:
    if nis:
        st.session_state[session.TOWN] = nis
        search.announce(search.ANSWER)


def _list_html(entries: Sequence[_Entry], doubtful: frozenset[str], *, opened: bool) -> str:
    kept = _kept()
    parts = [
        _province_html(code, list(group), kept, doubtful, opened=opened)
        for code, group in groupby(entries, attrgetter("province"))
    ]
    return f"<div class='nabij-list'>{''.join(parts)}</div>"


def _province_html(
    code: str,
    entries: Sequence[_Entry],
    kept: str,
    doubtful: frozenset[str],
    *,
    opened: bool,
) -> str:
    towns = [(key, list(group)) for key, group in groupby(entries, attrgetter("nis", "town"))]
    inside = "".join(
        f"<h4>{_link(town, kept, **{_TOWN: nis})} <span>{_count(len(group))}</span></h4>"
        f"<ul>{''.join(_line(one, kept, unsure=one.point_id in doubtful) for one in group)}</ul>"
        for (nis, town), group in towns
    )
    name = province_name(code)
    alone = _link(_("Toon alleen {province}").format(province=name), kept, **{_PROVINCE: code})
    return (
        f"<details{' open' * opened}><summary><h3>{escape(name)}</h3> "
        f"<span>{_count(len(entries))}</span></summary>"
        f"{f'<p>{alone}</p>' * (not opened)}{inside}</details>"
    )


def _line(entry: _Entry, kept: str, *, unsure: bool) -> str:
    doubt = escape(_("We weten niet of het past. Vraag het even."))
    mark = f"<br><span class='nabij-unsure'>{doubt}</span>"
    return (
        f"<li>{_link(entry.name, kept, centrum=entry.centre_id)}{entry.contact}{mark * unsure}</li>"
    )


def _count(count: int) -> str:
    text = ngettext("{n} centrum of antenne", "{n} centra en antennes", count)
    return escape(text.format(n=number(count)))


@by_snapshot(max_entries=8)
def _entries(snapshot: Snapshot, lang: str) -> list[_Entry]:
    """Return the service points by province, municipality and name, in a language."""
    with with_language(lang):
        entries = [_entry(snapshot, point) for _at, point in snapshot.data.points.iterrows()]
        return sorted(
            entries,
            key=lambda e: (province_name(e.province), e.town.casefold(), e.name.casefold()),
        )


def _entry(snapshot: Snapshot, point: pd.Series) -> _Entry:
    named, nis, centre = names(snapshot), str(point["municipality"]), str(point["centre_id"])
    phone = phone_html(text_of(point["phone"]))
    return _Entry(
        str(areas_by_code(snapshot, Level.MUNICIPALITY).loc[nis, "province"]),
        nis,
        named.municipality(nis),
        str(point["id"]),
        centre,
        point_name(point, _centre_names(snapshot)[centre]),
        f"<br>{escape(address_text(point, named))}" + f"<br>{phone}" * bool(phone),
    )


@by_snapshot(max_entries=4)
def _centre_names(snapshot: Snapshot) -> dict[str, str]:
    return dict(zip(snapshot.data.centres["id"], snapshot.data.centres["name"], strict=True))
