"""How people are assumed to be spread, in words: a row per row of :mod:`geodata.reach.spread`."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.reach.spread import ADDRESS, SECTOR, WIJK
from pages.ui.i18n import N_, _
from pages.ui.labels import group_noun


@dataclass(frozen=True)
class SpreadWords:
    """What a way is called, in Dutch; the message identifiers of the catalogues.

    Attributes
    ----------
    label
        As a choice.
    text
        What is assumed.
    along
        The same for distances on foot.
    of_group
        What is assumed besides of a group of which only the number per wijk is known, with
        ``{noun}``; empty where nothing is.
    """

    label: str
    text: str
    along: str
    of_group: str = ""


_BY_ADDRESS = N_(
    "We rekenen alsof de mensen van een wijk verdeeld zijn zoals haar adressen: volgens "
    "het aantal mensen per adres als het bestand dat zegt, en anders elk adres even zwaar."
)

WORDS = {
    ADDRESS.code: SpreadWords(
        N_("Adres"),
        _BY_ADDRESS,
        _BY_ADDRESS,
        N_(
            "Hoeveel {noun} er op een adres wonen, weten we niet: die van een wijk verdelen we "
            "zoals al haar mensen. Dat is een schatting. De som per wijk blijft dezelfde."
        ),
    ),
    SECTOR.code: SpreadWords(
        N_("Statistische sector"),
        N_("We rekenen alsof de mensen gelijk verspreid over hun statistische sector wonen."),
        N_(
            "We rekenen alsof de mensen gelijk verspreid langs de woonstraten van hun "
            "statistische sector wonen."
        ),
    ),
    WIJK.code: SpreadWords(
        N_("Wijk"),
        N_("We rekenen alsof de mensen gelijk verspreid over hun wijk wonen."),
        N_("We rekenen alsof de mensen gelijk verspreid langs de woonstraten van hun wijk wonen."),
    ),
}


def spread_label(code: str) -> str:
    """Return what a way is called, as a choice."""
    return _(WORDS[code].label)


def compared_by(code: str, chosen: str) -> str:
    """Return by which way two sets of data are compared; empty where it is the chosen one."""
    if code == chosen:
        return ""
    return _(
        "Beide keren zijn de mensen verdeeld per {way}: per {chosen} kan het niet met allebei."
    ).format(way=spread_label(code).lower(), chosen=spread_label(chosen).lower())


def people_spread(code: str, *, along: bool, group: str = "all") -> str:
    """Return how people of a group are assumed to be spread.

    Parameters
    ----------
    code
        Of the way.
    along
        Whether distances are over streets.
    group
        Population group.
    """
    words = WORDS[code]
    text = _(words.along if along else words.text)
    return " ".join(filter(None, [text, group_spread(code, group)]))


def group_spread(code: str, group: str) -> str:
    """Return what is assumed besides of the people of a group; empty for all people."""
    text = WORDS[code].of_group
    return _(text).format(noun=group_noun(group)) if text and group != "all" else ""
