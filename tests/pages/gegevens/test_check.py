"""A visitor's own file on Gegevens: the report on it, and that nothing of it is kept."""

import csv
import io
import re
import tempfile
import zipfile
from functools import partial

import pytest

from geodata.languages import LANGUAGES
from loaders.files.notes import FileNote, NoteKind, Place
from loaders.imports.centres import CENTRES
from loaders.imports.division import DIVISION
from loaders.imports.file_kind import ImportOptions
from loaders.imports.inspection import FileReport, Refusal
from loaders.imports.kinds import KINDS
from loaders.imports.support_points import SUPPORT_POINTS
from pages.gegevens import findings, use
from pages.gegevens.check import _command
from pages.ui import file_words
from pages.ui.i18n import with_language
from tests.loaders.imports.made_up_kind import TREES
from tests.pages.gegevens.gegevens_page import ENGLISH, HOSTILE, table
from tests.pages.page_helpers import html, words

LIST = (
    "naam;gemeente;lat;lon;e-mail;geheim\n"
    "De Kring;Gent;51.05;3.72;info@kring.example;niet tonen\n"
    f"{HOSTILE};Gent;50.85;4.35;=1+1;niet tonen\n"
)


@pytest.fixture
def run(open_page):
    """Return a function that opens Gegevens at an address and has run it."""
    return partial(open_page, "gegevens")


@pytest.fixture
def check(run):
    """Return a function that hands a file over and returns what the page then says."""

    def hand_over(content: bytes, name="lijst.csv", *, kind=CENTRES, **address) -> str:
        test = run(luik="nakijken", bestand=kind.code, **address)
        test.file_uploader(key="upload").set_value((name, content, "text/csv")).run()
        assert not test.exception, [str(e.value) for e in test.exception]
        hand_over.test = test
        return html(test)

    return hand_over


# --- a visitor's own file


def test_a_file_is_told_column_by_column_and_fault_by_fault(check):
    page = check(LIST.encode())
    said = words(page)
    assert "Bruikbare rijen: 1 van 2. In 1 rij klopt iets niet." in said
    assert "Niet herkend, en dus niet gebruikt: geheim" in said
    assert "niet tonen" not in said
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    faults = table(check.test, "gegevens_fouten")
    assert [row[:3] for row in faults] == [[3, "lat", "50.85"], [3, "e-mail", "=1+1"]]
    assert faults[1][3] == "Eén e-mailadres van de dienst, of niets."
    assert "python -m loaders import-centres lijst.csv --source" in said
    assert not ENGLISH.search(said)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_faults_are_told_in_the_language_of_the_page(check, lang):
    check(LIST.encode(), taal=lang)
    told = table(check.test, "gegevens_fouten")[1][3]
    assert told.startswith({"fr": "Une seule adresse e-mail", "en": "One e-mail address"}[lang])


def test_the_faults_can_be_downloaded_and_no_cell_is_a_formula(monkeypatch, check):
    made = {}
    monkeypatch.setattr(
        findings,
        "buttons",
        lambda makers, **_: made.update((k.ending, v()) for k, v in makers.items()),
    )
    check(LIST.encode())
    lines = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig")), delimiter=";"))
    rows = [line for line in lines if not line[0].startswith("#")]
    assert rows[0] == ["Rij", "Kolom", "Er staat", "Wat er hoort te staan", "Wat wegvalt"]
    assert rows[2][:3] == ["3", "e-mail", "'=1+1"]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(80_000_000))
    return packed.getvalue()


BAD = {
    "empty": (b"", "lijst.csv", "leeg, beschadigd of geen tabel"),
    "binary": (bytes(range(256)) * 9, "lijst.csv", "leeg, beschadigd of geen tabel"),
    "web page": (b"<html><body>404</body></html>", "lijst.csv", "leeg, beschadigd"),
    "zip bomb": (bomb(), "lijst.xlsx", "leeg, beschadigd of geen tabel"),
    "no workbook": (b"PK\x03\x04", "lijst.xlsx", "leeg, beschadigd of geen tabel"),
    "another kind": (b"%PDF-1.7", "lijst.pdf", "Dit soort bestand kan Nabij niet lezen"),
    "no ending": (b"naam;gemeente\n", "lijst", "Dit soort bestand kan Nabij niet lezen"),
    "odd ending": (b"naam;gemeente\n", "../../etc/x.csv/..", "Dit soort bestand kan Nabij"),
    "no columns": (b"a;b\n1;2\n", "lijst.csv", "De kolom naam ontbreekt"),
    "examples": (CENTRES.template(), "lijst.csv", "alleen voorbeelden"),
    "too wide": (b"naam;gemeente\na;Gent;c;d\n", "lijst.csv", "In 1 rij klopt iets niet."),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_one_plain_sentence(name, check):
    content, filename, sentence = BAD[name]
    said = words(check(content, filename))
    assert sentence in said
    assert "Traceback" not in said
    assert not ENGLISH.search(said)
    assert "python -m loaders" not in said


def test_a_file_over_the_limit_is_refused_before_it_is_read(check, monkeypatch):
    monkeypatch.setenv("NABIJ_UPLOAD_MB", "1")
    monkeypatch.setattr("pages.gegevens.check.inspect_file", None)
    said = words(check(b"naam;gemeente\n" + b"x;Gent\n" * 200_000))
    assert "groter dan 1 MB" in said


def test_the_name_of_a_file_is_only_text_also_in_the_command(check):
    name = f"{HOSTILE} $(rm -rf x) 'y'.csv"
    page = check(LIST.encode(), name)
    assert HOSTILE not in page
    assert "$(rm" in words(page)
    assert "&#x27;\\&#x27;&#x27;" in page or "&#x27;&quot;&#x27;&quot;&#x27;" in page


def test_nothing_of_a_file_stays_on_disk(check, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen = []
    import pages.gegevens.check as page

    real = page.inspect_file

    def listen(path, *args, **options):
        seen.append((path.name, path.read_bytes()))
        return real(path, *args, **options)

    monkeypatch.setattr(page, "inspect_file", listen)
    check(LIST.encode(), "Jan Peeters.csv")
    assert seen == [("upload.csv", LIST.encode())]
    assert list(tmp_path.iterdir()) == []


def test_a_division_is_held_against_the_support_points_given_beside_it(run):
    test = run(luik="nakijken", bestand="division")
    division = DIVISION.template()
    test.file_uploader(key="upload").set_value(("indeling.csv", division, "text/csv")).run()
    assert "Bruikbare rijen: 0 van 1." in words(test)
    points = SUPPORT_POINTS.template()
    test.file_uploader(key="upload_punten").set_value(("rop.csv", points, "text/csv")).run()
    said = words(test)
    assert not test.exception
    assert "Bruikbare rijen: 1 van 1." in said
    assert "gemeenten staan er niet in" in said
    assert "--leave-unassigned" in said
    test.file_uploader(key="upload_punten").set_value(("rop.csv", b"x", "text/csv")).run()
    assert "Het bestand met de ondersteuningspunten kan niet worden gebruikt" in words(test)


def test_a_year_beside_the_file_stands_in_for_a_column(run):
    test = run(luik="nakijken", bestand="projections")
    content = b"gemeente;bevolking\nGent;270000\n"
    test.file_uploader(key="upload").set_value(("p.csv", content, "text/csv")).run()
    assert "De kolom jaar ontbreekt." in words(test)
    test.number_input(key="bestand_jaar").set_value(2031).run()
    said = words(test)
    assert "Bruikbare rijen: 1 van 1." in said
    assert "--year 2031" in said


def test_unlikely_figures_are_shown_with_their_cause_and_confirmed_before_use(run):
    test = run(luik="nakijken", bestand="population")
    content = b"gemeente;inwoners;65-79;80+\nGent;265;30;14\n"
    test.file_uploader(key="upload").set_value(("p.csv", content, "text/csv")).run()
    page = words(test)
    assert "Gent alle inwoners 265" in page
    assert "aantallen in duizendtallen" in page
    assert "leeftijd 65-79" in page
    assert "--confirm" in page
    assert next(b for b in test.button if b.key.startswith("eigen_gebruik")).disabled
    next(b for b in test.checkbox if b.key.startswith("eigen_bevestigd")).check().run()
    assert not next(b for b in test.button if b.key.startswith("eigen_gebruik")).disabled


def test_a_kind_needs_one_row_of_the_registry_and_its_words(run, monkeypatch):
    monkeypatch.setitem(KINDS, "trees", TREES)
    monkeypatch.setitem(file_words.KIND_WORDS, "trees", file_words.KindWords("Bomen", "Een rij."))
    test = run(luik="nakijken", bestand="trees")
    test.file_uploader(key="upload").set_value(("b.csv", TREES.template(), "text/csv")).run()
    said = words(test)
    assert "Bruikbare rijen: 1 van 1." in said
    assert "python -m loaders" not in said
    assert "Bomen" in test.selectbox(key="bestand").options
    assert "Bomen" in words(run(luik="sjablonen"))


# --- words


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", ""),
        ("31/01/2026", "2026-01-31"),
        ("1.2.2026", "2026-02-01"),
        ("2026-2-1", "2026-02-01"),
        ("2026", None),
        ("31/02/2026", None),
        ("morgen", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text, day):
    assert use.iso(text) == day


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_every_column_of_a_reader_has_a_name_and_every_fault_a_sentence(kind):
    for name in (*kind.columns, ""):
        with with_language("nl"):
            dutch, label = file_words.expected(kind, name), file_words.field_label(name)
        assert dutch.endswith(".")
        assert "{" not in dutch
        assert not name or label != name or name in {"status", "website", "postcode"}
        with with_language("fr"):
            assert file_words.expected(kind, name) != dutch


@pytest.mark.parametrize(
    "text", ["*vet*", "[x](http://e)", "a_b_c", ":red[x]", "$x$", "![a](b)", "`c`"]
)
def test_a_label_says_what_the_file_says_and_no_markdown(text):
    told = findings.label(text)
    assert told.replace("\\", "") == text
    assert not re.search(r"(?<!\\)[*_\[\]()`$:!]", told)


@pytest.mark.parametrize("lang", ["nl", "fr", "en"])
@pytest.mark.parametrize("kind", NoteKind)
def test_every_note_about_a_file_is_a_sentence_with_its_places(kind, lang):
    note = FileNote(kind, 7, (Place(2, "Tel.", "#N/B"), Place(0, "Nr.")), "name")
    with with_language(lang):
        said = file_words.note_text(note)
    assert "7" in said or kind is NoteKind.ENCODING
    assert "2 Tel. “#N/B”, Nr.…)" in said
    assert "cell{s}" not in str(note)
    assert str(note).endswith(").")


@pytest.mark.parametrize("refused", Refusal)
def test_every_refusal_is_a_sentence(refused):
    found = FileReport(refused=refused, lacking=(("name",), ("nis", "municipality")))
    with with_language("nl"):
        said = findings._refusal(found, CENTRES)
    assert said.endswith(".")
    assert not ENGLISH.search(said)


def test_the_command_of_each_kind_is_one_that_exists():
    from loaders.__main__ import app

    known = {command.name for command in app.registered_commands}
    for kind in KINDS.values():
        command = _command(kind, "x.csv", FileReport(), ImportOptions(crs="31370", year=2031))
        assert command[0] in known
        assert "x.csv" in command


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_template_can_be_downloaded(run, lang):
    page = run(luik="sjablonen", taal=lang)
    labels = [b.proto.label for b in page.get("download_button")]
    word = {"nl": "Sjabloon", "fr": "Modèle", "en": "Template"}[lang]
    layers = {"neighbourhoods"}
    assert labels == [f"{word} ({'GeoJSON' if kind in layers else 'CSV'})" for kind in KINDS]
