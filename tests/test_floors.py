"""Within a room imports go down, never up or sideways, and nowhere in a circle."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import chain

import pytest

from tests.import_graph import imports, our_modules

FLOORS = {
    "loaders": (
        ("settings", "builtin", "certificates"),
        ("store",),
        ("admin_code", "session_files"),
        ("export",),
        ("database",),
        ("publication",),
        ("files", "centre_sources"),
        ("centres", "network"),
        ("sources",),
        ("imports",),
        ("analysis",),
        ("commands",),
        ("__main__",),
    ),
    "pages": (
        ("ui",),
        ("wijken",),
        ("report",),
        ("vind", "dekking", "scenario", "gemeente", "rop", "gegevens", "over", "batch"),
        ("navigation",),
        ("documents", "frame", "modules", "patience", "protocols", "uploads"),
        ("connections",),
    ),
}
"""The packages and modules of a room from the ground up.

Each imports only what lies below it, so neighbours on one floor (two pages) never meet.
"""

MODULES = {
    name: source
    for name, source in our_modules().items()
    if name.split(".")[0] in {"app", "geodata", "loaders", "maps", "pages"}
}


def climbs(source: str, module: str) -> list[str]:
    """Return the imports of a module that do not go down within its room."""
    room, _, rest = module.partition(".")
    if room not in FLOORS or not rest:
        return []
    height = {part: floor for floor, parts in enumerate(FLOORS[room]) for part in parts}
    here = rest.split(".")[0]
    if here not in height:
        return [f"{module}: is on no floor of {room}"]
    found = []
    for one in imports(source, module):
        parts = one.name.split(".")
        if parts[0] != room or len(parts) == 1 or parts[1] == here:
            continue
        if parts[1] in height and height[parts[1]] >= height[here]:
            found.append(f"{module}:{one.line}: imports {one.name}")
    return found


def circle(modules: Mapping[str, str]) -> list[str]:
    """Return modules that import one another in a circle, also in functions or for types."""
    graph = {}
    for module, source in modules.items():
        named = {one.name for one in imports(source, module)}
        packages = {name.rpartition(".")[0] for name in named & set(modules)}
        graph[module] = (named & set(modules)) - packages - {module}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_every_module_imports_only_from_below():
    found = (climbs(source, module) for module, source in MODULES.items())
    assert list(chain.from_iterable(found)) == []


def test_no_circle_of_imports():
    assert circle(MODULES) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("pages.vind.search", "from pages.gemeente import data"),
        ("pages.vind", "def f():\n    import pages.over"),
        ("pages.ui.cache", "from pages.wijken.view import View"),
        ("pages.ui.cache", "from pages import vind"),
        ("pages.wijken.card", "if TYPE_CHECKING:\n    from pages.report.inputs import Inputs"),
        ("pages.report.html", "import pages.frame"),
        ("loaders.store.snapshots", "from loaders.database import sync"),
        ("loaders.files.population", "from loaders.sources import http"),
        ("loaders.files.population", "from loaders import centres"),
        ("loaders.helpers.x", ""),
        ("pages.helpers", ""),
    ],
)
def test_checker_sees_what_climbs(module, source):
    assert climbs(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("pages.vind.search", "from pages.vind import cards\nfrom pages.ui import labels"),
        ("pages.gemeente", "from pages.report import document\nfrom pages.wijken import card"),
        ("loaders.sources.fetch", "from loaders.store import snapshots\nimport geodata.crs"),
        ("geodata.reach.coverage", "from geodata.demand import sectors"),
        ("loaders", ""),
    ],
)
def test_checker_lets_pass_what_goes_down(module, source):
    assert climbs(source, module) == []


def test_checker_sees_a_circle():
    lazily = {
        "a.x": "def f():\n    from a import y",
        "a.y": "from a.z import c",
        "a.z": "import a.x",
    }
    assert set(circle(lazily)) == set(lazily)
    assert circle({"a.x": "import a.y", "a.y": "if TYPE_CHECKING:\n    import a.x"})
    assert circle({"a.x": "import a.y\nimport a.z", "a.y": "import a.z", "a.z": ""}) == []
    assert circle({"a": "from a import x", "a.x": "from a import y", "a.y": ""}) == []
