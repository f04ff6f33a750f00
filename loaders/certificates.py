"""The certificates by which servers are trusted, read once for a process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import ssl


@cache
def trusted() -> ssl.SSLContext:
    """Return what connections are checked by; reading it takes longer than many a request."""
    return httpx.create_ssl_context()
