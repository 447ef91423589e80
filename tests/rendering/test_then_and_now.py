"""The card of a question and the block of today, on given facts: what the article said, and what is known now."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from helpers.files import cases
from helpers.pages import badge, flat, has_class, parse, seen, text
from helpers.worlds import question_of, world, world_of

from macros.model.facts import Facts
from macros.rendering.page import MacroCallError, Page

CASES = cases("then_and_now")
# The small world asks nothing about a platform.
ASKED = [case for case in cases("known_now") if question_of(case) != "twin.platform"]


def parts(html: str, name: str) -> list[Element]:
    return [element for element in seen(parse(html)).iter() if has_class(element, name)]


def halves(facts: Facts, after_today: bool = False) -> list[list[Element]]:
    """The halves of each card about the twin."""
    cards = parts(Page(facts, "index.md").answers("twin", after_today), "answer")
    return [[element for element in card.iter() if has_class(element, "answer__half")] for card in cards]


def place_of(facts: Facts, question: str) -> int:
    """Which card it is."""
    asked = [property.id for property, _ in facts.questions(facts.entity("twin"))]
    return asked.index(question.partition(".")[2])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_card(case: dict[str, Any]) -> None:
    facts = world_of(case)
    place = place_of(facts, question_of(case))
    cards = halves(facts)
    assert [text(half) for half in cards[place]] == [case["then"], flat(case["now"])]
    assert [text(now) for _, now in cards[place + 1 :]][: len(case.get("others", []))] == case.get("others", [])


@pytest.mark.parametrize("case", [case for case in CASES if "today" in case], ids=lambda case: case["case"])
def test_the_block_of_today_and_a_card_after_it(case: dict[str, Any]) -> None:
    facts = world_of(case)
    (row,) = parts(Page(facts, "index.md").today("twin"), "today__row")
    said = [element for element in row if element.tag == "dd"]
    assert " ".join(map(text, said)) == flat(case["today"])
    assert text(halves(facts, after_today=True)[place_of(facts, question_of(case))][1]) == flat(case["short"])


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case["case"])
def test_a_card_has_a_line_for_all_that_is_known_now(case: dict[str, Any]) -> None:
    """By the rule of `model.history`, each with its marks, its edge and its badge."""
    facts = world_of(case)
    now = halves(facts)[place_of(facts, question_of(case))][1]
    lines = [element for element in now.iter() if element.get("data-answer")]
    wanted = [line for line in facts.history(question_of(case)).now if line.entry.news]
    assert [(line.get("data-date"), line.get("data-now"), badge(line)) for line in lines] == [
        (line.entry.date.edtf, None if line.role == "open" else line.role, line.entry.statement.badge)
        for line in wanted
    ]
    assert all(has_class(line, f"said--{line.get('data-status')}") for line in lines)


def test_a_thing_without_a_question_of_today_has_no_such_block() -> None:
    with pytest.raises(MacroCallError, match='"base" is asked no question that has `today: true`'):
        Page(world(), "index.md").today("base")


def test_who_names_a_thing_answers_by_name() -> None:
    inverse = "    inverse: Cars on it\n"
    facts = world(
        **{
            inverse: f"{inverse}    inverse-question: Who stands on it?\n",
            "    says: Nothing settled.\n": """    says: Nothing settled.
  - about: [car.platform, twin.platform]
    outcome: no-longer
    date: 2025-03-01
    recorded: 2025-03-02
    sources: [herald]
    answers:
      - to: car.platform
        value: base
        status: confirmed
        kind: fact
      - to: twin.platform
        no-longer: true
        since: 2025-03
        status: confirmed
        kind: fact
    says: One goes.
""",
        }
    )
    page = Page(facts, "index.md")
    told = [text(element) for element in parts(page.answers("base"), "said__what")]
    assert told == [
        "The Car Confirmed · plan",
        "The Car Confirmed",
        "The Twin Confirmed",
        "The Twin: no longer, since March 2025 Confirmed",
    ]
