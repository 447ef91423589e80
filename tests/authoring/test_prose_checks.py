"""The prose of pages as an editor writes it."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.files import cases
from helpers.worlds import world

from macros.authoring.prose_checks import Source, check_prose

PAGES = {
    "notes.md": "---\ndescription: Some notes.\n---\n# Notes\n\n## A part\n",
    "models/car.md": "---\nentity: car\n---\n# {{ name() }}\n\n{{ facts() }}\n",
}


@pytest.mark.parametrize("case", cases("prose"), ids=lambda case: case["mistake"])
def test_a_mistake_in_prose_is_named(case: dict[str, Any]) -> None:
    texts = {**PAGES, **case["pages"]}
    sources = {path: Source(path, f"docs/{path}", texts[path]) for path in sorted(texts)}
    found = check_prose(world(), sources, sources.keys())
    assert sorted(map(str, found)) == case["problems"]
