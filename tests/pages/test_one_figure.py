"""One figure everywhere: Dekking, Gemeente, ROP-werking, the document and the files agree."""

import io
import re
from dataclasses import replace
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pypdfium2
import pytest

from geodata.enums import Level
from geodata.measures import GAP
from geodata.programme.rule import programme_totals
from geodata.reach.question import ReachQuestion
from geodata.regions import BRUSSELS_PROVINCE, municipality_key
from loaders.imports.centres import CENTRES
from loaders.imports.file_import import import_file
from loaders.imports.file_kind import Source
from loaders.store import snapshots
from pages.gemeente import comparison
from pages.gemeente.data import municipality_view
from pages.report import people_and_reach
from pages.report.document import render
from pages.report.inputs import Request, prepare
from pages.report.programme import programme_line
from pages.rop import data as rop
from pages.rop.lists import town_frame
from pages.ui import programme_words
from pages.ui.controls import Question
from pages.ui.downloads import CSV, EXCEL, GEOPACKAGE
from pages.ui.i18n import with_language
from pages.ui.municipal_data import programme_of
from pages.ui.numbers import number, people_span
from pages.wijken.downloads import makers
from pages.wijken.view import answer
from tests.loaders.drawn_lists import write_list

pytestmark = pytest.mark.long

ENDS = ("alle centra", "enkel gekende plek")
TODAY = date(2026, 11, 30)
GROUP = "65plus"
PROVINCES = ("10000", "20001", "30000", "40000", "70000", BRUSSELS_PROVINCE)


@pytest.fixture(scope="module", autouse=True)
def in_dutch():
    with with_language("nl"):
        yield


def asked(snapshot, region):
    return answer(snapshot, Question(region, GAP, GROUP, ReachQuestion()))


def document(snapshot, region):
    """Return the people out of reach and the programme, as the document says them."""
    inputs = prepare(snapshot, Request(region, TODAY))
    rows = people_and_reach._groups_table(inputs).rows  # without the conclusions: those are slow
    row = next(row for row in rows if row[0] == "65 jaar en ouder")
    return row[2], programme_line(inputs)[1]


def of_csv(view):
    text = makers(view)[CSV]().decode("utf-8-sig")
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    return summed(pd.read_csv(io.StringIO("\n".join(lines)), sep=";", decimal=","))


def summed(columns):
    return people_span(*(columns[f"65 jaar en ouder buiten bereik, {end}"].sum() for end in ENDS))


def written(view, path):
    """Return the people out of reach as the three kinds of files have them."""
    return {of_csv(view), of_workbook(view), of_geopackage(view, path)}


def of_workbook(view):
    cells = openpyxl.load_workbook(io.BytesIO(makers(view)[EXCEL]()), read_only=True).worksheets[0]
    head, *rows = cells.iter_rows(values_only=True)
    return summed(pd.DataFrame(rows, columns=head))


def of_geopackage(view, path):
    path.write_bytes(makers(view)[GEOPACKAGE]())
    return summed(pyogrio.read_dataframe(path, layer="wijken", read_geometry=False))


def bare(text):
    """Return a text without white space, which a PDF may hold or not."""
    return re.sub(r"[\s\u00ad\u200b\ufffe\x02-]", "", text)


def of_pdf(snapshot, region):
    pdf = render(snapshot, Request(region, TODAY)).pdf
    return bare(
        "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    )


def of_rop(snapshot, level, area):
    view = rop.answer(snapshot, rop.WorkingAreaQuestion(level, area, GROUP, ReachQuestion(), TODAY))
    return view, view.figures


@pytest.fixture(scope="module")
def towns(snapshot):
    """Twenty municipalities of all sizes, two of Brussels among them."""
    people = snapshot.data.units.groupby("municipality")["people_all"].sum().sort_values()
    return [people.index[at] for at in np.linspace(0, len(people) - 1, 20).astype(int)]


def agree(snapshot, towns, path):
    """Look up the people of 65 and over out of reach, and the free places, wherever they are."""
    view, _all = of_rop(snapshot, Level.PROVINCE, "")
    file = town_frame(view, "alle", full=True)
    for nis in towns:
        region = municipality_key(nis)
        dekking = asked(snapshot, region)
        shown = people_span(*dekking.total[["out_low", "out_high"]])
        gemeente = municipality_view(
            snapshot, nis, group=GROUP, reach=ReachQuestion(), unit="", year=None
        )
        assert people_span(*gemeente.wijken.total[["out_low", "out_high"]]) == shown
        assert comparison._row(gemeente, comparison._areas(gemeente)[0])[3] == shown
        out, programme = document(snapshot, region)
        assert out == shown == of_csv(dekking)
        if nis in towns[::7]:  # the rows are the same: what matters is how they are written
            assert written(dekking, path / f"{nis}.gpkg") == {shown}
        low, high = (file.loc[nis, f"Buiten bereik, {end}"] for end in ENDS)
        assert people_span(low, high) == shown
        assert file.loc[nis, "65-plussers"] == dekking.total["people"]
        if gemeente.province != BRUSSELS_PROVINCE:
            free = programme_words.free_text(gemeente.row)
            assert f"en {free} vrij" in programme
            assert file.loc[nis, "Vrije plaatsen, hoogstens"] == gemeente.row["free"]


def test_seven_of_twenty_municipalities_have_one_figure_everywhere(snapshot, towns, tmp_path):
    agree(snapshot, towns[::3], tmp_path)


@pytest.mark.soak
def test_twenty_municipalities_have_one_figure_everywhere(snapshot, towns, tmp_path):
    agree(snapshot, towns, tmp_path)


@pytest.fixture(scope="module")
def official(official_folder, tmp_path_factory):
    """The official areas and people, with a made-up list of 280 centres."""
    found = snapshots.load(official_folder)
    path = tmp_path_factory.mktemp("list") / "centra.csv"
    write_list(path, 280, seed=3)
    made = import_file(path, CENTRES, base=found.data, source=Source("Een lijst"), take_good=True)
    assert made.count > 250
    return replace(found, data=made.data, id=f"{found.id}-280")


def test_official_people_and_a_long_list_have_one_figure_everywhere(official, tmp_path):
    agree(official, ["44021", "11002", "24062", "21004"], tmp_path)


ZONES = ("elz43", "elz1", "elz50")


def the_pdf_agrees(snapshot, region):
    total = asked(snapshot, region).total
    people = number(total["people"])
    row = f"65 jaar en ouder{people}{people_span(*total[['out_low', 'out_high']])}"
    assert bare(row) in of_pdf(snapshot, region), region


def test_the_pdf_has_the_figure_of_dekking(snapshot):
    the_pdf_agrees(snapshot, "municipality:45035")


@pytest.mark.soak
def test_every_pdf_and_file_has_the_figure_of_dekking(snapshot, towns, tmp_path):
    """All kinds of files of twenty municipalities, three zones and all provinces."""
    regions = [municipality_key(nis) for nis in towns]
    regions += [f"elz:{zone}" for zone in ZONES] + [f"province:{code}" for code in PROVINCES]
    for region in regions:
        dekking = asked(snapshot, region)
        shown = people_span(*dekking.total[["out_low", "out_high"]])
        assert written(dekking, tmp_path / f"{region.replace(':', '-')}.gpkg") == {shown}, region
        the_pdf_agrees(snapshot, region)


def test_provinces_have_one_figure_everywhere(snapshot):
    for code in PROVINCES:
        region = f"province:{code}"
        dekking = asked(snapshot, region)
        shown = people_span(*dekking.total[["out_low", "out_high"]])
        _view, figures = of_rop(snapshot, Level.PROVINCE, code)
        assert people_span(figures["out_low"], figures["out_high"]) == shown
        out, programme = document(snapshot, region)
        assert out == shown == of_csv(dekking)
        table = programme_of(snapshot)
        total = programme_totals(table[table["province"] == code]).iloc[0]
        free = programme_words.free_text(total)
        assert programme_words.free_text(figures) == free
        assert f"en {free} vrij" in programme


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_has_the_sum_of_its_municipalities_and_no_programme_of_its_own(
    snapshot, zone, tmp_path
):
    region = f"elz:{zone}"
    dekking = asked(snapshot, region)
    shown = people_span(*dekking.total[["out_low", "out_high"]])
    out, programme = document(snapshot, region)
    assert out == shown
    assert written(dekking, tmp_path / "zone.gpkg") == {shown}
    nis = str(dekking.units["municipality"].iloc[0])
    gemeente = municipality_view(
        snapshot, nis, group=GROUP, reach=ReachQuestion(), unit="", year=None
    )
    (area,) = (a for a in comparison._areas(gemeente) if a.region == region)
    row = comparison._row(gemeente, area)
    assert row[3] == shown
    free = row[-1]
    assert f"en {free} vrij" in programme or (free == "–" and programme.startswith("geen"))
