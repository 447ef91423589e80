"""What was said of a question over time, drawn: across when it was said, upwards the value.

A value with bounds is a bar, which ends in a point where it has none; any other is a dot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ...model.facts import Facts
from ...model.history import Entry, History
from ...model.values import Date, Extent, Value
from . import text_metrics

# In the drawing's own units, which are CSS pixels where there is room. It fits on the narrowest phone.
_WIDTH, _TOP, _TALL, _FOOT = 272, 22, 116, 18
# The type of labels and how far they keep from lines; a dot's radius, a bar's point, and how far apart marks stand.
_TYPE, _PAD, _RADIUS, _POINT, _APART = 11, 4, 4.5, 7, 13
#: The words at the line of the article.
ARTICLE = "the article"
# How much of an axis stays free at either end, beside what the values take of it; and how many marks it may have.
_FREE, _MARKS = 0.2, 4


class Label(NamedTuple):
    """A line of the grid: where it runs, and its words."""

    at: float
    words: str


class Reading(NamedTuple):
    """An entry of the history: a dot where `top` and `foot` are the same, else a bar, each end of it open or not."""

    entry: Entry
    x: float
    top: float
    foot: float
    open_top: bool = False
    open_foot: bool = False

    @property
    def is_dot(self) -> bool:
        return self.top == self.foot

    @property
    def bar(self) -> str:
        """The outline of a bar, as an SVG path. It ends in a point where it is open."""
        left, right = (round(self.x + side * _RADIUS, 1) for side in (-1, 1))
        top, foot = self.top + _POINT * self.open_top, self.foot - _POINT * self.open_foot
        over = f"L{self.x:.1f} {self.top:.1f}" if self.open_top else ""
        under = f"L{self.x:.1f} {self.foot:.1f}" if self.open_foot else ""
        return f"M{left} {foot:.1f}V{top:.1f}{over}L{right} {top:.1f}V{foot:.1f}{under}z"


class HistoryChart(NamedTuple):
    """The drawing: its readings, the lines across with their values, those upwards with their days, and its frame.

    `published` is where the article stands and `name` where its name begins, if it has a date; labels of values end
    at `left`.
    """

    readings: tuple[Reading, ...]
    values: tuple[Label, ...]
    days: tuple[Label, ...]
    published: float | None
    name: float
    left: float
    top: float
    foot: float
    width: float
    height: float


def history_charts(facts: Facts, history: History) -> tuple[HistoryChart, ...]:
    """Return a drawing for each measure that two or more entries give: prices in one currency, dates, lengths."""
    measured: dict[str, list[tuple[Entry, Value, Extent]]] = {}
    for entry in history.entries:
        value = entry.statement.value
        extent = value.extent if value else None
        if value and extent:
            measured.setdefault(extent.measure, []).append((entry, value, extent))
    return tuple(_chart(facts, drawn) for drawn in measured.values() if len(drawn) > 1)


def _chart(facts: Facts, drawn: Sequence[tuple[Entry, Value, Extent]]) -> HistoryChart:
    ends = [end for *_, extent in drawn for end in (extent.least, extent.most) if end is not None]
    free = max((max(ends) - min(ends)) * _FREE, *(extent.margin for *_, extent in drawn))
    low, high = min(ends) - free, max(ends) + free
    foot = _TOP + _TALL

    def y(place: float) -> float:
        return foot - _TALL * (place - low) / (high - low)

    values = [Label(y(place), words) for place, words in drawn[0][1].ticks(low, high, _MARKS)]
    left = _PAD + max((text_metrics.width(label.words, _TYPE) for label in values), default=0)
    article = facts.article
    times = [entry.date for entry, *_ in drawn]
    dated = [*times, *([article.date] if article.date else [])]
    looked = [article.followed.last.toordinal()] if article.followed else []
    first = min(date.first for date in dated).toordinal()
    last = max(*(date.last.toordinal() for date in dated), *looked, first + 30)

    def x(day: float) -> float:
        start, end = left + _PAD + _RADIUS, _WIDTH - _RADIUS - 1
        return start + (end - start) * (day - first) / (last - first)

    def middle(date: Date) -> float:
        return x((date.first.toordinal() + date.last.toordinal()) / 2)

    apart = _spread([middle(date) for date in times], x(first), x(last))
    readings = [_reading(entry, at, extent, y, foot) for (entry, _, extent), at in zip(drawn, apart, strict=True)]
    published = middle(article.date) if article.date else None
    return HistoryChart(
        tuple(readings),
        tuple(values),
        _days(times[0], first, last, x),
        published,
        min((published or 0) - _PAD, _WIDTH - text_metrics.width(ARTICLE, _TYPE)),
        left,
        _TOP,
        foot,
        _WIDTH,
        foot + _FOOT,
    )


def _reading(entry: Entry, x: float, extent: Extent, y: Callable[[float], float], foot: float) -> Reading:
    top = _TOP if extent.most is None else y(extent.most)
    low = foot if extent.least is None else y(extent.least)
    if low - top < 2 * _RADIUS:
        top = low = (low + top) / 2
    return Reading(entry, x, top, low, extent.most is None, extent.least is None)


def _days(date: Date, first: int, last: int, x: Callable[[float], float]) -> tuple[Label, ...]:
    """Return the lines upwards, whose words stand at the right of them: as many as have room for all their words, or
    for all but the last.
    """
    tried = [[Label(x(day), words) for day, words in date.ticks(first, last, n)] for n in range(_MARKS, 0, -1)]
    for labels in (*tried, *(labels[:-1] for labels in tried)):
        ends = [label.at + _PAD + text_metrics.width(label.words, _TYPE) for label in labels]
        begins = [*(label.at for label in labels[1:]), _WIDTH]
        if labels and all(end <= begin for end, begin in zip(ends, begins, strict=True)):
            return tuple(labels)
    return ()


def _spread(places: Sequence[float], first: float, last: float) -> list[float]:
    """Return places in their order, each moved just so far that it hides no other, within two bounds."""
    step = min(_APART, (last - first) / max(len(places) - 1, 1))
    order = sorted(range(len(places)), key=lambda number: places[number])
    spread = [0.0] * len(places)
    for rank, number in enumerate(order):
        before = spread[order[rank - 1]] + step if rank else first
        spread[number] = min(max(places[number], before), last - step * (len(order) - 1 - rank))
    return spread
