"""The pages as an editor writes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from helpers.files import cases
from helpers.worlds import with_places, world

from macros.authoring.page_checks import check_page, check_pages, new_page
from macros.model.facts import Facts


@pytest.mark.parametrize("case", cases("pages"), ids=lambda case: case["mistake"])
def test_a_mistake_in_a_page_is_named(case: dict[str, Any]) -> None:
    found = check_page(world(), case["path"], f"docs/{case['path']}", case["text"])
    assert [str(problem) for problem in found] == case["problems"]


def test_a_thing_without_a_page_is_named(tmp_path: Path) -> None:
    facts = world()
    missing = [str(problem) for problem in check_pages(facts, tmp_path / "docs")]
    assert len(missing) == len(facts.entities) + len(facts.types)
    told = "{models: … name: … ^car:}: car: has no page; `python -m macros page car` writes docs/models/car.md"
    assert with_places(told) in missing
    of_type = "has no page that lists its things; `python -m macros page models` writes docs/models/index.md"
    assert with_places("{types: … ^models:}: models: " + of_type) in missing


@pytest.mark.parametrize(
    "path", ["car.md", "platforms/car.md", "models/car.MD", "models/car.markdown", "models/car.mdx", "models/Car.txt"]
)
def test_a_page_that_stands_elsewhere_is_told_as_that(tmp_path: Path, path: str) -> None:
    page = tmp_path / "docs" / path
    page.parent.mkdir(parents=True)
    page.write_text("---\nentity: car\n---\n# {{ name() }}\n", encoding="utf-8")
    told = [str(problem) for problem in check_pages(world(), tmp_path / "docs") if "car" in str(problem)]
    assert told == [f"docs/{path}:1:1: this is the page of car; move it to docs/models/car.md"]


def test_a_navigation_names_every_index_page_and_no_page_that_is_not_there(tmp_path: Path) -> None:
    settings = tmp_path / "mkdocs.yml"
    text = (
        "nav:\n  - Index:\n      - Models: models/index.md\n  - people/index.md\n  - Elsewhere: https://example.org/\n"
    )
    settings.write_text(f"{text}  - Odd:notes.md\n", encoding="utf-8")
    for path in ("models/index.md", "people/index.md", "notes.md"):
        (tmp_path / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / path).write_text("# Some\n", encoding="utf-8")
    found = [str(problem) for problem in check_pages(world(), tmp_path / "docs") if problem.place.file == "mkdocs.yml"]
    assert len(found) == len(world().types) - 2 + 2
    odd = 'the navigation names "Odd:notes.md", and there is no such page. Did you mean "notes.md"?'
    assert found[0] == f"mkdocs.yml:6:5: {odd}"
    message = 'the navigation leaves out platforms/index.md; add a line such as "  - platforms/index.md"'
    assert found[1] == f"mkdocs.yml:4:5: platforms: {message}"
    message = 'the navigation leaves out notes.md; add a line such as "  - Some: notes.md"'
    assert found[-1] == f"mkdocs.yml:2:3: {message}"
    settings.write_text(f"{text}not_in_nav: |\n  /no*.md\n", encoding="utf-8")
    assert not any(
        "notes.md" in str(problem) for problem in check_pages(world(), tmp_path / "docs") if "mkdocs" in str(problem)
    )


def test_a_new_page_has_no_mistake(world_facts: Facts) -> None:
    for id, wanted in (("car", "models/car.md"), ("cube", "technologies/cube.md"), ("old-van", "models/old-van.md")):
        path, text = new_page(world_facts, id)
        assert path == wanted
        assert not list(check_page(world_facts, path, f"docs/{path}", text))


def test_a_new_page_begins_with_what_it_has(world_facts: Facts) -> None:
    for id, first in (("car", "What the article says"), ("stick", "What links here")):
        headings = re.findall("^## (.*)", new_page(world_facts, id)[1], re.MULTILINE)
        assert headings[0] == first
        assert {*headings} == {"What the article says", "What links here"}


def test_the_page_of_an_id_that_moved_leads_on_and_is_no_second_page(world_facts: Facts) -> None:
    text = "---\nentity: old-van\n---\n# {{ name() }}\n\n{{ facts() }}\n"
    (found,) = check_page(world_facts, "models/old-van.md", "docs/models/old-van.md", text)
    cure = "move this page to docs/models/van.md, then `python -m macros page old-van` writes the one that leads on"
    assert str(found) == f"docs/models/old-van.md:2:1: old-van is van now; {cure}"
