"""What a view hands to the browser when a spot was looked for, and when none was."""

from maps.base import MapView


def view(**changes):
    fields = {
        "geometry": "s/wijken-1.json",
        "codes_hash": "abc",
        "bounds": ((50.0, 3.0), (51.0, 4.0)),
        "classes": "--",
        "values": (None, None),
        "palette": ("#1", "#2", "#3", "#4", "#5"),
        "labels": {},
        "value_text": "",
        "points": "s/points-1.json",
        "points_hash": "def",
        "points_shown": "1",
    }
    return MapView(**{**fields, **changes})


def test_without_a_spot_the_view_says_nothing_of_one():
    assert "here" not in view().argument()


def test_a_spot_is_handed_over_with_its_name():
    shown = view(here=(51.05, 3.72), here_label="Gent").argument()
    assert shown["here"] == {"at": (51.05, 3.72), "label": "Gent"}
