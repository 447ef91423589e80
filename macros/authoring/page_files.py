"""What lies in the folder of pages: no links that lead out of it, and nothing that runs or that a server obeys.

Both builders follow links, and copy whatever is no page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from ..loading.files import printable, read_text
from ..model.vocabulary import Place, Problem
from ..publishing.csp import SCRIPT, runs

# MkDocs takes these for pages too, and nothing else here does.
_OTHER_PAGES = (".markdown", ".mdown", ".mkdn", ".mkd", ".md")
# Hosts take these for settings: redirects, headers, a domain of its own.
_SETTINGS = re.compile(r"_.*|\.ht.*|web\.config|cname|netlify\.toml", re.IGNORECASE)
# What runs in a drawing, or loads something into it. A prefix stands for a namespace.
_RUNS_IN_SVG = re.compile(
    r"<(?:[\w-]+:)?(?:script|handler|foreignobject|iframe|object|embed)|[\s\"'/]on\w+\s*=|<!entity|<\?xml-stylesheet"
    r"|encoding=[\"'](?!utf-8)",
    re.IGNORECASE,
)
_SCRIPT_ADDRESS = re.compile(r"javascript:|data:\s*text|data:\s*application", re.IGNORECASE)


def check_files(docs: Path) -> Iterator[Problem]:
    """Yield what may not lie in the folder of pages."""
    yield from check_links(docs)
    for entry in _entries(str(docs)):
        path = Path(entry.path)
        if entry.is_symlink() or entry.is_dir():
            continue
        if not entry.is_file():
            yield _problem(docs, path, "this is no file that could be published; remove it")
            continue
        if path.suffix.lower() in _OTHER_PAGES and path.suffix != ".md":
            yield _problem(docs, path, "the name of a page ends in .md")
        if runs(path.name) and path.relative_to(docs).as_posix() != SCRIPT:
            yield _problem(docs, path, f"a browser would run this, and no script runs but {docs.name}/{SCRIPT}")
        elif _SETTINGS.fullmatch(path.name):
            yield _problem(docs, path, "a server could take this for its settings; give it another name")
        elif path.suffix.lower() == ".svg" and _runs(path):
            yield _problem(docs, path, "this drawing runs code or loads something; a drawing only draws")


def check_links(docs: Path) -> Iterator[Problem]:
    """Yield the symbolic links that lead out of the folder, or nowhere."""
    root = docs.resolve()
    for entry in _entries(str(docs)):
        if entry.is_symlink():
            path = Path(entry.path)
            try:
                inside = path.resolve(strict=True).is_relative_to(root)
            except (OSError, RuntimeError):  # it leads nowhere, or round in a circle
                inside = False
            if not inside:
                yield _problem(docs, path, f"this link leads out of {docs.name}/; put the file itself in its place")


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield everything below a folder, in order. What a link leads to is not looked into."""
    if not os.path.isdir(folder):  # noqa: PTH112 - it may be large, and a path for each name takes long
        return
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        yield entry
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path)


def _runs(drawing: Path) -> bool:
    try:
        text = read_text(drawing)
    except OSError:
        return True
    return bool(_RUNS_IN_SVG.search(text) or _SCRIPT_ADDRESS.search("".join(unescape(text).split())))


def _problem(docs: Path, path: Path, message: str) -> Problem:
    return Problem(Place(printable(path.relative_to(docs.parent)), 1, 1), "", message)
