"""Two states of the data, told as a reader would notice it: in Markdown sentences, grouped by the thing.

What a change must not do is named as well: let an id disappear, or step down in firmness without a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.facts import Facts
from ..model.records import CONFIRMED, STATUSES, UNKNOWN, Claim, Entity, FollowUp, keys
from ..model.text import lower_first
from ..model.values import Prose
from .markdown import plain

_DETAILS: tuple[tuple[str, Callable[[Facts, Claim], str]], ...] = (
    ("said by", lambda facts, claim: facts.entities[facts.speaker(claim)].name),
    ("deciding words", lambda _, claim: f"“{claim.wording}”" if claim.wording else "none"),
    ("place", lambda _, claim: f"paragraph {claim.paragraph}, sentence {claim.sentence or 'not given'}"),
)


@dataclass
class Difference:
    """What changed.

    Attributes:
        sentences: sentences in Markdown, by the heading that they stand under.
        problems: what must be fixed before the change can be taken, in sentences.
    """

    sentences: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        blocks = [("To fix first", self.problems), *self.sentences.items()]
        shown = [f"### {heading}\n\n" + "".join(f"- {line}\n" for line in lines) for heading, lines in blocks if lines]
        return "\n".join(shown) or "Readers will notice no change in the facts.\n"


def compare(old: Facts, new: Facts) -> Difference:
    """Return what a reader would notice between two states."""
    difference = Difference()
    # What was, by the id that it has now.
    entities = {new.resolve_id(id): entity for id, entity in old.entities.items()}
    claims = {new.resolve_id(id): claim for id, claim in old.claims.items()}

    untold: list[str] = []
    for entity in new.entities.values():
        lines = difference.sentences[plain(entity.name)]
        lines += _entity(entities.get(entity.id), entity, old, new)
        for claim in new.claims_of(entity.id):
            was = claims.get(claim.id)
            changed = list(_claim(was, claim, old, new))
            lines += changed
            if changed and (claim.changed == was.changed if was else not claim.recorded):
                untold.append(claim.id)
            if was and changed:
                lines += _resting(claim, new)
                difference.problems += _step_down(was, claim, new)
        for id, was in claims.items():
            if id not in new.claims and new.resolve_id(was.subject) == entity.id:
                lines.append(f"{plain(was.property.label)}: no longer claimed; it was {said(old, was)}")
                difference.problems.append(_lost(was.id))
        lines += _follow_ups(entity, old, new)
    difference.problems += _lost_follow_ups(old, new)
    for id, gone in entities.items():
        if id not in new.entities:
            difference.sentences[plain(gone.name)].append("no longer on the site")
            difference.problems.append(_lost(gone.id))
    if untold:
        cure = "a new claim has its day under `recorded`, a corrected one under `changed`"
        difference.sentences["The feed"].append(f"says nothing of {plain(_names(new, untold))}: {cure}")
    difference.sentences["Sources"] += _records("source", old.sources, new.sources)
    for name in ("types", "statuses", "kinds", "outcomes", "properties"):
        difference.sentences["Words of the site"] += _records(name, getattr(old, name), getattr(new, name))
    return difference


def said(facts: Facts, claim: Claim) -> str:
    """Return a claim in Markdown: `expected about £17,000`, `**confirmed £17,490**`."""
    if claim.status.id == UNKNOWN:
        return f"not known ({plain(facts.claim_text(claim))})"
    kind = f" ({claim.shown_kind.label})" if claim.shown_kind else ""
    words = plain(f"{claim.status.label.lower()}{kind} {facts.claim_text(claim)}")
    return f"**{words}**" if claim.status.id == CONFIRMED else words


def _lost(id: str) -> str:
    return f"`{id}` is gone, and others link to it: keep it, or list it under `moved`"


def _entity(was: Entity | None, now: Entity, old: Facts, new: Facts) -> Iterator[str]:
    if was is None:
        yield f"new on the site: {plain(new.prose_text(now.summary))}"
        return
    if was.id != now.id:
        yield f"moved from `{was.id}` to `{now.id}`"
    if was.name != now.name:
        yield f"renamed from {plain(was.name)}"
    if _reads_otherwise(was.summary, now.summary, old, new):
        yield f"summary: {plain(new.prose_text(now.summary))}"
    if was.aka != now.aka:
        yield f"also known as: {plain('; '.join(now.aka)) or 'nothing else'}"


def _claim(was: Claim | None, now: Claim, old: Facts, new: Facts) -> Iterator[str]:
    label = plain(now.property.label)
    if was is None:
        yield f"{label}: new, {said(new, now)}"
        return
    if new.resolve_id(was.id) != was.id:
        yield f"{label}: moved from `{was.id}`"
    before, after = said(old, was), said(new, now)
    if before != after:
        yield f"{label}: {before} → {after}" + (" (a step down)" if _firmness(now) < _firmness(was) else "")
    details = [(what, show(old, was), show(new, now)) for what, show in _DETAILS]
    details.append(("rests on", _names(new, map(new.resolve_id, was.rests_on)), _names(new, now.rests_on)))
    for what, one, other in details:
        if one != other:
            yield f"{label}, {what}: {plain(one)} → {plain(other)}"
    if _reads_otherwise(was.note, now.note, old, new):
        before, after = plain(old.prose_text(was.note)), plain(new.prose_text(now.note))
        yield f"{label}, note: {before or 'none'} → {after or 'none'}"


def _reads_otherwise(was: Prose, now: Prose, old: Facts, new: Facts) -> bool:
    """Return whether its own words changed: not only the id of what it links to, or the value of a claim that it
    shows.
    """
    return was != now and old.prose_text(was) != new.prose_text(now)


def _firmness(claim: Claim) -> int:
    return -STATUSES.index(claim.status.id)


def _step_down(was: Claim, now: Claim, new: Facts) -> Iterator[str]:
    if _firmness(now) < _firmness(was) and (not now.note or was.note == now.note):
        statuses = f"from {was.status.label.lower()} to {now.status.label.lower()}"
        yield f"{plain(_names(new, [now.id]))}: a step down {statuses} needs a note that says why"


def _resting(claim: Claim, new: Facts) -> Iterator[str]:
    resting = [other.id for other in new.resting_on(claim.id)]
    if resting:
        what = (
            "this claim rests on it: read it"
            if len(resting) == 1
            else f"these {len(resting)} claims rest on it: read them"
        )
        yield f"{what} again: {plain(_names(new, resting))}"


def _names(facts: Facts, claims: Iterable[str]) -> str:
    """Return claims as readers know them: "The Bridge, price"."""
    known = [facts.claims[id] for id in claims if id in facts.claims]
    names = (facts.title(claim.id) for claim in known)
    return "; ".join(names) or "nothing"


def _follow_ups(entity: Entity, old: Facts, new: Facts) -> Iterator[str]:
    """Yield the follow-ups that came, changed or went. Each is told once, under the thing that it names first."""

    def shown(facts: Facts) -> list[str]:
        mine = (news for news in facts.follow_ups if new.resolve_id(news.about[0]).partition(".")[0] == entity.id)
        return [_follow_up(facts, news) for news in mine]

    before, after = shown(old), shown(new)
    yield from (f"new follow-up, {line}" for line in after if line not in before)
    yield from (f"follow-up taken back, {line}" for line in before if line not in after)


def _lost_follow_ups(old: Facts, new: Facts) -> Iterator[str]:
    """Yield follow-ups that were corrected, and got another id by it. One that was taken back leaves nothing to
    keep.
    """
    before, after = {news.id: news for news in old.follow_ups}, {news.id: news for news in new.follow_ups}
    for id, was in before.items():
        words = old.prose_text(was.says)
        now = next(
            (news for news in after.values() if news.id not in before and new.prose_text(news.says) == words), None
        )
        if id not in after and now:
            yield f"the follow-up `{id}` would be `{now.id}`, and feed readers know it: give it the key `id: {id}`"


def _follow_up(facts: Facts, news: FollowUp) -> str:
    properties = ", ".join(lower_first(facts.properties[id.partition(".")[2]].label) for id in news.about)
    sources = ", ".join(facts.sources[id].name for id in news.sources)
    return plain(f"{news.date}, {news.outcome.label} ({properties}): {facts.prose_text(news.says)} ({sources})")


def _records(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield changes in records that have no page of their own, key by key."""
    yield from (f"{what}: `{id}` is new" for id in new if id not in old)
    yield from (f"{what}: `{id}` is gone" for id in old if id not in new)
    for id in (id for id in new if id in old):
        for name, (attribute, _) in keys(new[id].__class__).items():
            before, after = getattr(old[id], attribute), getattr(new[id], attribute)
            if before != after:
                yield f"{what} `{id}`, {name}: {plain(_shown(before))} → {plain(_shown(after))}"


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value or "none")
