"""How the things of the article are connected, drawn as a map: a line for each claim or answer that names another.

Things stand in columns. The box of each has its name, and below it a row of words for each claim about it, from which
the lines leave; they end beside the name of what they lead to. Lines keep to the room between columns, and pass a
column only between two boxes: so none lies on words, whatever the data has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ...model.facts import Facts
from ...model.records import Entity
from .boxes import BOX, LEFT, OUT, RIGHT, STEP, Boxes, Gap, Line, Node, Text
from .curves import CubicCurve
from .relations import Edge, column_types, edges


class Drawing(NamedTuple):
    """A map, its size, and over its columns the types of things in them."""

    nodes: tuple[Node, ...]
    width: float
    height: float
    heads: tuple[Text, ...]


def drawing(facts: Facts) -> Drawing | None:
    """Return the map, or nothing where no two things on it are connected."""
    lines = edges(facts)
    if not lines:
        return None
    boxes = Boxes(column_types(facts), _ordered(facts, lines), lines)
    _Lines(boxes, lines).draw()
    return Drawing(tuple(boxes.nodes.values()), boxes.width, boxes.height, boxes.heads)


def _ordered(facts: Facts, lines: Iterable[Edge]) -> list[list[Entity]]:
    """Return the things that have a line, by column, each near what it is tied to (the barycentre heuristic)."""
    near: dict[str, list[str]] = defaultdict(list)
    for here, there in (edge.ends for edge in lines):
        near[here].append(there)
        near[there].append(here)
    columns = [
        [entity for type in types for entity in facts.entities_of(type) if entity.id in near]
        for types in column_types(facts)
    ]
    height = {entity.id: (row + 0.5) / len(column) for column in columns for row, entity in enumerate(column)}
    for _ in range(8):
        for column in columns:
            wanted = {e.id: sum(height[id] for id in near[e.id]) / len(near[e.id]) for e in column}
            column.sort(key=lambda entity: wanted[entity.id])
            height |= {entity.id: (row + 0.5) / len(column) for row, entity in enumerate(column)}
    return columns


class _Lines:
    """The lines from box to box, each known by its number.

    One that passes columns leads through gaps between boxes: behind a box it would seem to end there.
    """

    def __init__(self, boxes: Boxes, lines: Sequence[Edge]) -> None:
        self._boxes = boxes
        self._lines = lines
        self._sharing: dict[Gap, list[int]] = defaultdict(list)
        self._passing = {number: self._gaps(edge) for number, edge in enumerate(lines)}
        for number, gaps in self._passing.items():
            for gap in gaps:
                self._sharing[gap].append(number)

    def _gaps(self, edge: Edge) -> list[Gap]:
        here, there = self._boxes.ends(edge)
        step = self._boxes.sides(edge)[0]
        if here.column == there.column:
            return []
        way = (there.middle - here.middle) / (there.column - here.column)
        passed = range(here.column + step, there.column, step)
        return [self._boxes.nearest_gap(column, here.middle + way * (column - here.column)) for column in passed]

    def draw(self) -> None:
        """Give room to the lines that pass between boxes, and each line to its row."""
        if self._sharing:
            self._boxes.stack({gap: len(numbers) for gap, numbers in self._sharing.items()})
        track: dict[tuple[Gap, int], float] = {}
        for gap, numbers in self._sharing.items():
            numbers.sort(key=lambda number: sum(node.middle for node in self._boxes.ends(self._lines[number])))
            for place, y in enumerate(_spread(self._boxes.middle(gap), len(numbers))):
                track[gap, numbers[place]] = y
        tracks = [[track[gap, number] for gap in self._passing[number]] for number in range(len(self._lines))]
        self._sort_rows(tracks)
        for edge, tracked, y in zip(self._lines, tracks, self._ports(tracks), strict=True):
            row = self._boxes.rows[id(edge.statement)]
            ways = self._ways(edge, row.middle, tracked, y)
            end = ways[-1].cross if edge.property.sense else ways[-1].arrow
            row.lines.append(Line(edge.target.id, "".join(way.curve for way in ways), end, ways[0].dot))

    def _sort_rows(self, tracks: Sequence[Sequence[float]]) -> None:
        """Put the rows of each box in such an order that few of their lines cross, and the words where lines leave."""
        rank: dict[int, tuple[int, float]] = {}
        for edge, tracked in zip(self._lines, tracks, strict=True):
            here, there = self._boxes.ends(edge)
            rank.setdefault(id(edge.statement), _rank(here, there, tracked[0] if tracked else there.middle))
        for node in self._boxes.nodes.values():
            node.rows.sort(key=lambda row: rank[id(row.edge.statement)])
            y = node.y + node.head
            for row in node.rows:
                row.side = RIGHT if sum(self._boxes.sides(edge)[0] for edge in row.edges) > 0 else LEFT
                row.x, row.y = node.x, y
                y += row.height

    def _ports(self, tracks: Sequence[Sequence[float]]) -> list[float]:
        """Return the height at which each line arrives."""
        arriving: dict[tuple[str, int], list[tuple[tuple[int, float], int]]] = defaultdict(list)
        for number, (edge, tracked) in enumerate(zip(self._lines, tracks, strict=True)):
            here, there = self._boxes.ends(edge)
            last = tracked[-1] if tracked else self._boxes.rows[id(edge.statement)].middle
            arriving[edge.target.id, self._boxes.sides(edge)[1]].append((_rank(there, here, last), number))
        ports = [0.0] * len(self._lines)
        for (target, _), met in arriving.items():
            for (_, number), y in zip(sorted(met), _spread(self._boxes.nodes[target].middle, len(met)), strict=True):
                ports[number] = y
        return ports

    def _ways(self, edge: Edge, y1: float, tracked: Sequence[float], y2: float) -> list[CubicCurve]:
        here, there = self._boxes.ends(edge)
        leaving, arriving = self._boxes.sides(edge)
        x1, x2 = here.at(leaving), there.at(arriving)
        if here.column == there.column:
            # A curve reaches three quarters of the way to its handles. The farther it goes, the farther out.
            most = min(OUT[1], self._boxes.between * 0.7)
            out = OUT[0] + (most - OUT[0]) * abs(y2 - y1) / self._boxes.height
            return [CubicCurve(x1, y1, x1 + leaving * out * 4 / 3, x2, y2)]
        ways = []
        for place, y in enumerate(tracked, 1):
            left = self._boxes.left[here.column + place * leaving]
            enters, leaves = (left, left + BOX)[::leaving]
            ways.append(CubicCurve(x1, y1, (x1 + enters) / 2, enters, y))
            ways.append(CubicCurve(enters, y, (enters + leaves) / 2, leaves, y))
            x1, y1 = leaves, y
        return [*ways, CubicCurve(x1, y1, (x1 + x2) / 2, x2, y2)]


def _spread(middle: float, number: int) -> list[float]:
    """Return so many heights around a middle."""
    return [middle + (place - (number - 1) / 2) * STEP for place in range(number)]


def _rank(node: Node, other: Node, y: float) -> tuple[int, float]:
    """Return the rank of a line among those that meet a box at one side, from above: `y` is where it comes from.

    Lines that go round outside lie in one another like the halves of an onion: those from above meet the box over the
    others, those from below under them, and the longest is the outermost.
    """
    if node.column != other.column:
        return 1, y
    return (0 if other.y < node.y else 2), -y
