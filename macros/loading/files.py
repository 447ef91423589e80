"""Files as they are asked for by name: read if they are ordinary files, and never waited for."""

from __future__ import annotations

import os
import stat
from pathlib import Path

#: Of bytes: three times what ten thousand things take.
LARGEST = 32_000_000


def read_file(path: Path, largest: int = LARGEST) -> bytes:
    """Read a file, or the one that a link leads to.

    Raises:
        OSError: it can't be read, is too large, or is none: a folder, a pipe, a socket or a device, which could keep a
            reader waiting for ever. Its `strerror` says so.
    """
    # Without the flag, to open a pipe waits for somebody to write into it.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "it is no ordinary file", str(path))
        if status.st_size > largest:
            raise OSError(0, f"it has more than {largest // 1_000_000} million bytes", str(path))
        return file.read()


def printable(path: Path | str) -> str:
    """Return the name of a file for a message, with nothing in it that a terminal or a page would take for its own."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in Path(path).as_posix()
    )


def read_text(path: Path) -> str:
    """Read a file as UTF-8, with every line ending as `\\n`.

    Raises:
        OSError: as `read_file`, or it is not UTF-8.
    """
    try:
        text = read_file(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OSError(0, f"it is not UTF-8, from byte {error.start + 1} on", str(path)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
