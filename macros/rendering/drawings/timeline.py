"""What the article dates, what reports date since, and when those came out, on one line of time for each thing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ...model import history
from ...model.facts import Facts
from ...model.records import Answer, Claim, Entity, FollowUp
from ...model.values import Date, Prose
from . import text_metrics

# In the drawing's own units, which are CSS pixels where there is room: the years, a lane, a mark; a bar, one of what
# was said before, and the least width of either.
_TOP, _LANE, _MARK, _BAR, _PAST, _LEAST = 36, 30, 17, 15, 5, 3
# The type of labels (in bold they are wider), how far they stand from an edge, and the room that a year's number takes.
_TYPE, _BOLD, _PAD, _YEAR = 11, 1.1, 6, 60


class Reply(NamedTuple):
    """An answer about when, its place in the history of its question, and what it is to that now, if anything."""

    statement: Answer
    entry: history.Entry
    line: history.Line | None


class Entry(NamedTuple):
    """Something with a date: a claim or an answer about when, or a follow-up; none of them is the article itself."""

    date: Date
    claim: Claim | None = None
    answer: Reply | None = None
    news: FollowUp | None = None

    @property
    def question(self) -> str:
        """The id of the question that a claim or an answer is about."""
        return self.claim.id if self.claim else self.answer.statement.to if self.answer else ""

    @property
    def is_past(self) -> bool:
        """Whether it is an answer that something newer took the place of, or that came before the article."""
        return bool(self.answer and not self.answer.line)


class Label(NamedTuple):
    """Words in the drawing, where they begin, and how wide they are at most."""

    words: str
    x: float
    width: float


class Bar(NamedTuple):
    """A claim or an answer about when: from its first day to the end of its last, and the label on it or beside it.

    `y` is the middle. What an answer said before a newer one is a thin bar.
    """

    entry: Entry
    x: float
    y: float
    width: float
    height: float
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
    dated_entries = [*dated, *_answers(facts), *(Entry(news.date, news=news) for news in facts.follow_ups)]
    if facts.article.date:
        dated_entries.append(Entry(facts.article.date))
    return tuple(sorted(dated_entries, key=lambda entry: (entry.date.last, entry.date.first)))


def _answers(facts: Facts) -> Iterator[Entry]:
    """Yield the answers about when: those that are a date, or say since when something is so."""
    for question in facts.histories.values():
        lines = {line.entry.id: line for line in question.now}
        for said in question.entries:
            answer = said.statement
            if isinstance(answer, Answer):
                date = answer.value if isinstance(answer.value, Date) else answer.since
                if date:
                    yield Entry(date, answer=Reply(answer, said, lines.get(said.id)))


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

    bars: dict[str, list[tuple[Entry, float, float]]] = defaultdict(list)
    news: dict[str, list[tuple[FollowUp, str, float]]] = defaultdict(list)
    for entry in shown:
        since, until = span(entry.date)
        if entry.question:
            bars[entry.question.partition(".")[0]].append((entry, since, max(until, since + _LEAST)))
        elif entry.news:
            # A follow-up to several claims about one thing is one mark on its line.
            about = {question.partition(".")[0]: question for question in reversed(entry.news.about)}
            for subject, question in about.items():
                news[subject].append((entry.news, question, (since + until) / 2))
    lanes = []
    y: float = _TOP
    for id, entity in facts.entities.items():
        if id in bars or id in news:
            # From the bottom: what the article dates, what is known now, what was said before.
            own = sorted(bars[id], key=lambda bar: (bar[0].claim is None, bar[0].is_past))
            labels = [
                _label(_words(facts, entry), since, until, names, width, beside=entry.is_past)
                for entry, since, until in own
            ]
            reach = [
                (min(since, label.x), max(until, label.x + label.width))
                for (_, since, until), label in zip(own, labels, strict=True)
            ]
            levels = _levels([*reach, *((middle - _MARK / 2, middle + _MARK / 2) for *_, middle in news[id])])
            y += _LANE
            above = y - 2
            y += (0 if names else _MARK) + max(levels) * _MARK
            heights = [y - level * _MARK for level in levels]
            drawn = tuple(
                Bar(entry, since, at, until - since, _PAST if entry.is_past else _BAR, label)
                for (entry, since, until), label, at in zip(own, labels, heights, strict=False)
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
        _label(["the article"], published, published, names, width),
        x(facts.article.followed.first) if facts.article.followed else None,
        width,
        y + _LANE / 2,
    )


def _words(facts: Facts, entry: Entry) -> Sequence[str]:
    """Return the words on a bar, the fullest first: what a claim is about, or what an answer says."""
    if entry.claim:
        return [entry.claim.property.label]
    assert entry.answer
    answer, line = entry.answer.statement, entry.answer.line
    now = "" if not line else "Talk: " if line.role == history.TALK else "Now: "
    plain = dataclasses.replace(answer, detail=Prose())
    short, scope = facts.known_text(plain), facts.scope_text(answer)
    bare = "no longer" if answer.no_longer else facts.claim_text(plain)  # the bar says since when
    says = ((facts.known_text(answer), scope), (short, scope), (short,), (bare,))
    return [now + ", ".join(filter(None, parts)) for parts in says]


def _label(
    words: Sequence[str], since: float, until: float, left: float, right: float, *, beside: bool = False
) -> Label:
    """Return the label of a bar: on it where that is wide enough, else beside it, on the side that has room.

    Args:
        words: what it may say; the first that fits is taken.
        beside: whether it must not be on the bar.
    """
    inside = 0 if beside else until - since - 2 * _PAD
    room = max(inside, right - until - _PAD, since - _PAD - left) / _BOLD
    fitting = (text for text in words if text_metrics.width(text, _TYPE) <= room)
    text = next(fitting, None) or text_metrics.shortened(words[-1], room, _TYPE)
    wide = text_metrics.width(text, _TYPE) * _BOLD
    if wide <= inside:
        x = since + _PAD
    elif until + _PAD + wide <= right:
        x = until + _PAD
    else:
        x = max(since - _PAD - wide, left)
    return Label(text, x, wide)


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
