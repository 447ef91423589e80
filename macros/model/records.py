"""The records of the domain: statuses, properties, sources, entities, claims and follow-ups.

They are dataclasses. A field made by `key()` is a key of the YAML file; its `Key` says what the key means and how its
text is read. The loader's checks, its messages and the editor's JSON Schema are all made from these keys, so they
cannot disagree. Dataclasses, not pydantic: each message needs the line and column of its YAML node, allowed values
come from the data itself, and importing pydantic would cost more time than loading this site's data.
"""

from __future__ import annotations

import builtins
import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from .values import VALUE_TYPES, Date, Day, Prose, Value

#: The statuses and outcomes that the rules and the drawings know. Their words stand in the data.
CONFIRMED, EXPECTED, UNKNOWN = STATUSES = ("confirmed", "expected", "unknown")
OUTCOMES = ("came-true", "different", "no-longer", "open")
#: The outcomes by which a claim did not hold, and the word for a claim without any.
DID_NOT_HOLD = ("different", "no-longer")
NO_NEWS = "no-news"
FACT = "fact"


class Place(NamedTuple):
    """Where something stands in the data: file, line and column, both counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Key(NamedTuple):
    """One key of a record in the YAML file.

    `reads` says what its text is: `text`, `name` (it may stand in a page's title), `prose`, `date`, `day`, `number`,
    `address`, `unit`, `schema-org`, `follow-up` (an id for one), `value` (read by the property's type), the name of a
    vocabulary (`types`, `statuses` …), a tuple of allowed words, or what ids it takes: `entities`, `speakers`,
    `claims` or `questions` (a claim, or a property that an entity may be asked about).
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

    @property
    def value_type(self) -> builtins.type[Value]:
        """The class of its values."""
        return VALUE_TYPES[self.type]

    @property
    def around(self) -> tuple[str, str]:
        """The words before and after what a value names."""
        before, _, after = self.phrase.partition("{}")
        return before, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where claims or follow-ups come from. The one with `paragraphs` is the article."""

    id: str
    name: str = key("Who published it.", example="The Herald")
    title: str = key("Its headline.", default="")
    publisher: str = key("Who says what nobody else is named for.", "speakers", default="")
    date: Date | None = key("When it was published.", "date", "2025-11-06", default=None)
    date_note: str = key("How the date is known.", default="")
    url: str = key("Its address on the web.", "address", "https://example.org/report", default="")
    paragraphs: int = key("How many paragraphs the article has.", "number", "6", default=0, limits=(1, 500))
    followed: Day | None = key(
        "For the article: the day on which the reports after it were last gone through.",
        "day",
        "2026-11-23",
        default=None,
    )
    followed_note: str = key(
        "What was found on that day, for the end of a sentence.", example="nothing newer was found", default=""
    )
    recorded: Day | None = key(
        "For the article: the day on which its claims came into this file.", "day", "2026-11-23", default=None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that the article says of one entity."""

    id: str
    subject: str
    property: Property
    place: Place
    status: Term = key("How firmly the article says it.", "statuses", "expected")
    kind: Term | None = key("What sort of confirmed claim it is.", "kinds", "plan", default=None)
    value: Value | None = key("What is claimed, read by the property's type.", "value", default=None)
    detail: Prose = key("Words after the value; for what is not known, in place of it.", "prose", default=Prose())
    wording: str = key("The word or two of the article that decide the status.", example="expect", default="")
    by: str = key("Who says so. Left out: the publisher of the article.", "speakers", default="")
    paragraph: int = key("Where in the article: 0 is the title, 1 the first paragraph.", "number", "3", limits=(0, 500))
    sentence: int = key("Which sentence of the paragraph, counted from 1.", "number", "2", default=0, limits=(1, 100))
    rests_on: tuple[str, ...] = key("The claims that this one is drawn from.", "claims", many=True, default=())
    tie: str = key(
        "Whose reading it is that it rests on these. Left out: the article draws the line itself.",
        ("ours",),
        "ours",
        default="",
    )
    note: Prose = key("What a reader needs to know to judge it.", "prose", default=Prose())
    recorded: Day | None = key(
        "The day on which it came into this file, if that is later than the article's.",
        "day",
        "2026-11-24",
        default=None,
    )
    changed: Day | None = key("The day on which it was last corrected.", "day", "2026-11-25", default=None)

    @builtins.property  # `property` is a field here
    def references(self) -> tuple[str, ...]:
        """The ids of the entities that the value names."""
        return self.value.references if self.value else ()

    @builtins.property
    def badge(self) -> str:
        """What its badge says: "Confirmed · plan"."""
        return " · ".join([self.status.label, *([self.shown_kind.label] if self.shown_kind else [])])

    @builtins.property
    def shown_kind(self) -> Term | None:
        """The kind that its badge names."""
        return shown_kind(self.kind)

    @builtins.property
    def texts(self) -> tuple[Value, ...]:
        """All that it says, and that may link to things."""
        return (*([self.value] if self.value else []), self.detail, self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A thing with a page."""

    id: str
    type: str
    place: Place
    name: str = key("Its name, as readers see it.", "name")
    aka: tuple[str, ...] = key("Other names that readers search for.", example="[Another name]", many=True, default=())
    summary: Prose = key("What it is, in one sentence. It states no fact without [[entity.property]].", "prose")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What became known of one or more claims, beside the article. It never changes a claim."""

    about: tuple[str, ...] = key(
        "The claims that it speaks to, or questions that the article leaves unstated.",
        "questions",
        many=True,
    )
    outcome: Term = key("What became of the claims.", "outcomes", "open")
    date: Date = key("When it was published, or when what it reports took place.", "date", "2026-01")
    recorded: Day = key("The day on which it came into this file.", "day", "2026-11-23")
    sources: tuple[str, ...] = key("Who reports it.", "sources", many=True)
    says: Prose = key("What it says, in our own words.", "prose")
    id: str = key(
        "Its id for feed readers and programs. Left out: the first of `about` and the date. "
        "Write the old one here when either of them is corrected.",
        "follow-up",
        "the-thing.price.2026-01",
        default="",
    )

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", f"{self.about[0]}.{self.date.start.iso}")
