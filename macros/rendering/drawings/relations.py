"""What connects the things of the article: its own claims that name another thing, and what reports answer since."""

from __future__ import annotations

import builtins
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...model.facts import Facts
from ...model.history import TALK, Line
from ...model.records import Answer, Claim, Entity, Statement
from ...model.text import lower_first
from ...model.vocabulary import DID_NOT_HOLD, NO_LONGER, Property
from ..views import NOW, THEN

# A thing's own part of the map says most with a few lines: one alone is a sentence, and of many the claims tell better.
_FEW = range(2, 10)


class Edge(NamedTuple):
    """A claim about one thing that names another, or an answer that does and is known now.

    Attributes:
        subject: the id of the one thing.
        target: the other.
        statement: the claim or the answer.
        reply: what the answer is to its question now; None is a claim.
        view: the one view in which it is shown; empty, it is shown in both.
        ended: the id of the outcome by which a claim did not hold, or holds no longer; empty where it may still.
    """

    subject: str
    target: Entity
    statement: Statement
    reply: Line | None = None
    view: str = ""
    ended: str = ""

    @builtins.property  # `property` is a name of its own here
    def ends(self) -> tuple[str, str]:
        """The ids of the two things."""
        return self.subject, self.target.id

    @builtins.property
    def property(self) -> Property:
        """What is said of the one thing by naming the other."""
        return self.statement.property

    @builtins.property
    def label(self) -> str:
        """The words on the line."""
        label, talk = self.property.label, self.reply and self.reply.role == TALK
        return f"{'Talk' if talk else self.view.capitalize()}: {lower_first(label)}" if self.view else label


class Part(NamedTuple):
    """One thing's own part of the map: the lines that lead to it, and those that lead from it."""

    incoming: Sequence[Edge]
    outgoing: Sequence[Edge]


def column_types(facts: Facts) -> tuple[tuple[str, ...], ...]:
    """Return the types of things on the map, by column."""
    columns: dict[int, list[str]] = defaultdict(list)
    for type in facts.types.values():
        columns[type.map_column].append(type.id)
    return tuple(tuple(types) for column, types in sorted(columns.items()) if column)


def edges(facts: Facts) -> tuple[Edge, ...]:
    """Return the lines of the map: those of the article in its order, then those of the answers that are known now.

    What is known now replaces the article's line, unless the article's claim is itself what is on record.
    """
    return _drawn(facts, facts.select(), facts.histories)


def part_of(facts: Facts, entity: Entity) -> Part | None:
    """Return a thing's own part of the map, if it has a few lines."""
    if not facts.types[entity.type].map_column:
        return None
    id = entity.id
    claims = (*facts.claims_of(id), *(claim for claims in facts.naming(id).values() for claim in claims))
    questions = (*facts.answered(id), *facts.known_naming(id))
    found = [edge for edge in _drawn(facts, dict.fromkeys(claims), dict.fromkeys(questions)) if id in edge.ends]
    if len(found) not in _FEW:
        return None
    found = by_property(facts, found)
    return Part([edge for edge in found if edge.subject != id], [edge for edge in found if edge.subject == id])


def by_property(facts: Facts, edges: Iterable[Edge]) -> list[Edge]:
    """Return edges in the order of the properties, those of one subject together: what is known now after the rest."""
    rank = {id: number for number, id in enumerate(facts.properties)}
    return sorted(edges, key=lambda edge: (rank[edge.property.id], edge.subject))


def _drawn(facts: Facts, claims: Iterable[Claim], questions: Iterable[str]) -> tuple[Edge, ...]:
    def shown(id: str) -> bool:
        return facts.types[facts.entities[id].type].map_column > 0

    found = [*_then(facts, claims), *_now(facts, questions)]
    return tuple(edge for edge in found if all(shown(id) for id in edge.ends))


def _then(facts: Facts, claims: Iterable[Claim]) -> Iterator[Edge]:
    for claim in claims:
        if not claim.references:
            continue
        history = facts.histories.get(claim.id)
        now = history.now if history else ()
        stands = not now or any(line.entry.statement is claim for line in now)
        ended = next((outcome for outcome in _outcomes(facts, claim, now) if outcome in DID_NOT_HOLD), "")
        view = "" if stands and not ended else THEN
        yield from (Edge(claim.subject, facts.entities[id], claim, None, view, ended) for id in claim.references)


def _outcomes(facts: Facts, claim: Claim, now: Iterable[Line]) -> Iterator[str]:
    yield facts.outcome(claim.id)
    for line in now:
        if isinstance(line.entry.statement, Answer) and line.entry.statement.no_longer:
            yield NO_LONGER


def _now(facts: Facts, questions: Iterable[str]) -> Iterator[Edge]:
    for question in questions:
        for id, line in facts.histories[question].named.items():
            if line.entry.news:
                yield Edge(question.partition(".")[0], facts.entities[id], line.entry.statement, line, NOW)
