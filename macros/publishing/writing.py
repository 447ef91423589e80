"""The one place that writes into a built site, and never beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from ..model.errors import FactsError


class OutsideError(FactsError):
    """Files that would not lie below the folder, or not by their own names. Its arguments say which."""


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder.

    Args:
        folder: the folder; it may be a link itself.
        files: texts, by their paths below it, with / between the parts.

    Raises:
        OutsideError: a path leads out of the folder, by its own parts or by a link there. Nothing was written.
        OSError: a file can't be written.
    """
    paths = _paths(folder, files)
    for name, path in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], encoding="utf-8", newline="")


def _paths(folder: Path, names: Iterable[str]) -> dict[str, Path]:
    """Return where each file lies, once all of them are known to lie below the folder."""
    root = folder.resolve()
    folders: dict[PurePosixPath, Path] = {}
    paths: dict[str, Path] = {}
    wrong: list[str] = []
    for name in names:
        parts = PurePosixPath(name)
        if not parts.name or parts.as_posix() != name or parts.is_absolute() or ".." in parts.parts or "\0" in name:
            wrong.append(f"{name!r} is no path of a file below {folder}")
            continue
        if parts.parent not in folders:
            folders[parts.parent] = (root / parts.parent).resolve()
        path = folders[parts.parent] / parts.name
        path = path.resolve() if path.is_symlink() else path
        if not path.is_relative_to(root):
            wrong.append(f"{name} leads out of {folder}, to {path}; remove the link")
        paths[name] = path
    if wrong:
        raise OutsideError(*wrong)
    return paths
