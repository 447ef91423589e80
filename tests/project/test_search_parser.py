"""The fast reader of pages for the search finds what the theme's own does, whatever a page holds."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.pages import Site
from hypothesis import given, settings
from hypothesis import strategies as st
from material.plugins.search.plugin import Parser

from macros.hooks import search_parser
from macros.hooks.search_parser import PlainParser

NAMES = ("p", "div", "span", "ul", "li", "pre", "code", "h2", "object", "a", "td", "br", "img")
PIECES = st.sampled_from(
    [
        *(f"<{name}>" for name in NAMES),
        *(f"</{name}>" for name in (*NAMES, "h1", "h3")),
        *('<h1 id="top">', '<h2 id="two">', '<h3 id="t&amp;ree" class="x">', '<h2 id="out" data-search-exclude>'),
        *(
            "<h4 id>",
            "<div data-search-exclude>",
            '<p class="linenodiv">',
            '<p class="&#108;inenodiv">',
            '<a class="headerlink" href="#two">',
        ),
        *("<rect x='1'/>", "<path/>", '<br class="a b" />', '<section title="a > b">', '<p title="a < b">'),
        *("<P>", "<p DATA-SEARCH-EXCLUDE>", "<", "< b", "<!-- no -->", "<style>", "</", "<p"),
        *("<script>a < b</script>", "<title>x</title>"),
        *("text", "more text", " ", "\n", " \n ", "a &lt; b", "&#169; &amp;", "a > b", "&", "\u00a0", "line\nline "),
    ]
)
PLAIN = PIECES.filter(lambda piece: piece[:2] not in ("< ", "<!", "<P") and "script" not in piece and "'" not in piece)


def sections(parser: type[Parser], html: str) -> list[Any] | str:
    reader = parser()
    try:
        reader.feed(html)
        reader.close()
    except ValueError as error:  # the theme's reader trips over some pages
        return type(error).__name__
    return [(one.el.tag, one.id, one.is_excluded(), "".join(one.title), "".join(one.text)) for one in reader.data]


@given(st.lists(PIECES, max_size=25).map("".join) | st.lists(PLAIN, max_size=40).map("".join))
@settings(max_examples=600, deadline=None)
def test_it_finds_the_same(html: str) -> None:
    assert sections(PlainParser, html) == sections(Parser, html)


def test_it_reads_most_pages_itself(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    monkeypatch.setattr(Parser, "feed", lambda _, html: left.append(html))
    for page in site.pages.values():
        article = page.html.partition("<article")[2].partition(">")[2].partition("</article>")[0]
        search_parser.PlainParser().feed(article)
    assert len(left) < len(site.pages) / 2
