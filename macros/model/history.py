"""The history of a question, and what is known of it now: the one place that has the rule.

For each place and version that answers tell apart, *on record* is the newest confirmed answer, or else the article's
own confirmed claim. *Talk* is the newest expected answer that is younger than that. Whoever should know can also say
that it is *open*: that stands beside what is on record, as long as nothing newer is. What was published before or with
the article is part of the history, and counts for none of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .records import Answer, Claim, FollowUp
from .values import Date
from .vocabulary import CONFIRMED, EXPECTED, UNKNOWN

#: What an answer is to the question while it is known now.
RECORD, TALK, OPEN = ROLES = ("record", "talk", "open")
_ROLES = {CONFIRMED: RECORD, EXPECTED: TALK, UNKNOWN: OPEN}
# As readers get them.
_ORDER = (RECORD, OPEN, TALK)
# What a newer answer takes the place of.
_REPLACES = {CONFIRMED: ROLES, EXPECTED: (TALK,), UNKNOWN: (OPEN,)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer in the history of a question: the article's own claim, or what a follow-up answers.

    Attributes:
        id: the claim's id, or that of the question with the date: `the-thing.price--2025-12-16`. The second of one date
            has `--2` after it.
        statement: what is said.
        date: when it was published.
        news: the follow-up; None is the article.
        counts: whether it can be known now: it is younger than the article.
        former_ids: the id that it had before the date of the follow-up was corrected.
    """

    id: str
    statement: Claim | Answer
    date: Date
    news: FollowUp | None = None
    counts: bool = True
    former_ids: tuple[str, ...] = ()


class Line(NamedTuple):
    """What an entry was, or still is, to the question, and for how long.

    Attributes:
        since: the day on which it was known at the latest. A report without a day counts from the end of its month.
        until: the day on which something newer took its place; None is now. Where it is not after `since`, something
            newer was known before it.
    """

    entry: Entry
    role: str
    since: dt.date
    until: dt.date | None = None

    @property
    def was_known(self) -> bool:
        """Whether there was a day on which it was known."""
        return self.until is None or self.until > self.since


class Known(NamedTuple):
    """What is and was known of a question at one place and of one version, both empty where answers name none."""

    in_: str
    variant: str
    lines: tuple[Line, ...]

    @property
    def now(self) -> tuple[Line, ...]:
        """What is known now: on record, then that it is open, then newer talk; each at most once."""
        held = {line.role: line for line in self.lines if line.until is None}
        return tuple(held[role] for role in _ORDER if role in held)

    @property
    def ever(self) -> tuple[Line, ...]:
        """What was known on any day. Those of one day stand in the order of `now`."""
        return tuple(line for role in _ORDER for line in self.lines if line.role == role and line.was_known)

    def role(self, role: str) -> Line | None:
        """Return what is known now in a role."""
        return next((line for line in self.now if line.role == role), None)


class History(NamedTuple):
    """What was said of a question: the article's claim first, then the answers, oldest first.

    `known` has an item for each place and version: first what holds everywhere, or does not say where, then the others
    as they first came up. It is empty where nothing newer than the article answers.
    """

    entries: tuple[Entry, ...]
    known: tuple[Known, ...]

    @property
    def now(self) -> tuple[Line, ...]:
        """What is known now, of all places and versions."""
        return tuple(line for known in self.known for line in known.now)

    @property
    def ever(self) -> tuple[Line, ...]:
        """What was known on any day, of all places and versions. The article's own claim comes first, and once."""
        lines = [line for known in self.known for line in known.ever]
        own = [line for line in lines if not line.entry.news]
        days = [line.until for line in own if line.until]
        until = max(days, default=None) if len(days) == len(own) else None
        article = [own[0]._replace(since=min(line.since for line in own), until=until)] if own else []
        return (*article, *(line for line in lines if line.entry.news))

    @property
    def named(self) -> dict[str, Line]:
        """The things that are named now, by their ids: each by what is on record, or else by talk."""
        named: dict[str, Line] = {}
        for line in sorted(self.now, key=lambda line: line.role != RECORD):
            for id in line.entry.statement.references if line.role in (RECORD, TALK) else ():
                named.setdefault(id, line)
        return named

    def role_of(self, id: str) -> str:
        """Return what an entry is to the question now, or nothing."""
        return next((line.role for line in self.now if line.entry.id == id), "")


def history(claim: Claim | None, published: Date | None, answers: Iterable[tuple[FollowUp, Answer]]) -> History:
    """Return the history of a question.

    Args:
        claim: what the article says; None where it does not.
        published: when the article was.
        answers: what follow-ups answer, in the order of the data.
    """
    after = published.last if published else dt.date.min
    # Where dates overlap, and of two of one day, the later in the data is the newer. The data has them by their first
    # day, so that is the order of a file; files are joined by it.
    given = sorted(answers, key=lambda pair: pair[0].date.first)
    ids = _numbered(f"{answer.to}--{news.date.start.iso}" for news, answer in given)
    # Whoever corrects the date of a follow-up writes down its old id, which ends with the date that it had.
    former = _numbered(f"{answer.to}--{news.id.rpartition('.')[2]}" for news, answer in given)
    entries = [
        Entry(id, answer, news.date, news, news.date.first > after, () if old in ids else (old,))
        for id, old, (news, answer) in zip(ids, former, given, strict=True)
    ]
    own = [Entry(claim.id, claim, published)] if claim and published else []
    scopes: dict[tuple[str, str], list[Entry]] = {("", ""): []}
    for entry in entries:
        if entry.counts and isinstance(entry.statement, Answer):
            scopes.setdefault(entry.statement.scope, []).append(entry)
    article = own[0] if claim and own and claim.status.id == CONFIRMED else None
    known = (Known(*scope, _lines(scoped, article)) for scope, scoped in scopes.items() if scoped)
    return History((*own, *entries), tuple(known))


def _numbered(stems: Iterable[str]) -> list[str]:
    """Return each text, the second of its kind with `--2` after it, and so on."""
    seen: Counter[str] = Counter()
    numbered = []
    for stem in stems:
        seen[stem] += 1
        numbered.append(stem if seen[stem] == 1 else f"{stem}--{seen[stem]}")
    return numbered


def _lines(answers: Sequence[Entry], article: Entry | None) -> tuple[Line, ...]:
    """Return how long each was known as what, oldest first, as the rule at the head of this module has it.

    Args:
        answers: those of one place and version, the newest last.
        article: the article's own confirmed claim: on record as long as no answer is, once there is any.
    """

    def replaced(role: str, newer: Sequence[Entry]) -> dt.date | None:
        days = (one.date.last for one in newer if role in _REPLACES[one.statement.status.id])
        return min(days, default=None)

    first = min(one.date.last for one in answers)
    own = [Line(article, RECORD, first, replaced(RECORD, answers))] if article else []
    lines = []
    for number, one in enumerate(answers, 1):
        role = _ROLES[one.statement.status.id]
        lines.append(Line(one, role, one.date.last, replaced(role, answers[number:])))
    return (*own, *lines)
