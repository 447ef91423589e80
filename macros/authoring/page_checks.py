"""The Markdown pages as an editor writes them: the thing that each is about, and the macros that it calls.

The checks here read pages without building them. So they also hold for a builder that lets a broken call pass.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from ..model.facts import Facts, UnknownNameError
from ..model.records import Place, Problem
from ..model.text import did_you_mean
from ..publishing.fields import RECORDS
from ..rendering.page import MACROS, MacroCallError, Page, call_macro
from ..rendering.quoting import quoted
from ..rendering.urls import index_path, path_of
from .prose_checks import Source, check_prose

_FRONT_MATTER = re.compile(r"---\n(.*?)^---$", re.DOTALL | re.MULTILINE)
_ENTITY = re.compile(r"^entity:[ \t]*[\"']?([^\"'\n]*?)[\"']?[ \t]*$", re.MULTILINE)
_FRONT_MATTER_KEY = re.compile(r"^(\w+):", re.MULTILINE)
_LINK = re.compile(r"\[\[([a-z0-9.-]+)(?:\|[^\]\n]*)?\]\]")
_BRACES = re.compile(r"{{[^{}]*}}")
# What a page's file may end in by the habits of other tools.
_ENDINGS = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdx", ".txt")
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
    text = (_MOVED_PAGE if id in facts.moved else _NEW_PAGE).format(id=id)
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
    sources: dict[str, Source] = {}
    for path in sorted(docs.rglob("*.md")):
        name = path.relative_to(root).as_posix()
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(Place(name, 1, 1), "", f"this is not read: {error}"))
            continue
        sources[path.relative_to(docs).as_posix()] = Source(path.relative_to(docs).as_posix(), name, text)
        problems += check_page(facts, path.relative_to(docs).as_posix(), name, text)
    files = {path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file()}
    problems += check_prose(facts, sources, files)
    places = {id: type.place for id, type in facts.types.items()}
    places |= {id: facts.entity(id).place for id in (*facts.entities, *facts.moved) if "." not in id}
    pages = _pages_by_name(docs)
    for id, place in places.items():
        page = docs / new_page(facts, id)[0]
        if not page.is_file():
            where = page.relative_to(root).as_posix()
            if id in pages:
                problem = _to_be_moved(pages[id].relative_to(root).as_posix(), id, where)
                problems += [problem] if problem not in problems else []
                continue
            missing = "has no page" if id not in facts.types else "has no page that lists its things"
            problems.append(Problem(place, id, f"{missing}; `python -m macros page {id}` writes {where}"))
    return [*problems, *_check_navigation(facts, root / "mkdocs.yml")]


def _pages_by_name(docs: Path) -> dict[str, Path]:
    """Return every file that somebody may have meant for a page, by its name without folder and ending."""
    return {path.stem.casefold(): path for path in sorted(docs.rglob("*")) if path.suffix.lower() in _ENDINGS}


def _to_be_moved(name: str, id: str, where: str) -> Problem:
    return Problem(Place(name, 1, 1), "", f"this is the page of {id}; move it to {where}")


def _check_navigation(facts: Facts, settings: Path) -> Iterator[Problem]:
    """Yield the index pages that readers can't reach, where the site's settings name the pages one by one."""
    lines = settings.read_text(encoding="utf-8").splitlines() if settings.is_file() else []
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
    front = _FRONT_MATTER.match(text)
    subject = _ENTITY.search(front[1]) if front else None
    id = subject[1] if subject else None
    for key in _FRONT_MATTER_KEY.findall(front[1]) if front else ():
        if key in MACROS:
            yield Problem(
                Place(name, 1, 1), "", f'the front matter key "{key}" hides the macro of that name; rename it'
            )
    folder, _, file = path.rpartition("/")
    place = Place(name, text.count("\n", 0, subject.start() + len("---\n")) + 1 if subject else 1, 1)
    if id and facts.resolve_id(id) not in facts.entities:
        yield Problem(place, "", f'there is no entity "{id}".{did_you_mean(id, facts.entities)}')
        return
    if folder in facts.types and file != "index.md":
        own = file.removesuffix(".md")
        entity = facts.entities.get(facts.resolve_id(own))
        if entity and entity.type != folder:
            where = path_of(dataclasses.replace(entity, id=own))
            yield _to_be_moved(name, own, f"{name.removesuffix(path)}{where}")
        elif entity is None:
            yield Problem(place, "", f"no entity has this page; its name must be the id of one of the {folder}")
        elif id != own:
            yield Problem(place, "", f'the front matter needs "entity: {own}"')
            return
    for link in _LINK.finditer(_CODE.sub(lambda code: " " * len(code[0]), text)):
        line = text.count("\n", 0, link.start()) + 1
        column = link.start() - text.rfind("\n", 0, link.start())
        cure = f'in a page write {{{{ {"fact" if "." in link[1] else "link"}("{link[1]}") }}}}'
        yield Problem(Place(name, line, column), "", f"{link[0]} is for the data; {cure}")
    for braces in _BRACES.finditer(text):
        if written := quoted(braces[0]):
            line = text.count("\n", 0, braces.start()) + 1
            column = braces.start() - text.rfind("\n", 0, braces.start())
            yield Problem(Place(name, line, column), "", f"an id stands in quotes; write {written}")
    text = _BRACES.sub(lambda braces: " " * len(braces[0]) if quoted(braces[0]) else braces[0], text)
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
