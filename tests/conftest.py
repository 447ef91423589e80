"""What tests are given: the real site and that of a small world, each built once for all workers, and a browser."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from helpers.browser import CHROMIUM_FLAGS, chromium
from helpers.files import BRIDGE, CASES, ROOT, WORLD
from helpers.pages import Site
from helpers.sites import copy_project, copy_world, shared_site
from hypothesis import HealthCheck, settings

from macros.loading.loader import load, read
from macros.model.facts import Facts

# A shell that runs the tests in the background has them ignore Ctrl-C, and with them whatever they start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples everywhere and every time, however slow the machine: a red test is never luck. Whoever looks for new
# ones calls pytest with --hypothesis-profile=default.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew", action="store_true", help="write snapshots anew, where nothing that was promised is lost"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: now and then a test waits, for a server or a page."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def facts() -> Facts:
    """The real facts."""
    loaded = load(ROOT / "data")
    assert loaded.facts, loaded.problems
    return loaded.facts


@pytest.fixture(scope="session")
def world_facts() -> Facts:
    """The facts of the small world's site."""
    files = [*(WORLD / "data").glob("*.yml"), CASES / "world.yml"]
    loaded = read([(f"data/{path.name}", path.read_bytes()) for path in sorted(files, key=lambda path: path.name)])
    assert loaded.facts, loaded.problems
    return loaded.facts


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site, built strictly and complete."""
    return shared_site(tmp_path_factory, "site", copy_project)


@pytest.fixture(scope="session")
def world_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the small world, built strictly and complete."""
    return shared_site(tmp_path_factory, "world", copy_world)


@pytest.fixture(scope="session")
def bridge_facts() -> Facts:
    """The facts of a site from another field."""
    loaded = load(BRIDGE / "data")
    assert loaded.facts, loaded.problems
    return loaded.facts


@pytest.fixture(scope="session")
def bridge_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site from another field, built strictly and complete."""
    return shared_site(tmp_path_factory, "bridge", functools.partial(copy_world, world=BRIDGE))


SITES = {"": "the real site", "world_": "the small world", "bridge_": "another field"}


@pytest.fixture(scope="module", params=list(SITES), ids=list(SITES.values()))
def whose(request: pytest.FixtureRequest) -> str:
    """For a rule that holds on every site: the beginning of the names of its fixtures.

    There is the real one, one that has an instance of everything, and one whose types of things are others.
    """
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def zensical_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site by the other builder."""
    return shared_site(tmp_path_factory, "zensical", copy_project, builder="zensical")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
