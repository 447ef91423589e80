"""The picture that a link to the site shows elsewhere, drawn by a browser: `make card`.

It is committed, since who builds the site need have no browser, and since two builds of a commit are the same byte for
byte: two browsers do not round the same curve alike.
"""

from __future__ import annotations

from typing import Any

from helpers.browser import CHROMIUM_FLAGS, chromium
from helpers.files import ROOT
from playwright.sync_api import sync_playwright

DRAWING, PICTURE = ROOT / "pictures/card.svg", ROOT / "docs/assets/card.png"
WIDTH, HEIGHT = 1200, 630


def drawn(browser: Any) -> bytes:
    """The drawing as a picture of its size."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(DRAWING.as_uri())
    picture: bytes = page.screenshot()
    page.close()
    return picture


if __name__ == "__main__":
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=CHROMIUM_FLAGS)
        PICTURE.write_bytes(drawn(browser))
        browser.close()
