"""The data as it stood at a git revision, or as it stands in a folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ..loading.files import printable
from ..loading.loader import Loaded, load, read
from ..model.errors import FactsError


class RevisionError(FactsError):
    """Neither a folder nor a revision that git knows. Its text says what git said."""


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
    top = os.fsdecode(_git("rev-parse", "--show-toplevel")).removesuffix("\n")
    if not folder.resolve().is_relative_to(top):
        raise RevisionError(f'"{name}" is no folder, and {folder} is not in this git repository')
    inside = folder.resolve().relative_to(top).as_posix()
    commit = _git("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    listed = os.fsdecode(_git("-C", top, "ls-tree", "-r", "-z", "--name-only", commit, "--", inside)).split("\0")
    paths = [path for path in listed if path.endswith(".yml")]
    return read((printable(path), _git("-C", top, "show", f"{commit}:{path}")) for path in paths)


def _git(*arguments: str) -> bytes:
    try:
        return subprocess.run(["git", *arguments], capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    except subprocess.CalledProcessError as error:
        raise RevisionError(error.stderr.decode(errors="replace").strip()) from None
