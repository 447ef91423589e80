"""No text in the data can break out of its place: paragraph, table cell, heading, attribute, link, title, navigation.

A hostile text must leave a page with the same elements and attributes as a harmless one, and must come out as it is
written. Markdown runs with every extension that could make something of it, not only with those that the site uses.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import pytest
from helpers.hostile import HOSTILE, facts_with, plain, quoted, unlinked
from helpers.pages import Site, has_class, parse, skeleton, text
from helpers.sites import build, copy_project, served
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.model.text import clean
from macros.rendering.markup import inline
from macros.rendering.page import MACROS, Page

EXTENSIONS = ["extra", "sane_lists", "smarty", "toc", "admonition", "wikilinks", "nl2br", "pymdownx.tilde"]

FRAGMENTS = st.sampled_from(
    [*HOSTILE, *"*_`[](){}<>|#&\\\"'!:~^=+-.", "{: ", "{{", "}}", "\n\n", "\n# ", "\n|", "&lt;", "&#60;"]
)
TEXTS = st.lists(
    st.one_of(FRAGMENTS, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)), min_size=1, max_size=12
).map("".join)


def rendered(page: Page) -> Element:
    """Every macro in every place where it may stand."""
    fact, name, link, badge = page.fact("car.platform"), page.name(), page.link("base"), page.badge("confirmed", "plan")
    source = f"""# {name}

Before {fact} between {link} and {badge} after.

{fact}

- {fact}
- *{link}*

## {name} and {fact}

| one | {name} |
| --- | --- |
| {fact} | {link} |

> {page.fact("car.seats")} and **{name}**

{page.summary()}

{page.facts()}

{page.mentions()}

{page.today("car")}

{page.answers("car")}

{page.answers("car", after_today=True)}

{page.claims()}

{page.article(1)}

{page.compare("car", "twin")}

{page.changes()}

{page.index("models")}
{page.contents()}

{page.definitions("kinds")}

{page.properties()}

{page.sources()}

By {page.cite()} in {page.repository(name)}. {page.whereabouts()} From {page.data_files()}.

{page.where_to_send()}

{page.moved_to()}

{page.browse()}

{page.history()}

{page.known()}

{page.map()}

{page.ties()}

{page.timeline()}

{page.dates()}

The end.
"""
    root = parse(markdown.markdown(source, extensions=EXTENSIONS))
    for drawn in [link for drawing in root.iter("svg") for link in drawing.iter("a")]:
        for line in list(drawn.iter("text"))[1:]:  # a long name or value takes more lines
            drawn.remove(line)
    return root


HARMLESS = skeleton(rendered(facts_with("harmless")))


@settings(max_examples=80)
@given(TEXTS)
def test_any_text_leaves_the_page_as_it_is(hostile: str) -> None:
    check(hostile)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_leaves_the_page_as_it_is(hostile: str) -> None:
    check(hostile)


def check(hostile: str) -> None:
    hostile = unlinked(hostile)
    root = rendered(facts_with(hostile))
    assert skeleton(root) == HARMLESS
    anything, name = clean(f"x{hostile}x"), clean(plain(f"x{hostile}x"))
    values = [text(element) for element in root.iter() if has_class(element, "row__value")]
    assert f"on {name} The Base, {anything}" in values
    assert anything in values
    assert text(next(root.iter("h1"))) == f"{name} The Car"
    cells = [text(cell) for table in root.iter("table") if not table.get("class") for cell in table.iter("td")]
    assert cells[1] == f"{name} The Base"
    for element in root.iter():
        assert not [attribute for attribute in element.keys() if attribute.startswith("on")]  # noqa: SIM118
        assert not (element.get("href") or "").strip().lower().startswith(("javascript:", "data:"))


def test_a_value_makes_no_link_of_the_bracket_before_it() -> None:
    source = f"[words]{inline(lambda: '(javascript:alert(1)) (LFP), A-segment’s')()}"
    page = parse(markdown.markdown(source, extensions=EXTENSIONS))
    assert not list(page.iter("a"))
    assert text(page) == "[words](javascript:alert(1)) (LFP), A-segment’s"


def test_every_macro_is_tried_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    # These give numbers and dates only, or what the page or the code says.
    untried = {"count", "followed", "tally", "score", "download", "site", "fields"}
    assert {name for name in MACROS if f"page.{name}(" not in source} == untried


HOSTILE_PAGE = """---
entity: ID
---
# {{ name() }}

{{ summary() }}

## {{ name() }}

{{ facts() }}
"""


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, list[str]]:
    """A site whose things have hostile names, each with a page of its own in the navigation."""
    project = copy_project(tmp_path_factory.mktemp("hostile"))
    names = [clean(plain(text)) + f" {number}" for number, text in enumerate(HOSTILE)]
    entities = "".join(
        f"  hostile-{number}:\n    name: {quoted(name)}\n    summary: {quoted(unlinked(text))}\n"
        for number, (name, text) in enumerate(zip(names, HOSTILE, strict=True))
    )
    (project / "data/hostile.yml").write_text(f"segments:\n{entities}", encoding="utf-8")
    for number in range(len(names)):
        page = HOSTILE_PAGE.replace("ID", f"hostile-{number}")
        (project / f"docs/segments/hostile-{number}.md").write_text(page, encoding="utf-8")
    config = (project / "mkdocs.yml").read_text(encoding="utf-8")
    listed = "".join(f"\n      - segments/hostile-{number}.md" for number in range(len(names)))
    config = config.replace("      - Segments: segments/index.md", f"      - Segments: segments/index.md{listed}")
    (project / "mkdocs.yml").write_text(config, encoding="utf-8")
    made = build(project, "--strict")
    assert made.returncode == 0, made.stderr
    return Site(project / "site"), names


def test_titles_and_navigation_hold_hostile_names_as_text(hostile_site: tuple[Site, list[str]]) -> None:
    site, names = hostile_site
    for number, name in enumerate(names):
        page = site.pages[f"segments/hostile-{number}/"]
        assert text(next(page.root.iter("title"))) == f"{name} · City EV Facts"
        assert text(next(page.content.iter("h1"))).removesuffix("#") == name
        assert text(next(page.content.iter("h2"))).removesuffix("#") == name
        head = next(page.root.iter("head"))
        assert {element.tag for element in head} <= {"meta", "title", "link", "script"}
        described = next(element for element in head if element.get("name") == "description")
        assert described.get("content") == clean(unlinked(HOSTILE[number]))
        links = [text(link) for link in page.root.iter("a") if has_class(link, "md-nav__link")]
        # The theme collapses nothing: every name stands in the navigation of every page, and its own in the contents.
        assert all(wanted in links for wanted in names)
        names_of_attributes = {attribute for element in page.root.iter() for attribute in element.keys()}  # noqa: SIM118
        assert not [attribute for attribute in names_of_attributes if attribute.startswith("on")]


@pytest.mark.browser
def test_no_hostile_text_runs_in_a_browser(hostile_site: tuple[Site, list[str]], browser: Any) -> None:
    site, names = hostile_site
    page = browser.new_page()
    ran: list[str] = []

    def dismiss(dialog: Any) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismiss)
    with served(site.folder) as address:
        for number in range(len(names)):
            page.goto(f"{address}segments/hostile-{number}/")
        page.goto(f"{address}contents/")
        page.goto(f"{address}segments/")
        page.click(".md-search__input")
        page.keyboard.type("plus hostile stars script")
        page.wait_for_selector(".md-search-result__item")
    page.close()
    assert not ran
