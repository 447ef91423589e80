"""All files as one source: their sections, the records in them, and what these name of one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..model.facts import Facts
from ..model.records import (
    OUTCOMES,
    STATUSES,
    Claim,
    Entity,
    EntityType,
    FollowUp,
    Place,
    Property,
    Source,
    Term,
)
from ..model.text import did_you_mean, id_problem, nearest
from . import names, rules
from .order import check_order
from .record_reader import NO_LIST, Records
from .yaml_tree import Mapping, Node, Scalar, Sequence

#: The sections that are the same in every data, each with the record that it holds.
_VOCABULARY: dict[str, type] = {
    "types": EntityType,
    "statuses": Term,
    "kinds": Term,
    "outcomes": Term,
    "properties": Property,
}
_FIXED_IDS = {"statuses": STATUSES, "outcomes": OUTCOMES}
# Sections that all others lean on: where one has nothing, what is said of the rest would mislead.
_NEEDED = {
    "types": "list each type of things, with the word for one of them",
    "statuses": f"it has {', '.join(STATUSES)}",
    "kinds": "list each sort of confirmed claim",
    "outcomes": f"it has {', '.join(OUTCOMES)}",
    "properties": "list what can be claimed of a thing",
    "sources": "list the article, and each source of a follow-up",
}


def sections(types: Iterable[str]) -> dict[str, type | None]:
    """Return the sections of a source, each with the record that it holds. The editor's schema goes by it too.

    Args:
        types: the ids of the types of things. Each has a section of its own.
    """
    return {
        **_VOCABULARY,
        "sources": Source,
        **dict.fromkeys(types, Entity),
        "follow-ups": FollowUp,
        "moved": None,  # an old id, and the id that holds now
    }


class Sections:
    """The sections of a source, and the ids in them.

    Ids are known before their records are read, and what is wrong with an id or a section is kept all the same. So one
    mistake is reported once, and not again wherever the record is named.
    """

    def __init__(self, trees: list[Mapping], records: Records) -> None:
        self.records = records
        self.start = trees[0].place if trees else Place("data", 1, 1)
        self.places: dict[str, Place] = {}
        declared = _type_ids(trees)
        self._declared = sections(declared)
        self._has_no_types = not declared  # then that is the one mistake
        self.type_ids = {**declared, **self._undeclared_types(trees)}
        self._records = sections(self.type_ids)
        self.entries: dict[str, list[tuple[Scalar, Node]]] = {section: [] for section in self._records}
        self.follow_ups: list[Node] = []
        self._merge(trees)
        #: The type of each entity, by its id.
        self.types: dict[str, str] = {}
        for type in self.type_ids:
            for name, _ in self.entries[type]:
                self.types.setdefault(name.text, type)
                self.types.setdefault(name.text.lower(), type)
        self.claim_ids = dict.fromkeys(
            f"{name.text}.{property}"
            for type in self.type_ids
            for name, node in self.entries[type]
            for property in _claims_in(node)
        )

    def _merge(self, trees: list[Mapping]) -> None:
        first: dict[tuple[str, str], Scalar] = {}
        for tree in trees:
            for written, (name, node) in tree.entries.items():
                section = written if written in self._records else nearest(written, self._records)
                if written not in self._declared and not (self._has_no_types and written in self.type_ids):
                    hint = did_you_mean(written, self._declared) or ' A type of things is listed under "types" first.'
                    self.records.problem(name, "", f'"{written}" is no section of the data.{hint}')
                if section is None:
                    continue
                self.places.setdefault(section, name.place)
                if isinstance(node, Scalar) and not node.text:
                    continue
                if section == "follow-ups":
                    if isinstance(node, Sequence):
                        self.follow_ups += node.items
                    else:
                        self.records.problem(node, section, NO_LIST)
                elif isinstance(node, Mapping):
                    if section != "moved":
                        self._check_ids(section, node, first)
                    self.entries[section] += node.entries.values()
                else:
                    self.records.problem(node, section, "write an id and a colon for each record, and its keys below")

    def _undeclared_types(self, trees: Iterable[Mapping]) -> dict[str, None]:
        """Return sections of things whose type is probably missing under `types`: told once, and read all the same."""
        known = self._declared
        others = {id: node for tree in trees for id, (_, node) in tree.entries.items() if id not in known}
        return {id: None for id, node in others.items() if isinstance(node, Mapping) and not nearest(id, known)}

    def _check_ids(self, section: str, node: Mapping, first: dict[tuple[str, str], Scalar]) -> None:
        """Note the ids of a section that are malformed, or given twice.

        Args:
            first: where each id was seen before. Entities of all types share one set of ids, because [[id]] and
                rests-on name no type.
        """
        space = "entities" if section in self.type_ids else section
        for id, (id_node, _) in node.entries.items():
            known = first.setdefault((space, id), id_node)
            if known is not id_node:
                self.records.problem(id_node, id, f"this id is given twice; it stands in {known.place} already")
            elif space == "entities" and id == "index":
                self.records.problem(id_node, id, "this id is taken by the page that lists all things of a type")
            else:
                wrong = id_problem(id)
                if wrong:
                    self.records.problem(id_node, id, wrong)

    def _ids(self, section: str) -> dict[str, Scalar]:
        return {name.text: name for name, _ in self.entries[section]}

    def _nodes(self, section: str) -> dict[str, Node]:
        return {name.text: node for name, node in self.entries[section]}

    def _has_all(self) -> bool:
        """Return whether no section that is needed is without records, and note those that are."""
        missing = [section for section in _NEEDED if not self.entries[section]]
        told = {problem.record for problem in self.records.problems}
        for section in missing if not told.intersection(missing) else ():
            place = self.places.get(section)
            what = "this section is empty" if place else f'the section "{section}" is missing'
            self.records.problem(place or self.start, section, f"{what}; {_NEEDED[section]}")
        return not missing

    def facts(self) -> Facts | None:
        """Return the facts; where a record has problems, without it. None where a section that is needed is missing."""
        records = self.records
        if not self._has_all():
            return None
        for section in _VOCABULARY:
            records.declared[section] = {*_FIXED_IDS.get(section, ()), *self._ids(section)}
            if section == "types":
                records.declared[section] |= self.type_ids.keys()
            records.terms[section] = self._section(section)
        records.problems += rules.check_types(self._ids("types"))
        records.problems += rules.check_anchors({name: self._ids(name) for name in ("statuses", "kinds", "outcomes")})
        sources = self._section("sources")
        if len(sources) == len(self.entries["sources"]):
            places = {id: node.place for id, node in self._ids("sources").items()}
            records.problems += rules.check_article(sources, places, self.places.get("sources", self.start))
            records.problems += rules.check_dates(sources, self._nodes("sources"), records.today)
        self.paragraphs = max((source.paragraphs for source in sources.values()), default=0)

        entities: dict[str, Entity] = {}
        claims: dict[str, Claim] = {}
        for type in self.type_ids:
            for name, node in self.entries[type]:
                id = name.text
                entity = records.read(Entity, node, id, ("claims",), id=id, type=type, place=name.place)
                if entity:
                    entities[id] = entity
                claims |= {claim.id: claim for claim in self._claims(id, type, node)}
        follow_ups = [(self._follow_up(node), node) for node in self.follow_ups]
        read = [(news, node) for news, node in follow_ups if news and isinstance(node, Mapping)]

        records.problems += check_order(read)
        records.problems += rules.check_follow_up_ids(read)
        articles = [source.id for source in sources.values() if source.paragraphs]
        records.problems += rules.check_sources(read, articles)
        records.problems += rules.check_names(entities.values())
        records.problems += rules.check_dependencies(claims)
        empty = {type: self.places[type] for type in self.type_ids if type in self.places and not self.entries[type]}
        records.problems += names.check_names(records, self.types, self.claim_ids, self._ids("sources"), empty)
        asked = list(names.questions(records.terms["properties"].values(), self.types))
        records.problems += rules.check_moved(self.entries["moved"], self.types, self.claim_ids, asked)
        if not records.problems:  # a claim that could not be read may be the one that uses a property
            properties = records.terms["properties"]
            records.problems += rules.check_used(properties, claims.values(), self._ids("properties"))
        return Facts(
            **records.terms,
            sources=sources,
            entities=entities,
            claims=claims,
            follow_ups=tuple(news for news, _ in read),
            moved={name.text: node.text for name, node in self.entries["moved"] if isinstance(node, Scalar)},
        )

    def _section(self, section: str) -> dict[str, Any]:
        """Return the records of a vocabulary, or the sources, by id."""
        read: dict[str, Any] = {}
        fixed = _FIXED_IDS.get(section, ())
        for name, node in self.entries[section]:
            id, path = name.text, f"{section}.{name.text}"
            context: dict[str, Any] = {"id": id, **({"place": name.place} if section == "types" else {})}
            record = self.records.read(self._records[section] or Term, node, path, **context)
            if record:
                read[id] = record
            if isinstance(record, Property):
                self.records.problems += rules.check_property(record, name.place)
            if fixed and id not in fixed:
                self.records.problem(name, path, f"{section} are {', '.join(fixed)}.{did_you_mean(id, fixed)}")
        for id in fixed if len(self.entries[section]) < len(fixed) else ():
            if id in self._ids(section):
                continue
            self.records.problem(self.places.get(section, self.start), section, f'"{id}" is missing')
        if section != "sources":
            self.records.problems += rules.check_labels(section, read.values(), self._nodes(section))
        return read

    def _claims(self, entity: str, type: str, node: Node) -> Iterator[Claim]:
        entry = node.entries.get("claims") if isinstance(node, Mapping) else None
        if entry and not isinstance(entry[1], Mapping):
            message = "claims are listed by property; write a property and a colon for each"
            self.records.problem(entry[1], entity, message)
        properties = self.records.terms["properties"]
        for id, (name, body) in _claims_in(node).items():
            record, property = f"{entity}.{id}", properties.get(id)
            if not property:
                if properties and id not in self.records.declared["properties"]:
                    self.records.problem(name, record, f'"{id}" is no property.{did_you_mean(id, properties)}')
                continue
            if type not in property.for_:
                message = f"{id} is for {', '.join(property.for_)}, and {entity} is one of the {type}"
                self.records.problem(name, record, message)
            fields = {"id": record, "subject": entity, "property": property, "place": name.place}
            claim = self.records.read(Claim, body, record, **fields)
            if claim and isinstance(body, Mapping):
                kinds = self.records.terms["kinds"]
                self.records.problems += rules.check_claim(claim, body, kinds, self.paragraphs)
                yield claim

    def _follow_up(self, node: Node) -> FollowUp | None:
        about = node.entries.get("about") if isinstance(node, Mapping) else None
        first = about[1].items[:1] if about and isinstance(about[1], Sequence) else []
        record = " ".join(["follow-up", *(f"on {item.text}" for item in first if isinstance(item, Scalar))])
        news = self.records.read(FollowUp, node, record)
        if news and isinstance(node, Mapping):
            self.records.problems += rules.check_follow_up(news, node, record)
        return news


def _type_ids(trees: Iterable[Mapping]) -> dict[str, None]:
    """Return the types of things that a source declares, in order. They are wanted before any section is read."""
    declared = (tree.entries["types"][1] for tree in trees if "types" in tree.entries)
    return {id: None for node in declared if isinstance(node, Mapping) for id in node.entries if id not in sections(())}


def _claims_in(node: Node) -> dict[str, tuple[Scalar, Node]]:
    """Return the claims in an entity's mapping, by property."""
    entry = node.entries.get("claims") if isinstance(node, Mapping) else None
    return entry[1].entries if entry and isinstance(entry[1], Mapping) else {}
