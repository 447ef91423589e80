"""The front matter of a page, read as the builders read it: as YAML, with its guesses."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

# As MkDocs finds it (mkdocs.utils.meta), which is how Zensical finds it too.
_BLOCK = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
# Without a block, MkDocs takes such lines at the very top for it.
_KEY = re.compile(r" {0,3}[A-Za-z0-9_-]+:")
_TEXT = "tag:yaml.org,2002:str"


class FrontMatter(NamedTuple):
    """What the front matter of a page says.

    Attributes:
        keys: its keys, each with its line.
        entity: the id of the thing that the page is about.
        problems: what is wrong with it, each with its line.
    """

    keys: dict[str, int]
    entity: str | None
    problems: list[tuple[int, str]]


def read_front_matter(text: str) -> FrontMatter:
    """Read the front matter of a page."""
    read = FrontMatter({}, None, [])
    block = _BLOCK.match(text)
    if not block:
        if _KEY.match(text):
            cure = "put an empty line above it, or put it between two lines of ---"
            read.problems.append((1, f"a builder could take this line for front matter; {cure}"))
        return read
    try:
        top = yaml.compose(block[1], Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        read.problems.append((mark.line + 2 if mark else 2, f"the front matter is not valid YAML: {error.problem}"))
        return read
    except (yaml.YAMLError, RecursionError):
        read.problems.append((2, "the front matter is not valid YAML"))
        return read
    if top is not None and not isinstance(top, yaml.MappingNode):
        read.problems.append((2, "the front matter holds keys, one a line, each with a colon"))
        return read
    entity = None
    for key, value in top.value if top else ():
        line = key.start_mark.line + 2
        name = str(key.value)
        if name in read.keys:
            read.problems.append((line, f'"{name}" is given twice; it stands in line {read.keys[name]} already'))
        elif name == "entity" and value.tag == _TEXT:
            entity = value.value
        elif name == "entity":
            read.problems.append((line, "to a builder this entity is no text; put its id in quotes"))
        read.keys.setdefault(name, line)
    return read._replace(entity=entity)
