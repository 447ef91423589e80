"""How the things of the article are connected, drawn as a map: a node for each thing, a line for each claim or answer.

There are two forms: columns, for a wide page, and arcs beside a list, for a phone. Both are made at build time. They
share nodes, ports and curves, so they share a module, which is longer than others for that.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...model.facts import Facts
from ...model.records import Entity
from ..views import common_view
from . import text_metrics
from .relations import Edge, column_types, edges

# Lengths are in the drawings' own units, which are CSS pixels where there is room.
# The type of names and of labels, and from line to line of a name.
_TYPE, _LABEL, _LEADING = 13.5, 10.5, 16
# Columns: a box, the room between two, the room left and right of all, the headings; boxes apart, and their padding.
_BOX, _BETWEEN, _LEFT, _RIGHT, _HEAD, _APART, _PAD = 158, 204, 138, 4, 26, 34, 10
# Arcs: the room for names, the least height of a row, and the width of all.
_NAMES, _ROW, _WIDTH = 148, 50, 348
_ARROW, _CROSS = 7, 10
#: The radius of a dot.
DOT = 4
# What a label is said to cover for each point of another line below it, beside the area that it takes from others; and
# how much more than that area it counts where it lies on a box.
_CROSSED, _HIDING = 25, 20


class Node(NamedTuple):
    """A thing in the drawing: its box by the upper left corner, its name in lines, and the view that it is left to."""

    entity: Entity
    x: float
    y: float
    width: float
    height: float
    lines: Sequence[str]
    view: str

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


class Line(NamedTuple):
    """An edge in the drawing: its curve, its end and its dot as SVG paths, and the middle of its label."""

    edge: Edge
    curve: str
    end: str
    dot: str
    x: float
    y: float


class Drawing(NamedTuple):
    """A map, its size, and the types of things in its columns with where those begin."""

    form: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    width: float
    height: float
    columns: tuple[tuple[Sequence[str], float], ...] = ()


class CubicCurve(NamedTuple):
    """A cubic curve between two points that leaves and arrives level: `bend` is where its handles stand."""

    x1: float
    y1: float
    bend1: float
    bend2: float
    x2: float
    y2: float

    def at(self, t: float) -> tuple[float, float]:
        s = 1 - t
        x = s**3 * self.x1 + 3 * s * s * t * self.bend1 + 3 * s * t * t * self.bend2 + t**3 * self.x2
        y = (s**3 + 3 * s * s * t) * self.y1 + (3 * s * t * t + t**3) * self.y2
        return x, y

    @property
    def curve(self) -> str:
        x1, y1, bend1, bend2, x2, y2 = map(_short, self)
        return f"M{x1} {y1}C{bend1} {y1} {bend2} {y2} {x2} {y2}"

    @property
    def dot(self) -> str:
        """A dot where it leaves."""
        left = self.x1 + math.copysign(DOT, self.bend1 - self.x1) - DOT
        return f"M{_short(left)} {_short(self.y1)}a{DOT} {DOT} 0 1 0 {2 * DOT} 0a{DOT} {DOT} 0 1 0 -{2 * DOT} 0z"

    @property
    def arrow(self) -> str:
        """The head where it arrives."""
        back = math.copysign(_ARROW, self.bend2 - self.x2)
        return f"M{_short(self.x2)} {_short(self.y2)}l{_short(back)} -3.5v7z"

    @property
    def cross(self) -> str:
        """In place of the head: that the claim denies it."""
        x = self.x2 + math.copysign(_CROSS, self.bend2 - self.x2) - _CROSS / 2
        return f"M{_short(x)} {_short(self.y2 - _CROSS / 2)}l{_CROSS} {_CROSS}m0 -{_CROSS}l-{_CROSS} {_CROSS}"


def drawings(facts: Facts) -> tuple[Drawing, Drawing]:
    """Return the map as columns and as arcs."""
    lines = edges(facts)
    columns = _ordered(facts, lines)
    return _columns(column_types(facts), columns, lines), _arcs(
        [entity for column in columns for entity in column], lines
    )


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


def _columns(types: Sequence[Sequence[str]], columns: list[list[Entity]], lines: Sequence[Edge]) -> Drawing:
    left = [_LEFT + number * (_BOX + _BETWEEN) for number in range(len(columns))]
    nodes, gaps, height = _placed(columns, left, _views(lines))
    place = {entity.id: number for number, column in enumerate(columns) for entity in column}

    def sides(edge: Edge) -> tuple[int, int]:
        """Return the sides where a line leaves and arrives: -1 left, 1 right. Within a column it goes outside."""
        here, there = (place[id] for id in edge.ends)
        if here == there:
            return (-1, -1) if here == 0 else (1, 1)
        return (1, -1) if here < there else (-1, 1)

    port = _ports(nodes, lines, sides)
    passing: Counter[float] = Counter()
    routes: list[tuple[Edge, list[CubicCurve]]] = []
    for number, edge in enumerate(lines):
        (x1, y1), (x2, y2) = (port[number, id] for id in edge.ends)
        here, there = (place[id] for id in edge.ends)
        side, ways = sides(edge)[0], []
        for passed in range(here + side, there, side) if here != there else ():
            # A line that passes a column keeps to a gap in it: behind a box it would seem to end there.
            y = _nearest(gaps[passed], y1 + (y2 - y1) * abs(passed - here) / abs(there - here))
            passing[y] += 1
            y += (passing[y] - 1) * 11
            enters, exits = (left[passed], left[passed] + _BOX)[::side]
            ways += [_level(x1, y1, enters, y), _level(enters, y, exits, y)]
            x1, y1 = exits, y
        if here == there:
            bend = side * (26 + min(abs(y2 - y1) * 0.32, _LEFT))
            ways.append(CubicCurve(x1, y1, x1 + bend, x2 + bend, x2, y2))
        else:
            ways.append(_level(x1, y1, x2, y2))
        routes.append((edge, ways))
    drawn, heads = _labelled(routes, nodes.values()), tuple(zip(types, left, strict=True))
    return Drawing("columns", tuple(nodes.values()), drawn, left[-1] + _BOX + _RIGHT, height, heads)


def _placed(
    columns: list[list[Entity]], left: Sequence[float], views: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Node], list[list[float]], float]:
    """Return the boxes of things, spread evenly over their columns; the middles of the gaps in each; and the height
    of all.

    Args:
        left: where each column begins.
        views: the view of each line that ends at a thing.
    """
    # High enough for the name, and for the lines that end at either side.
    tall = {
        id: max(len(_name(entity, _BOX)) * _LEADING + 16, len(views[id]) * 6 + 10) for id, entity in _by_id(columns)
    }
    height = max(sum(tall[entity.id] + _APART for entity in column) for column in columns)
    nodes: dict[str, Node] = {}
    gaps: list[list[float]] = []
    for column, x in zip(columns, left, strict=True):
        apart = (height - sum(tall[entity.id] for entity in column)) / max(len(column), 1)
        y: float = _HEAD
        gaps.append([y])
        for entity in column:
            name, view = _name(entity, _BOX), common_view(views[entity.id])
            nodes[entity.id] = Node(entity, x, y + apart / 2, _BOX, tall[entity.id], name, view)
            y += tall[entity.id] + apart
            gaps[-1].append(y)
    return nodes, gaps, height + _HEAD


def _arcs(entities: list[Entity], lines: Sequence[Edge]) -> Drawing:
    views = _views(lines)
    nodes: dict[str, Node] = {}
    far: float = 0
    for entity in entities:
        tall = max(_ROW, len(views[entity.id]) * 10 + 8)
        name, view = _name(entity, _NAMES), common_view(views[entity.id])
        nodes[entity.id] = Node(entity, 0, far, _NAMES, tall, name, view)
        far += tall
    port = _ports(nodes, lines, lambda edge: (1, 1))
    drawn = []
    for number, edge in enumerate(lines):
        (x1, y1), (x2, y2) = (port[number, id] for id in edge.ends)
        # A curve reaches three quarters of the way to its handles.
        bend = x1 + (_WIDTH - _NAMES) * 4 / 3 * (0.14 + 0.84 * abs(y2 - y1) / far)
        way = CubicCurve(x1, y1, bend, bend, x2, y2)
        drawn.append(_line(edge, [way], way.at(0.5)))
    return Drawing("arcs", tuple(nodes.values()), tuple(drawn), _WIDTH, far)


def _views(lines: Iterable[Edge]) -> Mapping[str, Sequence[str]]:
    """Return the view of each line that ends at a thing, by the thing's id."""
    views: dict[str, list[str]] = defaultdict(list)
    for edge in lines:
        for id in edge.ends:
            views[id].append(edge.view)
    return views


def _name(entity: Entity, width: float) -> list[str]:
    return text_metrics.lines(entity.name, width - 2 * _PAD, _TYPE, most=3)


def _ports(
    nodes: Mapping[str, Node], lines: Sequence[Edge], sides: Callable[[Edge], tuple[int, int]]
) -> dict[tuple[int, str], tuple[float, float]]:
    """Return where each line (by its number) meets each of its two nodes: spread over the side, so that few lines
    cross.
    """
    meeting: dict[tuple[str, int], list[tuple[int, float, int]]] = defaultdict(list)
    for number, edge in enumerate(lines):
        ends = [nodes[id] for id in edge.ends]
        for node, other, side in zip(ends, ends[::-1], sides(edge), strict=True):
            # Lines that go round the outside lie in one another like the halves of an onion: those that go up meet
            # the node above the others, those that go down below them, and the longest is the outermost.
            if node.x != other.x:
                rank = (1, other.middle, number)
            elif other.middle < node.middle:
                rank = (0, -other.middle, -number)
            else:
                rank = (2, -other.middle, number)
            meeting[node.entity.id, side].append(rank)
    ports = {}
    for (id, side), met in meeting.items():
        node = nodes[id]
        step = min(11.0, (node.height - 12) / max(len(met) - 1, 1))
        for row, (*_, number) in enumerate(sorted(met)):
            x = node.x + (node.width if side > 0 else 0)
            ports[abs(number), id] = (x, node.middle + (row - (len(met) - 1) / 2) * step)
    return ports


def _level(x1: float, y1: float, x2: float, y2: float) -> CubicCurve:
    """Return a way from left to right, or from right to left."""
    return CubicCurve(x1, y1, (x1 + x2) / 2, (x1 + x2) / 2, x2, y2)


def _labelled(edges: Iterable[tuple[Edge, list[CubicCurve]]], nodes: Iterable[Node]) -> tuple[Line, ...]:
    """Return the lines with their labels, each where it covers the least of nodes and other labels."""
    edges = list(edges)
    boxes = [_Area(node.x - 2, node.y - 2, node.x + node.width + 2, node.y + node.height + 2) for node in nodes]
    taken: list[_Area] = []
    drawn = [(edge, [way.at(step / 24) for way in ways for step in range(25)]) for edge, ways in edges]
    drawn_lines = []
    for edge, ways in edges:
        half = text_metrics.width(edge.label, _LABEL) / 2 + 2
        others = [point for other, points in drawn if other is not edge for point in points]
        spots = [way.at(step / 24) for way in ways for step in sorted(range(3, 22), key=lambda step: abs(step - 12))]
        areas = [_Area(x - half, y - 8, x + half, y + 8) for x, y in spots]
        covered = [
            sum(area.overlap(other) for other in taken)
            + sum(area.overlap(box) for box in boxes) * _HIDING
            - min(area.left, 0) * 16
            + sum(area.holds(x, y) for x, y in others) * _CROSSED
            for area in areas
        ]
        best = covered.index(min(covered))
        taken.append(areas[best])
        drawn_lines.append(_line(edge, ways, spots[best]))
    return tuple(drawn_lines)


def _line(edge: Edge, ways: list[CubicCurve], label: tuple[float, float]) -> Line:
    end = ways[-1].cross if edge.property.sense else ways[-1].arrow
    return Line(edge, "".join(way.curve for way in ways), end, ways[0].dot, *label)


class _Area(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left < x < self.right and self.top < y < self.bottom

    def overlap(self, other: _Area) -> float:
        wide = min(self.right, other.right) - max(self.left, other.left)
        tall = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0) * max(tall, 0)


def _by_id(columns: list[list[Entity]]) -> Iterator[tuple[str, Entity]]:
    return ((entity.id, entity) for column in columns for entity in column)


def _nearest(numbers: Iterable[float], wanted: float) -> float:
    return min(numbers, key=lambda number: abs(number - wanted))


def _short(number: float) -> str:
    """Return a number with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")
