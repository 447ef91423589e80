"""What a page may load and run: its content security policy, as a `<meta>` and as headers for servers that read them.

The theme's inline scripts are a fixed list of hashes. To allow whatever a page holds would bless an injected one too,
so a script that is not on the list stops the export. https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from ..model.errors import FactsError
from ..rendering.html_rules import TAG, Tag, read_tag, tag_problems

# The themes' inline scripts. The address of the site's root in the first two differs by page, and is left out here.
_SCOPE = re.compile(r'(?<=^__md_scope=new URL\(")[\w./~%-]*(?=",location\))')
_MATERIAL_SCOPE = "sha256-frNoT9rNKIH2e5QomDJzop2HdNi8gmIq+bZajsEDKpA="
_ZENSICAL_SCOPE = "sha256-IT1XGoa9VozLZb+Syjz5UoTYwUCZcYmwJypQO3L6OYg="
_PALETTE = "sha256-DrEMJJ29sL7vIloQzly+VUGMxKcBTMII+OfW7Y8AkG4="
_TABS = "sha256-/8wPdzX9q0NNJXyA5lzsLojXFpkeaXVxhbfkUOQaWy8="
_SCRIPTS = {_MATERIAL_SCOPE, _ZENSICAL_SCOPE, _PALETTE, _TABS}
# The style that Zensical's search adds to the page while it is read.
_ZENSICAL_STYLE = "sha256-NwSx/R2V/U4jnW0Tq5pQ53Y/rzPVJ4dqE7D6UTA/J1k="
# Scripts that are data, which no browser runs.
_DATA = {"application/json", "application/ld+json"}

# The scripts that are files, as a page at any depth loads them: the site's and the themes'.
_FILES = re.compile(
    r"(?:(?:\.\./)*|\./|/(?![/\\])[\w.~%/-]*/|/)assets/(?:site|javascripts/bundle\.[0-9a-f]+\.min)\.js", re.ASCII
)
_SCRIPT = re.compile(r"<script(?=[\s/>])", re.IGNORECASE)
_SCRIPT_END = re.compile("</script", re.IGNORECASE)

# How every page begins; then comes the policy, once there is one.
_BEGINNING = re.compile(
    r'(\s*<!doctype html>\s*<html[^<>]*>\s*<head>\s*<meta charset="utf-8">)'
    r'(<meta http-equiv="Content-Security-Policy" content="[^"<>]*">)?',
    re.IGNORECASE,
)
# What stands there alone, and what the themes give each of their parts.
_IN_HEAD = re.compile(r"<(?:html|head|meta|link|body)(?=[\s/>])", re.IGNORECASE)
_OWN_ID = re.compile(r"""id=(?<=\sid=)["']?(__[^\s"'>]*)""")
# A tag whose values hold no >, the end of one, or a comment.
_UP_TO_CLOSE = re.compile("<[^>]*>")
# A tag that nobody can read in two ways: spaces, names, and values in double quotes. So each value is found by itself.
_REGULAR_TAG = re.compile(r'<[a-z][a-z0-9]*(?: [a-zA-Z][a-zA-Z0-9:-]*(?:="[^"<>]*")?)* ?/?>')
_VALUED = re.compile(r' ([a-zA-Z][a-zA-Z0-9:-]*)=""')
# The attributes whose values are judged (`rendering.html_rules`), and an address that leads nowhere else.
_BY_VALUE = {"href", "src", "poster", "cite", "target", "rel", "http-equiv", "content"}
_INSIDE = re.compile(r"[\w.#-][\w./#-]*", re.ASCII)
_ENOUGH = 20
# What no page needs of a reader's device: https://www.w3.org/TR/permissions-policy/
_UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi"),
    *("payment", "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking"),
)

#: The site's own script.
SCRIPT = "assets/site.js"
# A browser runs what is in such files, whatever the site's pages allow. Those of the builders, and ours, are known.
_RUN = (".js", ".mjs", ".cjs", ".wasm", ".html", ".htm", ".xhtml", ".xht", ".shtml", ".xml", ".xsl", ".xslt", ".svgz")
_KNOWN = re.compile(r"assets/(site|javascripts/[\w./-]+)\.js|(.*/)?[^/]+\.html|sitemap\.xml|feed\.xml")


class CspError(FactsError):
    """A page that can't have a strict policy. Its arguments say why; each begins with a line."""


class Inline(NamedTuple):
    """The hashes of what stands in pages and may run or apply."""

    scripts: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()


def runs(name: str) -> bool:
    """Return whether a browser would run a file, by its path below the site's root."""
    return name.lower().endswith(_RUN)


def is_known(name: str) -> bool:
    """Return whether a file that runs may be published: a page, or what the builders, the theme and export make."""
    return bool(_KNOWN.fullmatch(name))


def inline(html: str) -> Inline:
    """Return what may run in a page.

    Raises:
        CspError: something in it would run, load or lead away that is not the theme's or ours.
    """
    begun = _BEGINNING.match(html)
    html = html[: begun.end(1)] + html[begun.end() :] if begun else html
    found = Inline()
    problems: list[str] = []
    rest, end = [], 0
    for opened in _SCRIPT.finditer(html):
        tag = read_tag(html, opened.start())
        if not tag:
            continue  # so it is refused as a tag
        if len(problems) == _ENOUGH:
            break
        problem = _script_problem(tag)
        if problem:
            problems.append(f"{_line(html, opened.start())}: {problem}")
        elif "src" not in tag.attributes and tag.attributes.get("type") not in _DATA:
            ended = _SCRIPT_END.search(html, tag.end)
            script = html[tag.end : ended.start() if ended else len(html)]
            known, own = _hashes(script)
            if known not in _SCRIPTS:
                beginning = " ".join(script.split())[:60]
                message = f"an inline script is not on the list of macros/publishing/csp.py: {known}, {beginning}"
                problems.append(f"{_line(html, opened.start())}: {message}")
                continue
            style = {_ZENSICAL_STYLE} if known == _ZENSICAL_SCOPE else set()
            found = Inline(found.scripts | {own}, found.styles | style)
            rest += [html[end : tag.end], "\n" * script.count("\n")]
            end = tag.end + len(script)
    problems += islice(_tag_problems("".join([*rest, html[end:]])), _ENOUGH)
    if problems:
        raise CspError(*problems)
    return found


def _script_problem(tag: Tag) -> str:
    extra = tag.attributes.keys() - {"src", "type", "id", "defer"}
    if extra:
        return f"the attribute {min(extra)} of a script is on no list of macros/publishing/csp.py"
    if "src" in tag.attributes and not _FILES.fullmatch(tag.attributes["src"]):
        return f"the script {tag.attributes['src']} is neither the theme's nor assets/site.js"
    return ""


def _tag_problems(html: str) -> Iterator[str]:
    """Yield what is wrong with the tags of a page, whose known scripts are empty."""
    own = Counter(_OWN_ID.findall(html))
    yield from (f'1: the theme has the id "{id}", and another part of the page too' for id in own if own[id] > 1)
    if _has_only_fine_tags(html):
        return
    body = html.find("<body")
    if body >= 0:
        for begun in _IN_HEAD.finditer(html, body + len("<body")):
            yield f"{_line(html, begun.start())}: {begun[0]}> stands in the head of a page alone"
    for begun in TAG.finditer(html):
        tag = read_tag(html, begun.start())
        wrong = tag_problems(tag) if tag else ["this tag is not written as HTML is"]
        if not tag or tag.name != "script":
            yield from (f"{_line(html, begun.start())}: {message}" for message in wrong)


def _has_only_fine_tags(html: str) -> bool:
    """Return whether nothing is wrong with any tag, where that is soon told.

    Most pages are fine, and their tags are alike. So a tag is read only where one like it was not seen lately.
    """
    body = _UP_TO_CLOSE.match(html, html.find("<body")) if "<body" in html else None
    end = html.rfind(">") + 1  # from a < behind it, each search would go on to the end
    begins = body.end() if body else end
    above, below = _UP_TO_CLOSE.findall(html, 0, begins), _UP_TO_CLOSE.findall(html, begins, end)
    whole = len(above) + len(below) == html.count("<")  # so no < stands within another's
    return whole and all(map(_is_fine, set(above))) and all(map(_is_fine_in_body, set(below)))


def _alike(tag: str) -> str:
    """Return what is the same of tags that are judged alike: without the values that no rule looks at."""
    parts = tag.split('"')
    for number, name in enumerate(_names('""'.join(parts[::2]))):
        value = parts[2 * number + 1]
        if name.lower() not in _BY_VALUE:
            parts[2 * number + 1] = ""
        elif name == "href" and _INSIDE.fullmatch(value):
            parts[2 * number + 1] = "x"
    return '"'.join(parts)


@functools.lru_cache(maxsize=1000)
def _names(tag: str) -> list[str]:
    """Return the names of the attributes with values of a tag whose values are empty; none, if it is not regular."""
    return _VALUED.findall(tag) if _REGULAR_TAG.fullmatch(tag) else []


@functools.lru_cache(maxsize=20_000)
def _is_fine_in_body(text: str) -> bool:
    return not _IN_HEAD.match(text) and _is_fine_as(_alike(text))


@functools.lru_cache(maxsize=1000)
def _is_fine(text: str) -> bool:
    return _is_fine_as(_alike(text))


@functools.lru_cache(maxsize=20_000)
def _is_fine_as(text: str) -> bool:
    if not TAG.match(text):
        return True
    tag = read_tag(text, 0)
    return tag is not None and (tag.name == "script" or not any(tag_problems(tag)))


def _line(html: str, position: int) -> int:
    return html.count("\n", 0, position) + 1


@functools.lru_cache(maxsize=100)
def policy(allowed: Inline) -> str:
    """Return the policy under which nothing is loaded from elsewhere, and nothing runs in the page but what is
    allowed.
    """

    def own(hashes: Iterable[str]) -> str:
        return " ".join(["'self'", *(f"'{one}'" for one in sorted(hashes))])

    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {own(allowed.scripts)}",
            f"style-src {own(allowed.styles)}",
            "img-src 'self' data:",
            *(f"{sort}-src 'self'" for sort in ("font", "connect", "worker", "manifest")),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def with_csp_meta(html: str, allowed: Inline) -> str:
    """Return a page with its policy, which stands before all that it governs.

    Raises:
        CspError: it has no place for it.
    """
    begun = _BEGINNING.match(html)
    if not begun:
        raise CspError(
            '1: the policy follows <meta charset="utf-8"> at the beginning of the head, and the page has none'
        )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(allowed)}">'
    return begun[1] + meta + html[begun.end() :]


def headers(pages: Iterable[Inline]) -> str:
    """Return the same for servers that read a `_headers` file, with what a `<meta>` can't say.

    Of two rules with the same header for one path, such servers send both values. So what other sites may embed gets a
    policy for its resources (CORP), and what is left has the browser's own, by which a page is in no other's frame.
    """
    scripts, styles = (frozenset().union(*hashes) for hashes in zip(*pages, strict=True))
    lines = [
        "/*",
        f"  Content-Security-Policy: {policy(Inline(scripts, styles))}; frame-ancestors 'self'",
        "  Strict-Transport-Security: max-age=63072000",
        "  Cross-Origin-Opener-Policy: same-origin",
        f"  Permissions-Policy: {', '.join(f'{feature}=()' for feature in _UNUSED)}",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: strict-origin-when-cross-origin",
    ]
    for path in ("/api/*", "/badges/*", "/feed.xml"):
        lines += [path, "  Access-Control-Allow-Origin: *", "  Cross-Origin-Resource-Policy: cross-origin"]
    return "\n".join(lines) + "\n"


@functools.lru_cache(maxsize=100)
def _hashes(script: str) -> tuple[str, str]:
    """Return the hash of a script by which it is known, and its own."""
    return _hash(_SCOPE.sub("", script)), _hash(script)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
