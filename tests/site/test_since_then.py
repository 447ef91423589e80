"""Since then: what reports answer, the score, and what was known on a day that a reader sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import yaml
from helpers.files import CASES
from helpers.pages import Page, Site, flat, tells, text
from helpers.sites import build, copy_world, on_every_site, served

from macros.model.facts import Facts
from macros.model.records import Answer
from macros.model.vocabulary import NO_NEWS

facts, site = on_every_site()


@pytest.fixture
def page(site: Site) -> Page:
    return site.pages["since-then/"]


def inside(element: Element, attribute: str) -> list[Element]:
    return [one for one in element.iter() if one.get(attribute) is not None]


# --- The reports and their answers ------------------------------------------------------------------------------------


def test_every_follow_up_is_listed_with_its_sources(facts: Facts, page: Page) -> None:
    for element, news in zip(page.by_class("change"), facts.follow_ups_newest_first, strict=True):
        assert tells(element, news.says)
        assert all(flat(facts.sources[id].name) in text(element) for id in news.sources)
        about = next(part for part in element.iter("ul"))
        shown = {child.get("data-claim") for child in inside(about, "data-claim")}
        assert shown == {id for id in news.about if id in facts.claims}
        for id in set(news.about) - shown:
            assert any(text(item).startswith(flat(f"{facts.title(id)}: Not stated")) for item in about.iter("li"))


def test_the_reports_show_each_answer_once(facts: Facts, page: Page) -> None:
    for element, news in zip(page.by_class("change"), facts.follow_ups_newest_first, strict=True):
        shown = [
            (line.get("data-answer"), line.get("data-status"), line.get("data-date"))
            for line in inside(element, "data-answer")
        ]
        assert Counter(shown) == Counter((answer.to, answer.status.id, news.date.edtf) for answer in news.answers)
        words = text(element)
        for answer in news.answers:
            assert flat(facts.answer_text(answer)) in words
            assert answer.badge in words
            assert flat(facts.scope_text(answer)) in words


# --- Question by question ---------------------------------------------------------------------------------------------


def history_rows(page: Page) -> list[Element]:
    (table,) = page.by_part("history")
    return [row for body in table.iter("tbody") for row in body.iter("tr")]


def test_what_has_news_has_a_row_whether_it_is_claimed_or_left_unstated(facts: Facts, page: Page) -> None:
    rows = history_rows(page)
    claims = [cell.get("data-claim") for row in rows for cell in inside(row, "data-claim")]
    assert claims == [claim.id for claim in facts.select() if facts.news(claim.id)]
    unstated = {id for news in facts.follow_ups for id in news.about if id not in facts.claims}
    assert len(rows) == len(claims) + len(unstated)
    assert set(facts.unstated()) == unstated


def test_the_rows_say_from_when_until_when_each_answer_was_known(facts: Facts, page: Page) -> None:
    wanted, shown = Counter[object](), Counter[object]()
    for history in facts.histories.values():
        for line in history.ever:
            if isinstance(line.entry.statement, Answer):
                until = str(line.until) if line.until else None
                now = line.role if not until and line.role != "open" else None
                answer = line.entry.statement
                wanted[(answer.to, line.entry.date.edtf, answer.status.id, str(line.since), until, now)] += 1
    for row in history_rows(page):
        for element in inside(row, "data-answer"):
            marks = ("answer", "date", "status", "since", "until", "now")
            shown[tuple(element.get(f"data-{mark}") for mark in marks)] += 1
            assert (element.get("hidden") is None) == (element.get("data-until") is None)
    assert shown == wanted


def test_where_no_report_answers_nothing_is_newer(facts: Facts, page: Page) -> None:
    for row in history_rows(page):
        for claim in inside(row, "data-claim"):
            words = [text(one) for one in row.iter("p") if one.get("hidden") is None]
            id = claim.get("data-claim", "")
            nothing = "later reports give no new value" if facts.reported_since(id) else "nothing newer"
            assert any(one.startswith(nothing) for one in words) == (not facts.history(id).now)
            assert "No news" not in words


# --- The score --------------------------------------------------------------------------------------------------------


def test_the_score_counts_every_claim_that_has_news(facts: Facts, page: Page, site: Site) -> None:
    (score,) = page.by_part("score")
    rows = {(row.get("data-filter"), row.get("data-value")): row for row in inside(score, "data-filter")}
    told = [claim for claim in facts.select() if facts.outcome(claim.id) != NO_NEWS]
    assert rows.keys() == {
        *(("status", claim.status.id) for claim in told),
        *(("by", facts.speaker(claim)) for claim in told),
    }
    for ((filter, value), row), outcome in product(rows.items(), facts.outcomes):
        (cell,) = (cell for cell in inside(row, "data-outcome") if cell.get("data-outcome") == outcome)
        number = len(facts.select(**{str(filter): value, "outcome": outcome}))
        assert int(text(cell)) == number
        (link,) = cell.iter("a")
        assert (link.get("href") or "").endswith(f"?outcome={outcome}&{filter}={value}" if number else "")
    for filter in ("status", "by"):
        assert sum(int(text(cell)) for (of, _), row in rows.items() if of == filter for cell in row.iter("td")) == len(
            told
        )
    assert text(score).endswith(f"Claims without news: {len(facts.claims) - len(told)}.")
    assert "%" not in text(score)


def test_the_score_of_the_small_world(world_site: Site) -> None:
    (score,) = world_site.pages["since-then/"].by_part("score")
    assert [text(row) for row in score.iter("tr")] == [
        "How firmly it was said came true turned out different no longer true still open",
        "Confirmed 1 0 1 1",
        "Expected 1 2 0 1",
        "Who said it came true turned out different no longer true still open",
        "The Press 2 2 1 1",
        "The Guest 0 0 0 1",
    ]


# --- What was known on a day ------------------------------------------------------------------------------------------

#: The questions that the reports of this world speak to.
ROWS = 9
DAYS: dict[str, Any] = yaml.load((CASES / "day.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small world, with answers that took one another's place."""
    project = copy_world(tmp_path_factory.mktemp("days"))
    for file in (project / "data").glob("*.yml"):
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        data.pop("follow-ups")
        if "paper" in data["sources"]:
            data["sources"]["paper"]["followed"] = "2026-06-01"
            data["follow-ups"] = DAYS["follow-ups"]
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, default_flow_style=False)
        file.write_text(text, encoding="utf-8")
    made = build(project)  # not strictly: the small world has properties that these reports do without
    assert made.returncode == 0, made.stderr
    with served(project / "site") as address:
        yield address


@pytest.fixture
def reader(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    failed: list[str] = []
    page.on("pageerror", lambda error: failed.append(str(error)))
    yield page
    page.close()
    assert not failed


def seen(place: Any, selector: str) -> list[str]:
    found: list[str] = place.locator(selector).filter(visible=True).all_inner_texts()
    return [flat(words) for words in found]


@pytest.mark.browser
@pytest.mark.parametrize("case", DAYS["days"], ids=lambda case: case["day"] or "now")
def test_since_then_follows_the_day(reader: Any, address: str, case: dict[str, Any]) -> None:
    reader.goto(f"{address}since-then/?on={case['day']}")
    assert reader.inner_text("[data-part=known] output") == case["said"]
    assert len(seen(reader, ".change")) == int(case["reports"])
    assert not seen(reader, ".history") or case["day"], "without a day, the reports above say it"
    reader.locator(".fold").filter(visible=True).evaluate_all("all => all.forEach(one => one.open = true)")
    assert len(seen(reader, ".history tbody tr")) == (ROWS if "score" in case else 0)
    for row, numbers in case.get("score", {}).items():
        filter, _, value = row.partition("-")
        assert seen(reader, f"[data-filter={filter}][data-value={value}] td") == numbers, row
    linked = reader.locator("[data-part=score] a.number[href]").count()
    assert bool(linked) == (not case["day"]), "the lists of claims are those of today"
    for id in ("van.price", "van.launch"):
        told = [words.lower() for words in case.get(id.partition(".")[2], [])]
        row = reader.locator(f".history tr:has([data-claim='{id}'])")
        lines = seen(row, "td:nth-of-type(2) .then")
        assert len(lines) == len(told)
        for line, words in zip(lines, told, strict=True):
            assert words.replace("still on record: what", "on record: as") in line.lower()
    cell = reader.locator(".history tr:has(a[href$='models/car/#cell'])")
    assert bool(seen(cell, "[data-answer]")) == ("cell" in case)
    if "score" in case:
        wanted = f"Known {'then' if case['day'] else 'now'}"
        assert seen(reader, ".history thead th")[2] == wanted
        badges = reader.locator(".history [data-answer] .badge").filter(visible=True)
        assert all(name.startswith(f"{wanted}: ") for name in badges.evaluate_all("all => all.map(e => e.ariaLabel)"))


@pytest.mark.browser
@pytest.mark.parametrize("case", DAYS["days"], ids=lambda case: case["day"] or "now")
def test_the_cards_of_the_home_page_follow_the_day(reader: Any, address: str, case: dict[str, Any]) -> None:
    reader.goto(f"{address}?on={case['day']}")
    if "score" not in case:
        assert not seen(reader, ".answer")
        assert reader.inner_text("[data-part=known] output") == "Before the article: no claims yet."
        assert seen(reader, "p[data-until]") == ["Nothing yet. The article came out later (31 October 2024)."] * 2
        return
    assert seen(reader, "[data-part=known] output") == ([f"Known by {british(case['day'])}"] if case["day"] else [])
    for id in ("van.price", "van.launch"):
        half = reader.locator(f".answer:has([data-claim='{id}']) .answer__half").nth(1)
        values = "all => all.filter(e => e.checkVisibility()).map(e => (e.querySelector('a') ?? e).innerText)"
        assert half.locator(".said__what").evaluate_all(values) == case[id.partition(".")[2]]
        (caption,) = seen(half, ".said__caption")
        assert caption.startswith("Known then" if case["day"] else "Known now")
    assert seen(reader, ".answer:has([data-claim='van.price']) .answer__news .outcome") == [case["became"]]


def british(day: str) -> str:
    months = {"05": "May", "08": "August", "10": "October"}
    return f"{int(day[8:])} {months[day[5:7]]} {day[:4]}"


@pytest.mark.browser
def test_the_day_is_set_on_the_home_page_and_stays_in_its_address(reader: Any, address: str) -> None:
    reader.goto(address)
    reader.fill("[name=on]", "2025-03-01")
    reader.wait_for_url(f"{address}?on=2025-03-01")
    assert "About £26,000" in " ".join(seen(reader, "[data-answer='van.price']"))
    reader.click("[data-part=known] [value='1']")  # until the works speak of an aim
    while "Known by 31 August" not in reader.inner_text("[data-part=known] output"):
        reader.click("[data-part=known] [value='1']")
    assert "up to £30,000" in " ".join(seen(reader, "[data-answer='van.price']"))
    reader.click("[data-part=known] [type=reset]")
    reader.wait_for_url(address)
    assert not seen(reader, "[data-until]")


@pytest.mark.browser
def test_the_day_goes_from_change_to_change(reader: Any, address: str) -> None:
    reader.goto(f"{address}since-then/")
    earlier = [
        *("2026-01-15", "2026-01-01", "2025-11-30", "2025-08-31", "2025-06-20", "2025-05-05", "2025-03-11"),
        *("2025-02-10", "2025-01-31", "2024-10-31", "2024-07-15", "2024-07-14", "2024-07-14"),
    ]
    for step, day in [*(("-1", day) for day in earlier), ("1", "2024-07-15"), ("1", "2024-10-31")]:
        reader.click(f"[data-part=known] [value='{step}']")
        assert reader.input_value("[name=on]") == day
        assert reader.url.endswith(f"?on={day}")
    reader.click("[data-part=known] [type=reset]")
    reader.wait_for_url(f"{address}since-then/")
    assert reader.input_value("[name=on]") == ""


@pytest.mark.browser
def test_confirmed_only_hides_halves_and_lines_on_any_day(reader: Any, address: str) -> None:
    reader.goto(f"{address}claims/?confirmed-only=yes")
    sure = len(seen(reader, "tr[data-claim]"))
    reader.goto(f"{address}since-then/?confirmed-only=yes")
    reader.click(".fold summary")
    row = reader.locator(".history tr:has([data-claim='van.price'])")
    assert "up to £30,000" in " ".join(seen(row, "[data-answer]")), "a confirmed answer beside an expected claim stays"
    assert "£25,000" not in " ".join(seen(row, "td"))
    assert reader.inner_text("[data-part=known] output").startswith(f"{sure} claims, ")
    report = reader.locator(".change:has([id='van.price.2025-08'])")
    assert ["up to £30,000" in line for line in seen(report, "[data-answer='van.price']")] == [True]
    reader.goto(f"{address}since-then/?confirmed-only=yes&on=2025-05-05")
    assert not seen(reader, ".history tr:has([data-claim='van.price'])"), "nothing of it was confirmed then"
    assert not seen(reader, "[data-answer='van.launch']")
    assert seen(reader, ".history tr:has([data-claim='van.launch'])")


@pytest.mark.browser
def test_without_scripts_all_is_as_known_now(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}since-then/?on=2025-05-05")
    assert not seen(page, "[data-part=known]")
    assert not seen(page, "[data-until]")
    assert len(seen(page, ".change")) == 10
    assert not seen(page, ".history")
    page.click(".fold summary")
    assert len(seen(page, ".history tbody tr")) == ROWS
    context.close()
