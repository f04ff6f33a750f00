"""How fast Vind answers: ``python -m benchmarks.vind`` writes ``benchmarks/vind.md``.

From the press of the search button to the cards of another place on the screen, and from a letter
in the box to its suggestions, in the browser, without the network, over the built-in snapshot.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.harness import write_report
from tests.browser.app_server import browsing, loaders, new_context, serve
from tests.browser.browser_helpers import painted, settled

_QUERIES = ("Hoboken", "9000", "hasselt", "st niklaas", "Leuvn", "kortrijk", "Brugge", "1000")
_TYPED = (
    *("hobokken", "leuvn", "st niklaas", "kortijk", "antwerpne", "9000", "hassleet", "bruxel"),
    *(
        "mechlen",
        "oudenarde",
        "waregm",
        "turnhuot",
        "diksmiude",
        "zottgem",
        "kleine heide",
        "2660 ho",
    ),
)
_BOX = "#nabij-zoek"
_ROUNDS = 3
_SEARCH = """(before) => new Promise((done) => {
  const title = () => document.querySelector(".st-key-vind h2.nabij-sub")?.textContent;
  const began = performance.now();
  const look = () => {
    const cards = document.querySelectorAll("[class*='st-key-card_'] h3").length;
    const app = document.querySelector("[data-testid=stApp]");
    const ready = app.dataset.testScriptState === "notRunning";
    if (title() !== before && cards === 3 && ready) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  document.querySelector(".nabij-search button").click();
  look();
})"""


_SUGGEST = """async (queries) => {
  const box = document.querySelector("#nabij-zoek");
  const list = document.querySelector(".nabij-search ul");
  const times = [];
  for (const query of queries) {
    for (let length = 2; length <= query.length; length += 1) {
      box.value = query.slice(0, length);
      const began = performance.now();
      box.dispatchEvent(new Event("input", { bubbles: true }));
      list.getBoundingClientRect(); // as far as laid out
      times.push(performance.now() - began);
      await new Promise((next) => setTimeout(next, 5));
    }
  }
  return times;
}"""


def main() -> None:
    """Measure, and write the report."""
    times: list[float] = []
    letters: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        data = Path(name)
        loaders(data, "build")
        with serve(data, geolocation="") as server, browsing() as browser:
            page = new_context(browser).new_page()
            page.goto(f"{server.url}/?plek=municipality:11002")
            settled(page)
            painted(page)
            for number in range(_ROUNDS * len(_QUERIES)):
                query = _QUERIES[number % len(_QUERIES)]
                before = page.inner_text(".st-key-vind h2.nabij-sub")
                page.locator(_BOX).fill(query)
                times.append(float(page.evaluate(_SEARCH, before)))
                settled(page)
                page.wait_for_timeout(600)
            with page.expect_response("**/places-*.json") as places:
                page.goto(f"{server.url}/")
            names = sum(len(row) - 3 for row in places.value.json()["places"])
            settled(page)
            page.wait_for_timeout(1_000)
            for _round in range(_ROUNDS):
                letters += page.evaluate(_SUGGEST, list(_TYPED))
    letters.sort()
    median, worst = statistics.median(times), max(times)
    text = (
        "# Vind: from search to cards\n\n"
        "Press of the search button → three cards of another place in the browser, and the whole "
        "page run to its end (Chromium, "
        "headless, this machine, no network, built-in snapshot), "
        f"{len(times)} searches over {len(_QUERIES)} queries with typing errors among them.\n\n"
        "| | ms |\n|---|---|\n"
        f"| median | {median:.0f} |\n| worst | {worst:.0f} |\n| wanted | < 400 |\n\n"
        "## Suggestions while typing\n\n"
        "A letter in the box → the suggestions laid out, all in the browser, over "
        f"{names:,} names of places; {len(letters)} letters of {len(_TYPED)} texts, most of them "
        "with a typing error.\n\n"
        "| | ms |\n|---|---|\n"
        f"| median | {statistics.median(letters):.1f} |\n"
        f"| 95 % below | {letters[int(len(letters) * 0.95)]:.1f} |\n"
        f"| worst | {letters[-1]:.1f} |\n| wanted | < 20 |\n"
    )
    write_report("vind", text)


if __name__ == "__main__":
    main()
