"""Pictures of the pages: ``python -m benchmarks.screenshots`` writes ``docs/*.png``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from tests.browser.app_server import ROOT, browsing, loaders, new_context, serve
from tests.browser.browser_helpers import open_map, settled

DOCS = ROOT / "docs"
DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
SHOTS = (
    ("dekking-nl.png", "/dekking?gebied=province:30000", DESKTOP),
    ("dekking-fr.png", "/dekking?taal=fr&gebied=province:10000&maat=share", DESKTOP),
    ("gemeente-nl.png", "/gemeente?gemeente=34022", DESKTOP),
    (
        "scenario-nl.png",
        "/scenario?gebied=municipality:34022&scenario=1..m18al-1flx.m17z3-1fd9",
        DESKTOP,
    ),
    ("rop-nl.png", "/rop?werkgebied=rop:voorbeeld-2", DESKTOP),
    ("vind-nl.png", "/?plek=municipality:31005", DESKTOP),
    ("vind-phone-fr.png", "/?taal=fr&plek=municipality:31005", PHONE),
    ("dekking-phone-nl.png", "/dekking?gebied=province:10000", PHONE),
)


def main() -> None:
    """Take the pictures, of the built-in data: what `make run` shows at once."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        loaders(data, "build")
        with serve(data) as server, browsing() as browser:
            for name, path, size in SHOTS:
                small = size is PHONE
                context = new_context(browser, viewport=size, is_mobile=small, has_touch=small)
                page = context.new_page()
                if small:
                    page.goto(server.url + path)
                    settled(page)
                else:
                    open_map(page, server.url + path)
                page.screenshot(path=DOCS / name)
                with Image.open(DOCS / name) as picture:
                    small_picture = picture.convert("RGB").quantize(128)
                small_picture.save(DOCS / name, optimize=True)
                print(f"docs/{name}: {(DOCS / name).stat().st_size / 1000:.0f} kB")
                context.close()


if __name__ == "__main__":
    main()
