"""What Streamlit says in English, and what it says instead: it has no setting for its language."""

from __future__ import annotations

from typing import Final

from pages.ui.i18n import N_, _

_WORDS: Final = {
    "Skip to main content": N_("Ga meteen naar de inhoud"),
    "App pages": N_("Pagina’s van Nabij"),
    "Sidebar": N_("Menu en keuzes"),
    "Collapse sidebar": N_("Sluit het menu"),
    "Main menu": N_("Menu"),
    "Close": N_("Sluit"),
    r"(\d+) more": N_("Nog $1"),
    "Running...": N_("Even geduld…"),
    "Open": N_("Toon de keuzes"),
    "Selectbox options": N_("Keuzes"),
    r"(\d+) options? available\.?": N_("Keuzes: $1."),
    "Choose an option": N_("Kies"),
    "Choose options": N_("Kies"),
    "No results": N_("Niets gevonden"),
    "Clear value": N_("Wis de keuze"),
    "Clear entry": N_("Wis de tekst"),
    "Clear all": N_("Wis alle keuzes"),
    "Select all": N_("Kies alles"),
    r"Select (\d+) matches": N_("Kies de $1 gevonden keuzes"),
    "Selected values": N_("Gekozen"),
    "Remove (.+)": N_("Verwijder $1"),
    "Help": N_("Uitleg"),
    "Help for (.+)": N_("Uitleg bij $1"),
    "Decrement": N_("Lager"),
    "Increment": N_("Hoger"),
    "Number is .+ the allowed range.*": N_("Dit getal is te klein of te groot."),
    "Show password": N_("Toon de code"),
    "Hide password": N_("Verberg de code"),
    "Add files": N_("Voeg bestanden toe"),
    "Upload": N_("Kies een bestand"),
    "Drag and drop a file here": N_("Sleep een bestand hierheen"),
    "Drag and drop files here": N_("Sleep bestanden hierheen"),
    "Download failed": N_("Het bestand kon niet worden gemaakt."),
    "Script execution error": N_("Er ging iets mis."),
    "Try again": N_("Probeer opnieuw"),
}
"""Regular expression of the whole text → Dutch, with ``$1`` for what it matched."""


def translations(*, side_bar: str) -> list[tuple[str, str]]:
    """Return regular expressions of JavaScript and the words of the reader's language.

    ``side_bar`` is what the button is called that shows the side bar of the page.
    """
    return [("Expand sidebar", side_bar)] + [
        (english, _(words)) for english, words in _WORDS.items()
    ]
