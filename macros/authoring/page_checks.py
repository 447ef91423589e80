"""The Markdown pages as an editor writes them: the thing that each is about, and the macros that it calls.

The checks here read pages without building them. So they also hold for a builder that lets a broken call pass.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..loading.files import printable, read_text
from ..model.facts import Facts, UnknownNameError
from ..model.text import did_you_mean
from ..model.vocabulary import Place, Problem
from ..publishing.fields import RECORDS
from ..rendering.calls import Call
from ..rendering.page import MacroCallError, Page, call_macro
from ..rendering.source import called, place_in, refused, without_code
from ..rendering.urls import index_path, path_of
from .page_files import check_files, check_links
from .page_settings import check_navigation, check_settings, front_matter
from .prose_checks import Source, check_prose, headings

_LINK = re.compile(r"\[\[([a-z0-9.-]+)(?:\|[^\]\n]*)?\]\]")
# A title that needs no quotes in YAML.
_TITLE = re.compile(r"^# ([\w ,.’–-]+?) *$", re.MULTILINE)
# What a page's file may end in by the habits of other tools.
_ENDINGS = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdx", ".txt")

_NEW_PAGE = """---
entity: {id}
---
# {{{{ name() }}}}

{{{{ summary() }}}}

{sections}
"""
_OWN = "## What the article says\n\n{{ facts() }}"
_MENTIONS = "## What links here\n\n{{ mentions() }}"

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
    written = id if front_matter("", f"---\nentity: {id}\n---\n").entity else f'"{id}"'  # 2024 would be a number
    has_own = facts.claims_of(entity.id) or facts.questions(entity)
    sections = "\n\n".join([_OWN, _MENTIONS] if has_own else [_MENTIONS, _OWN])
    text = (_MOVED_PAGE if id in facts.moved else _NEW_PAGE).format(id=written, sections=sections)
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
    addresses: dict[Path, str] = {}
    for path in sorted(docs.rglob("*.md")):
        if not (path.is_file() or path.is_dir()):
            continue  # `check_files` tells of pipes, and of links that lead nowhere
        name = printable(path.relative_to(root))
        try:
            text = read_text(path)
        except OSError as error:
            problems.append(_not_read(name, error))
            continue
        sources[path.relative_to(docs).as_posix()] = Source(path.relative_to(docs).as_posix(), name, text)
        served = path.parent if path.stem in ("index", "README") else path.with_suffix("")
        other = addresses.setdefault(served, name)
        if other != name:
            problems.append(Problem(Place(name, 1, 1), "", f"{other} has the address of this page; rename one of them"))
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
                problem = _to_be_moved(printable(pages[id].relative_to(root)), id, where)
                problems += [problem] if problem not in problems else []
                continue
            missing = "has no page" if id not in facts.types else "has no page that lists its things"
            problems.append(Problem(place, id, f"{missing}; `python -m macros page {id}` writes {where}"))
    for entity in facts.entities.values():
        if entity.name.startswith("__"):
            message = "a name that begins with __ would get an address of the theme's own; leave the __ out"
            problems.append(Problem(entity.place, entity.id, message))
    settings = root / "mkdocs.yml"
    text = ""
    try:
        text = read_text(settings) if os.path.lexists(settings) else ""
    except OSError as error:
        problems.append(_not_read(settings.name, error))
    told = {problem.place.file for problem in problems if not problem.place.file.endswith(".md")}
    lying = (problem for problem in check_files(docs) if problem.place.file not in told)
    problems += [*lying, *check_settings(settings.name, text)]
    # A thing's page is listed on the index page of its type.
    own = {path: _title(source.text) for path, source in sources.items() if path.partition("/")[0] not in facts.types}
    listed = dict.fromkeys(map(index_path, facts.types), "") | own
    return [*problems, *check_navigation(listed, files, settings.name, text)]


def _title(text: str) -> str:
    """Return a page's title as a navigation could name it, or nothing."""
    heading = _TITLE.search(text)
    return heading[1] if heading else ""


def _pages_by_name(docs: Path) -> dict[str, Path]:
    """Return every file that somebody may have meant for a page, by its name without folder and ending."""
    return {path.stem.casefold(): path for path in sorted(docs.rglob("*")) if path.suffix.lower() in _ENDINGS}


def _not_read(name: str, error: OSError) -> Problem:
    return Problem(Place(name, 1, 1), "", f"this is not read: {error.strerror}")


def _to_be_moved(name: str, id: str, where: str) -> Problem:
    return Problem(Place(name, 1, 1), "", f"this is the page of {id}; move it to {where}")


@functools.cache
def refused_once(docs: Path) -> tuple[Problem, ...]:
    """Return what no builder may follow: links that lead out of the folder, and front matter by which the macros of a
    page, and with them the check, would be passed over. For a builder that asks for every page, it is looked for once.
    """
    problems = [*check_links(docs)]
    for path in sorted(docs.rglob("*.md")):
        name = printable(path.relative_to(docs.parent))
        try:
            problems += front_matter(name, read_text(path)).problems if path.is_file() else []
        except OSError as error:
            problems.append(_not_read(name, error))
    return tuple(problems)


def check_page(facts: Facts, path: str, name: str, text: str) -> Iterator[Problem]:
    """Yield what is wrong with one page.

    Args:
        path: the page below the folder of pages.
        name: the file, as the messages show it.
        text: what it holds.
    """
    front = front_matter(name, text)
    yield from front.problems
    id = front.entity
    folder, _, file = path.rpartition("/")
    place = Place(name, front.line, 1)
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
            if not front.problems:
                yield Problem(place, "", f'the front matter needs "entity: {own}"')
            return
        elif own in facts.moved and all(call.macro != "moved_to" for call in called(text)):
            where = f"{name.removesuffix(path)}{path_of(entity)}"
            message = f"{own} is {entity.id} now; move this page to {where}, then `python -m macros page {own}`"
            yield Problem(place, "", f"{message} writes the one that leads on")
    elif id and id in facts.entities:
        yield _to_be_moved(name, id, f"{name.removesuffix(path)}{path_of(facts.entities[id])}")
    for link in _LINK.finditer(without_code(text)):
        cure = f'in a page write {{{{ {"fact" if "." in link[1] else "link"}("{link[1]}") }}}}'
        yield Problem(Place(name, *place_in(text, link.start())), "", f"{link[0]} is for the data; {cure}")
    for problem in refused(text):
        yield Problem(Place(name, *place_in(text, problem.at)), "", problem.message)
    page = _Undrawn(facts, path, id, api_records=RECORDS)
    taken: set[str] = set()
    for call in called(text):
        message = _check_call(page, call)
        if message:
            yield Problem(Place(name, *place_in(text, call.start)), "", message)
        taken |= _anchors(facts, id, call)
    for position, _, anchor in headings(Source(path, name, text)):
        place = Place(name, *place_in(text, position))
        if anchor in taken:
            cure = f"give it another, such as {{: #about-{anchor} }}"
            yield Problem(place, "", f"the address #{anchor} of this heading is that of a part of the data; {cure}")
        elif anchor.startswith("__"):
            yield Problem(place, "", f'the id "{anchor}" begins as the theme’s own do; give it another')


def _anchors(facts: Facts, subject: str | None, call: Call) -> set[str]:
    """Return the ids that a macro gives to parts of a page, as far as a heading could have them."""
    entity = facts.entities.get(facts.resolve_id(subject)) if subject else None
    if call.macro == "facts" and entity:
        claimed = {claim.property.id for claim in facts.claims_of(entity.id)}
        former = {anchor for anchors in facts.former_anchors(entity.id).values() for anchor in anchors}
        return claimed | former | {property.id for property, _ in facts.questions(entity)}
    if call.macro == "definitions":
        return {*facts.statuses, *facts.kinds, *facts.outcomes}
    if call.macro == "properties":
        return {f"property-{id}" for id in facts.properties}
    return {f"source-{id}" for id in facts.sources} if call.macro == "sources" else set()


def _check_call(page: Page, call: Call) -> str:
    """Return what is wrong with a call, or nothing."""
    try:
        call_macro(page, call.macro, *call.args, **dict(call.named))
    except (UnknownNameError, MacroCallError) as error:
        return f"{call.macro}: {error}"
    return ""
