"""The scripts in the workflows, in a real browser, against a GitHub that only remembers what it was told."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from helpers.files import ROOT, cases

pytestmark = pytest.mark.browser

# Runs a script as actions/github-script does. Every call is remembered, and answered by its name from `answers`.
RUN = """async ({ script, files, answers, payload, env }) => {
  const told = []
  const rest = new Proxy({}, { get: (_, group) => new Proxy({}, { get: (_, verb) => async options => {
    told.push([`${group}.${verb}`, options])
    return { data: answers[`${group}.${verb}`] }
  } }) })
  const known = {
    github: { rest, paginate: async (method, options) => (await method(options)).data },
    core: { notice: text => told.push(['notice', text]), setFailed: text => told.push(['failed', text]) },
    context: { repo: { owner: 'us', repo: 'facts' }, payload },
    require: () => ({
      readFileSync: name => files[name],
      lstatSync: name => ({ isFile: () => files[name] !== null, size: files[name]?.length }),
    }),
    process: { env },
  }
  const AsyncFunction = (async () => {}).constructor
  await new AsyncFunction(...Object.keys(known), script)(...Object.values(known))
  return told
}"""
READS = {"pulls.get", "issues.listComments", "issues.listForRepo"}
BOT = {"login": "github-actions[bot]"}


def tell(browser: Any, workflow: str, **world: Any) -> list[list[Any]]:
    """What the script of a workflow tells GitHub, and the person who reads its log."""
    jobs = yaml.safe_load((ROOT / ".github/workflows" / workflow).read_text(encoding="utf-8"))["jobs"]
    [script] = [
        step["with"]["script"] for job in jobs.values() for step in job["steps"] if "script" in step.get("with", {})
    ]
    page = browser.new_page()
    told: list[list[Any]] = page.evaluate(RUN, {"answers": {}, "payload": {}, "env": {}, **world, "script": script})
    page.close()
    return [[what, *rest] for what, *rest in told if what not in READS]


def comment(browser: Any, *, number: str = "7\n", change: str = "It changes.", comments: Any = (), **head: Any) -> Any:
    run = {"head_sha": "abc", "head_repository": {"id": 1}, "html_url": "https://example.org/run"}
    pull = {"number": 7, "head": {"sha": "abc", "repo": {"id": 1}} | head}
    return tell(
        browser,
        "comment.yml",
        files={"change/number": number, "change/change.md": change},
        payload={"workflow_run": run},
        answers={"pulls.get": pull, "issues.listComments": list(comments)},
    )


def test_the_first_run_writes_the_comment(browser: Any) -> None:
    [[what, made]] = comment(browser)
    assert what == "issues.createComment"
    assert (made["owner"], made["repo"], made["issue_number"]) == ("us", "facts", 7)
    marker, link, _, change = made["body"].split("\n")
    assert marker.startswith("<!--")
    assert "(https://example.org/run)" in link
    assert change == "It changes."


def test_later_runs_renew_the_comment_and_no_one_elses(browser: Any) -> None:
    [[_, made]] = comment(browser)
    theirs = {"id": 1, "user": {"login": "someone"}, "body": made["body"]}
    other = {"id": 2, "user": BOT, "body": f"Quoted: {made['body']}"}
    deleted = {"id": 3, "user": None, "body": made["body"]}
    ours = {"id": 4, "user": BOT, "body": made["body"]}
    [[what, renewed]] = comment(browser, change="More.", comments=[theirs, other, deleted, ours])
    assert (what, renewed["comment_id"]) == ("issues.updateComment", 4)
    assert renewed["body"].endswith("\nMore.")
    [[what, _]] = comment(browser, comments=[theirs, other, deleted])
    assert what == "issues.createComment"


@pytest.mark.parametrize("number", ["", "0", "-7", "7.5", "7; echo", "7\n8", "７", "7" * 10])
def test_what_is_no_number_is_refused(browser: Any, number: str) -> None:
    [[what, _]] = comment(browser, number=number)
    assert what == "failed"


@pytest.mark.parametrize("head", [{"sha": "def"}, {"repo": {"id": 2}}, {"repo": None}], ids=str)
def test_a_run_comments_on_no_other_pull_request(browser: Any, head: dict[str, Any]) -> None:
    [[what, _]] = comment(browser, **head)
    assert what == "notice"


def test_a_change_that_says_nothing_is_no_comment(browser: Any) -> None:
    [[what, _]] = comment(browser, change=" \n")
    assert what == "notice"


@pytest.mark.parametrize("case", cases("markdown"), ids=lambda case: case["text"][:20])
def test_a_change_is_made_plain(browser: Any, case: dict[str, str]) -> None:
    [[_, made]] = comment(browser, change=case["text"])
    assert made["body"].split("\n", 3)[3] == case["comment"]


def test_a_change_fits(browser: Any) -> None:
    [[_, made]] = comment(browser, change="[" * 100_000)
    assert 60_000 < len(made["body"]) < 65_536


@pytest.mark.parametrize("change", [None, "x" * 1_000_000], ids=["a link", "far too long"])
def test_what_is_no_file_of_a_change_is_not_read(browser: Any, change: Any) -> None:
    [[what, _]] = comment(browser, change=change)
    assert what == "notice"
    [[what, _]] = comment(browser, number=change)
    assert what == "failed"


def sources(browser: Any, *, gone: bool, table: str = "| gone |\n", issues: Any = ()) -> Any:
    answers, env = {"issues.listForRepo": list(issues)}, {"GONE": str(gone).lower()}
    return tell(browser, "sources.yml", files={"sources.md": table}, answers=answers, env=env)


def test_sources_that_are_gone_are_one_issue(browser: Any) -> None:
    [[what, made]] = sources(browser, gone=True)
    assert (what, made["owner"], made["repo"]) == ("issues.create", "us", "facts")
    assert made["body"].endswith("| gone |")
    ours, other = {"number": 3, "body": made["body"]}, {"number": 2, "body": None}
    [[what, renewed]] = sources(browser, gone=True, table="| more |", issues=[other, ours])
    assert (what, renewed["issue_number"], renewed["state"]) == ("issues.update", 3, "open")
    assert renewed["body"].endswith("| more |")
    [[what, closed]] = sources(browser, gone=False, issues=[other, ours])
    assert (what, closed["issue_number"], closed["state"]) == ("issues.update", 3, "closed")
    assert sources(browser, gone=False, issues=[other]) == []


def test_an_issue_fits(browser: Any) -> None:
    [[_, made]] = sources(browser, gone=True, table="| gone |\n" * 20_000)
    assert 60_000 < len(made["body"]) < 65_536


def test_a_look_that_failed_is_no_issue(browser: Any) -> None:
    [[what, _]] = sources(browser, gone=True, table="")
    assert what == "failed"
