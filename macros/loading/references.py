"""The ids that records name, held against those that there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ..model.text import CLAIM_ID, did_you_mean, did_you_mean_claim
from ..model.vocabulary import Place, Problem, Property
from .record_reader import Records, UnresolvedReference

# To look for a near id takes a while, and whoever has so many problems begins with the first.
_HINTS = 50
_WHAT = {
    "entities": "thing",
    "sources": "source; list it under sources first",
    "claims": "claim",
    "questions": "claim, and no question that is asked of it",
}


def check_references(
    records: Records,
    types: Mapping[str, str],
    claims: Iterable[str],
    answered: Iterable[str],
    sources: Iterable[str],
    withdrawn: Collection[str],
    empty: Mapping[str, Place],
    moved: Mapping[str, str],
) -> Iterator[Problem]:
    """Find the ids that a record names and nobody has, or that belong to something else than they must.

    Args:
        records: the reader that noted the names, with the vocabularies.
        types: the type of each entity, by its id.
        claims: the ids of the claims.
        answered: the questions that follow-ups answer. Where nothing is claimed, they need a question to be asked.
        sources: the ids of the sources.
        withdrawn: the ids of the claims that were taken back.
        moved: ids that were given up, each with the one that holds now.
        empty: sections of things with nothing in them. What is missing, and like nothing else, is taken to be theirs.
    """
    properties = records.terms["properties"]
    asked = (*questions(properties.values(), types), *(id for id in answered if _can_be_asked(id, types, properties)))
    known: dict[str, Mapping[str, Any]] = {
        "entities": types,
        "sources": dict.fromkeys(sources),
        "claims": dict.fromkeys(claims),
        "questions": dict.fromkeys([*claims, *asked]),
    }
    read = records.terms["types"]
    whole = {id for id in read if records.is_whole(f"types.{id}")}
    unread_types = sorted(records.declared["types"] - whole)  # whether they may speak, nobody knows
    speakers = (*(id for id, type in read.items() if type.may and id in whole), *unread_types)
    unread = set(records.declared["properties"]) - properties.keys()
    hints = _HINTS
    is_lost = False
    for named in records.named:
        id = named.node.text
        if named.sort == "questions" and id.partition(".")[2] in unread:
            continue
        if isinstance(named.sort, str) and named.sort in known:
            ids: Iterable[str] = known[named.sort]
            what = "withdrawn; take it out here" if id in withdrawn else f"no {_WHAT[named.sort]}"
            wrong = "" if id in known[named.sort] else f"is {what}"
        else:
            wrong, ids = _not_of_type(named, types, speakers)
        if wrong and named.key == "value" and (cure := _shortened(id, types)):
            yield Problem(named.node.place, named.record, f'value "{id}" {wrong}; write {cure}')
        elif wrong:
            meant = did_you_mean_claim if named.sort in ("claims", "questions") else did_you_mean
            hint = meant(id, ids) if hints > 0 and id not in withdrawn else ""
            hint = _moved(id, moved) or hint
            if named.key == "by" and wrong.startswith("is no ") and CLAIM_ID.fullmatch(named.record):
                hint += " A claim names whom the article quotes; what anybody else says is a follow-up."
            hints -= 1
            if empty and not hint and wrong.startswith("is no ") and named.sort != "sources":
                is_lost = True
                continue
            yield Problem(named.node.place, named.record, f'{named.key} "{id}" {wrong}.{hint}')
    for section, place in empty.items() if is_lost else ():
        yield Problem(place, section, "this section is empty, and others name what it had; list it below")


def _moved(id: str, moved: Mapping[str, str]) -> str:
    """Return the end of a message on an id that was given up, or nothing: ` It is another-id now.`"""
    entity, dot, property = id.partition(".")
    now = moved.get(id) or (moved[entity] + dot + property if entity in moved else "")
    return f" It is {now} now." if now else ""


def questions(properties: Iterable[Property], types: Mapping[str, str]) -> Iterator[str]:
    """Return the questions that are asked in any case, by the form of a claim's id.

    Args:
        types: the type of each entity, by its id.
    """
    asked: dict[str, list[str]] = defaultdict(list)
    for property in properties:
        for type in property.asked_of:
            asked[type].append(property.id)
    return (f"{id}.{property}" for id, type in types.items() for property in asked[type])


def _shortened(text: str, types: Mapping[str, str]) -> str:
    """Return what to write in place of a text that has ids among other words, or nothing."""
    words = text.replace(",", " ").split()
    ids = [word for word in words if word in types]
    rest = [word for word in words if word not in types and word not in ("and", "or", "&")]
    if not ids or len(words) < 2:
        return ""
    return (f"[{', '.join(ids)}]" if len(ids) > 1 else ids[0]) + (", and the rest into the detail" if rest else "")


def _can_be_asked(question: str, types: Mapping[str, str], properties: Mapping[str, Property]) -> bool:
    """Return whether a property has a question for a thing of this type."""
    entity, _, id = question.partition(".")
    property = properties.get(id)
    return property is not None and bool(property.question) and types.get(entity) in property.for_


def _not_of_type(
    named: UnresolvedReference, types: Mapping[str, str], speakers: tuple[str, ...]
) -> tuple[str, Iterable[str]]:
    """Return what is wrong with the id of an entity, or nothing, and the ids that could be meant."""
    id = named.node.text
    allowed = speakers if named.sort == "speakers" else named.sort
    if id not in types:
        return "is no thing", (other for other, type in types.items() if type in allowed)
    if not allowed:
        return "can't say anything: no type of things has `may: speak`", ()
    if types[id] not in allowed:
        return f"is one of the {types[id]}; it must be one of the {' or '.join(allowed)}", ()
    return "", ()
