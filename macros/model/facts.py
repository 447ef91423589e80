"""The graph of facts: every record, and the look-ups over them.

It is one class, because each look-up is a few lines over an index of the same records; to split it would only spread
them over classes that hold one another.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from .errors import FactsError
from .history import Entry, History, Line, history
from .records import Claim, Entity, FollowUp, Source, Statement, Withdrawal
from .text import and_list, did_you_mean, did_you_mean_claim
from .texts import Texts
from .values import Day, Prose
from .vocabulary import CONFIRMED, NO_NEWS, OPEN, EntityType, Problem, Property, Term

K = TypeVar("K")
V = TypeVar("V")

# Longer than any chain that a reader follows, and short enough for Python's stack.
_CHAIN = 50


class UnknownNameError(FactsError, LookupError):
    """An id, status, kind or the like that the data does not have. Its text says so, and which one is near."""

    def __init__(self, what: str, name: object, known: Iterable[str]) -> None:
        hint = did_you_mean_claim if what == "claim" else did_you_mean
        super().__init__(f'there is no {what} "{name}".{hint(str(name), known)}')


class UnreadClaimError(FactsError, LookupError):
    """A claim that the data has and that could not be read. Its text says where the problem stands."""

    def __init__(self, id: str, problems: Iterable[Problem]) -> None:
        places = dict.fromkeys(str(problem.place) for problem in problems)
        super().__init__(f"{id} can't be read; see {and_list([*places])}")


class WithdrawnClaimError(UnknownNameError):
    """A claim that was taken back, and can't be shown as one."""

    def __init__(self, withdrawal: Withdrawal) -> None:
        FactsError.__init__(self, f"the claim {withdrawal.id} was withdrawn on {withdrawal.since}; take it out here")


class Link(NamedTuple):
    """A claim in a chain of claims, with those that come next. One that came before in the chain has none."""

    claim: Claim
    next: tuple[Link, ...]


class Verdict(NamedTuple):
    """What follow-ups made of a claim, and for how long: the one that first had the outcome, and its days."""

    news: FollowUp
    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Facts(Texts):
    """All records, and the look-ups over them. Every look-up is an index that is built once."""

    types: Mapping[str, EntityType]
    statuses: Mapping[str, Term]
    kinds: Mapping[str, Term]
    outcomes: Mapping[str, Term]
    properties: Mapping[str, Property]
    sources: Mapping[str, Source]
    entities: Mapping[str, Entity]
    claims: Mapping[str, Claim]
    follow_ups: tuple[FollowUp, ...]
    #: Ids of entities and claims that were given up, each with the id that holds now.
    moved: Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: Claims that were taken back, by their id. They are no claims any more.
    withdrawn: Mapping[str, Withdrawal] = dataclasses.field(default_factory=dict)
    #: The files in which all this is written, by their names, for whoever edits a copy of them.
    files: Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: What is wrong, by the record that it concerns. Only a preview and an editor's commands ever have such facts: what
    #: could not be read is missing in them. Without a record (""), nobody knows what is missing.
    problems: Mapping[str, tuple[Problem, ...]] = dataclasses.field(default_factory=dict)

    # --- one record by its id -----------------------------------------------------------------------------------------

    def entity(self, id: str) -> Entity:
        """Return the entity with this id, also when the id was given up for another."""
        return self._one("entity", self.entities, self.resolve_id(id))

    def claim(self, id: str) -> Claim:
        """Return the claim with this id, also when the id was given up for another.

        Raises:
            UnreadClaimError: the data has it, and a problem stands in its way.
            WithdrawnClaimError: it was taken back.
            UnknownNameError: there is none.
        """
        id = self.resolve_id(id)
        withdrawal = self.withdrawn.get(id) if isinstance(id, str) else None
        if withdrawal:
            raise WithdrawnClaimError(withdrawal)
        if self.problems and (problems := self.unread(str(id))):
            raise UnreadClaimError(id, problems)
        return self._one("claim", self.claims, id)

    def unread_of(self, entity: str) -> dict[str, tuple[Problem, ...]]:
        """Return why claims and questions of an entity could not be read, by property."""
        asked = (property.id for property, claim in self.questions(self.entities[entity]) if not claim)
        claimed = (id.partition(".")[2] for id in self.problems if id.startswith(f"{entity}."))
        unread = {property: self.unread(f"{entity}.{property}") for property in (*asked, *claimed)}
        return {property: problems for property, problems in unread.items() if problems}

    def unread(self, question: str) -> tuple[Problem, ...]:
        """Return why the claim that answers a question could not be read; nothing where the article has none."""
        return () if question in self.claims else self.problems.get(question) or self.problems.get("", ())

    def resolve_id(self, id: str) -> str:
        """Return the id that holds now. A claim moves with its entity."""
        if not isinstance(id, str) or not self.moved:
            return id
        entity, dot, property = id.partition(".")
        return self.moved.get(id) or self.moved.get(entity, entity) + dot + property

    def former_ids(self, id: str) -> tuple[str, ...]:
        """Return the ids that an entity, a claim or an answered question once had: others may still name it by
        them.
        """
        return self._former_ids.get(id, ())

    @cached_property
    def _former_ids(self) -> Mapping[str, tuple[str, ...]]:
        def former() -> Iterator[tuple[str, str]]:
            for old, new in self.moved.items():
                yield new, old
                claimed = (claim.property.id for claim in self.claims_of(new))
                withdrawn = (withdrawal.property for withdrawal in self.withdrawn_from(new))
                answered = (id.partition(".")[2] for id in self._answered_of.get(new, ()))
                properties = dict.fromkeys((*claimed, *withdrawn, *answered))
                yield from ((f"{new}.{property}", f"{old}.{property}") for property in properties)

        return _grouped(former())

    def status(self, id: str) -> Term:
        return self._one("status", self.statuses, id)

    def kind(self, id: str) -> Term:
        return self._one("kind", self.kinds, id)

    def former_anchors(self, entity: str) -> dict[str, list[str]]:
        """Return anchors of claims that once stood on an entity's page, by the id of the claim that they lead to
        now.
        """
        return self._former_anchors.get(entity, {})

    @cached_property
    def _former_anchors(self) -> dict[str, dict[str, list[str]]]:
        former: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for old, new in self.moved.items():
            subject, dot, property = old.partition(".")
            subject = self.resolve_id(subject)
            anchors = former[subject][new] if dot and f"{subject}.{property}" != new else [property]
            if property not in anchors:  # once, also where two old things had it
                anchors.append(property)
        return former

    @staticmethod
    def _one(what: str, records: Mapping[str, V], id: str) -> V:
        try:
            return records[id]
        except (KeyError, TypeError):
            raise UnknownNameError(what, id, records) from None

    @cached_property
    def article(self) -> Source:
        """The source whose claims these are."""
        return next(source for source in self.sources.values() if source.paragraphs)

    # --- claims -------------------------------------------------------------------------------------------------------

    def speaker(self, claim: Claim) -> str:
        """Return the id of whoever says it."""
        return claim.by or self.article.publisher

    def recorded(self, claim: Claim) -> Day | None:
        """Return the day on which it came into the data, if that is known: its own, else the article's."""
        return claim.recorded or self.article.recorded

    def select(self, **filters: str | int | None) -> tuple[Claim, ...]:
        """Return the claims that fit every filter, in the order of the article.

        Args:
            filters: `status`, `kind`, `subject`, `type` (of the subject), `property`, `by`, `paragraph` or `outcome`
                (the latest follow-up's, or `no-news`); None fits all.

        Raises:
            UnknownNameError: a filter that does not exist, or a name that the data does not have.
        """
        chosen = [self._claims_by(name, wanted) for name, wanted in filters.items() if wanted is not None]
        if not chosen:
            return self._in_order
        first, *others = sorted(chosen, key=len)
        return tuple(claim for claim in first.values() if all(claim.id in other for other in others))

    def _claims_by(self, name: str, wanted: str | int) -> Mapping[str, Claim]:
        known: dict[str, Collection[str]] = {
            "status": self.statuses,
            "kind": self.kinds,
            "subject": self.entities,
            "type": self.types,
            "property": self.properties,
            "by": self.entities,
            "paragraph": list(map(str, range(1, self.article.paragraphs + 1))),
            "outcome": (*self.outcomes, NO_NEWS),
        }
        if name not in known:
            raise UnknownNameError("filter", name, known)
        if str(wanted) not in known[name]:
            raise UnknownNameError(name, wanted, known[name])
        if name not in self._indexes:
            self._indexes[name] = self._index(name)
        return self._indexes[name].get(str(wanted), {})

    @cached_property
    def _in_order(self) -> tuple[Claim, ...]:
        return tuple(sorted(self.claims.values(), key=lambda claim: (claim.paragraph, claim.sentence)))

    @cached_property
    def _indexes(self) -> dict[str, Mapping[str, Mapping[str, Claim]]]:
        """The claims by what each filter looks at, once it was asked for: all of them would take much room."""
        return {}

    def _index(self, name: str) -> Mapping[str, Mapping[str, Claim]]:
        looked_at: dict[str, Callable[[Claim], str | int]] = {
            "status": lambda claim: claim.status.id,
            "kind": lambda claim: claim.kind.id if claim.kind else "",
            "subject": lambda claim: claim.subject,
            "type": lambda claim: self.entities[claim.subject].type,
            "property": lambda claim: claim.property.id,
            "by": self.speaker,
            "paragraph": lambda claim: claim.paragraph,
            "outcome": lambda claim: self.outcome(claim.id),
        }
        index: dict[str, dict[str, Claim]] = defaultdict(dict)
        for claim in self._in_order:
            index[str(looked_at[name](claim))][claim.id] = claim
        return index

    @cached_property
    def _claims_of(self) -> Mapping[str, tuple[Claim, ...]]:
        rank = {id: number for number, id in enumerate(self.properties)}
        ranked = sorted(self.claims.values(), key=lambda claim: rank[claim.property.id])
        return _grouped((claim.subject, claim) for claim in ranked)

    def claims_of(self, entity: str) -> tuple[Claim, ...]:
        """Return the claims about an entity, in the order of the properties: what readers ask first comes first."""
        return self._claims_of.get(entity, ())

    @cached_property
    def _resting_on(self) -> Mapping[str, tuple[Claim, ...]]:
        return _grouped((id, claim) for claim in self.claims.values() for id in claim.rests_on)

    def resting_on(self, claim: str) -> tuple[Claim, ...]:
        """Return the claims that rest on this one directly."""
        return self._resting_on.get(claim, ())

    def dependencies(self, claim: Claim) -> tuple[Link, ...]:
        """Return what a claim rests on, all the way down: each dependency with its own dependencies."""
        return _chain(claim, lambda one: (self.claims[id] for id in one.rests_on), {claim.id})

    def dependents(self, claim: Claim) -> tuple[Link, ...]:
        """Return what rests on a claim, all the way up: each dependent with its own dependents."""
        return _chain(claim, lambda one: self.resting_on(one.id), {claim.id})

    @cached_property
    def _withdrawn_from(self) -> Mapping[str, tuple[Withdrawal, ...]]:
        return _grouped((withdrawal.subject, withdrawal) for withdrawal in self.withdrawn.values())

    def withdrawn_from(self, entity: str) -> tuple[Withdrawal, ...]:
        """Return the claims about an entity that were taken back."""
        return self._withdrawn_from.get(entity, ())

    # --- entities -----------------------------------------------------------------------------------------------------

    @cached_property
    def _entities_of(self) -> Mapping[str, tuple[Entity, ...]]:
        return _grouped((entity.type, entity) for entity in self.entities.values())

    def entities_of(self, type: str) -> tuple[Entity, ...]:
        """Return the entities of a type, in the order of the file."""
        if str(type) not in self.types:
            raise UnknownNameError("type", type, self.types)
        return self._entities_of.get(type, ())

    @cached_property
    def _naming(self) -> Mapping[str, tuple[Claim, ...]]:
        return _grouped((id, claim) for claim in self.claims.values() for id in claim.references)

    def naming(self, entity: str) -> dict[str, list[Claim]]:
        """Return the claims whose value names this entity, by the inverse heading of their property."""
        groups: dict[str, list[Claim]] = defaultdict(list)
        for claim in self._naming.get(entity, ()):
            groups[claim.property.inverse].append(claim)
        return groups

    @cached_property
    def _mentioning(self) -> Mapping[str, tuple[Claim, ...]]:
        def mentions() -> Iterator[tuple[str, Claim]]:
            for claim in self.claims.values():
                named = {reference.id.partition(".")[0] for text in claim.texts for reference in text.links}
                yield from ((id, claim) for id in named - {claim.subject, *claim.references})

        return _grouped(mentions())

    def mentioning(self, entity: str) -> tuple[Claim, ...]:
        """Return the claims about others whose text links to this entity, beyond those whose value names it."""
        return self._mentioning.get(entity, ())

    # --- questions and news -------------------------------------------------------------------------------------------

    @cached_property
    def _questions_of(self) -> Mapping[str, tuple[Property, ...]]:
        return _grouped((type, asked) for asked in self.properties.values() if asked.question for type in asked.for_)

    def questions(self, entity: Entity) -> tuple[tuple[Property, Claim | None], ...]:
        """Return what readers ask about an entity, each with the claim that answers it; None is "Not stated".

        A question is asked where there is such a claim or an answer, and where its property asks it in any case.
        """
        asked = ((f"{entity.id}.{property.id}", property) for property in self._questions_of.get(entity.type, ()))
        return tuple(
            (property, self.claims.get(id))
            for id, property in asked
            if id in self.claims or entity.type in property.asked_of or id in self.histories or id in self.problems
        )

    def question(self, property: Property, claim: Claim | None) -> str:
        """Return a property's question, with the names of what the claim names in it."""
        return property.question.replace("{}", self.names(claim.references if claim else ()))

    def asked_of_who_names(self, entity: Entity) -> tuple[Claim, ...]:
        """Return the claims about others that answer a question about this entity, by naming it."""
        return tuple(claim for claim in self._naming.get(entity.id, ()) if claim.property.inverse_question)

    def voices(self, subject: str | None = None) -> tuple[tuple[Entity, tuple[Claim, ...]], ...]:
        """Return who says how much, of everything or of one entity: each speaker with their claims, the most first."""
        said = _grouped((self.speaker(claim), claim) for claim in self.select(subject=subject))
        voices = ((self.entities[id], claims) for id, claims in said.items())
        return tuple(sorted(voices, key=lambda voice: len(voice[1]), reverse=True))

    @cached_property
    def follow_ups_newest_first(self) -> tuple[FollowUp, ...]:
        return tuple(sorted(self.follow_ups, key=lambda news: news.date.last, reverse=True))

    @cached_property
    def _news(self) -> Mapping[str, tuple[FollowUp, ...]]:
        return _grouped((id, news) for news in reversed(self.follow_ups_newest_first) for id in news.about)

    def news(self, question: str) -> tuple[FollowUp, ...]:
        """Return the follow-ups to a claim or to an unstated question, oldest first."""
        return self._news.get(question, ())

    def decisive(self, question: str) -> FollowUp | None:
        """Return the follow-up that says what became of a claim: the latest that settles it, else the latest."""
        return _decisive(self.news(question))

    def verdicts(self, question: str) -> tuple[Verdict, ...]:
        """Return what became of a claim, day by day: the outcomes that it had, the last of which it still has."""
        news = self.news(question)
        verdicts: list[Verdict] = []
        for number, latest in enumerate(news, 1):
            decisive, since = _decisive(news[:number]), latest.date.last
            if not decisive or (verdicts and self._same_verdict(verdicts[-1].news, decisive)):
                continue
            if verdicts:
                verdicts[-1] = verdicts[-1]._replace(until=since)
            verdicts.append(Verdict(decisive, since))
        return tuple(one for one in verdicts if one.until != one.since)

    def _same_verdict(self, one: FollowUp, other: FollowUp) -> bool:
        return one.outcome == other.outcome and self.came_before(one) == self.came_before(other)

    def outcome(self, question: str) -> str:
        """Return the id of what became of a claim, or `no-news`."""
        news = self.decisive(question)
        return news.outcome.id if news and news.outcome else NO_NEWS

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """The history of each question that a follow-up answers, in the order of the data."""
        answers = _grouped((answer.to, (news, answer)) for news in self.follow_ups for answer in news.answers)
        return {id: history(self.claims.get(id), self.article.date, given) for id, given in answers.items()}

    @cached_property
    def _answered_of(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((id.partition(".")[0], id) for id in self.histories)

    def answered(self, entity: str) -> tuple[str, ...]:
        """Return the questions about an entity that follow-ups answer, in the order of the properties."""
        rank = {id: number for number, id in enumerate(self.properties)}
        return tuple(sorted(self._answered_of.get(entity, ()), key=lambda id: rank[id.partition(".")[2]]))

    def history(self, question: str) -> History:
        """Return what was said of a question, the article's claim first, and what is known of it now."""
        if question in self.histories:
            return self.histories[question]
        return history(self.claims.get(question), self.article.date, ())

    @cached_property
    def _known_naming(self) -> Mapping[str, dict[str, Line]]:
        naming: dict[str, dict[str, Line]] = defaultdict(dict)
        for question, said in self.histories.items():
            for id, line in said.named.items():
                if line.entry.news:
                    naming[id][question] = line
        return naming

    def known_naming(self, entity: str) -> Mapping[str, Line]:
        """Return what reports answer, is known now and names this entity, by question."""
        return self._known_naming.get(entity, {})

    @cached_property
    def _entries_of(self) -> Mapping[tuple[str, str], tuple[Entry, ...]]:
        entries = ((id, entry) for id, history in self.histories.items() for entry in history.entries)
        return _grouped(((entry.news.id, id), entry) for id, entry in entries if entry.news)

    def entries_of(self, news: FollowUp, question: str) -> tuple[Entry, ...]:
        """Return what a follow-up answers to a question, as entries of the question's history."""
        return self._entries_of.get((news.id, question), ())

    def unstated(self) -> tuple[str, ...]:
        """Return the questions that follow-ups speak to and the article leaves unstated, by what they are about."""
        things, properties = list(self.entities), list(self.properties)
        asked = [
            (entity, property, f"{entity}.{property}")
            for entity, _, property in (id.partition(".") for id in self._news if id not in self.claims)
            if entity in self.entities and property in self.properties
        ]
        asked.sort(key=lambda question: (things.index(question[0]), properties.index(question[1])))
        return tuple(id for _, _, id in asked)

    def unsure(self, news: FollowUp) -> tuple[str, ...]:
        """Return the questions whose claims or answers it speaks of, if nothing of that is confirmed."""
        claims = {id: self.claims[id] for id in news.about if id in self.claims}
        said: tuple[Statement, ...] = (*claims.values(), *news.answers)
        if any(statement.status.id == CONFIRMED for statement in said):
            return ()
        return tuple(dict.fromkeys((*claims, *(answer.to for answer in news.answers))))

    def unconfirmed_in(self, text: Prose) -> list[str]:
        """Return the claims that a text links to and that are not confirmed."""
        claims = (self.claims[link.id] for link in text.links if link.id in self.claims)
        return [claim.id for claim in claims if claim.status.id != CONFIRMED]

    def reported_since(self, id: str) -> dt.date | None:
        """Return the day on which a report from after the article was known at the latest; None if there is none."""
        return min((news.date.last for news in self.news(id) if not self.came_before(news)), default=None)

    def came_before(self, news: FollowUp) -> bool:
        """Return whether it was published before or with the article ("Already reported"), not after it ("Since
        then").
        """
        published = self.article.date
        return published is not None and news.date.first <= published.last


def _decisive(news: Iterable[FollowUp]) -> FollowUp | None:
    told = [one for one in news if one.outcome]
    settled = [one for one in told if one.outcome and one.outcome.id != OPEN]
    return next(reversed(settled or told), None)


def _chain(
    claim: Claim, following: Callable[[Claim], Iterable[Claim]], seen: set[str], depth: int = 0
) -> tuple[Link, ...]:
    links = []
    for one in following(claim):
        new = one.id not in seen and depth < _CHAIN
        seen.add(one.id)
        links.append(Link(one, _chain(one, following, seen, depth + 1) if new else ()))
    return tuple(links)


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for name, value in pairs:
        groups[name].append(value)
    return {name: tuple(values) for name, values in groups.items()}
