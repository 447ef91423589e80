"""The content security policy: what is on the list runs, and nothing else."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.files import cases
from helpers.pages import Site, url_of
from helpers.sites import served

from macros.model.facts import Facts
from macros.publishing.csp import CspError, Inline, inline, policy, with_csp_meta
from macros.publishing.export import ExportError, export

BUILDERS = ("site", "zensical_site")
INJECTED = "<script>document.title = 'injected'</script><img src=. onerror=\"document.title = 'injected'\">"


@pytest.fixture(params=BUILDERS)
def built(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def visit(browser: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page of a browser, and what its policy has stopped so far."""
    page = browser.new_page()
    stopped: list[str] = []
    page.on("console", lambda said: stopped.extend([said.text] if "Content Security Policy" in said.text else []))
    yield page, stopped
    page.close()


@pytest.mark.parametrize("case", cases("policy"), ids=lambda case: case["page"])
def test_what_is_not_on_the_list_is_refused(case: dict[str, Any]) -> None:
    if "refused" in case:
        with pytest.raises(CspError) as raised:
            with_csp_meta(case["html"], inline(case["html"]))
        assert any(case["refused"] in problem for problem in raised.value.args), raised.value.args
        assert all(re.match(r"\d+: ", problem) for problem in raised.value.args), "each with its line"
    else:
        assert len(inline(case["html"]).scripts) == case["runs"]


def test_every_page_has_a_strict_policy_before_all_that_it_governs(built: Site) -> None:
    for path in built.folder.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert html.count("Content-Security-Policy") == 1, path
        assert html.index("Content-Security-Policy") < min(html.index("<link"), html.index("<script")), path
        assert html.index('<meta charset="utf-8">') < 1024, path
        assert policy(inline(html)) in html
        assert "unsafe" not in policy(inline(html))


def rules_of(site: Site) -> dict[str, dict[str, str]]:
    """The headers that a host sends, by the path for which it does."""
    rules: dict[str, dict[str, str]] = {}
    for line in (site.folder / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            rules[line] = {}
        else:
            name, _, value = line.strip().partition(": ")
            rules[[*rules][-1]][name] = value
    return rules


def test_the_headers_allow_what_the_pages_do(built: Site) -> None:
    headers = (built.folder / "_headers").read_text(encoding="utf-8")
    (line,) = re.findall(r"^/\*\n  Content-Security-Policy: (.*); frame-ancestors 'self'$", headers, re.MULTILINE)
    pages = [inline(path.read_text(encoding="utf-8")) for path in built.folder.rglob("*.html")]
    assert line == policy(Inline(*(frozenset().union(*hashes) for hashes in zip(*pages, strict=True))))
    rules = rules_of(built)
    everywhere = rules.pop("/*")
    assert everywhere["X-Content-Type-Options"] == "nosniff"
    assert everywhere["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert everywhere["Cross-Origin-Opener-Policy"] == "same-origin"
    assert re.fullmatch(r"max-age=\d{8}", everywhere["Strict-Transport-Security"])
    assert re.fullmatch(r"[a-z-]+=\(\)(, [a-z-]+=\(\))*", everywhere["Permissions-Policy"])
    shared = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    assert rules == {"/api/*": shared, "/badges/*": shared, "/feed.xml": shared}
    assert not everywhere.keys() & shared.keys(), "a server would send both values"


@pytest.mark.browser
def test_no_script_stands_in_the_way_of_the_first_look(built: Site, visit: tuple[Any, list[str]]) -> None:
    """The policy ends a browser's look ahead: what it is to load soon must stand before what waits for the styles."""
    page, stopped = visit
    held: list[Any] = []
    page.route("**/*.css", lambda route: held.append(route))
    with served(built.folder) as address:
        with page.expect_request(f"{address}assets/site.js", timeout=10_000):
            page.goto(address, wait_until="commit")
        assert held, "the styles are still on their way"
        page.unroute("**/*.css")  # it lets go of what it holds
        assert page.wait_for_selector("script[src*=bundle]", state="attached").evaluate("script => script.defer")
        page.wait_for_selector("html.js")
    assert not stopped


@pytest.mark.browser
def test_with_all_headers_a_page_works_and_a_badge_can_be_embedded(site: Site, browser: Any, facts: Facts) -> None:
    """As a host sends them; the other site demands that whatever it embeds says so."""
    sent = rules_of(site)
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda said: told.append(said.text))
    badge = f"badges/{facts.select()[0].id}.svg"
    with served(site.folder) as address:

        def answered(route: Any) -> None:
            path = f"/{route.request.url.removeprefix(address)}"
            answer = route.fetch()
            rules = [rule for rule in sent if path.startswith(rule.rstrip("*"))]
            headers = {name: value for rule in rules for name, value in sent[rule].items()}
            route.fulfill(response=answer, headers={**answer.headers, **headers})

        page.route(f"{address}**", answered)
        page.goto(address)
        page.click("[data-switch=confirmed-only]")
        assert page.get_attribute("[data-switch=confirmed-only]", "aria-checked") == "true"
        assert not told
        elsewhere = f"<img src='{address}{badge}'>"
        strict = {"Cross-Origin-Embedder-Policy": "require-corp", "Content-Type": "text/html"}
        page.route("http://elsewhere.test/", lambda route: route.fulfill(body=elsewhere, headers=strict))
        page.goto("http://elsewhere.test/")
        assert page.evaluate("document.querySelector('img').decode().then(() => true)")
        read = f"fetch('{address}api/v1/claims.json').then(answer => answer.json()).then(all => all.claims.length)"
        assert page.evaluate(read) == len(facts.claims)
    page.close()


def test_an_unknown_script_stops_the_export_and_nothing_is_written(tmp_path: Path, facts: Facts, site: Site) -> None:
    html = (site.folder / "claims/index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    (tmp_path / "other.html").write_text(html, encoding="utf-8")
    with pytest.raises(ExportError) as raised:
        export(facts, tmp_path)
    assert [error.partition(":")[0] for error in raised.value.args] == ["index.html"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "other.html"]


def test_a_folder_without_a_page_is_no_site(tmp_path: Path, facts: Facts) -> None:
    with pytest.raises(ExportError, match="holds no page"):
        export(facts, tmp_path / "nowhere")
    assert not [*tmp_path.iterdir()]


def test_a_page_is_sealed_once(site: Site) -> None:
    html = site.pages[""].html
    assert with_csp_meta(html, inline(html)) == html


def test_no_text_of_a_page_counts_as_its_policy(site: Site) -> None:
    """Neither a comment that holds it, nor one that holds the place where it belongs."""
    sealed = site.pages[""].html
    (meta,) = re.findall(r'<meta http-equiv="Content-Security-Policy"[^>]*>', sealed)
    html = sealed.replace(meta, "")
    for comment in (f"<!-- {meta} -->", '<!-- <meta charset="utf-8"> -->', "<!-- Content-Security-Policy -->"):
        for page in (html.replace("</article>", f"{comment}</article>"), html.replace("</head>", f"{comment}</head>")):
            try:
                allowed = inline(page)
            except CspError:
                allowed = inline(html)  # whatever is allowed, the policy comes first
            written = with_csp_meta(page, allowed)
            assert written.startswith(sealed[: sealed.index(meta) + len(meta)])
            assert written.replace(meta, "", 1) == page
    with pytest.raises(CspError, match="the policy follows"):
        with_csp_meta(f"<!-- {meta} -->{html}", inline(html))


def test_a_page_of_a_thousand_tags_that_never_end_is_refused_soon() -> None:
    began = time.monotonic()
    for part in ("<a ", '<a x="', "<a x='<a y=\"", "<b>", "<script>", "<a <"):
        with contextlib.suppress(CspError):
            inline(part * 20_000)
    assert time.monotonic() - began < 2


def test_a_file_that_runs_stops_the_export(tmp_path: Path, facts: Facts, site: Site) -> None:
    (tmp_path / "index.html").write_text(site.pages[""].html, encoding="utf-8")
    (tmp_path / "other.html").write_bytes(b"\xff")
    for name in ("x.js", "x.HTM", "assets/x.js", "x.svgz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(ExportError) as raised:
        export(facts, tmp_path)
    named = [error.partition(": ")[0] for error in raised.value.args]
    assert named == ["assets/x.js:1", "x.HTM:1", "x.js:1", "x.svgz:1", "other.html:1"]


def test_no_page_has_what_a_policy_would_stop(built: Site) -> None:
    for page in built.pages.values():
        for element in page.root.iter():
            assert not [name for name in element.keys() if name.startswith("on")], page.url  # noqa: SIM118
            assert not any((element.get(name) or "").startswith("javascript:") for name in ("href", "src")), page.url
            assert element.get("style") is None, page.url


@pytest.mark.browser
def test_no_page_is_stopped_nor_search_nor_switch(visit: tuple[Any, list[str]], built: Site, facts: Facts) -> None:
    page, stopped = visit
    # One of each sort: what else a policy could stop is looked for in every page, by the rule above.
    paths = list({inline((built.folder / f"{path}index.html").read_text()): path for path in built.pages}.values())
    frames = "".join(f'<iframe src="/{path}"></iframe>' for path in paths)
    with served(built.folder) as address:
        # Side by side they take half of the time.
        page.route(f"{address}all", lambda route: route.fulfill(body=frames, content_type="text/html"))
        page.goto(f"{address}all")
        assert len(page.frames) == 1 + len(paths)
        page.goto(f"{address}data/")
        page.locator("[data-md-component=palette] label:visible").click()
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
        page.click("[data-switch=confirmed-only]")
        assert page.get_attribute("[data-switch=confirmed-only]", "aria-checked") == "true"
        page.goto(address)
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate", "it is kept"
        page.keyboard.press("/")
        page.wait_for_selector("input:focus")
        entity = next(iter(facts.entities.values()))
        page.keyboard.type(entity.name)
        page.wait_for_selector(f"a[href*='{url_of(entity)}?h=']", state="attached")
    assert not stopped


@pytest.mark.browser
def test_an_injected_script_is_stopped(visit: tuple[Any, list[str]], built: Site, tmp_path: Path) -> None:
    page, stopped = visit
    html = (built.folder / "404.html").read_text(encoding="utf-8")
    (tmp_path / "sealed.html").write_text(html.replace("</body>", f"{INJECTED}</body>"), encoding="utf-8")
    (tmp_path / "bare.html").write_text(INJECTED, encoding="utf-8")
    with served(tmp_path) as address:
        page.goto(f"{address}bare.html")
        assert page.title() == "injected"
        page.goto(f"{address}sealed.html", wait_until="load")
        assert page.title().startswith("Page not found")
    assert len([one for one in stopped if "script-src" in one]) >= 2
