"""Things side by side: what the article said of each, and what is known of it now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..model.facts import Facts
from ..model.history import RECORD, Line
from ..model.records import Claim, Entity
from ..model.vocabulary import Problem, Property
from .views import NOW, THEN, common_view


class Reply(NamedTuple):
    """An answer that is known now, and whether nothing is on record at its place and of its version."""

    line: Line
    alone: bool


class Cell(NamedTuple):
    """One question about one thing.

    Attributes:
        entity: the thing.
        question: the id of the question.
        claim: what the article says; None is "Not stated", or that it can't be read.
        unread: why the claim can't be read.
        replies: what reports answer to it, as far as it is known now.
        stands: whether the article's claim is itself what is on record now, beside newer talk.
    """

    entity: Entity
    question: str
    claim: Claim | None
    unread: tuple[Problem, ...]
    replies: tuple[Reply, ...]
    stands: bool

    @property
    def views(self) -> tuple[str, ...]:
        """The views in which it says something."""
        return (*([THEN] if self.claim else ()), *([NOW] if self.replies else ()))


class Row(NamedTuple):
    """The answers to one question, and the view that it is left to; empty, it is in both."""

    property: Property
    cells: Sequence[Cell]
    view: str


class Column(NamedTuple):
    """A thing, and the view that it is left to; empty, it is in both."""

    entity: Entity
    view: str


class Comparison(NamedTuple):
    """A table that has no row and no column without a claim or an answer."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def comparison(facts: Facts, entities: Sequence[Entity]) -> Comparison:
    """Return a row for each property of which an entity has a claim or an answer."""
    rows = list(_rows(facts, entities))
    said = [{view for _, cells in rows for view in cells[place].views} for place in range(len(entities))]
    kept = [place for place, views in enumerate(said) if views]
    return Comparison(
        tuple(Column(entities[place], common_view(said[place])) for place in kept),
        tuple(
            Row(property, [cells[place] for place in kept], common_view(view for cell in cells for view in cell.views))
            for property, cells in rows
        ),
    )


def _rows(facts: Facts, entities: Sequence[Entity]) -> Iterator[tuple[Property, list[Cell]]]:
    for property in facts.properties.values():
        cells = [_cell(facts, entity, property) for entity in entities]
        if any(cell.views or cell.question in facts.problems for cell in cells):
            yield property, cells


def _cell(facts: Facts, entity: Entity, property: Property) -> Cell:
    question = f"{entity.id}.{property.id}"
    history = facts.history(question)
    replies = (Reply(line, not known.role(RECORD)) for known in history.known for line in known.now if line.entry.news)
    stands = any(not line.entry.news for line in history.now)
    return Cell(entity, question, facts.claims.get(question), facts.unread(question), tuple(replies), stands)
