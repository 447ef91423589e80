"""The address of everything that has one, as seen from a page. Every link that a macro writes is made here."""

from __future__ import annotations

import functools
import posixpath
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from ..model.history import Entry
from ..model.records import Claim, Entity, FollowUp, Source
from ..model.vocabulary import Place, Property

# The pages that others lead to, by their paths below `docs/`.
_ARTICLE, _CLAIMS, _NEWS, DEFINITIONS, _DATA = "article.md", "claims.md", "since-then.md", "how-to-read.md", "data.md"
#: What the site publishes beside its pages, below its root.
API, FEED = "api/v1/", "feed.xml"


def path_of(entity: Entity) -> str:
    """Return the path of an entity's page below `docs/`."""
    return f"{entity.type}/{entity.id}.md"


def index_path(type: str) -> str:
    """Return the path below `docs/` of the page that lists all things of a type."""
    return f"{type}/index.md"


def data_file(name: str) -> str:
    """Return a file of the data, below the site's root: beside the page that tells of it, and as it is called in the
    project.
    """
    return f"data/{name.partition('/')[2]}"


def badge_file(claim: str) -> str:
    """Return the drawing of a claim's badge, below the site's root."""
    return f"badges/{claim}.svg"


def known_now_badge_file(question: str) -> str:
    """Return the drawing of the badge of what is known now of a question, below the site's root."""
    return f"badges/{question}.now.svg"


@dataclass(frozen=True, slots=True)
class Urls:
    """Relative addresses from one page.

    Args:
        path: the page's Markdown file below `docs/`, such as `bridges/old-bridge.md`.
        builder_rewrites_links: whether the builder takes them for relative to that file, and puts `../` before each
            where it serves the page from a folder deeper, as Zensical does. MkDocs leaves an address of HTML as it is.
        site: what every address begins with, to make it a whole one. It goes with a page at the site's root.
    """

    path: str
    builder_rewrites_links: bool = False
    site: str = ""

    def page(self, path: str, anchor: str = "") -> str:
        """Return the address of a Markdown file's page, or of an anchor on it."""
        same = anchor and not self.site and _folder(self.path) == _folder(path)
        way = "" if same else self._way(_folder(path)) + "/"
        return f"{way}#{anchor}" if anchor else way

    def file(self, path: str) -> str:
        """Return the address of a file that is no page, by its path below the site's root."""
        return self._way(path)

    def _way(self, there: str) -> str:
        here = posixpath.dirname(self.path) if self.builder_rewrites_links else _folder(self.path)
        return self.site + _relative(there, here)

    def entity(self, entity: Entity) -> str:
        return self.page(path_of(entity))

    def property(self, entity: Entity, property: str) -> str:
        """Return the permalink of a claim, or of a question that is not stated. It never carries a status."""
        return self.page(path_of(entity), property)

    def entry(self, entry: Entry, subject: Entity) -> str:
        """Return where an entry of a question's history stands on the subject's page."""
        return self.property(subject, entry.id.partition(".")[2])

    def claim(self, claim: Claim, subject: Entity) -> str:
        return self.property(subject, claim.property.id)

    def claims(self, **filters: str | None) -> str:
        """Return the table of all claims, showing those that fit the filters (of `Facts.select`); None fits all."""
        chosen = {name: value for name, value in filters.items() if value}
        return self.page(_CLAIMS) + (f"?{urlencode(chosen)}" if chosen else "")

    def term(self, id: str) -> str:
        """Return where a status, a kind or an outcome is defined."""
        return self.page(DEFINITIONS, id)

    def vocabulary(self, property: Property) -> str:
        """Return where a property is described."""
        return self.page(_DATA, f"property-{property.id}")

    def source(self, source: Source) -> str:
        return self.page(_DATA, f"source-{source.id}")

    def follow_up(self, news: FollowUp) -> str:
        return self.page(_NEWS, news.id)

    def follow_ups(self) -> str:
        """Return the page of all follow-ups."""
        return self.page(_NEWS)

    def article(self, paragraph: int | None = None) -> str:
        """Return the page of the article, or one of its paragraphs there."""
        return self.page(_ARTICLE, "" if paragraph is None else f"paragraph-{paragraph}")

    def is_article(self) -> bool:
        """Return whether this page is that of the article."""
        return self.path == _ARTICLE

    def type(self, type: str) -> str:
        """Return the page that lists all things of a type."""
        return self.page(index_path(type))


def urls_from_root(site: str) -> Urls:
    """Return urls for what is read away from the site: whole ones, or relative to its root where `site` is empty."""
    return Urls("index.md", site=f"{site.rstrip('/')}/" if site else "")


def edit_address(repository: str, place: Place) -> str:
    """Return where a line of the data is edited on the repository's host, as GitHub writes it."""
    return f"{repository}/edit/main/{quote(place.file)}#L{place.line}"


def report_address(repository: str, claim: Claim) -> str:
    """Return the form that reports a mistake, with the claim filled in, as GitHub writes it."""
    return f"{repository}/issues/new?{urlencode({'template': 'wrong-fact.yml', 'claim': claim.id})}"


def outside(url: str) -> str:
    """Return a web address with every character that an address may not hold percent-encoded (RFC 3986)."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%~-._")


@functools.lru_cache(maxsize=10_000)
def _relative(there: str, here: str) -> str:
    theirs, ours = (path.split("/") if path else [] for path in (there, here))
    if not {"", ".", ".."}.isdisjoint((*theirs, *ours)):
        # From the root, so that the machine need not be asked for its current folder.
        return posixpath.relpath(f"/{there}", f"/{here}")
    shared = 0
    while shared < min(len(theirs), len(ours)) and theirs[shared] == ours[shared]:
        shared += 1
    return "/".join([".."] * (len(ours) - shared) + theirs[shared:]) or "."


@functools.lru_cache(maxsize=10_000)
def _folder(path: str) -> str:
    """Return the folder that the builders serve a Markdown file as: `a/b.md` is `a/b`, `a/index.md` is `a`."""
    stem = path.removesuffix(".md")
    return posixpath.dirname(stem) if posixpath.basename(stem) == "index" else stem
