"""Every page in a real Chromium, as those need it who see, hear, point or read otherwise than its makers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import served
from pages import Site
from test_browser import contrast

pytestmark = pytest.mark.browser

#: All rules for WCAG 2.2 A and AA and the best practices; one of them is off until it is asked for.
#: What axe cannot tell must not pass in silence.
OPTIONS = {
    "resultTypes": ["violations", "incomplete"],
    "rules": {"target-size": {"enabled": True}},
    "preload": False,  # only what is off needs it
}

#: The words that something hides: an ancestor that is narrower or lower than they are, and does not scroll to them.
CUT_OFF = """() => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  const cut = new Set()
  while (words.nextNode()) {
    const text = words.currentNode
    const parent = text.parentElement
    if (!text.data.trim() || !parent.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue
    range.selectNodeContents(text)
    const inner = range.getBoundingClientRect()
    for (let element = parent; element; element = element.parentElement) {
      const style = getComputedStyle(element)
      if (style.position === "fixed" || style.clipPath !== "none") break  // beside the page, or for screen readers
      const outer = element.getBoundingClientRect()
      const sideways = inner.left < outer.left - 1 || inner.right > outer.right + 1 ? style.overflowX : "visible"
      const down = inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1 ? style.overflowY : "visible"
      if ([sideways, down].some(overflow => /auto|scroll/.test(overflow))) break
      if ([sideways, down].some(overflow => /hidden|clip/.test(overflow))) cut.add(text.data.trim())
    }
  }
  return [...cut]
}"""

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


def findings(page: Any) -> list[str]:
    """What axe finds on a page as it is: the rule, and where it is broken."""
    run = "options => axe.run(options).then(found => [...found.violations, ...found.incomplete])"
    return [
        f"{result['id']}: {node['target']}: {node['failureSummary']}"
        for result in page.evaluate(run, OPTIONS)
        for node in result["nodes"]
        if not beyond_axe(node)
    ]


def beyond_axe(node: dict[str, Any]) -> bool:
    """What axe cannot tell the contrast of: a cell that a wide table must be scrolled to, until the screen is wider,
    and the words of a drawing, which `test_the_words_of_drawings_are_easy_to_read` measures."""
    keys = {(check["data"] or {}).get("messageKey") for check in node["any"]}
    return "elmPartiallyObscured" in keys or (any(keys) and node["html"].startswith("<text"))


def test_axe_finds_nothing(browser: Any, address: str, site: Site) -> None:
    """In both schemes, one on a phone and one on a desk: so the drawer is looked at, and the tabs."""
    page = browser.new_page()
    page.add_init_script(AXE_SCRIPT)
    found = {}
    for path in (*site.pages, "404.html"):
        opened(page, address + path)
        for scheme, width in (("default", 390), ("slate", 1280)):
            page.evaluate("scheme => document.body.dataset.mdColorScheme = scheme", scheme)
            resized(page, width)
            found[scheme, path] = findings(page)
    page.close()
    assert not {where: lines for where, lines in found.items() if lines}


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("color-contrast", "document.querySelector('.badge--confirmed').style.color = '#7ba98a'"),
        ("target-size", "document.querySelector('.score').innerHTML = '<li><a href=#1>1</a> <a href=#2>2</a></li>'"),
        ("aria-dialog-name", "document.querySelector('[role=dialog]').removeAttribute('aria-label')"),
        ("heading-order", "document.querySelector('h2').outerHTML = '<h5>Too low</h5>'"),
    ],
)
def test_axe_finds_a_fault(browser: Any, address: str, rule: str, fault: str) -> None:
    page = browser.new_page()
    page.add_init_script(AXE_SCRIPT)
    opened(page, f"{address}since-then/")
    page.evaluate(fault)
    resized(page, 1280)
    assert {line.split(":")[0] for line in findings(page)} == {rule}
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
        assert len(words) > 10
        assert not [text for ink, ground, text in words if contrast(ink, ground) < 4.5], (scheme, width)
    page.close()


@pytest.mark.parametrize(("size", "widths"), [(16, (320, 390, 1280)), (32, (390, 1280))], ids=["100 %", "200 %"])
def test_nothing_is_cut_off_or_beside_the_page(
    browser: Any, address: str, site: Site, size: int, widths: tuple[int, ...]
) -> None:
    page = browser.new_page()
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": size}})
    found = {}
    for path in site.pages:
        opened(page, address + path)
        for width in widths:
            resized(page, width)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found[width, path] = ["wider than the screen"] * wide + page.evaluate(CUT_OFF)
    page.close()
    assert not {where: lines for where, lines in found.items() if lines}


def test_text_of_twice_the_size_is_seen_and_what_hides_it(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    opened(page, address)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "40px"
    page.evaluate("document.querySelector('h1').style.cssText = 'width: 9rem; overflow: hidden; white-space: nowrap'")
    assert page.evaluate(CUT_OFF) == [page.evaluate("document.querySelector('h1').firstChild.data.trim()")]
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
