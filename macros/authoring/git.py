"""The data as it stood at a git revision, or as it stands in a folder."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path

from ..loading.files import printable
from ..loading.loader import Loaded, load, read
from ..model.errors import FactsError


class RevisionError(FactsError):
    """Neither a folder nor a revision that git knows. Its text says what git said."""


def fork_point(folder: Path, *names: str) -> str:
    """Return the commit at which the checked-out state left a branch.

    Args:
        folder: a folder in the repository.
        names: what the branch may be called; the first that there is counts.

    Raises:
        RevisionError: there is no repository or no such branch, or the two have nothing in common.
    """
    _git(folder, "rev-parse", "--show-toplevel")
    for name in names:
        with contextlib.suppress(RevisionError):
            commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
            return _git(folder, "merge-base", "HEAD", commit.decode().strip()).decode().strip()
    raise RevisionError(f"git has no branch {' or '.join(names)} that this one comes from")


def load_revision(name: str, folder: Path) -> Loaded:
    """Read the data of a revision, or of a folder if there is one by that name.

    Args:
        name: a git revision (`main`, `HEAD~1`, a commit) or a folder of YAML files.
        folder: where the data stands in the repository.

    Raises:
        RevisionError: there is neither.
    """
    if Path(name).is_dir():
        return load(Path(name))
    top = Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).removesuffix("\n")).resolve()
    if not folder.resolve().is_relative_to(top):
        raise RevisionError(f'"{name}" is no folder, and {folder} is not in this git repository')
    inside = folder.resolve().relative_to(top).as_posix()
    commit = _git(folder, "rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    listed = os.fsdecode(_git(top, "ls-tree", "-r", "-z", "--name-only", commit, "--", inside)).split("\0")
    paths = [path for path in listed if path.endswith(".yml")]
    return read((printable(path), _git(top, "show", f"{commit}:{path}")) for path in paths)


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    except subprocess.CalledProcessError as error:
        raise RevisionError(error.stderr.decode(errors="replace").strip()) from None
