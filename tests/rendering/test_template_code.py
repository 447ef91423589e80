"""Templates in plainer code give what they give in Jinja's own, and are as strict."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from jinja2.compiler import CodeGenerator
from markupsafe import Markup

from macros.rendering.template_code import PlainCode

PARTS = """
{% macro link(words, to="/", mark=none) -%}
<a href="{{ to }}"{% if mark %} {{ mark }}{% endif %}>{{ words }}</a>
{%- endmacro %}
{% macro boxed(class) %}<p class="{{ class }}">{{ caller() }}</p>{% endmacro %}
{% macro count(down) %}{{ down }}{{ count(down - 1) if down }}{% endmacro %}
"""
GIVEN = {
    "thing": SimpleNamespace(name="<b>&'\"", number=7, none=None, names=["a<", "b>"], said=Markup("<i>said</i>")),
    "html": Markup("<br>"),
    "key": "to",
    "add": lambda *numbers, times=1: sum(numbers) * times,
}


def environment(code: type[CodeGenerator], source: str) -> Environment:
    made = Environment(
        loader=DictLoader(
            {"a.html": f'{{% import "parts.html" as parts with context %}}{source}', "parts.html": PARTS}
        ),
        autoescape=True,
        undefined=StrictUndefined,
    )
    made.code_generator_class = code
    return made


def rendered(code: type[CodeGenerator], source: str) -> str:
    return environment(code, source).get_template("a.html").render(GIVEN)


@pytest.mark.parametrize(
    "source",
    [
        "{{ thing.name }} {{ thing.number }} {{ thing.none }} {{ thing.said }} {{ thing.names }} {{ html }}",
        "{{ thing.name ~ ' & ' ~ thing.number }} {{ thing.name ~ html ~ '<' }} {{ html ~ thing.said }}",
        "{{ parts.link(thing.name) }}{{ parts.link('x', to='<') }}{{ parts.link(html, '/a', mark=thing.said) }}",
        "{{ parts.link(words=thing.name, mark='<') }}{{ parts.link('x', **{key: thing.name}) }}",
        "{% call parts.boxed('<') %}{{ thing.name }}{{ html }}{% endcall %}",
        "{{ 'yes' if thing.number }}{{ 'no' if thing.none }}.{{ 'a' ~ ('b' if thing.none) }}{{ parts.count(3) }}",
        "{{ add(1, 2, times=3) }} {{ add(*[1, 2], **{'times': 2}) }}",
        "{% for name in thing.names %}{{ loop.index }}{{ name }}{{ ', ' if not loop.last }}{% endfor %}",
        "{% set words %}{{ thing.name }}{{ html }}{% endset %}{{ words }}{{ words ~ '<' }}{{ thing.names|join('<') }}",
        "{{ thing.names|map('upper')|join(html) }}{{ thing.name|upper }}{{ thing.name|e }}{{ thing.said|upper }}",
    ],
)
def test_it_gives_the_same(source: str) -> None:
    assert rendered(PlainCode, source) == rendered(CodeGenerator, source)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("{{ nothing }}", UndefinedError),
        ("{{ nothing.name }}", UndefinedError),
        ("{{ thing.nothing }}", AttributeError),
        ("{{ parts.nothing() }}", AttributeError),
        ("{{ parts.link() }}", UndefinedError),
        ("{{ parts.link('x', nothing=1) }}", TypeError),
        ("{{ parts.link('x', '/', none, 1) }}", TypeError),
        ("{{ parts.boxed('x') }}", UndefinedError),
    ],
)
def test_what_is_not_there_is_told(source: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        rendered(PlainCode, source)


def test_each_value_is_escaped_however_it_comes() -> None:
    class Words(str):
        """A text of a class of its own."""

    class Html:
        def __html__(self) -> str:
            return "<hr>"

    source = "{% for value in values %}{{ value }} {% endfor %}{{ values[0] ~ values[1] ~ values[4] }}"
    values: list[Any] = [Words("<"), Html(), "<", Markup("<br>"), ["<"]]
    assert environment(PlainCode, source).get_template("a.html").render(values=values) == (
        "&lt; <hr> &lt; <br> [&#39;&lt;&#39;] &lt;<hr>[&#39;&lt;&#39;]"
    )
