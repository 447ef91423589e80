"""What a claim stands on, and what falls with it, drawn as blocks: each stands on the blocks below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...model.facts import Facts, Link
from ...model.records import Claim
from . import text_metrics

# In the drawing's own units, which are CSS pixels where there is room.
_WIDTH, _PAD, _TYPE, _LEADING = 168, 10, 11.5, 15
# A drawing of one column has all the room of a narrow phone, so that its words are whole.
_LEAST = 270


class Block(NamedTuple):
    """A claim in the drawing: its upper left corner, its width, and its words: what it is about, then the value."""

    claim: Claim
    x: float
    y: float
    width: float
    about: list[str]
    value: list[str]


class Stack(NamedTuple):
    """The blocks from top to bottom, how high each is, and the size of the drawing."""

    blocks: tuple[Block, ...]
    tall: float
    width: float
    height: float


def stack(facts: Facts, claim: Claim) -> Stack | None:
    """Return the drawing for a claim, or None for one that stands alone.

    A block is as wide as the blocks that stand on it, or that it stands on, so every tie is a touching edge.
    """
    above, below = facts.dependents(claim), facts.dependencies(claim)
    if not (above or below):
        return None
    width = max(max(_columns(above), _columns(below)) * _WIDTH, _LEAST)
    own = _levels(above)
    places = [*_spread(above, 0, width, own - 1, -1), (claim, 0.0, width, own), *_spread(below, 0, width, own + 1, 1)]
    words = [
        [
            text_metrics.lines(text, room - 2 * _PAD, _TYPE, 3)
            for text in (_about(facts, one, claim), facts.claim_text(one))
        ]
        for one, _, room, _ in places
    ]
    tall = _LEADING * (1 + max(len(about) + len(value) for about, value in words))
    blocks = [
        Block(one, x, level * tall, room, about, value)
        for (one, x, room, level), (about, value) in zip(places, words, strict=True)
    ]
    height = (own + 1 + _levels(below)) * tall
    return Stack(tuple(sorted(blocks, key=lambda block: (block.y, block.x))), tall, width, height)


def _about(facts: Facts, one: Claim, claim: Claim) -> str:
    return one.property.label if one.subject == claim.subject else facts.title(one.id)


def _columns(links: tuple[Link, ...]) -> int:
    return max(1, sum(_columns(link.next) for link in links))


def _levels(links: tuple[Link, ...]) -> int:
    return max((1 + _levels(link.next) for link in links), default=0)


def _spread(
    links: tuple[Link, ...], x: float, width: float, level: int, step: int
) -> Iterator[tuple[Claim, float, float, int]]:
    """Yield the claims of some links side by side over a width, each with what comes next above or below it."""
    total = sum(_columns(link.next) for link in links)
    for link in links:
        share = width * _columns(link.next) / total
        yield link.claim, x, share, level
        yield from _spread(link.next, x, share, level + step, step)
        x += share
