"""The project's own rules: arrows between packages and modules point one way, and what is public says what it does."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter

import pytest
from helpers.files import ROOT

PACKAGE = ROOT / "macros"

#: What each package may import of the others; the modules at the top are glue, and nothing imports them.
ALLOWED: dict[str, set[str]] = {
    "model": set(),
    "loading": {"model"},
    "rendering": {"model"},
    "publishing": {"model", "rendering"},
    "authoring": {"model", "loading", "rendering", "publishing"},
    "hooks": {"loading", "rendering", "authoring"},
    "": {"model", "loading", "rendering", "publishing", "authoring"},
}

#: What a package never knows, as it stands in an import.
NEVER = {
    "model": {"yaml", "jinja2", "mkdocs"},
    "loading": {"jinja2", "mkdocs"},
    "rendering": {"yaml", "mkdocs"},
    "publishing": {"yaml", "mkdocs"},
    "authoring": {"mkdocs"},
    "": {"yaml", "jinja2", "mkdocs"},
}


def dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {
    dotted(path.relative_to(PACKAGE).as_posix()).removeprefix("__init__"): ast.parse(path.read_text(encoding="utf-8"))
    for path in PACKAGE.rglob("*.py")
}
FOLDERS = {path.parent.relative_to(PACKAGE).as_posix().replace("/", ".") for path in PACKAGE.rglob("__init__.py")}


def room(module: str) -> str:
    """The package at the top in which a module stands; the glue stands in none."""
    first = module.partition(".")[0]
    return first if first in ALLOWED else ""


def imports(module: str) -> set[str]:
    """The names that a module imports: those of this package without its own name, all others with a colon before."""
    found: set[str] = set()
    here = module.split(".") if module in FOLDERS else module.split(".")[:-1]
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Import):
            found |= {f":{name.name}" for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = (node.module or "").split(".") if node.module else []
            if node.level:
                base = here[: len(here) - node.level + 1] + base
            elif base[0] == "macros":
                base = base[1:]
            else:
                found.add(f":{node.module}")
                continue
            for name in node.names:
                whole = ".".join([*base, name.name])
                found.add(whole if whole in MODULES else ".".join(base))
    return found


def own(module: str) -> set[str]:
    return {name for name in imports(module) if not name.startswith(":")}


@pytest.mark.parametrize("package", ALLOWED, ids=lambda package: package or "the glue")
def test_a_package_imports_only_what_stands_below_it(package: str) -> None:
    modules = [module for module in MODULES if room(module) == package]
    assert modules
    for module in modules:
        assert {room(name) for name in own(module)} <= {package, *ALLOWED[package]}, module


@pytest.mark.parametrize("package", NEVER, ids=lambda package: package or "the glue")
def test_a_package_does_not_know_what_it_says_that_it_never_knows(package: str) -> None:
    for module in (module for module in MODULES if room(module) == package):
        others = {name[1:].partition(".")[0].removesuffix("_macros") for name in imports(module) if name[0:1] == ":"}
        assert not others & NEVER[package], module


def test_arrows_between_modules_point_one_way() -> None:
    order = list(TopologicalSorter({module: own(module) & MODULES.keys() for module in MODULES}).static_order())
    assert order.index("model.values") < order.index("model.facts") < order.index("loading.loader")
    assert own("model.records") == {"model.values", "model.vocabulary"}


def test_modules_and_public_names_say_what_they_do() -> None:
    for module, tree in MODULES.items():
        assert ast.get_docstring(tree), module
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{module}.{node.name}"


#: What this site is about. Types of things, their words and the site's name stand in the data and in `mkdocs.yml`.
OF_THIS_SITE = re.compile(
    r"\b(models|platforms|organisations|technologies|segments|cars?|nissan|renault|twingo|ampere|city ev)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("folder", ["macros", "overrides"])
def test_the_code_knows_no_cars(folder: str) -> None:
    for path in (path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".html", ".xml", ".svg")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert not OF_THIS_SITE.search(line), f"{path.relative_to(ROOT)}:{number}: {line}"
