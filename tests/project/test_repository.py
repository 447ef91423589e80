"""What stands beside the code: workflows, issue forms, and the settings of linters."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers.files import CASES, ROOT, cases
from helpers.sites import QUIET
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").iterdir())
CONFIG = GITHUB / "ISSUE_TEMPLATE/config.yml"
FORMS = sorted({*(GITHUB / "ISSUE_TEMPLATE").iterdir()} - {CONFIG})

#: What the token of a workflow may write. All others may only read.
MAY_WRITE = {
    "comment.yml": {"pull-requests"},
    "publish.yml": {"id-token", "pages"},
    "sources.yml": {"issues"},
}
#: The actions by which a job uses what it may write. It runs nothing else that was not made for it.
WRITERS = {
    "issues": "actions/github-script",
    "pull-requests": "actions/github-script",
    "pages": "actions/deploy-pages",
    "id-token": "actions/deploy-pages",
}
PINNED = re.compile(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", *command)
    return subprocess.run(command, cwd=ROOT, env=QUIET, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="there is no repository here")
def test_nothing_is_committed_that_is_made_and_then_run() -> None:
    # Python runs what lies in `__pycache__`, and Jinja what lies in `.cache`: nobody would see it in a review.
    command = ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert not listed.stdout


def parse(text: str) -> Any:
    """YAML with every value as text: `on` is a word, not a truth."""
    return yaml.load(text, yaml.BaseLoader)


def read(path: Path) -> Any:
    return parse(path.read_text(encoding="utf-8"))


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a tree, from the top down."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from parts(child)


def problems(name: str, workflow: dict[str, Any]) -> Iterator[str]:
    """How a workflow breaks the rules of this repository."""
    if "pull_request_target" in workflow["on"]:
        yield "pull_request_target gives strangers' code a token that may write"
    if "permissions" not in workflow:
        yield "the top has no permissions"
    elif workflow["permissions"]:
        yield "the top gives permissions to every job; each job has its own"
    writes: set[str] = set()
    for given in (part["permissions"] for part in parts(workflow) if "permissions" in part):
        if isinstance(given, str):
            yield f"a list of permissions is wanted, not {given}"
        else:
            writes.update(what for what, may in given.items() if may == "write")
    if writes != MAY_WRITE.get(name, set()):
        yield f"it may write {', '.join(sorted(writes)) or 'nothing'}"
    for id, job in workflow["jobs"].items():
        if "timeout-minutes" not in job:
            yield f"{id} has no timeout"
        permissions = job.get("permissions", {})
        written = [what for what, may in permissions.items() if may == "write"] if isinstance(permissions, dict) else []
        used = {step.get("uses", "").partition("@")[0] for step in job.get("steps", [])}
        yield from (f"{id} may write {what}, and does not" for what in written if WRITERS.get(what) not in used)
        if written and (any("run" in step for step in job.get("steps", [])) or "actions/checkout" in used):
            yield f"{id} may write, and runs more than what writes"
    for part in parts(workflow["jobs"]):
        action, scripts = part.get("uses", ""), (part.get("run", ""), part.get("script", ""))
        if action and not PINNED.fullmatch(action):
            yield f"{action} is no commit"
        if action.startswith("actions/checkout@") and part.get("with", {}).get("persist-credentials") != "false":
            yield "the checkout leaves its token to the steps that follow"
        if "workflow_run" in workflow["on"] and ("run" in part or action.startswith("actions/checkout@")):
            yield f"it runs after strangers' code, and must run none: {action or part['run']}"
        for expression in re.findall(r"(?s)\$\{\{.*?\}\}", "".join(scripts)):
            yield f"an expression stands in a script, not in its env: {expression}"


@pytest.mark.parametrize("case", cases("workflows"), ids=lambda case: case["mistake"])
def test_a_broken_rule_is_named(case: dict[str, Any]) -> None:
    assert list(problems(case["file"], parse(case["text"]))) == case["problems"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_workflows_keep_the_rules(path: Path) -> None:
    assert not list(problems(path.name, read(path)))


def test_a_commit_says_which_version_it_is_and_is_the_same_everywhere() -> None:
    lines = [line for path in WORKFLOWS for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    pinned = {re.sub(r".*uses: ", "", line) for line in lines}
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", pin) for pin in pinned), pinned
    assert len(pinned) == len({pin.partition("@")[0] for pin in pinned})


def test_what_is_pinned_is_kept_fresh() -> None:
    updates = read(GITHUB / "dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}


def test_whoever_may_write_is_there() -> None:
    assert MAY_WRITE.keys() < {path.name for path in WORKFLOWS}


def test_the_comment_is_made_of_what_a_pull_request_hands_over() -> None:
    maker, writer = read(GITHUB / "workflows/pull-request.yml"), read(GITHUB / "workflows/comment.yml")
    assert writer["on"] == {"workflow_run": {"workflows": [maker["name"]], "types": ["completed"]}}
    handed = {part["with"]["name"] for part in parts(maker) if "actions/upload-artifact@" in part.get("uses", "")}
    taken = {part["with"]["name"] for part in parts(writer) if "actions/download-artifact@" in part.get("uses", "")}
    assert taken < handed == {"change", "site"}


def test_the_workflows_make_what_can_be_made() -> None:
    scripts = [part["run"] for path in WORKFLOWS for part in parts(read(path)["jobs"]) if "run" in part]
    targets = {target for script in scripts for target in re.findall(r"^make (\S+)", script, re.MULTILINE)}
    assert targets == {"test", "site", ".venv/site.done"}
    made = subprocess.run(["make", "--dry-run", *targets], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, "")


@pytest.mark.parametrize(
    ("schema", "files", "right", "wrong"),
    [
        ("github-workflows", WORKFLOWS, "runs-on:", "run-on:"),
        ("github-issue-forms", FORMS, "type: input", "type: inptu"),
        ("github-issue-config", [CONFIG], "true", "maybe"),
        ("dependabot", [GITHUB / "dependabot.yml"], "interval:", "intervall:"),
    ],
    ids=["workflows", "issue forms", "their list", "updates"],
)
def test_github_understands_the_files(schema: str, files: list[Path], right: str, wrong: str, tmp_path: Path) -> None:
    def check(*paths: Path) -> subprocess.CompletedProcess[str]:
        return run("check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, paths))

    checked = check(*files)
    assert checked.returncode == 0, checked.stdout
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert right in text
        broken = tmp_path / path.name
        broken.write_text(text.replace(right, wrong), encoding="utf-8")
        assert check(broken).returncode == 1


def test_links_can_fill_in_the_forms() -> None:
    """The site's links, and those that others keep, name the fields."""
    fields = {path.name: [field["id"] for field in read(path)["body"]] for path in FORMS}
    assert fields == {
        "new-claim.yml": ["subject", "claim", "source", "status"],
        "wrong-fact.yml": ["claim", "page", "wrong", "source"],
    }


def test_the_yaml_files_look_alike(tmp_path: Path) -> None:
    """All but the data: what is wrong with an edit of it, `check` says, and a dash further left is no mistake."""
    settings = (ROOT / ".yamllint.yml", ROOT / ".pre-commit-config.yaml", ROOT / "mkdocs.yml")
    listed = {(ROOT / path).resolve() for path in run("yamllint", "--list-files", ".").stdout.splitlines()}
    listed -= {*(ROOT / "data").rglob("*")}
    assert {*settings, *WORKFLOWS, *FORMS, CONFIG, *CASES.glob("*.yml")} <= listed
    linted = run("yamllint", "--strict", *(path.relative_to(ROOT).as_posix() for path in sorted(listed)))
    assert (linted.returncode, linted.stdout) == (0, "")
    bad = tmp_path / "bad.yml"
    bad.write_text("a: [ 1 ]\n", encoding="utf-8")
    assert run("yamllint", "--strict", str(bad)).returncode == 1


def test_the_hooks_before_a_commit_fetch_nothing() -> None:
    """They call what the lock file brings."""
    repositories = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert [repository["repo"] for repository in repositories] == ["local"]
    hooks = repositories[0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    tools = {hook["entry"].split()[0] for hook in hooks}
    assert tools == {".venv/bin/ruff", ".venv/bin/mypy", ".venv/bin/yamllint", ".venv/bin/python"}
    assert all((Path(sys.executable).parent / Path(tool).name).exists() for tool in tools)


PROMISED = SpecifierSet(
    tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
)


def test_the_lock_files_have_hashes_and_name_no_index() -> None:
    for name in ("site", "test"):
        lock = (ROOT / f"requirements-{name}.txt").read_text(encoding="utf-8")
        assert "http" not in lock
        assert "--hash" in lock
        assert all(line.endswith("\\") for line in lock.splitlines() if "==" in line)


def test_the_lock_files_install_on_every_python_that_is_promised() -> None:
    lock = (ROOT / "requirements-test.txt").read_text(encoding="utf-8")
    pinned = [Requirement(line.rstrip(" \\")) for line in lock.splitlines() if "==" in line]
    assert {"mkdocs", "pymdown-extensions", "pytest"} < {requirement.name for requirement in pinned}
    for requirement in pinned:
        package = distribution(requirement.name)
        assert requirement.specifier.contains(package.version), (
            f"{requirement.name} is another: `make test` installs it"
        )
        admits = SpecifierSet(",".join(package.metadata.get_all("Requires-Python", [])))
        assert not [version for version in ("3.11.0", "3.12.0", "3.13.0") if not admits.contains(version)], requirement


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.13", "3.14"])
def test_another_python_is_told_in_a_sentence_before_anything_is_installed(version: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    as_if = f"import sys; sys.version_info = ({version.replace('.', ', ')}, 2); "
    python = tmp_path / "python"
    python.write_text(f"""#!/bin/sh
if [ "$1" = -c ]; then exec "{sys.executable}" -c "{as_if}$2"; fi
echo "$@"
""")
    python.chmod(0o755)
    made = subprocess.run(
        ["make", f"PYTHON={python}", ".venv/bin/python"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},  # `make test` sets some
        capture_output=True,
        text=True,
        check=False,
    )
    if PROMISED.contains(version):
        assert (made.returncode, made.stderr) == (0, "")
        assert made.stdout.endswith("-m venv .venv\n")
    else:
        assert made.returncode != 0
        assert made.stderr.startswith(f"This project runs on Python 3.11 to 3.13, and this is {version}: ")
        assert "-m venv" not in made.stdout
