"""The content security policy: what is on the list runs, and nothing else."""

from __future__ import annotations

import re
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
        with pytest.raises(CspError, match=re.escape(case["refused"])):
            with_csp_meta(case["html"], inline(case["html"]))
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


def test_the_headers_allow_what_the_pages_do(built: Site) -> None:
    headers = (built.folder / "_headers").read_text(encoding="utf-8")
    (line,) = re.findall(r"^/\*\n  Content-Security-Policy: (.*); frame-ancestors 'self'$", headers, re.MULTILINE)
    pages = [inline(path.read_text(encoding="utf-8")) for path in built.folder.rglob("*.html")]
    assert line == policy(Inline(*(frozenset().union(*hashes) for hashes in zip(*pages, strict=True))))
    assert "/api/*\n  Access-Control-Allow-Origin: *\n" in headers


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
