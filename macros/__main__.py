"""The commands of the editor's and the maintainer's terminal: `python -m macros --help`."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from pathlib import Path

from .facts import Facts
from .load import load
from .schema import schema


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Returns:
        0 when all is well, 1 when the data has problems, 2 when the command can't run.
    """
    parser = argparse.ArgumentParser(prog="python -m macros", description="Work with the facts of this site.")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of YAML files (default: data)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("check", help="print every problem of the data, one a line, and exit 1 if there is one")
    commands.add_parser("schema", help="print the JSON Schema that editors complete keys by")
    chosen = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # no terminal is too old for what the data holds
            stream.reconfigure(errors="backslashreplace")
    try:
        facts, problems = load(chosen.data)
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for problem in problems:
        print(problem, file=sys.stderr if chosen.command == "schema" else sys.stdout)
    if facts is None:
        return 1
    print(_schema(facts) if chosen.command == "schema" else _summary(facts))
    return 0


def _schema(facts: Facts) -> str:
    return json.dumps(schema(facts), indent=1, ensure_ascii=False)


def _summary(facts: Facts) -> str:
    claims, things, news = len(facts.claims), len(facts.entities), len(facts.follow_ups)
    return f"{claims} claims about {things} things, {news} follow-ups: no problem found"


if __name__ == "__main__":
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has had enough, as `check | head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    raise SystemExit(code)
