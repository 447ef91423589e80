"""Built pages, read as a browser reads them."""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib

from macros.model.records import Claim, Entity
from macros.model.values import Prose
from macros.model.vocabulary import CONFIRMED
from macros.rendering.urls import path_of


def text(element: Element | None) -> str:
    """The text of an element as a reader sees it, on one line. An element that is missing has none."""
    return " ".join("".join(_read(element)).split()) if element is not None else ""


def _read(element: Element) -> Iterator[str]:
    """The texts in an element, but for what only the search reads: it is hidden, and nothing shows it again."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and list(child.keys()) != ["hidden"]:
            yield from _read(child)
        yield child.tail or ""


def has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def parse(html: str) -> Element:
    """A whole document or a fragment, as the HTML standard reads it. Drawings are read without their namespace."""
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
    return root


def seen(element: Element) -> Element:
    """A copy of an element without what is hidden: what was known before, until a reader sets its day."""
    copied = copy.deepcopy(element)
    for parent in list(copied.iter()):
        for child in list(parent):
            if child.get("hidden") is not None:
                parent.remove(child)
    return copied


def skeleton(element: Element) -> list[object]:
    """The elements and the names of their attributes, without any text."""
    children = [child for child in element if isinstance(child.tag, str)]
    return [element.tag, sorted(element.keys()), [skeleton(child) for child in children]]


class Page:
    def __init__(self, url: str, html: str) -> None:
        self.url = url
        self.html = html

    @cached_property
    def root(self) -> Element:
        return parse(self.html)

    @cached_property
    def content(self) -> Element:
        found = next(
            (element for element in self.root.iter("article") if has_class(element, "md-content__inner")), None
        )
        assert found is not None, self.url
        return found

    @cached_property
    def ids(self) -> set[str]:
        return {element.get("id", "") for element in self.root.iter() if element.get("id")}

    def by_id(self, id: str) -> Element:
        return next(element for element in self.root.iter() if element.get("id") == id)

    def around(self, id: str) -> Element:
        """What the heading with an id stands in: a claim, or an answer, on the page of the thing that it is about."""
        return next(element for element in self.root.iter() if id in {child.get("id") for child in element})

    def row(self, property: str) -> Element:
        """The row of a question on the page of the thing that it is about: both halves, and what they fold out."""
        return next(row for row in self.by_class("row") if property in {part.get("id") for part in row.iter()})

    def by_class(self, name: str) -> Iterator[Element]:
        return (element for element in self.content.iter() if isinstance(element.tag, str) and has_class(element, name))

    def by_part(self, name: str) -> list[Element]:
        """The elements by which the site's script finds a part of the page."""
        return [element for element in self.content.iter() if element.get("data-part") == name]

    def claims(self, id: str | None = None) -> list[Element]:
        """The elements that show a claim, by the rendered contract."""
        shown = (element for element in self.content.iter() if element.get("data-claim"))
        return [element for element in shown if id in (None, element.get("data-claim"))]


def badge(element: Element) -> str:
    """The text of the badge that belongs to an element, and not to another claim shown inside it."""
    for child in element:
        if not isinstance(child.tag, str) or child.get("data-claim"):
            continue
        found = text(child) if has_class(child, "badge") else badge(child)
        if found:
            return found
    return ""


class Site:
    """A built site: its pages by their address below the root (`models/renault-5/`; the home page is empty)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = {
            path.parent.relative_to(folder).as_posix().removeprefix(".") + "/": Page(
                "", path.read_text(encoding="utf-8")
            )
            for path in folder.rglob("index.html")
        }
        self.pages = {url.removeprefix("/"): page for url, page in self.pages.items()}
        for url, page in self.pages.items():
            page.url = url

    def examples(self) -> list[str]:
        """The addresses of all pages but those of things, and of each type of thing the longest page."""
        longest: dict[str, str] = {}
        for url, page in self.pages.items():
            sort = url.partition("/")[0] if url.count("/") > 1 else url
            if len(page.html) >= len(self.pages[longest.get(sort, url)].html):
                longest[sort] = url
        return sorted(longest.values())

    def links(self, page: Page) -> Iterator[tuple[str, str | None, str]]:
        """Each address that a page refers to: as written, then the file below the root that it leads to (None: another
        host), and its anchor."""
        for element in page.root.iter():
            for attribute in ("href", "src"):
                written = element.get(attribute)
                if written is None:
                    continue
                parts = urlsplit(written)
                if parts.scheme or parts.netloc:
                    yield written, None, ""
                    continue
                path = posixpath.normpath(posixpath.join("/", page.url, unquote(parts.path)))
                target = path.lstrip("/") + ("/" if parts.path.endswith("/") or not parts.path else "")
                yield written, target, unquote(parts.fragment)

    def leads_somewhere(self, target: str, anchor: str) -> bool:
        url = re.sub(r"^/+", "", target)
        for page_url in (url, f"{url}/"):
            if page_url in self.pages:
                return not anchor or anchor in self.pages[page_url].ids
        return (self.folder / url).is_file()


def url_of(entity: Entity) -> str:
    return path_of(entity).removesuffix(".md") + "/"


def badge_of(claim: Claim) -> str:
    """What the badge must say, put together by hand from the data."""
    if claim.status.id == CONFIRMED and claim.kind and claim.kind.id != "fact":
        return f"{claim.status.label} · {claim.kind.label}"
    return claim.status.label


def place_of(claim: Claim) -> str:
    return f"paragraph {claim.paragraph}" if claim.paragraph else "title"


def flat(words: str) -> str:
    """A text as `text` reads it from a page."""
    return " ".join(words.split())


def tells(element: Element, prose: Prose) -> bool:
    """Whether an element shows the words of some prose. The claims between them have badges, so they stand apart."""
    shown = text(element)
    return all(flat(part if isinstance(part, str) else part.words or "") in shown for part in prose.parts)


def evidence(row: Element) -> list[tuple[str, str]]:
    """What a row folds out: each term with what stands beside it."""
    parts = [part for folded in row.iter("dl") for part in folded if part.tag == "div"]
    return [(text(next(part.iter("dt"))), text(next(part.iter("dd")))) for part in parts]
