"""Streamlit's many small scripts in one file, so that a first visit asks for few.

Streamlit comes as some three hundred modules of JavaScript; a page asks for seventy of them before
it has drawn anything. The file that is made here holds the text of the small ones. In the browser,
``nabij-modules.js`` gives each an address of its own, and an import map leads to these where
Streamlit imports the modules: they stay separate modules, and not a file of Streamlit is changed.
A browser without import maps ignores all this and fetches them one by one. The large ones stay
files: a browser keeps what it made of a file until the next visit.
"""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from streamlit.file_util import get_static_dir

from pages.ui.scripts import inline

FOLDER = Path(get_static_dir(), "static", "js")
_LARGE_BYTES = 20_000
_BASE = "nabij-base:"
"""What the browser replaces by the address of Streamlit's scripts."""

_EARLY = (
    *("Html", "BidiComponent", "serialization", "recordbatch", "ButtonGroup"),
    *("ComponentInstance", "IFrameUtil", "Checkbox", "Radio", "Selectbox", "Multiselect"),
    *("Button", "DownloadButton"),
)
"""Streamlit loads the code of an element when it first draws one; the pages begin with these."""

_IMPORTED = re.compile(r'(?<=\bfrom")\./|(?<=\bimport")\./|(?<=\bimport\([`"])\./')
_STATIC = re.compile(r'\b(?:from|import)"\./([\w.~-]+\.js)"')
_PRELOADED = re.compile(
    r'<link rel="modulepreload" crossorigin href="\./static/js/([\w.~-]+\.js)">\s*'
)


def start_document() -> str:
    """Return Streamlit's start document, with the one file in place of the modules in it.

    The links to these stay, without a meaning for browsers: Streamlit looks for them before it
    adds links of its own.
    """
    links = "".join(
        f'<link rel="{rel}" crossorigin href="./static/js/{name}">'
        for name in _names()
        for rel in ["in-modules" if _is_small(name) else "modulepreload"]
    )
    bundled = f'<script src="./nabij/{bundle_name()}"></script>{links}'
    return _PRELOADED.sub("", _html()).replace("<head>", f"<head>{bundled}", 1)


@cache
def bundle() -> bytes:
    """Return the script that defines the modules."""
    texts = {name: _movable(name) for name in _names() if _is_small(name)}
    content = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    return f"(({inline('nabij-modules.js').strip().rstrip(';')})({content}));".encode()


@cache
def bundle_name() -> str:
    """Return the name of that script, made from its content."""
    return f"modules-{sha256(bundle()).hexdigest()[:12]}.js"


def _html() -> str:
    return Path(get_static_dir(), "index.html").read_text(encoding="utf-8")


def _is_small(name: str) -> bool:
    return (FOLDER / name).stat().st_size < _LARGE_BYTES


@cache
def _names() -> list[str]:
    """Return the modules that every page starts with, and all that these import, sorted."""
    todo = _PRELOADED.findall(_html())
    todo += [file.name for name in _EARLY for file in FOLDER.glob(f"{name}.*.js")]
    entry = set(re.findall(r'<script type="module"[^>]+/js/([\w.~-]+\.js)"', _html()))
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in found | entry:
            found.add(name)
            todo += _STATIC.findall((FOLDER / name).read_text(encoding="utf-8"))
    return sorted(found)


def _movable(name: str) -> str:
    """Return the text of a module with whole addresses, as it has no address to start from."""
    text = _IMPORTED.sub(_BASE, (FOLDER / name).read_text(encoding="utf-8"))
    return text.replace("import.meta.url", f'"{_BASE}{name}"')
