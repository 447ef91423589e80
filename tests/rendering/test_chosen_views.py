"""What the map, the comparison and the timeline show of what was said then and of what is known now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from helpers.files import cases
from helpers.worlds import TEXT, world

from macros.model.facts import Facts
from macros.model.records import Answer
from macros.rendering.comparison import Cell, comparison
from macros.rendering.drawings import curves, relation_map, relations, text_metrics, timeline
from macros.rendering.views import common_view

PLANK = "\nplatforms:\n  plank:\n    name: The Plank\n    summary: What else cars stand on.\n"


def with_reports(reports: str) -> Facts:
    """The small world with other follow-ups, and one platform more."""
    own = TEXT[TEXT.index("follow-ups:\n") :]
    return world(**{own: f"follow-ups:\n{reports}" if reports else "", "\nplatforms:\n": PLANK})


def line_of(edge: relations.Edge) -> str:
    words = (edge.view or "both", edge.subject, edge.property.id, edge.target.id, edge.statement.status.id)
    return " ".join((*words, *(["✕"] if edge.ended else [])))


def cell_of(facts: Facts, cell: Cell) -> str:
    then = ["~ " * cell.stands + facts.claim_text(cell.claim)] if cell.claim else [""]
    now = []
    for line, alone in cell.replies:
        answer = line.entry.statement
        assert isinstance(answer, Answer)
        text = ", ".join(filter(None, (facts.known_text(answer), facts.scope_text(answer))))
        now.append(f"{line.role} {'alone ' if alone and line.role == 'talk' else ''}{text}")
    return " / ".join(filter(None, (*then, *now)))


@pytest.mark.parametrize("case", cases("views"), ids=lambda case: case["case"])
def test_the_lines_of_the_map_then_and_now(case: dict[str, Any]) -> None:
    edges = relations.edges(with_reports(case["reports"]))
    assert sorted(map(line_of, edges)) == sorted(case["lines"])
    for edge in edges:
        assert (edge.view == "now") == bool(edge.reply)


@pytest.mark.parametrize("case", cases("views"), ids=lambda case: case["case"])
def test_things_side_by_side_then_and_now(case: dict[str, Any]) -> None:
    facts = with_reports(case["reports"])
    table = comparison(facts, [facts.entity("car"), facts.entity("twin")])
    rows = [
        f"{row.property.label}, {row.view or 'both'}: {' | '.join(cell_of(facts, cell) for cell in row.cells)}"
        for row in table.rows
    ]
    assert rows == case["rows"]
    assert [column.view or "both" for column in table.columns] == case.get("columns", ["both", "both"])


def test_a_thing_of_which_nothing_is_said_is_not_compared() -> None:
    silent = "models:\n  ghost:\n    name: The Ghost\n    summary: A car of which nothing is said.\n"
    facts = world(**{"\nmodels:\n": f"\n{silent}"})
    table = comparison(facts, facts.entities_of("models"))
    assert [column.entity.id for column in table.columns] == ["car", "twin"]
    assert all(len(row.cells) == 2 for row in table.rows)


@pytest.mark.parametrize(
    ("views", "common"),
    [(["then", "then"], "then"), (["now"], "now"), (["then", "now"], ""), (["then", ""], ""), ([""], ""), ([], "")],
)
def test_the_view_that_parts_have_in_common(views: Sequence[str], common: str) -> None:
    assert common_view(views) == common


def test_a_line_of_what_is_known_now_starts_from_a_dot_outside_its_box() -> None:
    case = next(case for case in cases("views") if "turned out different" in case["case"])
    drawing = relation_map.drawing(with_reports(case["reports"]))
    assert drawing
    boxes = {node.entity.id: node for node in drawing.nodes}
    (row,) = (row for row in boxes["twin"].rows if row.edge.reply)
    (line,) = row.lines
    box = boxes["twin"]
    left, y = map(float, line.dot[1:].partition("a")[0].split())
    middle = left + curves.DOT
    assert min(abs(middle - box.x), abs(middle - box.x - box.width)) == pytest.approx(curves.DOT)
    assert box.y < y < box.y + box.height
    assert {id: node.view for id, node in boxes.items()} == {"car": "", "twin": "", "base": "", "plank": "now"}


DATES = """\
  - about: [car.launch]
    date: 2025-01
    recorded: 2025-02-01
    sources: [herald]
    says: So.
    answers:
      - to: car.launch
        value: 2026
        status: confirmed
        kind: plan
        by: press
  - about: [car.launch]
    date: 2025-03-01
    recorded: 2025-03-01
    sources: [herald]
    says: So.
    answers:
      - to: car.launch
        value: 2026-05
        detail: with the first of those that were ordered
        in: the UK
        status: expected
  - about: [car.launch, twin.platform]
    date: 2025-04
    outcome: no-longer
    recorded: 2025-05-01
    sources: [herald]
    says: So.
    answers:
      - to: car.launch
        value: second half of 2026
        status: confirmed
        kind: plan
        by: press
      - to: twin.platform
        no-longer: true
        since: 2025-05-02
        status: confirmed
        kind: fact
"""


def bars_of(drawn: timeline.Timeline) -> dict[str, timeline.Bar]:
    return {bar.entry.answer.entry.id: bar for lane in drawn.lanes for bar in lane.bars if bar.entry.answer}


def test_answers_about_when_are_bars_with_their_values() -> None:
    drawn = timeline.timeline(with_reports(DATES), "wide", 1080, 240)
    bars, years = bars_of(drawn), dict(drawn.years)
    assert {id: bar.label.words for id, bar in bars.items()} == {
        "car.launch--2025-01": "2026",
        "car.launch--2025-03-01": "Talk: May 2026, with the first of those that were ordered, in the UK",
        "car.launch--2025-04": "Now: second half of 2026",
        "twin.platform--2025-04": "Now: no longer, since 2 May 2025",
    }
    assert [id for id, bar in bars.items() if bar.entry.is_past] == ["car.launch--2025-01"]
    assert bars["car.launch--2025-01"].height < bars["car.launch--2025-04"].height
    assert bars["car.launch--2025-01"].x == pytest.approx(years[2026])
    half = bars["car.launch--2025-04"]
    assert half.x == pytest.approx(years[2026] + (1080 - years[2026]) * 181 / 365)
    assert half.x + half.width == pytest.approx(1080)
    assert bars["twin.platform--2025-04"].width == 3, "a day can be seen"


@pytest.mark.parametrize(("width", "names"), [(1080, 240), (360, 0)])
def test_no_label_of_the_timeline_lies_on_another_bar_label_or_mark(width: float, names: float) -> None:
    drawn = timeline.timeline(with_reports(DATES), "any", width, names)
    for lane in drawn.lanes:
        taken = []
        for bar in lane.bars:
            left, right = min(bar.x, bar.label.x), max(bar.x + bar.width, bar.label.x + bar.label.width)
            assert left >= names
            assert right <= width + 0.1
            taken.append((left, right, bar.y))
        taken += [(mark.x - 8, mark.x + 8, mark.y) for mark in lane.marks]
        for number, (left, right, y) in enumerate(taken):
            for other_left, other_right, other_y in taken[number + 1 :]:
                apart = abs(y - other_y) >= 15 or right <= other_left or other_right <= left
                assert apart, lane.entity.id


def test_a_label_says_as_much_as_fits() -> None:
    facts = with_reports(DATES)
    wide, narrow = (bars_of(timeline.timeline(facts, "any", width))["car.launch--2025-03-01"] for width in (2400, 360))
    assert wide.label.words == "Talk: May 2026, with the first of those that were ordered, in the UK"
    assert narrow.label.words == "Talk: May 2026, in the UK"
    for label in (wide.label, narrow.label):
        assert text_metrics.width(label.words, 11) * 1.1 == pytest.approx(label.width)
