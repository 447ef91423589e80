"""A real `mkdocs serve`, edited the way a maintainer edits, read over HTTP."""

from __future__ import annotations

import html
import itertools
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from helpers.files import CASES, ROOT, WORLD, cases
from helpers.sites import QUIET, copy_code

from macros.hooks.serving import server as hook

PATIENCE = 60.0  # seconds; a change usually shows within one
LOOK = 0.2  # seconds between two looks at the files
PAGE = "models/car/"
ENVIRONMENT = {**QUIET, "PYTHONDONTWRITEBYTECODE": ""}  # compiled code is kept, whatever this machine is set to
# What the server adds for the browser: the version of the site that the page belongs to.
SCRIPT = re.compile(r"<script>\s*var livereload.*?livereload\((\d+), \d+\);\s*</script>", re.DOTALL)


class Preview:
    def __init__(self, project: Path, address: str, log: Path) -> None:
        self.project = project
        self.address = address
        self.log = log
        self.rested: object = None

    def read(self, path: str = PAGE) -> tuple[int, str]:
        """What the server answers: status and text."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode("utf-8")

    def until(self, fits: Callable[[int, str], bool], path: str = PAGE) -> str:
        """The page, once it is as it should be."""
        end = time.monotonic() + PATIENCE
        while True:
            status, page = self.read(path)
            if fits(status, page):
                return page
            assert time.monotonic() < end, f"{status} {page[:2000]}\n{self.log.read_text(encoding='utf-8')[-4000:]}"
            time.sleep(0.05)

    def builds(self) -> tuple[int, int]:
        """How many builds were begun after a change, and how many of them have ended."""
        log = self.log.read_bytes()
        return log.count(b"Detected file changes"), log.count(b"Reloading browsers")

    def state(self) -> object:
        """What is another after whatever a test has changed, or the server has built. What the server keeps for itself
        comes and goes.
        """
        parts = (path for path in self.project.iterdir() if path.name != ".cache")
        files = (self.project, *(path for part in parts for path in (part, *part.rglob("*"))))
        return self.builds(), max(path.lstat().st_ctime_ns for path in files)

    def rest(self) -> None:
        """Wait until every build has ended, and two more looks at the files have found nothing."""
        if self.state() == self.rested:
            return
        end = time.monotonic() + PATIENCE
        since, seen = time.monotonic(), self.builds()
        while seen[0] != seen[1] or time.monotonic() - since < 2 * LOOK:
            assert time.monotonic() < end, self.log.read_text(encoding="utf-8")[-4000:]
            time.sleep(0.02)
            if self.builds() != seen:
                since, seen = time.monotonic(), self.builds()
        self.rested = self.state()

    def shows(self, words: str, path: str = PAGE) -> str:
        return self.until(lambda _, page: words in page, path)

    def change(self, file: str, old: str, new: str) -> None:
        path = self.project / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@contextmanager
def serving(project: Path, *options: str) -> Iterator[Preview]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}", *options]
    log = project.parent / f"{project.name}.log"
    with (
        log.open("wb") as terminal,
        subprocess.Popen(command, cwd=project, env=ENVIRONMENT, stdout=terminal, stderr=terminal) as server,
    ):
        preview = Preview(project, f"http://127.0.0.1:{port}/", log)
        try:
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    preview.read()
                    break
                except OSError:
                    assert server.poll() is None, log.read_text(encoding="utf-8")
                    assert time.monotonic() < end, log.read_text(encoding="utf-8")
                    time.sleep(0.1)
            yield preview
            assert server.poll() is None, "the server lived through it all"
        finally:
            server.terminate()


def small_project(to: Path) -> Path:
    """The project with the pages and the facts of the small world."""
    project = to / "project"
    shutil.copytree(WORLD / "docs", project / "docs")
    copy_code(project)
    shutil.copytree(ROOT / "docs/assets", project / "docs/assets")
    shutil.copytree(WORLD / "data", project / "data")
    shutil.copy(CASES / "world.yml", project / "data")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub("^site_name: .*", "site_name: Small World", settings, flags=re.MULTILINE)
    settings = re.sub(
        r"\n +- (?:.*: )?([\w/-]+\.md)(?=\n)", lambda line: line[0] * (WORLD / "docs" / line[1]).exists(), settings
    )
    (project / "mkdocs.yml").write_text(settings, encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_project(tmp_path_factory.mktemp("preview"))


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[Preview]:
    with serving(project) as preview:
        yield preview


@pytest.fixture
def preview(server: Preview) -> Preview:
    """The preview at rest: no build is under way, and none is asked for."""
    server.rest()
    return server


@pytest.mark.parametrize("case", cases("preview"), ids=lambda case: case["name"])
def test_an_edit_shows_and_its_undoing_too(preview: Preview, case: dict[str, Any]) -> None:
    path = case.get("at", PAGE)
    file = preview.project / case["file"]
    before = file.read_text(encoding="utf-8") if file.exists() else None
    status, page = preview.read(path)
    assert case["shows"] not in page
    told = preview.log.stat().st_size
    try:
        if "old" in case:
            preview.change(case["file"], case["old"], case["new"])
        else:
            file.write_text(case["new"], encoding="utf-8")
        shown = preview.shows(case["shows"], path)
        version = SCRIPT.findall(shown)[0]
        if "keeps" in case:
            assert case["keeps"] in shown
            assert shown.count("The data has problems") == 1
            assert case["shows"] not in shown.partition("<body")[0], "no title or description has it"
        if "fault" in case:
            terminal = preview.log.read_bytes()[told:].decode("utf-8")
            if "spares" in case:
                assert [preview.read(other)[0] for other in (case["spares"], "assets/site.css")] == [200, 200]
            for anywhere in [path] if "spares" in case else ("", "no/such/page", "assets/site.css"):
                code, text = preview.read(anywhere)
                assert code == 500
                assert SCRIPT.search(text), "the page asks for the next version"
                first = re.findall(r"<pre>(.*?)</pre>", text.partition("<details>")[0], re.DOTALL)[0]
                assert html.unescape(first).startswith(case["fault"])
                assert case["shows"] in text.partition("<details>")[0]
                assert "Traceback" not in text.partition("<details>")[0]
            assert f"can't be built.\n{html.unescape(first)}" in terminal
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")
    preview.until(lambda code, text: (code, SCRIPT.sub("", text)) == (status, SCRIPT.sub("", page)), path)
    assert int(preview.read(f"livereload/{version}/1")[1]) > int(version), "a browser is told to load the page again"


def test_a_file_that_is_written_in_two_steps_shows_whole(preview: Preview) -> None:
    facts = preview.project / "data/world.yml"
    text = facts.read_text(encoding="utf-8")
    half = text.index("about 17000 GBP") + 3
    facts.write_text(text[:half], encoding="utf-8")
    preview.shows("The data has problems")
    with facts.open("a", encoding="utf-8") as file:
        file.write(text[half:])
    preview.shows("about £17,000")


@pytest.mark.parametrize("name", ["mkdocs.yml", "data", "docs", "macros", "overrides"])
def test_what_is_gone_for_a_moment_is_watched_again(preview: Preview, name: str) -> None:
    aside = preview.project.parent / name
    (preview.project / name).rename(aside)
    try:
        preview.until(lambda status, _: status == 500)
    finally:
        aside.rename(preview.project / name)
    preview.shows("about £17,000")


def test_a_link_out_of_the_folder_of_pages_is_told(preview: Preview, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("sesame", encoding="utf-8")
    link = preview.project / "docs/secret.txt"
    link.symlink_to(tmp_path / "secret.txt")
    try:
        page = preview.until(lambda status, _: status == 500)
        assert "<pre>docs/secret.txt:1:1: this link leads out of docs/; put the file itself in its place</pre>" in page
        assert "sesame" not in preview.read("secret.txt")[1]
    finally:
        link.unlink()
    preview.shows("about £17,000")


def index_of_the_search(preview: Preview) -> dict[str, str]:
    """The texts that the search finds, by where they stand. The server holds the file back until it is complete."""
    status, text = preview.read("search/search_index.json")
    assert status == 200
    return {entry["location"]: entry["text"] for entry in json.loads(text)["docs"]}


def test_the_search_knows_of_an_edit(preview: Preview) -> None:
    preview.change("docs/licence.md", "Everybody may.", "Everybody may indeed.")
    preview.shows("Everybody may indeed.", "licence/")
    assert "Everybody may indeed." in index_of_the_search(preview)["licence/"]
    preview.change("docs/licence.md", "Everybody may indeed.", "Everybody may.")
    preview.shows("Everybody may.</p>", "licence/")
    assert "Everybody may." in index_of_the_search(preview)["licence/"]


def test_a_page_that_is_renamed_is_at_its_new_address_alone(preview: Preview) -> None:
    old, new = (preview.project / f"docs/{name}.md" for name in ("licence", "terms"))
    assert preview.read("terms/")[0] == 404
    old.rename(new)
    try:
        preview.shows("Everybody may.", "terms/")
        assert preview.read("licence/")[0] == 404
        assert "terms/" in index_of_the_search(preview)
        assert "licence/" not in index_of_the_search(preview)
        assert "/terms/</loc>" in preview.read("sitemap.xml")[1]
    finally:
        new.rename(old)
    preview.shows("Everybody may.", "licence/")
    assert preview.read("terms/")[0] == 404


def test_a_link_to_an_anchor_that_is_not_there_is_told_once_all_pages_are_ready(preview: Preview) -> None:
    told = preview.log.stat().st_size
    preview.change("docs/licence.md", "Everybody may.", "[Everybody may.](models/car.md#prize)")
    preview.shows("#prize", "licence/")
    preview.read("search/search_index.json")
    assert "does not contain an anchor '#prize'" in preview.log.read_bytes()[told:].decode("utf-8")
    preview.change("docs/licence.md", "[Everybody may.](models/car.md#prize)", "Everybody may.")
    preview.until(lambda _, page: "#prize" not in page, "licence/")


#: Notes beside the project what is rendered, and takes its time for it as long as there is a file `slow`.
SLOW = """
import time
from pathlib import Path

def on_page_context(context, page, config, nav):
    aside = Path(config.config_file_path).parent.parent
    with (aside / "rendered").open("a") as file:
        file.write(page.file.dest_uri + " ")
    if (aside / "slow").exists():
        time.sleep(0.1)
"""


@pytest.fixture(scope="module")
def noting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that notes what it renders."""
    project = small_project(tmp_path_factory.mktemp("noting"))
    (project / "slow.py").write_text(SLOW, encoding="utf-8")
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("hooks: [", "hooks: [slow.py, "), encoding="utf-8")
    with serving(project) as preview:
        yield preview


@pytest.fixture
def slow(noting: Preview) -> Iterator[Preview]:
    """The same, while each page takes a while. No page is under way."""
    noting.read("search/search_index.json")
    marker = noting.project.parent / "slow"
    marker.touch()
    yield noting
    marker.unlink(missing_ok=True)


def rendered(preview: Preview) -> list[str]:
    return (preview.project.parent / "rendered").read_text(encoding="utf-8").split()


def test_whoever_asks_for_a_page_comes_first_and_gets_what_a_build_gives(slow: Preview, tmp_path: Path) -> None:
    before = len(rendered(slow))
    slow.change("docs/licence.md", "Everybody may.", "Everybody may, at once.")
    slow.shows("at once", "licence/")
    begun = rendered(slow)[before:]
    assert begun.index("licence/index.html") <= 1, "at most one other was under way"
    (slow.project.parent / "slow").unlink()
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)]
    subprocess.run(build, cwd=slow.project, env={**ENVIRONMENT, "SITE_URL": slow.address}, check=True)
    slow.change("docs/licence.md", "at once", "at once.")
    slow.change("docs/licence.md", "at once.", "at once")
    slow.rest()
    names = sorted((path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")), reverse=True)
    assert "search/search_index.json" in names
    for name in sorted(names, key=lambda name: not name.endswith(".html")):  # the pages first, from the last on
        with urllib.request.urlopen(slow.address + name) as answer:
            shown = re.sub(SCRIPT.pattern.encode(), b"", answer.read(), flags=re.DOTALL)
        assert shown == (tmp_path / name).read_bytes(), name
    slow.change("docs/licence.md", ", at once", "")


def test_each_page_is_rendered_once(noting: Preview) -> None:
    noting.read("search/search_index.json")
    before = len(rendered(noting))
    noting.change("docs/licence.md", "Everybody may.", "Everyone may.")
    noting.shows("Everyone may.", "licence/")
    for path in ("", PAGE, "licence/"):
        noting.read(path)
    noting.change("docs/licence.md", "Everyone may.", "Everybody may.")
    pages = sorted(set(rendered(noting)))
    noting.shows("Everybody may.", "licence/")
    noting.read("search/search_index.json")
    assert sorted(rendered(noting)[-len(pages) :]) == pages
    assert len(rendered(noting)) - before <= 2 * len(pages)


def test_an_edit_while_pages_are_rendered_shows_on_whatever_is_asked_for_then(slow: Preview) -> None:
    prices = ["about 17000 GBP", "about 17100 GBP", "about 17200 GBP", "about 17000 GBP"]
    before = len(rendered(slow))
    for old, new in itertools.pairwise(prices):
        slow.change("data/world.yml", old, new)
        shown = new.replace("about 17", "about £17,").removesuffix(" GBP")
        page = slow.shows(shown)
        version = SCRIPT.findall(page)[0]
        other = slow.read("claims/")[1]
        assert shown in other
        assert SCRIPT.findall(other)[0] == version
    (slow.project.parent / "slow").unlink()
    found = " ".join(index_of_the_search(slow).values())
    assert "£17,000" in found
    assert "£17,100" not in found
    pages = len(set(rendered(slow)))
    assert len(rendered(slow)) - before < 3 * pages, "what a newer site has taken the place of is not rendered"


@pytest.mark.parametrize("option", ["--dirty", "--clean", "--no-livereload", "--strict"])
def test_options_of_the_command(project: Path, option: str) -> None:
    page = project / "docs/licence.md"
    text = page.read_text(encoding="utf-8")
    try:
        with serving(project, option) as preview:
            preview.shows("about £17,000")
            assert bool(SCRIPT.search(preview.read()[1])) == (option != "--no-livereload")
            assert "about £17,000" in preview.read("claims/")[1]
            assert preview.read("search/search_index.json")[0] == 200
            assert asked(preview, host="evil.example").startswith("HTTP/1.0 403")
            if option == "--no-livereload":
                return
            preview.change("data/world.yml", "about 17000 GBP", "about 17500 GBP")
            preview.shows("about £17,500")
            preview.change("data/world.yml", "about 17500 GBP", "about 17000 GBP")
            page.write_text(f"{text}\n[No such page](nowhere.md)\n", encoding="utf-8")
            if option == "--strict":  # known at the end alone; browsers are told
                version = SCRIPT.findall(preview.shows("No such page", "licence/"))[0]
                preview.shows("Aborted with 1 warnings in strict mode!")
                assert int(preview.read(f"livereload/{version}/1")[1]) > int(version)
                page.write_text(text, encoding="utf-8")
            preview.shows("about £17,000")
    finally:
        page.write_text(text, encoding="utf-8")


def test_it_stops_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    (project / "slow.py").write_text(SLOW, encoding="utf-8")
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("hooks: [", "hooks: [slow.py, "), encoding="utf-8")
    (tmp_path / "slow").touch()
    (tmp_path / "temporary").mkdir()
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", "127.0.0.1:0"]
    environment = {**ENVIRONMENT, "TMPDIR": str(tmp_path / "temporary")}
    with subprocess.Popen(command, cwd=project, env=environment, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        told = ""
        while "Serving on" not in told:
            told += server.stderr.readline()
        notes, seen = tmp_path / "rendered", 0
        while seen < 2:  # the server is up by then, and pages are rendered
            time.sleep(0.15)
            seen = seen + notes.exists()
        server.send_signal(signal.SIGINT)
        told += server.stderr.read()
    assert server.returncode == 0
    assert "Traceback" not in told
    assert "Documentation built" not in told, "it did not wait for the rest"
    assert not any((tmp_path / "temporary").iterdir())


#: Holds a build for as long as there is a file beside the project.
HOLD = """
import time
from pathlib import Path

def on_config(config):
    aside = Path(config.config_file_path).parent.parent
    if (aside / "hold").exists():
        (aside / "held").touch()
        while (aside / "hold").exists():
            time.sleep(0.01)
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview whose builds can be held, and that seldom looks at the files."""
    project = small_project(tmp_path_factory.mktemp("held"))
    watching, settings = project / "macros/hooks/serving/watching.py", project / "mkdocs.yml"
    (project / "hold.py").write_text(HOLD, encoding="utf-8")
    for file, old, new in (
        (watching, f"_POLL = {LOOK}", f"_POLL = {5 * LOOK}"),
        (settings, "hooks: [", "hooks: [hold.py, "),
    ):
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    with serving(project) as preview:
        yield preview


@pytest.mark.parametrize("name", ["data", "docs", "macros", "overrides"])
def test_what_comes_and_goes_while_a_build_runs_leaves_no_fault(held: Preview, name: str) -> None:
    held.shows("about £17,000")
    hold, marker, aside = (held.project.parent / file for file in ("hold", "held", name))
    hold.touch()
    world = held.project / "data/world.yml"
    world.write_text(world.read_text(encoding="utf-8") + "# a change\n", encoding="utf-8")
    while not marker.exists():
        time.sleep(0.01)
    (held.project / name).rename(aside)  # before the next look, and the build meets it
    hold.unlink()
    held.until(lambda status, _: status == 500)
    aside.rename(held.project / name)
    marker.unlink()
    held.shows("about £17,000")


def test_what_changes_during_the_first_build_is_built_again(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    (project / "hold.py").write_text(HOLD, encoding="utf-8")
    settings = project / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace("hooks: [macros/hooks/preview.py, ", "hooks: [macros/hooks/preview.py, hold.py, "),
        encoding="utf-8",
    )
    (tmp_path / "hold").touch()

    def change() -> None:
        while not (tmp_path / "held").exists():
            time.sleep(0.01)
        (project / "docs").rename(tmp_path / "docs")
        (tmp_path / "docs").rename(project / "docs")
        (tmp_path / "hold").unlink()

    thread = threading.Thread(target=change)
    thread.start()
    with serving(project) as preview:
        thread.join()
        preview.until(lambda *_: preview.builds()[0] > 0)
        preview.shows("about £17,000")


def test_two_saves_of_a_module_in_one_second_are_two(preview: Preview) -> None:
    module = preview.project / "macros/model/values/amount.py"
    text = module.read_text(encoding="utf-8")
    second = int(time.time()) * 10**9
    try:
        for place, words in enumerate(("roughly", "loosely")):
            module.write_text(text.replace('"about" if', f'"{words}" if'), encoding="utf-8")
            os.utime(module, ns=(second + place * 10**8, second + place * 10**8))
            preview.shows(f"{words} £17,000")
    finally:
        module.write_text(text, encoding="utf-8")
    preview.shows("about £17,000")


def test_a_fault_in_the_hook_itself_waits_for_the_next_start(preview: Preview) -> None:
    hook = preview.project / "macros/hooks/preview.py"
    text = hook.read_text(encoding="utf-8")
    try:
        hook.write_text(f"{text}\ndef broken(:\n", encoding="utf-8")
        preview.change("data/world.yml", "about 17000 GBP", "about 17500 GBP")
        preview.shows("about £17,500")
    finally:
        hook.write_text(text, encoding="utf-8")
    preview.change("data/world.yml", "about 17500 GBP", "about 17000 GBP")
    preview.shows("about £17,000")


@pytest.mark.parametrize("port", ["taken", "99999"])
def test_a_port_that_cannot_be_had_gives_a_sentence(project: Path, port: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        port = port.replace("taken", str(taken))
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
        ran = subprocess.run(
            command, cwd=project, env=ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    last = ran.stdout.splitlines()[-1]
    assert last.startswith(f"The preview can't start at 127.0.0.1:{port}: ")
    assert re.search(r"another program uses that port|port must be 0-65535", last)
    assert re.search(r"`make serve PORT=\d+` or `mkdocs serve --dev-addr 127.0.0.1:\d+`$", last)


def test_a_preview_may_start_with_a_mistake(project: Path) -> None:
    module = project / "macros/model/values/amount.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(f"{text}\ndef broken(:\n", encoding="utf-8")
    try:
        with serving(project) as preview:
            preview.shows("def broken(:")
            module.write_text(text, encoding="utf-8")
            preview.shows("about £17,000")
    finally:
        module.write_text(text, encoding="utf-8")


def sent(preview: Preview, raw: bytes) -> str:
    """What the server answers to bytes as they are."""
    host, port = urlsplit(preview.address).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("utf-8", "replace")


def asked(preview: Preview, path: str = "/", host: str = "localhost", method: str = "GET") -> str:
    return sent(preview, f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("latin-1"))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:99"])
def test_the_preview_answers_its_own_names(preview: Preview, host: str) -> None:
    assert asked(preview, f"/{PAGE}", host).startswith("HTTP/1.0 200 OK")


HOSTS = ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::2]")


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/", "/livereload/0/0", "/no/such/page"])
def test_the_preview_answers_no_other_name(preview: Preview, host: str, path: str) -> None:
    head, _, body = asked(preview, path, host).partition("\r\n\r\n")
    assert head.startswith("HTTP/1.0 403 Forbidden")
    assert body.startswith("The preview is not at ")
    assert body.count("\n") == 1


def test_a_server_on_every_address_answers_each_of_them() -> None:
    def refused(host: str, own: str) -> bool:
        environ = {"REQUEST_METHOD": "GET", "HTTP_HOST": host, "PATH_INFO": "/"}
        return hook._refusal(environ, own) is not None

    assert not refused("10.0.0.1:8000", "0.0.0.0")
    assert not refused("[fe80::1]", "::")
    assert refused("evil.example", "0.0.0.0")
    assert not refused("my-box.local:8000", "my-box.local")
    assert refused("my-box.local", "127.0.0.1")


REQUESTS = {
    b"GET / HTTP/1.1\r\n\r\n": "400",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n": "400",
    b"GET / HTTP/1.1\r\nHost: local host\r\n\r\n": "400",
    b"GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n": "400",
    b"GET %00 HTTP/1.1\r\nHost: localhost\r\n\r\n": "400",
    b"GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n": "400",
    b"GET /%ff HTTP/1.1\r\nHost: localhost\r\n\r\n": "400",
    b"GET /%0d%0aX: HTTP/1.1\r\nHost: localhost\r\n\r\n": "400",
    b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n": "400",
    b"GET /" + b"a" * 2100 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n": "414",
    b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n": "414",
    b"GET /" + b"a" * 300 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n": "404",
    b"GET /" + b"a" * 300 + b".css HTTP/1.1\r\nHost: localhost\r\n\r\n": "404",
    b"GET /livereload/" + b"9" * 1900 + b"/x HTTP/1.1\r\nHost: localhost\r\n\r\n": "404",
    b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n": "404",
    b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n": "404",
    b"GET /models HTTP/1.1\r\nHost: localhost\r\n\r\n": "302",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n": "405",
    b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n": "405",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n": "405",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n": "405",
    b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n": "200",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200 + b"\r\n": "431",
    b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n": "505",
    b"\x16\x03\x01\x00\r\n\r\n": "400",
    b"nonsense\r\n\r\n": "400",
    b"": "",
}


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda raw: raw[:40])
def test_an_odd_request_gives_no_traceback(preview: Preview, request_: bytes) -> None:
    told = preview.log.stat().st_size
    answer = sent(preview, request_)
    status = re.search(r"^HTTP/1.0 (\d+)|Error code: (\d+)", answer)  # without a version there is no line of its own
    assert ((status and (status[1] or status[2])) or "") == REQUESTS[request_]
    if request_.startswith(b"HEAD"):
        assert answer.endswith("\r\n\r\n")
    terminal = preview.log.read_bytes()[told:].decode("utf-8", "replace")
    assert "Traceback" not in answer + terminal
    assert asked(preview, f"/{PAGE}").startswith("HTTP/1.0 200 OK")


def test_a_browser_that_goes_away_leaves_no_traceback(preview: Preview) -> None:
    host, port = urlsplit(preview.address).netloc.split(":")
    told = preview.log.stat().st_size
    for half in (b"GE", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"):
        connection = socket.create_connection((host, int(port)))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # it resets
        connection.sendall(half)
        connection.close()
    preview.read()
    assert "Traceback" not in preview.log.read_bytes()[told:].decode("utf-8", "replace")
