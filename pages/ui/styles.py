"""The style sheet of the pages: the colours of the palette, icons, and ``pages/styles/*.css``.

The rules of Streamlit's own elements are many and specific, so that some of ours need
``!important``, and its elements bear no class that lasts from version to version, so that
``data-testid`` has to name them.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from geodata.palette import css_variables
from pages.ui import icons

_FOLDER = Path(__file__).parents[1] / "styles"
_SHEETS = (
    *("base", "layout", "map", "cards", "tables", "over", "actions", "screens"),
    *("gegevens", "vind", "vind_cards", "vind_list", "report", "charts", "rows", "search_box"),
)
"""From what all pages share to what one page has: a later sheet wins."""

_ALWAYS_LIGHT = ".nabij-swatch, .nabij-mark, .nabij-picture"
"""What a map or a picture shows, in the colours that it has there."""


@cache
def style_sheet() -> str:
    """Return the style sheet."""
    variables = css_variables(always_light=_ALWAYS_LIGHT)
    sheets = [(_FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in _SHEETS]
    return f"{variables}\n{icons.css()}\n{''.join(sheets)}"


@cache
def address() -> str:
    """Return the name that the style sheet is served under; it holds a hash of the content."""
    return f"nabij-{sha256(style_sheet().encode()).hexdigest()[:12]}.css"
