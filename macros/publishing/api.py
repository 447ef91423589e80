"""The facts for programs: every record as plain, flat data, and the JSON Schema that it keeps to."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from ..model.records import Entity, FollowUp
from ..model.values import Date, Day, Prose
from ..model.vocabulary import Property, Term
from ..rendering.urls import API
from .fields import ADDRESS, LISTS, RECORDS, TABLES, ExportContext, Field, Fields, GivenAnswer, Shape, given_answers

# Before a sign that makes a spreadsheet take a cell for a formula: at its beginning, and behind a semicolon, which ends
# a cell where numbers have commas. A quote there makes it a text again
# (https://owasp.org/www-community/attacks/CSV_Injection). The Data page says how it is undone.
_FORMULA = re.compile(r"""((?:^|;)[\s"']*)(?=[=+\-@＝＋－＠])""")

#: The part before the dot is the one in the address. The other grows with every field or word that is added.
VERSION = "1.2"
LICENCE = "CC-BY-4.0"


def documents(context: ExportContext) -> dict[str, Any]:
    """Return every JSON document, by its path below the site's root."""
    facts = context.facts
    lists: dict[str, Iterable[Any]] = {
        "claims": facts.select(),
        "answers": _answers(context),
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
    files: dict[str, Any] = {}
    for file, parts in LISTS.items():
        files[f"{API}{file}.json"] = {
            **_head(f"{file}.schema.json"),
            **{name: [_record(fields, context, one) for one in lists[name]] for name, fields in parts.items()},
        }
        files[f"{API}{file}.schema.json"] = _schema(
            context, file, {name: _listed(fields) for name, fields in parts.items()}
        )
    for entity in facts.entities.values():
        for id in (entity.id, *facts.former_ids(entity.id)):
            files[f"{API}entities/{id}.json"] = {**_head("../entity.schema.json"), **_one(context, entity)}
    lists_beside = {"claims": "claim", "answers": "answer", "follow_ups": "follow-up"}
    beside = {name: _listed(RECORDS[record]) for name, record in lists_beside.items()}
    files[f"{API}entity.schema.json"] = _schema(context, "one entity", {"entity": _shape(RECORDS["entity"]), **beside})
    return files


def tables(context: ExportContext) -> dict[str, str]:
    """Return every CSV file, by its path below the site's root: a row for each record, spaces between ids."""
    rows: dict[str, Iterable[Any]] = {
        "claims": context.facts.select(),
        "answers": _answers(context),
        "follow-ups": context.facts.follow_ups_newest_first,
    }
    files = {}
    for name, fields in TABLES.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, [field.name for field in fields], quoting=csv.QUOTE_NONNUMERIC)
        writer.writeheader()
        writer.writerows(map(_row, (_record(fields, context, one) for one in rows[name])))
        files[f"{API}{name}.csv"] = text.getvalue()
    return files


def _answers(context: ExportContext) -> Iterator[GivenAnswer]:
    facts = context.facts
    return (answer for entity in facts.entities.values() for answer in given_answers(facts, entity))


def _one(context: ExportContext, entity: Entity) -> dict[str, Any]:
    """Return an entity with its claims, what reports answer, and the follow-ups to them and to what is not stated."""
    facts = context.facts
    mine = (news for news in facts.follow_ups_newest_first if _is_about(news, entity))
    return {
        "entity": _record(RECORDS["entity"], context, entity),
        "claims": [_record(RECORDS["claim"], context, claim) for claim in facts.claims_of(entity.id)],
        "answers": [_record(RECORDS["answer"], context, answer) for answer in given_answers(facts, entity)],
        "follow_ups": [_record(RECORDS["follow-up"], context, news) for news in mine],
    }


def _is_about(news: FollowUp, entity: Entity) -> bool:
    return any(id.partition(".")[0] == entity.id for id in news.about)


def _record(fields: Fields, context: ExportContext, one: Any) -> dict[str, Any]:
    values = ((field, _value(field, context, one)) for field in fields)
    return {field.name: value for field, value in values if not (field.optional and value in (None, ""))}


def _value(field: Field, context: ExportContext, one: Any) -> Any:
    value = field.getter(context, one) if callable(field.getter) else getattr(one, field.getter or field.name)
    match value:
        case tuple():
            return list(value)
        case Prose():
            return context.facts.prose_text(value)
        case Term() | Property():
            return value.id
        case Date():
            return value.edtf
        case Day():
            return value.iso
        case Decimal():  # a double holds every number that the data can: 12 digits and 6 decimals
            return int(value) if value == int(value) else float(value)
    return value


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    def cell(value: Any) -> Any:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, list):
            value = " ".join(value)
        return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else value

    return {name: cell(value) for name, value in record.items()}


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
