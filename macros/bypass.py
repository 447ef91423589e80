"""A hook that makes MkDocs build faster, and for nothing else: the pages and the search are the same without it.

What the macros give is finished, but Markdown reads it all the same, and MkDocs reads it for anchors; the search reads
even what it is told to leave out. These readers are the dearest part of a build. So a stand-in goes through them, and
the finished HTML takes its place afterwards.
"""

from __future__ import annotations

import re
from typing import Any

from mkdocs.plugins import CombinedEvent, event_priority

_ANCHOR = re.compile(r'<[^<>]* id="([^"]+)"')
# No element that is left out of the search holds another of its own name.
_EXCLUDED = re.compile(r"<(\w+)[^<>]* data-search-exclude>.*?</\1>", re.DOTALL)


@event_priority(-100)  # after the macros engine
def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put a stand-in where a finished block stands."""
    for number, block in enumerate(page.meta.get("finished", ())):
        markdown = markdown.replace(block, _stand_in(number), 1)
    return markdown


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Put the blocks back, and tell MkDocs of the anchors in them."""
    for number, block in enumerate(page.meta.pop("finished", ())):
        html = html.replace(_stand_in(number), block, 1)
        page.present_anchor_ids.update(_ANCHOR.findall(block))
    return html


def _stand_in(number: int) -> str:
    return f'<div data-finished="{number}"></div>'


@event_priority(100)
def _before_search(_context: Any, /, page: Any, **_: Any) -> None:
    page.meta["whole"] = page.content
    page.content = _EXCLUDED.sub("", page.content)


@event_priority(-100)
def _after_search(_context: Any, /, page: Any, **_: Any) -> None:
    page.content = page.meta.pop("whole")


on_page_context = CombinedEvent(_before_search, _after_search)
