"""A hook that makes MkDocs build faster, and for nothing else: the pages and the search are the same without it.

What the macros give is finished, but Markdown reads it all the same, and MkDocs reads it for anchors; the search reads
even what it is told to leave out. These readers are the most expensive part of a build. So a placeholder goes past
them, and the finished HTML takes its place afterwards; what the search does read, it reads faster (`search_parser`).
And what was compiled for another build is not compiled again (`rendering.compiled`).
"""

from __future__ import annotations

import atexit
import gc
import re
import zlib
from collections.abc import Iterator
from typing import Any

import material.plugins.search.plugin
import mkdocs_macros.context
from mkdocs.plugins import CombinedEvent, event_priority

# As it stands in a tag: in a text and in a value, quotes are escaped.
_ANCHOR = re.compile(r' id="([^"]+)"')
_EXCLUDED = " data-search-exclude>"


@event_priority(100)  # before the macros engine
def on_config(_config: Any, **_: Any) -> None:
    """Ask git nothing: the engine would ask twelve questions, and no page may call for an answer."""
    mkdocs_macros.context.get_git_info = dict


def on_env(env: Any, **_: Any) -> None:
    """Compile the theme's templates once, as those of the macros are, and have the search read pages faster."""
    # Not before `preview` has forgotten an older package.
    from macros.hooks.search_parser import PlainParser
    from macros.rendering.compiled import CompiledTemplates

    env.bytecode_cache = CompiledTemplates()
    material.plugins.search.plugin.Parser = PlainParser


def on_pre_build(**_: Any) -> None:
    """Look for no garbage in what stays to the end, the facts and the settings, nor in anything at the very end."""
    gc.freeze()
    atexit.register(gc.freeze)


def on_post_build(**_: Any) -> None:
    """Look for it everywhere again: a preview goes on."""
    gc.unfreeze()


@event_priority(-100)  # after the macros engine
def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Put a placeholder where a finished block stands, and keep the block, in as little room as can be."""
    blocks = page.meta.get("finished", [])
    for number, block in enumerate(blocks):
        markdown = markdown.replace(block, _placeholder(number), 1)
        blocks[number] = zlib.compress(block.encode(), 1)
    return markdown


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Tell MkDocs of the anchors in the blocks."""
    for block in page.meta.get("finished", ()):
        page.present_anchor_ids.update(_ANCHOR.findall(_unpacked(block)))
    return html


def _unpacked(block: bytes) -> str:
    return zlib.decompress(block).decode()


def _placeholder(number: int) -> str:
    return f'<div data-finished="{number}"></div>'


@event_priority(100)
def _before_search(_context: Any, /, page: Any, **_: Any) -> None:
    whole = searched = page.content
    for number, block in enumerate(page.meta.pop("finished", ())):
        html = _unpacked(block)
        whole = whole.replace(_placeholder(number), html, 1)
        searched = searched.replace(_placeholder(number), "".join(_searched(html)), 1)
    page.meta["whole"], page.content = whole, searched


def _searched(html: str) -> Iterator[str]:
    """Yield what the search takes of a block. No element that is left out holds another of its own name."""
    end = 0
    while (mark := html.find(_EXCLUDED, end)) >= 0:
        start = html.rindex("<", end, mark)
        yield html[end:start]
        closing = f"</{html[start + 1 : mark].split()[0]}>"
        end = html.index(closing, mark) + len(closing)
    yield html[end:]


@event_priority(-100)
def _after_search(_context: Any, /, page: Any, **_: Any) -> None:
    page.content = page.meta.pop("whole")


on_page_context = CombinedEvent(_before_search, _after_search)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Keep the content no longer than it is needed."""
    page.content = ""
    return output
