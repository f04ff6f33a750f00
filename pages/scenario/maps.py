"""The map of a scenario: without it, with it, or the difference; and the table with the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from geodata.choropleth import CLASSES, NO_DATA, NOBODY, UNDECIDED
from geodata.estimates import rounded
from geodata.measures import GAP, SHARE
from geodata.palette import CHANGE
from maps.ranked_table import class_counts
from maps.view import Mark
from pages.scenario import edit
from pages.scenario.view import degrees
from pages.ui import map_frame, markup, tables
from pages.ui.cache import map_files, town_names
from pages.ui.i18n import N_, _, ngettext
from pages.ui.labels import group_label, group_noun
from pages.ui.legends import legend
from pages.ui.measures import legend_labels, measure_label
from pages.ui.numbers import estimates, number
from pages.wijken import area_map, table
from pages.wijken import legend as wijken_legend
from pages.wijken.downloads import link_column, place_columns

if TYPE_CHECKING:
    from maps.view import MapView
    from pages.scenario.state import Editor
    from pages.scenario.view import ScenarioView
    from pages.wijken.view import WijkenView

SHOWN = "toont"
NOW, THEN, DIFFERENCE = "nu", "met", "verschil"
CHOICES = {
    NOW: N_("Nu"),
    THEN: N_("Met het scenario"),
    DIFFERENCE: N_("Verschil"),
}
_CLICK = "klik"
_ADDS, _CHOOSES = "toevoegen", "kiezen"
_CLICKS = {_ADDS: N_("voegt een centrum toe"), _CHOOSES: N_("kiest een wijk")}


def show(view: ScenarioView, editor: Editor) -> None:
    """Draw the controls next to the map and its legend, and the table that equals the map."""
    chosen = st.segmented_control(
        _("De kaart en de tabel tonen"),
        list(CHOICES),
        format_func=lambda code: _(CHOICES[code]),
        key=SHOWN,
        required=True,
        persist_state="session",
    )
    shown = chosen or DIFFERENCE
    with st.container(key="scenario_pair"):
        left, right = st.columns([2, 3])
    with right:  # first: the map is what one waits for
        st.html(markup.heading(title(view, shown)))
        _map(view, editor, shown)
        st.html(_legend(view, shown))
    with left:
        edit.show(view, editor)
    st.html(markup.heading(caption(view, shown)))
    frame = table.narrow(view.now, rows(view, shown))
    tables.draw(
        frame,
        key=f"tabel_scenario_{shown}",
        caption=caption(view, shown),
        shown=ngettext("{n} van {total} wijk", "{n} van {total} wijken", len(frame)),
        none=_("Geen wijk met die naam"),
        digits={str(c): _digits(view, shown) for c in frame.select_dtypes("number")},
        estimated=_estimated(view, shown, frame),
        selected=view.question.unit,
        on_chosen=_choose,
    )


def _map(view: ScenarioView, editor: Editor, shown: str) -> None:
    click = st.segmented_control(
        _("Een klik op de kaart"),
        list(_CLICKS),
        format_func=lambda code: _(_CLICKS[code]),
        default=_ADDS,
        key=_CLICK,
        required=True,
    )
    adds = click != _CHOOSES
    map_frame.draw(
        map_view(view, shown),
        key="kaart_scenario",
        title=_("Kaart van de wijken"),
        failed=_("De kaart kan niet worden getekend. De tabel toont dezelfde gegevens."),
        areas=None if adds else view.units,
        on_area=None if adds else _choose,
        on_spot=editor.add_at_degrees if adds else None,
    )


def _choose(code: str) -> None:
    st.session_state["wijk"] = code
    edit.choose_wijk(code)


def shown_view(view: ScenarioView, shown: str) -> WijkenView:
    """Return the region without the scenario, or with it."""
    return view.now if shown == NOW else view.then


def map_view(view: ScenarioView, shown: str) -> MapView:
    """Return what the map paints."""
    base = area_map.map_view(shown_view(view, shown))
    if shown == NOW:
        return base
    gone = set(view.outcome.difference.removed.ids)
    ids = view.now.prepared.points["id"]
    counting = set(ids) - gone
    marks = (*_added_marks(view), *_removed_marks(view))
    points = map_files(view.snapshot).points.ids
    base = replace(
        base, marks=marks, points_shown="".join("1" if i in counting else "0" for i in points)
    )
    if shown == THEN:
        return base
    values = view.difference
    certain = np.isin(list(view.difference_classes), CLASSES) & np.isfinite(values.low)
    # a tooltip has no negative numbers: the class tells which way
    low = rounded(values.low) if _of_people(view) else np.round(values.low)
    whole = np.where(certain, np.abs(low), -1)
    return replace(
        base,
        classes=view.difference_classes,
        values=tuple(int(v) if v >= 0 else None for v in whole.tolist()),
        palette=CHANGE,
        labels=labels(view),
        value_text=_value_text(view),
        circles=None,
        answer=(),
        estimate=estimates() if _of_people(view) else (),
    )


def _added_marks(view: ScenarioView) -> list[Mark]:
    added = view.outcome.difference.added
    return [
        Mark(degrees(*spot), view.point_label(str(point_id)), "nabij-added")
        for point_id, spot in zip(added.ids, added.at, strict=True)
    ]


def _removed_marks(view: ScenarioView) -> list[Mark]:
    removed = view.outcome.difference.removed
    text = _("{name}: niet meer hier")
    return [
        Mark(degrees(*spot), text.format(name=view.point_label(str(point_id))), "nabij-closed")
        for point_id, spot in zip(removed.ids, removed.at, strict=True)
    ]


def _value_text(view: ScenarioView) -> str:
    if _of_people(view):
        return _("{noun}: {n}").replace("{noun}", group_noun(view.group))
    return _("{n} m")


def _of_people(view: ScenarioView) -> bool:
    return view.question.measure in {GAP, SHARE}


def labels(view: ScenarioView) -> dict[str, str]:
    """Return what each class of the difference means."""
    step = number(view.difference_bounds[-1])
    if _of_people(view):
        texts = [
            _("Meer dan {n} minder in bereik"),
            _("Tot {n} minder in bereik"),
            _("Geen verschil"),
            _("Tot {n} meer in bereik"),
            _("Meer dan {n} meer in bereik"),
        ]
    else:
        texts = [
            _("Meer dan {n} m verder"),
            _("Tot {n} m verder"),
            _("Geen verschil"),
            _("Tot {n} m dichter"),
            _("Meer dan {n} m dichter"),
        ]
    named = dict(zip(CLASSES, [text.format(n=step) for text in texts], strict=False))
    more = {UNDECIDED: _("Onzeker"), NOBODY: _("Niemand"), NO_DATA: _("Geen gegevens")}
    return named | more


def title(view: ScenarioView, shown: str) -> str:
    """Return what a map shows, above it."""
    return _("{choice}: {measure}").format(
        choice=_(CHOICES[shown]), measure=_what(view, shown).lower()
    )


def _what(view: ScenarioView, shown: str) -> str:
    if shown != DIFFERENCE:
        return measure_label(view.question.measure.code)
    if _of_people(view):
        return _("Mensen meer of minder in bereik")
    return _("Meter dichter of verder")


def caption(view: ScenarioView, shown: str) -> str:
    """Return what the table shows, above it."""
    if shown != DIFFERENCE:
        return table.caption(shown_view(view, shown))
    if _of_people(view):
        return _("Wijken: {noun} erbij en eraf").format(noun=group_noun(view.group))
    return _("Wijken: afstand erbij en eraf (m)")


def rows(view: ScenarioView, shown: str) -> pd.DataFrame:
    """Return the table that equals the map: index the code, columns in words."""
    if shown != DIFFERENCE:
        return table.ranked(shown_view(view, shown))
    values = view.difference
    frame = pd.DataFrame(
        {
            _("Wijk"): view.units["name"].to_numpy(),
            _("Gemeente"): town_names(view.snapshot, view.question.region).to_numpy(),
        },
        index=view.units.index.rename("code"),
    )
    digits = 0
    if _of_people(view):
        heads = {
            "gained": (_("Erbij"), _("Erbij tot")),
            "lost": (_("Eraf"), _("Eraf tot")),
            "net": (_("Netto"), _("Netto tot")),
        }
        for figure, (least, most) in heads.items():
            low, high = (view.people[f"{figure}_{end}"].round(digits) for end in ("low", "high"))
            frame[least] = low.to_numpy()
            if not low.equals(high):
                frame[most] = high.to_numpy()
    else:
        frame[_("Minstens")] = np.round(values.low)
        frame[_("Hoogstens")] = np.round(values.high)
    frame[_("Mensen")] = values.people
    words = labels(view)
    frame[_("Klasse")] = [words[c] for c in view.difference_classes]
    size = np.abs(np.nan_to_num(values.low)) + np.abs(np.nan_to_num(values.high))
    finite = frame.replace([np.inf, -np.inf], np.nan)
    return finite.iloc[np.argsort(-size, kind="stable")]


def file_rows(view: ScenarioView, at: str = "") -> pd.DataFrame:
    """Return what the scenario changes in every wijk, for a file: the same columns at any map.

    Parameters
    ----------
    view
        The scenario.
    at
        Address of the view, to which that of each wijk is added.
    """
    units = view.units
    frame = pd.DataFrame(
        {
            **place_columns(view.now),
            group_label(view.group): view.now.group["people"].astype(pd.Int64Dtype()),
            _("Geschat"): view.now.estimated[view.group],
        },
        index=units.index,
    )
    parts = {
        _("Buiten bereik, nu"): (view.now.group, "out"),
        _("Buiten bereik, dan"): (view.then.group, "out"),
        _("Nieuw bereikt"): (view.people, "gained"),
        _("Niet meer bereikt"): (view.people, "lost"),
        _("Netto"): (view.people, "net"),
    }
    for head, (people, figure) in parts.items():
        frame[_("{what}, alle centra").format(what=head)] = people[f"{figure}_low"].round(1)
        frame[_("{what}, enkel gekende plek").format(what=head)] = people[f"{figure}_high"].round(1)
    metres_less = (
        view.metres_less.replace([np.inf, -np.inf], np.nan).round().astype(pd.Int64Dtype())
    )
    frame[_("Dichter bij het dichtstbijzijnde centrum (m), minstens")] = metres_less.min(axis=1)
    frame[_("Dichter bij het dichtstbijzijnde centrum (m), hoogstens")] = metres_less.max(axis=1)
    return frame.assign(**link_column(at, units.index))


def _estimated(view: ScenarioView, shown: str, frame: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Return the columns of the table that hold estimated numbers of people."""
    if shown != DIFFERENCE:
        return table.estimated(shown_view(view, shown), frame)
    every = pd.Series(data=True, index=frame.index)
    changes = set(frame.select_dtypes("number")) if _of_people(view) else set()
    guessed = view.now.estimated[view.group].loc[frame.index]
    return dict.fromkeys(map(str, changes), every) | {_("Mensen"): guessed}


def _digits(view: ScenarioView, shown: str) -> int:
    return 0 if shown == DIFFERENCE else view.question.measure.digits


def _legend(view: ScenarioView, shown: str) -> str:
    if shown != DIFFERENCE:
        return wijken_legend.as_html(shown_view(view, shown))
    counts = class_counts(view.difference_classes, view.difference.people)
    marks = [
        ("nabij-added", _("nieuw of verhuisd centrum")),
        ("nabij-closed", _("centrum dat sluit of verhuist")),
    ]
    return legend(
        counts.assign(
            label=counts.index.map(legend_labels(labels(view), along=view.now.along_streets))
        ),
        palette=CHANGE,
        caption=_("Legende en verdeling: {measure}").format(measure=_what(view, shown)),
        heads=(_("Klasse"), _("Wijken"), group_noun(view.group).capitalize()),
        marks=marks,
    )
