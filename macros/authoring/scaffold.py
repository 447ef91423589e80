"""New records, written into the file as text, so that its comments and its layout stay as they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..loading import yaml_tree
from ..loading.yaml_tree import Mapping, Node, Scalar
from ..model.errors import FactsError
from ..model.facts import Facts
from ..model.records import Answer, Claim, Entity, FollowUp, Key, Property, keys
from ..model.text import ID, did_you_mean
from .editor_schema import ids

_HINT_COLUMN = 30
#: Keys that a record can do without, and that most have none the less.
_USUAL: dict[type, tuple[str, ...]] = {
    Claim: ("value", "kind", "wording", "by", "sentence", "rests-on", "note", "recorded"),
    FollowUp: ("outcome",),
    Answer: ("value", "detail", "in", "kind", "by", "through"),
}


class ScaffoldError(FactsError):
    """The record can't be written. Its text says why."""


def new_claim(facts: Facts, data: Path, id: str) -> Path:
    """Write the skeleton of a claim below the last claim of its subject.

    Args:
        data: the folder of YAML files that the facts were read from.
        id: `subject.property`.

    Returns:
        The file that it was written to.

    Raises:
        ScaffoldError: the claim is there, or its subject or property is not.
    """
    entity, property = _asked(facts, id)
    if id in facts.claims:
        raise ScaffoldError(f"{id} is there already, at {facts.claims[id].place}")
    path = data.parent / entity.place.file
    body = _mapping(_mapping(_tree(path), entity.type), entity.id)
    claims = body.entries.get("claims")
    indent = entity.place.column + 1
    if claims is None:
        _insert(
            path,
            entity.place.line,
            indent - 2,
            [" " * indent + "claims:", *_record(facts, Claim, property.id, indent + 2)],
        )
    else:
        _insert(path, claims[0].place.line, indent, _record(facts, Claim, property.id, indent + 2))
    return path


def new_answer(facts: Facts, data: Path, id: str) -> Path:
    """Write the skeleton of a follow-up that answers a question, below the last follow-up.

    Args:
        data: the folder of YAML files that the facts were read from.
        id: `subject.property`: a claim, or a question that the article leaves unstated.

    Returns:
        The file that it was written to.

    Raises:
        ScaffoldError: there is no such subject or property, or nothing is claimed and the property has no question.
    """
    entity, property = _asked(facts, id)
    if id not in facts.claims and not property.question:
        raise ScaffoldError(f"{id} is no claim, and {property.id} has no question that could be asked of it")
    last = facts.follow_ups[-1].place if facts.follow_ups else None
    path = data.parent / (last or entity.place).file
    indent = last.column - 3 if last else 2
    without = () if id in facts.claims else ("outcome",)
    new = [
        " " * indent + f"- about: [{id}]",
        *_keys(facts, FollowUp, property.id, indent + 2, ("about", *without)),
        " " * (indent + 2) + "answers:",
        " " * (indent + 4) + f"- to: {id}",
        *_keys(facts, Answer, property.id, indent + 6, ("to",)),
    ]
    if last:
        _insert(path, last.line, indent, new)
    else:
        text = path.read_text(encoding="utf-8")
        path.write_text("\n".join([text.rstrip("\n"), "", "follow-ups:", *new, ""]), encoding="utf-8")
    return path


def _asked(facts: Facts, id: str) -> tuple[Entity, Property]:
    """Return the subject and the property that an id names.

    Raises:
        ScaffoldError: there is none of this name.
    """
    subject, _, name = id.partition(".")
    entity = facts.entities.get(subject)
    if entity is None:
        raise ScaffoldError(f'there is no entity "{subject}".{did_you_mean(subject, facts.entities)}')
    fitting = [property.id for property in facts.properties.values() if entity.type in property.for_]
    if name not in fitting:
        raise ScaffoldError(f'{entity.type} have no property "{name}".{did_you_mean(name, fitting)}')
    return entity, facts.properties[name]


def new_entity(facts: Facts, data: Path, type: str, id: str) -> Path:
    """Write the skeleton of an entity below the last one of its type.

    Raises:
        ScaffoldError: the id is taken or malformed, or there is no such type.
    """
    if type not in facts.types:
        raise ScaffoldError(f'there is no type "{type}".{did_you_mean(type, facts.types)}')
    if not ID.fullmatch(id):
        raise ScaffoldError(f'"{id}" is no id: it is made of small letters, digits and single hyphens')
    if id in facts.entities:
        raise ScaffoldError(f"{id} is there already, at {facts.entities[id].place}")
    others = facts.entities_of(type)
    if others:
        path = data.parent / others[-1].place.file
        section = next(name for name, _ in _tree(path).entries.values() if name.text == type)
        _insert(path, section.place.line, 0, _record(facts, Entity, id, 2))
    else:
        path = data.parent / next(iter(facts.entities.values())).place.file
        text = path.read_text(encoding="utf-8")
        path.write_text(
            "\n".join([text.rstrip("\n"), "", f"{type}:", *_record(facts, Entity, id, 2), ""]), encoding="utf-8"
        )
    return path


def _record(facts: Facts, record: type, id: str, indent: int) -> list[str]:
    """Return the lines of a record whose texts are still to be written, each with a hint."""
    return [" " * indent + f"{id}:", *_keys(facts, record, id, indent + 2)]


def _keys(facts: Facts, record: type, id: str, indent: int, without: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of the keys of a record, each with a hint, without those that are written already."""
    lines = []
    for name, (_, key) in keys(record).items():
        if name not in without and (key.required or name in _USUAL.get(record, ())):
            written = " " * indent + f"{name}:"
            if name == "recorded":
                lines.append(f"{written} {dt.date.today()}")
                continue
            lines.append(f"{written:<{_HINT_COLUMN}}# {_hint(key, _example(facts, key, id))}")
    return lines


def _example(facts: Facts, key: Key, id: str) -> str:
    """Return what a key could hold, from these facts if it takes an id, or nothing."""
    if key.reads == "value":
        property = facts.properties[id]
        first = ids(facts)[property.to[0]][:1] if property.to else property.value_type.examples[:1]
        return next(iter(first), "")
    known = ids(facts).get(str(key.reads), [])
    return (f"[{known[0]}]" if key.many else known[0]) if known and not key.example else key.example


def _hint(key: Key, example: str) -> str:
    need = "" if key.required else " (or delete this line)"
    return f"{key.doc.rstrip('.')}{need}" + (f"; for example {example}" if example else "")


def _insert(path: Path, line: int, indent: int, new: list[str]) -> None:
    """Insert lines at the end of the block that begins on a line (counted from 1) with a key at an indentation."""
    raw = path.read_bytes().decode("utf-8")
    ending = "\r\n" if "\r\n" in raw else "\n"
    lines = raw.split(ending)
    end = line
    for number in range(line, len(lines)):
        text = lines[number].strip()
        if not text or text.startswith("#"):
            continue  # it belongs to what follows, if it is not inside the block
        if len(lines[number]) - len(lines[number].lstrip()) <= indent:
            break
        end = number + 1
    path.write_bytes(ending.join([*lines[:end], *new, *lines[end:]]).encode("utf-8"))


def _tree(path: Path) -> Mapping:
    return yaml_tree.parse(path.name, path.read_bytes()).top


def _mapping(parent: Mapping, name: str) -> Mapping:
    node: Node = parent.entries.get(name, (None, Scalar(parent.place, "")))[1]
    return node if isinstance(node, Mapping) else Mapping(node.place)
