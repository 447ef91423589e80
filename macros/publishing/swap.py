"""A new site in the place of the old one, whole at every moment: whoever else builds, and whenever a run is killed.

Each run builds into a folder of its own. One lock lets them build one after the other, so that the last to begin is the
last to publish. Then the two folders change places in one step of the file system, and only then is anything removed.
What a killed run has left, the next one removes.

A file system that can't exchange folders gets two steps; a run that is killed between them leaves the old site aside,
and the next one begins by putting it back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..model.errors import FactsError

# Linux: renameat2(2). macOS: renamex_np(2). Both say 2 for "exchange".
_EXCHANGE = 2
_AT_FDCWD = -100
#: What a system or a file system answers that has no such thing.
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


class PlaceError(FactsError):
    """The site can't be published there. Its text says why."""


class NewSite(NamedTuple):
    """Where the new site is to be built.

    Attributes:
        folder: an empty folder in the project, since not every builder builds elsewhere.
        lock: the descriptor that holds the lock. Whatever builds inherits it: as long as a builder runs on whose caller
            was killed, nobody else begins.
    """

    folder: Path
    lock: int


@contextmanager
def new_site(place: Path, project: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[NewSite]:
    """Give a folder for a new site, and publish what stands in it at the end; after an exception the old site stays.

    Args:
        place: where the site is published; of a link, the folder that it leads to is exchanged.
        project: the project's folder.
        on_wait: called when another run has to end first.

    Raises:
        PlaceError: there is a file in its place, or the project.
        OSError: the folders can't be made or exchanged.
    """
    place, project = Path(os.path.realpath(place)), project.resolve()
    if place.exists() and not place.is_dir():
        raise PlaceError(f"{place} is no folder; remove it, so that the site can stand there")
    if project.is_relative_to(place):  # what stood there is removed
        raise PlaceError(f"{place} holds the project itself; let the site lead to a folder of its own")
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(place.parent, os.O_RDONLY)  # the folder itself, so that no file is left behind
    try:
        _wait_for(lock, on_wait)
        _put_right(place)
        try:
            folder = _aside(project, place, "new")
            folder.mkdir()
            yield NewSite(folder, lock)
            _publish(folder, place)
        finally:
            for leftover in {*_beside(project, place, "new|old"), *_beside(place.parent, place, "new|old")}:
                shutil.rmtree(leftover, ignore_errors=True)  # what can't be removed now, the next run tries again
    finally:
        os.close(lock)


def _wait_for(lock: int, on_wait: Callable[[], None]) -> None:
    import fcntl  # not on Windows, where all other commands run

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        on_wait()
        fcntl.flock(lock, fcntl.LOCK_EX)


def _aside(folder: Path, place: Path, sort: str) -> Path:
    return folder / f".{place.name}.{sort}-{secrets.token_hex(4)}"


def _beside(folder: Path, place: Path, sorts: str) -> list[Path]:
    """Return what runs have left in a folder, the latest last."""
    form = re.compile(rf"\.{re.escape(place.name)}\.({sorts})-[0-9a-f]{{8}}")
    found = [path for path in folder.iterdir() if form.fullmatch(path.name)]
    return sorted(found, key=lambda path: path.lstat().st_mtime_ns)


def _put_right(place: Path) -> None:
    """Bring back the old site that a run has put aside, and then was killed."""
    old = _beside(place.parent, place, "old")
    if old and not os.path.lexists(place):
        old[-1].rename(place)


def _publish(folder: Path, place: Path) -> None:
    if folder.parent != place.parent:  # on the same file system first: only there can it be exchanged
        folder = Path(shutil.move(folder, place.parent / folder.name))
    if not place.exists():
        folder.rename(place)
        return
    try:
        _exchange(folder, place)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        old = _aside(place.parent, place, "old")
        place.rename(old)
        try:
            folder.rename(place)
        except OSError:
            old.rename(place)
            raise
        # Only a whole site may be called old: whatever is to be removed gets another name first.
        old.rename(_aside(place.parent, place, "new"))


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step.

    Raises:
        OSError: they can't; nothing has changed.
    """
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(*names, _EXCHANGE)
    elif hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if failed:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
