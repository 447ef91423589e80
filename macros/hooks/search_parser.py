"""The theme's reader of pages for the search, several times as fast: it finds the same, section by section.

The theme reads a page with Python's own parser of HTML, which is ready for anything, and asks at each tag and each text
what is left out. What Markdown and the macros give is plainer: every `<` in it begins a whole tag. So one expression
finds the tags, and a count tells what is left out. A page that is not as plain as that is left to the theme's reader.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape

from material.plugins.search.plugin import Element, Parser, Section, void

_TAG = re.compile(r"""<(/?)([a-z][a-z0-9-]*)((?:\s+[a-zA-Z_:][\w:.-]*(?:="[^"]*")?)*)\s*(/?)>""", re.ASCII)
_ATTRIBUTE = re.compile(r"""\s([a-zA-Z_:][\w:.-]*)(?:="([^"]*)")?""", re.ASCII)
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
# A parser reads no tags, or no references, between those of these.
_RAW = {"script", "style", "textarea", "title", "iframe", "noembed", "noframes", "noscript", "xmp", "plaintext"}
# What tells, of the attributes: to leave out, and that an anchor is the permalink of a heading.
_EXCLUDED, _LINES, _PERMALINK = "data-search-exclude", "linenodiv", "headerlink"
# Where none of them stands in a tag as it is written, its attributes tell nothing.
_TELLING = re.compile(f"{_EXCLUDED}|{_LINES}|{_PERMALINK}|&")


class PlainParser(Parser):  # type: ignore[misc]
    """The theme's parser, for pages that are fed whole."""

    def feed(self, html: str) -> None:
        """Divide a page into its sections."""
        tags = [*_TAG.finditer(html)]
        if _is_plain(html, tags):
            self._divide(html, tags)
        else:
            super().feed(html)

    def _divide(self, html: str, tags: list[re.Match[str]]) -> None:
        """Do at each tag and each text what the theme's `handle_…` do there. To them, elements of one name are one."""
        context: list[str] = []
        opened: Counter[str] = Counter()
        permalinks: list[int] = []  # how deep each stands
        left_out = {"object"}
        skipping = False
        end = 0
        for tag in tags:
            start = tag.start()
            if start > end and not skipping:
                self._text(html[end:start], opened, permalinks)
            end = tag.end()
            closing, name, written, alone = tag.groups()
            if not closing:
                if name in void:
                    continue
                context.append(name)
                opened[name] += 1
                if name in _HEADINGS or _TELLING.search(written):
                    attributes = {one[1].lower(): one[2] and unescape(one[2]) for one in _ATTRIBUTE.finditer(written)}
                    if name in _HEADINGS:
                        self._heading(Element(name, attributes), len(context))
                    if name == "a" and attributes.get("class") == _PERMALINK:
                        permalinks.append(len(context))
                    if _EXCLUDED in attributes or attributes.get("class") == _LINES:
                        left_out.add(name)
                if not self.section:
                    self._preface()
                skipping = any(opened[other] for other in left_out)
                if name in self.keep and not skipping:
                    self._data(opened).append(f"<{name}>")
            if (closing or alone) and context and context[-1] == name:
                if self.section.depth > len(context):
                    self._leave(len(context))
                if permalinks and permalinks[-1] == len(context):
                    permalinks.pop()
                context.pop()
                opened[name] -= 1
                is_left_out = name in left_out
                if is_left_out and name != "object":
                    left_out.remove(name)
                skipping = any(opened[other] for other in left_out)
                if name in self.keep and not is_left_out and not skipping:
                    _close(self._data(opened), name)
        if end < len(html) and not skipping:
            self._text(html[end:], opened, permalinks)

    def _preface(self) -> None:
        self.section = Section(Element("hx"))
        self.data.append(self.section)

    def _heading(self, element: Element, depth: int) -> None:
        """Begin a section, if the heading has an id. Before the first of a page that is not the title, one has none."""
        if "id" in element.attrs:
            if element.tag != "h1" and not self.data:
                self.data.append(Section(Element("hx"), depth))
            self.section = Section(element, depth)
            if self.data:
                self.section.id = element.attrs["id"]
            self.data.append(self.section)

    def _leave(self, depth: int) -> None:
        """Go back to the section that goes on where an element ends in which another has begun."""
        for section in reversed(self.data):
            if section.depth <= depth:
                self.section.depth = float("inf")
                self.section = section
                break

    def _data(self, opened: Counter[str]) -> list[str]:
        data: list[str] = self.section.title if opened[self.section.el.tag] else self.section.text
        return data

    def _text(self, text: str, opened: Counter[str], permalinks: list[int]) -> None:
        if "&" in text:
            text = unescape(text)
        if not self.section:
            self._preface()
        blank, in_code = text.isspace(), opened["pre"] > 0
        if not in_code:
            text = " " if blank else text.replace("\n", " ")
        data = self._data(opened)
        if data is self.section.title:
            if not permalinks:
                data.append(escape(text, quote=False))
        elif not blank:
            data.append(escape(text, quote=False))
        elif in_code or not data or not data[-1].isspace():
            data.append(text)


def _is_plain(html: str, tags: list[re.Match[str]]) -> bool:
    """Return whether all that begins like a tag is one, and none of them changes how the rest is read."""
    return (
        html.count("<") == len(tags)
        and not any(tag[1] and (tag[3] or tag[4]) for tag in tags)
        and _RAW.isdisjoint(tag[2] for tag in tags)
        and html.lower().count(_EXCLUDED) == html.count(_EXCLUDED)
    )


def _close(data: list[str], name: str) -> None:
    """End an element that the search keeps; one that holds nothing goes."""
    index = data.index(f"<{name}>")
    if all(one.isspace() for one in data[index + 1 :]):
        del data[index:]
    else:
        data.append(f"</{name}>")
