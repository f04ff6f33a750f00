from itertools import combinations

from maps.place_names import drawn, fitting

LIMITS = (0.0, 0.0, 1000.0, 700.0)


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_the_first_names_win_and_none_overlaps_or_leaves_the_picture():
    spots = [(x * 31.0 % 1000, x * 47.0 % 700) for x in range(300)]
    texts = [f"Plaatsnaam {n}" for n in range(300)]
    found = fitting(spots, texts, occupied=(), limits=LIMITS)
    assert 20 < len(found) < 150
    assert not any(overlap(a, b) for (_one, a), (_other, b) in combinations(found, 2))
    assert all(b[0] >= 0 and b[2] <= 1000 and b[1] >= 0 and b[3] <= 700 for _text, b in found)
    assert found[0][0] == "Plaatsnaam 0"
    assert fitting([(500.0, 300.0)] * 9, texts[:9], occupied=(), limits=LIMITS)[0][0] == texts[0]


def test_a_name_gives_way_to_a_mark_and_is_left_out_where_no_side_has_room():
    spot, mark = (500.0, 300.0), (490.0, 290.0, 510.0, 310.0)
    ((text, box),) = fitting([spot], ["Gent"], occupied=[mark], limits=LIMITS)
    assert text == "Gent"
    assert not overlap(box, mark)
    assert box[3] <= 290  # above it
    around = (300.0, 200.0, 700.0, 400.0)
    assert not fitting([spot], ["Gent"], occupied=[around], limits=LIMITS)


def test_a_name_is_text_and_never_markup():
    assert "&lt;b&gt;" in drawn("<b>", (0.0, 0.0, 9.0, 9.0), "")
