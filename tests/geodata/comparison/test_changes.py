import dataclasses
import math

import pytest
from shapely.affinity import translate

from geodata.comparison.changes import COLUMNS, ChangeKind, compare, coverage_change
from geodata.errors import BadValueError, MissingColumnError
from tests.geodata.centre_frames import antenne, centre, snapshot


def changes_between(old, new):
    """Return what changed as (kind, field, before, after)."""
    found = compare(snapshot(*old), snapshot(*new))
    return list(found[["kind", "field", "before", "after"]].itertuples(index=False, name=None))


def test_nothing_changed_is_an_empty_table_with_every_column():
    same = snapshot(centre("De Kring"))
    found = compare(same, same)
    assert found.empty
    assert tuple(found.columns) == COLUMNS


def test_a_centre_more_and_a_centre_less():
    old, new = centre("De Kring"), centre("Zonnebloem", nis="11002", status="pending")
    found = compare(snapshot(old), snapshot(new))
    assert found.drop(columns=["moved_m", "antennes"]).to_numpy().tolist() == [
        ["new", "zonnebloem-11002", "", "Zonnebloem", "11002", "status", "", "pending"],
        ["closed", "de-kring-11001", "", "De Kring", "11001", "status", "recognised", ""],
    ]
    assert found["moved_m"].isna().all()


def test_an_antenne_that_comes_or_goes_with_its_centre_is_told_with_it():
    both = antenne(antenne(centre("De Kring"), 1, xy=(100, 100)), 2, xy=(200, 200))
    for sides, kind in (
        ((snapshot(), snapshot(both)), "new"),
        ((snapshot(both), snapshot()), "closed"),
    ):
        found = compare(*sides)
        assert found[["kind", "antennes"]].to_numpy().tolist() == [[kind, 2]]


def test_a_closed_centre_is_reported_once_as_closed():
    closed = centre("De Kring!", ident="c", status="closed", phone="09 1")
    assert changes_between([centre("De Kring", ident="c")], [closed]) == [
        ("closed", "status", "recognised", "closed")
    ]
    assert changes_between([closed], [closed]) == []
    assert changes_between([closed], []) == []
    assert changes_between([], [closed]) == []


def test_a_centre_that_opens_again_changes_its_status():
    closed, again = (centre("De Kring", status=s) for s in ("closed", "recognised"))
    assert changes_between([closed], [again]) == [("status", "status", "closed", "recognised")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("De Kring", "LDC De Kring"),
        ("De Kring", "Lokaal dienstencentrum Kring"),
        ("Zonnebloem", "Zonnebloemen"),
        ("Sint Jozef", "St.-Jozef"),
    ],
)
def test_a_new_name_is_a_new_name_although_the_id_changes(before, after):
    assert changes_between([centre(before)], [centre(after)]) == [
        ("renamed", "name", before, after)
    ]


def test_another_name_is_another_centre_unless_similar_and_at_the_same_spot():
    heide, klein = "Heide", "Klein Heide"
    elsewhere = changes_between([centre(heide, xy=(100, 100))], [centre(klein, xy=(900, 900))])
    assert [kind for kind, *_ in elsewhere] == ["new", "closed"]
    assert changes_between([centre(heide)], [centre(klein)]) == [("renamed", "name", heide, klein)]
    assert [kind for kind, *_ in changes_between([centre(heide)], [centre("Zonnebloem")])] == [
        "new",
        "closed",
    ]


def test_the_more_similar_name_wins_and_what_remains_is_matched_next():
    old = [centre("Zonnebloem Noord"), centre("Zonnebloem Zuid")]
    new = [centre("Zonnebloem Noorden"), centre("Zonnebloem")]
    assert [kind for kind, *_ in changes_between(old[:1], new)] == ["new", "renamed"]
    assert [(k, a) for k, _, _, a in changes_between(old, new)] == [
        ("renamed", "Zonnebloem"),
        ("renamed", "Zonnebloem Noorden"),
    ]


def test_two_that_fit_equally_well_are_not_guessed():
    spots = {"xy": (100, 100)}, {"xy": (900, 900)}
    old = centre("Zonnebloem", ident="old")
    new = [centre("Zonnebloem", ident=f"new{n}", **spot) for n, spot in enumerate(spots)]
    assert [kind for kind, *_ in changes_between([old], new)] == ["new", "new", "closed"]


def test_a_move_is_reported_in_metres_with_both_addresses():
    old = centre("De Kring", xy=(100, 100), street="Kerkstraat 1", postcode="8000", place="Brugge")
    new = centre("De Kring", xy=(400, 500), street="Markt 2", postcode="8000", place="Brugge")
    found = compare(snapshot(old), snapshot(new))
    assert found["kind"].tolist() == ["moved"], "the new address is not another change"
    move = found.iloc[0]
    assert move["moved_m"] == pytest.approx(500)
    assert (move["before"], move["after"]) == ("Kerkstraat 1, 8000 Brugge", "Markt 2, 8000 Brugge")
    assert move["point_id"] == "de-kring-11001-main"


def test_a_metre_is_no_move():
    assert changes_between([centre("De Kring")], [centre("De Kring", xy=(501, 500))]) == []
    assert changes_between([centre("De Kring")], [centre("De Kring", xy=(501.1, 500))]) != []


def test_a_move_over_the_municipal_border_is_a_move_although_the_id_changes():
    old, new = centre("De Kring", xy=(900, 500)), centre("De Kring", nis="11002", xy=(1100, 500))
    found = compare(snapshot(old), snapshot(new))
    assert found[["kind", "field"]].to_numpy().tolist() == [["moved", "position"]]
    assert found["municipality"].tolist() == ["11002"]
    assert found["centre_id"].tolist() == ["de-kring-11002"]


def test_far_away_the_same_name_is_another_centre():
    far = centre("De Kring", nis="11002", xy=(6000, 500))
    assert [kind for kind, *_ in changes_between([centre("De Kring")], [far])] == ["new", "closed"]


def test_a_position_that_becomes_exact_is_no_move():
    vague = centre("De Kring", whereabouts="municipality:11001")
    exact = centre("De Kring", xy=(800, 900))
    found = compare(snapshot(vague), snapshot(exact))
    assert found["kind"].tolist() == ["placed"]
    assert found.loc[0, ["before", "after"]].tolist() == ["municipality", "address"]
    assert found.loc[0, "moved_m"] == pytest.approx(500)
    assert changes_between([exact], [vague]) == [
        ("details", "precision", "address", "municipality")
    ]


def test_a_nominal_position_follows_its_polygon_without_moving():
    here = centre("De Kring", whereabouts="municipality:11001")
    there = centre("De Kring", whereabouts="municipality:11001", xy=(300, 300))
    assert changes_between([here], [there]) == []
    other = centre("De Kring", whereabouts="municipality:11002", xy=(1500, 500))
    assert [kind for kind, *_ in changes_between([here], [other])] == ["moved"]


def test_contact_and_details_are_reported_per_column():
    old = centre("De Kring", phone="09 1", activities="meals,leisure", operator="OCMW")
    new = centre(
        "De Kring", phone="09 2", activities="leisure,meals", wheelchair="help", website="x.be"
    )
    assert changes_between([old], [new]) == [
        ("contact", "phone", "09 1", "09 2"),
        ("contact", "website", "", "x.be"),
        ("details", "operator", "OCMW", ""),
        ("details", "wheelchair", "", "help"),
    ]


def test_an_antenne_comes_and_goes_without_its_centre():
    bare = centre("De Kring")
    more = antenne(centre("De Kring"), 1, xy=(100, 100))
    found = compare(snapshot(bare), snapshot(more))
    assert found.loc[0, ["kind", "point_id", "field", "after"]].tolist() == [
        *("new", "de-kring-11001-antenne-1"),
        *("kind", "antenne"),
    ]
    assert changes_between([more], [bare]) == [("closed", "kind", "antenne", "")]


def test_renumbered_antennes_keep_their_identity():
    three = centre("De Kring")
    for number, x in enumerate((100, 200, 300), start=1):
        antenne(three, number, xy=(x, 100))
    two = antenne(antenne(centre("LDC De Kring"), 1, xy=(200, 100)), 2, xy=(300, 100))
    found = compare(snapshot(three), snapshot(two))
    assert found[["kind", "point_id"]].to_numpy().tolist() == [
        ["closed", "de-kring-11001-antenne-1"],
        ["renamed", ""],
    ]


def test_the_order_of_rows_changes_nothing():
    old = [centre("De Kring"), centre("Zonnebloem", phone="1"), centre("Anker", nis="11002")]
    new = [centre("Het Anker", nis="11002"), centre("Zonnebloem"), centre("Molen")]
    found = compare(snapshot(*old), snapshot(*new))
    assert found["kind"].tolist() == ["new", "closed", "renamed", "contact"]
    assert found.equals(compare(snapshot(*old[::-1]), snapshot(*new[::-1])))


def test_kinds_are_in_the_order_of_their_declaration():
    old = [centre("De Kring", xy=(100, 100), phone="1", wheelchair="help")]
    new = [centre("Kring", xy=(300, 300), phone="2", status="pending")]
    assert [kind for kind, *_ in changes_between(old, new)] == [
        *(ChangeKind.MOVED, ChangeKind.RENAMED, ChangeKind.STATUS),
        *(ChangeKind.CONTACT, ChangeKind.DETAILS),
    ]


def test_who_is_out_of_reach_before_and_after():
    old, new = snapshot(), snapshot(centre("De Kring", xy=(500, 500)))
    found = coverage_change(old, new, threshold_m=800, group="all")
    assert found.attrs == {"level": "wijk", "same_people": True}
    west, east = found.loc["11001W01"], found.loc["11002W01"]
    # the disc of 800 m about the middle of West covers it whole, and a segment of Oost
    assert west[["out_low_before", "out_high_before"]].tolist() == [100, 100]
    assert west[["out_low_after", "out_high_after"]].tolist() == pytest.approx([0, 0])
    assert west["change_high"] == pytest.approx(-100)
    assert -40 < east["change_low"] == east["change_high"] < -10


def test_a_vague_centre_gives_a_range_of_change():
    vague = snapshot(centre("De Kring", whereabouts="municipality:11001"))
    found = coverage_change(snapshot(), vague, threshold_m=800, group="all").loc["11001W01"]
    assert found["change_low"] == pytest.approx(-100)
    # in reach of all of the circle around the square kilometre where it may be
    sure_m2 = math.pi * (800 - 1_000 / math.sqrt(2)) ** 2
    assert found["change_high"] == pytest.approx(-100 * sure_m2 / 1_000**2, rel=1e-3)


def test_what_counts_can_be_chosen():
    new = snapshot(antenne(centre("De Kring", status="pending", xy=(9e5, 9e5)), 1))
    options = {"threshold_m": 800, "group": "all"}
    assert coverage_change(snapshot(), new, **options)["change_low"].min() == pytest.approx(-100)
    for choice in ({"statuses": ["recognised"]}, {"antennes": False}):
        assert (coverage_change(snapshot(), new, **options, **choice)["change_low"] == 0).all()


def test_other_people_are_flagged():
    old, new = snapshot(people=(100, None)), snapshot(people=(120, None))
    found = coverage_change(old, new, threshold_m=800, group="all")
    assert found.attrs["same_people"] is False
    assert found.loc["11001W01", "change_high"] == 20
    assert found.loc["11002W01"].isna().all()
    assert coverage_change(old, old, threshold_m=1, group="all").attrs["same_people"] is True


def test_other_wijken_are_compared_by_municipality():
    old, new = snapshot(), snapshot(centre("De Kring"))
    codes = new.units.assign(code=["other", "11002W01"])
    found = coverage_change(
        old, dataclasses.replace(new, units=codes), threshold_m=800, group="all"
    )
    assert found.attrs == {"level": "municipality", "same_people": True}
    assert found.loc["11001", "change_high"] == pytest.approx(-100)


def test_other_borders_of_the_same_codes_are_other_wijken():
    old, new = snapshot(), snapshot()
    new.units.geometry = [translate(shape, 100) for shape in new.units.geometry]
    found = coverage_change(old, new, threshold_m=800, group="all")
    assert found.attrs["level"] == "municipality"


def test_a_municipality_that_only_one_has_has_no_change():
    old, new = snapshot(), snapshot()
    new.units["municipality"] = ["11001", "11003"]
    new.units["code"] = ["11001W01", "11003W01"]
    found = coverage_change(old, new, threshold_m=800, group="all")
    assert found.index.tolist() == ["11001", "11002", "11003"]
    assert found["change_low"].isna().tolist() == [False, True, True]
    assert found.attrs["same_people"] is False


def test_a_wrong_group_or_threshold_is_an_error():
    with pytest.raises(MissingColumnError, match="people_80plus"):
        coverage_change(snapshot(), snapshot(), threshold_m=800, group="80plus")
    with pytest.raises(BadValueError, match="threshold_m"):
        coverage_change(snapshot(), snapshot(), threshold_m=-1, group="all")
