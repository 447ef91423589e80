"""The site in a real Chromium: what no reading of the HTML can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from conftest import served
from pages import Site

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
        ".row__label a",
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
