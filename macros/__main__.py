"""The commands of the editor's and the maintainer's terminal: `python -m macros --help`.

They stand in one module, as long as there are few: each is a few lines over what the packages do.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import gc
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .authoring import wording
from .authoring.changes import cautions, compare, faults
from .authoring.editor_schema import schema
from .authoring.git import RevisionError, fork_point, load_revision
from .authoring.page_checks import check_pages, new_page
from .authoring.review import markdown
from .authoring.scaffold import ScaffoldError, new_answer, new_claim, new_entity
from .loading.addresses import root_address
from .loading.files import read_text
from .loading.loader import Loaded, latest_day, load
from .model.errors import FactsError
from .model.facts import Facts, UnknownNameError
from .model.vocabulary import Place, Problem
from .publishing.export import ExportError, export
from .publishing.receipt import Receipt
from .publishing.swap import PlaceError, new_site
from .publishing.writing import OutsideError


class CommandError(FactsError):
    """The command can't do it. Its text says why."""


#: Where the site is published: a folder, or a link to one.
_SITE = Path("site")
_NOBODY_HAS = re.compile(r'"([a-z0-9.-]+)" is no (?:thing|claim|source)(?!.* now\.)')


class BuildError(FactsError):
    """The builder has ended without a site. It has said why."""


class DataError(FactsError):
    """The data has problems, so there is nothing to go on."""


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
        text, code = chosen.run(chosen)
    except BrokenPipeError:
        raise
    except (BuildError, DataError, ExportError, OutsideError) as error:
        text, code = "\n".join(map(str, error.args)), 1
    except (CommandError, PlaceError, RevisionError, ScaffoldError, UnknownNameError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        text = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else error
        print(f"error: {text}", file=sys.stderr)
        return 2
    print(text, end="" if text.endswith("\n") else "\n")
    return int(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m macros", description="Work with the facts of this site.")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of YAML files (default: data)")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="the folder of pages (default: docs)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    base = os.environ.get("GITHUB_BASE_REF") or "main"

    check = commands.add_parser("check", help="print every problem of the data and the pages; exit 1 if there is one")
    check.add_argument("--format", choices=("text", "github"), default="text", help="github: annotations in its CI")
    check.add_argument(
        "--base",
        metavar="BRANCH",
        default=base,
        help="the branch that the change is meant for, to compare with (default: main)",
    )
    check.add_argument("--article", type=Path, metavar="FILE", help="also hold the deciding words against this text")
    check.set_defaults(run=_check)

    diff = commands.add_parser("diff", help="tell what changed in the facts, in Markdown; exit 1 if it must be fixed")
    diff.add_argument("old", metavar="OLD", help="a git revision, or a folder of YAML files")
    diff.add_argument("new", metavar="NEW", nargs="?", help="another; left out, the data as it stands")
    diff.set_defaults(run=_diff)

    completion = commands.add_parser("schema", help="print the JSON Schema that editors complete keys by")
    completion.set_defaults(run=_schema)

    new = commands.add_parser("new", help="write the skeleton of a new record into the data, in the right place")
    sorts = new.add_subparsers(dest="sort", required=True, metavar="SORT")
    claim = sorts.add_parser("claim", help="a claim: its id, such as old-bridge.price")
    claim.add_argument("id")
    claim.set_defaults(run=_new_claim)
    answer = sorts.add_parser("answer", help="a follow-up that answers a question, such as old-bridge.price")
    answer.add_argument("id")
    answer.set_defaults(run=_new_answer)
    entity = sorts.add_parser("entity", help="an entity: its type and its id, such as bridges old-bridge")
    entity.add_argument("type")
    entity.add_argument("id")
    entity.set_defaults(run=_new_entity)

    out = commands.add_parser("export", help="finish a built site: its files for programs, and the policy of its pages")
    out.add_argument("folder", type=Path, help="where the site was built")
    out.add_argument("--site-url", default=os.environ.get("SITE_URL", ""), help="its web address (default: SITE_URL)")
    out.set_defaults(run=_export)

    site = commands.add_parser("site", help="check, build and export the whole site; it replaces `site` when complete")
    site.add_argument("--builder", choices=("mkdocs", "zensical"), default="mkdocs", help="what builds it")
    site.add_argument("--site-url", default=os.environ.get("SITE_URL", ""), help="its web address (default: SITE_URL)")
    site.set_defaults(run=_site, format="text", article=None, base=base)

    page = commands.add_parser("page", help="write the Markdown page of a thing that has none, or of a type of things")
    page.add_argument("id", help="the id of the thing, or of the type")
    page.set_defaults(run=_page)
    return parser


def _annotation(problem: Problem) -> str:
    """Return a problem as GitHub's workflow command for an error.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
    """

    def escaped(text: str, also: str = "") -> str:
        text = text.replace("##[", "##\u2060[")  # an older form of a command, which may stand anywhere in a line
        return "".join(f"%{ord(c):02X}" if c in "%\r\n" + also else c for c in text)

    place = problem.place
    file, title = escaped(place.file, ":,"), escaped(problem.record or "data", ":,")
    return f"::error file={file},line={place.line},col={place.column},title={title}::{escaped(problem.message)}"


def _facts(loaded: Loaded, what: str = "the data") -> Facts:
    if loaded.facts is None:
        raise DataError(f"{what} has problems:", *loaded.problems)
    return loaded.facts


def _readable(loaded: Loaded) -> Facts:
    """Return what can be read of the data, for a command that adds to it: what is unfinished is in nobody's way."""
    if loaded.readable.problems.get(""):
        raise DataError("this is in the way:", *loaded.readable.problems[""])
    return loaded.readable


def _check(chosen: argparse.Namespace) -> tuple[str, int]:
    loaded = load(chosen.data)
    facts, problems = loaded.facts, list(loaded.problems)
    lines: list[str] = []
    if facts:
        problems += check_pages(facts, chosen.docs)
        claims, things, news = len(facts.claims), len(facts.entities), len(facts.follow_ups)
        lines = [f"{claims} claims about {things} things, {news} follow-ups: no problem found"]
        problems += _check_schema(facts, chosen.data / "facts.schema.json")
    if facts and chosen.article:
        text = wording.sentences(_read(chosen.article), facts.article.paragraphs)
        problems += wording.check_sentences(facts, text)
        problems += wording.check_wording(facts, text)
        bare = list(wording.without_claim(facts, text))
        lines += ["sentences without a claim:", *bare] if bare else ["every sentence of the article has a claim"]
    if facts:
        fresh, line = _compared(facts, chosen)
        problems += fresh
        lines.append(line)
    else:
        with contextlib.suppress(RevisionError, OSError):
            before = _before(chosen)
            problems = [_with_cause(problem, before, loaded.readable) if before else problem for problem in problems]
    show = _annotation if chosen.format == "github" else str
    return ("\n".join(map(show, sorted(problems))), 1) if problems else ("\n".join(lines), 0)


def _before(chosen: argparse.Namespace) -> Facts | None:
    """Return the facts as they were when the checked-out state left the branch; None if they can't be read today.

    Raises:
        RevisionError: there is no such branch to compare with.
    """
    return load_revision(fork_point(chosen.data, f"origin/{chosen.base}", chosen.base), chosen.data).facts


def _with_cause(problem: Problem, before: Facts, now: Facts) -> Problem:
    """Return a problem of an id that nobody has; if it was there before the edit, it says that it is gone."""
    named = _NOBODY_HAS.search(problem.message)
    id = named[1] if named else ""
    subject = id.partition(".")[0]
    if subject in before.entities and subject not in now.entities:
        gone = subject
    elif id in before.claims or id in before.sources:
        gone = id
    else:
        return problem
    message = problem.message.partition(" Did you mean")[0].rstrip(".")
    cure = "keep it, or list it under `moved` with the id that holds now"
    return problem._replace(message=f"{message}; {'it' if gone == id else gone} was there before this edit: {cure}")


def _compared(facts: Facts, chosen: argparse.Namespace) -> tuple[list[Problem], str]:
    """Return what must not change and did since the branch, and what came of the comparison, in a line or more."""
    try:
        old = _before(chosen)
    except (RevisionError, OSError) as error:
        return [], f"not compared with the branch {chosen.base}: {error}"
    if old is None:
        return [], f"not compared with the branch {chosen.base}: its data can't be read as data is read today"
    changes = compare(old, facts)
    wording = (problem for problem in cautions(changes) if "deciding words" in problem.message)
    noted = [f"note: {problem}: look at it again" for problem in wording]
    return list(faults(changes, facts)), "\n".join([*noted, f"compared with the branch {chosen.base}"])


def _check_schema(facts: Facts, path: Path) -> Iterator[Problem]:
    """Find out whether the schema that editors complete keys by is that of these facts."""
    if not os.path.lexists(path):
        return
    cure = "`make schema` renews it; commit it with your change"
    try:
        written = json.loads(read_text(path))
    except OSError as error:
        yield Problem(Place(path.as_posix(), 1, 1), "", f"this is not read: {error.strerror}; {cure}")
    except (ValueError, RecursionError):
        yield Problem(Place(path.as_posix(), 1, 1), "", f"this is no JSON; {cure}")
    else:
        if written != schema(facts):
            yield Problem(Place(path.as_posix(), 1, 1), "", f"this is out of date; {cure}")


def _read(path: Path) -> str:
    try:
        return read_text(path)
    except OSError as error:
        raise CommandError(f"{path} is not read: {error.strerror}") from None


def _diff(chosen: argparse.Namespace) -> tuple[str, int]:
    old = _old_facts(chosen)
    new = _facts(load_revision(chosen.new, chosen.data) if chosen.new else load(chosen.data))
    return markdown(old, new), 1 if any(faults(compare(old, new), new)) else 0


def _old_facts(chosen: argparse.Namespace) -> Facts:
    """Return the facts to compare with.

    Raises:
        DataError: they can't be read, such as those of a commit from before a change of the data's format.
    """
    loaded = load_revision(chosen.old, chosen.data)
    if loaded.facts is None:
        why = f"what {chosen.old} holds can't be read as data is read today, so nothing is compared"
        raise DataError(f"{why}: {loaded.problems[0]}{' …' if loaded.problems[1:] else ''}")
    return loaded.facts


def _schema(chosen: argparse.Namespace) -> tuple[str, int]:
    return json.dumps(schema(_facts(load(chosen.data))), indent=1, ensure_ascii=False), 0


def _new_claim(chosen: argparse.Namespace) -> tuple[str, int]:
    path = new_claim(_readable(load(chosen.data)), chosen.data.resolve(), chosen.id)
    return f"{path.name} has {chosen.id} now: fill it in, and let `check` look at it", 0


def _new_answer(chosen: argparse.Namespace) -> tuple[str, int]:
    path = new_answer(_readable(load(chosen.data)), chosen.data.resolve(), chosen.id)
    then = "fill it in, move it to its place in the order of dates, and let `check` look at it"
    return f"{path.name} ends its follow-ups with one on {chosen.id} now: {then}", 0


def _new_entity(chosen: argparse.Namespace) -> tuple[str, int]:
    path = new_entity(_readable(load(chosen.data)), chosen.data.resolve(), chosen.type, chosen.id)
    then = f"fill it in, then write its page with `python -m macros page {chosen.id}`"
    return f"{path.name} has {chosen.id} now: {then}", 0


def _address(text: str, name: str) -> str:
    """Return an address that was given by a name; none may be given.

    Raises:
        CommandError: it is none.
    """
    try:
        return root_address(text) if text else ""
    except ValueError as error:
        raise CommandError(f"{name} {error}") from None


def _export(chosen: argparse.Namespace) -> tuple[str, int]:
    _address(chosen.site_url, "SITE_URL")
    receipt = None
    with contextlib.suppress(OSError):  # the export itself tells what can't be read
        receipt = Receipt(chosen.folder, [chosen.data], [str(chosen.data), chosen.site_url, f"{latest_day()}"])
        if receipt.holds():
            return f"{chosen.folder} is as the last export left it, and nothing that it was made from has changed", 0
    written = export(_facts(load(chosen.data)), chosen.folder, chosen.site_url)
    if receipt:
        receipt.write()
    return f"{written} {'file is' if written == 1 else 'files are'} written into {chosen.folder}", 0


def _site(chosen: argparse.Namespace) -> tuple[str, int]:
    def wait() -> None:
        print("another run is building the site; this one begins when it has ended", file=sys.stderr, flush=True)

    repository = _address(os.environ.get("REPOSITORY_URL", ""), "REPOSITORY_URL")
    addresses = {"SITE_URL": _address(chosen.site_url, "SITE_URL"), "REPOSITORY_URL": repository}
    with new_site(_SITE, Path.cwd(), wait) as new:
        text, code = _check(chosen)
        if code:
            raise DataError(text)
        command = [sys.executable, "-m", chosen.builder, "build", "--strict", "--clean"]
        # Zensical takes the folder from `mkdocs.yml` alone, which takes it from here, as it takes the addresses.
        environment = {**os.environ, **addresses, "SITE_DIR": new.folder.name}
        # In a group of its own, a builder doesn't hear of Ctrl-C, which it would answer with a traceback: it is ended.
        ran = subprocess.run(command, env=environment, pass_fds=[new.lock], process_group=0, check=False)
        if ran.returncode:
            raise BuildError(f"{chosen.builder} has built no site, and `{_SITE}` is as it was")
        written = export(_facts(load(chosen.data)), new.folder, chosen.site_url)
    return f"{text}\n`{_SITE}` is the new site, with {written} files of export", 0


def _page(chosen: argparse.Namespace) -> tuple[str, int]:
    facts = _readable(load(chosen.data))
    where, text = new_page(facts, chosen.id)
    path: Path = chosen.docs / where
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as page:  # over nothing, and through no link
            page.write(text)
    except FileExistsError:
        raise CommandError(f"{path} is there already") from None
    if chosen.id in facts.moved:
        then = f"it leads on to {facts.moved[chosen.id]}, and needs nothing more"
    elif chosen.id in facts.entities:
        then = "say in a few sentences what is known, with macros for the facts"
    else:
        then = f"say in a sentence what these are, and name {where} in the navigation of mkdocs.yml"
    return f"{path} is written: {then}", 0


if __name__ == "__main__":
    gc.disable()  # what a command holds, it holds to its end: to look for garbage takes a tenth of its time
    atexit.register(gc.freeze)  # nor is any looked for then
    try:
        code = main()
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # whoever read the output has had enough, as `check | head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    raise SystemExit(code)
