"""Omgevingsanalyse: the page and the PDF say the same, and what the other pages say."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from io import BytesIO

import geopandas as gpd
import numpy as np
import pandas as pd
import pypdfium2
import pytest
from PIL import Image

from geodata.crs import METRIC_CRS
from geodata.errors import UnknownCodeError
from geodata.measures import GAP
from geodata.reach.question import ReachQuestion
from geodata.snapshot.frames import brought_up, empty_layer
from geodata.snapshot.model import Dataset
from pages.report import document as report
from pages.report.inputs import Request, prepare
from pages.report.issuer import Issuer, as_png
from pages.ui.controls import Question
from pages.ui.i18n import catalogue, with_language
from pages.ui.numbers import estimate, number, people_span, percent, span
from pages.wijken.view import answer

pytestmark = pytest.mark.long

TODAY = date(2026, 3, 1)
GENT_NAME = "Gent"
GENT, BRUSSEL = "municipality:44021", "municipality:21004"
IGNORED = re.compile("[\\s\u00ad\u200b\ufffe\x02-]")
"""White space, and what stands where a word was broken."""


def changed(snapshot, name, **frames):
    """Return the snapshot with other frames, under another id: figures are cached by it."""
    return replace(snapshot, data=replace(snapshot.data, **frames), id=f"{snapshot.id}-{name}")


class Asked:
    """What a document is asked of; the same of the same snapshot is made once."""

    def __init__(self, snapshot, region, lang, **asked):
        self.snapshot, self.lang = snapshot, lang
        self.request = Request(region, TODAY, **asked)
        self.key = (snapshot.id, lang, self.request)

    def __hash__(self):
        return hash(self.key)

    def __eq__(self, other):
        return self.key == other.key


@cache
def _made(asked):
    with with_language(asked.lang):
        return report.rendered(_built(asked), TODAY)


@cache
def _built(asked):
    with with_language(asked.lang):
        return report.build(asked.snapshot, asked.request)


def made(snapshot, region, lang="nl", **asked):
    return _made(Asked(snapshot, region, lang, **asked))


def built(snapshot, region, lang="nl", **asked):
    return _built(Asked(snapshot, region, lang, **asked))


def tables(document, section):
    return [b for b in document.sections[section - 1].blocks if type(b).__name__ == "Table"]


def facts(document, section):
    blocks = document.sections[section - 1].blocks
    return dict(row for b in blocks if type(b).__name__ == "Facts" for row in b.rows)


class Texts(HTMLParser):
    """The texts of a page, one for each element that holds text."""

    def __init__(self, html):
        super().__init__()
        self.texts = []
        self.feed(html)

    def handle_data(self, data):
        self.texts.append(data)


def bare(text):
    return IGNORED.sub("", text)


def read(pdf):
    """Return the text of a PDF without the headers and footers of its pages."""
    opened = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in opened]
    running = next(iter(re.findall(r"^.*·.*$", texts[-1], re.MULTILINE))).strip()
    for at, text in enumerate(texts, start=1):
        texts[at - 1] = text.replace(running, "", at > 1).replace(f"{at} / {len(texts)}", "")
    return bare("".join(texts))


@pytest.mark.parametrize(
    ("region", "lang"),
    [
        *((GENT, "nl"), (BRUSSEL, "fr"), ("rop:voorbeeld-1", "nl"), ("province:70000", "en")),
        *(pytest.param(GENT, lang, marks=pytest.mark.soak) for lang in ("fr", "en")),
        pytest.param("elz:elz43", "nl", marks=pytest.mark.soak),
        pytest.param("province:4000", "fr", marks=pytest.mark.soak),
    ],
)
def test_the_pdf_says_everything_that_the_page_says(snapshot, region, lang):
    one = made(snapshot, region, lang)
    said, texts = read(one.pdf), Texts(one.html).texts
    assert len(texts) > 200
    assert [text for text in texts if bare(text) not in said] == []
    assert b"pdfuaid" in one.pdf


def test_a_pdf_that_lacks_a_figure_is_found(snapshot):
    other, one = made(snapshot, "rop:voorbeeld-1"), made(snapshot, GENT)
    said = read(other.pdf)
    assert sum(bare(text) not in said for text in Texts(one.html).texts) > 20


@pytest.mark.parametrize(
    ("region", "threshold_m"),
    [(GENT, 1_500.0), (BRUSSEL, 1_200.0), ("elz:elz43", 1_200.0), ("province:70000", 1_200.0)],
)
def test_the_figures_are_those_of_dekking(snapshot, region, threshold_m):
    question = Question(region, GAP, "65plus", ReachQuestion(threshold_m))
    document = built(snapshot, region, reach=ReachQuestion(threshold_m))
    with with_language("nl"):
        shown = answer(snapshot, question)
        total = shown.total
        low, high, people = total["out_low"], total["out_high"], total["people"]
        out, share = (
            people_span(low, high),
            span(percent(low / people), percent(high / people)),
        )
        assert tables(document, 1)[0].rows[1][1:4] == (number(people), out, share)
        assert tables(document, 4)[0].rows[-1][2:5] == (number(people), out, share)
        if document.sections[3].blocks[2].columns[1] == "Wijk":
            rows = {row[1].split(",")[0]: row[2:4] for row in tables(document, 4)[0].rows}
            for code, unit in shown.units.iterrows():
                one = shown.group.loc[code]
                said = estimate(one["people"]), people_span(one["out_low"], one["out_high"])
                assert rows[unit["name"]] == said


def test_gaps_and_reach_agree(snapshot):
    document = built(snapshot, GENT)
    low, high = tables(document, 1)[0].rows[1][2].removeprefix("ca. ").split(" tot ")
    (every,) = tables(document, 5)
    assert every.rows[0][3] == f"ca. {low}"
    # what only known places reach is the other end of the headline
    assert f"ca. {high} 65-plussers geen enkel centrum" in document.sections[4].blocks[-1].text


def test_the_numbers_on_the_map_are_those_of_the_tables(snapshot):
    document = built(snapshot, GENT)
    by_name = {row[1]: row[0] for row in tables(document, 2)[0].rows[:-1]}
    assert list(by_name.values()) == [str(n) for n in range(1, 26)]
    assert {row[1]: row[0] for row in tables(document, 4)[0].rows[:-1]} == by_name
    figures = [b for s in document.sections for b in s.blocks if hasattr(b, "svg")]
    maps = [figure for figure in figures if figure.legend]
    numbers = [set(re.findall(r">(\d+)</text>", one.svg)) for one in maps]
    assert numbers == [set(by_name.values())] * 2 + [set()]  # need and access has names alone


def test_the_arithmetic_of_the_programme_is_shown(snapshot):
    people = int(snapshot.data.units.query("municipality == '44021'")["people_all"].sum())
    said = facts(built(snapshot, GENT), 3)["Plaatsen in het programma"]
    places = -(-people // 15_000)
    assert said.startswith(f"{people:,} ÷ 15.000 = ".replace(",", "."))
    assert said.endswith(f"naar boven afgerond: {places}")


def projections(rows):
    frame = pd.DataFrame(rows, columns=["municipality", "year", "people"])
    return brought_up("projections", frame.astype({"people": "Int64"}))


@pytest.fixture(scope="module")
def loaded(snapshot):
    """The snapshot with a projection of one municipality, a Sociaal Huis and a group there."""
    texts = dict.fromkeys(empty_layer("services").columns, None)
    known = {"kind": "social_house", "municipality": "44021", "precision": "address"}
    known |= {"street": "Kerkstraat 1", "postcode": "9000", "place": "Gent", "source": "a list"}
    doors = [
        texts | known | {"id": "a", "name": "Huis", "example": False},
        texts | known | {"id": "b", "name": "Groep", "kind": "self_help", "theme": "Rouw"},
    ]
    doors[1]["example"] = True
    points = snapshot.data.points.geometry.iloc[[0, 0]].to_numpy()
    dataset = Dataset("projections", 1, "Statbel", "2031-01-01")
    return changed(
        snapshot,
        "loaded",
        projections=projections([("44021", 2031, 300_001)]),
        services=gpd.GeoDataFrame(doors, geometry=points, crs=METRIC_CRS),
        datasets=(*snapshot.data.datasets, dataset),
    )


def test_a_municipality_without_projection_is_not_one_of_zero(loaded):
    said = facts(built(loaded, "municipality:45035"), 3)
    assert said["Inwoners volgens de projectie"] == "geen projectie"
    assert said["Plaatsen in het programma"] == said["Vrije plaatsen"] == "niet bekend"
    said = facts(built(loaded, GENT), 3)
    assert said["Plaatsen in het programma"].endswith("naar boven afgerond: 21")
    province = built(loaded, "province:40000")
    rows = {row[0]: row for row in tables(province, 3)[0].rows}
    assert rows["Oudenaarde"][1:3] == ("geen projectie", "geen projectie")
    assert rows["Gent"][2] == "21"
    assert facts(province, 3)["Gemeenten zonder projectie, niet meegeteld"] == str(len(rows) - 1)


def test_without_any_projection_the_programme_is_indicative(snapshot):
    texts = [getattr(b, "text", "") for b in built(snapshot, GENT).sections[2].blocks]
    assert any(text.startswith("Dit is een schatting") for text in texts)


def test_no_data_nobody_and_zero_differ(snapshot):
    units = snapshot.data.units.copy()
    gent = np.flatnonzero(units["municipality"] == "44021")
    for column in ("people_all", "people_65plus", "people_80plus"):
        units.loc[units.index[gent[0]], column] = pd.NA
        units.loc[units.index[gent[1]], column] = 0
    one = changed(snapshot, "gaps", units=units)
    document = built(one, GENT)
    rows = {row[1]: row for row in tables(document, 4)[0].rows}
    without, nobody = (units["name"].iloc[gent[at]] for at in (0, 1))
    assert rows[without][2:5] == ("geen gegevens",) * 3
    assert rows[nobody][2:5] == ("0", "0", "niemand")
    legend = [text for _svg, text in document.sections[3].blocks[1].legend]
    assert "Geen gegevens: 1 wijk" in legend
    assert "Hier woont niemand uit deze groep: 1 wijk" in legend
    assert made(one, GENT).pdf.startswith(b"%PDF")


def test_a_region_of_which_nothing_is_known_still_has_its_document(snapshot):
    units, nothing = snapshot.data.units.copy(), pd.array([pd.NA], dtype="Int64")[0]
    units.loc[units["municipality"] == "44021", ["people_all", "people_65plus"]] = nothing
    units.loc[units["municipality"] == "44021", "people_80plus"] = nothing
    one = changed(snapshot, "nothing", units=units)
    document = built(one, GENT)
    assert document.sections[0].blocks[0].text.startswith("Er zijn geen gegevens over hoeveel")
    assert facts(document, 3)["Plaatsen in het programma"] == "niet bekend"
    assert made(one, GENT).pdf.startswith(b"%PDF")


def test_without_any_centre_everybody_is_out_of_reach(snapshot):
    data = snapshot.data
    one = changed(snapshot, "no centres", points=data.points[:0], centres=data.centres[:0])
    document = built(one, GENT)
    assert tables(document, 1)[0].rows[1][3] == "100\u00a0%"
    assert document.sections[5].blocks[0].text == "In Gent kennen we geen dienstencentrum."
    assert made(one, GENT).pdf.startswith(b"%PDF")


def test_other_doors_are_told_where_they_are_loaded(snapshot, loaded):
    rows = tables(built(loaded, GENT), 8)[0].rows
    assert rows == (
        (
            "Groep (voorbeeld, niet echt)",
            "Zelfhulp: Rouw",
            "Kerkstraat 1, 9000 Gent",
            "niet bekend",
        ),
        ("Huis", "Sociaal Huis", "Kerkstraat 1, 9000 Gent", "niet bekend"),
    )
    assert "staat er geen" in built(loaded, BRUSSEL).sections[7].blocks[1].text
    assert "niet geladen" in built(snapshot, GENT).sections[7].blocks[1].text


def test_names_are_never_markup(snapshot):
    nasty = ['#import "x"', "<script>alert(1)</script>", "$x$ *b*", "x" * 300, "a & b", "{area}"]
    units = snapshot.data.units.copy()
    gent = units.index[units["municipality"] == "44021"]
    units.loc[gent[: len(nasty)], "name"] = nasty
    centres = snapshot.data.centres.assign(name="<b>#let</b> $")
    one = made(changed(snapshot, "nasty", units=units, centres=centres), GENT)
    assert "<script" not in one.html
    assert "<b>" not in one.html
    said, texts = read(one.pdf), Texts(one.html).texts
    assert set(nasty) <= set(texts)
    assert [text for text in texts if bare(text) not in said] == []


def test_the_html_has_real_tables_and_headings_in_order(snapshot):
    html = made(snapshot, GENT).html
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels == [2] + [3] * 11
    found = re.findall(r"<table>.*?</table>", html)
    assert len(found) == html.count("<table") > 5
    for table in found:
        assert "<caption><span>" in table
        heads = table.split("</thead>")[0]
        assert heads.count('scope="col"') == heads.count("<th ")
        rows = table.split("<tbody>")[1].split("<tr")[1:]
        assert {row.count('scope="row"') for row in rows} == {1}
    images = re.findall(r"<img [^>]*alt='([^']*)'", html)
    assert sum(bool(alt) for alt in images) == 7


def test_a_large_region_is_told_by_municipality_and_a_small_one_by_wijk(snapshot):
    with with_language("nl"):
        levels = {
            key: str(prepare(snapshot, Request(key, TODAY)).level)
            for key in ("all", "province:70000", "elz:elz43", "municipality:11002")
        }
    assert levels == {
        "all": "municipality",
        "province:70000": "municipality",
        "elz:elz43": "wijk",
        "municipality:11002": "wijk",
    }


@pytest.mark.parametrize("region", ["municipality:99999", "rop:leeg", "elsewhere"])
def test_a_region_without_a_wijk_has_no_document(snapshot, region):
    with pytest.raises(UnknownCodeError):
        built(snapshot, region)


def test_the_steps_are_told_in_order(snapshot):
    steps = []
    with with_language("nl"):
        report.render(snapshot, Request(GENT, TODAY), progress=steps.append)
    assert steps == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("region", "lang"), [(BRUSSEL, "fr"), ("province:70000", "en")])
def test_no_title_stays_dutch(snapshot, region, lang):
    dutch, other = built(snapshot, region), built(snapshot, region, lang)
    titles = zip(dutch.sections, other.sections, strict=True)
    assert [a.title for a, b in titles if b.title != catalogue(lang).gettext(a.title)] == []
    assert sum(a.title == b.title for a, b in zip(dutch.sections, other.sections, strict=True)) == 0


# --- the section on the page


def test_the_first_page_has_conclusions_each_with_its_certainty(snapshot):
    rows = [
        (nis, 2036, int(people), int(people * 0.3), int(people * 0.1))
        for nis, people in snapshot.data.units.groupby("municipality")["people_all"].sum().items()
    ]
    columns = ["municipality", "year", "people", "people_65plus", "people_80plus"]
    forecast = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], "Int64"))
    dataset = Dataset("projections", len(rows), "Statbel", "2026-02-01")
    datasets = (*snapshot.data.datasets, dataset)
    one = changed(snapshot, "forecast", projections=forecast, datasets=datasets)
    document = built(one, GENT)
    [found] = [b for b in document.sections[0].blocks if type(b).__name__ == "Findings"]
    assert all(certainty for _sentence, certainty in found.rows)
    sentences = " ".join(sentence for sentence, _certainty in found.rows)
    older = int(forecast.set_index("municipality").loc["44021", "people_80plus"])
    assert f"De projectie verwacht {older:,} 80-plussers in 2036".replace(",", ".") in sentences
    total = tables(document, 1)[0].rows[1]
    assert f"{GENT_NAME}: {total[3]} van de 65-plussers buiten bereik" in sentences
    assert document.sections[-1].title == "Methode, definities en bronnen"


def test_a_document_bears_the_name_and_logo_that_were_given(snapshot):
    image = BytesIO()
    Image.new("RGB", (3_000, 90), "#00606F").save(image, "JPEG", comment=b"geheim")
    image.seek(0)
    logo = as_png(image)
    assert Image.open(BytesIO(logo)).size == (1_200, 36)
    assert b"geheim" not in logo
    one = made(snapshot, GENT, issuer=Issuer("Stad <Voorbeeld>", logo))
    assert "Stad &lt;Voorbeeld&gt;" in one.html
    assert bare("Stad <Voorbeeld>") in read(one.pdf)
    assert b"pdfuaid" in one.pdf
    assert as_png(BytesIO(b"<svg onload='x'/>")) is None
