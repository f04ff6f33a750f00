"""Over without a browser: every part is there, has the engine's numbers, and fits the data."""

import re
from dataclasses import replace

import pytest

from geodata.languages import LANGUAGES
from geodata.linkage.place_evidence import Evidence
from geodata.quality.findings import RULES
from geodata.snapshot.model import Dataset
from loaders.centre_sources import CENTRE_SOURCES
from pages import over
from pages.ui.i18n import with_language
from tests.pages.page_helpers import html, words

EXAMPLE_ROPS = "zijn verzonnen"
COMPUTED = "Berekend: elke gemeente hoort bij"
INDICATIVE = "Er is geen bevolkingsprojectie geladen."


def body(snapshot, key: str, lang: str = "nl") -> str:
    """Return the HTML of a part of the page."""
    with with_language(lang):
        found = {part.key: part.body for part in over.parts(snapshot)}
    return found.get(key, "")


def flagged(snapshot, name: str, *flags: str, **changed):
    """Return the snapshot with other flags on a dataset, which is added where it is missing."""
    data = snapshot.data
    old = next((d for d in data.datasets if d.name == name), Dataset(name, 1, "Statbel"))
    others = [d for d in data.datasets if d.name != name]
    datasets = (*others, replace(old, flags=flags, **changed))
    return replace(snapshot, data=replace(data, datasets=datasets))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_runs_and_its_contents_lead_to_every_part(open_page, snapshot, lang):
    page = html(open_page("over", taal=lang))
    contents = re.search(r"<nav.*?</nav>", page, re.DOTALL)[0]
    to = re.findall(r"href='#([^']+)'", contents)
    with with_language(lang):
        parts = over.parts(snapshot)
    assert to == [part.key for part in parts]
    assert len(to) == len(set(to))
    assert to == re.findall(r"<section><h2 id='([^']+)'", page)
    ids = re.findall(r"\sid='([^']+)'", page)
    assert all(ids.count(key) == 1 for key in [*to, "inhoud"])
    assert re.findall(r"<h([1-6])", page) == ["1", *["2"] * (1 + len(parts))]


def test_no_two_parts_bear_the_same_title(snapshot):
    for lang in LANGUAGES:
        with with_language(lang):
            titles = [part.title for part in over.parts(snapshot)]
        assert len(titles) == len(set(titles))


# --- the numbers of the engine


@pytest.mark.parametrize(
    ("where", "value", "key", "text"),
    [
        ("over.programme.SLICE", 20_000, "programma", "÷ 20.000, naar boven afgerond"),
        ("ui.programme_words.SLICE", 20_000, "programma", "schijf van 20.000 inwoners"),
        ("ui.programme_words.BRUSSELS_SHARE", 0.4, "programma", "40 % van de bevolking"),
        ("over.programme.COUNT", 7, "gelijkaardig", "de 7 gemeenten"),
        ("ui.quality_words.OLD_AFTER_MONTHS", 36, "regels", "Meer dan 36 maanden"),
        ("ui.quality_words.LEAST_WEEKLY_MINUTES", 1_800, "regels", "minder dan 30 uur"),
        ("over.reach.DEFAULT_THRESHOLD_M", 900.0, "cijfers", "Wie op 900 m van elke"),
        ("over.reach.SOCIAL_HOUSE_NEAR_M", 9_000.0, "vind", "binnen 9 km in vogelvlucht"),
        ("over.programme.MOSTLY_FAR", 0.61, "programma", "meer dan 61 % van de 65-plussers"),
        ("over.programme.MOSTLY_NEAR", 0.87, "programma", "meer dan 87 % van hen in bereik"),
        ("over.rops.SIMILAR", 77.0, "veranderd", "minstens 77 op 100"),
        ("over.rops.SIMILAR_ON_SPOT", 44.0, "veranderd", "minstens 44 op 100"),
        ("over.rops.NEARBY_M", 7_000.0, "veranderd", "binnen 7 km"),
        ("over.rops.MOVED_M", 3.0, "veranderd", "meer dan 3 m in vogelvlucht"),
        ("over.rops.BORDER_TOLERANCE_M", 60.0, "regels", "Meer dan 60 m erbuiten"),
        ("over.rops.OLD_AFTER_MONTHS", 36, "regels", "na 36 maanden"),
        ("over.centres.ADDRESS_M", 120.0, "lijst", "meer dan 120 m uit elkaar"),
        ("over.centres.SAME_FROM", {Evidence.TOWN: 91.0}, "lijst", "vanaf 91"),
        ("over.centres.DOUBTFUL_FROM", {Evidence.STREET: 73.0}, "lijst", "vanaf 73"),
        ("over.reach.WALKING_KMH", 4.0, "normen", "een kwartier is dan 1.000 m"),
        (
            "over.reach.BRISK_KMH",
            6.0,
            "normen",
            "12 minuten voor wie vlot stapt, 21 voor een oudere",
        ),
        ("over.reach.WALKING_KMH", 4.0, "normen", "15 minuten voor wie vlot stapt, 18 voor een"),
        ("over.reach.BRISK_KMH", 6.0, "normen", "vlot stapt: een kwartier is dan 1.500 m"),
        ("over.reach.BRUSSELS_SHARE", 0.4, "normen", "40 % van de inwoners"),
        ("over.reach.LEAST_WEEKLY_MINUTES", 1_800, "normen", "30 uur per week"),
    ],
)
def test_a_threshold_is_shown_as_the_engine_has_it(snapshot, where, value, key, text):
    assert text not in words(body(snapshot, key))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"pages.{where}", value)
        assert text in words(body(snapshot, key))


def test_the_arithmetic_of_the_programme_can_be_followed(snapshot):
    text = words(body(snapshot, "programma"))
    assert "15.000 inwoners 1 plaats en 15.001 inwoners 2 plaatsen" in text
    assert "twee gemeenten van 16.000 inwoners hebben apart samen 4 plaatsen, als één" in text
    assert "als één gemeente 3." in text
    assert "246 ÷ 600 = 41 %" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_every_source_and_every_evidence_is_listed(snapshot, lang):
    assert body(snapshot, "regels", lang).count("<th scope='row'>") == len(RULES)
    sources = body(snapshot, "lijst", lang)
    assert sources.count("<li>") == len(CENTRE_SOURCES)
    assert sources.count("<th scope='row'>") == len(Evidence)


# --- what is loaded


def test_the_division_is_an_example_and_computed_as_it_ships(snapshot):
    text = words(body(snapshot, "rop"))
    assert EXAMPLE_ROPS in text
    assert COMPUTED in text
    assert "Uit een bestand: Voorbeeld" not in text


@pytest.mark.parametrize("computed", [False, True])
def test_the_division_of_a_coordinator_is_shown_with_source_and_date(snapshot, computed):
    own = flagged(snapshot, "division", source="VVSG <lijst>", reference_date="2026-01-01")
    division = own.data.division.assign(computed=computed)
    html = body(replace(own, data=replace(own.data, division=division)), "rop")
    text = words(html)
    assert "Uit een bestand: VVSG <lijst>, 1 januari 2026." in text
    assert "<lijst>" not in html
    assert EXAMPLE_ROPS not in text
    assert (COMPUTED in text) == computed


def test_without_a_projection_the_programme_is_said_to_be_indicative(snapshot):
    assert INDICATIVE in words(body(snapshot, "benaderd"))
    assert "Dit is een schatting" in words(body(snapshot, "programma"))
    data = snapshot.data
    nis = data.units["municipality"].iloc[0]
    row = {"municipality": [nis], "year": [2031], "people": [20_000]}
    projections = data.projections.iloc[:0].reindex([0]).assign(**row)
    projected = flagged(snapshot, "projections")
    projected = replace(projected, data=replace(projected.data, projections=projections))
    assert INDICATIVE not in words(body(projected, "benaderd"))
    assert "verwacht wordt op 1 januari 2031" in words(body(projected, "programma"))


def test_made_up_services_are_said_to_be_so(snapshot):
    text = "zelfhulpgroepen zijn een voorbeeld"
    assert text not in words(body(snapshot, "benaderd"))
    assert text in words(body(flagged(snapshot, "services", "example"), "benaderd"))


def test_a_part_without_anything_to_say_is_left_out(snapshot, monkeypatch):
    every = over.parts(snapshot)
    limits = next(part for part in every if part.key == "benaderd")
    monkeypatch.setattr(over, "_limits", lambda _snapshot: limits._replace(body=""))
    assert over.parts(snapshot) == [part for part in every if part != limits]


def test_what_is_not_flagged_is_not_said_to_be_approximate(snapshot, monkeypatch):
    monkeypatch.setattr(over, "years", lambda _data: (2031,))
    bare = tuple(replace(d, flags=()) for d in snapshot.data.datasets)
    unflagged = replace(snapshot, data=replace(snapshot.data, datasets=bare))
    assert len(body(unflagged, "benaderd")) < len(body(snapshot, "benaderd"))


def test_every_dataset_stands_among_the_sources_and_is_no_markup(snapshot):
    hostile = flagged(snapshot, "units", licence="<b>vrij</b>")
    html = body(hostile, "bronnen")
    assert html.count("<th scope='row'>") == len(hostile.data.datasets)
    assert "<b>" not in html
    assert "<b>vrij</b>" in words(html)
    assert snapshot.id in html
