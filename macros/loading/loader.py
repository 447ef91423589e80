"""From YAML files to Facts, or every problem with its file, line and column.

`load` reads a folder; `read` does the same with texts and touches no disk.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import gc
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..model.facts import Facts
from ..model.vocabulary import Place, Problem
from . import yaml_tree
from .files import printable, read_file
from .indentation import straighten
from .kept_records import KeptRecords
from .readable import readable
from .record_reader import Records
from .sections import Sections

if TYPE_CHECKING:
    from .kept_trees import KeptTrees

_SUFFIXES = (".yml", ".yaml")
_Stamp = tuple[int, int, int]  # time of the last change of the content, and of anything; size


class _Kept(NamedTuple):
    """What is kept from one reading to the next."""

    trees: KeptTrees
    records: KeptRecords


_kept: _Kept | None = None


class Loaded(NamedTuple):
    """What came of reading the data.

    Attributes:
        facts: the facts; none where there is a problem.
        problems: what stands in their way.
        readable: the same facts, or what can be read of them in spite of the problems. Everything that has an id in the
            files is in it by that id, but for claims, follow-ups and properties that could not be read.
    """

    facts: Facts | None
    problems: tuple[Problem, ...]
    readable: Facts


def load(folder: Path) -> Loaded:
    """Read every `*.yml` below a folder as one source. Read again only when a file has changed.

    Raises:
        OSError: the folder or a file in it can't be read.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    folder = folder if folder.name else folder.resolve()  # files are called by the folder's name
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _SUFFIXES or path.is_dir())
    stamps = tuple((path, _stamp(path)) for path in (folder, *paths))
    return _load(folder, stamps, latest_day())


def keep() -> None:
    """From now on, read of a file only what is not as it was the last time.

    Whoever reads the same data again and again is served sooner. It takes as much memory as reading does at its peak.
    """
    global _kept
    from .kept_trees import KeptTrees  # a build needs none of it

    _kept = _kept or _Kept(KeptTrees(), KeptRecords())


def latest_day() -> dt.date:
    """Return the day that it is where it is latest, in the time zone UTC+14.

    What one contributor writes down as today must not lie in the future for another's machine.
    """
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=14))).date()


def _stamp(path: Path) -> _Stamp:
    """Return what every change alters: what was moved away and back has its old time and size, but another ctime."""
    try:
        stat = path.stat()
    except OSError:  # it says why when it is read
        return 0, 0, 0
    return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size


@functools.lru_cache(maxsize=2)  # the data before an edit and after it
def _load(folder: Path, stamps: tuple[tuple[Path, _Stamp], ...], today: dt.date) -> Loaded:
    files: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for path in (path for path, _ in stamps if path.suffix.lower() in _SUFFIXES or not os.access(path, os.R_OK)):
        name = printable(path.relative_to(folder.parent))
        try:
            if path.suffix.lower() in _SUFFIXES:
                _refuse(path, folder)
            files.append((name, read_file(path)))
        except OSError as error:
            problems.append(Problem(Place(name, 1, 1), "", f"this is not read: {error.strerror}"))
    return read(files, today, problems)


def _refuse(path: Path, folder: Path) -> None:
    """Refuse a file that can't be published as it is written, under its own name.

    Raises:
        OSError: why not.
    """
    if path.suffix != ".yml":
        raise OSError(0, "its name must end in .yml")
    if not str(path.relative_to(folder)).isprintable():
        raise OSError(0, "its name holds an invisible character")
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):  # `resolve` trips over a circle
        raise OSError(0, "it is a link that leads out of this folder")


def read(files: Iterable[tuple[str, bytes]], today: dt.date | None = None, unread: Iterable[Problem] = ()) -> Loaded:
    """Read files, given by name and content, as one source.

    Args:
        files: name and bytes of each.
        today: nothing may be recorded after this day; left out, it is the latest that it is anywhere.
        unread: why other files of the same source could not be read.
    """
    collecting = gc.isenabled()
    gc.disable()  # what is read stays: looking for garbage in it takes a third of the time
    try:
        parse = _kept.trees.parse if _kept else yaml_tree.parse
        documents = [parse(name, raw) for name, raw in files]
        loaded = _read(documents, today or latest_day(), tuple(unread))
        for kept in _kept or ():
            kept.end()
    finally:
        if collecting:
            gc.enable()
    if not loaded.facts:
        return loaded
    facts = dataclasses.replace(loaded.facts, files={document.file: document.text for document in documents})
    return Loaded(facts, (), facts)


def _read(documents: list[yaml_tree.Document], today: dt.date, unread: tuple[Problem, ...]) -> Loaded:
    loaded = _loaded(documents, today, unread)
    if not loaded.problems:
        return loaded
    straight, crooked = straighten(documents)
    return _loaded(straight, today, unread, crooked) if crooked else loaded


def _loaded(
    documents: list[yaml_tree.Document], today: dt.date, unread: tuple[Problem, ...], crooked: Iterable[Problem] = ()
) -> Loaded:
    problems = [*unread, *crooked, *(problem for document in documents for problem in document.problems)]
    hiding = (*unread, *(problem for document in documents if not document.whole for problem in document.problems))
    sections = Sections([document.top for document in documents], Records(today, _kept and _kept.records))
    facts = sections.facts()
    if not hiding:  # with holes in it, what is said of the rest would mislead
        places = {problem.place for problem in problems}
        problems += [problem for problem in sections.records.problems if problem.place not in places]
        hiding = tuple(sections.hiding)
    if not problems:
        return Loaded(facts, (), facts)
    told, hidden = (sorted({problem.shortened() for problem in group}) for group in (problems, hiding))
    return Loaded(None, tuple(told), readable(facts, sections.claim_ids, told, hidden))
