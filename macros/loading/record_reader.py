"""One record from its YAML mapping: each key read as the record's dataclass says, each mistake noted at its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar, cast

from ..model.records import Claim, FollowUp, Source
from ..model.text import FOLLOW_UP_ID, did_you_mean, id_problem, is_visible, nearest
from ..model.values import Date, Day, Prose, References, Value, unit_id
from ..model.vocabulary import Key, Place, Problem, Property, keys
from . import yaml_tree
from .addresses import web_address
from .kept_records import KeptRecords, ReadRecord
from .yaml_tree import Node, Scalar, Sequence

R = TypeVar("R")
V = TypeVar("V", bound=Value)
D = TypeVar("D", Date, Day)

_SCHEMA_ORG = re.compile("[A-Z][A-Za-z0-9]+")
# Keys of sources and follow-ups that somebody may look for in a claim.
_OF_REPORTS = ({*keys(FollowUp), *keys(Source)} - keys(Claim).keys()) | {"source", "link", "reports"}
_LEAVE_OUT = "leave the key out, or "
NO_LIST = "is a list; write [one, two], or '- ' before each on a line of its own"


class UnresolvedReference(NamedTuple):
    """An id that a record names: to be looked up once all records are read."""

    node: Scalar
    record: str
    key: str
    #: What it must be: `claims`, `questions`, `entities`, `sources` or `speakers`, or one of some types of things.
    sort: str | tuple[str, ...]


class AlreadyReportedError(Exception):
    """Nothing to add: what is wrong was noted at its own place."""


class Records:
    """Reads records, and collects their problems and the ids that they name.

    Args:
        today: the day after which nothing can have been recorded.
        kept: the records that were read the last time, if they are kept.
    """

    def __init__(self, today: dt.date, kept: KeptRecords | None = None) -> None:
        self.today = today
        self._kept = kept
        #: The same, once it is known that they were made of the same vocabularies.
        self._usable: KeptRecords | None = None
        self.problems: list[Problem] = []
        self.named: list[UnresolvedReference] = []
        #: The vocabularies read so far: a key that takes one of their ids gives the record itself.
        self.terms: dict[str, Mapping[str, Any]] = {}
        #: The ids that a vocabulary has in the file, also those whose record has a problem of its own.
        self.declared: dict[str, set[str]] = {}
        self._flawed: set[str] = set()

    def problem(self, at: Node | Place, record: str, message: str) -> None:
        self.problems.append(Problem(at if isinstance(at, Place) else at.place, record, message))

    def is_whole(self, record: str) -> bool:
        """Return whether every key of a record could be read, and none was missing."""
        return record not in self._flawed

    def use_terms(self) -> None:
        """Go on to the records that are made of the vocabularies: all of these are read."""
        if self._kept:
            self.terms = self._kept.begin(self.terms, self.today)
            self._usable = self._kept

    def read(
        self,
        cls: Callable[..., R],
        node: Node,
        record: str,
        extra_keys: tuple[str, ...] = (),
        *,
        placeholder: bool = False,
        **context: Any,
    ) -> R | None:
        """Return a record, or None after its problems were noted.

        Args:
            cls: the dataclass that it becomes.
            node: its mapping in the file.
            record: its id, as messages show it.
            extra_keys: keys that belong here and are read by somebody else.
            placeholder: whether a record with problems is returned all the same, with its id in place of a name or a
                text, because others name it.
            context: fields that are no keys.
        """
        if not self._usable:
            return self._read(cls, node, record, extra_keys, placeholder, context)
        made_from = (cls, record, extra_keys, placeholder, context)
        found = self._usable.find(node, made_from)
        if found:
            self.named += found.named
        else:
            told, named = len(self.problems), len(self.named)
            one = self._read(cls, node, record, extra_keys, placeholder, context)
            if one is None or len(self.problems) > told or not self.is_whole(record):
                return one
            found = ReadRecord(node, made_from, one, tuple(self.named[named:]))
        self._usable.keep(found)
        return cast(R, found.record)

    def _read(
        self,
        cls: Callable[..., R],
        node: Node,
        record: str,
        extra_keys: tuple[str, ...],
        placeholder: bool,
        context: dict[str, Any],
    ) -> R | None:
        """Return a record as `read` does, from its lines."""
        known = keys(cls)
        fields = dict(context)
        entries = yaml_tree.Entries("")
        missing: set[str] = set()
        if isinstance(node, yaml_tree.Mapping):
            entries = node.entries
            missing = {name for name, (_, key) in known.items() if key.required and name not in entries}
            whole = not missing
        else:
            several = f"; {yaml_tree.ONE_ARTICLE}" if cls is Claim and isinstance(node, Sequence) else ""
            self.problem(node, record, f"write its keys below it, one a line, each with a colon{several}")
            whole = False
        for name, value in entries.nodes():
            if name in known:
                field, key = known[name]
                try:
                    fields[field] = self._key(key, name, value, record, context)
                except ValueError as error:
                    cure = str(error).replace(_LEAVE_OUT, "") if key.required else str(error)
                    self.problem(value, record, f"{name} {cure}")
                    whole = False
                except AlreadyReportedError:
                    whole = False
            elif name not in extra_keys:
                absent = [other for other in (*known, *extra_keys) if other not in entries]
                hint = did_you_mean(name, absent)
                if not hint and cls is Claim and name in _OF_REPORTS:
                    hint = f" Leave it out: {yaml_tree.ONE_ARTICLE}"
                self.problem(entries[name][0], record, f'unknown key "{name}".{hint}')
                missing.discard(nearest(name, absent) or "")
        for name in known:
            if name in missing:
                self.problem(node, record, f'"{name}" is missing: {known[name][1].doc}')
        if not whole:
            self._flawed.add(record)
            if not (placeholder and _fill(fields, known.values())):
                return None
        return cls(**fields)

    # The methods below raise ValueError with a text that goes on from the key's name: "is empty; leave the key out".

    def _key(self, key: Key, name: str, node: Node, record: str, context: Mapping[str, Any]) -> Any:
        if key.reads == "value":
            return self._value(context["property"], node, record)
        if not key.many:
            return self._one(key, name, node, record)
        if (isinstance(node, Sequence) and not node.items) or (isinstance(node, Scalar) and not node.text):
            raise ValueError(f"is empty; {_LEAVE_OUT}list something")
        if not isinstance(node, Sequence):
            raise ValueError(NO_LIST)
        unique = key.reads != "number"  # a thing is named once, a number may come again
        return self._each(node.items, name, record, lambda item: self._one(key, name, item, record), unique)

    def _each(
        self, items: Iterable[Node], name: str, record: str, read: Callable[[Node], Any], unique: bool = True
    ) -> tuple[Any, ...]:
        """Return the items of a list, each mistake noted at its item."""
        values: list[Any] = []
        seen: set[Any] = set()
        whole = True
        for item in items:
            try:
                one = read(item)
                if unique and one in seen:
                    raise ValueError(f'names "{one}" twice')
                values.append(one)
                seen.add(one)
            except ValueError as error:
                self.problem(item, record, f"{name} {error}")
                whole = False
        if not whole:
            raise AlreadyReportedError
        return tuple(values)

    def _one(self, key: Key, name: str, node: Node, record: str) -> Any:
        scalar = _scalar(node)
        text, reads = scalar.text, key.reads
        if isinstance(reads, tuple):
            return _one_of(text, reads)
        if reads in self.terms:
            if text not in self.terms[reads] and (text in self.declared[reads] or not self.terms[reads]):
                raise AlreadyReportedError
            term = self.terms[reads][_one_of(text, self.terms[reads])]
            return term.id if reads == "types" else term  # what has a type is found by its id
        match reads:
            case "text" | "about":
                return text
            case "true":
                return _true(text)
            case "name":
                if "<" in text or ">" in text:
                    raise ValueError("holds < or >, which the page's title can't show")
                return text
            case "prose":
                return self._linked(Prose.read(text), scalar, name, record, claims=name != "detail")
            case "date":
                return _read_date(Date, text)
            case "day":
                return self._day(text)
            case "follow-up":
                if id_problem(text, FOLLOW_UP_ID):
                    example = "the-thing.price.2026-01"
                    raise ValueError(f'"{text}" is not the id of a follow-up; write for example {example}')
                return text
            case "schema-org":
                if not _SCHEMA_ORG.fullmatch(text):
                    raise ValueError(f'"{text}" is not a type of schema.org; they begin with a capital, such as Book')
                return text
            case "unit":
                return unit_id(text)
            case "number":
                return _number(text, key.limits)
            case "address":
                return web_address(text)
            case _:
                return self._id(key, name, node, record)

    def _id(self, key: Key, name: str, node: Node, record: str) -> str:
        scalar = _scalar(node)
        if key.reads:  # a reference to no type is noted where its property is
            self.named.append(UnresolvedReference(scalar, record, name, key.reads))
        return scalar.text

    def _value(self, property: Property, node: Node, record: str) -> Any:
        if property.value_type is References:
            items = node.items if isinstance(node, Sequence) else [node]
            if not items:
                raise ValueError(f"is empty; {_LEAVE_OUT}name something")
            id = Key("", property.to)
            return References(self._each(items, "value", record, lambda item: self._id(id, "value", item, record)))
        scalar = _scalar(node)
        value = _read_value(property, scalar.text)
        return self._linked(value, scalar, "value", record, claims=False)

    def _linked(self, value: V, node: Scalar, name: str, record: str, *, claims: bool) -> V:
        """Return the value, once the ids that it links to are noted."""
        for reference in value.links:
            if reference.words and not is_visible(reference.words):
                raise ValueError(f"has a link without words, [[{reference.id}|…]]; write [[{reference.id}]], or words")
            is_claim = "." in reference.id
            if is_claim and not claims:  # what a claim says may lead round in a circle, a note ends
                raise ValueError(f"shows a claim inside a claim, [[{reference.id}]]; say it in the note")
            named = Scalar(node.file, node.at, reference.id)
            self.named.append(UnresolvedReference(named, record, name, "claims" if is_claim else "entities"))
        return value

    def _day(self, text: str) -> Day:
        day = _read_date(Day, text)
        if not day.day:
            raise ValueError(f'"{text}" is not a valid day; write for example {self.today}')
        if day.first > self.today:
            raise ValueError(f'"{text}" is in the future')
        return day


def _fill(fields: dict[str, Any], known: Iterable[tuple[str, Key]]) -> bool:
    """Put the record's id, or nothing, in place of each text that is missing. Return whether that was enough."""
    texts = {"text": fields["id"], "name": fields["id"], "prose": Prose()}
    absent = [(field, key.reads) for field, key in known if key.required and field not in fields]
    fields |= {field: texts[str(reads)] for field, reads in absent if reads in texts}
    return all(reads in texts for _, reads in absent)


def _scalar(node: Node) -> Scalar:
    if isinstance(node, Sequence) and node.items and isinstance(node.items[0], Sequence):
        raise ValueError("is one text; one that starts with [[ needs quotes around it")
    if not isinstance(node, Scalar):
        raise ValueError("is one text, not a list or keys")
    if not node.text:
        raise ValueError(f"is empty; {_LEAVE_OUT}give it a text")
    if not is_visible(node.text):
        signs = " ".join(dict.fromkeys(f"U+{ord(c):04X}" for c in node.text if c != " "))
        raise ValueError(f"shows nothing: {signs:.60} can't be seen; {_LEAVE_OUT}give it a text")
    return node


def _read_date(cls: type[D], text: str) -> D:
    try:
        return cls.read(text)
    except ValueError as error:
        written, rest = Date.shortened(text) or ("", "")
        if not written or rest:
            raise
        raise ValueError(f'"{text}" can\'t be read; write {written}') from error


def _read_value(property: Property, text: str) -> Value:
    try:
        return property.value_type.read(text, property.units)
    except ValueError as error:
        cure = property.value_type.shortened(text, property.units)
        if not cure:
            raise
        short, rest = cure
        then = f', and "{rest}" into the detail' if rest else ""
        raise ValueError(f'"{text}" can\'t be read; write "{short}"{then}') from error


def _one_of(text: str, allowed: Iterable[str]) -> str:
    words = list(allowed)
    if text not in words:
        raise ValueError(f'"{text}" is not one of {", ".join(words)}.{did_you_mean(text, words)}')
    return text


def _true(text: str) -> bool:
    if text != "true":
        raise ValueError(f'"{text}" is not true; {_LEAVE_OUT}write true')
    return True


def _number(text: str, limits: tuple[int, int]) -> int:
    least, most = limits
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise ValueError(f'"{text}" is not a whole number from {least} to {most}')
    return int(text)
