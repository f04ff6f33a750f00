"""The pairs that are compared hold all that the rules join or doubt, as all pairs would."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.linkage import matches
from geodata.linkage.matches import link
from geodata.linkage.name_similarity import name_likeness, similar_names
from tests.geodata.record_frames import at, record, records

pytestmark = pytest.mark.long

NAMES = (
    *("De Kring", "Kring", "LDC De Kring 1", "Kring 2", "De Kring Noord", "Krink", "Heide"),
    *("Klein Heide", "Klein Heide Zuid", "Zonneweelde", "Zonnewelde", "Weelde", "LDC", "LDC Gent"),
)
STREETS = ("", "Kerkstraat", "Kerkstr. 12", "Kerkstraat 12", "Kerkstraat 9", "Kerklaan 12", "12")
TOWNS = (
    *({}, {"municipality": "Gent"}, {"municipality": "Gent", "postcode": "9000"}),
    *({"place": "Gent"}, {"postcode": "9000"}, {"postcode": "8000", "place": "Gent"}),
    *({"municipality": "Brugge", "postcode": "8000"}, {"municipality": "Brugge", "place": "Gent"}),
)
CONTACTS = (
    *({}, {"phone": "09 123 45 67"}, {"phone": "+32 9 123 45 67", "email": "a@b.example"}),
    *(
        {"website": "https://www.kring.example/"},
        {"url": "kring.example/1"},
        {"email": "a@b.example"},
    ),
)
drawn_rows = st.lists(
    st.tuples(
        st.sampled_from(("poi", "osm", "list")),
        st.sampled_from(NAMES),
        st.sampled_from(STREETS),
        st.sampled_from(TOWNS),
        st.sampled_from(CONTACTS),
        st.sampled_from((None, None, 0, 30, 200, 900)),
    ),
    min_size=2,
    max_size=10,
)


def all_pairs(rows, *_args, **_limits):
    """Every two records, as before there were candidates."""
    return np.triu_indices(len(rows), 1)


@settings(max_examples=max(5, settings.default.max_examples // 3))
@given(drawn_rows)
def test_linking_candidates_is_linking_all_pairs(drawn):
    frame = records(
        *(
            record(f"{source}:{n}", name)
            | {"street": street, "postcode": None, "place": None, "municipality": None}
            | town
            | contact
            | (at(metres) if metres is not None else {})
            for n, (source, name, street, town, contact, metres) in enumerate(drawn)
        )
    )
    found = link(frame)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matches, "candidates", all_pairs)
        expected = link(frame)
    pd.testing.assert_frame_equal(found.pairs, expected.pairs)
    pd.testing.assert_series_equal(found.clusters, expected.clusters)


words = st.lists(st.text("aeklnst1", min_size=1, max_size=7), max_size=3).map(" ".join)


@given(
    *(st.lists(words, min_size=1, max_size=6, unique=True) for _ in range(2)),
    st.sampled_from((60.0, 75.0, 90.0)),
)
def test_no_similar_name_is_overlooked(left, right, least):
    found = set(zip(*(at.tolist() for at in similar_names(left, right, least=least)), strict=True))
    pairs = [(i, j) for i in range(len(left)) for j in range(len(right))]
    likeness = name_likeness([left[i] for i, _ in pairs], [right[j] for _, j in pairs])
    assert {pair for pair, alike in zip(pairs, likeness, strict=True) if alike >= least} <= found


def test_a_record_without_a_postcode_does_not_hide_those_that_have_one():
    frame = records(
        record("osm:0", "Iets", ""),
        record("osm:1", "De Kring", "Kerkstraat 12, 9000") | {"municipality": "44021"},
        record("poi:1", "De Kring", "Kerkstraat 12, 9000") | {"municipality": "44999"},
    )
    assert link(frame).pairs["verdict"].tolist() == ["same"]
