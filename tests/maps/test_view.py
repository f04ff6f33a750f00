"""What a view hands to the browser when a spot was looked for, and when none was."""

from maps.view import MapView, Mark


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


def test_a_view_without_marks_passes_none():
    assert view().argument()["marks"] == []


def test_a_mark_is_passed_with_its_name_and_shape():
    shown = view(marks=(Mark((51.05, 3.72), "Gent", "nabij-here"),)).argument()
    assert shown["marks"] == [{"at": (51.05, 3.72), "label": "Gent", "shape": "nabij-here"}]
