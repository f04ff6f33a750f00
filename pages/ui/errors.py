"""What a typed error means to a reader: the one place that turns errors into sentences.

The message of an error is English and for logs and the command line; a page shows it only folded
away, for the person who has to solve the problem.
"""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from geodata.enums import DatabaseProblem, ExtractProblem, SourceProblem
from geodata.errors import (
    DatabaseError,
    ExtractError,
    InputError,
    NabijError,
    NoSnapshotError,
    PublishBusyError,
    SnapshotError,
    SourceError,
    UnconfirmedError,
)
from pages.ui import markup
from pages.ui.i18n import N_, _

_UNEXPECTED: Final = N_("Er ging iets mis. Wat er was, blijft.")
_BY_TYPE: Final[dict[type[NabijError], str]] = {
    InputError: N_(
        "Nabij kan dit bestand niet gebruiken bij de andere gegevens die er nu zijn. Er is niets "
        "veranderd."
    ),
    UnconfirmedError: N_(
        "In dit bestand staan aantallen die meerdere keren groter of kleiner zijn dan wat nu "
        "geladen is. Kijk ze na en bevestig ze. Er is niets veranderd."
    ),
    NoSnapshotError: N_("Die versie is er niet meer. Er is niets veranderd."),
    PublishBusyError: N_(
        "Iemand anders heeft net nieuwe gegevens ingevoerd, of is daarmee bezig. Er is niets "
        "vervangen. Probeer het straks opnieuw."
    ),
    SnapshotError: N_(
        "Dat is niet gelukt: de versie is beschadigd, of de schijf kan niet worden beschreven. De "
        "huidige versie blijft."
    ),
}
_SOURCE: Final[dict[str, str]] = {
    SourceProblem.TIMEOUT: N_("De bron antwoordde niet op tijd."),
    SourceProblem.UNREACHABLE: N_("De bron is niet te bereiken."),
    SourceProblem.STATUS: N_("De bron antwoordde met foutcode {status}."),
    SourceProblem.NOT_THERE: N_("Het bestand staat niet meer op het adres van de bron."),
    SourceProblem.REDIRECT: N_("De bron verwijst door naar een ander adres."),
    SourceProblem.SIZE: N_("Het antwoord is groter dan verwacht, of niet volledig."),
    SourceProblem.INCOMPLETE: N_(
        "De bron gaf maar een deel van wat ze heeft. Probeer het later opnieuw."
    ),
    SourceProblem.CONTENT: N_("Het antwoord is niet wat de bron hoort te geven."),
    SourceProblem.CHECKSUM: N_(
        "Het bestand is niet het bestand dat verwacht werd (controlegetal)."
    ),
    SourceProblem.DISK: N_(
        "De gegevens konden niet worden bewaard: de schijf is vol of niet van ons."
    ),
}
_EXTRACT: Final[dict[str, str]] = {
    ExtractProblem.DAMAGED: N_(
        "Dit is geen volledig uittreksel van OpenStreetMap. Haal het opnieuw op. De straten die er "
        "waren, blijven."
    ),
    ExtractProblem.CHECKSUM: _SOURCE[SourceProblem.CHECKSUM],
    ExtractProblem.HISTORY: N_(
        "Dit bestand is een geschiedenis of een lijst van wijzigingen. Neem een uittreksel van één "
        "dag. De straten die er waren, blijven."
    ),
    ExtractProblem.UNSAVED: N_(
        "In dit bestand staan tekeningen die nooit aan OpenStreetMap zijn gegeven. Neem een "
        "uittreksel van een uitgever. De straten die er waren, blijven."
    ),
    ExtractProblem.NO_STREETS: N_(
        "In dit bestand staan geen straten. De straten die er waren, blijven."
    ),
    ExtractProblem.UNDATED: N_("Het bestand zegt niet van welke dag het is. Geef de dag zelf."),
    ExtractProblem.CUT_OFF: N_(
        "Een deel van dit bestand lijkt te ontbreken. Haal het opnieuw op. De straten die er "
        "waren, blijven."
    ),
    ExtractProblem.ELSEWHERE: N_(
        "De straten in dit bestand liggen niet in Vlaanderen of Brussel. De straten die er waren, "
        "blijven."
    ),
    ExtractProblem.FEWER_STREETS: N_(
        "In dit bestand ontbreekt meer dan een tiende van de straten die nu geladen zijn. Kijk na "
        "of het bestand klopt. De straten die er waren, blijven."
    ),
}
_UNUSABLE_ANSWER: Final = N_("Wat de bron gaf, kon niet worden gelezen of past niet bij de rest.")
_DATABASE: Final[dict[str, str]] = {
    DatabaseProblem.UNREACHABLE: N_("De gedeelde databank antwoordt niet."),
    DatabaseProblem.BUSY: N_("Een ander was net bezig in de gedeelde databank."),
    DatabaseProblem.CONFLICT: N_(
        "In de gedeelde databank staan gegevens die elders zijn geladen. Een beheerder kiest welke "
        "blijven."
    ),
    DatabaseProblem.EMPTY: N_("In de gedeelde databank staan geen gegevens."),
    DatabaseProblem.DAMAGED: N_(
        "De gegevens in de gedeelde databank zijn veranderd of beschadigd. Ze worden niet gebruikt."
    ),
    DatabaseProblem.NEWER: N_(
        "De gegevens in de gedeelde databank zijn gemaakt met een nieuwere Nabij."
    ),
}
_DATABASE_FAILED: Final = N_("Er ging iets mis met de gedeelde databank.")


def source_problem_text(problem: str, *, status: str = "") -> str:
    """Return what went wrong at an official source, by the code of the problem."""
    text = _SOURCE.get(problem) or _EXTRACT.get(problem, _UNUSABLE_ANSWER)
    return _(text).format(status=status or "?")


def database_problem_text(problem: str) -> str:
    """Return what went wrong with the shared database, by the code of the problem."""
    text = _DATABASE.get(problem, _DATABASE_FAILED)
    return _(text)


def error_text(error: NabijError) -> str:
    """Return what an error means, and what stays as it was.

    Of errors without a sentence of their own, that of the nearest type above theirs.
    """
    match error:
        case SourceError():
            return source_problem_text(error.params["problem"], status=error.params["status"])
        case ExtractError():
            return _(_EXTRACT[error.params["problem"]])
        case DatabaseError():
            return database_problem_text(error.params["problem"])
    known = (_BY_TYPE[kind] for kind in type(error).__mro__ if kind in _BY_TYPE)
    text = next(known, _UNEXPECTED)
    return _(text)


def draw_detail(error: NabijError) -> None:
    """Draw the English message of an error, folded away."""
    detail = f"<pre style='white-space:pre-wrap'>{escape(str(error))}</pre>"
    st.html(markup.folded(_("Technische uitleg (in het Engels)"), detail))
