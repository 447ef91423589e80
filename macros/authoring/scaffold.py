"""New records, written into the file as text, so that its comments and its layout stay as they are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..loading import yaml_tree
from ..loading.yaml_tree import Mapping, Node, Scalar, Sequence
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
        facts: what can be read of the data: another record may be unfinished.
        data: the folder of YAML files that the facts were read from.
        id: `subject.property`.

    Returns:
        The file that it was written to.

    Raises:
        ScaffoldError: the claim is there, or its subject or property is not.
    """
    entity, property = _asked(facts, id)
    path = data.parent / entity.place.file
    body = _mapping(_mapping(_tree(path, entity.place.file), entity.type), entity.id)
    claims = body.entries.get("claims")
    written = _mapping(body, "claims").entries.get(property.id)
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
    places = [item.place for tree in _trees(data) for item in _items(tree, "follow-ups")]
    last = places[-1] if places else None
    path = data.parent / (last or entity.place).file
    indent = last.column - 3 if last else 2
    without = () if id in facts.claims else ("outcome",)
    new = [
        " " * indent + f"- about: [{id}]",
        *_keys(facts, FollowUp, id, indent + 2, ("about", *without)),
        " " * (indent + 2) + "answers:",
        " " * (indent + 4) + f"- to: {id}",
        *_keys(facts, Answer, id, indent + 6, ("to",)),
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
    sections = [(tree, section) for tree in _trees(data) for section in facts.types if section in tree.entries]
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
    return [" " * indent + f"{id.rpartition('.')[2]}:", *_keys(facts, record, id, indent + 2)]


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


def _trees(data: Path) -> list[Mapping]:
    """Return what each data file holds, in the order in which they are read."""
    return [_tree(path, path.relative_to(data.parent).as_posix()) for path in sorted(data.rglob("*.yml"))]


def _items(tree: Mapping, section: str) -> list[Node]:
    node = tree.entries[section][1] if section in tree.entries else None
    return node.items if isinstance(node, Sequence) else []


def _tree(path: Path, file: str) -> Mapping:
    return yaml_tree.parse(file, path.read_bytes()).top


def _mapping(parent: Mapping, name: str) -> Mapping:
    node: Node = parent.entries.get(name, (None, Scalar(parent.place, "")))[1]
    return node if isinstance(node, Mapping) else Mapping(node.place)
