"""Apply the correct edits of the real data, one by one and all together: `make edits`.

Each alone has to please `check`, `diff` and every test that reads the real data. All together the whole suite has to
stay green, but for the tests that apply the edits themselves.
"""

from __future__ import annotations

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .edits import EDITS
from .project import Project, copied, run_tests

#: Tests that apply the edits themselves, which no copy takes twice.
OF_EDITS = (
    "--ignore=tests/project/test_edits.py",
    "--deselect=tests/site/test_shape.py::test_long_names_and_far_years_leave_the_shape",
    "--deselect=tests/site/test_shape.py::test_what_spoils_the_shape_is_found",
)


def outcome_of(name: str) -> str:
    """Apply one edit to a fresh copy, and say what came of it: nothing, or why it failed."""
    with tempfile.TemporaryDirectory() as folder:
        project = copied(Path(folder))
        try:
            EDITS[name](project)
            return "\n".join(project.problems()) or failures_of(project, "-p", "tests.edits.live")
        except (AssertionError, LookupError) as error:
            return str(error)


def failures_of(project: Project, *options: str) -> str:
    """The last lines of what the tests print in a copy, if they fail."""
    ran = run_tests(project, *options)
    return "\n".join((ran.stdout + ran.stderr).splitlines()[-40:]) if ran.returncode else ""


def main(names: list[str]) -> int:
    """Try the named edits one by one; none named, all of them, and then all together.

    Returns:
        0 when all stayed green, 1 when something did not.
    """
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        chosen = names or list(EDITS)
        for name, outcome in zip(chosen, pool.map(outcome_of, chosen), strict=True):
            print(f"{'FAILED' if outcome else 'green '}  {name}", *filter(None, [outcome]), sep="\n", flush=True)
            failed += bool(outcome)
    if not names:
        with tempfile.TemporaryDirectory() as folder:
            project = copied(Path(folder))
            for edit in EDITS.values():
                edit(project)
            outcome = "\n".join(project.problems()) or failures_of(project, "-n", "auto", *OF_EDITS)
            print(f"{'FAILED' if outcome else 'green '}  all together, the whole suite", outcome, sep="\n")
            failed += bool(outcome)
    print(f"{len(chosen)} edits, {failed} failed")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
