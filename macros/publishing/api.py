"""The facts for programs: every record as plain, flat data, and the JSON Schema that it keeps to."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from ..model.facts import Facts
from ..model.records import Entity, FollowUp
from ..model.values import Date, Day, Prose
from ..model.vocabulary import Property, Term
from ..rendering.urls import API
from .fields import ADDRESS, LISTS, RECORDS, TABLES, ExportContext, Fields, Shape, given_answers
from .made import Made

# Before a sign that makes a spreadsheet take a cell for a formula: at its beginning, and behind a semicolon, which ends
# a cell where numbers have commas. A quote there makes it a text again
# (https://owasp.org/www-community/attacks/CSV_Injection). The Data page says how it is undone.
_FORMULA = re.compile(r"""((?:^|;)[\s"']*)(?=[=+\-@＝＋－＠])""")

#: The part before the dot is the one in the address. The other grows with every field or word that is added.
VERSION = "1.2"
LICENCE = "CC-BY-4.0"


#: The name of a field, what gets it from what the record is of, and whether it may be left out.
_Getter = tuple[str, Callable[[Any], Any], bool]


class Record(dict[str, Any]):
    """A record as programs get it. It stands in several files, as deep in most of them, and is written out once."""

    __slots__ = ("_depth", "_text")

    def text(self, depth: int) -> str:
        """Return it as JSON, as it stands so deep in a file."""
        if getattr(self, "_depth", None) != depth:
            self._depth, self._text = depth, _object_text(self, depth)
        return self._text


class Records:
    """The records of some facts, each made once."""

    def __init__(self, context: ExportContext) -> None:
        self.context = context
        facts = context.facts
        self._given = {id: tuple(given_answers(facts, entity)) for id, entity in facts.entities.items()}
        self._follow_ups = _by_subject(facts)
        self._made: dict[tuple[int, int], Record] = {}
        self._getters: dict[int, list[_Getter]] = {}
        #: What stands in the place of a value that JSON has not.
        self._plain: Mapping[type, Callable[[Any], Any]] = {
            tuple: list,
            Prose: facts.prose_text,
            Term: _id,
            Property: _id,
            Date: lambda date: date.edtf,
            Day: lambda day: day.iso,
            Decimal: _number,
        }

    def lists(self) -> dict[str, Iterable[Any]]:
        """Return what each list is of, by its name."""
        facts = self.context.facts
        return {
            "claims": facts.select(),
            "answers": [answer for given in self._given.values() for answer in given],
            "withdrawn": facts.withdrawn.values(),
            "entities": facts.entities.values(),
            "follow_ups": facts.follow_ups_newest_first,
            "sources": facts.sources.values(),
            "statuses": facts.statuses.values(),
            "kinds": facts.kinds.values(),
            "outcomes": facts.outcomes.values(),
            "properties": facts.properties.values(),
            "types": facts.types.values(),
        }

    def all(self, fields: Fields, listed: Iterable[Any]) -> list[Record]:
        """Return the records of a list."""
        return [self._record(fields, one) for one in listed]

    def one(self, entity: Entity) -> dict[str, Any]:
        """Return an entity with its claims, what reports answer, and the follow-ups to them and to what is not
        stated.
        """
        return {
            "entity": self._record(RECORDS["entity"], entity),
            "claims": self.all(RECORDS["claim"], self.context.facts.claims_of(entity.id)),
            "answers": self.all(RECORDS["answer"], self._given[entity.id]),
            "follow_ups": self.all(RECORDS["follow-up"], self._follow_ups.get(entity.id, ())),
        }

    def _record(self, fields: Fields, one: Any) -> Record:
        key = id(fields), id(one)  # all of them stay: the facts have them, and this
        if key not in self._made:
            record = self._made[key] = Record()
            for name, get, optional in self._getters_of(fields):
                value = get(one)
                plain = self._plain.get(type(value))
                if plain:
                    value = plain(value)
                if not optional or (value is not None and value != ""):
                    record[name] = value
        return self._made[key]

    def _getters_of(self, fields: Fields) -> list[_Getter]:
        """Return what gets each field: its name, a function of what the record is of, and whether it may be left
        out.
        """
        if id(fields) not in self._getters:
            self._getters[id(fields)] = [
                (
                    field.name,
                    partial(field.getter, self.context)
                    if callable(field.getter)
                    else attrgetter(field.getter or field.name),
                    field.optional,
                )
                for field in fields
            ]
        return self._getters[id(fields)]


def _by_subject(facts: Facts) -> dict[str, list[FollowUp]]:
    """Return the follow-ups to questions about each entity, newest first."""
    groups: dict[str, list[FollowUp]] = defaultdict(list)
    for news in facts.follow_ups_newest_first:
        for id in dict.fromkeys(question.partition(".")[0] for question in news.about):
            groups[id].append(news)
    return groups


def _id(one: Any) -> Any:
    return one.id


def _number(value: Decimal) -> int | float:
    """Return a number of JSON. A double holds every number that the data can: 12 digits and 6 decimals."""
    return int(value) if value == int(value) else float(value)


def documents(context: ExportContext, records: Records | None = None) -> Made[dict[str, Any]]:
    """Return every JSON document, by its path below the site's root.

    Args:
        records: those of the context, where others need them too.
    """
    records = records or Records(context)
    facts = context.facts
    files: dict[str, Callable[[], dict[str, Any]]] = {}
    for file, parts in LISTS.items():
        listed = {name: _listed(fields) for name, fields in parts.items()}
        files[f"{API}{file}.json"] = partial(_list, records, file)
        files[f"{API}{file}.schema.json"] = partial(_schema, context, file, listed)
    for entity in facts.entities.values():
        for id in (entity.id, *facts.former_ids(entity.id)):
            files[f"{API}entities/{id}.json"] = partial(_entity, records, entity)
    lists_beside = {"claims": "claim", "answers": "answer", "follow_ups": "follow-up"}
    beside = {name: _listed(RECORDS[record]) for name, record in lists_beside.items()}
    parts_of_one = {"entity": _shape(RECORDS["entity"]), **beside}
    files[f"{API}entity.schema.json"] = partial(_schema, context, "one entity", parts_of_one)
    return Made(files)


def _list(records: Records, file: str) -> dict[str, Any]:
    lists = records.lists()
    parts = {name: records.all(fields, lists[name]) for name, fields in LISTS[file].items()}
    return {**_head(f"{file}.schema.json"), **parts}


def _entity(records: Records, entity: Entity) -> dict[str, Any]:
    return {**_head("../entity.schema.json"), **records.one(entity)}


def tables(context: ExportContext, records: Records | None = None) -> Made[str]:
    """Return every CSV file, by its path below the site's root: a row for each record, spaces between ids.

    Args:
        records: those of the context, where others need them too.
    """
    records = records or Records(context)
    return Made({f"{API}{name}.csv": partial(_table, records, name) for name in TABLES})


def _table(records: Records, name: str) -> str:
    fields = TABLES[name]
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    columns = [field.name for field in fields]
    writer.writerow(columns)
    for record in records.all(fields, records.lists()[name.replace("-", "_")]):
        writer.writerow([_cell(record.get(column, "")) for column in columns])
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = " ".join(value)
    if isinstance(value, str):
        # Most are soon known to hold no formula.
        return value if not value or (value[0].isalnum() and ";" not in value) else _FORMULA.sub(r"\1'", value)
    return str(value).lower() if isinstance(value, bool) else value


def json_text(value: Any, depth: int = 0) -> str:
    """Return a value as `json.dumps` writes it, indented by one and not in ASCII alone, in a fraction of the time.

    Args:
        depth: how deep it stands in the whole.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, Record):
        return value.text(depth)
    if not value or not isinstance(value, dict | list | tuple):
        return json.dumps(value)
    if isinstance(value, dict):
        return _object_text(value, depth)
    return _joined("[]", [json_text(one, depth + 1) for one in value], depth)


def _object_text(values: Mapping[str, Any], depth: int) -> str:
    parts = [
        f"{encode_basestring(key)}: {encode_basestring(one) if type(one) is str else json_text(one, depth + 1)}"
        for key, one in values.items()
    ]
    return _joined("{}", parts, depth)


def _joined(around: str, parts: Iterable[str], depth: int) -> str:
    line = "\n" + " " * depth
    return f"{around[0]}{line} {f',{line} '.join(parts)}{line}{around[1]}"


def _head(schema: str) -> dict[str, str]:
    return {"$schema": schema, "version": VERSION, "licence": LICENCE}


def _schema(context: ExportContext, title: str, parts: Mapping[str, Shape]) -> dict[str, Any]:
    head: dict[str, Shape] = {
        "$schema": {**ADDRESS, "description": "This schema."},
        "version": {"type": "string", "pattern": rf"^{VERSION.partition('.')[0]}\.\d+$"},
        "licence": {"const": LICENCE},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{context.site_name}: {title}",
        "type": "object",
        "required": [*head, *parts],
        "properties": {**head, **parts},
    }


def _listed(fields: Fields) -> Shape:
    return {"type": "array", "items": _shape(fields)}


def _shape(fields: Fields) -> Shape:
    return {
        "type": "object",
        "required": [field.name for field in fields if not field.optional],
        "properties": {field.name: {"description": field.doc, **field.shape} for field in fields},
    }
