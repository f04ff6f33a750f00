"""From another distance on foot to a repainted map, in a browser.

``python -m benchmarks.network_map [FOLDER]``: a data folder with the walking network of Brussels of
2013; without it one is made, from ``../shared/data/osm``. ``network_map.md`` holds one run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.harness import HERE, machine, write_report
from geodata.regions import BRUSSELS_PROVINCE
from tests.browser.app_server import browsing, loaders, new_context, serve
from tests.browser.browser_helpers import open_map, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXTRACT = HERE.parents[1] / "shared" / "data" / "osm" / "brussels_2013.osm.pbf"
DISTANCES_M = (450, 1_250, 650, 1_450, 850, 1_650, 1_050, 950, 1_550)
"""None twice, so that nothing is known of one from before."""

PLACES = {
    "Brussels": f"province:{BRUSSELS_PROVINCE}",
    "Flanders and Brussels, on foot where streets are loaded": "all",
}


def repaint_ms(browser: Browser, url: str, region: str) -> list[float]:
    """Return the milliseconds from typing a distance to the new colours of the map."""
    page = new_context(browser).new_page()
    frame = open_map(page, f"{url}/dekking?gebied={region}&afstand=0&vrij=1150")
    assert "te voet" in page.locator(".nabij-title").inner_text()
    field = page.get_by_label("Afstand in meter")
    found = []
    for metres in DISTANCES_M:
        field.fill(str(metres))
        before = frame.evaluate("map.nabij.painted")
        start = time.perf_counter()
        field.press("Enter")
        frame.wait_for_function("(n) => map.nabij.painted > n", arg=before)
        found.append(1000 * (time.perf_counter() - start))
        settled(page)
    page.context.close()
    return found


def report(found: dict[str, list[float]]) -> str:
    """Return the measurements as a Markdown page."""
    rows = "\n".join(
        f"| {place} | **{median(times):,.0f} ms** | {max(times):,.0f} ms |"
        for place, times in found.items()
    )
    return f"""# On foot in the browser

One run of `python -m benchmarks.network_map`: Dekking on foot, the built-in data with the streets
of Brussels of 2013. From the Enter after another distance until the map has its new colours;
{len(DISTANCES_M)} distances, none twice.

| map of | median | most |
|---|--:|--:|
{rows}

{chr(10).join(machine("streamlit", "numpy", "scipy", "playwright"))}
"""


def main() -> None:
    """Measure, print and write ``network_map.md``."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(sys.argv[1]) if sys.argv[1:] else Path(folder)
        if not sys.argv[1:]:
            loaders(data, "build")
            loaders(data, "import-network", EXTRACT, "--date", "2013-01-01")
        with browsing() as browser, serve(data) as server:
            found = {
                place: repaint_ms(browser, server.url, region) for place, region in PLACES.items()
            }
    write_report("network_map", report(found))


if __name__ == "__main__":
    main()
