"""From YAML files to Facts, or every problem with its file, line and column.

`load` reads a folder; `read` does the same with texts and touches no disk.
"""

from __future__ import annotations

import datetime as dt
import functools
import gc
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..model.facts import Facts
from ..model.records import (
    ENTITY_TYPES,
    OUTCOMES,
    SPEAKERS,
    STATUSES,
    Claim,
    Entity,
    FollowUp,
    Place,
    Property,
    Source,
    Term,
)
from ..model.text import ID, did_you_mean, did_you_mean_claim, nearest
from . import rules, yaml_tree
from .record_reader import NO_LIST, Records, UnresolvedReference
from .yaml_tree import Mapping, Node, Problem, Scalar, Sequence

#: The sections of the data, each with the record that it holds. The loader and the editor's schema go by it.
SECTIONS: dict[str, type | None] = {
    "statuses": Term,
    "kinds": Term,
    "outcomes": Term,
    "properties": Property,
    "sources": Source,
    **dict.fromkeys(ENTITY_TYPES, Entity),
    "follow-ups": FollowUp,
    "moved": None,  # an old id, and the id that holds now
}
_RECORDS = {section: record for section, record in SECTIONS.items() if record}
_SUFFIXES = (".yml", ".yaml")
_Stamp = tuple[int, int, int]  # time of the last change of the content, and of anything; size
_HINTS = 50
_FIXED = {"statuses": STATUSES, "outcomes": OUTCOMES}
_SORTS = {
    "entities": "thing",
    "sources": "source; list it under sources first",
    "claims": "claim",
    "questions": "claim, and no question that is asked of it",
}


class Loaded(NamedTuple):
    """What came of reading the data: the facts, or the problems that stand in the way."""

    facts: Facts | None
    problems: tuple[Problem, ...]


def load(folder: Path) -> Loaded:
    """Read every `*.yml` below a folder as one source. Read again only when a file has changed.

    Raises:
        OSError: the folder or a file in it can't be read.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _SUFFIXES or path.is_dir())
    stamps = tuple((path, _stamp(path)) for path in (folder, *paths))
    return _load(folder, stamps, latest_day())


def latest_day() -> dt.date:
    """The day that it is where it is latest, in the time zone UTC+14.

    What one contributor writes down as today must not lie in the future for another's machine.
    """
    return dt.datetime.now(dt.timezone(dt.timedelta(hours=14))).date()


def _stamp(path: Path) -> _Stamp:
    """What no change leaves as it was: a file or a folder that was moved away and back, while it was read, has its old
    time and size, but another ctime."""
    try:
        found = path.stat()
    except OSError:  # it says why when it is read
        return 0, 0, 0
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size


@functools.lru_cache(maxsize=4)
def _load(folder: Path, stamps: tuple[tuple[Path, _Stamp], ...], today: dt.date) -> Loaded:
    files: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for path in (path for path, _ in stamps if path.suffix.lower() in _SUFFIXES):
        name = path.relative_to(folder.parent).as_posix().encode("unicode_escape").decode()
        try:
            if path.suffix != ".yml":
                raise OSError(0, "its name must end in .yml")
            files.append((name, path.read_bytes()))
        except OSError as error:
            problems.append(Problem(Place(name, 1, 1), "", f"this is not read: {error.strerror}"))
    return Loaded(None, tuple(problems)) if problems else read(files, today)


def read(files: Iterable[tuple[str, bytes]], today: dt.date | None = None) -> Loaded:
    """Read files, given by name and content, as one source.

    Args:
        files: name and bytes of each.
        today: nothing may be recorded after this day; left out, it is the latest that it is anywhere.
    """
    collecting = gc.isenabled()
    gc.disable()  # what is read stays: looking for garbage in it takes a third of the time
    try:
        return _read([yaml_tree.parse(name, raw) for name, raw in files], today or latest_day())
    finally:
        if collecting:
            gc.enable()


def _read(documents: list[yaml_tree.Document], today: dt.date) -> Loaded:
    problems = [problem for read in documents for problem in read.problems]
    facts = None
    if all(read.whole for read in documents):  # with holes in it, what is said of the rest would mislead
        source = _Source([read.top for read in documents], Records(today))
        facts = source.facts()
        told = {problem.place for problem in problems}
        problems += [problem for problem in source.records.problems if problem.place not in told]
    return Loaded(None if problems else facts, tuple(sorted(problems)))


class _Source:
    """All files as one: their sections, and the ids in them.

    Ids are known before their records are read, and what is wrong with an id or a section is kept all the same. So one
    mistake is reported once, and not again wherever the record is named.
    """

    def __init__(self, trees: list[Mapping], records: Records) -> None:
        self.records = records
        self.start = trees[0].place if trees else Place("data", 1, 1)
        self.places: dict[str, Place] = {}
        self.entries: dict[str, list[tuple[Scalar, Node]]] = {section: [] for section in SECTIONS}
        self.follow_ups: list[Node] = []
        self._merge(trees)
        self.types: dict[str, str] = {}
        for type in ENTITY_TYPES:
            for name, _ in self.entries[type]:
                self.types.setdefault(name.text, type)
                self.types.setdefault(name.text.lower(), type)
        self.claim_ids = dict.fromkeys(
            f"{name.text}.{property}"
            for type in ENTITY_TYPES
            for name, node in self.entries[type]
            for property in _claims_in(node)
        )

    def _merge(self, trees: list[Mapping]) -> None:
        problem = self.records.problem
        first: dict[tuple[str, str], Scalar] = {}
        for tree in trees:
            for written, (name, node) in tree.entries.items():
                section = written if written in SECTIONS else nearest(written, SECTIONS)
                if written not in SECTIONS:
                    problem(name, "", f'"{written}" is no section of the data.{did_you_mean(written, SECTIONS)}')
                if section is None or (isinstance(node, Scalar) and not node.text):
                    continue
                self.places.setdefault(section, name.place)
                if section == "follow-ups":
                    if isinstance(node, Sequence):
                        self.follow_ups += node.items
                    else:
                        problem(node, section, NO_LIST)
                elif isinstance(node, Mapping):
                    # Entities of all types share one set of ids, because [[id]] and rests-on name no type.
                    space = "entities" if section in ENTITY_TYPES else section
                    for id, (id_node, _) in node.entries.items() if section != "moved" else ():
                        known = first.setdefault((space, id), id_node)
                        if known is not id_node:
                            problem(id_node, id, f"this id is given twice; it stands in {known.place} already")
                        elif space == "entities" and id == "index":
                            problem(id_node, id, "this id is taken by the page that lists all things of a type")
                        elif not ID.fullmatch(id):
                            problem(id_node, id, "an id is made of small letters, digits and single hyphens")
                    self.entries[section] += node.entries.values()
                else:
                    problem(node, section, "write an id and a colon for each record, and its keys below")

    def _ids(self, section: str) -> dict[str, Scalar]:
        return {name.text: name for name, _ in self.entries[section]}

    def facts(self) -> Facts:
        """The facts; where a record has problems, without it."""
        records = self.records
        for section in ("statuses", "kinds", "outcomes", "properties"):
            records.declared[section] = {*_FIXED.get(section, ()), *self._ids(section)}
            records.terms[section] = self._section(section)
        records.problems += rules.check_anchors({name: self._ids(name) for name in ("statuses", "kinds", "outcomes")})
        sources = self._section("sources")
        if len(sources) == len(self.entries["sources"]):
            places = {id: node.place for id, node in self._ids("sources").items()}
            records.problems += rules.check_article(sources, places, self.places.get("sources", self.start))
        self.paragraphs = max((source.paragraphs for source in sources.values()), default=0)

        entities: dict[str, Entity] = {}
        claims: dict[str, Claim] = {}
        for type in ENTITY_TYPES:
            for name, node in self.entries[type]:
                id = name.text
                entity = records.read(Entity, node, id, ("claims",), id=id, type=type, place=name.place)
                if entity:
                    entities[id] = entity
                claims |= {claim.id: claim for claim in self._claims(id, type, node)}
        follow_ups = [(self._follow_up(node), node) for node in self.follow_ups]
        read = [(news, node) for news, node in follow_ups if news and isinstance(node, Mapping)]

        records.problems += rules.check_order(read)
        records.problems += rules.check_follow_up_ids(read)
        records.problems += rules.check_names(entities.values())
        if not records.problems:  # a claim that could not be read may be the one that uses a property
            properties = records.terms["properties"]
            records.problems += rules.check_used(properties, claims.values(), self._ids("properties"))
        records.problems += rules.check_dependencies(claims)
        records.problems += self._unknown_names()
        return Facts(
            **records.terms,
            sources=sources,
            entities=entities,
            claims=claims,
            follow_ups=tuple(news for news, _ in read),
            moved=self._moved(),
        )

    def _moved(self) -> dict[str, str]:
        """Old id to new id, of entities and of claims."""
        moved: dict[str, str] = {}
        for name, node in self.entries["moved"]:
            new = node.text if isinstance(node, Scalar) else ""
            known: Collection[str] = self.claim_ids if "." in name.text else self.types
            if name.text in known:
                self.records.problem(name, "moved", f'"{name.text}" is in use; only an id that was given up is moved')
            elif new not in known:
                what = "claim" if "." in name.text else "thing"
                self.records.problem(node, "moved", f'"{new}" is no {what} to move to.{did_you_mean(new, known)}')
            moved[name.text] = new
        return moved

    def _section(self, section: str) -> dict[str, Any]:
        """The records of a vocabulary, or the sources, by id."""
        read: dict[str, Any] = {}
        fixed = _FIXED.get(section, ())
        for name, node in self.entries[section]:
            id, record = name.text, f"{section}.{name.text}"
            made = self.records.read(_RECORDS[section], node, record, id=id)
            if made:
                read[id] = made
            if isinstance(made, Property):
                self.records.problems += rules.check_property(made, name.place)
            if fixed and id not in fixed:
                self.records.problem(name, record, f"{section} are {', '.join(fixed)}.{did_you_mean(id, fixed)}")
        for id in fixed if len(self.entries[section]) < len(fixed) else ():
            if id in self._ids(section):
                continue
            self.records.problem(self.places.get(section, self.start), section, f'"{id}" is missing')
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

    def _unknown_names(self) -> Iterator[Problem]:
        """Ids that a record names and nobody has, or that belong to something else than they must."""
        properties = self.records.terms["properties"].values()
        asked: dict[str, list[str]] = defaultdict(list)
        for property in properties:
            for type in property.asked_of:
                asked[type].append(property.id)
        questions = (f"{id}.{property}" for id, type in self.types.items() for property in asked[type])
        known: dict[str, dict[str, Any]] = {
            "entities": dict.fromkeys(self.types),
            "sources": {name.text: None for name, _ in self.entries["sources"]},
            "claims": self.claim_ids,
            "questions": dict.fromkeys([*self.claim_ids, *questions]),
        }
        unread = self.records.declared["properties"] - self.records.terms["properties"].keys()
        hints = _HINTS  # looking for a near id takes a while, and whoever has so many problems began with the first
        for named in self.records.named:
            id = named.node.text
            if named.sort == "questions" and id.partition(".")[2] in unread:
                continue
            wrong, near = self._unknown(named, known)
            if wrong:
                meant = did_you_mean_claim if named.sort in ("claims", "questions") else did_you_mean
                hint = meant(id, near) if hints > 0 else ""
                hints -= 1
                yield Problem(named.node.place, named.record, f'{named.key} "{id}" {wrong}.{hint}')

    def _unknown(self, named: UnresolvedReference, known: dict[str, dict[str, Any]]) -> tuple[str, Iterable[str]]:
        """What is wrong with an id, or nothing, and the ids that could be meant."""
        id = named.node.text
        if isinstance(named.sort, str) and named.sort in known:
            ids = known[named.sort]
            return "" if id in ids else f"is no {_SORTS[named.sort]}", ids
        types = SPEAKERS if named.sort == "speakers" else (named.sort,) if isinstance(named.sort, str) else named.sort
        fitting = (id for id, type in self.types.items() if type in types)
        if id not in self.types:
            return "is no thing", fitting
        if self.types[id] not in types:
            return f"is one of the {self.types[id]}; it must be one of the {' or '.join(types)}", ()
        return "", ()


def _claims_in(node: Node) -> dict[str, tuple[Scalar, Node]]:
    """The claims in an entity's mapping, by property."""
    entry = node.entries.get("claims") if isinstance(node, Mapping) else None
    return entry[1].entries if entry and isinstance(entry[1], Mapping) else {}
