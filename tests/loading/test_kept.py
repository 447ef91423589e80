"""What is kept of the data, and read again only where it has changed, is what all of it gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from helpers.files import CASES, ROOT

from macros.loading import kept_trees, loader, yaml_tree
from macros.loading.kept_trees import KeptTrees
from macros.loading.loader import Loaded
from macros.loading.record_reader import Records
from macros.loading.yaml_tree import Mapping, Sequence

WORLD = (CASES / "world.yml").read_text(encoding="utf-8").splitlines()
#: What an editor may do to a line, by mistake or not.
EDITS: dict[str, Callable[[str], str]] = {
    "empty": lambda line: "",
    "twice": lambda line: f"{line}\n{line}",
    "deeper": lambda line: f"  {line}",
    "outdented": lambda line: line.removeprefix("  "),
    "at the left": lambda line: line.lstrip(),
    "a word more": lambda line: f"{line} more",
    "a comment": lambda line: f"{line} # more",
    "a comment for a line": lambda line: f"# {line}",
    "quoted": lambda line: f'"{line}',
    "bracketed": lambda line: line.replace(": ", ": [", 1),
    "without its colon": lambda line: line.replace(":", "", 1),
    "a block": lambda line: f"{line} |",
    "a question mark": lambda line: f"{line[: len(line) - len(line.lstrip())]}?\n{line}",
    "a dash": lambda line: f"- {line}",
    "an end": lambda line: f"---\n{line}",
    "an odd break": lambda line: f"{line}\u2028",
    "a control character": lambda line: f"# \x0c\n{line}",
}


def whole(text: str) -> str:
    return repr(yaml_tree.parse("world.yml", text.encode()))


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_file_gives_the_same_tree_and_problems(edit: str) -> None:
    kept = KeptTrees()
    for number in range(0, len(WORLD), 17):
        for text in (
            "\n".join(WORLD),
            "\n".join([*WORLD[:number], EDITS[edit](WORLD[number]), *WORLD[number + 1 :]]),
        ):
            document = kept.parse("world.yml", text.encode())
            kept.end()
            assert repr(document) == whole(text), f"{edit}: line {number + 1}"


@pytest.mark.parametrize("file", ["data/facts.yml", "tests/bridge/data/facts.yml", "tests/cases/world.yml"])
def test_of_a_file_that_has_not_changed_nothing_is_parsed(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = (ROOT / file).read_bytes()
    kept = KeptTrees()
    first = kept.parse("facts.yml", raw)
    assert repr(first) == repr(yaml_tree.parse("facts.yml", raw))
    kept.end()
    parsed: list[str] = []

    def parse_part(file: str, text: str, above: int) -> Mapping | Sequence | None:
        parsed.append(text)
        return yaml_tree.parse_part(file, text, above)

    monkeypatch.setattr(kept_trees, "parse", lambda *_: parsed.append("the whole"))
    monkeypatch.setattr(kept_trees, "parse_part", parse_part)
    assert repr(kept.parse("facts.yml", raw)) == repr(first)
    assert all(not re.search(r":\n +\w", part) for part in parsed), "the names of the sections alone"


def test_what_was_put_right_in_a_tree_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_kept", None)
    right = "\n".join(WORLD)
    claim = re.search(r"\n      platform:(\n {8}.*)+", right)
    assert claim
    wrong = right.replace(claim[0], claim[0].replace("\n  ", "\n"), 1)  # the whole of it, a step to the left
    first = [loader.read([("world.yml", text.encode())]).problems for text in (right, wrong)]
    assert "left" in "".join(map(str, first[1]))
    loader.keep()
    for text, problems in ((right, first[0]), (wrong, first[1]), (wrong, first[1]), (right, first[0])):
        assert loader.read([("world.yml", text.encode())]).problems == problems


def loaded(text: str) -> Loaded:
    return loader.read([("world.yml", text.encode())])


@pytest.fixture
def reading_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "_kept", None)
    loader.keep()


@pytest.mark.usefixtures("reading_is_kept")
def test_edited_data_gives_the_same_facts_and_problems() -> None:
    right = "\n".join(WORLD)
    edited = [
        "\n".join([*WORLD[:number], EDITS[edit](WORLD[number]), *WORLD[number + 1 :]])
        for first, edit in enumerate(EDITS)
        for number in range(first, len(WORLD), 101)
    ]
    edited += [re.sub(rf"\b{word}", f"{word} in other words", right) for word in re.findall(r"label: (.*)", right)]
    kept = [loaded(text) for text in chain.from_iterable((right, text) for text in edited)]
    loader._kept = None
    assert [repr(one) for one in kept[::2]] == [repr(loaded(right))] * len(edited)
    for text, one in zip(edited, kept[1::2], strict=True):
        assert repr(one) == repr(loaded(text))


@pytest.mark.usefixtures("reading_is_kept")
def test_a_record_is_read_again_where_its_lines_or_the_vocabularies_have_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []
    read_record = Records._read

    def counted(self: Records, cls: Any, node: Any, record: str, *args: Any, **kwargs: Any) -> Any:
        read.append(record)
        return read_record(self, cls, node, record, *args, **kwargs)

    monkeypatch.setattr(Records, "_read", counted)

    right = "\n".join(WORLD)
    first = loaded(right).facts
    assert first
    records = {*first.claims, *first.entities}

    def read_of(text: str) -> set[str]:
        read.clear()
        assert loaded(text).facts
        return records & {*read}

    assert read_of(right) == set()
    changed = read_of(re.sub("wording: (.*)", "wording: other words", right, count=1))
    assert len({id.partition(".")[0] for id in changed}) == 1, "those of one thing"
    assert read_of(re.sub("label: (.*)", "label: Other words", right, count=1)) == records
