"""The page that answers readers' questions: the few of today first, then each with the article beside reports.

The rules hold for every source, and on every page that has such cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from helpers.files import BRIDGE, ROOT, WORLD
from helpers.pages import Page, Site, badge, badge_of, flat, has_class, place_of, seen, tells, text
from helpers.sites import on_every_site, served
from playwright.sync_api import expect

from macros.model.facts import Facts
from macros.model.history import Line
from macros.model.records import Claim, Entity

facts, site = on_every_site()


@pytest.fixture(scope="module")
def docs(whose: str) -> Path:
    return {"": ROOT, "world_": WORLD, "bridge_": BRIDGE}[whose] / "docs"


def calling(macro: str, site: Site, docs: Path) -> Iterator[tuple[Page, str]]:
    """The pages that call a macro, each with the id that it is about."""
    for path in sorted(docs.rglob("*.md")):
        for id in re.findall(rf"\{{\{{\s*{macro}\(\s*[\"']([a-z0-9-]+)", path.read_text(encoding="utf-8")):
            url = path.relative_to(docs).as_posix().removesuffix(".md").removesuffix("index")
            yield site.pages[f"{url.rstrip('/')}/" if url else ""], id


def inside(element: Element, name: str) -> list[Element]:
    return [part for part in element.iter() if has_class(part, name)]


def questions_of(facts: Facts, entity: Entity) -> list[tuple[str, str, Claim | None, str]]:
    """Each question, its id, the claim, and what the article's half must say."""
    asked = [
        (facts.question(property, claim), f"{entity.id}.{property.id}", claim, facts.claim_text(claim) if claim else "")
        for property, claim in facts.questions(entity)
    ]
    named = facts.asked_of_who_names(entity)
    return asked + [
        (claim.property.inverse_question, claim.id, claim, facts.entity(claim.subject).name) for claim in named
    ]


def has_all_that_is_known(facts: Facts, place: Element, question: str) -> None:
    """Whether the answers to a question that are known now stand in a place, each with its marks and its badge."""
    shown = [part for part in place.iter() if part.get("data-answer") and part.get("hidden") is None]
    lines = [line for line in facts.history(question).now if line.entry.news]
    assert [marks(part) for part in shown] == [wanted(line) for line in lines], question
    for part, line in zip(shown, lines, strict=True):
        assert badge(part) == line.entry.statement.badge
        assert part.get("data-claim") is None


def marks(part: Element) -> tuple[str | None, ...]:
    return tuple(part.get(f"data-{name}") for name in ("answer", "status", "date", "now"))


def wanted(line: Line) -> tuple[str | None, ...]:
    statement, entry = line.entry.statement, line.entry
    question = entry.id.partition("--")[0]
    return question, statement.status.id, entry.date.edtf, {"record": "record", "talk": "talk"}.get(line.role)


def test_every_question_has_a_card_with_both_halves(facts: Facts, site: Site, docs: Path) -> None:
    for page, id in calling("answers", site, docs):
        questions = questions_of(facts, facts.entity(id))
        cards = list(page.by_class("answer"))
        assert [text(next(card.iter("h3"))) for card in cards] == [flat(question) for question, *_ in questions]
        for card, (_, question, claim, said) in zip(cards, questions, strict=True):
            then, now = inside(card, "answer__half")
            assert {"data-claim", "data-answer", "data-status"}.isdisjoint(card.keys()), "a badge is never the card's"
            if claim:
                (shown,) = (part for part in then.iter() if part.get("data-claim"))
                assert (shown.get("data-claim"), shown.get("data-status")) == (claim.id, claim.status.id)
                assert badge(shown) == badge_of(claim)
                assert text(next(shown.iter("a"))) == flat(said)
                assert flat(facts.entity(facts.speaker(claim)).name) in text(shown)
                assert place_of(claim) in text(shown)
            else:
                assert text(then).endswith("Not stated")
                assert badge(then) == ""
            has_all_that_is_known(facts, now, question)
            if not facts.history(question).known:
                since = facts.reported_since(question)
                assert ("Later reports give no new value" if since else "Nothing newer") in text(now)
                assert badge(now) == ""
                assert [part.get("data-status") for part in now if part.get("data-status")] == []
                assert not facts.news(question) or str((facts.decisive(question) or facts.news(question)[-1]).date) in (
                    text(now)
                )


def test_the_badge_of_a_half_repeats_its_caption(facts: Facts, site: Site, docs: Path) -> None:
    for page, _ in calling("answers", site, docs):
        for half in page.by_class("answer__half"):
            caption = text(inside(half, "said__caption")[0])
            assert caption.startswith(("The article said", "Known now"))
            for said in (part for part in half if has_class(part, "said")):
                for mark in (part for part in said.iter() if has_class(part, "badge")):
                    inner = [part for part in said.iter() if part is not said and part.get("data-claim")]
                    if not any(mark in list(part.iter()) for part in inner):
                        assert mark.get("aria-label") == f"{caption}: {text(mark)}"


def test_the_words_of_a_report_stand_once_on_a_page(facts: Facts, site: Site, docs: Path) -> None:
    for page, id in calling("answers", site, docs):
        told = [element for element in page.by_class("said__says") if element.get("id")]
        ids = [element.get("id", "").removeprefix("report-") for element in told]
        assert len(ids) == len({*ids})
        reports = {news.id: news for news in facts.follow_ups}
        for element, report in zip(told, ids, strict=True):
            assert tells(element, reports[report].says)
        linked = {link.get("href", "") for part in page.by_class("said__says") for link in part.iter("a")}
        assert {link for link in linked if link.startswith("#")} <= {f"#report-{report}" for report in ids}
        short = any(page is other and id == about for other, about in calling("today", site, docs))
        for property, _ in facts.questions(facts.entity(id)):
            history = facts.history(f"{id}.{property.id}")
            given = {line.entry.news.id for line in history.now if line.entry.news}
            assert short or given <= {*ids}


def test_the_block_of_today_says_what_is_known_now_and_who_says_so(facts: Facts, site: Site, docs: Path) -> None:
    called = list(calling("today", site, docs))
    assert called
    for page, id in called:
        (block,) = page.by_class("today")
        questions = [(p, c) for p, c in facts.questions(facts.entity(id)) if p.today]
        rows = inside(block, "today__row")
        assert [text(next(row.iter("dt"))) for row in rows] == [flat(facts.question(*asked)) for asked in questions]
        for row, (property, _) in zip(rows, questions, strict=True):
            question = f"{id}.{property.id}"
            has_all_that_is_known(facts, row, question)
            lines = [line for line in facts.history(question).now if line.entry.news]
            shown = [part for part in row if part.get("data-answer") and part.get("hidden") is None]
            for part, line in zip(shown, lines, strict=True):
                assert str(line.entry.date) in text(part)
                sources = [facts.sources[source] for source in (line.entry.news.sources if line.entry.news else ())]
                assert all(flat(source.name) in text(part) for source in sources)


def test_the_cards_of_the_small_world(world_site: Site) -> None:
    cards = inside(seen(world_site.pages[""].content), "answer")
    told = [
        (text(next(card.iter("h3"))), *(text(half[1][0]) for half in inside(card, "answer__half"))) for card in cards
    ]
    assert told == [
        ("Who makes it?", "The Works Confirmed", "Nothing newer"),
        ("Which cell does it have?", "open Not known", "Nothing newer"),
        (
            "How is it like The Car and The Twin?",
            "much like The Car and The Twin Confirmed · reported",
            "Nothing newer",
        ),
        ("How far does it go?", "Not stated", "about 300 km (190 miles), larger cell Expected"),
        ("What will it cost?", "£25,000, before taxes Expected", "from €29,500, in France Confirmed"),
        ("When does it launch?", "2026 Confirmed · plan", "Still on record: what the article said"),
        ("Who speaks for it?", "The Guest Confirmed", "Nothing newer"),
    ]
    now = inside(cards[4], "answer__half")[1]
    assert text(now) == (
        "Known now from €29,500, in France Confirmed On record: The Works, 20 June 2025 (The Radio) "
        "Both cost more, the van Expected turned out different most. "
        "under £27,000, in the UK Expected Only talk: The Letter, 15 January 2026 The price is looked at again. "
        "Since then · turned out different + 1 more"
    )


# --- In a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(world_site: Site) -> Iterator[str]:
    with served(world_site.folder) as made:
        yield made


BOXES = """card => [...card.querySelectorAll(".answer__half")].map(half => {
  const { x, y, width } = half.getBoundingClientRect()
  return [x, y, width].map(Math.round)
})"""


@pytest.mark.browser
def test_halves_are_of_one_width_beside_or_below_one_another(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    card = page.locator(".answer").first
    for width in (1280, 800):
        page.set_viewport_size({"width": width, "height": 800})
        (left, top, one), (right, level, other) = card.evaluate(BOXES)
        assert (one, top, left < right) == (other, level, True)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        (left, top, one), (edge, below, other) = card.evaluate(BOXES)
        assert (one, left, top < below) == (other, edge, True)
    page.close()


@pytest.mark.browser
def test_an_edge_is_as_firm_as_what_is_said(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    card = page.locator(".answer", has=page.locator('[data-claim="van.price"]'))
    edges = card.locator(".said:not([hidden])").evaluate_all("all => all.map(e => getComputedStyle(e).borderLeftStyle)")
    assert edges == ["dashed", "solid", "dashed"]
    assert card.evaluate("e => getComputedStyle(e).borderLeftWidth") == "1px"
    page.close()


@pytest.mark.browser
def test_with_the_switch_lines_go_and_cards_stay(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}?confirmed-only=yes")
    cards = page.locator(".answer")
    assert cards.locator("h3").filter(visible=True).count() == cards.count()
    price = page.locator(".answer", has=page.locator('[data-claim="van.price"]'))
    then, now = price.locator(".answer__half").all()
    expect(then.locator("[data-claim]")).to_be_hidden()
    assert then.evaluate("e => getComputedStyle(e, '::after').content") == '"Hidden: not confirmed"'
    expect(then.locator(".said__caption")).to_be_visible()
    expect(now.locator('[data-now="record"]')).to_be_visible()
    expect(now.locator('[data-now="talk"]')).to_be_hidden()
    assert now.evaluate("e => getComputedStyle(e, '::after').content") == "none"
    # The price and the cell; of the reach, the launch and the price.
    note = "Only what is confirmed is shown. Hidden on this page: 2 claims, 3 answers. Show everything"
    assert page.inner_text(".hidden-note") == note
    page.goto(f"{address}?confirmed-only=yes#report-van.price.2026-01-15")
    expect(page.locator(".hidden-here")).to_contain_text("This answer is hidden, because it is not confirmed.")
    page.click(".hidden-here button")
    expect(now.locator('[data-now="talk"]')).to_be_visible()
    page.close()
