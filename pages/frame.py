"""The frame around every page: style, language, navigation, and a banner about the data."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geodata.errors import NabijError, SnapshotError
from geodata.languages import LANGUAGES
from geodata.opening_hours.schedule import BRUSSELS
from geodata.reach.question import FOOT, usual_kind
from loaders.settings import get_settings
from pages.navigation import PAGES, START, Page
from pages.ui import actions, datasets, markup, session_data, streamlit_words
from pages.ui.cache import freeze_what_stays, prepare_other_pages
from pages.ui.distance_kinds import distance_label
from pages.ui.embed import embedded
from pages.ui.errors import draw_detail
from pages.ui.i18n import LANGUAGE_KEY, _, day, language, semicolons, with_language
from pages.ui.session_data import current_snapshot
from pages.ui.url_state import (
    Param,
    chosen,
    keep_newer,
    one_of,
    read_address,
    resend_choices,
    reset_stale,
    sent_by_browser,
    write_address,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.delta_generator import DeltaGenerator
    from streamlit.navigation.page import StreamlitPage

    from loaders.store.snapshots import Snapshot

_LOGGER = logging.getLogger("nabij")

# A Material icon here would be fetched from another host.
_ICON = str(Path(__file__).with_name("icon.svg"))

_SNAPSHOTS_SHOWN = "_gezien"
"""Where the session holds of each page which snapshot it last showed."""

_TEXTS = """<span hidden></span><script>
window.nabijTexts = %s;
window.nabijFrame?.(window.nabijTexts);
</script>"""
"""Handed to ``nabij-frame.js``, whichever of the two comes first."""


def main() -> None:
    """Draw the frame and the chosen page in it."""
    st.set_page_config(
        page_icon=_ICON,
        layout="wide",
        initial_sidebar_state="collapsed" if embedded() else "auto",
    )
    document = st.container(key="document")
    sent = sent_by_browser()
    frame_params = [Param(LANGUAGE_KEY, get_settings().language, one_of(list(LANGUAGES)))]
    read_address(frame_params)
    session_data.resume()
    try:
        snapshot = current_snapshot()
    except NabijError as error:
        st.error(_("Er zijn geen gegevens om te tonen."))
        draw_detail(error)
        return
    navigation = _navigation()
    page = PAGES[navigation.url_path or START]
    page_params = list(page.module().params(snapshot))
    _reset_after_new_data(page, page_params, snapshot)
    params = [*frame_params, *page_params]
    refused = read_address(params)
    document.html(f"<style>:root {{ --said-choices: {json.dumps(_(page.side_bar))} }}</style>")
    if not embedded():
        _language_choice(page_params)
    _banner(page, snapshot)
    session_data.show_banner()
    _warnings(snapshot, refused)
    write_address(params)  # before the page: Back must not leave Nabij while it is being drawn
    with with_language(language()):  # looked up once: the session is slow to ask, for each word
        if page.embeds or not embedded():
            _run(navigation)
        _paper(page, snapshot)
    write_address(params)
    if embedded():
        _whole_page(params)
    elif page.embeds and page.code != START:
        actions.draw()
    _set_document_texts(document, page, snapshot)
    freeze_what_stays(snapshot, page.code)
    prepare_other_pages(snapshot)
    if keep_newer(params, sent):
        st.rerun()


def _navigation() -> StreamlitPage:
    """Draw the navigation; return the chosen page."""

    def draw(page: Page) -> Callable[[], None]:
        return lambda: page.module().page()

    pages = [
        st.Page(
            draw(page),
            title=_(page.title),
            url_path=page.code,
            default=page.code == START,
        )
        for page in PAGES.values()
    ]
    return st.navigation(pages, position="hidden" if embedded() else "top")


def _run(navigation: StreamlitPage) -> None:
    """Draw the chosen page; say so where the disk is full, or files were removed meanwhile."""
    try:
        navigation.run()
    except OSError as error:
        _LOGGER.warning("disk: %s", error.strerror)  # and no name of a file
        st.error(
            _(
                "Nabij kan nu niet lezen of schrijven op de schijf van de server; misschien is die "
                "vol. Wat er was, blijft. Probeer het later opnieuw."
            )
        )


def _reset_after_new_data(page: Page, params: list[Param], snapshot: Snapshot) -> None:
    """Reset choices that a new snapshot does not know."""
    shown = st.session_state.setdefault(_SNAPSHOTS_SHOWN, {})
    if shown.get(page.code, snapshot.id) != snapshot.id:
        reset_stale(params)
    shown[page.code] = snapshot.id


def _set_document_texts(place: DeltaGenerator, page: Page, snapshot: Snapshot) -> None:
    """Set the title and the language of the document, and what Streamlit says in English."""
    title = " – ".join(filter(None, [page.module().subject(snapshot), _(page.title), "Nabij"]))
    st.set_page_config(page_title=title)
    texts = {
        "lang": language(),
        "page": page.code,
        "title": title,
        "map": _(page.map_title),
        "english": streamlit_words.translations(side_bar=_(page.side_bar)),
        "lost": _("De verbinding is weg. Nabij probeert het opnieuw; uw keuzes blijven staan."),
        "back": _("De verbinding is er weer."),
    }
    content = json.dumps(texts).replace("<", "\\u003c")  # "<" could end the script
    place.html(_TEXTS % content, unsafe_allow_javascript=True)


def _language_choice(params: list[Param]) -> None:
    with st.container(key="language"):
        st.segmented_control(
            _("Taal"),
            list(LANGUAGES),
            format_func=lambda code: LANGUAGES[code].name,
            key=LANGUAGE_KEY,
            label_visibility="collapsed",
            on_change=lambda: resend_choices(params),
            required=True,
            persist_state="session",
        )


def _whole_page(params: list[Param]) -> None:
    """Draw the link from the embedded view to the same page in full, in a window of its own."""
    url = escape(f"?{urlencode(chosen(params))}", quote=True)
    text = escape(_("Open deze pagina in Nabij (nieuw venster)"))
    st.html(f"<p class='nabij-whole-page'><a href='{url}'>{text}</a></p>")


def _banner(page: Page, snapshot: Snapshot) -> None:
    """Draw which of the data that the page rests on are not exact."""
    about = datasets.EVERYTHING if page.datasets is None else page.datasets
    if parts := datasets.banner(snapshot.data, about=about):
        text = semicolons(parts)
        st.html(
            "<div class='nabij-banner' role='note'><b>"
            f"{escape(_('Let op.'))}</b> {escape(text[0].upper() + text[1:])}.</div>"
        )


def _paper(page: Page, snapshot: Snapshot) -> None:
    """Draw what every print ends with: its date, and where the data come from."""
    about = datasets.EVERYTHING if page.datasets is None else page.datasets
    sources = [datasets.dataset_brief(d) for d in snapshot.data.datasets if d.name in about]
    text = _("Afgedrukt uit Nabij op {date}. Gegevens geladen op {loaded}.").format(
        date=day(datetime.now(BRUSSELS).date()), loaded=datasets.loaded_on(snapshot)
    )
    st.html(markup.paragraph(f"{text} {'. '.join(sources)}.", "nabij-printed"))


def _warnings(snapshot: Snapshot, refused: list[str]) -> None:
    """Draw what is wrong with the snapshot, and which names in the address mean nothing."""
    newer = _("Een nieuwere versie van de gegevens is beschadigd; u ziet de laatste goede.")
    streets = _("De straten zijn beschadigd: afstanden zijn nu in vogelvlucht.")
    about: dict[str, list[SnapshotError]] = {}
    for problem in snapshot.warnings:
        own = problem.params.get("where", "").startswith(f"{snapshot.id}/")
        about.setdefault(streets if own else newer, []).append(problem)
    for text, problems in about.items():
        st.warning(text)
        for problem in problems:
            draw_detail(problem)
    if "soort" in refused and st.query_params.get("soort") == FOOT.code:
        usual = distance_label(usual_kind(snapshot.data))
        text = _("Deze link vraagt afstanden te voet, maar er zijn geen straten geladen.")
        st.info(f"{text} {_('U ziet: {kind}.').format(kind=usual)}")
        refused = [name for name in refused if name != "soort"]
    if refused:
        text = _("Een deel van deze link is niet herkend en is weggelaten: {names}.")
        st.info(text.format(names=", ".join(refused)))


main()
