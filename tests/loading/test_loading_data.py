"""From YAML to facts, or to messages that an editor understands."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import yaml
from helpers.files import CASES, ROOT, cases
from helpers.worlds import with_places, world
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.authoring.editor_schema import schema
from macros.loading import yaml_tree
from macros.loading.loader import load, read
from macros.model.facts import Facts
from macros.model.values import Date, Prose

TODAY = dt.date(2026, 11, 23)


def files(case: dict[str, Any]) -> list[tuple[str, bytes]]:
    text = (CASES / "world.yml").read_text(encoding="utf-8")
    for old, new in case.get("replace", {}).items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in world.yml"
        text = text.replace(old, new)
    if "shift" in case:
        text = shifted(text, *case["shift"].values())
    extra = [("data/extra.yml", case["file"].encode())] if "file" in case else []
    return [*extra, ("data/world.yml", text.encode())]


def shifted(text: str, start: str, end: str, by: int) -> str:
    """A text with the lines from one words to others further right, or left."""
    assert text.count(start) == text.count(end) == 1
    before, lines, after = text[: text.index(start)], text[text.index(start) : text.index(end)], text[text.index(end) :]
    moved = (" " * by + line if by > 0 else line[-by:] for line in lines.splitlines(keepends=True))
    return before + "".join(moved) + after


@pytest.mark.parametrize("case", cases("problems"), ids=lambda case: case["mistake"])
def test_a_mistake_is_named_with_its_place_and_cure(case: dict[str, Any]) -> None:
    loaded = read(files(case), TODAY)
    assert loaded.facts is None
    text = files(case)[-1][1].decode()
    assert [str(problem) for problem in loaded.problems] == [with_places(problem, text) for problem in case["problems"]]


@pytest.mark.parametrize(
    "case", [case for case in cases("problems") if case.get("schema") == "refuses"], ids=lambda case: case["mistake"]
)
def test_the_schema_refuses_it_too(case: dict[str, Any]) -> None:
    text = files(case)[-1][1].decode()
    validator = jsonschema.Draft7Validator(schema(world()))
    assert not list(validator.iter_errors(as_editors_read((CASES / "world.yml").read_text(encoding="utf-8"))))
    assert list(validator.iter_errors(as_editors_read(text)))


def as_editors_read(text: str) -> Any:
    """YAML as the language server reads it: numbers are numbers, and dates are texts."""

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers = {  # noqa: RUF012
            first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    return yaml.load(text, Loader=Loader)


def test_the_schema_is_fresh_and_accepts_the_data(facts: Facts) -> None:
    import json

    committed = json.loads((ROOT / "data/facts.schema.json").read_text(encoding="utf-8"))
    assert committed == schema(facts), "run `make schema`"
    jsonschema.Draft7Validator.check_schema(committed)
    for path in (ROOT / "data").rglob("*.yml"):
        data = path.read_text(encoding="utf-8")
        errors = list(jsonschema.Draft7Validator(committed).iter_errors(as_editors_read(data)))
        assert not errors, f"{path.name}: {errors[0]}"
    first = (ROOT / "data/facts.yml").read_text(encoding="utf-8")
    assert first.startswith("# yaml-language-server: $schema=facts.schema.json\n")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is missing"),
        (b"# nothing but a comment\n", "is missing"),
        (b"just a text\n", "a data file holds sections"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("statuses:\n  ü: \x07".encode(), "can't stand in YAML"),
        (b"[" * 30_000, "nested more than"),
        (b"- " * 30_000, "nested more than"),
        (b"{" * 500_000, "{…} is refused"),
        (b"a: &a [x]\nb: [*a, *a]\n", "&a is refused"),
        (b"? [a, b]\n: c\n", "a key must be a plain text"),
        (b"a: b  # c\n? d\n", '"d" is not a section'),
        (b"a: 'open\n", "quote is not closed"),
        (b"a:\n - b\n c: d\n", "the items of a list"),
        (b"a: @b\n", "quotes"),
        (b"%YAML 9.9\n---\na: b\n", "a line that starts with % is refused"),
        (b"a: !%ED%A0%80 b\n", "a tag (!"),
        (b"a: *b c\n", "is refused"),
        (b"a: - b\n", "a text that starts with a special character"),
        (b"a: b\n...\nc: d\n", "nothing may follow"),
        (b'a: "\\xZZ"\n', "starts an escape"),
        ("a:\r  b: c\r  d: \u0007".encode(), "data/odd.yml:3:6: U+0007"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_whatever_a_file_holds_there_is_a_message(raw: bytes, message: str) -> None:
    loaded = read([("data/odd.yml", raw)], TODAY)
    assert loaded.facts is None
    assert any(message in str(problem) and str(problem).startswith("data/odd.yml:") for problem in loaded.problems)


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("says: Nothing settled.", "says: Nothing \u200fsettled."),
        lambda text: text.replace("says: Nothing settled.", "says: >-\n      Nothing\n      settled."),
    ],
    ids=["Windows line ends", "byte-order mark", "right-to-left mark", "folded text"],
)
def test_the_same_facts_in_another_dress(changed: Any) -> None:
    text = (CASES / "world.yml").read_text(encoding="utf-8")
    loaded = read([("data/world.yml", changed(text).encode())], TODAY)
    assert loaded.facts, loaded.problems
    assert loaded.facts.follow_ups == world().follow_ups
    assert loaded.facts.claim_text(loaded.facts.claim("car.price")) == "about £17,000"


LINES = (CASES / "world.yml").read_text(encoding="utf-8").splitlines()
PIECES = st.sampled_from(
    [*LINES, *"*&!{}[]|>#:-?%@\"'\t", "", "- ", ": ", "[[", "a: b", "\x00", "\u2028", "99999999999", "!%ED%A0%80 b"]
)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from(["cut", "put", "swap", "join"]), st.integers(0, len(LINES) - 1), PIECES), max_size=5
    )
)
def test_a_file_torn_apart_raises_nothing(changes: list[tuple[str, int, str]]) -> None:
    lines = LINES[:]
    for what, at, piece in changes:
        at = min(at, len(lines) - 1)
        if what == "cut" and len(lines) > 1:
            del lines[at]
        elif what == "put":
            lines.insert(at, piece)
        elif what == "swap":
            lines[at], lines[-1] = lines[-1], lines[at]
        else:
            lines[at] = lines[at][: len(lines[at]) // 2] + piece
    raw = "\n".join(lines).encode()
    loaded = read([("data/torn.yml", raw)], TODAY)
    assert (loaded.facts is None) == bool(loaded.problems)
    rows = raw.count(b"\n") + 2
    for problem in loaded.problems:
        assert 1 <= problem.place.line <= rows
        assert "\n" not in str(problem)
    assert not leading_nowhere(loaded.readable)


def leading_nowhere(facts: Facts) -> set[str]:
    """The ids that records name and that nobody has: in what can be read of a broken file there are none."""
    entities, claims, follow_ups = facts.entities.values(), facts.claims.values(), facts.follow_ups
    named = {claim.subject for claim in claims} | {claim.by for claim in claims if claim.by} | {*facts.moved.values()}
    named |= {id for claim in claims for id in (*claim.references, *claim.rests_on)}
    texts = [*(one.summary for one in entities), *(news.says for news in follow_ups)]
    texts += [text for claim in claims for text in claim.texts if isinstance(text, Prose)]
    named |= {reference.id for text in texts for reference in text.links}
    named |= {id.partition(".")[0] for news in follow_ups for id in news.about}
    known = facts.entities.keys() | facts.claims.keys()
    sources = {id for news in follow_ups for id in news.sources} - facts.sources.keys()
    types = {entity.type for entity in entities} - facts.types.keys()
    return (named - known) | sources | types


def test_a_file_by_another_ending_or_beyond_reading_is_named(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "facts.yml").write_text((CASES / "world.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (data / "more.yaml").write_text("kinds:\n", encoding="utf-8")
    (data / "gone.yml").symlink_to("nowhere")
    (data / "folder.yml").mkdir()
    (data / "two\nlines.yml").write_text("# text", encoding="utf-8")
    (tmp_path / "secret.yml").write_text("# what would be published", encoding="utf-8")
    (data / "out.yml").symlink_to("../secret.yml")
    assert [str(problem) for problem in load(data).problems] == [
        "data/folder.yml:1:1: this is not read: Is a directory",
        "data/gone.yml:1:1: this is not read: No such file or directory",
        "data/more.yaml:1:1: this is not read: its name must end in .yml",
        "data/out.yml:1:1: this is not read: it is a link that leads out of this folder",
        "data/two\\nlines.yml:1:1: this is not read: its name holds an invisible character",
    ]


def test_files_are_called_by_their_folder_wherever_that_is_read_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/facts.yml").write_bytes((CASES / "world.yml").read_bytes())
    monkeypatch.chdir(tmp_path / "data")
    assert [*load(Path()).readable.files] == ["data/facts.yml"]


def test_claims_that_all_rest_on_one_another_give_few_lines() -> None:
    lines = ["models:"]
    for number in range(60):
        others = ", ".join(f"m{other}.price" for other in range(60) if other != number)
        lines += [f"  m{number}:", f"    name: M{number}", "    summary: M", "    claims:", "      price:"]
        lines += [
            "        value: 1 GBP",
            "        status: expected",
            "        wording: may",
            "        paragraph: 1",
            "        sentence: 1",
            f"        rests-on: [{others}]",
        ]
    world = (CASES / "world.yml").read_bytes()
    loaded = read([("data/a.yml", "\n".join(lines).encode()), ("data/world.yml", world)], TODAY)
    assert 1 <= len(loaded.problems) <= 10
    assert all(len(str(problem)) < 300 for problem in loaded.problems)


def test_a_large_file_with_many_lines_indented_wrongly_is_not_read_on_and_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one whose records are large, where each way to put a line right would be to read all of it."""
    lines: list[int] = []
    parse = yaml_tree.parse

    def counted(file: str, raw: bytes) -> yaml_tree.Document:
        lines.append(raw.count(b"\n"))
        return parse(file, raw)

    monkeypatch.setattr(yaml_tree, "parse", counted)
    models = "".join(f"  m{number}:\n    name: Model\n    summary: It.\n" for number in range(2000))
    claims = "".join(f"      p{number}:\n        value: x\n" for number in range(4000))
    world = (CASES / "world.yml").read_text(encoding="utf-8")
    for more in (
        f"models:\n{models}{models.replace('    ', '      ')}",
        f"models:\n  m:\n    claims:\n{claims}   x:\n",
    ):
        lines.clear()
        assert read([("data/world.yml", world.replace("models:\n", more, 1).encode())]).problems
        assert sum(lines) < 400_000


def test_every_scalar_is_text() -> None:
    facts = world(
        **{
            "label: Seats": "label: no",
            "detail: a new version": "detail: 1.10",
            "value: base\n        st": "value: base\n        st",
        }
    )
    assert facts.properties["seats"].label == "no"
    assert facts.claim_text(facts.claim("car.platform")) == "on The Base, 1.10"


def test_files_below_the_folder_are_one_source(tmp_path: Path) -> None:
    text = (CASES / "world.yml").read_text(encoding="utf-8")
    cut = text.index("\npeople:") + 1
    (tmp_path / "data/more").mkdir(parents=True)
    (tmp_path / "data/a.yml").write_text(text[:cut], encoding="utf-8")
    (tmp_path / "data/more/b.yml").write_text(text[cut:], encoding="utf-8")
    loaded = load(tmp_path / "data")
    assert loaded.facts, loaded.problems
    assert loaded.facts.entities.keys() == world().entities.keys()
    assert loaded.facts.claim("twin.platform").by == "speaker"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    text = (CASES / "world.yml").read_text(encoding="utf-8")
    (data / "facts.yml").write_text(text, encoding="utf-8")
    first = load(data)
    assert load(data) is first
    (data / "facts.yml").write_text(text.replace("The Twin", "The Other Twin"), encoding="utf-8")
    again = load(data).facts
    assert again
    assert again.entity("twin").name == "The Other Twin"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago"])
def test_no_day_that_has_begun_somewhere_is_in_the_future(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    text = (CASES / "world.yml").read_text(encoding="utf-8")
    latest = dt.datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    for day, is_refused in ((latest, False), (latest + dt.timedelta(days=2), True)):
        written = text.replace("recorded: 2025-02-01", f"recorded: {day}")
        assert written != text
        found = [str(problem) for problem in read([("data/world.yml", written.encode())]).problems]
        assert ["in the future" in problem for problem in found] == [True] * is_refused, found
    monkeypatch.undo()
    time.tzset()


def test_a_claim_knows_its_line() -> None:
    claim = world().claim("car.price")
    lines = (CASES / "world.yml").read_text(encoding="utf-8").splitlines()
    assert lines[claim.place.line - 1].strip() == "price:"
    assert isinstance(world().sources["paper"].date, Date)
