"""The commands of the editor's and the maintainer's terminal: `python -m macros --help`."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from . import article
from .addresses import path_of
from .document import Problem
from .facts import Facts, UnknownName
from .load import load
from .pages import check_pages, new_page
from .schema import schema


class _Stop(Exception):
    """The command can't do it. Its text says why."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Returns:
        0 when all is well, 1 when there are problems, 2 when the command can't run.
    """
    chosen = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # no terminal is too old for what the data holds
            stream.reconfigure(errors="backslashreplace")
    try:
        facts, problems = load(chosen.data)
        if facts and chosen.command == "check":
            problems = _problems(facts, chosen)
        if facts is None or problems:
            _print(problems, getattr(chosen, "format", "text"))
            return 1
        print(chosen.run(facts, chosen))
    except BrokenPipeError:
        raise
    except (_Stop, OSError, UnknownName) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m macros", description="Work with the facts of this site.")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of YAML files (default: data)")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="the folder of pages (default: docs)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="print every problem of the data and the pages; exit 1 if there is one")
    check.add_argument("--format", choices=("text", "github"), default="text", help="github: annotations in its CI")
    check.add_argument("--article", type=Path, metavar="FILE", help="also hold the deciding words against this text")
    check.set_defaults(run=_check)

    made = commands.add_parser("schema", help="print the JSON Schema that editors complete keys by")
    made.set_defaults(run=_schema)

    page = commands.add_parser("page", help="write the Markdown page of a thing that has none")
    page.add_argument("id", help="the thing's id")
    page.set_defaults(run=_page)
    return parser


def _print(problems: Iterable[Problem], form: str) -> None:
    for problem in problems:
        print(_annotation(problem) if form == "github" else problem)


def _annotation(problem: Problem) -> str:
    """A problem as GitHub's workflow command for an error.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
    """

    def escaped(text: str, also: str = "") -> str:
        return "".join(f"%{ord(c):02X}" if c in "%\r\n" + also else c for c in text)

    place = problem.place
    file, title = escaped(place.file, ":,"), escaped(problem.record or "data", ":,")
    return f"::error file={file},line={place.line},col={place.column},title={title}::{escaped(problem.message)}"


def _problems(facts: Facts, chosen: argparse.Namespace) -> tuple[Problem, ...]:
    """What is wrong beyond the data itself: in the pages, and beside the article's text if it is given."""
    found = check_pages(facts, chosen.docs)
    if chosen.article:
        found += article.check_wording(facts, _article(facts, chosen))
    return tuple(sorted(found))


def _article(facts: Facts, chosen: argparse.Namespace) -> article.Sentences:
    path: Path = chosen.article
    return article.sentences(path.read_text(encoding="utf-8"), facts.article.paragraphs)


def _check(facts: Facts, chosen: argparse.Namespace) -> str:
    claims, things, news = len(facts.claims), len(facts.entities), len(facts.follow_ups)
    lines = [f"{claims} claims about {things} things, {news} follow-ups: no problem found"]
    if chosen.article:
        bare = list(article.without_claim(facts, _article(facts, chosen)))
        lines += ["every sentence of the article has a claim"] if not bare else ["sentences without a claim:", *bare]
    return "\n".join(lines)


def _schema(facts: Facts, _: argparse.Namespace) -> str:
    return json.dumps(schema(facts), indent=1, ensure_ascii=False)


def _page(facts: Facts, chosen: argparse.Namespace) -> str:
    entity = facts.entity(chosen.id)
    path: Path = chosen.docs / path_of(entity)
    if path.exists():
        raise _Stop(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(new_page(entity), encoding="utf-8")
    return f"{path} is written: say in a few sentences what is known, with macros for the facts"


if __name__ == "__main__":
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has had enough, as `check | head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    raise SystemExit(code)
