"""The embedded view of a page: in a frame of another website, without menu.

Streamlit knows it by ``?embed=true``: it draws neither header nor footer then, and keeps that
parameter in the address while the others change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME, _VALUE = "embed", "true"

PARAM = f"{_NAME}={_VALUE}"
"""What an address has to ask for the embedded view."""


def is_embedding(query: Mapping[str, str]) -> bool:
    """Return whether the parameters of an address ask for the embedded view."""
    return query.get(_NAME, "").lower() == _VALUE


def embedded() -> bool:
    """Return whether this visitor sees the embedded view."""
    return bool(st.context.is_embedded)


def within(url: str) -> str:
    """Return the address of a page of Nabij, in the embedded view where that is the case now."""
    if not embedded():
        return url
    return f"{url}{'&' if '?' in url else '?'}{PARAM}"
