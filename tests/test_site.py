"""The built site, as a reader gets it."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

import pytest
from conftest import ROOT, cases
from pages import Page, Site, badge, has_class, text

from macros.addresses import outside, path_of
from macros.facts import CONFIRMED, ENTITY_TYPES, Claim, Entity, Facts


def url_of(entity: Entity) -> str:
    return path_of(entity).removesuffix(".md") + "/"


def badge_of(claim: Claim) -> str:
    """What the badge must say, put together by hand from the data."""
    if claim.status.id == CONFIRMED and claim.kind and claim.kind.id != "fact":
        return f"{claim.status.label} · {claim.kind.label}"
    return claim.status.label


def test_every_entity_has_a_page_and_every_page_an_entity(facts: Facts, site: Site) -> None:
    files = {
        path.relative_to(ROOT / "docs").as_posix() for type in ENTITY_TYPES for path in (ROOT / "docs" / type).iterdir()
    }
    assert files == {path_of(entity) for entity in facts.entities.values()} | {
        f"{type}/index.md" for type in ENTITY_TYPES
    }
    for entity in facts.entities.values():
        page = site.pages[url_of(entity)]
        heading = next(page.content.iter("h1"))
        assert text(heading).removesuffix("#") == entity.name
        title = next(page.root.iter("title"))
        assert text(title) == f"{entity.name} · City EV Facts"
        assert (
            text(next(page.by_class("summary__text"))) == facts.words(entity.summary)
            or facts.entity(entity.id).summary.references
        )


def test_every_index_lists_its_entities(facts: Facts, site: Site) -> None:
    for type in ENTITY_TYPES:
        for url in (f"{type}/", "contents/"):
            names = [text(element) for element in site.pages[url].by_class("index__name")]
            wanted = [entity.name for entity in facts.entities_of(type)]
            assert [name for name in names if name in wanted] == wanted


def test_every_claim_stands_on_its_own_page(facts: Facts, site: Site) -> None:
    for claim in facts.claims.values():
        page = site.pages[url_of(facts.entity(claim.subject))]
        row = page.by_id(claim.property.id)
        assert (row.get("data-claim"), row.get("data-status")) == (claim.id, claim.status.id)
        assert badge(row) == badge_of(claim)
        value = next(element for element in row.iter() if has_class(element, "row__value"))
        assert text(value) == facts.text(claim)


def test_every_claim_folds_out_its_evidence(facts: Facts, site: Site) -> None:
    for claim in facts.claims.values():
        page = site.pages[url_of(facts.entity(claim.subject))]
        details = next(page.by_id(claim.property.id).iter("details"))
        evidence = text(details)
        assert facts.entity(facts.speaker(claim)).name in text(next(details.iter("summary")))
        where = f"paragraph {claim.paragraph}" + (f", sentence {claim.sentence}" if claim.sentence else "")
        assert f"{where} of the article" in evidence
        assert [text(quote) for quote in details.iter("q")] == ([claim.wording] if claim.wording else [])
        for words in claim.note.parts:
            assert not isinstance(words, str) or " ".join(words.split()) in evidence
        shown = {element.get("data-claim") for element in details.iter() if element.get("data-claim")}
        assert shown >= {*claim.rests_on, *(other.id for other in facts.resting_on(claim.id))}
        news = facts.news(claim.id)
        assert ("No news" in evidence) == (not news)
        for follow_up in news:
            when = "Already reported" if facts.came_before(follow_up) else "Since then"
            assert f"{when} · {follow_up.outcome.label}" in evidence
            assert facts.words(follow_up.says) in evidence
            assert str(follow_up.date) in evidence
            addresses = {link.get("href") for link in details.iter("a")}
            assert addresses >= {outside(facts.sources[id].url) for id in follow_up.sources if facts.sources[id].url}


def test_every_claim_wears_its_badge_wherever_it_is_shown(facts: Facts, site: Site) -> None:
    places = 0
    for page in site.pages.values():
        for element in page.claims():
            claim = facts.claim(element.get("data-claim", ""))
            assert element.get("data-status") == claim.status.id, page.url
            if element.get("class", "").startswith(("tie ", "block ", "span ")):
                # In a drawing the line is the badge, and the words beside it say the same.
                assert f"--{claim.status.id}" in element.get("class", "")
                assert text(next(element.iter("title"))).endswith(f"({claim.status.label})")
            else:
                assert badge(element) == badge_of(claim), f"{claim.id} on {page.url}"
            places += 1
    assert places > 3 * len(facts.claims)


def test_badges_lead_to_their_definition_and_stand_in_no_heading(site: Site) -> None:
    for page in site.pages.values():
        for element in page.by_class("badge"):
            words = text(element).lower().split(" · ")
            anchor = {"not known": "unknown"}.get(words[-1], words[-1])
            assert (element.get("href") or "").endswith(f"#{anchor}"), page.url
        for level in ("h1", "h2", "h3", "h4"):
            assert not [
                element
                for heading in page.content.iter(level)
                for element in heading.iter()
                if has_class(element, "badge")
            ]


@pytest.mark.parametrize("case", cases("badges"), ids=lambda case: case["claim"])
def test_the_badges_that_are_easy_to_get_wrong(case: dict[str, Any], facts: Facts, site: Site) -> None:
    claim = facts.claim(case["claim"])
    assert badge(site.pages[url_of(facts.entity(claim.subject))].by_id(claim.property.id)) == case["badge"], case[
        "because"
    ]


def test_what_the_article_leaves_unsaid_stays_unsaid(facts: Facts, site: Site) -> None:
    page = site.pages["models/nissan-city-ev/"]
    launch = page.by_id("launch")
    assert "Not stated" in text(launch)
    assert launch.get("data-claim") is None
    assert "2027" in text(launch), "the follow-up shows all the same"
    for unsaid in ("driving-range", "uk-sale"):
        assert f"nissan-city-ev.{unsaid}" not in facts.claims
        assert unsaid in page.ids
    assert not [claim for claim in facts.claims.values() if claim.paragraph == 0], "the title makes no claim"


def test_reciprocal_links_come_from_the_data(facts: Facts, site: Site) -> None:
    for claim in facts.claims.values():
        for id in claim.references:
            page = site.pages[url_of(facts.entity(id))]
            mention = next(page.by_class("mentions"))
            shown = [element for element in mention.iter() if element.get("data-claim") == claim.id]
            assert [badge(element) for element in shown] == [badge_of(claim)]
            assert claim.property.inverse in [text(heading) for heading in mention.iter("h3")]


def test_the_platform_lists_the_models_on_it(site: Site) -> None:
    mention = next(site.pages["platforms/ampr-small/"].by_class("mentions"))
    listed = {element.get("data-claim"): badge(element) for element in mention.iter("li")}
    assert listed == {
        "nissan-city-ev.platform": "Expected",
        "renault-twingo.platform": "Expected",
        "renault-5.platform": "Confirmed",
    }


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


def test_the_home_page_answers_every_question(facts: Facts, site: Site) -> None:
    page = site.pages[""]
    asked = facts.questions(facts.entity("nissan-city-ev"))
    assert [text(element) for element in page.by_class("answer__question")] == [
        "Is it coming?",
        "How far has Nissan gone?",
        "What will it cost?",
        "When does it launch?",
        "What is it based on?",
        "What is it called?",
        "How does it compare with the Renault Twingo?",
        "How does it compare with the Nissan Micra?",
        "Where does it sit in the range?",
        "How far does it go on a charge?",
        "Which battery does it have?",
        "How fast does it charge?",
        "Where is it meant to be sold?",
        "Will it be sold in the UK?",
        "Who says so on the record?",
    ]
    *cards, who = page.by_class("answer")
    assert who.get("data-claim") == "makoto-uchida.spoke-of"
    assert "Makoto Uchida" in text(who)
    for card, (property, claim) in zip(cards, asked, strict=True):
        assert badge(card) == (badge_of(claim) if claim else "")
        if claim:
            assert facts.entity(facts.speaker(claim)).name in text(card)
            assert f"paragraph {claim.paragraph}" in text(card)
        else:
            assert "Not stated" in text(card)
        news = facts.news(f"nissan-city-ev.{property.id}")
        assert not news or f"{news[-1].outcome.label}: {facts.words(news[-1].says)}" in text(card)


def test_every_follow_up_is_listed_with_its_sources(facts: Facts, site: Site) -> None:
    listed = list(site.pages["since-then/"].by_class("change"))
    assert len(listed) == len(facts.follow_ups)
    for element, follow_up in zip(listed, facts.follow_ups_newest_first, strict=True):
        assert facts.words(follow_up.says) in text(element)
        shown = {child.get("data-claim") for child in element.iter() if child.get("data-claim")}
        assert shown == {id for id in follow_up.about if id in facts.claims}
        for id in set(follow_up.about) - shown:
            assert facts.properties[id.split(".")[1]].label.lower() in text(element).lower()


def test_the_score_adds_up(facts: Facts, site: Site) -> None:
    numbers = [int(text(next(item.iter("b")))) for item in next(site.pages["since-then/"].by_class("score")).iter("li")]
    assert sum(numbers) == len(facts.select(status="expected"))
    assert numbers[0] == len(facts.select(status="expected", outcome="came-true"))


def test_a_claim_that_did_not_hold_says_so_wherever_it_is_shown(facts: Facts, site: Site) -> None:
    page = site.pages["organisations/nissan/"]
    led = next(item for item in page.claims("makoto-uchida.role") if item.tag == "li")
    assert "no longer true" in text(led)
    told = site.pages["technologies/lfp/"].claims("lfp.range-aim")[0]
    assert "turned out different" in text(told)


def test_every_number_leads_to_its_claims(facts: Facts, site: Site) -> None:
    found = 0
    for page in site.pages.values():
        for link in page.content.iter("a"):
            query = (link.get("href") or "").partition("claims/?")[2]
            if query:
                filters = dict(parse_qsl(query, strict_parsing=True))
                assert re.findall(r"\d+", text(link))[-1] == str(len(facts.select(**filters))), f"{page.url}: {query}"
                found += 1
    assert found > 20


def test_who_says_how_much(facts: Facts, site: Site) -> None:
    voices = [text(element) for element in site.pages[""].by_class("tally__kinds")][-1]
    his = facts.select(subject="nissan-city-ev", by="makoto-uchida")
    assert f"Makoto Uchida {len(his)}" in voices


def test_the_day_of_the_last_look_is_shown(facts: Facts, site: Site) -> None:
    for url in ("", "since-then/", "timeline/"):
        assert f"{facts.article.followed} ({facts.article.followed_note})" in text(site.pages[url].content)


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
        if entity.type == "models":
            assert thing["@type"] == "Car"
            values = [(value["name"], value["value"]) for value in thing["additionalProperty"]]
            assert values == [(c.property.label, facts.text(c)) for c in own if c.status.id == CONFIRMED]
        else:
            assert "additionalProperty" not in thing


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


def test_other_hosts_are_only_linked_to(facts: Facts, site: Site) -> None:
    allowed = {outside(source.url) for source in facts.sources.values() if source.url}
    allowed |= {"https://creativecommons.org/licenses/by/4.0/", "https://squidfunk.github.io/mkdocs-material/"}
    allowed |= {"https://www.loc.gov/standards/datetime/"}  # what the form of a date is
    for page in site.pages.values():
        assert {written for written, target, _ in site.links(page) if target is None} <= allowed, page.url
        for element in page.root.iter():
            loads = element.tag in ("script", "img", "iframe", "link", "source")
            assert not (loads and re.match("(https?:)?//", element.get("src") or element.get("href") or "")), page.url
    for style in site.folder.rglob("site.css"):
        assert not re.search(
            r"url\(['\"]?(https?:)?//", style.read_text(encoding="utf-8").replace("http://www.w3.org", "")
        )


def test_nothing_unrendered_and_no_error_is_published(site: Site) -> None:
    for page in site.pages.values():
        shown = text(page.content)
        assert not re.search(r"\{\{|\}\}|\{%|\[\[|\]\]|Traceback|UndefinedError", shown), page.url
        assert not [*page.by_class("problem"), *page.by_class("problems")]


def test_each_page_has_one_heading_a_description_and_ids_given_once(site: Site) -> None:
    descriptions: dict[str, str] = {}
    for page in site.pages.values():
        assert len(list(page.content.iter("h1"))) == 1, page.url
        ids = [element.get("id") for element in page.content.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), page.url
        described = [
            element.get("content") or "" for element in page.root.iter("meta") if element.get("name") == "description"
        ]
        assert len(described) == 1
        assert described[0]
        descriptions[described[0]] = page.url
    assert len(descriptions) == len(site.pages), "each page has a description of its own"


def test_no_inline_style(site: Site) -> None:
    def styled(page: Page) -> list[str]:
        return [element.tag for element in page.content.iter() if element.get("style") or element.tag == "style"]

    assert not [page.url for page in site.pages.values() if styled(page)]


def test_both_licences_are_in_the_repository_and_on_the_site(site: Site) -> None:
    assert "MIT" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0" in (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert "CC BY 4.0" in text(site.pages["licence/"].content)
