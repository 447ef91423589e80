"""The address of everything that has one, as seen from a page. Every link that a macro writes is made here."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from .facts import Claim, Entity, Place

DEFINITIONS = "how-to-read.md"
CLAIMS = "claims.md"


def path_of(entity: Entity) -> str:
    """The path of an entity's page below `docs/`."""
    return f"{entity.type}/{entity.id}.md"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Relative addresses from one page.

    Args:
        path: the page's Markdown file below `docs/`, such as `models/renault-5.md`.
    """

    path: str

    def page(self, path: str, anchor: str = "") -> str:
        """The address of a Markdown file's page, or of an anchor on it."""
        here, there = _folder(self.path), _folder(path)
        way = "" if here == there and anchor else posixpath.relpath(there or ".", here or ".") + "/"
        return f"{way}#{anchor}" if anchor else way

    def entity(self, entity: Entity) -> str:
        return self.page(path_of(entity))

    def property(self, entity: Entity, property: str) -> str:
        """The permalink of a claim, or of a question that is not stated. It never carries a status."""
        return self.page(path_of(entity), property)

    def claim(self, claim: Claim, subject: Entity) -> str:
        return self.property(subject, claim.property.id)

    def claims(self, **filters: str | None) -> str:
        """The table of all claims, showing those that fit the filters (of `Facts.select`); None fits all."""
        chosen = {name: value for name, value in filters.items() if value}
        return self.page(CLAIMS) + (f"?{urlencode(chosen)}" if chosen else "")

    def term(self, id: str) -> str:
        """Where a status, a kind or an outcome is defined."""
        return self.page(DEFINITIONS, id)


def edit_address(repository: str, place: Place) -> str:
    """Where a line of the data is edited on the repository's host, as GitHub writes it."""
    return f"{repository}/edit/main/{quote(place.file)}#L{place.line}"


def report_address(repository: str, claim: Claim) -> str:
    """The form that reports a mistake, with the claim filled in, as GitHub writes it."""
    return f"{repository}/issues/new?{urlencode({'template': 'wrong-fact.yml', 'claim': claim.id})}"


def outside(url: str) -> str:
    """A web address with every character that an address may not hold percent-encoded (RFC 3986)."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._")


def _folder(path: str) -> str:
    """The folder that the builders serve a Markdown file as: `a/b.md` is `a/b`, `a/index.md` is `a`."""
    stem = path.removesuffix(".md")
    return posixpath.dirname(stem) if posixpath.basename(stem) == "index" else stem
