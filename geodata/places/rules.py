"""The rules of place search that the browser shares: word lists, scores, allowed typing errors.

The search on the server (:mod:`geodata.places.search`) and the suggestions in the browser
(``pages/assets/nabij-gazetteer.js``) rank in the same way; :data:`RULES` goes with the page.
"""

from __future__ import annotations

from typing import Final

from geodata.places.text_folding import ARTICLES, HOUSE_NUMBER, SAINTS, STREET
from geodata.places.text_folding import NOISE as KINDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NOISE = (
    KINDS
    | ARTICLES
    | _words("van der du des of the aan op en et b dienstencentra lokale centra alle")
)
"""Words that carry no meaning of their own, or say what is looked for, not which."""

SPLIT_WORDS = {"olv": ("o", "l", "v"), **{f"s{letter}": ("s", letter) for letter in "adgjklmp"}}
"""Initials that are written as one word."""

MIDDLE = _words("centrum stadscentrum dorpscentrum centre center binnenstad middenstad")
"""Words for the middle of a place, which is where distances are measured from anyway."""

COMMON = _words(
    "station stations gare statie dorp dorpskern dorpsplein village ocmw cpas "
    "stadhuis gemeentehuis hotel maison communale mairie sociaal sociale huis "
    "bibliotheek bib ziekenhuis hopital kliniek dokter dokters huisarts arts medecin "
    "tandarts apotheek apotheker pharmacie bakker bakkerij slager winkel winkels "
    "supermarkt kapper kapster school scholen kerk kerkhof eglise markt marche plein "
    "bus bushalte tram trein metro hulp help aide eten maaltijd maaltijden repas "
    "warme thuis thuiszorg poetshulp poetsen kuisen verpleging verpleegster zorg "
    "soins woonzorgcentrum rusthuis rusthuizen wzc senior senioren seniors bejaarden "
    "ouderen oma opa mama papa bingo koffie cafe restaurant rolstoel vervoer taxi "
    "mijn ons onze mon ma my is mijnheer hond kat auto fiets moeder vader kind "
    "kinderen ik waar wat wie hoe ou test hallo bonjour hello dag naar adres adresse "
    "straat rue telefoon nummer openingsuren open"
)
"""Words of everyday life that name no place, or one in every town."""

NAMELESS = NOISE | MIDDLE | COMMON
"""What is no name of a place when it is alone."""

WHOLE, WORDS, ABBREVIATED, INNER = 100.0, 90.0, 88.0, 82.0
"""Scores of what was typed as it is: the whole name, its first words, initials, other words."""
BEGINS, INNER_BEGINS, TYPO, LOOSE = 74.0, 66.0, 62.0, 30.0
"""Scores of guesses: the beginning of a word, typing errors, in a mere beginning."""
PER_EDIT, FIRST_LETTER, INNER_TYPO, SMALL_BEGINS = 6.0, 2.0, 8.0, 20.0
POSTCODE_FIRST, NEAR, NEAR_WORD, NEAR_GUESS = 2.0, 3.0, 6.0, 43.0
"""Costs of the municipality or postcode next to a name: of a postcode, whole, part, guessed."""
NEAR_DIGITS, NEAR_UNUSED = 0.0, 0.5
"""The same in an address, where words are left: next to a postcode, or to another name."""
SKIPPED_NOISE, SKIPPED_COMMON, OTHER_TOWN = 1.0, 5.0, 10.0
UNUSED, PER_UNUSED, NOT_LAST, TOWN_NOT_LAST = 55.0, 1.0, 5.0, 2.0
"""Costs of words that are left: any, each, and of a name before them."""
SPAN = 28.0
"""What is this much worse than the best is no answer."""

MAX_WORDS = 8
TYPO_LENGTHS = (3, 7, 9)
"""From how many letters a name may hold one, two and three typing errors."""
MIN_LOOSE, MIN_WIJK_TYPO = 5, 6
MIN_BEGIN, MIN_INNER, MIN_PART, MAX_INITIAL, MIN_FULL = 2, 3, 3, 3, 3

RULES: Final[dict[str, object]] = {
    **{
        name: value
        for name, value in list(globals().items())
        if name.isupper() and isinstance(value, int | float)
    },
    "TYPO_LENGTHS": TYPO_LENGTHS,
    "NOISE": sorted(NOISE),
    "MIDDLE": sorted(MIDDLE),
    "COMMON": sorted(COMMON),
    "SAINTS": sorted(SAINTS),
    "SPLIT_WORDS": SPLIT_WORDS,
    "STREET": STREET.pattern,
    "HOUSE_NUMBER": HOUSE_NUMBER.pattern,
}
"""All of them, by name, for the browser."""
