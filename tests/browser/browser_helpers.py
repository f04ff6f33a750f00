"""Look at a page of Nabij in a browser as a person would; always wait for what must come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Frame, Page

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
"""Options of a browser context that is a phone held upright."""

_COLOURS = """() => {
  const canvas = document.querySelector("canvas");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const counts = {};
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] < 200) continue;
    const key = [0, 1, 2].map((part) => pixels[at + part]).join(",");
    counts[key] = (counts[key] || 0) + 1;
  }
  // of the edges of lines each pixel has a colour of its own
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 2));
}"""

_POLL_MS = 100
_TWO_FRAMES = "() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))"


def until(place: Page | Frame, condition: str, *, arg: object = None) -> None:
    """Wait until a condition in JavaScript holds.

    Looked at ten times a second: Playwright's own way asks for a frame at once after each, which
    keeps a processor busy that the page could use.
    """
    place.wait_for_function(condition, arg=arg, polling=_POLL_MS)


def settled(page: Page) -> None:
    """Wait until the page has run and shows a title."""
    page.wait_for_selector(
        "[data-testid=stApp][data-test-script-state=notRunning] .nabij-title",
        state="attached",
    )


def open_map(page: Page, url: str) -> Frame:
    """Open an address; return the frame of its map once it is painted."""
    page.goto(url)
    settled(page)
    return painted(page)


def painted(page: Page, *, after: int = 0) -> Frame:
    """Return the frame of the map once it has been painted more than ``after`` times.

    Asked of the page, not of the frame: Streamlit may still replace that, and one that is gone is
    never painted. That of the page before stays until the new page has run, and does not count.
    """
    until(
        page,
        """(after) => {
          const [frame, ...others] = document.querySelectorAll(".st-key-map iframe");
          return !others.length && !frame?.closest("[data-stale=true]")
            && frame?.contentWindow?.map?.nabij?.painted > after;
        }""",
        arg=after,
    )
    frame = page.locator(".st-key-map iframe").element_handle().content_frame()
    assert frame
    frame.evaluate(_TWO_FRAMES)
    return frame


def paints(frame: Frame) -> int:
    """Return how often the map has been painted."""
    return int(frame.evaluate("map.nabij.painted"))


def last_mark(frame: Frame) -> int:
    """Return how many polygons the last paint drew."""
    return int(frame.evaluate("performance.getEntriesByName('nabij-painted').at(-1).detail"))


def colours(frame: Frame) -> dict[tuple[int, ...], int]:
    """Return colour → number of pixels of the map's canvas."""
    frame.evaluate(_TWO_FRAMES)
    counts = frame.evaluate(_COLOURS)
    return {tuple(map(int, key.split(","))): count for key, count in counts.items()}


def pixels_of(counts: dict[tuple[int, ...], int], colour: str, *, off: int = 2) -> int:
    """Return how many pixels have a colour like ``#fef0d9``, up to ``off`` a channel.

    What is partly transparent loses a little when it is read back.
    """
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return sum(
        count
        for found, count in counts.items()
        if all(abs(a - b) <= off for a, b in zip(found, wanted, strict=True))
    )


def in_sight(page: Page, code: str) -> bool:
    """Return whether the row of a table is in the part of its box that one sees."""
    row = page.locator(f".nabij-rows tr[data-code='{code}']")
    return bool(
        row.evaluate(
            """(row) => {
              const box = row.closest(".nabij-scroll");
              const head = box.querySelector("thead").getBoundingClientRect();
              const [seen, one] = [box, row].map((part) => part.getBoundingClientRect());
              return one.top >= head.bottom - 1 && one.bottom <= seen.bottom + 1;
            }"""
        )
    )


def pick(page: Page, label: str, option: str) -> None:
    """Choose an option of a select box, with its name typed first.

    Playwright scrolls a row of a long list into sight while it clicks, so that on a busy machine
    another row may be under the pointer when the button comes up.
    """
    box = page.get_by_role("combobox", name=re.compile(re.escape(label)))
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def choose(page: Page, label: str, option: str) -> Frame:
    """Choose an option of a select box; return the map's frame once it is painted again.

    Where Streamlit replaces the frame meanwhile, the first painting of the new one counts.
    """
    painted(page).evaluate("window.before = map.nabij.painted")
    pick(page, label, option)
    until(
        page,
        """() => {
          const [frame, ...others] = document.querySelectorAll(".st-key-map iframe");
          const shown = frame?.contentWindow;
          return !others.length && shown?.map?.nabij?.painted > (shown.before ?? 0);
        }""",
    )
    settled(page)
    return painted(page)


def sections(page: Page, key: str) -> Iterator[str]:
    """Choose each section of a page, by the key of its control; give its name once it is shown."""
    found = page.locator(f".st-key-{key} [role=radio]")
    found.first.wait_for()
    for section in found.all():
        section.click()
        page.locator(f".st-key-{key} [role=radio][aria-checked=true]").filter(
            has_text=section.inner_text()
        ).wait_for()
        settled(page)
        yield section.inner_text()


def query(page: Page) -> dict[str, str]:
    """Return what the address holds."""
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def wait_for_query(page: Page, **wanted: str) -> None:
    """Wait until the query string has these values."""
    until(
        page,
        """(wanted) => {
          const now = new URLSearchParams(location.search);
          return Object.entries(wanted).every(([key, value]) => now.get(key) === value);
        }""",
        arg=wanted,
    )


def choose_row(page: Page, row: int) -> str:
    """Click on a row of the table, counted from 0; return the code of its neighbourhood."""
    found = page.locator(".nabij-rows tbody tr").nth(row)
    code = found.get_attribute("data-code")
    found.click()
    assert code
    return code


def download(page: Page, label: str) -> tuple[str, bytes]:
    """Press a button that downloads a file; return its name and what is in it."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(
        page.evaluate(
            """() => Math.max(...[document.documentElement, document.body,
              document.querySelector("[data-testid=stMain]")].map((e) => e.scrollWidth))
              - window.innerWidth"""
        )
    )
