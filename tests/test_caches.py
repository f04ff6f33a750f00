"""What is kept in memory has a bound, whatever visitors ask."""

import ast

from tests.import_graph import our_modules

FEW_KEYS = {
    "app._start_document": "languages, with a map or not, embedded or not",
    "loaders.admin_code._of_process": "the code in the settings",
    "loaders.builtin.snapshot.facts": "files of facts",
    "loaders.export.qgis_styles.words": "languages",
    "pages.ui.i18n.catalogue": "languages",
    "pages.ui.scripts.address": "scripts",
    "pages.ui.scripts.asset": "scripts",
    "pages.ui.scripts.inline": "scripts",
}
"""Functions whose arguments take few values, and which."""


def unbounded(source: str, module: str) -> list[str]:
    """Return the functions of a module that take arguments and keep all results for good."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef) or not (node.args.args or node.args.kwonlyargs):
            continue
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            name = ast.unparse(call.func if call else decorator).rpartition(".")[2]
            given = {word.arg: ast.unparse(word.value) for word in call.keywords} if call else {}
            bounded = {
                "cache": False,
                "lru_cache": given.get("maxsize") != "None",  # 128 unless given
                "cache_data": "max_entries" in given,
                "cache_resource": "max_entries" in given or given.get("scope") == "'session'",
            }
            if not bounded.get(name, True):
                found.append(f"{module}.{node.name}")
    return found


def test_every_cache_has_a_bound() -> None:
    ours = our_modules().items()
    product = {m: s for m, s in ours if not m.startswith(("tests.", "benchmarks."))}
    found = [name for module, source in product.items() for name in unbounded(source, module)]
    assert sorted(found) == sorted(FEW_KEYS)


def test_a_cache_without_a_bound_is_found() -> None:
    source = "@st.cache_data\ndef f(a): ...\n@cache\ndef g(a): ...\n@cache\ndef h(): ...\n"
    assert unbounded(source, "m") == ["m.f", "m.g"]
