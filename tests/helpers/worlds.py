"""Facts made of a few lines: those of the small world, and what is changed in them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import yaml

from macros.loading.loader import read
from macros.model.facts import Facts

from .files import CASES

#: The text of the small world's data.
TEXT = (CASES / "world.yml").read_text(encoding="utf-8")


def world(**changes: str) -> Facts:
    """The facts of the small world, with texts of it replaced."""
    text = TEXT
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    loaded = read([("data/world.yml", text.encode())])
    assert loaded.facts, loaded.problems
    return loaded.facts


def with_places(problem: str, text: str = TEXT, file: str = "data/world.yml") -> str:
    """A message with the places that it names by what stands there, as they are in a text.

    `{twin: … price: … ^status:}` is the next "status:" after the next "price:" after "twin:": file, line and column of
    the character after the mark. `{line of …}` is the line alone.
    """

    def place(match: re.Match[str]) -> str:
        *before, last = match[2].split(" … ")
        at = 0
        for words in before:
            at = text.index(words, at) + len(words)
        left, right = last.split("^")
        at = text.index(left + right, at) + len(left)
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        return f"line {line}" if match[1] else f"{file}:{line}:{column}"

    return re.sub(r"\{(line of )?([^{}]*\^[^{}]*)\}", place, problem)


#: Kinds that the small world does without.
KINDS = {id: {"label": id, "means": "It is said."} for id in ("target", "promise")}


def question_of(case: dict[str, Any]) -> str:
    return str(case.get("question", "twin.launch"))


def world_of(case: dict[str, Any]) -> Facts:
    """The small world with a claim and reports of its own on the question."""
    data = yaml.load(TEXT, Loader=yaml.BaseLoader)
    question = question_of(case)
    entity, _, property = question.partition(".")
    if "claim" in case:
        data["models"][entity]["claims"][property] = {"wording": "says", "paragraph": 1, "sentence": 1, **case["claim"]}
    if "followed" in case:
        data["sources"]["paper"]["followed"] = case["followed"]
    data["kinds"].update(KINDS)
    common: dict[str, Any] = {"recorded": "2026-11-23", "says": "So."}
    if property in data["models"][entity]["claims"]:
        common["outcome"] = "open"
    data["follow-ups"] = []
    for report in case["reports"]:
        news = {**common, "about": [question], "sources": ["herald"], **report}
        if "answers" in report:
            news["answers"] = [{"to": question, **answer} for answer in report["answers"]]
        data["follow-ups"].append(news)
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, default_flow_style=False)
    loaded = read([("data/world.yml", text.encode())], dt.date(2027, 6, 1))
    assert loaded.facts, loaded.problems
    return loaded.facts
