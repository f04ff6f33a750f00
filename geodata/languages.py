"""The languages that Nabij speaks: one row each.

To add one: a row here, a catalogue ``pages/locale/<code>.po`` (``make messages`` lists what has to
be translated), and a column in ``loaders/export/qgis_words.csv`` for the words of a GeoPackage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NBSP: Final = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Language:
    """How a language writes what is not a word of the catalogue.

    Attributes
    ----------
    code
        ISO 639-1; the value of ``taal`` in an address, of ``NABIJ_LANGUAGE`` and of ``--language``.
    name
        Its own name, for the choice on every page.
    locale
        How Babel writes its numbers and dates, e.g. ``nl_BE``.
    area_name_column
        Column of ``schemas.Areas`` with the names of municipalities and provinces in this
        language; where it is empty, ``name`` counts.
    decimal_comma
        Spreadsheets of its readers expect a comma in numbers, and so a semicolon between cells.
    percent_sign
        The sign, with the space before it.
    semicolon
        Between parts of a sentence, with the spaces around it.
    first_of_month
        How the first day of a month is written.
    hour, whole_hour
        How a time of the clock is written, as a pattern of Babel: ``9:30``, ``14 h``.
    elision
        A word before a vowel, and what it becomes there; empty where nothing changes.
    """

    code: str
    name: str
    locale: str
    area_name_column: str = "name"
    decimal_comma: bool = True
    percent_sign: str = f"{NBSP}%"
    semicolon: str = "; "
    first_of_month: str = "1"
    hour: str = "H:mm"
    whole_hour: str = "H:mm"
    elision: tuple[str, str] = ("", "")

    @property
    def tag(self) -> str:
        """How a browser calls the locale, e.g. ``nl-BE``.

        Examples
        --------
        >>> LANGUAGES["fr"].tag
        'fr-BE'
        """
        return self.locale.replace("_", "-")

    @property
    def french_names(self) -> bool:
        """Whether areas are named in French: the browser's files hold Dutch and French names."""
        return self.area_name_column == "name_fr"


_ROWS: Final = (
    Language("nl", "Nederlands", "nl_BE"),
    Language(
        "fr",
        "Français",
        "fr_BE",
        area_name_column="name_fr",
        semicolon=f"{NBSP}; ",
        first_of_month="1er",
        hour=f"H{NBSP}'h'{NBSP}mm",
        whole_hour=f"H{NBSP}'h'",
        elision=("de ", "d’"),
    ),
    Language("en", "English", "en_GB", decimal_comma=False, percent_sign="%"),
)

LANGUAGES: Final = {language.code: language for language in _ROWS}
"""Code → language, in the order in which they are offered."""

SOURCE_LANGUAGE: Final = "nl"
"""Code of the language that the texts in the code are written in; it needs no catalogue."""
