"""A source of centres is one row, a reader and words: a made-up one goes all the way."""

import json
import sys
from types import ModuleType

import pytest

from loaders import centre_sources
from loaders.centre_sources import CENTRE_SOURCES, CentreSource, SourceInfo, fetched_sources
from loaders.settings import Settings
from loaders.sources.fetch import reader_of, source_codes
from loaders.sources.http import Client, Question, Site
from loaders.sources.json_answers import Reading, records_of
from loaders.sources.refresh import refresh_sources
from loaders.store import snapshots
from pages.ui.source_words import SOURCE_WORDS, SourceWords, centre_sources_described, source_label
from tests.loaders.drawn_layers import spot

ADDRESS = "centra.stad.example/lijst.json"
TITLE = "Stad Westdorp, open data"


class StadReader(ModuleType):
    """The reader of a made-up source, as a module of ``loaders.sources`` would be one."""

    SITE = Site("stad")

    def read(self, ask):
        rows = [
            {
                "record_id": f"stad:{found['nr']}",
                "source": "stad",
                "group": f"stad:{found['nr']}",
                "name": found["naam"],
                "kind": "main",
                "municipality": "Westdorp",
                **{name: found[name] for name in ("lat", "lon", "precision")},
            }
            for found in ask(Question(f"https://{ADDRESS}"))
        ]
        return Reading(records_of(rows))


@pytest.fixture
def stad(monkeypatch):
    """Add the made-up source, more trusted than OpenStreetMap."""
    monkeypatch.setitem(sys.modules, "tests.stad_reader", StadReader("tests.stad_reader"))
    row = CentreSource("stad", SourceInfo(TITLE, licence="CC0"), reader="tests.stad_reader")
    place = [source.code for source in CENTRE_SOURCES].index("osm")
    rows = (*CENTRE_SOURCES[:place], row, *CENTRE_SOURCES[place:])
    monkeypatch.setattr(centre_sources, "CENTRE_SOURCES", rows)
    words = SourceWords("Stad Westdorp (open data)", "de stad Westdorp;")
    monkeypatch.setitem(SOURCE_WORDS, "stad", words)


@pytest.mark.parametrize("code", fetched_sources())
def test_a_reader_asks_under_the_code_of_its_row(code):
    assert reader_of(code).SITE.source == code


@pytest.mark.parametrize("source", CENTRE_SOURCES, ids=lambda source: source.code)
def test_every_source_has_words(source):
    words = SOURCE_WORDS[source.code]
    assert words.described
    assert bool(words.label) == bool(source.reader)


@pytest.mark.usefixtures("stad")
def test_a_made_up_source_is_fetched_linked_and_named(folder, play, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: None)
    centre = {"nr": 7, "naam": "De Kring", **spot(200, 500)}
    play.files[ADDRESS] = json.dumps([centre]).encode()
    settings = Settings(data=folder, geolocation="")
    report = refresh_sources(settings, only=["stad"], client=Client(mirror=play.url))
    assert report.exit_code == 0
    assert [result.records for result in report.results] == [1]
    data = snapshots.load(folder).data
    assert data.centres["name"].tolist() == ["De Kring"]  # linked with the one that was there
    assert data.centres["id"].tolist() == ["c"]
    assert data.points["precision"].tolist() == ["address"]
    dataset = data.dataset("centres")
    assert dataset.source.split("; ")[0] == TITLE
    assert dataset.licence == "CC0"
    assert source_codes().index("stad") < source_codes().index("osm")


@pytest.mark.usefixtures("stad")
def test_a_made_up_source_has_its_place_in_the_words():
    assert source_label("stad") == "Stad Westdorp (open data)"
    lines = centre_sources_described()
    after = lines[lines.index("de stad Westdorp;") + 1]
    assert after.startswith("OpenStreetMap")
