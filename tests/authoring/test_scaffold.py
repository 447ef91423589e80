"""New records, written into the file without disturbing it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cache, reduce
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from helpers.files import CASES
from helpers.worlds import with_places

from macros.authoring.page_checks import new_page
from macros.authoring.scaffold import ScaffoldError, _insert, new_answer, new_claim, new_entity
from macros.loading.loader import load
from macros.model.facts import Facts

WORLD = (CASES / "world.yml").read_text(encoding="utf-8")
PLACE = """  place:
    label: Place
    type: text
    question: Where?
    asked-of: [people]
    for: [people]
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/facts.yml").write_text(WORLD, encoding="utf-8")
    return tmp_path / "data"


def facts_of(data: Path) -> Facts:
    loaded = load(data)
    assert loaded.facts, loaded.problems
    return loaded.facts


def added(data: Path, before: str = WORLD) -> list[str]:
    """The lines that are new, after a look that every old line is still there, in its order."""
    lines = (data / "facts.yml").read_text(encoding="utf-8").splitlines()
    old = before.splitlines()
    start = next(number for number, pair in enumerate(zip(old, lines, strict=False)) if pair[0] != pair[1])
    count = len(lines) - len(old)
    assert lines[:start] + lines[start + count :] == old
    return lines[start : start + count]


def test_a_claim_goes_below_the_last_one_of_its_subject(data: Path) -> None:
    before = dt.date.today()
    new_claim(facts_of(data), data, "twin.seats")
    lines = added(data)
    assert lines[0] == "      seats:"
    assert [line.split(":")[0].strip() for line in lines[1:-1]] == [
        *("status", "kind", "value", "wording", "by", "paragraph", "sentence", "rests-on", "note", "recorded")
    ]
    assert lines[-1] == "        # a few also have: detail, tie, changed"
    assert lines[-2] in [f"        recorded: {day}" for day in (before, dt.date.today())]
    text = (data / "facts.yml").read_text(encoding="utf-8")
    assert text.index("      seats:\n", text.index("  twin:")) < text.index("platforms:\n  base")


def test_a_claim_of_a_thing_without_claims(data: Path) -> None:
    text = WORLD.replace("  seats:\n    label", f"{PLACE}  seats:\n    label")
    (data / "facts.yml").write_text(text, encoding="utf-8")
    new_claim(facts_of(data), data, "speaker.place")
    assert added(data, text)[:2] == ["    claims:", "      place:"]


def test_the_skeleton_filled_in_is_a_claim(data: Path) -> None:
    path = new_claim(facts_of(data), data, "twin.seats")
    problems = [str(problem) for problem in load(data).problems]
    assert problems
    assert all("twin.seats" in problem and "is empty" in problem for problem in problems), problems
    words = {"value": "4", "status": "expected", "wording": "may", "paragraph": "3", "sentence": "1"}
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        if not rest.strip().startswith("#"):
            lines.append(line)
        elif name.strip() in words:
            lines.append(f"{name}: {words[name.strip()]}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert facts_of(data).claim("twin.seats").status.id == "expected"


def test_a_thing_goes_below_the_last_one_of_its_type(data: Path) -> None:
    new_entity(facts_of(data), data, "models", "third")
    assert [line.split(":")[0] for line in added(data)] == [
        "  third",
        "    name",
        "    summary",
        "    # a few also have",
    ]


def test_a_thing_of_a_type_that_has_none(data: Path) -> None:
    new_entity(facts_of(data), data, "events", "party")
    text = (data / "facts.yml").read_text(encoding="utf-8")
    assert text.startswith(WORLD)
    assert "\nevents:\n  party:\n    name:" in text


def test_an_answer_goes_below_the_last_follow_up(data: Path) -> None:
    text = WORLD + "moved:\n  old-car: car\n"
    (data / "facts.yml").write_text(text, encoding="utf-8")
    before = dt.date.today()
    new_answer(facts_of(data), data, "car.price")
    lines = added(data, text)
    assert lines[0] == "  - about: [car.price]"
    assert [line.partition(":")[0].strip(" -") for line in lines[1:]] == [
        *("outcome", "date", "recorded", "sources", "says", "# a few also have", "answers"),
        *("to", "value", "detail", "in", "status", "kind", "by", "through", "# a few also have"),
    ]
    assert lines[3] in [f"    recorded: {day}" for day in (before, dt.date.today())]
    assert "      - to: car.price" in lines
    assert "for example [herald]" in lines[4]  # and not the article
    assert (data / "facts.yml").read_text(encoding="utf-8").endswith("moved:\n  old-car: car\n")


@pytest.mark.parametrize("has_follow_ups", [True, False])
@pytest.mark.parametrize("question", ["car.price", "twin.launch"])
def test_the_skeleton_of_an_answer_filled_in_is_a_follow_up(data: Path, question: str, has_follow_ups: bool) -> None:
    if not has_follow_ups:
        (data / "facts.yml").write_text(WORLD[: WORLD.index("follow-ups:")], encoding="utf-8")
    path = new_answer(facts_of(data), data, question)
    problems = [str(problem) for problem in load(data).problems]
    assert problems
    assert all("is empty" in problem or 'no "' in problem for problem in problems), problems
    value = "from 20000 EUR" if question == "car.price" else "2027"
    words = {"outcome": "open", "date": "2026-02", "sources": "[herald]", "says": "Out.", "value": value}
    words |= {"status": "confirmed", "kind": "plan", "by": "press"}
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        if not rest.strip().startswith("#"):
            lines.append(line)
        elif name.strip() in words:
            lines.append(f"{name}: {words[name.strip()]}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    facts = facts_of(data)
    assert facts.history(question).now[0].entry.id == f"{question}--2026-02"
    assert bool(facts.follow_ups[-1].outcome) == (question in facts.claims)


def test_comments_and_line_ends_stay(data: Path) -> None:
    text = WORLD.replace("platforms:\n  base", "# What cars stand on\n\nplatforms:\n  base").replace("\n", "\r\n")
    (data / "facts.yml").write_bytes(text.encode())
    new_claim(facts_of(data), data, "twin.seats")
    made = (data / "facts.yml").read_bytes().decode()
    assert made.count("\n") == made.count("\r\n")
    assert made.index("# What cars stand on") > made.rindex("      seats:")


def test_skeletons_follow_one_another_in_any_order(data: Path) -> None:
    steps: dict[str, Callable[[Facts], object]] = {
        "entity": lambda facts: new_entity(facts, data, "models", "third"),
        "its claim": lambda facts: new_claim(facts, data, "third.price"),
        "its page": lambda facts: new_page(facts, "third"),
        "a claim": lambda facts: new_claim(facts, data, "twin.seats"),
        "a question's claim": lambda facts: new_claim(facts, data, "twin.launch"),
        "another page": lambda facts: new_page(facts, "base"),
    }
    orders = [
        names
        for names in permutations(steps)
        if min(names.index("its claim"), names.index("its page")) > names.index("entity")
    ]
    file = data / "facts.yml"

    @cache  # many orders come by the same text
    def after(text: str, name: str) -> str:
        file.write_text(text, encoding="utf-8")
        steps[name](load(data).readable)
        return file.read_text(encoding="utf-8")

    ends = {reduce(after, names, WORLD): names for names in orders}
    for text, names in ends.items():
        file.write_text(text, encoding="utf-8")
        places = [number for number, line in enumerate(text.splitlines(), 1) if ":  " in line and "# " in line]
        problems = load(data).problems
        assert [problem.place.line for problem in problems] == places, names
        assert all("is empty" in problem.message for problem in problems), names


def test_a_claim_that_is_unfinished_is_there_already(data: Path) -> None:
    new_claim(facts_of(data), data, "twin.seats")
    with pytest.raises(ScaffoldError, match=r"twin.seats is there already, at data/facts.yml:\d+:7"):
        new_claim(load(data).readable, data, "twin.seats")
    new_entity(load(data).readable, data, "models", "third")
    with pytest.raises(ScaffoldError, match=r"third is there already, at data/facts.yml:\d+:3"):
        new_entity(load(data).readable, data, "platforms", "third")


@pytest.mark.parametrize(
    ("type", "example"),
    [
        ("type: text", "for example about half of it"),
        ("type: money", "for example 17490 GBP"),
        ("type: date", "for example 2026"),
        ("type: quantity\n    units: [miles, km]", "for example 250 miles"),
        ("type: reference\n    to: [models]\n    inverse: Seats in", "for example car"),
        ("type: reference\n    to: [events, platforms]\n    inverse: Seats in", "for example base"),
        ("type: reference\n    to: [events]\n    inverse: Seats in", "(or delete this line)"),
    ],
)
def test_a_skeletons_example_fits_the_propertys_type(data: Path, type: str, example: str) -> None:
    text = WORLD.replace("label: Seats\n    type: text", f"label: Seats\n    {type}")
    (data / "facts.yml").write_text(text, encoding="utf-8")
    new_claim(load(data).readable, data, "twin.seats")
    (value,) = [line for line in added(data, text) if line.lstrip().startswith("value:")]
    assert value.endswith(example)


LAST = "        by: speaker\n        paragraph: 1\n"  # of the twin's last claim
FURTHER_LEFT = """
        note: 'One
  platforms: two'
        rests-on: [
car.platform
]
"""
REMARKS = """
        # on the claim
      # on claims
  # on cars

# on all
"""


def with_last(lines: str) -> Callable[[str], str]:
    return lambda text: text.replace(LAST, LAST.rstrip("\n") + lines)


LOOKS: dict[str, Callable[[str], str]] = {
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "an old Mac": lambda text: text.replace("\n", "\r"),
    "a byte-order mark": lambda text: "\ufeff" + text,
    "no end of the last line": lambda text: text.rstrip("\n"),
    "empty lines at the end": lambda text: text + "\n\n",
    "further from the left": lambda text: re.sub(r"(?m)^( +)", r"\1\1", text.partition("follow-ups:")[0]),
    "a text that looks like a comment": with_last("\n        note: |\n          One\n\n          # two\n\n"),
    "a text and a list that end further left": with_last(FURTHER_LEFT),
    "remarks": with_last(REMARKS),
    "a remark behind the last key": with_last("  # or 2\n"),
    "the end of the document": lambda text: text + "...\n",
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("id", ["twin.seats", "twin.launch", "speaker.place"])
def test_whatever_a_file_looks_like_every_other_byte_stays(data: Path, look: str, id: str) -> None:
    text = LOOKS[look](WORLD.replace("  seats:\n    label", f"{PLACE}  seats:\n    label"))
    (data / "facts.yml").write_bytes(text.encode())
    before = facts_of(data)
    new_claim(before, data, id)
    written = (data / "facts.yml").read_bytes().decode()
    start = next((n for n, pair in enumerate(zip(text, written, strict=False)) if pair[0] != pair[1]), len(text))
    assert written.startswith(text[:start])
    assert written.endswith(text[start:])
    ending = "\r\n" if look == "Windows" else "\r" if look == "an old Mac" else "\n"
    assert set(re.findall("\r\n|\r|\n", written)) == {ending}
    problems = load(data).problems
    assert problems
    assert all(problem.record == id and "is empty" in problem.message for problem in problems), problems


@pytest.mark.parametrize("write", [
    lambda facts, data: new_claim(facts, data, "twin.seats"),
    lambda facts, data: new_entity(facts, data, "models", "third"),
    lambda facts, data: new_entity(facts, data, "events", "party"),
    lambda facts, data: new_answer(facts, data, "car.price"),
])  # fmt: skip
@pytest.mark.parametrize("look", ["Windows", "an old Mac", "a byte-order mark", "no end of the last line"])
def test_a_new_thing_keeps_them_too(data: Path, write: Any, look: str) -> None:
    text = LOOKS[look](WORLD)
    (data / "facts.yml").write_bytes(text.encode())
    write(facts_of(data), data)
    written = (data / "facts.yml").read_bytes().decode()
    assert len(re.findall("\r\n|\r|\n", written)) > len(re.findall("\r\n|\r|\n", text))
    assert set(re.findall("\r\n|\r|\n", written)) == set(re.findall("\r\n|\r|\n", text))
    assert written.startswith("\ufeff") == text.startswith("\ufeff")
    assert all("is empty" in problem.message for problem in load(data).problems)


@pytest.mark.parametrize(
    ("change", "line", "ends", "others"),
    [("\r\n", 3, "CR LF", "LF"), ("\r", 3, "CR", "LF")],
)
def test_line_endings_of_two_sorts_are_refused_with_their_line(
    data: Path, change: str, line: int, ends: str, others: str
) -> None:
    lines = WORLD.split("\n")
    raw = ("\n".join(lines[:line]) + change + "\n".join(lines[line:])).encode()
    (data / "facts.yml").write_bytes(raw)
    facts = facts_of(data)
    cure = "make them all the same"
    writes: list[Callable[[], object]] = [
        lambda: new_claim(facts, data, "twin.seats"),
        lambda: new_entity(facts, data, "models", "third"),
        lambda: new_entity(facts, data, "events", "party"),
        lambda: new_answer(facts, data, "car.price"),
    ]
    for write in writes:
        with pytest.raises(ScaffoldError) as raised:
            write()
        message = f"line {line} ends with {ends}, and those above it with {others}; {cure}"
        assert str(raised.value) == f"facts.yml:{line}: {message}"
        assert (data / "facts.yml").read_bytes() == raw


@pytest.mark.parametrize(
    "lines", [["  seats:"], ["      seats:", "  platforms:"], ["      seats: '"], ["      price:"], []]
)
def test_where_anything_else_would_change_nothing_is_written(data: Path, lines: list[str]) -> None:
    with pytest.raises(ScaffoldError, match="there is no place for seats"):
        _insert(data / "facts.yml", ("models", "twin", "claims"), "seats", lines)
    assert (data / "facts.yml").read_text(encoding="utf-8") == WORLD


@pytest.mark.parametrize("below", ["follow-ups:\n", "\nplatforms:\n  base"])
def test_a_thing_of_a_type_whose_section_is_empty(data: Path, below: str) -> None:
    text = WORLD.replace(below.lstrip(), f"events:\n{below}")
    (data / "facts.yml").write_text(text, encoding="utf-8")
    new_entity(facts_of(data), data, "events", "party")
    assert "\nevents:\n  party:\n    name:" in (data / "facts.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("new", "id", "message"),
    [
        (new_claim, "car.price", with_places("is there already, at {car: … ^price:}", file="data/facts.yml")),
        *((new, "cra.price", 'there is no entity "cra". Did you mean "car"?') for new in (new_claim, new_answer)),
        *(
            (new, "car.prize", 'models have no property "prize". Did you mean "price"?')
            for new in (new_claim, new_answer)
        ),
        (new_answer, "twin.seats", "twin.seats is no claim, and seats has no question that could be asked of it"),
    ],
)
def test_what_can_be_no_new_claim_or_answer_is_refused(
    data: Path, new: Callable[[Facts, Path, str], Path], id: str, message: str
) -> None:
    with pytest.raises(ScaffoldError) as raised:
        new(facts_of(data), data, id)
    assert message in str(raised.value)
    assert (data / "facts.yml").read_text(encoding="utf-8") == WORLD
