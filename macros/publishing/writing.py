"""The one place that writes into a built site, and never beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from ..model.errors import FactsError


class OutsideError(FactsError):
    """Files that would not lie below the folder, or not by their own names. Its arguments say which."""


def write(folder: Path, files: Mapping[str, str], names: Mapping[str, re.Pattern[str]] | None = None) -> int:
    """Write files below a folder. One that holds the same already is left alone.

    Args:
        folder: the folder; it may be a link itself.
        files: texts, by their paths below it, with / between the parts.
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
    written = 0
    for name, path in paths.items():
        content = files[name].encode()
        if not _holds(path, content):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written += 1
    for parent, form in (names or {}).items():
        place = places.folder(parent)
        kept = {name.removeprefix(f"{parent}/") for name in files if name.startswith(f"{parent}/")}
        for name in _stale(place, form, kept) if place.is_relative_to(places.root) else ():
            (place / name).unlink()
    return written


def _holds(path: Path, content: bytes) -> bool:
    """Return whether a file is there with this content."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False


def _stale(folder: Path, form: re.Pattern[str], kept: Collection[str]) -> list[str]:
    """Return the names of files in a folder that have a form, and are not kept."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        found = (entry.name for entry in entries if not entry.is_dir(follow_symlinks=False))
        return [name for name in found if name not in kept and form.fullmatch(name)]


class _Places:
    """Where the files of a site lie, once links are followed."""

    def __init__(self, folder: Path) -> None:
        self._shown = folder
        self.root = folder.resolve()
        self._folders: dict[str, Path] = {}
        self._links: dict[str, set[str]] = {}

    def folder(self, name: str) -> Path:
        """Return where a folder lies; what lies in it, by a link in its place, may be elsewhere."""
        if name not in self._folders:
            self._folders[name] = place = (self.root / name).resolve()
            self._links[name] = set()
            if place.is_dir():
                with os.scandir(place) as entries:
                    self._links[name] = {entry.name for entry in entries if entry.is_symlink()}
        return self._folders[name]

    def paths(self, names: Iterable[str]) -> dict[str, Path]:
        """Return where each file lies, once all of them are known to lie below the folder."""
        paths: dict[str, Path] = {}
        wrong: list[str] = []
        for name in names:
            if "\0" in name or not {"", ".", ".."}.isdisjoint(name.split("/")):
                wrong.append(f"{name!r} is no path of a file below {self._shown}")
                continue
            parent, _, own = name.rpartition("/")
            place = self.folder(parent)
            path = (place / own).resolve() if own in self._links[parent] else place / own
            if not (place if path.parent == place else path).is_relative_to(self.root):
                wrong.append(f"{name} leads out of {self._shown}, to {path}; remove the link")
            paths[name] = path
        if wrong:
            raise OutsideError(*wrong)
        return paths
