import re
from dataclasses import replace

import pytest

from loaders.publication import publish_now
from loaders.store import snapshots
from pages.navigation import PAGES
from tests.browser.app_server import browsing, new_context, serve
from tests.browser.browser_helpers import PHONE
from tests.shared_folders import made_once
from tests.system import chromium

HOSTILE = (
    "<script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=2">',
    "👵🏽 's & <b>vet</b>",
)
CLOSED_TILES = "http://127.0.0.1:9/{z}/{x}/{y}.png"


@pytest.fixture(scope="module")
def browser():
    """One Chromium a module: Playwright's loop must not outlive it into other tests."""
    if chromium() is None:
        pytest.skip("no Chromium here; `python -m tests.system` can install it")
    with browsing() as running:
        yield running


@pytest.fixture(scope="session")
def builtin(builtin_folder):
    with serve(builtin_folder) as server:
        yield server.url


@pytest.fixture(scope="session")
def official(official_folder):
    with serve(official_folder) as server:
        yield server.url


@pytest.fixture(scope="session")
def hostile(builtin_folder, tmp_path_factory):
    """The app on names that want to be code, with a base map that cannot be reached."""

    def make(folder):
        data = snapshots.load(builtin_folder).data
        units, centres = data.units.copy(), data.centres.copy()
        units["name"] = [HOSTILE[i % 3] for i in range(len(units))]
        centres["name"] = [HOSTILE[i % 3] for i in range(len(centres))]
        publish_now(replace(data, units=units, centres=centres), folder=folder, kind="imported")

    folder = made_once(tmp_path_factory, "hostile", make)
    with serve(folder, tiles=CLOSED_TILES, tiles_attribution="© niemand") as server:
        yield server.url


@pytest.fixture
def open_page(browser):
    """Return a function that opens a page in a new context.

    After the test: no request may have left this machine, and nothing may have gone wrong in the
    browser, except console errors that the test expects.
    """
    contexts, outside, wrong = [], [], []

    def make(*, expect: str = "", **options):
        context = new_context(browser, **options)
        contexts.append(context)
        page = context.new_page()
        own = re.compile(r"^(http://127\.0\.0\.1:|ws://127\.0\.0\.1:|data:|blob:|about:)")

        def keep_foreign(request):
            if not own.match(request.url):
                outside.append(request.url)

        def is_expected(text):
            # below a page's own path Streamlit first looks for itself there, and then at the root
            own_search = re.search(rf"404.*/({'|'.join(PAGES)})/_stcore/", text)
            return own_search or (expect and re.search(expect, text))

        def keep_error(message):
            text = f"{message.text} {message.location['url']}"
            if message.type == "error" and not is_expected(text):
                wrong.append(text)

        context.on("request", keep_foreign)
        page.on("websocket", keep_foreign)
        page.on("console", keep_error)
        page.on(
            "pageerror", lambda error: None if is_expected(str(error)) else wrong.append(str(error))
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert outside == []
    assert wrong == []


@pytest.fixture
def phone(open_page):
    """A page on a phone."""
    return open_page(**PHONE)
