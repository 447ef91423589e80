"""Build sites from facts and by hand, in turn, and compare what they cost: `python -m bench --help`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from .report import renewed, report

ROOT = Path(__file__).resolve().parents[1]
_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1", "REPOSITORY_URL": ""}
# A site's modules are compiled once, as those of MkDocs are.
_ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)
# What is watched in the builds of each.
_VARIANTS = {"facts": ("load", "macros", "markdown", "theme", "search"), "by-hand": ("markdown", "theme", "search")}
_PHASES = ("rest", *_VARIANTS["facts"])


class Cost(NamedTuple):
    """What a process took, and the JSON that it printed."""

    cpu: float
    wall: float
    peak: float
    printed: Any


class Failed(Exception):
    """A process that did not end well. Its text says what it said."""


def main() -> None:
    """Measure, write the figures into a file, and print the tables of the page about them."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition(":")[0])
    parser.add_argument(
        "sizes", type=int, nargs="*", default=[20, 300, 1000, 3000], help="how many things (default: %(default)s)"
    )
    parser.add_argument("--turns", type=int, default=3, help="how often each is built (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=Path("build/bench"), help="where to build (default: %(default)s)"
    )
    parser.add_argument("--reading", type=int, default=10_000, help="how many things to read (default: %(default)s)")
    parser.add_argument(
        "--large",
        type=int,
        default=10_000,
        help="how many things to build once, from facts alone (default: %(default)s)",
    )
    parser.add_argument("--page", type=Path, help="the page whose tables are to be renewed, such as docs/speed.md")
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    sizes = [compare(chosen.folder / str(size), size, chosen.turns) for size in chosen.sizes]
    figures: dict[str, Any] = {"sizes": sizes}
    if chosen.large:
        figures["large"] = build_once(chosen.folder / "large", chosen.large)
    if chosen.reading:
        figures["reading"] = reading(chosen.folder / "data", chosen.reading)
    figures["weight"] = weigh()
    figures["machine"] = {
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "processors": os.cpu_count(),
        "python": ".".join(map(str, sys.version_info[:2])),
    }
    written = chosen.folder.with_suffix(".json")
    written.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    tables = report(figures)
    print(tables)
    if chosen.page:
        chosen.page.write_text(renewed(chosen.page.read_text(encoding="utf-8"), tables), encoding="utf-8")
    print(f"Written into {written}.", file=sys.stderr)


def compare(folder: Path, entities: int, turns: int) -> dict[str, Any]:
    """What both variants cost. They are built in turn, so that both meet the machine in the same moods.

    The first build of each compiles what later ones find compiled. It stands by itself. Of the others the one counts
    that took the least: whatever else a machine does adds to a time, and takes nothing off it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    run("-m", "bench.sites", "sites", str(folder.resolve()), str(entities), cwd=ROOT)
    costs: dict[str, list[Cost]] = {variant: [] for variant in _VARIANTS}
    for _ in range(turns + 1):
        for variant, built in costs.items():
            shutil.rmtree(folder / variant / "site", ignore_errors=True)
            built.append(run("-m", "bench.build", *_VARIANTS[variant], cwd=folder / variant))
    found = {variant: _least(costs[variant], folder / variant / "site") for variant in _VARIANTS}
    exported = [run("-m", "macros", "export", "site", cwd=folder / "facts") for _ in range(2)]
    seen = run("-m", "bench.preview", str((folder / "facts").resolve()), cwd=ROOT)
    shutil.rmtree(folder)
    return {"entities": entities, **found, "export": _exports(exported), "preview": seen.printed}


def build_once(folder: Path, entities: int) -> dict[str, Any]:
    """What one build from facts and its export cost, at a size at which nobody waits for more."""
    shutil.rmtree(folder, ignore_errors=True)
    run("-m", "bench.sites", "facts", str(folder.resolve()), str(entities), cwd=ROOT)
    built = run("-m", "bench.build", *_VARIANTS["facts"], cwd=folder / "facts")
    found = _least([built, built], folder / "facts/site")
    exported = [run("-m", "macros", "export", "site", cwd=folder / "facts") for _ in range(2)]
    shutil.rmtree(folder)
    return {"entities": entities, "facts": found, "export": _exports(exported)}


def reading(folder: Path, entities: int) -> dict[str, Any]:
    """What it takes to read and check data alone."""
    shutil.rmtree(folder, ignore_errors=True)
    run("-m", "bench.sites", "data", str(folder.resolve()), str(entities), cwd=ROOT)
    read = run("-m", "bench.reading", str(folder.resolve()), cwd=ROOT)
    shutil.rmtree(folder)
    return {"entities": entities, **read.printed, "peak_mib": round(read.peak, 1)}


def weigh() -> dict[str, dict[str, int]]:
    """What the home page weighs, beside one of plain Material, in bytes."""
    weights: dict[str, dict[str, int]] = run("-m", "bench.weight", cwd=ROOT).printed
    return weights


def run(*arguments: str, cwd: Path) -> Cost:
    """Run Python in a process of its own, and see what the system counts for it.

    Raises:
        Failed: it did not end well.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=cwd,
        env=_ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(f"{' '.join(arguments)} in {cwd}:\n{printed}")
    lines = printed.splitlines()  # the last may be what it has to tell
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(
        used.ru_utime + used.ru_stime,
        time.perf_counter() - started,
        used.ru_maxrss / unit,
        json.loads(lines[-1]) if lines and lines[-1].startswith("{") else None,
    )


def _least(costs: list[Cost], site: Path) -> dict[str, Any]:
    first, *others = costs
    least = min(others, key=lambda cost: cost.cpu)
    return {
        "first_cpu_s": round(first.cpu, 2),
        "cpu_s": round(least.cpu, 2),
        "wall_s": round(least.wall, 2),
        "peak_mib": round(least.peak, 1),
        "output_bytes": _bytes(site),
        "phases": {phase: round(least.printed[phase], 2) for phase in _PHASES if phase in least.printed},
    }


def _exports(costs: list[Cost]) -> dict[str, float]:
    first, again = costs
    return {"cpu_s": round(first.cpu, 2), "again_cpu_s": round(again.cpu, 2), "peak_mib": round(first.peak, 1)}


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
