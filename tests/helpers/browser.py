"""A real browser: where it is, how it starts, and how it shows colours."""

from __future__ import annotations

import re
import shutil
from typing import Any

from .files import TESTS

#: What finds words that lie over one another or run out of their place, in JavaScript.
SHAPE = (TESTS / "shape.js").read_text(encoding="utf-8")
#: What marks one element of each look, for rules about colours.
LOOKS = (TESTS / "looks.js").read_text(encoding="utf-8")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium(playwright: Any) -> str:
    """Where a Chromium is: the system's, or the one that Playwright brings (`tests/get-chromium` installs one)."""
    # The shell draws the same without a browser's windows around it, in two thirds of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), playwright.chromium.executable_path)


def numbers(colour: str) -> list[float]:
    return [float(number) for number in re.findall(r"[\d.]+", colour)]


def is_clear(colour: str) -> bool:
    parts = numbers(colour)
    return len(parts) == 4 and parts[3] == 0


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in numbers(colour)[:3])
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
