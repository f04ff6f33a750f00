"""The scripts of our own that Streamlit runs in the page, each as one module."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_ASSETS = Path(__file__).parents[1] / "assets"
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_IMPORT = re.compile(r'^import .+ from "\./([\w-]+\.js)";\n', re.MULTILINE)


@cache
def asset(name: str) -> str:
    """Return a file of ``pages/assets``, what it imports from there included.

    Streamlit hands a component to the browser as text, which has no address that its imports could
    start from.
    """
    text = (_ASSETS / name).read_text(encoding="utf-8")
    return _IMPORT.sub(lambda found: asset(found[1]), text)


@cache
def inline(name: str) -> str:
    """Return a file of ``pages/assets`` to put in HTML, without its comments.

    Streamlit takes a script out of HTML that has a ``<`` before a letter, as types have.
    """
    return _COMMENT.sub("", asset(name))
