"""Code in every field of a file is never executed, whatever the kind of file."""

import pytest

from loaders.imports.kinds import KINDS
from pages.navigation import PAGES
from tests.browser.browser_helpers import settled
from tests.browser.gegevens_page import hand_over
from tests.campaigns import TALLY
from tests.loaders.payloads import hostile_file

SHARE = "centres"
"""The kind that is tried each time: its texts are on cards, lists and maps."""
VIEWS = [*(f"/{code}" for code in PAGES), "/dekking?gebied=municipality:13037", "/?gemeente=44021"]
EXECUTED = """() => [
  typeof window.top.hacked, typeof window.hacked,
  document.querySelectorAll(
    "a[href^='javascript:' i], [onerror*=hacked], [onload*=hacked], [onfocus*=hacked]," +
    "[onmouseover*=hacked], [onbegin*=hacked], img[src=x]").length,
  [...document.scripts].filter((script) => /^window.top.hacked/.test(script.text)).length,
]"""


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=[] if kind.code == SHARE else pytest.mark.soak, id=kind.code)
        for kind in KINDS.values()
    ],
)
def test_nothing_in_a_file_is_executed(open_page, builtin, kind) -> None:
    page = open_page()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    def nothing_ran() -> None:
        for frame in page.frames:
            assert frame.evaluate(EXECUTED) == ["undefined", "undefined", 0, 0]
        assert dialogs == []
        TALLY(f"code in every field of a file, in a browser: {kind.code}", "nothing ran")

    page.goto(f"{builtin}/gegevens?luik=nakijken&bestand={kind.code}")
    settled(page)
    hand_over(
        page, hostile_file(kind), f"<img src=x onerror=window.top.hacked=1>{kind.template_ending}"
    )
    nothing_ran()
    page.locator(".st-key-eigen_knoppen").wait_for()  # after the boxes
    for box in page.locator("[class*=st-key-eigen_goede] label, [class*=bevestigd] label").all():
        box.click()
        settled(page)
    page.locator(".st-key-eigen_knoppen button:enabled").first.click()
    page.locator(".st-key-eigen_bestanden").wait_for()
    nothing_ran()
    for view in VIEWS if kind.code != SHARE else VIEWS[-2:]:
        page.goto(f"{builtin}{view}")
        settled(page)
        page.wait_for_selector(".nabij-own")
        nothing_ran()
