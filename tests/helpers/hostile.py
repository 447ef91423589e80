"""Texts that try to break out of their place, and facts that are full of them."""

from __future__ import annotations

import re

from macros.loading.loader import read
from macros.model.text import clean
from macros.rendering.page import Page

from .files import cases
from .worlds import TEXT

HOSTILE: list[str] = [str(case) for case in cases("hostile")]
NAMES = ("The Car", "The Base", "The Press")
TEXTS_OF_THE_WORLD = (
    *("a new version", "How many it has", "Nothing settled."),
    *("What will it cost?", "Cars on it", "Seats", "Expected", "The Herald"),
)


def quoted(text: str) -> str:
    """A text in YAML, every character of it that could mean something written as an escape."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\U{ord(c):08x}" for c in text) + '"'


def unlinked(text: str) -> str:
    """Without what prose reads as a reference, also once invisible characters are gone."""
    return re.sub(r"\[(?=\[)|\](?=\])", lambda match: f"{match[0]} ", clean(text))


def plain(text: str) -> str:
    """Without what a name may not hold."""
    return unlinked(text).replace("<", "(").replace(">", ")")


def facts_with(hostile: str) -> Page:
    """A page about a thing whose every text is hostile."""
    source = TEXT
    anything = quoted(f"x{hostile}x")
    changes = {f"name: {name}\n": f"name: {quoted(plain(f'x{hostile}x {name}'))}\n" for name in NAMES}
    changes |= {f": {old}\n": f": {anything}\n" for old in TEXTS_OF_THE_WORLD}
    changes[": not known\n"] = f": {quoted('x' + ''.join(hostile.split()) + 'x')}\n"  # a few words at most
    # In a question {} stands for a name, and only a reference has one.
    changes[": What will it cost?\n"] = f": {quoted(re.sub('{(?=})', '{ ', clean(f'x{hostile}x')))}\n"
    changes |= {"[Little One]": f"[{anything}]", "org/report": "org/'onmouseover=alert(1)&lt;£"}
    for old, new in changes.items():
        assert old in source, old
        source = source.replace(old, new)
    loaded = read([("data/world.yml", source.encode())])
    assert loaded.facts, loaded.problems
    return Page(loaded.facts, "models/car.md", "car")


# Keys whose value is words. Names hold no tag, and words of the article are a few.
_WORDS = re.compile(
    r"^(?P<key> *-? *(?P<name>one|label|means|question|inverse|inverse-question|phrase|name|title|summary|detail|note"
    r"|says|date-note|followed-note|wording|value)): (?P<words>.+)$",
    re.MULTILINE,
)
_LIST = re.compile(r"^(?P<key> *aka): \[(?P<words>.+)\]$", re.MULTILINE)
_VALUES_IN_WORDS = ("soft to sit in", "seven", "high", "vans for [[guest|everybody]]")


def with_words(source: str, words: str) -> str:
    """Data of the small world with words after every text of it."""

    def added(match: re.Match[str]) -> str:
        key, text = match["name"], match["words"].strip('"')
        if key == "value" and text not in _VALUES_IN_WORDS:
            return match[0]
        named, few = f" {plain(words)}", "".join(words.split())[:60]
        more = {"name": named, "one": named, "wording": few}.get(key, f" {unlinked(words)}")
        if key in ("question", "phrase"):
            more = re.sub("{(?=})", "{ ", more)
        return f"{match['key']}: {quoted(text + more)}"

    def listed(match: re.Match[str]) -> str:
        names = (name.strip('" ') for name in match["words"].split(","))
        return f"{match['key']}: [{', '.join(quoted(f'{name} {clean(words)}') for name in names)}]"

    return _LIST.sub(listed, _WORDS.sub(added, source))
