"""What was said of a question, and what is known of it now."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.files import cases
from helpers.worlds import question_of, world, world_of

from macros.model.facts import Facts
from macros.model.history import OPEN, RECORD, TALK, Line
from macros.model.records import Answer

LABELS = {RECORD: "on record", TALK: "talk", OPEN: "open"}


def text_of(facts: Facts, line: Line) -> str:
    statement = line.entry.statement
    return facts.answer_text(statement) if isinstance(statement, Answer) else facts.claim_text(statement)


@pytest.mark.parametrize("case", cases("known_now"), ids=lambda case: case["case"])
def test_what_is_known_now(case: dict[str, Any]) -> None:
    facts = world_of(case)
    history = facts.history(question_of(case))
    if "now" in case:
        assert [f"{LABELS[line.role]}: {facts.line_text(line)}" for line in history.now] == case["now"]
    if "history" in case:
        lines = [Line(entry, "", entry.date.last) for entry in history.entries]
        assert [text_of(facts, line) for line in lines] == case["history"]
    if "was" in case:
        lines = [line for known in history.known for line in known.lines]
        told = [f"{line.role} {text_of(facts, line)}: {line.since} to {line.until or 'now'}" for line in lines]
        assert told == case["was"]
    if "ids" in case:
        assert [entry.id for entry in history.entries] == case["ids"]
        assert [id for entry in history.entries for id in entry.former_ids] == case["former_ids"]


@pytest.mark.parametrize("case", cases("known_now"), ids=lambda case: case["case"])
def test_what_was_known_on_a_day_is_what_the_reports_until_then_gave(case: dict[str, Any]) -> None:
    """The marks from when until when agree with the rule, applied to what was published by that day."""
    facts = world_of(case)
    whole = facts.history(question_of(case))
    lines = [line for known in whole.known for line in known.lines]
    for day in sorted({line.since for line in lines} | {line.until for line in lines if line.until}):
        on_the_day = {
            (line.entry.id, line.role)
            for line in lines
            if line.since <= day and (line.until is None or day < line.until)
        }
        reports = zip(case["reports"], facts.follow_ups, strict=True)
        by_then = {**case, "reports": [report for report, news in reports if news.date.last <= day]}
        then = world_of(by_then).history(question_of(case)).now
        assert on_the_day == {(line.entry.id, line.role) for line in then}, day


def test_known_now_of_what_holds_at_a_place() -> None:
    (case,) = (case for case in cases("known_now") if case["case"] == "each place has its own")
    known = world_of(case).history("twin.launch").known
    assert [(one.in_, one.variant) for one in known] == [("France", ""), ("the UK", "")]
    assert known[0].role(TALK) is None
    talk = known[1].role(TALK)
    assert talk
    assert str(talk.entry.statement.value) == "2028"


def test_a_question_is_asked_where_it_is_answered() -> None:
    answer = {"value": "20000 EUR", "status": "confirmed", "kind": "fact"}
    facts = world_of({"question": "twin.price", "reports": [{"date": "2025-03-01", "answers": [answer]}]})
    assert facts.answered("twin") == ("twin.price",)
    assert facts.answered("car") == ()
    assert facts.history("car.seats").now == ()


def test_a_question_without_a_claim_is_asked_of_what_is_answered() -> None:
    question = "  seats:\n    label: Seats\n    question: How many?\n"
    about = "about: [car.price, car.launch]\n    outcome: open"
    facts = world(
        **{
            "  seats:\n    label: Seats\n": question,
            about: "about: [twin.seats]",
            "to: car.launch\n        value: about 2026": "to: twin.seats\n        value: five",
        }
    )
    asked = {id: [property.id for property, _ in facts.questions(facts.entity(id))] for id in ("car", "twin")}
    assert asked == {"car": ["price", "launch", "seats"], "twin": ["price", "launch", "seats"]}


def test_open_never_undoes_what_was_settled() -> None:
    def outcomes(*ids: str) -> str:
        reports = [{"date": f"2025-0{number}-01", "outcome": id} for number, id in enumerate(ids, 1)]
        return world_of({"question": "twin.price", "reports": reports}).outcome("twin.price")

    assert outcomes() == "no-news"
    assert outcomes("open") == "open"
    assert outcomes("open", "came-true", "open") == "came-true"
    assert outcomes("came-true", "different", "open") == "different"
