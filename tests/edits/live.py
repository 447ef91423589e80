"""A plugin for pytest: of all tests, only those that read the real data without a browser.

These hold for every valid source, so they are what an edit of the data could turn red.
"""

from __future__ import annotations

import pytest

LIVE = {"facts", "site", "zensical_site", "whose"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a browser, and what is given facts of its own."""

    def is_live(item: pytest.Item) -> bool:
        fixtures = set(getattr(item, "fixturenames", ()))
        given = getattr(item, "callspec", None)
        return bool(fixtures & LIVE) and "browser" not in fixtures and not (given and given.params.get("whose"))

    left_out = [item for item in items if not is_live(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = filter(is_live, items)
