"""Text for places where others read Markdown: comments, summaries and issues on the repository's host."""

from __future__ import annotations

import re

# What Markdown could take for its own; $ begins a formula on GitHub.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|~&$])")
# What a code host takes for a person, an issue, a commit or an address. Escaped, it would do so all the same.
_ADDRESSED = re.compile(r"[@#](?=\w)|:(?=//)|www(?=\.)|GH(?=-\d)|[0-9a-f]{6}(?=[0-9a-f])", re.IGNORECASE)
# What begins a heading, an item, or a line below a heading.
_FIRST = re.compile(r"^(\d+)(?=[.)](?:\s|$))|^(?=[-+=#])")
_JOINER = "\u2060"  # it has no width


def plain(text: str) -> str:
    """Return text that Markdown shows as it is written, that calls nobody and leads nowhere."""
    escaped = _FIRST.sub(r"\1\\", _MARKDOWN.sub(r"\\\1", " ".join(text.split())))
    return _ADDRESSED.sub(rf"\g<0>{_JOINER}", escaped)
