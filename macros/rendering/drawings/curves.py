"""Curves between two points, with what stands at their ends, as SVG paths."""

from __future__ import annotations

import math
from typing import NamedTuple

_ARROW, _CROSS = 7, 10
#: The radius of a dot.
DOT = 4


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


def _short(number: float) -> str:
    """Return a number with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")
