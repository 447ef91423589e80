"""The site in a real Chromium: what no reading of the HTML can tell. It is the small world's, unless a test says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from helpers.browser import contrast, is_clear
from helpers.files import cases
from helpers.pages import Site, url_of
from helpers.sites import served
from playwright.sync_api import TimeoutError, expect

from macros.model.facts import Facts

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(world_site: Site) -> Iterator[str]:
    with served(world_site.folder) as made:
        yield made


@pytest.fixture(scope="module")
def reader(browser: Any) -> Iterator[Any]:
    """A reader, whose browser keeps what it has loaded."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(reader: Any, address: str) -> Iterator[Any]:
    """A page in which nothing was chosen yet. The policy stops nothing of what the reader does."""
    stopped: list[str] = []
    page = reader.new_page()
    page.on("console", lambda said: stopped.extend([said.text] if "Content Security Policy" in said.text else []))
    yield page
    page.goto(f"{address}assets/favicon.svg")  # another page might still write what it keeps
    page.evaluate("localStorage.clear()")
    page.close()
    assert not stopped


def test_no_request_leaves_for_another_host(page: Any, address: str) -> None:
    hosts: set[str] = set()
    failed: list[str] = []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("response", lambda response: failed.extend([response.url] if response.status >= 400 else []))
    page.on("pageerror", lambda error: failed.append(str(error)))
    for path in ("", "models/van/", "claims/", "article/", "since-then/", "how-to-read/"):
        page.goto(address + path)
    page.click(".md-search__input")
    page.keyboard.type("Twin")
    page.wait_for_selector(".md-search-result__item")
    page.goto(f"{address}map/", wait_until="networkidle")
    assert hosts - {""} == {urlsplit(address).netloc}
    assert not failed


def test_a_link_to_a_claim_opens_its_evidence(page: Any, address: str) -> None:
    page.goto(f"{address}claims/")
    page.click('tr[data-claim="van.price"] .claims__value a')
    page.wait_for_url("**/models/van/#price")
    expect(page.locator(".row:has(#price) details")).to_have_attribute("open", "")
    expect(page.locator(".row:has(#price) .evidence")).to_be_visible()
    assert page.locator(".row:has(#platform) details").get_attribute("open") is None


def test_the_real_site_opens_its_claims_and_hides_what_is_not_confirmed(browser: Any, facts: Facts, site: Site) -> None:
    """Rules for every source: nothing fails, evidence opens, and no value is left that is not confirmed."""
    context = browser.new_context()
    page = context.new_page()
    failed: list[str] = []
    page.on("response", lambda response: failed.extend([response.url] if response.status >= 400 else []))
    page.on("pageerror", lambda error: failed.append(str(error)))
    firsts = {claim.subject: claim for status in facts.statuses for claim in facts.select(status=status)[:1]}
    with served(site.folder) as address:
        for claim in firsts.values():
            page.goto(f"{address}{url_of(facts.entity(claim.subject))}#{claim.property.id}")
            expect(page.locator(f".row:has([id='{claim.property.id}']) .evidence")).to_be_visible()
        for path in ["", "article/", "since-then/", *(url_of(facts.entity(id)) for id in firsts)]:
            page.goto(f"{address}{path}?confirmed-only=yes")
            assert not page.eval_on_selector_all(UNCONFIRMED, SEEN), path
            gaps = page.locator("article > p > .fact:not([data-status=confirmed])")
            assert gaps.count() == 0, "no sentence has a gap"
    context.close()
    assert not failed


UNCONFIRMED = 'article :is([data-claim], [data-answer]):not([data-status="confirmed"])'
SEEN = (
    "all => all.filter(e => [...e.querySelectorAll('.badge, a')].some(part => part.checkVisibility()))"
    ".map(e => e.outerHTML)"
)


def test_the_evidence_folds_out_by_keyboard(page: Any, address: str) -> None:
    page.goto(f"{address}models/van/")
    page.focus(".row:has(#platform) summary")
    expect(page.locator(".row:has(#platform) .evidence")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".row:has(#platform) .evidence")).to_be_visible()


def test_without_scripts_every_claim_is_there(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}models/van/")
    page.click(".row:has(#price) summary")
    expect(page.locator(".row:has(#price) .evidence")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_badges_and_quiet_text_are_easy_to_read(page: Any, address: str, scheme: str) -> None:
    """WCAG 2.2 AA: a contrast of 4.5 for small text. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}models/van/")
    wanted = {"light": "default", "dark": "slate"}[scheme]
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", wanted)
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


def test_badges_differ_without_colour(page: Any, address: str) -> None:
    page.goto(f"{address}models/van/")
    looks = {
        status: page.locator(f".badge--{status}").first.evaluate(
            "e => (s => [s.borderStyle, s.borderColor, getComputedStyle(e, '::before').maskImage])(getComputedStyle(e))"
        )
        for status in ("confirmed", "expected", "unknown")
    }
    assert [looks[status][0] for status in looks] == ["solid", "dashed", "dotted"]
    assert is_clear(looks["confirmed"][1]), "the edge of what is confirmed is none"
    assert len({look[2] for look in looks.values()}) == 3


# --- All claims -------------------------------------------------------------------------------------------------------


ALL = [
    *("van.platform", "van.maker", "van.likeness", "van.not-platform", "frame.maker", "frame.due", "works.owner"),
    *("fair.day", "car.platform", "twin.platform", "car.price", "van.price", "twin.price", "car.seats", "van.launch"),
    *("van.cell", "van.segment", "van.comfort", "van.seats", "works.cells-made", "works.aim", "guest.role"),
    *("guest.spoke-of", "guest.spoke-at", "cube.density"),
]
EXPECTED = [*("van.platform", "van.not-platform", "frame.due", "car.price", "van.price", "twin.price", "cube.density")]
OPEN = ["car.seats", "van.cell"]
SURE = [id for id in ALL if id not in EXPECTED + OPEN]
ROWS = ".claims tbody tr"
SHOWN = (
    "selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility()).map(e => e.dataset.claim)"
)


def sees(page: Any, wanted: list[str], selector: str = ROWS) -> None:
    """Wait until a reader sees these claims, in this order."""
    try:
        page.wait_for_function(
            f"([selector, wanted]) => JSON.stringify(({SHOWN})(selector)) === JSON.stringify(wanted)",
            arg=[selector, wanted],
            timeout=5000,
        )
    except TimeoutError:
        assert page.evaluate(SHOWN, selector) == wanted


def test_filters_show_what_fits_and_have_an_address(page: Any, address: str) -> None:
    page.goto(f"{address}claims/")
    sees(page, ALL)
    page.select_option("[name=status]", "expected")
    sees(page, EXPECTED)
    assert page.url == f"{address}claims/?status=expected"
    page.select_option("[name=outcome]", "open")
    sees(page, ["car.price"])
    assert page.inner_text(".filters output") == "1 of 25 claims"
    page.click(".filters [type=reset]")
    sees(page, ALL)
    page.wait_for_url(f"{address}claims/")

    page.goto(f"{address}claims/?subject=van&by=guest&kind=promise")
    sees(page, ["van.comfort"])
    assert page.input_value("[name=by]") == "guest"
    page.goto(f"{address}claims/?outcome=no-news&status=expected")
    sees(page, ["van.not-platform", "frame.due", "cube.density"])
    page.goto(f"{address}claims/?status=nonsense")
    sees(page, ALL)


def test_a_filter_that_nothing_fits_offers_a_way_out(page: Any, address: str) -> None:
    none, ways = page.locator("[data-part=none]"), page.locator("[data-part=none] button")
    page.goto(f"{address}claims/?status=unknown&by=guest")
    expect(none).to_have_text("No claim matches all of these. Show all 25 claims")
    expect(page.locator(".claims thead")).to_be_hidden()
    ways.click()
    sees(page, ALL)
    expect(none).to_be_hidden()
    page.goto(f"{address}claims/?status=expected&confirmed-only=yes")
    expect(none).to_have_text("None of the matching claims is confirmed. Show what is hidden")
    assert "7 hidden" in page.inner_text(".filters output")
    assert "Only what is confirmed is shown. Hidden on this page: 7 claims." in page.inner_text("[role=status]")
    ways.click()
    sees(page, EXPECTED)
    assert page.url == f"{address}claims/?status=expected"


def test_the_counts_of_a_filter_follow_the_others(page: Any, address: str) -> None:
    page.goto(f"{address}claims/?by=press")
    options = page.eval_on_selector_all("[name=status] option", "all => all.map(e => [e.value, e.text])")
    assert {value: words.rpartition(" ")[2] for value, words in options} == {
        "": "(18)",
        "confirmed": "(9)",
        "expected": "(7)",
        "unknown": "(2)",
    }


def test_the_table_sorts_by_its_headings_and_back(page: Any, address: str) -> None:
    page.goto(f"{address}claims/")
    page.focus(".claims th button[value=status]")
    page.keyboard.press("Enter")
    sees(page, SURE + EXPECTED + OPEN)
    expect(page.locator(".claims th[data-sort=status]")).to_have_attribute("aria-sort", "ascending")
    assert page.url.endswith("?sort=status")
    page.reload()
    sees(page, SURE + EXPECTED + OPEN)
    page.click(".claims th button[value=status]")
    sees(page, ALL)
    assert page.get_attribute(".claims th[data-sort=status]", "aria-sort") is None


# --- Confirmed only ---------------------------------------------------------------------------------------------------


VAN = [
    *("van.maker", "van.cell", "van.likeness", "van.not-platform", "van.segment", "van.comfort", "van.price"),
    *("van.launch", "van.platform", "van.seats"),
]


def test_the_switch_hides_what_is_not_confirmed_and_remembers_it(page: Any, address: str) -> None:
    page.goto(f"{address}models/van/")
    rows = ".row__halves > [data-claim]"
    sees(page, VAN, rows)
    page.focus("[role=switch]")
    page.keyboard.press("Space")
    expect(page.locator("[role=switch]")).to_have_attribute("aria-checked", "true")
    sees(page, [id for id in VAN if id in SURE], rows)
    assert page.url.endswith("/models/van/?confirmed-only=yes")
    # The four of its own, the two on which its price rests; two about the price, one each about launch and reach.
    note = "Only what is confirmed is shown. Hidden on this page: 6 claims, 4 answers. Show everything"
    assert page.inner_text("[role=status]") == note

    page.goto(f"{address}claims/")
    sees(page, SURE)
    assert page.inner_text(".filters output") == "16 of 25 claims, 9 hidden by “Confirmed only”"
    page.click("[role=switch]")
    sees(page, ALL)
    page.goto(f"{address}models/van/")
    sees(page, VAN, rows)
    assert page.inner_text(".hidden-note") == ""


def test_the_switch_can_be_shared_and_leaves_sentences_whole(page: Any, address: str) -> None:
    page.goto(f"{address}models/van/?confirmed-only=yes")
    sentence = page.locator("article > p", has=page.locator('.fact[data-claim="van.price"]'))
    assert " ".join(sentence.inner_text().split()) == "It comes in 2026 Confirmed · plan."
    assert sentence.locator(".left-out").evaluate(AFTER) == '"[Left out: not confirmed] "'
    page.click(".md-header__button.md-logo")
    page.wait_for_url(f"{address}?confirmed-only=yes")
    expect(page.locator("[role=switch]")).to_have_attribute("aria-checked", "true")  # it holds for the visit
    said = page.locator('.answer > * > [data-claim="van.price"]')
    expect(page.locator(".answer", has=page.locator('[data-claim="van.price"]')).locator("h3")).to_be_visible()
    expect(said).to_be_hidden()
    page.click(".hidden-note button")
    page.wait_for_url(address)
    expect(said).to_be_visible()
    page.goto(f"{address}?confirmed-only=no")
    expect(page.locator("[role=switch]")).to_have_attribute("aria-checked", "false")


AFTER = "e => getComputedStyle(e, '::after').content"
FACT = '<span class="fact" data-claim="x.y" data-status="{}"><a href="#">{}</a></span>'
WRITE = """html => {
  const paragraph = document.createElement("p")
  paragraph.innerHTML = html
  document.querySelector("article").replaceChildren(paragraph)
  leaveOutSentences()
  for (const place of paragraph.querySelectorAll(".left-out")) place.append("[…] ")
}"""


def test_what_the_switch_leaves_of_sentences(page: Any, address: str) -> None:
    page.goto(f"{address}licence/?confirmed-only=yes")
    facts = {"yes": FACT.format("confirmed", "yes"), "no": FACT.format("expected", "no")}
    for case in cases("sentences"):
        page.evaluate(WRITE, case["text"].format(**facts))
        assert " ".join(page.inner_text("article").split()) == case["left"], case["text"]


def test_the_switch_stays_from_page_to_page(page: Any, address: str) -> None:
    on = "confirmed-only=yes"
    page.goto(f"{address}compare/?show=now&{on}")
    page.click('.compare [data-answer="van.price"] .half__text a >> visible=true')
    page.wait_for_url(f"{address}models/van/?{on}#price*")
    page.click(".md-search__input")
    page.keyboard.type("Twin")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_url(re.compile(f"/models/twin/.*{on}"))
    page.goto(f"{address}since-then/?on=2025-06-20")  # typed
    page.wait_for_url(f"{address}since-then/?on=2025-06-20&{on}")
    page.go_back()
    page.wait_for_url(re.compile(f"/models/twin/.*{on}"))
    page.click("[role=switch]")
    page.go_back()
    page.wait_for_url(f"{address}models/van/#price*")  # it is as the reader left it last
    expect(page.locator("[role=switch]")).to_have_attribute("aria-checked", "false")
    page.goto(f"{address}models/old-van/?{on}")
    page.wait_for_url(f"{address}models/van/?{on}")
    page.click("[role=switch]")


def test_bars_and_scores_count_what_their_lists_show(page: Any, address: str) -> None:
    told: dict[str, str] = {}
    for path in ("", "models/van/", "contents/", "since-then/"):
        page.goto(f"{address}{path}?confirmed-only=yes")
        assert "Only what is confirmed is shown." in page.inner_text(".hidden-note")
        shown = page.locator(".tally__counts b").filter(visible=True).all_inner_texts()
        assert shown == [str(page.locator(".cell").filter(visible=True).count())] * page.locator(".tally").count()
        told |= page.eval_on_selector_all(
            ".tally a[href*='claims/?'], .score a.number[href]",
            "all => Object.fromEntries(all.filter(a => a.checkVisibility()).map(a => [a.href, a.innerText]))",
        )
    assert len(told) > 10
    for href, words in told.items():
        page.goto(href)
        number = re.search(r"\d+", words)
        assert number
        assert page.locator(ROWS).filter(visible=True).count() == int(number[0]), href
    page.click("[role=switch]")


def test_a_link_to_what_is_hidden_says_why_and_offers_to_show_it(page: Any, address: str) -> None:
    page.goto(f"{address}models/van/?confirmed-only=yes#price")
    note = page.locator(".hidden-here")
    expect(note).to_contain_text("Price: what the article said is hidden, because it is not confirmed. Show it")
    expect(note).to_be_in_viewport()
    expect(note).to_be_focused()
    expect(page.locator("#price")).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(":has(> #price) .row__value")).to_be_visible()
    expect(page.locator('.row:has(#price) .chain .fact[data-claim="twin.price"] a').first).to_be_visible()
    expect(page.locator("#platform")).to_be_hidden()
    expect(note).to_have_count(0)
    assert "Hidden on this page: 5 claims, 2 answers." in page.inner_text("[role=status]")
    page.evaluate("location.hash = 'platform'")
    expect(note).to_contain_text("Platform: what the article said is hidden")
    page.evaluate("location.hash = 'launch'")
    expect(note).to_have_count(0)
    page.evaluate("location.hash = 'platform'")
    page.click("[role=switch]")
    expect(note).to_have_count(0)
    expect(page.locator("#platform")).to_be_visible()


def test_with_the_switch_no_page_shows_a_value_that_is_not_confirmed(page: Any, address: str, world_site: Site) -> None:
    statuses = {url: {e.get("data-status") for e in one.claims()} for url, one in world_site.pages.items()}
    unsure = {url for url, shown in statuses.items() if shown - {"confirmed"}}
    assert unsure >= {"", "article/", "map/", "timeline/", "compare/", "since-then/", "models/van/", "platforms/base/"}
    for path in sorted(unsure):
        page.goto(f"{address}{path}?confirmed-only=yes")
        assert not page.eval_on_selector_all(UNCONFIRMED, SEEN), path


def test_the_switch_is_set_before_anything_is_painted(page: Any, address: str) -> None:
    page.add_init_script(
        "new MutationObserver(() => { if (document.body && !('early' in window))"
        " window.early = document.documentElement.hasAttribute('data-confirmed-only') })"
        ".observe(document, {childList: true, subtree: true})"
    )
    page.goto(f"{address}?confirmed-only=yes")
    assert page.evaluate("window.early") is True


# --- Passing on ------------------------------------------------------------------------------------------------------


def test_a_claim_is_passed_on_as_a_link_a_citation_and_a_badge(browser: Any, address: str) -> None:
    # It is the reader's day that counts: in Auckland it begins sooner.
    context = browser.new_context(
        permissions=["clipboard-read", "clipboard-write"], timezone_id="Pacific/Auckland", locale="de-DE"
    )
    page = context.new_page()
    page.clock.set_fixed_time("2026-03-01T12:00:00Z")
    page.goto(f"{address}models/van/?confirmed-only=no#price")

    def copied(what: str) -> str:
        page.evaluate("navigator.clipboard.writeText('')")
        page.click(f".row:has(#price) [data-copy={what}]")
        page.wait_for_function("navigator.clipboard.readText()")
        text: str = page.evaluate("navigator.clipboard.readText()")
        assert page.text_content(".row:has(#price) output") == text
        return text

    link = f"{address}models/van/#price"
    assert copied("link") == link
    said = "The Van, price: £25,000, before taxes (Expected, The Press, paragraph 2)"
    assert copied("cite") == f"{said}. Small World, {link}, 2026-03-02"
    page.set_content(f"<p>Elsewhere {copied('embed')}</p>")
    badge = page.locator("a img")
    badge.wait_for()
    assert badge.get_attribute("alt") == said
    assert page.locator("a").get_attribute("href") == link
    assert badge.evaluate("image => image.decode().then(() => image.naturalHeight)") == 20
    context.close()


def test_an_example_is_copied(page: Any, address: str) -> None:
    page.goto(f"{address}data/")
    button = page.locator("button.copy").nth(1)
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "echo 'a & b < \"c\"'\n"


# --- Search, and pages that are not there -----------------------------------------------------------------------------


def test_a_search_for_another_name_finds_its_thing_first(page: Any, address: str) -> None:
    page.goto(address)
    page.click(".md-search__input")
    for name, url, words in (
        ("CBE", "technologies/cube/", "1 expected"),
        ("Big One", "models/van/", "6 confirmed"),
        ("Dice", "technologies/cube/", "1 expected"),
        ("Little One", "models/car/", "1 expected"),
        ("STK", "technologies/stick/", "STK"),
        ("Old Mill", "organisations/works/", "3 confirmed"),
    ):
        page.fill(".md-search__input", "")
        page.keyboard.type(name)
        first = page.locator(".md-search-result__item").first
        expect(first.locator("a").first).to_have_attribute("href", re.compile(re.escape(f"/{url}")))
        expect(first).to_contain_text(words)


def test_a_search_that_finds_nothing_offers_a_way_out(page: Any, address: str) -> None:
    page.goto(address)
    page.click(".md-search__input")
    way = page.locator(".search-none a").first
    page.keyboard.type("Twin")
    page.wait_for_selector(".md-search-result__item")
    expect(way).to_be_hidden()
    page.fill(".md-search__input", "")
    page.keyboard.type("zzzz")
    expect(way).to_be_visible()
    way.click()
    page.wait_for_url(f"{address}claims/")


def test_a_search_says_that_it_finds_what_is_hidden(page: Any, address: str) -> None:
    for asked, says in (("", False), ("?confirmed-only=yes", True)):
        page.goto(address + asked)
        page.click(".md-search__input")
        said = page.locator(".md-search").get_by_text("also finds what is not confirmed")
        expect(said).to_be_hidden()
        page.keyboard.type("Twin")
        page.wait_for_selector(".md-search-result__item")
        expect(said).to_be_visible(visible=says)


def test_a_page_that_is_not_here_offers_a_search(page: Any, address: str) -> None:
    page.goto(f"{address}404.html")
    assert page.locator("[data-part=lost]").inner_text() == "Start at the overview"
    page.goto(f"{address}models/little-one.html")
    assert page.locator("[data-part=lost]").inner_text() == "Search for “models little one”"
    page.click("[data-part=lost]")
    expect(page.locator(".md-search-result__item a").first).to_have_attribute("href", re.compile("/models/car/"))


def test_an_address_that_was_given_up_leads_on(page: Any, address: str) -> None:
    page.goto(f"{address}models/old-van/#price")
    page.wait_for_url("**/models/van/#price")
    expect(page.locator(".row:has(#price) .evidence")).to_be_visible()
    page.goto(f"{address}models/van/#cost")
    assert page.locator("[data-claim='van.price'] #cost").count() == 1
