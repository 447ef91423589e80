"""The built site, as a reader gets it.

The rules hold for every source, and are held against the real site and against that of the small world, which has an
instance of each. What is said of given facts is said of the small world.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element

import pytest
from helpers.files import BRIDGE, CASES, ROOT, WORLD, cases
from helpers.pages import Page, Site, badge, badge_of, evidence, flat, has_class, place_of, tells, text, url_of
from helpers.sites import on_every_site
from helpers.worlds import world

from macros.model.facts import Facts
from macros.model.records import Entity
from macros.model.vocabulary import CONFIRMED
from macros.rendering import page as rendering
from macros.rendering.urls import outside, path_of

UNSAID = "Not stated"


facts, site = on_every_site()


@pytest.fixture(scope="module")
def docs(whose: str) -> Path:
    return {"": ROOT, "world_": WORLD, "bridge_": BRIDGE}[whose] / "docs"


def in_drawings(page: Page) -> set[Element]:
    drawings = [*page.content.iter("svg"), *page.by_class("part")]
    return {element for drawing in drawings for element in drawing.iter()}


def former_pages(facts: Facts) -> dict[str, Entity]:
    """The files of entities that have another id now."""
    former = ((old, facts.entity(old)) for old in facts.moved if "." not in old)
    return {f"{entity.type}/{old}.md": entity for old, entity in former}


def test_every_entity_has_a_page_and_every_page_an_entity(facts: Facts, site: Site, docs: Path) -> None:
    files = {path.relative_to(docs).as_posix() for type in facts.types for path in (docs / type).rglob("*.md")}
    indexes = {f"{type}/index.md" for type in facts.types}
    assert files == {path_of(entity) for entity in facts.entities.values()} | former_pages(facts).keys() | indexes
    for entity in facts.entities.values():
        page = site.pages[url_of(entity)]
        heading = next(page.content.iter("h1"))
        assert text(heading).removesuffix("#") == flat(entity.name)
        name = next(e.get("content") for e in page.root.iter("meta") if e.get("property") == "og:site_name")
        assert text(next(page.root.iter("title"))) == flat(f"{entity.name} · {name}")
        assert tells(next(page.by_class("summary__text")), entity.summary)


def test_the_page_of_a_former_id_leads_on(facts: Facts, site: Site) -> None:
    for path, entity in former_pages(facts).items():
        page = site.pages[path.removesuffix(".md") + "/"]
        (link,) = page.by_part("moved")
        targets = {written: target for written, target, _ in site.links(page)}
        assert (text(link), targets[link.get("href") or ""]) == (flat(entity.name), url_of(entity))


def test_every_index_lists_its_entities(facts: Facts, site: Site) -> None:
    for type in facts.types:
        for url in (f"{type}/", "contents/"):
            names = [text(element) for element in site.pages[url].by_class("index__name")]
            wanted = [flat(entity.name) for entity in facts.entities_of(type)]
            assert [name for name in names if name in wanted] == wanted


def test_a_comparison_leaves_out_only_what_says_nothing(facts: Facts, site: Site) -> None:
    heads = [text(element) for element in site.pages["compare/"].root.iter("th") if element.get("scope") == "col"]
    types = {entity.type for entity in facts.entities.values() if flat(entity.name) in heads}
    assert types
    things = [entity for type in types for entity in facts.entities_of(type)]
    said = {id for id in (*facts.claims, *facts.histories) if id in facts.claims or facts.history(id).known}
    wanted = [one for one in things if any(f"{one.id}.{property}" in said for property in facts.properties)]
    assert heads == [flat(one.name) for one in wanted]


def test_every_claim_stands_on_its_own_page(facts: Facts, site: Site) -> None:
    for claim in facts.claims.values():
        page = site.pages[url_of(facts.entity(claim.subject))]
        row = page.around(claim.property.id)
        assert (row.get("data-claim"), row.get("data-status")) == (claim.id, claim.status.id)
        assert badge(row) == badge_of(claim)
        value = next(element for element in row.iter() if has_class(element, "row__value"))
        assert text(value) == flat(facts.claim_text(claim))


def test_every_claim_folds_out_its_evidence(facts: Facts, site: Site) -> None:
    for claim in facts.claims.values():
        page = site.pages[url_of(facts.entity(claim.subject))]
        details = next(page.row(claim.property.id).iter("details"))
        rows = evidence(details)
        assert flat(facts.entity(facts.speaker(claim)).name) in text(next(details.iter("summary")))
        where = place_of(claim) + (f", sentence {claim.sentence}" if claim.sentence else "")
        assert ("Where", f"{where} of the article") in rows
        assert [text(quote) for quote in details.iter("q")] == ([flat(claim.wording)] if claim.wording else [])
        assert tells(details, claim.note)
        assert ("Note" in dict(rows)) == bool(claim.note)
        shown = {element.get("data-claim") for element in details.iter() if element.get("data-claim")}
        assert shown >= {*claim.rests_on, *(other.id for other in facts.resting_on(claim.id))}
        news = facts.news(claim.id)
        assert (("Since then", "No news") in rows) == (not news)
        for follow_up in news:
            when = "Already reported" if facts.came_before(follow_up) else "Since then"
            told = [said for term, said in rows if term == f"{when} · {follow_up.outcome_label}"]
            assert any(str(follow_up.date) in said for said in told), f"{claim.id}: {follow_up.id}"
            assert tells(details, follow_up.says)
            addresses = {link.get("href") for link in details.iter("a")}
            assert addresses >= {outside(facts.sources[id].url) for id in follow_up.sources if facts.sources[id].url}


def test_every_claim_wears_its_badge_wherever_it_is_shown(facts: Facts, site: Site) -> None:
    for page in site.pages.values():
        drawn = in_drawings(page)
        for element in page.claims():
            claim = facts.claim(element.get("data-claim", ""))
            assert element.get("data-status") == claim.status.id, page.url
            if element in drawn:
                # In a drawing the line is the badge, and the words beside it say the same.
                assert f"--{claim.status.id}" in element.get("class", "")
                (title,) = [text(one) for one in element.iter("title")] or [
                    title for link in element.iter("a") if (title := link.get("title"))
                ]
                assert title.endswith(f"({badge_of(claim)})")
            else:
                assert badge(element) == badge_of(claim), f"{claim.id} on {page.url}"


def test_badges_lead_to_their_definition_and_stand_in_no_heading(facts: Facts, site: Site) -> None:
    anchors = {
        badge_of(claim): (claim.kind if claim.kind and "·" in badge_of(claim) else claim.status).id
        for claim in facts.claims.values()
    }
    anchors |= {status.label: status.id for status in facts.statuses.values()}
    for page in site.pages.values():
        for element in page.by_class("badge"):
            label, dot, kind = text(element).partition(" · ")
            wanted = anchors.get(text(element)) or next(k.id for k in facts.kinds.values() if dot and k.label == kind)
            assert (element.get("href") or "").endswith(f"#{wanted}"), f"{label} on {page.url}"
        for level in ("h1", "h2", "h3", "h4"):
            assert not [
                element
                for heading in page.content.iter(level)
                for element in heading.iter()
                if has_class(element, "badge")
            ]


@pytest.mark.parametrize("case", cases("badges"), ids=lambda case: case["because"])
def test_a_badge_says_the_status_and_what_sort_of_confirmed(
    case: dict[str, Any], world_facts: Facts, world_site: Site
) -> None:
    claim = world_facts.claim(case["claim"])
    assert badge(world_site.pages[url_of(world_facts.entity(claim.subject))].around(claim.property.id)) == case["badge"]


def test_the_cases_of_badges_leave_no_status_and_no_kind_out(world_facts: Facts) -> None:
    badges = {case["badge"] for case in cases("badges")}
    assert badges == {badge_of(claim) for claim in world_facts.claims.values()}
    confirmed = world_facts.statuses[CONFIRMED].label
    kinds = {f"{confirmed} · {kind.label}" for kind in world_facts.kinds.values() if kind.id != "fact"}
    assert badges == kinds | {status.label for status in world_facts.statuses.values()}


def test_what_the_article_leaves_unsaid_stays_unsaid(facts: Facts, site: Site) -> None:
    for entity in facts.entities.values():
        page = site.pages[url_of(entity)]
        for property, claim in facts.questions(entity):
            if not claim:
                rows = [row for row in page.by_class("row") if property.id in {e.get("id") for e in row.iter()}]
                assert [UNSAID in text(row) for row in rows] == [True], f"{entity.id}.{property.id}"
                assert rows[0].get("data-claim") is None
                for news in facts.news(f"{entity.id}.{property.id}"):
                    assert tells(rows[0], news.says), "the follow-up shows all the same"


def test_of_a_car_without_a_launch_the_page_says_so(world_site: Site) -> None:
    page = world_site.pages["models/car/"]
    launch = page.row("launch")
    assert text(launch).startswith("Launch The article said · October 2024 Not stated Known now")
    assert "The Press, through A. Clerk, in The Herald, January 2025 · known now Nothing settled." in text(launch)
    (silent,) = (row for row in page.by_class("row") if row.get("aria-label") == "Not stated")
    assert text(silent) == "Not stated Cell"


def test_reciprocal_links_come_from_the_data(facts: Facts, site: Site) -> None:
    for claim in facts.claims.values():
        for id in claim.references:
            page = site.pages[url_of(facts.entity(id))]
            mention = next(page.by_class("mentions"))
            shown = [element for element in mention.iter() if element.get("data-claim") == claim.id]
            assert [badge(element) for element in shown] == [badge_of(claim)]
            assert flat(claim.property.inverse) in [text(heading) for heading in mention.iter("h3")]


def test_what_reports_answer_links_back_as_well(facts: Facts, site: Site) -> None:
    for question, history in facts.histories.items():
        for line in history.now:
            for id in line.entry.statement.references if line.entry.news and line.role == "record" else ():
                mention = next(site.pages[url_of(facts.entity(id))].by_class("mentions"))
                items = [item for item in mention.iter("li") if item.get("data-answer") == question]
                said = [item for item in items if item.get("data-date") == line.entry.date.edtf]
                assert [badge(item) for item in said] == [line.entry.statement.badge]
                assert text(said[0]).startswith(flat(facts.entity(question.partition(".")[0]).name))
                assert "known now: " in text(said[0])
                assert flat(line.entry.statement.property.inverse) in [text(h3) for h3 in mention.iter("h3")]


def test_what_is_known_now_of_the_small_world_links_back(world_site: Site) -> None:
    mention = next(world_site.pages["platforms/frame/"].by_class("mentions"))
    assert [text(item) for item in mention.iter("li") if item.get("data-answer")] == [
        "The Van Confirmed known now: The Radio, November 2025"
    ]


def test_a_platform_lists_the_models_on_it(world_site: Site) -> None:
    mention = next(world_site.pages["platforms/base/"].by_class("mentions"))
    listed = [(element.get("data-claim"), badge(element)) for element in mention.iter("li")]
    assert listed == [
        ("van.not-platform", "Expected"),
        ("car.platform", "Confirmed · plan"),
        ("twin.platform", "Confirmed"),
    ]
    assert [text(heading) for heading in mention.iter("h3")] == ["Cars not on it", "Cars on it"]


def test_the_article_page_has_every_claim_once_in_order(facts: Facts, site: Site) -> None:
    page = site.pages["article/"]
    lines = list(page.by_class("line"))
    assert [line.get("data-claim") for line in lines] == [claim.id for claim in facts.select()]
    paragraphs = [
        id for id in (element.get("id", "") for element in page.content.iter("h2")) if id.startswith("paragraph-")
    ]
    assert paragraphs == [f"paragraph-{number}" for number in range(facts.article.paragraphs + 1)]


def test_the_table_has_every_claim_once(facts: Facts, site: Site) -> None:
    rows = [row.get("data-claim") for row in site.pages["claims/"].content.iter("tr") if row.get("data-claim")]
    assert rows == [claim.id for claim in facts.select()]


def test_a_claim_that_did_not_hold_says_so_wherever_it_is_shown(facts: Facts, site: Site) -> None:
    for outcome in ("different", "no-longer"):
        for claim in facts.select(outcome=outcome):
            for page in site.pages.values():
                for element in page.claims(claim.id):
                    if has_class(element, "fact"):
                        assert facts.outcomes[outcome].label in text(element), f"{claim.id} on {page.url}"
            for id in claim.references:
                mention = next(site.pages[url_of(facts.entity(id))].by_class("mentions"))
                (item,) = (element for element in mention.iter("li") if element.get("data-claim") == claim.id)
                assert facts.outcomes[outcome].label in text(item)


def test_what_did_not_hold_in_the_small_world(world_site: Site) -> None:
    led = next(world_site.pages["organisations/works/"].by_class("mentions"))
    assert [text(item) for item in led.iter("li") if item.get("data-claim") == "guest.role"] == [
        "The Guest Confirmed no longer true"
    ]
    ground = next(e for e in world_site.pages["models/car/"].claims("twin.price") if has_class(e, "fact"))
    assert text(ground).endswith("Expected turned out different")


def test_every_number_leads_to_its_claims(facts: Facts, site: Site) -> None:
    found = 0
    for page in site.pages.values():
        for link in page.content.iter("a"):
            query = (link.get("href") or "").partition("claims/?")[2]
            if query:
                filters = dict(parse_qsl(query, strict_parsing=True))
                assert re.findall(r"\d+", text(link))[-1] == str(len(facts.select(**filters))), f"{page.url}: {query}"
                found += 1
    assert found


def test_who_says_how_much(world_site: Site) -> None:
    kinds, voices = (text(element) for element in world_site.pages[""].by_class("tally__kinds"))
    assert voices == "Said by The Press 6 · The Guest 3 · The Speaker 1"
    assert kinds.startswith("Confirmed claims by kind: ")
    assert set(kinds.partition(": ")[2].split(" · ")) == {
        *("fact 1", "plan 1", "reported 1", "exploration 1", "promise 1", "target 1")
    }


def test_the_day_of_the_last_look_is_shown(facts: Facts, site: Site, docs: Path) -> None:
    article = facts.article
    day = f"{article.followed or 'no day yet'}" + (f" ({article.followed_note})" if article.followed_note else "")
    for path in docs.glob("*.md"):
        if "{{ followed() }}" in path.read_text(encoding="utf-8"):
            assert flat(day) in text(site.pages[f"{path.stem}/" if path.stem != "index" else ""].content)


def test_the_day_of_the_last_look_in_words() -> None:
    day = "    paragraphs: 3\n    followed: 2025-02-03\n"
    for given, shown in ((day, "3 February 2025"), (f"{day}    followed-note: no more", "3 February 2025 (no more)")):
        followed = rendering.Page(world(**{"    paragraphs: 3\n": f"{given}\n"}), "index.md").followed()
        assert html.unescape(followed) == shown


def test_the_article_page_says_first_where_the_article_is(facts: Facts, site: Site) -> None:
    publisher = flat(facts.entities[facts.article.publisher].name)
    first = next(p for p in site.pages["article/"].content.iter("p") if text(p))
    assert flat(facts.article.title or facts.article.name) in text(first)
    if facts.article.url:
        assert facts.article.url in {link.get("href") for link in first.iter("a")}
    else:
        assert "could not find the article’s address on the web, so nothing here links to it." in text(first)
        assert f"To look for it, search for its title in quotation marks, on the web or at {publisher}." in text(first)
    assert flat(facts.article.date_note) in text(first)


def test_an_article_with_an_address_is_linked_and_its_note_told() -> None:
    given = "    paragraphs: 3\n    url: https://example.org/a&b\n    date-note: No <day>.\n"
    found = rendering.Page(world(**{"    paragraphs: 3\n": given}), "article.md").whereabouts()
    link = '<a href="https://example.org/a&amp;b" rel="noopener">on the web</a>'
    assert found.replace("&#46;", ".") == f"The article is {link}. No &lt;day&gt;."


def test_the_front_page_thing_is_one_click_from_every_page(site: Site, docs: Path) -> None:
    """By its own name, in the row of sections; and at the foot stands every page of the last section."""
    (subject,) = re.findall(r'{{ today\("([\w-]+)"\) }}', (docs / "index.md").read_text(encoding="utf-8"))
    for page in site.pages.values():
        addresses = {written: target for written, target, _ in site.links(page)}
        tabs = {
            addresses[link.get("href") or ""]: text(link)
            for link in page.root.iter("a")
            if has_class(link, "md-tabs__link")
        }
        (url,) = (url for url in tabs if url and url.endswith(f"/{subject}/"))
        assert tabs[url] == text(next(site.pages[url].content.iter("h1"))).removesuffix("#")
        (foot,) = (nav for nav in page.root.iter("nav") if has_class(nav, "foot"))
        assert {"how-to-read/", "data/", "contribute/", "licence/"} <= {
            addresses[a.get("href") or ""] for a in foot.iter("a")
        }


def test_a_copy_without_a_repository_says_what_to_send_and_has_the_files(world_site: Site) -> None:
    page = world_site.pages["contribute/"]
    assert "does not say where its project is kept" in text(page.content)
    targets = {target for _, target, _ in world_site.links(page)}
    assert targets >= {"data/world.yml", "data/more.yml"}
    sources = {"data/world.yml": CASES / "world.yml", "data/more.yml": WORLD / "data/more.yml"}
    for name, source in sources.items():
        assert (world_site.folder / name).read_bytes() == source.read_bytes(), "as their editors wrote them"
    assert not [one.url for one in world_site.pages.values() if "Edit this" in text(one.content)]


def test_search_engines_get_of_a_thing_what_is_confirmed_and_of_claims_their_badge(facts: Facts, site: Site) -> None:
    for entity in facts.entities.values():
        page = site.pages[url_of(entity)]
        scripts = [element for element in page.root.iter("script") if element.get("type") == "application/ld+json"]
        assert len(scripts) == 1
        thing, *claims = json.loads(scripts[0].text or "")["@graph"]
        own = facts.claims_of(entity.id)
        assert thing["name"] == entity.name
        assert [claim["@id"] for claim in claims] == [f"#{claim.property.id}" for claim in own]
        assert [claim["keywords"] for claim in claims] == [badge_of(claim) for claim in own]
        type = facts.types[entity.type]
        assert thing["@type"] == (type.schema_org or "Thing")
        if type.schema_org_parent:
            values = [(value["name"], value["value"]) for value in thing["additionalProperty"]]
            assert values == [(c.property.label, facts.claim_text(c)) for c in own if c.status.id == CONFIRMED]
        else:
            assert "additionalProperty" not in thing


def test_nothing_stands_between_a_badge_and_the_sign_behind_it(site: Site) -> None:
    gap = re.compile(r'class="badge (?:[^<]|<span[^>]*>[^<]*</span>)*</a>(?:</span>)?\s+(?:[.,;:!?)]|&#(?:46|44|59);)')
    assert gap.search('<a class="badge badge--x" href="#">Expected<span> · plan</span></a></span> &#46;')
    for url, page in site.pages.items():
        assert not gap.search(page.html), url


def test_a_link_shared_elsewhere_says_what_the_page_is(site: Site) -> None:
    for page in site.pages.values():
        meta = {e.get("property") or e.get("name"): e.get("content") for e in page.root.iter("meta")}
        assert meta["og:description"] == meta["description"]
        assert (meta["og:title"] or "nothing") in text(next(page.root.iter("title")))


def test_every_word_of_the_vocabulary_is_defined(facts: Facts, site: Site) -> None:
    ids = site.pages["how-to-read/"].ids
    assert ids >= {*facts.statuses, *facts.kinds, *facts.outcomes}


def test_all_links_and_anchors_lead_somewhere(site: Site) -> None:
    broken = [
        f"{page.url or 'home'}: {written}"
        for page in site.pages.values()
        for written, target, anchor in site.links(page)
        if target is not None and not site.leads_somewhere(target, anchor)
    ]
    assert not broken


def test_other_hosts_are_only_linked_to(facts: Facts, site: Site, docs: Path) -> None:
    prose = "".join(path.read_text(encoding="utf-8") for path in docs.rglob("*.md"))
    allowed = {outside(source.url) for source in facts.sources.values() if source.url}
    for page in site.pages.values():
        written = {written for written, target, _ in site.links(page) if target is None}
        assert not [address for address in written - allowed if address not in prose], page.url
        for element in page.root.iter():
            loads = element.tag in ("script", "img", "iframe", "link", "source")
            assert not (loads and re.match("(https?:)?//", element.get("src") or element.get("href") or "")), page.url
    for style in site.folder.rglob("site.css"):
        assert not re.search(
            r"url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8").replace("http://www.w3.org", "")
        )


def test_nothing_unrendered_and_no_error_is_published(site: Site) -> None:
    unrendered = rf"{{{{ *({'|'.join(rendering.MACROS)})\b|{{%|\[\[|\]\]|Traceback|UndefinedError"
    for page in site.pages.values():
        code = {part for element in page.content.iter("code") for part in element.itertext()}
        shown = " ".join(part for part in page.content.itertext() if part not in code)
        assert not re.search(unrendered, shown), page.url
        assert not [*page.by_class("problem"), *page.by_class("problems")]


def test_each_page_has_one_heading_a_description_and_ids_given_once(facts: Facts, site: Site) -> None:
    descriptions: dict[str, str] = {}
    former = {path.removesuffix(".md") + "/" for path in former_pages(facts)}
    for page in site.pages.values():
        assert len(list(page.content.iter("h1"))) == 1, page.url
        ids = [element.get("id") for element in page.content.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), page.url
        described = [
            element.get("content") or "" for element in page.root.iter("meta") if element.get("name") == "description"
        ]
        assert len(described) == 1
        assert described[0]
        if page.url not in former:  # they have that of the page to which they lead
            assert descriptions.setdefault(described[0], page.url) == page.url, "each page has one of its own"


def test_no_inline_style(site: Site) -> None:
    def styled(page: Page) -> list[str]:
        return [element.tag for element in page.content.iter() if element.get("style") or element.tag == "style"]

    assert not [page.url for page in site.pages.values() if styled(page)]


def test_both_licences_are_in_the_repository() -> None:
    assert "MIT" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0" in (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert "CC BY 4.0" in (ROOT / "docs/licence.md").read_text(encoding="utf-8")


def test_a_withdrawn_claim_keeps_its_address_and_nothing_counts_it(world_site: Site) -> None:
    page = world_site.pages["models/twin/"]
    why = "This site made a claim here by mistake, and withdrew it on 1"
    assert text(page.row("comfort")) == (
        f"Comfort Withdrawn {why}5 February 2026: The sentence speaks of The Van, and we had read it otherwise."
    )
    assert text(page.row("cell")) == f"Cell Not stated {why}6 February 2026: No cell is named."
    assert not [page.url for page in world_site.pages.values() if page.claims("twin.comfort")]
    claims = json.loads((world_site.folder / "api/v1/claims.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in claims["withdrawn"]] == ["twin.comfort", "twin.cell"]
    assert not {"twin.comfort", "twin.cell"} & {claim["id"] for claim in claims["claims"]}
