"""A site from another field: what its types, units and words come to, without a line of code of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from helpers.files import BRIDGE
from helpers.pages import Site, text

# Words of the site that this project is made for.
OF_CARS = re.compile(r"\b(cars?|models?|platforms?|nissan|renault|city ev)\b", re.IGNORECASE)


def thing(site: Site, url: str) -> Any:
    """What search engines get of a page's thing."""
    root = site.pages[url].root
    scripts = [element.text for element in root.iter("script") if element.get("type") == "application/ld+json"]
    return json.loads(scripts[0] or "")["@graph"][0]


def test_check_finds_nothing() -> None:
    command = [sys.executable, "-m", "macros", "--data", str(BRIDGE / "data"), "--docs", str(BRIDGE / "docs"), "check"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    assert "no problem found" in ran.stdout


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("span", "about 1,280 metres (4,200 ft)"),
        ("cost", "under €90,000,000"),
        ("opening", "spring 2027"),
        ("replaces", "in place of the Old Bridge"),
    ],
)
def test_a_value_is_shown_by_its_type(bridge_site: Site, claim: str, shown: str) -> None:
    row = next(row for row in bridge_site.pages["claims/"].claims(f"new-bridge.{claim}"))
    assert shown in text(row)


def test_a_span_of_quantities_has_its_unit_once(bridge_site: Site) -> None:
    row = next(row for row in bridge_site.pages["claims/"].claims("old-bridge.way"))
    assert "20 to 30 minutes" in text(row)


def test_its_columns_of_the_map_are_those_of_the_data(bridge_site: Site) -> None:
    words = bridge_site.pages["map/"].content.iter("text")
    heads = [text(element) for element in words if element.get("class") == "column"]
    assert heads == ["bridges", "rivers", "offices"]


def test_search_engines_get_the_type_that_the_data_names(bridge_site: Site) -> None:
    bridge = thing(bridge_site, "bridges/old-bridge/")
    assert (bridge["@type"], [value["name"] for value in bridge["additionalProperty"]]) == ("Bridge", ["Span"])
    assert thing(bridge_site, "officials/engineer/")["@type"] == "Thing"
    assert "additionalProperty" not in thing(bridge_site, "offices/harbour-board/")


def test_programs_get_the_typed_parts(bridge_site: Site) -> None:
    document = json.loads((bridge_site.folder / "api/v1/claims.json").read_text(encoding="utf-8"))
    claims = {claim["id"]: claim for claim in document["claims"]}
    span, cost, way = (claims[id] for id in ("new-bridge.span", "new-bridge.cost", "old-bridge.way"))
    assert (span["amount"], span["unit"], span["approximate"]) == (1280, "meter", True)
    assert "amount" not in cost
    assert (cost["most"], cost["currency"]) == (90_000_000, "EUR")
    assert (way["least"], way["most"], way["unit"]) == (20, 30, "minute")
    assert claims["new-bridge.opening"]["date"] == "2027-21"


def test_no_word_of_another_field_is_on_it(bridge_site: Site) -> None:
    for page in bridge_site.pages.values():
        assert not OF_CARS.search(text(page.content)), page.url
    for path in bridge_site.folder.rglob("*.json"):
        assert "City EV" not in path.read_text(encoding="utf-8"), path.name
