"""What a claim stands on, and what falls with it, drawn as blocks: each stands on the blocks below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .facts import Claim, Facts, Link

# In the drawing's own units, which are CSS pixels where there is room.
WIDTH, HEIGHT = 156, 46


class Block(NamedTuple):
    """A claim in the drawing, by its upper left corner and its size."""

    claim: Claim
    x: float
    y: float
    width: float
    height: float = HEIGHT


class Stack(NamedTuple):
    """The blocks from top to bottom, and the size of the drawing."""

    blocks: tuple[Block, ...]
    width: float
    height: float


def stack(facts: Facts, claim: Claim) -> Stack | None:
    """The drawing for a claim, or None for one that stands alone.

    A block is as wide as the blocks that stand on it, or that it stands on, so every tie is a touching edge.
    """
    above, below = facts.falling(claim), facts.grounds(claim)
    if not (above or below):
        return None
    columns = max(_columns(above), _columns(below))
    width = columns * WIDTH
    middle = _levels(above) * HEIGHT
    blocks = [
        *_spread(above, 0, width, middle - HEIGHT, -HEIGHT),
        Block(claim, 0, middle, width),
        *_spread(below, 0, width, middle + HEIGHT, HEIGHT),
    ]
    height = middle + (1 + _levels(below)) * HEIGHT
    return Stack(tuple(sorted(blocks, key=lambda block: (block.y, block.x))), width, height)


def _columns(links: tuple[Link, ...]) -> int:
    return max(1, sum(_columns(link.next) for link in links))


def _levels(links: tuple[Link, ...]) -> int:
    return max((1 + _levels(link.next) for link in links), default=0)


def _spread(links: tuple[Link, ...], x: float, width: float, y: float, step: int) -> Iterator[Block]:
    """The blocks of some links side by side over a width, each with what comes next above or below it."""
    total = sum(_columns(link.next) for link in links)
    for link in links:
        share = width * _columns(link.next) / total
        yield Block(link.claim, x, y, share)
        yield from _spread(link.next, x, share, y + step, step)
        x += share
