"""Refreshing: how it went last time, and for administrators a button that does it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geodata.errors import PublishBusyError, StoppedError
from loaders.settings import get_settings
from loaders.sources.background_refresh import BackgroundRefresh
from loaders.sources.fetch import source_codes
from loaders.sources.official_files import ON_REQUEST
from loaders.sources.report import Outcome, last_report
from pages.gegevens import refresh_report
from pages.gegevens.parts import command, moment
from pages.gegevens.refresh_progress import bars
from pages.ui import admin, markup
from pages.ui.i18n import _
from pages.ui.source_words import source_label

if TYPE_CHECKING:
    from loaders.sources.background_refresh import RefreshState
    from loaders.sources.report import SourceResult
    from loaders.store.snapshots import Snapshot

_EVERY_S = 1.0


@st.cache_resource
def background() -> BackgroundRefresh:
    """Return the refresh that all visitors of this process share."""
    return BackgroundRefresh()


def show(snapshot: Snapshot) -> None:
    """Draw the section."""
    del snapshot
    state = background().state
    if state.running:
        _running(state)
    elif admin.unlocked():
        _ended(state)
        _ask()
    results = last_report(get_settings()).results
    if results:
        lines = (refresh_report.table, refresh_report.details, refresh_report.old)
        st.html("".join(draw(results) for draw in lines))
        _held_back(results, can_start=admin.unlocked() and not state.running)
    else:
        text = _(
            "De officiële bronnen zijn nog nooit bevraagd. U ziet de gegevens die bij Nabij horen, "
            "of die een beheerder zelf invoerde."
        )
        st.html(markup.note(text))
    if not admin.unlocked():
        how = _(
            "Een beheerder meldt zich onderaan deze pagina aan en haalt de nieuwste gegevens op "
            "met een knop, of met deze opdracht:"
        )
        st.html(markup.paragraph(how) + command("fetch"))


def _running(state: RefreshState) -> None:
    """Draw the running refresh, started by any administrator."""
    text = _(
        "Ze gaat door als u deze pagina verlaat. Tot ze klaar is, blijven de gegevens zoals ze "
        "zijn."
    )
    head = markup.heading(_("De verversing loopt"), level=3)
    st.html(head + markup.paragraph(text, role="status"))
    _bars()
    if admin.unlocked():
        if state.stopping:
            st.html(markup.note(_("De verversing stopt bij de volgende stap."), role="status"))
        else:
            st.button(_("Stop de verversing"), key="ververs_stop", on_click=_stop)


@st.fragment(run_every=_EVERY_S)
def _bars() -> None:
    state = background().state
    if not state.running:
        st.rerun()
    st.html(bars(state))


def _ended(state: RefreshState) -> None:
    """Tell an administrator how the refresh of this process ended."""
    if state.begun:
        when = _("Ze begon op {moment}.").format(moment=moment(state.begun))
        st.html(markup.note(f"{_state_text(state)} {when}", role="status"))


def _state_text(state: RefreshState) -> str:
    if state.report is None:
        return _why_it_broke_off(state)
    good = not state.report.exit_code
    if state.report.snapshot:
        text = _("De verversing is klaar. Iedereen ziet nu de nieuwe versie.")
    else:
        text = _("De verversing is klaar. Er is geen nieuwe versie: de gegevens blijven dezelfde.")
    rest = _("Niet alle bronnen konden worden vernieuwd; hieronder staat waarom.")
    return text if good else f"{text} {rest}"


def _why_it_broke_off(state: RefreshState) -> str:
    if isinstance(state.error, StoppedError):
        return _(
            "De verversing is gestopt. De gegevens blijven zoals ze waren; wat al opgehaald is, "
            "dient voor de volgende keer."
        )
    if isinstance(state.error, PublishBusyError):
        return _(
            "Een ander programma ververst of voert gegevens in. Probeer het opnieuw als dat klaar "
            "is; de gegevens blijven zoals ze waren."
        )
    if state.error:
        return _(
            "De nieuwe versie kon niet worden bewaard: de schijf is vol of niet van ons. De "
            "gegevens blijven zoals ze waren."
        )
    return _(
        "De verversing is onverwacht gestopt. De gegevens blijven zoals ze waren. In het venster "
        "waarin Nabij draait, staat waarom."
    )


def _ask() -> None:
    """Draw what an administrator chooses before a refresh."""
    with st.form(key="ververs"):
        st.html(markup.heading(_("Haal de nieuwste gegevens op"), level=3))
        for source in source_codes():
            wanted = source not in ON_REQUEST
            st.checkbox(source_label(source), value=wanted, key=f"bron_{source}")
        st.form_submit_button(_("Vernieuw nu"), type="primary", on_click=_begin_chosen)
    if st.session_state.pop("_geen_bron", False):
        st.html(markup.note(_("Kies minstens één bron."), role="alert"))


def _held_back(results: tuple[SourceResult, ...], *, can_start: bool) -> None:
    """Draw how to take what was held back."""
    for result in results:
        if result.outcome is not Outcome.HELD_BACK:
            continue
        name = source_label(result.source)
        if can_start:
            text = _("Is het toch juist? Neem dan wat {source} nu geeft.").format(source=name)
            st.html(markup.paragraph(text))
            label = _("Neem toch over: {source}").format(source=name)
            asked = (result.source,)
            st.button(label, key=f"neem_{result.source}", on_click=_begin, args=(asked, asked))
        else:
            text = _("Is het toch juist? Dan neemt een beheerder wat {source} gaf, zo:")
            accept = command("fetch", "--accept", result.source)
            st.html(markup.paragraph(text.format(source=name)) + accept)


def _begin_chosen() -> None:
    chosen = tuple(source for source in source_codes() if st.session_state.get(f"bron_{source}"))
    st.session_state["_geen_bron"] = not chosen
    if chosen:
        _begin(chosen)


def _begin(only: tuple[str, ...], accept: tuple[str, ...] = ()) -> None:
    if admin.unlocked():
        background().start(get_settings(), only=only, accept=accept)


def _stop() -> None:
    if admin.unlocked():
        background().stop()
