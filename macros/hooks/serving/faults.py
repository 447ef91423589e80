"""Faults in the code, the templates and the configuration, told where the page would be that they keep from showing."""

from __future__ import annotations

import contextlib
import html
import linecache
import logging
import sys
import traceback
from collections.abc import Iterable, Iterator
from logging.handlers import BufferingHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from click import ClickException
from mkdocs.exceptions import MkDocsException
from yaml import MarkedYAMLError

#: Where the project lies that is previewed.
ROOT = Path(__file__).resolve().parents[3]
_HOOKS = Path(__file__).resolve().parents[1]

_FAULT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root { color-scheme: light dark; font-family: sans-serif; line-height: 1.5 }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
pre { overflow-x: auto; padding: .75rem; border-left: .25rem solid #d22; background: #8882; white-space: pre-wrap }
</style>
</head>
<body>
<h1>{title}</h1>
<p role="alert">Fix this and save: the page comes back by itself.</p>
{lines}
<details><summary>How it came to it</summary><pre>{trace}</pre></details>
</body>
</html>
"""


class PageError(Exception):
    """A fault that came up while a page's macros were called: in the page, or in what it calls."""

    def __init__(self, file: Any, line: int) -> None:
        super().__init__(f"{file.src_uri}, line {line}")
        self.file = file
        self.line = line


def blame_page(error: Exception, *, markdown: str, page: Any) -> str:
    """End the build and say where, in place of the engine's page with a traceback.

    The engine counts lines without the front matter.
    """
    lines = [number for file, number in _frames(error.__traceback__) if file in ("<template>", "<unknown>")]
    above = page.file.content_string.count("\n") - markdown.count("\n")
    raise PageError(page.file, above + min(lines, default=1)) from error


@contextlib.contextmanager
def logged_errors() -> Iterator[list[str]]:
    """Give a list that holds, once what is done here is done, the errors that MkDocs has logged meanwhile."""
    logged = BufferingHandler(sys.maxsize)
    logged.setLevel(logging.ERROR)
    told: list[str] = []
    logging.getLogger("mkdocs").addHandler(logged)
    try:
        yield told
    finally:
        logging.getLogger("mkdocs").removeHandler(logged)
        told += map(_logged, logged.buffer)


def told(error: BaseException, logged: list[str]) -> Iterator[str]:
    """Yield what went wrong, a line for each place that has to do with it."""
    if isinstance(error, ClickException) and not isinstance(error, MkDocsException):  # the macros' own refusal
        yield from error.format_message().splitlines()
        return
    chain = list(_chain(error))
    placed = next((line for fault in chain for line in _placed(fault)), "")
    in_page = next((fault for fault in chain if isinstance(fault, PageError)), None)
    if placed:
        yield placed
    if in_page:
        place = f"docs/{in_page.file.src_uri}:{in_page.line}"
        cause = "this page calls it" if placed else _what(in_page.__cause__ or in_page)
        yield from _checked(in_page.file) or [f"{place}: {cause}{_source(in_page.file.abs_src_path, in_page.line)}"]
    elif not placed:
        yield from logged or [_what(error)]


def _logged(record: logging.LogRecord) -> str:
    """Return what MkDocs says before it gives up: of its configuration it names the key alone."""
    return f"{'mkdocs.yml: ' if record.name.startswith('mkdocs.config') else ''}{record.getMessage()}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and those that it came from, the nearest first."""
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _placed(error: BaseException) -> Iterator[str]:
    """Yield an error with its places in the project, the innermost first."""
    places: list[tuple[str, int]] = _frames(error.__traceback__)
    if isinstance(error, SyntaxError):
        places.append((error.filename or "", error.lineno or 1))
    if isinstance(error, MarkedYAMLError) and error.problem_mark:
        places.append((error.problem_mark.name, error.problem_mark.line + 1))
    for file, line in reversed(places):
        path = Path(file).resolve()
        own = path.is_file() and path.is_relative_to(ROOT) and "site-packages" not in path.parts
        if own and not path.is_relative_to(_HOOKS):
            yield f"{path.relative_to(ROOT).as_posix()}:{line}: {_what(error)}{_source(file, line)}"


def _frames(trace: TracebackType | None) -> list[tuple[str, int]]:
    return [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(trace)]


def _what(error: BaseException) -> str:
    """Return what an error says, with its kind where its text alone says little."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    if isinstance(error, MarkedYAMLError):
        return f"{error.problem}"
    return f"{type(error).__name__}: {error}"


def _source(file: str, line: int) -> str:
    linecache.checkcache(file)
    text = linecache.getline(file, line).strip()
    return f"\n    {text}" if text else ""


def _checked(file: Any) -> list[str]:
    """Return what `check` says of a page. The fault may stand in its way too; then it says nothing."""
    try:
        from macros.authoring.page_checks import check_page
        from macros.loading.loader import load

        facts = load(ROOT / "data").facts
        name = f"docs/{file.src_uri}"
        return [str(problem) for problem in check_page(facts, file.src_uri, name, file.content_string)] if facts else []
    except Exception:
        return []


def fault_page(title: str, lines: Iterable[str], error: BaseException) -> bytes:
    """Return a page that tells a fault, and needs nothing of the site."""
    details = "\n".join(f"<pre>{html.escape(line)}</pre>" for line in lines)
    trace = html.escape("".join(traceback.format_exception(error)))
    page = _FAULT.replace("{title}", title).replace("{lines}", details).replace("{trace}", trace)
    return page.encode(errors="replace")
