"""What an export was made from and what it left, so that the next one need do nothing where both are as they were.

A receipt is one number, for every byte that goes into an export and for the state of every file in the folder. It lies
outside the site, and where it can't be kept, the next export is made as the first.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2]
_PACKAGE = _PROJECT / "macros"
_RECEIPTS = _PROJECT / ".cache/exports"
# What writes numbers, dates and units, fills in templates, and shortens what pages load.
_LIBRARIES = ("babel", "jinja2", "markupsafe", "pint", "rcssmin", "rjsmin")


class Receipt:
    """The receipt of a folder's last export.

    Args:
        folder: where the site was built.
        sources: the folders of all that an export reads beside it.
        words: whatever else decides what it gives.

    Raises:
        OSError: one of the sources can't be read, or something in it is no ordinary file, and may never end.
    """

    def __init__(self, folder: Path, sources: Iterable[Path], words: Iterable[str]) -> None:
        self._folder = folder.resolve()
        self._kept = _RECEIPTS / hashlib.sha256(os.fsencode(self._folder)).hexdigest()
        versions = (sys.version, *map(metadata.version, _LIBRARIES))
        self._inputs = hashlib.sha256(repr((*versions, *words)).encode())
        for source in (_PACKAGE, *sources):
            for path in _files(str(source)):
                if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - a path for each name takes long
                    raise OSError(0, "it is no ordinary file", path)
                content = hashlib.sha256(Path(path).read_bytes()).hexdigest()
                self._inputs.update(repr((path, content)).encode(errors="surrogateescape"))

    def _number(self) -> str:
        number = self._inputs.copy()
        for path in _files(str(self._folder)):
            states = [_state(os.lstat(path))]
            if stat.S_ISLNK(states[0][0]):
                states.append(_state(os.stat(path)))  # noqa: PTH116 - as above
            number.update(repr((path, states)).encode(errors="surrogateescape"))
        return number.hexdigest()

    def holds(self) -> bool:
        """Return whether everything is as the last export left it."""
        try:
            return self._kept.read_text(encoding="ascii") == self._number()
        except (OSError, ValueError):
            return False

    def write(self) -> None:
        """Keep the receipt of an export that has just been made."""
        with contextlib.suppress(OSError):
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            aside = self._kept.with_suffix(f".{os.getpid()}")
            aside.write_text(self._number(), encoding="ascii")
            aside.replace(self._kept)


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _files(folder: str) -> Iterator[str]:
    """Yield whatever is no folder below one, in order. What a link leads to is not looked into."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            yield entry.path
        elif entry.name != "__pycache__":
            yield from _files(entry.path)
