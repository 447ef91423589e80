"""What the article dates and what became known since, on one line of time for each thing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ...model.facts import Facts
from ...model.records import Claim, Entity, FollowUp
from ...model.values import Date
from . import text_metrics

# In the drawing's own units, which are CSS pixels where there is room: the years, a lane, a mark, a bar.
_TOP, _LANE, _MARK, _BAR = 36, 30, 17, 18
# The type of labels (in bold they are wider), how far they stand from an edge, and the room that a year's number takes.
_TYPE, _BOLD, _PAD, _YEAR = 11, 1.1, 6, 60


class Entry(NamedTuple):
    """Something with a date: a claim about when, or a follow-up; neither is the article itself."""

    date: Date
    claim: Claim | None = None
    news: FollowUp | None = None


class Label(NamedTuple):
    """Words in the drawing, where they begin, and how wide they are at most."""

    words: str
    x: float
    width: float


class Bar(NamedTuple):
    """A claim about when: from its first day to the end of its last, and the label on it or beside it."""

    claim: Claim
    x: float
    y: float
    width: float
    label: Label


class Mark(NamedTuple):
    """A follow-up to a claim or a question, by the middle of its mark."""

    news: FollowUp
    question: str
    x: float
    y: float


class Lane(NamedTuple):
    """The line of one thing: `y` is where it runs, `name` where its name stands."""

    entity: Entity
    y: float
    name: float
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


class Timeline(NamedTuple):
    """The drawing: its lanes, the years with where they begin, and where the article and our knowledge stand.

    Where years are narrow, only some are named.
    """

    form: str
    lanes: tuple[Lane, ...]
    start: float
    years: tuple[tuple[int, float], ...]
    article: float
    name: Label
    followed: float | None
    width: float
    height: float


def entries(facts: Facts) -> tuple[Entry, ...]:
    """Return everything that has a date, in the order of time."""
    dated = [Entry(claim.value, claim=claim) for claim in facts.select() if isinstance(claim.value, Date)]
    dated_entries = [*dated, *(Entry(news.date, news=news) for news in facts.follow_ups)]
    if facts.article.date:
        dated_entries.append(Entry(facts.article.date))
    return tuple(sorted(dated_entries, key=lambda entry: (entry.date.last, entry.date.first)))


def timeline(facts: Facts, form: str, width: float, names: float = 0) -> Timeline:
    """Return the drawing at a width: the wider, the more of a year can be told apart.

    Args:
        names: the room at the left for the names of things; without any, each stands above its line.
    """
    shown = entries(facts)
    first = min(entry.date.first.year for entry in shown)
    last = max(entry.date.last.year for entry in shown) + 1
    start, end = dt.date(first, 1, 1), dt.date(last, 1, 1)

    def x(day: dt.date) -> float:
        return names + (width - names) * (day - start).days / (end - start).days

    def span(date: Date) -> tuple[float, float]:
        return x(date.first), x(date.last + dt.timedelta(days=1))

    bars: dict[str, list[tuple[Claim, float, float]]] = defaultdict(list)
    news: dict[str, list[tuple[FollowUp, str, float]]] = defaultdict(list)
    for entry in shown:
        since, until = span(entry.date)
        if entry.claim:
            bars[entry.claim.subject].append((entry.claim, since, until - since))
        elif entry.news:
            # A follow-up to several claims about one thing is one mark on its line.
            about = {question.partition(".")[0]: question for question in reversed(entry.news.about)}
            for subject, question in about.items():
                news[subject].append((entry.news, question, (since + until) / 2))
    lanes = []
    y: float = _TOP
    for id, entity in facts.entities.items():
        if id in bars or id in news:
            labels = [
                _label(claim.property.label, since, since + wide, names, width) for claim, since, wide in bars[id]
            ]
            reach = [
                (min(since, label.x), max(since + wide, label.x + label.width))
                for (_, since, wide), label in zip(bars[id], labels, strict=True)
            ]
            levels = _levels([*reach, *((middle - _MARK / 2, middle + _MARK / 2) for *_, middle in news[id])])
            y += _LANE
            above = y - 2
            y += (0 if names else _MARK) + max(levels) * _MARK
            heights = [y - level * _MARK for level in levels]
            drawn = tuple(
                Bar(claim, since, at - _BAR / 2, wide, label)
                for (claim, since, wide), label, at in zip(bars[id], labels, heights, strict=False)
            )
            marks = tuple(
                Mark(item, question, middle, at)
                for (item, question, middle), at in zip(news[id], heights[len(drawn) :], strict=True)
            )
            lanes.append(Lane(entity, y, y + 4 if names else above, drawn, marks))
    published = sum(span(facts.article.date)) / 2 if facts.article.date else 0
    step = _step((width - names) / (last - first))
    starts = ((year, x(dt.date(year, 1, 1))) for year in range(first, last) if year % step == 0)
    years = tuple((year, begins) for year, begins in starts if begins + _YEAR <= width or step == 1)
    return Timeline(
        form,
        tuple(lanes),
        names,
        years,
        published,
        _label("the article", published, published, names, width),
        x(facts.article.followed.first) if facts.article.followed else None,
        width,
        y + _LANE / 2,
    )


def _label(words: str, since: float, until: float, left: float, right: float) -> Label:
    """Return the label of a bar: on it where that is wide enough, else beside it, on the side that has room."""
    words = text_metrics.shortened(words, (right - left) / _BOLD, _TYPE)
    wide = text_metrics.width(words, _TYPE) * _BOLD
    if since + wide + 2 * _PAD <= until:
        x = since + _PAD
    elif until + _PAD + wide <= right:
        x = until + _PAD
    else:
        x = max(since - _PAD - wide, left)
    return Label(words, x, wide)


def _step(year: float) -> int:
    """Return which years have room for their number, at a width of one: each, each second, each fifth …"""
    return next((step for step in (1, 2, 5, 10, 20, 50, 100) if step * year >= _YEAR), 1000)


def _levels(spans: Iterable[tuple[float, float]]) -> list[int]:
    """Return for each span in turn the lowest level on which nothing stands in its way."""
    taken: list[list[tuple[float, float]]] = []
    levels = []
    for start, end in spans:
        free = (
            level for level, others in enumerate(taken) if all(end <= left or right <= start for left, right in others)
        )
        level = next(free, len(taken))
        if level == len(taken):
            taken.append([])
        taken[level].append((start, end))
        levels.append(level)
    return levels
