"""What records say, as plain text: for titles, drawings, the feed, programs and messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from .history import Line
from .records import Answer, Claim, Entity, FollowUp, Source, Statement
from .text import and_list, lower_first
from .values import Date, Reference, Value
from .vocabulary import AIMS, EXPECTED, PLAN, UNKNOWN, Property


class Texts:
    """The texts of records that name one another. `Facts` extends it."""

    claims: Mapping[str, Claim]
    entities: Mapping[str, Entity]
    properties: Mapping[str, Property]
    sources: Mapping[str, Source]

    @property
    def article(self) -> Source:
        """The source whose claims these are."""
        raise NotImplementedError

    def prose_text(self, value: Value) -> str:
        """Return a value as plain text: a reference gives its words, else the name or the value of what it names."""

        def word(reference: Reference) -> str:
            if reference.words:
                return reference.words
            claim = self.claims.get(reference.id)
            return self.claim_text(claim) if claim else self.entities[reference.id].name

        return "".join(word(part) if isinstance(part, Reference) else part for part in value.parts)

    def names(self, ids: Iterable[str]) -> str:
        """Return the names of entities, as a list in a sentence."""
        return and_list([self.entities[id].name for id in ids])

    def title(self, question: str) -> str:
        """Return what a claim or a question is about, as plain text: "The Bridge, price"."""
        subject, _, property = question.partition(".")
        return f"{self.entities[subject].name}, {lower_first(self.label(property))}"

    def label(self, property: str) -> str:
        """Return what readers call a property; one that could not be read has its id."""
        return self.properties[property].label if property in self.properties else property

    def claim_text(self, claim: Statement) -> str:
        """Return what is claimed, as plain text: "about £17,000, similar to another"."""
        detail = self.prose_text(claim.detail)
        before, after = claim.property.around
        value = before + self.prose_text(claim.value) + after if claim.value else ""
        if claim.status.id == UNKNOWN:
            return detail or (f"{value}?" if value else claim.status.label)
        return ", ".join(filter(None, (value, detail)))

    def answer_text(self, answer: Answer) -> str:
        """Return what is answered, as plain text: "from €19,490"; "no longer, since May 2025: another does"."""
        since = f"since {answer.since}" if answer.since else ""
        if answer.no_longer:
            detail = self.prose_text(answer.detail)
            return f"no longer, {since}" + (f": {detail}" if detail else "")
        return ", ".join(filter(None, (self.claim_text(answer), since)))

    def scope_text(self, answer: Answer) -> str:
        """Return where an answer holds and of which version, as plain text: "in France, larger battery"."""
        return ", ".join(filter(None, (f"in {answer.in_}" if answer.in_ else "", answer.variant)))

    def known_text(self, statement: Statement) -> str:
        """Return what is known now, as plain text. It is an answer, or the article's own claim.

        A target or a promise has its kind before it; a plan whose time has passed on the day of the last look reads
        "was planned for 2026", and what was expected by then "was expected for 2026".
        """
        text = self.answer_text(statement) if isinstance(statement, Answer) else self.claim_text(statement)
        return self.known_prefix(statement) + text

    def known_prefix(self, statement: Statement) -> str:
        """Return the words that stand before what is known now: "a target: ", "was planned for ", "was expected for ",
        or none.
        """
        kind, looked, over = statement.kind, self.article.followed, self.over_since(statement)
        if kind and kind.id in AIMS:
            return f"a {kind.label}: "
        if over and looked and over <= looked.first:
            part = "the " if statement.value and " of " in self.prose_text(statement.value) else ""  # of a year
            return f"was {'planned' if kind else 'expected'} for {part}"
        return ""

    def over_since(self, statement: Statement) -> dt.date | None:
        """Return the first day on which the time of a plan or an expectation has passed; None where it has none.

        What lay behind the article already, nobody expects any more: it is only said without certainty.
        """
        is_plan = statement.kind is not None and statement.kind.id == PLAN
        if isinstance(statement.value, Date) and (is_plan or statement.status.id == EXPECTED):
            last, published = statement.value.last, self.article.date
            return last + dt.timedelta(days=1) if is_plan or not published or last > published.last else None
        return None

    def speaker_text(self, news: FollowUp, answer: Answer) -> str:
        """Return who gives an answer, as plain text: "The Works, through Ada Example", or else the sources."""
        by = self.entities[answer.by].name if answer.by else ""
        through = f"through {answer.through}" if by and answer.through else answer.through
        return ", ".join(filter(None, (by, through))) or "; ".join(self.sources[id].name for id in news.sources)

    def line_text(self, line: Line) -> str:
        """Return what is known now with its badge and who says so, as plain text: "from €19,490, in France
        (Confirmed; The Works, 16 December 2025)".
        """
        entry, statement = line.entry, line.entry.statement
        text = self.known_text(statement)
        if entry.news and isinstance(statement, Answer):
            text = ", ".join(filter(None, (text, self.scope_text(statement))))
            who = self.speaker_text(entry.news, statement)
        else:
            who = "the article"
        return f"{text} ({statement.badge}; {who}, {entry.date})"
