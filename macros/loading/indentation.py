"""What stands a step too far left or right, put where it belongs in the tree, and told once.

YAML takes a wrong indentation for another structure: a claim becomes a thing, and each of its keys an unknown one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ..model.records import Claim, Entity
from ..model.vocabulary import Place, Problem, keys
from .yaml_tree import Mapping, Node, Scalar

_CLAIM_KEYS, _ENTITY_KEYS = keys(Claim).keys(), {*keys(Entity), "claims"}
_STEP = 2  # spaces


def restore(trees: Iterable[Mapping], types: Iterable[str], sections: Collection[str]) -> Iterator[Problem]:
    """Move what is indented wrongly to where it belongs, and yield a problem for each.

    Args:
        trees: the files; they are changed.
        types: the ids of the types of things.
        sections: the names of all sections.
    """
    trees = list(trees)
    declared = (tree.entries["properties"][1] for tree in trees if "properties" in tree.entries)
    properties = {id for node in declared if isinstance(node, Mapping) for id in node.entries}
    for tree in trees:
        yield from _Indentation(properties).restore(tree, dict.fromkeys(types), sections)


class _Indentation:
    def __init__(self, properties: Collection[str]) -> None:
        self.properties = properties
        #: The claims of the latest thing that had none in their place: each of them stands wrongly.
        self.made = Mapping(Place("", 0, 0))

    def restore(self, tree: Mapping, types: dict[str, None], sections: Collection[str]) -> Iterator[Problem]:
        section: Mapping | None = None
        for id, (name, node) in list(tree.entries.items()):
            if id in sections:
                section = node if id in types and isinstance(node, Mapping) else None
            elif section and self.is_thing(node):
                section.entries.setdefault(id, tree.entries.pop(id))
                yield from _problem(name, id, "this thing", _column(section, id, name, _STEP))
            elif section and (owner := _last(section)) and (id == "claims" or self.is_claim(id, node)):
                del tree.entries[id]
                yield from self.claimed(*owner, name, node)
        for id in types:
            things = tree.entries[id][1] if id in tree.entries else None
            if isinstance(things, Mapping):
                yield from self.things(things)

    def things(self, section: Mapping) -> Iterator[Problem]:
        """Look through a section of things."""
        owner: tuple[Scalar, Mapping] | None = None
        for id, (name, node) in list(section.entries.items()):
            if owner and id in _ENTITY_KEYS and not isinstance(node, Mapping):
                yield from _keyed(section, owner, name, node, owner[0].text)
            elif owner and ((id == "claims" and isinstance(node, Mapping)) or self.is_claim(id, node)):
                del section.entries[id]
                yield from self.claimed(*owner, name, node)
            else:
                owner = name, node if isinstance(node, Mapping) else Mapping(node.place)
                yield from self.thing(section, *owner)

    def thing(self, section: Mapping, name: Scalar, thing: Mapping) -> Iterator[Problem]:
        """Look through the keys of a thing and its claims."""
        for id, (key, node) in list(thing.entries.items()):
            if id not in _ENTITY_KEYS and self.is_thing(node):
                section.entries.setdefault(id, thing.entries.pop(id))
                yield from _problem(key, id, "this thing", name.place.column)
            elif self.is_claim(id, node):
                del thing.entries[id]
                yield from self.claimed(name, thing, key, node)
        claims = thing.entries.get("claims", (name, name))[1]
        if isinstance(claims, Mapping):
            yield from self.claims(section, name, claims)

    def claims(self, section: Mapping, name: Scalar, claims: Mapping) -> Iterator[Problem]:
        """Look through the claims of a thing."""
        owner: tuple[Scalar, Mapping] | None = None
        for id, (key, node) in list(claims.entries.items()):
            if owner and id in _CLAIM_KEYS and not isinstance(node, Mapping):
                yield from _keyed(claims, owner, key, node, f"{name.text}.{owner[0].text}")
            elif id not in self.properties and self.is_thing(node):
                section.entries.setdefault(id, claims.entries.pop(id))
                yield from _problem(key, id, "this thing", name.place.column)
            else:
                owner = key, node if isinstance(node, Mapping) else Mapping(node.place)
                nested = [entry for entry in owner[1].entries.items() if isinstance(entry[1][1], Mapping)]
                for inner, (inner_key, inner_node) in nested:
                    if self.is_claim(inner, inner_node):
                        column = _column(claims, inner, name, 2 * _STEP)
                        claims.entries.setdefault(inner, owner[1].entries.pop(inner))
                        yield from _problem(inner_key, f"{name.text}.{inner}", "this claim", column)
                    elif self.is_thing(inner_node):
                        section.entries.setdefault(inner, owner[1].entries.pop(inner))
                        yield from _problem(inner_key, inner, "this thing", name.place.column)

    def claimed(self, owner: Scalar, thing: Mapping, name: Scalar, node: Node) -> Iterator[Problem]:
        """Give a claim, or a block of claims, to a thing."""
        key, claims = thing.entries.get("claims", (name, name))
        if name.text == "claims":
            if not isinstance(claims, Mapping):
                thing.entries["claims"] = name, node
            yield from _problem(name, owner.text, '"claims"', _column(thing, "claims", owner, _STEP))
            return
        if not isinstance(claims, Mapping):
            claims = self.made = Mapping(name.place)
            thing.entries["claims"] = key, claims
        others = Mapping(name.place) if claims is self.made else claims
        column = _column(others, name.text, owner, 2 * _STEP)
        claims.entries.setdefault(name.text, (name, node))
        yield from _problem(name, f"{owner.text}.{name.text}", "this claim", column)

    def is_claim(self, id: str, node: Node) -> bool:
        return id in self.properties and isinstance(node, Mapping) and not node.entries.keys().isdisjoint(_CLAIM_KEYS)

    def is_thing(self, node: Node) -> bool:
        return isinstance(node, Mapping) and ("summary" in node.entries or "claims" in node.entries)


def _keyed(parent: Mapping, owner: tuple[Scalar, Mapping], name: Scalar, node: Node, record: str) -> Iterator[Problem]:
    """Give a key that stands beside a record to that record. Of several in a row, the first is told."""
    name_of_owner, mapping = owner
    told = any(key.place.column == name.place.column for key, _ in mapping.entries.values())
    column = _column(mapping, name.text, name_of_owner, _STEP)
    del parent.entries[name.text]
    mapping.entries.setdefault(name.text, (name, node))
    parent.entries[name_of_owner.text] = owner
    if not told:
        yield from _problem(name, record, "the keys from here on", column)


def _last(section: Mapping) -> tuple[Scalar, Mapping] | None:
    """Return the last thing of a section."""
    for name, node in reversed(section.entries.values()):
        return (name, node) if isinstance(node, Mapping) else None
    return None


def _column(mapping: Mapping, id: str, owner: Scalar, deeper: int) -> int:
    """Return where a key of a mapping belongs: below the others, or some spaces deeper than what it belongs to."""
    others = [name.place.column for other, (name, _) in mapping.entries.items() if other != id]
    return others[0] if others else owner.place.column + deeper


def _problem(name: Scalar, record: str, what: str, column: int) -> Iterator[Problem]:
    """Yield that a key stands elsewhere than in its column; nothing for one that only follows such a key."""
    spaces = column - name.place.column
    if not spaces:
        return
    stands, it = ("stand", "them") if what.startswith("the ") else ("stands", "it and what belongs to it")
    side, cure = ("left", "more") if spaces > 0 else ("right", "less")
    number = f"{abs(spaces)} space{'' if abs(spaces) == 1 else 's'}"
    yield Problem(name.place, record, f"{what} {stands} {number} too far {side}; indent {it} {cure}")
