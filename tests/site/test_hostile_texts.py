"""No text of the data makes an element, runs, or moves a reader, in any page and in what a search shows.

The site of the small world is built twice by either builder: with words after every text of its data that try to make
elements, and with harmless ones. A browser must find the same sorts of elements in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.hostile import with_words
from helpers.pages import Site, text
from helpers.sites import copy_world, published, served

from macros.model.text import clean

pytestmark = pytest.mark.browser

#: Each makes an element with a mark, in one place or another.
MADE = " ".join(
    [
        '<meta http-equiv="refresh" content="3;url=/x" data-made>',
        "<img src=x onerror=alert(1) data-made>",
        "</script><script data-made>document.title='made'</script>",
        "</title></textarea></style><b data-made>",
        "\"'><i data-made autofocus onfocus=alert(1)>",
        "&lt;u data-made&gt;u&lt;/u&gt; &amp;lt;s data-made&amp;gt;",
        "<svg><a data-made href=javascript:alert(1)>",
        "--><iframe src=javascript:alert(1) data-made>",
        "[link](javascript:alert(1)){: data-made='' } <javascript:alert(1)> {{ 7*7 }} {% raw %}",
        "zzword",
    ]
)
HARMLESS = " ".join(re.sub(r"[^\w\s]|_", " ", MADE).split())

#: The sorts of elements of a page, also in the search's own tree: each with the names of its attributes.
SORTS = """() => {
    const sorts = new Set()
    const look = root => root.querySelectorAll("*").forEach(element => {
        sorts.add([element.localName, ...element.getAttributeNames().sort()].join(" "))
        if (element.shadowRoot) look(element.shadowRoot)
    })
    look(document)
    return [...sorts].sort()
}"""


@pytest.fixture(scope="module", params=["mkdocs", "zensical"])
def builder(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def sites(builder: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Site]:
    return {words: site_with(words, tmp_path_factory.mktemp("hostile"), builder) for words in (MADE, HARMLESS)}


def site_with(words: str, folder: Path, builder: str) -> Site:
    """The small world's site with words after every text of its data."""
    project = copy_world(folder)
    for path in (project / "data").glob("*.yml"):
        path.write_text(with_words(path.read_text(encoding="utf-8"), words), encoding="utf-8")
    return published(project, builder=builder)


@pytest.fixture
def page(browser: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page of a browser, and what ran or led away."""
    context = browser.new_context()
    page = context.new_page()
    ran: list[str] = []

    def dismiss(dialog: Any) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: ran.append(str(error)))
    page.on("console", lambda said: ran.extend([said.text] if "Content Security Policy" in said.text else []))
    yield page, ran
    context.close()


def after_searches(page: Any, address: str) -> dict[str, list[str]]:
    """The sorts of elements of the front page, once a reader has typed words and the results are there."""
    found = {}
    page.goto(address)
    page.keyboard.press("/")
    page.wait_for_selector("input:focus")
    for words in ("zzword", "made", "img onerror", "lt", "Big One", "frame"):
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
        last = words.split()[-1]
        page.wait_for_selector(f"a[href*='?h='][href*='{last}' i]", state="attached")
        page.wait_for_timeout(200)  # the rest of the results
        found[words] = page.evaluate(SORTS)
    return found


def test_no_text_makes_an_element_in_a_page(sites: dict[str, Site]) -> None:
    hostile, harmless = sites[MADE], sites[HARMLESS]
    assert hostile.pages.keys() == harmless.pages.keys()
    for url, built in hostile.pages.items():
        found, wanted = (
            {(str(element.tag), *sorted(element.keys())) for element in one.root.iter()}
            for one in (built, harmless.pages[url])
        )
        assert not found - wanted, url
        assert not [sort for sort in found if "data-made" in sort], url


def test_no_text_makes_an_element_in_a_search(sites: dict[str, Site], page: tuple[Any, list[str]]) -> None:
    reader, ran = page
    found = []
    for site in (sites[MADE], sites[HARMLESS]):
        with served(site.folder) as address:
            found.append(after_searches(reader, address))
            assert reader.url.startswith(address)
            assert reader.title().startswith("Small World")
    for words, sorts in found[0].items():
        assert not set(sorts) - set(found[1][words]), words
        assert not [sort for sort in sorts if "data-made" in sort], words
    assert not ran


def test_no_text_runs_or_leads_away_in_any_page(sites: dict[str, Site], page: tuple[Any, list[str]]) -> None:
    reader, ran = page
    with served(sites[MADE].folder) as address:
        for url in sites[MADE].examples():
            reader.goto(f"{address}{url}?h=zzword made img")
            assert not [sort for sort in reader.evaluate(SORTS) if "data-made" in sort], url
        reader.wait_for_timeout(3500)  # longer than the refresh that a text asks for
        assert reader.url.startswith(address + url)
        assert "made'" not in reader.title()
    assert not ran


def test_another_name_comes_out_as_it_is_written(
    builder: str, sites: dict[str, Site], page: tuple[Any, list[str]]
) -> None:
    """In the page and, where a search shows other names, there."""
    written = f"STK {clean(MADE)}"
    site = sites[MADE]
    (names,) = site.pages["technologies/stick/"].by_class("summary__names")
    assert written in text(names)
    reader, ran = page
    if builder == "mkdocs":
        with served(site.folder) as address:
            reader.goto(address)
            reader.click(".md-search__input")
            reader.keyboard.type("STK")
            reader.wait_for_selector(".md-search-result__item .md-tag", state="attached")
            assert written in reader.locator(".md-search-result__item .md-tag").all_text_contents()
    assert not ran
