"""What is new for whoever follows the site: follow-ups, and claims that are new or were corrected.

Everything is dated by the day on which it came into the data, and not by the build: a feed reader tells it once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import NamedTuple

from ..model.facts import Facts
from ..model.records import Answer, FollowUp
from ..model.values import Day
from .fields import ExportContext

# Ids are made from this and the records' own, so they stay when the site moves. It never changes.
_NAMESPACE = uuid.UUID("7c2f4c39-6a4e-4b0e-9d53-5f1c1a0e8b6d")
_MOST = 100


class Entry(NamedTuple):
    """One entry of the feed, in plain text."""

    id: str
    title: str
    address: str
    says: str
    published: Day
    updated: Day


def feed_id() -> str:
    """Return the id of the feed itself."""
    return _urn("feed")


def entries(context: ExportContext) -> list[Entry]:
    """Return the latest entries, newest first."""
    follow_ups = (_follow_up(context, news) for news in context.facts.follow_ups)
    # Of the same day, what stands further down in the data is the newer.
    claims = [*_article(context), *_claims(context), *_withdrawals(context)]
    return sorted([*claims, *follow_ups], key=lambda entry: entry.updated.first)[::-1][:_MOST]


def _article(context: ExportContext) -> Iterator[Entry]:
    facts, day = context.facts, context.facts.article.recorded
    if day:
        title = f"The article, claim by claim: {facts.article.title or facts.article.name}"
        counts = ", ".join(
            f"{len(facts.select(status=status.id))} {status.label.lower()}" for status in facts.statuses.values()
        )
        address = context.urls.article()
        yield Entry(
            _urn(f"article {facts.article.id}"), title, address, f"{len(facts.claims)} claims: {counts}.", day, day
        )


def _claims(context: ExportContext) -> Iterator[Entry]:
    """Yield the claims with a day of their own. The others came with the article."""
    facts = context.facts
    for claim in facts.claims.values():
        updated = claim.changed or claim.recorded
        if updated:
            what = "Corrected" if claim.changed else "New claim"
            speaker = facts.entities[facts.speaker(claim)].name
            where = f"{speaker}, paragraph {claim.paragraph} of the article"
            says = f"{claim.status.label}: {facts.claim_text(claim)} ({where})."
            address = context.urls.claim(claim, facts.entities[claim.subject])
            published = facts.recorded(claim) or updated
            title = f"{what}: {facts.title(claim.id)}"
            yield Entry(_claim_urn(facts, claim.id), title, address, says, published, updated)


def _withdrawals(context: ExportContext) -> Iterator[Entry]:
    """Yield the claims that were taken back, each in place of its own entry."""
    facts = context.facts
    for withdrawal in facts.withdrawn.values():
        address = context.urls.property(facts.entities[withdrawal.subject], withdrawal.property)
        says = f"This was our mistake: {facts.prose_text(withdrawal.why)}"
        title = f"Withdrawn: {facts.title(withdrawal.id)}"
        yield Entry(_claim_urn(facts, withdrawal.id), title, address, says, withdrawal.since, withdrawal.since)


def _claim_urn(facts: Facts, id: str) -> str:
    """Return the id of a claim's entry, which it keeps when the claim's own id moves."""
    return _urn(f"claim {(*facts.former_ids(id), id)[0]}")


def _follow_up(context: ExportContext, news: FollowUp) -> Entry:
    facts = context.facts
    when = "Already reported" if facts.came_before(news) else "Since then"
    became = f"{when}, {news.outcome_label}" if news.outcome else when
    title = f"{became}: {'; '.join(map(facts.title, news.about))}"
    sources = "; ".join(facts.sources[id].name for id in news.sources)
    says = f"{facts.prose_text(news.says)} ({sources}, {news.date})"
    answers = "; ".join(_answer(facts, news, answer) for answer in news.answers)
    says += f" Answers: {answers}." if answers else ""
    address = context.urls.follow_up(news)
    updated = news.changed or news.recorded
    return Entry(_urn(f"follow-up {news.id}"), title, address, says, news.recorded, updated)


def _answer(facts: Facts, news: FollowUp, answer: Answer) -> str:
    """Return an answer in words: "The Bridge, price: from €19,490, in France (Confirmed, The Works)"."""
    text = ", ".join(filter(None, (facts.answer_text(answer), facts.scope_text(answer))))
    who = f", {facts.speaker_text(news, answer)}" if answer.by or answer.through else ""
    return f"{facts.title(answer.to)}: {text} ({answer.badge}{who})"


def _urn(name: str) -> str:
    return uuid.uuid5(_NAMESPACE, name).urn
