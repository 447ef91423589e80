"""The drawings in the built pages: the same as the data says, and nothing in the way of anything else."""

from __future__ import annotations

import itertools
import re
from xml.etree.ElementTree import Element

import pytest
from conftest import world
from pages import Page, Site, has_class, text
from test_site import url_of

from macros import lettering, network, timeline
from macros.facts import Facts, Link
from macros.values import Date


def drawings(page: Page, name: str) -> list[Element]:
    return [element for element in page.content.iter("svg") if has_class(element, name)]


def number(element: Element, name: str) -> float:
    return float(element.get(name) or "nan")


def size(drawing: Element) -> tuple[float, float]:
    _, _, width, height = map(float, (drawing.get("viewBox") or drawing.get("viewbox") or "").split())
    return width, height


def box(rect: Element) -> tuple[float, float, float, float]:
    x, y = number(rect, "x"), number(rect, "y")
    return x, y, x + number(rect, "width"), y + number(rect, "height")


def chain(links: tuple[Link, ...]) -> list[str]:
    return [id for link in links for id in (link.claim.id, *chain(link.next))]


def test_every_drawing_has_a_name_and_keeps_inside_its_frame(site: Site) -> None:
    found = 0
    for page in site.pages.values():
        for drawing in page.content.iter("svg"):
            found += 1
            assert drawing.get("aria-label"), page.url
            width, height = size(drawing)
            for rect in drawing.iter("rect"):
                x1, y1, x2, y2 = box(rect)
                assert x1 >= 0, page.url
                assert y1 >= 0, page.url
                assert x2 <= width + 0.1, page.url
                assert y2 <= height + 0.1, page.url
            for link in drawing.iter("a"):
                assert text(link), "each link says what it leads to"
    assert found > 10


def test_each_claim_stands_on_its_grounds(facts: Facts, site: Site) -> None:
    drawn = 0
    for claim in facts.claims.values():
        row = site.pages[url_of(facts.entity(claim.subject))].by_id(claim.property.id)
        stacks = [element for element in row.iter("svg") if has_class(element, "stack")]
        above, below = facts.falling(claim), facts.grounds(claim)
        assert len(stacks) == (1 if above or below else 0), claim.id
        for stack in stacks:
            drawn += 1
            blocks = {link.get("data-claim"): link for link in stack.iter("a")}
            assert blocks.keys() == {claim.id, *chain(above), *chain(below)}
            areas = {id: box(next(link.iter("rect"))) for id, link in blocks.items()}
            for one in (claim, *(facts.claim(id) for id in chain(below))):
                for ground in one.rests_on:
                    (x1, _, x2, foot), (left, head, right, _) = areas[one.id], areas[ground]
                    assert 0 < head - foot < 6, f"{one.id} stands on {ground}"
                    assert left < x2, f"{one.id} stands on {ground}"
                    assert x1 < right, f"{one.id} stands on {ground}"
            for link in blocks.values():
                assert has_class(link, f"block--{link.get('data-status')}")
    assert drawn > 5


def test_the_chain_is_told_in_words(facts: Facts, site: Site) -> None:
    row = site.pages["models/nissan-city-ev/"].by_id("price")
    told = text(next(row.iter("details")))
    assert re.search(
        r"Expected because Renault Twingo, price: about £17,000 Expected Nissan city EV, common ground: .* Expected "
        r"itself expected because Nissan city EV, development partner: Ampere Confirmed · plan",
        told,
    )
    partner = text(next(site.pages["models/nissan-city-ev/"].by_id("development-partner").iter("details")))
    assert "If this falls, these fall Nissan city EV, common ground" in partner
    assert "and with it Nissan city EV, price" in partner
    for claim in facts.select(status="expected"):
        shown = text(site.pages[url_of(facts.entity(claim.subject))].by_id(claim.property.id))
        assert ("Expected because" in shown) == bool(claim.rests_on)
        assert ("as we read it" in shown) == bool(claim.tie)


def test_a_chain_names_each_claim_and_follows_it_once() -> None:
    rest = "rests-on: [twin.price]"
    facts = world(**{rest: "rests-on: [twin.price, twin.platform]"})
    price = facts.claim("car.price")
    assert chain(facts.grounds(price)) == ["twin.price", "twin.platform"]
    assert chain(facts.falling(facts.claim("twin.platform"))) == ["car.price"]
    assert facts.grounds(facts.claim("twin.price")) == ()


def test_the_map_has_a_line_for_each_claim_that_names_a_thing(facts: Facts, site: Site) -> None:
    page = site.pages["map/"]
    types = {"models", "platforms", "organisations", "technologies"}
    wanted = sorted(
        claim.id
        for claim in facts.claims.values()
        for id in claim.references
        if {facts.entity(claim.subject).type, facts.entity(id).type} <= types
    )
    forms = drawings(page, "drawing")
    assert len(forms) == 2
    for drawing in forms:
        lines = [link for link in drawing.iter("a") if has_class(link, "tie")]
        assert sorted(line.get("data-claim") or "" for line in lines) == wanted
        for line in lines:
            claim = facts.claim(line.get("data-claim") or "")
            assert has_class(line, f"tie--{claim.status.id}")
            ends = [part.get("class") for part in line.iter("path")][-1]
            assert ends == ("tie__cross" if claim.property.id == "not-platform" else "tie__arrow")
        named = {line.get("href", "").rpartition("/#")[0] for line in lines}
        nodes = {link.get("href", "").rstrip("/") for link in drawing.iter("a") if has_class(link, "node")}
        assert named <= nodes
    listed = {element.get("data-claim") for element in next(page.by_class("ties")).iter("li")} - {None}
    assert listed == set(wanted)


def test_no_box_of_the_map_covers_another_or_a_line_that_passes(facts: Facts) -> None:
    columns, arcs = network.drawings(facts)
    for drawing in (columns, arcs):
        for one, other in itertools.combinations(drawing.nodes, 2):
            apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert apart_x or apart_y, (one.entity.id, other.entity.id)
    for line in columns.lines:
        points = [tuple(map(float, point.split())) for point in re.findall(r"[-\d.]+ [-\d.]+", line.curve)]
        inner = [point for point in points[1:-1] if point not in (points[0], points[-1])]
        for node in columns.nodes:
            for x, y in inner:
                inside = node.x < x < node.x + node.width and node.y < y < node.y + node.height
                assert not inside, (line.tie.claim.id, node.entity.id)
        half = lettering.width(line.tie.claim.property.label, 10.5) / 2
        assert half <= line.x <= columns.width - half, line.tie.claim.id


def test_the_timeline_has_every_date_drawn_and_listed(facts: Facts, site: Site) -> None:
    page = site.pages["timeline/"]
    dated = sorted(claim.id for claim in facts.claims.values() if isinstance(claim.value, Date))
    marks = sum(len({id.split(".")[0] for id in news.about}) for news in facts.follow_ups)
    forms = drawings(page, "drawing")
    assert len(forms) == 2
    for drawing in forms:
        bars = [link for link in drawing.iter("a") if has_class(link, "span")]
        assert sorted(bar.get("data-claim") or "" for bar in bars) == dated
        events = [link for link in drawing.iter("a") if has_class(link, "event")]
        assert len(events) == marks
        places = [
            (number(next(event.iter("circle")), "cx"), number(next(event.iter("circle")), "cy")) for event in events
        ]
        for (x1, y1), (x2, y2) in itertools.combinations(places, 2):
            assert (x1 - x2) ** 2 + (y1 - y2) ** 2 > 15**2, "no mark hides another"
    items = list(page.by_class("date"))
    assert len(items) == len(dated) + len(facts.follow_ups) + 1
    for item, entry in zip(items, timeline.entries(facts), strict=True):
        for id in entry.news.sources if entry.news else ():
            assert facts.sources[id].name in text(item)
    assert [text(next(item.iter("span"))) for item in items] == [str(entry.date) for entry in timeline.entries(facts)]


def test_a_year_is_drawn_as_a_year(facts: Facts) -> None:
    drawn = timeline.timeline(facts, "wide", 1080, 200)
    bars = {bar.claim.id: bar for lane in drawn.lanes for bar in lane.bars}
    years = dict(drawn.years)
    assert list(years) == list(range(2024, 2029)), "what the article dates, and the follow-ups to it"
    assert bars["renault-twingo.launch"].x == pytest.approx(years[2026])
    assert bars["renault-twingo.launch"].x + bars["renault-twingo.launch"].width == pytest.approx(years[2027])
    assert bars["ampere-next-platform.launch"].x == pytest.approx(years[2028])
    assert years[2024] < drawn.article < years[2025]


@pytest.mark.parametrize(
    ("words", "room", "shown"),
    [
        ("Price", 100, "Price"),
        ("Development partner: Ampere", 100, "Development p…"),
        ("x", 0, "x…"),
        ("xyz", 0, "x…"),
    ],
)
def test_a_text_is_shortened_to_its_room(words: str, room: float, shown: str) -> None:
    assert lettering.shortened(words, room, 11) == shown
