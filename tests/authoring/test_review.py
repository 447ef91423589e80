"""A change of the data, told in sentences."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from helpers.commands import run
from helpers.files import CASES, cases
from helpers.sites import copy_world
from helpers.worlds import with_places, world

from macros.authoring.changes import compare, faults
from macros.authoring.review import changed_part, markdown


@pytest.mark.parametrize("case", cases("review"), ids=lambda case: case["change"])
def test_a_change_is_told(case: dict[str, Any]) -> None:
    old, new = world(), world(**case["replace"])
    told = re.sub(r"data/world\.yml:\d+:\d+", "<place>", markdown(old, new))  # a test below has one
    assert told == case["told"].replace("\\u2060", "\u2060").replace("\\\\", "\\")
    assert bool(list(faults(compare(old, new), new))) == (case.get("exit") == 1)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose first commit has the small world, and whose files have a change."""
    text = (CASES / "world.yml").read_text(encoding="utf-8")
    (tmp_path / "data").mkdir()
    facts = tmp_path / "data/facts.yml"
    facts.write_text(text, encoding="utf-8")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=Tests", "-c", "user.email=tests@example.org"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *arguments], check=True)
    facts.write_text(text.replace("about 17000 GBP", "18000 GBP"), encoding="utf-8")
    return tmp_path


def test_a_revision_is_compared_with_the_files(repository: Path) -> None:
    ran = run("diff", "HEAD", folder=repository)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("### The Car\n\n- Price: expected about £17,000 → expected £18,000\n")


def test_a_revision_is_compared_with_a_revision_or_a_folder(repository: Path) -> None:
    assert run("diff", "HEAD", "HEAD", folder=repository).stdout == "Readers will notice no change in the facts.\n"
    assert run("diff", "data", "data", folder=repository).stdout == "Readers will notice no change in the facts.\n"


@pytest.mark.parametrize("revision", ["no-such-branch", "--output=x", "HEAD:data"])
def test_what_is_no_revision_ends_with_2(repository: Path, revision: str) -> None:
    ran = run("diff", "--", revision, folder=repository)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: ")
    assert "Traceback" not in ran.stderr


def test_a_revision_with_problems_says_so(repository: Path) -> None:
    facts = repository / "data/facts.yml"
    text = facts.read_text(encoding="utf-8").replace("18000 GBP", "cheap")
    facts.write_text(text, encoding="utf-8")
    ran = run("diff", "HEAD", folder=repository)
    assert ran.returncode == 1
    problem = with_places('{value: ^cheap}: car.price: value "cheap" is not a valid amount', text, "data/facts.yml")
    assert ran.stdout.startswith(f"the data has problems:\n{problem}")
    old = run("diff", "--", "data", "HEAD", folder=repository)
    why = "what data holds can't be read as data is read today, so nothing is compared"
    assert (old.returncode, old.stdout.startswith(f"{why}: {problem}")) == (1, True)


LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("a short text", "another text", ("a short text", "another text")),
        (
            LONG,
            LONG.replace("eight", "8"),
            (
                "… four five six seven eight nine ten eleven twelve …",
                "… four five six seven 8 nine ten eleven twelve …",
            ),
        ),
        (
            LONG,
            f"{LONG} seventeen",
            ("… thirteen fourteen fifteen sixteen", "… thirteen fourteen fifteen sixteen seventeen"),
        ),
        (LONG, f"zero {LONG}", ("one two three four …", "zero one two three four …")),
        ("", LONG, ("", LONG)),
    ],
)
def test_of_a_long_text_only_what_changed_is_shown(old: str, new: str, shown: tuple[str, str]) -> None:
    assert changed_part(old, new) == shown


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-C", str(folder), "-c", "user.name=Tests", "-c", "user.email=tests@example.org"]
    subprocess.run([*command, *arguments], check=True, capture_output=True)


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A whole site in a repository, with a branch for an edit and a main branch that has gone on meanwhile."""
    project = copy_world(tmp_path)
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "first")
    git(project, "checkout", "-q", "-b", "edit")
    return project


def replaced(project: Path, old: str, new: str) -> None:
    facts = project / "data/world.yml"
    text = facts.read_text(encoding="utf-8")
    assert old in text
    facts.write_text(text.replace(old, new), encoding="utf-8")


def test_check_says_what_an_edit_must_not_do_to_the_branch_it_is_meant_for(branch: Path) -> None:
    replaced(branch, "        status: confirmed\n        kind: plan\n", "        status: expected\n")
    ran = run("check", folder=branch)
    assert (ran.returncode, ran.stderr) == (1, "")
    at = with_places("{claims: … ^platform:}", (branch / "data/world.yml").read_text(encoding="utf-8"))
    assert ran.stdout == f"{at}: car.platform: a step down from confirmed to expected needs a note that says why\n"
    replaced(
        branch,
        "        status: expected\n        wording: said\n",
        "        status: expected\n        wording: said\n        note: Read again.\n",
    )
    ran = run("check", folder=branch)
    assert ran.returncode == 0, ran.stdout
    *_, noted, compared = ran.stdout.splitlines()
    assert noted.endswith("the deciding words, the place and the speaker stay as before: look at it again")
    assert compared == "compared with the branch main"


def test_check_compares_with_where_the_branch_began(branch: Path) -> None:
    """What has come to the main branch meanwhile is not lost in an edit that began before."""
    git(branch, "checkout", "-q", "main")
    replaced(branch, "        detail: a new version\n", "")
    git(branch, "commit", "-q", "-a", "-m", "second")
    git(branch, "checkout", "-q", "edit")
    ran = run("check", folder=branch)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "compared with the branch main")


@pytest.mark.parametrize("base", ["no-such-branch", "--output=x"])
def test_check_says_that_it_compared_with_nothing(branch: Path, base: str) -> None:
    ran = run("check", f"--base={base}", folder=branch)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1].startswith(f"not compared with the branch {base}: git has no branch")


def test_check_compares_nothing_outside_a_repository(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    ran = run("check", folder=project)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-1].startswith("not compared with the branch main: ")


def test_check_says_that_the_branch_has_data_that_it_can_not_read(branch: Path) -> None:
    git(branch, "checkout", "-q", "main")
    replaced(branch, "about 17000 GBP", "cheap")
    git(branch, "commit", "-q", "-a", "-m", "second")
    replaced(branch, "cheap", "about 17000 GBP")
    ran = run("check", folder=branch)
    assert ran.returncode == 0
    assert (
        ran.stdout.splitlines()[-1] == "not compared with the branch main: its data can't be read as data is read today"
    )


def test_check_says_that_an_id_was_there_before_the_edit(branch: Path) -> None:
    replaced(branch, "  twin:\n    name: The Twin", "  twins:\n    name: The Twin")
    ran = run("check", folder=branch)
    assert ran.returncode == 1
    told = [line for line in ran.stdout.splitlines() if re.search(r'"twin[.\w-]*" is no (thing|claim)', line)]
    cure = "was there before this edit: keep it, or list it under `moved` with the id that holds now"
    assert told
    assert all(line.endswith(cure) for line in told), told
