"""What a page's Markdown may hold, before anything of it is compiled or shown: calls of macros, and harmless HTML.

The preview, both builders and `check` ask here. HTML is looked at once more in the built page: whatever Markdown makes
of a text, comes to light there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from itertools import islice
from typing import Any

from .calls import Call, Refused, calls
from .html_rules import TAG, address_problem, attribute_problem, read_tag, tag_problems
from .markup import problem_inline

#: What the front matter of a page may say.
FRONT_MATTER = ("entity", "title", "description", "hide", "search")

# As Python-Markdown reads them: a fence begins its line, and a backslash takes the meaning from a backquote.
_FENCED = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[ ]*(?:\{[^\n]*\}|\.?[\w#.+-]*)[ ]*\n.*?^(?P=fence)[ ]*$", re.DOTALL | re.MULTILINE
)
_QUOTED = re.compile(r"(?<![`\\])(?P<quote>`+)(?!`)[^\n]+?(?<!`)(?P=quote)(?!`)")
_HTML_BLOCK = re.compile(r"^ {0,3}<[a-zA-Z/!?]", re.MULTILINE)
_ENOUGH = 50
_NO_TITLE = re.compile("[{}<>]")
_SEEN = re.compile(r"[^\n]")
# Markdown takes its own marks out of a text, so a tag could be put together after it was looked at.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_AUTOMATIC_LINK = re.compile(r"<(?:https?://|mailto:|[\w.+-]+@)[^<>\s]*>", re.IGNORECASE)
# Where a link leads, and what a picture loads. Text between brackets may hold brackets; then the built page tells.
_LINK = re.compile(r"\]\([ \t\n]*<?([^\n<>()]+)|^ {0,3}\[[^\[\]\n]+\]:[ \t\n]*<?([^\n<>]+)", re.MULTILINE)
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([ \t\n]*<?([^\n<>()]+)()")
_ATTRIBUTE_LIST = re.compile(r"\{(:?)[ ]*([^{}\n]+)\}")
_ATTRIBUTE = re.compile(r"""([a-zA-Z_][\w:.-]*)[ ]*=[ ]*("[^"]*"|'[^']*'|[^\s"']*)|#([^\s#.]+)""")


@functools.lru_cache(maxsize=1_000)
def refused(text: str) -> tuple[Refused, ...]:
    """Return what can't stand in a page's Markdown, in order, as far as anybody would read it."""
    found = sorted({*_refused_calls(text), *_refused_html(without_code(text))})
    apart = (one for number, one in enumerate(found) if not number or one.start >= found[number - 1].end)
    return tuple(islice(apart, _ENOUGH))


def called(text: str) -> Iterator[Call]:
    """Yield the macros that a page's Markdown calls."""
    return (call for call in calls(text) if isinstance(call, Call))


def mended(text: str) -> tuple[str, tuple[Refused, ...]]:
    """Return the Markdown with what is refused told in its place, and what that is."""
    found = refused(text)
    if not found:
        return text, ()
    parts, end = [], 0
    for start, stop, _, message in found:
        parts += [text[end:start], problem_inline(message)]
        end = stop
    whole = "".join([*parts, text[end:]])
    # What is taken out may have hidden something else.
    return whole if not refused(whole) else " ".join(problem_inline(one.message) for one in found), found


def place_in(text: str, position: int) -> tuple[int, int]:
    """Return the line and the column of a position, counted from 1."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def refused_settings(meta: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a page's front matter, by its key."""
    problems = {
        key: f'the front matter has no "{key}"; it may have {", ".join(FRONT_MATTER)}'
        for key in meta
        if key not in FRONT_MATTER
    }
    for key in ("entity", "title", "description"):
        if isinstance(meta.get(key), list | dict):
            problems[key] = f"the front matter's {key} is one text"
    if not isinstance(meta.get("search", {}), dict):
        problems["search"] = "the front matter's search has keys of its own, such as {exclude: true}"
    if sign := _NO_TITLE.search(str(meta.get("title"))):
        problems["title"] = f"a title is shown as it is written, and {sign[0]} can't stand in it; leave it out"
    return problems


def _refused_calls(text: str) -> Iterator[Refused]:
    return (call for call in calls(text) if isinstance(call, Refused))


def without_code(text: str) -> str:
    """Return the text with spaces in place of code, which Markdown shows as it is. In HTML there is none between
    backquotes.
    """
    text = _FENCED.sub(lambda code: _SEEN.sub(" ", code[0]), text)
    return text if _HTML_BLOCK.search(text) else _QUOTED.sub(lambda code: " " * len(code[0]), text)


def _refused_html(text: str) -> Iterator[Refused]:
    for sign in _INVISIBLE.finditer(text):
        message = f"an invisible character (U+{ord(sign[0]):04X}) stands here; delete it"
        yield Refused(sign.start(), sign.end(), sign.start(), message)
    in_html = _HTML_BLOCK.search(text)
    for begun in TAG.finditer(text):
        start = begun.start()
        if _AUTOMATIC_LINK.match(text, start):
            continue
        tag = read_tag(text, start)
        if tag:
            yield from _at(start, tag.end, tag_problems(tag, in_text=True))
        elif (end := text.find(">", start)) > 0 or in_html:  # else it is a text to Markdown
            end = end + 1 or len(text)
            yield from _at(start, end, ["this tag is not written as HTML is; write &lt; for a < that begins none"])
    for form, is_link in ((_LINK, True), (_PICTURE, False)):
        for found in form.finditer(text):
            problem = address_problem(unescape(found[1] or found[2]).replace("\\", ""), is_link)
            yield from _at(*found.span(), filter(None, [problem]))
    for listed in _ATTRIBUTE_LIST.finditer(text):
        for name, value, id in _ATTRIBUTE.findall(listed[2]):
            problem = attribute_problem(name.lower() or "id", value.strip("\"'") or id, in_text=True)
            if listed[1] or id or name.lower().startswith(("on", "style", "data-")):
                yield from _at(*listed.span(), filter(None, [problem]))


def _at(start: int, end: int, messages: Iterable[str]) -> Iterator[Refused]:
    return (Refused(start, end, start, message) for message in messages)
