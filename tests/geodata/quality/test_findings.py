from dataclasses import replace
from datetime import date

import pytest

from geodata.quality.findings import (
    COLUMNS,
    ESSENTIAL,
    RULES,
    Rule,
    Severity,
    assignment_problems,
    completeness,
    findings,
)
from geodata.snapshot.model import Dataset
from tests.geodata.centre_frames import antenne, centre, snapshot

TODAY = date(2026, 5, 15)
KNOWN = {
    "street": "Kerkstraat 1",
    "phone": "09 123 45 67",
    "email": "info@dekring.be",
    "website": "https://www.dekring.be",
    "opening_hours": "Mo-Fr 08:30-17:00; PH off",
    "activities": "meals",
    "wheelchair": "help",
    "checked_on": "2026-01-01",
}


def whole(name="De Kring", **other):
    """A centre about which nothing is found but what is changed."""
    return centre(name, **(KNOWN | other))


def found(*centres, **other):
    """Return the rules and details of what is found."""
    table = findings(replace(snapshot(*centres), **other), today=TODAY)
    return list(table[["rule", "detail"]].itertuples(index=False, name=None))


def rules(*centres, **other):
    return [rule for rule, _ in found(*centres, **other)]


def found_with(column, *values):
    """Return value → rules and details, of as many centres that differ in that column only."""
    centres = [
        whole(ident=str(n), **({"xy": (100 + 10 * n, 100)} | {column: value}))
        for n, value in enumerate(values)
    ]
    table = findings(snapshot(*centres), today=TODAY)
    about = {str(n): [] for n in range(len(values))}
    for centre_id, rule, detail in table[["centre_id", "rule", "detail"]].itertuples(index=False):
        about[centre_id].append((rule, detail))
    return dict(zip(values, about.values(), strict=True))


def rules_with(column, *values):
    """Return value → rules, as :func:`found_with`."""
    found = found_with(column, *values)
    return {value: [rule for rule, _ in about] for value, about in found.items()}


def test_nothing_is_found_about_a_centre_of_which_all_is_known():
    table = findings(snapshot(whole()), today=TODAY)
    assert table.empty
    assert tuple(table.columns) == COLUMNS


def test_every_rule_is_listed_once():
    assert sorted(info.rule for info in RULES) == sorted(Rule)
    assert set(ESSENTIAL) < set(Rule)


def test_a_finding_names_its_rule_its_centre_and_the_value():
    table = findings(snapshot(whole(phone="09/12")), today=TODAY)
    assert table.to_dict("records") == [
        {
            "rule": "bad_phone",
            "severity": "wrong",
            "centre_id": "de-kring-11001",
            "point_id": "de-kring-11001-main",
            "name": "De Kring",
            "municipality": "11001",
            "field": "phone",
            "value": "09/12",
            "detail": "",
        }
    ]


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("street", Rule.NO_ADDRESS),
        ("phone", Rule.NO_PHONE),
        ("email", Rule.NO_EMAIL),
        ("website", Rule.NO_WEBSITE),
        ("opening_hours", Rule.NO_HOURS),
        ("activities", Rule.NO_ACTIVITIES),
        ("wheelchair", Rule.NO_ACCESS),
        ("checked_on", Rule.NOT_CHECKED),
    ],
)
def test_missing_values_are_found(field, rule):
    assert rules_with(field, None, " ") == {None: [rule], " ": [rule]}


def test_a_closed_centre_is_left_out():
    assert rules(whole(phone=None, status="closed")) == []
    data = snapshot(whole(phone=None, status="closed"), whole("Anker"))
    assert completeness(data, today=TODAY)["name"].tolist() == ["Anker"]


def test_the_main_site_answers_for_its_antennes():
    bare = {
        **KNOWN,
        "phone": None,
        "email": None,
        "website": None,
        "opening_hours": "Mo 10:00-12:00",
    }
    bare.pop("checked_on")
    assert rules(antenne(whole(), 1, **bare, xy=(100, 100))) == []
    bare["street"] = None
    assert rules(antenne(whole(), 1, **bare, xy=(100, 100))) == [Rule.NO_ADDRESS]


def test_an_unknown_status_and_a_centre_without_points_are_of_the_centre():
    table = findings(snapshot(whole(status="unknown")), today=TODAY)
    assert table[["rule", "point_id", "value"]].to_numpy().tolist() == [
        ["status_unknown", "", "unknown"]
    ]
    lost = whole("Anker")
    lost["points"] = []
    table = findings(snapshot(whole(), lost), today=TODAY)
    assert table[["rule", "centre_id", "municipality"]].to_numpy().tolist() == [
        ["no_point", "anker-11001", ""]
    ]


def test_a_check_is_old_after_two_years():
    expected = {
        "2024-05-15": [],
        "2024-05-14": [(Rule.OLD_CHECK, "24")],
        "2024-04-16": [(Rule.OLD_CHECK, "24")],
        "2024-04-15": [(Rule.OLD_CHECK, "25")],
        "2020-05-15": [(Rule.OLD_CHECK, "72")],
        "spring 2024": [(Rule.NOT_CHECKED, "")],
    }
    assert found_with("checked_on", *expected) == expected


def test_a_street_without_a_number_is_no_address():
    assert rules(whole(street="Kerkstraat")) == [Rule.NO_HOUSE_NUMBER]


def test_a_position_by_place_or_municipality_is_imprecise():
    expected = {
        "address": [],
        "street": [],
        "place": [Rule.IMPRECISE],
        "municipality": [Rule.IMPRECISE],
    }
    assert rules_with("precision", *expected) == expected


def test_a_precise_point_lies_in_its_municipality_give_or_take_a_street():
    expected = {
        (999, 500): [],
        (1050, 500): [],
        (1051, 500): [(Rule.OUTSIDE_MUNICIPALITY, "11002")],
        (500, -60): [(Rule.OUTSIDE_MUNICIPALITY, "")],
    }
    for xy, about in expected.items():
        assert found(whole(xy=xy)) == about


def test_an_imprecise_point_or_approximate_border_is_never_outside():
    assert rules(whole(xy=(1500, 500), precision="place")) == [Rule.IMPRECISE]
    approximate = (Dataset("areas", 2, "drawn by hand", flags=("approximate",)),)
    assert rules(whole(xy=(1500, 500)), datasets=approximate) == []


def test_hours_under_32_a_week_are_short_and_unknown_ones_are_not():
    expected = {
        "Mo-Th 09:00-17:00": [],
        "Mo-Th 09:00-16:59": [(Rule.SHORT_HOURS, "31.93")],
        "Mo-Fr 09:00-12:00": [(Rule.SHORT_HOURS, "15")],
        "Mo-Fr 08:30-17:00; PH off": [],
        "off": [(Rule.SHORT_HOURS, "0")],
        '"op afspraak"': [(Rule.NO_HOURS, "")],
        "elke dag": [(Rule.NO_HOURS, "")],
        "Mo-Fr 09:00+": [(Rule.NO_HOURS, "")],
    }
    assert found_with("opening_hours", *expected) == expected


def test_two_centres_on_one_spot_name_each_other():
    two = [whole("Anker", xy=(100, 100)), whole("Molen", xy=(100.5, 100))]
    assert found(*two) == [
        (Rule.SAME_SPOT, "molen-11001-main"),
        (Rule.SAME_SPOT, "anker-11001-main"),
    ]
    assert rules(whole("Anker", xy=(100, 100)), whole("Molen", xy=(102, 100))) == []
    vague = [whole(name, precision="place") for name in ("Anker", "Molen")]
    assert rules(*vague) == [Rule.IMPRECISE] * 2
    assert rules(antenne(whole(), 1, **{k: v for k, v in KNOWN.items() if k != "checked_on"})) == []


def test_belgian_numbers_are_good():
    good = (
        *("09 123 45 67", "09/123.45.67", "09-123 45 67", "091234567", "+32 9 123 45 67"),
        *("0032 9 123 45 67", "+32 (0)9 123 45 67", "0478 12 34 56", "+32 478 12 34 56"),
        *("0800 12 345", "(09) 123 45 67", "09 123 45 67, 0478/12.34.56"),
    )
    assert rules_with("phone", *good) == {key: [] for key in good}


def test_other_numbers_are_bad():
    bad = (
        *("112", "1700", "09 123 45 6", "09 123 45 67 8", "+31 20 123 45 67", "9 123 45 67"),
        *("0578 12 34 56", "00 123 45 67", "bel de gemeente", "09 123 45 67 (An)", "09 123 45 67,"),
    )
    assert rules_with("phone", *bad) == {key: [Rule.BAD_PHONE] for key in bad}


def test_text_that_is_no_mailbox_is_wrong():
    wrong = ("dekring", "info@dekring", "in fo@dekring.be", "a..b@x.be", "@x.be", "a@b@x.be")
    wrong = (*wrong, "a@.be")
    assert rules_with("email", *wrong) == {key: [Rule.BAD_EMAIL] for key in wrong}


def test_a_mailbox_like_a_persons_name_is_doubtful():
    of_people = ("an.peeters@dekring.be", "a.peeters@ocmw.be", "jan_van.damme@gent.be")
    of_people = (*of_people, "René.Maes@x.be")
    assert rules_with("email", *of_people) == {key: [Rule.PERSONAL_EMAIL] for key in of_people}


def test_a_function_mailbox_is_not():
    of_functions = (
        *("info@gent.be", "ldc.zonnebloem@gent.be", "de.kring@gent.be", "dekring.gent@stad.be"),
        *("dienstencentrum.anker@x.be", "sociaal.huis@x.be", "heilig-hart@x.be", "ldc1.noord@x.be"),
        *("zuid.west@x.be", "zonnebloem.molen@zonnebloem.be", "AnPeeters@x.be"),
    )
    assert rules_with("email", *of_functions) == {key: [] for key in of_functions}


def test_a_website_has_a_host():
    good = ("https://www.dekring.be/ldc?x=1", "www.dekring.be", "HTTP://dekring.gent")
    bad = ("http://", "dekring", "javascript:alert(1)", "ftp://dekring.be", "zie facebook")
    assert rules_with("website", *good, *bad) == (
        {key: [] for key in good} | {key: [Rule.BAD_WEBSITE] for key in bad}
    )


def test_findings_are_in_order_whatever_the_order_of_the_rows():
    centres = [
        whole("Molen", nis="11002", xy=(1500, 500), phone=None),
        whole("Molen", phone=None, website="x"),
        whole("Anker", phone=None, xy=(300, 300)),
    ]
    table = findings(snapshot(*centres), today=TODAY)
    assert table[["rule", "municipality", "name"]].to_numpy().tolist() == [
        ["bad_website", "11001", "Molen"],
        ["no_phone", "11001", "Anker"],
        ["no_phone", "11001", "Molen"],
        ["no_phone", "11002", "Molen"],
    ]
    assert table.equals(findings(snapshot(*centres[::-1]), today=TODAY))


def test_completeness_counts_by_severity():
    bad = whole(
        "Anker", xy=(300, 300), phone=None, wheelchair=None, website="x", checked_on="2020-01-01"
    )
    lame = whole("Molen", nis="11002", xy=(1500, 500), email=None)
    table = completeness(snapshot(whole(), bad, lame), today=TODAY)
    counts = [*map(str, Severity), "incomplete"]
    assert list(table.columns) == ["name", "municipality", *counts]
    assert table["municipality"].to_dict() == {
        "anker-11001": "11001",
        "de-kring-11001": "11001",
        "molen-11002": "11002",
    }
    assert table[counts].to_numpy().tolist() == [
        [1, 0, 2, 1, True],
        [0, 0, 0, 0, False],
        [0, 0, 1, 0, False],
    ]


def test_no_centres_are_no_findings():
    assert findings(snapshot(), today=TODAY).empty
    assert completeness(snapshot(), today=TODAY).empty


def test_municipalities_without_a_support_point_are_reported():
    assert assignment_problems(snapshot()).to_numpy().tolist() == [["11002", "Oost", "10000"]]
