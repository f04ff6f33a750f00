"""Keep a scenario: its name, a file to download and to use again, and tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geodata.errors import NabijError
from geodata.scenario.changes import GRID_M, basis_of
from geodata.scenario.codec import MOST_OF_A_NAME, from_json, to_json
from pages.scenario import council, maps, state
from pages.ui import markup, upload
from pages.ui.datasets import dataset_brief
from pages.ui.downloads import Format, buttons, file_name, link, of_table
from pages.ui.i18n import _, semicolons
from pages.wijken import notes

if TYPE_CHECKING:
    from pages.scenario.state import Editor
    from pages.scenario.view import ScenarioView

_JSON = Format("JSON", "json", "application/json")
_FILE, _PROBLEM = "scenario_bestand", "_scenario_bestand_fout"


def show(view: ScenarioView, editor: Editor) -> None:
    """Draw the name, the link, the files, and the page for the council."""
    st.text_input(
        _("Naam van dit scenario"),
        key=state.NAME,
        max_chars=MOST_OF_A_NAME,
        persist_state="session",
        help=_("De naam staat in het bestand en op papier, niet in de link."),
    )
    st.html(
        markup.paragraph(
            _(
                "Het adres van deze pagina is het scenario: bewaar of deel die link. Er staat geen "
                "getypte tekst in, enkel plekken, afgerond op {grid} m."
            ).format(grid=GRID_M)
        )
    )
    st.html(markup.heading(_("Downloaden"), level=3))
    # a file is made outside the visitor's run, where no session is known
    name, at = state.name(), link()
    buttons(
        {_JSON: lambda: _json(view, name)}
        | of_table(
            lambda: maps.file_rows(view, at),
            lambda: _about(view, name),
            sheet=_("Wijken"),
        ),
        name=file_name(_("Scenario"), view.now.names.regions[view.question.region]),
        key="downloads_scenario",
    )
    st.html(markup.heading(_("Een bewaard scenario gebruiken"), level=3))
    upload.ask(_("Een bestand van Nabij (JSON)"), key=_FILE)
    upload.translate_boxes()
    st.button(
        _("Gebruik dit bestand"),
        key="scenario_gebruik",
        disabled=st.session_state.get(_FILE) is None,
        on_click=_use_file,
        args=(editor,),
    )
    if st.session_state.pop(_PROBLEM, False):
        text = _("Dit is geen scenario dat Nabij kan gebruiken. Er is niets veranderd.")
        st.html(markup.note(text, role="status"))
    st.html(markup.heading(_("Een bladzijde voor de raad"), level=3))
    council.show(view)


def _use_file(editor: Editor) -> None:
    uploaded = st.session_state.get(_FILE)
    if uploaded is None:
        return
    try:
        scenario, name = from_json(uploaded.getvalue())
    except NabijError:
        st.session_state[_PROBLEM] = True
        return
    if editor.replace_all(scenario):
        st.session_state[state.NAME] = name


def _json(view: ScenarioView, name: str) -> bytes:
    basis = view.scenario.basis or basis_of(view.snapshot.data.points)
    about = dict(_about(view, name))
    return to_json(replace(view.scenario, basis=basis), name=name, about=about)


def _about(view: ScenarioView, name: str) -> list[tuple[str, str]]:
    sources = semicolons(dataset_brief(d) for d in view.snapshot.data.datasets)
    return [(_("Scenario"), name), *notes.notes(view.then), (_("Bronnen"), sources)]
