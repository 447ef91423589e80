"""A change of the data, told in sentences."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helpers.files import CASES, ROOT, cases
from helpers.sites import QUIET
from helpers.worlds import with_places, world

from macros.authoring.diff import compare


@pytest.mark.parametrize("case", cases("diff"), ids=lambda case: case["change"])
def test_a_change_is_told(case: dict[str, Any]) -> None:
    difference = compare(world(), world(**case["replace"]))
    assert difference.markdown() == case["told"].replace("\\u2060", "\u2060").replace("\\\\", "\\")
    assert bool(difference.problems) == (case.get("exit") == 1)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "macros", *arguments]
    env = {**QUIET, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)


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
    ran = run(repository, "diff", "HEAD")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("### The Car\n\n- Price: expected about £17,000 → expected £18,000\n")


def test_a_revision_is_compared_with_a_revision_or_a_folder(repository: Path) -> None:
    assert run(repository, "diff", "HEAD", "HEAD").stdout == "Readers will notice no change in the facts.\n"
    assert run(repository, "diff", "data", "data").stdout == "Readers will notice no change in the facts.\n"


@pytest.mark.parametrize("revision", ["no-such-branch", "--output=x", "HEAD:data"])
def test_what_is_no_revision_ends_with_2(repository: Path, revision: str) -> None:
    ran = run(repository, "diff", "--", revision)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: ")
    assert "Traceback" not in ran.stderr


def test_a_revision_with_problems_says_so(repository: Path) -> None:
    facts = repository / "data/facts.yml"
    text = facts.read_text(encoding="utf-8").replace("18000 GBP", "cheap")
    facts.write_text(text, encoding="utf-8")
    ran = run(repository, "diff", "HEAD")
    assert ran.returncode == 1
    problem = with_places('{value: ^cheap}: car.price: value "cheap" is not a valid amount', text, "data/facts.yml")
    assert ran.stdout.startswith(f"the data has problems:\n{problem}")
