"""A thing's page: what the article said and what is known now, the history of each answer, and how it is drawn.

The rules hold for every source. What is said of given facts is said of the small world.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from helpers.pages import Site, badge, badge_of, evidence, flat, has_class, tells, text, url_of
from helpers.sites import on_every_site, served
from helpers.worlds import TEXT, world
from playwright.sync_api import expect

from macros.loading.loader import read
from macros.model.facts import Facts
from macros.model.history import Entry
from macros.model.records import Answer
from macros.rendering import page as rendering
from macros.rendering.drawings import text_metrics
from macros.rendering.drawings.history_chart import HistoryChart, history_charts
from macros.rendering.urls import outside

facts, site = on_every_site()


def rows(facts: Facts, site: Site) -> Iterator[tuple[str, Element]]:
    """Each question that has a row of its own, with that."""
    for entity in facts.entities.values():
        asked = [claim.property for claim in facts.claims_of(entity.id)]
        asked += [one for one, claim in facts.questions(entity) if not claim and facts.news(f"{entity.id}.{one.id}")]
        for property in asked:
            yield f"{entity.id}.{property.id}", site.pages[url_of(entity)].row(property.id)


def parts(element: Element, name: str) -> list[Element]:
    return [part for part in element.iter() if has_class(part, name)]


def addresses(element: Element) -> list[str]:
    """The ids of the headings in an element."""
    return [part.get("id") or "" for part in element.iter() if part.tag in ("h3", "h4")]


def marks(element: Element) -> tuple[str | None, ...]:
    return tuple(element.get(f"data-{name}") for name in ("answer", "status", "date", "now"))


def wanted(entry: Entry, role: str) -> tuple[str | None, ...]:
    assert isinstance(entry.statement, Answer)
    now = role if role in ("record", "talk") else None
    return entry.statement.to, entry.statement.status.id, entry.date.edtf, now


# --- then and now -----------------------------------------------------------------------------------------------------


def test_a_row_has_what_the_article_said_and_what_is_known_now(facts: Facts, site: Site) -> None:
    for question, row in rows(facts, site):
        (halves,) = parts(row, "row__halves")
        article, *beside = [part for part in halves if has_class(part, "row__half") or has_class(part, "row__now")]
        claim, news, history = facts.claims.get(question), facts.news(question), facts.history(question)
        assert addresses(article) == [question.partition(".")[2]]
        assert article.get("data-claim") == (question if claim else None)
        assert [text(part) for part in parts(article, "row__value")] == [
            flat(facts.claim_text(claim)) if claim else "Not stated"
        ]
        assert badge(article) == (badge_of(claim) if claim else ""), "Not stated has no badge"
        captions = [text(part) for part in parts(halves, "row__caption")]
        assert len(beside) == (1 if news else 0), "without any news there is nothing to compare"
        assert bool(captions) == bool(news)
        if not news:
            continue
        assert captions[0].startswith("The article said")
        assert all(part.get("aria-label") == f"{captions[0]}: {text(part)}" for part in parts(article, "badge"))
        answers = [line for line in history.now if line.entry.news]
        lines = [part for part in beside[0] if part.get("data-answer")]
        assert [marks(line) for line in lines] == [wanted(line.entry, line.role) for line in answers]
        for line, shown in zip(answers, lines, strict=True):
            assert isinstance(line.entry.statement, Answer)
            assert line.entry.news
            (value,) = parts(shown, "row__value")
            known = [facts.known_text(line.entry.statement), facts.scope_text(line.entry.statement)]
            assert text(value) == flat(", ".join(filter(None, known)))
            (worn,) = parts(shown, "badge")
            (caption,) = parts(shown, "row__caption")
            assert text(worn) == line.entry.statement.badge
            assert worn.get("aria-label") == f"{text(caption)}: {text(worn)}"
            assert flat(facts.speaker_text(line.entry.news, line.entry.statement)) in text(shown)
            assert [part.get("href") for part in parts(shown, "row__by")] == [f"#{line.entry.id.split('.')[1]}"]
        same = (
            ("Later reports give no new value" if facts.reported_since(question) else "Nothing newer")
            if not history.now
            else "Still on record: what the article said"
            if len(answers) < len(history.now)
            else ""
        )
        assert [text(part) for part in beside[0].iter() if has_class(part, "quiet")] == ([same] if same else [])


def test_no_element_is_both_a_claim_and_an_answer(site: Site) -> None:
    for page in site.pages.values():
        for element in page.content.iter():
            assert not (element.get("data-claim") and element.get("data-answer")), page.url


def test_the_whole_history_of_an_answer_is_folded_out(facts: Facts, site: Site) -> None:
    seen = 0
    for question, row in rows(facts, site):
        history, (details,) = facts.history(question), row.iter("details")
        given = [entry for entry in history.entries if entry.news]
        listed = parts(details, "entry")
        assert [addresses(part) for part in listed] == [[entry.id.partition(".")[2]] for entry in given]
        for entry, part in zip(given, listed, strict=True):
            seen += 1
            answer, news = entry.statement, entry.news
            assert isinstance(answer, Answer)
            assert news
            assert marks(part) == wanted(entry, history.role_of(entry.id))
            assert badge(part) == answer.badge
            told = text(part)
            assert str(entry.date) in told
            assert flat(facts.speaker_text(news, answer).split("; ")[0]) in told
            assert all(words in told for words in (answer.in_, answer.variant) if words)
            assert ("known now" in told) == bool(history.role_of(entry.id))
            linked = {link.get("href") for link in part.iter("a")}
            assert linked >= {outside(facts.sources[id].url) for id in news.sources if facts.sources[id].url}
            assert {id.partition(".")[2] for id in entry.former_ids} <= {child.get("id") for child in part.iter()}
        if given and question in facts.claims:
            first = next(part for part in details.iter("dl"))
            assert (first.get("data-claim"), badge(first)) == (question, badge_of(facts.claims[question]))
        said = [part for part in parts(details, "evidence__row") if facts.news(question)]
        for news in facts.news(question):
            assert sum(tells(part, news.says) and str(news.date) in text(part) for part in said) >= 1
    assert seen == sum(len(news.answers) for news in facts.follow_ups)


def test_each_text_of_a_report_stands_once_in_a_row(world_facts: Facts, world_site: Site) -> None:
    for question, row in rows(world_facts, world_site):
        for news in world_facts.news(question):
            words = max((part for part in news.says.parts if isinstance(part, str)), key=len)
            folded = "".join(text(part) for part in parts(row, "row__became"))  # it goes when the row is folded out
            assert text(row).count(flat(words)) == 1 + folded.count(flat(words)), question


def test_where_the_article_makes_no_claim_nothing_came_true(facts: Facts, site: Site) -> None:
    labels = {outcome.label for outcome in facts.outcomes.values()}
    for question, row in rows(facts, site):
        if question not in facts.claims:
            assert not labels & {text(part) for part in row.iter("b")}, question


def test_rows_stand_in_the_order_of_the_properties(facts: Facts, site: Site) -> None:
    rank = list(facts.properties)
    for entity in facts.entities.values():
        shown = [id for part in parts(site.pages[url_of(entity)].content, "row__half") for id in addresses(part)]
        assert shown == sorted(shown, key=rank.index)


def test_the_price_of_the_van(world_site: Site) -> None:
    row = world_site.pages["models/van/"].row("price")
    (halves,) = parts(row, "row__halves")
    assert text(halves) == (
        "The article said · October 2024 £25,000, before taxes Expected "
        "Known now · since June 2025 from €29,500, in France Confirmed The Works, 20 June 2025 "
        "Known now · since January 2026 · only talk under £27,000, in the UK Expected The Letter, 15 January 2026"
    )
    assert [(*addresses(part), text(part)) for part in parts(row, "entry")] == [
        ("price--2025-06-20", "from €29,500, in France Confirmed The Works, in The Radio, 20 June 2025 · known now"),
        ("price--2025-06-20--2", "over £26,000, in the UK Expected The Radio, 20 June 2025"),
        ("price--2026-01-15", "under £27,000, in the UK Expected The Letter, 15 January 2026 · known now"),
    ]
    told = dict(evidence(row))
    assert told["The article said · October 2024"] == "£25,000, before taxes Expected"
    assert told["Since then · turned out different"].endswith(
        "Both cost more, the van Expected turned out different most."
    )
    assert text(next(row.iter("summary"))).endswith("still open + 1 earlier") or "turned out different" in text(row)


def test_what_the_article_said_is_on_record_until_somebody_says_more(world_site: Site) -> None:
    (halves,) = parts(world_site.pages["models/van/"].row("launch"), "row__halves")
    assert text(halves) == (
        "The article said · October 2024 2026 Confirmed · plan Known now Still on record: what the article said "
        "Left open · December 2025 no day is set Not known The Works, 1 December 2025"
    )


def test_news_without_an_answer_says_that_nothing_is_newer(world_site: Site) -> None:
    (halves,) = parts(world_site.pages["models/van/"].row("maker"), "row__halves")
    assert text(halves) == "The article said · October 2024 The Works Confirmed Known now Nothing newer"
    (halves,) = parts(world_site.pages["models/van/"].row("comfort"), "row__halves")
    assert text(halves) == "soft to sit in Confirmed · promise"


def test_a_row_that_is_folded_says_what_came_true(facts: Facts, site: Site) -> None:
    for claim in facts.select():
        row = site.pages[url_of(facts.entity(claim.subject))].row(claim.property.id)
        news, now = facts.decisive(claim.id), facts.history(claim.id).now
        is_seen = any(line.entry.news == news for line in now)
        is_settled = news and news.outcome and news.outcome.id != "open"
        wanted = [f": {flat(facts.prose_text(news.says))}"] if news and is_settled and not is_seen else []
        assert [text(part) for part in parts(row, "row__became")] == wanted, claim.id


def test_what_is_known_now_is_passed_on(world_site: Site) -> None:
    def copies(property: str) -> list[tuple[str, str, str]]:
        (group,) = parts(world_site.pages["models/van/"].row(property), "pass")
        return [(text(part), part.get("href") or "", part.get("data-said") or "") for part in group][:-1]

    claimed = "The Van, price: £25,000, before taxes (Expected, The Press, paragraph 2)"
    known = (
        "The Van, price, known now: from €29,500, in France (Confirmed; The Works, 20 June 2025); "
        "under £27,000, in the UK (Expected; The Letter, 15 January 2026)"
    )
    assert copies("price") == [
        ("Link", "#price", ""),
        ("Badge to embed", "../../badges/van.price.svg", claimed),
        ("Cite", "", claimed),
        ("Badge of what is known now", "../../badges/van.price.now.svg", known),
        ("Cite what is known now", "", known),
    ]
    assert [words for words, *_ in copies("maker")] == ["Link", "Badge to embed", "Cite"]
    unstated = ["Link", "Badge of what is known now", "Cite what is known now"]
    assert [words for words, *_ in copies("reach")] == unstated


# --- drawn ------------------------------------------------------------------------------------------------------------


def answered(*answers: str, claim: str = "value: about 17000 GBP") -> tuple[Facts, tuple[HistoryChart, ...]]:
    """The small world with answers about the price of a car, in a report a month after the other; and what is drawn."""
    reports = "".join(
        f"""  - about: [car.price]
    outcome: open
    date: 2025-{number:02}-10
    recorded: 2026-02-01
    sources: [herald]
    answers:
      - to: car.price
        {answer}
        status: expected
    says: Report {number}.
"""
        for number, answer in enumerate(answers, 2)
    )
    loaded = read([("data/world.yml", f"{TEXT.replace('value: about 17000 GBP', claim)}{reports}".encode())])
    assert loaded.facts, loaded.problems
    return loaded.facts, history_charts(loaded.facts, loaded.facts.history("car.price"))


def labels(chart: HistoryChart) -> list[tuple[str, float, float, float, float]]:
    """The words of a drawing with the box that each takes at most."""
    wide = [(words, text_metrics.width(words, 11)) for _, words in (*chart.values, *chart.days)]
    values = [
        (words, chart.left - 4 - width, line.at - 5, chart.left - 4, line.at + 5)
        for line, (words, width) in zip(chart.values, wide, strict=False)
    ]
    days = [
        (words, line.at + 4, chart.height - 14, line.at + 4 + width, chart.height - 2)
        for line, (words, width) in zip(chart.days, wide[len(chart.values) :], strict=True)
    ]
    name = text_metrics.width("the article", 11)
    return [*values, *days, ("the article", chart.name, 3, chart.name + name, 13)]


def holds_together(chart: HistoryChart) -> None:
    """No label is cut off or lies on another, and no reading hides another or leaves the frame."""
    boxes = labels(chart)
    for words, left, top, right, foot in boxes:
        assert min(left, top) >= -0.1, words
        assert right <= chart.width + 0.1, words
        assert foot <= chart.height, words
    for number, (one, left, top, right, foot) in enumerate(boxes):
        for other, x1, y1, x2, y2 in boxes[:number]:
            assert right <= x1 or x2 <= left or foot <= y1 or y2 <= top, f"{one} lies on {other}"
    for reading in chart.readings:
        assert chart.left < reading.x - 4.5
        assert reading.x + 4.5 < chart.width
        assert chart.top <= reading.top <= reading.foot <= chart.foot
    places = sorted(reading.x for reading in chart.readings)
    assert all(x2 - x1 > 9 for x1, x2 in itertools.pairwise(places))


def test_every_history_of_two_values_is_drawn(facts: Facts, site: Site) -> None:
    for question, row in rows(facts, site):
        history = facts.history(question)
        values = [(entry, entry.statement.value) for entry in history.entries]
        measures = [value.extent.measure if value and value.extent else "" for _, value in values]
        charts = history_charts(facts, history)
        assert len(charts) == len({one for one in measures if one and measures.count(one) > 1}), question
        drawings = parts(row, "readings") if facts.news(question) else []
        assert len(drawings) == len(charts)
        for chart, drawing in zip(charts, drawings, strict=True):
            holds_together(chart)
            shown = parts(drawing, "reading")
            assert len(shown) == len(chart.readings)
            assert drawing.get("aria-label")
            for reading, part in zip(chart.readings, shown, strict=True):
                entry = reading.entry
                assert (part.get("data-answer") or part.get("data-claim")) == question
                assert has_class(part, f"reading--{entry.statement.status.id}")
                assert text(next(part.iter("title"))).endswith(f"({entry.statement.badge})")


def test_the_article_is_drawn_first_and_the_others_as_time_goes_on() -> None:
    facts, (chart,) = answered("value: 18000 GBP", "value: 19000 GBP", "value: 18500 EUR")
    ids = [reading.entry.id for reading in chart.readings]
    assert ids == ["car.price", "car.price--2025-02-10", "car.price--2025-03-10"], "euros have another axis"
    assert [reading.x for reading in chart.readings] == sorted(reading.x for reading in chart.readings)
    heights = [reading.top for reading in chart.readings]
    assert heights == sorted(heights, reverse=True), "a higher price stands higher"
    assert all(reading.is_dot for reading in chart.readings)
    assert chart.published == pytest.approx(chart.readings[0].x)
    page = rendering.Page(facts, "models/car.md", "car").facts()
    assert "Not every answer can be drawn" in page


def test_bounds_and_spans_are_bars_open_at_the_end_that_is_open() -> None:
    _, (chart,) = answered("value: up to 18000 GBP", "value: over 16000 GBP", "value: 16000 GBP to 18000 GBP")
    dot, most, least, span = chart.readings
    assert dot.is_dot
    assert (most.open_top, most.open_foot, most.foot) == (False, True, chart.foot)
    assert (least.open_top, least.open_foot, least.top) == (True, False, chart.top)
    assert (span.open_top, span.open_foot) == (False, False)
    assert (span.top, span.foot) == (most.top, least.foot)
    assert [reading.bar.count("L") for reading in (most, least, span)] == [2, 2, 1]


def test_a_single_value_and_values_that_measure_different_things_are_not_drawn() -> None:
    assert answered("value: 18000 EUR")[1] == ()
    assert answered()[1] == ()
    assert answered("no-longer: true\n        since: 2025-01")[1] == ()


@pytest.mark.parametrize(
    "answers",
    [
        ["value: 17000 GBP"] * 2,
        ["value: 0 GBP", "value: 999999999999 GBP"],
        ["value: under 17000.50 GBP", "value: from 17000.25 GBP"],
        [f"value: {price} GBP" for price in range(16000, 26000, 1000)],
    ],
    ids=["the same", "far apart", "near", "many"],
)
def test_a_drawing_holds_together(answers: list[str]) -> None:
    _, (chart,) = answered(*answers)
    assert len(chart.readings) == len(answers) + 1
    holds_together(chart)


def test_a_drawing_ends_with_the_last_look() -> None:
    _, (chart,) = answered("value: 18000 GBP", "value: 19000 GBP")
    assert [label.words for label in chart.days] == ["Jan 2025"]
    followed = world(**{"    paragraphs: 3\n": "    paragraphs: 3\n    followed: 2026-02-01\n"})
    history = answered("value: 18000 GBP")[0].history("car.price")
    (longer,) = history_charts(followed, history)
    assert [label.words for label in longer.days] == ["Jan 2025", "Jul 2025"]


# --- confirmed only ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(world_site: Site) -> Iterator[str]:
    with served(world_site.folder) as made:
        yield made


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


SEEN = "all => all.filter(e => e.checkVisibility()).map(e => e.dataset.claim ?? `answer to ${e.dataset.answer}`)"


@pytest.mark.browser
def test_the_switch_leaves_a_confirmed_half_beside_one_that_is_not(page: Any, address: str) -> None:
    page.goto(f"{address}models/van/?confirmed-only=yes")
    shown = page.eval_on_selector_all(".row__halves [data-status]", SEEN)
    assert shown == [
        *("van.maker", "van.likeness", "van.segment", "van.comfort", "answer to van.price", "van.launch"),
        *("answer to van.platform", "van.seats"),
    ]
    expect(page.locator(".row:has(#price) .row__label")).to_be_visible()
    expect(page.locator(".row:has(#not-platform)")).to_be_hidden()
    expect(page.locator(".row:has(#reach) .row__value").first).to_have_text("Not stated")
    page.click(".row:has(#price) summary")
    folded_out = ".row:has(#price) details [data-status]:not(.fact)"
    assert page.eval_on_selector_all(folded_out, SEEN) == ["answer to van.price"]
    expect(page.locator(".row:has(#price) .readings")).to_be_hidden()
    expect(page.get_by_text("Nothing here is confirmed.")).to_have_count(0)


@pytest.mark.browser
def test_a_link_to_an_answer_opens_its_history_and_shows_its_row_whole(page: Any, address: str) -> None:
    page.goto(f"{address}models/van/?confirmed-only=yes#price--2026-01-15")
    expect(page.locator(".hidden-here")).to_contain_text("Price: this answer is hidden, because it is not confirmed.")
    page.click(".hidden-here button")
    expect(page.locator("#price--2026-01-15")).to_be_visible()
    expect(page.locator(":has(> #price) .row__value")).to_be_visible()
    expect(page.locator("#price--2026-01-15")).to_be_in_viewport()
    expect(page.locator("#reach--2025-12-01")).to_be_hidden()
    page.goto(f"{address}models/van/?confirmed-only=no")
    told = page.locator(".row:has(#maker) .row__became")
    expect(told).to_be_visible()
    page.click(".row:has(#maker) summary")
    expect(told).to_be_hidden()
    page.click(".row:has(#price) .row__by")
    expect(page.locator("#price--2025-06-20")).to_be_in_viewport()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "nothing"),
    [("models/van/", False), ("models/car/", False), ("technologies/cube/", True), ("models/twin/", False)],
)
def test_that_nothing_is_confirmed_is_said_only_where_nothing_is(
    page: Any, address: str, path: str, nothing: bool
) -> None:
    page.goto(f"{address}{path}?confirmed-only=yes")
    said = page.locator(".facts").evaluate("e => getComputedStyle(e, '::after').content")
    assert said == ('"Nothing here is confirmed."' if nothing else "none")
    left = page.locator(".row__halves").filter(visible=True).count()
    assert (left == 0) == nothing


@pytest.mark.browser
def test_what_is_known_now_is_passed_on_by_a_click(page: Any, address: str) -> None:
    page.goto(f"{address}models/van/#price")
    page.get_by_role("link", name="Badge of what is known now").first.click()
    shown = page.text_content(".row:has(#price) output")
    assert f'<a href="{address}models/van/#price"><img src="{address}badges/van.price.now.svg" alt="The Van' in shown
    page.click(".row:has(#price) button:text('Cite what is known now')")
    expect(page.locator(".row:has(#price) output")).to_contain_text("known now: from €29,500, in France (Confirmed;")


@pytest.mark.browser
def test_without_scripts_and_in_print_what_is_known_now_is_there(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}models/van/")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        expect(page.locator(":has(> #price) .row__value")).to_be_visible()
        expect(page.locator(".row__now [data-now=record] .row__value").first).to_be_visible()
    context.close()
