"""Gegevens in a browser: a file is looked at by keyboard, on a phone, in French; bad ones too."""

import csv
import io
import re

import pytest

from loaders.imports.services import SERVICES
from tests.browser.accessibility import faults
from tests.browser.browser_helpers import (
    PHONE,
    download,
    pick,
    sections,
    settled,
    sideways,
    wait_for_query,
)
from tests.browser.conftest import UPLOAD_MB
from tests.browser.gegevens_page import hand_over

HOSTILE = "<img src=x onerror=window.hacked=1>"
LIST = (
    "naam;gemeente;lat;lon;e-mail;openingsuren\n"
    "De Kring;Gent;51.05;3.72;info@kring.example;Mo-Fr 09:00-12:00\n"
    f"{HOSTILE};Gent;50.85;4.35;geen adres;elke dag\n"
).encode()


def shown_text(page) -> str:
    return page.inner_text("[data-testid=stMain]")


@pytest.mark.parametrize("lang", ["fr", pytest.param("nl", marks=pytest.mark.soak)])
def test_no_section_has_a_fault_or_scrolls_sideways_on_a_phone(open_page, builtin, lang) -> None:
    page = open_page()
    page.goto(f"{builtin}/gegevens?taal={lang}")
    settled(page)
    for _ in sections(page, "luik"):
        assert faults(page) == []
        page.set_viewport_size(PHONE["viewport"])
        assert sideways(page) <= 0
        page.set_viewport_size({"width": 1400, "height": 900})


def test_what_is_found_in_a_file_has_no_fault_is_only_text_and_can_be_downloaded(
    open_page, builtin
) -> None:
    page = open_page()
    page.goto(f"{builtin}/gegevens?luik=nakijken&taal=fr")
    settled(page)
    # over the limit: refused in the language of the page
    hand_over(page, b"x" * (UPLOAD_MB * 1_048_576 + 1))
    refusal = f"il dépasse {UPLOAD_MB} Mo"
    assert refusal in page.locator("[data-testid=stFileUploader] [role=alert]").inner_text()
    shown = page.evaluate(
        """() => getComputedStyle(document.querySelector("[data-testid=stFileUploader]"),
          "::after").content"""
    )
    assert refusal in shown
    hand_over(page, LIST, f"{HOSTILE}.csv".replace("/", ""))
    page.locator(".nabij-rows tbody tr").nth(1).wait_for()
    assert faults(page) == []
    assert page.evaluate("window.hacked") is None
    assert page.locator(".nabij-plain img, .nabij-rows img").count() == 0
    assert HOSTILE in shown_text(page)
    english = r"\b(Upload|Drag|Browse|files?|per file|expected|got)\b"
    assert not re.search(english, shown_text(page).replace("lijst", ""))
    text = download(page, "CSV")[1].decode("utf-8-sig")
    rows = [r for r in csv.reader(io.StringIO(text), delimiter=";") if not r[0].startswith("#")]
    shown = page.locator(".nabij-rows tbody tr").count()
    assert len(rows) - 1 == shown == 2
    assert {row[0] for row in rows[1:]} == {"3"}
    page.set_viewport_size(PHONE["viewport"])
    assert sideways(page) <= 0


def test_the_keyboard_chooses_a_file_and_another_kind_is_looked_for_in_it(
    open_page, builtin_server
) -> None:
    page = open_page()
    page.on("filechooser", lambda _: None)  # now: asked for later, it may come after the key
    page.goto(f"{builtin_server.url}/gegevens?luik=nakijken")
    settled(page)
    named = page.get_by_role("button", name=re.compile("Kies een bestand: Uw bestand"))
    named.wait_for()
    focused = "document.activeElement?.getAttribute('aria-label') || ''"
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate(focused).startswith("Kies een bestand: Uw bestand"):
            break
    else:
        pytest.fail("25 times Tab do not reach the upload box")
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Enter")
    buffer = {"name": "lijst.csv", "mimeType": "text/csv", "buffer": LIST}
    choosing.value.set_files(buffer)
    page.locator(".nabij-rows tbody tr").first.wait_for()
    settled(page)
    in_table = "!!document.activeElement?.closest('.nabij-rows')"
    for _ in range(45):  # the box that had the focus is gone: it may begin at the top
        page.keyboard.press("Tab")
        if page.evaluate(in_table):
            break
    else:
        pytest.fail("45 times Tab do not reach the table of faults")
    # another kind
    hand_over(page, SERVICES.template(), "diensten.csv")
    pick(page, "Wat staat er in uw bestand", "Sociale Huizen en zelfhulp")
    wait_for_query(page, bestand="services")
    rows = SERVICES.template().decode().count("\n") - 1
    page.get_by_text(f"Bruikbare rijen: {rows} van {rows}.").wait_for()
    settled(page)  # until then that of the kind before is there too
    page.get_by_text("Voor iedereen invoeren, met een opdracht").click()
    assert "python -m loaders import-services diensten.csv" in shown_text(page)
    # a bad file is one plain sentence
    for content, name, sentence in (
        (b"", "leeg.csv", "leeg, beschadigd of geen tabel"),
        (b"%PDF-1.7", "brief.pdf", "Dit soort bestand kan Nabij niet lezen"),
    ):
        hand_over(page, content, name)
        page.get_by_text(sentence).first.wait_for()
        assert page.locator("[data-testid=stException]").count() == 0
    log = builtin_server.log.read_text(errors="replace")
    assert "leeg.csv" not in log
    assert "brief.pdf" not in log
    assert "Traceback" not in log
