"""What changed between two states of the data, record by record, and what a change must not do.

Records are compared by what they say and name, and not by the words of what they name: a source that is renamed changes
itself, and no follow-up that cites it.
"""

from __future__ import annotations

import difflib
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..model.facts import Facts
from ..model.records import Answer, Claim, FollowUp
from ..model.text import and_list
from ..model.values import Prose, References, Value
from ..model.vocabulary import STATUSES, Key, Place, Problem, Property, Term, keys

#: The sections of vocabulary, in the order in which a reviewer reads them.
VOCABULARY = ("types", "statuses", "kinds", "outcomes", "properties")
#: What a badge and the words beside it say. A reader of the feed should hear when that changes.
_STATEMENT = ("status", "kind", "value", "by")
#: What a claim's status is read off.
_EVIDENCE = {"wording": "the deciding words", "paragraph": "the place", "by": "the speaker"}
# Two texts that are as alike as that differ by their spelling.
_SPELLING = 0.9


class KeyChange(NamedTuple):
    """A key of a record that is not as it was: its texts as readers see them, empty where there was or is none."""

    key: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """A record that is new, has changed, or is gone.

    Attributes:
        section: where it stands in the data; claims stand under `claims`, and what is known of a question under
            `known-now`, with its texts in place of records.
        id: its id as it is now.
        old: the record as it was; None if it is new.
        new: the record as it is; None if it is gone.
        keys: what is not as it was; of a new record, all that it says.
    """

    section: str
    id: str
    old: Any
    new: Any
    keys: tuple[KeyChange, ...] = ()

    def key(self, name: str) -> KeyChange | None:
        """Return what became of one key, if it changed."""
        return next((change for change in self.keys if change.key == name), None)

    @property
    def is_changed(self) -> bool:
        """Whether the record was there before, and is."""
        return self.old is not None and self.new is not None


def compare(old: Facts, new: Facts) -> tuple[Change, ...]:
    """Return every change between two states, section by section, in the order of the new one."""
    resolve = new.resolve_id
    pairs: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = [
        ("entities", {resolve(id): one for id, one in old.entities.items()}, new.entities),
        ("claims", {resolve(id): one for id, one in old.claims.items()}, new.claims),
        ("withdrawn", {resolve(id): one for id, one in old.withdrawn.items()}, new.withdrawn),
        ("follow-ups", *_paired_follow_ups(old, new)),
        ("sources", old.sources, new.sources),
        *((name, getattr(old, name), getattr(new, name)) for name in VOCABULARY),
    ]
    changes = (change for section, was, now in pairs for change in _changes(section, was, now, old, new))
    return (*changes, *_known_now(old, new))


def _changes(section: str, was: Mapping[str, Any], now: Mapping[str, Any], old: Facts, new: Facts) -> Iterator[Change]:
    for id, record in now.items():
        before = was.get(id)
        changed = tuple(_key_changes(before, record, old, new))
        if before is None or changed or before.id != record.id:
            yield Change(section, id, before, record, changed)
    yield from (Change(section, id, record, None) for id, record in was.items() if id not in now)


def _key_changes(old_record: Any, new_record: Any, old: Facts, new: Facts) -> Iterator[KeyChange]:
    for name, (field, key) in keys(new_record.__class__).items():
        if name == "id":  # a follow-up's: whether it stays is a question of its own
            continue
        before, after = getattr(old_record, field, None), getattr(new_record, field)
        if old_record is None:
            before_text = ""
        elif _said(before, new.resolve_id) == _said(after, new.resolve_id):
            continue
        else:
            before_text = _text(old, key, before)
        after_text = _text(new, key, after)
        if before_text or after_text:
            yield KeyChange(name, before_text, after_text)
    if isinstance(new_record, FollowUp):
        yield from _answer_changes(old_record, new_record, old, new)


def _answer_changes(was: FollowUp | None, now: FollowUp, old: Facts, new: Facts) -> Iterator[KeyChange]:
    """Yield what became of each answer that a follow-up gives; its key is `answer to` and the question."""

    def texts(facts: Facts, news: FollowUp | None) -> Mapping[str, list[str]]:
        given: dict[str, list[str]] = defaultdict(list)
        for one in news.answers if news else ():
            given[new.resolve_id(one.to)].append(_answer_text(facts, one))
        return given

    before, after = texts(old, was), texts(new, now)
    for question in dict.fromkeys((*before, *after)):
        gone = [text for text in before.get(question, ()) if text not in after.get(question, ())]
        fresh = [text for text in after.get(question, ()) if text not in before.get(question, ())]
        for one, other in itertools.zip_longest(gone, fresh, fillvalue=""):
            yield KeyChange(f"answer to {title(question, new, old)}", one, other)


def title(question: str, *states: Facts) -> str:
    """Return what a claim or a question is about, by the first state that has it; where none has, its id."""
    subject, _, property = question.partition(".")
    state = next((one for one in states if subject in one.entities and property in one.properties), None)
    return state.title(question) if state else question


def _answer_text(facts: Facts, answer: Answer) -> str:
    who = facts.entities[answer.by].name if answer.by else ""
    speaker = ", ".join(filter(None, (who, f"through {answer.through}" if answer.through else "")))
    said = ", ".join(filter(None, (facts.answer_text(answer), facts.scope_text(answer))))
    return f"{answer.badge.lower()}: {said}" + (f" ({speaker})" if speaker else "")


def _known_now(old: Facts, new: Facts) -> Iterator[Change]:
    """Yield the questions of which something else is known now: the texts of the lines, with their badges."""

    def texts(facts: Facts, question: str) -> tuple[str, ...]:
        return tuple(facts.line_text(line) for line in facts.history(question).now)

    was = {new.resolve_id(id): id for id in old.histories}
    for question in dict.fromkeys((*new.histories, *was)):
        before, after = texts(old, was.get(question, question)), texts(new, question)
        if before != after:
            yield Change("known-now", question, before, after)


def _said(value: Any, resolve: Callable[[str], str]) -> Any:
    """Return what a key says, such that two states can be compared: ids as they are now, words as they are."""
    match value:
        case Term() | Property():
            return value.id
        case References():
            return tuple(map(resolve, value.ids))
        case Prose():
            return tuple(part if isinstance(part, str) else (resolve(part.id), part.words) for part in value.parts)
        case tuple():
            return tuple(resolve(item) if isinstance(item, str) else item for item in value)
    return value


def _text(facts: Facts, key: Key, value: Any) -> str:
    """Return what a key says as readers see it: names and not ids."""
    match value:
        case Term() | Property():
            return value.label
        case Value():
            return facts.prose_text(value)
        case tuple():
            return "; ".join(_named(facts, key.reads, str(item)) for item in value)
    return _named(facts, key.reads, str(value)) if value else ""


def _named(facts: Facts, reads: object, id: str) -> str:
    if reads == "speakers":
        return facts.entities[id].name
    if reads == "sources":
        return facts.sources[id].name
    return facts.title(id) if reads in ("claims", "questions") else id


def _paired_follow_ups(old: Facts, new: Facts) -> tuple[dict[str, FollowUp], dict[str, FollowUp]]:
    """Return the follow-ups of both states by the ids that they have now.

    Whoever corrects the first of `about`, or the date, changes the id that a follow-up has by default. It is the same
    report all the same: the one whose words and sources are nearest.
    """
    was = {news.id: news for news in old.follow_ups}
    now = {news.id: news for news in new.follow_ups}
    fresh = {id: news for id, news in now.items() if id not in was}
    for id in [id for id in was if id not in now]:
        news = was[id]
        alike = {other: _likeness(news, candidate, new) for other, candidate in fresh.items()}
        nearest = max(alike, key=alike.__getitem__, default="")
        if nearest and alike[nearest] >= 2:
            was[nearest] = was.pop(id)
            del fresh[nearest]
    return was, now


def _likeness(one: FollowUp, other: FollowUp, new: Facts) -> int:
    """Return how many of words, sources, date and questions two follow-ups share."""
    about = {new.resolve_id(id) for id in one.about} & {*other.about}
    return sum((one.says == other.says, one.sources == other.sources, one.date == other.date, bool(about)))


# --- what a change must not do, and what whoever reviews it should ask ------------------------------------------------


def faults(changes: tuple[Change, ...], new: Facts) -> Iterator[Problem]:
    """Yield what must be fixed before a change can be taken: a lost id, and a step down without a word."""
    for change in changes:
        match change.section, change.new:
            case "entities", None:
                place = new.types[change.old.type].place if change.old.type in new.types else Place("data", 1, 1)
                yield _lost(place, change.id, "keep it, or list it under `moved` with the id that holds now")
            case "claims", None if change.id not in new.withdrawn:
                subject = new.entities.get(change.old.subject) or new.entities.get(new.resolve_id(change.old.subject))
                if subject:  # else the thing is gone, which says it all
                    cure = "keep it, list it under `moved`, or under `withdrawn` if it was our mistake"
                    yield _lost(subject.place, change.id, cure)
            case "claims", Claim() if is_step_down(change) and not (change.new.note and change.key("note")):
                labels = (change.old.status.label.lower(), change.new.status.label.lower())
                stays = "; its note is as before" if change.new.note else ""
                message = f"a step down from {labels[0]} to {labels[1]} needs a note that says why{stays}"
                yield Problem(change.new.place, change.id, message)
            case "follow-ups", FollowUp() if change.old and change.old.id != change.new.id:
                message = f"this follow-up was `{change.old.id}`, and feed readers know it by that"
                yield Problem(change.new.place, change.new.id, f"{message}: give it the key `id: {change.old.id}`")


def _lost(place: Place, id: str, cure: str) -> Problem:
    return Problem(place, id, f"`{id}` is gone, and others link to it: {cure}")


def cautions(changes: tuple[Change, ...]) -> Iterator[Problem]:
    """Yield what is no mistake, and should be looked at: a status that changed while what it is read off stayed."""
    for change in changes:
        if change.section == "claims" and change.is_changed and change.key("status"):
            same = [what for key, what in _EVIDENCE.items() if not change.key(key)]
            if change.key("sentence"):
                same = [what for what in same if what != _EVIDENCE["paragraph"]]
            if same:
                statuses = f"{change.old.status.label.lower()} to {change.new.status.label.lower()}"
                stays = f"{and_list(same)} stay{'s' if len(same) == 1 else ''} as before"
                yield Problem(change.new.place, change.id, f"the status changed from {statuses}, and {stays}")


def is_step_down(change: Change) -> bool:
    """Return whether a claim is less firm than it was."""
    order = [change.old.status.id, change.new.status.id] if change.is_changed else []
    return bool(order) and STATUSES.index(order[0]) < STATUSES.index(order[1])


def untold(changes: tuple[Change, ...]) -> tuple[str, ...]:
    """Return the claims and follow-ups whose change the feed leaves out, and a reader should hear of."""
    should_be_told = {"claims": _claim_should_be_told, "follow-ups": _follow_up_should_be_told}
    return tuple(
        change.id
        for change in changes
        if change.section in should_be_told
        and change.new
        and should_be_told[change.section](change)
        and not _is_told(change)
    )


def _is_told(change: Change) -> bool:
    return bool(change.key("changed") or change.key("recorded"))


def _claim_should_be_told(change: Change) -> bool:
    if change.old is None:
        return True
    is_text = isinstance(change.old.value, Prose) and isinstance(change.new.value, Prose)
    return any(
        key.key in _STATEMENT and not (key.key == "value" and is_text and _is_spelling(key)) for key in change.keys
    )


def _follow_up_should_be_told(change: Change) -> bool:
    said = (key for key in change.keys if key.key not in ("about", "recorded", "changed"))
    return change.is_changed and any(not (key.key == "says" and _is_spelling(key)) for key in said)


def _is_spelling(change: KeyChange) -> bool:
    """Return whether a text has only another spelling: nearly the same letters, and no other figure."""
    old, new = change.old, change.new
    figures = [[letter for letter in text if letter.isdigit()] for text in (old, new)]
    return figures[0] == figures[1] and difflib.SequenceMatcher(None, old, new).ratio() >= _SPELLING
