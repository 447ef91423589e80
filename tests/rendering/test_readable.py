"""What pages show while the data has a problem: all that can be read, and each mistake at its record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.calls import called
from helpers.files import cases
from helpers.pages import Page as BuiltPage
from helpers.pages import Site, parse, text
from helpers.sites import build, copy_world
from helpers.worlds import TEXT, with_places

from macros.loading.loader import read
from macros.model.facts import UnknownNameError, UnreadClaimError
from macros.publishing.export import ExportError, export
from macros.publishing.fields import RECORDS
from macros.rendering.page import Page


@pytest.mark.parametrize("case", cases("readable"), ids=lambda case: case["mistake"])
def test_what_can_be_read_is_shown_and_the_rest_says_why_not(case: dict[str, Any]) -> None:
    changed = TEXT
    for old, new in case["replace"].items():
        assert changed.count(old) == 1
        changed = changed.replace(old, new)
    loaded = read([("data/world.yml", changed.encode())])
    assert loaded.facts is None
    page = Page(loaded.readable, "models/car.md", "car", api_records=RECORDS)
    for shown in case["shows"]:
        if "error" in shown:
            with pytest.raises((UnknownNameError, UnreadClaimError)) as raised:
                called(shown["call"], page)
            assert str(raised.value) == with_places(shown["error"], changed)
            continue
        seen, at = text(parse(called(shown["call"], page))), 0
        for words in shown["text"]:
            words = with_places(words, changed)
            assert words in seen[at:], seen
            at = seen.index(words, at) + len(words)
        assert shown.get("without", "\0") not in seen


def test_facts_with_holes_are_never_published(tmp_path: Path) -> None:
    loaded = read([("data/world.yml", TEXT.replace("outcome: open", "outcome: opn").encode())])
    (tmp_path / "index.html").write_text("<html><head></head></html>", encoding="utf-8")
    with pytest.raises(ExportError, match="the data has problems"):
        export(loaded.readable, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


@pytest.mark.parametrize("builder", ["mkdocs", "zensical"])
def test_a_mistake_stands_once_at_the_top_of_every_page_and_at_its_record(tmp_path: Path, builder: str) -> None:
    project = copy_world(tmp_path)
    whole = built(project, builder)
    data = project / "data/world.yml"
    data.write_text(data.read_text(encoding="utf-8").replace("about 17000 GBP", "<b>cheap</b>"), encoding="utf-8")
    broken = built(project, builder)
    assert broken.pages.keys() == whole.pages.keys()
    for url, page in broken.pages.items():
        (notice,) = page.by_class("problems")
        assert "The data has problems" in text(notice), url
        assert 'car.price: value "<b>cheap</b>" is not a valid amount' in text(notice), url
        assert about(page) == about(whole.pages[url]), url
    row = broken.pages["models/car/"].by_id("price")
    assert 'value "<b>cheap</b>" is not a valid amount' in text(row)
    assert not row.findall(".//b")
    assert "is not a valid amount" not in text(broken.pages["models/car/"].by_id("platform"))
    untouched = [claim.get("data-claim") for claim in broken.pages["claims/"].claims()]
    assert untouched == [
        id for claim in whole.pages["claims/"].claims() if (id := claim.get("data-claim")) != "car.price"
    ]


def built(project: Path, builder: str) -> Site:
    made = build(project, builder=builder)
    assert made.returncode == 0, made.stderr
    return Site(project / "site")


def about(page: BuiltPage) -> list[str]:
    """What a page says of itself away from its content: its title, its description and the like, and the navigation."""
    head = [element.get("content", "") for element in page.root.iter("meta")]
    return [text(next(page.root.iter("title"))), *head, *(text(element) for element in page.root.iter("nav"))]


def test_a_problem_in_a_heading_is_no_title(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    (project / "docs/extra.md").write_text("# About {{ link('twim') }}\n\nWords.\n", encoding="utf-8")
    page = built(project, "mkdocs").pages["extra/"]
    assert "Did you mean" in text(next(page.by_class("problem")))
    assert text(next(page.root.iter("title"))).startswith("About … ·")
