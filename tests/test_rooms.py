"""Who may import whom: read from the code itself, and tried on code that breaks each rule."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import pytest

from tests.import_graph import imports, our_modules

FREE = {"tests", "benchmarks"}

INTERFACE = {"streamlit", "folium", "branca", "streamlit_folium"}
NETWORK = {"http", "httpx", "requests", "socket", "ssl", "urllib", "urllib3", "aiohttp", "pooch"}
FILES = {"fiona", "glob", "importlib", "io", "os", "pathlib", "pyogrio", "shutil", "sqlite3"}
FILES |= {"tempfile", "zipfile"}
CLOCK = {"time"}


@dataclass(frozen=True)
class Room:
    """What a room may import of ours, and what it may not of others."""

    ours: frozenset[str]
    never: frozenset[str]


ROOMS = {
    "geodata": Room(frozenset({"geodata"}), frozenset(INTERFACE | NETWORK | FILES | CLOCK)),
    "loaders": Room(frozenset({"geodata", "loaders"}), frozenset(INTERFACE)),
    "maps": Room(
        frozenset({"geodata", "maps"}), frozenset({"streamlit", "streamlit_folium"} | NETWORK)
    ),
    "pages": Room(frozenset({"geodata", "loaders", "maps", "pages"}), frozenset()),
    "app": Room(
        frozenset({"geodata", "loaders", "maps", "pages"}), frozenset({"streamlit_folium"})
    ),
    "nabij": Room(frozenset({"app", "loaders"}), frozenset(INTERFACE)),
}
OURS = {*ROOMS, *FREE}

UNCLEAN_NAMES = {"open", "__import__"}
UNCLEAN_ATTRIBUTES = {"now", "today", "utcnow", "read_text", "read_bytes", "write_text"}
UNCLEAN_ATTRIBUTES |= {"write_bytes", "read_csv", "read_excel", "read_feather", "read_file"}
UNCLEAN_ATTRIBUTES |= {"read_parquet", "read_json", "to_file", "to_parquet", "read_dataframe"}
"""Names by which files and the clock are reached without an import."""

SLOW = {
    "app": {"folium", "geopandas", "mapclassify", "pandera", "pyogrio", "scipy", "shapely"},
    "loaders.__main__": {
        *("folium", "geopandas", "mapclassify", "pandera", "pyogrio", "pyproj", "rapidfuzz"),
        *("scipy", "shapely", "sqlalchemy"),
    },
    "pages.frame": {"mapclassify", "pandera"},
}
"""What must not be imported before it is used, by the module that everything starts from."""


def violations(source: str, module: str) -> list[str]:
    """Return what a module may not do in its room."""
    name = module.split(".", maxsplit=1)[0]
    if name in FREE:
        return []
    if name not in ROOMS:
        return [f"{module}: is in no room"]
    room = ROOMS[name]
    found = []
    for one in imports(source, module):
        first = one.name.split(".")[0]
        lazily = one.in_function or one.for_types
        if (
            first in (OURS - room.ours)
            or first in room.never
            or (first == "pandera" and module != "geodata.snapshot.schemas")
            or (one.name == "geodata.snapshot.schemas" and not (name == "loaders" and lazily))
        ):
            found.append(f"{module}:{one.line}: imports {one.name}")
    if name == "geodata":
        found += [
            f"{module}:{node.lineno}: uses {ast.unparse(node)}"
            for node in ast.walk(ast.parse(source))
            if (isinstance(node, ast.Name) and node.id in UNCLEAN_NAMES)
            or (isinstance(node, ast.Attribute) and node.attr in UNCLEAN_ATTRIBUTES)
        ]
    return found


def slow_at_start(modules: Mapping[str, str], start: str, slow: set[str]) -> list[str]:
    """Return the slow modules that importing ``start`` imports, through ours."""
    found, seen, waiting = [], set(), [start]
    while waiting:
        module = waiting.pop()
        if module in seen or module not in modules:
            continue
        seen.add(module)
        for one in imports(modules[module], module):
            if one.in_function or one.for_types:
                continue
            parts = one.name.split(".")
            waiting += [".".join(parts[: i + 1]) for i in range(len(parts))]  # and its packages
            if parts[0] in slow:
                found.append(f"{module}:{one.line}: imports {one.name}")
    return found


MODULES = our_modules()


def test_every_room_is_there():
    assert set(ROOMS) <= {module.split(".")[0] for module in MODULES}


def test_every_module_keeps_to_its_room():
    found = (violations(source, module) for module, source in MODULES.items())
    assert list(chain.from_iterable(found)) == []


@pytest.mark.parametrize("start", SLOW)
def test_nothing_slow_is_imported_before_it_is_used(start):
    assert start in MODULES
    assert slow_at_start(MODULES, start, SLOW[start]) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("geodata.x", "import loaders"),
        ("geodata.x", "from loaders.store.snapshots import load"),
        ("geodata.x", "import maps.base"),
        ("geodata.x", "from pages import texts"),
        ("geodata.x", "import app"),
        ("geodata.x", "from .. import loaders"),
        ("geodata.x", "import streamlit as st"),
        ("geodata.x", "import folium.plugins"),
        ("geodata.x", "from streamlit_folium import st_folium"),
        ("geodata.x", "def f():\n    import httpx"),
        ("geodata.x", "from urllib.request import urlopen"),
        ("geodata.x", "if TYPE_CHECKING:\n    from pathlib import Path"),
        ("geodata.x", "try:\n    import pyogrio\nexcept ImportError:\n    pass"),
        ("geodata.x", "open('x')"),
        ("geodata.x", "import pandas as pd\npd.read_parquet('x')"),
        ("geodata.x", "from datetime import datetime\ndatetime.now()"),
        ("geodata.x", "from datetime import date\nday = field(default_factory=date.today)"),
        ("geodata.x", "import time\ntime.time()"),
        ("geodata.x", "import pandera"),
        ("geodata.x", "from geodata.snapshot.schemas import Units"),
        ("geodata.snapshot.x", "from . import schemas"),
        ("geodata.x", "__import__('streamlit')"),
        ("loaders.x", "import streamlit"),
        ("loaders.x", "class A:\n    def f(self):\n        import folium"),
        ("loaders.x", "if typing.TYPE_CHECKING:\n    import maps"),
        ("loaders.x", "async def f():\n    from pages.ui.i18n import _"),
        ("loaders.x", "import app"),
        ("loaders.x", "import tests.conftest"),
        ("loaders.x", "def f():\n    import pandera.pandas as pa"),
        ("loaders.x", "from geodata.snapshot.schemas import check_snapshot"),
        ("loaders.x", "from geodata.snapshot import schemas"),
        ("loaders.x", "importlib.import_module('maps.base')"),
        ("maps.x", "import streamlit"),
        ("maps.x", "from streamlit_folium import st_folium"),
        ("maps.x", "def f():\n    from loaders.store.snapshots import load"),
        ("maps.x", "import pages"),
        ("maps.x", "import httpx"),
        ("maps.x", "def f():\n    from geodata.snapshot.schemas import Units"),
        ("pages.x", "import app"),
        ("pages.x", "from app import main"),
        ("pages.x", "def f():\n    import geodata.snapshot.schemas"),
        ("pages.x", "from pandera import Field"),
        ("pages.x", "import benchmarks.coverage"),
        ("app", "from streamlit_folium import st_folium"),
        ("app", "import pandera"),
        ("helpers.x", ""),
    ],
)
def test_checker_sees(module, source):
    assert violations(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        (
            "geodata.x",
            "from datetime import datetime\nfrom geodata.crs import WGS84\nimport shapely",
        ),
        ("geodata.x", "from .crs import WGS84\nfrom . import crs"),
        ("geodata.snapshot.schemas", "import pandera.pandas as pa"),
        ("loaders.x", "def f():\n    from geodata.snapshot.schemas import check_snapshot"),
        ("loaders.x", "if TYPE_CHECKING:\n    from geodata.snapshot.schemas import Units"),
        ("loaders.x", "import httpx\nimport os\nfrom loaders import store\nopen('x')"),
        ("maps.x", "import folium\nfrom geodata.choropleth import CLASSES"),
        (
            "pages.x",
            "from streamlit_folium import st_folium\nfrom maps import base\nimport loaders",
        ),
        ("app", "import streamlit\nfrom pages import frame"),
        ("tests.x", "import app, pandera, streamlit_folium"),
    ],
)
def test_checker_lets_pass(module, source):
    assert violations(source, module) == []


@pytest.mark.parametrize(
    "modules",
    [
        {"app": "import scipy.spatial"},
        {"app": "from geodata.a import x", "geodata.a": "from scipy import sparse"},
        {
            "app": "from geodata import a",
            "geodata.a": "from . import b",
            "geodata.b": "import scipy",
        },
        {"app": "import geodata.a", "geodata.a": "if x:\n    import scipy"},
        {"app": "import geodata.a", "geodata.a": "", "geodata": "class A:\n    import scipy"},
        {"app": "if TYPE_CHECKING:\n    pass\nelse:\n    import scipy"},
        {"app": "if not TYPE_CHECKING:\n    import scipy"},
    ],
)
def test_checker_sees_what_slows_the_start(modules):
    assert slow_at_start(modules, "app", {"scipy"})


@pytest.mark.parametrize(
    "modules",
    [
        {"app": "def f():\n    import scipy"},
        {"app": "if TYPE_CHECKING:\n    import scipy"},
        {"app": "def f():\n    import geodata.a", "geodata.a": "import scipy"},
        {"app": "import geodata.a", "geodata.a": "import app", "geodata.b": "import scipy"},
    ],
)
def test_checker_lets_pass_what_does_not_slow_the_start(modules):
    assert slow_at_start(modules, "app", {"scipy"}) == []
