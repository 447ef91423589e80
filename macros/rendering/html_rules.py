"""What HTML may stand in a page: which elements and attributes, and where addresses may lead.

A tag is read as a browser reads it: https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state. Where one could
begin, it is looked at, also inside a comment or a text: what is a comment, a browser may see otherwise.
Whatever is on no list here is refused. So neither a new trick of a browser's nor an upgrade of the theme comes in
unseen; what the theme needs is put on the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

#: Where a browser may see a tag begin.
TAG = re.compile("<[a-zA-Z]")

_NAME = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)(?=[\t\n\f\r />])")
_SPACE = re.compile(r"[\t\n\f\r /]*")
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z_][\w:.-]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r >"']*)(?=[\t\n\f\r >])))?""",
    re.ASCII,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: What text is made of. More is the theme's, or the macros'.
_TEXT = _words(
    """a abbr aside audio b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q s samp section small source span
    strong sub summary sup table tbody td tfoot th thead time tr track u ul var video wbr"""
)
_DRAWN = _words("svg g path circle ellipse line polygon polyline rect text tspan title desc")
_CONTROLS = _words("button fieldset form input label legend option output select")
_FRAME = _words("html body header footer main nav article")
_HEAD = _words("head meta link")
_BUILT = _TEXT | _DRAWN | _CONTROLS | _FRAME | _HEAD

# What an attribute may be called: in a text, and where the theme and the macros write it.
_OF_TEXT = _words(
    """alt align aria-hidden aria-label cite class colspan controls data-search-exclude datetime dir headers height href
    hreflang id lang loop media muted open poster rel reversed role rowspan scope sizes span src start tabindex target
    title type valign value width"""
)
_OF_BUILT = _OF_TEXT | _words(
    """as autocapitalize autocomplete autocorrect charset checked content cx cy d disabled fill fill-rule for hidden
    http-equiv name opacity placeholder points property r required rx ry selected spellcheck stroke stroke-dasharray
    stroke-linecap stroke-linejoin stroke-width transform viewbox x x1 x2 xmlns y y1 y2"""
)
_BEGINS = ("aria-", "data-")

_LINK_SCHEMES = ("http", "https", "mailto", "tel")
_LINKS = _words("alternate canonical icon next preload prev stylesheet")
_REFRESH = re.compile(r"1; url=(?![/\\]{2})[\w./~%-]*", re.ASCII)
# Browsers pass over these at the ends of an address, and over tabs and line breaks in its middle.
_PASSED_OVER = re.compile(r"[\x00-\x20]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


class Tag(NamedTuple):
    """A tag: its name, its attributes with what they mean (the first of two alike counts), and where it ends."""

    name: str
    attributes: Mapping[str, str]
    end: int


def read_tag(html: str, start: int) -> Tag | None:
    """Return the tag that begins there, or None if it is not written as a browser and everybody else read it alike."""
    name = _NAME.match(html, start)
    if not name:
        return None
    attributes: dict[str, str] = {}
    end = name.end()
    while True:
        end = _SPACE.match(html, end).end()  # type: ignore[union-attr] # it fits everywhere
        if html.startswith(">", end):
            return Tag(name[1].lower(), attributes, end + 1)
        attribute = _ATTRIBUTE.match(html, end)
        if not attribute:
            return None
        attributes.setdefault(attribute[1].lower(), unescape(attribute[2] or attribute[3] or attribute[4] or ""))
        end = attribute.end()


def tag_problems(tag: Tag, in_text: bool = False) -> Iterator[str]:
    """Yield what is wrong with a tag of a built page, or of a text.

    Scripts are looked at elsewhere.
    """
    if tag.name not in (_TEXT if in_text else _BUILT):
        yield f"<{tag.name}> is refused: {_instead(tag.name)}"
        return
    for name, value in tag.attributes.items():
        problem = attribute_problem(name, value, in_text)
        if problem:
            yield f"<{tag.name}>: {problem}"
    for name in tag.attributes.keys() & {"href", "src", "poster", "cite"}:
        is_link = tag.name == "a" or name == "cite" or tag.attributes.get("rel") in ("canonical", "alternate")
        problem = address_problem(tag.attributes[name], is_link)
        if problem:
            yield f"<{tag.name}>: {problem}"
    if tag.name == "link" and tag.attributes.get("rel") not in _LINKS:
        yield f"<link>: only {', '.join(sorted(_LINKS))} may be linked"
    if "http-equiv" in tag.attributes and not (
        tag.attributes["http-equiv"] == "refresh" and _REFRESH.fullmatch(tag.attributes.get("content", ""))
    ):
        yield "<meta>: http-equiv is refused; a page that has moved says so with {{ moved_to() }}"


def attribute_problem(name: str, value: str, in_text: bool = False) -> str:
    """Return what is wrong with an attribute, wherever it stands, or nothing."""
    if name.startswith("on"):
        return f"{name} runs code; leave it out"
    if name == "style":
        return "style is refused by the pages' policy; use a class of assets/site.css"
    if name not in (_OF_TEXT if in_text else _OF_BUILT) and (in_text or not name.startswith(_BEGINS)):
        return f"the attribute {name} is refused; leave it out"
    if in_text and name == "id" and value.startswith("_"):
        return f'the id "{value}" begins as the theme’s own do; choose another'
    if name == "target" and value != "_blank":
        return 'target is "_blank" or left out'
    return ""


def address_problem(address: str, is_link: bool) -> str:
    """Return what is wrong with an address, or nothing.

    Args:
        is_link: whether a reader goes there, so that it may lead elsewhere; else the browser loads it.
    """
    address = _PASSED_OVER.sub("", address)
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in _LINK_SCHEMES:
        return f"an address that begins with {scheme[0]} is refused; a link leads to http: or https:"
    if not is_link and (scheme or re.match(r"[/\\]{2}", address)):
        return "nothing is loaded from another host; put the file below docs/"
    return ""


def _instead(element: str) -> str:
    """Return what to do in place of an element."""
    if element == "script":
        return "no script runs but the site’s own"
    if element == "style":
        return "put styles into assets/site.css"
    return "write Markdown, or &lt; for a < that begins no tag"
