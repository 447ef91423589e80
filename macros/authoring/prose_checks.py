"""The prose of a page: its title, its headings, and the links in it.

A strict build fails on a link that leads nowhere, and readers on a page without a title. A page is read as text here,
so that every mistake has its place. Its macros are drawn only where an anchor may come from one of them.
"""

from __future__ import annotations

import contextlib
import functools
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from markdown.extensions.toc import slugify

from ..loading import yaml_tree
from ..loading.yaml_tree import Scalar
from ..model.errors import FactsError
from ..model.facts import Facts
from ..model.text import did_you_mean
from ..model.vocabulary import Place, Problem
from ..publishing.fields import RECORDS
from ..rendering.page import Page, call_macro
from ..rendering.source import called, place_in, without_code
from .page_settings import FRONT_MATTER

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*(?:\{:?[ \t]*#([\w-]+)[^}]*\})?$", re.MULTILINE)
_LINK = re.compile(r"\]\([ \t]*<?([^)\s>]+)|^\[[^\]\n]+\]:[ \t]*<?([^\s>]+)", re.MULTILINE)
_ID = re.compile(r' id="([^"]+)"')

Anchors = Callable[[str], Collection[str]]


class Source(NamedTuple):
    """A page as it is written: its path below the folder of pages, its file as messages show it, and its text."""

    path: str
    file: str
    text: str

    @property
    def prose(self) -> str:
        """The text, with blanks in place of its front matter and of code: every place stays the same."""
        return without_code(FRONT_MATTER.sub(lambda front: re.sub(r"[^\n]", " ", front[0]), self.text))

    def setting(self, key: str) -> Scalar | None:
        """Return a text of the front matter, with its place there."""
        front = FRONT_MATTER.match(self.text)
        entry = yaml_tree.parse(self.file, front[1].encode()).top.entries.get(key) if front else None
        return entry[1] if entry and isinstance(entry[1], Scalar) else None

    def place(self, position: int) -> Place:
        return Place(self.file, *place_in(self.text, position))


def check_prose(facts: Facts, sources: Mapping[str, Source], files: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with the titles, the headings, the descriptions and the links of all pages.

    Args:
        sources: every page, by its path below the folder of pages.
        files: the paths of all files there, the pages too.
    """
    drawn = functools.cache(lambda path: _drawn_ids(facts, sources[path]))
    anchors = functools.cache(lambda path: {id for *_, id in headings(sources[path])} | drawn(path))
    for source in sources.values():
        yield from _check_headings(source)
        for position, target in _links(source):
            message = _wrong_link(source.path, target, files, sources, anchors)
            if message:
                yield Problem(source.place(position), "", f"the link to {target} {message}")
    yield from _check_descriptions(sources)


def _check_headings(source: Source) -> Iterator[Problem]:
    above = 0
    for position, level, _ in headings(source):
        if level == 1 and above:
            yield Problem(source.place(position), "", 'a page has one title; begin this heading with "## "')
        elif not above and level > 1:
            yield Problem(source.place(position), "", 'the page has no title above this; begin it with "# "')
        elif level > above + 1:
            cure = f'begin it with "{"#" * (above + 1)} "'
            yield Problem(source.place(position), "", f"this heading leaves out a level; {cure}")
        above = level
    if not above:
        yield Problem(Place(source.file, 1, 1), "", 'the page has no title; begin it with "# " and a few words')


def _check_descriptions(sources: Mapping[str, Source]) -> Iterator[Problem]:
    seen: dict[str, Source] = {}
    for source in sources.values():
        described = source.setting("description")
        if not described and not source.setting("entity"):
            cure = 'add "description: " and a sentence to its front matter'
            yield Problem(Place(source.file, 1, 1), "", f"search engines get no description of this page; {cure}")
        elif described and seen.setdefault(described.text, source).text != source.text:
            other = seen[described.text].file
            yield Problem(Place(source.file, 1, 1), "", f"{other} has the same description; write another")


def _wrong_link(path: str, target: str, files: Collection[str], pages: Collection[str], anchors: Anchors) -> str:
    """Return what is wrong with a link of a page, or nothing."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or "{{" in target:
        return ""
    if parts.path.startswith("/"):
        return "begins with /; write it relative to this page, so that the site can be served below any address"
    there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path))) if parts.path else path
    if there not in files:
        near = f"{there.rstrip('/')}.md" if f"{there.rstrip('/')}.md" in files else ""
        return f"leads nowhere; link to {near}" if near else f"leads nowhere.{did_you_mean(there, files)}"
    if parts.fragment and there in pages and unquote(parts.fragment) not in anchors(there):
        return f"leads to no heading of that page.{did_you_mean(parts.fragment, anchors(there))}"
    return ""


def headings(source: Source) -> list[tuple[int, int, str]]:
    """Return the headings of a page: where each stands, its level, and its anchor as Markdown makes it."""
    found = []
    ids: set[str] = set()
    for heading in _HEADING.finditer(source.prose):
        id = stem = heading[3] or slugify(re.sub(r"\{\{.*?\}\}|[*`]", "", heading[2]), "-")
        number = 0
        while id in ids:
            number += 1
            id = f"{stem}_{number}"
        ids.add(id)
        found.append((heading.start(), len(heading[1]), id))
    return found


def _links(source: Source) -> Iterator[tuple[int, str]]:
    for link in _LINK.finditer(source.prose):
        group = 1 if link[1] else 2
        yield link.start(group), link[group]


def _drawn_ids(facts: Facts, source: Source) -> set[str]:
    """Return the ids of what a page's macros give; none where they can't be called, which is told elsewhere."""
    subject = source.setting("entity")
    page = Page(facts, source.path, subject.text if subject else None, api_records=RECORDS)
    ids: set[str] = set()
    for call in called(source.text):
        with contextlib.suppress(FactsError):
            ids.update(_ID.findall(call_macro(page, call.macro, *call.args, **dict(call.named))))
    return ids
