"""The one place that writes into a built site, and never beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..model.errors import FactsError

# What stands between two / of a path, and is no name.
_NO_NAMES = frozenset(("", ".", ".."))


class OutsideError(FactsError):
    """Files that would not lie below the folder, or not by their own names. Its arguments say which."""


class _Folder(NamedTuple):
    """A folder of the site, as it was before anything was written.

    Attributes:
        path: where it lies, once links are followed.
        inside: whether that is in the site.
        files: whatever is no folder in it, by its name, and whether it is a link.
    """

    path: str
    inside: bool
    files: Mapping[str, bool]


def write(folder: Path, files: Mapping[str, str], names: Mapping[str, re.Pattern[str]] | None = None) -> int:
    """Write files below a folder. One that holds the same already is left alone.

    Args:
        folder: the folder; it may be a link itself.
        files: texts, by their paths below it, with / between the parts. Each is asked for once, when it is written.
        names: what files written by this are called, by the folder in which they lie: those of them that are not among
            `files` were written by an earlier run, and are removed.

    Returns:
        How many files were written.

    Raises:
        OutsideError: a path leads out of the folder, by its own parts or by a link there. Nothing was written.
        OSError: a file can't be written.
    """
    places = _Places(folder)
    paths = places.paths(files)
    for parent in {os.path.dirname(path) for path in paths.values()}:  # noqa: PTH120 - as below
        os.makedirs(parent, exist_ok=True)  # noqa: PTH103
    written = 0
    for name, text in files.items():
        content = text.encode()
        if not places.had(name) or not _holds(paths[name], content):
            _put(paths[name], content)
            written += 1
    for parent, form in (names or {}).items():
        place = places.folder(parent)
        for own in place.files if place.inside else ():
            if form.fullmatch(own) and f"{parent}/{own}" not in files:
                (Path(place.path) / own).unlink()
    return written


def _holds(path: str, content: bytes) -> bool:
    """Return whether a file is there with this content."""
    try:
        return os.stat(path).st_size == len(content) and Path(path).read_bytes() == content  # noqa: PTH116
    except FileNotFoundError:
        return False


def _put(path: str, content: bytes) -> None:
    with open(path, "wb", buffering=0) as file:  # noqa: PTH123 - a path and a buffer for each of thousands take long
        while content:
            content = content[file.write(content) :]


class _Places:
    """Where the files of a site lie, once links are followed."""

    def __init__(self, folder: Path) -> None:
        self._shown = folder
        self._root = folder.resolve()
        self._folders: dict[str, _Folder] = {}

    def folder(self, name: str) -> _Folder:
        """Return a folder; what lies in it, by a link in its place, may be elsewhere."""
        if name not in self._folders:
            place = (self._root / name).resolve()
            files = {}
            if place.is_dir():
                with os.scandir(place) as entries:
                    files = {one.name: one.is_symlink() for one in entries if not one.is_dir(follow_symlinks=False)}
            self._folders[name] = _Folder(str(place), place.is_relative_to(self._root), files)
        return self._folders[name]

    def had(self, name: str) -> bool:
        """Return whether there was a file before anything was written."""
        parent, _, own = name.rpartition("/")
        return own in self.folder(parent).files

    def paths(self, names: Iterable[str]) -> dict[str, str]:
        """Return where each file lies, once all of them are known to lie below the folder."""
        paths: dict[str, str] = {}
        wrong: list[str] = []
        for name in names:
            if "\0" in name or not _NO_NAMES.isdisjoint(name.split("/")):
                wrong.append(f"{name!r} is no path of a file below {self._shown}")
                continue
            parent, _, own = name.rpartition("/")
            place = self.folder(parent)
            path, inside = f"{place.path}/{own}", place.inside
            if place.files.get(own):
                path = os.path.realpath(path)
                inside = Path(path).is_relative_to(self._root)
            if not inside:
                wrong.append(f"{name} leads out of {self._shown}, to {path}; remove the link")
            paths[name] = path
        if wrong:
            raise OutsideError(*wrong)
        return paths
