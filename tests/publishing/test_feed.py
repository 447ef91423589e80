"""The feed, as a feed reader reads it, and the badges that others embed."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import feedparser
import pytest
from helpers.files import cases
from helpers.hostile import HOSTILE, facts_with, unlinked
from helpers.pages import Site, badge_of, flat, url_of
from helpers.sites import on_every_site, served
from helpers.worlds import world

from macros.model.facts import Facts
from macros.model.history import RECORD
from macros.model.text import clean
from macros.publishing.export import files
from macros.publishing.feed import entries
from macros.publishing.fields import ExportContext
from macros.rendering.urls import badge_file, known_now_badge_file, urls_from_root

SITE = "https://example.org/city-ev/"
TITLE = "Facts & more"
MOST = 100
SVG = "{http://www.w3.org/2000/svg}"


def parsed(facts: Facts, site: str = SITE) -> Any:
    headers = {"content-location": site, "content-type": "application/atom+xml; charset=utf-8"}
    feed = feedparser.parse(files(facts, site, TITLE)["feed.xml"].encode(), response_headers=headers)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


facts, site = on_every_site()


def test_a_feed_reader_reads_it(facts: Facts, site: Site) -> None:
    feed = feedparser.parse((site.folder / "feed.xml").read_bytes())
    assert (feed.bozo, feed.version) == (False, "atom10")
    name = next(e.get("content") for e in site.pages[""].root.iter("meta") if e.get("property") == "og:site_name")
    assert feed.feed.title == name
    schema = json.loads((site.folder / "api/v1/claims.schema.json").read_text(encoding="utf-8"))
    assert schema["title"] == f"{name}: claims"
    assert {link.rel for link in feed.feed.links} == {"self", "alternate"}
    ids = {entry.id for entry in feed.entries} | {feed.feed.id}
    assert len(ids) == len(feed.entries) + 1
    assert [entry.updated for entry in feed.entries] == sorted((e.updated for e in feed.entries), reverse=True)
    for entry in feed.entries:
        assert entry.published <= entry.updated
        page, _, anchor = entry.link.partition("#")
        assert site.leads_somewhere(page, anchor), entry.link
    own = {
        f"{url_of(facts.entity(claim.subject))}#{claim.property.id}": claim
        for claim in facts.claims.values()
        if claim.recorded or claim.changed
    }
    withdrawn = {f"{url_of(facts.entity(one.subject))}#{one.property}": one for one in facts.withdrawn.values()}
    news = {f"since-then/#{news.id}": news for news in facts.follow_ups}
    article = {"article/"} if facts.article.recorded else set()
    links = [entry.link for entry in feed.entries]
    assert len(links) == len({*links})
    if len(own) + len(withdrawn) + len(news) + len(article) <= MOST:
        assert {*links} == {*own, *withdrawn, *news, *article}
    for entry in feed.entries:
        if entry.link in news:
            assert flat(facts.prose_text(news[entry.link].says)) in entry.content[0].value
            assert entry.published == f"{news[entry.link].recorded.iso}T00:00:00Z"
        elif entry.link in withdrawn:
            assert flat(facts.prose_text(withdrawn[entry.link].why)) in entry.content[0].value
        elif entry.link in own:
            claim = own[entry.link]
            assert flat(facts.claim_text(claim)) in flat(entry.content[0].value)
            day = claim.changed or claim.recorded
            assert day
            assert entry.updated == f"{day.iso}T00:00:00Z"


def test_the_feed_of_the_small_world(world_site: Site) -> None:
    feed = feedparser.parse((world_site.folder / "feed.xml").read_bytes())
    assert [(entry.title, entry.link, entry.published[:10], entry.updated[:10]) for entry in feed.entries] == [
        ("Corrected: The Van, seats", "models/van/#seats", "2026-03-01", "2026-03-01"),
        (
            "Since then, still open: The Van, launch; The Van, reach",
            "since-then/#van.launch.2025-12-01",
            "2026-02-01",
            "2026-02-20",
        ),
        ("Withdrawn: The Twin, cell", "models/twin/#cell", "2026-02-16", "2026-02-16"),
        ("Withdrawn: The Twin, comfort", "models/twin/#comfort", "2026-02-15", "2026-02-15"),
        ("New claim: The Van, comfort", "models/van/#comfort", "2026-02-10", "2026-02-10"),
        ("Since then, still open: The Van, price", "since-then/#van.price.2026-01-15", "2026-02-01", "2026-02-01"),
        ("Since then, came true: The Van, platform", "since-then/#van.platform.2025-11", "2026-02-01", "2026-02-01"),
        (
            "Since then, turned out different: The Van, price; The Twin, price",
            "since-then/#van.price.2025-06-20",
            "2025-07-01",
            "2025-07-01",
        ),
        (
            "Since then, no longer true: The Guest, leads",
            "since-then/#guest.role.2025-03-11",
            "2025-07-01",
            "2025-07-01",
        ),
        ("Already reported, came true: The Van, maker", "since-then/#van.maker.2024-10", "2025-07-01", "2025-07-01"),
        (
            "Since then, still open: The Car, price; The Car, launch",
            "since-then/#car.price.2025-01",
            "2025-02-01",
            "2025-02-01",
        ),
    ]


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
        changed = {"        sentence: 1\n": f"        sentence: 1\n        changed: 2025-02-{day}\n"}
        (found,) = (one for one in parsed(world(**changed)).entries if "/#price" in one.link)
        return found

    one, other = entry("02"), entry("03")
    assert one.id == other.id
    assert one.updated < other.updated


def test_the_ids_stay_when_the_site_moves(facts: Facts) -> None:
    one, other = (parsed(facts, site) for site in (SITE, "https://example.com/"))
    assert [entry.id for entry in one.entries] == [entry.id for entry in other.entries]
    assert one.feed.id == other.feed.id
    assert all(entry.link.startswith(SITE) for entry in one.entries)


def test_entries_keep_their_ids_when_a_thing_is_renamed() -> None:
    changed = {"        sentence: 1\n": "        sentence: 1\n        changed: 2025-02-02\n"}
    renamed = {
        "models:\n  car:\n": "models:\n  auto:\n",
        "[car.price, car.launch]": "[auto.price, auto.launch]\n    id: car.price.2025-01",
        "to: car.launch": "to: auto.launch",
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
    found = entries(ExportContext(world(**{"follow-ups:\n": f"follow-ups:\n{many}"}), urls_from_root(""), "The World"))
    assert len(found) == MOST
    assert found[1].says.startswith("In 1949.")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_is_only_a_text(hostile: str) -> None:
    facts = facts_with(unlinked(hostile))._facts
    made = files(facts)
    feed = ElementTree.fromstring(made["feed.xml"])
    contents = [content.text or "" for content in feed.iter("{http://www.w3.org/2005/Atom}content")]
    assert contents[0].startswith(facts.prose_text(facts.follow_ups[0].says))
    for claim in facts.claims.values():
        drawing = ElementTree.fromstring(made[badge_file(claim.id)])
        title = drawing.find(f"{SVG}title")
        assert title is not None
        assert title.text == drawing.get("aria-label")
        assert facts.claim_text(claim) in (title.text or "")
        assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= {
            *("svg", "title", "rect", "g", "circle", "path", "text")
        }


def test_no_text_breaks_the_xml() -> None:
    assert clean("a\ufffeb\uffffc") == "abc"


def test_every_claim_has_its_badge_also_under_the_ids_that_it_had(facts: Facts, site: Site) -> None:
    written = {path.relative_to(site.folder).as_posix() for path in (site.folder / "badges").iterdir()}
    ids = {id: claim for claim in facts.claims.values() for id in (claim.id, *facts.former_ids(claim.id))}
    withdrawn = {id for first in facts.withdrawn for id in (first, *facts.former_ids(first))}
    known = {
        known_now_badge_file(id): history
        for first, history in facts.histories.items()
        for id in (first, *facts.former_ids(first))
        if history.now
    }
    assert written == {badge_file(id) for id in ids.keys() | withdrawn} | known.keys()
    for file, history in known.items():
        drawing = ElementTree.fromstring((site.folder / file).read_text(encoding="utf-8"))
        (shown,) = (text.text or "" for text in drawing.iter(f"{SVG}text"))
        first = next((line for line in history.now if line.role == RECORD), history.now[0])
        assert shown == f"Known now: {first.entry.statement.badge}"
        assert all(facts.line_text(line) in (drawing.get("aria-label") or "") for line in history.now)
    for id in withdrawn:
        drawing = ElementTree.fromstring((site.folder / badge_file(id)).read_text(encoding="utf-8"))
        assert [text.text for text in drawing.iter(f"{SVG}text")] == ["Withdrawn"]
    for id, claim in ids.items():
        drawing = ElementTree.fromstring((site.folder / badge_file(id)).read_text(encoding="utf-8"))
        assert [text.text for text in drawing.iter(f"{SVG}text")] == [badge_of(claim)]


def test_a_claim_keeps_the_badges_of_all_its_former_ids() -> None:
    moved = world(**{"follow-ups:\n": "moved:\n  old-car: car\n  car.cost: car.price\nfollow-ups:\n"})
    made = files(moved)
    assert made["badges/old-car.price.svg"] == made["badges/car.cost.svg"] == made["badges/car.price.svg"]


def test_a_badge_of_what_is_known_now() -> None:
    """On record before talk, whatever stands first in the data, and under former ids as well."""
    answers = """    answers:
      - to: car.price
        value: under 18000 GBP
        in: the UK
        status: expected
      - to: car.price
        value: from 20000 EUR
        in: France
        status: confirmed
        kind: fact
        by: press
"""
    changes = {
        "    answers:\n": answers,
        "follow-ups:\n": "moved:\n  old-car: car\n  car.cost: car.price\nfollow-ups:\n",
    }
    made = files(world(**changes))
    drawing = ElementTree.fromstring(made["badges/car.price.now.svg"])
    assert [text.text for text in drawing.iter(f"{SVG}text")] == ["Known now: Confirmed"]
    assert drawing.get("aria-label") == (
        "Known now: The Car, price: under £18,000, in the UK (Expected; The Herald, January 2025); "
        "from €20,000, in France (Confirmed; The Press, January 2025)"
    )
    assert made["badges/car.cost.now.svg"] == made["badges/old-car.price.now.svg"] == made["badges/car.price.now.svg"]
    assert "badges/old-car.launch.now.svg" in made
    assert "badges/twin.price.now.svg" not in made


@pytest.mark.browser
def test_the_words_of_a_badge_fit_into_it(facts: Facts, site: Site, browser: Any) -> None:
    page = browser.new_page()
    edges = "name => (box => [box.left, box.right])(document.querySelector(name).getBoundingClientRect())"
    with served(site.folder) as address:
        drawn = {badge_of(claim): badge_file(claim.id) for claim in facts.claims.values()}
        drawn |= {
            f"Known now: {history.now[0].entry.statement.badge}": known_now_badge_file(id)
            for id, history in facts.histories.items()
            if history.now
        }
        for words, file in drawn.items():
            page.goto(address + file)
            (left, right), (start, end) = page.evaluate(edges, "rect"), page.evaluate(edges, "text")
            assert left + 20 < start < end < right - 5, words
    page.close()
