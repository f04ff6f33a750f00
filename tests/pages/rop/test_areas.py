"""Which areas ROP-werking knows, and what they are called."""

from dataclasses import replace
from functools import partial

from geodata.enums import Level
from loaders.store import snapshots
from pages import rop
from tests.pages.page_helpers import html


def test_two_areas_of_one_name_can_both_be_chosen(builtin_folder):
    snapshot = snapshots.load(builtin_folder)
    support = snapshot.data.support_points.assign(name="ROP")
    twins = replace(snapshot, data=replace(snapshot.data, support_points=support))
    named = list(rop._options(twins, Level.ROP).values())
    assert len(set(named)) == len(named) == 8


def test_a_province_in_the_address_needs_no_division(open_page):
    test = partial(open_page, "rop")(werkgebied="province:70000")
    assert test.session_state["indeling"] == "province"
    assert "Limburg" in html(test)
