"""Numbers inside sentences come from the code; those that are written out have a reason."""

import re
from functools import cache

import pytest

from tests.messages import extracted

LITERALS = {
    **dict.fromkeys(
        ["65-plussers", "80-plussers", "65- en 80-plussers", "65 jaar", "80 jaar"],
        "the name of a group of people",
    ),
    **dict.fromkeys(["65+", "80+"], "the name of a column"),
    **dict.fromkeys(
        [
            *("in 2017", "In 2017", "begin 2018", "20 maart 2018", "bevolking van 2015"),
            *("bevolking van 2020", "gemeenten van 2025", "sinds 1 januari 2010", "onitor 2014"),
            *("onitor, 2014", "De Lijn (2020)"),
        ],
        "when a published figure or a law was made",
    ),
    "1 januari {year}": "the day of the year for which people are counted",
    "Statbel gebruikt 5 km": "the distance that another publisher chose",
    "2000 tot 2060": "postcodes",
    **dict.fromkeys(
        ["PDF/UA-1", "WCAG 2.1", "EN 301 549", "200 %", "art. II.16"],
        "the name or a level of a standard",
    ),
    **dict.fromkeys(
        ["31370", "3812", "3857", "4326", "Lambert 72", "Lambert 2008", "WGS84", "UTF-8"],
        "the name of a reference system or encoding",
    ),
    **dict.fromkeys(
        [
            *("31/01/2026", "2026-01-31", "1.000 mensen meer", "60–69"),
            *("9u-12u", "13u-17u", "51.0543, 3.7174", "zoals 300"),
        ],
        "an example",
    ),
    **dict.fromkeys(
        [
            *("Church en ReVelle 1974", "Hakimi 1964", "Teitz en Bart 1968", "Luo en Wang 2003"),
            *("Luo en Qi 2009", "2SFCA", "E2SFCA"),
        ],
        "a published method and its name",
    ),
    **dict.fromkeys(["minstens 63 %"], "what is proven of the greedy answer: 1 − 1/e"),
    **dict.fromkeys(["Gini is 0", "gaat naar 1"], "the scale of the index"),
    **dict.fromkeys(["51.05, 3.72"], "an example of coordinates"),
    **dict.fromkeys(["van 0 tot 100", "op 100"], "the scale of similarity"),
    **dict.fromkeys(
        [
            *("minstens 2", "precies 1", "minstens 1", "voor 3", "Geen, 1, 2, en 3 of meer"),
            *("Er komen 1 tot {n} centra bij", "telt als 1", "de toegang 0", "0 is: geen centrum"),
            *("0 of meer", "1 of meer", "1 van {n} bladen", "de waarde 0"),
        ],
        "a count that the sentence itself defines",
    ),
    "van 2000 tot 2100": "the years that the schema of projections allows; it is slow to import",
    "$1": "where nabij-frame.js puts what Streamlit counted or named",
    "Toon er 100 meer": "the step of the table, which nabij-table.js holds",
}
"""What may be in a Dutch sentence, and why it is not a number of the code."""


@cache
def sentences() -> list[str]:
    ids = [message.id for message in extracted() if message.id]
    return [text for one in ids for text in (one if isinstance(one, tuple) else (one,))]


def bare(sentence: str) -> str:
    """Return a sentence without what may be written out."""
    for literal in sorted(LITERALS, key=len, reverse=True):
        sentence = sentence.replace(literal, "")
    return sentence


def test_no_sentence_writes_out_a_number_of_the_code():
    assert [text for text in sentences() if re.search(r"\d", bare(text))] == []


@pytest.mark.parametrize("literal", LITERALS)
def test_what_may_be_written_out_is_still_in_some_sentence(literal):
    assert any(literal in text for text in sentences())


@pytest.mark.parametrize("sentence", ["Open minder dan 32 uur", "Op 1.200 m", "30 % van wie 65 is"])
def test_a_number_without_a_reason_is_found(sentence):
    assert re.search(r"\d", bare(sentence))
