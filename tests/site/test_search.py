"""A search leads to the place: words are typed in a real browser, and Enter opens what it opens, in both builders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers.files import cases
from helpers.pages import Site, url_of
from helpers.sites import build, copy_world, published, served
from playwright.sync_api import expect

from bench.sites import FACTS, write
from macros.model.facts import Facts

INDEX = "search/search_index.json"
#: In the search of MkDocs, and in that of Zensical: where words are typed, and what is found.
PARTS = {
    "mkdocs": (".md-search__input", ".md-search-result__item a"),
    "zensical": ("[role=combobox]", "[role=option][aria-selected=true]"),
}
# Notes what a key opens, before the search of either builder hears of it, and stays on the page.
NOTE = """
window.opened = ""
addEventListener("click", event => {
  const link = event.composedPath().find(part => part.href)
  if (!link) return
  event.preventDefault()
  event.stopImmediatePropagation()
  window.opened = link.href
}, true)
"""


# Whether an element stands out from the page, in JavaScript.
MARKED = """marked => marked.map(one => getComputedStyle(one)).map(style =>
  style.backgroundColor !== "rgba(0, 0, 0, 0)" || Number(style.fontWeight) >= 600)"""


class Reader:
    """Somebody at a site who types into its search and presses Enter."""

    def __init__(self, page: Any, address: str, builder: str) -> None:
        self.page, self.address = page, address
        self._typed, self._found = PARTS[builder]
        page.goto(f"{address}licence/")
        page.evaluate(NOTE)
        page.keyboard.press("/")
        page.wait_for_selector(self._typed)

    def search(self, words: str) -> str:
        """What Enter opens."""
        self._type("")
        self.page.wait_for_selector(self._found, state="detached")
        self._type(words)
        self.page.wait_for_selector(self._found, state="attached")
        self.page.evaluate("window.opened = ''")
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("window.opened")
        opened: str = self.page.evaluate("window.opened")
        return opened

    def _type(self, words: str) -> None:
        self.page.locator(self._typed).fill(words)
        self.page.keyboard.press("End")  # one of the searches looks when a key is let go

    def place(self, opened: str) -> str:
        """An address below the site's, without the words that it marks."""
        return re.sub(r"\?[^#]*", "", opened.removeprefix(self.address))


@contextmanager
def reading(browser: Any, site: Site, builder: str) -> Iterator[Reader]:
    context = browser.new_context(viewport={"width": 1300, "height": 800})
    with served(site.folder) as address:
        yield Reader(context.new_page(), address, builder)
    context.close()


@pytest.fixture(scope="module", params=["mkdocs", "zensical"])
def builder(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def in_world(builder: str, request: pytest.FixtureRequest, tmp_path_factory: Any) -> Site:
    """The small world's site by each builder."""
    if builder == "mkdocs":
        site: Site = request.getfixturevalue("world_site")
        return site
    return published(copy_world(tmp_path_factory.mktemp("search")), builder=builder)


@pytest.mark.browser
def test_enter_opens_what_was_looked_for_and_it_is_marked(browser: Any, builder: str, in_world: Site) -> None:
    with reading(browser, in_world, builder) as reader:
        opened = {case["typed"]: reader.search(case["typed"]) for case in cases("search")}
        places = {typed: reader.place(address) for typed, address in opened.items()}
        assert places == {case["typed"]: case.get(builder, case["opens"]) for case in cases("search")}
        for case in (case for case in cases("search") if case.get("marked")):
            reader.page.goto(opened[case["typed"]])
            expect(reader.page.locator(":target")).to_be_in_viewport()
            marked = reader.page.locator(":is(.row, .evidence__row, .entry):has(:target), .row__silent :target")
            assert any(marked.evaluate_all(MARKED)), case["typed"]
            if case["marked"] == "words":  # they stand there as they were typed
                expect(reader.page.locator(".row:has(:target) mark").first).to_be_visible()
            for fold in reader.page.locator(".row:has(:target) details").all():
                expect(fold).to_have_attribute("open", "")


@pytest.mark.browser
def test_each_question_leads_to_a_page_that_answers_it(
    browser: Any, builder: str, facts: Facts, request: pytest.FixtureRequest
) -> None:
    """On the real site, whatever its facts are."""
    site = request.getfixturevalue("site" if builder == "mkdocs" else "zensical_site")
    asked = {asked for entity in facts.entities.values() for asked, _ in facts.questions(entity)}
    questions = sorted({asked.question for asked in asked if "{}" not in asked.question})
    with reading(browser, site, builder) as reader:
        opened = {question: reader.place(reader.search(question)) for question in questions}
    same = {question: {one.id for one in asked if one.question == question} for question in questions}
    assert not {
        question: place
        for question, place in opened.items()
        if same[question].isdisjoint(site.pages[place.partition("#")[0]].ids)
    }


# --- What is looked through -------------------------------------------------------------------------------------------


def entries(site: Site) -> dict[str, dict[str, str]]:
    index = json.loads((site.folder / INDEX).read_text(encoding="utf-8"))
    return {entry["location"]: entry for entry in index["docs"]}


def addresses(facts: Facts) -> Iterator[str]:
    """What the search must know of: each claim, each question that is not stated, each answer, each report."""
    for entity in facts.entities.values():
        asked = {claim.property.id for claim in facts.claims_of(entity.id)}
        asked |= {property.id for property, _ in facts.questions(entity)}
        yield from (f"{url_of(entity)}#{property}" for property in asked)
        yield from (f"{url_of(entity)}#{one.property.id}--note" for one in facts.claims_of(entity.id) if one.note.parts)
    for question, history in facts.histories.items():
        url = url_of(facts.entities[question.partition(".")[0]])
        yield from (f"{url}#{entry.id.partition('.')[2]}" for entry in history.entries if entry.news)
    yield from (f"since-then/#{news.id}" for news in facts.follow_ups)


def test_each_claim_question_answer_and_report_is_found_at_its_own_address(
    whose: str, request: pytest.FixtureRequest
) -> None:
    facts, site = (request.getfixturevalue(f"{whose}{name}") for name in ("facts", "site"))
    known = entries(site)
    assert known.keys() >= {*addresses(facts)}
    for claim in facts.claims.values():
        entry = known[f"{url_of(facts.entities[claim.subject])}#{claim.property.id}"]
        assert claim.status.label in entry["text"]
        assert claim.property.label in entry["title"].replace("&amp;", "&")
    badges = {status.label for status in facts.statuses.values()}
    for url in ("claims/", "compare/", "map/", "timeline/", "article/"):
        for location, entry in known.items():
            if location.startswith(f"{url}#") and location != url:
                assert not badges & {*entry["text"].split()}, f"{location} repeats what stands elsewhere"


def test_what_is_looked_through_grows_no_faster_than_the_claims(tmp_path: Path) -> None:
    sizes = []
    for entities in (6, 12):
        facts = write(tmp_path / str(entities), entities)
        made = build(tmp_path / str(entities) / FACTS, "--strict")
        assert made.returncode == 0, made.stderr
        file = tmp_path / str(entities) / FACTS / "site" / INDEX
        known = entries(Site(file.parents[1]))
        things = sum(len(entry["text"]) + len(entry["title"]) for url, entry in known.items() if url.count("/") > 1)
        sizes.append((len(known) / len(facts.claims), things / len(facts.claims)))
    (number, length), (number_of_twice, length_of_twice) = sizes
    assert number_of_twice <= number
    assert length_of_twice <= length * 1.1
