"""The records of the domain: sources, claims, entities, follow-ups with their answers, and withdrawn claims.

They are dataclasses, whose fields are keys of the file (see `vocabulary`). Dataclasses, not pydantic: each message
needs the line and column of its YAML node, allowed values come from the data itself, and importing pydantic would cost
more time than loading this site's data.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass

from .values import Date, Day, Prose, Value
from .vocabulary import Place, Property, Term, key, shown_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where claims or follow-ups come from. The one with `paragraphs` is the article."""

    id: str
    place: Place
    name: str = key("Who published it.", example="The Herald")
    title: str = key("Its headline.", default="")
    publisher: str = key("Who says what nobody else is named for.", "speakers", default="")
    date: Date | None = key("When it was published.", "date", "2025-11-06", default=None)
    date_note: str = key("How the date is known.", default="")
    url: str = key("Its address on the web.", "address", "https://example.org/report", default="")
    paragraphs: int = key("How many paragraphs the article has.", "number", "6", default=0, limits=(1, 500))
    sentences: tuple[int, ...] = key(
        "For the article: how many sentences each paragraph has, in order. It gives nothing of the text away.",
        "number",
        "[1, 3, 2]",
        many=True,
        default=(),
        limits=(1, 100),
    )
    followed: Day | None = key(
        "For the article: the day on which the reports after it were last checked.",
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


class Statement:
    """What a claim and an answer have in common: something is said, with a badge.

    It has no fields, so that each of the two lists its own in the order in which they are written.
    """

    __slots__ = ()

    property: Property
    status: Term
    kind: Term | None
    value: Value | None
    detail: Prose

    @builtins.property  # `property` is a field
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Statement):
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
    paragraph: int = key(
        "Where in the article: 1 is the first paragraph. The title makes no claim.", "number", "3", limits=(0, 500)
    )
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

    @builtins.property
    def texts(self) -> tuple[Value, ...]:
        """All that it says, and that may link to things."""
        return (*([self.value] if self.value else []), self.detail, self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A claim that was our own mistake and is taken back. Its id and its address stay, and nothing counts it."""

    id: str
    place: Place
    since: Day = key("The day on which it was withdrawn.", "day", "2026-11-25")
    why: Prose = key("Why: what was wrong with it, in our own words.", "prose")

    @property
    def subject(self) -> str:
        """The id of the entity that it was about."""
        return self.id.partition(".")[0]

    @property
    def property(self) -> str:
        """The id of what was claimed of it."""
        return self.id.partition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A thing with a page."""

    id: str
    type: str
    place: Place
    name: str = key("Its name, as readers see it.", "name")
    aka: tuple[str, ...] = key("Other names that readers search for.", example="[Another name]", many=True, default=())
    summary: Prose = key("What it is, in one sentence. It states no fact without [[entity.property]].", "prose")
    speaks: str = key(
        "That the article quotes it: only then can a claim name it under `by`. What others say is a follow-up.",
        ("in-the-article",),
        "in-the-article",
        default="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Statement):
    """What a follow-up answers to one of the questions that it is about, with a badge of its own."""

    property: Property
    place: Place
    to: str = key("The question that it answers: one of `about`.", "about", "the-thing.price")
    value: Value | None = key(
        "What it answers, read by the property's type. Left out for what is not known, or is so no longer.",
        "value",
        default=None,
    )
    detail: Prose = key("Words after the value; for what is not known, in place of it.", "prose", default=Prose())
    in_: str = key(
        "The place where it holds, as it goes on after “in”. Left out: everywhere, or not said.",
        example="the UK",
        default="",
    )
    variant: str = key("The version of the thing of which it holds.", example="larger battery", default="")
    status: Term = key(
        "Confirmed: a company or a named person says it on record, or it is a fact about what is revealed, published "
        "or sold. Unknown: whoever should know says that it is open. Expected: anything else.",
        "statuses",
        "expected",
    )
    kind: Term | None = key("What sort of confirmed answer it is.", "kinds", "plan", default=None)
    by: str = key("Who says so, if it is one of the data. All but a confirmed fact needs it.", "speakers", default="")
    through: str = key(
        "Who speaks, if the data has none of that name: in place of `by`, or for whom it names.",
        example="Ada Example",
        default="",
    )
    since: Date | None = key("When it takes effect, if that is said.", "date", "2025-04-01", default=None)
    no_longer: bool = key(
        "In place of a value: what was said before is so no longer. It goes with `since`.",
        "true",
        "true",
        default=False,
    )

    @builtins.property
    def scope(self) -> tuple[str, str]:
        """Where it holds, and of which version."""
        return self.in_, self.variant


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What became known of one or more claims, beside the article. It never changes a claim."""

    place: Place
    about: tuple[str, ...] = key(
        "The claims that it speaks to, or questions that the article leaves unstated.",
        "questions",
        many=True,
    )
    outcome: Term | None = key(
        "What became of the claims. Left out where it speaks to none.", "outcomes", "open", default=None
    )
    date: Date = key("When it was published, never more exact than the report.", "date", "2026-01")
    recorded: Day = key("The day on which it came into this file.", "day", "2026-11-23")
    changed: Day | None = key(
        "The day on which it was last corrected, or got an answer.", "day", "2026-11-25", default=None
    )
    sources: tuple[str, ...] = key("Who reports it.", "sources", many=True)
    says: Prose = key("What it says, in our own words.", "prose")
    id: str = key(
        "Its id for feed readers and programs. Left out: the first of `about` and the date. "
        "Write the old one here when either of them is corrected.",
        "follow-up",
        "the-thing.price.2026-01",
        default="",
    )
    #: The values that it gives, each under a `-` below the key `answers`.
    answers: tuple[Answer, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", f"{self.about[0]}.{self.date.start.iso}")

    @builtins.property
    def outcome_label(self) -> str:
        """The words for what became of the claims, or nothing where it speaks to none."""
        return self.outcome.label if self.outcome else ""
