"""The style sheet of the pages: the colours of the palette, icons, and ``pages/styles/*.css``.

The rules of Streamlit's own elements are many and specific, so that some of ours need
``!important``, and its elements bear no class that lasts from version to version, so that
``data-testid`` has to name them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from geodata.palette import css_variables
from pages.ui import icons

_FOLDER = Path(__file__).parents[1] / "styles"
_SHEETS = (
    *("base", "layout", "map", "cards", "tables", "over", "actions", "screens"),
    *("gegevens", "vind", "vind_cards", "vind_list", "report", "charts"),
)
"""From what all pages share to what one page has: a later sheet wins."""

_ALWAYS_LIGHT = ".nabij-swatch, .nabij-mark, .nabij-picture"
"""What a map or a picture shows, in the colours that it has there."""


@cache
def _style() -> str:
    variables = css_variables(always_light=_ALWAYS_LIGHT)
    sheets = [(_FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in _SHEETS]
    return f"<style>{variables}\n{icons.css()}\n{''.join(sheets)}</style>"


def inject() -> None:
    """Give the page its style sheet."""
    st.html(_style())
