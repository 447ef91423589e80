"""How much text fits into a drawing. No font is at hand when the site is built, so widths are estimated."""

from __future__ import annotations

import textwrap
from itertools import accumulate, takewhile

# Widths beside the size of the type, as in the widest of the usual faces for reading on screens (DejaVu Sans, Verdana).
_WIDTHS = {**dict.fromkeys("iljI'|.,:; ", 0.33), **dict.fromkeys("ftr()[]-", 0.41), **dict.fromkeys("mwMW…%@", 1.0)}
_CAPITAL, _LETTER = 0.72, 0.63


def width(text: str, size: float) -> float:
    """How wide a text is at a size at most, both in the drawing's units."""
    return size * sum(_WIDTHS.get(letter, _CAPITAL if letter.isupper() else _LETTER) for letter in text)


def shortened(text: str, room: float, size: float) -> str:
    """The text, or as much of it as the room takes, with a sign that there is more."""
    if width(text, size) <= room:
        return text
    room -= width("…", size)
    widths = accumulate(width(letter, size) for letter in text)
    letters = max(sum(1 for _ in takewhile(lambda so_far: so_far <= room, widths)), 1)
    return text[:letters].rstrip(" ,.:;(") + "…"


def lines(text: str, room: float, size: float, most: int = 2) -> list[str]:
    """The text broken at its spaces into lines that the room takes, at most so many."""
    letters = max(int(room / size / _LETTER), 2)
    return textwrap.wrap(text, letters, max_lines=most, placeholder="…", break_on_hyphens=False)
