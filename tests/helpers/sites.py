"""Sites, built as an editor builds them and served as a host serves them."""

from __future__ import annotations

import fcntl
import functools
import gzip
import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from macros.loading.loader import load
from macros.publishing.export import export

from .files import CASES, ROOT, WORLD
from .pages import Site

QUIET = {
    **os.environ,
    "REPOSITORY_URL": "",
    "NO_MKDOCS_2_WARNING": "1",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "1700000000",
}


def build(
    project: Path, *options: str, builder: str = "mkdocs", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a build as an editor would; its output and exit code are for the test to judge."""
    command = [sys.executable, "-m", builder, "build", "--clean", *options]
    env = {**QUIET, **environment}
    return subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, timeout=120, check=False)


def copy_code(to: Path) -> Path:
    """A copy of what makes the pages, with what was compiled of it; what is compiled later, all copies have."""
    for name in ("macros", "overrides"):
        shutil.copytree(ROOT / name, to / name)
    compiled = ROOT / ".cache/templates"
    compiled.mkdir(parents=True, exist_ok=True)
    (to / ".cache").mkdir()
    (to / ".cache/templates").symlink_to(compiled)
    return to


def copy_project(to: Path) -> Path:
    """A copy of all that a build reads, to be changed at will."""
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, to / name)
    shutil.copy(ROOT / "mkdocs.yml", to)
    return copy_code(to)


def copy_world(to: Path, world: Path = WORLD) -> Path:
    """The same of a small world's site: its own pages and facts, with all else from the project."""
    project = to / world.relative_to(ROOT)
    shutil.copytree(world, project)
    if world == WORLD:
        shutil.copy(CASES / "world.yml", project / "data")
    shutil.copytree(ROOT / "docs/assets", project / "docs/assets")
    shutil.copy(ROOT / "mkdocs.yml", to)
    return copy_code(project)


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
        # As loosely as can be: each browser loads everything once more.
        packed = gzip.compress((file if found else Path(self.directory) / "404.html").read_bytes(), compresslevel=1)
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


def on_every_site() -> tuple[Any, Any]:
    """The fixtures `facts` and `site` of a module whose rules hold on every site."""

    @pytest.fixture(scope="module")
    def facts(whose: str, request: pytest.FixtureRequest) -> Any:
        return request.getfixturevalue(f"{whose}facts")

    @pytest.fixture(scope="module")
    def site(whose: str, request: pytest.FixtureRequest) -> Any:
        return request.getfixturevalue(f"{whose}site")

    return facts, site


def published(project: Path, **options: str) -> Site:
    """A site as it is published: built strictly in its project, and finished by `export`."""
    made = build(project, "--strict", **options)
    assert made.returncode == 0, made.stderr
    facts = load(project / "data").facts
    assert facts
    export(facts, project / "site", options.get("SITE_URL", ""))
    return Site(project / "site")


def shared(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], Path]) -> Path:
    """What one worker builds and all workers read: the first to ask builds it, and the others wait.

    Args:
        name: what it is called among all that is shared.
        build: makes it in an empty folder, and says where it is.
    """
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / f"{name}.done"
        if not done.exists():  # nor after a failure, which each worker sees for itself
            done.write_text(str(build(Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder)))), encoding="utf-8")
        return Path(done.read_text(encoding="utf-8"))


def shared_site(factory: pytest.TempPathFactory, name: str, copy: Callable[[Path], Path], **options: str) -> Site:
    """The site of a copy of a project, built strictly and complete by one worker for all."""
    return Site(shared(factory, name, lambda folder: published(copy(folder), **options).folder))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
