"""What a page may call: the macros, with arguments written out, and nothing else that a template could do.

Pages come from strangers, and a template reaches whatever Python does. So a page is refused before it is compiled: it
holds `{{ macro("text", name=1) }}` and no other braces. Each call is read by the parser that compiles it. A text that
the parser takes for one call, and for nothing beside it, is the same call inside the whole page.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes

from ..model.text import did_you_mean
from .page import MACROS
from .quoting import quoted

_JINJA = Environment()
_OPENING = re.compile(r"\{[{%#]")
# From braces to braces, over quoted texts. Possessive, so that no text makes it try again.
_BRACES = re.compile(r"""\{\{(?:[^"'}]|"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|\}(?!\}))*+\}\}""", re.DOTALL)
_BEFORE_NAME = re.compile(r"\{\{[-+]?\s*")
_LARGEST = 10**9

_REFUSED = {
    "{%": "{% runs code, and a page only calls macros; leave it out, or write &#123;% to show it",
    "{#": "{# begins a comment that hides what follows; write {: #id } for an id, or &#123;# to show it",
}
_UNCLOSED = "{{ is not closed; a macro is called like {{ facts() }}"
_EXPRESSIONS = {
    nodes.Filter: "a filter (|)",
    nodes.Test: "a test (is)",
    nodes.Getattr: "an attribute (.)",
    nodes.Getitem: "an item ([…])",
    nodes.Name: "a name",
    nodes.Const: "a text or a number alone",
}


class Refused(NamedTuple):
    """A part of a page's text that can't stand there: from where to where, where a message points, and why."""

    start: int
    end: int
    at: int
    message: str


@dataclass(frozen=True, slots=True)
class Call:
    """A macro with its arguments, and how far into the text its name stands."""

    start: int
    macro: str
    args: tuple[Any, ...]
    named: tuple[tuple[str, Any], ...]


def calls(text: str) -> Iterator[Call | Refused]:
    """Yield what stands between braces in a page, in order: each call, and each part that is none."""
    end = 0
    while opening := _OPENING.search(text, end):
        start = opening.start()
        braces = _BRACES.match(text, start)
        if braces:
            end = braces.end()
            call = _read(braces[0])
            if isinstance(call, str):
                yield Refused(start, end, start + _before_name(braces[0]), call)
            else:
                yield Call(start + call.start, call.macro, call.args, call.named)
            continue
        line_end = text.find("\n", start)
        end = len(text) if line_end < 0 or opening[0] not in _REFUSED else line_end
        yield Refused(start, end, start, _REFUSED.get(opening[0], _UNCLOSED))


@functools.lru_cache(maxsize=10_000)
def _read(braces: str) -> Call | str:
    """Return the call that stands between two pairs of braces, or why it is none. Nothing of it is worked out."""
    if written := quoted(braces):
        return f"an id stands in quotes; write {written}"
    try:
        body = _JINJA.parse(braces).body
    except TemplateSyntaxError as error:
        return f"{error.message}; a macro is called like {{{{ facts() }}}}"
    except RecursionError:
        return "too many brackets stand in one another; a macro is called like {{ facts() }}"
    except ValueError:
        return "a number has too many digits"
    (output,) = body
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        return "a macro is called like {{ facts() }}"
    node = output.nodes[0]
    if isinstance(node, nodes.Name) and node.name in MACROS:
        return f"{{{{ {node.name} }}}} calls nothing; write {{{{ {node.name}() }}}}, with what belongs between ()"
    if not isinstance(node, nodes.Call):
        what = _EXPRESSIONS.get(type(node), "an expression")
        return f'{what} is refused: a page calls macros and nothing else, such as {{{{ link("id") }}}}'
    if not isinstance(node.node, nodes.Name):
        return 'this is no macro; a page calls macros and nothing else, such as {{ link("id") }}'
    macro = node.node.name
    if macro not in MACROS:
        return f'there is no macro "{macro}".{did_you_mean(macro, MACROS)}'
    literals = [*node.args, *(pair.value for pair in node.kwargs)]
    names = [pair.key for pair in node.kwargs]
    if node.dyn_args or node.dyn_kwargs or not all(map(_is_literal, literals)) or len({*names}) < len(names):
        return f"{macro}: an argument is a text in quotes, a number, true or false, written out and given once"
    values = tuple(literal.value for literal in literals if isinstance(literal, nodes.Const))
    count = len(node.args)
    return Call(_before_name(braces), macro, values[:count], tuple(zip(names, values[count:], strict=True)))


def _before_name(braces: str) -> int:
    return len(_BEFORE_NAME.findall(braces)[0])


def _is_literal(node: nodes.Node) -> bool:
    """Return whether an argument is written out, and nothing that no page could show."""
    if not isinstance(node, nodes.Const):
        return False
    value = node.value
    if isinstance(value, str):
        return not any(unicodedata.category(character) in ("Cc", "Cs") for character in value)
    return value is None or abs(value) < _LARGEST
