"""A YAML text as a tree of nodes, each with its place, or every reason why it can't be one.

The tree is built from the parser's events, without recursion and without YAML's guesses: every scalar stays text.
Refused before anything is built: anchors, aliases, tags, flow mappings, duplicate keys, deep nesting and a second
document. They either hide a mistake (a comma inside a flow mapping splits a text) or make a small file explode.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from .facts import Place
from .values import clean

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12
_BARE_LINK = re.compile(r"(?:: |- )\s*(\[\[)")
_LOST_TEXT = re.compile(r"[ \t]+#[^\s#]")

# What the parser says, and what an editor can do about it.
_CURES = (
    ("tab character that violates indentation", "a tab can't indent; use spaces"),
    (
        "cannot start any token",
        "a tab or a special character starts a text; indent with spaces, or put the text in quotes",
    ),
    ("mapping values are not allowed", "a text that holds ': ' needs quotes around it"),
    ("did not find expected key", "this line is not indented like its neighbours, or a quote is not closed"),
    (
        "could not find expected ':'",
        "a key needs a colon and a space, or this line is not indented like its neighbours",
    ),
    ("did not find expected '-' indicator", "the items of a list start with '- ' in the same column"),
    ("found unexpected end of stream", "a quote is not closed"),
    ("found unexpected document indicator", "a quote is not closed"),
    ("did not find expected ',' or ']'", "a list in brackets is not closed"),
    ("did not find expected node content", "a text that starts with a special character needs quotes around it"),
    ("found unknown escape character", "in double quotes write \\\\ for a backslash, or use single quotes"),
)


class Problem(NamedTuple):
    """One mistake in the data: where it stands, which record it is in, and what is wrong with its cure."""

    place: Place
    record: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (str(self.place), self.record, self.message)))


@dataclass(slots=True)
class Scalar:
    place: Place
    text: str


@dataclass(slots=True)
class Sequence:
    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    place: Place
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """Reading this file can't go on."""


def parse(file: str, raw: bytes) -> tuple[Mapping, list[Problem]]:
    """The mapping that a file holds, and its problems; with any of them the mapping may be incomplete.

    Args:
        file: its name, as the messages show it.
        raw: its bytes, UTF-8 with or without a byte-order mark.
    """
    problems: list[Problem] = []

    def problem(line: int, column: int, message: str) -> None:
        problems.append(Problem(Place(file, line + 1, column + 1), "", message))

    top = Mapping(Place(file, 1, 1))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace"))
        problem(before.count(b"\n"), column, "this is not UTF-8; save the file as UTF-8")
        return top, problems
    try:
        root = _tree(file, text, problem)
    except _Refused:
        return top, problems
    except yaml.reader.ReaderError as error:
        # Its position counts characters or bytes, depending on the parser: the character itself is the better guide.
        at = max(text.find(chr(error.character)) if isinstance(error.character, int) else error.position, 0)
        line = text.count("\n", 0, at)
        problem(line, at - text.rfind("\n", 0, at) - 1, "a character here can't stand in YAML; delete it")
        return top, problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = error.problem or "this is not YAML"
        cure = next((cure for sign, cure in _CURES if sign in said), said)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        link = _BARE_LINK.search("".join(text.splitlines()[line : line + 1]))
        if link:  # YAML takes [[id]] for a list in a list, and stumbles over what follows
            column, cure = link.start(1), "a text that starts with [[ needs quotes around it"
        problem(line, column, cure)
        return top, problems
    if isinstance(root, Mapping):
        return root, problems
    if root is not None and not (isinstance(root, Scalar) and not root.text):
        problem(root.place.line - 1, root.place.column - 1, "a data file holds sections, each with a name and a colon")
    return top, problems


def _tree(file: str, text: str, problem: Any) -> Node | None:
    root: Node | None = None
    lines = text.splitlines() if " #" in text or "\t#" in text else []
    stack: list[tuple[Sequence | Mapping, list[Scalar]]] = []

    def put(node: Node) -> None:
        nonlocal root
        if not stack:
            root = node
            return
        parent, waiting = stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif not waiting:
            if isinstance(node, Scalar):
                waiting.append(node)
            else:
                problem(node.place.line - 1, node.place.column - 1, "a key must be a plain text")
                waiting.append(Scalar(node.place, ""))
        else:
            name = waiting.pop()
            first = parent.entries.get(name.text)
            if first:
                was = f"line {first[0].place.line}"
                problem(
                    name.place.line - 1,
                    name.place.column - 1,
                    f'"{name.text}" is given twice; it stands in {was} already',
                )
            else:
                parent.entries[name.text] = (name, node)

    for event in _events(text):
        kind = type(event)
        line, column = event.start_mark.line, event.start_mark.column
        place = Place(file, line + 1, column + 1)
        if kind is yaml.ScalarEvent:
            _refuse_marks(event, problem)
            if lines and not event.style and _LOST_TEXT.match(lines[event.end_mark.line], event.end_mark.column):
                cure = "put the text in quotes, or a space after the #"
                problem(line, column, f'the text after " #" would be lost as a comment; {cure}')
            put(Scalar(place, clean(event.value)))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            _refuse_marks(event, problem)
            if kind is yaml.MappingStartEvent and event.flow_style:
                problem(line, column, "{…} is refused, because a comma inside it splits a text; write one key a line")
            if len(stack) == _DEEPEST:
                problem(line, column, f"this is nested more than {_DEEPEST} deep")
                raise _Refused
            node: Sequence | Mapping = Mapping(place) if kind is yaml.MappingStartEvent else Sequence(place)
            put(node)
            stack.append((node, []))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            stack.pop()
        elif kind is yaml.AliasEvent:
            problem(
                line, column, f"*{event.anchor} is refused: repeat the text, or put it in quotes if it starts with *"
            )
            put(Scalar(place, ""))
        elif kind is yaml.DocumentStartEvent and root is not None:
            problem(line, column, "a file holds one document; remove this ---")
            raise _Refused
    return root


def _events(text: str) -> Iterator[Any]:
    return yaml.parse(text, Loader=_LOADER)


def _refuse_marks(event: Any, problem: Any) -> None:
    line, column = event.start_mark.line, event.start_mark.column
    if event.anchor:
        problem(line, column, f"&{event.anchor} is refused: put the text in quotes if it starts with &")
    if event.tag:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        problem(line, column, f"{tag} is refused: put the text in quotes if it starts with !")
