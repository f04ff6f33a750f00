"""Nabij: the web application. Run it with ``python app.py``, ``make run`` or ``nabij serve``.

Streamlit serves the pages. A few routes of our own serve what the maps need, so that the browser
asks no other host, and the document that starts a page, so that it is in the right language.
"""

from __future__ import annotations

import gc
import gzip
import os
import re
import sys
import threading
from contextlib import asynccontextmanager, suppress
from functools import cache, lru_cache
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit.file_util import get_static_dir
from xstatic.pkg import leaflet

from geodata.errors import NabijError
from geodata.languages import LANGUAGES
from loaders.admin_code import code_to_print
from loaders.session_files import PRIVATE_FOLDERS
from loaders.settings import get_settings
from loaders.store.manifest import is_up_to_date
from pages import documents, modules, protocols
from pages.connections import Connections
from pages.navigation import PAGES, START, paths
from pages.ui import styles
from pages.ui.embed import is_embedding
from pages.ui.i18n import LANGUAGE_KEY
from pages.ui.scripts import address, asset, inline, served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = Path(__file__).resolve().parent
FRAME = HERE / "pages" / "frame.py"
_OLD_START_PARAMS = {
    *("gebied", "maat", "groep", "afstand", "vrij", "soort", "factor", "antennes", "status"),
    *("klassen", "wijk"),
}
"""What links of the time when Dekking was the start page have in their address."""

_STATIC = Path(get_static_dir(), "static")
_SCRIPT = re.compile(r"/static/((?:js|css)/[\w.~-]+\.(?:js|css))")
_NIS = re.compile(r"\d{5}")
_GEOMETRY = re.compile(r"[\w-]+/[\w-]+\.json")
_NO_ICONS = '<style>[data-testid="stIconMaterial"]{display:none!important}</style>'
"""Before the first icon is drawn: for one, Streamlit would fetch a font of 375 kB."""

_FRAME_SCRIPT = '<script type="module" src="./nabij/script/%s"></script>'
_STYLE_SHEET = '<link rel="stylesheet" href="./nabij/style/%s">'

_CACHE_FOREVER = "public, max-age=31536000, immutable"
_CACHE_PRIVATE = "private, max-age=3600"
MESSAGE_MB = 8
"""A message has at most this size: ours to a browser are smaller, Streamlit would take 200."""
_COMPONENTS = "/component/"
"""Where Streamlit serves the frames inside a page."""


@cache
def _links_for_map() -> str:
    """Return links that let the browser fetch early what a map needs late.

    The frame of the map loads its scripts one after another. Requested at once, they arrive while
    the page is still starting.
    """
    scripts = [
        "leaflet/leaflet.js",
        "leaflet/leaflet.css",
        *(f"assets/{file.name}" for file in sorted((HERE / "maps/assets").glob("*.[jc]s*"))),
    ]
    return "".join(f'<link rel="prefetch" href="./nabij/{name}">' for name in scripts)


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[None]:
    """Load the data while the first visitor's page starts, and nothing that can wait until then.

    Not the pages: Streamlit only serves a component that was first imported in a visitor's run.
    """

    def prepare() -> None:
        _ = PRIVATE_FOLDERS.root  # removes the private folders that an earlier start left
        modules.bundle()
        with suppress(NabijError):  # the page reports what cannot be loaded
            import_module("pages.ui.cache").warm()
        gc.freeze()  # what is loaded now stays: no collection has to look at it again
        gc.enable()

    threading.Thread(target=prepare, name="warm", daemon=True).start()
    yield


@cache
def _start_document(lang: str, *, with_map: bool, embedded: bool) -> bytes:
    """Return Streamlit's start document, with the language of the page and our name, compressed."""
    html = modules.start_document()
    kind, own = ' class="nabij-embed"' * embedded, get_settings().language
    script = f"<script>(() => {{{inline('nabij-start.js')}}})()</script>"
    for pattern, words in {
        r"<head>": f"<head>{_NO_ICONS}{script}",
        r"</head>": f"{_FRAME_SCRIPT % address('nabij-frame.js')}"
        f"{_links_for_map() if with_map else ''}</head>",
        # after what Streamlit puts in the head while it runs, before what a page puts in its body:
        # of two equal rules the last counts
        r"<body>": f"<body>{_STYLE_SHEET % styles.address()}",
        r'<html lang="en">': f'<html lang="{lang}" data-language="{own}"{kind}>',
        r"<title>Streamlit</title>": "<title>Nabij</title>",
        r"<noscript>.*(?=</noscript>)": f"<noscript>{documents.without_scripts(lang)}",
    }.items():
        before, *after = re.split(pattern, html, maxsplit=1, flags=re.DOTALL)
        html = words.join([before, *after])
        if not after:
            msg = f"Streamlit's index.html has changed: there is no {pattern} in it"
            raise RuntimeError(msg)
    return html.encode()


async def document(request: Request) -> Response:
    """Serve the start document of every page; an old link to Dekking at the root goes there."""
    path = request.url.path
    if path == "/" and _OLD_START_PARAMS & set(request.query_params):
        return RedirectResponse(f"/dekking?{request.url.query}")
    lang = request.query_params.get(LANGUAGE_KEY, "")
    lang = lang if lang in LANGUAGES else get_settings().language
    page = PAGES[path.strip("/") or START]
    embedded = is_embedding(request.query_params)
    html = _start_document(lang, with_map=page.starts_with_map, embedded=embedded)
    return _compressed(request, html, "text/html", {"Cache-Control": "no-cache"})


def _compressed(
    request: Request, content: bytes, media_type: str, headers: dict[str, str]
) -> Response:
    """Return an answer with the content, compressed once for all who can unpack it."""
    headers = {**headers, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"], content = "gzip", _gzip(content)
    return Response(content, media_type=media_type, headers=headers)


@lru_cache(maxsize=500)
def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def streamlit_modules(request: Request) -> Response:
    """Serve Streamlit's small modules in one file; the name holds a hash of the content."""
    if request.path_params["name"] != modules.bundle_name():
        return Response("Not found", status_code=404)
    headers = {"Cache-Control": _CACHE_FOREVER}
    return _compressed(request, modules.bundle(), "text/javascript", headers)


def page_script(request: Request) -> Response:
    """Serve a script of the pages; the name holds a hash of the content.

    A page that was opened before an update asks for a name of then: it gets the script of now.
    """
    asked = request.path_params["name"]
    name = served().get(asked) or f"{asked.rpartition('-')[0]}.js"
    if name not in served().values():
        return Response("Not found", status_code=404)
    return _kept(request, asset(name), "text/javascript", for_ever=asked in served())


def style_sheet(request: Request) -> Response:
    """Serve the style sheet of the pages; the name holds a hash of the content, as of scripts."""
    current = request.path_params["name"] == styles.address()
    return _kept(request, styles.style_sheet(), "text/css", for_ever=current)


def _kept(request: Request, text: str, media_type: str, *, for_ever: bool) -> Response:
    headers = {"Cache-Control": _CACHE_FOREVER if for_ever else "no-store"}
    return _compressed(request, text.encode(), media_type, headers)


def _no_page(request: Request) -> Response:
    """Answer where there is no page: go to the one that was meant, or tell which there are."""
    name, _slash, rest = request.url.path.strip("/").partition("/")
    query = dict(request.query_params)
    if name == "gemeente" and _NIS.fullmatch(rest):
        return RedirectResponse(f"/gemeente?{urlencode({'gemeente': rest, **query})}")
    if name == START and not rest:
        return RedirectResponse(f"/?{urlencode(query)}")
    accepted = request.headers.get("accept-language", "").lower().split(",")
    wanted = [query.get(LANGUAGE_KEY, ""), *(part.strip()[:2] for part in accepted)]
    lang = next((code for code in wanted if code in LANGUAGES), get_settings().language)
    return HTMLResponse(documents.not_found(lang), status_code=404)


async def geometry(request: Request) -> Response:
    """Serve a geometry file of a snapshot, compressed as it is on the disk.

    The names hold a hash of the content, so a browser may keep the files for ever. Those of a
    visitor's own files are under an id that no one can guess.
    """
    name = request.path_params["name"]
    snapshot, _, file = name.partition("/")
    own = PRIVATE_FOLDERS.static_folder(snapshot)
    path = (own or get_settings().data / "snapshots" / snapshot / "static") / file
    if not (_GEOMETRY.fullmatch(name) and path.is_file()):
        return Response("Not found", status_code=404)
    headers = {
        "Cache-Control": _CACHE_PRIVATE if own else _CACHE_FOREVER,
        "Vary": "Accept-Encoding",
    }
    packed = path.with_name(path.name + ".gz")
    if packed.is_file() and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        path = packed
    return FileResponse(path, media_type="application/geo+json", headers=headers)


class OwnAnswers:
    """Answer in place of Streamlit: its scripts compressed, and a page that is not there.

    Streamlit leaves compression to a proxy, and answers any address with its start document.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let Streamlit."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path in paths() or path.startswith("/component/"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if (script := _SCRIPT.fullmatch(path)) and (file := _STATIC / script[1]).is_file():
            content, kind = await run_in_threadpool(_static_text, file)
            headers = {"Cache-Control": _CACHE_FOREVER}
            await _compressed(request, content, kind, headers)(scope, receive, send)
            return
        missing = False

        async def unless_document(message: Message) -> None:
            nonlocal missing
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                missing = b"text/html" in dict(message["headers"]).get(b"content-type", b"")
            if not missing:
                await send(message)

        await self.app(scope, receive, unless_document)
        if missing:
            await _no_page(request)(scope, receive, send)


@lru_cache(maxsize=500)
def _static_text(file: Path) -> tuple[bytes, str]:
    """Return the content of a script or style sheet of Streamlit, and its media type."""
    content = file.read_bytes()
    _gzip(content)  # takes its time: not where all visitors wait
    return content, "text/css" if file.suffix == ".css" else "text/javascript"


class OwnHostOnly:
    """Tell the browser to ask no host but ours, and the tiles' when they are configured.

    Only the configured hosts may show Nabij in a frame, and only what is made for it: the embedded
    view of a page, and the frame of its map.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        settings = get_settings()
        tiles = re.match(r"https?://[^/{]+", settings.tiles)
        images = f" {tiles[0]}" if tiles else ""
        self.policy = (
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; "
            f"img-src 'self' blob: data:{images}; "
            "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
        )
        self.embedded_policy = f"{self.policy} {settings.embed_hosts}".rstrip()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every answer."""
        policy = self.embedded_policy if _embeds(scope) else self.policy

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", policy.encode()),
                    (b"referrer-policy", b"same-origin"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        await self.app(scope, receive, with_headers)


def _embeds(scope: Scope) -> bool:
    """Return whether an answer may be shown in a frame of the configured hosts."""
    path = str(scope.get("path", ""))
    page = paths().get(path)
    asked = page is not None and page.embeds and is_embedding(QueryParams(scope["query_string"]))
    return asked or path.startswith(_COMPONENTS)


def create_app() -> st.App:
    """Return the application: the pages of ``pages.navigation`` and the routes of our own."""
    return st.App(
        FRAME,
        routes=[
            *(Route(path, document) for path in paths()),
            Route("/nabij/{name:str}", streamlit_modules),
            Route("/nabij/script/{name:str}", page_script),
            Route("/nabij/style/{name:str}", style_sheet),
            Route("/nabij/geo/{name:path}", geometry),
            Mount("/nabij/leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
            Mount("/nabij/assets", StaticFiles(directory=HERE / "maps" / "assets")),
        ],
        middleware=[Middleware(OwnHostOnly), Middleware(Connections), Middleware(OwnAnswers)],
        lifespan=warm,
    )


app = create_app()


def main() -> int:
    """Prepare the data, print the address and serve until stopped."""
    try:
        settings = get_settings()
        if settings.database_url.get_secret_value():
            from loaders.database.sync import refresh

            refresh(settings, progress=print)
        if not is_up_to_date(settings.data):
            from loaders.publication import ensure_snapshot

            print("Preparing the data of Nabij (once, less than a minute)…")
            ensure_snapshot(settings)
    except NabijError as error:
        print(f"nabij: {error}", file=sys.stderr)
        return 2
    if code := code_to_print():
        print(f"Administrator's code for this start: {code}", flush=True)
    gc.disable()  # until all is loaded: it would take a tenth of the start
    os.environ["FORWARDED_ALLOW_IPS"] = ",".join(settings.proxies.split())  # read by Uvicorn
    protocols.install()
    sys.argv = [str(FRAME)]  # Streamlit reads ``.streamlit/config.toml`` in the folder of this
    app.run(
        config={
            "server.address": settings.host,
            "server.port": settings.port,
            "server.maxUploadSize": settings.upload_mb,
            "server.maxMessageSize": MESSAGE_MB,
        }
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
