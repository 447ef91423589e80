"""The words that claims are made of: statuses, kinds, outcomes, types of things, properties; and the keys of records.

A field made by `key()` is a key of the YAML file; its `Key` says what the key means and how its text is read. The
loader's checks, its messages and the editor's JSON Schema are all made from these keys, so they cannot disagree.
"""

from __future__ import annotations

import builtins
import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from .values import VALUE_TYPES, Value

#: The statuses and outcomes that the rules and the drawings know. Their words stand in the data.
CONFIRMED, EXPECTED, UNKNOWN = STATUSES = ("confirmed", "expected", "unknown")
OUTCOMES = ("came-true", "different", "no-longer", "open")
#: The outcomes by which a claim did not hold, the one that settles nothing, and the word for a claim without any.
NO_LONGER = "no-longer"
DID_NOT_HOLD = ("different", NO_LONGER)
OPEN = "open"
NO_NEWS = "no-news"
#: The kinds that the rules know: a plain fact, what is still to happen, what names no more than an aim, and what the
#: article alone can have, because it is the one that learned it.
FACT, PLAN, REPORTED = "fact", "plan", "reported"
AIMS = ("target", "promise")


class Place(NamedTuple):
    """Where something stands in the data: file, line and column, both counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One mistake in the data: where it stands, which record it is in, and what is wrong with its cure."""

    place: Place
    record: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (str(self.place), self.record, self.message)))

    def shortened(self) -> Problem:
        """Return it without the middle of a text that goes on and on: the cure stands at the end."""
        return self._replace(record=_shortened(self.record, 200), message=_shortened(self.message, 600))


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


class Key(NamedTuple):
    """One key of a record in the YAML file.

    `reads` says what its text is: `text`, `name` (it may stand in a page's title), `prose`, `date`, `day`, `number`,
    `address`, `unit`, `schema-org`, `follow-up` (an id for one), `true` (the one word), `value` (read by the property's
    type), `about` (one of the questions that the follow-up is about), the name of a vocabulary (`types`, `statuses` …),
    a tuple of allowed words, or what ids it takes: `entities`, `speakers`, `claims` or `questions` (a claim, or a
    property that an entity may be asked about).
    """

    doc: str
    reads: str | tuple[str, ...] = "text"
    example: str = ""
    many: bool = False
    required: bool = True
    #: Of a number: the least and the most that it can be.
    limits: tuple[int, int] = (0, 0)


def key(
    doc: str,
    reads: str | tuple[str, ...] = "text",
    example: str = "",
    *,
    many: bool = False,
    default: Any = ...,
    limits: tuple[int, int] = (0, 0),
) -> Any:
    """Return a dataclass field that is a key of the file; without a default it is required."""
    key_data = Key(doc, reads, example, many, default is ..., limits)
    if default is ...:
        return dataclasses.field(metadata={"key": key_data})
    return dataclasses.field(default=default, metadata={"key": key_data})


@cache
def keys(record: type) -> dict[str, tuple[str, Key]]:
    """Return the keys of a record as they are written in the file, each with its field's name.

    `rests_on` is written `rests-on`, and `for_` is written `for`.
    """
    fields = dataclasses.fields(record)
    return {f.name.rstrip("_").replace("_", "-"): (f.name, f.metadata["key"]) for f in fields if "key" in f.metadata}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the vocabulary: a status, a kind or an outcome."""

    id: str
    label: str = key("The word that readers see.", example="Confirmed")
    means: str = key("What it means, in a sentence or two for the reader.")


def shown_kind(kind: Term | None) -> Term | None:
    """Return the kind that a badge names. That of a plain fact names none."""
    return kind if kind and kind.id != FACT else None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityType:
    """A type of things. Its id is the section of the data that has them, and the folder of their pages."""

    id: str
    place: Place
    one: str = key("What readers call one of them.", "name", "Book")
    may: str = key(
        "That one of them can say something: a claim can name it under `by`, and a source as its publisher.",
        ("speak",),
        "speak",
        default="",
    )
    map_column: int = key(
        "The column of the map in which they stand, 1 at the left. Left out: the map does without them.",
        "number",
        "2",
        default=0,
        limits=(1, 20),
    )
    schema_org: str = key(
        "What schema.org calls one of them (https://schema.org/docs/full.html), for search engines.",
        "schema-org",
        "Book",
        default="",
    )
    schema_org_parent: str = key(
        "That this is a Product or a Place in schema.org: search engines then get what is confirmed of one of them.",
        ("Product", "Place"),
        "Product",
        default="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """What can be claimed of a thing."""

    id: str
    label: str = key("What readers see beside the value.", example="Price")
    type: str = key("How a value is read.", tuple(VALUE_TYPES), "money")
    for_: tuple[str, ...] = key("The types of things that have it.", "types", many=True)
    to: tuple[str, ...] = key(
        "For a reference: the types of things that it may name.",
        "types",
        many=True,
        default=(),
    )
    phrase: str = key("For a reference: words around the name, which stands at {}.", example="below the {}", default="")
    inverse: str = key(
        "For a reference: the heading on the page of the thing that it names.",
        example="Used by",
        default="",
    )
    question: str = key(
        "The question that readers ask. For a reference, {} stands for what the value names.",
        example="How much will it cost?",
        default="",
    )
    units: tuple[str, ...] = key(
        "For a quantity: the units that a value may have. Where km and miles are listed, readers see both.",
        "unit",
        "[km, miles]",
        many=True,
        default=(),
    )
    sense: str = key(
        "For a reference whose claims say that it is not so: the map ends their lines with a cross.",
        ("negative",),
        "negative",
        default="",
    )
    inverse_question: str = key(
        "For a reference: the question that readers ask of the thing that it names, answered by who names it.",
        example="Who says so?",
        default="",
    )
    asked_of: tuple[str, ...] = key(
        "The types of things that are asked it even where the article is silent: the answer is then Not stated.",
        "types",
        many=True,
        default=(),
    )
    today: bool = key(
        "That its question is one of the few that a reader in a hurry has: what is known now is told first, in short.",
        "true",
        "true",
        default=False,
    )

    searched_as: tuple[str, ...] = key(
        "Other words that readers type into the search for it. They are shown nowhere.",
        example="[cost, how much]",
        many=True,
        default=(),
    )

    @property
    def value_type(self) -> builtins.type[Value]:
        """The class of its values."""
        return VALUE_TYPES[self.type]

    @property
    def around(self) -> tuple[str, str]:
        """The words before and after what a value names."""
        before, _, after = self.phrase.partition("{}")
        return before, after
