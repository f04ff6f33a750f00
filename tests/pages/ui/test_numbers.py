"""Numbers of people in words."""

import numpy as np
import pytest

from pages.ui.i18n import with_language
from pages.ui.numbers import people, people_change, people_span, share_span, share_spans


@pytest.mark.parametrize(
    ("lang", "texts"),
    {
        "nl": ("ca. 1.900", "< 10", "ca. 1.900 tot 2.300", "< 10 tot ca. 40", "ca. +30", "1.878"),
        "fr": ("env. 1\u202f900", "< 10", "env. 1\u202f900 à 2\u202f300", "< 10 à env. 40"),
        "en": ("about 1,900", "< 10", "about 1,900 to 2,300", "< 10 to about 40", "about +30"),
    }.items(),
)
def test_an_estimate_says_that_it_is_one(lang, texts):
    with with_language(lang):
        shown = (
            people(1_878, counted=False),
            people_span(4, 4),
            people_span(1_878, 2_345),
            people_span(4, 41),
            people_change(28, 31),
            people(1_878, counted=True),
        )
    assert shown[: len(texts)] == texts


def test_no_data_is_not_zero_people():
    with with_language("nl"):
        assert people_span(np.nan, 3) == people(np.nan, counted=False) == "geen gegevens"
        assert people_span(0, 0) == "0"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        *((-52, -48, "ca. −50"), (-52, 0, "−50 tot 0"), (33, -24, "ca. −20 tot +30")),
        *((3, 3, "< +10"), (-3, -3, "> −10"), (0, 0, "0"), (np.nan, 0, "geen gegevens")),
    ],
)
def test_a_change_has_its_sign(low, high, text):
    with with_language("nl"):
        assert people_change(low, high) == text


def test_shares_of_many_are_the_shares_of_each():
    low = np.array([0, 0, 1, 3, 50, 199.9, 200, 0, np.nan, 2])
    high = np.array([0, 0.4, 2, 3, 60, 200, 200, 0, 1, 4])
    whole = np.array([200, 200, 200, 200, 200, 200, 200, 0, np.nan, 400])
    with with_language("nl"):
        one_by_one = [share_span(*row) for row in zip(low, high, whole, strict=True)]
        assert share_spans(low, high, whole) == one_by_one
    assert one_by_one[1:3] == ["0\xa0% tot < 1\xa0%", "< 1\xa0% tot 1\xa0%"]
    assert one_by_one[5:9] == ["> 99\xa0% tot 100\xa0%", "100\xa0%", "niemand", "geen gegevens"]
