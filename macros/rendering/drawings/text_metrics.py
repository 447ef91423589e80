"""How much text fits into a drawing. No font is at hand when the site is built, so widths are estimated."""

from __future__ import annotations

from itertools import accumulate, takewhile

# Widths beside the size of the type. They are those of the widest of the usual faces for reading on screens (DejaVu
# Sans, Verdana) with letters set 0.12 em apart, as readers may do (WCAG 2.2, success criterion 1.4.12), and 0.16 em
# more between words.
_APART, _WORDS_APART = 0.12, 0.16
_WIDTHS = {
    **dict.fromkeys("iljI'|.,:;", 0.33),
    **dict.fromkeys("ftr()[]-", 0.41),
    **dict.fromkeys("mwMW…%@", 1.0),
    " ": 0.33 + _WORDS_APART,
}
_CAPITAL, _LETTER = 0.72, 0.63


def width(text: str, size: float, apart: float = _APART) -> float:
    """Return how wide a text is at a size at most, both in the drawing's units.

    Args:
        apart: how far letters are set apart, beside the size; 0 where no reader can set them apart, as in an image.
    """
    return size * sum(_WIDTHS.get(letter, _CAPITAL if letter.isupper() else _LETTER) + apart for letter in text)


def shortened(text: str, room: float, size: float) -> str:
    """Return the text, or as much of it as the room takes, with a sign that there is more."""
    if width(text, size) <= room:
        return text
    room -= width("…", size)
    widths = accumulate(width(letter, size) for letter in text)
    letters = max(sum(1 for _ in takewhile(lambda so_far: so_far <= room, widths)), 1)
    return text[:letters].rstrip(" ,.:;(") + "…"


def lines(text: str, room: float, size: float, most: int = 2) -> list[str]:
    """Return the text broken into lines that the room takes, at most so many: at spaces, and within a longer word."""
    broken = [""]
    for word in text.split():
        joined = f"{broken[-1]} {word}".strip()
        if width(joined, size) <= room:
            broken[-1] = joined
            continue
        broken += [""] if broken[-1] else []
        for letter in word:
            broken += [""] if broken[-1] and width(broken[-1] + letter, size) > room else []
            broken[-1] += letter
    if len(broken) > most:
        broken[most - 1 :] = [shortened(" ".join(broken[most - 1 :]), room, size)]
    return broken
