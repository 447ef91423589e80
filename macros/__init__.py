"""The macros that pull facts into pages. This module is the glue to the macros engine, and nothing else."""

from __future__ import annotations

import functools
import html
import inspect
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import render
from .facts import UnknownName
from .load import Loaded, load

# MkDocs counts the warnings below its own logger, and a strict build fails when there are any.
_log = logging.getLogger("mkdocs.plugins.facts")


def define_env(env: Any) -> None:
    """Register the macros of `render.Page` with the macros engine, for the data beside `mkdocs.yml`."""
    loaded = load(Path(env.project_dir) / "data")
    for problem in loaded.problems:
        _log.warning(str(problem))
    for name, macro in render.MACROS.items():
        env.macro(_registered(env, loaded, name, macro), name)


def _registered(env: Any, loaded: Loaded, name: str, macro: Callable[..., str]) -> Callable[..., str]:
    signature = inspect.signature(macro)
    stands_inline = hasattr(macro, "inline")

    @functools.wraps(macro)
    def call(*args: Any, **kwargs: Any) -> str:
        path = _path(env.page)
        if loaded.facts is None:
            title = "The data has problems. Mend them, and this page comes back."
            return render.problem("⚠") if stands_inline else render.problems(title, map(str, loaded.problems))
        page = render.Page(loaded.facts, path, env.page.meta.get("entity"))
        try:
            signature.bind(page, *args, **kwargs)
        except TypeError as error:
            return refused(path, error)
        try:
            made = macro(page, *args, **kwargs)
        except (UnknownName, render.NoSubject) as error:
            return refused(path, error)
        if name == "summary":
            # The themes print a description as it is, so it has to come escaped.
            words = loaded.facts.words(loaded.facts.entity(env.page.meta["entity"]).summary)
            env.page.meta.setdefault("description", html.escape(words))
        return made

    def refused(path: str, error: Exception) -> str:
        message = f"{path}: {name}: {error}"
        _log.warning(message)
        return render.problem(message) if stands_inline else render.problems("This can't be shown.", [message])

    return call


def _path(page: Any) -> str:
    """The page's Markdown file below `docs/`. MkDocs and Zensical keep it in different places."""
    return str(page.path if hasattr(page, "path") else page.file.src_uri)
