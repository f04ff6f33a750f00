"""A scenario as the text of an address and as a file: what comes back, and what is refused."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.enums import PointKind
from geodata.errors import BadValueError, NabijError
from geodata.scenario.changes import MOST_CHANGES, AddedPoint, ChangedPoint, Scenario, Spot, checked
from geodata.scenario.codec import (
    MOST_BYTES,
    MOST_CHARACTERS,
    from_json,
    from_text,
    to_json,
    to_text,
)

IDS = [f"centre-{n}-main" for n in range(20)]
KINDS = st.sampled_from(PointKind)
SPOTS = st.builds(
    lambda x, y: Spot(10 * x, 10 * y), st.integers(40_000, 75_000), st.integers(60_000, 80_000)
)
CHANGES = st.one_of(
    st.builds(ChangedPoint, st.just(""), closed=st.sampled_from([True])),
    st.builds(ChangedPoint, st.just(""), at=SPOTS, kind=st.none() | KINDS),
    st.builds(ChangedPoint, st.just(""), kind=KINDS),
)


@st.composite
def scenarios(draw):
    spots = draw(st.lists(SPOTS, max_size=5, unique=True))
    ids = draw(st.lists(st.sampled_from(IDS), max_size=5, unique=True))
    changed = [replace(draw(CHANGES), id=one) for one in ids]
    taken = [one.at for one in changed if one.at]
    added = [AddedPoint(spot, draw(KINDS)) for spot in spots if spot not in taken]
    if len(set(taken)) < len(taken):
        changed = []
    return Scenario(tuple(added), tuple(changed), "3fa9c2")


@given(scenarios())
def test_text_and_file_give_back_the_scenario(scenario):
    assert from_text(to_text(scenario), IDS) == (scenario or Scenario())
    assert from_json(to_json(scenario, name="Plan 1", about={})) == (scenario, "Plan 1")


def test_the_longest_scenario_fits_into_an_address():
    points = [f"p{n}" for n in range(MOST_CHANGES)]
    changed = tuple(
        ChangedPoint(p, at=Spot(999_990 - 10 * n, 990_000)) for n, p in enumerate(points)
    )
    text = to_text(Scenario(changed=changed, basis="3fa9c2"))
    assert len(text) <= MOST_CHARACTERS
    assert from_text(text, points).changed == changed


def test_a_text_holds_no_word_that_anyone_typed():
    scenario = Scenario((AddedPoint(Spot(651_730, 701_190)),), basis="3fa9c2")
    assert to_text(scenario) == "1.3fa9c2.m1ead-1i3r"
    assert b"Kerkstraat 5" in to_json(scenario, name="Kerkstraat 5", about={})


@pytest.mark.parametrize(
    "text",
    [
        *("1", "1.", "1..", "1.3fa9c2", "1.3fa9c2.", "2.3fa9c2.m1ead-1i3r", "x", "1.zzzzzz.m1-1"),
        *("1.3fa9c2.q1-1", "1.3fa9c2.m1ead", "1.3fa9c2.m-1-1", "1.3fa9c2.mzzzzz-zzzzz"),
        *("1.3fa9c2.c1234567", "1.3fa9c2.cABCDEFGH", "1.3fa9c2.m١-١", "1.3fa9c2.m1ead-1i3r\n"),
        "1.3fa9c2.m1ead-1i3r.a1ead-1i3r",
        "1.3fa9c2.c12345678.c12345678",
        "<script>alert(1)</script>",
        "1.3fa9c2." + ".".join(["m1ead-1i3r"] * (MOST_CHANGES + 1)),
        "1" * 100_000,
        "1.3fa9c2" + ".m1ead-1i3r" * 10_000,
    ],
    ids=lambda text: text[:24],
)
def test_what_is_no_scenario_is_refused_with_a_typed_error(text):
    with pytest.raises(BadValueError):
        from_text(text, IDS)


@given(st.text(max_size=60))
def test_any_text_is_a_scenario_or_a_typed_error(text):
    with suppress(NabijError):
        assert to_text(from_text(text, IDS)) in {text, ""}


def document(**fields):
    good = json.loads(to_json(Scenario(), name="Plan", about={}))
    return json.dumps(good | fields).encode()


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"[]", b"{}", b"null", b"\xff\xfe", b"[" * 50_000, b" " * (MOST_BYTES + 1)),
        document(format="other"),
        document(version=2),
        document(name=5),
        document(basis=["a"]),
        document(basis="<b>"),
        document(added=[{"x_m": 1e999, "y_m": 1, "kind": "main"}]),
        document(added=[{"x_m": -500, "y_m": 1, "kind": "main"}]),
        document(added=[{"x_m": 1, "y_m": 1, "kind": "palace"}]),
        document(added=[{"x_m": 1, "y_m": 1, "kind": "main"}] * 2),
        document(added=5),
        document(changed=[{"id": 5, "closed": True}]),
        document(changed=[{"id": "a", "closed": "yes"}]),
        document(changed=[{"id": "a", "closed": True}, {"id": "a", "closed": False}]),
    ],
    ids=lambda content: str(content[:24]),
)
def test_a_file_that_is_no_scenario_is_refused_with_a_typed_error(content):
    with pytest.raises(BadValueError):
        from_json(content)


def test_a_point_that_the_data_do_not_know_keeps_its_fingerprint():
    text = to_text(Scenario(changed=(ChangedPoint("gone", closed=True),), basis="3fa9c2"))
    found = from_text(text, IDS)
    assert found.changed[0].id.startswith("?")
    assert to_text(found) == text


def test_more_changes_than_there_may_be_are_refused():
    many = tuple(AddedPoint(Spot(10 * n, 0)) for n in range(MOST_CHANGES + 1))
    with pytest.raises(BadValueError, match="at most 100 changes"):
        checked(Scenario(many))
