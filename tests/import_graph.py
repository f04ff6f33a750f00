"""What the modules of the project import, read from their code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {"build", "data", "node_modules"}


@dataclass(frozen=True)
class Import:
    name: str
    line: int
    in_function: bool
    for_types: bool


def imported_names(node: ast.AST, package: list[str]) -> list[str]:
    """Return what a statement or call imports; of ``from a import b`` both ``a`` and ``a.b``."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else []
        base = [*above, *([node.module] if node.module else [])]
        return [".".join(base), *(".".join([*base, alias.name]) for alias in node.names)]
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return [str(node.args[0].value)] if called in {"import_module", "__import__"} else []
    return []


@cache
def imports(source: str, module: str) -> tuple[Import, ...]:
    """Return what a module imports, wherever in its code."""
    package = module.split(".")[:-1]
    functions = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

    def visit(node: ast.AST, *, in_function: bool, for_types: bool) -> Iterator[Import]:
        for name in imported_names(node, package):
            yield Import(name, node.lineno, in_function, for_types)
        in_function = in_function or isinstance(node, functions)
        guarded = node.body if isinstance(node, ast.If) and is_for_types(node.test) else []
        for child in ast.iter_child_nodes(node):
            yield from visit(
                child, in_function=in_function, for_types=for_types or child in guarded
            )

    return tuple(visit(ast.parse(source), in_function=False, for_types=False))


def is_for_types(test: ast.expr) -> bool:
    return ast.unparse(test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def our_modules() -> dict[str, str]:
    """Return the dotted name of every module of the project, and its source."""
    found = {}
    ours = [at for at in ROOT.iterdir() if at.name[0] != "." and at.name not in NOT_OURS]
    files = (path for at in ours for path in ([at] if at.is_file() else at.rglob("*.py")))
    for path in sorted(path for path in files if path.suffix == ".py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = path.read_text(encoding="utf-8")
    return found
