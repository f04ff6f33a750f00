"""Numbers of people in words."""

import numpy as np
import pytest

from pages.ui.i18n import with_language
from pages.ui.numbers import people, people_change, people_span


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
