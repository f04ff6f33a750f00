"""The overview of ROP-werking: the map, and tables with the same figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geodata.choropleth import CLASSES, classify, share_values
from geodata.enums import Level
from geodata.estimates import rounded
from geodata.measures import SHARE
from geodata.palette import ramp
from geodata.programme.standing import Standing
from geodata.working_areas import unassigned
from maps.view import Mark
from pages.report import document
from pages.rop import comparison, notes
from pages.rop.data import points, spots
from pages.ui import legends, markup, municipal_map, tables
from pages.ui.i18n import N_, _, ngettext
from pages.ui.labels import group_noun
from pages.ui.measures import class_labels
from pages.ui.numbers import estimates, number
from pages.ui.standings import WORKING, WORKING_IN_SHORT

if TYPE_CHECKING:
    from pages.rop.data import WorkingAreaView

STAND, REACH = "stand", "bereik"
COLOURED = {
    STAND: N_("Centra, fiches en programma"),
    REACH: N_("Aandeel mensen in bereik"),
}


def standing_label(standing: str) -> str:
    """Return how a municipality stands, in one or two words."""
    return _(WORKING_IN_SHORT[Standing(standing)])


def show(view: WorkingAreaView) -> None:
    """Draw the section."""
    _unassigned(view)
    if view.towns.empty:
        text = _("Dit gebied heeft geen gemeenten. Er is dus niets te tonen op een kaart.")
        st.html(markup.note(text))
        return
    _pair(view)
    if view.question.area:
        document.show(view.snapshot, view.region, reach=view.question.reach)


def _pair(view: WorkingAreaView) -> None:
    st.selectbox(
        _("Wat toont de kaart?"),
        list(COLOURED),
        format_func=lambda code: _(COLOURED[code]),
        key="kleur",
        width=420,
        persist_state="session",
    )
    codes, labels, palette = painted(view)
    with st.container(key="pair"):
        left, right = st.columns([3, 2])
    with left:
        st.html(markup.heading(_("Kaart van de gemeenten"), level=3))
        _map(view, codes, labels, palette)
        st.html(_legend(view, codes, labels, palette))
    with right:
        if view.question.area:
            _towns(view, codes, labels)
        else:
            _areas(view)
    if not view.question.area:
        st.html(comparison.comparison(view))
        notes.downloads(view, lambda: comparison.frame(view), key="gebieden", sheet=_("Gebieden"))
        _towns(view, codes, labels)


def painted(view: WorkingAreaView) -> tuple[pd.Series[str], dict[str, str], tuple[str, ...]]:
    """Return the class of each municipality, what the classes mean, and their colours."""
    towns = view.towns
    if st.session_state.get("kleur", STAND) == STAND:
        return WORKING.classes(towns["standing"]), WORKING.labels, WORKING.palette
    bounds = SHARE.bounds_for(view.question.group)
    classes = list(classify(share_values(towns), bounds))
    codes = pd.Series(classes, index=towns.index, dtype="str")
    return codes, class_labels(SHARE, bounds), ramp(SHARE)


def _map(
    view: WorkingAreaView, codes: pd.Series[str], labels: dict[str, str], palette: tuple[str, ...]
) -> None:
    noun = group_noun(view.question.group)
    most = view.towns["out_high"].dropna()
    most = pd.Series(rounded(most).astype(int), most.index)
    municipal_map.show(
        view.snapshot,
        key="rop_kaart",
        region=view.region,
        classes=dict(zip(map(str, codes.index), codes, strict=True)),
        values=dict(zip(map(str, most.index), most, strict=True)),
        estimate=estimates(),
        palette=palette,
        labels=labels,
        value_text=_("{noun} buiten bereik: hoogstens {n}").replace("{noun}", noun),
        marks=_marks(view),
        points=frozenset(points(view.snapshot)["id"]),
        thick="rops" if view.question.level is Level.ROP else "provinces",
        selected=st.session_state["belicht"] if view.question.area else "",
        title=_("Kaart van de gemeenten"),
        on_chosen=_highlight if view.question.area else lambda nis: _choose(area_of(view, nis)),
    )


def area_of(view: WorkingAreaView, nis: str) -> str:
    """Return the key of the area that a municipality belongs to, empty if to none."""
    code = view.municipal[view.column].get(nis)
    return f"{view.question.level}:{code}" if isinstance(code, str) else ""


def _choose(key: str) -> None:
    st.session_state["werkgebied"] = key


def _highlight(nis: str) -> None:
    st.session_state["belicht"] = nis


def _marks(view: WorkingAreaView) -> tuple[Mark, ...]:
    """Return the support points; for provinces their names, in the middle of them."""
    level, area = view.question.level, view.question.area
    if area and level is Level.PROVINCE:
        return ()
    shape = "nabij-support" if level is Level.ROP else "nabij-label"
    return tuple(
        Mark(spot, view.area_name(code), shape)
        for code, spot in spots(view.snapshot, level).items()
        if area in {"", code}
    )


def _legend(
    view: WorkingAreaView, codes: pd.Series[str], labels: dict[str, str], palette: tuple[str, ...]
) -> str:
    counts = view.towns["people"].groupby(codes).agg(units="size", people="sum")
    found = [code for code in labels if code in counts.index or code in CLASSES]
    support = [("nabij-support", _("regionaal ondersteuningspunt"))]
    return legends.legend(
        counts.reindex(found, fill_value=0).assign(label=[labels[code] for code in found]),
        palette=palette,
        caption=_("Legende: {what}").format(what=_(COLOURED[st.session_state["kleur"]])),
        heads=(_("Klasse"), _("Gemeenten"), group_noun(view.question.group).capitalize()),
        marks=support if view.question.level is Level.ROP else (),
    )


def out_of_reach(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the people out of reach in one column, or two where places are not known."""
    low, high = (frame[f"out_{end}"].astype(pd.Float64Dtype()).round() for end in ("low", "high"))
    head = _("Buiten bereik")
    if low.equals(high):
        return {head: high}
    return {
        _("{what}, alle centra").format(what=head): low,
        _("{what}, enkel gekende plek").format(what=head): high,
    }


def estimated(frame: pd.DataFrame, people: pd.Series) -> dict[str, pd.Series[bool]]:
    """Return which numbers of a table of areas are estimates: those out of reach, but everyone."""
    everyone = people.astype(pd.Float64Dtype()).round()
    heads = [str(name) for name in frame if str(name).startswith(_("Buiten bereik"))]
    return {name: (frame[name] != everyone).fillna(value=True).astype(bool) for name in heads}


def ranged(frame: pd.DataFrame, low: str, high: str, name: str) -> dict[str, pd.Series]:
    """Return one column of whole numbers, or two where the figures are ranges."""
    least, most = (frame[column].astype(pd.Float64Dtype()).round() for column in (low, high))
    if least.equals(most):
        return {name: most}
    return {
        _("{name}, minstens").format(name=name): least,
        _("{name}, hoogstens").format(name=name): most,
    }


def _areas(view: WorkingAreaView) -> None:
    """Draw the table of areas next to the map, to choose one."""
    title = _("Kies een gebied")
    st.html(markup.heading(title, level=3))
    areas = view.areas
    frame = pd.DataFrame(
        {
            _("Gebied"): [view.area_name(code) for code in areas.index],
            _("Centra"): areas["centres"],
            **out_of_reach(areas),
            _("Te verbeteren"): areas["work"],
        },
        index=areas.index,
    )
    about = estimated(frame, areas["people"])
    frame.index = pd.Index([f"{view.question.level}:{code}" for code in areas.index])
    tables.draw(
        frame,
        estimated=about,
        key="rop_gebieden",
        caption=title,
        shown=ngettext("{n} van {total} gebied", "{n} van {total} gebieden", len(frame)),
        none=_("Geen gebied met die naam"),
        selected="",
        on_chosen=_choose,
    )


def _towns(view: WorkingAreaView, codes: pd.Series[str], labels: dict[str, str]) -> None:
    """Draw the table with the same figures as the map."""
    title = _("Gemeenten op de kaart")
    st.html(markup.heading(title, level=3))
    towns = view.towns
    short = st.session_state["kleur"] == STAND
    frame = pd.DataFrame(
        {
            _("Gemeente"): [view.town(nis) for nis in towns.index],
            _("Centra"): towns["centres"],
            **out_of_reach(towns),
            _("Stand"): towns["standing"].map(standing_label) if short else codes.map(labels),
        },
        index=towns.index,
    )
    if not view.question.area:
        frame.insert(1, _("Gebied"), [view.area_name(a) or _("geen") for a in towns[view.column]])
    frame = frame.sort_values(_("Gemeente"))
    tables.draw(
        frame,
        estimated=estimated(frame, towns["people"].loc[frame.index]),
        key="rop_kaarttabel",
        caption=title,
        shown=ngettext("{n} van {total} gemeente", "{n} van {total} gemeenten", len(frame)),
        none=_("Geen gemeente met die naam"),
        selected=st.session_state["belicht"] if view.question.area else "",
        on_chosen=_highlight if view.question.area else None,
    )


def _unassigned(view: WorkingAreaView) -> None:
    """Name the municipalities that belong to no ROP area."""
    if view.question.level is not Level.ROP or view.question.area:
        return
    outside = sorted(view.town(nis) for nis in unassigned(view.municipal))
    if not outside:
        return
    text = ngettext(
        "Eén gemeente hoort bij geen enkel ROP-gebied: {names}. Ze telt niet mee in de cijfers van "
        "een gebied, wel in het geheel.",
        "{n} gemeenten horen bij geen enkel ROP-gebied: {names}. Ze tellen niet mee in de cijfers "
        "van een gebied, wel in het geheel.",
        len(outside),
    ).format(n=number(len(outside)), names=", ".join(outside))
    st.html(markup.note(text))
