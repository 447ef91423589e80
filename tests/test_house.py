"""The project's own rules: arrows between modules point one way, and what is public says what it does."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter

from conftest import ROOT

MODULES = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "macros").glob("*.py")}


def imports(module: str) -> set[str]:
    """The modules of the package that a module imports."""
    found: set[str] = set()
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found |= {node.module} if node.module else {name.name for name in node.names}
    return found & MODULES.keys()


def test_arrows_between_modules_point_one_way() -> None:
    order = list(TopologicalSorter({module: imports(module) for module in MODULES}).static_order())
    assert order.index("values") < order.index("facts") < order.index("load")
    assert not imports("values")
    assert imports("facts") == {"values"}


def test_facts_knows_no_html_and_render_no_yaml() -> None:
    assert not imports("render") & {"document", "records", "load", "rules"}
    assert not imports("facts") & {"render", "addresses"}


def test_programs_get_their_records_without_html_and_yaml() -> None:
    assert imports("api") == {"addresses", "facts", "values"}
    assert not imports("feed") & {"render", "load"}
    assert not imports("policy")


def test_only_the_glue_knows_mkdocs() -> None:
    def knows(module: str) -> bool:
        names = [node for node in ast.walk(MODULES[module]) if isinstance(node, ast.ImportFrom | ast.Import)]
        return any("mkdocs" in ast.unparse(node) for node in names)

    assert {module for module in MODULES if knows(module)} == {"preview", "bypass"}


def test_modules_and_public_names_say_what_they_do() -> None:
    for module, tree in MODULES.items():
        assert ast.get_docstring(tree), module
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{module}.{node.name}"
