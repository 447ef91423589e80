"""A YAML text as a tree of nodes, each with its place, or every reason why it can't be one.

The tree is built from the parser's events, without recursion and without YAML's guesses: every scalar stays text.
Refused: anchors, aliases, tags, flow mappings, duplicate keys, deep nesting and a second document. They either hide a
mistake (a comma inside a flow mapping splits a text) or make a small file explode.

A fifth of the module is the table of what the parser complains of, and what an editor can do about it.
"""

from __future__ import annotations

import contextlib
import re
from array import array
from collections import abc
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from ..model.text import clean
from ..model.vocabulary import Place, Problem

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12
# A line can be as long as a file (`files.LARGEST`).
_COLUMN_BITS = 25
_LAST_COLUMN = (1 << _COLUMN_BITS) - 1

#: What a message ends with where somebody writes into a claim what another report says.
ONE_ARTICLE = "the site takes one article apart, and what other reports say goes into follow-ups"

# YAML breaks lines at these, and editors do not: every place after one would be off.
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")
# Two files put together leave one in the middle, where it hides how far a line is indented.
_MARK = re.compile("\ufeff")
_LOST_TEXT = re.compile(r"[ \t]+#[^\s#]")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_INDENTATION = r"[ ]*(?:- +)*"
_KEY = re.compile(_INDENTATION + r"[\w-]+:(?: |$)")

# A construct that was opened and never closed is shown where it was opened, not where the parser gave up.
_OPENED = ("while scanning a quoted scalar", "while parsing a flow sequence", "while scanning a simple key")

# What it says where a line is indented more or less than it takes.
_CROOKED = re.compile("mapping values|expected key|expected '-'")

# What the parser says where a line begins as in the pattern, and what an editor can do about it. The first fits.
_CURES = tuple(
    (sign, re.compile(before), cure)
    for sign, before, cure in (
        (
            "expected key|expected '-'",
            r".*[\]\"']\s*$",
            "a text that starts with a bracket or a quote, and goes on after it, needs quotes around all of it",
        ),
        ("tab character", "", "a tab can't indent; use spaces"),
        ("cannot start any token", r"\s*$", "a tab can't indent; use spaces"),
        ("cannot start any token", "", "a text that starts with a special character needs quotes around it"),
        (
            "mapping values",
            r"\s*(- )?[\w-]+$",
            "this line is indented more than the one above it, or that one lacks its colon",
        ),
        ("mapping values", "", "a text that holds ': ' needs quotes around it"),
        ("expected key", "", "this line is not indented like its neighbours"),
        ("expected '-' indicator", "", "the items of a list start with '- ' in the same column"),
        ("expected ':'", "", "a key needs a colon and a space after it"),
        ("end of stream|document indicator", "", "a quote is not closed"),
        ("expected ',' or ']'", "", "a list in brackets is not closed"),
        ("escape character|hexdecimal|escape code", "", r"in double quotes a \ starts an escape; use single quotes"),
        ("<document start>", "", "nothing may follow ..., and the sections begin in the first column"),
        ("directive|YAML document", "", "a line that starts with % is refused"),
    )
)
_OTHERWISE = "a text that starts with a special character, such as - * & ! | > ? % @, needs quotes around it"


class Scalar:
    """One text, as `clean` leaves it. There are so many of them that the place is packed into a number.

    Args:
        file: the file it stands in.
        at: where, as `packed` gives it.
        text: what it says.
    """

    __slots__ = ("at", "file", "text")

    def __init__(self, file: str, at: int, text: str) -> None:
        self.file = file
        self.at = at
        self.text = text

    def __repr__(self) -> str:
        return f"Scalar(place={self.place}, text={self.text!r})"

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.at >> _COLUMN_BITS, self.at & _LAST_COLUMN)


def packed(line: int, column: int) -> int:
    """Return a line and a column, both counted from 1, as one number of less than 64 bits."""
    return line << _COLUMN_BITS | column


class Entries(abc.Mapping[str, "tuple[Scalar, Node]"]):
    """Each key with its node, for its place, and that of its value.

    Of the nodes of texts it keeps what they hold, and makes them when they are asked for: whole, those of a file of a
    thousand things would take fourteen times what the file does.

    Args:
        file: the file they stand in.
    """

    __slots__ = ("_file", "_number", "_places", "_values")

    def __init__(self, file: str) -> None:
        self._file = file
        self._number: dict[str, int] = {}
        self._values: list[str | Sequence | Mapping] = []
        self._places = array("Q")  # of each key and its value, as `packed` gives them

    def add(self, key: str, key_at: int, value: str | Sequence | Mapping, at: int) -> bool:
        """Put in a key and its value, each with its place as `packed` gives it.

        Returns:
            Whether the key is new. If not, nothing is put in.
        """
        if self._number.setdefault(key, len(self._values)) < len(self._values):
            return False
        self._values.append(value)
        self._places.extend((key_at, at))
        return True

    def join(self, others: Entries) -> bool:
        """Put in those of another part of the same file, up to a key that is not new. Return whether there is none."""
        for key, number in others._number.items():
            if not self.add(key, others._places[2 * number], others._values[number], others._places[2 * number + 1]):
                return False
        return True

    def nodes(self) -> Iterator[tuple[str, Node]]:
        """Yield each key, and the node of its value alone, which takes half the time."""
        return ((key, self._node(number)) for key, number in self._number.items())

    def _node(self, number: int) -> Node:
        value = self._values[number]
        return Scalar(self._file, self._places[2 * number + 1], value) if isinstance(value, str) else value

    def __getitem__(self, key: str) -> tuple[Scalar, Node]:
        number = self._number[key]
        return Scalar(self._file, self._places[2 * number], key), self._node(number)

    def __contains__(self, key: object) -> bool:
        return key in self._number

    def __iter__(self) -> Iterator[str]:
        return iter(self._number)

    def __len__(self) -> int:
        return len(self._number)

    def __repr__(self) -> str:
        return f"Entries({dict(self)})"


@dataclass(slots=True)
class Sequence:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


class Mapping:
    """Keys with their values."""

    __slots__ = ("entries", "place")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.entries = Entries(place.file)

    def __repr__(self) -> str:
        return f"Mapping(place={self.place}, entries={self.entries})"


Node = Scalar | Sequence | Mapping


class Document(NamedTuple):
    """What a file holds.

    Attributes:
        file: its name, as the messages show it.
        text: what it holds, as far as it is text.
        top: its sections; where it could not be read to its end, those before that.
        problems: what is wrong with it.
        whole: whether nothing of it is missing in `top`, so that it can be read in spite of its problems.
        is_crooked: whether it may be for how far its lines are indented that it could not be read to its end.
    """

    file: str
    text: str
    top: Mapping
    problems: list[Problem]
    whole: bool
    is_crooked: bool


def parse(file: str, raw: bytes) -> Document:
    """Read a file.

    Args:
        file: its name, as the messages show it.
        raw: its bytes, UTF-8 with or without a byte-order mark.
    """
    return _Parser(file).parse(raw)


def parse_part(file: str, text: str, above: int) -> Mapping | Sequence | None:
    """Read some lines of a file by themselves, as they are read in the whole.

    Args:
        file: its name.
        text: the lines, a record or several of one section.
        above: how many lines stand before them.

    Returns:
        What they hold; None where anything is wrong with them, or may be.
    """
    parser = _Parser(file, above, _DEEPEST - 1)  # in the whole it stands in a section
    with contextlib.suppress(_UnreadableFileError):
        parser.tree(text)
    return parser.root if isinstance(parser.root, Mapping | Sequence) and not parser.problems else None


class _UnreadableFileError(Exception):
    """The file can't be read on."""


class _Parser:
    def __init__(self, file: str, above: int = 0, deepest: int = _DEEPEST) -> None:
        self.file, self.above, self.deepest = file, above, deepest
        self.problems: list[Problem] = []
        self.text = ""
        self.whole = True
        self.is_crooked = False
        #: What was read so far.
        self.root: Node | None = None

    def problem(self, line: int, column: int, message: str) -> None:
        """Note a problem; line and column are counted from 0, as the parser does."""
        self.problems.append(Problem(Place(self.file, line + 1, column + 1), "", message))

    def problem_at(self, text: str, position: int, message: str) -> None:
        breaks = list(_LINE_BREAK.finditer(text, 0, position))
        self.problem(len(breaks), position - (breaks[-1].end() if breaks else 0), message)

    def parse(self, raw: bytes) -> Document:
        try:
            self.text = self.decoded(raw)
            self.tree(self.text)
        except _UnreadableFileError:
            self.whole = False
        root = self.root
        top = root if isinstance(root, Mapping) else Mapping(Place(self.file, 1, 1))
        if self.whole and root is not None and root is not top and not (isinstance(root, Scalar) and not root.text):
            self.problems.append(Problem(root.place, "", "a data file holds sections, each with a name and a colon"))
            self.whole = False
        return Document(self.file, self.text, top, self.problems, self.whole, self.is_crooked)

    def decoded(self, raw: bytes) -> str:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = raw[: error.start].decode("utf-8", "replace")
            self.problem_at(before, len(before), "this is not UTF-8; save the file as UTF-8")
            raise _UnreadableFileError from None
        for form, message in (
            (_ODD_BREAKS, "an invisible line break stands here"),
            (_MARK, "an invisible byte-order mark stands here"),
            (_CONFLICT, "a merge left this here"),
        ):
            match = form.search(text)
            if match:
                sign = f" (U+{ord(match[0]):04X})" if form is not _CONFLICT else ""
                self.problem_at(text, match.start(), f"{message}{sign}; delete it")
                raise _UnreadableFileError
        return text

    def tree(self, text: str) -> None:
        try:
            return self.build(text)
        except yaml.reader.ReaderError as error:
            # Its position counts characters or bytes, depending on the parser; the character itself is a better guide.
            character = chr(error.character) if isinstance(error.character, int) else error.character
            position = max(text.find(character), 0)
            self.problem_at(text, position, f"U+{ord(character[:1] or '?'):04X} can't stand in YAML; delete it")
        except yaml.MarkedYAMLError as error:
            opened = error.context_mark if error.context in _OPENED else None
            mark = opened or error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            said = error.problem or ""
            before = "" if opened else _LINE_BREAK.split(text)[line][:column]
            self.is_crooked = _CROOKED.search(said) is not None
            self.problem(line, column, _cure(said, before))
        except ValueError:  # raised by the parser itself for a tag or an escape that is no character
            self.problem(0, 0, "a tag (!…) or an escape in this file is no text; put the text in single quotes")
        raise _UnreadableFileError

    def build(self, text: str) -> None:
        texts: dict[str, str] = {}  # the same few words come again and again
        # An empty text may end below the last line.
        lines = [*text.splitlines(), ""] if " #" in text or "\t#" in text else []
        stack: list[tuple[Sequence | Mapping, list[tuple[str, int]]]] = []

        def put(value: str | Sequence | Mapping, at: int) -> None:
            parent, waiting = stack[-1] if stack else (None, [])
            if isinstance(parent, Mapping):
                self.entry(parent, waiting, value, at, stack[-2][0] if len(stack) > 1 else None)
                return
            node = Scalar(self.file, at, value) if isinstance(value, str) else value
            if parent:
                parent.items.append(node)
            else:
                self.root = node

        events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        for event in events:
            kind = type(event)
            line, column = event.start_mark.line, event.start_mark.column
            number = line + 1 + self.above
            if kind is yaml.ScalarEvent:
                self.refuse_marks(event)
                if event.style in ("'", '"') and event.end_mark.line > line:
                    self.refuse_swallowed_keys(
                        text[event.start_mark.index - column : event.end_mark.index], line, column
                    )
                if lines and not event.style and _LOST_TEXT.match(lines[event.end_mark.line], event.end_mark.column):
                    cure = "put the text in quotes, or a space after the #"
                    self.problem(line, column, f'the text after " #" would be lost as a comment; {cure}')
                if event.value not in texts:
                    texts[event.value] = clean(event.value)
                put(texts[event.value], packed(number, column + 1))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.refuse_marks(event)
                if kind is yaml.MappingStartEvent and event.flow_style:
                    self.refuse_flow_mapping(text, event.start_mark.index, line, column)
                if len(stack) == self.deepest:
                    self.problem(line, column, f"this is nested more than {_DEEPEST} deep")
                    raise _UnreadableFileError
                place = Place(self.file, number, column + 1)
                node: Sequence | Mapping = Mapping(place) if kind is yaml.MappingStartEvent else Sequence(place)
                put(node, packed(number, column + 1))
                stack.append((node, []))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                stack.pop()
            elif kind is yaml.AliasEvent:
                cure = "put the text in quotes if it starts with *"
                self.problem(line, column, f"*{event.anchor} is refused: repeat what it stands for, or {cure}")
                self.whole = False
                put("", packed(number, column + 1))
            elif kind is yaml.DocumentStartEvent and self.root is not None:
                self.problem(line, column, "a file holds one document; remove this ---")
                raise _UnreadableFileError

    def entry(
        self,
        parent: Mapping,
        waiting: list[tuple[str, int]],
        value: str | Sequence | Mapping,
        at: int,
        above: Node | None,
    ) -> None:
        """Put a key, or the value of the key that waits, into a mapping, which stands in another node."""
        if not waiting:
            if not isinstance(value, str):
                self.problems.append(Problem(value.place, "", "a key must be a plain text"))
                self.whole = False
            waiting.append((value if isinstance(value, str) else "", at))
            return
        name, name_at = waiting.pop()
        if not parent.entries.add(name, name_at, value, at) and name:
            of_claims = (
                isinstance(above, Mapping) and "claims" in above.entries and above.entries["claims"][1] is parent
            )
            why = f"; {ONE_ARTICLE}" if of_claims else ""
            line = parent.entries[name][0].place.line
            message = f'"{name}" is given twice; it stands in line {line} already{why}'
            self.problems.append(Problem(Scalar(self.file, name_at, name).place, "", message))

    def refuse_marks(self, event: Any) -> None:
        line, column = event.start_mark.line, event.start_mark.column
        if event.anchor:
            self.problem(line, column, f"&{event.anchor} is refused: put the text in quotes if it starts with &")
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problem(line, column, f"{tag} is refused: put the text in quotes if it starts with !")

    def refuse_swallowed_keys(self, text: str, line: int, column: int) -> None:
        """Note a quote that was left open: then its text goes on, over other keys, to the next quote there is.

        Args:
            text: the lines of a quoted text, from the beginning of the first.
        """
        first, *others = _LINE_BREAK.split(text)
        if any(_KEY.match(other) and _depth(other) <= _depth(first) for other in others):
            end = line + len(others) + 1
            self.problem(line, column, f"a quote is not closed: the text goes on to line {end}; close it where it ends")
            raise _UnreadableFileError

    def refuse_flow_mapping(self, text: str, position: int, line: int, column: int) -> None:
        if text[position : position + 1] == "{":
            self.problem(line, column, "{…} is refused, because a comma inside it splits a text; write one key a line")
        else:
            self.problem(line, column, "a text that holds ': ' needs quotes around it")


def _depth(line: str) -> int:
    """Return the column of the first key in a line."""
    match = re.match(_INDENTATION, line)
    return match.end() if match else 0


def _cure(said: str, before: str) -> str:
    """Return what to do about a complaint of the parser, on a line that begins with `before`."""
    fitting = (cure for sign, form, cure in _CURES if re.search(sign, said) and form.match(before))
    return next(fitting, _OTHERWISE)
