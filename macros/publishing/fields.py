"""What programs get of each record: a list of fields for each sort.

A record is described once. Each field says its name, its type, what it means, and where it comes from; the records, the
schemas, the CSV files and the tables of the Data page are all made from these lists. The module is as long as they are.

A field has one type for ever. One that does not apply is left out; a list may be empty. Nothing is null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..model.facts import Facts
from ..model.history import RECORD, TALK, Entry, Line
from ..model.records import Answer, Claim, Entity, FollowUp, Statement
from ..model.text import ANSWER_ID, CLAIM_ID, FOLLOW_UP_ID, ID
from ..model.values import VALUE_TYPES, Date
from ..model.vocabulary import NO_NEWS, OPEN, OUTCOMES, STATUSES, Term
from ..rendering.urls import Urls, outside

Shape = Mapping[str, Any]

_TEXT: Shape = {"type": "string", "minLength": 1}
_WORD: Shape = {"type": "string", "pattern": f"^{ID.pattern}$"}
_CLAIM_ID: Shape = {"type": "string", "pattern": f"^{CLAIM_ID.pattern}$"}
_FOLLOW_UP_ID: Shape = {"type": "string", "pattern": f"^{FOLLOW_UP_ID.pattern}$"}
_ANSWER_ID: Shape = {"type": "string", "pattern": f"^{ANSWER_ID.pattern}$"}
ADDRESS: Shape = {"type": "string", "format": "uri-reference"}
_WEB_ADDRESS: Shape = {"type": "string", "format": "uri", "pattern": "^https?://"}
_DAY: Shape = {"type": "string", "format": "date"}
_EDTF: Shape = Date.fields[0].shape
_COUNT: Shape = {"type": "integer", "minimum": 0}
_BOOLEAN: Shape = {"type": "boolean"}
# Words can be added to these, so a program that holds an old schema against new data must not stumble over them.
_TYPE_OF_THING: Shape = _WORD
_VALUE_TYPE: Shape = {**_WORD, "examples": list(VALUE_TYPES)}


def _one_of(words: Iterable[str]) -> Shape:
    return {"type": "string", "enum": list(words)}


def _list(items: Shape) -> Shape:
    return {"type": "array", "items": items, "uniqueItems": True}


class ExportContext(NamedTuple):
    """What records are made from: the facts, the addresses that they name, and what the site is called."""

    facts: Facts
    urls: Urls
    site_name: str


_TYPES = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "array": "list of texts",
}


class Field(NamedTuple):
    """One field of a record: its name, its JSON Schema, what it means, and what makes it.

    It is made by the attribute of its name, by another one, or by a function; None leaves it out.
    """

    name: str
    shape: Shape
    doc: str
    getter: str | Callable[[ExportContext, Any], Any] = ""
    optional: bool = False

    @property
    def type(self) -> str:
        """What it holds, in a word or two."""
        return _TYPES[self.shape["type"]]


# The names of the typed parts of a value, by its type.
_PARTS: dict[type, frozenset[str]] = {
    cls: frozenset(field.name for field in cls.fields) for cls in VALUE_TYPES.values()
}


def _value_fields() -> Iterator[Field]:
    """Yield the typed parts of all types of values, each once. A list is there in any case, and may be empty."""
    fields = {field.name: field for cls in VALUE_TYPES.values() for field in cls.fields}
    for name, shape, doc in fields.values():
        is_list = shape["type"] == "array"

        def getter(_: ExportContext, it: Statement, name: str = name, absent: Any = () if is_list else None) -> Any:
            return getattr(it.value, name) if name in _PARTS.get(type(it.value), ()) else absent

        yield Field(name, shape, doc, getter, optional=not is_list)


def _subject(context: ExportContext, claim: Claim) -> Entity:
    return context.facts.entities[claim.subject]


def _speaker(context: ExportContext, claim: Claim) -> Entity:
    return context.facts.entities[context.facts.speaker(claim)]


class GivenAnswer(NamedTuple):
    """An answer as programs get it: its entry in the history of a question, and what it is to that now."""

    entry: Entry
    answer: Answer
    news: FollowUp
    role: str


def given_answers(facts: Facts, entity: Entity) -> Iterator[GivenAnswer]:
    """Yield the answers to questions about an entity, question by question, each from the oldest on."""
    for question in facts.answered(entity.id):
        history = facts.history(question)
        for entry in history.entries:
            if entry.news and isinstance(entry.statement, Answer):
                yield GivenAnswer(entry, entry.statement, entry.news, history.role_of(entry.id))


def _of_answer(field: Field) -> Field:
    """Return a field of a statement as one of an answer."""
    getter = field.getter
    assert callable(getter)
    return field._replace(getter=lambda o, it: getter(o, it.answer))


def _subject_of_answer(context: ExportContext, it: GivenAnswer) -> Entity:
    return context.facts.entities[it.answer.to.partition(".")[0]]


def _former_answer_ids(context: ExportContext, it: GivenAnswer) -> tuple[str, ...]:
    given = it.entry.id.removeprefix(it.answer.to)
    return (*(id + given for id in context.facts.former_ids(it.answer.to)), *it.entry.former_ids)


def _now(context: ExportContext, question: str) -> tuple[Line, ...]:
    """Return what is known now of a question. Without an answer it is nothing."""
    history = context.facts.histories.get(question)
    return history.now if history else ()


def _known_now(lines: Iterable[Line]) -> list[str]:
    """Return the ids of the answers among some lines. The article's own claim is none."""
    return list(dict.fromkeys(line.entry.id for line in lines if line.entry.news))


def _outcome(context: ExportContext, news: FollowUp) -> Term:
    """Return what became of the claims. The field is promised: where there is no claim, nothing is settled."""
    return news.outcome or context.facts.outcomes[OPEN]


def _not_stated(context: ExportContext, entity: Entity) -> list[str]:
    return [f"{entity.id}.{asked.id}" for asked, claim in context.facts.questions(entity) if not claim]


_ID = Field("id", _WORD, "It never changes.")
_FORMER = "Ids that it used to have. They still lead to it."
_CLAIM = (
    Field("id", _CLAIM_ID, "Subject and property. It never changes."),
    Field("url", ADDRESS, "Its permalink on this site.", lambda o, it: o.urls.claim(it, _subject(o, it))),
    Field("subject", _WORD, "The id of the thing it is about."),
    Field("subject_name", _TEXT, "The name of that thing.", lambda o, it: _subject(o, it).name),
    Field("type", _TYPE_OF_THING, "The type of that thing.", lambda o, it: _subject(o, it).type),
    Field("property", _WORD, "The id of what is claimed about it."),
    Field("label", _TEXT, "The name of that property.", lambda _, it: it.property.label),
    Field(
        "question",
        _TEXT,
        "The question that it answers.",
        lambda o, it: o.facts.question(it.property, it),
        optional=True,
    ),
    Field("status", _one_of(STATUSES), "How firmly the article says it."),
    Field("status_label", _TEXT, "The word for that on its badge.", lambda _, it: it.status.label),
    Field("kind", _WORD, "What sort of confirmed claim it is.", optional=True),
    Field(
        "value",
        _TEXT,
        "What is claimed, or what is not known, as readers see it.",
        lambda o, it: o.facts.claim_text(it),
    ),
    Field("value_type", _VALUE_TYPE, "The type of the value.", lambda _, it: it.property.type),
    *_value_fields(),
    Field("detail", _TEXT, "The part of the value that is not typed.", optional=True),
    Field("wording", _TEXT, "The wording in the article that decides the status.", optional=True),
    Field("by", _WORD, "The id of the person or organisation that says so.", lambda o, it: o.facts.speaker(it)),
    Field("by_name", _TEXT, "Their name.", lambda o, it: _speaker(o, it).name),
    Field("paragraph", _COUNT, "Where in the article: 1 is the first paragraph."),
    Field(
        "sentence", _COUNT, "Which sentence of it, counted from 1.", lambda _, it: it.sentence or None, optional=True
    ),
    Field("rests_on", _list(_CLAIM_ID), "The ids of the claims that it depends on."),
    Field(
        "supports",
        _list(_CLAIM_ID),
        "The ids of the claims that depend on it.",
        lambda o, it: [other.id for other in o.facts.resting_on(it.id)],
    ),
    Field("note", _TEXT, "What a reader needs to know to judge it.", optional=True),
    Field(
        "outcome",
        _one_of((*OUTCOMES, NO_NEWS)),
        "What became of it, according to the latest follow-up.",
        lambda o, it: o.facts.outcome(it.id),
    ),
    Field(
        "followed_by",
        _list(_FOLLOW_UP_ID),
        "The ids of its follow-ups, oldest first.",
        lambda o, it: [news.id for news in o.facts.news(it.id)],
    ),
    Field(
        "known_now",
        _list(_ANSWER_ID),
        "The ids of the answers that are known now. It is empty where no later report answers.",
        lambda o, it: _known_now(_now(o, it.id)),
    ),
    Field(
        "known_now_text",
        _TEXT,
        "The same in words, with badges, places, speakers and dates.",
        lambda o, it: "; ".join(map(o.facts.line_text, _now(o, it.id))),
        optional=True,
    ),
    Field("former_ids", _list(_CLAIM_ID), _FORMER, lambda o, it: o.facts.former_ids(it.id)),
    Field("recorded", _DAY, "When it was added to the data.", lambda o, it: o.facts.recorded(it), optional=True),
    Field("changed", _DAY, "When it was last corrected.", optional=True),
)

_ANSWER = (
    Field("id", _ANSWER_ID, "The question and the date. It never changes.", lambda _, it: it.entry.id),
    Field(
        "url",
        ADDRESS,
        "Its address on this site.",
        lambda o, it: o.urls.entry(it.entry, _subject_of_answer(o, it)),
    ),
    Field(
        "question", _CLAIM_ID, "The id of the question: that of a claim, if there is one.", lambda _, it: it.answer.to
    ),
    Field(
        "subject",
        _WORD,
        "The id of the thing it is about.",
        lambda o, it: _subject_of_answer(o, it).id,
    ),
    Field("subject_name", _TEXT, "The name of that thing.", lambda o, it: _subject_of_answer(o, it).name),
    Field("type", _TYPE_OF_THING, "The type of that thing.", lambda o, it: _subject_of_answer(o, it).type),
    Field("property", _WORD, "The id of what is asked about it.", lambda _, it: it.answer.property.id),
    Field("label", _TEXT, "The name of that property.", lambda _, it: it.answer.property.label),
    Field("value", _TEXT, "The answer, as readers see it.", lambda o, it: o.facts.answer_text(it.answer)),
    Field("value_type", _VALUE_TYPE, "The type of the value.", lambda _, it: it.answer.property.type),
    *map(_of_answer, _value_fields()),
    Field(
        "detail",
        _TEXT,
        "The part of the value that is not typed.",
        lambda _, it: it.answer.detail,
        optional=True,
    ),
    Field("in", _TEXT, "The place to which it applies.", lambda _, it: it.answer.in_, optional=True),
    Field("variant", _TEXT, "The version to which it applies.", lambda _, it: it.answer.variant, optional=True),
    Field("status", _one_of(STATUSES), "Whether somebody stands behind it.", lambda _, it: it.answer.status),
    Field("status_label", _TEXT, "The word for that on its badge.", lambda _, it: it.answer.status.label),
    Field("kind", _WORD, "What sort of confirmed answer it is.", lambda _, it: it.answer.kind, optional=True),
    Field("by", _WORD, "The id of the person or organisation that says so.", lambda _, it: it.answer.by, optional=True),
    Field(
        "by_name",
        _TEXT,
        "Their name.",
        lambda o, it: o.facts.entities[it.answer.by].name if it.answer.by else None,
        optional=True,
    ),
    Field(
        "through", _TEXT, "The name of the person who speaks for them.", lambda _, it: it.answer.through, optional=True
    ),
    Field("since", _EDTF, "When it takes effect, as EDTF text.", lambda _, it: it.answer.since, optional=True),
    Field("no_longer", _BOOLEAN, "Whether it says that something is no longer so.", lambda _, it: it.answer.no_longer),
    Field("follow_up", _FOLLOW_UP_ID, "The id of the follow-up that gives it.", lambda _, it: it.news.id),
    Field("published", _EDTF, "When the report was published, as EDTF text.", lambda _, it: it.news.date),
    Field("sources", _list(_WORD), "The ids of the sources that report it.", lambda _, it: it.news.sources),
    Field(
        "now",
        _one_of((RECORD, TALK)),
        "Whether it is on record now, or newer talk. Left out if neither.",
        lambda _, it: it.role if it.role in (RECORD, TALK) else None,
        optional=True,
    ),
    Field("former_ids", _list(_ANSWER_ID), _FORMER, _former_answer_ids),
)

_WITHDRAWAL = (
    Field("id", _CLAIM_ID, "The id of the claim. It never changes."),
    Field(
        "url",
        ADDRESS,
        "Its permalink on this site.",
        lambda o, it: o.urls.property(o.facts.entities[it.subject], it.property),
    ),
    Field("subject", _WORD, "The id of the thing it was about."),
    Field("property", _WORD, "The id of what was claimed about it."),
    Field("since", _DAY, "When it was withdrawn."),
    Field("why", _TEXT, "What was wrong with it."),
)

_ENTITY = (
    _ID,
    Field("url", ADDRESS, "Its page on this site.", lambda o, it: o.urls.entity(it)),
    Field("type", _TYPE_OF_THING, "What it is."),
    Field("type_label", _TEXT, "The word for that.", lambda o, it: o.facts.types[it.type].one),
    Field("name", _TEXT, "Its name."),
    Field("also_known_as", _list(_TEXT), "Other names that readers search for.", "aka"),
    Field("summary", _TEXT, "What it is, in a sentence."),
    Field(
        "not_stated",
        _list(_CLAIM_ID),
        "The questions that the article leaves unanswered, written like the id of a claim.",
        _not_stated,
    ),
    Field(
        "known_now",
        _list(_ANSWER_ID),
        "The ids of the answers that are known now to questions about it.",
        lambda o, it: _known_now(line for id in o.facts.answered(it.id) for line in _now(o, id)),
    ),
    Field("former_ids", _list(_WORD), _FORMER, lambda o, it: o.facts.former_ids(it.id)),
)

_NEWS = (
    Field("id", _FOLLOW_UP_ID, "It never changes."),
    Field("url", ADDRESS, "Where it is on this site.", lambda o, it: o.urls.follow_up(it)),
    Field("about", _list(_CLAIM_ID), "The ids of claims, or of questions that are not stated."),
    Field(
        "outcome",
        _one_of(OUTCOMES),
        "What became of the claims; open if it is about none.",
        lambda o, it: _outcome(o, it).id,
    ),
    Field("outcome_label", _TEXT, "The words for that.", lambda o, it: _outcome(o, it).label),
    Field("date", _EDTF, "When it was published, as EDTF text."),
    Field(
        "before_article",
        _BOOLEAN,
        "Whether it was published before or with the article.",
        lambda o, it: o.facts.came_before(it),
    ),
    Field("sources", _list(_WORD), "The ids of the sources that report it."),
    Field("says", _TEXT, "What they say."),
    Field(
        "answers",
        _list(_ANSWER_ID),
        "The ids of the answers that it gives.",
        lambda o, it: [
            entry.id
            for question in dict.fromkeys(answer.to for answer in it.answers)
            for entry in o.facts.history(question).entries
            if entry.news is it
        ],
    ),
    Field("recorded", _DAY, "When it was added to the data."),
    Field("changed", _DAY, "When it was last corrected, or given an answer.", optional=True),
)

_SOURCE = (
    _ID,
    Field("url", ADDRESS, "Where it is on this site.", lambda o, it: o.urls.source(it)),
    Field("name", _TEXT, "Who published it."),
    Field("title", _TEXT, "Its headline.", optional=True),
    Field("report", _WEB_ADDRESS, "Its web address.", lambda _, it: outside(it.url), optional=True),
    Field("date", _EDTF, "When it was published, as EDTF text.", optional=True),
    Field("date_note", _TEXT, "How that is known.", optional=True),
    Field("is_article", _BOOLEAN, "Whether it is the article whose claims these are.", lambda _, it: it.paragraphs > 0),
)

_TERM = (
    _ID,
    Field("url", ADDRESS, "Where it is defined on this site.", lambda o, it: o.urls.term(it.id)),
    Field("label", _TEXT, "The word that readers see."),
    Field("means", _TEXT, "What it means."),
)

_PROPERTY = (
    _ID,
    Field("url", ADDRESS, "Where it is listed on this site.", lambda o, it: o.urls.vocabulary(it)),
    Field("label", _TEXT, "Its name."),
    Field("value_type", _VALUE_TYPE, "The type of its values.", "type"),
    Field("units", _list(_WORD), "For a quantity: the units that a value may have."),
    Field("question", _TEXT, "The question that it answers, with {} in place of the name.", optional=True),
    Field("types", _list(_TYPE_OF_THING), "The types of things that have it.", "for_"),
    Field("names", _list(_TYPE_OF_THING), "For a reference: the types of things that it may name.", "to"),
    Field("inverse", _TEXT, "For a reference: what it is called from the other end.", optional=True),
)

_TYPE = (
    _ID,
    Field("url", ADDRESS, "The page that lists all of them.", lambda o, it: o.urls.type(it.id)),
    Field("label", _TEXT, "The word for one of them.", "one"),
    Field("may_speak", _BOOLEAN, "Whether a claim can name one of them as its speaker.", lambda _, it: bool(it.may)),
    Field("schema_org", _TEXT, "What schema.org calls one of them.", optional=True),
)

Fields = tuple[Field, ...]

#: The records by name, for the tables of the Data page.
RECORDS: dict[str, Fields] = {
    "claim": _CLAIM,
    "answer": _ANSWER,
    "withdrawal": _WITHDRAWAL,
    "entity": _ENTITY,
    "follow-up": _NEWS,
    "source": _SOURCE,
    "term": _TERM,
    "property": _PROPERTY,
    "type": _TYPE,
}

#: What each file holds: lists of records, by the name of the list.
LISTS: dict[str, dict[str, Fields]] = {
    "claims": {"claims": _CLAIM, "withdrawn": _WITHDRAWAL},
    "answers": {"answers": _ANSWER},
    "entities": {"entities": _ENTITY},
    "follow-ups": {"follow_ups": _NEWS},
    "sources": {"sources": _SOURCE},
    "vocabulary": {
        "statuses": _TERM,
        "kinds": _TERM,
        "outcomes": _TERM,
        "properties": _PROPERTY,
        "types": _TYPE,
    },
}
TABLES: dict[str, Fields] = {"claims": _CLAIM, "answers": _ANSWER, "follow-ups": _NEWS}
