"""Sees whatever changes of what a build reads."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Iterable, Iterator
from typing import Any

_POLL = 0.2  # seconds between two looks at the files

# Inode, size, and the times of the last change of the content and of anything else.
Stat = tuple[int, int, int, int]
State = dict[str, Stat]


def state(paths: Iterable[str]) -> State:
    """Return the state of files, and of folders with all that is below them."""
    return dict(pair for path in paths for pair in _stats(path))


def _stats(path: str) -> Iterator[tuple[str, Stat]]:
    """Yield a path with its state, then what is below it. What is gone, or goes meanwhile, has none.

    The last time at which anything about it changed (ctime) tells a folder that was moved away and back, which has all
    else as before. No program can set it back.
    """
    with contextlib.suppress(OSError):
        status = os.stat(path)  # noqa: PTH116 - a path for each name takes long
        yield path, (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        if stat.S_ISDIR(status.st_mode):
            for name in os.listdir(path):  # noqa: PTH208
                if name != "__pycache__":
                    yield from _stats(f"{path}/{name}")


class Observer(threading.Thread):
    """In place of MkDocs' observer: asks for a build whenever what a build reads is not as it was at the last look.

    MkDocs' own sees no folder that comes and goes between two looks, and none that was not there from the start.

    Args:
        server: whom to ask.
        seen: the state when the first build began; nobody looked while it ran.
        looking: is held while it looks. Who computes meanwhile makes a look of a hundredth of a second one of half a
            second: Python's threads take turns, and each file costs one.
    """

    def __init__(self, server: Any, seen: State, looking: threading.Lock) -> None:
        super().__init__(daemon=True)
        self._server, self._seen, self._looking = server, seen, looking
        self._paths: list[str] = []
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(_POLL):
            with self._looking:
                seen = state(self._paths)
            if seen != self._seen:
                self._seen = seen
                with self._server._rebuild_cond:
                    self._server._want_rebuild = True
                    self._server._rebuild_cond.notify_all()

    def schedule(self, _handler: Any, path: str, **_: Any) -> None:
        """Look at a path as well."""
        self._paths.append(path)
        if path not in self._seen:  # the build reads it by way of an option of the command
            self._seen |= state([path])

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
