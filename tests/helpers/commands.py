"""The commands, called as the terminal calls them."""

from __future__ import annotations

import contextlib
import io
import subprocess
from pathlib import Path

from macros.__main__ import main

from .files import ROOT


def run(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, without a process of its own, which a few tests need."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([*arguments])
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())
