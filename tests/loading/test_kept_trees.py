"""What is kept of a file, and read again only where it has changed, is what the whole file gives."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from helpers.files import CASES, ROOT

from macros.loading import kept_trees, loader, yaml_tree
from macros.loading.kept_trees import KeptTrees
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
    loader.keep_trees()
    for text, problems in ((right, first[0]), (wrong, first[1]), (wrong, first[1]), (right, first[0])):
        assert loader.read([("world.yml", text.encode())]).problems == problems
