"""Pages of a browser of which everything that goes wrong is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pages.navigation import PAGES
from tests.browser.app_server import new_context

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Request,
        WebSocket,
    )

_OWN = re.compile(r"(http://127\.0\.0\.1:|ws://127\.0\.0\.1:|data:|blob:|about:)")
# below a page's own path Streamlit first looks for itself there, and then at the root
_OWN_SEARCH = re.compile(rf"404.*/({'|'.join(PAGES)})/_stcore/")
_STILL = {"reduced_motion": "reduce"}
"""What a desktop asks for: without it each frame of a transition is drawn, on a processor."""


class WatchedPages:
    """Pages that one test opens.

    Pages with the same options share a context, and with it what the browser keeps of scripts; one
    with permissions has its own. When they are closed each context is a stranger to the app again.

    Attributes
    ----------
    outside
        Addresses on other machines that were asked for.
    wrong
        Errors in the browser that were not expected.
    """

    def __init__(self, browser: Browser, contexts: dict[str, BrowserContext]) -> None:
        self.outside: list[str] = []
        self.wrong: list[str] = []
        self._browser = browser
        self._shared = contexts
        self._own: list[BrowserContext] = []
        self._pages: list[Page] = []

    def open(self, *, expect: str = "", **options: Any) -> Page:
        """Return a new page; console errors that match ``expect`` are no fault."""
        context = self._context(options)
        if context not in [page.context for page in self._pages]:
            context.on("request", self._keep_foreign)
        page = context.new_page()
        self._pages.append(page)

        def keep(text: str) -> None:
            if not (_OWN_SEARCH.search(text) or (expect and re.search(expect, text))):
                self.wrong.append(text)

        def keep_error(message: ConsoleMessage) -> None:
            if message.type == "error":
                keep(f"{message.text} {message.location['url']}")

        page.on("websocket", self._keep_foreign)
        page.on("console", keep_error)
        page.on("pageerror", lambda error: keep(str(error)))
        return page

    def close(self) -> None:
        """Close all pages, and forget them."""
        for context in {page.context for page in self._pages}:
            context.remove_listener("request", self._keep_foreign)
            context.clear_cookies()
        for page in self._pages:
            page.close()
        for context in self._own:
            context.close()

    def _context(self, options: dict[str, Any]) -> BrowserContext:
        if "permissions" in options:
            self._own.append(new_context(self._browser, **options))
            return self._own[-1]
        options = options or _STILL
        key = repr(sorted(options.items()))
        if key not in self._shared:
            self._shared[key] = new_context(self._browser, **options)
        return self._shared[key]

    def _keep_foreign(self, asked: Request | WebSocket) -> None:
        if not _OWN.match(asked.url):
            self.outside.append(asked.url)
