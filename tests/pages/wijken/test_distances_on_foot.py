"""On foot where streets are loaded: the usual kind of distance, dated, and never another's."""

from dataclasses import replace
from datetime import date

import pytest

from geodata.measures import SHARE
from geodata.reach.question import FOOT, STRAIGHT, ReachQuestion
from loaders.export.document import Facts, Paragraph, Table
from pages.report.document import build
from pages.report.inputs import Request
from pages.ui import session_data
from pages.ui.controls import Question
from pages.ui.i18n import with_language
from pages.wijken import downloads
from pages.wijken.view import answer
from tests.geodata.network.drawn_streets import lattice
from tests.pages.page_helpers import html, to_map, words

pytestmark = pytest.mark.long

GENT, AALST = "municipality:44021", "municipality:41002"


@pytest.fixture(scope="module")
def on_streets(snapshot):
    """Return the built-in snapshot, with streets in Gent alone."""
    units = snapshot.data.units
    network = lattice(units[units["municipality"] == GENT[-5:]])
    return replace(snapshot, data=replace(snapshot.data, network=network), id="with-streets")


@pytest.fixture
def open_on_streets(open_page, on_streets, monkeypatch):
    monkeypatch.setattr(session_data, "published_snapshot", lambda: on_streets)
    return open_page


def test_dekking_is_on_foot_and_says_so(open_on_streets):
    test = open_on_streets("dekking", gebied=GENT, maat="share")
    assert test.selectbox(key="soort").value == FOOT.code
    text = words(test)
    assert "Wie woont in Gent binnen 1.200 m te voet van een dienstencentrum?" in text
    assert "toestand op 1 januari 2013" in text
    assert "Te voet over straten en paden (1 januari 2013)" in text
    assert "in vogelvlucht; over de weg is het verder" not in text
    assert "Hoeveel scheelt vogelvlucht hier?" in text
    assert "Woonstraten in bereik, in kilometer" in text
    assert '"lines":[[' in to_map(test).replace("\\", "")
    straight = open_on_streets("dekking", gebied=GENT, maat="share", soort=STRAIGHT.code)
    assert "te voet" not in words(straight).replace("Te voet", "te voet").split("OpenStreetMap")[0]
    assert '"lines":[]' in to_map(straight).replace("\\", "")


def test_where_streets_are_missing_nobody_is_called_unreached(open_on_streets, on_streets):
    text = words(open_on_streets("dekking", gebied=AALST))
    assert "zijn niet alle straten geladen" in text
    reach = answer(on_streets, Question(AALST, SHARE, "65plus", ReachQuestion(distance=FOOT.code)))
    line = answer(on_streets, Question(AALST, SHARE, "65plus", ReachQuestion()))
    assert (reach.reach["share_low"] == 0).all()
    assert reach.reach["share_possible"].tolist() == line.reach["share_possible"].tolist()
    assert reach.unbounded.all()


def test_other_pages_and_files_are_on_foot_too(open_on_streets, on_streets):
    town = words(open_on_streets("gemeente", gemeente=GENT[-5:]))
    assert "wonen verder dan 1.200 m te voet van een centrum" in town
    assert "Te voet over straten en paden, ook over de grens; precies berekend." in town
    assert "wonen verder dan 1.200 m te voet" in words(open_on_streets("rop"))
    assert "nieuw in bereik (1.200 m te voet)" in words(open_on_streets("scenario", gebied=GENT))
    question = Question(GENT, SHARE, "65plus", ReachQuestion(distance=FOOT.code))
    with with_language("nl"):
        table = downloads.every_column(answer(on_streets, question))
        document = build(on_streets, Request(GENT, date(2026, 11, 30), question.reach))
    assert set(table["Soort afstand"]) == {"Te voet over straten en paden (1 januari 2013)"}
    said = "\n".join(map(str, blocks_of(document)))
    assert "wonen verder dan 1.200 m te voet van een dienstencentrum" in said
    assert "Verder dan 800 m te voet" in said.replace("\\xa0", " ")
    assert "toestand op 1 januari 2013" in said


def blocks_of(document):
    return [
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, (Paragraph, Table, Facts))
    ]


def test_a_link_on_foot_without_streets_says_so_and_falls_back(open_page):
    test = open_page("dekking", gebied=GENT, soort=FOOT.code)
    assert test.selectbox(key="soort").value == STRAIGHT.code
    (remark,) = (box.value for box in test.info)
    assert remark.startswith("Deze link vraagt afstanden te voet, maar er zijn geen straten")
    assert remark.endswith("U ziet: Vogelvlucht.")
    assert FOOT.code not in html(test)
