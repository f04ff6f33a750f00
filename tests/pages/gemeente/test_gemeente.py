"""Gemeente without a browser: it shows the numbers of the engine, and what is not known."""

import json
import re
from dataclasses import replace
from functools import partial
from html import unescape

import pandas as pd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from geodata.enums import Level, Precision, Status
from geodata.languages import LANGUAGES
from geodata.programme.rule import disagreement, programme, programme_totals
from geodata.reach.people import municipal_people
from geodata.reach.question import ReachQuestion
from geodata.regions import BRUSSELS_PROVINCE
from geodata.snapshot.frames import brought_up
from geodata.snapshot.model import Dataset
from loaders.store import snapshots
from pages.gemeente import data as gemeente_data
from pages.ui.cache import coverage, prepared
from pages.ui.municipal_data import overlap_shares, people_by_unit
from tests.campaigns import combinations
from tests.pages.page_helpers import html, rows_of, to_map
from tests.store_helpers import NOW, publish_like

pytestmark = pytest.mark.long

GENT, ANTWERPEN, UKKEL, PAJOTTEGEM = "44021", "11002", "21016", "23106"
WITHOUT_FIGURE, NOBODY, NO_DATA = "11001", "11004", "11005"


@pytest.fixture(scope="module")
def projected(snapshot, builtin_folder, tmp_path_factory):
    """Two projections, the last without Aartselaar and Ukkel; no people in two municipalities.

    All centres are recognised.
    """
    data = snapshot.data
    people = municipal_people(data)["people_all"]
    rows = pd.DataFrame({"municipality": people.index, "people": people.to_numpy()})
    last = rows[~rows["municipality"].isin([WITHOUT_FIGURE, UKKEL])]
    projections = pd.concat([rows.assign(year=2027), last.assign(year=2031)], ignore_index=True)
    told = Dataset("projections", len(projections), "Statbel", "2026-01-01")
    groups = [column for column in data.units if column.startswith("people_")]
    units = data.units.copy()
    units.loc[units["municipality"] == NOBODY, groups] = 0
    units.loc[units["municipality"] == NO_DATA, groups] = pd.NA
    changed = replace(
        data,
        units=units,
        centres=data.centres.assign(status=str(Status.RECOGNISED)),
        projections=brought_up("projections", projections[["municipality", "year", "people"]]),
        datasets=(*data.datasets, told),
    )
    folder = tmp_path_factory.mktemp("projected")
    publish_like(changed, folder, like=builtin_folder, now=NOW)
    return folder


@pytest.fixture
def run(open_page):
    return partial(open_page, "gemeente")


@pytest.fixture
def run_projected(run, projected):
    return partial(run, projected)


def words(test: AppTest) -> str:
    """Return what the page says, with a bar where there was markup."""
    body = re.sub(r"<(style|script)\b.*?</\1>", "", html(test), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " | ", body)))


def cells(test: AppTest, head: str) -> list[str]:
    """Return the cells of the row of a short table that begins so."""
    (row,) = re.findall(rf"<th scope='row'>{re.escape(head)}</th>(.*?)</tr>", html(test))
    return [unescape(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]


def painted(test: AppTest) -> dict[str, object]:
    """Return what the map is told to paint."""
    sent = json.loads(to_map(test))["feature_group"]
    (call,) = re.findall(r"nabij\.paint\(map_div, (\{.*?\})\);", sent)
    return json.loads(call)


# --- all municipalities


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headline_says_the_sums_of_the_programme(run, snapshot, lang):
    total = programme_totals(programme(snapshot.data)).iloc[0].astype(int)
    said = words(run(taal=lang))
    joint = {"nl": "tot", "fr": "à", "en": "to"}[lang]
    assert f"| {total['places']} |" in said
    assert f"| {total['filled']} {joint} {total['filled'] + total['status_unknown']} |" in said
    assert f"| {total['without']} |" in said


def test_without_a_projection_it_is_indicative_and_says_on_whom(run):
    said = words(run())
    assert "Dit is een schatting met de bevolking van 2020." in said
    assert "603, waarvan 25 voor Brussel (bevolking van 2020)" in said, "the check value of norms"


def test_the_table_has_every_municipality_and_brussels_once(run, snapshot):
    rows = rows_of(run())
    expected = programme(snapshot.data)
    assert set(rows.index) == set(expected.index)
    assert len(rows) == 286
    assert rows["Plaatsen"].sum() == expected["places"].sum()
    for name, column in {
        "Niet erkend": "not_recognised",
        "Status niet bekend": "status_unknown",
        "Vrije plaatsen, minstens": "free_low",
        "Vrije plaatsen, hoogstens": "free",
        "Boven het programma, hoogstens": "over_high",
    }.items():
        assert rows[name].sum() == expected[column].sum()


def test_the_map_shows_what_the_table_says(run, snapshot):
    test = run()
    view, rows = painted(test), rows_of(test)
    areas = snapshot.data.areas
    order = sorted(areas.loc[areas["level"] == Level.MUNICIPALITY, "code"])
    assert len(view["classes"]) == len(order) == 304
    for nis, code in zip(order, view["classes"], strict=True):
        row = nis if nis in rows.index else BRUSSELS_PROVINCE
        assert view["labels"][code] == rows.loc[row, "Stand"], nis


def test_provinces_and_regions_sum_up_to_the_whole(run, snapshot):
    test = run()
    whole = programme_totals(programme(snapshot.data)).iloc[0].astype(int)
    provinces = ("Provincie Antwerpen", "Vlaams-Brabant", "West-Vlaanderen", "Oost-Vlaanderen")
    places = [int(cells(test, name)[2]) for name in (*provinces, "Limburg")]
    assert sum(places) == int(cells(test, "Vlaanderen")[2])
    brussels = int(cells(test, "Brussels Hoofdstedelijk Gewest")[2])
    assert sum(places) + brussels == whole["places"]
    assert cells(test, "Vlaanderen en Brussel")[2] == str(whole["places"])


# --- without a projection for some


def test_where_a_projection_misses_it_is_said_and_is_not_zero(run_projected):
    test = run_projected()
    rows, view = rows_of(test), painted(test)
    for code in (WITHOUT_FIGURE, BRUSSELS_PROVINCE):
        assert rows.loc[code, ["Inwoners", "Plaatsen", "Vrije plaatsen, hoogstens"]].isna().all()
        assert rows.loc[code, "Stand"] == "Geen projectie"
    assert view["classes"].count("n") == 20, "Aartselaar and the 19 of Brussels"
    said = words(test)
    assert "Voor 2 gemeenten is er geen projectie" in said
    assert cells(test, "Brussels Hoofdstedelijk Gewest")[1:3] == ["geen projectie"] * 2


def test_a_municipality_without_a_projection_has_no_number_of_places(run_projected):
    test = run_projected(gemeente=WITHOUT_FIGURE)
    assert cells(test, "Plaatsen") == ["geen projectie"]
    assert cells(test, "Vrije plaatsen") == ["geen projectie"]
    assert "Geen projectie voor deze gemeente" in words(test)


def test_the_projection_is_named_with_its_year_and_another_can_be_chosen(run_projected):
    test = run_projected(gemeente=WITHOUT_FIGURE, prognose="2027")
    assert "Op de bevolking die verwacht wordt op 1 januari 2027." in words(test)
    assert cells(test, "Plaatsen") == ["1"]
    assert test.selectbox(key="prognose").options == ["2031", "2027"]


def test_a_contradiction_of_programme_and_proximity_is_said(run_projected, projected):
    snapshot = snapshots.load(projected)
    rows = programme(snapshot.data)
    ready = prepared(snapshot, ReachQuestion())
    assert len(ready.points)
    people = people_by_unit(snapshot, "65plus", ReachQuestion(1_200.0))
    towns = snapshot.data.units.set_index("code")["municipality"]
    reach = people.drop(columns="undecided").groupby(towns).sum()
    found = {nis: disagreement(rows.loc[nis], reach.loc[nis]) for nis in rows.index.drop("4000")}
    contradicted = [nis for nis, kind in found.items() if kind]
    agreeing = [nis for nis, kind in found.items() if not kind]
    assert contradicted
    assert "spreken elkaar tegen" in words(run_projected(gemeente=contradicted[0]))
    assert "spreken elkaar tegen" not in words(run_projected(gemeente=agreeing[0]))


def test_nobody_and_no_data_look_different(run_projected):
    empty, unknown = run_projected(gemeente=NOBODY), run_projected(gemeente=NO_DATA)
    assert cells(empty, "65 jaar en ouder") == ["0", "0", "0", "niemand"]
    assert cells(unknown, "65 jaar en ouder") == ["geen gegevens"] * 4
    assert set(painted(empty)["classes"]) == {"0"}
    assert set(painted(unknown)["classes"]) == {"n"}
    assert "Geen 65-plussers hier." in words(empty)
    assert "Geen gegevens over 65-plussers hier." in words(unknown)


# --- one municipality


@pytest.mark.parametrize(
    ("code", "lang"), combinations((GENT, UKKEL, BRUSSELS_PROVINCE, PAJOTTEGEM), LANGUAGES)
)
def test_every_kind_of_municipality_runs(run, code, lang):
    test = run(gemeente=code, taal=lang)
    assert len(rows_of(test)) == len(painted(test)["classes"])
    assert "geen projectie" not in words(test).lower().replace("geen projectie geladen", "")


def test_the_arithmetic_can_be_redone(run, snapshot):
    people = int(municipal_people(snapshot.data).loc[GENT, "people_all"])
    test = run(gemeente=GENT, taal="en")
    places = -(-people // 15_000)
    arithmetic = f"{people:,} ÷ 15,000 = {round(people / 15_000, 2):g}, rounded up: {places}."
    assert arithmetic in words(test)
    assert cells(test, "Places")[0] == str(places)


def test_unknown_statuses_make_a_range_of_the_room(run, snapshot):
    row = programme(snapshot.data).loc[GENT]
    test = run(gemeente=GENT)
    assert cells(test, "Erkend") == [str(row["recognised"])]
    assert cells(test, "Status niet bekend") == [str(row["status_unknown"])]
    assert row["status_unknown"] > 0
    assert cells(test, "Vrije plaatsen") == [f"{row['free_low']} tot {row['free']}"]


def test_a_wijk_of_another_municipality_in_a_link_is_said(run, snapshot):
    wijk = snapshot.data.units.set_index("code")["name"]["11001W01"]
    said = words(run(gemeente=GENT, buurt="11001W01"))
    assert f"De wijk {wijk} ligt niet in Gent, maar in Aartselaar." in said


def test_a_municipality_of_brussels_has_the_programme_of_the_region(run, snapshot):
    row = programme(snapshot.data).loc[BRUSSELS_PROVINCE]
    test = run(gemeente=UKKEL)
    assert cells(test, "Plaatsen") == [str(row["places"])]
    assert "Brussel heeft één programma voor het hele gewest" in words(test)
    assert "× 30" in words(test)


def test_the_parts_of_an_overlap_sum_up_to_all_people(run, snapshot):
    units = snapshot.data.units
    people = units.loc[units["municipality"] == ANTWERPEN, "people_65plus"].sum()
    test = run(gemeente=ANTWERPEN, taal="en")
    rows = [cells(test, head) for head in ("None", "1 centre", "2 centres", "3 or more")]
    total = sum(int(row[0].replace(",", "").removeprefix("about ")) for row in rows)
    assert abs(total - people) <= 0.01 * people, "each is rounded"


def test_what_one_point_reaches_is_what_dekking_says(snapshot):
    shares = overlap_shares(snapshot, f"municipality:{ANTWERPEN}", ReachQuestion(1_200.0))
    reach = coverage(snapshot, ReachQuestion(1_200.0))
    assert shares["share_1"].tolist() == pytest.approx(reach.loc[shares.index, "share_high"])


def test_centres_over_the_border_are_as_far_as_they_are(snapshot):
    data = snapshot.data
    towns = data.areas[data.areas["level"] == Level.MUNICIPALITY].set_index("code").geometry
    points = data.points.set_index("id").geometry
    areas = data.whereabouts.set_index("key").geometry
    kinds = set()
    for nis in ("34013", "34040", "36015", GENT):
        region = f"municipality:{nis}"
        found = gemeente_data.across_border(snapshot, region, frozenset({nis}))
        assert nis not in set(found["municipality"])
        for _at, row in found.iterrows():
            away_m = points[row["id"]].distance(towns[nis])
            assert away_m <= gemeente_data.NEAR_BORDER_M
            decides = Precision(row["precision"]).decides
            kinds.add(decides)
            if decides:
                assert row["low_m"] == row["high_m"] == pytest.approx(away_m)
            else:
                assert row["low_m"] == pytest.approx(
                    shapely.distance(areas[row["whereabouts"]], towns[nis])
                )
                assert row["low_m"] <= away_m <= row["high_m"] + 50
    assert False in kinds


def test_a_merger_says_its_bounds(run):
    said = words(run(gemeente=PAJOTTEGEM))
    assert "Sinds 1 januari 2025 één gemeente: Galmaarden, Gooik, Herne." in said
    assert "plaatsen hebben; nu 2." in said
    assert "Sinds 1 januari" not in words(run(gemeente=GENT))


# --- the link


def test_a_link_restores_the_view(run, snapshot):
    unit = snapshot.data.units.loc[snapshot.data.units["municipality"] == GENT, "code"].iloc[0]
    asked = {"gemeente": GENT, "buurt": unit, "groep": "80plus", "afstand": "800"}
    test = run(**asked)
    assert dict(test.query_params) == asked
    assert painted(test)["selected"] == unit
    assert "| Dichtstbijzijnde dienstencentra |" in words(test)
    assert "80-plussers wonen verder dan 800 m" in words(test)


def test_a_wijk_of_another_municipality_is_forgotten(run, snapshot):
    units = snapshot.data.units
    unit = units.loc[units["municipality"] == ANTWERPEN, "code"].iloc[0]
    test = run(gemeente=GENT, buurt=unit)
    assert painted(test)["selected"] == ""
    assert "buurt" not in dict(test.query_params)


def test_a_distance_of_ones_own_holds_here_too(run):
    assert "verder dan 650 m" in words(run(gemeente=GENT, afstand="0", vrij="650"))


@pytest.mark.parametrize("nonsense", ["99999", "gent", "<script>"])
def test_an_unknown_municipality_is_named_and_left_out(run, nonsense):
    test = run(gemeente=nonsense)
    assert "gemeente" in test.info[0].value
    assert len(rows_of(test)) == 286


def test_choosing_another_municipality_forgets_the_wijk(run, snapshot):
    unit = snapshot.data.units.loc[snapshot.data.units["municipality"] == GENT, "code"].iloc[0]
    test = run(gemeente=GENT, buurt=unit)
    test.selectbox(key="gemeente").select(ANTWERPEN).run()
    assert test.session_state["buurt"] == ""
    assert "| Antwerpen |" in words(test)
