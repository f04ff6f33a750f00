"""The overview of ROP-werking: the map, its equal tables, and the areas side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geodata import choropleth as kinds
from geodata.enums import Level, Measure
from geodata.palette import WORKING_AREA, ramp
from geodata.working_areas import State, unassigned
from maps.base import Mark
from pages.report import document
from pages.rop import comparison, notes
from pages.rop.data import points, spots
from pages.ui import legends, markup, municipal_map, tables
from pages.ui.i18n import N_, _, ngettext, number
from pages.ui.labels import class_labels, group_noun

if TYPE_CHECKING:
    from pages.rop.data import View

STAND, REACH = "stand", "bereik"
COLOURED = {
    STAND: N_("Centra, fiches en programma"),
    REACH: N_("Aandeel mensen in bereik"),
}
_STATES = {
    State.NONE: N_("Geen centrum of antenne"),
    State.INCOMPLETE: N_("Centra, maar veel onvolledige fiches"),
    State.ROOM: N_("Centra, en nog plaats in het programma"),
    State.FULL: N_("Centra, en het programma is ingevuld"),
    State.UNDECIDED: N_("Centra; of er nog plaats is, is niet zeker"),
}
_SHORT = {
    State.NONE: N_("Geen centrum"),
    State.INCOMPLETE: N_("Onvolledige fiches"),
    State.ROOM: N_("Nog plaats"),
    State.FULL: N_("Ingevuld"),
    State.UNDECIDED: N_("Niet zeker"),
}


def state_label(state: str) -> str:
    """Return how a municipality stands, in a few words."""
    return _(_SHORT[State(state)])


def show(view: View) -> None:
    """Draw the section."""
    _lost(view)
    if view.towns.empty:
        text = _("Dit gebied heeft geen gemeenten. Er is dus niets te tonen op een kaart.")
        st.html(markup.note(text))
        return
    _pair(view)
    if view.question.area:
        document.show(view.snapshot, view.region, threshold_m=view.question.threshold_m)


def _pair(view: View) -> None:
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


def painted(view: View) -> tuple[pd.Series[str], dict[str, str], tuple[str, ...]]:
    """Return the class of each municipality, what the classes mean, and their colours."""
    towns = view.towns
    if st.session_state.get("kleur", STAND) == STAND:
        return towns["state"], {s.value: _(text) for s, text in _STATES.items()}, WORKING_AREA
    people = towns["people"].to_numpy(dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, high = (
            1 - towns[column].to_numpy(dtype=float) / people for column in ("out_high", "out_low")
        )
    values = kinds.Values(low, high, np.zeros(len(towns), dtype=bool), people, needs_people=True)
    bounds = kinds.fixed_bounds(Measure.SHARE, view.question.group)
    codes = pd.Series(list(kinds.classify(values, bounds)), index=towns.index, dtype="str")
    return codes, class_labels(Measure.SHARE, bounds), ramp(Measure.SHARE)


def _map(
    view: View, codes: pd.Series[str], labels: dict[str, str], palette: tuple[str, ...]
) -> None:
    noun = group_noun(view.question.group)
    most = view.towns["out_high"].dropna().round().astype(int)
    municipal_map.show(
        view.snapshot,
        key="rop_kaart",
        region=view.region,
        classes=dict(zip(map(str, codes.index), codes, strict=True)),
        values=dict(zip(map(str, most.index), most, strict=True)),
        palette=palette,
        labels=labels,
        value_text=_("{noun} buiten bereik: hoogstens {n}").replace("{noun}", noun),
        marks=_marks(view),
        points=frozenset(points(view.snapshot)["id"]),
        thick="rops" if view.question.level is Level.ROP else "provinces",
        selected=st.session_state["belicht"] if view.question.area else "",
        title=_("Kaart van de gemeenten"),
        on_chosen=_light if view.question.area else lambda nis: _choose(area_of(view, nis)),
    )


def area_of(view: View, nis: str) -> str:
    """Return the key of the area that a municipality belongs to, empty if to none."""
    code = view.municipal[view.column].get(nis)
    return f"{view.question.level}:{code}" if isinstance(code, str) else ""


def _choose(key: str) -> None:
    st.session_state["werkgebied"] = key


def _light(nis: str) -> None:
    st.session_state["belicht"] = nis


def _marks(view: View) -> tuple[Mark, ...]:
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
    view: View, codes: pd.Series[str], labels: dict[str, str], palette: tuple[str, ...]
) -> str:
    counts = view.towns["people"].groupby(codes).agg(units="size", people="sum")
    found = [code for code in labels if code in counts.index or code in "12345"]
    support = [("nabij-support", _("regionaal ondersteuningspunt"))]
    return legends.legend(
        counts.reindex(found, fill_value=0).assign(label=[labels[code] for code in found]),
        palette=palette,
        caption=_("Legende: {what}").format(what=_(COLOURED[st.session_state["kleur"]])),
        heads=(_("Klasse"), _("Gemeenten"), group_noun(view.question.group).capitalize()),
        marks=support if view.question.level is Level.ROP else (),
    )


def ranged(frame: pd.DataFrame, low: str, high: str, name: str) -> dict[str, pd.Series]:
    """Return one column of whole numbers, or two where the figures are ranges."""
    least, most = (frame[column].astype(pd.Float64Dtype()).round() for column in (low, high))
    if least.equals(most):
        return {name: most}
    return {
        _("{name}, minstens").format(name=name): least,
        _("{name}, hoogstens").format(name=name): most,
    }


def _areas(view: View) -> None:
    """Draw the areas beside the map, to choose one."""
    title = _("Kies een gebied")
    st.html(markup.heading(title, level=3))
    areas = view.areas
    frame = pd.DataFrame(
        {
            _("Gebied"): [view.area_name(code) for code in areas.index],
            _("Centra"): areas["centres"],
            _("Buiten bereik, hoogstens"): areas["out_high"].round(),
            _("Te verbeteren"): areas["work"],
        },
        index=areas.index,
    )
    frame.index = pd.Index([f"{view.question.level}:{code}" for code in areas.index])
    tables.draw(
        frame,
        key="rop_gebieden",
        caption=title,
        shown=_("{n} van {total} gebieden"),
        none=_("Geen gebied met die naam"),
        selected="",
        on_chosen=_choose,
    )


def _towns(view: View, codes: pd.Series[str], labels: dict[str, str]) -> None:
    """Draw the table that is the map's equal."""
    title = _("Gemeenten op de kaart")
    st.html(markup.heading(title, level=3))
    towns = view.towns
    short = st.session_state["kleur"] == STAND
    frame = pd.DataFrame(
        {
            _("Gemeente"): [view.town(nis) for nis in towns.index],
            _("Centra"): towns["centres"],
            **ranged(towns, "out_low", "out_high", _("Buiten bereik")),
            _("Stand"): [state_label(c) if short else labels[c] for c in codes],
        },
        index=towns.index,
    )
    if not view.question.area:
        frame.insert(1, _("Gebied"), [view.area_name(a) or _("geen") for a in towns[view.column]])
    tables.draw(
        frame.sort_values(_("Gemeente")),
        key="rop_kaarttabel",
        caption=title,
        shown=_("{n} van {total} gemeenten"),
        none=_("Geen gemeente met die naam"),
        selected=st.session_state["belicht"] if view.question.area else "",
        on_chosen=_light if view.question.area else None,
    )


def _lost(view: View) -> None:
    """Name the municipalities that belong to no ROP area."""
    if view.question.level is not Level.ROP or view.question.area:
        return
    lost = sorted(view.town(nis) for nis in unassigned(view.municipal))
    if not lost:
        return
    text = ngettext(
        "Eén gemeente hoort bij geen enkel ROP-gebied: {names}. Ze telt niet mee in de cijfers van "
        "een gebied, wel in het geheel.",
        "{n} gemeenten horen bij geen enkel ROP-gebied: {names}. Ze tellen niet mee in de cijfers "
        "van een gebied, wel in het geheel.",
        len(lost),
    ).format(n=number(len(lost)), names=", ".join(lost))
    st.html(markup.note(text))
