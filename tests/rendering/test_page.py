"""What each macro gives, on given facts and without a site around it."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.calls import called
from helpers.files import cases
from helpers.pages import parse, text
from helpers.worlds import world

from macros.model.facts import UnknownNameError
from macros.publishing.fields import RECORDS
from macros.rendering.page import MACROS, MacroCallError, Page, call_macro

CASES = cases("macros")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["call"])
def test_a_macro(case: dict[str, Any]) -> None:
    page = Page(world(), "models/car.md", "car", api_records=RECORDS)
    if "error" in case:
        with pytest.raises((UnknownNameError, MacroCallError)) as raised:
            called(case["call"], page)
        assert str(raised.value) == case["error"]
        return
    html = called(case["call"], page)
    assert case["text"] in text(parse(html))
    assert [attribute for attribute in case.get("has", ()) if attribute not in html] == []


@pytest.mark.parametrize("name", [name for name, macro in MACROS.items() if hasattr(macro, "block")])
def test_a_block_stands_alone(name: str) -> None:
    """Markdown leaves a block alone if no blank line is in it, and nothing stands beside it."""
    arguments: dict[str, list[Any]] = {
        "answers": ["car"],
        "article": [1],
        "compare": ["car", "twin"],
        "definitions": ["statuses"],
        "fields": ["claim"],
        "index": ["models"],
        "today": ["car"],
    }
    page = Page(world(), "models/car.md", "car", api_records=RECORDS)
    html = call_macro(page, name, *arguments.get(name, []))
    assert html.startswith("\n")
    assert html.endswith("\n")
    assert not [line for line in html.strip().split("\n") if not line.strip()]


@pytest.mark.parametrize("name", [name for name, macro in MACROS.items() if hasattr(macro, "inline")])
def test_an_inline_macro_is_one_line(name: str) -> None:
    arguments = {"fact": ["car.price"], "badge": ["expected"], "link": ["base"], "repository": ["x"], "download": ["y"]}
    page = Page(world(), "models/car.md", "car")
    assert "\n" not in call_macro(page, name, *arguments.get(name, []))


@pytest.mark.parametrize("macro", ["summary", "facts", "mentions", "name", "moved_to"])
def test_a_macro_about_the_pages_thing_needs_one(macro: str) -> None:
    with pytest.raises(MacroCallError, match="the page names no `entity:` in its front matter"):
        call_macro(Page(world(), "index.md"), macro)
