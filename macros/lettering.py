"""How much text fits into a drawing. No font is at hand when the site is built, so widths are estimated."""

from __future__ import annotations

import textwrap

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
    letters = next((end for end in range(len(text) - 1, 1, -1) if width(text[:end] + "…", size) <= room), 1)
    return text[:letters].rstrip(" ,.:;(") + "…"


def lines(text: str, room: float, size: float, most: int = 2) -> list[str]:
    """The text broken at its spaces into lines that the room takes, at most so many."""
    letters = max(int(room / size / _LETTER), 2)
    return textwrap.wrap(text, letters, max_lines=most, placeholder="…", break_on_hyphens=False)
