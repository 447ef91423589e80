"""The web addresses of reports: of servers that everybody can reach, by their names. And those of a project, which may
be anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

# A host's name: labels with dots between, and a last one that begins with a letter. So no IP address passes, however it
# is written: 127.1, 0x7f.0.0.1, 2130706433 and [::1] are the machine itself (https://url.spec.whatwg.org/#host-parsing).
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?!0x)[^\W\d_](?:[\w-]{0,61}[^\W_])?\.?")
# What no name server on the internet answers for (https://www.iana.org/assignments/special-use-domain-names), and what
# companies and home routers call their own.
_PRIVATE = re.compile(
    r"(?:.*\.)?(?:local|localhost|localdomain|internal|intranet|private|corp|home|lan|home\.arpa|test|invalid|alt|onion)\.?"
)
_ODD = re.compile(r"[\s\\<>\"]")


def web_address(text: str) -> str:
    """Return the address of a report.

    Raises:
        ValueError: it is none, or none that everybody can reach. The message goes on from the name of a key.
    """
    parts = _parts(text)
    if not parts:
        raise ValueError(f'"{text}" is not a valid web address; write it whole, with https://')
    host = unicodedata.normalize("NFKC", parts.hostname or "").replace("\u3002", ".").casefold()  # as browsers read it
    if len(host) > 253 or not _HOST.fullmatch(host) or _PRIVATE.fullmatch(host):
        raise ValueError(f'"{text}" leads to no server on the web; give the address at which every reader finds it')
    if parts.path in ("", "/") and not parts.query:
        raise ValueError(f'"{text}" is only a home page; give the address of the report itself')
    return text


def root_address(text: str) -> str:
    """Return the address below which a site or a repository lies, on this machine too.

    Raises:
        ValueError: it is none. The message goes on from its name.
    """
    parts = _parts(text)
    if not parts or parts.query or parts.fragment or not text.isprintable():
        raise ValueError(f"is {text!r}, which is not a web address; write it whole, such as https://example.org/")
    return text


def _parts(text: str) -> SplitResult | None:
    """Return the parts of a whole address; None if it is none, or holds what has no place in one."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises if it is no number
    except ValueError:
        return None
    is_whole = parts.scheme in ("http", "https") and parts.hostname
    return parts if is_whole and "@" not in parts.netloc and not _ODD.search(text) else None
