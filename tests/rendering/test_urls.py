"""Addresses, as seen from pages at every depth and for both builders."""

from __future__ import annotations

import pytest
from helpers.worlds import world

from macros.rendering.urls import Urls, edit_address, outside, path_of, report_address, urls_from_root

FACTS = world()


@pytest.mark.parametrize(
    ("path", "rewritten", "wanted"),
    [
        ("index.md", False, "models/car/#price"),
        ("claims.md", False, "../models/car/#price"),
        ("models/index.md", False, "car/#price"),
        ("models/twin.md", False, "../car/#price"),
        ("models/car.md", False, "#price"),
        ("platforms/base.md", False, "../../models/car/#price"),
        ("claims.md", True, "models/car/#price"),
        ("models/twin.md", True, "car/#price"),
        ("platforms/base.md", True, "../models/car/#price"),
    ],
)
def test_a_permalink(path: str, rewritten: bool, wanted: str) -> None:
    claim = FACTS.claim("car.price")
    assert Urls(path, rewritten).claim(claim, FACTS.entity("car")) == wanted


def test_addresses_from_outside_are_whole_where_the_site_is_known() -> None:
    car = FACTS.entity("car")
    assert urls_from_root("https://example.org/facts/").entity(car) == "https://example.org/facts/models/car/"
    assert urls_from_root("https://example.org/facts").file("feed.xml") == "https://example.org/facts/feed.xml"
    assert urls_from_root("").entity(car) == "models/car/"


def test_filters_stand_in_the_address() -> None:
    assert Urls("index.md").claims(status="expected", by=None) == "claims/?status=expected"
    assert Urls("index.md").claims() == "claims/"


def test_the_hosts_addresses_name_line_and_claim() -> None:
    claim = FACTS.claim("car.price")
    line = claim.place.line
    assert (
        edit_address("https://example.org/us", claim.place)
        == f"https://example.org/us/edit/main/data/world.yml#L{line}"
    )
    assert report_address("https://example.org/us", claim).endswith("?template=wrong-fact.yml&claim=car.price")


def test_what_no_address_may_hold_is_encoded() -> None:
    assert outside("https://example.org/a b£'\"<>") == "https://example.org/a%20b%C2%A3'%22%3C%3E"
    assert path_of(FACTS.entity("base")) == "platforms/base.md"
