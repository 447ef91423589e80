"""What a link to the site shows elsewhere: https://ogp.me/, and the picture that goes with it."""

from __future__ import annotations

import base64
import struct
from typing import Any

import pytest
from card import HEIGHT, PICTURE, WIDTH, drawn
from helpers.files import BRIDGE, ROOT
from helpers.pages import Page, Site
from helpers.sites import copy_world, published

ADDRESS = "https://example.org/bridge"
#: What an alternative text, a title and a description must not break out of their attributes with.
HOSTILE = """A "bridge" <b onclick='x'>& more</b>"""
TITLE = 'A "bridge" & more'
QUOTED = f"'{HOSTILE.replace(chr(39), 2 * chr(39))}'"


def meta(page: Page) -> dict[str | None, str | None]:
    return {one.get("property") or one.get("name"): one.get("content") for one in page.root.iter("meta")}


@pytest.fixture(scope="module", params=["mkdocs", "zensical"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose address is known, and whose settings hold what could be taken for markup."""
    project = copy_world(tmp_path_factory.mktemp("shared"), BRIDGE)
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8").replace("- Timeline:", f"- '{TITLE}':")
    text += f"site_url: {ADDRESS}\nextra:\n  card:\n    image: assets/card.png\n    alt: {QUOTED}\n"
    settings.write_text(text, encoding="utf-8")
    page = project / "docs/timeline.md"
    page.write_text(f"---\ndescription: '{TITLE}'\n---\n# Timeline\n", encoding="utf-8")
    return published(project, builder=request.param)


def test_a_link_has_a_picture_where_the_address_is_known(shared: Site) -> None:
    assert (shared.folder / "assets/card.png").read_bytes() == PICTURE.read_bytes()
    for page in (*shared.pages.values(), Page("404.html", (shared.folder / "404.html").read_text(encoding="utf-8"))):
        said = meta(page)
        assert said["og:image"] == f"{ADDRESS}/assets/card.png"
        assert (said["og:image:width"], said["og:image:height"]) == (str(WIDTH), str(HEIGHT))
        assert (said["og:image:type"], said["twitter:card"]) == ("image/png", "summary_large_image")
        assert said["og:image:alt"] == HOSTILE
        assert said["og:title"]
        assert said["og:description"] == said["description"]
    assert meta(shared.pages[""])["og:url"] == f"{ADDRESS}/"
    said = meta(shared.pages["timeline/"])
    assert (said["og:title"], said["og:description"]) == (TITLE, TITLE)


def test_without_an_address_no_picture_is_named(site: Site, bridge_site: Site) -> None:
    for page in (*site.pages.values(), *bridge_site.pages.values()):
        said = meta(page)
        assert not [name for name in said if name and name.startswith("og:image")]
        assert said["twitter:card"] == "summary"


def test_the_picture_is_small_and_of_the_size_that_others_show() -> None:
    picture = PICTURE.read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (WIDTH, HEIGHT) == (1200, 630)
    assert len(picture) < 60_000
    assert PICTURE == ROOT / "docs/assets/card.png"


#: How far two pictures are apart, on average over all points and colours: from 0 to 255.
APART = """async pictures => {
  const [one, other] = await Promise.all(pictures.map(async picture => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob())
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d")
    canvas.drawImage(image, 0, 0)
    return canvas.getImageData(0, 0, image.width, image.height).data
  }))
  return one.reduce((sum, value, place) => sum + Math.abs(value - other[place]), 0) / one.length
}"""


@pytest.mark.browser
def test_the_picture_is_that_of_the_drawing(browser: Any) -> None:
    page = browser.new_page()
    now = drawn(browser)
    pictures = [base64.b64encode(picture).decode() for picture in (PICTURE.read_bytes(), now)]
    blank = base64.b64encode(page.screenshot(clip={"x": 0, "y": 0, "width": 10, "height": 10})).decode()
    assert page.evaluate(APART, pictures) < 0.5, "make card"
    assert page.evaluate(APART, [blank, pictures[0]]) > 1
    page.close()
