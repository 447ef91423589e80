"""What a value's text means, and how a reader sees it."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import cases

from macros.model.text import clean, nearest
from macros.model.values import READERS, Date, Prose, Reference


@pytest.mark.parametrize("case", cases("values"), ids=lambda case: f"{case['type']} {case['text']}")
def test_value(case: dict[str, Any]) -> None:
    read = READERS[case["type"]]
    if "error" in case:
        with pytest.raises(ValueError, match=case["error"]):
            read(case["text"])
        return
    value = read(case["text"])
    assert str(value) == case["shows"]
    if isinstance(value, Date):
        assert value.edtf == case["edtf"]


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
