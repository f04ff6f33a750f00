"""How fast a page comes and changes, in a real browser: ``python -m benchmarks.browser``.

On the official snapshot, compared with a page that draws the same wijken with ``folium.GeoJson``
through ``st_folium``. ``browser.md`` holds one run; each number is the median of seven.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from playwright.sync_api import Error
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash
from xstatic.pkg import jquery, leaflet

from benchmarks.harness import machine, write_report
from tests.browser.app_server import ROOT, browsing, loaders, new_context, official_files, serve
from tests.browser.browser_helpers import open_map, painted, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

TIMES = 7
ALL_UNITS = 2767
_NAIVE_DRAWN = """(units) => window.map && !window.map.seen
  && Object.values(window.map._layers).filter((one) => one.feature).length >= units"""


@dataclass(frozen=True)
class Line:
    """One measurement: what, the number as text, its target, and whether it was met."""

    what: str
    value: str
    target: str = ""
    met: bool | None = None


def restyle_s(browser: Browser, url: str) -> list[float]:
    """Return the seconds from choosing a group to the new colours of all wijken."""
    page = new_context(browser).new_page()
    frame = open_map(page, f"{url}/dekking")
    found = []
    for turn in range(TIMES + 2):
        option = ("80 jaar en ouder", "65 jaar en ouder")[turn % 2]
        page.get_by_role("combobox", name="Voor wie?").click()
        shown = page.get_by_role("option", name=option, exact=True)
        shown.wait_for()
        before = frame.evaluate("map.nabij.painted")
        start = time.perf_counter()
        shown.click()
        frame.wait_for_function("(n) => map.nabij.painted > n", arg=before)
        found.append(time.perf_counter() - start)
        settled(page)
    page.context.close()
    return found[2:]


def _local(route: Route) -> None:
    """Answer what the naive page asks of other hosts with the same files from packages."""
    url = route.request.url
    if url.endswith("leaflet.js"):
        route.fulfill(path=Path(leaflet.BASE_DIR, "leaflet.js"))
    elif "jquery" in url and url.endswith(".js"):
        route.fulfill(path=Path(jquery.BASE_DIR, "jquery.min.js"))
    else:
        kind = "text/css" if url.endswith(".css") else "text/javascript"
        route.fulfill(body="", content_type=kind)


def _naive_drawn(page: Page) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        for frame in page.frames:
            if "streamlit_folium" in frame.url:
                with suppress(Error):  # the frame is being replaced: look again
                    if frame.evaluate(_NAIVE_DRAWN, ALL_UNITS):
                        frame.evaluate("void (window.map.seen = true)")
                        return
        page.wait_for_timeout(20)
    msg = "the naive page draws no map"
    raise RuntimeError(msg)


def naive_restyle_s(browser: Browser, data: Path) -> list[float]:
    """Return the same seconds for the naive page."""
    command = (
        *("-m", "streamlit", "run", "benchmarks/naive_app.py"),
        *("--server.port", "{port}", "--server.address", "127.0.0.1"),
    )
    found = []
    with serve(data, command=command) as server:
        context = new_context(browser)
        context.route(lambda url: not url.startswith(server.url), _local)
        page = context.new_page()
        page.goto(f"{server.url}/dekking")
        _naive_drawn(page)
        for turn in range(TIMES + 1):
            page.get_by_role("combobox").click()
            option = ("people_80plus", "people_65plus")[turn % 2]
            shown = page.get_by_role("option", name=option)
            shown.wait_for()
            start = time.perf_counter()
            shown.click()
            _naive_drawn(page)
            found.append(time.perf_counter() - start)
        context.close()
    return found[1:]


def first_paint_s(browser: Browser, url: str) -> tuple[list[float], list[float]]:
    """Return the seconds to all polygons of a province, and to the heading of a page of text."""
    maps: list[float] = []
    headings: list[float] = []
    for turn in range(TIMES + 1):
        for path, into in (("/dekking?gebied=province:30000", maps), ("/over", headings)):
            context = new_context(browser)
            page = context.new_page()
            start = time.perf_counter()
            page.goto(url + path, wait_until="commit")
            if into is maps:
                painted(page)
            else:
                page.wait_for_selector("h1.nabij-title")
            if turn:
                into.append(time.perf_counter() - start)
            context.close()
    return maps, headings


def script_s(data: Path) -> tuple[list[float], list[float], int]:
    """Return seconds of the map part and of the whole page, and the bytes handed to the map.

    In this process, through AppTest, all Flanders, another threshold each time, the data warm; the
    whole page holds AppTest's own work too.
    """
    from pages.wijken import area_map

    parts: list[float] = []
    show = area_map.show

    def timed(*arguments: Any) -> None:
        start = time.perf_counter()
        show(*arguments)
        parts.append(time.perf_counter() - start)

    whole = []
    with (
        patch.dict(os.environ, {"NABIJ_DATA": str(data)}),
        patch.object(area_map, "show", timed),
    ):
        test = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=60)
        test._page_hash = calc_hash("dekking")  # noqa: SLF001  (it has no way to name a page)
        test.run()
        for turn in range(TIMES + 2):
            test.session_state["afstand"] = (400, 800, 1_200, 1_500)[turn % 4]
            start = time.perf_counter()
            test.run()
            whole.append(time.perf_counter() - start)
    sent = next(p.proto.json_args for p in test.get("component_instance"))
    return parts[-TIMES:], whole[-TIMES:], len(json.dumps(json.loads(sent)).encode())


def start_s(browser: Browser, data: Path) -> list[float]:
    """Return the seconds from ``python app.py`` to the first finished script."""
    found = []
    for _ in range(TIMES):
        page = browser.new_page()
        start = time.perf_counter()
        with serve(data) as server:
            page.goto(f"{server.url}/dekking")
            settled(page)
            found.append(time.perf_counter() - start)
        page.close()
    return found


def build_s(folder: Path) -> tuple[list[float], list[float]]:
    """Return the seconds and the peak memory, in megabytes, of making the built-in snapshot."""
    seconds, memory = [], []
    for turn in range(TIMES):
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "loaders", "build"],
            cwd=ROOT,
            env={**os.environ, "NABIJ_DATA": str(folder / str(turn))},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            msg = "python -m loaders build failed"
            raise RuntimeError(msg)
        seconds.append(time.perf_counter() - start)
        memory.append(usage.ru_maxrss / 1024)
    return seconds, memory


def _most(what: str, value: float, unit: str, most: float) -> Line:
    return Line(what, f"{value:,.{0 if value >= 20 else 2}f} {unit}", f"≤ {most:g}", value <= most)


def measure(folder: Path) -> list[Line]:
    """Measure everything, in one run."""
    seconds, memory = build_s(folder)
    data = folder / "0"
    loaders(data, "import", *official_files())
    part, whole, sent = script_s(data)
    with browsing() as browser:
        starts = start_s(browser, data)
        with serve(data) as server:
            ours = median(restyle_s(browser, server.url))
            maps, headings = map(median, first_paint_s(browser, server.url))
        naive = median(naive_restyle_s(browser, data))
    times = naive / ours
    return [
        Line("Restyle of all wijken after a changed control", f"{ours * 1000:,.0f} ms"),
        Line("The same, naive page", f"{naive * 1000:,.0f} ms"),
        Line("Times faster", f"{times:.0f}×", "≥ 20", times >= 20),
        _most("Handed to the map a run, all Flanders", sent / 1000, "kB", 20),
        _most("Script, the map's part", median(part) * 1000, "ms", 60),
        _most("Script, whole page", median(whole) * 1000, "ms", 150),
        Line("First paint of a province, fresh browser context", f"{maps:.2f} s"),
        Line("Heading of Over, fresh browser context", f"{headings:.2f} s"),
        _most("First paint ÷ heading", maps / headings, "×", 1.6),
        _most("`python app.py` to the first finished script", median(starts), "s", 5),
        _most("Built-in snapshot, build and publish", median(seconds), "s", 20),
        _most("Built-in snapshot, peak memory", median(memory), "MB", 1000),
    ]


def report(lines: list[Line]) -> str:
    """Return the measurements as a Markdown page."""
    packages = ("streamlit", "streamlit-folium", "folium", "geopandas", "shapely", "playwright")
    verdict = {None: "", True: "yes", False: "**no**"}
    rows = "\n".join(f"| {x.what} | {x.value} | {x.target} | {verdict[x.met]} |" for x in lines)
    return f"""# In the browser

One run of `python -m benchmarks.browser`; medians of {TIMES}; official wijken.

{chr(10).join(machine(*packages))}

| what | measured | target | met |
|---|---|---|---|
{rows}

Restyle: from the click on an option until all wijken have their new style, a moment before the
canvas is repainted, both pages driven alike. The naive page shows another measure (fifths of the
wijken by people) in full detail, and gets its scripts from this machine, not from other hosts.
Script times: in one process through AppTest, whose own work is in the whole page. First paint: from
the navigation to two frames after the last polygon. Over, which holds only text, is the
measure of an empty page. The start includes the browser's loading of the page.
"""


def main() -> None:
    """Measure, print and write ``browser.md``."""
    with tempfile.TemporaryDirectory() as folder:
        text = report(measure(Path(folder)))
    write_report("browser", text)


if __name__ == "__main__":
    main()
