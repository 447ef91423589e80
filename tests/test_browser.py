"""The site in a real Chromium: what no reading of the HTML can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import served
from pages import Site
from playwright.sync_api import TimeoutError

from macros.facts import Facts

pytestmark = pytest.mark.browser

PAGES = ("", "models/nissan-city-ev/", "claims/", "article/", "since-then/", "how-to-read/")


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served(site.folder) as made:
        yield made


def test_no_request_leaves_for_another_host(browser: Any, address: str) -> None:
    page = browser.new_page()
    hosts: set[str] = set()
    failed: list[str] = []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("response", lambda response: failed.extend([response.url] if response.status >= 400 else []))
    page.on("pageerror", lambda error: failed.append(str(error)))
    for path in PAGES:
        page.goto(address + path, wait_until="networkidle")
    page.click(".md-search__input")
    page.keyboard.type("Twingo")
    page.wait_for_selector(".md-search-result__item")
    page.close()
    assert hosts - {""} == {urlsplit(address).netloc}
    assert not failed


def test_a_link_to_a_claim_opens_its_evidence(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}claims/")
    page.click('tr[data-claim="nissan-city-ev.price"] .claims__value a')
    page.wait_for_url("**/models/nissan-city-ev/#price")
    assert page.locator("#price details").get_attribute("open") is not None
    assert page.locator("#platform details").get_attribute("open") is None
    assert page.locator("#price .evidence").is_visible()
    page.close()


def test_the_evidence_folds_out_by_keyboard(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}models/nissan-city-ev/")
    page.focus("#platform summary")
    assert not page.locator("#platform .evidence").is_visible()
    page.keyboard.press("Enter")
    assert page.locator("#platform .evidence").is_visible()
    page.close()


def test_without_scripts_every_claim_is_there(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}models/nissan-city-ev/")
    page.click("#price summary")
    assert page.locator("#price .evidence").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_badges_and_quiet_text_are_easy_to_read(browser: Any, address: str, scheme: str) -> None:
    """WCAG 2.2 AA: a contrast of 4.5 for small text. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}models/nissan-city-ev/")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    selectors = (
        ".badge--confirmed",
        ".badge--expected",
        ".badge--unknown",
        ".row__label",
        ".row__who",
        ".summary__text",
        ".outcome",
    )
    for selector in selectors:
        ink, ground = page.locator(selector).first.evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        assert contrast(ink, paper if is_clear(ground) else ground) >= 4.5, f"{selector} in {scheme}"
    context.close()


def test_badges_differ_without_colour(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}models/nissan-city-ev/")
    looks = {
        status: page.locator(f".badge--{status}").first.evaluate(
            "e => (s => [s.borderStyle, s.borderColor, getComputedStyle(e, '::before').maskImage])(getComputedStyle(e))"
        )
        for status in ("confirmed", "expected", "unknown")
    }
    page.close()
    assert [looks[status][0] for status in looks] == ["solid", "dashed", "dotted"]
    assert is_clear(looks["confirmed"][1]), "the edge of what is confirmed is none"
    assert len({look[2] for look in looks.values()}) == 3


def numbers(colour: str) -> list[float]:
    return [float(number) for number in re.findall(r"[\d.]+", colour)]


def is_clear(colour: str) -> bool:
    parts = numbers(colour)
    return len(parts) == 4 and parts[3] == 0


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (n / 255 for n in numbers(colour)[:3])
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


# --- All claims -------------------------------------------------------------------------------------------------------


def shown(page: Any, selector: str = ".claims tbody tr") -> list[str]:
    """The ids of the claims that a reader sees, in their order."""
    found: list[str] = page.eval_on_selector_all(
        selector, "all => all.filter(e => e.checkVisibility()).map(e => e.dataset.claim)"
    )
    return found


def ids(claims: Any) -> list[str]:
    return [claim.id for claim in claims]


def test_filters_show_what_fits_and_have_an_address(browser: Any, address: str, facts: Facts) -> None:
    page = browser.new_page()
    page.goto(f"{address}claims/")
    assert shown(page) == ids(facts.select())
    page.select_option("[name=status]", "expected")
    assert shown(page) == ids(facts.select(status="expected"))
    assert page.url == f"{address}claims/?status=expected"
    page.select_option("[name=outcome]", "came-true")
    wanted = facts.select(status="expected", outcome="came-true")
    assert shown(page) == ids(wanted)
    assert page.inner_text(".filters output") == f"{len(wanted)} of {len(facts.claims)} claims"
    page.click(".filters [type=reset]")
    page.wait_for_url(f"{address}claims/")
    assert shown(page) == ids(facts.select())

    page.goto(f"{address}claims/?subject=nissan-city-ev&by=makoto-uchida&kind=promise")
    assert shown(page) == ids(facts.select(subject="nissan-city-ev", by="makoto-uchida", kind="promise"))
    assert page.input_value("[name=by]") == "makoto-uchida"
    page.goto(f"{address}claims/?status=nonsense")
    assert shown(page) == ids(facts.select()), "an address that fits nothing filters nothing"
    page.close()


def test_the_counts_of_a_filter_follow_the_others(browser: Any, address: str, facts: Facts) -> None:
    page = browser.new_page()
    page.goto(f"{address}claims/?by=makoto-uchida")
    counts = dict(
        page.eval_on_selector_all("[name=status] option", "all => all.map(e => [e.value, e.text.match(/\\d+/)[0]])")
    )
    his = {status: len(facts.select(by="makoto-uchida", status=status)) for status in facts.statuses}
    assert {status: int(counts[status]) for status in his} == his
    assert int(counts[""]) == sum(his.values())
    page.close()


def test_the_table_sorts_by_its_headings_and_back(browser: Any, address: str, facts: Facts) -> None:
    page = browser.new_page()
    page.goto(f"{address}claims/")
    page.focus(".claims th button[value=status]")
    page.keyboard.press("Enter")
    statuses = [facts.claim(id).status.id for id in shown(page)]
    assert statuses == sorted(statuses, key=list(facts.statuses).index)
    assert page.get_attribute(".claims th[data-sort=status]", "aria-sort") == "ascending"
    assert page.url.endswith("?sort=status")
    page.reload()
    assert [facts.claim(id).status.id for id in shown(page)] == statuses
    page.click(".claims th button[value=status]")
    assert shown(page) == ids(facts.select())
    assert page.get_attribute(".claims th[data-sort=status]", "aria-sort") is None
    page.close()


# --- Confirmed only ---------------------------------------------------------------------------------------------------


def test_the_switch_hides_what_is_not_confirmed_and_remembers_it(browser: Any, address: str, facts: Facts) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}models/nissan-city-ev/")
    rows = ".row[data-claim]"
    assert shown(page, rows) == ids(facts.claims_of("nissan-city-ev"))
    page.focus("[role=switch]")
    page.keyboard.press("Space")
    assert page.get_attribute("[role=switch]", "aria-checked") == "true"
    assert shown(page, rows) == ids(c for c in facts.claims_of("nissan-city-ev") if c.status.id == "confirmed")
    assert page.url.endswith("/models/nissan-city-ev/?confirmed-only=yes")
    hidden = set(page.eval_on_selector_all("article [data-claim]", UNSURE))
    assert page.inner_text("[role=status]") == (
        f"Only what is confirmed is shown: {len(hidden)} facts hidden on this page."
    )

    page.goto(f"{address}claims/")
    assert shown(page) == ids(facts.select(status="confirmed"))
    assert "10 hidden by “Confirmed only”" in page.inner_text(".filters output")
    page.click("[role=switch]")
    assert shown(page) == ids(facts.select())
    page.goto(f"{address}models/nissan-city-ev/")
    assert shown(page, rows) == ids(facts.claims_of("nissan-city-ev"))
    assert page.inner_text(".hidden-note") == ""
    context.close()


UNSURE = "all => all.filter(e => e.dataset.status !== 'confirmed').map(e => e.dataset.claim)"


def test_the_switch_can_be_shared_and_leaves_sentences_whole(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}models/nissan-city-ev/?confirmed-only=yes")
    price = page.locator('p > .fact[data-claim="nissan-city-ev.price"]')
    assert price.evaluate("e => getComputedStyle(e, '::after').content") == '"(hidden: not confirmed)"'
    assert not price.locator("a").first.is_visible()
    assert page.locator('p > .fact[data-claim="nissan-city-ev.request"] a').first.is_visible()
    page.click(".md-header__button.md-logo")
    page.wait_for_url(address)
    assert page.get_attribute("[role=switch]", "aria-checked") == "true", "what was shared holds for the visit"
    card = page.locator('.answer[data-claim="nissan-city-ev.price"]')
    assert card.locator("h3").is_visible()
    assert not card.locator("a").first.is_visible()
    page.goto(f"{address}?confirmed-only=no")
    assert page.get_attribute("[role=switch]", "aria-checked") == "false"
    context.close()


def test_a_claim_that_a_link_leads_to_is_seen_whole(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}models/nissan-city-ev/?confirmed-only=yes#price")
    assert page.locator("#price .row__value").is_visible()
    assert page.locator('#price .chain .fact[data-claim="renault-twingo.price"] a').first.is_visible()
    assert not page.locator("#platform").is_visible()
    context.close()


@pytest.mark.parametrize(
    "path", ["", "article/", "map/", "timeline/", "compare/", "since-then/", "platforms/ampr-small/"]
)
def test_with_the_switch_no_page_shows_a_value_that_is_not_confirmed(browser: Any, address: str, path: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}{path}?confirmed-only=yes")
    left = page.eval_on_selector_all(
        'article [data-claim]:not([data-status="confirmed"])',
        "all => all.filter(e => [...e.querySelectorAll('.badge, a')].some(part => part.checkVisibility()))"
        ".map(e => e.outerHTML)",
    )
    page.close()
    assert not left


def test_the_switch_is_set_before_anything_is_painted(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.add_init_script(
        "new MutationObserver(() => { if (document.body && !('early' in window))"
        " window.early = document.documentElement.hasAttribute('data-confirmed-only') })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto(f"{address}?confirmed-only=yes")
    assert page.evaluate("window.early") is True
    page.close()


# --- As known on ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2024-09-30", "2024-10-31", "2025-04-15", "2026-01-06", "2026-11-23"])
def test_the_claims_as_known_on_a_day(browser: Any, address: str, facts: Facts, day: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}since-then/?on={day}")
    assert page.input_value("[name=on]") == day
    published = facts.article.date
    assert published
    if day < published.last.isoformat():
        assert shown(page) == []
        assert page.locator(".change").filter(visible=True).count() == 0
        assert "Before the article" in page.inner_text("#known output")
    else:
        assert shown(page) == ids(facts.select())
        news = {
            claim.id: [n for n in facts.news(claim.id) if n.date.last.isoformat() <= day] for claim in facts.select()
        }
        for id, known in news.items():
            cell = page.locator(f'.claims tr[data-claim="{id}"] td').last.inner_text()
            assert [n.outcome.label in cell for n in known] == [True] * len(known)
            assert ("No news" in cell) == (not known)
        latest = [known[-1].outcome.id if known else "no-news" for id, known in news.items() if is_expected(facts, id)]
        for score in page.locator(".score li").all():
            assert int(score.locator("b").inner_text()) == latest.count(score.get_attribute("data-outcome"))
        reports = [n for n in facts.follow_ups if n.date.last.isoformat() <= day]
        assert page.locator(".change").filter(visible=True).count() == len(reports)
    page.close()


def is_expected(facts: Facts, id: str) -> bool:
    return facts.claim(id).status.id == "expected"


def test_the_day_goes_from_report_to_report(browser: Any, address: str, facts: Facts) -> None:
    page = browser.new_page()
    page.goto(f"{address}since-then/")
    days = sorted({news.date.last.isoformat() for news in facts.follow_ups} | {"2024-10-31"})
    page.click("#known [value='-1']")
    assert page.input_value("[name=on]") == days[-1]
    page.click("#known [value='-1']")
    assert page.input_value("[name=on]") == days[-2]
    assert page.url.endswith(f"?on={days[-2]}")
    page.click("#known [value='1']")
    assert page.input_value("[name=on]") == days[-1]
    page.click("#known [type=reset]")
    page.wait_for_url(f"{address}since-then/")
    assert page.input_value("[name=on]") == ""
    page.close()


# --- Passing on ------------------------------------------------------------------------------------------------------


def test_a_claim_is_passed_on_as_a_link_a_citation_and_a_badge(browser: Any, address: str, facts: Facts) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}models/nissan-city-ev/?confirmed-only=no#price")

    def copied(what: str) -> str:
        page.click(f"#price [data-copy={what}]")
        page.wait_for_function("what => document.querySelector('#price output').textContent", arg=what)
        text: str = page.evaluate("navigator.clipboard.readText()")
        assert page.inner_text("#price output") == f"Copied: {text}" or page.text_content("#price output") == text
        return text

    link = f"{address}models/nissan-city-ev/#price"
    assert copied("link") == link
    price = facts.claim("nissan-city-ev.price")
    said = f"Nissan city EV, price: {facts.text(price)} (Expected, Auto Express, paragraph 3)"
    assert re.fullmatch(rf"{re.escape(said)}\. City EV Facts, {re.escape(link)}, \d{{4}}-\d\d-\d\d", copied("cite"))
    page.set_content(f"<p>Elsewhere {copied('embed')}</p>")
    badge = page.locator("a img")
    badge.wait_for()
    assert badge.get_attribute("alt") == said
    assert page.locator("a").get_attribute("href") == link
    assert badge.evaluate("image => image.decode().then(() => image.naturalHeight)") == 20
    context.close()


def test_an_example_is_copied(browser: Any, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}data/")
    button = page.locator("button.copy").first
    button.click()
    page.wait_for_function("button => button.textContent === 'Copied'", arg=button.element_handle())
    assert page.evaluate("navigator.clipboard.readText()") == page.text_content("article pre > code >> nth=0")
    context.close()


# --- Search, and pages that are not there -----------------------------------------------------------------------------


FIRST = "id => document.querySelector('.md-search-result__item a')?.pathname.includes(id)"


def test_a_search_for_another_name_finds_its_thing_first(browser: Any, address: str, facts: Facts) -> None:
    page = browser.new_page()
    page.goto(address)
    names = {"LFP": "lfp", "NMC": "nmc"} | {
        name.split(" (")[0]: entity.id for entity in facts.entities.values() for name in entity.aka
    }
    assert len(names) > 15
    for name, id in names.items():
        page.click(".md-search__input")
        page.fill(".md-search__input", "")
        page.keyboard.type(name)
        first = page.locator(".md-search-result__item").first.locator("a").first
        try:
            page.wait_for_function(FIRST, arg=f"/{id}/", timeout=5000)
        except TimeoutError:
            pytest.fail(f"{name} finds {first.get_attribute('href')}, not {id}")
        if facts.claims_of(id):
            words = page.locator(".md-search-result__item").first.inner_text().lower()
            assert any(status.label.lower() in words for status in facts.statuses.values()), f"{name}: {words}"
    page.close()


def test_a_page_that_is_not_here_offers_a_search(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}models/nissan-wave.html")
    assert page.locator("#lost").inner_text() == "Search for “models nissan wave”"
    page.click("#lost")
    page.wait_for_selector(".md-search-result__item")
    assert "nissan-city-ev" in page.locator(".md-search-result__item a").first.get_attribute("href")
    page.close()
