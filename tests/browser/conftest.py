"""One browser and one app per data folder for all browser tests; a page for each test."""

from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote_plus

import pytest

from loaders.imports.services import SERVICES
from loaders.publication import publish_now
from loaders.store import snapshots
from tests.browser.app_server import browsing, serve
from tests.browser.browser_helpers import PHONE
from tests.browser.watched_pages import WatchedPages
from tests.loaders.imports.import_helpers import imported
from tests.pages.vind.vind_page import EXAMPLE
from tests.shared_folders import made_once
from tests.system import chromium

HOSTILE = (
    "<script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=2">',
    "👵🏽 's & <b>vet</b>",
)
CLOSED_TILES = "http://127.0.0.1:9/{z}/{x}/{y}.png"
UPLOAD_MB = 5
ADDRESS = (
    b'{"LocationResult":[{"FormattedAddress":"Zeldzamestraat 17, 9000 Gent","Location":'
    b'{"Lat_WGS84":51.05,"Lon_WGS84":3.72},"LocationType":"huisnummer"}]}'
)


# Of the package, not of the session: Playwright's loop must not outlive it into other tests.
@pytest.fixture(scope="package")
def browser():
    """Chromium."""
    if chromium() is None:
        pytest.skip("no Chromium here; `python -m tests.system` can install it")
    with browsing() as running:
        yield running


@pytest.fixture(scope="package")
def contexts():
    """Contexts that pages share, by their options; they end with their browser."""
    return {}


def _serving(handler):
    """Serve on a free port of this machine until the block ends; give the port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="package")
def address_service():
    """An address service on this machine that knows one address, and what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(unquote_plus(self.path))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(
                ADDRESS if "zeldzame" in self.path.lower() else b'{"LocationResult":[]}'
            )

        def log_message(self, *_args: object) -> None:
            pass

    for port in _serving(Handler):
        yield f"http://127.0.0.1:{port}", asked


@pytest.fixture(scope="package")
def host(tmp_path_factory):
    """A folder of pages that another host shows, and its port."""
    folder = tmp_path_factory.mktemp("host")

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            pass

    for port in _serving(partial(Handler, directory=folder)):
        yield folder, port


@pytest.fixture(scope="package")
def builtin_server(builtin_folder, address_service, host, tmp_path_factory):
    """The app on the built-in data; the pages of the other host may show it."""
    settings = {
        "upload_mb": UPLOAD_MB,
        "geolocation": address_service[0],
        "embed_hosts": f"http://localhost:{host[1]}",
    }
    log = tmp_path_factory.mktemp("builtin") / "log"
    with serve(builtin_folder, log=log, **settings) as server:
        yield server


@pytest.fixture(scope="package")
def builtin(builtin_server):
    return builtin_server.url


@pytest.fixture(scope="package")
def official(official_folder):
    with serve(official_folder) as server:
        yield server.url


@pytest.fixture(scope="package")
def hostile(builtin_folder, tmp_path_factory):
    """The app on names that want to be code, and the example of Sociale Huizen and self-help.

    Its base map cannot be reached.
    """

    def make(folder):
        data = snapshots.load(builtin_folder).data
        data = imported(EXAMPLE, SERVICES, data, source="Test")
        units, centres = data.units.copy(), data.centres.copy()
        units["name"] = [HOSTILE[i % 3] for i in range(len(units))]
        centres["name"] = [HOSTILE[i % 3] for i in range(len(centres))]
        publish_now(replace(data, units=units, centres=centres), folder=folder, kind="imported")

    folder = made_once(tmp_path_factory, "hostile-services", make)
    with serve(folder, tiles=CLOSED_TILES, tiles_attribution="© niemand") as server:
        yield server.url


@pytest.fixture
def open_page(browser, contexts):
    """Return a function that opens a page, with options of a browser context.

    After the test: no request may have left this machine, and nothing may have gone wrong in the
    browser, except console errors that the test expects.
    """
    pages = WatchedPages(browser, contexts)
    yield pages.open
    pages.close()
    assert pages.outside == []
    assert pages.wrong == []


@pytest.fixture
def phone(open_page):
    """A page on a phone."""
    return open_page(**PHONE)
