"""HTML from the Jinja templates beside this module, which escape every value, made safe for Markdown."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..model.text import lower_first
from ..model.vocabulary import CONFIRMED, DID_NOT_HOLD, EXPECTED, NO_NEWS, OPEN, UNKNOWN, shown_kind
from .compiled import CompiledTemplates
from .drawings import text_metrics
from .drawings.history_chart import history_charts
from .drawings.stack import stack
from .search_words import plain_numbers, words_at_end, words_behind_label
from .template_code import PlainCode
from .urls import badge_file, data_file, edit_address, known_now_badge_file, outside, report_address
from .views import common_view

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    bytecode_cache=CompiledTemplates(),
    optimized=False,  # there is nothing constant in them to work out before, and looking for it takes a while
)
_TEMPLATES.code_generator_class = PlainCode
_TEMPLATES.filters["outside"] = outside
_TEMPLATES.filters["edit_address"] = edit_address
_TEMPLATES.filters["report_address"] = report_address
_TEMPLATES.filters["badge_file"] = badge_file
_TEMPLATES.filters["data_file"] = data_file
_TEMPLATES.filters["known_now_badge_file"] = known_now_badge_file
_TEMPLATES.filters["lower_first"] = lower_first
_TEMPLATES.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
_TEMPLATES.filters["common_view"] = common_view
_TEMPLATES.filters["shown_kind"] = shown_kind
_TEMPLATES.filters["shortened"] = text_metrics.shortened
_TEMPLATES.filters["stack"] = lambda claim, facts: stack(facts, claim)
_TEMPLATES.filters["words_behind_label"] = words_behind_label
_TEMPLATES.filters["words_at_end"] = words_at_end
_TEMPLATES.filters["plain_numbers"] = plain_numbers
_TEMPLATES.filters["history_charts"] = lambda history, facts: history_charts(facts, history)
_TEMPLATES.globals |= {
    "CONFIRMED": CONFIRMED,
    "EXPECTED": EXPECTED,
    "UNKNOWN": UNKNOWN,
    "NO_NEWS": NO_NEWS,
    "OPEN": OPEN,
    "DID_NOT_HOLD": DID_NOT_HOLD,
}

# A tag, a character reference, or one character that Markdown might take for its own. What names are written with is
# none: a comma, an apostrophe, a hyphen within a word, a parenthesis, unless a page may have a bracket before it.
_MARKUP = re.compile(r"<[^>]*>|&#?\w+;|[^\w\s,()’-]|^\(|(?<!\w)-|-(?!\w)|_")
_BLANK_LINES = re.compile(r"\n\s*\n+")


def inline(method: Callable[..., str]) -> Callable[..., str]:
    """Mark a macro whose HTML stands inside a Markdown sentence, and make it safe there.

    Escaping for HTML is not enough: Markdown would still read `*`, `[`, `|` or `{:` of a value as its own. So every
    character outside the tags that is no letter, digit or space becomes a decimal character reference, but for those
    that names are full of: one builder shows a title in its search as the page's source has it. Attributes hold only
    ids and addresses made by `Urls`, which have no such characters.
    """

    def referenced(match: re.Match[str]) -> str:
        markup = match[0]
        return markup if len(markup) > 1 else f"&#{ord(markup)};"

    @functools.wraps(method)
    def wrapped(*args: Any, **kwargs: Any) -> str:
        return _MARKUP.sub(referenced, " ".join(method(*args, **kwargs).split()))

    wrapped.inline = True  # type: ignore[attr-defined]
    return wrapped


def block(method: Callable[..., str]) -> Callable[..., str]:
    """Mark a macro whose HTML is a block of its own, and set it apart from what stands around it."""

    @functools.wraps(method)
    def wrapped(*args: Any, **kwargs: Any) -> str:
        return f"\n{method(*args, **kwargs)}\n"

    wrapped.block = True  # type: ignore[attr-defined]
    return wrapped


def render(template: str, **context: Any) -> str:
    """Return what a template gives, without blank lines, which would end a block of HTML for Markdown."""
    return _BLANK_LINES.sub("\n", _TEMPLATES.get_template(template).render(context)).strip()


def draw(template: str, **context: Any) -> str:
    """Return what is no part of a page: the feed, a badge."""
    return f"{_TEMPLATES.get_template(template).render(context)}\n"


@block
def problem_block(title: str, lines: Iterable[str]) -> str:
    """Return a block that shows problems in place of what can't be shown."""
    return _TEMPLATES.get_template("problems.html").render(title=title, lines=list(lines))


@inline
def problem_inline(text: str) -> str:
    """Return the same inside a sentence."""
    return _TEMPLATES.get_template("problem.html").render(text=text)
