"""New records, written into the file as text, so that its comments and its layout stay as they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..loading import yaml_tree
from ..loading.yaml_tree import Mapping, Node, Scalar
from ..model.errors import FactsError
from ..model.facts import Facts
from ..model.records import Claim, Entity, Key, keys
from ..model.text import ID, did_you_mean
from .editor_schema import ids

_HINT_COLUMN = 30
#: Keys that a record can do without, and that most have none the less.
_USUAL: dict[type, tuple[str, ...]] = {
    Claim: ("value", "kind", "wording", "by", "sentence", "rests-on", "note", "recorded"),
}


class ScaffoldError(FactsError):
    """The record can't be written. Its text says why."""


def new_claim(facts: Facts, data: Path, id: str) -> Path:
    """Write the skeleton of a claim below the last claim of its subject.

    Args:
        facts: what can be read of the data: another record may be unfinished.
        data: the folder of YAML files that the facts were read from.
        id: `subject.property`.

    Returns:
        The file that it was written to.

    Raises:
        ScaffoldError: the claim is there, or its subject or property is not.
    """
    subject, _, property = id.partition(".")
    entity = facts.entities.get(subject)
    if entity is None:
        raise ScaffoldError(f'there is no entity "{subject}".{did_you_mean(subject, facts.entities)}')
    fitting = [property.id for property in facts.properties.values() if entity.type in property.for_]
    if property not in fitting:
        raise ScaffoldError(f'{entity.type} have no property "{property}".{did_you_mean(property, fitting)}')
    path = data.parent / entity.place.file
    body = _mapping(_mapping(_tree(path, entity.place.file), entity.type), subject)
    claims = body.entries.get("claims")
    written = _mapping(body, "claims").entries.get(property)
    if written:
        raise ScaffoldError(f"{id} is there already, at {written[0].place}")
    indent = entity.place.column + 1
    if claims is None:
        _insert(
            path,
            entity.place.line,
            indent - 2,
            [" " * indent + "claims:", *_record(facts, Claim, id, indent + 2)],
        )
    else:
        others = [name.place.column - 1 for name, _ in _mapping(body, "claims").entries.values()]
        _insert(
            path, claims[0].place.line, claims[0].place.column - 1, _record(facts, Claim, id, [*others, indent + 2][0])
        )
    return path


def new_entity(facts: Facts, data: Path, type: str, id: str) -> Path:
    """Write the skeleton of an entity below the last one of its type.

    Raises:
        ScaffoldError: the id is taken or malformed, or there is no such type.
    """
    if type not in facts.types:
        raise ScaffoldError(f'there is no type "{type}".{did_you_mean(type, facts.types)}')
    if not ID.fullmatch(id):
        raise ScaffoldError(f'"{id}" is no id: it is made of small letters, digits and single hyphens')
    files = [path.relative_to(data.parent).as_posix() for path in sorted(data.rglob("*.yml"))]
    trees = {file: _tree(data.parent / file, file) for file in files}
    sections = [(tree, section) for tree in trees.values() for section in facts.types if section in tree.entries]
    for tree, section in sections:
        if written := _mapping(tree, section).entries.get(id):
            raise ScaffoldError(f"{id} is there already, at {written[0].place}")
    own = [tree.entries[type][0].place for tree, section in sections if section == type]
    if own:
        path = data.parent / own[-1].file
        _insert(path, own[-1].line, 0, _record(facts, Entity, id, 2))
    else:
        others = [tree.entries[section][0].place for tree, section in sections]
        path = data.parent / (others[-1] if others else facts.types[type].place).file
        text = path.read_text(encoding="utf-8")
        path.write_text(
            "\n".join([text.rstrip("\n"), "", f"{type}:", *_record(facts, Entity, id, 2), ""]), encoding="utf-8"
        )
    return path


def _record(facts: Facts, record: type, id: str, indent: int) -> list[str]:
    """Return the lines of a record whose texts are still to be written, each with a hint."""
    lines = [" " * indent + f"{id.rpartition('.')[2]}:"]
    for name, (_, key) in keys(record).items():
        if key.required or name in _USUAL.get(record, ()):
            written = " " * (indent + 2) + f"{name}:"
            if name == "recorded":
                lines.append(f"{written} {dt.date.today()}")
                continue
            lines.append(f"{written:<{_HINT_COLUMN}}# {_hint(key, _example(facts, key, id))}")
    return lines


def _example(facts: Facts, key: Key, id: str) -> str:
    """Return what a key could hold, from these facts if it takes an id, or nothing."""
    if key.reads == "value":
        property = facts.properties[id.partition(".")[2]]
        things = (entity.id for type in property.to for entity in facts.entities_of(type))
        named = (other for other in things if other != id.partition(".")[0])  # no thing is claimed of itself
        return next(named, "") if property.to else property.value_type.examples_in(property.units)[0]
    known = ids(facts).get(str(key.reads), [])
    if known and key.example not in known:
        return f"[{known[0]}]" if key.many else known[0]
    return key.example


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


def _tree(path: Path, file: str) -> Mapping:
    return yaml_tree.parse(file, path.read_bytes()).top


def _mapping(parent: Mapping, name: str) -> Mapping:
    node: Node = parent.entries.get(name, (None, Scalar(parent.place, "")))[1]
    return node if isinstance(node, Mapping) else Mapping(node.place)
