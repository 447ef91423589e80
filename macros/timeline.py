"""What the article dates and what became known since, on one line of time for each thing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from .facts import Claim, Entity, Facts, FollowUp
from .values import Date

# In the drawing's own units, which are CSS pixels where there is room: the years, a lane, a mark, a bar.
_TOP, _LANE, _MARK, _BAR = 36, 30, 17, 18


class Entry(NamedTuple):
    """Something with a date: a claim about when, or a follow-up; neither is the article itself."""

    date: Date
    claim: Claim | None = None
    news: FollowUp | None = None


class Bar(NamedTuple):
    """A claim about when: from its first day to the end of its last."""

    claim: Claim
    x: float
    y: float
    width: float


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
    """The drawing: its lanes, the years with where they begin, and where the article and our knowledge stand."""

    form: str
    lanes: tuple[Lane, ...]
    start: float
    years: tuple[tuple[int, float], ...]
    article: float
    followed: float | None
    width: float
    height: float


def entries(facts: Facts) -> tuple[Entry, ...]:
    """Everything that has a date, in the order of time."""
    dated = [Entry(claim.value, claim=claim) for claim in facts.select() if isinstance(claim.value, Date)]
    found = [*dated, *(Entry(news.date, news=news) for news in facts.follow_ups)]
    if facts.article.date:
        found.append(Entry(facts.article.date))
    return tuple(sorted(found, key=lambda entry: (entry.date.last, entry.date.first)))


def timeline(facts: Facts, form: str, width: float, names: float = 0) -> Timeline:
    """The drawing at a width: the wider, the more of a year can be told apart.

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
            levels = _levels([middle for *_, middle in news[id]])
            y += _LANE
            above = y - 2
            y += (0 if names else _MARK) + max(levels, default=0) * _MARK
            marks = (
                Mark(item, question, at, y - level * _MARK)
                for (item, question, at), level in zip(news[id], levels, strict=True)
            )
            made = (Bar(claim, since, y - _BAR / 2, wide) for claim, since, wide in bars[id])
            lanes.append(Lane(entity, y, y + 4 if names else above, tuple(made), tuple(marks)))
    return Timeline(
        form,
        tuple(lanes),
        names,
        tuple((year, x(dt.date(year, 1, 1))) for year in range(first, last)),
        sum(span(facts.article.date)) / 2 if facts.article.date else 0,
        x(facts.article.followed.first) if facts.article.followed else None,
        width,
        y + _LANE / 2,
    )


def _levels(places: Iterable[float]) -> list[int]:
    """For each place in turn the lowest level on which nothing stands in its way."""
    ends: list[float] = []
    found = []
    for place in places:
        level = next((level for level, end in enumerate(ends) if abs(place - end) >= _MARK), len(ends))
        ends[level : level + 1] = [place]
        found.append(level)
    return found
