"""A view is a link: the address holds the values of the controls, as stable codes.

Streamlit's own ``bind="query-params"`` writes the translated label of a choice into the address, so
that a link would break in another language. This module keeps the codes instead: it fills the
session from the address when the visitor follows a link or goes back, and writes the address when
a control changes. Defaults are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LAST, _NEWER = "_address", "_newer"
NONE = "geen"
"""Stands for an empty list: an empty value would be lost from the address."""


@dataclass(frozen=True)
class Param:
    """One control in the address.

    Attributes
    ----------
    name
        Key in the address.
    default
        Value when the address does not name it.
    parse
        Text of the address → value; ValueError for anything not allowed.
    write
        Value → text.
    session_key
        Key in the session, where another page has another control of that name; empty for the
        name itself.
    """

    name: str
    default: Any
    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str
    session_key: str = ""

    @property
    def key(self) -> str:
        """Return the key in the session."""
        return self.session_key or self.name


def one_of(allowed: Sequence[str]) -> Callable[[str], str]:
    """Return a parser that accepts these codes only."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return parse


def number_between(low: float, high: float) -> Callable[[str], float]:
    """Return a parser for a number from ``low`` to ``high``."""

    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return parse


def some_of(allowed: Sequence[str]) -> Callable[[str], list[str]]:
    """Return a parser for a comma-separated list of these codes, or ``NONE`` of them."""

    def parse(text: str) -> list[str]:
        values = [] if text == NONE else text.split(",")
        if any(v not in allowed for v in values):
            raise ValueError(text)
        return values

    return parse


def read_address(params: Sequence[Param]) -> list[str]:
    """Fill the session from the address, once per address.

    Choosing another page empties the address: that is no wish to forget, and changes nothing.

    Parameters
    ----------
    params
        The controls of every page and of the frame.

    Returns
    -------
    list of str
        The names in the address whose value is not valid, for the page to report.
    """
    for name, value in st.session_state.pop(_NEWER, {}).items():
        st.session_state[name] = value
    address = _address()
    last_page, last = st.session_state.get(_LAST, (None, None))
    arrived = last is None or (address != last and (bool(address) or _page() == last_page))
    refused = []
    for param in params:
        if arrived and param.name in address:
            try:
                st.session_state[param.key] = param.parse(address[param.name])
                continue
            except ValueError:
                refused.append(param.name)
        if arrived or param.key not in st.session_state:
            st.session_state[param.key] = param.default
        elif _page() != last_page:
            # for Streamlit a control in the side bar is another one than the same on the page
            st.session_state[param.key] = st.session_state[param.key]
    return refused


def reset_stale(params: Sequence[Param]) -> None:
    """Put controls back to their default whose value the data do not know (any more)."""
    for param in params:
        value = st.session_state.get(param.key, param.default)
        if value == param.default:
            continue
        try:
            param.parse(param.write(value))
        except ValueError:
            st.session_state[param.key] = param.default


def write_address(params: Sequence[Param]) -> None:
    """Write what differs from the defaults into the address."""
    address = chosen(params)
    if _address() != address:
        st.query_params.from_dict(address)
    st.session_state[_LAST] = (_page(), address)


def chosen(params: Sequence[Param]) -> dict[str, str]:
    """Return what differs from the defaults, as the address holds it."""
    return {
        p.name: p.write(st.session_state[p.key])
        for p in params
        if st.session_state.get(p.key, p.default) != p.default
    }


def sent_by_browser() -> frozenset[str]:
    """Return the ids of the controls whose values came with the first run of a session.

    There are none when a page is opened; there are when it was open before the server restarted.
    """
    context = get_script_run_ctx()
    if context is None or _LAST in st.session_state:
        return frozenset()
    return frozenset(state.id for state in context.session_state.get_widget_states())


def keep_newer(params: Sequence[Param], sent: frozenset[str]) -> bool:
    """Keep for the next run what the browser sent where the address does not know it yet.

    Parameters
    ----------
    params
        The controls of the page, which has been drawn.
    sent
        What :func:`sent_by_browser` returned before it was.

    Returns
    -------
    bool
        Whether there is such a choice, which the page must be drawn again for.
    """
    context = get_script_run_ctx()
    if context is None or not sent:
        return False
    # Streamlit has no other way to the value that the address replaced
    state = context.session_state._state  # noqa: SLF001  (see above)
    newer = {}
    for param in params:
        widget = state.get_widget_id_from_key(param.key)
        if widget in sent:
            value = state._new_widget_state[widget]  # noqa: SLF001  (as above)
            if value != st.session_state[param.key]:
                newer[param.key] = value
    if newer:
        st.session_state[_NEWER] = newer
    return bool(newer)


def resend_choices(params: Sequence[Param]) -> None:
    """Make the browser show every choice again: it keeps the words of the previous language."""
    for param in params:
        if param.key in st.session_state:
            st.session_state[param.key] = st.session_state[param.key]


def _address() -> dict[str, str]:
    return {name: st.query_params[name] for name in st.query_params}


def _page() -> str:
    return urlsplit(st.context.url or "").path
