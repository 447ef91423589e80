"""Texts of the data in Markdown that others read."""

from __future__ import annotations

import pytest
from helpers.files import cases

from macros.authoring.markdown import plain


@pytest.mark.parametrize("case", cases("markdown"), ids=lambda case: case["text"][:20])
def test_a_text_is_shown_as_it_is_written(case: dict[str, str]) -> None:
    assert plain(case["text"]) == case["plain"]
