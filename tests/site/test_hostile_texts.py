"""No text of the data makes an element, runs, or moves a reader, in any page and in what a search shows.

The site of the small world is built twice by either builder: with words after every text of its data that try to make
elements, and with harmless ones. A browser must find the same sorts of elements in both.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.hostile import with_words
from helpers.pages import Site, text
from helpers.sites import build, copy_world, served, shared_site
from playwright.sync_api import expect

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
    return {
        words: shared_site(tmp_path_factory, f"{name}-{builder}", functools.partial(copy_with, words), builder=builder)
        for name, words in (("hostile", MADE), ("harmless", HARMLESS))
    }


def copy_with(words: str, folder: Path) -> Path:
    """The small world's site with words after every text of its data."""
    project = copy_world(folder)
    for path in (project / "data").glob("*.yml"):
        path.write_text(with_words(path.read_text(encoding="utf-8"), words), encoding="utf-8")
    return project


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


SEARCHES = ("zzword", "made", "img onerror", "lt", "Big One", "frame")


def after_searches(page: Any, address: str, searches: Iterable[str] = SEARCHES) -> dict[str, list[str]]:
    """The sorts of elements of the front page, once a reader has typed words and the results are there."""
    found = {}
    page.goto(address)
    page.keyboard.press("/")
    page.wait_for_selector("input:focus")
    for words in searches:
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
            reader.wait_for_selector(".md-search-result__item h2", state="attached")
            assert written in " ".join(reader.locator(".md-search-result__item h2").all_text_contents())
    assert not ran


#: Names that parts of the page could have as well, as the ids of properties, in names and in headings.
PARTS = ("known", "filters", "lost", "moved", "moved-to", "search", "toc", "palette", "config", "main", "status", "on")


def test_nothing_breaks_that_is_called_as_a_part_of_the_page(
    builder: str, tmp_path: Path, page: tuple[Any, list[str]]
) -> None:
    project = copy_world(tmp_path)
    more = project / "data/more.yml"
    data = more.read_text(encoding="utf-8")
    properties = "".join(
        f"  {part}:\n    label: {part.capitalize()}\n    type: text\n    for: [models]\n" for part in PARTS
    )
    claims = "".join(
        f"      {part}:\n        value: it\n        status: confirmed\n        kind: fact\n        wording: says\n"
        "        paragraph: 1\n        sentence: 1\n"
        for part in PARTS
    )
    things = "".join(f"  {part}:\n    name: __{part}\n    summary: It.\n" for part in ("known", "search", "palette"))
    for old, new in (
        ("properties:\n", f"properties:\n{properties}"),
        ("    summary: A car for many.\n    claims:\n", f"    summary: A car for many.\n    claims:\n{claims}"),
        ("segments:\n", f"segments:\n{things}"),
    ):
        assert old in data
        data = data.replace(old, new, 1)
    more.write_text(data, encoding="utf-8")
    headings = "".join(f"## {part.capitalize()}\n\n## __{part}\n\n" for part in PARTS if part != "config")
    for name in ("since-then", "claims"):
        path = project / f"docs/{name}.md"
        before, heading, after = path.read_text(encoding="utf-8").partition("# ")
        title, _, rest = after.partition("\n")
        path.write_text(f"{before}{heading}{title}\n\n{headings}{rest}", encoding="utf-8")
    made = build(project, builder=builder)
    assert made.returncode == 0, made.stderr
    reader, ran = page
    with served(project / "site") as address:
        reader.goto(f"{address}since-then/?on=2024-10-30")
        expect(reader.locator("[data-part=known] output")).to_have_text("Before the article: no claims yet.")
        reader.goto(f"{address}claims/?status=expected")
        expect(reader.locator(".filters output")).to_have_text("7 of 37 claims")
        reader.locator("th[data-sort=status] button").click()
        assert reader.url.endswith("&sort=status")
        for part in PARTS:
            reader.goto(f"{address}models/van/#{part}")
            assert reader.url == f"{address}models/van/#{part}"
            expect(reader.locator(f".row:has([id='{part}']) .evidence")).to_be_visible()
        reader.locator("[data-md-component=palette] label:visible").click()
        assert reader.locator("body").get_attribute("data-md-color-scheme") == "slate"
        reader.goto(f"{address}models/old-van/#price")
        reader.wait_for_url("**/models/van/#price")
        assert after_searches(reader, address, ["frame"])
    assert not ran
