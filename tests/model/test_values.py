"""What a value's text means, and how a reader sees it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from helpers.files import ROOT, cases

from macros.model.text import clean, nearest
from macros.model.values import VALUE_TYPES, Prose, Reference, Value, unit_id

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


CASES = cases("values")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['type']} {case['text']}")
def test_value(case: dict[str, Any]) -> None:
    type, units = VALUE_TYPES[case["type"]], case.get("units", ())
    fits = re.fullmatch(type.pattern(units) or ".*", case["text"])
    if "error" in case:
        with pytest.raises(ValueError, match=re.escape(case["error"])):
            type.read(case["text"], units)
        return
    assert fits, "the editor's schema refuses it"
    value = type.read(case["text"], units)
    if "shows" in case:
        assert "".join(map(str, value.parts)) == case["shows"]
    for name, given in case.get("gives", {}).items():
        found = getattr(value, name)
        assert str(list(found) if isinstance(found, tuple) else found) == str(given), name


@pytest.mark.parametrize("type", VALUE_TYPES.values(), ids=VALUE_TYPES)
def test_a_type_says_what_programs_and_editors_need(type: type[Value]) -> None:
    mine = [case for case in CASES if case["type"] == type.type]
    given = {name for case in mine for name in case.get("gives", {})}
    rows = [line for line in CONTRIBUTING.splitlines() if line.startswith(f"| {type.type} |")]
    missing = {
        "fields that no case of values.yml gives": {field.name for field in type.fields} - given,
        "examples that are no case of values.yml": set(type.examples) - {c["text"] for c in mine if "error" not in c},
        "types without a case in order.yml": {type.type} - {case["type"] for case in cases("order")},
        "examples that its row in CONTRIBUTING.md lacks": {
            one for one in type.examples if f"`{one}`" not in "".join(rows)
        },
    }
    assert {what: names for what, names in missing.items() if names} == {}


@pytest.mark.parametrize("case", cases("order"), ids=lambda case: f"{case['type']} {case['texts'][0]}")
def test_values_of_a_type_compare(case: dict[str, Any]) -> None:
    values = [VALUE_TYPES[case["type"]].read(text, case.get("units", ())) for text in case["texts"]]
    backwards = values[::-1]
    assert sorted(backwards) == values


def place(end: Any) -> float | None:
    """A place on an axis as a case has it: a day by its number in the calendar."""
    return end.toordinal() if isinstance(end, dt.date) else end


@pytest.mark.parametrize("case", cases("axes"), ids=lambda case: f"{case['type']} {case['text']}")
def test_a_value_stands_on_an_axis_and_says_how_that_is_labelled(case: dict[str, Any]) -> None:
    value = VALUE_TYPES[case["type"]].read(case["text"], [unit_id(unit) for unit in case.get("units", ())])
    extent = value.extent
    assert (extent is None) == (case["extent"] is None)
    if extent:
        assert [extent.least, extent.most] == [place(end) and pytest.approx(place(end)) for end in case["extent"]]
        assert extent.margin > 0
    if "axis" in case:
        least, most, number = case["axis"]
        ticks = value.ticks(place(least), place(most), number)  # type: ignore[arg-type]
        assert [label for _, label in ticks] == case["labels"]


def test_values_share_an_axis_where_they_measure_the_same() -> None:
    def measure(type: str, text: str, *units: str) -> str:
        extent = VALUE_TYPES[type].read(text, units).extent
        assert extent
        return extent.measure

    both = ("kilometer", "mile")
    assert measure("quantity", "300 km", *both) == measure("quantity", "163 miles", *both)
    assert measure("quantity", "300 km", *both) != measure("quantity", "30 kWh", "kilowatt-hour")
    assert measure("money", "from 1 EUR") == measure("money", "2 EUR") != measure("money", "2 GBP")
    assert measure("date", "2026") == measure("date", "spring 2026")


@pytest.mark.parametrize(
    ("word", "id"), [("kilometer", "kilometer"), ("km", "kilometer"), ("miles", "mile"), ("kWh", "kilowatt-hour")]
)
def test_a_unit_has_one_id_however_it_is_written(word: str, id: str) -> None:
    assert unit_id(word) == id


def test_a_unit_that_nobody_keeps_is_refused() -> None:
    with pytest.raises(ValueError, match=r'"kilometr" is not a unit .* Did you mean "kilometer"\?'):
        unit_id("kilometr")


def test_prose_keeps_text_and_references_in_order() -> None:
    assert Prose.read("A [[car]] on [[base|the base]]: [[car.price]].").parts == (
        "A ",
        Reference("car"),
        " on ",
        Reference("base", "the base"),
        ": ",
        Reference("car.price"),
        ".",
    )


@pytest.mark.parametrize("text", ["[[", "]]", "[[]]", "[[a b]]", "[[a.b.c]]", "[[a", "[[Ä]]"])
def test_prose_refuses_a_broken_reference(text: str) -> None:
    with pytest.raises(ValueError, match=r"write \[\[id\]\]"):
        Prose.read(text)


def test_clean_leaves_one_line_of_visible_text() -> None:
    assert clean(" a\n\tb\u202e\u200b  c\x00 ") == "a b c"


def test_nearest_is_none_when_nothing_is_near() -> None:
    assert nearest("expcted", ["expected", "confirmed"]) == "expected"
    assert nearest("zzz", ["expected", "confirmed"]) is None
