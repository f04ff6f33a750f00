"""The controls that change a scenario without a map: with the keyboard, on a phone too."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geodata.enums import PointKind
from geodata.scenario.changes import GRID_M, added_id, spot_at
from pages.scenario import state
from pages.scenario.places import spot_of
from pages.scenario.view import point_label, point_labels, wijk_at
from pages.ui import markup
from pages.ui.cache import by_snapshot, town_names, units_of
from pages.ui.i18n import N_, _, language
from pages.ui.labels import precision_word

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geodata.scenario.changes import ChangedPoint, Spot
    from loaders.store.snapshots import Snapshot
    from pages.scenario.state import Editor
    from pages.scenario.view import ScenarioView

_ACTION, _WHERE, _WIJK, _PLACE = "doen", "waar", "nieuw_wijk", "nieuw_plaats"
_POINT, _NEW_KIND = "bestaand", "soort_centrum"
ADD, CLOSE, MOVE, KIND = "toevoegen", "sluiten", "verplaatsen", "soort"
_ACTIONS = {
    ADD: N_("Toevoegen"),
    CLOSE: N_("Sluiten"),
    MOVE: N_("Verplaatsen"),
    KIND: N_("Soort wijzigen"),
}
KINDS = {PointKind.MAIN.value: N_("Hoofdvestiging"), PointKind.ANTENNE.value: N_("Antenne")}
_BY_WIJK, _BY_TEXT = "wijk", "tekst"
_WHERES = {_BY_WIJK: N_("Een wijk"), _BY_TEXT: N_("Plaats, adres of coördinaten")}


def show(view: ScenarioView, editor: Editor) -> None:
    """Draw the controls and the list of changes."""
    with st.container(key="scenario_wijzig"):
        st.html(markup.heading(_("Wat verandert er?")))
        action = st.segmented_control(
            _("Wat wilt u doen?"),
            list(_ACTIONS),
            format_func=lambda code: _(_ACTIONS[code]),
            default=ADD,
            key=_ACTION,
            required=True,
        )
        if action == ADD:
            _ask_kind()
            _ask_where(view, _("Voeg hier een centrum toe"), lambda spot: _add(editor, spot))
        elif action == MOVE:
            _ask_point(view, with_added=True)
            _ask_where(
                view,
                _("Verplaats hierheen"),
                lambda spot: _with_point(lambda point: editor.move(point, spot)),
            )
        elif action == CLOSE:
            _ask_point(view, with_added=False)
            st.button(
                _("Sluit dit centrum"), key="sluit", on_click=_with_point, args=(editor.close,)
            )
        else:
            _ask_point(view, with_added=True)
            _ask_kind()
            st.button(
                _("Maak er dit van"),
                key="maak_soort",
                on_click=_with_point,
                args=(lambda point: editor.set_kind(point, chosen_kind()),),
            )
        _remark()
    _list(view, editor)


def choose_wijk(code: str) -> None:
    """Offer a wijk that was chosen on the map or in the table as the place of a new point."""
    st.session_state[_WIJK] = code or None


def chosen_kind() -> PointKind:
    """Return whether a new point is a main site or an antenne."""
    return PointKind(st.session_state.get(_NEW_KIND) or PointKind.MAIN)


def _ask_kind() -> None:
    st.segmented_control(
        _("Hoofdvestiging of antenne?"),
        list(KINDS),
        format_func=lambda code: _(KINDS[code]),
        default=PointKind.MAIN.value,
        key=_NEW_KIND,
        required=True,
    )


def _ask_point(view: ScenarioView, *, with_added: bool) -> None:
    """Ask for a service point of the region; those elsewhere follow."""
    labels = point_labels(view.snapshot)
    counting = [str(i) for i in view.basis.points.ids]
    towns = set(view.units["municipality"])
    of = view.snapshot.data.points.set_index("id")["municipality"]
    here = sorted((i for i in counting if of[i] in towns), key=labels.__getitem__)
    others = sorted((i for i in counting if of[i] not in towns), key=labels.__getitem__)
    added = [added_id(at) for at in range(len(view.scenario.added))] if with_added else []
    st.selectbox(
        _("Welk centrum?"),
        [*added, *here, *others],
        index=None,
        format_func=view.point_label,
        key=_POINT,
        placeholder=_("Kies een centrum"),
    )


def _ask_where(view: ScenarioView, label: str, use: Callable[[Spot], None]) -> None:
    """Ask for a spot, and do something with it."""
    how = st.segmented_control(
        _("Waar?"),
        list(_WHERES),
        format_func=lambda code: _(_WHERES[code]),
        default=_BY_WIJK,
        key=_WHERE,
        required=True,
    )
    with st.form(key="scenario_waar", border=False):
        if how == _BY_TEXT:
            st.text_input(
                _("Plaats, adres of coördinaten"),
                key=_PLACE,
                max_chars=200,
                help=_(
                    "Wat u typt, komt niet in het adres van deze pagina. Enkel de plek, afgerond "
                    "op {grid} m, hoort bij het scenario."
                ).format(grid=GRID_M),
            )
        else:
            named = _wijk_names(view.snapshot, view.question.region, language())
            st.selectbox(
                _("Wijk"),
                list(named),
                index=None,
                format_func=named.__getitem__,
                key=_WIJK,
                placeholder=_("Kies een wijk"),
                help=_("Het centrum komt op een punt midden in de wijk."),
            )
        st.form_submit_button(label, on_click=_submit, args=(view, use))


@by_snapshot(max_entries=64)
def _wijk_names(snapshot: Snapshot, region: str, lang: str) -> dict[str, str]:
    """Return code → name and municipality of the wijken of a region, in the order of the names."""
    del lang  # only part of the key
    towns = town_names(snapshot, region)
    named: pd.Series[str] = units_of(snapshot, region)["name"].str.cat(towns, sep=", ")
    return {str(code): text for code, text in named.sort_values(kind="stable").items()}


def _submit(view: ScenarioView, use: Callable[[Spot], None]) -> None:
    if st.session_state.get(_WHERE) == _BY_TEXT:
        found = spot_of(view.snapshot, str(st.session_state.get(_PLACE) or ""))
        st.session_state[state.REMARK] = found.remark
        spot = found.spot
    else:
        code = st.session_state.get(_WIJK)
        spot = None
        st.session_state[state.REMARK] = "" if code else _("Kies eerst een wijk.")
        if code in view.units.index:
            unit = view.units.loc[code]
            spot = spot_at(unit["inner_x_m"], unit["inner_y_m"])
    if spot is not None:
        use(spot)


def _add(editor: Editor, spot: Spot) -> None:
    editor.add([spot], chosen_kind())


def _with_point(change: Callable[[str], None]) -> None:
    """Change the point that is chosen, or ask for one."""
    point_id = st.session_state.get(_POINT)
    st.session_state[state.REMARK] = "" if point_id else _("Kies eerst een centrum.")
    if point_id:
        change(point_id)


def _remark() -> None:
    text = st.session_state.pop(state.REMARK, "")
    if text:
        st.html(markup.note(_(text), role="status"))


def _list(view: ScenarioView, editor: Editor) -> None:
    """Draw the changes, each with a button that takes it out."""
    scenario = view.scenario
    if not scenario:
        text = _("Er verandert nog niets. Voeg hierboven of op de kaart een centrum toe.")
        st.html(markup.muted(text))
        return
    rows = [(added_id(at), _added_text(view, at)) for at in range(len(scenario.added))]
    rows += [(one.id, _changed_text(view, one)) for one in scenario.changed]
    with st.container(key="scenario_lijst"):
        st.html(markup.heading(_("De wijzigingen"), level=3))
        for point_id, text in rows:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(f"<p class='nabij-change'>{escape(text)}</p>")
                st.button(
                    _("Maak ongedaan"),
                    key=f"weg_{point_id}",
                    help=markup.in_label(text),
                    on_click=editor.undo,
                    args=(point_id,),
                )
        st.button(_("Begin opnieuw"), key="scenario_leeg", on_click=state.clear)


def _added_text(view: ScenarioView, at: int) -> str:
    x_m, y_m = view.scenario.added[at].at
    where = wijk_at(view.snapshot, view.basis, x_m, y_m)
    return _change_text(view.point_label(added_id(at)), where)


def changes(view: ScenarioView) -> list[str]:
    """Return every change as a sentence."""
    scenario = view.scenario
    texts = [_added_text(view, at) for at in range(len(scenario.added))]
    return texts + [_changed_text(view, one) for one in scenario.changed]


def _changed_text(view: ScenarioView, one: ChangedPoint) -> str:
    label = point_label(view.snapshot, one.id)
    if one.id in view.outcome.difference.unknown:
        return _("Een centrum dat deze gegevens niet (meer) kennen: telt niet mee")
    parts = [_("sluit")] if one.closed else []
    if one.at is not None:
        parts.append(
            _("verhuist naar {where}").format(where=wijk_at(view.snapshot, view.basis, *one.at))
        )
    if one.kind is not None:
        parts.append(_("wordt: {kind}").format(kind=_(KINDS[one.kind]).lower()))
    points = view.snapshot.data.points.set_index("id")
    precision = points.loc[one.id, "precision"]
    where = "" if precision == "address" else f" ({precision_word(precision)})"
    return _change_text(f"{label}{where}", ", ".join(parts))


def _change_text(point: str, change: str) -> str:
    return _("{point}: {change}").format(point=point, change=change)
