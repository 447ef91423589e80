"""What the commands print and how they end, as an editor's terminal and CI see it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.commands import run
from helpers.files import CASES, ROOT
from helpers.pages import Site
from helpers.pages import text as shown
from helpers.sites import QUIET, build, copy_world
from helpers.worlds import TEXT, with_places


def folder_with(tmp_path: Path, text: str) -> str:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/facts.yml").write_text(text, encoding="utf-8")
    return str(tmp_path / "data")


def test_check_is_content_with_the_data() -> None:
    command = [sys.executable, "-m", "macros", "check"]
    ran = subprocess.run(command, cwd=ROOT, env=QUIET, capture_output=True, text=True, timeout=60, check=False)
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


@pytest.mark.parametrize(
    "address", ["https://[::1", "https://e.org:99999/", " https://e.org/", "e.org", "https://e.org/?x"]
)
def test_an_address_of_the_site_or_of_its_project_that_is_none_is_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = (["site", "--site-url", address], ["export", "--site-url", address, str(tmp_path)])
    monkeypatch.setenv("REPOSITORY_URL", "")
    refusal = f"is {address!r}, which is not a web address; write it whole, such as https://example.org/\n"
    for command in commands:
        ran = run(*command, folder=tmp_path)
        assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", f"error: SITE_URL {refusal}")
    monkeypatch.setenv("REPOSITORY_URL", address)
    assert run("site", folder=tmp_path).stderr == f"error: REPOSITORY_URL {refusal}"


def test_who_breaks_off_a_build_sees_no_traceback(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    builder = "import pathlib, time; pathlib.Path('begun').touch(); time.sleep(60)"
    (project / "mkdocs.py").write_text(builder, encoding="utf-8")
    command = [sys.executable, "-m", "macros", "site"]
    with subprocess.Popen(
        command, cwd=project, env=QUIET, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, process_group=0
    ) as ran:
        while not (project / "begun").exists():
            assert ran.poll() is None, ran.communicate()
            time.sleep(0.02)
        os.killpg(ran.pid, signal.SIGINT)  # as a terminal does at Ctrl-C
        said, _ = ran.communicate(timeout=30)
    assert "Traceback" not in said
    assert ran.returncode == 130
    assert not list(project.glob(".site.*"))


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
    text = (CASES / "world.yml").read_text(encoding="utf-8").replace("about 17000 GBP", "100% off,##[group] cheap")
    ran = run("--data", folder_with(tmp_path, text), "check", "--format", "github")
    assert ran.returncode == 1
    file, line, column = with_places("{car: … value: ^100%}", text).split(":")
    at = f"file={file.replace('world', 'facts')},line={line},col={column},title=car.price"
    assert ran.stdout.startswith(f'::error {at}::value "100%25 off,##\u2060[group] cheap"')


def of(project: Path) -> tuple[str, ...]:
    """The options by which a command works on a project."""
    return ("--data", str(project / "data"), "--docs", str(project / "docs"))


def test_check_reads_the_pages_too(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    (project / "docs/models/car.md").unlink()
    with (project / "docs/compare.md").open("a", encoding="utf-8") as page:
        page.write("\n{{ link('twim') }}\n")
    ran = run(*of(project), "check")
    assert ran.returncode == 1
    assert "car: has no page" in ran.stdout
    assert "docs/compare.md:" in ran.stdout
    assert 'Did you mean "twin"?' in ran.stdout


def test_page_writes_the_page_of_a_thing_and_never_over_one(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    (project / "docs/models/car.md").unlink()
    assert run(*of(project), "page", "car").returncode == 0
    assert run(*of(project), "check").returncode == 0
    again = run(*of(project), "page", "car")
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already" in again.stderr
    unknown = run(*of(project), "page", "twim")
    assert unknown.stderr == 'error: there is no entity "twim". Did you mean "twin"?\n'


def test_commands_work_while_something_is_unfinished(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    (project / "docs/models/car.md").unlink()
    (project / "docs/people/index.md").unlink()
    for command in (
        ("new", "claim", "twin.seats"),
        ("new", "entity", "models", "third"),
        ("new", "claim", "third.price"),
        ("page", "car"),
        ("page", "third"),
    ):
        ran = run(*of(project), *command)
        assert (ran.returncode, ran.stderr) == (0, ""), command
    listing = run(*of(project), "page", "people")
    assert listing.stdout.endswith(
        "say in a sentence what these are, and name people/index.md in the navigation of mkdocs.yml\n"
    )
    assert "is empty" in run(*of(project), "check").stdout
    world = project / "data/world.yml"
    world.write_text(world.read_text(encoding="utf-8") + "says: 'open\n", encoding="utf-8")
    ran = run(*of(project), "new", "claim", "third.seats")
    assert (ran.returncode, ran.stdout.splitlines()[0]) == (1, "this is in the way:")
    assert "a quote is not closed" in ran.stdout


def test_an_id_that_was_given_up_needs_a_page_and_page_writes_it(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    former = project / "docs/models/old-van.md"
    written = former.read_text(encoding="utf-8")
    former.unlink()
    assert "old-van: has no page" in run(*of(project), "check").stdout
    ran = run(*of(project), "page", "old-van")
    assert ran.returncode == 0
    assert ran.stdout.endswith("old-van.md is written: it leads on to van, and needs nothing more\n")
    assert run(*of(project), "check").returncode == 0
    assert former.read_text(encoding="utf-8") == written


def test_check_says_when_the_schema_is_stale_and_schema_renews_it(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    schema, more = project / "data/facts.schema.json", project / "data/more.yml"
    schema.write_text(run(*of(project), "schema").stdout, encoding="utf-8")
    assert run(*of(project), "check").returncode == 0
    source = "sources:\n  new-source:\n    name: New\n    url: https://example.org/new\n"
    more.write_text(more.read_text(encoding="utf-8").replace("sources:\n", source, 1), encoding="utf-8")
    stale = run(*of(project), "check")
    assert stale.returncode == 1
    assert "facts.schema.json:1:1: this is out of date; `make schema` renews it" in stale.stdout
    schema.write_text(run(*of(project), "schema").stdout, encoding="utf-8")
    assert run(*of(project), "check").returncode == 0


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:  # its whole path may be too long
        made.bind(path.name)


def far_too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**10)  # it takes no room


ODD_FILES: dict[str, Callable[[Path], Any]] = {
    "a pipe": a_pipe,
    "a socket": a_socket,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": lambda path: path.mkdir(),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "far too large": far_too_large,
    "another encoding": lambda path: path.write_bytes("café".encode("latin-1")),
    "two bytes a letter": lambda path: path.write_bytes("a: b".encode("utf-16")),
}


@pytest.mark.parametrize("sort", ODD_FILES)
def test_no_file_stops_a_command_or_keeps_it_waiting(sort: str, tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    (project / "mkdocs.yml").unlink()
    assets = ("docs/assets/extra.bin", "docs/assets/extra.svg")
    for name in ("data/extra.yml", "data/facts.schema.json", "docs/extra.md", *assets, "mkdocs.yml", "article.txt"):
        path = project / name
        ODD_FILES[sort](path)
        is_copied = name in assets and (path.is_dir() or (path.is_file() and path.suffix == ".bin"))
        began = time.process_time()
        if name == "article.txt":
            ran = run(*of(project), "check", "--article", str(path))
            assert (ran.returncode, ran.stdout) == (2, "")
            assert ran.stderr.startswith(f"error: {path} is not read: ")
        elif not is_copied:
            ran = run(*of(project), "check")
            assert (ran.returncode, ran.stderr) == (1, ""), name
            assert [line for line in ran.stdout.splitlines() if f"{name}:1:" in line], ran.stdout
        for command in (["schema"], ["new", "claim", "twin.seats"], ["page", "car"], ["diff", str(project / "data")]):
            before = (project / "data/world.yml").read_bytes()
            assert run(*of(project), *command).returncode in (0, 1, 2)
            (project / "data/world.yml").write_bytes(before)
        assert time.process_time() - began < 2
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "9" * 10_000, "[]", "null"])
def test_a_schema_that_is_none_is_named_and_renewed(text: str, tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    schema = project / "data/facts.schema.json"
    schema.write_text(text, encoding="utf-8")
    ran = run(*of(project), "check")
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.startswith(f"{schema}:1:1: this ")
    assert "`make schema` renews it" in ran.stdout


def test_a_page_is_written_over_nothing_and_through_no_link(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    page = project / "docs/models/car.md"
    page.unlink()
    page.symlink_to("../../outside.md")
    ran = run(*of(project), "page", "car")
    assert (ran.returncode, ran.stderr) == (2, f"error: {page} is there already\n")
    assert not (project / "outside.md").exists()


def test_the_page_of_an_id_that_is_a_number_names_it_as_a_text(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    thing = "platforms:\n  2024:\n    name: The Year\n    summary: A year.\n"
    (project / "data/year.yml").write_text(thing, encoding="utf-8")
    assert run(*of(project), "page", "2024").returncode == 0
    assert run(*of(project), "check").returncode == 0
    made = build(project, "--strict")
    assert made.returncode == 0, made.stderr


def test_two_pages_at_one_address_are_named(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    (project / "docs/models.md").write_text("---\ndescription: More.\n---\n# Models\n", encoding="utf-8")
    message = "docs/models/index.md has the address of this page; rename one of them"
    assert run(*of(project), "check").stdout.startswith(f"docs/models.md:1:1: {message}\n")


@pytest.mark.parametrize(
    ("is_set", "message"), [(False, "error: fatal: not a git repository "), (True, " is not in this git repository\n")]
)
def test_data_beyond_the_repository_has_no_revisions(
    is_set: bool, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "other")], check=True)
    if is_set:  # as where git runs a hook
        monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
        monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    ran = run("--data", folder_with(tmp_path, TEXT), "diff", "HEAD")
    assert ran.returncode == 2
    assert message in ran.stderr


WRONG_CALLS = {
    '{{ fact("car.prize") }}': 'fact: there is no claim "car.prize". Did you mean "car.price"?',
    '{{ link("twim") }}': 'link: there is no entity "twim". Did you mean "twin"?',
    '{{ badge("expcted") }}': 'badge: there is no status "expcted". Did you mean "expected"?',
    '{{ claims(status="confimed") }}': 'claims: there is no status "confimed". Did you mean "confirmed"?',
    "{{ fact() }}": "fact: missing a required argument: 'claim'",
    "{{ claims(status=5) }}": 'claims: there is no status "5".',
    "{{ index(5) }}": "index: type must be a text in quotes, not 5",
    "{{ site(5) }}": "site: path must be a text in quotes, not 5",
    '{{ download("javascript:x") }}': 'download: "javascript:x" is no path of a file below the site',
    "{{ facts() }}": "facts: the page names no `entity:` in its front matter",
}


def test_every_wrong_call_is_named_with_its_page(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    for number, call in enumerate(WRONG_CALLS):
        page = project / f"docs/wrong-{number}.md"
        page.write_text(f"# Wrong\n\nSome words, and {call} here.\n", encoding="utf-8")
    made = build(project, "--strict")
    assert made.returncode == 1
    for number, message in enumerate(WRONG_CALLS.values()):
        assert f"wrong-{number}.md: {message}" in made.stderr
    assert made.stderr.count("WARNING") == len(WRONG_CALLS)
    assert "Traceback" not in made.stderr


def test_one_wrong_call_stops_a_strict_build(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    (project / "docs/compare.md").write_text("# Compare\n\n{{ link('twim') }}\n", encoding="utf-8")
    made = build(project, "--strict")
    assert made.returncode == 1
    assert 'compare.md: link: there is no entity "twim". Did you mean "twin"?' in made.stderr


def test_a_mistake_in_the_data_stops_a_strict_build_and_is_named(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    data = project / "data/world.yml"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace("by: speaker", "by: spekaer", 1), encoding="utf-8")
    made = build(project, "--strict")
    assert made.returncode == 1
    assert 'by "spekaer" is no thing. Did you mean "speaker"?' in made.stderr
    assert "data/world.yml:" in made.stderr
    assert "Traceback" not in made.stderr


def test_claims_link_to_their_line_when_the_repository_is_known(tmp_path: Path) -> None:
    project = copy_world(tmp_path)
    made = build(project, "--strict", REPOSITORY_URL="https://example.org/us/facts")
    assert made.returncode == 0, made.stderr
    page = Site(project / "site").pages["models/car/"]
    addresses = {shown(link): link.get("href") for link in page.row("price").iter("a")}
    line = with_places("{line of car: … ^price:}").removeprefix("line ")
    assert addresses["Edit this fact"] == f"https://example.org/us/facts/edit/main/data/world.yml#L{line}"
    report = "https://example.org/us/facts/issues/new?template=wrong-fact.yml&claim=car.price"
    assert addresses["Report a mistake"] == report
    line = with_places("{line of ^about: [car.price, car.launch]}").removeprefix("line ")
    assert addresses["Edit this report"] == f"https://example.org/us/facts/edit/main/data/world.yml#L{line}"
    site = Site(project / "site")
    for url in ("models/car/", "since-then/", "contribute/"):
        assert "Edit this report" in shown(site.pages[url].content)
    told = shown(site.pages["contribute/"].content)
    assert "Edit this fact" in told
    assert "does not say where its project is kept" not in told
    assert "https://example.org/us/facts" in {link.get("href") for link in site.pages["contribute/"].content.iter("a")}


def test_the_lock_files_name_no_index_and_have_hashes() -> None:
    for name in ("site", "test"):
        lock = (ROOT / f"requirements-{name}.txt").read_text(encoding="utf-8")
        assert "http" not in lock
        pinned = [line for line in lock.splitlines() if "==" in line]
        assert pinned
        assert all(line.endswith("\\") for line in pinned)
