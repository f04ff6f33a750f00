"""What becomes of a file that was inspected: used in the visitor's session, or for everyone."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geodata.enums import ImportStep, SnapshotKind
from geodata.errors import InputError, SnapshotError
from loaders.imports.file_kind import Source
from loaders.settings import get_settings
from pages.gegevens import findings
from pages.gegevens.parts import command
from pages.ui import admin, markup, session_data, upload
from pages.ui.cache import published_snapshot
from pages.ui.errors import error_text
from pages.ui.file_words import kind_label, step_label
from pages.ui.i18n import _, language, ngettext
from pages.ui.numbers import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from loaders.files.user_tables import RawTable
    from loaders.imports.file_kind import FileKind, ImportOptions
    from loaders.imports.inspection import FileReport

_RESULT = "_eigen_gezegd"
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_OUR_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True)
class InspectedFile:
    """An uploaded file, its report, and the visitor's options."""

    uploaded: UploadedFile
    kind: FileKind
    name: str
    report: FileReport
    options: ImportOptions

    @property
    def usable(self) -> RawTable | None:
        """Return what was read of it; None if no row of it can be used."""
        return self.report.raw if self.report.good else None


def show_used() -> None:
    """Draw which files of their own the visitor uses, each with a way to remove it."""
    if result := st.session_state.pop(_RESULT, ""):
        st.html(markup.note(result, role="status"))
    found = session_data.current()
    if found is None:
        return
    st.html(markup.heading(_("Uw bestanden in deze sessie"), level=3))
    with st.container(key="eigen_bestanden"):
        for at, file in enumerate(found.files):
            text = _("{kind}: {name}").format(kind=kind_label(file.kind), name=file.name)
            if file.left_out:
                left = ngettext("{n} rij weggelaten", "{n} rijen weggelaten", file.left_out)
                text = f"{text} ({left.format(n=number(file.left_out))})"
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(markup.paragraph(text, "nabij-long"), width="stretch")
                st.button(
                    _("Verwijder {name}").format(name=findings.label(file.name)),
                    key=f"eigen_weg_{at}",
                    on_click=_remove,
                    args=(file,),
                )
    st.html(_links())


def show(file: InspectedFile) -> None:
    """Draw what can be done with a file; nothing if no row of it can be used."""
    raw = file.usable
    if raw is None:
        return
    content = file.uploaded.getbuffer()
    digest = session_data.digest(content, file.kind)
    key = digest[:12]
    st.html(markup.heading(_("Gebruik dit bestand"), level=3))
    used = session_data.current()
    in_use = used is not None and any(one.digest == digest for one in used.files)
    if in_use:
        text = _("U gebruikt dit bestand nu: alle pagina’s tonen de cijfers ermee.")
        st.html(markup.note(text, role="status") + _links())
        if not admin.unlocked():
            return
    source = _asked_source(file, key)
    if source is None:
        return
    text = _(
        "In uw sessie ziet u alleen zelf de cijfers met dit bestand, op alle pagina’s, kaarten en "
        "downloads. Niets ervan wordt bewaard als u weggaat. Adressen zonder coördinaten zoekt "
        "Nabij alleen op de naam van de plaats: er gaat niets naar een ander."
    )
    st.html(markup.paragraph(text))
    ready = _asked_good_rows(file.report, key)
    if file.report.reading.unlikely:
        confirmed = st.checkbox(
            _("Ik heb deze aantallen nagekeken: ze kloppen"), key=f"eigen_bevestigd_{key}"
        )
        ready &= confirmed
        file = replace(file, options=replace(file.options, confirmed=confirmed))
    with st.container(horizontal=True, key="eigen_knoppen"):
        here = not in_use and st.button(
            _("Gebruik dit bestand in mijn sessie"),
            type="primary",
            key=f"eigen_gebruik_{key}",
            disabled=not ready or not get_settings().own_visitors,
        )
        everyone = admin.unlocked() and st.button(
            _("Voer in voor iedereen"), key=f"eigen_iedereen_{key}", disabled=not ready
        )
    if here:
        _use(file, raw, source)
    elif everyone:
        _publish(file, raw, source)


def how_to_import(file: InspectedFile, arguments: Sequence[str]) -> None:
    """Draw how an administrator imports the file with a command."""
    if file.usable is None or not file.kind.command:
        return
    text = _(
        "Een beheerder kan dit bestand ook voor iedereen invoeren met de opdracht hieronder, op "
        "de computer waarop Nabij draait. Vul de bron en de datum zelf in."
    )
    html = markup.paragraph(text) + command(*arguments)
    st.html(markup.folded(_("Voor iedereen invoeren, met een opdracht"), html))


def _asked_source(file: InspectedFile, key: str) -> Source | None:
    """Ask publisher and day; None, with a sentence, where the day is none."""
    left, right = st.columns(2)
    title = left.text_input(
        _("Bron: wie maakte dit bestand?"),
        value=_stem(file.name),
        max_chars=200,
        key=f"eigen_bron_{key}",
    )
    text = right.text_input(
        _("Toestand op welke dag? Zoals 31/01/2026; leeg als u het niet weet."),
        max_chars=10,
        key=f"eigen_dag_{key}",
    )
    day = iso(text.strip())
    if day is None:
        st.html(markup.note(_("Schrijf de dag zoals 31/01/2026."), role="alert"))
        return None
    title = title.replace(";", ",").strip(" ,")  # semicolons separate sources
    return Source(title or _stem(file.name).replace(";", ",") or _("eigen bestand"), day)


def _stem(name: str) -> str:
    """Return a name without its ending; it may hold anything, also slashes."""
    return name.rpartition(".")[0] or name


def iso(text: str) -> str | None:
    """Return a day in ISO 8601; empty if there is none, None if it is no day."""
    if not text:
        return ""
    iso, ours = _DAY.fullmatch(text), _OUR_DAY.fullmatch(text)
    if not iso and not ours:
        return None
    year, month, of_month = iso.groups() if iso else reversed(ours.groups() if ours else ())
    try:
        return date(int(year), int(month), int(of_month)).isoformat()
    except ValueError:
        return None


def _asked_good_rows(report: FileReport, key: str) -> bool:
    """Ask whether the rows that are wrong may be left out; return whether that is settled."""
    wrong, cells = len(report.wrong_rows), report.wrong_cells
    if not report.faults:
        return True
    label = ngettext(
        "Gebruik de rijen zonder de {n} cel die niet klopt",
        "Gebruik de rijen zonder de {n} cellen die niet kloppen",
        cells,
    ).format(n=number(cells))
    if wrong:
        label = ngettext(
            "Neem alleen de goede rijen; {n} rij die niet klopt, blijft weg",
            "Neem alleen de goede rijen; {n} rijen die niet kloppen, blijven weg",
            wrong,
        ).format(n=number(wrong))
    return bool(st.checkbox(label, key=f"eigen_goede_{key}"))


def _use(file: InspectedFile, raw: RawTable, source: Source) -> None:
    try:
        with _stoppable(_("Nabij rekent de cijfers uit met uw bestand…"), file.name) as progress:
            session_data.add(
                raw,
                file.uploaded.getbuffer(),
                kind=file.kind,
                name=file.name,
                stored_name=upload.stored_name(file.uploaded),
                source=source,
                options=file.options,
                progress=progress,
            )
    except InputError as error:
        st.html(markup.note(error_text(error), role="alert"))
        return
    except session_data.FullError:
        text = _(
            "Er is nu geen plaats voor nog een eigen bestand. Verwijder er een dat u gebruikt, of "
            "probeer het later opnieuw."
        )
        st.html(markup.note(text, role="alert"))
        return
    st.rerun()


def _publish(file: InspectedFile, raw: RawTable, source: Source) -> None:
    """Import the file into the data that everyone sees."""
    from loaders.imports.file_import import import_table
    from loaders.publication import publish_now

    base = published_snapshot()
    try:
        with _stoppable(_("Nabij voert het bestand in…"), file.name) as progress:
            result = import_table(
                *(raw, file.kind),
                base=base.data,
                source=source,
                options=replace(file.options, progress=progress),
                take_good=True,
            )
            progress(ImportStep.PUBLISHING)
            publish_now(
                result.data, folder=get_settings().data, kind=SnapshotKind.IMPORTED, base=base
            )
    except (InputError, SnapshotError) as error:
        st.html(markup.note(error_text(error), role="alert"))
        return
    st.session_state[_RESULT] = _("{name} is ingevoerd. Iedereen ziet de cijfers ermee.").format(
        name=file.name
    )
    st.rerun()


@contextmanager
def _stoppable(text: str, name: str) -> Iterator[Callable[[ImportStep], None]]:
    """Show the running step of an import, and a button that ends it as the next one begins.

    Streamlit runs the page again as the button is pressed: it ends this run where the page draws.
    """
    place = st.empty()
    with place.container(key="eigen_bezig"):
        shown, button = st.empty(), st.empty()
        button.button(_("Stop"), key="eigen_stop", on_click=_stopped, args=(name, _in_use()))

    def show_step(step: ImportStep) -> None:
        if step is ImportStep.PUBLISHING:
            button.empty()
        shown.html(_bar(step))

    with st.spinner(text):
        try:
            yield show_step
        finally:
            place.empty()


def _bar(step: ImportStep) -> str:
    label, steps = escape(step_label(step)), list(ImportStep)
    value = f"value='{steps.index(step)}' max='{len(steps)}'"
    return (
        f"<ul class='nabij-progress'><li><span role='status'>{label}</span>"
        f"<progress {value} aria-label='{label}'></progress></li></ul>"
    )


def _in_use() -> tuple[str, str]:
    """Return the ids of the data that everyone sees, and that this visitor sees."""
    return published_snapshot().id, session_data.current_snapshot().id


def _stopped(name: str, before: tuple[str, str]) -> None:
    if _in_use() == before:
        text = _("{name} is niet gebruikt: u stopte. De gegevens blijven zoals ze waren.")
    else:
        text = _("{name} was al verwerkt toen u stopte.")
    st.session_state[_RESULT] = text.format(name=name)


def _remove(file: session_data.SessionFile) -> None:
    if not session_data.remove(file):
        text = _(
            "{name} kan nog niet weg: een ander bestand dat u gebruikt, heeft het nodig. Verwijder "
            "eerst dat andere bestand."
        )
        st.session_state[_RESULT] = text.format(name=file.name)


def _links() -> str:
    asked = urlencode({"taal": language()})
    links = [
        markup.link(f"dekking?{asked}", _("Bekijk de dekking op de kaart")),
        markup.link(f"./?{asked}", _("Zoek een centrum")),
    ]
    return f"<p class='nabij-doors'>{' · '.join(links)}</p>"
