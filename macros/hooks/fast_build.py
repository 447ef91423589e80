"""A hook that makes MkDocs build faster, and for nothing else: the pages and the search are the same without it.

What the macros give is finished, but Markdown reads it all the same, and MkDocs reads it for anchors; the search reads
even what it is told to leave out. These readers are the most expensive part of a build. So a placeholder goes past
them, and the block that it stands for is made when the page is written, when no other has to be kept; what the search
does read, it reads faster (`search_parser`). And what was compiled for another build is not compiled again
(`rendering.compiled`).
"""

from __future__ import annotations

import atexit
import functools
import gc
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import material.plugins.search.plugin
import mkdocs_macros.context
from mkdocs.plugins import CombinedEvent, event_priority

# As it stands in a tag: in a text and in a value, quotes are escaped.
_ANCHOR = re.compile(r' id="([^"]+)"')
_EXCLUDED = " data-search-exclude>"


@event_priority(100)  # before the macros engine
def _before_engine(config: Any, /, **_: Any) -> None:
    """Ask git nothing: the engine would ask twelve questions, and no page may call for an answer. And have MkDocs look
    through the theme's files without its ten thousand icons.
    """
    mkdocs_macros.context.get_git_info = dict
    config.theme.get_env = functools.partial(_environment, config.theme)


def _environment(theme: Any) -> Any:
    """Return the environment of a theme's templates, which lists none that is hidden: MkDocs passes over these."""
    made = type(theme).get_env(theme)
    made.loader.list_templates = lambda: sorted({name for folder in theme.dirs for name in _not_hidden(folder)})
    return made


def _not_hidden(folder: str) -> Iterator[str]:
    """Yield the files below a folder by their paths, with / between the parts."""
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        above = Path(path).relative_to(folder)
        yield from ((above / name).as_posix() for name in names)


@event_priority(-100)  # after it
def _after_engine(config: Any, /, **_: Any) -> None:
    """Have a placeholder stand for each block until its page is written: no block is kept, nor read by Markdown."""
    engine = config.plugins["macros"]
    for name, macro in engine.macros.items():
        if hasattr(macro, "block"):
            engine.env.globals[name] = _put_off(engine, macro)


on_config = CombinedEvent(_before_engine, _after_engine)


def _put_off(engine: Any, macro: Callable[..., str]) -> Callable[..., str]:
    @functools.wraps(macro)
    def call(*args: Any, **kwargs: Any) -> str:
        blocks = engine.page.meta.setdefault("blocks", [])
        blocks.append(functools.partial(macro, *args, **kwargs))
        return f"\n{_placeholder(len(blocks) - 1)}\n"

    return call


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


def _placeholder(number: int) -> str:
    return f'<div data-finished="{number}"></div>'


@event_priority(100)
def _before_search(_context: Any, /, page: Any, config: Any, **_: Any) -> None:
    """Put the blocks into the page, tell MkDocs of the anchors in them, and leave the search what it is to find."""
    config.plugins["macros"]._page = page  # where the macros look for it
    whole = searched = page.content
    for number, block in enumerate(page.meta.pop("blocks", ())):
        html = block().strip()
        page.present_anchor_ids.update(_ANCHOR.findall(html))
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
