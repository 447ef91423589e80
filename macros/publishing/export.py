"""Everything that the site publishes beside its pages, and the policy in every page. It works the same on what either
builder has built."""

from __future__ import annotations

import functools
import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

from markupsafe import escape
from rcssmin import cssmin
from rjsmin import jsmin

from ..model.errors import FactsError
from ..model.facts import Facts
from ..model.history import ROLES
from ..model.text import CLAIM_ID, ID
from ..model.vocabulary import UNKNOWN
from ..rendering.drawings.text_metrics import width
from ..rendering.markup import draw
from ..rendering.urls import API, FEED, badge_file, data_file, known_now_badge_file, urls_from_root
from . import csp
from .api import Records, documents, json_text, tables
from .csp import CspError
from .feed import entries, feed_id
from .fields import ExportContext
from .made import Made
from .writing import write

# What the site adds to the theme, and what leaves out of it all that only its makers read.
_MINIFIERS = {"assets/site.css": cssmin, "assets/site.js": jsmin}
# The theme's override writes it into every page (https://ogp.me/), and minifiers may change its quotes.
_SITE_NAME = re.compile(r"""<meta property=["']?og:site_name["']? content=["']([^"']*)["']""")
# An element's id, which is its address on the page. In a text, < is never written as such.
_ELEMENT_ID = re.compile(r"""<[a-zA-Z][^<>]*?\sid=["']?([^"'\s>]+)""")
# The same and more, also in texts, and soon found.
_ANY_ID = re.compile(r"""id=(?<=\sid=)["']?([^"'\s>]+)""")
# The size of a badge's type, and the room around it. The drawing stretches the words to fit exactly.
_SIZE, _AROUND = 12, 31
# What only an export ever makes, by the folder: the files of claims and things, some of which may have gone.
_NAMES = {
    f"{API}entities": re.compile(rf"{ID.pattern}\.json"),
    "badges": re.compile(rf"{CLAIM_ID.pattern}(\.now)?\.svg"),
}
# No text of the data holds it.
_SAYS = "\x00"


class ExportError(FactsError):
    """Pages that can't be published as they are. Its arguments say which, and why."""


def export(facts: Facts, folder: Path, site: str = "") -> int:
    """Write the files beside the pages of a built site, put the policy into its pages, and shorten what they load.

    Args:
        folder: where the site was built.
        site: its web address; empty, it is not known.

    Returns:
        How many files were written. One that was there already, with the same content, is left alone; one that an
        earlier export wrote, and that there is nothing for any more, is removed.

    Raises:
        ExportError: the data has problems, there is no page, one can't have a strict policy, or two things in it have
            one address.
        OutsideError: a file would lie outside the folder.
        Nothing was written then.
    """
    if facts.problems:
        raise ExportError("the data has problems; what can be read of it is for a preview alone")
    written = files(facts, site, site_name(folder)) | _pages_with_policy(folder) | _minified_assets(folder)
    return write(folder, written, _NAMES)


def site_name(folder: Path) -> str:
    """Return what a built site is called, by its own front page; empty if that is not there or doesn't say."""
    page = "index.html"
    match = _SITE_NAME.search(_read(folder, page)) if (folder / page).is_file() else None
    return unescape(match[1]) if match else ""


def files(facts: Facts, site: str = "", name: str = "") -> Made[str]:
    """Return the API, the feed, the badges and the data as it is written, by their paths below the site's root.

    Args:
        site: the site's web address; empty, it is not known.
        name: what the site is called; empty, it goes by the name of the article's source.
    """
    context = ExportContext(facts, urls_from_root(site), name or facts.article.name)
    records = Records(context)
    api = documents(context, records)
    beside = {
        **{path: partial(_json_file, api, path) for path in api},
        **{data_file(name): partial(str, text) for name, text in facts.files.items()},
        FEED: partial(_feed, context),
    }
    return Made(beside) | tables(context, records) | _badges(facts)


def _json_file(api: Made[Any], path: str) -> str:
    return f"{json_text(api[path])}\n"


def _feed(context: ExportContext) -> str:
    news, article = entries(context), context.facts.article
    published = article.date.last if article.date else None
    return draw(
        "feed.xml",
        id=feed_id(),
        title=context.site_name,
        own=context.urls.file(FEED),
        page=context.urls.follow_ups(),
        updated=max((entry.updated.iso for entry in news), default=published and published.isoformat()),
        entries=news,
    )


def _shared_ids(html: str) -> list[str]:
    """Return the ids that more than one element of a page has."""
    ids = _ANY_ID.findall(html)
    if len(set(ids)) == len(ids):
        return []
    return [id for id, number in Counter(_ELEMENT_ID.findall(html)).items() if number > 1]


def _read(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ExportError(f"{name}:1: this is not UTF-8, so this builder has not built it") from None


def _badges(facts: Facts) -> Made[str]:
    """Return the drawings of badges by their paths, each also under the ids that its claim or question once had."""
    answered = [question for question, history in facts.histories.items() if history.now]
    sorts = (
        (badge_file, _claim_badge, facts.claims),
        (badge_file, _withdrawal_badge, facts.withdrawn),
        (known_now_badge_file, _known_now_badge, answered),
    )
    return Made(
        {
            file(id): partial(drawn, facts, now)
            for file, drawn, ids in sorts
            for now in ids
            for id in (now, *facts.former_ids(now))
        }
    )


def _claim_badge(facts: Facts, id: str) -> str:
    claim, publisher = facts.claims[id], facts.entities[facts.article.publisher].name
    says = f"{claim.badge}: {facts.title(id)}: {facts.claim_text(claim)} (article of {publisher})"
    return _badge(claim.status.id, claim.badge, says)


def _withdrawal_badge(facts: Facts, id: str) -> str:
    """Return what whoever embeds the badge of a claim sees once it was taken back."""
    return _badge(UNKNOWN, "Withdrawn", f"Withdrawn on {facts.withdrawn[id].since}: {facts.title(id)}")


def _known_now_badge(facts: Facts, question: str) -> str:
    """Return the badge of what is known now: what is on record, or else the newest that there is."""
    known = facts.histories[question].now
    first = min(known, key=lambda line: ROLES.index(line.role)).entry.statement
    says = f"Known now: {facts.title(question)}: {'; '.join(map(facts.line_text, known))}"
    return _badge(first.status.id, f"Known now: {first.badge}", says)


def _badge(status: str, words: str, says: str) -> str:
    return str(escape(says)).join(_drawn(status, words))


@functools.cache  # the badges of a site differ in what they say at length, and in little else
def _drawn(status: str, words: str) -> list[str]:
    """Return the drawing of a badge, in the parts between which it says at length what it stands for."""
    size = round(width(words, _SIZE, apart=0)) + _AROUND
    return draw("badge.svg", status=status, words=words, says=_SAYS, width=size).split(_SAYS)


def _minified_assets(folder: Path) -> Made[str]:
    found = {name: shorten(_read(folder, name)) for name, shorten in _MINIFIERS.items() if (folder / name).is_file()}
    return Made({name: partial(str, text) for name, text in found.items()})


def _below(folder: str, above: str = "") -> Iterator[str]:
    """Yield the files below a folder, by their paths. What a link leads to is not looked into."""
    if not above and not os.path.isdir(folder):  # noqa: PTH112 - as below, a path for each name takes long
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{above}{entry.name}/")
            elif entry.is_file():
                yield above + entry.name


def _pages_with_policy(folder: Path) -> Made[str]:
    """Return the pages that get a policy, or another one, and the headers that say the same.

    They are read twice, since none is written before all are known to be fine.
    """
    paths = sorted(_below(str(folder)), key=lambda name: name.split("/"))
    pages = [name for name in paths if name.endswith(".html")]
    allowed: dict[str, csp.Inline] = {}
    sealed = {}
    problems = [] if pages else [f"{folder} holds no page; build the site there first"]
    unknown = [name for name in paths if csp.runs(name) and not csp.is_known(name)]
    problems += [f"{name}:1: a browser would run this, and no script runs but {csp.SCRIPT}" for name in unknown]
    for name in pages:
        try:
            html = _read(folder, name)
            problems += [f"{name}: two things have the address #{id}; rename one of them" for id in _shared_ids(html)]
            allowed[name] = csp.inline(html)
            if csp.with_csp_meta(html, allowed[name]) != html:
                sealed[name] = partial(_sealed, folder, name, allowed[name])
        except CspError as error:
            problems += [f"{name}:{problem}" for problem in error.args]
        except ExportError as error:
            problems += error.args
    if problems:
        raise ExportError(*problems)
    return Made({**sealed, "_headers": partial(csp.headers, allowed.values())})


def _sealed(folder: Path, name: str, allowed: csp.Inline) -> str:
    return csp.with_csp_meta(_read(folder, name), allowed)
