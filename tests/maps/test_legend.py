from geodata.palette import MORE_IS_WORSE
from maps.legend import LegendRow, legend_html


def legend(label: str, code: str = "1") -> str:
    return legend_html(
        [LegendRow(code=code, label=label, units="3", people="1.240", bar=0.5)],
        palette=MORE_IS_WORSE,
        caption="Legende",
        heads=("Klasse", "Wijken", "Mensen", "Verdeling"),
        marks=[("nabij-ring", "status onbekend")],
        marks_caption="Tekens",
    )


def test_a_class_has_words_and_numbers_next_to_its_colour() -> None:
    html = legend("tot 100")
    assert MORE_IS_WORSE[0] in html
    assert "tot 100" in html
    assert ">3<" in html
    assert ">1.240<" in html
    assert "status onbekend" in html


def test_undecided_nobody_and_no_data_look_different() -> None:
    looks = {legend("x", code) for code in "u0n"}
    assert len(looks) == 3


def test_labels_are_escaped() -> None:
    assert "<script>" not in legend("<script>")
