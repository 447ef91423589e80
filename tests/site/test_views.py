"""Compare, timeline and map: what the article said and what is known now, chosen by the reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from helpers.pages import Page, Site, badge, badge_of, flat, has_class, text
from helpers.sites import on_every_site, served
from playwright.sync_api import expect

from macros.model.facts import Facts
from macros.model.records import Answer

facts, site = on_every_site()


def table_of(page: Page) -> tuple[list[str], list[tuple[Element, list[Element]]]]:
    """The names at the head of a comparison, and its rows, each with its cells."""
    table = next(element for element in page.content.iter("table"))
    heads = [text(head) for head in table.iter("th") if head.get("scope") == "col"]
    return heads, [(row, list(row.iter("td"))) for row in next(table.iter("tbody")).iter("tr")]


def halves(cell: Element, name: str) -> list[Element]:
    return [element for element in cell.iter("div") if element.get(name)]


def test_a_cell_has_what_the_article_said_and_what_is_known_now(facts: Facts, site: Site) -> None:
    heads, rows = table_of(site.pages["compare/"])
    things = {flat(entity.name): entity for entity in facts.entities.values()}
    properties = {flat(property.label): property for property in facts.properties.values()}
    for row, cells in rows:
        property = properties[text(next(row.iter("th")))]
        said = 0
        for head, cell in zip(heads, cells, strict=True):
            question = f"{things[head].id}.{property.id}"
            claim, history = facts.claims.get(question), facts.history(question)
            assert [half.get("data-claim") for half in halves(cell, "data-claim")] == ([question] if claim else [])
            for half in halves(cell, "data-claim"):
                assert claim
                assert badge(half) == badge_of(claim)
                assert text(half).startswith("The article said ")
                assert flat(facts.claim_text(claim)) in text(half)
                stands = any(line.entry.statement is claim for line in history.now)
                assert half.get("data-view") == (None if stands else "then"), question
            known = [line for line in history.now if isinstance(line.entry.statement, Answer)]
            now = halves(cell, "data-answer")
            assert [half.get("data-date") for half in now] == [line.entry.date.edtf for line in known]
            for half, line in zip(now, known, strict=True):
                answer = line.entry.statement
                assert isinstance(answer, Answer)
                assert (half.get("data-answer"), half.get("data-status")) == (question, answer.status.id)
                assert half.get("data-now") == (None if line.role == "open" else line.role)
                assert has_class(half, f"half--{answer.status.id}")
                assert badge(half) == answer.badge
                assert flat(facts.known_text(answer)) in text(half)
                assert flat(facts.scope_text(answer)) in text(half)
                assert str(line.entry.date) in text(half)
            assert ("Not stated" in text(cell)) == (not claim)
            nothing = "Later reports give no new value" if facts.reported_since(question) else "Nothing newer"
            assert (nothing in text(cell)) == bool(claim and not known)
            said += bool(claim or known)
        assert said, "a row that says nothing is left out"


def test_each_badge_of_a_half_says_whose_it_is(site: Site) -> None:
    for page in (site.pages["compare/"], site.pages["map/"], site.pages["timeline/"]):
        for element in page.content.iter():
            if element.get("data-answer") and not list(element.iter("title")):
                (label,) = (link.get("aria-label") or "" for link in element.iter("a") if has_class(link, "badge"))
                assert label.startswith(("Known now · since ", "Newer talk · ", "Left open · ", "Said before: "))
                assert label.endswith(f": {badge(element)}")
            assert not (element.get("data-answer") and element.get("data-claim"))


def test_the_comparison_of_the_small_world(world_site: Site) -> None:
    heads, rows = table_of(world_site.pages["compare/"])
    assert heads == ["The Van", "The Car", "The Twin"]
    told = {text(next(row.iter("th"))): (row.get("data-view"), [text(cell) for cell in cells]) for row, cells in rows}
    assert told["Launch"] == (
        None,
        [
            "The article said · October 2024 2026 Confirmed · plan "
            "Left open · December 2025 no day is set Not known The Works, 1 December 2025",
            "Not stated Known now · since January 2025 about 2026, first months, in the UK Confirmed · plan "
            "The Press, through A. Clerk, January 2025",
            "Not stated",
        ],
    )
    assert told["Price"] == (
        None,
        [
            "The article said · October 2024 £25,000, before taxes Expected turned out different "
            "Known now · since June 2025 from €29,500, in France Confirmed The Works, 20 June 2025 "
            "Known now · since January 2026 · only talk under £27,000, in the UK Expected The Letter, 15 January 2026",
            "The article said · October 2024 about £17,000 Expected Later reports give no new value",
            "The article said · October 2024 £17,000 Expected turned out different "
            "Known now · since June 2025 a target: £20,000 to £22,000 Confirmed · target "
            "The Works, through A. Clerk, 20 June 2025",
        ],
    )
    cells = ["The article said · October 2024 open Not known Nothing newer", "Not stated", "Not stated"]
    assert told["Cell"] == ("then", cells)


# --- In a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(world_site: Site) -> Iterator[str]:
    with served(world_site.folder) as made:
        yield made


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    yield page
    page.close()


ROWS = ".compare tbody th"
HEADS = ".compare thead th"
NOW, THEN = "article [data-answer]", "article .half[data-claim]"


def seen(page: Any, selector: str) -> list[str]:
    texts: list[str] = page.eval_on_selector_all(
        selector, "all => all.filter(one => one.checkVisibility()).map(one => one.textContent.trim())"
    )
    return texts


@pytest.mark.browser
def test_compare_shows_then_now_or_both_and_says_so_in_the_address(page: Any, address: str) -> None:
    page.goto(f"{address}compare/")
    rows, heads = seen(page, ROWS), seen(page, HEADS)
    assert {"Launch", "Price", "Cell"} <= {*rows}
    assert heads == ["The Van", "The Car", "The Twin"]
    assert seen(page, NOW)
    assert seen(page, THEN)
    page.focus("[name=show]:checked")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=show][value=then]")).to_be_checked()
    assert page.url == f"{address}compare/?show=then"
    assert not seen(page, NOW)
    assert seen(page, HEADS) == heads
    page.keyboard.press("ArrowRight")
    assert page.url == f"{address}compare/?show=now"
    assert page.locator(".half[data-claim]").filter(visible=True).count() == 1, "what is on record beside newer talk"
    now = ["Reach", "Price", "Launch", "Platform"]
    assert seen(page, ROWS) == now, "a row that says nothing now is left out"
    page.reload()
    expect(page.locator("[name=show][value=now]")).to_be_checked()
    assert seen(page, ROWS) == now
    page.check("[name=show][value=both]")
    assert page.url == f"{address}compare/"
    assert (seen(page, ROWS), seen(page, HEADS)) == (rows, heads)
    for words in ("nonsense", "both"):
        page.goto(f"{address}compare/?show={words}")
        expect(page.locator("[name=show][value=both]")).to_be_checked()
        assert seen(page, ROWS) == rows


@pytest.mark.browser
@pytest.mark.parametrize("path", ["compare/", "map/"])
def test_without_scripts_both_views_are_there(browser: Any, address: str, path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{path}?show=now")
    expect(page.locator("[name=show]").first).to_be_hidden()
    views = page.locator("article .compare [data-view], article .ties [data-view]")
    assert all(views.nth(number).is_visible() for number in range(views.count()))
    context.close()


#: The lines of the map's list: the status, the words and the badge, as they are seen, and both halves of the line.
LINES = """() => [...document.querySelectorAll(".ties .edge")].map(edge => {
  const [label, badge] = [".edge__label", ".badge"].map(part => edge.querySelector(part))
  const halves = ["::before", "::after"].map(half => getComputedStyle(label, half))
  return [edge.dataset.status, label.checkVisibility() && label.textContent, badge.checkVisibility(),
    halves.map(half => parseFloat(half.width)), halves.map(half => half.borderTopStyle)]
})"""


@pytest.mark.browser
def test_the_map_shows_then_now_or_both(browser: Any, site: Site) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    with served(site.folder) as address:
        for choice, hidden in (("both", ""), ("then", "now"), ("now", "then")):
            page.goto(f"{address}map/?show={choice}")
            for part in (".drawing--columns .tie", ".drawing--columns .node", ".ties li"):
                for view in ("then", "now"):
                    parts = page.locator(f"{part}[data-view={view}]")
                    shown = [parts.nth(number).is_visible() for number in range(parts.count())]
                    assert not any(shown) if view == hidden else all(shown), (choice, part)
            assert seen(page, ".ties li:not([data-view])")
        page.goto(f"{address}map/?show=both")
        page.set_viewport_size({"width": 390, "height": 800})
        expect(page.locator(".drawing--columns")).to_be_hidden()
        styles = {"confirmed": "solid", "expected": "dashed", "unknown": "dotted"}
        lines = page.evaluate(LINES)
        assert len(lines) == page.locator(".ties .edge").count() > 2
        for status, words, badge, lengths, drawn in lines:
            assert words, "a line is told by its words"
            assert badge, "and by its badge"
            assert min(lengths) > 5
            assert drawn == [styles[status]] * 2, "and drawn in the style of its status"
    page.close()


@pytest.mark.browser
def test_the_switch_hides_halves_and_lines_and_no_row(browser: Any, site: Site) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    with served(site.folder) as address:
        page.goto(f"{address}compare/")
        rows = seen(page, ROWS)
        for path in ("compare/", "map/", "timeline/"):
            page.goto(f"{address}{path}?confirmed-only=yes")
            assert not seen(page, 'article [data-answer]:not([data-status="confirmed"])'), path
            confirmed = page.locator('article :is(.half, li)[data-answer][data-status="confirmed"]')
            assert all(confirmed.nth(number).is_visible() for number in range(confirmed.count())), path
        page.goto(f"{address}compare/?confirmed-only=yes")
        assert seen(page, ROWS) == rows
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_heads_of_a_comparison_stay_in_view(browser: Any, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 640})
    page.goto(f"{address}compare/")
    page.locator(".compare").evaluate("box => { scrollTo(0, 9999); box.scrollTo(9999, 9999) }")
    for head in (page.locator(HEADS).last, page.locator(".compare tbody tr:last-child th")):
        left, top, bottom, is_on_top = head.evaluate(
            "one => { const { x, y, bottom } = one.getBoundingClientRect();"
            " return [x, y, bottom, one.contains(document.elementFromPoint(x + 2, y + 8))] }"
        )
        assert 0 <= left < width
        assert 0 <= top < bottom < 641
        assert is_on_top, "nothing lies over it"
    page.close()
