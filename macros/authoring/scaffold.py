"""New records, written into the file as text, so that its comments and its layout stay as they are."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import yaml

from ..loading import yaml_tree
from ..loading.files import read_file
from ..loading.yaml_tree import Mapping, Node, Scalar, Sequence
from ..model.errors import FactsError
from ..model.facts import Facts
from ..model.records import Claim, Entity, Key, keys
from ..model.text import did_you_mean, id_problem
from .editor_schema import ids

_HINT_COLUMN = 30
_ENDING = re.compile(r"\r\n|\r|\n")
_ENDINGS = {"\r\n": "CR LF", "\r": "CR", "\n": "LF"}
#: Keys that a record can do without, and that most have none the less.
_USUAL: dict[type, tuple[str, ...]] = {
    Claim: ("value", "kind", "wording", "by", "sentence", "rests-on", "note", "recorded"),
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
    subject, _, property = id.partition(".")
    entity = facts.entities.get(subject)
    if entity is None:
        raise ScaffoldError(f'there is no entity "{subject}".{did_you_mean(subject, facts.entities)}')
    fitting = [property.id for property in facts.properties.values() if entity.type in property.for_]
    if property not in fitting:
        raise ScaffoldError(f'{entity.type} have no property "{property}".{did_you_mean(property, fitting)}')
    if id in facts.claims:
        raise ScaffoldError(f"{id} is there already, at {facts.claims[id].place}")
    path = data.parent / entity.place.file
    body = _mapping(_mapping(_tree(path), entity.type), subject)
    claims = _mapping(body, "claims")
    indent = _indent(claims, _indent(body, entity.place.column + 1) + 2)
    record = _record(facts, Claim, property, indent)
    if "claims" in body.entries:
        _insert(path, (entity.type, subject, "claims"), property, record)
    else:
        _insert(path, (entity.type, subject), "claims", [" " * (indent - 2) + "claims:", *record])
    return path


def new_entity(facts: Facts, data: Path, type: str, id: str) -> Path:
    """Write the skeleton of an entity below the last one of its type.

    Raises:
        ScaffoldError: the id is taken or malformed, or there is no such type.
    """
    if type not in facts.types:
        raise ScaffoldError(f'there is no type "{type}".{did_you_mean(type, facts.types)}')
    wrong = id_problem(id)
    if wrong:
        raise ScaffoldError(f'"{id:.100}" is no id: {wrong}')
    if id in facts.entities:
        raise ScaffoldError(f"{id} is there already, at {facts.entities[id].place}")
    others = facts.entities_of(type) or tuple(facts.entities.values())
    path = data.parent / others[-1 if others[-1].type == type else 0].place.file
    tree = _tree(path)
    record = _record(facts, Entity, id, _indent(_mapping(tree, type), 2))
    if type in tree.entries:
        _insert(path, (type,), id, record)
    else:
        _insert(path, (), type, ["", f"{type}:", *record])
    return path


def _record(facts: Facts, record: type, id: str, indent: int) -> list[str]:
    """Return the lines of a record whose texts are still to be written, each with a hint."""
    lines = [" " * indent + f"{id}:"]
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
        property = facts.properties[id]
        first = ids(facts)[property.to[0]][:1] if property.to else property.value_type.examples[:1]
        return next(iter(first), "")
    known = ids(facts).get(str(key.reads), [])
    return (f"[{known[0]}]" if key.many else known[0]) if known and not key.example else key.example


def _hint(key: Key, example: str) -> str:
    need = "" if key.required else " (or delete this line)"
    return f"{key.doc.rstrip('.')}{need}" + (f"; for example {example}" if example else "")


def _insert(path: Path, keys: tuple[str, ...], key: str, new: list[str]) -> None:
    """Insert lines at the end of what stands below some keys of a file, and leave every other byte as it is.

    Args:
        keys: the keys that lead there from the top; none, it is the end of the file.
        key: the key that the lines add.

    Raises:
        ScaffoldError: the line endings differ, or the lines would change anything else.
    """
    raw = read_file(path)
    text = raw.decode("utf-8")
    endings = list(_ENDING.finditer(text))
    other = next((number for number, match in enumerate(endings, 1) if match[0] != endings[0][0]), 0)
    if other:
        names = [_ENDINGS[endings[number][0]] for number in (0, other - 1)]
        message = f"line {other} ends with {names[1]}, and those above it with {names[0]}; make them all the same"
        raise ScaffoldError(f"{path.name}:{other}: {message}")
    ending = endings[0][0] if endings else "\n"
    lines = text.split(ending)
    end = _end(text, keys)
    while not "".join(lines[end - 1 : end]).strip(" \t\ufeff") and end > 0:  # an empty line belongs to what follows
        end -= 1
    first = new[0] if new else ""
    deeper = " " * (len(first) - len(first.lstrip()) + 1)  # such a comment belongs to the record above
    while first and end < len(lines) and lines[end].startswith(deeper) and lines[end].lstrip().startswith("#"):
        end += 1
    written = ending.join([*lines[:end], *new, *lines[end:]]).encode("utf-8")
    before, after = (yaml_tree.parse(path.name, content) for content in (raw, written))
    if after.problems or not _is_added(_plain(before.top), _plain(after.top), keys, key):
        raise ScaffoldError(f"{path.name}: there is no place for {key} that changes nothing else; write it by hand")
    path.write_bytes(written)


def _end(text: str, keys: tuple[str, ...]) -> int:
    """Return the number of lines up to the end of what stands below some keys, without the comments after it."""
    node: Any = yaml.compose(text.removeprefix("\ufeff"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for key in keys:
        node = next((value for name, value in node.value if name.value == key), node)
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    # A text with | or > ends where the next line begins.
    return int(node.end_mark.line) + (0 if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">") else 1)


def _is_added(before: Any, after: Any, keys: tuple[str, ...], key: str) -> bool:
    """Return whether one tree is the other with one more key below some keys."""
    if not isinstance(after, dict):
        return False
    before = before or {}  # a key without anything is an empty text
    name, *others = keys or (key,)
    if {**before, name: ""} != {**after, name: ""} or name not in after:
        return False
    return _is_added(before[name], after[name], tuple(others), key) if keys else key not in before


def _plain(node: Node) -> Any:
    """Return a tree as texts, lists and dictionaries, without places."""
    if isinstance(node, Mapping):
        return {name: _plain(value) for name, (_, value) in node.entries.items()}
    return [_plain(item) for item in node.items] if isinstance(node, Sequence) else node.text


def _tree(path: Path) -> Mapping:
    return yaml_tree.parse(path.name, read_file(path)).top


def _mapping(parent: Mapping, name: str) -> Mapping:
    node: Node = parent.entries.get(name, (None, Scalar(parent.place, "")))[1]
    return node if isinstance(node, Mapping) else Mapping(node.place)


def _indent(mapping: Mapping, otherwise: int) -> int:
    """Return how far the keys of a mapping are indented."""
    return next((name.place.column - 1 for name, _ in mapping.entries.values()), otherwise)
