"""The pages as an editor writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import cases, world

from macros.authoring.page_checks import check_page, check_pages, new_page
from macros.model.facts import Facts


@pytest.mark.parametrize("case", cases("pages"), ids=lambda case: case["mistake"])
def test_a_mistake_in_a_page_is_named(case: dict[str, Any]) -> None:
    found = check_page(world(), case["path"], f"docs/{case['path']}", case["text"])
    assert [str(problem) for problem in found] == case["problems"]


def test_a_thing_without_a_page_is_named(tmp_path: Path) -> None:
    facts = world()
    missing = [str(problem) for problem in check_pages(facts, tmp_path / "docs")]
    assert len(missing) == len(facts.entities)
    assert missing[0] == "data/world.yml:65:3: car: has no page; `python -m macros page car` writes docs/models/car.md"


def test_a_new_page_has_no_mistake(world_facts: Facts) -> None:
    for id, wanted in (("car", "models/car.md"), ("cube", "technologies/cube.md"), ("old-van", "models/old-van.md")):
        path, text = new_page(world_facts, id)
        assert path == wanted
        assert not list(check_page(world_facts, path, f"docs/{path}", text))
