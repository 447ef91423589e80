"""What must hold of the vocabulary and of the sources, beyond the shape of a record, each problem with its cure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model.records import Source
from ..model.text import and_list, as_seen
from ..model.values import VALUE_TYPES
from ..model.vocabulary import Place, Problem, Property, keys
from . import yaml_tree
from .yaml_tree import Node, Scalar

# What no type of things can be called: sections, what keys take beside the types, and folders of the built site.
_TAKEN = {
    *("types", "statuses", "kinds", "outcomes", "properties", "sources", "follow-ups", "moved", "withdrawn"),
    *("entities", "claims", "questions", "speakers", "claim"),
    *("api", "assets", "badges", "search"),
}


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
    if property.today and not property.question:
        yield Problem(place, record, '"today" belongs to a question, and there is none')
    if "{}" in property.question and (not property.to or property.asked_of):
        cure = "write the question without {}"
        yield Problem(place, record, f'only a reference that is not "asked-of" anything has a name for {{}}; {cure}')
    if not set(property.asked_of) <= set(property.for_):
        yield Problem(place, record, '"asked-of" names a type that "for" does not')


def _quoted(keys: Iterable[str]) -> str:
    return and_list([f'"{key}"' for key in keys])


def check_article(sources: Mapping[str, Source], section: Place) -> Iterator[Problem]:
    """Check that one source is the article, and it says who published it and when."""
    articles = [source for source in sources.values() if source.paragraphs]
    if not articles:
        yield Problem(section, "sources", 'none of them is the article; give one its number of "paragraphs"')
    for article in articles[:1]:
        record, place = f"sources.{article.id}", article.place
        for wanted in ("publisher", "date", "sentences"):
            if not getattr(article, wanted):
                what = "how many each paragraph has, such as [1, 3, 2]" if wanted == "sentences" else ""
                yield Problem(place, record, f'the article needs "{wanted}"{what and ": " + what}')
        if article.sentences and len(article.sentences) != article.paragraphs:
            message = f'"sentences" has {len(article.sentences)} numbers; it needs one for each of the paragraphs'
            yield Problem(place, record, f"{message}, and there are {article.paragraphs}")
    for other in articles[1:]:
        message = f'"paragraphs" is given in {articles[0].id} too; {yaml_tree.ONE_ARTICLE}'
        yield Problem(other.place, f"sources.{other.id}", message)


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
    properties: Mapping[str, Property], used: Iterable[str], places: Mapping[str, Scalar]
) -> Iterator[Problem]:
    """Check that no property is left that nothing uses: a claim, an answer, or a question that is asked in any case.

    Args:
        used: the ids of claims, also of those that were withdrawn, and of answered questions.
        places: where each property stands.
    """
    ids = {id.partition(".")[2] for id in used}
    for property in properties.values():
        if property.id not in ids and not property.asked_of:
            place = places[property.id].place
            message = "nothing uses this property; delete it, or list the claim that it had under withdrawn"
            yield Problem(place, f"properties.{property.id}", message)


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
