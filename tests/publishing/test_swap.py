"""The site is whole at every moment: whatever fails, whoever else builds, and wherever a run is killed."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from helpers.files import ROOT

from macros.publishing import swap
from macros.publishing.swap import PlaceError, new_site

PARTS = ("index.html", "a/page.html", "b/page.html")


def build(folder: Path, version: str) -> None:
    for part in PARTS:
        (folder / part).parent.mkdir(exist_ok=True)
        (folder / part).write_text(version, encoding="utf-8")


def publish(project: Path, version: str) -> None:
    with new_site(project / "site", project) as new:
        build(new.folder, version)


def version(site: Path) -> str:
    """Which version is published, if it is whole and nothing else is there."""
    assert {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} == set(PARTS)
    (found,) = {(site / part).read_text(encoding="utf-8") for part in PARTS}
    return found


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def no_exchange(*_: object) -> None:
    raise OSError(errno.EINVAL, "not here")


@pytest.fixture(params=["one step", "two steps"])
def project(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "two steps":
        monkeypatch.setattr(swap, "_exchange", no_exchange)
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def test_a_site_takes_the_place_of_the_old_one_and_nothing_is_left(project: Path) -> None:
    for number in range(3):
        publish(project, f"{number}")
        assert version(project / "site") == f"{number}"
        assert listed(project) == ["site"]
    assert (project / "site").stat().st_mode & 0o777 == 0o777 & ~umask(), "a server can read it"


def umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found


def test_after_an_exception_the_old_site_stays_and_nothing_is_left(project: Path) -> None:
    publish(project, "old")
    for error in (RuntimeError, KeyboardInterrupt):
        with pytest.raises(error), new_site(project / "site", project) as new:
            build(new.folder, "half")
            raise error
        assert version(project / "site") == "old"
        assert listed(project) == ["site"]


def test_what_a_link_leads_to_is_exchanged(project: Path) -> None:
    target = project.parent / "served/site"
    (project / "site").symlink_to(target)
    for number in range(2):
        publish(project, f"{number}")
        assert version(target) == f"{number}"
    assert (project / "site").is_symlink()
    assert (listed(project), listed(target.parent)) == (["site"], ["site"])


def test_what_could_be_lost_is_refused(project: Path) -> None:
    (project / "file").write_text("kept", encoding="utf-8")
    for place in (project / "file", project, project.parent):
        with pytest.raises(PlaceError), new_site(place, project):
            pass
    assert listed(project) == ["file"]


def test_one_run_waits_for_the_other(project: Path) -> None:
    publish(project, "old")
    steps: list[str] = []
    waits = threading.Event()

    def second() -> None:
        def wait() -> None:
            steps.append("waits")
            waits.set()

        with new_site(project / "site", project, wait) as new:
            steps.append(f"begins after {version(project / 'site')}")
            build(new.folder, "second")

    thread = threading.Thread(target=second)
    with new_site(project / "site", project) as new:
        thread.start()
        assert waits.wait(30)
        build(new.folder, "first")
    thread.join(30)
    assert steps == ["waits", "begins after first"]
    assert version(project / "site") == "second"


def test_nobody_begins_while_the_builder_of_a_killed_run_lives(project: Path) -> None:
    program = (
        "import os, subprocess, sys; from pathlib import Path; from macros.publishing.swap import new_site\n"
        "with new_site(Path('site'), Path()) as new:\n"
        "    subprocess.Popen([sys.executable, '-c', 'input()'], pass_fds=[new.lock])\n"
        "    print(new.folder.name, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.Popen(
        [sys.executable, "-c", program], cwd=project, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert killed.stdin and killed.stdout
    left = killed.stdout.readline().strip()
    assert killed.wait(30) == -9

    def end_it() -> None:
        assert listed(project) == [left], "its builder may still write there"
        killed.stdin.close()  # type: ignore[union-attr]

    with new_site(project / "site", project, end_it) as new:
        build(new.folder, "next")
    killed.stdout.close()
    assert version(project / "site") == "next"
    assert listed(project) == ["site"]


# Kills a run before each thing that it does to the file system, in turn: once before the first, once before the second,
# and so on, until a run comes to its end. After each the state is told, and that after the next run.
KILLED = """
import json, os, signal, sys
from pathlib import Path
from macros.publishing import swap
from test_swap import no_exchange, publish, version

if sys.argv[1] == "two steps":
    swap._exchange = no_exchange
DOES = ("open", "os.", "shutil.", "ctypes.", "fcntl.")
project = Path.cwd()

def fork(work):
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def killed_before(step):
    left = step
    def count(event, _):
        nonlocal left
        if event.startswith(DOES):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(count)
    publish(project, "new")

publish(project, "old")
for step in range(1, 1000):
    code = fork(lambda: killed_before(step))
    now = version(project / "site") if (project / "site").exists() else "none"
    left = len(os.listdir(project))
    def next_run():
        with swap.new_site(project / "site", project) as new:
            print(json.dumps([step, code, now, version(project / "site")]), flush=True)
            raise SystemExit
    try:
        next_run()  # a mistake in the data ends it
    except SystemExit:
        pass
    assert os.listdir(project) == ["site"], os.listdir(project)
    publish(project, "old")
    if not code:
        break
"""


@pytest.mark.parametrize("steps", ["one step", "two steps"])
def test_wherever_a_run_is_killed_a_whole_site_is_there(steps: str, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests", Path(__file__).parent)))}
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, steps],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    states = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(states) > 15
    assert [code for _, code, *_ in states] == [-9] * (len(states) - 1) + [0]
    now = [state for _, _, state, _ in states]
    after = [state for *_, state in states]
    # Old until it is new; between two steps there is none for a moment, and the next run begins by putting that right.
    assert sorted(after, key=["old", "new"].index) == after
    assert {*after} == {"old", "new"}
    assert [*dict.fromkeys(now)] == (["old", "new"] if steps == "one step" else ["old", "none", "new"])
