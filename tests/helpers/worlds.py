"""Facts made of a few lines: those of the small world, and what is changed in them."""

from __future__ import annotations

import re

from macros.loading.loader import read
from macros.model.facts import Facts

from .files import CASES

#: The text of the small world's data.
TEXT = (CASES / "world.yml").read_text(encoding="utf-8")


def world(**changes: str) -> Facts:
    """The facts of the small world, with texts of it replaced."""
    text = TEXT
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    loaded = read([("data/world.yml", text.encode())])
    assert loaded.facts, loaded.problems
    return loaded.facts


def with_places(problem: str, text: str = TEXT, file: str = "data/world.yml") -> str:
    """A message with the places that it names by what stands there, as they are in a text.

    `{twin: … price: … ^status:}` is the next "status:" after the next "price:" after "twin:": file, line and column of
    the character after the mark. `{line of …}` is the line alone.
    """

    def place(match: re.Match[str]) -> str:
        *before, last = match[2].split(" … ")
        at = 0
        for words in before:
            at = text.index(words, at) + len(words)
        left, right = last.split("^")
        at = text.index(left + right, at) + len(left)
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        return f"line {line}" if match[1] else f"{file}:{line}:{column}"

    return re.sub(r"\{(line of )?([^{}]*\^[^{}]*)\}", place, problem)
