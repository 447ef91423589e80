"""The feed, as a feed reader reads it, and the badges that others embed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import feedparser
import pytest
import yaml
from conftest import ROOT, cases, served, world
from pages import Site
from test_escape import HOSTILE, facts_with, unlinked
from test_site import badge_of

from macros.addresses import badge_file, from_root
from macros.api import Origin
from macros.export import files
from macros.facts import Facts
from macros.feed import TITLE, entries
from macros.values import clean

SITE = "https://example.org/city-ev/"
SVG = "{http://www.w3.org/2000/svg}"


def parsed(facts: Facts, site: str = SITE) -> Any:
    headers = {"content-location": site, "content-type": "application/atom+xml; charset=utf-8"}
    feed = feedparser.parse(files(facts, site)["feed.xml"].encode(), response_headers=headers)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def test_a_feed_reader_reads_it(facts: Facts, site: Site) -> None:
    feed = feedparser.parse((site.folder / "feed.xml").read_bytes())
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert feed.feed.title == TITLE == yaml.load((ROOT / "mkdocs.yml").read_text(), yaml.BaseLoader)["site_name"]
    assert {link.rel for link in feed.feed.links} == {"self", "alternate"}
    ids = [entry.id for entry in feed.entries]
    assert len(ids) == len({*ids, feed.feed.id}) - 1 == len(facts.follow_ups) + 1
    for entry, (news, *_) in zip(feed.entries, ([news] for news in reversed(facts.follow_ups)), strict=False):
        assert facts.words(news.says) in entry.content[0].value
        assert entry.published == entry.updated == f"{news.recorded.iso}T00:00:00Z"
    for entry in feed.entries:
        page, _, anchor = entry.link.partition("#")
        assert site.leads_somewhere(page, anchor), entry.link


def test_every_page_names_the_feed(site: Site, zensical_site: Site) -> None:
    for made in (site, zensical_site):
        for page in made.pages.values():
            (link,) = (link for link in page.root.iter("link") if link.get("type") == "application/atom+xml")
            assert urljoin(f"/{page.url}", link.get("href")) == "/feed.xml", page.url


@pytest.mark.parametrize("case", cases("feed"), ids=lambda case: case["change"])
def test_a_change_of_the_data_is_told_once(case: dict[str, Any]) -> None:
    before, after = parsed(world()), parsed(world(**case["replace"]))
    known = {entry.id: entry.updated for entry in before.entries}
    new = [entry for entry in after.entries if known.get(entry.id) != entry.updated]
    assert [
        {"title": entry.title, "link": entry.link.removeprefix(SITE), "says": entry.summary, "updated": entry.updated}
        for entry in new
    ] == case["told"]
    assert after.feed.updated == max(entry.updated for entry in after.entries)
    assert {entry.id for entry in before.entries} <= {entry.id for entry in after.entries}


def test_a_claim_that_is_corrected_again_keeps_its_entry() -> None:
    def entry(day: str) -> Any:
        (found,) = (one for one in parsed(world(**{"        sentence: 1\n": day})).entries if "/#price" in one.link)
        return found

    one, other = entry("        changed: 2025-02-02\n"), entry("        changed: 2025-02-03\n")
    assert one.id == other.id
    assert one.updated < other.updated


def test_the_ids_stay_when_the_site_moves(facts: Facts) -> None:
    one, other = (parsed(facts, site) for site in (SITE, "https://example.com/"))
    assert [entry.id for entry in one.entries] == [entry.id for entry in other.entries]
    assert one.feed.id == other.feed.id
    assert {entry.link.startswith(SITE) for entry in one.entries} == {True}


def test_entries_keep_their_ids_when_a_thing_is_renamed() -> None:
    changed = {"        sentence: 1\n": "        changed: 2025-02-02\n"}
    renamed = {
        "models:\n  car:\n": "models:\n  auto:\n",
        "[car.price, car.launch]": "[auto.price, auto.launch]\n    id: car.price.2025-01",
        "follow-ups:\n": "moved:\n  car: auto\nfollow-ups:\n",
    }
    before, after = parsed(world(**changed)), parsed(world(**changed, **renamed))
    assert [entry.id for entry in before.entries] == [entry.id for entry in after.entries]
    assert [entry.link for entry in before.entries] != [entry.link for entry in after.entries]


def test_only_the_latest_are_in_the_feed() -> None:
    many = "".join(
        f"  - about: [twin.price]\n    outcome: open\n    date: {year}\n    recorded: 2025-02-01\n"
        f"    sources: [herald]\n    says: In {year}.\n"
        for year in range(1800, 1950)
    )
    found = entries(Origin(world(**{"follow-ups:\n": f"follow-ups:\n{many}"}), from_root("")))
    assert len(found) == 100
    assert found[1].says.startswith("In 1949.")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_is_only_a_text(hostile: str) -> None:
    facts = facts_with(unlinked(hostile))._facts
    made = files(facts)
    feed = ElementTree.fromstring(made["feed.xml"])
    contents = [content.text or "" for content in feed.iter("{http://www.w3.org/2005/Atom}content")]
    assert contents[0].startswith(facts.words(facts.follow_ups[0].says))
    for claim in facts.claims.values():
        drawing = ElementTree.fromstring(made[badge_file(claim.id)])
        title = drawing.find(f"{SVG}title")
        assert title is not None
        assert title.text == drawing.get("aria-label")
        assert facts.text(claim) in (title.text or "")
        assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= {
            *("svg", "title", "rect", "g", "circle", "path", "text")
        }


def test_no_text_breaks_the_xml() -> None:
    assert clean("a\ufffeb\uffffc") == "abc"


def test_every_claim_has_its_badge_also_under_the_ids_that_it_had(facts: Facts, site: Site) -> None:
    written = {path.relative_to(site.folder).as_posix() for path in (site.folder / "badges").iterdir()}
    assert written == {badge_file(id) for id in facts.claims}
    for claim in facts.claims.values():
        drawing = ElementTree.fromstring((site.folder / badge_file(claim.id)).read_text(encoding="utf-8"))
        assert [text.text for text in drawing.iter(f"{SVG}text")] == [badge_of(claim)]
    moved = world(**{"follow-ups:\n": "moved:\n  old-car: car\n  car.cost: car.price\nfollow-ups:\n"})
    made = files(moved)
    assert made["badges/old-car.price.svg"] == made["badges/car.cost.svg"] == made["badges/car.price.svg"]


@pytest.mark.browser
def test_the_words_of_a_badge_fit_into_it(facts: Facts, site: Site, browser: Any) -> None:
    page = browser.new_page()
    edges = "name => (box => [box.left, box.right])(document.querySelector(name).getBoundingClientRect())"
    with served(site.folder) as address:
        for words, claim in {badge_of(claim): claim for claim in facts.claims.values()}.items():
            page.goto(address + badge_file(claim.id))
            (left, right), (start, end) = page.evaluate(edges, "rect"), page.evaluate(edges, "text")
            assert left + 20 < start < end < right - 5, words
    page.close()
