"""What a page may load and run: its content security policy, as a `<meta>` and as headers for servers that read them.

The theme's inline scripts are a fixed list of hashes. To allow whatever a page holds would bless an injected one too,
so a script that is not on the list stops the export. https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple

from ..model.errors import FactsError

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

_SCRIPT = re.compile("<script", re.IGNORECASE)
_SCRIPT_END = re.compile("</script[^>]*>", re.IGNORECASE)

_CHARSET = '<meta charset="utf-8">'


class CspError(FactsError):
    """A page that can't have a strict policy. Its text says why."""


class Inline(NamedTuple):
    """The hashes of what stands in pages and may run or apply."""

    scripts: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()


def inline(html: str) -> Inline:
    """Return what may run in a page.

    Raises:
        CspError: it holds an inline script that is on no list.
    """
    scripts: set[str] = set()
    styles: set[str] = set()
    for script in _Scripts.of(html):
        known = _hash(_SCOPE.sub("", script))
        if known not in _SCRIPTS:
            beginning = " ".join(script.split())[:60]
            raise CspError(f"an inline script is not on the list of macros/publishing/csp.py: {known}, {beginning}")
        scripts.add(_hash(script))
        if known == _ZENSICAL_SCOPE:
            styles.add(_ZENSICAL_STYLE)
    return Inline(frozenset(scripts), frozenset(styles))


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
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(allowed)}">'
    if _CHARSET not in html:
        raise CspError(f"the policy stands after {_CHARSET}, and the page has none")
    return html if meta in html else html.replace(_CHARSET, _CHARSET + meta, 1)


def headers(pages: Iterable[Inline]) -> str:
    """Return the same for servers that read a `_headers` file, with what a `<meta>` can't say."""
    scripts, styles = (frozenset().union(*hashes) for hashes in zip(*pages, strict=True))
    return f"""/*
  Content-Security-Policy: {policy(Inline(scripts, styles))}; frame-ancestors 'self'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
/api/*
  Access-Control-Allow-Origin: *
/badges/*
  Access-Control-Allow-Origin: *
/feed.xml
  Access-Control-Allow-Origin: *
"""


class _Scripts(HTMLParser):
    """Collects the inline scripts of a page that a browser would run."""

    @classmethod
    def of(cls, html: str) -> list[str]:
        """Find each wherever its tag could begin, so that the parser need not read the rest of the page."""
        scripts: list[str] = []
        for begun in _SCRIPT.finditer(html):
            ended = _SCRIPT_END.search(html, begun.end())
            parser = cls()
            parser.feed(html[begun.start() : ended.end() if ended else len(html)])
            parser.close()
            scripts += parser.scripts
        return scripts

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._open = tag == "script" and "src" not in known and known.get("type") not in _DATA
        if self._open:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.scripts[-1] += data


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
