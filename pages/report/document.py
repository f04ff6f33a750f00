"""Omgevingsanalyse: one document about one region, to read, to print, and as PDF.

It is built once, as plain data (:mod:`loaders.export.document`), from the cached figures that the
pages show too; the page and the PDF are two renderings of it.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime, time
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from geodata.errors import UnknownCodeError
from geodata.opening_hours.schedule import BRUSSELS
from loaders.export.document import Document
from pages.report import issuer
from pages.report.html import as_html
from pages.report.inputs import Request, prepare
from pages.ui import downloads
from pages.ui.cache import names
from pages.ui.i18n import N_, _, day, language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from geodata.reach.question import ReachQuestion
    from loaders.export.document import Section
    from loaders.store.snapshots import Snapshot
    from pages.report.inputs import ReportInputs

_KEPT = 32
"""Documents that are kept in memory for other visitors; each takes some hundreds of kB."""

_LOOK_S = 0.5
"""How often a document that waits looks whether its visitor is still there."""

_STEPS = (
    N_("De cijfers worden berekend"),
    N_("De kaarten worden getekend"),
    N_("De centra worden opgezocht"),
    N_("Het gebied wordt vergeleken"),
    N_("De PDF wordt gemaakt"),
)


class RenderedDocument(NamedTuple):
    """A document, as HTML and as PDF."""

    html: str
    pdf: bytes


def build(
    snapshot: Snapshot,
    request: Request,
    *,
    progress: Callable[[int], None] = lambda _step: None,
) -> Document:
    """Build the document of a region, in the reader's language.

    Parameters
    ----------
    snapshot
        What is loaded.
    request
        What the document is about.
    progress
        Called with the number of each step before it begins, from 0.

    Raises
    ------
    UnknownCodeError
        If the region has no neighbourhood.
    """
    from pages.report import (
        centres,
        comparison,
        method,
        people_and_reach,
        programme,
    )

    steps: list[tuple[Callable[[ReportInputs], Section], ...]] = [
        (people_and_reach.in_short,),
        (
            people_and_reach.who_lives_here,
            programme.programme_part,
            people_and_reach.who_is_reached,
            people_and_reach.gaps_and_overlaps,
        ),
        (centres.centres_part,),
        (
            comparison.compared,
            centres.other_help,
            method.unknown,
            method.questions,
            method.method,
        ),
    ]
    progress(0)
    inputs = prepare(snapshot, request)
    sections: list[Section] = []
    for step, parts in enumerate(steps):
        if step:
            progress(step)
        sections += [part(inputs) for part in parts]
    return Document(
        title=_("Omgevingsanalyse {area}").format(area=inputs.name),
        subtitle=_("Lokale dienstencentra: wie ze bereikt en wie niet. {date}.").format(
            date=day(request.today)
        ),
        running=_("Omgevingsanalyse {area} · {date}").format(
            area=inputs.name, date=day(request.today)
        ),
        contents=_("Inhoud"),
        language=language(),
        sections=tuple(sections),
        issuer=request.issuer.name,
        logo=request.issuer.logo,
    )


def render(
    snapshot: Snapshot,
    request: Request,
    *,
    progress: Callable[[int], None] = lambda _step: None,
) -> RenderedDocument:
    """Return the document of a region as HTML and as PDF, see :func:`build`."""
    document = build(snapshot, request, progress=progress)
    progress(len(_STEPS) - 1)
    return rendered(document, request.today)


def rendered(document: Document, today: date) -> RenderedDocument:
    """Return a document of a day as HTML and as PDF."""
    from loaders.export.pdf import to_pdf

    # The day, not the moment: a document rendered twice on one day has the same bytes.
    created = datetime.combine(today, time(), tzinfo=UTC)
    return RenderedDocument(as_html(document), to_pdf(document, created=created))


def file_name(snapshot: Snapshot, region: str, today: date) -> str:
    """Return the name of the PDF of a region, in the reader's language."""
    name = names(snapshot).regions[region]
    return f"{downloads.file_name(_('omgevingsanalyse'), name, today=today)}.pdf"


def show(
    snapshot: Snapshot,
    region: str,
    *,
    reach: ReachQuestion,
    year: int | None = None,
) -> None:
    """Draw the section; the document is only rendered on request.

    Parameters
    ----------
    snapshot
        What is loaded.
    region
        A region key.
    reach
        How far is in reach, by which kind of distance.
    year
        Year of the projection that the programme rests on; the last without it.
    """
    with st.container(key="omgevingsanalyse"), st.expander(_("Omgevingsanalyse")):
        st.markdown(
            _(
                "Eén document over dit gebied, om te lezen, te drukken en te bewaren: eerst de "
                "conclusies op één bladzijde, dan wie er woont, het programma, wie bereikt wordt, "
                "de centra, wat we niet weten, en de vragen van een lokaal sociaal beleidsplan."
            )
        )
        today = datetime.now(BRUSSELS).date()
        request = Request(region, today, reach, year, issuer.ask())
        steps = [_(step) for step in _STEPS]
        offer(
            lambda progress: render(snapshot, request, progress=progress),
            key=(snapshot.id, language(), request),
            name="analyse",
            file_name=file_name(snapshot, region, request.today),
            steps=steps,
        )


def offer(
    make: Callable[[Callable[[int], None]], RenderedDocument],
    *,
    key: tuple[object, ...],
    name: str,
    file_name: str,
    steps: Sequence[str],
) -> None:
    """Draw a button that makes a document, and then the document with its PDF.

    Parameters
    ----------
    make
        Makes it, reporting the number of each step before it begins, from 0.
    key
        What it is about: made documents are kept for all visitors under it.
    name
        Of the controls, unique on the page.
    file_name
        Of the PDF.
    steps
        What each step is called.
    """
    documents, about = _documents(), f"_{name}"
    asked = st.button(_("Maak het document"), key=f"{name}_maak")
    if asked and documents.get(key) is None:
        try:
            _make(documents, key, make, steps)
        except UnknownCodeError:
            st.info(_("In dit gebied ligt geen wijk: er is niets te beschrijven."))
            return
    if asked:
        st.session_state[about] = key
    made = documents.get(key) if st.session_state.get(about) == key else None
    if made is None:
        return
    st.download_button(
        _("Download als PDF"),
        made.pdf,
        file_name=file_name,
        mime="application/pdf",
        on_click="ignore",
        key=f"download_{name}",
    )
    st.html(made.html)


def _make(
    documents: _DocumentCache,
    key: tuple[object, ...],
    make: Callable[[Callable[[int], None]], RenderedDocument],
    steps: Sequence[str],
) -> None:
    """Make a document behind a progress bar, after those that are being made.

    They would keep each other and every other visitor waiting, and none would be ready sooner.
    """
    bar = st.progress(0.0)

    def show_step(step: int) -> None:
        bar.progress(step / len(steps), text=steps[step])

    waiting = _("Er wordt eerst een ander document gemaakt. Daarna begint het uwe.")
    while not documents.making.acquire(timeout=_LOOK_S):
        bar.progress(0.0, text=waiting)  # ends this run where its visitor has left
    try:
        if documents.get(key) is None:
            documents.put(key, make(show_step))
    finally:
        documents.making.release()
    bar.empty()


class _DocumentCache:
    """Rendered documents, shared by all visitors; the oldest is dropped first."""

    def __init__(self) -> None:
        self._rendered: OrderedDict[tuple[object, ...], RenderedDocument] = OrderedDict()
        self._lock = Lock()
        self.making = Lock()

    def get(self, key: tuple[object, ...]) -> RenderedDocument | None:
        with self._lock:
            return self._rendered.get(key)

    def put(self, key: tuple[object, ...], rendered: RenderedDocument) -> None:
        with self._lock:
            self._rendered[key] = rendered
            if len(self._rendered) > _KEPT:
                self._rendered.popitem(last=False)


@st.cache_resource(show_spinner=False)
def _documents() -> _DocumentCache:
    return _DocumentCache()
