"""The pages keep their shape in any font: nothing is cut off, runs into anything else, or leaves its box or the screen.

The tests bring a face of their own, narrow and wide, so that they judge the same on every machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from edits.edits import EDITS
from edits.project import copied
from helpers.browser import SHAPE
from helpers.files import TESTS
from helpers.pages import Site
from helpers.sites import build, served, shared

pytestmark = pytest.mark.browser

FONT = TESTS / "fonts/archivo-wdth.woff2"

#: What is added to a built site's own style: the policy of the pages lets no other in. An id outdoes the theme's rules.
STYLE = """
@font-face { font-family: Face; src: url("/face.woff2"); font-weight: 100 900; font-stretch: 62% 125% }
:root:root[data-face] * { font-family: Face !important }
:root[data-face=narrow] * { font-stretch: 62% !important }
:root[data-face=wide] * { font-stretch: 125% !important }
:root[data-face=spaced] * {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important
}
:root[data-face=spaced] p { margin-bottom: 2em !important }
"""

#: The spacing is that of WCAG 2.2, success criterion 1.4.12: https://www.w3.org/TR/WCAG22/#text-spacing
FACES = ("narrow", "wide", "spaced")

#: The face that a reader without the tests' own has.
OWN = ""


def set_in_own_face(site: Path) -> Path:
    """Have the pages of a built site load the tests' face."""
    with (site / "assets/site.css").open("a", encoding="utf-8") as style:
        style.write(STYLE)
    shutil.copy(FONT, site / "face.woff2")
    return site


#: In one go, so that nothing is painted between two faces.
SHAPES = f"""async faces => {{
  document.querySelectorAll("details").forEach(details => details.open = true)
  const shape = {SHAPE}
  const found = []
  for (const face of faces) {{
    if (face) document.documentElement.dataset.face = face
    else delete document.documentElement.dataset.face
    document.getAnimations().forEach(animation => animation.finish())
    await Promise.all([400, 600, 700].map(weight => document.fonts.load(`${{weight}} 1rem Face`)))
    found.push(...shape().map(fault => `${{face}}: ${{fault}}`))
  }}
  return found
}}"""


def shapes(page: Any, width: int, faces: Sequence[str] = FACES) -> list[str]:
    """What is wrong with the shape of the page that is open, in each face."""
    page.set_viewport_size({"width": width, "height": 800})
    found: list[str] = page.evaluate(SHAPES, faces)
    return found


@contextmanager
def text_of_twice_the_size(page: Any) -> Iterator[None]:
    """As a reader sets it in the browser."""
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    try:
        yield
    finally:
        browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
        browser.detach()


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    copy = shutil.copytree(site.folder, tmp_path_factory.mktemp("site") / "site")
    with served(set_in_own_face(copy)) as made:
        yield made


@pytest.mark.parametrize("third", range(3))  # so that all cores have their share
def test_every_page_keeps_its_shape(page: Any, address: str, site: Site, third: int) -> None:
    paths = (*sorted(path for path, page in site.pages.items() if not page.by_part("moved")), "404.html")
    found: dict[tuple[str, str], list[str]] = {}
    for path in paths[third::3]:
        page.goto(address + path, wait_until="domcontentloaded")
        found |= {(path, f"{width}"): shapes(page, width) for width in (320, 1280)}
        with text_of_twice_the_size(page):
            found |= {(path, f"{width}, twice the size"): shapes(page, width, [OWN]) for width in (1280, 390)}
    assert not {where: faults for where, faults in found.items() if faults}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site after many edits: launches from 1990 to 2045, names of sixty letters, values of three lines."""

    def built(folder: Path) -> Path:
        project = copied(folder)
        for edit in EDITS.values():
            edit(project)
        assert project.problems() == []
        made = build(project.root, "--strict")
        assert made.returncode == 0, made.stderr
        return set_in_own_face(project.root / "site")

    with served(shared(tmp_path_factory, "edited", built)) as address:
        yield address


@pytest.mark.parametrize("path", ["", "timeline/", "map/", "compare/", "models/long-car/", "segments/long-word/"])
def test_long_names_and_far_years_leave_the_shape(page: Any, edited: str, path: str) -> None:
    page.goto(edited + path, wait_until="domcontentloaded")
    found = {width: shapes(page, width) for width in (320, 390, 1280)}
    assert not {where: faults for where, faults in found.items() if faults}


LABEL_ON_NAME = """
  const [label, name] = [".tie text", ".node text"].map(part => document.querySelector(`.drawing--columns ${part}`))
  for (const side of ["x", "y"]) label.setAttribute(side, name.getAttribute(side))
"""
LINE_ON_BOX = "document.querySelector('.tie__line').setAttribute('d', 'M0 0L900 600')"


@pytest.mark.parametrize(
    ("path", "width", "fault", "told"),
    [
        ("", 320, "document.querySelector('.md-header__topic span').style.whiteSpace = 'nowrap'", "is cut off"),
        ("", 320, "document.querySelector('h1').style.width = '200vw'", "the page is wider than the screen"),
        ("", 1280, "document.querySelector('h1').style.marginBottom = '-5rem'", "runs into"),
        ("map/", 1280, "document.querySelector('.node text').textContent += ' and so on and on'", "leaves its box"),
        ("map/", 1280, LABEL_ON_NAME, "runs into"),
        ("map/", 1280, LINE_ON_BOX, "a line lies on"),
        ("timeline/", 1280, "document.querySelector('.year__number').setAttribute('x', 1060)", "leaves the drawing"),
    ],
    ids=["cut off", "too wide", "overlapping", "out of its box", "on a name", "line on a box", "out of the drawing"],
)
def test_what_spoils_the_shape_is_found(page: Any, edited: str, path: str, width: int, fault: str, told: str) -> None:
    page.goto(edited + path, wait_until="domcontentloaded")
    assert not shapes(page, width, ["wide"])
    page.evaluate(fault)
    assert any(told in line for line in shapes(page, width, ["wide"]))


def test_text_of_twice_the_size_is_seen_and_what_hides_it(page: Any, address: str) -> None:
    page.goto(address, wait_until="domcontentloaded")
    with text_of_twice_the_size(page):
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "40px"
        page.evaluate(
            "document.querySelector('h1').style.cssText = 'width: 9rem; overflow: hidden; white-space: nowrap'"
        )
        assert any("is cut off" in fault for fault in shapes(page, 1280, [OWN]))
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
