"""The macros that pull facts into pages. This module is the glue to the macros engine, and nothing else."""

from __future__ import annotations

import functools
import html
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from click import ClickException

from .authoring.page_files import check_links
from .loading.loader import Loaded, load, read
from .model.facts import Facts, UnknownNameError, UnreadClaimError
from .model.vocabulary import Place, Problem
from .publishing.fields import RECORDS
from .publishing.json_ld import structured
from .rendering.markup import problem_block, problem_inline
from .rendering.page import MACROS, MacroCallError, Page, call_macro
from .rendering.source import mended, place_in, refused, refused_settings
from .rendering.urls import Urls

# MkDocs counts the warnings below its own logger, and a strict build fails when there are any.
_log = logging.getLogger("mkdocs.plugins.facts")

_CANT_BE_SHOWN = "This can't be shown."
# As many as a reader of the preview takes in; the terminal has them all.
_MOST_PROBLEMS = 10
# A title and the navigation do without what is wrong: the page shows it.
_PROBLEM = re.compile(r'<strong class="problem">.*?</strong>')


class PageError(ClickException):
    """What no builder may follow or compile. Its text says where it stands, and why."""


def define_env(env: Any) -> None:
    """Register the macros of `rendering.page.Page` with the macros engine, for the data beside `mkdocs.yml`.

    Raises:
        PageError: a link leads out of the folder of pages; or the page, where the builder asks for each page, holds
            what a page may not.
    """
    docs = Path(env.project_dir, env.conf["docs_dir"])
    page = getattr(env, "page", None)
    problems = [*_refused_for(page, docs)] if page else [*check_links(docs)]
    if problems:
        raise PageError("\n".join(map(str, problems)))
    try:
        loaded = load(Path(env.project_dir) / "data")
    except OSError as error:
        loaded = read((), unread=[Problem(Place("data", 1, 1), "", str(error))])
    for problem in loaded.problems:
        _log.warning(str(problem))
    env.problems = _listed(loaded)
    if getattr(env, "page", None):  # Zensical calls this for each page, and knows no `on_pre_page_macros`
        env.page.meta["problems"] = env.problems
    for name, macro in MACROS.items():
        env.macro(_registered(env, loaded.readable, name, macro), name)


def on_pre_page_macros(env: Any) -> None:
    """Take what is refused out of a page before anything of it is compiled, and show why in its place.

    The theme shows the problems of the data on the page. Pages with the same source share one compiled page: the engine
    would compile each of them, and its title.
    """
    page, templates = env.page, env.env
    name = f"{Path(env.conf['docs_dir']).name}/{page.file.src_uri}"
    above = page.file.content_string.count("\n") - env.markdown.count("\n")  # the engine leaves out the front matter
    settings = refused_settings(page.meta)
    markdown, problems = mended(env.markdown)
    for key, message in settings.items():
        _log.warning(f"{name}:1:1: {message}")
        del page.meta[key]
    for problem in problems:
        line, column = place_in(env.markdown, problem.at)
        _log.warning(f"{name}:{above + line}:{column}: {problem.message}")
    if settings or problems:
        env.markdown = "\n\n".join([*map(problem_inline, settings.values()), markdown])
    if refused(str(page.title)):  # it is compiled apart
        page.title = page.file.name
    _escape_description(page.meta)
    page.meta["problems"] = env.problems
    if not hasattr(templates.from_string, "cache_info"):
        templates.from_string = functools.cache(templates.from_string)


def on_post_page_macros(env: Any) -> None:
    """Take a problem that a macro shows in the page's heading out of its title."""
    title = _PROBLEM.sub("…", env.page.title or "")
    if title != (env.page.title or ""):
        env.page.title = title


def _listed(loaded: Loaded) -> list[str]:
    """Return the problems of the data, as the top of each page shows them."""
    lines = [str(problem) for problem in loaded.problems[:_MOST_PROBLEMS]]
    more = len(loaded.problems) - len(lines)
    return [*lines, f"and {more} more, which `make check` prints"] if more else lines


def _refused_for(page: Any, docs: Path) -> Iterator[Problem]:
    """Yield what stops a builder that asks for each page: what is wrong with the folder, and with the page."""
    from .authoring.page_checks import refused_once  # MkDocs needs none of these modules, and they take a while

    yield from refused_once(docs)
    yield from _refused_in(page, docs)


def _refused_in(page: Any, docs: Path) -> Iterator[Problem]:
    """Yield what a page may not hold, and make its front matter safe where the themes print it as it is."""
    name = f"{docs.name}/{page.path}"
    text = (docs / page.path).read_text(encoding="utf-8-sig")
    for problem in refused(text):
        yield Problem(Place(name, *place_in(text, problem.at)), "", problem.message)
    for message in refused_settings(page.meta).values():
        yield Problem(Place(name, 1, 1), "", message)
    if refused(str(page.title)):
        yield Problem(Place(name, 1, 1), "", "the title of this page holds what no page may")
    _escape_description(page.meta)


def _escape_description(meta: dict[str, Any]) -> None:
    if "description" in meta:  # the themes print it as it is
        meta["description"] = html.escape(str(meta["description"]))


def _registered(env: Any, facts: Facts, name: str, macro: Callable[..., str]) -> Callable[..., str]:
    """Return the macro as pages call it: a mistake in a call, or in the data, is logged and shown, and raises
    nothing.
    """
    repository = str((env.conf.get("extra") or {}).get("repository_url") or "")
    site = str(env.conf.get("site_url") or "")
    shown = _inline_problem if hasattr(macro, "inline") else problem_block

    @functools.wraps(macro)
    def call(*args: Any, **kwargs: Any) -> str:
        path, builder_rewrites_links = _path(env.page)
        subject = env.page.meta.get("entity")
        try:
            page = Page(facts, path, subject, repository, builder_rewrites_links, site, RECORDS)
            html_text = call_macro(page, name, *args, **kwargs)
        except UnreadClaimError as error:
            return shown(_CANT_BE_SHOWN, [str(error)])
        except (UnknownNameError, MacroCallError) as error:
            if facts.problems.get(""):  # it may well be there
                return shown(_CANT_BE_SHOWN, [f"{name} can't be shown before the data can be read"])
            message = f"{path}: {name}: {error}"
            _log.warning(message)
            return shown(_CANT_BE_SHOWN, [message])
        except Exception:
            if not facts.problems:
                raise
            return shown(_CANT_BE_SHOWN, [f"{name} can't be shown before the data is fixed"])
        if name in ("summary", "moved_to"):
            entity = facts.entity(subject)
            # The themes print a description as it is, so it has to come escaped.
            env.page.meta.setdefault("description", html.escape(facts.prose_text(entity.summary)))
        if name == "summary":
            env.page.meta["structured_data"] = "" if facts.problems else structured(facts, entity)
        if name == "moved_to":
            env.page.meta["moved_to"] = Urls(path).entity(entity)
        return html_text

    return call


def _inline_problem(title: str, lines: Iterable[str]) -> str:
    return problem_inline(" ".join(lines))


def _path(page: Any) -> tuple[str, bool]:
    """Return the page's Markdown file below `docs/`, and whether the builder is the one that rewrites links.

    MkDocs and Zensical keep the path in different places.
    """
    builder_rewrites_links = hasattr(page, "path")
    return str(page.path if builder_rewrites_links else page.file.src_uri), builder_rewrites_links
