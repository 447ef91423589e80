"""A real `mkdocs serve`, edited the way a maintainer edits, read over HTTP."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import QUIET, copy_project

PATIENCE = 30.0  # seconds; a change usually shows within two


class Preview:
    def __init__(self, project: Path, address: str) -> None:
        self.project = project
        self.address = address

    def read(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            return str(answer.read().decode("utf-8"))

    def shows(self, words: str, path: str = "models/nissan-city-ev/") -> None:
        """Wait until a page shows some words."""
        end = time.monotonic() + PATIENCE
        page = ""
        while time.monotonic() < end:
            page = self.read(path)
            if words in page:
                return
            time.sleep(0.2)
        raise AssertionError(f"{words!r} never showed in {path}: {page[:500]}")

    def change(self, file: str, old: str, new: str) -> None:
        path = self.project / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    project = copy_project(tmp_path)
    facts = project / "data/facts.yml"
    # Prices that this test knows, whatever the real ones are.
    known = re.sub(r"( +price:\n +value: ).*", r"\1about 17000 GBP", facts.read_text(encoding="utf-8"))
    facts.write_text(known, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, cwd=project, env=QUIET, stdout=log, stderr=log) as server,
    ):
        made = Preview(project, f"http://127.0.0.1:{port}/")
        end = time.monotonic() + PATIENCE
        while True:
            try:
                made.read("")
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "log").read_text(encoding="utf-8")
                assert time.monotonic() < end, (tmp_path / "log").read_text(encoding="utf-8")
                time.sleep(0.2)
        yield made
        assert server.poll() is None, "the server lived through it all"
        server.terminate()


def test_the_preview_follows_every_change_and_survives_mistakes(preview: Preview) -> None:
    preview.shows("about £17,000")

    preview.change("data/facts.yml", "about 17000 GBP", "about 17500 GBP")
    preview.shows("about £17,500")

    preview.change("data/facts.yml", "about 17500 GBP", "rather cheap")
    preview.shows("&#34;rather cheap&#34; is no money")
    assert "rather cheap" in preview.read(""), "every page says what is wrong"

    preview.change("data/facts.yml", "rather cheap", "17490 GBP")
    preview.shows("£17,490")

    preview.change("docs/models/nissan-city-ev.md", "{{ facts() }}", '{{ claims(status="expcted") }}')
    preview.shows("Did you mean &#34;expected&#34;?")

    preview.change("docs/models/nissan-city-ev.md", '{{ claims(status="expcted") }}', "{{ facts() }}")
    preview.shows('id="price"')

    preview.change("macros/templates/facts.html", "Says who", "Said by")
    preview.shows("Said by")

    preview.change("macros/values.py", 'f"about {shown}"', 'f"roughly {shown}"')
    preview.shows("roughly £17,000", "models/renault-twingo/")
