"""The drawings in the built pages: the same as the data says, and nothing in the way of anything else."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import yaml
from helpers.pages import Page, Site, evidence, flat, has_class, tells, text, url_of
from helpers.sites import on_every_site
from helpers.worlds import TEXT, world

from macros.loading.loader import read
from macros.model.facts import Facts, Link
from macros.model.records import Answer
from macros.model.values import Date
from macros.rendering import page as rendering
from macros.rendering.drawings import boxes, relation_map, relations, text_metrics, timeline

facts, site = on_every_site()


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
    for page in site.pages.values():
        for drawing in page.content.iter("svg"):
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


def test_each_claim_stands_on_its_grounds(facts: Facts, site: Site) -> None:
    for claim in facts.claims.values():
        row = site.pages[url_of(facts.entity(claim.subject))].row(claim.property.id)
        stacks = [element for element in row.iter("svg") if has_class(element, "stack")]
        above, below = facts.dependents(claim), facts.dependencies(claim)
        assert len(stacks) == (1 if above or below else 0), claim.id
        for stack in stacks:
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


def test_the_small_world_has_stacks_of_both_sorts(world_site: Site) -> None:
    stacks = {
        stated.get("data-claim"): [
            [link.get("data-claim") for link in stack.iter("a")]
            for stack in row.iter("svg")
            if has_class(stack, "stack")
        ]
        for page in world_site.pages.values()
        for row in page.by_class("row")
        for stated in row.iter()
        if has_class(stated, "row__half") and stated.get("data-claim")
    }
    drawn = {id: blocks for id, (blocks, *_) in ((id, found) for id, found in stacks.items() if found)}
    assert drawn == {
        "twin.price": ["van.price", "car.price", "twin.price"],
        "car.price": ["van.price", "car.price", "twin.price"],
        "van.price": ["van.price", "car.price", "twin.price"],
        "van.maker": ["van.platform", "van.maker"],
        "van.platform": ["van.platform", "van.maker"],
        "guest.spoke-at": ["guest.spoke-of", "guest.spoke-at"],
        "guest.spoke-of": ["guest.spoke-of", "guest.spoke-at"],
    }


def test_the_chain_is_told_in_words(world_site: Site) -> None:
    def told(url: str, property: str) -> dict[str, str]:
        return dict(evidence(world_site.pages[url].row(property)))

    van, twin, maker = (
        told("models/van/", "price"),
        told("models/twin/", "price"),
        told("models/van/", "maker"),
    )
    assert van["Expected because, as we read it"] == (
        "The Car, price: about £17,000 Expected itself expected because "
        "The Twin, price: £17,000 Expected turned out different"
    )
    assert twin["Claims that depend on this"] == (
        "The Car, price: about £17,000 Expected and in turn The Van, price: £25,000, before taxes Expected "
        "turned out different"
    )
    assert maker["Claims that depend on this"] == "The Van, platform: on The Frame Expected"
    assert told("models/van/", "platform")["Expected because"] == "The Van, maker: The Works Confirmed"
    assert told("people/guest/", "spoke-of")["Depends on"] == "The Guest, spoke at: The Fair Confirmed"


def test_every_claim_names_what_it_rests_on_and_whose_reading_that_is(facts: Facts, site: Site) -> None:
    for claim in facts.claims.values():
        terms = [term for term, _ in evidence(site.pages[url_of(facts.entity(claim.subject))].row(claim.property.id))]
        because = "Expected because" if claim.status.id == "expected" else "Depends on"
        wanted = [because + (", as we read it" if claim.tie else "")] if claim.rests_on else []
        assert [term for term in terms if term.startswith(("Expected because", "Depends on"))] == wanted, claim.id
        assert ("Claims that depend on this" in terms) == bool(facts.resting_on(claim.id)), claim.id


def test_a_chain_names_each_claim_and_follows_it_once() -> None:
    rest = "rests-on: [twin.price]"
    facts = world(**{rest: "rests-on: [twin.price, twin.platform]"})
    price = facts.claim("car.price")
    assert chain(facts.dependencies(price)) == ["twin.price", "twin.platform"]
    assert chain(facts.dependents(facts.claim("twin.platform"))) == ["car.price"]
    assert facts.dependencies(facts.claim("twin.price")) == ()


def replies(facts: Facts) -> list[tuple[str, str]]:
    """The answers of which the map has a line: each question, and the thing that is named."""
    found = []
    for question, history in facts.histories.items():
        claim = facts.claims.get(question)
        sure = {id for line in history.now if line.role == "record" for id in line.entry.statement.references}
        on_record = claim.references if any(line.entry.statement is claim for line in history.now) and claim else ()
        talk = {id for line in history.now if line.role == "talk" for id in line.entry.statement.references}
        found += [(question, id) for id in (sure | talk).difference(on_record)]
    return found


def test_the_map_has_a_line_for_each_claim_and_answer_that_names_a_thing(facts: Facts, site: Site) -> None:
    page = site.pages["map/"]
    types = {type.id for type in facts.types.values() if type.map_column}

    def shown(subject: str, named: str) -> bool:
        return {facts.entity(subject).type, facts.entity(named).type} <= types

    wanted = sorted(claim.id for claim in facts.claims.values() for id in claim.references if shown(claim.subject, id))
    since = sorted(question for question, id in replies(facts) if shown(question.partition(".")[0], id))
    (drawing,) = drawings(page, "drawing")
    rows = [link for link in drawing.iter("a") if has_class(link, "tie")]
    lines = [(row, line) for row in rows for line in list_of(row, "tie__line")]
    assert sorted(row.get("data-claim") or "" for row, _ in lines if not row.get("data-answer")) == wanted
    assert sorted(row.get("data-answer") or "" for row, _ in lines if not row.get("data-claim")) == since
    for row in rows:
        drawn = len(list_of(row, "tie__line"))
        assert len(list_of(row, "tie__dot")) == (drawn if row.get("data-answer") else 0)
        assert has_class(row, f"tie--{row.get('data-status')}")
        said = text(next(row.iter("title")))
        if row.get("data-answer"):
            assert row.get("data-view") == "now"
            assert said.startswith(f"Known now. {facts.title(row.get('data-answer') or '')}")
            continue
        claim = facts.claim(row.get("data-claim") or "")
        assert said.endswith(f"({claim.badge})"), "the kind is said as well"
        ends = "tie__cross" if claim.property.sense == "negative" else "tie__arrow"
        assert len(list_of(row, ends)) == drawn
    named = {row.get("href", "").rpartition("/#")[0] for row in rows}
    nodes = {link.get("href", "").rstrip("/") for link in drawing.iter("a") if has_class(link, "node")}
    assert named <= nodes
    ties = list(next(page.by_class("ties")).iter("li"))
    assert sorted(filter(None, (element.get("data-claim") for element in ties))) == sorted(set(wanted))
    assert {element.get("data-answer") for element in ties} - {None} == set(since)
    parts = ("data-claim", "data-answer", "data-date", "data-view")
    listed = {tuple(map(element.get, parts)) for element in ties if element.get("data-status")}
    assert listed == {tuple(map(row.get, parts)) for row in rows}, "the list says the same"
    for element in ties:
        if has_class(element, "edge"):
            assert has_class(element, f"edge--{element.get('data-status')}")
            assert len(list_of(element, "badge")) == 1


def test_the_map_of_the_small_world(world_site: Site) -> None:
    (drawing,) = drawings(world_site.pages["map/"], "drawing")
    drawn = [link for link in drawing.iter("a") if has_class(link, "tie")]
    assert [link.get("data-answer") for link in drawn if link.get("data-answer")] == ["van.platform"]
    lines = {link.get("data-claim"): len(list_of(link, "tie__line")) for link in drawn if link.get("data-claim")}
    assert lines == {
        **dict.fromkeys(("van.maker", "van.cell", "van.platform", "van.not-platform", "frame.maker"), 1),
        **dict.fromkeys(("works.owner", "car.platform", "twin.platform"), 1),
        **dict.fromkeys(("van.likeness", "works.cells-made"), 2),
    }
    crossed = [link.get("data-claim") for link in drawing.iter("a") if len(list_of(link, "tie__cross"))]
    assert crossed == ["van.not-platform"]
    names = {text(link) for link in drawing.iter("a") if has_class(link, "node")}
    assert names == {"The Van", "The Car", "The Twin", "The Works", "The Press"} | {
        *("The Frame", "The Base", "The Cube", "The Stick")
    }


def list_of(element: Element, name: str) -> list[Element]:
    return [part for part in element.iter() if has_class(part, name)]


def test_each_thing_has_its_own_part_of_the_map(facts: Facts, site: Site) -> None:
    ties = [element for element in site.pages["map/"].content.iter("a") if has_class(element, "tie")]
    things = {url_of(entity): entity for entity in facts.entities.values()}
    edges = relations.edges(facts)
    assert len({edge.statement.property.id for edge in edges}) > 1
    found = 0
    for url, entity in things.items():
        own = [edge for edge in edges if entity.id in edge.ends]
        parts = list(site.pages[url].by_class("part"))
        assert len(parts) == (1 if 2 <= len(own) <= 9 else 0), url
        for part in parts:
            found += 1
            assert part.get("aria-label") == f"{flat(entity.name)} on the map"
            rows = [row for row in part.iter("li") if has_class(row, "edge")]
            told = sorted(text(row) for row in rows)
            assert told == sorted(
                f"{edge.label} {flat(edge.target.name)}"
                if edge.subject == entity.id
                else f"{flat(facts.entity(edge.subject).name)} {edge.label}"
                for edge in own
            )
            for row in rows:
                marks = [row.get(name) for name in ("data-claim", "data-answer", "data-status", "data-view")]
                assert has_class(row, f"edge--{row.get('data-status')}")
                (title,) = {
                    text(next(tie.iter("title")))
                    for tie in ties
                    if [tie.get(name) for name in ("data-claim", "data-answer", "data-status", "data-view")] == marks
                }
                assert [link.get("title") for link in row.iter("a") if link.get("title")] == [title]
    assert found


def points(line: boxes.Line) -> list[tuple[float, float]]:
    """Points all along the curves of a line."""
    found = []
    for curve in line.curve.split("M")[1:]:
        x1, y1, bend1, b1, bend2, b2, x2, y2 = (float(one) for one in re.findall(r"-?[\d.]+", curve))
        for step in range(101):
            t, s = step / 100, 1 - step / 100
            weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
            xs, ys = (x1, bend1, bend2, x2), (y1, b1, b2, y2)
            found.append(tuple(sum(w * one for w, one in zip(weights, at, strict=True)) for at in (xs, ys)))
    return [(x, y) for x, y in found]


def faults(drawing: relation_map.Drawing) -> list[str]:
    """What lies on anything else in a map, or leaves it."""
    found = []
    for one, other in itertools.combinations(drawing.nodes, 2):
        apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
        if not apart_x and one.y < other.y + other.height and other.y < one.y + one.height:
            found.append(f"{one.entity.id} lies on {other.entity.id}")
    arrived: Counter[tuple[str, tuple[float, float]]] = Counter()
    for node in drawing.nodes:
        foot = node.y + node.head
        assert len(node.name) * 16 < node.head
        for row in node.rows:
            if row.y < foot - 0.01 or row.y + row.height > node.y + node.height:
                found.append(f"{row.edge.label} leaves its box")
            foot = row.y + row.height
            for words in row.words:
                if text_metrics.width(words, 10.5) > node.width - 12:
                    found.append(f"{words} is wider than its box")
            assert len(row.lines) == len(row.edges)
            for line in row.lines:
                way = points(line)
                arrived[line.target, way[-1]] += 1
                for x, y in way:
                    if not (0 <= x <= drawing.width and 0 <= y <= drawing.height):
                        found.append(f"{row.edge.label} of {node.entity.id} leaves the drawing")
                    for box in drawing.nodes:
                        if box.x + 0.1 < x < box.x + box.width - 0.1 and box.y < y < box.y + box.height:
                            found.append(f"{row.edge.label} of {node.entity.id} lies on {box.entity.id}")
                (end,) = (one for one in drawing.nodes if one.entity.id == line.target)
                x, y = way[-1]
                if min(abs(x - end.x), abs(x - end.x - end.width)) > 0.1 or not end.y < y < end.y + end.head:
                    found.append(f"{row.edge.label} of {node.entity.id} does not arrive")
    found += [f"two lines arrive at one point of {id}" for (id, _), number in arrived.items() if number > 1]
    return found


def test_no_line_of_the_map_lies_on_a_box_or_its_words(facts: Facts) -> None:
    drawing = relation_map.drawing(facts)
    assert drawing
    assert not faults(drawing)


def made_up(columns: int, things: int, seed: int) -> Facts:
    """A world of things that name one another as it happens, under short and long labels."""
    some = random.Random(seed)
    data = yaml.load(TEXT, Loader=yaml.BaseLoader)
    types = [f"type-{number}" for number in range(columns)]
    labels = ["Maker", "On the same footing as", "What it is not any more, and never was before", "EXW" * 12]
    ids = [f"thing-{number}" for number in range(things)]
    type_of = {id: some.choice(types) for id in ids}
    common = {"status": "expected", "wording": "so", "paragraph": "1", "sentence": "1"}
    made: dict[str, Any] = {type: {} for type in types}
    for id in ids:
        claims = {
            f"p{number}": {"value": some.sample([one for one in ids if one != id], some.randint(1, 3)), **common}
            for number in range(some.randint(0, len(labels)))
        }
        name = " ".join(["Thing", id, *["longer"] * some.randint(0, 8)])
        made[type_of[id]][id] = {"name": name, "summary": "A thing.", **({"claims": claims} if claims else {})}
    text = yaml.safe_dump(
        {
            **{key: data[key] for key in ("statuses", "kinds", "outcomes")},
            "types": {
                "organisations": data["types"]["organisations"] | {"map-column": "20"},
                **{type: {"one": type, "map-column": str(number)} for number, type in enumerate(types, 1)},
            },
            "properties": {
                f"p{number}": {"label": label, "type": "reference", "to": [*types], "inverse": label, "for": [*types]}
                for number, label in enumerate(labels)
            },
            "sources": data["sources"],
            "organisations": {"press": {"name": "The Press", "summary": "Who says it."}},
            **{type: found for type, found in made.items() if found},
        },
        sort_keys=False,
    )
    loaded = read([("data/made-up.yml", text.encode())])
    assert loaded.facts, loaded.problems
    return loaded.facts


@pytest.mark.parametrize(("columns", "things"), [(1, 12), (2, 30), (3, 60), (6, 90)])
def test_no_line_lies_on_words_in_a_larger_world(columns: int, things: int) -> None:
    for seed in range(3):
        drawing = relation_map.drawing(made_up(columns, things, seed))
        assert drawing
        assert not faults(drawing), seed


def test_a_world_without_a_map_says_so() -> None:
    """No type of thing has a column, or nothing on the map names anything else on it."""
    columns = {f"    map-column: {number}\n": "" for number in (1, 2, 3)}
    for facts in (world(**columns), world(**{"\n    map-column: 2": ""})):
        page = rendering.Page(facts, "map.md")
        assert "There is no map to draw, because nothing on it is connected." in page.map()
        assert "<li" not in page.ties()
        assert all('class="part"' not in rendering.Page(facts, "a.md", id).summary() for id in facts.entities)


def marks_of(element: Element) -> tuple[str, ...]:
    """What the rendered contract says of an answer."""
    return tuple(element.get(f"data-{name}") or "" for name in ("answer", "status", "date", "now"))


def answers_about_when(facts: Facts) -> list[tuple[str, ...]]:
    """The same of each answer that is a date, or says since when, from the data."""
    return sorted(
        (question, entry.statement.status.id, entry.date.edtf, history.role_of(entry.id))
        for question, history in facts.histories.items()
        for entry in history.entries
        if isinstance(entry.statement, Answer) and (isinstance(entry.statement.value, Date) or entry.statement.since)
    )


def test_the_timeline_has_every_date_drawn_and_listed(facts: Facts, site: Site) -> None:
    page = site.pages["timeline/"]
    dated = sorted(claim.id for claim in facts.claims.values() if isinstance(claim.value, Date))
    since = answers_about_when(facts)
    marks = sum(len({id.split(".")[0] for id in news.about}) for news in facts.follow_ups)
    forms = drawings(page, "drawing")
    assert len(forms) == 2
    for drawing in forms:
        bars = [link for link in drawing.iter("a") if has_class(link, "span")]
        assert sorted(bar.get("data-claim") or "" for bar in bars if not bar.get("data-answer")) == dated
        assert sorted(map(marks_of, (bar for bar in bars if bar.get("data-answer")))) == since
        assert all(has_class(bar, f"span--{bar.get('data-status')}") for bar in bars)
        events = [link for link in drawing.iter("a") if has_class(link, "event")]
        assert len(events) == marks
        places = [
            (number(next(event.iter("circle")), "cx"), number(next(event.iter("circle")), "cy")) for event in events
        ]
        for (x1, y1), (x2, y2) in itertools.combinations(places, 2):
            assert (x1 - x2) ** 2 + (y1 - y2) ** 2 > 15**2, "no mark hides another"
    items = [item for item in page.by_class("date") if item.tag == "li"]
    assert len(items) == len(dated) + len(since) + len(facts.follow_ups) + 1
    listed = [item for item in items if item.get("data-answer")]
    assert sorted(map(marks_of, listed)) == since
    for item in listed:
        assert text(next(item.iter("p"))).startswith(
            "Known now" if item.get("data-now") else ("Said before", "Known now")
        )
    for item, entry in zip(items, timeline.entries(facts), strict=True):
        for id in entry.news.sources if entry.news else ():
            assert flat(facts.sources[id].name) in text(item)
        assert not entry.news or tells(item, entry.news.says)
    assert [text(next(item.iter("span"))) for item in items] == [str(entry.date) for entry in timeline.entries(facts)]


def test_the_article_has_its_name_where_it_has_no_title(world_site: Site) -> None:
    (item,) = world_site.pages["timeline/"].by_class("date--article")
    assert text(item) == "31 October 2024 The Paper is published"


def test_a_year_is_drawn_as_a_year(world_facts: Facts) -> None:
    drawn = timeline.timeline(world_facts, "wide", 1080, 200)
    bars = {bar.entry.claim.id: bar for lane in drawn.lanes for bar in lane.bars if bar.entry.claim}
    years = dict(drawn.years)
    assert list(years) == [2024, 2025, 2026, 2027], "what the article dates, and the follow-ups to it"
    assert bars["van.launch"].x == pytest.approx(years[2026])
    assert bars["van.launch"].x + bars["van.launch"].width == pytest.approx(years[2027])
    assert bars["frame.due"].x == pytest.approx((years[2027] + 1080) / 2, abs=3), "the middle of the last year"
    assert bars["frame.due"].width == pytest.approx(880 * 31 / 1461)
    assert years[2024] < bars["fair.day"].x < drawn.article < years[2025]
    marks = {(lane.entity.id, mark.news.id): mark.x for lane in drawn.lanes for mark in lane.marks}
    assert marks["van", "van.platform.2025-11"] == pytest.approx(200 + 880 * (731 - 46) / 1461), "the middle of a month"
    assert marks["twin", "van.price.2025-06-20"] == marks["van", "van.price.2025-06-20"], "one follow-up, two things"


@pytest.mark.parametrize(
    ("words", "room", "shown"),
    [
        ("Price", 100, "Price"),
        ("Development partner: Ampere", 100, "Developmen…"),
        ("x", 0, "x…"),
        ("xyz", 0, "x…"),
    ],
)
def test_a_text_is_shortened_to_its_room(words: str, room: float, shown: str) -> None:
    assert text_metrics.shortened(words, room, 11) == shown


@pytest.mark.parametrize(
    ("words", "room", "shown"),
    [
        ("Price", 100, ["Price"]),
        ("", 100, [""]),
        ("Development partner", 100, ["Development", "partner"]),
        ("ill till ill till", 100, ["ill till ill till"]),
        ("MW MW MW MW", 60, ["MW MW", "MW MW"]),
        ("one Developments", 60, ["one", "Develop", "ments"]),
        ("Developments of all sorts", 60, ["Develop", "ments of", "all sorts"]),
        ("Developments of very many sorts", 60, ["Develop", "ments of", "very m…"]),
    ],
)
def test_a_text_is_broken_into_lines_that_its_room_takes(words: str, room: float, shown: list[str]) -> None:
    assert text_metrics.lines(words, room, 10, most=3) == shown
    assert all(text_metrics.width(line, 10) <= room for line in shown)
