"""What a page shows of what was said then and what is known now, where its readers can choose between the two."""

from __future__ import annotations

from collections.abc import Iterable

#: What the article said, and what is known now. A part that is seen in both views names neither.
THEN, NOW = VIEWS = ("then", "now")


def common_view(views: Iterable[str]) -> str:
    """Return the one view in which some parts say something, or nothing where they do so in both."""
    seen = {*views}
    return seen.pop() if len(seen) == 1 else ""
