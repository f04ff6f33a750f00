"""The sources of centres: one row for each, the most trusted first.

To add a source: write its reader as a module in ``loaders.sources``, add a row here at its place in
the order of trust, and give it words in ``pages.ui.source_words``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


BUILTIN = "builtin"
"""Code of the list of centres that ships with Nabij."""


@dataclass(frozen=True)
class SourceInfo:
    """Whom to name for a source of centres; kept with each record of a snapshot.

    Attributes
    ----------
    source_title
        Publisher and title.
    source_date
        The day that it describes, ISO 8601; empty if unknown.
    licence, attribution
        Name of the licence, and the line that it asks to show; empty if unknown.
    complete
        It is meant to hold all centres: without such a source the list is ``incomplete``.
    """

    source_title: str
    source_date: str = ""
    licence: str = ""
    attribution: str = ""
    complete: bool = False


@dataclass(frozen=True)
class CentreSource:
    """A source of centres.

    Attributes
    ----------
    code
        Its code in records, folders, commands and reports; of the lists of administrations, which
        are many, the beginning of their codes up to ``-``.
    info
        Whom to name; None where that differs from list to list.
    reader
        Name of the module that reads it (:class:`loaders.sources.fetch.Reader`): reading over the
        network is slow to import. Empty for a source that is not fetched.
    """

    code: str
    info: SourceInfo | None = None
    reader: str = ""


CENTRE_SOURCES = (
    CentreSource("list"),
    CentreSource(
        "sociale_kaart",
        SourceInfo("de Sociale Kaart (Departement Zorg)", complete=True),
        reader="loaders.sources.sociale_kaart",
    ),
    CentreSource(
        "poi",
        SourceInfo("POI Vlaanderen (Digitaal Vlaanderen)"),
        reader="loaders.sources.poi",
    ),
    CentreSource(
        "osm",
        SourceInfo(
            "OpenStreetMap",
            licence="Open Database License (ODbL) 1.0",
            attribution="© OpenStreetMap contributors",
        ),
        reader="loaders.sources.overpass",
    ),
    CentreSource(BUILTIN),
)
"""Whose statements count, the most trusted first: the lists of administrations, the official
directory, the official points of interest, volunteers, and what Nabij found in the press."""


def fetched_sources() -> dict[str, CentreSource]:
    """Return the sources that are asked over the network by their codes, most trusted first."""
    return {source.code: source for source in CENTRE_SOURCES if source.reader}


def trust_order() -> tuple[str, ...]:
    """Return the codes of all sources, most trusted first.

    >>> trust_order()[0], trust_order()[-1]
    ('list', 'builtin')
    """
    return tuple(source.code for source in CENTRE_SOURCES)


def most_trusted_first(codes: pd.Series) -> list[str]:
    """Return the distinct codes of sources, most trusted first and unknown ones last.

    >>> import pandas as pd
    >>> most_trusted_first(pd.Series(["osm", "other", "list-aalst", "osm"]))
    ['list-aalst', 'osm', 'other']
    """
    rank = {code: i for i, code in enumerate(trust_order())}
    known = sorted(map(str, codes.unique()))
    return sorted(known, key=lambda code: rank.get(code.partition("-")[0], len(rank)))


def source_infos() -> dict[str, SourceInfo]:
    """Return code → whom to name, of the sources of which that is always the same."""
    return {source.code: source.info for source in CENTRE_SOURCES if source.info}
