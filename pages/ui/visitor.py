"""Where a visitor comes from, as far as the server can know.

The address is that of the connection. Uvicorn replaces it by what a proxy tells, if the proxy is
one of ``NABIJ_PROXIES``; nobody else is believed.
"""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

import streamlit as st

from loaders.settings import get_settings

_COOKIE = "_streamlit_xsrf"
_HOUSEHOLD_V6 = 64


def network_of(address: str) -> str:
    """Return what stands for one visitor: an address, in IPv6 the network that a household has.

    Parameters
    ----------
    address
        As the server sees it; empty or a name where there is none.

    Examples
    --------
    >>> network_of("192.0.2.7"), network_of("2001:db8:1:2:3:4:5:6")
    ('192.0.2.7', '2001:db8:1:2::/64')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found.packed, _HOUSEHOLD_V6), strict=False))


def is_proxy(address: str) -> bool:
    """Return whether an address is one of ``NABIJ_PROXIES``: others come through it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(one) for one in get_settings().proxies.split())


class Browser(NamedTuple):
    """What a stranger who continues the session of another does not have."""

    cookie: str
    address: str


def browser() -> Browser:
    """Return the browser of this run: the random number that Streamlit gave it, and its address."""
    return Browser(
        str(st.context.cookies.get(_COOKIE, "")), network_of(st.context.ip_address or "")
    )
