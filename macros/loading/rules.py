"""What must hold beyond the shape of a record. Each rule gives its problems, with the cure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from ..model.records import CONFIRMED, EXPECTED, UNKNOWN, Claim, Entity, FollowUp, Place, Property, Source, keys
from ..model.text import CLAIM_ID, ID, and_list, as_seen, did_you_mean, id_problem
from ..model.values import VALUE_TYPES
from . import yaml_tree
from .yaml_tree import Node, Problem, Scalar

# Where all claims rest on one another, the first circles tell enough.
_CIRCLES = 10
# What no type of things can be called: sections, what keys take beside the types, and folders of the built site.
_TAKEN = {
    *("types", "statuses", "kinds", "outcomes", "properties", "sources", "follow-ups", "moved"),
    *("entities", "claims", "questions", "speakers", "claim"),
    *("api", "assets", "badges", "search"),
}
# A deciding word or two, with the little words between them. The article's sentences stay the article's.
_QUOTED = 6


def check_types(ids: Mapping[str, Scalar]) -> Iterator[Problem]:
    """Check that no type of things is called like something else in the data or on the site."""
    for id, node in ids.items():
        if id in _TAKEN:
            yield Problem(node.place, f"types.{id}", f'"{id}" has a meaning of its own here; call the type otherwise')


def check_property(property: Property, place: Place) -> Iterator[Problem]:
    """Check that a property has the keys that go with its type and its question, and no others."""
    record = f"properties.{property.id}"
    fields = keys(Property)
    present = {name for name, (field, _) in fields.items() if getattr(property, field)}
    for type in VALUE_TYPES.values():
        if type is property.value_type and not present.issuperset(type.required_keys):
            yield Problem(place, record, f"a {type.type} needs {_quoted(type.required_keys)}")
        if type is not property.value_type and not present.isdisjoint(type.property_keys):
            yield Problem(place, record, f"only a {type.type} has {_quoted(type.property_keys)}")
    if property.phrase and property.phrase.count("{}") != 1:
        yield Problem(place, record, "the phrase needs one {}, where the name goes")
    if property.asked_of and not property.question:
        yield Problem(place, record, '"asked-of" belongs to a question, and there is none')
    if "{}" in property.question and (not property.to or property.asked_of):
        cure = "write the question without {}"
        yield Problem(place, record, f'only a reference that is not "asked-of" anything has a name for {{}}; {cure}')
    if not set(property.asked_of) <= set(property.for_):
        yield Problem(place, record, '"asked-of" names a type that "for" does not')


def _quoted(keys: Iterable[str]) -> str:
    return and_list([f'"{key}"' for key in keys])


def check_article(sources: Mapping[str, Source], places: Mapping[str, Place], section: Place) -> Iterator[Problem]:
    """Check that one source is the article, and it says who published it and when."""
    articles = [source for source in sources.values() if source.paragraphs]
    if not articles:
        yield Problem(section, "sources", 'none of them is the article; give one its number of "paragraphs"')
    for article in articles[:1]:
        for wanted in ("publisher", "date"):
            if not getattr(article, wanted):
                yield Problem(places[article.id], f"sources.{article.id}", f'the article needs a "{wanted}"')
    for other in articles[1:]:
        message = f'"paragraphs" is given in {articles[0].id} too; only one source is the article'
        yield Problem(places[other.id], f"sources.{other.id}", message)


def check_claim(claim: Claim, body: yaml_tree.Mapping, kinds: Iterable[str], paragraphs: int) -> Iterator[Problem]:
    """Check that a claim has the keys that its status asks for, and no others.

    Args:
        body: its mapping, for the places of the keys.
        kinds: the ids of the kinds.
        paragraphs: how many the article has; 0 when that is not known.
    """

    def wrong(key: str, message: str) -> Problem:
        return Problem((body.entries[key][0] if key in body.entries else body).place, claim.id, message)

    status = claim.status.id
    if status == CONFIRMED and not claim.kind:
        yield wrong("status", f"a confirmed claim needs a kind: {', '.join(kinds)}")
    if status != CONFIRMED and claim.kind:
        yield wrong("kind", f"only a confirmed claim has a kind, and this one is {status}")
    if status != UNKNOWN and claim.value is None:
        yield wrong("status", 'a claim needs a "value"; only one that is not known has none')
    if status == UNKNOWN and claim.value is not None and not claim.references:
        yield wrong("value", "what is not known has no value; say in the detail what is open")
    if status == EXPECTED and not (claim.wording or claim.rests_on):
        yield wrong("status", "an expected claim needs the deciding word (wording), or what it rests on (rests-on)")
    if len(claim.wording.split()) > _QUOTED:
        yield wrong("wording", f"quote no more than the deciding word or two; {_QUOTED} words are the limit")
    if claim.tie and not claim.rests_on:
        yield wrong("tie", 'there is nothing that it rests on; "tie" belongs to "rests-on"')
    if claim.subject in claim.references:
        yield wrong("value", "a thing can't be claimed of itself")
    if claim.recorded and claim.changed and claim.changed.first < claim.recorded.first:
        yield wrong("changed", f"changed on {claim.changed}, before the day on which it was recorded")
    if paragraphs and claim.paragraph > paragraphs:
        yield wrong("paragraph", f"paragraph {claim.paragraph} is not in the article, which has {paragraphs}")


def check_anchors(vocabularies: Mapping[str, Mapping[str, Scalar]]) -> Iterator[Problem]:
    """Check that no two words of the vocabularies share an id: they are defined on one page, and the id is the
    anchor there.
    """
    seen: dict[str, str] = {}
    for vocabulary, ids in vocabularies.items():
        for id, node in ids.items():
            other = seen.setdefault(id, vocabulary)
            if other != vocabulary:
                yield Problem(node.place, f"{vocabulary}.{id}", f"{other} has this id already; choose another")


def check_used(
    properties: Mapping[str, Property], claims: Iterable[Claim], places: Mapping[str, Scalar]
) -> Iterator[Problem]:
    """Check that no property is left that nothing uses: a claim, or a question that is asked in any case."""
    used = {claim.property.id for claim in claims}
    for property in properties.values():
        if property.id not in used and not property.asked_of:
            place = places[property.id].place
            yield Problem(place, f"properties.{property.id}", "nothing uses this property; delete it")


def check_follow_up_ids(follow_ups: Iterable[tuple[FollowUp, yaml_tree.Mapping]]) -> Iterator[Problem]:
    """Check that no two follow-ups have one id, so that feed readers and programs can tell them apart."""
    seen: dict[str, Place] = {}
    for news, body in follow_ups:
        other = seen.setdefault(news.id, body.place)
        if other != body.place:
            message = f'the follow-up at {other} has the id {news.id} too; give the later one an "id" of its own'
            yield Problem(body.place, f"follow-up on {news.about[0]}", message)


def check_follow_up(news: FollowUp, body: yaml_tree.Mapping, record: str) -> Iterator[Problem]:
    """Check that nothing is recorded before it took place."""
    if news.date.first > news.recorded.first:
        message = f"date {news.date} is after the day on which it was recorded"
        yield Problem(body.entries["date"][1].place, record, message)


def check_names(entities: Iterable[Entity]) -> Iterator[Problem]:
    """Check that no two things share a name, so that a search for it leads to one of them."""
    seen: dict[str, Entity] = {}
    for entity in entities:
        for shown, name in {as_seen(name): name.casefold() for name in (entity.name, *entity.aka)}.items():
            other = seen.setdefault(shown, entity)
            if other is not entity:
                yield Problem(entity.place, entity.id, f'the name "{name}" belongs to {other.id} already')


def check_labels(vocabulary: str, records: Iterable[Any], nodes: Mapping[str, Node]) -> Iterator[Problem]:
    """Check that readers can tell the words of a vocabulary apart: no two share a label. Two properties may, if nothing
    has both.

    Args:
        nodes: the mapping of each record, by its id.
    """
    for key in ("label", "one"):
        seen: dict[tuple[str, str], str] = {}
        for record in records:
            text = getattr(record, key, "")
            for type in getattr(record, "for_", ("",)) if text else ():
                other = seen.setdefault((type, as_seen(text)), record.id)
                node = nodes[record.id]
                if other != record.id and isinstance(node, yaml_tree.Mapping):
                    message = f'{key} "{text}" is that of {other} too, and readers can\'t tell them apart; change one'
                    yield Problem(node.entries[key][1].place, f"{vocabulary}.{record.id}", message)
                    break


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
            yield Problem(name.place, "moved", f'"{old}" is no id that was given up: {wrong}')
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


def check_dates(sources: Mapping[str, Source], nodes: Mapping[str, Node], today: dt.date) -> Iterator[Problem]:
    """Check that no source is from the future, and that nothing was read in the article before it was published."""
    for source in sources.values():
        node = nodes[source.id]
        entries = node.entries if isinstance(node, yaml_tree.Mapping) else {}
        record = f"sources.{source.id}"
        published = source.date
        if published and published.first > today:
            yield Problem(entries["date"][1].place, record, f"date {published} is in the future")
            continue
        for key in ("recorded", "followed"):
            day = getattr(source, key)
            if day and published and day.first < published.first:
                message = f"{key} {day} is before {published}, when it was published"
                yield Problem(entries[key][1].place, record, message)


def check_sources(
    follow_ups: Iterable[tuple[FollowUp, yaml_tree.Mapping]], articles: Collection[str]
) -> Iterator[Problem]:
    """Check that no follow-up names the article as the report that it tells of."""
    for news, body in follow_ups:
        for article in (id for id in news.sources if id in articles):
            listed = body.entries["sources"][1]
            item = listed.items[news.sources.index(article)] if isinstance(listed, yaml_tree.Sequence) else listed
            message = f'sources "{article}" is the article itself; name the report, or make it a claim of the article'
            yield Problem(item.place, f"follow-up on {news.about[0]}", message)


def check_dependencies(claims: Mapping[str, Claim]) -> Iterator[Problem]:
    """Check that what a claim rests on is as firm as the claim, and leads nowhere round in a circle."""
    for claim in claims.values():
        for id in claim.rests_on:
            dependency = claims.get(id)
            if dependency and claim.status.id == CONFIRMED != dependency.status.id:
                cure = "take it out of rests-on, or make this claim expected"
                message = f"a confirmed claim can't rest on {id}, which is {dependency.status.id}; {cure}"
                yield Problem(claim.place, claim.id, message)
    dependencies = {id: {other for other in claim.rests_on if other in claims} for id, claim in claims.items()}
    for _ in range(_CIRCLES):
        circle = _circle(dependencies)
        if not circle:
            break
        way = [*circle[:4], "…", *circle[-2:]] if len(circle) > 7 else circle
        yield Problem(claims[circle[0]].place, circle[0], f"{' rests on '.join(way)}: that is a circle")
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
