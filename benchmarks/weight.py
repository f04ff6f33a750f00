"""What a first visit costs over the wire: requests and bytes, and Streamlit's own share of it."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.harness import machine, write_report
from tests.browser.app_server import browsing, loaders, new_context, serve
from tests.browser.browser_helpers import painted, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST_KB, MOST_REQUESTS = 1_200, 45
QUIET_MS = 3_000
PAGES = {
    "Start page": "/",
    "Start page, a result": "/?plek=municipality:44021",
    "Dekking, a province": "/dekking?gebied=province:30000",
    "Over": "/over",
}
EMPTY_PAGE = "import streamlit as st\nst.html('<h1 class=\"nabij-title\">Nabij</h1>')\n"
KINDS = {
    "/component/": "streamlit-folium",
    "/static/js/": "Streamlit: scripts",
    "/static/media/": "Streamlit: fonts",
    "/nabij/geo/": "geometry, places",
    "/nabij/": "Leaflet and the map's scripts",
}
"""Part of an address → what is served there; the first that fits."""


class Cost(NamedTuple):
    """Requests, and kilobytes over the wire."""

    requests: int
    kilobytes: float


def visit(browser: Browser, url: str) -> dict[str, Cost]:
    """Return what a first visit costs, by kind, until nothing has come for a while."""
    context = new_context(browser)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    addresses: dict[str, str] = {}
    size: dict[str, float] = defaultdict(float)
    devtools.on(
        "Network.requestWillBeSent",
        lambda event: addresses.update({event["requestId"]: event["request"]["url"]}),
    )
    devtools.on(
        "Network.loadingFinished",
        lambda event: size.update({event["requestId"]: event["encodedDataLength"]}),
    )
    devtools.on(
        "Network.webSocketFrameReceived",
        lambda event: size.update(
            {"socket": size["socket"] + len(event["response"]["payloadData"]) * 3 / 4}
        ),
    )
    page.goto(url)
    settled(page)
    if page.locator(".st-key-map").count():
        painted(page)
    page.wait_for_timeout(QUIET_MS)
    context.close()
    found: dict[str, list[float]] = defaultdict(list)
    for request, address in addresses.items():
        if not address.startswith(("data:", "blob:")):
            kind = next((name for part, name in KINDS.items() if part in address), "the rest")
            found[kind].append(size[request])
    costs = {kind: Cost(len(sizes), sum(sizes) / 1000) for kind, sizes in found.items()}
    return {**costs, "the page itself (web socket)": Cost(1, size["socket"] / 1000)}


def total(costs: dict[str, Cost]) -> Cost:
    """Return the sum of all kinds."""
    return Cost(sum(c.requests for c in costs.values()), sum(c.kilobytes for c in costs.values()))


def report(visits: dict[str, dict[str, Cost]]) -> str:
    """Return the measurements as a Markdown page."""
    kinds = list(dict.fromkeys(kind for costs in visits.values() for kind in costs))
    none = Cost(0, 0)
    rows = [
        f"| {kind} | "
        + " | ".join(
            f"{cost.requests} · {cost.kilobytes:,.0f}"
            for cost in (costs.get(kind, none) for costs in visits.values())
        )
        + " |"
        for kind in kinds
    ]
    sums = [total(costs) for costs in visits.values()]
    rows.append(
        "| **all** | " + " | ".join(f"**{s.requests} · {s.kilobytes:,.0f}**" for s in sums) + " |"
    )
    return f"""# The weight of a first visit

One run of `python -m benchmarks.weight`; built-in data, an empty cache, gzip; requests · kilobytes.

{chr(10).join(machine("streamlit", "streamlit-folium", "playwright"))}

| | {" | ".join(visits)} |
|---|{"---|" * len(visits)}
{chr(10).join(rows)}

Wanted: at most {MOST_KB:,} kB and {MOST_REQUESTS} requests. Streamlit's start document asks for 59
modules of JavaScript, 0.50 MB compressed, before a page has drawn anything, so no page of it stays
below {MOST_REQUESTS} requests: that needs another build of Streamlit, with fewer and larger files.
The column "an empty page of Streamlit" is Streamlit without Nabij, which it serves uncompressed.
"""


def main() -> None:
    """Measure, print and write ``weight.md``."""
    with tempfile.TemporaryDirectory() as folder, browsing() as browser:
        data, empty = Path(folder, "data"), Path(folder, "empty.py")
        loaders(data, "build")
        empty.write_text(EMPTY_PAGE, encoding="utf-8")
        with serve(data) as server:
            visits = {name: visit(browser, server.url + path) for name, path in PAGES.items()}
        command = (
            *("-m", "streamlit", "run", str(empty)),
            *("--server.port", "{port}", "--server.address", "127.0.0.1"),
        )
        with serve(data, command=command) as server:
            visits["an empty page of Streamlit"] = visit(browser, server.url)
    write_report("weight", report(visits))


if __name__ == "__main__":
    main()
