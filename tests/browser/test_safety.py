"""Downloads hold what is shown, and names are never more than text."""

import csv
import io

import openpyxl

from tests.browser.browser_helpers import choose_row, open_map, painted, settled, until
from tests.browser.conftest import HOSTILE


def download(page, label: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_csv_and_excel_hold_the_rows_of_the_region_and_the_notes(open_page, official) -> None:
    page = open_page()
    frame = open_map(page, f"{official}/dekking?gebied=province:4000&groep=80plus")
    name, content = download(page, "CSV")
    assert name.endswith(".csv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    notes = [line for line in lines if line[0].startswith("#")]
    head, *rows = lines[len(notes) :]
    codes = frame.evaluate("map.nabij.polygons.map((layer) => layer.feature.id)")
    assert sorted(row[0] for row in rows) == sorted(codes)
    assert all(len(row) == len(head) for row in rows)
    notes_text = "\n".join(": ".join(note) for note in notes)
    for part in ("80 jaar en ouder", "1.200 m", "Statbel", "© gemeentebesturen", "2025"):
        assert part in notes_text
    shown = page.locator(".nabij-rows tbody tr").evaluate_all("all => all.map(r => r.dataset.code)")
    assert [row[0] for row in rows][: len(shown)] == shown
    name, content = download(page, "Excel")
    assert name.endswith(".xlsx")
    table, notes = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert table.max_row == 1 + len(rows)
    assert any("© gemeentebesturen" in str(row[1]) for row in notes.iter_rows(values_only=True))


def test_hostile_names_are_text_everywhere(open_page, hostile) -> None:
    page = open_page(expect="ERR_")  # the base map of this server cannot be reached
    frame = open_map(page, f"{hostile}/dekking?gebied=province:4000&taal=en")
    for row in range(3):
        choose_row(page, row)
        page.wait_for_selector(".nabij-card")
        settled(page)
        painted(page)
        chosen = page.locator(".nabij-chosen th").inner_text()
        name = page.inner_text(".nabij-card h2")
        assert name in HOSTILE
        until(
            page,
            "() => document.querySelector('.nabij-chosen th')?.innerText.startsWith("
            "document.querySelector('.nabij-card h2').innerText)",
        )
        assert chosen
    assert any(name in page.inner_text(".nabij-card ol") for name in HOSTILE)

    spot = frame.evaluate(
        "(() => { const p = map.latLngToContainerPoint(map.nabij.polygons[60].getCenter());"
        " return { x: p.x, y: p.y }; })()"
    )
    frame.locator("#map_div").hover(position=spot, force=True)
    tip = frame.locator(".leaflet-tooltip .nabij-tip").first
    tip.wait_for()
    assert any(name in tip.inner_text() for name in HOSTILE)

    mark = frame.locator(".nabij-marker").first
    mark.focus()
    tips = " ".join(frame.locator(".leaflet-tooltip").all_inner_texts())
    assert any(name in tips for name in HOSTILE)
    for place in (page, frame):
        assert place.evaluate("window.hacked") is None
        assert place.locator("img[src=x]").count() == 0
