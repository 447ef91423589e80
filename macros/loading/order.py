"""The order of follow-ups in a file, and the few that stand outside it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from ..model.records import FollowUp
from ..model.vocabulary import Problem
from . import yaml_tree


def check_order(follow_ups: Iterable[tuple[FollowUp, yaml_tree.Mapping]]) -> Iterator[Problem]:
    """Check that follow-ups stand in the order of their dates in each file, so that the newest is found at the end.

    Named are the fewest without which the others stand in order: where one year is mistyped, that one alone.
    """
    files: dict[str, list[tuple[FollowUp, yaml_tree.Mapping]]] = defaultdict(list)
    for news, body in follow_ups:
        files[body.place.file].append((news, body))
    for listed in files.values():
        ordered = _longest_order([news.date.first for news, _ in listed])
        for number, (news, body) in enumerate(listed):
            if number not in ordered:
                before = max((other for other in ordered if other < number), default=None)
                after = min((other for other in ordered if other > number), default=None)
                is_early = before is not None and news.date.first < listed[before][0].date.first
                neighbour, where = (before, "below") if is_early else (after, "above")
                message = (
                    f"date {news.date} stands {where} {listed[neighbour or 0][0].date}; "
                    "follow-ups are listed by date, the newest last"
                )
                yield Problem(body.entries["date"][1].place, f"follow-up on {news.about[0]}", message)


def _longest_order(days: list[dt.date]) -> Collection[int]:
    """Return the positions of the longest part of a list that stands in order; of two, the one that begins first."""
    ends: list[int] = []  # by length: minus the latest first day of an ordered part of that length
    places: list[int] = []
    following: list[int | None] = [None] * len(days)
    for number in range(len(days) - 1, -1, -1):
        day = -days[number].toordinal()
        length = bisect_right(ends, day)
        following[number] = places[length - 1] if length else None
        ends[length : length + 1], places[length : length + 1] = [day], [number]
    ordered: dict[int, None] = {}
    at = places[-1] if places else None
    while at is not None:
        ordered[at] = None
        at = following[at]
    return ordered
