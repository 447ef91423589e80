"""Facts as HTML: what each macro of a page gives.

A `Page` knows the facts and where it stands. Its public methods are the macros. Those marked `@inline` give HTML for
the middle of a Markdown sentence; those marked `@block` give a finished block that Markdown leaves alone.

The class is long, because it is the list of the macros, and each of them is a few lines.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_type_hints

from ..model.errors import FactsError
from ..model.facts import Facts, UnknownNameError
from ..model.history import Line
from ..model.records import Entity
from ..model.vocabulary import CONFIRMED, NO_NEWS, Problem, shown_kind
from .comparison import comparison
from .drawings import relation_map, relations, timeline
from .markup import block, inline, render
from .urls import Urls, outside, urls_from_root

_CELLS = 100
_PATH = re.compile(r"[\w./-]*", re.ASCII)


class MacroCallError(FactsError):
    """A macro that can't be called so, or not on this page. Its text says why."""


class Page:
    """One page of the site, with the macros that it may call.

    Args:
        facts: all the facts.
        path: the page's Markdown file below `docs/`.
        subject: the id of the entity that the page is about (`entity:` in its front matter), if any.
        repository: the web address of the repository; empty, nothing links to it.
        builder_rewrites_links: what the builder does to addresses (see `Urls`).
        site: the web address of the site; empty, it is not known.
        api_records: the fields of each record that programs get, by the name of the record.
    """

    def __init__(
        self,
        facts: Facts,
        path: str,
        subject: str | None = None,
        repository: str = "",
        builder_rewrites_links: bool = False,
        site: str = "",
        api_records: Mapping[str, Iterable[Any]] | None = None,
    ) -> None:
        self._facts = facts
        self._subject = subject
        self._urls = Urls(path, builder_rewrites_links)
        self._site = site
        self._api_records = api_records or {}
        self._repository = repository.rstrip("/")

    def _render(self, template: str, **context: Any) -> str:
        return render(template, facts=self._facts, urls=self._urls, repository=self._repository, **context)

    @property
    def _entity(self) -> Entity:
        if not self._subject:
            raise MacroCallError("the page names no `entity:` in its front matter")
        return self._facts.entity(self._subject)

    # --- inside a sentence --------------------------------------------------------------------------------------------

    @inline
    def fact(self, claim: str, start: bool = False) -> str:
        """Return a claim's value with its badge, linked to the claim; at the start of a sentence with a capital."""
        return self._render("fact.html", claim=self._facts.claim(claim), start=start)

    @inline
    def badge(self, status: str, kind: str | None = None) -> str:
        """Return a badge, linked to its definition."""
        term = self._facts.kind(kind) if kind else None
        return self._render("badge.html", status=self._facts.status(status), kind=shown_kind(term))

    @inline
    def link(self, entity: str, words: str | None = None) -> str:
        """Return a link to an entity's page, under its name or other words."""
        return self._render("link.html", entity=self._facts.entity(entity), words=words)

    @inline
    def name(self, entity: str | None = None) -> str:
        """Return the name of an entity; left out, of the one that the page is about."""
        return self._render("name.html", entity=self._facts.entity(entity) if entity else self._entity)

    @inline
    def count(self, **filters: str | int) -> str:
        """Return how many claims fit the filters (see `claims`)."""
        return str(len(self._facts.select(**filters)))

    @inline
    def cite(self) -> str:
        """Return the article: its title, who published it, and when."""
        return self._render("cite.html", article=self._facts.article, is_there=self._urls.is_article())

    @inline
    def whereabouts(self) -> str:
        """Return where the article can be read: its address, or that none was found, and how to look for it."""
        return self._render("whereabouts.html", article=self._facts.article)

    @inline
    def repository(self, words: str) -> str:
        """Return some words, as a link to the repository if its address is known."""
        return self._render("repository.html", words=words)

    @inline
    def followed(self) -> str:
        """Return the day on which the reports after the article were last checked."""
        article = self._facts.article
        return f"{article.followed or 'no day yet'}{f' ({article.followed_note})' if article.followed_note else ''}"

    @inline
    def download(self, path: str) -> str:
        """Return a link to a file that `export` writes, by its path below the site's root."""
        return self._render("download.html", path=_plain_path(path))

    @inline
    def data_files(self) -> str:
        """Return links to the files in which the facts are written, as this site was made from them."""
        return self._render("data_files.html")

    def site(self, path: str = "") -> str:
        """Return the whole address of a file, for an example in code; a placeholder where the site's is not known."""
        return outside(urls_from_root(self._site or "https://example.org/").site + _plain_path(path))

    # --- blocks about the page's entity -------------------------------------------------------------------------------

    @block
    def summary(self) -> str:
        """Return what the page's entity is, its other names, and its own part of the map if that has a few lines."""
        entity = self._entity
        type, part = self._facts.types[entity.type].one, relations.part_of(self._facts, entity)
        return self._render("summary.html", entity=entity, type=type, part=part)

    @block
    def facts(self) -> str:
        """Return the claims about the page's entity, and the questions left unstated, each with what is known now and
        with its evidence.
        """
        facts, entity = self._facts, self._entity
        withdrawn = {one.property: one for one in facts.withdrawn_from(entity.id)}
        unread = facts.unread_of(entity.id) if facts.problems else {}
        unstated = [asked for asked, claim in facts.questions(entity) if not claim and asked.id not in unread]
        reported = [property for property in unstated if facts.news(f"{entity.id}.{property.id}")]
        rows = [*((claim.property, claim) for claim in facts.claims_of(entity.id)), *((one, None) for one in reported)]
        rank = {id: number for number, id in enumerate(facts.properties)}
        return self._render(
            "facts.html",
            entity=entity,
            rows=sorted(rows, key=lambda row: rank[row[0].id]) if reported else rows,
            unread=unread,
            former=facts.former_anchors(entity.id),
            reported=reported,
            withdrawn=withdrawn,
            silent=[property for property in unstated if property not in reported and property.id not in withdrawn],
            unstated={property.id for property in unstated},
        )

    @block
    def mentions(self) -> str:
        """Return what links to the page's entity: by heading, claims that name it and what is known now and does; then
        claims that mention it.
        """
        facts, entity = self._facts, self._entity
        groups = facts.naming(entity.id)
        known: dict[str, list[Line]] = {}
        for line in facts.known_naming(entity.id).values():
            known.setdefault(line.entry.statement.property.inverse, []).append(line)
        return self._render(
            "mentions.html",
            entity=entity,
            headings=dict.fromkeys((*groups, *known)),
            groups=groups,
            known=known,
            others=facts.mentioning(entity.id),
        )

    @block
    def moved_to(self) -> str:
        """Return a link to the page's entity under its new id, for the page that stays at the old address."""
        return self._render("moved_to.html", entity=self._entity)

    # --- blocks for any page ------------------------------------------------------------------------------------------

    @block
    def today(self, entity: str) -> str:
        """Return what is known now of an entity, for whoever has ten seconds: the questions marked `today`."""
        about = self._facts.entity(entity)
        questions = [(property, claim) for property, claim in self._facts.questions(about) if property.today]
        if not questions:
            raise MacroCallError(f'"{entity}" is asked no question that has `today: true`')
        return self._render("today.html", entity=about, questions=questions)

    @block
    def answers(self, entity: str, after_today: bool = False) -> str:
        """Return readers' questions about an entity: what the article said, beside what is known now.

        With `after_today`, what `today` says above is not said again at length.
        """
        about = self._facts.entity(entity)
        return self._render(
            "answers.html",
            entity=about,
            questions=self._facts.questions(about),
            named_by=self._facts.asked_of_who_names(about),
            after_today=after_today,
        )

    @block
    def tally(self, subject: str | None = None) -> str:
        """Return how much is confirmed, expected and not known, drawn as a bar: of everything, or of one entity."""
        claims = self._facts.select(subject=subject)
        counts = Counter(claim.status.id for claim in claims)
        kinds = Counter(claim.kind.id for claim in claims if claim.kind)
        return self._render(
            "tally.html",
            subject=subject,
            voices=self._facts.voices(subject),
            counts=counts,
            kinds=[(self._facts.kinds[kind], number) for kind, number in kinds.most_common()],
            cells={status: _share(counts[status], len(claims)) for status in self._facts.statuses},
        )

    @block
    def claims(self, **filters: str | int) -> str:
        """Return a table of claims: all, or those that fit `status`, `kind`, `subject`, `type`, `property`, `by`,
        `paragraph`
        and `outcome`."""
        claims = self._facts.select(**filters)
        unread = {} if filters else self._unread()
        return self._render("claims.html", claims=claims, unread=unread, sortable=False, one_voice="by" in filters)

    def _unread(self) -> dict[str, tuple[Problem, ...]]:
        """Return the claims that could not be read, each with what is wrong."""
        named = (id for id in self._facts.problems if id.partition(".")[0] in self._facts.entities and "." in id)
        return {id: self._facts.problems[id] for id in named if id not in self._facts.claims}

    @block
    def browse(self) -> str:
        """Return all claims in one table; with scripts, readers filter and sort it, and share the address of what
        they see.
        """
        facts = self._facts
        outcomes = [*((term.id, term.label) for term in facts.outcomes.values()), (NO_NEWS, "no news")]
        return self._render(
            "browse.html",
            statuses=[(term.id, term.label) for term in facts.statuses.values()],
            kinds=[(term.id, term.label) for term in facts.kinds.values()],
            subjects=[(entity.id, entity.name) for entity in facts.entities.values() if facts.claims_of(entity.id)],
            speakers=[(speaker.id, speaker.name) for speaker, _ in facts.voices()],
            outcomes=outcomes,
            unread=self._unread(),
        )

    @block
    def history(self) -> str:
        """Return the questions that have news, with what the article said, what is known now and what became of it;
        with `known`, as it stood on a day.
        """
        facts = self._facts
        claims = [claim for claim in facts.select() if facts.outcome(claim.id) != NO_NEWS]
        return self._render("history.html", claims=claims, unstated=facts.unstated(), unread=self._unread())

    @block
    def known(self) -> str:
        """Return a date that a reader sets: the page then shows what was known on that day."""
        return self._render("known.html")

    @block
    def article(self, paragraph: int) -> str:
        """Return the claims of one paragraph of the article, in order, each with what became of it."""
        return self._render("article.html", claims=self._facts.select(paragraph=paragraph))

    @block
    def compare(self, *ids: str) -> str:
        """Return entities side by side, then and now: a row for each property that one of them has.

        Each id is that of an entity, or of a type, for all that there are of it.
        """
        columns = {entity.id: entity for id in ids for entity in self._entities(id)}
        return self._render("compare.html", table=comparison(self._facts, [*columns.values()]))

    def _entities(self, id: str) -> Iterable[Entity]:
        entity = self._facts.entities.get(str(self._facts.resolve_id(id)))
        if not entity and str(id) not in self._facts.types:
            raise UnknownNameError("entity or type", id, [*self._facts.entities, *self._facts.types])
        return [entity] if entity else self._facts.entities_of(id)

    @block
    def map(self) -> str:
        """Return how the things of the article are connected, then and now: a line for each claim, and for each answer
        that is known now, as firm as its status.
        """
        return self._render("map.html", drawing=relation_map.drawing(self._facts))

    @block
    def ties(self) -> str:
        """Return the lines of the map as a list."""
        groups: dict[str, list[relations.Edge]] = {}
        for edge in relations.edges(self._facts):
            listed = groups.setdefault(edge.subject, [])
            if all(edge.statement is not other.statement for other in listed):
                listed.append(edge)
        ordered = {subject: relations.by_property(self._facts, listed) for subject, listed in groups.items()}
        return self._render("ties.html", groups=ordered)

    @block
    def timeline(self) -> str:
        """Return what the article dates and what became known since, drawn."""
        drawings = [timeline.timeline(self._facts, "wide", 1080, 240), timeline.timeline(self._facts, "narrow", 360)]
        return self._render("timeline.html", drawings=drawings)

    @block
    def dates(self) -> str:
        """Return the timeline as a list."""
        return self._render("dates.html", entries=timeline.entries(self._facts))

    @block
    def changes(self) -> str:
        """Return the follow-ups, newest first."""
        unread = [record for record in self._facts.problems if record.startswith(("follow-up", "answer to"))]
        return self._render("changes.html", follow_ups=self._facts.follow_ups_newest_first, unread=unread)

    @block
    def score(self) -> str:
        """Return what became of the claims that have news, counted by their status and by who said them."""
        silent = self._facts.select(outcome=NO_NEWS)

        def has_news(**said: str) -> bool:
            return len(self._facts.select(**said)) > len(self._facts.select(**said, outcome=NO_NEWS))

        return self._render(
            "score.html",
            statuses=[status for status in self._facts.statuses.values() if has_news(status=status.id)],
            speakers=[speaker for speaker, _ in self._facts.voices() if has_news(by=speaker.id)],
            silent=silent,
        )

    @block
    def index(self, type: str) -> str:
        """Return the entities of a type, each with its summary and what is known of it."""
        return self._render("index.html", entities=self._facts.entities_of(type))

    @block
    def contents(self) -> str:
        """Return all entities below a heading for each type, as `index` does for one."""
        return self._render("contents.html", types={type: self._facts.entities_of(type) for type in self._facts.types})

    @block
    def definitions(self, vocabulary: str) -> str:
        """Return what the words of a vocabulary mean: `statuses`, `kinds` or `outcomes`."""
        vocabularies = {"statuses": self._facts.statuses, "kinds": self._facts.kinds, "outcomes": self._facts.outcomes}
        if str(vocabulary) not in vocabularies:
            raise UnknownNameError("vocabulary", vocabulary, vocabularies)
        return self._render(
            "definitions.html",
            vocabulary=vocabulary,
            terms=vocabularies[vocabulary].values(),
            confirmed=self._facts.statuses[CONFIRMED],
        )

    @block
    def where_to_send(self) -> str:
        """Return how a correction reaches the site: by the repository, or without one as a message or a file."""
        return self._render("where_to_send.html")

    @block
    def properties(self) -> str:
        """Return a table of the properties: what can be claimed, of what, and the question that it answers."""
        return self._render("properties.html")

    @block
    def fields(self, record: str) -> str:
        """Return a table of the fields of a record, as programs get it: `claim`, `entity`, `follow-up` and the like."""
        if str(record) not in self._api_records:
            raise UnknownNameError("record", record, self._api_records)
        return self._render("fields.html", record=record, fields=self._api_records[record])

    @block
    def sources(self) -> str:
        """Return the article and the sources of the follow-ups, with their addresses and what rests on them."""
        cited = Counter(id for news in self._facts.follow_ups for id in news.sources)
        return self._render("sources.html", cited=cited)


#: The macros by name.
MACROS: dict[str, Callable[..., str]] = {
    name: method for name, method in vars(Page).items() if not name.startswith("_") and callable(method)
}


def call_macro(page: Page, macro: str, *args: Any, **kwargs: Any) -> str:
    """Return what a macro gives on a page.

    Raises:
        UnknownNameError: it names something that the data does not have.
        MacroCallError: its arguments are not the macro's, or the page lacks what it needs.
    """
    signature, types = _signature(MACROS[macro])
    try:
        bound = signature.bind(page, *args, **kwargs)
    except TypeError as error:
        raise MacroCallError(str(error)) from None
    for parameter in bound.arguments.keys() - {"self"}:
        for name, value in _given(signature.parameters[parameter], bound.arguments[parameter]):
            if not isinstance(value, types[parameter]):
                raise MacroCallError(f"{name} must be {_TYPES[types[parameter]]}, not {value!r:.40}")
    return MACROS[macro](page, *args, **kwargs)


#: The types of arguments, as whoever writes a page knows them.
_TYPES = {
    str: "a text in quotes",
    str | None: "a text in quotes",
    int: "a number",
    bool: "true or false",
    str | int: "a text in quotes or a number",
}


@functools.cache
def _signature(macro: Callable[..., str]) -> tuple[inspect.Signature, dict[str, Any]]:
    return inspect.signature(macro), get_type_hints(macro)


def _given(parameter: inspect.Parameter, value: Any) -> Iterable[tuple[str, Any]]:
    """Return what was given for a parameter, each value with the name that a page knows it by."""
    if parameter.kind is parameter.VAR_KEYWORD:
        return tuple(value.items())
    if parameter.kind is parameter.VAR_POSITIONAL:
        return [(parameter.name, one) for one in value]
    return [(parameter.name, value)]


def _plain_path(path: str) -> str:
    """Return a path, if there is nothing in it that an address or Markdown could take for its own."""
    if not _PATH.fullmatch(path):
        raise MacroCallError(f'"{path:.40}" is no path of a file below the site, such as "api/v1/claims.json"')
    return path


def _share(count: int, total: int) -> int:
    """Return how many cells of the bar `count` claims take: one each, or their share where there are too many."""
    if total <= _CELLS:
        return count
    return max(round(count * _CELLS / total), 1 if count else 0)
