"""Compiled templates, kept from one run to the next: to compile those of a site takes longer than to fill them in.

Jinja holds a template's source against what was compiled from it. Here it holds everything else against it too that
decides what is compiled. What is kept is never stale, it is written in one step, and nothing depends on it.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import zlib
from importlib import metadata
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache

_PROJECT = Path(__file__).resolve().parents[2]
#: Beside the package, in the project.
FOLDER = _PROJECT / ".cache/templates"
# What brings the compiler, and what works out beforehand what is constant in a template.
_COMPILERS = ("jinja2", "markupsafe", "mkdocs")
_SETTINGS = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string"),
    *("comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks"),
    *("newline_sequence", "keep_trailing_newline", "optimized", "is_async"),
)


class CompiledTemplates(FileSystemBytecodeCache):
    """The compiled templates of an environment. Without a folder to write into, they are compiled each time."""

    def __init__(self, folder: Path = FOLDER) -> None:
        super().__init__(str(folder), "%s.j2c")

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return what a template is kept under: where the project lies is no part of it."""
        return super().get_cache_key(name, filename and filename.removeprefix(f"{_PROJECT}/"))

    def get_bucket(self, environment: Any, name: str, filename: str | None, source: str) -> Any:
        """Return what is kept of a template; the source has before it whatever else decides what is compiled."""
        return super().get_bucket(environment, name, filename, f"{_decisive(environment)}\n{source}")

    def load_bytecode(self, bucket: Any) -> None:
        """Read what is kept, if it can be read."""
        with contextlib.suppress(Exception):  # whatever is wrong with a file, it is made anew
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Any) -> None:
        """Keep what was compiled, if the folder can be written."""
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


def _decisive(environment: Any) -> str:
    """Return what decides what is compiled, beside the source: versions, the compiler, settings, and how filters and
    tests are called.
    """
    settings = [getattr(environment, name) for name in _SETTINGS]
    called = [
        sorted((name, str(getattr(function, "jinja_pass_arg", ""))) for name, function in functions.items())
        for functions in (environment.filters, environment.tests)
    ]
    compiler = _checksum(environment.code_generator_class)
    return repr((_versions(), compiler, environment.autoescape, sorted(environment.extensions), settings, called))


@functools.cache
def _versions() -> tuple[str, ...]:
    return tuple(metadata.version(name) for name in _COMPILERS)


@functools.cache
def _checksum(compiler: type) -> int:
    return zlib.crc32(Path(inspect.getfile(compiler)).read_bytes())
