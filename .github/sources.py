"""Do the sources still answer? Prints a table in Markdown.

It ends with 0 if none is gone, with 1 if one is, and with 2 if the data can't be read. CI runs it once a week:
`python .github/sources.py`. It is no test, because what others' servers do must not stop a change.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from macros.authoring.markdown import plain
from macros.loading.loader import load
from macros.model.records import Source
from macros.rendering.urls import outside

AGENT = f"city-ev-facts (a weekly look at its sources) {os.environ.get('GITHUB_REPOSITORY', '')}".strip()
TIMEOUT = 20.0  # seconds
AT_ONCE = 4

#: In the order in which an editor wants to see them. A refusal is unclear: many servers refuse all that is no browser.
GONE, UNCLEAR, ANSWERS = VERDICTS = ("gone", "unclear", "answers")


class Answer(NamedTuple):
    """What came of asking. The words are never the server's own, which could hold anything."""

    verdict: str
    words: str


def main(folder: Path = Path("data")) -> int:
    loaded = load(folder)
    facts = loaded.facts
    if facts is None:
        print(*loaded.problems, sep="\n", file=sys.stderr)
        return 2
    sources = [source for source in facts.sources.values() if source.url]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, (source.url for source in sources)))
    print(table(zip(sources, answers, strict=True)))
    return int(any(answer.verdict == GONE for answer in answers))


def ask(url: str) -> Answer:
    """Ask for the headers alone; where that is refused, ask as readers do."""
    answer = _ask("HEAD", url)
    return answer if answer.verdict == ANSWERS else _ask("GET", url)


def _ask(method: str, url: str) -> Answer:
    request = Request(outside(url), method=method, headers={"User-Agent": AGENT})
    try:
        with urlopen(request, timeout=TIMEOUT) as response:
            return Answer(ANSWERS, _words(response.status))
    except HTTPError as error:
        error.close()
        return Answer(GONE if error.code in (404, 410) else UNCLEAR, _words(error.code))
    except (OSError, HTTPException, ValueError) as error:  # ValueError: a redirection to what is no address
        reason = error.reason if isinstance(error, URLError) else error
        nowhere = isinstance(reason, socket.gaierror) and reason.errno == socket.EAI_NONAME
        return Answer(GONE, "no such host") if nowhere else Answer(UNCLEAR, type(reason).__name__)


def _words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:  # some servers have numbers of their own
        return str(status)


def table(answers: Iterable[tuple[Source, Answer]]) -> str:
    """What was found, in Markdown: what is gone at the top, and what to do about it. Nothing in it is a link."""
    rows = sorted(answers, key=lambda row: VERDICTS.index(row[1].verdict))
    gone = sum(answer.verdict == GONE for _, answer in rows)
    lines = [
        f"Gone: {gone} of {len(rows)} sources",
        "",
        "A source's `url` in `data/facts.yml` can be the new address of its report, or a copy of it in an archive.",
        "",
        "| id | source | address | verdict | answer |",
        "| --- | --- | --- | --- | --- |",
    ]
    for source, (verdict, words) in rows:
        lines.append(f"| `{source.id}` | {plain(source.name)} | `{outside(source.url)}` | {verdict} | {words} |")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
