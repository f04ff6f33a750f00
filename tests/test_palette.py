"""One place for the colours: what is drawn gets them from there, and what cannot agrees with it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from geodata.choropleth import CLASSES, NO_DATA, NOBODY, PLAIN, UNDECIDED
from geodata.palette import (
    CLASS_STYLES,
    CROSSED,
    DARK,
    MORE_IS_WORSE,
    TOKENS,
    Colour,
    class_fill,
    css_variables,
)
from maps.base import SCRIPTS
from pages.ui import scripts, styles

ROOT = Path(__file__).resolve().parents[1]
LITERAL = re.compile(
    r"#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})(?![\w-])|\b(?:rgb|hsl)a?\(", re.IGNORECASE
)
ALLOWED = {
    "geodata/palette.py": "the place itself",
    "pages/.streamlit/config.toml": "cannot import; compared below",
    "pages/icon.svg": "cannot import; compared below",
    "loaders/export/document.typ": "rgb() of a colour that it was handed",
}
PRODUCT = ("app.py", "geodata", "loaders", "maps", "pages")
DRAWS = {".py", ".js", ".css", ".typ", ".toml", ".svg", ".html"}


def product_files():
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *PRODUCT]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in names.splitlines() if (ROOT / name).is_file()]


def literals(text):
    return LITERAL.findall(text)


def test_no_other_file_of_the_product_holds_a_colour():
    found = {
        name: literals((ROOT / name).read_text(encoding="utf-8"))
        for name in product_files()
        if Path(name).suffix in DRAWS and name not in ALLOWED
    }
    assert {name: colours for name, colours in found.items() if colours} == {}


@pytest.mark.parametrize(
    "text", ["color: #fff;", 'INK = "#1B2733"', "#1b27332e", "rgb(27 39 51)", "hsla(1, 2%, 3%, 4)"]
)
def test_a_colour_is_recognised(text):
    assert literals(text)
    assert not literals("#map_div { color: var(--ink) } <a href='#privacy'> # 1 of 3, #12")


@pytest.mark.parametrize(
    ("section", "colours"), [("light", {colour: colour.value for colour in Colour}), ("dark", DARK)]
)
def test_streamlit_paints_its_own_elements_in_our_colours(section, colours):
    config = ROOT / "pages" / ".streamlit" / "config.toml"
    theme = tomllib.loads(config.read_text(encoding="utf-8"))["theme"][section]
    assert theme["textColor"] == colours[Colour.INK]
    assert theme["primaryColor"] == theme["linkColor"] == colours[Colour.PRIMARY]
    assert theme["backgroundColor"] == colours[Colour.WHITE]
    paper = colours[Colour.PAPER]
    assert theme["secondaryBackgroundColor"] == theme["sidebar"]["backgroundColor"] == paper
    assert theme["borderColor"] == colours[Colour.LINES]


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21, as WCAG defines it."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [{colour: colour.value for colour in Colour}, DARK])
def test_text_and_lines_that_mean_something_stand_out_on_every_background(colours):
    assert colours.keys() == set(Colour)
    backgrounds = (Colour.WHITE, Colour.PAPER, Colour.PRIMARY_TINT, Colour.AMBER_TINT)
    texts = (Colour.INK, Colour.MUTED, Colour.PRIMARY, Colour.AMBER, Colour.RED, Colour.GREEN)
    for background in backgrounds:
        for text in texts:
            assert contrast(colours[text], colours[background]) >= 4.5, (text, background)
        for line in (Colour.GREY, Colour.EDGE):
            assert contrast(colours[line], colours[background]) >= 3, (line, background)
    assert contrast(colours[Colour.INK], colours[Colour.CHOSEN]) >= 4.5


def test_the_icon_is_in_our_colour():
    icon = (ROOT / "pages/icon.svg").read_text(encoding="utf-8")
    assert set(literals(icon)) == {Colour.PRIMARY.value}


def test_every_variable_of_the_style_sheets_is_declared():
    own = re.compile(r"var\(--([\w-]+)")
    sheets = [
        *(ROOT / "pages").rglob("*.css"),
        *(ROOT / "maps").rglob("*.css"),
    ]
    used = {name for sheet in sheets for name in own.findall(sheet.read_text(encoding="utf-8"))}
    texts = {name for name in used if name.startswith(("said-", "map-", "icon"))}  # set by a page
    assert used - texts <= TOKENS.keys()
    assert TOKENS["ink"] == "#1B2733"
    light, dark = css_variables().split("@media screen and (prefers-color-scheme: dark)")
    assert "--primary-dark: #004B57" in light
    assert f"--primary-dark: {DARK[Colour.PRIMARY_DARK]}" in dark


def test_every_sheet_of_the_pages_is_loaded_once():
    style = styles.style_sheet()
    for sheet in (ROOT / "pages/styles").glob("*.css"):
        assert style.count(sheet.read_text(encoding="utf-8")) == 1, sheet.name


def test_every_class_has_a_fill():
    codes = [*CLASSES, UNDECIDED, NOBODY, NO_DATA, PLAIN]
    fills = [class_fill(code, CROSSED) for code in codes]
    assert fills[:9] == list(CROSSED)
    assert class_fill("5", MORE_IS_WORSE) == MORE_IS_WORSE[-1]
    assert (
        len(set(fills[:12])) == 12
    )  # a plain area is white as one without data; its line is whole
    assert CLASS_STYLES[NO_DATA].dashed
    assert not CLASS_STYLES[PLAIN].dashed


def test_a_script_holds_what_it_imports_once():
    text = scripts.asset("nabij-search.js")
    assert "import " not in text
    assert text.count("export class Gazetteer") == 1
    assert text.count("export function element") == 1
    assert text.count("export default") == 1


def test_the_map_loads_every_script_of_ours():
    assert sorted(SCRIPTS) == sorted(path.name for path in (ROOT / "maps/assets").glob("*.js"))
