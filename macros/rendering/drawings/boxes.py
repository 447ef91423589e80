"""The boxes of the map: each with the name of a thing and a row of words for each claim about it, in columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ...model.records import Entity
from ..views import common_view
from . import text_metrics
from .relations import Edge

# Lengths are in the drawing's own units. The size of names and of other words, and from line to line of each.
_NAME, _WORDS, _NAME_LEADING, _LEADING = 13.5, 10.5, 16, 13
# The padding of a box at the sides, above and below its name, and above and below the words of a row.
_PAD, _AROUND_NAME, _AROUND_WORDS = 10, 9, 3
# The least room between two boxes of a column; that between two columns at least and at most; the width of a drawing
# that they share; what is left of it and right of it for an outline.
_APART, _BETWEEN, _WIDTH, _EDGE = 22, (90, 240), 990, 2
#: The width of a box, and from line to line beside its name and between boxes.
BOX, STEP = 186, 9
#: How far a line that stays with its column goes out of it, at least and at most.
OUT = 18, 92
LEFT, RIGHT = -1, 1

#: The room between two boxes of a column: the column, and how many boxes are above.
Gap = tuple[int, int]


class Text(NamedTuple):
    """A line of words, with where it is anchored."""

    words: str
    x: float
    y: float


class Line(NamedTuple):
    """A line to a thing: its curve, its end and its dot as SVG paths."""

    target: str
    curve: str
    end: str
    dot: str


@dataclass
class Row:
    """A claim or an answer in the box of what it is about: its words, its upper left corner, and its lines.

    Attributes:
        edges: what it says of which things.
        side: where most lines leave, and where the words stand.
    """

    edges: list[Edge]
    words: Sequence[str]
    x: float = 0
    y: float = 0
    side: int = RIGHT
    lines: list[Line] = field(default_factory=list)

    @property
    def edge(self) -> Edge:
        """What its words, its status and its address are those of."""
        return self.edges[0]

    @property
    def height(self) -> float:
        return len(self.words) * _LEADING + 2 * _AROUND_WORDS

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def texts(self) -> list[Text]:
        """Its words, anchored where its lines leave."""
        x = self.x + (BOX - _PAD if self.side == RIGHT else _PAD)
        return [Text(words, x, self.y + row * _LEADING) for row, words in enumerate(self.words, 1)]


@dataclass
class Node:
    """A thing in the drawing: its box by the upper left corner, its name in lines, and the view that it is left to.

    Attributes:
        column: the number of its column.
        head: how high the part of the box is that holds the name.
    """

    entity: Entity
    column: int
    name: Sequence[str]
    head: float
    rows: list[Row]
    view: str
    x: float = 0
    y: float = 0
    width: float = BOX

    @property
    def height(self) -> float:
        """How high the box is."""
        return self.head + sum(row.height for row in self.rows) + (_AROUND_WORDS if self.rows else 0)

    @property
    def middle(self) -> float:
        """Where lines arrive."""
        return self.y + self.head / 2

    @property
    def texts(self) -> list[Text]:
        """Its name, anchored in the middle."""
        top = self.middle - len(self.name) * _NAME_LEADING / 2 - 3.5
        return [
            Text(words, self.x + self.width / 2, top + row * _NAME_LEADING) for row, words in enumerate(self.name, 1)
        ]

    def at(self, side: int) -> float:
        """Return where a side of it is."""
        return self.x + (self.width if side == RIGHT else 0)


class Boxes:
    """The boxes of things in columns: how large they are, and where they stand.

    Args:
        types: the types of things in each column.
        columns: the things, from above.
        lines: all lines.
    """

    def __init__(self, types: Sequence[Sequence[str]], columns: list[list[Entity]], lines: Sequence[Edge]) -> None:
        filled = [(head, column) for head, column in zip(types, columns, strict=True) if column]
        self._place = {entity.id: number for number, (_, column) in enumerate(filled) for entity in column}
        self._last = len(filled) - 1
        self.rows: dict[int, Row] = {}
        self.nodes = self._nodes([entity for _, column in filled for entity in column], lines)
        self._columns = [[self.nodes[entity.id] for entity in column] for _, column in filled]
        goes_out = any(self._place[edge.subject] == 0 and self.sides(edge)[0] == LEFT for edge in lines)
        left = OUT[1] + 6 if goes_out else _EDGE
        shared = (_WIDTH - left - _EDGE - len(filled) * BOX) / max(self._last, 1)
        self.between = min(max(shared, _BETWEEN[0]), _BETWEEN[1])
        self.left = [left + number * (BOX + self.between) for number in range(len(filled))]
        self.width = self.left[-1] + BOX + _EDGE
        heads = [text_metrics.lines(", ".join(head), BOX, _WORDS, most=3) for head, _ in filled]
        self.heads = tuple(
            Text(words, x, row * _LEADING - 3)
            for head, x in zip(heads, self.left, strict=True)
            for row, words in enumerate(head, 1)
        )
        self._top = max(map(len, heads)) * _LEADING + 4
        self.stack({})

    def _nodes(self, entities: Iterable[Entity], lines: Iterable[Edge]) -> dict[str, Node]:
        arriving: Counter[tuple[str, int]] = Counter()
        views: dict[str, list[str]] = defaultdict(list)
        rows: dict[str, list[Row]] = defaultdict(list)
        for edge in lines:
            row = self.rows.get(id(edge.statement))
            if not row:
                words = text_metrics.lines(edge.label, BOX - 2 * _PAD, _WORDS, most=3)
                row = self.rows[id(edge.statement)] = Row([], words)
                rows[edge.subject].append(row)
            row.edges.append(edge)
            arriving[edge.target.id, self.sides(edge)[1]] += 1
            for end in edge.ends:
                views[end].append(edge.view)
        nodes = {}
        for entity in entities:
            name = text_metrics.lines(entity.name, BOX - 2 * _PAD, _NAME, most=3)
            met = max(arriving[entity.id, side] for side in (LEFT, RIGHT))
            head = max(len(name) * _NAME_LEADING + 2 * _AROUND_NAME, met * STEP + 8)
            view = common_view(views[entity.id])
            nodes[entity.id] = Node(entity, self._place[entity.id], name, head, rows[entity.id], view)
        return nodes

    def sides(self, edge: Edge) -> tuple[int, int]:
        """Return the sides at which a line leaves and arrives. One that stays in its column goes round outside."""
        here, there = (self._place[id] for id in edge.ends)
        if here == there:
            return (RIGHT, RIGHT) if 0 < here < self._last else (LEFT, LEFT)
        return (RIGHT, LEFT) if here < there else (LEFT, RIGHT)

    def ends(self, edge: Edge) -> tuple[Node, Node]:
        return self.nodes[edge.subject], self.nodes[edge.target.id]

    def stack(self, passing: Mapping[Gap, int]) -> None:
        """Place the boxes, spread evenly over their columns.

        Args:
            passing: how many lines pass each gap, which then has room for so many.
        """
        room: Counter[int] = Counter()
        for (number, _), lines in passing.items():
            room[number] += lines * STEP
        filled = [sum(node.height for node in column) + room[n] for n, column in enumerate(self._columns)]
        height = max(tall + len(column) * _APART for tall, column in zip(filled, self._columns, strict=True))
        self.height = self._top + height
        self._gaps: list[list[float]] = []
        for number, column in enumerate(self._columns):
            apart = (height - filled[number]) / len(column)
            end: float = self._top
            self._gaps.append([])
            for row, node in enumerate(column):
                node.x = self.left[number]
                node.y = end + (apart if row else apart / 2) + passing.get((number, row), 0) * STEP
                self._gaps[-1].append((end + node.y) / 2)
                end = node.y + node.height
            self._gaps[-1].append((end + self.height) / 2)

    def middle(self, gap: Gap) -> float:
        """Return the height of a gap's middle."""
        return self._gaps[gap[0]][gap[1]]

    def nearest_gap(self, column: int, y: float) -> Gap:
        return column, min(range(len(self._gaps[column])), key=lambda row: abs(self._gaps[column][row] - y))
