"""The pages of a world as a person would write them in Markdown, without macros.

They hold what a reader gets from the facts: of every claim its value, its badge, who says so and where, the deciding
words, the note, what it rests on and what falls with it, what is known now, and what became of it; of every thing what
links to it. They
are written with tables, lists, links, and classes for the badges. What no person would write is left out: the drawings
of the chains, the facts for search engines, and what passes a claim on.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from macros.model.facts import Facts, Link
from macros.model.history import Entry
from macros.model.records import Answer, Claim, Entity, FollowUp, Statement
from macros.model.text import lower_first
from macros.model.values import Reference, Value
from macros.model.vocabulary import FACT, UNKNOWN, Term
from macros.rendering.urls import DEFINITIONS, path_of

#: What the definitions are of, by the heading above them.
VOCABULARIES = {"Statuses": "statuses", "Kinds": "kinds", "What became of it": "outcomes"}


def definitions(facts: Facts) -> str:
    """The page that tells what the badges mean."""
    blocks: list[str] = []
    for title, vocabulary in VOCABULARIES.items():
        terms: Mapping[str, Term] = getattr(facts, vocabulary)
        blocks += [f"## {title}", *(f"**{term.label}**{{ #{term.id} }}: {term.means}" for term in terms.values())]
    return _page("How to read this site", blocks)


def index(facts: Facts, type: str) -> str:
    """The page that lists the things of a type."""
    page = _Page(facts, f"{type}/index.md")
    listed = [page.listed(entity) for entity in facts.entities_of(type)]
    return _page(type.capitalize(), ["\n".join(listed)])


def thing(facts: Facts, entity: Entity) -> str:
    """The page of a thing."""
    page = _Page(facts, path_of(entity))
    head = ["---", f"description: {facts.prose_text(entity.summary)}", f"tags: [{', '.join(entity.aka)}]", "---", ""]
    lines = [
        f"[{facts.types[entity.type].one}](index.md)",
        page.prose(entity.summary),
        f"Readers also search for: {'; '.join(entity.aka)}. {page.counts(entity)}.",
        "## What the article says",
        "\n".join(page.table(entity)),
        "## What links here",
        *page.mentions(entity),
    ]
    return "\n".join(head) + _page(entity.name, lines)


def _page(title: str, blocks: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", *blocks]) + "\n"


def _anchor(entry: Entry) -> str:
    return entry.id.partition(".")[2]


class _Page:
    """A page with what stands on it, and the links as they are written there.

    Args:
        path: its Markdown file below `docs/`.
    """

    def __init__(self, facts: Facts, path: str) -> None:
        self._facts = facts
        self._path = path

    def _link(self, words: str, path: str, anchor: str = "") -> str:
        way = "" if path == self._path else posixpath.relpath(path, posixpath.dirname(self._path))
        return f"[{words}]({way}{f'#{anchor}' if anchor else ''})"

    def _badge(self, claim: Statement) -> str:
        term = claim.kind if claim.kind and claim.kind.id != FACT else claim.status
        return self._link(claim.badge, DEFINITIONS, term.id) + f"{{ .badge .badge--{claim.status.id} }}"

    def _claim(self, claim: Claim, words: str) -> str:
        address = path_of(self._facts.entities[claim.subject])
        return f"{self._link(words, address, claim.property.id)} {self._badge(claim)}"

    def _full(self, claim: Claim) -> str:
        return self._claim(claim, f"{self._facts.title(claim.id)}: {self._facts.claim_text(claim)}")

    def _entity(self, id: str, words: str | None = None) -> str:
        entity = self._facts.entities[id]
        return self._link(words or entity.name, path_of(entity))

    def prose(self, text: Value) -> str:
        """A text with its links."""
        return "".join(self._reference(part) if isinstance(part, Reference) else part for part in text.parts)

    def _reference(self, reference: Reference) -> str:
        claim = self._facts.claims.get(reference.id)
        if claim:
            return self._claim(claim, reference.words or self._facts.claim_text(claim))
        return self._entity(reference.id, reference.words)

    def counts(self, entity: Entity) -> str:
        """How many claims about a thing have each status."""
        facts = self._facts
        numbers = {status: len(facts.select(subject=entity.id, status=status)) for status in facts.statuses}
        return ", ".join(
            f"{number} {lower_first(facts.statuses[status].label)}" for status, number in numbers.items() if number
        )

    def listed(self, entity: Entity) -> str:
        """A thing in a list."""
        return f"- {self._entity(entity.id)}: {self._facts.prose_text(entity.summary)} {self.counts(entity)}"

    def table(self, entity: Entity) -> Iterator[str]:
        """The claims about a thing, a row for each, and the questions left unstated."""
        yield "| | What the article says | Status | Known now | Source | Evidence | Since then |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        for claim in self._facts.claims_of(entity.id):
            label = f"[{claim.property.label}](#{claim.property.id}){{ #{claim.property.id} }}"
            value, badge = self._value(claim), self._badge(claim)
            cells = (label, value, badge, self._now(claim), self._who(claim), self._evidence(claim), self._since(claim))
            yield f"| {' | '.join(cells)} |"
        for property, answer in self._facts.questions(entity):
            if not answer:
                yield f"| {property.label} | Not stated | | | | | |"

    def _now(self, claim: Claim) -> str:
        """What is known now of a question that reports speak to."""
        history = self._facts.histories.get(claim.id)
        entries = [line.entry for line in history.now] if history else []
        lines = [f"{self._answer(entry)} [{self._answered_by(entry)}](#{_anchor(entry)})" for entry in entries]
        if lines or not self._facts.news(claim.id):
            return "<br>".join(lines)
        return "Later reports give no new value" if self._facts.reported_since(claim.id) else "Nothing newer"

    def _answer(self, entry: Entry) -> str:
        answer = entry.statement
        assert isinstance(answer, Answer)
        return f"{self._facts.answer_text(answer)} {self._badge(answer)}"

    def _answered_by(self, entry: Entry) -> str:
        assert entry.news and isinstance(entry.statement, Answer)
        return f"{self._facts.speaker_text(entry.news, entry.statement)}, {entry.date}"

    def _value(self, claim: Claim) -> str:
        if claim.status.id == UNKNOWN:
            return self.prose(claim.detail)
        before, after = claim.property.around
        value = self.prose(claim.value) if claim.value else ""
        return ", ".join(filter(None, (before + value + after, self.prose(claim.detail))))

    def _who(self, claim: Claim) -> str:
        speaker = self._facts.entities[self._facts.speaker(claim)]
        who = self._entity(speaker.id) + (", quoted by the article" if speaker.speaks else "")
        where = f"paragraph {claim.paragraph}, sentence {claim.sentence}"
        article = self._link("the article", "article.md", f"paragraph-{claim.paragraph}")
        return f"{who}, {where} of {article}" + (f": “{claim.wording}”" if claim.wording else "")

    def _evidence(self, claim: Claim) -> str:
        because = "Expected because" if claim.status.id == "expected" else "Depends on"
        texts = (
            self.prose(claim.note),
            *self._chain(because, self._facts.dependencies(claim)),
            *self._chain("Claims that depend on this:", self._facts.dependents(claim)),
        )
        return "<br>".join(filter(None, texts))

    def _chain(self, words: str, links: tuple[Link, ...]) -> Iterator[str]:
        for link in links:
            yield f"{words} {self._full(link.claim)}"
            yield from self._chain(words, link.next)

    def _since(self, claim: Claim) -> str:
        """What became of a claim. Where there are answers, the article's own stands above them."""
        news = self._facts.news(claim.id)
        article = f"The article said {self._value(claim)} {self._badge(claim)}"
        above = [article] if claim.id in self._facts.histories else []
        return "<br>".join([*above, *(self._became(claim, one) for one in news)]) or "No news"

    def _became(self, claim: Claim, news: FollowUp) -> str:
        when = "Already reported" if self._facts.came_before(news) else "Since then"
        sources = "; ".join(f"[{self._facts.sources[id].name}]({self._facts.sources[id].url})" for id in news.sources)
        answers = "".join(
            f"{self._answer(entry)} **{self._answered_by(entry)}**{{ #{_anchor(entry)} }} "
            for entry in self._facts.entries_of(news, claim.id)
        )
        return f"{when} · **{news.outcome_label}** {answers}{self.prose(news.says)} {news.date}, {sources}"

    def mentions(self, entity: Entity) -> Iterator[str]:
        """What links to a thing: the claims that name it, by heading, then those that mention it."""
        for heading, claims in self._facts.naming(entity.id).items():
            yield f"### {heading}"
            yield "\n".join(f"- {self._claim(claim, self._facts.entities[claim.subject].name)}" for claim in claims)
        others = self._facts.mentioning(entity.id)
        if others:
            yield "### Also linked from"
            yield "\n".join(f"- {self._full(claim)}" for claim in others)
        if not others and not self._facts.naming(entity.id):
            yield "No claim about anything else links here."
