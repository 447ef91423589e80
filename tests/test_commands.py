"""What the commands print and how they end, as an editor's terminal and CI see it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import CASES, QUIET, ROOT, build, copy_project, served
from pages import Site
from pages import text as shown

from macros.facts import Facts


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "macros", *arguments]
    return subprocess.run(command, cwd=ROOT, env=QUIET, capture_output=True, text=True, timeout=60, check=False)


def folder_with(tmp_path: Path, text: str) -> str:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/facts.yml").write_text(text, encoding="utf-8")
    return str(tmp_path / "data")


def test_check_is_content_with_the_data() -> None:
    ran = run("check")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "no problem found" in ran.stdout


def test_check_prints_every_problem_and_ends_with_1(tmp_path: Path) -> None:
    text = (CASES / "world.yml").read_text(encoding="utf-8")
    broken = text.replace("about 17000 GBP", "cheap").replace("by: speaker", "by: spekaer")
    ran = run("--data", folder_with(tmp_path, broken), "check")
    assert (ran.returncode, ran.stderr) == (1, "")
    assert [line.split(": ")[1] for line in ran.stdout.splitlines()] == ["car.price", "twin.platform"]


def test_check_without_its_folder_ends_with_2(tmp_path: Path) -> None:
    ran = run("--data", str(tmp_path / "nowhere"), "check")
    assert ran.returncode == 2
    assert ran.stderr.startswith("error: there is no folder")
    assert "Traceback" not in ran.stderr


def test_check_prints_what_a_terminal_has_no_letters_for(tmp_path: Path) -> None:
    text = (CASES / "world.yml").read_text(encoding="utf-8").replace("by: speaker", "by: ждём")
    command = [sys.executable, "-m", "macros", "--data", folder_with(tmp_path, text), "check"]
    env = {**QUIET, "PYTHONIOENCODING": "latin-1"}
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert b"is no thing" in ran.stdout


def test_check_survives_a_reader_who_leaves(tmp_path: Path) -> None:
    broken = "\n".join(f"section-{number}:" for number in range(20_000))
    command = f'"{sys.executable}" -m macros --data "{folder_with(tmp_path, broken)}" check | head -1'
    ran = subprocess.run(
        command, shell=True, cwd=ROOT, env=QUIET, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.stderr == ""
    assert len(ran.stdout.splitlines()) == 1


def test_check_annotates_for_github(tmp_path: Path) -> None:
    text = (CASES / "world.yml").read_text(encoding="utf-8").replace("about 17000 GBP", "100% off, cheap")
    ran = run("--data", folder_with(tmp_path, text), "check", "--format", "github")
    assert ran.returncode == 1
    wanted = '::error file=data/facts.yml,line=71,col=16,title=car.price::value "100%25 off, cheap"'
    assert ran.stdout.startswith(wanted)


def test_check_reads_the_pages_too(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project / "docs/models/renault-5.md").unlink()
    with (project / "docs/compare.md").open("a", encoding="utf-8") as page:
        page.write("\n{{ link('renault-twigno') }}\n")
    ran = run("--data", str(project / "data"), "--docs", str(project / "docs"), "check")
    assert ran.returncode == 1
    assert "renault-5: has no page" in ran.stdout
    assert "docs/compare.md:" in ran.stdout
    assert 'Did you mean "renault-twingo"?' in ran.stdout


def test_page_writes_the_page_of_a_thing_and_never_over_one(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project / "docs/models/renault-5.md").unlink()
    arguments = ("--data", str(project / "data"), "--docs", str(project / "docs"))
    assert run(*arguments, "page", "renault-5").returncode == 0
    assert run(*arguments, "check").returncode == 0
    again = run(*arguments, "page", "renault-5")
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already" in again.stderr
    unknown = run(*arguments, "page", "renault-6")
    assert unknown.stderr == 'error: there is no entity "renault-6". Did you mean "renault-5"?\n'


def test_check_says_when_the_schema_is_stale_and_schema_renews_it(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    arguments = ("--data", str(project / "data"), "--docs", str(project / "docs"))
    data, made = project / "data/facts.yml", project / "data/facts.schema.json"
    source = "sources:\n  new-source:\n    name: New\n    url: https://example.org/new\n  auto"
    data.write_text(data.read_text(encoding="utf-8").replace("sources:\n  auto", source), encoding="utf-8")
    stale = run(*arguments, "check")
    assert stale.returncode == 1
    assert "facts.schema.json:1:1: this no longer has all ids and words of the data" in stale.stdout
    made.write_text(run(*arguments, "schema").stdout, encoding="utf-8")
    assert run(*arguments, "check").returncode == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            '{{ fact("nissan-city-ev.prize") }}',
            'there is no claim "nissan-city-ev.prize". Did you mean "nissan-city-ev.price"?',
        ),
        ('{{ link("renault-twigno") }}', 'there is no entity "renault-twigno". Did you mean "renault-twingo"?'),
        ('{{ badge("expcted") }}', 'there is no status "expcted". Did you mean "expected"?'),
        ('{{ claims(status="confimed") }}', 'there is no status "confimed". Did you mean "confirmed"?'),
        ("{{ fact() }}", "missing a required argument: 'claim'"),
        ('{{ claims(status=["expected"]) }}', "there is no status"),
        ('{{ index(["models"]) }}', "there is no type"),
        ("{{ facts() }}", "the page names no `entity:` in its front matter"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_wrong_call_stops_a_strict_build_and_is_named(call: str, message: str, tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    page = project / "docs/compare.md"
    page.write_text(f"# Compare\n\nSome words, and {call} here.\n", encoding="utf-8")
    made = build(project, "--strict")
    assert made.returncode == 1
    assert "compare.md" in made.stderr
    assert message in made.stderr
    assert "Traceback" not in made.stderr


def test_a_mistake_in_the_data_stops_a_strict_build_and_is_named(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    data = project / "data/facts.yml"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace("by: makoto-uchida", "by: makoto-uchdia", 1), encoding="utf-8")
    made = build(project, "--strict")
    assert made.returncode == 1
    assert 'by "makoto-uchdia" is no thing. Did you mean "makoto-uchida"?' in made.stderr
    assert "data/facts.yml:" in made.stderr
    assert "Traceback" not in made.stderr


def test_claims_link_to_their_line_when_the_repository_is_known(tmp_path: Path, facts: Facts) -> None:
    project = copy_project(tmp_path)
    made = build(project, "--strict", REPOSITORY_URL="https://example.org/us/facts")
    assert made.returncode == 0, made.stderr
    page = Site(project / "site").pages["models/renault-5/"]
    claim = facts.claim("renault-5.platform")
    addresses = {shown(link): link.get("href") for link in page.by_id("platform").iter("a")}
    assert addresses["Edit this fact"] == f"https://example.org/us/facts/edit/main/data/facts.yml#L{claim.place.line}"
    report = "https://example.org/us/facts/issues/new?template=wrong-fact.yml&claim=renault-5.platform"
    assert addresses["Report a mistake"] == report


@pytest.mark.browser
def test_an_address_that_was_given_up_leads_on(tmp_path: Path, browser: Any) -> None:
    project = copy_project(tmp_path)
    with (project / "data/facts.yml").open("a", encoding="utf-8") as data:
        data.write("moved:\n  baby-nissan: nissan-city-ev\n  nissan-city-ev.cost: nissan-city-ev.price\n")
    arguments = ("--data", str(project / "data"), "--docs", str(project / "docs"))
    assert "baby-nissan: has no page" in run(*arguments, "check").stdout
    assert run(*arguments, "page", "baby-nissan").returncode == 0
    assert run(*arguments, "check").returncode == 0
    made = build(project, "--strict")
    assert made.returncode == 0, made.stderr
    page = browser.new_page()
    with served(project / "site") as address:
        page.goto(f"{address}models/baby-nissan/#price")
        page.wait_for_url("**/models/nissan-city-ev/#price")
        page.wait_for_selector("#price .evidence")
        page.goto(f"{address}models/nissan-city-ev/#cost")
        assert page.locator("[data-claim='nissan-city-ev.price'] #cost").count() == 1
    page.close()


def test_the_lock_files_name_no_index_and_have_hashes() -> None:
    for name in ("site", "test"):
        lock = (ROOT / f"requirements-{name}.txt").read_text(encoding="utf-8")
        assert "http" not in lock
        pinned = [line for line in lock.splitlines() if "==" in line]
        assert pinned
        assert all(line.endswith("\\") for line in pinned)
