"""The Markdown pages as an editor writes them: the thing that each is about, and the macros that it calls.

The checks here read pages without building them. So they also hold for a builder that lets a broken call pass.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from ..loading.files import printable, read_text
from ..loading.yaml_tree import Problem
from ..model.facts import Facts, UnknownNameError
from ..model.records import Place
from ..model.text import did_you_mean
from ..publishing.fields import RECORDS
from ..rendering.page import MACROS, MacroCallError, Page, call_macro
from ..rendering.urls import index_path, path_of
from .front_matter import read_front_matter

_LINK = re.compile(r"\[\[([a-z0-9.-]+)(?:\|[^\]\n]*)?\]\]")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_JINJA = Environment()

_NEW_PAGE = """---
entity: {id}
---
# {{{{ name() }}}}

{{{{ summary() }}}}

## What the article says

{{{{ facts() }}}}

## What links here

{{{{ mentions() }}}}
"""

_INDEX_PAGE = """---
description: {title} that the article names, with the number of claims about each.
hide: [toc]
---
# {title}

{{{{ index("{id}") }}}}
"""

_MOVED_PAGE = """---
entity: {id}
search: {{exclude: true}}
---
# {{{{ name() }}}}

{{{{ moved_to() }}}}
"""


def new_page(facts: Facts, id: str) -> tuple[str, str]:
    """Return a new page with everything but the prose.

    Args:
        id: an entity's; one that moved, for the page that stays where it was; or that of a type, for its index page.

    Returns:
        Its path below the folder of pages, and its text.

    Raises:
        UnknownNameError: there is no entity of that id, and no type.
    """
    if id in facts.types and id not in facts.entities:
        return index_path(id), _INDEX_PAGE.format(id=id, title=id.replace("-", " ").capitalize())
    entity = facts.entity(id)
    written = id if read_front_matter(f"---\nentity: {id}\n---\n").entity else f'"{id}"'  # 2024 would be a number
    text = (_MOVED_PAGE if id in facts.moved else _NEW_PAGE).format(id=written)
    return path_of(dataclasses.replace(entity, id=id)), text


class _Undrawn(Page):
    """A page whose macros look everything up and draw nothing: a check wants to know only what is not there."""

    def _render(self, template: str, **context: Any) -> str:
        return ""


def check_pages(facts: Facts, docs: Path) -> list[Problem]:
    """Return what is wrong with the pages.

    Args:
        docs: the folder of Markdown files.
    """
    root = docs.parent
    problems: list[Problem] = []
    addresses: dict[Path, str] = {}
    for path in sorted(docs.rglob("*")):
        if path.suffix != ".md" and (path.is_dir() or path.is_file()):
            continue
        name = printable(path.relative_to(root))
        try:
            text = read_text(path)
        except (
            OSError
        ) as error:  # also of what is no page: a builder copies all that is there, and would wait for a pipe
            problems.append(Problem(Place(name, 1, 1), "", f"this is not read: {error.strerror}"))
            continue
        served = path.parent if path.stem in ("index", "README") else path.with_suffix("")
        other = addresses.setdefault(served, name)
        if other != name:
            problems.append(Problem(Place(name, 1, 1), "", f"{other} has the address of this page; rename one of them"))
        problems += check_page(facts, path.relative_to(docs).as_posix(), name, text)
    places = {id: type.place for id, type in facts.types.items()}
    places |= {id: facts.entity(id).place for id in (*facts.entities, *facts.moved) if "." not in id}
    for id, place in places.items():
        page = docs / new_page(facts, id)[0]
        if not page.is_file():
            where = page.relative_to(root).as_posix()
            missing = "has no page" if id not in facts.types else "has no page that lists its things"
            problems.append(Problem(place, id, f"{missing}; `python -m macros page {id}` writes {where}"))
    return [*problems, *_check_navigation(facts, root / "mkdocs.yml")]


def _check_navigation(facts: Facts, settings: Path) -> Iterator[Problem]:
    """Yield the index pages that readers can't reach, where the site's settings name the pages one by one."""
    try:
        lines = read_text(settings).splitlines() if os.path.lexists(settings) else []
    except OSError as error:
        yield Problem(Place(settings.name, 1, 1), "", f"this is not read: {error.strerror}")
        return
    nav = next((number for number, line in enumerate(lines, 1) if line.startswith("nav:")), None)
    for type in facts.types if nav else ():
        path = index_path(type)
        if not any(line.rstrip().endswith(path) for line in lines):
            place = Place(settings.name, nav or 1, 1)
            yield Problem(place, type, f'the navigation leaves out {path}; add a line such as "- {path}"')


def check_page(facts: Facts, path: str, name: str, text: str) -> Iterator[Problem]:
    """Yield what is wrong with one page.

    Args:
        path: the page below the folder of pages.
        name: the file, as the messages show it.
        text: what it holds.
    """
    front = read_front_matter(text)
    id = front.entity
    yield from (Problem(Place(name, line, 1), "", message) for line, message in front.problems)
    for key in front.keys:
        if key in MACROS:
            yield Problem(
                Place(name, 1, 1), "", f'the front matter key "{key}" hides the macro of that name; rename it'
            )
    folder, _, file = path.rpartition("/")
    place = Place(name, front.keys.get("entity", 1), 1)
    if id and facts.resolve_id(id) not in facts.entities:
        yield Problem(place, "", f'there is no entity "{id}".{did_you_mean(id, facts.entities)}')
        return
    if folder in facts.types and file != "index.md":
        own = file.removesuffix(".md")
        entity = facts.entities.get(facts.resolve_id(own))
        if entity is None or entity.type != folder:
            yield Problem(place, "", f"no entity has this page; its name must be the id of one of the {folder}")
        elif id != own:
            if not front.problems:
                yield Problem(place, "", f'the front matter needs "entity: {own}"')
            return
    for link in _LINK.finditer(_CODE.sub(lambda code: " " * len(code[0]), text)):
        line = text.count("\n", 0, link.start()) + 1
        column = link.start() - text.rfind("\n", 0, link.start())
        cure = f'in a page write {{{{ {"fact" if "." in link[1] else "link"}("{link[1]}") }}}}'
        yield Problem(Place(name, line, column), "", f"{link[0]} is for the data; {cure}")
    try:
        tree = _JINJA.parse(text)
        calls = list(tree.find_all(nodes.Call))
    except TemplateSyntaxError as error:
        yield Problem(Place(name, error.lineno, 1), "", f"{error.message}; a macro is called like {{{{ facts() }}}}")
        return
    for output in tree.find_all(nodes.Output):
        for node in output.nodes:
            if isinstance(node, nodes.Name) and node.name in MACROS:
                message = (
                    f"{{{{ {node.name} }}}} calls nothing; write {{{{ {node.name}() }}}}, with what belongs between ()"
                )
                yield Problem(Place(name, node.lineno, 1), "", message)
    page = _Undrawn(facts, path, id, api_records=RECORDS)
    lines = text.splitlines()
    for call in calls:
        if isinstance(call.node, nodes.Name):
            message = _check_call(page, call.node.name, call)
            if message:
                column = lines[call.lineno - 1].find(call.node.name) + 1
                yield Problem(Place(name, call.lineno, max(column, 1)), "", message)


def _check_call(page: Page, macro: str, node: nodes.Call) -> str:
    """Return what is wrong with a call, or nothing. A call whose arguments are no constants is left to the build."""
    if macro not in MACROS:
        return f'there is no macro "{macro}".{did_you_mean(macro, MACROS)}'
    try:
        arguments: list[Any] = [argument.as_const() for argument in node.args]
        named = {pair.key: pair.value.as_const() for pair in node.kwargs}
    except nodes.Impossible:
        return ""
    try:
        call_macro(page, macro, *arguments, **named)
    except (UnknownNameError, MacroCallError) as error:
        return f"{macro}: {error}"
    return ""
