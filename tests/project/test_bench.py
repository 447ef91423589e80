"""What makes a build fast changes nothing that a reader gets, and what it is measured against holds the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers.pages import Page, Site, has_class, text
from helpers.sites import build, contents, copy_project, copy_world, published
from jinja2 import Environment

from bench import preview
from bench.sites import BY_HAND, FACTS, VARIANTS, write
from macros import on_pre_page_macros
from macros.model.facts import Facts, Link
from macros.model.records import Claim
from macros.rendering.urls import path_of


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Facts, dict[str, Site]]:
    """The facts of a small world, and both sites of it."""
    folder = tmp_path_factory.mktemp("bench")
    facts = write(folder, 3)
    for variant in VARIANTS:
        made = build(folder / variant, "--strict")
        assert made.returncode == 0, made.stderr
    return facts, {variant: Site(folder / variant / "site") for variant in VARIANTS}


def told(facts: Facts, claim: Claim) -> Iterator[str]:
    """What a page has to say of a claim."""

    def chain(links: tuple[Link, ...]) -> Iterator[str]:
        for link in links:
            yield f"{facts.title(link.claim.id)}: {facts.claim_text(link.claim)}"
            yield from chain(link.next)

    yield from (facts.claim_text(claim), claim.badge, facts.entities[facts.speaker(claim)].name, claim.wording)
    yield f"paragraph {claim.paragraph}, sentence {claim.sentence} of the article"
    yield from (part.strip() for part in claim.note.parts if isinstance(part, str))
    yield from chain(facts.dependencies(claim))
    yield from chain(facts.dependents(claim))
    for news in facts.news(claim.id):
        yield from (f"Since then · {news.outcome_label}", facts.prose_text(news.says), str(news.date))
        yield from (f"{facts.answer_text(answer)} {answer.badge}" for answer in news.answers)
    if facts.news(claim.id):
        now = facts.histories[claim.id].now if claim.id in facts.histories else ()
        yield from (facts.known_text(line.entry.statement) for line in now)
        nothing = "Later reports give no new value" if facts.reported_since(claim.id) else "Nothing newer"
        yield from () if now else [nothing]


def test_both_sites_tell_the_same_of_every_claim(compared: tuple[Facts, dict[str, Site]]) -> None:
    facts, sites = compared
    assert len(facts.claims) == 8 * len(facts.entities) == 24
    for claim in facts.claims.values():
        url = path_of(facts.entities[claim.subject]).removesuffix(".md") + "/"
        for variant, site in sites.items():
            shown = text(site.pages[url].content)
            for words in told(facts, claim):
                assert words in shown, f"{variant}: {claim.id}"


def test_both_sites_have_the_same_pages_with_the_same_badges_and_links(compared: tuple[Facts, dict[str, Site]]) -> None:
    _, sites = compared

    def badges(page: Page) -> Counter[str]:
        return Counter(text(badge) for badge in page.by_class("badge") if badge.tag == "a")

    def links(site: Site, page: Page) -> set[tuple[str | None, str]]:
        written = {element.get("href") for element in page.content.iter("a") if not has_class(element, "headerlink")}
        found = {(target, anchor) for address, target, anchor in site.links(page) if address in written}
        return {(target, anchor) for target, anchor in found if not (target or "").startswith("badges/")}

    by_facts, by_hand = sites[FACTS], sites[BY_HAND]
    assert by_facts.pages.keys() == by_hand.pages.keys()
    for url, page in by_facts.pages.items():
        if url != "how-to-read/":  # the badges themselves are defined there
            assert badges(page) == badges(by_hand.pages[url]), url
            assert links(by_facts, page) == links(by_hand, by_hand.pages[url]), url


@pytest.mark.parametrize(("built", "copy"), [("site", copy_project), ("world_site", copy_world)])
def test_the_site_is_the_same_without_what_makes_its_build_fast(
    built: str, copy: Callable[[Path], Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(built)
    project = copy(tmp_path)
    settings = tmp_path / "mkdocs.yml"
    written = settings.read_text(encoding="utf-8")
    settings.write_text(written.replace(", macros/hooks/fast_build.py", ""), encoding="utf-8")
    assert settings.read_text(encoding="utf-8") != written
    assert contents(published(project).folder) == contents(site.folder)


def test_a_preview_is_measured_by_what_it_shows(compared: tuple[Facts, dict[str, Site]]) -> None:
    _, sites = compared
    row = preview.measure(sites[FACTS].folder.parent, turns=1)
    assert min(row[name]["wall_s"] for name in ("start", "page", "data")) > 0


def test_links_to_claims_are_checked_all_the_same(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    with (project / "docs/licence.md").open("a", encoding="utf-8") as page:
        page.write("\n[One](models/car.md#price), [other](models/car.md#prize)\n")
    made = build(project, "--strict")
    assert made.returncode == 1
    assert "#prize" in made.stderr
    assert "#price" not in made.stderr


def test_pages_with_the_same_source_are_compiled_once() -> None:
    file = SimpleNamespace(src_uri="a.md", name="a", content_string="# A\n")
    page = SimpleNamespace(file=file, meta={}, title="A")
    engine = SimpleNamespace(env=Environment(), page=page, markdown="# A\n", conf={"docs_dir": "docs"}, problems=[])
    for _ in range(2):
        on_pre_page_macros(engine)
    source = "{{ name() }}"
    assert engine.env.from_string(source) is engine.env.from_string(source)
    assert engine.env.from_string(source).render(name=lambda: "one") == "one"
