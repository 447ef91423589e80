"""From YAML files to Facts, or every problem with its file, line and column.

`load` reads a folder; `read` does the same with texts and touches no disk. What a record's keys are and how they are
read stands in `facts`, as dataclass fields: this module walks the nodes beside those fields.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from . import document
from .document import Mapping, Node, Problem, Scalar, Sequence
from .facts import (
    CONFIRMED,
    ENTITY_TYPES,
    EXPECTED,
    OUTCOMES,
    SPEAKERS,
    STATUSES,
    UNKNOWN,
    Claim,
    Entity,
    Facts,
    FollowUp,
    Key,
    Place,
    Property,
    Source,
    Term,
    keys,
)
from .values import ID, READERS, Date, Day, Prose, References, did_you_mean, nearest

R = TypeVar("R")

#: The sections of the data, each with the record that it holds. The loader and the editor's schema go by it.
SECTIONS: dict[str, type] = {
    "statuses": Term,
    "kinds": Term,
    "outcomes": Term,
    "properties": Property,
    "sources": Source,
    **dict.fromkeys(ENTITY_TYPES, Entity),
    "follow-ups": FollowUp,
}
_NO_LIST = "is a list; write [one, two], or '- ' before each on a line of its own"
_QUESTION = "claim, and no question that is asked of it"
_FIXED = {"statuses": STATUSES, "outcomes": OUTCOMES}


class Loaded(NamedTuple):
    """What came of reading the data: the facts, or the problems that stand in the way."""

    facts: Facts | None
    problems: tuple[Problem, ...]


def load(folder: Path) -> Loaded:
    """Read every `*.yml` below a folder as one source. Read again only when a file has changed.

    Raises:
        FileNotFoundError: the folder is not there.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder}")
    files = sorted(path for path in folder.rglob("*.yml") if path.is_file())
    stamps = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    return _load(folder, stamps, dt.date.today())


@functools.lru_cache(maxsize=4)
def _load(folder: Path, stamps: tuple[tuple[Path, int, int], ...], today: dt.date) -> Loaded:
    root = folder.parent
    return read(((path.relative_to(root).as_posix(), path.read_bytes()) for path, _, _ in stamps), today)


def read(files: Iterable[tuple[str, bytes]], today: dt.date | None = None) -> Loaded:
    """Read files, given by name and content, as one source.

    Args:
        files: name and bytes of each.
        today: nothing may be recorded after this day; left out, it is the machine's day.
    """
    problems: list[Problem] = []
    trees = []
    for name, raw in files:
        tree, found = document.parse(name, raw)
        trees.append(tree)
        problems += found
    if problems:  # the trees have holes: what is said of them would mislead
        return Loaded(None, tuple(sorted(problems)))
    reader = _Reader(trees, today or dt.date.today())
    facts = reader.facts()
    return Loaded(None if reader.problems else facts, tuple(sorted(reader.problems)))


class _Reader:
    """Reads the records of all files, vocabulary first, and collects the problems."""

    def __init__(self, trees: list[Mapping], today: dt.date) -> None:
        self.problems: list[Problem] = []
        self.today = today
        self.trees = trees
        self.top = trees[0].place if trees else Place("data", 1, 1)
        self.places: dict[str, Place] = {}
        self.sections = self._merge()
        self.terms: dict[str, dict[str, Any]] = {}
        # Known by name before they are read, so that one broken record is not reported wherever it is named.
        self.types: dict[str, str] = {}
        for section in ENTITY_TYPES:
            for id, _, _ in self._named(section):
                self.types.setdefault(id, section)
        self.claim_ids = dict.fromkeys(f"{id}.{name}" for id, name in self._claim_names())
        # Named by a record, to be looked at once all are read: (node, record's name, key, what it must be).
        self.named: list[tuple[Scalar, str, str, str | tuple[str, ...]]] = []

    def problem(self, at: Node | Place, record: str, message: str) -> None:
        self.problems.append(Problem(at if isinstance(at, Place) else at.place, record, message))

    # --- sections -----------------------------------------------------------------------------------------------------

    def _merge(self) -> dict[str, list[tuple[Scalar, Node]]]:
        """Section name to its entries in all files; follow-ups to a list of nodes under empty names."""
        merged: dict[str, list[tuple[Scalar, Node]]] = {section: [] for section in SECTIONS}
        seen: dict[tuple[str, str], Scalar] = {}
        for tree in self.trees:
            for written, (name, node) in tree.entries.items():
                # What is reported here is kept all the same, so that it is not reported again wherever it is named.
                section = written if written in SECTIONS else nearest(written, SECTIONS)
                if written not in SECTIONS:
                    self.problem(name, "", f'"{written}" is no section of the data.{did_you_mean(written, SECTIONS)}')
                if section is None or (isinstance(node, Scalar) and not node.text):
                    continue
                self.places.setdefault(section, name.place)
                if section == "follow-ups":
                    if isinstance(node, Sequence):
                        merged[section] += [(name, item) for item in node.items]
                    else:
                        self.problem(node, section, f"follow-ups {_NO_LIST}")
                elif isinstance(node, Mapping):
                    for id, (id_node, record) in node.entries.items():
                        # Entities of all types share one set of ids, because [[id]] and rests-on name no type.
                        space = "entity" if section in ENTITY_TYPES else section
                        first = seen.setdefault((space, id), id_node)
                        if first is not id_node:
                            self.problem(id_node, id, f"this id is given twice; it stands in {first.place} already")
                        elif not ID.fullmatch(id):
                            self.problem(id_node, id, "an id is made of small letters, digits and single hyphens")
                        merged[section].append((id_node, record))
                else:
                    self.problem(node, section, "write an id and a colon for each record, and its keys below")
        return merged

    def _named(self, section: str) -> list[tuple[str, Scalar, Node]]:
        return [(name.text, name, node) for name, node in self.sections[section]]

    def _claim_names(self) -> Iterable[tuple[str, str]]:
        for section in ENTITY_TYPES:
            for id, _, node in self._named(section):
                claims = node.entries.get("claims") if isinstance(node, Mapping) else None
                if claims and isinstance(claims[1], Mapping):
                    yield from ((id, name) for name in claims[1].entries)

    def facts(self) -> Facts:
        for section in ("statuses", "kinds", "outcomes", "properties"):
            self.terms[section] = self._records(section, section)
        sources = self._records("sources", "sources")
        self.article = self._article(sources)
        entities: dict[str, Entity] = {}
        claims: dict[str, Claim] = {}
        for type in ENTITY_TYPES:
            for id, name, node in self._named(type):
                entity = self.record(Entity, node, id, ignore=("claims",), id=id, type=type, place=name.place)
                if entity:
                    entities[id] = entity
                for claim in self._claims(id, type, node):
                    claims[claim.id] = claim
        self._check_names(entities)
        follow_ups = tuple(filter(None, (self._follow_up(node) for _, node in self.sections["follow-ups"])))
        self.sources = sources
        self._check_named()
        self._check_rests_on(claims)
        return Facts(
            statuses=self.terms["statuses"],
            kinds=self.terms["kinds"],
            outcomes=self.terms["outcomes"],
            properties=self.terms["properties"],
            sources=sources,
            entities=entities,
            claims=claims,
            follow_ups=follow_ups,
        )

    def _records(self, section: str, record: str) -> dict[str, Any]:
        read = {}
        for id, name, node in self._named(section):
            made = self.record(SECTIONS[section], node, f"{record}.{id}", id=id)
            if made:
                read[id] = made
            fixed = _FIXED.get(section)
            if fixed and id not in fixed:
                self.problem(name, f"{record}.{id}", f"{section} are {', '.join(fixed)}.{did_you_mean(id, fixed)}")
            if isinstance(made, Property):
                self._check_property(made, name)
        for id in _FIXED.get(section, ()):
            if id not in {name for name, _, _ in self._named(section)}:
                self.problem(self.places.get(section, self.top), section, f'"{id}" is missing')
        return read

    def _check_property(self, made: Property, name: Scalar) -> None:
        where = f"properties.{made.id}"
        if made.type == "reference" and not (made.to and made.inverse):
            self.problem(name, where, 'a reference needs "to" and "inverse"')
        if made.type != "reference" and (made.to or made.inverse or made.phrase):
            self.problem(name, where, 'only a reference has "to", "inverse" and "phrase"')
        if made.phrase and made.phrase.count("{}") != 1:
            self.problem(name, where, "the phrase needs one {}, where the name goes")
        if made.asked_of and not made.question:
            self.problem(name, where, '"asked-of" belongs to a question, and there is none')
        if not set(made.asked_of) <= set(made.for_):
            self.problem(name, where, '"asked-of" names a type that "for" does not')

    def _article(self, sources: dict[str, Source]) -> Source | None:
        articles = [source for source in sources.values() if source.paragraphs]
        named = {id: name for id, name, _ in self._named("sources")}
        if not articles:
            place = self.places.get("sources", self.top)
            self.problem(place, "sources", 'none of them is the article; give one its number of "paragraphs"')
            return None
        for other in articles[1:]:
            message = f'"paragraphs" is given in {articles[0].id} too; only one source is the article'
            self.problem(named[other.id], f"sources.{other.id}", message)
        for wanted in ("publisher", "date"):
            if not getattr(articles[0], wanted):
                self.problem(named[articles[0].id], f"sources.{articles[0].id}", f'the article needs a "{wanted}"')
        return articles[0]

    # --- one record ---------------------------------------------------------------------------------------------------

    def record(
        self, cls: Callable[..., R], node: Node, where: str, ignore: tuple[str, ...] = (), **given: Any
    ) -> R | None:
        """A record from its mapping, or None after its problems were noted.

        Args:
            ignore: keys that belong here and are read elsewhere.
            given: fields that are no keys.
        """
        if not isinstance(node, Mapping):
            self.problem(node, where, "write its keys below it, one a line, each with a colon")
            return None
        known = keys(cls)  # type: ignore[arg-type]
        whole = True
        fields = dict(given)
        for name, (name_node, value) in node.entries.items():
            if name in ignore:
                continue
            if name not in known:
                self.problem(name_node, where, f'"{name}" is no key here.{did_you_mean(name, [*known, *ignore])}')
                continue
            field, key = known[name]
            try:
                fields[field] = self._read(key, name, value, where, given)
            except ValueError as error:
                self.problem(value, where, f"{name} {error}")
                whole = False
        for name, (_, key) in known.items():
            if key.required and name not in node.entries:
                self.problem(node, where, f'"{name}" is missing: {key.doc}')
                whole = False
        return cls(**fields) if whole else None

    def _read(self, key: Key, name: str, node: Node, where: str, given: dict[str, Any]) -> Any:
        if key.many:
            if not isinstance(node, Sequence):
                raise ValueError(_NO_LIST)
            if not node.items:
                raise ValueError("is empty; leave the key out, or list something")
            return tuple(self._scalar(key, name, item, where) for item in node.items)
        if key.reads == "value":
            return self._value(given["property"], name, node, where)
        return self._scalar(key, name, node, where)

    def _scalar(self, key: Key, name: str, node: Node, where: str) -> Any:
        """Read one text as its key says.

        Raises:
            ValueError: what is wrong with it, to stand after the key's name.
        """
        scalar, reads = _scalar(node), key.reads
        text = scalar.text
        if isinstance(reads, tuple):
            return _one_of(text, reads)
        if reads in self.terms:
            return self.terms[reads][_one_of(text, self._declared(reads))]
        match reads:
            case "text":
                return text
            case "name":
                if "<" in text or ">" in text:
                    raise ValueError("holds < or >, which the page's title can't show")
                return text
            case "prose":
                return self._prose(scalar, where, name)
            case "date":
                return Date.read(text)
            case "day":
                return self._day(text)
            case "number":
                if not text.isascii() or not text.isdigit():
                    raise ValueError(f'"{text}" is no whole number')
                return int(text[:9])
            case "address":
                return _address(text)
            case _:
                self.named.append((scalar, where, name, reads))
                return text

    def _declared(self, section: str) -> list[str]:
        """The ids of a vocabulary that could be read."""
        return list(self.terms[section])

    def _day(self, text: str) -> Day:
        day = Day.read(text)
        if not day.day:
            raise ValueError(f'"{text}" is no day; write for example {self.today}')
        if day.first > self.today:
            raise ValueError(f'"{text}" is in the future')
        return day

    def _value(self, property: Property, name: str, node: Node, where: str) -> Any:
        if property.type == "reference":
            items = node.items if isinstance(node, Sequence) else [node]
            key = Key("", property.to)
            ids = []
            for item in items:
                if not isinstance(item, Scalar) or not item.text:
                    raise ValueError("is the id of a thing, or a list of ids")
                self.named.append((item, where, name, key.reads))
                ids.append(item.text)
            if not ids:
                raise ValueError("is empty")
            return References(tuple(dict.fromkeys(ids)))
        scalar = _scalar(node)
        return self._prose(scalar, where, name) if property.type == "text" else READERS[property.type](scalar.text)

    def _prose(self, node: Scalar, where: str, name: str) -> Prose:
        prose = Prose.read(node.text)
        for reference in prose.references:
            # A claim inside what a claim says could lead round in a circle, so only notes and news may show one.
            inside = name in ("value", "detail")
            if inside and "." in reference.id:
                raise ValueError(f"[[{reference.id}]] shows a claim inside a claim; say it in the note")
            self.named.append(
                (Scalar(node.place, reference.id), where, name, "claims" if "." in reference.id else "entities")
            )
        return prose

    # --- claims and follow-ups ----------------------------------------------------------------------------------------

    def _claims(self, entity: str, type: str, node: Node) -> Iterable[Claim]:
        entry = node.entries.get("claims") if isinstance(node, Mapping) else None
        if not entry:
            return
        if not isinstance(entry[1], Mapping):
            self.problem(entry[1], entity, "claims are listed by property; write a property and a colon for each")
            return
        properties = self.terms["properties"]
        for name, (name_node, body) in entry[1].entries.items():
            where = f"{entity}.{name}"
            property = properties.get(name)
            if not property:
                if name not in {id for id, _, _ in self._named("properties")}:
                    self.problem(name_node, where, f'"{name}" is no property.{did_you_mean(name, properties)}')
                continue
            if type not in property.for_:
                self.problem(
                    name_node, where, f"{name} is for {', '.join(property.for_)}, and {entity} is one of the {type}"
                )
            claim = self.record(Claim, body, where, id=where, subject=entity, property=property, place=name_node.place)
            if claim and isinstance(body, Mapping):
                self._check_claim(claim, body)
                yield claim

    def _check_claim(self, claim: Claim, body: Mapping) -> None:
        def wrong(key: str, message: str) -> None:
            at = body.entries[key][0] if key in body.entries else body
            self.problem(at, claim.id, message)

        status = claim.status.id
        if status == CONFIRMED and not claim.kind:
            wrong("status", f"a confirmed claim needs a kind: {', '.join(self.terms['kinds'])}")
        if status != CONFIRMED and claim.kind:
            wrong("kind", f"only a confirmed claim has a kind, and this one is {status}")
        if status != UNKNOWN and claim.value is None:
            wrong("status", 'a claim needs a "value"; only one that is not known has none')
        if status == UNKNOWN and claim.value is not None and not claim.references:
            wrong("value", "what is not known has no value; say in the detail what is open")
        if status == EXPECTED and not (claim.wording or claim.rests_on):
            wrong("status", "an expected claim needs the deciding word (wording), or what it rests on (rests-on)")
        if self.article and claim.paragraph > self.article.paragraphs:
            wrong(
                "paragraph", f"paragraph {claim.paragraph} is not in the article, which has {self.article.paragraphs}"
            )

    def _follow_up(self, node: Node) -> FollowUp | None:
        about = node.entries.get("about") if isinstance(node, Mapping) else None
        first = about[1].items[0] if about and isinstance(about[1], Sequence) and about[1].items else None
        where = f"follow-up on {first.text}" if isinstance(first, Scalar) else "follow-up"
        news = self.record(FollowUp, node, where)
        if news and isinstance(node, Mapping) and news.date.first > news.recorded.first:
            date = node.entries["date"][1]
            self.problem(date, where, f"date {news.date} is after the day on which it was recorded")
        return news

    # --- across records -----------------------------------------------------------------------------------------------

    def _check_names(self, entities: dict[str, Entity]) -> None:
        seen: dict[str, Entity] = {}
        for entity in entities.values():
            for name in dict.fromkeys(name.casefold() for name in (entity.name, *entity.aka)):
                other = seen.setdefault(name, entity)
                if other is not entity:
                    self.problem(entity.place, entity.id, f'the name "{name}" belongs to {other.id} already')

    def _check_named(self) -> None:
        questions = [
            f"{id}.{property.id}"
            for id, type in self.types.items()
            for property in self.terms["properties"].values()
            if type in property.asked_of
        ]
        known: dict[str | tuple[str, ...], dict[str, Any]] = {
            "entities": dict.fromkeys(self.types),
            "claims": self.claim_ids,
            "questions": dict.fromkeys([*self.claim_ids, *questions]),
            "sources": dict.fromkeys(id for id, _, _ in self._named("sources")),
        }
        for node, where, name, reads in self.named:
            types = SPEAKERS if reads == "speakers" else (reads,) if isinstance(reads, str) else reads
            if reads in known:
                if node.text not in known[reads]:
                    what = {"entities": "thing", "sources": "source", "claims": "claim"}.get(str(reads), _QUESTION)
                    self.problem(
                        node, where, f'{name} "{node.text}" is no {what}.{did_you_mean(node.text, known[reads])}'
                    )
            elif node.text not in self.types:
                fitting = [id for id, type in self.types.items() if type in types]
                self.problem(node, where, f'{name} "{node.text}" is no thing.{did_you_mean(node.text, fitting)}')
            elif self.types[node.text] not in types:
                message = f"is one of the {self.types[node.text]}; it must be one of the {' or '.join(types)}"
                self.problem(node, where, f'{name} "{node.text}" {message}')

    def _check_rests_on(self, claims: dict[str, Claim]) -> None:
        for claim in claims.values():
            for id in claim.rests_on:
                ground = claims.get(id)
                if ground and claim.status.id == CONFIRMED and ground.status.id != CONFIRMED:
                    message = f"a confirmed claim can't rest on {id}, which is {ground.status.id}"
                    self.problem(claim.place, claim.id, message)
        for circle in _circles({id: claim.rests_on for id, claim in claims.items()}):
            way = " rests on ".join((*circle, circle[0]))
            self.problem(claims[circle[0]].place, circle[0], f"{way}: that is a circle")


def _circles(rests_on: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The circles in what rests on what, each found once. Walked without recursion: a chain may be long."""
    circles = []
    done: set[str] = set()
    for start in rests_on:
        path: dict[str, None] = {}
        trail = [(start, iter(rests_on[start]))] if start not in done else []
        path.update(dict.fromkeys([start] if trail else []))
        while trail:
            id, grounds = trail[-1]
            ground = next(grounds, None)
            if ground is None:
                trail.pop()
                path.pop(id)
                done.add(id)
            elif ground in path:
                way = list(path)
                circles.append(tuple(way[way.index(ground) :]))
            elif ground not in done and ground in rests_on:
                path[ground] = None
                trail.append((ground, iter(rests_on[ground])))
    return circles


def _scalar(node: Node) -> Scalar:
    """The node, if it is one text.

    Raises:
        ValueError: it is a list or a mapping, or empty.
    """
    if isinstance(node, Sequence) and node.items and isinstance(node.items[0], Sequence):
        raise ValueError("is one text; one that starts with [[ needs quotes around it")
    if not isinstance(node, Scalar):
        raise ValueError("is one text, not a list or keys")
    if not node.text:
        raise ValueError("is empty; leave the key out, or give it a text")
    return node


def _one_of(text: str, allowed: Iterable[str]) -> str:
    words = list(allowed)
    if text not in words:
        raise ValueError(f'"{text}" is not one of {", ".join(words)}.{did_you_mean(text, words)}')
    return text


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f'"{text}" is no web address; write it whole, with https://')
    if parts.path in ("", "/") and not parts.query:
        raise ValueError(f'"{text}" is only a home page; give the address of the report itself')
    return text
