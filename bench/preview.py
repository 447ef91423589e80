"""How long it takes from a save to the page that shows it, in a preview: `python -m bench.preview FOLDER`.

The folder holds a site from facts, as `bench.sites` writes it. A real `mkdocs serve` runs in a process of its own, and
what a browser does is done: it waits for the next version, then loads its page. Each edit is saved as soon as the last
one was seen, so while the server still renders the rest: that is how somebody works who saves often.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

_PAGE = "models/thing-0"
_VERSION = re.compile(r"livereload\((\d+), \d+\)")
_PRICE = re.compile(r"about \d+ GBP")
_START = 60.0  # seconds


class Preview:
    """A preview of the site in a folder, from its start on."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )

    def read(self, path: str) -> str:
        """What the server answers."""
        with urllib.request.urlopen(self.address + path) as answer:
            text: str = answer.read().decode("utf-8")
        return text

    def first(self) -> str:
        """A page, as soon as the server answers."""
        end = time.monotonic() + _START
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return self.read(f"{_PAGE}/")
            except OSError:
                time.sleep(0.02)
        raise TimeoutError("the preview does not answer")

    def cpu(self) -> float:
        """The CPU seconds of the server so far; where the system does not tell, 0."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> float:
        """The memory that the server holds, in MiB; where the system does not tell, 0."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="utf-8").split()[1]
        except OSError:
            return 0.0
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure(folder: Path, turns: int) -> dict[str, Any]:
    """The medians: seconds until the page is seen, and of CPU that the server took in that time."""
    _title_the_navigation(folder / "mkdocs.yml")
    page, data = folder / f"docs/{_PAGE}.md", folder / "data/things-0.yml"
    written = page.read_text(encoding="utf-8")
    starts: list[tuple[float, float]] = []
    for _ in range(turns):
        started = time.perf_counter()
        preview = Preview(folder)
        try:
            preview.first()
            starts.append((time.perf_counter() - started, preview.cpu()))
        finally:
            preview.process.terminate()
            preview.process.wait()
    preview = Preview(folder)
    try:
        preview.first()

        def edit_page(turn: int) -> str:
            page.write_text(f"{written}\nWords of turn {turn}.\n", encoding="utf-8")
            return f"Words of turn {turn}."

        def edit_data(turn: int) -> str:
            text = _PRICE.sub(f"about {20_000 + turn} GBP", data.read_text(encoding="utf-8"), count=1)
            data.write_text(text, encoding="utf-8")
            return f"about £{20_000 + turn:,}"

        edits = {
            name: [_seen(preview, edit, turn) for turn in range(turns)]
            for name, edit in (("page", edit_page), ("data", edit_data))
        }
        started = time.perf_counter()
        preview.read("search/search_index.json")  # it comes when all is done
        rest = time.perf_counter() - started
        memory = preview.resident()
    finally:
        preview.process.terminate()
        preview.process.wait()
    return {
        "start": _medians(starts),
        **{name: _medians(times) for name, times in edits.items()},
        "rest": round(rest, 2),
        "mib": round(memory),
    }


def _seen(preview: Preview, edit: Callable[[int], str], turn: int) -> tuple[float, float]:
    """The seconds until an edit is seen, and those of the server's CPU."""
    known = _VERSION.findall(preview.read(f"{_PAGE}/"))[0]
    time.sleep(0.1 + 0.03 * turn)  # the server looks at the files five times a second: meet it at any moment
    used, started = preview.cpu(), time.perf_counter()
    words = edit(turn)
    preview.read(f"livereload/{known}/{turn}")
    while words not in preview.read(f"{_PAGE}/"):
        time.sleep(0.02)
    return time.perf_counter() - started, preview.cpu() - used


def _medians(times: list[tuple[float, float]]) -> dict[str, float]:
    wall, cpu = zip(*times, strict=True)
    return {"wall_s": round(median(wall), 2), "cpu_s": round(median(cpu), 2)}


def _title_the_navigation(settings: Path) -> None:
    """Give each page of the navigation its title there, as this project does. MkDocs would read the pages for it."""
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"^( *)- ([\w/.-]+\.md)$", r"\1- \2: \2", text, flags=re.MULTILINE), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.preview", description=__doc__.partition(":")[0])
    parser.add_argument("folder", type=Path, help="a site from facts")
    parser.add_argument("--turns", type=int, default=7, help="how often each is done (default: %(default)s)")
    chosen = parser.parse_args()
    print(json.dumps(measure(chosen.folder.resolve(), chosen.turns)))
