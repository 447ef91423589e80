"""How much text fits into a drawing. No font is at hand when the site is built, so widths are estimated."""

from __future__ import annotations

import textwrap

# The mean width of a letter beside the size of the type. Reading faces lie between 0.48 and 0.58, bold ones above.
_LETTER, _BOLD = 0.56, 0.7


def width(text: str, size: float) -> float:
    """How wide a text is at a size, both in the drawing's units."""
    return len(text) * size * _LETTER


def shortened(text: str, room: float, size: float, bold: bool = False) -> str:
    """The text, or as much of it as the room takes, with a sign that there is more."""
    letters = max(int(room / (size * (_BOLD if bold else _LETTER))), 2)
    return text if len(text) <= letters else text[: letters - 1].rstrip(" ,.:;(") + "…"


def lines(text: str, room: float, size: float, most: int = 2) -> list[str]:
    """The text broken at its spaces into lines that the room takes, at most so many."""
    letters = max(int(room / (size * _LETTER)), 2)
    return textwrap.wrap(text, letters, max_lines=most, placeholder="…", break_on_hyphens=False)
