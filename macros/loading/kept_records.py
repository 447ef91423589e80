"""Records that were read before, used again where what they were read from is the same.

A record is made from its lines, the vocabularies and the day. An edit of the data concerns one record of thousands, and
the trees of the others are the very same (`kept_trees`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from .yaml_tree import Node


class ReadRecord(NamedTuple):
    """A record in which nothing is wrong.

    Attributes:
        node: what it was read from.
        made_from: whatever else it is made of.
        record: the record itself.
        named: the ids that it names, to be looked up again.
    """

    node: Node
    made_from: tuple[Any, ...]
    record: Any
    named: tuple[Any, ...]


class KeptRecords:
    """Keeps records from one reading of the data to the next."""

    def __init__(self) -> None:
        self._terms: dict[str, Mapping[str, Any]] = {}
        self._today: dt.date | None = None
        self._kept: dict[int, ReadRecord] = {}
        self._read: dict[int, ReadRecord] = {}

    def begin(self, terms: dict[str, Mapping[str, Any]], today: dt.date) -> dict[str, Mapping[str, Any]]:
        """Forget all records if the vocabularies or the day are others than before. Return those that hold."""
        if (terms, today) != (self._terms, self._today):
            self._terms, self._today = terms, today
            self._kept, self._read = {}, {}
        return self._terms

    def find(self, node: Node, made_from: tuple[Any, ...]) -> ReadRecord | None:
        """Return what was read from a node, if it was made from the same."""
        found = self._kept.get(id(node))
        return found if found and found.node is node and found.made_from == made_from else None

    def keep(self, one: ReadRecord) -> None:
        """Keep a record for the next reading."""
        self._read[id(one.node)] = one

    def end(self) -> None:
        """Keep what was read since the last time, and nothing older."""
        self._kept, self._read = self._read, {}
