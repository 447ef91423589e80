"""The site as it is published: by either builder, twice, below any path, and never by half."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from helpers.files import ROOT
from helpers.pages import Page, Site, badge, text, url_of
from helpers.sites import QUIET, contents, copy_project, copy_world, published, served

from macros.model.facts import Facts
from macros.publishing.export import ExportError, export

ELSEWHERE = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland"}


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site]]:
    """The site served below a path, and the address that it was told before it was built."""
    top = tmp_path_factory.mktemp("served")
    with served(top) as address:
        whole = f"{address}city-ev/"
        site = published(copy_project(tmp_path_factory.mktemp("below")), SITE_URL=whole.removesuffix("/"))
        shutil.move(site.folder, top / "city-ev")
        yield whole, Site(top / "city-ev")


def test_both_builders_show_the_same_claims_with_the_same_badges(site: Site, zensical_site: Site) -> None:
    def shown(page: Page) -> list[tuple[str | None, str | None, str]]:
        return [(claim.get("data-claim"), claim.get("data-status"), badge(claim)) for claim in page.claims()]

    def headings(page: Page) -> list[str]:
        return [text(element).rstrip("#") for level in ("h1", "h2", "h3") for element in page.content.iter(level)]

    def described(page: Page) -> list[str | None]:
        data = [script.text for script in page.root.iter("script") if script.get("type") == "application/ld+json"]
        return [*data, *(meta.get("content") for meta in page.root.iter("meta") if meta.get("name") == "description")]

    assert site.pages.keys() == zensical_site.pages.keys()
    for url, page in site.pages.items():
        other = zensical_site.pages[url]
        assert shown(page) == shown(other), url
        assert headings(page) == headings(other), url
        assert described(page) == described(other), url
        assert page.ids & {claim.get("id") for claim in page.claims()} <= other.ids
        title, other_title = (text(next(one.root.iter("title"))) for one in (page, other))
        assert title == other_title


def test_both_builders_lead_to_the_same_places(site: Site, zensical_site: Site) -> None:
    for url, page in site.pages.items():
        links = [
            [
                urljoin(f"https://example.org/{url}", element.get("href") or "")
                for element in one.content.iter("a")
                if element.get("href")
            ]
            for one in (page, zensical_site.pages[url])
        ]
        assert links[0] == links[1], url
    for other in zensical_site.pages.values():
        for written, target, anchor in zensical_site.links(other):
            assert target is None or zensical_site.leads_somewhere(target, anchor), f"{other.url}: {written}"


def test_both_builders_publish_the_same_files(site: Site, zensical_site: Site) -> None:
    one, other = contents(site.folder), contents(zensical_site.folder)
    ours, others = (
        {path for path in files if path.startswith(("api/", "badges/", "feed.xml"))} for files in (one, other)
    )
    assert ours == others >= {"feed.xml", "api/v1/claims.json"}
    assert {path: one[path] for path in ours} == {path: other[path] for path in ours}


def test_two_builds_are_the_same(
    below: tuple[str, Site], zensical_site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    address, site = below
    again = published(copy_project(tmp_path_factory.mktemp("again")), SITE_URL=address.removesuffix("/"), **ELSEWHERE)
    assert contents(again.folder) == contents(site.folder)
    assert "<lastmod>2023-11-14</lastmod>" in (site.folder / "sitemap.xml").read_text(), "the time of the commit"
    again = published(copy_project(tmp_path_factory.mktemp("again")), builder="zensical", **ELSEWHERE)
    assert contents(again.folder) == contents(zensical_site.folder)


def test_readers_load_nothing_that_only_makers_read(site: Site) -> None:
    for name in ("site.css", "site.js"):
        source = (ROOT / "docs/assets" / name).read_text(encoding="utf-8")
        published = (site.folder / "assets" / name).read_text(encoding="utf-8")
        assert len(published) < 0.9 * len(source)
        assert not re.search(r"/\*|^\s*//", published, re.MULTILINE)


def test_no_page_needs_to_know_where_it_is_served(site: Site) -> None:
    for page in site.pages.values():
        written = [written for written, target, _ in site.links(page) if target is not None]
        assert not [address for address in written if address.startswith("/")], page.url


def test_below_a_path_whole_addresses_are_right(below: tuple[str, Site], facts: Facts) -> None:
    address, site = below
    missing = (site.folder / "404.html").read_text(encoding="utf-8")
    for found in re.findall(r'(?:href|src)="([^"#]+)"', missing):
        assert urlsplit(urljoin(address, found)).path.startswith("/city-ev/"), found
    records = json.loads((site.folder / "api/v1/claims.json").read_text(encoding="utf-8"))["claims"]
    assert records
    assert all(record["url"].startswith(f"{address}{record['type']}/") for record in records)
    feed = (site.folder / "feed.xml").read_text(encoding="utf-8")
    assert f'<link rel="self" type="application/atom+xml" href="{address}feed.xml"/>' in feed


@pytest.mark.browser
def test_below_a_path_a_reader_gets_everything(below: tuple[str, Site], facts: Facts, browser: Any) -> None:
    address, _ = below
    claim = facts.select()[0]
    page = browser.new_page()
    failed: list[str] = []
    page.on("response", lambda response: failed.extend([response.url] if response.status >= 400 else []))
    page.on("request", lambda request: failed.extend([] if request.url.startswith(address) else [request.url]))
    for path in ("", "404.html"):
        page.goto(address + path)
    page.goto(f"{address}claims/", wait_until="networkidle")
    page.click(f'tr[data-claim="{claim.id}"] .claims__value a')
    page.wait_for_url(f"{address}{url_of(facts.entity(claim.subject))}#{claim.property.id}")
    page.close()
    assert not failed


def examples(site: Site) -> dict[str, str]:
    """The code on the Data page, by language, as a reader copies it."""
    found = re.findall(r'<pre><code class="language-(\w+)">(.*?)</code>', site.pages["data/"].html, re.DOTALL)
    return {language: html.unescape(code) for language, code in found}


def named(code: str, facts: Facts) -> str:
    """The entity that an example is about, by the id that it has there."""
    ids: set[str] = {*re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", code)} & {*facts.entities, *facts.moved}
    (id,) = ids
    return id


def test_the_example_in_python_gives_what_it_says(below: tuple[str, Site], facts: Facts) -> None:
    code = examples(below[1])["python"]
    # As a reader would ask about another thing: the one with the longest answer, too.
    grounded = Counter(claim.subject for claim in facts.select(status="expected") for _ in claim.rests_on)
    for subject in {named(code, facts), *(id for id, _ in grounded.most_common(1))}:
        asked = code.replace(named(code, facts), subject)
        ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True)
        expected = facts.select(status="expected", subject=subject) if subject in facts.entities else ()
        lines = [line.split(" | ") for line in ran.stdout.splitlines()]
        assert [line[1] for line in lines if not line[0].startswith(" ")] == [facts.claim_text(one) for one in expected]
        grounds = [facts.claim_text(facts.claim(id)) for claim in expected for id in claim.rests_on]
        assert [line[-1] for line in lines if line[0].startswith(" ")] == grounds


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl")
def test_the_example_in_a_shell_gets_the_table(below: tuple[str, Site], tmp_path: Path) -> None:
    subprocess.run(["sh", "-c", examples(below[1])["sh"]], cwd=tmp_path, timeout=60, check=True)
    assert (tmp_path / "claims.csv").read_bytes() == (below[1].folder / "api/v1/claims.csv").read_bytes()


@pytest.mark.browser
def test_the_examples_for_pages_run_in_a_page(below: tuple[str, Site], facts: Facts, browser: Any) -> None:
    address, site = below
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}data/")
    code = examples(site)["js"]
    page.evaluate(f"async () => {{ {code}\nconsole.log('done') }}")
    while "done" not in said:
        page.wait_for_timeout(20)
    claims = facts.claims_of(facts.entity(named(code, facts)).id)
    for claim, line in zip(claims, said[:-1], strict=True):
        assert line.startswith(f"{claim.property.label}: {facts.claim_text(claim)} ({claim.status.label})")
    embedded = examples(site)["html"]
    page.set_content(embedded)
    assert page.evaluate("(image => image.decode().then(() => image.naturalHeight))(document.querySelector('img'))")
    page.click("a")
    (claim,) = re.findall(r"badges/([\w.-]+)\.svg", embedded)
    target = facts.claim(claim)
    page.wait_for_url(f"{address}{url_of(facts.entity(target.subject))}#{target.property.id}")
    page.close()


def test_two_things_with_one_address_and_what_is_no_page_stop_the_export(
    tmp_path: Path, facts: Facts, site: Site
) -> None:
    shutil.copytree(site.folder, tmp_path / "site")
    page, before = tmp_path / "site/claims/index.html", contents(tmp_path / "site")
    html = page.read_text(encoding="utf-8")
    id = next(iter(site.pages["claims/"].ids))
    for broken, message in (
        (html.replace("</body>", f"<p class='x' id={id}></body>"), f"two things have the address #{id}"),
        (html.replace("</title>", "</title>\udce9"), "is not UTF-8"),
    ):
        page.write_text(broken, encoding="utf-8", errors="surrogateescape")
        with pytest.raises(ExportError, match=message):
            export(facts, tmp_path / "site")
        page.write_text(html, encoding="utf-8", newline="")
        assert contents(tmp_path / "site") == before


def test_a_site_is_swapped_when_complete_and_a_failed_one_never(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    shutil.copy(ROOT / "Makefile", project)
    binaries = Path(sys.executable).parent

    def make(*options: str) -> subprocess.CompletedProcess[str]:
        command = ["make", "-o", ".venv/site.done", "-o", ".venv/test.done", f"BIN={binaries}", "site", *options]
        return subprocess.run(command, cwd=project, env=QUIET, capture_output=True, text=True, timeout=120, check=False)

    (project / "site").mkdir()
    (project / "site/stale.html").write_text("old", encoding="utf-8")
    made = make()
    assert made.returncode == 0, made.stdout + made.stderr
    whole = contents(project / "site")
    assert {"index.html", "_headers", "api/v1/claims.json"} <= whole.keys()
    assert "stale.html" not in whole
    assert b"Content-Security-Policy" in whole["index.html"]

    licence = project / "docs/licence.md"
    before = licence.read_text(encoding="utf-8")
    for mistake, message in (
        # What Markdown makes of this, only the built page tells.
        ("![a [b]](https://example.org/x.png)", "<img>: nothing is loaded from another host; put the file below docs/"),
        ("<script>alert(1)</script>", "docs/licence.md:"),
        ("{{ fact('no.claim') }}", 'there is no claim "no.claim"'),
    ):
        licence.write_text(f"{before}\n{mistake}\n", encoding="utf-8")
        failed = make("BUILDER=zensical")
        assert failed.returncode != 0
        assert message in failed.stdout
        assert contents(project / "site") == whole
        assert not [path for path in project.iterdir() if path.name.startswith(".site")]
