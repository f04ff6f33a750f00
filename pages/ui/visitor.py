"""Where a visitor comes from, as far as the server can know."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping

_COOKIE = "_streamlit_xsrf"


def address_of(headers: Mapping[str, str], peer: str) -> str:
    """Return the network address of a visitor.

    Parameters
    ----------
    headers
        Of the request; the names in any case.
    peer
        Address that the request came from. From this machine it is a proxy, which is believed: the
        last address that it gives is the one that it saw.

    Examples
    --------
    >>> address_of({"x-forwarded-for": "6.6.6.6, 192.0.2.7"}, "127.0.0.1")
    '192.0.2.7'
    >>> address_of({"x-forwarded-for": "6.6.6.6"}, "192.0.2.9")
    '192.0.2.9'
    """
    given = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(given)) if ipaddress.ip_address(peer).is_loopback else peer
    except ValueError:
        return peer


class Browser(NamedTuple):
    """What a stranger who continues the session of another does not have."""

    cookie: str
    address: str


def browser() -> Browser:
    """Return the browser of this run: the random number that Streamlit gave it, and its address."""
    return Browser(
        str(st.context.cookies.get(_COOKIE, "")),
        address_of(st.context.headers, st.context.ip_address or ""),
    )
