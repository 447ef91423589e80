"""What pages say in their front matter, and `mkdocs.yml` of the macros: nothing by which the engine does more than call
macros.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import yaml
from pathspec.gitignore import GitIgnoreSpec

from ..model.text import did_you_mean
from ..model.vocabulary import Place, Problem
from ..rendering.page import MACROS
from ..rendering.source import refused_settings

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12
_TEXT = "tag:yaml.org,2002:str"

#: Front matter as all builders find it. Some also take lines with spaces behind the dashes, and an end of dots; and
#: where two lines of --- have nothing between them, they look for a third (mkdocs.utils.meta).
FRONT_MATTER = re.compile(r"\A---\n((?:.*\n)+?)---\n")
# MkDocs takes such a line for a setting, if it is the first.
_SETTING = re.compile(r" {0,3}([A-Za-z0-9_-]+):")

#: The options of the macros engine, with their values. Others read files, take other signs for braces, or run no check.
_OPTIONS = {"module_name": "macros", "on_undefined": "strict"}


class FrontMatter(NamedTuple):
    """A page's front matter.

    Attributes:
        entity: the thing that the page is about, if it names one.
        line: where it names it.
        problems: what is wrong.
    """

    entity: str | None
    line: int
    problems: list[Problem]


class _RefusedError(Exception):
    """A text that is not read on: a line and a column, counted from 0, and why."""


def front_matter(name: str, text: str) -> FrontMatter:
    """Read a page's front matter.

    Args:
        name: the file, as the messages show it.
        text: what it holds.
    """
    match = FRONT_MATTER.match(text)
    setting = _SETTING.match(text)
    if match:
        return _read(name, match[1])
    message = ""
    if text.startswith("---"):
        message = "the front matter stands between two lines of ---, and nothing else is on these"
    elif setting:
        message = f'MkDocs takes "{setting[0].strip()}" for a setting; put settings between two lines of ---'
    return FrontMatter(None, 1, [Problem(Place(name, 1, 1), "", message)] if message else [])


def _read(name: str, text: str) -> FrontMatter:
    try:
        root = _composed(text)
    except _RefusedError as error:
        line, column, message = error.args
        return FrontMatter(None, 1, [Problem(Place(name, line + 2, column + 1), "", f"the front matter: {message}")])
    if root is None:
        return FrontMatter(None, 1, [])
    if not isinstance(root, yaml.MappingNode):
        return FrontMatter(None, 1, [Problem(Place(name, 2, 1), "", "the front matter has keys, each with a colon")])
    problems: list[Problem] = []
    places: dict[str, Place] = {}
    meta: dict[str, Any] = {}
    for node, value in root.value:
        key, place = str(_plain(node)), _place(name, node, above=1)
        if key in places:
            message = f'"{key}" is given twice; it stands in line {places[key].line} already'
            problems.append(Problem(place, "", message))
        else:
            places[key], meta[key] = place, _plain(value)
            if key == "entity" and isinstance(value, yaml.ScalarNode) and value.tag != _TEXT:
                problems.append(Problem(place, "", "to a builder this entity is no text; put its id in quotes"))
                meta[key] = ""
    for key, message in refused_settings(meta).items():
        if key in MACROS:
            message = f'the front matter key "{key}" hides the macro of that name; rename it'
        problems.append(Problem(places[key], "", message))
    entity = meta.get("entity")
    line = places["entity"].line if "entity" in places else 1
    return FrontMatter(entity if isinstance(entity, str) and entity else None, line, problems)


def check_settings(name: str, text: str) -> Iterator[Problem]:
    """Yield what `mkdocs.yml` may not say of the macros.

    Args:
        name: the file, as the messages show it.
        text: what it holds.
    """
    try:
        root = _composed(text)
    except _RefusedError as error:
        line, column, message = error.args
        yield Problem(Place(name, line + 1, column + 1), "", message)
        return
    for plugin in _items(_value(root, "plugins")):
        for key, value in _pairs(_value(plugin, "macros")):
            if _OPTIONS.get(key.value) != value.value:
                options = " and ".join(f"{option}: {wanted}" for option, wanted in _OPTIONS.items())
                message = f"the option {key.value} is refused: the macros have {options}, and no other"
                yield Problem(_place(name, key), "", message)
    for key, _ in _pairs(_value(root, "extra")):
        if key.value in MACROS:
            yield Problem(_place(name, key), "", f'"{key.value}" hides the macro of that name; rename it')


def check_navigation(pages: Mapping[str, str], files: Collection[str], name: str, text: str) -> Iterator[Problem]:
    """Yield the pages that the navigation names and that are not there, and those that it leaves out.

    Args:
        pages: the paths of the pages that belong there, each with its title, or nothing if it names itself by that.
        files: the paths of all files below the folder of pages.
        name: the settings file, as the messages show it.
        text: what it holds.
    """
    try:
        root = _composed(text)
    except _RefusedError:  # told already
        return
    nav = _value(root, "nav")
    entries = [node for node in _scalars(nav) if "://" not in node.value]
    for node in entries:
        if node.value not in files and node.value not in pages:  # that a page of a type is missing is told already
            message = (
                f'the navigation names "{node.value}", and there is no such page.{did_you_mean(node.value, files)}'
            )
            yield Problem(_place(name, node), "", message)
    if nav is None:
        return
    listed: dict[str, yaml.Node] = {node.value: node for node in entries}
    silent = _left_out(root)
    for path, title in pages.items():
        if path not in listed and not silent.match_file(path):
            beside = [node for other, node in listed.items() if other in pages and other.count("/") == path.count("/")]
            place = _place(name, next(iter(beside[-1:]), nav))
            entry = f"{title}: {path}" if title else path
            line = f"{' ' * _indentation(text, place.line)}- {entry}"
            message = f'the navigation leaves out {path}; add a line such as "{line}"'
            yield Problem(place, path.partition("/")[0] if "/" in path else "", message)


def _left_out(root: yaml.Node | None) -> GitIgnoreSpec:
    """Return what says which pages the navigation leaves out on purpose, or the site."""
    settings = [_value(root, key) for key in ("not_in_nav", "exclude_docs", "draft_docs")]
    return GitIgnoreSpec.from_lines(
        line for node in settings if isinstance(node, yaml.ScalarNode) for line in node.value.splitlines()
    )


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Yield the addresses in a navigation: the texts that are no titles."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    for child in node.value if isinstance(node, yaml.SequenceNode) else (value for _, value in _pairs(node)):
        yield from _scalars(child)


def _indentation(text: str, line: int) -> int:
    written = text.splitlines()[line - 1]
    return len(written) - len(written.lstrip())


def _composed(text: str) -> yaml.Node | None:
    """Return the tree of a YAML text that is not too deep, and repeats nothing by name.

    Raises:
        _RefusedError: it is none.
    """
    depth = 0
    try:
        events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        for event in events:
            mark = event.start_mark
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _RefusedError(
                    mark.line, mark.column, "anchors and aliases are refused; repeat what it stands for"
                )
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise _RefusedError(mark.line, mark.column, f"this is nested more than {_DEEPEST} deep")
        root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        line, column = (place.line, place.column) if place else (0, 0)
        raise _RefusedError(line, column, f"this is not valid YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise _RefusedError(0, 0, f"this is not valid YAML: {error}") from None
    return root


def _plain(node: yaml.Node) -> Any:
    """Return a value as far as its form goes: text, a list or a mapping."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    return [] if isinstance(node, yaml.SequenceNode) else {}


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the items of a list, or each pair of a mapping as a mapping of its own: plugins are listed either way."""
    if isinstance(node, yaml.MappingNode):
        return [node]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _value(node: yaml.Node | None, key: str) -> yaml.Node | None:
    return next((value for name, value in _pairs(node) if name.value == key), None)


def _place(name: str, node: yaml.Node, above: int = 0) -> Place:
    mark: Any = node.start_mark
    return Place(name, above + mark.line + 1, mark.column + 1)
