"""New records, written into the file as text, so that its comments and its layout stay as they are."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import yaml

from ..loading import yaml_tree
from ..loading.files import read_file
from ..loading.yaml_tree import Mapping, Node, Sequence
from ..model.errors import FactsError
from ..model.facts import Facts
from ..model.records import Answer, Claim, Entity, FollowUp
from ..model.text import did_you_mean, id_problem
from ..model.vocabulary import Key, Property, keys
from .editor_schema import ids

_HINT_COLUMN = 30
_ENDING = re.compile(r"\r\n|\r|\n")
_ENDINGS = {"\r\n": "CR LF", "\r": "CR", "\n": "LF"}
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
    claims = _mapping(body, "claims")
    if written := claims.entries.get(property.id):
        raise ScaffoldError(f"{id} is there already, at {written[0].place}")
    indent = _indent(claims, _indent(body, entity.place.column + 1) + 2)
    record = _record(facts, Claim, id, indent)
    if "claims" in body.entries:
        _insert(path, (entity.type, entity.id, "claims"), property.id, record)
    else:
        _insert(path, (entity.type, entity.id), "claims", [" " * (indent - 2) + "claims:", *record])
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
    listing = [tree for tree in _trees(data) if "follow-ups" in tree.entries]
    places = [item.place for tree in listing for item in _items(tree, "follow-ups")]
    empty = [tree.entries["follow-ups"][0].place for tree in listing]
    path = data.parent / [entity.place, *empty, *places][-1].file
    indent = places[-1].column - 3 if places else 2
    without = () if id in facts.claims else ("outcome",)
    new = [
        " " * indent + f"- about: [{id}]",
        *_keys(facts, FollowUp, id, indent + 2, ("about", *without)),
        " " * (indent + 2) + "answers:",
        " " * (indent + 4) + f"- to: {id}",
        *_keys(facts, Answer, id, indent + 6, ("to",)),
    ]
    if listing:
        _insert(path, ("follow-ups",), "an answer", new)
    else:
        _insert(path, (), "follow-ups", ["", "follow-ups:", *new])
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
    wrong = id_problem(id)
    if wrong:
        raise ScaffoldError(f'"{id:.100}" is not a valid id: {wrong}')
    sections = [(tree, section) for tree in _trees(data) for section in facts.types if section in tree.entries]
    for tree, section in sections:
        if written := _mapping(tree, section).entries.get(id):
            raise ScaffoldError(f"{id} is there already, at {written[0].place}")
    own = [tree for tree, section in sections if section == type]
    if own:
        path = data.parent / own[-1].entries[type][0].place.file
        _insert(path, (type,), id, _record(facts, Entity, id, _indent(_mapping(own[-1], type), 2)))
    else:
        others = [tree.entries[section][0].place for tree, section in sections]
        path = data.parent / (others[-1] if others else facts.types[type].place).file
        _insert(path, (), type, ["", f"{type}:", *_record(facts, Entity, id, 2)])
    return path


def _record(facts: Facts, record: type, id: str, indent: int) -> list[str]:
    """Return the lines of a record whose texts are still to be written, each with a hint."""
    return [" " * indent + f"{id.rpartition('.')[2]}:", *_keys(facts, record, id, indent + 2)]


def _keys(facts: Facts, record: type, id: str, indent: int, without: tuple[str, ...] = ()) -> list[str]:
    """Return the lines of the keys of a record, each with a hint, without those that are written already.

    The keys that few records have are named in a comment below them.
    """
    lines = []
    seldom = []
    for name, (_, key) in keys(record).items():
        if name in without:
            continue
        if not key.required and name not in _USUAL.get(record, ()):
            seldom.append(name)
        else:
            written = " " * indent + f"{name}:"
            hint = f"# {_hint(key, _example(facts, key, id))}"
            lines.append(f"{written} {dt.date.today()}" if name == "recorded" else f"{written:<{_HINT_COLUMN}}{hint}")
    return [*lines, *([" " * indent + f"# a few also have: {', '.join(seldom)}"] if seldom else [])]


def _example(facts: Facts, key: Key, id: str) -> str:
    """Return what a key could hold, from these facts if it takes an id, or nothing."""
    if key.reads == "value":
        property = facts.properties[id.partition(".")[2]]
        things = (entity.id for type in property.to for entity in facts.entities_of(type))
        named = (other for other in things if other != id.partition(".")[0])  # no thing is claimed of itself
        return next(named, "") if property.to else property.value_type.examples_in(property.units)[0]
    known = ids(facts).get(str(key.reads), [])
    if key.reads == "sources":  # a report, for the article is the source of all claims
        known = [id for id in known if not facts.sources[id].paragraphs]
    if key.reads == "speakers":  # whom the article quotes, before those who only may speak
        known = sorted(known, key=lambda speaker: not facts.entities[speaker].speaks)
    if known and key.example not in known:
        return f"[{known[0]}]" if key.many else known[0]
    return key.example


def _hint(key: Key, example: str) -> str:
    need = "" if key.required else " (or delete this line)"
    return f"{key.doc.rstrip('.')}{need}" + (f"; for example {example}" if example else "")


def _insert(path: Path, keys: tuple[str, ...], key: str, new: list[str]) -> None:
    """Insert lines at the end of what stands below some keys of a file, and leave every other byte as it is.

    Args:
        keys: the keys that lead there from the top; none, it is the end of the file.
        key: the key that the lines add, or what they add to a list.

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
    if len(after.problems) > len(before.problems) or not _is_added(_plain(before.top), _plain(after.top), keys, key):
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
    """Return whether one tree is the other with one more key, or one more item at the end, below some keys."""
    if isinstance(after, list) and not keys:
        return after[:-1] == (before or []) != after
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


def _trees(data: Path) -> list[Mapping]:
    """Return what each data file holds, in the order in which they are read."""
    return [_tree(path, path.relative_to(data.parent).as_posix()) for path in sorted(data.rglob("*.yml"))]


def _items(tree: Mapping, section: str) -> list[Node]:
    node = tree.entries[section][1] if section in tree.entries else None
    return node.items if isinstance(node, Sequence) else []


def _tree(path: Path, file: str) -> Mapping:
    return yaml_tree.parse(file, read_file(path)).top


def _mapping(parent: Mapping, name: str) -> Mapping:
    node = parent.entries[name][1] if name in parent.entries else None
    return node if isinstance(node, Mapping) else Mapping((node or parent).place)


def _indent(mapping: Mapping, otherwise: int) -> int:
    """Return how far the keys of a mapping are indented."""
    return next((name.place.column - 1 for name, _ in mapping.entries.values()), otherwise)
