"""What must hold of claims, of follow-ups and of the ids in them, beyond the shape of a record. Each rule gives its
problems, with the cure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from ..model.records import Answer, Claim, Entity, FollowUp, Source, Statement
from ..model.text import CLAIM_ID, ID, as_seen, did_you_mean, id_problem, nearest
from ..model.vocabulary import CONFIRMED, EXPECTED, FACT, REPORTED, UNKNOWN, EntityType, Place, Problem, keys
from . import yaml_tree
from .yaml_tree import Node, Scalar

# Where all claims rest on one another, the first circles tell enough.
_CIRCLES = 10


# Readers see where an answer holds after "in", and these would double it.
_PREPOSITION = re.compile("(?:in|at|on|for|within|across|throughout)(?: |$)", re.IGNORECASE)
# A deciding word or two, with the little words between them. The article's sentences stay the article's.
_QUOTED = 6


def check_complete(body: yaml_tree.Mapping, record: str) -> Iterator[Problem]:
    """Check that a claim has the keys that only one that is not known can do without, whatever else is wrong with it.

    Args:
        body: its mapping.
        record: its id.
    """

    def lacks(key: str) -> bool:
        """Return whether a key is left out, and no other is meant for it."""
        return key not in body.entries and not any(nearest(other, [key]) for other in body.entries.keys() - keys(Claim))

    status = body.entries.get("status")
    if not status or not isinstance(status[1], Scalar) or status[1].text not in (CONFIRMED, EXPECTED):
        return
    if lacks("value"):
        yield _wrong(body, "status", record, 'a claim needs a "value"; only one that is not known has none')
    if lacks("wording"):
        message = 'a claim needs "wording": the word or two of the article that decide its status'
        yield _wrong(body, "status", record, message)
    if lacks("sentence"):
        message = 'a claim needs its "sentence": which one of the paragraph, counted from 1'
        yield _wrong(body, "paragraph", record, message)


def check_claim(
    claim: Claim, body: yaml_tree.Mapping, kinds: Iterable[str], article: Source | None
) -> Iterator[Problem]:
    """Check that a claim has the keys that its status asks for, and no others.

    Args:
        body: its mapping, for the places of the keys.
        kinds: the ids of the kinds.
        article: the source of all claims; None when it could not be read.
    """

    def wrong(key: str, message: str) -> Problem:
        return _wrong(body, key, claim.id, message)

    status = claim.status.id
    yield from _check_kind(claim, "claim", body, claim.id, kinds)
    if status == UNKNOWN and claim.value is not None and not claim.references:
        yield wrong("value", "what is not known has no value; say in the detail what is open")
    if len(claim.wording.split()) > _QUOTED:
        yield wrong("wording", f"quote no more than the deciding word or two; {_QUOTED} words are the limit")
    if claim.tie and not claim.rests_on:
        yield wrong("tie", 'there is nothing that it rests on; "tie" belongs to "rests-on"')
    if claim.subject in claim.references:
        yield wrong("value", "a thing can't be claimed of itself")
    yield from _check_changed(claim, body, claim.id)
    if claim.paragraph == 0:
        yield wrong("paragraph", "paragraph 0 is the title, which makes no claim; 1 is the first paragraph")
    elif article and claim.paragraph > article.paragraphs:
        yield wrong("paragraph", f"paragraph {claim.paragraph} is not in the article, which has {article.paragraphs}")
    elif "sentence" in body.entries and article and len(article.sentences) == article.paragraphs:
        sentences = article.sentences[claim.paragraph - 1]
        if claim.sentence > sentences:
            has = f"paragraph {claim.paragraph} has {sentences}, counted from 1"
            yield wrong("sentence", f"sentence {claim.sentence} is not in the article: {has}")


def check_speakers(
    claims: Iterable[tuple[Claim, yaml_tree.Mapping]],
    entities: Mapping[str, Entity],
    types: Mapping[str, EntityType],
    article: Source,
) -> Iterator[Problem]:
    """Check that claims name as who says so only whom the article quotes: nobody else speaks in it."""
    may = {id for id, entity in entities.items() if entity.type in types and types[entity.type].may}
    for id, entity in entities.items():
        if entity.speaks and entity.type in types and id not in may:
            speaking = " or ".join(id for id, type in types.items() if type.may)
            yield Problem(entity.place, id, f"only one of the {speaking} speaks in the article")
    quoted = ", ".join(id for id, entity in entities.items() if entity.speaks) or "nobody"
    silent = {id for id in may if not entities[id].speaks} - {article.publisher}
    for claim, body in claims:
        if claim.by in silent:
            message = f'by "{claim.by}": the article does not quote it. It quotes {quoted}'
            cure = "what another report has from others is a follow-up"
            yield Problem(body.entries["by"][1].place, claim.id, f"{message}; {cure}")


def _wrong(body: yaml_tree.Mapping, key: str, record: str, message: str) -> Problem:
    """Return a problem at one of the keys of a mapping, or where the mapping begins if it has none."""
    return Problem((body.entries[key][0] if key in body.entries else body).place, record, message)


def _item_place(body: yaml_tree.Mapping, key: str, number: int) -> Place:
    """Return the place of an item of a list that stands below one of the keys of a mapping."""
    listed = body.entries[key][1]
    return (listed.items[number] if isinstance(listed, yaml_tree.Sequence) else listed).place


def _check_kind(
    statement: Statement, what: str, body: yaml_tree.Mapping, record: str, kinds: Iterable[str]
) -> Iterator[Problem]:
    status = statement.status.id
    if status == CONFIRMED and not statement.kind:
        yield _wrong(body, "status", record, f"a confirmed {what} needs a kind: {', '.join(kinds)}")
    if status != CONFIRMED and statement.kind:
        yield _wrong(body, "kind", record, f"only a confirmed {what} has a kind, and this one is {status}")


def _check_changed(record: Claim | FollowUp, body: yaml_tree.Mapping, name: str) -> Iterator[Problem]:
    if record.recorded and record.changed and record.changed.first < record.recorded.first:
        message = f"changed on {record.changed}, before the day on which it was recorded"
        yield _wrong(body, "changed", name, message)


def check_answer(
    answer: Answer, body: yaml_tree.Mapping, kinds: Iterable[str], others: Iterable[Answer]
) -> Iterator[Problem]:
    """Check that an answer has the keys that its status asks for, and no others.

    Args:
        body: its mapping, for the places of the keys.
        kinds: the ids of the kinds.
        others: those that stand above it in its follow-up.
    """
    record = f"answer to {answer.to}"

    def wrong(key: str, message: str) -> Problem:
        return _wrong(body, key, record, message)

    status, kind = answer.status.id, answer.kind.id if answer.kind else ""
    yield from _check_kind(answer, "answer", body, record, (id for id in kinds if id != REPORTED))
    if kind == REPORTED:
        yield wrong("kind", f"only the article can be {kind}; what another report has learned from nobody is expected")
    elif status == CONFIRMED and kind not in ("", FACT) and not answer.by:
        yield wrong("kind", f'a {kind} needs "by": the organisation or the person that answers for it')
    if status == UNKNOWN and not (answer.by or answer.through):
        yield wrong("status", 'that it is open needs "by" or "through": who should know, and says so')
    if status == UNKNOWN:
        for key in ("value", "no-longer", "since"):
            if key in body.entries:
                yield wrong(key, f'what is not known has no "{key}"; say in the detail what is open')
    elif answer.no_longer:
        if answer.value is not None:
            yield wrong("value", '"no-longer" stands in place of a value; say in the detail what holds instead')
        if not answer.since:
            yield wrong("no-longer", '"no-longer" needs "since": the day or the month from which')
    elif answer.value is None:
        yield wrong("to", 'an answer needs a "value", or "no-longer" with "since"')
    if answer.to.partition(".")[0] in answer.references:
        yield wrong("value", "a thing can't be the answer to a question about itself")
    if _PREPOSITION.match(answer.in_):
        place = _PREPOSITION.sub("", answer.in_)
        cure = f'leave out "{answer.in_.split()[0]}": {place}' if place else "write the place"
        message = f'in "{answer.in_}": readers see “in {answer.in_}”; {cure}'
        yield Problem(body.entries["in"][1].place, record, message)
    if any((other.to, *other.scope) == (answer.to, *answer.scope) for other in others):
        yield wrong("to", 'this is answered twice here; tell the two apart by "in" or "variant"')


def check_follow_up_ids(follow_ups: Iterable[tuple[FollowUp, yaml_tree.Mapping]]) -> Iterator[Problem]:
    """Check that no two follow-ups have one id, so that feed readers and programs can tell them apart."""
    seen: dict[str, Place] = {}
    for news, body in follow_ups:
        other = seen.setdefault(news.id, body.place)
        if other != body.place:
            message = f'the follow-up at {other} has the id {news.id} too; give the later one an "id" of its own'
            yield Problem(body.place, f"follow-up on {news.about[0]}", message)


def check_no_longer(answers: Iterable[Answer], claims: Iterable[str]) -> Iterator[Problem]:
    """Check that what is so no longer was said before, by the article or in an answer above it."""
    said = {*claims}
    for answer in answers:
        if answer.no_longer and answer.to not in said:
            message = "nothing said before that it is so: there is no claim, and no answer above this one"
            yield Problem(answer.place, f"answer to {answer.to}", message)
        said.add(answer.to)


def check_scopes(answers: Iterable[Answer]) -> Iterator[Problem]:
    """Check that a place or a version is written alike wherever it is named, since answers are told apart by it."""
    seen: dict[tuple[str, str], tuple[str, Place]] = {}
    for answer in answers:
        for key, text in (("in", answer.in_), ("variant", answer.variant)):
            other, place = seen.setdefault((key, text.casefold().removeprefix("the ")), (text, answer.place))
            if other != text:
                message = f'{key} "{text}" is "{other}" in the answer at {place}; write both alike'
                yield Problem(answer.place, f"answer to {answer.to}", message)


def check_follow_up(news: FollowUp, body: yaml_tree.Mapping, record: str, claims: Collection[str]) -> Iterator[Problem]:
    """Check that nothing is recorded before it was published, and that there is an outcome where there is a claim.

    Args:
        claims: the ids of the claims.
    """
    if news.date.first > news.recorded.first:
        message = f"date {news.date} is after the day on which it was recorded"
        yield Problem(body.entries["date"][1].place, record, message)
    yield from _check_changed(news, body, record)
    speaks_to_a_claim = any(id in claims for id in news.about)
    if speaks_to_a_claim and not news.outcome:
        yield Problem(body.place, record, f'"outcome" is missing: {keys(FollowUp)["outcome"][1].doc}')
    if news.outcome and not speaks_to_a_claim:
        yield _wrong(body, "outcome", record, "the article claims nothing of what this is about; leave the outcome out")


def check_shared_names(entities: Iterable[Entity]) -> Iterator[Problem]:
    """Check that no two things share a name, so that a search for it leads to one of them."""
    seen: dict[str, Entity] = {}
    for entity in entities:
        for shown, name in {as_seen(name): name.casefold() for name in (entity.name, *entity.aka)}.items():
            other = seen.setdefault(shown, entity)
            if other is not entity:
                yield Problem(entity.place, entity.id, f'the name "{name}" belongs to {other.id} already')


def check_moved(
    entries: Iterable[tuple[Scalar, Node]], entities: Collection[str], claims: Collection[str], asked: Collection[str]
) -> Iterator[Problem]:
    """Check the ids that were given up: each is one, is in use no longer, and leads to one of its sort. And no two of
    them ask for the same address to lead to different claims.

    Args:
        entries: each old id, with the new one.
        entities: the ids of entities in use.
        claims: the ids of claims in use.
        asked: questions that are asked in any case, and so have an address, by the form of a claim's id.
    """
    moved = {name.text: node.text for name, node in entries if isinstance(node, Scalar)}
    taken = {id: id for id in (*claims, *asked)}
    for name, node in entries:
        old, new = name.text, node.text if isinstance(node, Scalar) else ""
        is_claim = "." in old
        known = claims if is_claim else entities
        wrong = id_problem(old, CLAIM_ID if is_claim else ID)
        subject, _, property = old.partition(".")
        address = f"{moved.get(subject, subject)}.{property}"
        if wrong:
            yield Problem(name.place, "moved", f'"{old}" is not an id that was given up: {wrong}')
        elif old == "index":
            yield Problem(name.place, "moved", '"index" was no id: it is the page that lists all things of a type')
        elif old in known:
            yield Problem(name.place, "moved", f'"{old}" is in use; only an id that was given up is moved')
        elif new not in known:
            what = "claim" if is_claim else "thing"
            yield Problem(node.place, "moved", f'"{new}" is no {what} to move to.{did_you_mean(new, known)}')
        elif is_claim and taken.setdefault(address, new) != new:
            message = f"the address of {old} leads to {taken[address]} already, not to {new}; delete this line"
            yield Problem(name.place, "moved", message)


def check_sources(
    follow_ups: Iterable[tuple[FollowUp, yaml_tree.Mapping]], articles: Collection[str]
) -> Iterator[Problem]:
    """Check that no follow-up names the article as the report that it tells of, where it is known which one that is."""
    for news, body in follow_ups if len(articles) == 1 else ():
        for article in (id for id in news.sources if id in articles):
            place = _item_place(body, "sources", news.sources.index(article))
            message = f'sources "{article}" is the article itself; name the report, or make it a claim of the article'
            yield Problem(place, f"follow-up on {news.about[0]}", message)


def check_dependencies(bodies: Iterable[tuple[Claim, yaml_tree.Mapping]]) -> Iterator[Problem]:
    """Check that what a claim rests on is as firm as the claim, and leads nowhere round in a circle."""
    claims: dict[str, Claim] = {}
    places: dict[tuple[str, str], Place] = {}
    for claim, body in bodies:
        claims[claim.id] = claim
        places |= {(claim.id, id): _item_place(body, "rests-on", n) for n, id in enumerate(claim.rests_on)}
    for claim in claims.values():
        for id in claim.rests_on:
            dependency = claims.get(id)
            if dependency and claim.status.id == CONFIRMED != dependency.status.id:
                cure = "take it out of rests-on, or make this claim expected"
                message = f"a confirmed claim can't rest on {id}, which is {dependency.status.id}; {cure}"
                yield Problem(places[claim.id, id], claim.id, message)
    dependencies = {id: {other for other in claim.rests_on if other in claims} for id, claim in claims.items()}
    for _ in range(_CIRCLES):
        circle = _circle(dependencies)
        if not circle:
            break
        way = [*circle[:4], "…", *circle[-2:]] if len(circle) > 7 else circle
        message = f"{' rests on '.join(way)}: that is a circle; take one of them out of rests-on"
        yield Problem(places[circle[0], circle[1]], circle[0], message)
        dependencies[circle[0]] = set()


def _circle(dependencies: Mapping[str, Iterable[str]]) -> list[str]:
    """Return a claim that rests on itself by way of others: the way round, begun and ended with it; or nothing."""
    try:
        TopologicalSorter(dependencies).prepare()
    except CycleError as error:
        # graphlib names each before what rests on it.
        way: list[str] = error.args[1][::-1]
        first = way.index(min(way))
        return [*way[first:-1], *way[:first], way[first]]
    return []
