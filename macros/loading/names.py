"""The ids that records name, held against those that there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model.records import Problem
from ..model.text import did_you_mean, did_you_mean_claim
from .record_reader import Records, UnresolvedReference

# To look for a near id takes a while, and whoever has so many problems begins with the first.
_HINTS = 50
_WHAT = {
    "entities": "thing",
    "sources": "source; list it under sources first",
    "claims": "claim",
    "questions": "claim, and no question that is asked of it",
}


def check_names(
    records: Records, types: Mapping[str, str], claims: Iterable[str], sources: Iterable[str]
) -> Iterator[Problem]:
    """Find the ids that a record names and nobody has, or that belong to something else than they must.

    Args:
        records: the reader that noted the names, with the vocabularies.
        types: the type of each entity, by its id.
        claims: the ids of the claims.
        sources: the ids of the sources.
    """
    properties = records.terms["properties"]
    asked: dict[str, list[str]] = defaultdict(list)
    for property in properties.values():
        for type in property.asked_of:
            asked[type].append(property.id)
    questions = (f"{id}.{property}" for id, type in types.items() for property in asked[type])
    known: dict[str, Mapping[str, Any]] = {
        "entities": types,
        "sources": dict.fromkeys(sources),
        "claims": dict.fromkeys(claims),
        "questions": dict.fromkeys([*claims, *questions]),
    }
    speakers = tuple(id for id, type in records.terms["types"].items() if type.may)
    unread = set(records.declared["properties"]) - properties.keys()
    hints = _HINTS
    for named in records.named:
        id = named.node.text
        if named.sort == "questions" and id.partition(".")[2] in unread:
            continue
        if isinstance(named.sort, str) and named.sort in known:
            ids: Iterable[str] = known[named.sort]
            wrong = "" if id in known[named.sort] else f"is no {_WHAT[named.sort]}"
        else:
            wrong, ids = _not_of_type(named, types, speakers)
        if wrong and named.key == "value" and (cure := _shortened(id, types)):
            yield Problem(named.node.place, named.record, f'value "{id}" {wrong}; write {cure}')
        elif wrong:
            meant = did_you_mean_claim if named.sort in ("claims", "questions") else did_you_mean
            hint = meant(id, ids) if hints > 0 else ""
            hints -= 1
            yield Problem(named.node.place, named.record, f'{named.key} "{id}" {wrong}.{hint}')


def _shortened(text: str, types: Mapping[str, str]) -> str:
    """Return what to write in place of a text that has ids among other words, or nothing."""
    words = text.replace(",", " ").split()
    ids = [word for word in words if word in types]
    rest = [word for word in words if word not in types and word not in ("and", "or", "&")]
    if not ids or len(words) < 2:
        return ""
    return (f"[{', '.join(ids)}]" if len(ids) > 1 else ids[0]) + (", and the rest into the detail" if rest else "")


def _not_of_type(
    named: UnresolvedReference, types: Mapping[str, str], speakers: tuple[str, ...]
) -> tuple[str, Iterable[str]]:
    """Return what is wrong with the id of an entity, or nothing, and the ids that could be meant."""
    id = named.node.text
    allowed = speakers if named.sort == "speakers" else named.sort
    if id not in types:
        return "is no thing", (other for other, type in types.items() if type in allowed)
    if types[id] not in allowed:
        return f"is one of the {types[id]}; it must be one of the {' or '.join(allowed)}", ()
    return "", ()
