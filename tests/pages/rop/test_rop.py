"""ROP-werking without a browser: the figures are those of the engine, and bad data do no harm."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from html import escape

import geopandas as gpd
import pandas as pd
import pytest

from geodata import working_areas
from geodata.enums import Level, PointKind, Precision, Status
from geodata.languages import LANGUAGES
from geodata.programme.rule import programme
from geodata.quality.findings import findings
from geodata.reach.people import totals
from geodata.reach.question import ReachQuestion
from loaders.export import tables
from loaders.imports.centres import CENTRES
from loaders.imports.inspection import inspect_file
from loaders.store import snapshots
from pages import rop
from pages.rop import changes, comparison, lists
from pages.rop import data as rop_data
from pages.rop import notes as rop_notes
from pages.rop import quality as rop_quality
from pages.ui.i18n import with_language
from pages.ui.labels import region_labels
from pages.ui.numbers import number, people_span
from tests.campaigns import combinations
from tests.pages.page_helpers import html
from tests.store_helpers import publish_bare, publish_like

pytestmark = pytest.mark.long

TODAY = date(2026, 11, 2)
SECTIONS = ("overzicht", "gemeenten", "centra", "verbeteren", "veranderd", "ondersteuning")
HOSTILE = "<script>window.hacked=1</script>"
EMPTY = "rop:leeg"


# --- a snapshot as a coordinator makes it


def own_division(data):
    """Real support points, one of them without municipalities; three municipalities in none."""
    support = data.support_points.assign(example=False, phone="050 12 34 56", themes="quality")
    empty = support.iloc[[0]].assign(id="leeg", name=f"ROP {HOSTILE}")
    support = gpd.GeoDataFrame(pd.concat([support, empty], ignore_index=True), crs=support.crs)
    datasets = tuple(
        replace(d, flags=(), source="Statbel") if d.name == "division" else d for d in data.datasets
    )
    division = data.division.iloc[3:].assign(computed=False)
    return replace(data, support_points=support, division=division, datasets=datasets)


def next_year(data):
    """The first centre renamed, the second gone, the third closed, the fourth moved by 1 km."""
    centres, points = data.centres.copy(), data.points.copy()
    gone, shut, moved = centres["id"].iloc[1:4]
    centres.loc[centres.index[0], "name"] += " en Omgeving"
    centres.loc[centres["id"] == shut, "status"] = Status.CLOSED
    centres = centres[centres["id"] != gone]
    points = points[points["centre_id"] != gone]
    there = points["centre_id"] == moved
    points.loc[there, "geometry"] = points.loc[there].translate(1000, 0)
    points.loc[there, "email"] = "jan.peeters@voorbeeld.be"
    other = points.index[~there][:20]
    points.loc[other, ["street", "phone", "email"]] = ["Kerkstraat 1", "09 123 45 67", "ldc@x.be"]
    return replace(data, centres=centres, points=points)


def precise(data):
    """The fourth centre with an address, before it moves."""
    points = data.points.copy()
    there = points["centre_id"] == data.centres["id"].iloc[3]
    points.loc[there, "precision"] = Precision.ADDRESS
    points.loc[there, "whereabouts"] = None
    return replace(data, points=points)


@pytest.fixture(scope="module")
def own_folder(builtin_folder, tmp_path_factory):
    """Two snapshots of a coordinator's own division, a year apart."""
    folder = tmp_path_factory.mktemp("own")
    before = precise(own_division(snapshots.load(builtin_folder).data))
    earlier = datetime(2025, 11, 3, tzinfo=UTC)
    publish_bare(before, folder, now=earlier)
    publish_like(
        next_year(before), folder, like=builtin_folder, now=datetime(2026, 11, 3, tzinfo=UTC)
    )
    return folder


@pytest.fixture
def run(open_page):
    """Return a function that opens ROP-werking at an address and has run it."""
    return partial(open_page, "rop")


def asking(folder):
    snapshot = snapshots.load(folder)

    def ask(level=Level.ROP, area="", group="65plus", threshold_m=1200.0):
        question = rop_data.WorkingAreaQuestion(
            level, area, group, ReachQuestion(threshold_m), TODAY
        )
        return rop_data.answer(snapshot, question)

    return ask


@pytest.fixture(scope="module")
def builtin_view(builtin_folder):
    return asking(builtin_folder)


@pytest.fixture(scope="module")
def own_view(own_folder):
    return asking(own_folder)


# --- the figures of a snapshot


@pytest.mark.parametrize("level", [Level.ROP, Level.PROVINCE])
def test_the_areas_add_up_to_the_whole(builtin_view, level):
    view = builtin_view(level=level)
    summed = view.areas.sum()
    for column in ("municipalities", "centres", "antennes", "work", "without"):
        assert summed[column] == view.whole[column]
    for column in ("people", "out_low", "out_high", "places", "free", "over"):
        assert summed[column] == pytest.approx(float(view.whole[column]))


def test_the_places_are_those_of_the_programme(builtin_view):
    view = builtin_view()
    places = programme(view.snapshot.data)
    assert view.whole["places"] == places["places"].sum()
    assert view.whole["filled"] == places["filled"].sum()
    for column in ("free_low", "free", "over", "over_high"):
        assert view.whole[column] == places[column].sum()


def test_the_people_are_those_of_the_engine(builtin_view):
    view = builtin_view(area="voorbeeld-3", group="80plus", threshold_m=800.0)
    by = view.municipal["rop"]
    people = rop_data.reach(view.snapshot, "80plus", ReachQuestion(800.0))
    wanted = people[by.reindex(people.index) == "voorbeeld-3"]
    assert view.figures["out_high"] == pytest.approx(wanted["out_high"].sum())
    assert len(view.towns) == len(wanted) == view.figures["municipalities"]
    assert set(totals(wanted.assign(undecided=False)[["people", "undecided", "out_high"]]))


def test_the_headline_says_the_figures_of_the_area(run, builtin_view):
    view = builtin_view(area="voorbeeld-3")
    page = html(run(werkgebied="rop:voorbeeld-3", taal="en"))
    with with_language("en"):
        assert f"<b>{people_span(*view.figures[['out_low', 'out_high']])}</b>" in page
    assert f"<b>{view.figures['centres']:,}</b>" in page
    assert f"<b>{view.figures['without']:,}</b>" in page


def test_the_headline_says_which_municipalities_have_no_projection(builtin_view):
    view = builtin_view()
    with with_language("nl"):
        assert rop._room(view.whole)[1] == "plaatsen vrij in het programma"
        left_out = rop._room(pd.Series({**view.whole, "unknown": 3}))
        assert left_out[1].endswith("3 gemeenten zonder projectie tellen niet mee")
        assert rop._room(pd.Series({**view.whole, "free": pd.NA}))[0] == "geen projectie"


def test_an_area_called_rop_is_not_called_rop_twice(own_view):
    data = own_view().snapshot.data
    with with_language("nl"):
        for name, called in (("ROP Oost", "ROP Oost"), ("Oost", "ROP: Oost")):
            support = data.support_points.assign(name=name)
            labels = region_labels(replace(data, support_points=support))
            assert {labels[key] for key in labels if key.startswith("rop:")} == {called}


# --- every part runs


@pytest.mark.parametrize(("section", "lang"), combinations(SECTIONS, LANGUAGES))
def test_every_part_runs_for_an_area_in_every_language(run, own_folder, section, lang):
    page = html(run(own_folder, deel=section, taal=lang, werkgebied="rop:voorbeeld-2"))
    assert HOSTILE not in page


@pytest.mark.parametrize(("section", "area"), combinations(SECTIONS, range(4)))
def test_every_part_runs_for_everything_a_province_and_an_empty_area(
    run, own_folder, section, area
):
    areas = ({}, {"indeling": "province"}, {"werkgebied": "province:4000"}, {"werkgebied": EMPTY})
    page = html(run(own_folder, deel=section, **areas[area]))
    assert HOSTILE not in page
    assert page != html(run(own_folder, deel=section, werkgebied="rop:voorbeeld-2"))


def test_nonsense_in_the_address_is_named_once_and_left_out(run):
    test = run(werkgebied="rop:weg", deel="x", afstand="ver", van="2020")
    (said,) = test.info
    names = said.value.removesuffix(".").rpartition(": ")[2].split(", ")
    assert sorted(names) == ["afstand", "deel", "van", "werkgebied"]
    assert test.session_state["werkgebied"] == ""


def test_the_other_division_starts_with_all_of_its_areas(run):
    test = run(werkgebied="rop:voorbeeld-1")
    test.segmented_control(key="indeling").set_value("province").run()
    assert not test.exception
    assert test.session_state["werkgebied"] == ""
    assert test.selectbox(key="werkgebied").options[0] == "Alle provincies"


def test_an_empty_area_says_that_it_has_no_municipalities(run, own_folder):
    page = html(run(own_folder, werkgebied="rop:leeg"))
    assert "Dit gebied heeft geen gemeenten" in page
    assert "<b>–</b>" in page


def test_municipalities_in_no_area_are_named(run, own_folder, own_view):
    lost = working_areas.unassigned(own_view().municipal)
    assert len(lost) == 3
    page = html(run(own_folder))
    assert "3 gemeenten horen bij geen enkel ROP-gebied" in page
    assert all(own_view().town(nis) in page for nis in lost)
    whole = own_view()
    assert whole.areas["municipalities"].sum() == whole.whole["municipalities"] - 3


# --- the example says so


def file_of(view, frame) -> str:
    return tables.to_csv(frame, rop_notes.notes(view), decimal_comma=True).decode("utf-8-sig")


@pytest.mark.parametrize("level", [Level.ROP, Level.PROVINCE])
@pytest.mark.parametrize(("lang", "word"), [("nl", "oorbeeld"), ("fr", "xemple"), ("en", "xample")])
def test_every_file_says_that_the_division_is_an_example(builtin_view, level, lang, word):
    with with_language(lang):
        view = builtin_view(level=level)
        made = file_of(view, lists.town_frame(view, lists.EVERY, full=True))
    notes = [line for line in made.splitlines() if line.startswith("#")]
    assert any(word in line for line in notes)


def test_a_division_of_ones_own_is_no_example_and_not_computed(own_view):
    said = " ".join(text for _label, text in rop_notes.notes(own_view()))
    assert "oorbeeld" not in said
    assert "Berekend" not in said


def test_a_computed_division_is_called_computed(run):
    assert "Berekend: elke gemeente hoort bij het dichtstbijzijnde" in html(run())


# --- lists


@pytest.mark.parametrize("which", list(lists.LISTS))
def test_the_lists_of_municipalities(builtin_view, which):
    view = builtin_view(area="voorbeeld-4")
    towns = view.towns.loc[lists.town_frame(view, which).index]
    wanted = {
        lists.EVERY: len(view.towns),
        lists.NONE: view.figures["without"],
        lists.ROOM: view.figures["with_room"],
        lists.POOR: view.figures["poor"],
    }
    assert len(towns) == wanted[which] > 0
    if which == lists.NONE:
        assert (towns["centres"] + towns["antennes"] == 0).all()


def test_the_contact_list_holds_function_mailboxes_only(own_view):
    view = own_view()
    whole = lists.contact_frame(view, full=True)
    assert "jan.peeters@voorbeeld.be" in set(view.snapshot.data.points["email"])
    assert not whole["E-mail"].str.contains("jan.peeters").any()
    assert (whole["E-mail"] == "ldc@x.be").sum() >= 19
    shown = set(lists.contact_frame(view)["E-mail"])
    assert not any("jan.peeters" in text for text in shown)


def test_the_contact_list_of_an_area_has_its_support_point_and_its_centres(own_view):
    view = own_view(area="voorbeeld-2")
    listed = lists.contact_frame(view, full=True)
    assert listed.index[0] == "voorbeeld-2"
    assert listed["Telefoon"].iloc[0] == "050 12 34 56"
    antennes = view.snapshot.data.points.set_index("id")["kind"].reindex(listed.index[1:])
    assert len(listed) - 1 - (antennes == PointKind.ANTENNE).sum() == view.figures["centres"]
    closed = view.snapshot.data.centres["status"] == Status.CLOSED
    assert not set(view.snapshot.data.centres.loc[closed, "name"]) & set(listed["Centrum"])


def test_the_comparison_as_a_file_says_what_the_table_says(builtin_view):
    view = builtin_view()
    table = comparison.frame(view)
    assert list(table["Centra"]) == list(view.areas["centres"])
    assert len(table) == 7
    shown = comparison.comparison(view)
    assert all(view.area_name(code) in shown for code in view.areas.index)


def test_the_work_list_is_what_the_rules_find(run, own_folder, own_view):
    view = own_view()
    found = findings(view.snapshot.data, today=TODAY)
    assert view.whole["work"] == len(found[found["municipality"] != ""])
    test = run(own_folder, deel="verbeteren", soort_werk="missing")
    missing = int((found["severity"] == "missing").sum())
    options = test.segmented_control(key="soort_werk").options
    assert f"Ontbreekt ({number(missing)})" in options


def test_the_work_list_names_the_municipality_of_a_record(builtin_view):
    view = builtin_view()
    with with_language("nl"):
        assert rop_quality._value(view, "municipality", "44021") == "Gent"
        assert rop_quality._value(view, "phone", "44021") == "44021"


# --- what changed


def test_one_snapshot_cannot_be_compared_and_the_page_says_how_a_second_comes(run):
    page = html(run(deel="veranderd"))
    assert "Er is nog maar één gegevensset" in page
    assert "bij de volgende invoer" in page


def test_the_changes_between_two_snapshots_are_told(run, own_folder, own_view):
    old = snapshots.snapshot_ids(own_folder)[1]
    view = own_view()
    before = snapshots.load_snapshot(own_folder, old)
    found = rop_data.changed(before, view.snapshot)
    told = changes.change_frame(view, found, full=True)
    kinds = told["Wat"].value_counts()
    assert kinds["Gesloten of verdwenen"] == 2
    assert kinds["Andere naam"] == 1
    assert kinds["Verhuisd"] == 1
    assert told.loc[told["Wat"] == "Verhuisd", "Verplaatst (m, vogelvlucht)"].item() == 1000
    test = run(own_folder, deel="veranderd")
    page = html(test)
    assert "Gesloten of verdwenen" in page
    assert "Mensen buiten bereik, vroeger en nu" in page
    # a chart of them, which says what the table under it says
    was, now = (
        rop_data.reach(one, view.question.group, view.question.reach)
        for one in (before, view.snapshot)
    )
    with with_language("nl"):
        chart = changes.reach_chart(view, was, now)
        table = changes.reach_table(view, was, now).sum(numeric_only=True)
        sums = [
            people_span(*(table[f"{when}, {end}"] for end in ("alle centra", "enkel gekende plek")))
            for when in ("Vroeger", "Nu")
        ]
    assert f"vroeger {sums[0]}, nu {sums[1]}" in chart.title
    assert f"<p class='nabij-chart-title'>{chart.title}</p>" in page
    known = [row for row in chart.rows if "geen gegevens" not in row]
    assert len(known) == len(chart.rows) - 1, "one area has no municipalities"
    assert all(escape(cell) in chart.svg for row in known for cell in row[1:3])


def test_the_same_moment_twice_is_no_comparison(run, own_folder):
    new = snapshots.snapshot_ids(own_folder)[0]
    page = html(run(own_folder, deel="veranderd", van=new, naar=new))
    assert "Kies twee verschillende momenten" in page


def test_a_damaged_snapshot_is_said_and_the_page_stands(run, own_folder, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(own_folder, folder)
    old = snapshots.snapshot_ids(folder)[1]
    (folder / "snapshots" / old / "centres.parquet").write_bytes(b"PAR1")
    test = run(folder, deel="veranderd")
    assert "kan niet worden gelezen" in test.error[0].value


@pytest.mark.parametrize(("lang", "ending"), combinations(LANGUAGES, (".csv", ".xlsx")))
def test_the_contact_list_comes_back_as_a_list_of_centres(own_view, tmp_path, lang, ending):
    view = own_view(area="voorbeeld-2")
    path = tmp_path / f"contact{ending}"
    with with_language(lang):
        frame, about = lists.contact_frame(view, full=True), rop_notes.notes(view)
        path.write_bytes(
            tables.to_csv(frame, about, decimal_comma=lang != "en")
            if ending == ".csv"
            else tables.to_xlsx(frame, about, sheets=("Lijst", "Bronnen"))
        )
    report = inspect_file(path, CENTRES, data=view.snapshot.data)
    assert report.good == len(frame) - 1  # its support point is no centre
    assert not report.faults
    assert {"name", "kind", "municipality", "status", "street", "postcode"} <= set(report.columns)
