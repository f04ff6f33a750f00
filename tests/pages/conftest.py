from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from loaders.store import snapshots
from pages.ui import visitor
from tests.pages.page_helpers import opened


@pytest.fixture(scope="session", autouse=True)
def components_looked_for_once():
    """Let Streamlit look for components among all packages once, not at each run of a page."""
    with pytest.MonkeyPatch.context() as patch:
        look = manifest_scanner.scan_component_manifests
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(look))
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_ahead():
    """Let a page prepare no others and leave the garbage collector alone.

    Here each page is looked at in a process of its own making: what the next visitor would need
    takes seconds, and so does walking over all that tests hold.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("prepare_other_pages", "freeze_what_stays"):
            patch.setattr(f"pages.ui.cache.{name}", lambda *_: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_browser():
    """Give the visitors of tests a browser: Streamlit's stand-ins for cookies are no text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visitor, "browser", lambda: visitor.Browser("a cookie", ""))
        yield


@pytest.fixture(scope="module")
def snapshot(builtin_folder):
    return snapshots.load(builtin_folder)


@pytest.fixture
def open_page(builtin_folder, monkeypatch):
    """Return a function that opens a page at an address, of the built-in data or of a folder."""
    monkeypatch.setenv("NABIJ_GEOLOCATION", "")

    def start(page, folder=builtin_folder, /, **address: str):
        monkeypatch.setenv("NABIJ_DATA", str(folder))
        return opened(page, **address)

    return start
