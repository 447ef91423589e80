"""What can be read of data with problems, for a preview and for an editor's commands. It is never published."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from ..model.facts import Facts
from ..model.records import Claim, Entity, FollowUp
from ..model.values import Prose, Reference, Value
from ..model.vocabulary import UNKNOWN, Problem

V = TypeVar("V", bound=Value | None)


def readable(facts: Facts, claim_ids: Iterable[str], problems: Iterable[Problem], hiding: Iterable[Problem]) -> Facts:
    """Return facts in which every id that a record names leads to a record, and the problems of each.

    What can't be trusted is gone: a claim whose value or speaker is not there, a follow-up without a claim or a source.
    Of anything else only the reference goes, and its words stay.

    Args:
        facts: the records that could be read.
        claim_ids: the ids of all claims that the files have.
        problems: what is wrong with the data.
        hiding: those problems that hide an unknown part of it.
    """
    entities = {id: entity for id, entity in facts.entities.items() if entity.type in facts.types}
    entities |= {one.id: one for one in _publishers(facts) if one.id not in entities}
    claims = {
        id: claim
        for id, claim in facts.claims.items()
        if {claim.subject, *claim.references, *filter(None, [claim.by])} <= entities.keys()
        and (claim.value or claim.status.id == UNKNOWN)
    }
    known = entities.keys() | claims.keys()
    kept = dataclasses.replace(
        facts,
        entities={id: dataclasses.replace(one, summary=_linked(one.summary, known)) for id, one in entities.items()},
        claims={id: _with_links(claim, known) for id, claim in claims.items()},
        moved={old: new for old, new in facts.moved.items() if new in known or new in facts.withdrawn},
        withdrawn={
            id: dataclasses.replace(one, why=_linked(one.why, known))
            for id, one in facts.withdrawn.items()
            if one.subject in entities and one.property in facts.properties
        },
    )
    told: dict[str, tuple[Problem, ...]] = _by_record(problems)
    for id in claim_ids:
        subject, _, property = id.partition(".")
        if id not in claims and id not in told:
            told[id] = told.get(f"properties.{property}") or told.get(subject) or tuple(problems)[:1]
    asked = ((one, property) for one in entities.values() for property in facts.properties.values())
    questions = {*claims, *(f"{one.id}.{property.id}" for one, property in asked if one.type in property.for_)}
    follow_ups = (_with_known(news, questions, facts.sources, known) for news in facts.follow_ups)
    told[""] = tuple(hiding)
    return dataclasses.replace(
        kept, follow_ups=tuple(news for news in follow_ups if news.about and news.sources), problems=told
    )


def _publishers(facts: Facts) -> Iterator[Entity]:
    """Yield who published the article, under its source's name: each claim that names nobody else is said by them."""
    speaking = [type for type in facts.types.values() if type.may]
    for source in facts.sources.values():
        if source.publisher and speaking:
            type = speaking[0]
            yield Entity(id=source.publisher, type=type.id, place=type.place, name=source.name, summary=Prose())


def _by_record(problems: Iterable[Problem]) -> dict[str, tuple[Problem, ...]]:
    groups: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        groups[problem.record].append(problem)
    return {record: tuple(group) for record, group in groups.items()}


def _linked(text: V, known: Collection[str]) -> V:
    """Return a text with words in place of each reference that leads nowhere."""
    if not isinstance(text, Prose) or all(reference.id in known for reference in text.links):
        return text
    parts = [
        part.words or part.id if isinstance(part, Reference) and part.id not in known else part for part in text.parts
    ]
    return dataclasses.replace(text, parts=tuple(parts))


def _with_links(claim: Claim, known: Collection[str]) -> Claim:
    return dataclasses.replace(
        claim,
        value=_linked(claim.value, known),
        detail=_linked(claim.detail, known),
        note=_linked(claim.note, known),
        rests_on=tuple(id for id in claim.rests_on if id in known),
    )


def _with_known(
    news: FollowUp, questions: Collection[str], sources: Collection[str], known: Collection[str]
) -> FollowUp:
    answers = (
        dataclasses.replace(answer, value=_linked(answer.value, known), detail=_linked(answer.detail, known))
        for answer in news.answers
        if answer.to in questions and {*answer.references, *filter(None, [answer.by])} <= {*known}
    )
    return dataclasses.replace(
        news,
        answers=tuple(answers),
        about=tuple(id for id in news.about if id in questions),
        sources=tuple(id for id in news.sources if id in sources),
        says=_linked(news.says, known),
    )
