"""A change of the data as whoever reviews it reads it: in Markdown, sentence by sentence, grouped by the thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..model.facts import Facts
from ..model.records import Claim, FollowUp
from ..model.text import lower_first
from ..model.vocabulary import CONFIRMED, UNKNOWN, Problem, Property
from .changes import VOCABULARY, Change, KeyChange, cautions, compare, faults, is_step_down, title, untold
from .markdown import plain

# The keys that stand together in one sentence, or say nothing to a reviewer that another does not say better.
_STATEMENT = ("status", "kind", "value", "detail")
_PLACE = ("paragraph", "sentence")
_SILENT = ("recorded", "changed")
_WORDS = {"by": "said by", "wording": "deciding words", "rests-on": "rests on", "aka": "also known as"}

# Of a longer text only the part that changed is shown, with a few words around it.
_LONG, _AROUND = 14, 4
_ANSWER = "answer to "


def markdown(old: Facts, new: Facts) -> str:
    """Return the change from one state to another, what must be fixed first, and what to look at."""
    changes = compare(old, new)
    blocks: dict[str, list[str]] = defaultdict(list)
    blocks["To fix first"] = [f"`{problem.place}`: {_titled(new, problem)}" for problem in faults(changes, new)]
    blocks["To look at"] = [_titled(new, problem) for problem in cautions(changes)]
    by_subject: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        by_subject[_subject(change, new)] += _sentences(change, old, new)
    gone = {id: entity for id, entity in old.entities.items() if new.resolve_id(id) not in new.entities}
    for entity in (*new.entities.values(), *gone.values()):
        blocks[plain(entity.name)] += by_subject[entity.id]
    silent = untold(changes)
    if silent:
        cure = "what is new has its day under `recorded`, what was corrected under `changed`"
        titles = "; ".join(title(id, new) for id in silent)
        blocks["The feed"].append(f"says nothing of {plain(titles)}: {cure}")
    blocks["Sources"] += (line for change in changes if change.section == "sources" for line in _record(change, new))
    blocks["Words of the site"] += (
        line for change in changes if change.section in VOCABULARY for line in _record(change, new)
    )
    shown = (
        f"### {heading}\n\n" + "".join(f"- {line}\n" for line in lines) for heading, lines in blocks.items() if lines
    )
    return "\n".join(shown) or "Readers will notice no change in the facts.\n"


def _titled(facts: Facts, problem: Problem) -> str:
    if f"`{problem.record}`" in problem.message:
        return problem.message
    title = plain(facts.title(problem.record)) if problem.record in facts.claims else f"`{problem.record}`"
    return f"{title}: {problem.message}"


def _subject(change: Change, new: Facts) -> str:
    """Return the id of the thing under which a change is told; of a follow-up, the first that it names."""
    id = (change.new or change.old).about[0] if change.section == "follow-ups" else change.id
    return new.resolve_id(id).partition(".")[0]


def _sentences(change: Change, old: Facts, new: Facts) -> Iterator[str]:
    """Yield what is told of a change in a record that stands on the page of a thing."""
    match change.section:
        case "entities":
            yield from _entity(change, new)
        case "claims":
            yield from _claim(change, old, new)
        case "withdrawn":
            yield from _withdrawal(change, old, new)
        case "follow-ups":
            yield from _follow_up(change, old, new)
        case "known-now":
            property = change.id.partition(".")[2]
            label = plain((new if property in new.properties else old).label(property))
            nothing = "nothing newer" if change.id in new.claims else "nothing"
            before, after = (plain("; ".join(texts)) or nothing for texts in (change.old, change.new))
            yield f"{label}, known now: {before} → {after}"


def _entity(change: Change, new: Facts) -> Iterator[str]:
    if change.new is None:
        yield "no longer on the site"
        return
    if change.old is None:
        yield f"new on the site: {plain(new.prose_text(change.new.summary))}" + _details(change, ("name", "summary"))
        return
    if change.old.id != change.new.id:
        yield f"moved from `{change.old.id}` to `{change.new.id}`"
    yield from _key_lines(change, "")


def _claim(change: Change, old: Facts, new: Facts) -> Iterator[str]:
    if change.new is None:
        if change.id not in new.withdrawn:
            yield f"{plain(change.old.property.label)}: no longer claimed; it was {_said(old, change.old)}"
        return
    label = plain(change.new.property.label)
    if change.old is None:
        speaker = plain(new.entities[new.speaker(change.new)].name)
        about = ("said by " + speaker, _place(change.new))
        yield f"{label}: new, {_said(new, change.new)}" + _details(change, (*_STATEMENT, "by", *_PLACE), *about)
        return
    if change.old.id != change.id:
        yield f"{label}: moved from `{change.old.id}`"
    if any(change.key(name) for name in _STATEMENT):
        down = " (a step down)" if is_step_down(change) else ""
        yield f"{label}: {_said(old, change.old)} → {_said(new, change.new)}{down}"
    if change.key("by"):
        speakers = (
            facts.entities[facts.speaker(claim)].name for facts, claim in ((old, change.old), (new, change.new))
        )
        yield f"{label}, said by: " + " → ".join(map(plain, speakers))
    if any(change.key(name) for name in _PLACE):
        yield f"{label}, place: {_place(change.old)} → {_place(change.new)}"
    yield from _key_lines(change, f"{label}, ", (*_STATEMENT, "by", *_PLACE))
    resting = [other.id for other in new.resting_on(change.id)]
    if resting:
        what = (
            "this claim rests on it: read it"
            if len(resting) == 1
            else f"these {len(resting)} claims rest on it: read them"
        )
        yield f"{what} again: {plain('; '.join(map(new.title, resting)))}"


def _withdrawal(change: Change, old: Facts, new: Facts) -> Iterator[str]:
    label = plain(new.properties[change.id.partition(".")[2]].label)
    if change.new is None:
        yield f"{label}: no longer withdrawn"
    elif change.old is None:
        was = next((claim for id, claim in old.claims.items() if new.resolve_id(id) == change.id), None)
        before = f"; it was {_said(old, was)}" if was else ""
        yield f"{label}: withdrawn on {change.new.since}{before}" + _details(change, ("since",))
    else:
        yield from _key_lines(change, f"{label}, withdrawn, ")


def _follow_up(change: Change, old: Facts, new: Facts) -> Iterator[str]:
    if change.old is None:
        answers = (f"{plain(key.key)}: {plain(key.new)}" for key in change.keys if key.key.startswith(_ANSWER))
        yield f"new follow-up, {_told(new, change.new)}" + _list(answers)
    elif change.new is None:
        yield f"follow-up taken back, {_told(old, change.old)}"
    else:
        yield from _key_lines(change, f"follow-up of {plain(str(change.old.date))} ({_labels(old, change.old)}), ")


def _record(change: Change, new: Facts) -> Iterator[str]:
    """Yield a change in a record that has no page of its own."""
    what = {"sources": "source", "properties": "property"}.get(change.section, change.section)
    if change.new is None:
        yield f"{what} `{change.id}` is gone"
    elif change.old is None:
        yield f"{what} `{change.id}` is new" + _details(change)
    else:
        yield from _key_lines(change, f"{what} `{change.id}`, ")
    if isinstance(change.new, Property) and change.key("asked-of"):
        asked = "; ".join(entity.name for type in change.new.asked_of for entity in new.entities_of(type))
        yield f"{what} `{change.id}` is now asked of: {plain(asked) or 'nothing that has no such claim'}"


# --- the pieces of a sentence -----------------------------------------------------------------------------------------


def _said(facts: Facts, claim: Claim) -> str:
    """Return a claim in Markdown: `expected about £17,000`, `**confirmed £17,490**`."""
    if claim.status.id == UNKNOWN:
        return f"not known ({plain(facts.claim_text(claim))})"
    kind = f" ({claim.shown_kind.label})" if claim.shown_kind else ""
    words = plain(f"{claim.status.label.lower()}{kind} {facts.claim_text(claim)}")
    return f"**{words}**" if claim.status.id == CONFIRMED else words


def _place(claim: Claim) -> str:
    return f"paragraph {claim.paragraph}" + (f", sentence {claim.sentence}" if claim.sentence else "")


def _told(facts: Facts, news: FollowUp) -> str:
    sources = ", ".join(facts.sources[id].name for id in news.sources)
    says = plain(f"{facts.prose_text(news.says)} ({sources})")
    outcome = f", {plain(news.outcome_label)}" if news.outcome else ""
    return f"{plain(str(news.date))}{outcome} ({_labels(facts, news)}): {says}"


def _labels(facts: Facts, news: FollowUp) -> str:
    return plain(", ".join(lower_first(facts.properties[id.partition(".")[2]].label) for id in news.about))


def _details(change: Change, without: Iterable[str] = (), *first: str) -> str:
    """Return what else a new record says, as a list below it."""
    lines = [*first, *(f"{_word(key)}: {_quoted(key.key, key.new)}" for key in _shown(change, without))]
    return _list(lines)


def _list(lines: Iterable[str]) -> str:
    return "".join(f"\n    - {line}" for line in lines)


def _key_lines(change: Change, before: str, without: Iterable[str] = ()) -> Iterator[str]:
    """Yield a sentence for each key that changed."""
    for key in _shown(change, without):
        old, new = changed_part(key.old, key.new)
        yield f"{before}{_word(key)}: {_quoted(key.key, old)} → {_quoted(key.key, new)}"


def _shown(change: Change, without: Iterable[str]) -> list[KeyChange]:
    return [key for key in change.keys if key.key not in (*without, *_SILENT)]


def _word(key: KeyChange) -> str:
    return _WORDS.get(key.key, plain(key.key))


def _quoted(key: str, text: str) -> str:
    if not text:
        return "none"
    return f"“{plain(text)}”" if key == "wording" else plain(text)


def changed_part(old: str, new: str) -> tuple[str, str]:
    """Return two texts; where they are long, only the part in which they differ, with a few words around it."""
    before, after = old.split(), new.split()
    if not (before and after) or max(len(before), len(after)) <= _LONG:
        return old, new
    shortest = min(len(before), len(after))
    start = next((n for n in range(shortest) if before[n] != after[n]), shortest)
    end = next((n for n in range(shortest - start) if before[-1 - n] != after[-1 - n]), shortest - start)

    def part(words: list[str]) -> str:
        left, right = max(start - _AROUND, 0), min(len(words) - end + _AROUND, len(words))
        return " ".join(["…"] * (left > 0) + words[left:right] + ["…"] * (right < len(words)))

    return part(before), part(after)
