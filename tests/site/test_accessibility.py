"""Every page in a real Chromium, as those need it who see, hear, point or read otherwise than its makers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from helpers.browser import LOOKS, contrast
from helpers.pages import Site
from helpers.sites import served

from macros.model.facts import Facts

pytestmark = pytest.mark.browser

#: All rules for WCAG 2.2 A and AA and the best practices; one of them is off until it is asked for.
#: What axe cannot tell must not pass in silence.
OPTIONS = {
    "resultTypes": ["violations", "incomplete"],
    "rules": {"target-size": {"enabled": True}},
    "preload": False,  # only what is off needs it
}

#: Runs axe, which measures the contrast of the words that are marked.
AXE = """options => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] })
  return axe.run(options).then(found => [...found.violations, ...found.incomplete])
}"""

#: Who reads the pages: somebody with a finger on a phone, who hovers over nothing, and somebody at a desk with a mouse.
READERS: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "color_scheme": "light",
    },
    "desk": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}

#: What scrolls sideways within a page, and cannot be reached by keyboard.
OUT_OF_REACH = """() => [...document.querySelectorAll("article *")].filter(element =>
  element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX)
  && element.checkVisibility() && element.tabIndex < 0 && !element.querySelector("a, button, [tabindex='0']")
).map(element => element.outerHTML.slice(0, 80))"""

#: What scrolls sideways within a page, and does not say so. Of code it is seen.
UNSAID = """() => [...document.querySelectorAll("article :not(pre)")].filter(element =>
  element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(element).overflowX)
  && element.checkVisibility() && (style => style.display === "none" || !style.content.includes("sideways"))(
    getComputedStyle(element, "::before"))
).map(element => element.outerHTML.slice(0, 80))"""

#: The claims, badges and links of a page, in its order.
FACTS = """() => Array.from(
  document.querySelectorAll("article [data-claim], article .badge, article a[href]"),
  ({tagName, dataset, href, textContent}) => [tagName, dataset.claim, dataset.status, href, textContent],
)"""

PAGES = ("", "models/nissan-city-ev/", "claims/", "article/", "compare/", "since-then/", "contents/")


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served(site.folder) as made:
        yield made


def opened(page: Any, url: str) -> None:
    """Go to a page, and fold out what it folds away."""
    page.goto(url, wait_until="domcontentloaded")
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")


def resized(page: Any, width: int) -> None:
    """Change the width, and wait for nothing that moves."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("document.getAnimations().forEach(animation => animation.finish())")


def findings(page: Any, known: set[int] | None = None) -> list[str]:
    """What axe finds on a page as it is: the rule, and where it is broken.

    The contrast of words takes axe most of its time, so it is measured once for each look.

    Args:
        known: the looks that were measured on other pages; those of this page are added.
    """
    known = set() if known is None else known
    page.evaluate(LOOKS, list(known))
    known.update(page.evaluate("Array.from(document.querySelectorAll('[data-look]'), ({dataset}) => +dataset.look)"))
    return [
        f"{result['id']}: {node['target']}: {node['failureSummary']}"
        for result in page.evaluate(AXE, OPTIONS)
        for node in result["nodes"]
        if not beyond_axe(node)
    ]


def beyond_axe(node: dict[str, Any]) -> bool:
    """What axe cannot tell the contrast of: a cell that a wide table must be scrolled to, until the screen is wider,
    and the words of a drawing, which `test_the_words_of_drawings_are_easy_to_read` measures."""
    keys = {(check["data"] or {}).get("messageKey") for check in node["any"]}
    return "elmPartiallyObscured" in keys or (any(keys) and node["html"].startswith("<text"))


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    """A page as each sort of reader has it."""
    context = browser.new_context(**READERS[request.param])
    page = context.new_page()
    page.add_init_script(AXE_SCRIPT)
    yield page
    context.close()


@pytest.mark.parametrize("half", range(2))  # so that all cores have their share
def test_axe_finds_nothing(reader: Any, address: str, site: Site, half: int) -> None:
    """In both schemes, one on a phone and one on a desk: so the drawer is looked at, and the tabs.

    On a desk the pages of things of one type differ by their words alone, so one of each is looked at.
    """
    is_phone = reader.evaluate("matchMedia('(hover: none)').matches")
    paths = site.pages if is_phone else site.examples()
    found: dict[str, list[str]] = {}
    known: set[int] = set()
    for path in sorted([*(path for path in paths if not site.pages[path].by_part("moved")), "404.html"])[half::2]:
        opened(reader, address + path)
        found[path] = findings(reader, known)
    assert not {where: lines for where, lines in found.items() if lines}


def test_what_is_wider_than_the_screen_scrolls_by_keyboard(reader: Any, address: str, world_site: Site) -> None:
    with served(world_site.folder) as world:
        opened(reader, f"{world}data/")
        resized(reader, 330)
        for kind in ("pre", ".properties"):
            scrolled = reader.locator(f"article {kind}").first
            scrolled.focus()
            reader.keyboard.press("ArrowRight")
            reader.wait_for_function("element => element.scrollLeft > 0", arg=scrolled.element_handle())
        resized(reader, 1280)
        resized(reader, 320)
        assert reader.evaluate(OUT_OF_REACH) == []
        assert reader.evaluate(UNSAID) == []
        reader.evaluate("document.querySelector('article h1').style.cssText = 'overflow-x: auto; text-indent: 99rem'")
        assert len(reader.evaluate(UNSAID)) == 1
        opened(reader, f"{world}compare/")
        resized(reader, 320)
        assert reader.evaluate(UNSAID) == reader.evaluate(OUT_OF_REACH) == []
        opened(reader, f"{world}data/")
        reader.evaluate("document.querySelector('article pre').removeAttribute('tabindex')")
        assert reader.evaluate(OUT_OF_REACH) != []


def test_switch_fold_out_filters_and_search_follow_a_finger(browser: Any, world_site: Site, world_facts: Facts) -> None:
    context = browser.new_context(**READERS["phone"])
    page = context.new_page()
    assert page.evaluate("matchMedia('(hover: none)').matches")
    with served(world_site.folder) as address:
        page.goto(f"{address}models/car/")
        page.tap(".md-tabs__link >> text=The Van")  # what the site is about is one touch away, without the drawer
        page.wait_for_url("**/models/van/")
        page.goto(f"{address}compare/")
        left, right = page.locator(".md-tabs__item--active").evaluate(
            "tab => { const { left, right } = tab.getBoundingClientRect(); return [left, right] }"
        )
        assert 0 <= left < right <= 390, "the row is scrolled to where the reader is"
        page.goto(f"{address}models/car/")
        page.tap(".row:has(#price) summary")
        page.locator(".row:has(#price) .evidence").wait_for(state="visible")
        edge = "all => all.map(one => getComputedStyle(one).borderStyle)"
        assert page.eval_on_selector_all("[role=switch]", edge) == ["none"], "it is no badge"
        assert page.eval_on_selector_all(".switch__track", edge) == ["solid"]
        page.tap("[role=switch]")
        page.wait_for_selector("[role=switch][aria-checked=true]")
        assert not page.locator(":has(> #price) .row__value").is_visible()
        page.tap("[role=switch]")
        page.wait_for_selector("[role=switch][aria-checked=false]")
        page.tap(".md-header label[for=__search]")
        page.wait_for_selector(".md-search__input:focus")
        page.keyboard.type(world_facts.entity("base").name)
        page.wait_for_selector(".md-search-result__item a[href*='platforms/base/']", state="attached")
        page.goto(f"{address}claims/")
        page.select_option("[name=status]", "expected")
        page.wait_for_url("**/claims/?status=expected")
    context.close()


#: What a rule finds, made on the page about what happened since.
FAULTS = {
    "target-size": "document.querySelector('.score').innerHTML = '<a href=#1>1</a> <a href=#2>2</a>'",
    "color-contrast": "document.querySelector('.badge--confirmed').style.color = '#7ba98a'",
    "aria-dialog-name": "document.querySelector('[role=dialog]').removeAttribute('aria-label')",
    "heading-order": "document.querySelector('h2').outerHTML = '<h5>Too low</h5>'",
}


def test_axe_finds_faults(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.add_init_script(AXE_SCRIPT)
    known: set[int] = set()
    opened(page, f"{address}since-then/")
    assert not findings(page, known)
    for fault in FAULTS.values():
        page.evaluate(fault)
    resized(page, 1280)
    assert {line.split(":")[0] for line in findings(page, known)} == {*FAULTS}
    page.close()


#: The colours of a drawing's words and of what is behind them: the box of the same link, else the page.
WORDS = """() => [...document.querySelectorAll("svg text")].filter(text => text.checkVisibility()).map(text => {
  const box = text.parentElement.querySelector("rect, circle")
  const fill = box ? getComputedStyle(box).fill : "none"
  const paper = getComputedStyle(document.body).backgroundColor
  return [getComputedStyle(text).fill, fill === "none" ? paper : fill, text.textContent]
})"""


@pytest.mark.parametrize("path", ["map/", "timeline/", "models/nissan-city-ev/"])
def test_the_words_of_drawings_are_easy_to_read(browser: Any, address: str, path: str) -> None:
    page = browser.new_page()
    opened(page, address + path)
    for scheme, width in itertools.product(("default", "slate"), (390, 1280)):
        page.evaluate("scheme => document.body.dataset.mdColorScheme = scheme", scheme)
        resized(page, width)
        words = page.evaluate(WORDS)
        assert len(words) > 10 or (path, width) == ("map/", 390), "on a phone the map is a list"
        assert not [text for ink, ground, text in words if contrast(ink, ground) < 4.5], (scheme, width)
    page.close()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "home")
def test_without_scripts_every_fact_badge_and_link_is_there(browser: Any, address: str, path: str) -> None:
    def shown(scripts: bool) -> Any:
        page = browser.new_page(java_script_enabled=scripts)
        page.goto(address + path)
        found = page.evaluate(FACTS)
        page.close()
        return found

    assert shown(False) == shown(True) != []
