"""How the things of the article are connected, drawn as a map: a line for each claim or answer that names another.

Things stand in columns. The box of each has its name, and below it a row of words for each claim about it, from which
the lines leave; they end beside the name of what they lead to. Lines keep to the room between columns, and pass a
column only between two boxes: so none lies on words, whatever the data has.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ...model.facts import Facts
from ...model.records import Entity
from ..views import common_view
from . import text_metrics
from .relations import Edge, column_types, edges

# Lengths are in the drawing's own units. The size of names and of other words, and from line to line of each.
_NAME, _WORDS, _NAME_LEADING, _LEADING = 13.5, 10.5, 16, 13
# A box, and its padding at the sides, above and below its name, and above and below the words of a row.
_BOX, _PAD, _AROUND_NAME, _AROUND_WORDS = 186, 10, 9, 3
# The least room between two boxes of a column, and from line to line beside a name and between boxes.
_APART, _STEP = 22, 9
# The room between two columns at least and at most, and the width of a drawing that they share; what is left of it and
# right of it for an outline; how far a line that stays with its column goes out of it at least and at most.
_BETWEEN, _WIDTH, _EDGE, _OUT = (90, 240), 990, 2, (18, 92)
_ARROW, _CROSS = 7, 10
#: The radius of a dot.
DOT = 4
LEFT, RIGHT = -1, 1


class Line(NamedTuple):
    """A line to a thing: its curve, its end and its dot as SVG paths."""

    target: str
    curve: str
    end: str
    dot: str


@dataclass
class Row:
    """A claim or an answer in the box of what it is about: its words, where they begin, and its lines.

    Attributes:
        edges: what it says of which things.
        words: the property, in lines.
        x: where the words begin or end.
        y: the top.
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
    width: float = _BOX

    @property
    def height(self) -> float:
        return self.head + sum(row.height for row in self.rows) + (_AROUND_WORDS if self.rows else 0)

    @property
    def middle(self) -> float:
        """Where lines arrive."""
        return self.y + self.head / 2

    def at(self, side: int) -> float:
        return self.x + (self.width if side == RIGHT else 0)


class Drawing(NamedTuple):
    """A map, its size, and the types of things in its columns with where those begin."""

    nodes: tuple[Node, ...]
    width: float
    height: float
    columns: tuple[tuple[Sequence[str], float], ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for node in self.nodes for row in node.rows)


class CubicCurve(NamedTuple):
    """A cubic curve between two points that leaves and arrives level: `bend` is where its handles stand."""

    x1: float
    y1: float
    bend: float
    x2: float
    y2: float

    @property
    def curve(self) -> str:
        x1, y1, bend, x2, y2 = map(_short, self)
        return f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"

    @property
    def dot(self) -> str:
        """A dot where it leaves."""
        left = self.x1 + math.copysign(DOT, self.bend - self.x1) - DOT
        return f"M{_short(left)} {_short(self.y1)}a{DOT} {DOT} 0 1 0 {2 * DOT} 0a{DOT} {DOT} 0 1 0 -{2 * DOT} 0z"

    @property
    def arrow(self) -> str:
        """The head where it arrives."""
        back = math.copysign(_ARROW, self.bend - self.x2)
        return f"M{_short(self.x2)} {_short(self.y2)}l{_short(back)} -3.5v7z"

    @property
    def cross(self) -> str:
        """In place of the head: that the claim denies it."""
        x = self.x2 + math.copysign(_CROSS, self.bend - self.x2) - _CROSS / 2
        return f"M{_short(x)} {_short(self.y2 - _CROSS / 2)}l{_CROSS} {_CROSS}m0 -{_CROSS}l-{_CROSS} {_CROSS}"


def drawing(facts: Facts) -> Drawing | None:
    """Return the map, or nothing where no two things on it are connected."""
    lines = edges(facts)
    return _Layout(column_types(facts), _ordered(facts, lines), lines).drawing() if lines else None


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


class _Layout:
    """Where everything stands. Boxes come first, then rows in boxes, then lines."""

    def __init__(self, types: Sequence[Sequence[str]], columns: list[list[Entity]], lines: Sequence[Edge]) -> None:
        filled = [number for number, column in enumerate(columns) if column]
        self._types = [types[number] for number in filled]
        place = {entity.id: column for column, number in enumerate(filled) for entity in columns[number]}
        self._last = len(filled) - 1
        self._lines = lines
        self._place = place
        self._nodes = self._boxes([entity for column in columns for entity in column])
        self._columns = [[node for node in self._nodes.values() if node.column == n] for n in range(len(filled))]
        self._out = any(self._sides(edge)[0] == LEFT and place[edge.subject] == 0 for edge in lines)
        left = _OUT[1] + 6 if self._out else _EDGE
        shared = (_WIDTH - left - _EDGE - len(filled) * _BOX) / max(self._last, 1)
        self._between = min(max(shared, _BETWEEN[0]), _BETWEEN[1])
        self._left = [left + number * (_BOX + self._between) for number in range(len(filled))]
        self._heads = [text_metrics.lines(", ".join(types), _BOX, _WORDS, most=3) for types in self._types]
        self._top = max(map(len, self._heads)) * _LEADING + 4

    def drawing(self) -> Drawing:
        height = self._stack({})
        passing = self._passing()
        if passing:
            height = self._stack(Counter(gap for gaps in passing.values() for gap in gaps))
        tracks = self._tracks(passing)
        self._sort_rows(tracks)
        self._draw(tracks)
        width = self._left[-1] + _BOX + _EDGE
        return Drawing(tuple(self._nodes.values()), width, height, tuple(zip(self._heads, self._left, strict=True)))

    def _boxes(self, entities: Iterable[Entity]) -> dict[str, Node]:
        views: dict[str, list[str]] = defaultdict(list)
        rows: dict[str, dict[int, Row]] = defaultdict(dict)
        arrivals: Counter[tuple[str, int]] = Counter()
        for edge in self._lines:
            row = rows[edge.subject].setdefault(id(edge.statement), Row([], self._words(edge)))
            row.edges.append(edge)
            arrivals[edge.target.id, self._sides(edge)[1]] += 1
            for end in edge.ends:
                views[end].append(edge.view)
        nodes = {}
        for entity in entities:
            name = text_metrics.lines(entity.name, _BOX - 2 * _PAD, _NAME, most=3)
            met = max(arrivals[entity.id, side] for side in (LEFT, RIGHT))
            head = max(len(name) * _NAME_LEADING + 2 * _AROUND_NAME, met * _STEP + 8)
            own = [*rows[entity.id].values()]
            nodes[entity.id] = Node(entity, self._place[entity.id], name, head, own, common_view(views[entity.id]))
        return nodes

    @staticmethod
    def _words(edge: Edge) -> Sequence[str]:
        return text_metrics.lines(edge.label, _BOX - 2 * _PAD, _WORDS, most=3)

    def _sides(self, edge: Edge) -> tuple[int, int]:
        """Return the sides at which a line leaves and arrives. One that stays in its column goes round outside."""
        here, there = (self._place[id] for id in edge.ends)
        if here == there:
            return (RIGHT, RIGHT) if 0 < here < self._last else (LEFT, LEFT)
        return (RIGHT, LEFT) if here < there else (LEFT, RIGHT)

    def _stack(self, passing: Mapping[tuple[int, int], int]) -> float:
        """Place the boxes, spread evenly over their columns; return the height of all.

        Args:
            passing: how many lines pass each column in each of its gaps, which have room for so many.
        """
        room = [sum(number for (column, _), number in passing.items() if column == n) * _STEP for n in self._numbers]
        tall = [sum(node.height for node in column) for column in self._columns]
        height = max(
            filled + more + len(column) * _APART for filled, more, column in zip(tall, room, self._columns, strict=True)
        )
        self._gaps: list[list[tuple[float, float]]] = []
        for number, column in enumerate(self._columns):
            apart = (height - tall[number] - room[number]) / len(column)
            end: float = self._top
            gaps: list[tuple[float, float]] = []
            for row, node in enumerate(column):
                node.x = self._left[number]
                node.y = end + (apart if row else apart / 2) + passing.get((number, row), 0) * _STEP
                gaps.append((end, node.y))
                end = node.y + node.height
            self._gaps.append([*gaps, (end, self._top + height)])
        return self._top + height

    @property
    def _numbers(self) -> range:
        return range(len(self._columns))

    def _passing(self) -> dict[int, list[tuple[int, int]]]:
        """Return the gaps through which each line (by its number) passes columns: behind a box it would seem to end
        there.
        """
        passing = {}
        for number, edge in enumerate(self._lines):
            here, there = (self._nodes[id] for id in edge.ends)
            step = self._sides(edge)[0]
            passed = range(here.column + step, there.column, step) if here.column != there.column else ()
            if passed:
                way = (there.middle - here.middle) / abs(there.column - here.column)
                passing[number] = [
                    (column, self._nearest_gap(column, here.middle + way * abs(column - here.column)))
                    for column in passed
                ]
        return passing

    def _nearest_gap(self, column: int, y: float) -> int:
        gaps = self._gaps[column]
        return min(range(len(gaps)), key=lambda gap: abs(sum(gaps[gap]) / 2 - y))

    def _tracks(self, passing: Mapping[int, list[tuple[int, int]]]) -> dict[int, list[tuple[int, float]]]:
        """Return where each of those lines passes: the columns in turn, and the height in each."""
        sharing: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, gaps in passing.items():
            for place in gaps:
                sharing[place].append(number)
        tracks: dict[int, list[tuple[int, float]]] = {number: [] for number in passing}
        for number, gaps in passing.items():
            for column, gap in gaps:
                sharers = sorted(sharing[column, gap], key=self._mean)
                middle = sum(self._gaps[column][gap]) / 2
                y = middle + (sharers.index(number) - (len(sharers) - 1) / 2) * _STEP
                tracks[number].append((column, y))
        return tracks

    def _mean(self, number: int) -> float:
        return sum(self._nodes[id].middle for id in self._lines[number].ends)

    def _sort_rows(self, tracks: Mapping[int, list[tuple[int, float]]]) -> None:
        """Put the rows of each box in such an order that few of their lines cross, and the words where lines leave."""
        rank: dict[int, tuple[int, float]] = {}
        for number, edge in enumerate(self._lines):
            here, there = (self._nodes[id] for id in edge.ends)
            first = tracks[number][0][1] if number in tracks else there.middle
            rank.setdefault(id(edge.statement), _rank(here, there, first))
        for node in self._nodes.values():
            node.rows.sort(key=lambda row: rank[id(row.edge.statement)])
            y = node.y + node.head
            for row in node.rows:
                row.side = RIGHT if sum(self._sides(edge)[0] for edge in row.edges) > 0 else LEFT
                row.x, row.y = node.at(row.side) - row.side * _PAD, y
                y += row.height

    def _draw(self, tracks: Mapping[int, list[tuple[int, float]]]) -> None:
        rows = {id(row.edge.statement): row for node in self._nodes.values() for row in node.rows}
        arriving: dict[tuple[str, int], list[tuple[tuple[int, float], int]]] = defaultdict(list)
        for number, edge in enumerate(self._lines):
            here, there = (self._nodes[id] for id in edge.ends)
            last = tracks[number][-1][1] if number in tracks else rows[id(edge.statement)].middle
            arriving[there.entity.id, self._sides(edge)[1]].append((_rank(there, here, last), number))
        port = {}
        for (target, _), met in arriving.items():
            for place, (_, number) in enumerate(sorted(met)):
                port[number] = self._nodes[target].middle + (place - (len(met) - 1) / 2) * _STEP
        for number, edge in enumerate(self._lines):
            row = rows[id(edge.statement)]
            ways = self._ways(edge, row.middle, tracks.get(number, ()), port[number])
            end = ways[-1].cross if edge.property.sense else ways[-1].arrow
            row.lines.append(Line(edge.target.id, "".join(way.curve for way in ways), end, ways[0].dot))

    def _ways(self, edge: Edge, y1: float, tracks: Iterable[tuple[int, float]], y2: float) -> list[CubicCurve]:
        here, there = (self._nodes[id] for id in edge.ends)
        leaving, arriving = self._sides(edge)
        x1, x2 = here.at(leaving), there.at(arriving)
        if here.column == there.column:
            # A curve reaches three quarters of the way to its handles. The farther it goes, the farther out.
            most = min(_OUT[1], self._between * 0.7)
            out = _OUT[0] + (most - _OUT[0]) * abs(y2 - y1) / self._gaps[here.column][-1][1]
            return [CubicCurve(x1, y1, x1 + leaving * out * 4 / 3, x2, y2)]
        ways = []
        for column, y in tracks:
            enters, leaves = (self._left[column], self._left[column] + _BOX)[::leaving]
            ways.append(CubicCurve(x1, y1, (x1 + enters) / 2, enters, y))
            ways.append(CubicCurve(enters, y, (enters + leaves) / 2, leaves, y))
            x1, y1 = leaves, y
        return [*ways, CubicCurve(x1, y1, (x1 + x2) / 2, x2, y2)]


def _rank(node: Node, other: Node, y: float) -> tuple[int, float]:
    """Return the rank of a line among those that meet a box at one side, from above: `y` is where it comes from.

    Lines that go round outside lie in one another like the halves of an onion: those from above meet the box over the
    others, those from below under them, and the longest is the outermost.
    """
    if node.column != other.column:
        return 1, y
    return (0 if other.y < node.y else 2), -y


def _short(number: float) -> str:
    """Return a number with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")
