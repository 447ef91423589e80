"""Correct edits of the real data leave everything green. One by one they are tried by `make edits`."""

from __future__ import annotations

from pathlib import Path

import pytest
from edits.edits import EDITS
from edits.project import Project, copied, run_tests


@pytest.fixture
def edited(tmp_path: Path) -> Project:
    """A copy of the project with all edits in it."""
    project = copied(tmp_path)
    for edit in EDITS.values():
        edit(project)
    return project


def test_all_edits_together_are_found_correct_and_break_no_rule(edited: Project) -> None:
    assert len(EDITS) >= 40
    assert edited.problems() == []
    ran = run_tests(edited, "-p", "tests.edits.live")
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr
    assert " passed" in ran.stdout


def test_a_mistake_among_the_edits_is_found(tmp_path: Path) -> None:
    project = copied(tmp_path)
    project.article["paragraphs"] = "none"
    assert project.problems()
