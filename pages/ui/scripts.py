"""The scripts of our own that Streamlit runs in the page, each as one module."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

_ASSETS = Path(__file__).parents[1] / "assets"
_LOADED = (
    'const { default: own } = await import(new URL("./nabij/script/%s", document.baseURI));\n'
    "export default own;"
)
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_IMPORT = re.compile(r'^import .+ from "\./([\w-]+\.js)";\n', re.MULTILINE)


@cache
def asset(name: str) -> str:
    """Return a file of ``pages/assets``, what it imports from there included."""
    text = (_ASSETS / name).read_text(encoding="utf-8")
    return _IMPORT.sub(lambda found: asset(found[1]), text)


@cache
def address(name: str) -> str:
    """Return the name that a file of ``pages/assets`` is served under; it holds a hash of it."""
    stem, dot, kind = name.rpartition(".")
    return f"{stem}-{sha256(asset(name).encode()).hexdigest()[:12]}{dot}{kind}"


@cache
def served() -> dict[str, str]:
    """Return the files that :func:`component` loads, by the name that each is served under."""
    return {address(file.name): file.name for file in _ASSETS.glob("*.js")}


def component(name: str) -> str:
    """Return a script for a component of Streamlit that loads a file of ``pages/assets``.

    Streamlit sends a component's script with its data, in every run in which these changed; a file
    the browser keeps.
    """
    return _LOADED % address(name)


@cache
def inline(name: str) -> str:
    """Return a file of ``pages/assets`` to put in HTML, without its comments.

    Streamlit takes a script out of HTML that has a ``<`` before a letter, as types have.
    """
    return _COMMENT.sub("", asset(name))
