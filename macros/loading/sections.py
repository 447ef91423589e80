"""All files as one source: their sections, the records in them, and what these name of one another.

The class is long, because it reads the sections in the order in which they need one another, each in a few lines.
"""

from __future__ import annotations

from collections import abc
from collections.abc import Iterable, Iterator
from typing import Any

from ..model.facts import Facts
from ..model.records import Answer, Claim, Entity, FollowUp, Source, Withdrawal
from ..model.text import did_you_mean, did_you_mean_claim, id_problem, nearest
from ..model.vocabulary import OUTCOMES, STATUSES, EntityType, Place, Problem, Property, Term, keys
from . import references, rules, vocabulary_rules
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
        "withdrawn": Withdrawal,  # a claim's id, and why it was taken back
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
        #: Problems that hide what the rest means: a section that is needed has nothing.
        self.hiding: list[Problem] = []
        declared = declared_types(trees)
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
        self.withdrawn_ids = self._ids("withdrawn")
        properties = self._ids("properties")
        self.claim_ids = dict.fromkeys(  # of a misspelt property by the one that is meant
            f"{name.text}.{property if property in properties else nearest(property, properties) or property}"
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
                    self.records.problem(name, "", f'"{written}" is not a section of the data.{hint}')
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
                    if section not in ("moved", "withdrawn"):  # their ids are looked up where they are read
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

    def _lacking(self) -> list[Problem]:
        """Return why sections that are needed are without records; what was not noted of them yet, is noted."""
        missing = [section for section in _NEEDED if not self.entries[section]]
        told = {problem.record for problem in self.records.problems}
        for section in missing if not told.intersection(missing) else ():
            place = self.places.get(section)
            what = "this section is empty" if place else f'the section "{section}" is missing'
            self.records.problem(place or self.start, section, f"{what}; {_NEEDED[section]}")
        return [problem for problem in self.records.problems if problem.record in missing]

    def facts(self) -> Facts:
        """Return the facts; where a record has problems, without it, or with its id in place of its name.

        Where a section that is needed has nothing, that is noted, and nothing of the rest.
        """
        self.hiding = self._lacking()
        told = [*self.records.problems]
        facts = self._facts()
        if self.hiding:
            self.records.problems = told
        return facts

    def _facts(self) -> Facts:
        records = self.records
        for section in _VOCABULARY:
            records.declared[section] = {*_FIXED_IDS.get(section, ()), *self._ids(section)}
            if section == "types":
                records.declared[section] |= self.type_ids.keys()
            records.terms[section] = self._section(section)
        records.use_terms()
        records.problems += vocabulary_rules.check_types(self._ids("types"))
        records.problems += vocabulary_rules.check_anchors(
            {name: self._ids(name) for name in ("statuses", "kinds", "outcomes")}
        )
        sources = self._section("sources")
        if all(records.is_whole(f"sources.{id}") for id in self._ids("sources")):
            records.problems += vocabulary_rules.check_article(sources, self.places.get("sources", self.start))
            records.problems += vocabulary_rules.check_dates(sources, self._nodes("sources"), records.today)
        self.article = next((source for source in sources.values() if source.paragraphs), None)

        entities: dict[str, Entity] = {}
        bodies: list[tuple[Claim, Mapping]] = []
        for type in self.type_ids:
            for name, node in self.entries[type]:
                id = name.text
                entity = records.read(
                    Entity, node, id, ("claims",), placeholder=True, id=id, type=type, place=name.place
                )
                if entity:
                    entities[id] = entity
                bodies += self._claims(id, type, node)
        claims = {claim.id: claim for claim, _ in bodies}
        follow_ups = [(self._follow_up(node), node) for node in self.follow_ups]
        read = [(news, node) for news, node in follow_ups if news and isinstance(node, Mapping)]
        answers = [answer for news, _ in read for answer in news.answers]
        answered = [id for node in self.follow_ups for id in _answered_in(node)]

        records.problems += check_order(read)
        records.problems += rules.check_follow_up_ids(read)
        records.problems += rules.check_scopes(answers)
        records.problems += rules.check_no_longer(answers, self.claim_ids)
        articles = [source.id for source in sources.values() if source.paragraphs]
        records.problems += rules.check_sources(read, articles)
        records.problems += rules.check_shared_names(entity for id, entity in entities.items() if records.is_whole(id))
        if self.article:
            types = {id: type for id, type in records.terms["types"].items() if records.is_whole(f"types.{id}")}
            records.problems += rules.check_speakers(bodies, entities, types, self.article)
        records.problems += rules.check_dependencies(bodies)
        withdrawn = self._withdrawn()
        empty = {type: self.places[type] for type in self.type_ids if type in self.places and not self.entries[type]}
        moved = {name.text: node.text for name, node in self.entries["moved"] if isinstance(node, Scalar)}
        records.problems += references.check_references(
            records, self.types, self.claim_ids, answered, self._ids("sources"), self.withdrawn_ids, empty, moved
        )
        asked = [*references.questions(records.terms["properties"].values(), self.types), *answered]
        known = {**self.claim_ids, **self.withdrawn_ids}
        records.problems += rules.check_moved(self.entries["moved"], self.types, known, asked)
        if not records.problems:  # a claim that could not be read may be the one that uses a property
            properties = records.terms["properties"]
            used = (*self.claim_ids, *self.withdrawn_ids, *answered)
            records.problems += vocabulary_rules.check_used(properties, used, self._ids("properties"))
        return Facts(
            **records.terms,
            sources=sources,
            entities=entities,
            claims=claims,
            follow_ups=tuple(news for news, _ in read),
            moved=moved,
            withdrawn=withdrawn,
        )

    def _withdrawn(self) -> dict[str, Withdrawal]:
        """Return the claims that were taken back, by id."""
        properties = self.records.terms["properties"]
        withdrawn: dict[str, Withdrawal] = {}
        for name, node in self.entries["withdrawn"]:
            id = name.text
            subject, _, property = id.partition(".")
            if id in self.claim_ids:
                message = f'"{id}" is claimed; take the claim out where it stands, or this'
            elif subject not in self.types:
                hint = did_you_mean(subject, self.types)
                message = f'"{id}" is not the id of a claim: there is no thing "{subject}".{hint}'
            elif property not in self.records.declared["properties"]:
                hint = did_you_mean(id, (f"{subject}.{one}" for one in properties))
                message = f'"{id}" is not the id of a claim.{hint}'
            else:
                message = ""
            if message:
                self.records.problem(name, "withdrawn", message)
            withdrawal = self.records.read(Withdrawal, node, f"withdrawn {id}", id=id, place=name.place)
            if withdrawal:
                withdrawn[id] = withdrawal
        return withdrawn

    def _section(self, section: str) -> dict[str, Any]:
        """Return the records of a vocabulary, or the sources, by id."""
        read: dict[str, Any] = {}
        fixed = _FIXED_IDS.get(section, ())
        for name, node in self.entries[section]:
            id, path = name.text, f"{section}.{name.text}"
            context: dict[str, Any] = {"id": id, **({"place": name.place} if section in ("types", "sources") else {})}
            # A property stands for a type of value, and half of one would have all claims of it refused.
            placeholder = section != "properties"
            record = self.records.read(self._records[section] or Term, node, path, placeholder=placeholder, **context)
            if record:
                read[id] = record
            if isinstance(record, Property):
                self.records.problems += vocabulary_rules.check_property(record, name.place)
            if fixed and id not in fixed:
                self.records.problem(name, path, f"{section} are {', '.join(fixed)}.{did_you_mean(id, fixed)}")
        for id in fixed if len(self.entries[section]) < len(fixed) else ():
            if id in self._ids(section):
                continue
            self.records.problem(self.places.get(section, self.start), section, f'"{id}" is missing')
        if section != "sources":
            whole = [record for id, record in read.items() if self.records.is_whole(f"{section}.{id}")]
            self.records.problems += vocabulary_rules.check_labels(section, whole, self._nodes(section))
        return read

    def _claims(self, entity: str, type: str, node: Node) -> Iterator[tuple[Claim, Mapping]]:
        entry = node.entries.get("claims") if isinstance(node, Mapping) else None
        if entry and not isinstance(entry[1], Mapping):
            message = "claims are listed by property; write a property and a colon for each"
            self.records.problem(entry[1], entity, message)
        properties = self.records.terms["properties"]
        for id, (name, body) in _claims_in(node).items():
            record, property = f"{entity}.{id}", properties.get(id)
            if not property:
                if properties and id not in self.records.declared["properties"]:
                    hint = did_you_mean(id, properties) or ' A property is listed under "properties" first.'
                    self.records.problem(name, record, f'"{id}" is not a property.{hint}')
                continue
            if type not in property.for_:
                message = f"{id} is for {', '.join(property.for_)}, and {entity} is one of the {type}"
                self.records.problem(name, record, message)
            fields = {"id": record, "subject": entity, "property": property, "place": name.place}
            claim = self.records.read(Claim, body, record, **fields)
            if isinstance(body, Mapping):
                self.records.problems += rules.check_complete(body, record)
            if claim and isinstance(body, Mapping):
                kinds = self.records.terms["kinds"]
                self.records.problems += rules.check_claim(claim, body, kinds, self.article)
                yield claim, body

    def _follow_up(self, node: Node) -> FollowUp | None:
        about = node.entries.get("about") if isinstance(node, Mapping) else None
        first = about[1].items[:1] if about and isinstance(about[1], Sequence) else []
        record = " ".join(["follow-up", *(f"on {item.text}" for item in first if isinstance(item, Scalar))])
        answers = tuple(self._answers(node, about[1] if about else None, record))
        news = self.records.read(FollowUp, node, record, ("answers",), answers=answers, place=node.place)
        if news and isinstance(node, Mapping):
            self.records.problems += rules.check_follow_up(news, node, record, self.claim_ids)
        return news

    def _answers(self, node: Node, about: Node | None, record: str) -> Iterator[Answer]:
        """Yield the answers in a follow-up's mapping. What they answer is looked up with its `about`."""
        entry = node.entries.get("answers") if isinstance(node, Mapping) else None
        if entry and not (isinstance(entry[1], Sequence) and entry[1].items):
            self.records.problem(entry[1], record, "answers are a list; begin each with '- to: ' on a line of its own")
        asked = [item.text for item in about.items if isinstance(item, Scalar)] if isinstance(about, Sequence) else []
        properties, kinds = self.records.terms["properties"], self.records.terms["kinds"]
        answers: list[Answer] = []
        for body in entry[1].items if entry and isinstance(entry[1], Sequence) else ():
            to = body.entries.get("to") if isinstance(body, Mapping) else None
            question = to[1].text if to and isinstance(to[1], Scalar) else ""
            property = properties.get(question.partition(".")[2])
            if question not in asked:
                message = f'begin it with "to": {keys(Answer)["to"][1].doc}'
                if question:
                    message = f'to "{question}" is not in "about".{did_you_mean_claim(question, asked)}'
                self.records.problem(to[1] if to else body, record, message)
            elif property:
                context = {"property": property, "place": body.place}
                answer = self.records.read(Answer, body, f"answer to {question}", **context)
                if answer and isinstance(body, Mapping):
                    self.records.problems += rules.check_answer(answer, body, kinds, answers)
                    answers.append(answer)
        yield from answers


def declared_types(trees: Iterable[Mapping]) -> dict[str, None]:
    """Return the types of things that a source declares, in order. They are wanted before any section is read."""
    declared = (tree.entries["types"][1] for tree in trees if "types" in tree.entries)
    return {id: None for node in declared if isinstance(node, Mapping) for id in node.entries if id not in sections(())}


def _answered_in(follow_up: Node) -> Iterator[str]:
    """Yield the questions that a follow-up answers, also where the answer can't be read."""
    answers = follow_up.entries.get("answers") if isinstance(follow_up, Mapping) else None
    for answer in answers[1].items if answers and isinstance(answers[1], Sequence) else ():
        to = answer.entries.get("to") if isinstance(answer, Mapping) else None
        if to and isinstance(to[1], Scalar):
            yield to[1].text


def _claims_in(node: Node) -> abc.Mapping[str, tuple[Scalar, Node]]:
    """Return the claims in an entity's mapping, by property; those below a misspelt `claims` too."""
    if not isinstance(node, Mapping):
        return {}
    blocks = {name: block.entries for name, (_, block) in node.entries.items() if isinstance(block, Mapping)}
    misspelt = (block for name, block in blocks.items() if "claims" not in node.entries and nearest(name, ["claims"]))
    return blocks.get("claims") or next(misspelt, {})
