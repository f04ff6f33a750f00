"""What becomes of a file that was looked at: used in the visitor's session, or for everyone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geodata.enums import SnapshotKind
from geodata.errors import InputError, SnapshotError
from loaders.imports.file_import import Source
from loaders.settings import get_settings
from pages.gegevens import findings, upload
from pages.gegevens.parts import command
from pages.ui import admin, markup, session_data
from pages.ui.cache import published_snapshot
from pages.ui.errors import error_text
from pages.ui.file_words import kind_label
from pages.ui.i18n import _, language, ngettext, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from loaders.imports.inspection import Beside, FileKind, Look

_SAID = "_eigen_gezegd"
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_OUR_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True)
class Handed:
    """A file that was handed over and looked at, and what was told beside it."""

    uploaded: UploadedFile
    kind: FileKind
    name: str
    found: Look
    beside: Beside


def show_used() -> None:
    """Draw which files of their own the visitor uses, each with a way to remove it."""
    if said := st.session_state.pop(_SAID, ""):
        st.html(markup.note(said, role="status"))
    found = session_data.current()
    if found is None:
        return
    st.html(markup.heading(_("Uw bestanden in deze sessie"), level=3))
    with st.container(key="eigen_bestanden"):
        for at, file in enumerate(found.files):
            told = _("{kind}: {name}").format(kind=kind_label(file.kind), name=file.name)
            if file.left_out:
                left = ngettext("{n} rij weggelaten", "{n} rijen weggelaten", file.left_out)
                told = f"{told} ({left.format(n=number(file.left_out))})"
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(markup.paragraph(told, "nabij-long"), width="stretch")
                st.button(
                    _("Verwijder {name}").format(name=findings.label(file.name)),
                    key=f"eigen_weg_{at}",
                    on_click=_remove,
                    args=(file,),
                )
    st.html(_doors())


def show(handed: Handed) -> None:
    """Draw what can be done with a file; nothing if no row of it can be used."""
    found = handed.found
    if found.refused or not found.good:
        return
    content = handed.uploaded.getbuffer()
    mark = session_data.digest(content, handed.kind)
    key = mark[:12]
    st.html(markup.heading(_("Gebruik dit bestand"), level=3))
    used = session_data.current()
    in_use = used is not None and any(file.digest == mark for file in used.files)
    if in_use:
        text = _("U gebruikt dit bestand nu: alle pagina’s tonen de cijfers ermee.")
        st.html(markup.note(text, role="status") + _doors())
        if not admin.unlocked():
            return
    source = _asked_source(handed, key)
    if source is None:
        return
    text = _(
        "In uw sessie ziet u alleen zelf de cijfers met dit bestand, op alle pagina’s, kaarten en "
        "downloads. Niets ervan wordt bewaard als u weggaat. Adressen zonder coördinaten zoekt "
        "Nabij alleen op de naam van de plaats: er gaat niets naar een ander."
    )
    st.html(markup.paragraph(text))
    ready = _asked_good_rows(found, key)
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
        _use(handed, source)
    elif everyone:
        _publish(handed, source)


def how_to_import(handed: Handed, arguments: Sequence[str]) -> None:
    """Tell how an administrator imports the file with a command."""
    found = handed.found
    if found.refused or not found.good:
        return
    text = _(
        "Een beheerder kan dit bestand ook voor iedereen invoeren met de opdracht hieronder, op "
        "de computer waarop Nabij draait. Vul de bron en de datum zelf in."
    )
    html = markup.paragraph(text) + command(*arguments)
    st.html(markup.folded(_("Voor iedereen invoeren, met een opdracht"), html))


def _asked_source(handed: Handed, key: str) -> Source | None:
    """Ask publisher and day; None, with a sentence, where the day is none."""
    left, right = st.columns(2)
    title = left.text_input(
        _("Bron: wie maakte dit bestand?"),
        value=_stem(handed.name),
        max_chars=200,
        key=f"eigen_bron_{key}",
    )
    told = right.text_input(
        _("Toestand op welke dag? Zoals 31/01/2026; leeg als u het niet weet."),
        max_chars=10,
        key=f"eigen_dag_{key}",
    )
    day = _iso(told.strip())
    if day is None:
        st.html(markup.note(_("Schrijf de dag zoals 31/01/2026."), role="alert"))
        return None
    title = title.replace(";", ",").strip(" ,")  # semicolons stand between sources
    return Source(title or _stem(handed.name).replace(";", ",") or _("eigen bestand"), day)


def _stem(name: str) -> str:
    """Return a name without its ending; it may hold anything, also slashes."""
    return name.rpartition(".")[0] or name


def _iso(text: str) -> str | None:
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


def _asked_good_rows(found: Look, key: str) -> bool:
    """Ask whether the rows that are wrong may be left out; tell whether all is said."""
    wrong = len({fault.row for fault in found.faults})
    if not wrong:
        return True
    label = ngettext(
        "Neem alleen de goede rijen; {n} rij die niet klopt, blijft weg",
        "Neem alleen de goede rijen; {n} rijen die niet kloppen, blijven weg",
        wrong,
    ).format(n=number(wrong))
    return bool(st.checkbox(label, key=f"eigen_goede_{key}"))


def _use(handed: Handed, source: Source) -> None:
    try:
        with st.spinner(_("Nabij rekent de cijfers uit met uw bestand…")):
            session_data.add(
                handed.uploaded.getbuffer(),
                kind=handed.kind,
                name=handed.name,
                stored=upload.stored_name(handed.uploaded),
                source=source,
                beside=handed.beside,
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


def _publish(handed: Handed, source: Source) -> None:
    """Import the file into the data that everyone sees."""
    from loaders.publication import publish_now  # noqa: PLC0415  (slow to import)

    base = published_snapshot()
    try:
        with (
            st.spinner(_("Nabij voert het bestand in…")),
            session_data.kept_for_a_moment(
                handed.uploaded.getbuffer(), upload.stored_name(handed.uploaded)
            ) as path,
        ):
            file = session_data.OwnFile(handed.kind, handed.name, path, "", source, handed.beside)
            data, _left = session_data.taken([file], base.data, marked=False)
            publish_now(data, folder=get_settings().data, kind=SnapshotKind.IMPORTED, base=base)
    except (InputError, SnapshotError) as error:
        st.html(markup.note(error_text(error), role="alert"))
        return
    st.session_state[_SAID] = _("{name} is ingevoerd. Iedereen ziet de cijfers ermee.").format(
        name=handed.name
    )
    st.rerun()


def _remove(file: session_data.OwnFile) -> None:
    if not session_data.remove(file):
        text = _(
            "{name} kan nog niet weg: een ander bestand dat u gebruikt, heeft het nodig. Verwijder "
            "eerst dat andere bestand."
        )
        st.session_state[_SAID] = text.format(name=file.name)


def _doors() -> str:
    asked = urlencode({"taal": language()})
    links = [
        markup.link(f"dekking?{asked}", _("Bekijk de dekking op de kaart")),
        markup.link(f"./?{asked}", _("Zoek een centrum")),
    ]
    return f"<p class='nabij-doors'>{' · '.join(links)}</p>"
