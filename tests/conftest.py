"""What the tests share: the real site and that of a small world, each built once, and worlds made of a few lines."""

from __future__ import annotations

import functools
import gzip
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from hypothesis import HealthCheck, settings
from pages import Site

from macros.loading.loader import load, read
from macros.model.facts import Facts
from macros.publishing.export import export

ROOT = Path(__file__).resolve().parents[1]
CASES = Path(__file__).parent / "cases"
WORLD = Path(__file__).parent / "world"
QUIET = {
    **os.environ,
    "REPOSITORY_URL": "",
    "NO_MKDOCS_2_WARNING": "1",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "1700000000",
}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# The same examples everywhere and every time, however slow the machine: a red test is never luck. Whoever looks for new
# ones calls pytest with --hypothesis-profile=default.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")


def cases(name: str) -> list[dict[str, Any]]:
    """The golden cases of a file."""
    found: list[dict[str, Any]] = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    return found


def world(**changes: str) -> Facts:
    """The facts of the small world, with texts of it replaced."""
    text = (CASES / "world.yml").read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    loaded = read([("data/world.yml", text.encode())])
    assert loaded.facts, loaded.problems
    return loaded.facts


def build(
    project: Path, *options: str, builder: str = "mkdocs", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a build as an editor would; its output and exit code are for the test to judge."""
    command = [sys.executable, "-m", builder, "build", "--clean", *options]
    env = {**QUIET, **environment}
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=120, check=False)


def copy_project(to: Path) -> Path:
    """A copy of all that a build reads, to be changed at will."""
    for name in ("data", "docs", "macros", "overrides"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", to)
    return to


def copy_world(to: Path) -> Path:
    """The same of the small world's site: its own pages and facts, with all else from the project."""
    project = to / "tests/world"
    shutil.copytree(WORLD, project)
    shutil.copy(CASES / "world.yml", project / "data")
    shutil.copytree(ROOT / "docs/assets", project / "docs/assets")
    for name in ("macros", "overrides"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", to)
    return project


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves files as a host on the web does: packed, kept for a while, and for good with a hash in the name.

    What is not there gets the site's own page for it.
    """

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        file = Path(self.translate_path(path))
        if path.endswith("/"):
            file /= "index.html"
        if file.is_dir() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            super().do_GET()
            return
        found = file.is_file()
        packed = gzip.compress((file if found else Path(self.directory) / "404.html").read_bytes())
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(file) if found else "text/html")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        hashed = re.search(r"\.[0-9a-f]{8}\.", file.name)
        self.send_header("Cache-Control", "max-age=31536000, immutable" if hashed else "max-age=600")
        self.end_headers()
        self.wfile.write(packed)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served for as long as it is needed."""
    handler = functools.partial(Host, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def facts() -> Facts:
    """The real facts."""
    loaded = load(ROOT / "data")
    assert loaded.facts, loaded.problems
    return loaded.facts


@pytest.fixture(scope="session")
def world_facts() -> Facts:
    """The facts of the small world's site."""
    files = [*(WORLD / "data").glob("*.yml"), CASES / "world.yml"]
    loaded = read([(f"data/{path.name}", path.read_bytes()) for path in sorted(files, key=lambda path: path.name)])
    assert loaded.facts, loaded.problems
    return loaded.facts


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site, built strictly and complete."""
    return published(copy_project(tmp_path_factory.mktemp("site")))


@pytest.fixture(scope="session")
def world_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the small world, built strictly and complete."""
    return published(copy_world(tmp_path_factory.mktemp("world")))


@pytest.fixture(scope="module", params=["the real site", "the small world"])
def whose(request: pytest.FixtureRequest) -> str:
    """For a rule that holds on every site: the real one, and one that has an instance of everything."""
    name: str = request.param
    return name


def on_both_sites() -> tuple[Any, Any]:
    """The fixtures `facts` and `site` of a module whose rules hold on every site."""

    @pytest.fixture(scope="module")
    def facts(whose: str, facts: Facts, world_facts: Facts) -> Facts:
        return facts if whose == "the real site" else world_facts

    @pytest.fixture(scope="module")
    def site(whose: str, site: Site, world_site: Site) -> Site:
        return site if whose == "the real site" else world_site

    return facts, site


@pytest.fixture(scope="session")
def zensical_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real site by the other builder."""
    return published(copy_project(tmp_path_factory.mktemp("zensical")), builder="zensical")


def published(project: Path, **options: str) -> Site:
    """A site as it is published: built strictly in its project, and finished by `export`."""
    made = build(project, "--strict", **options)
    assert made.returncode == 0, made.stderr
    facts = load(project / "data").facts
    assert facts
    export(facts, project / "site", options.get("SITE_URL", ""))
    return Site(project / "site")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def chromium(playwright: Any) -> str:
    """Where a Chromium is: the system's, or the one that Playwright brings (`tests/get-chromium` installs one)."""
    # The shell draws the same without a browser's windows around it, in two thirds of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), playwright.chromium.executable_path)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
