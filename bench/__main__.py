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
from statistics import median
from typing import Any, NamedTuple

from . import preview

ROOT = Path(__file__).resolve().parents[1]
_ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1", "REPOSITORY_URL": ""}
# What is watched in the builds of each.
_VARIANTS = {"facts": ("load", "macros", "markdown", "theme", "search"), "by-hand": ("markdown", "theme", "search")}
_PHASES = (*_VARIANTS["facts"], "rest", "export")


class Cost(NamedTuple):
    """What a process took, and the JSON that it printed."""

    cpu: float
    wall: float
    peak: float
    printed: Any


class Failed(Exception):
    """A process that did not end well. Its text says what it said."""


def main() -> None:
    """Measure, print the table, and write the figures into a file."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.partition(":")[0])
    parser.add_argument(
        "sizes", type=int, nargs="*", default=[20, 300, 1000, 3000], help="how many things (default: %(default)s)"
    )
    parser.add_argument("--turns", type=int, default=3, help="how often each is built (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=Path("build/bench"), help="where to build (default: %(default)s)"
    )
    parser.add_argument("--reading", type=int, default=10_000, help="how many things to read (default: %(default)s)")
    chosen = parser.parse_args()
    load = os.getloadavg()[0]
    rows = [row for size in chosen.sizes for row in compare(chosen.folder / str(size), size, chosen.turns)]
    written = chosen.folder.with_suffix(".json")
    written.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(table(rows))
    print(preview.table({row["entities"]: row["preview"] for row in rows if "preview" in row}))
    print(reading(chosen.folder / "data", chosen.reading))
    print(f"Load average: {load:.1f} at first, {os.getloadavg()[0]:.1f} at last, {os.cpu_count()} processors.")
    print(f"Written into {written}.")


def compare(folder: Path, entities: int, turns: int) -> list[dict[str, Any]]:
    """The medians of both variants. They are built in turn, so that both meet the machine in the same moods."""
    shutil.rmtree(folder, ignore_errors=True)
    run("-m", "bench.sites", "sites", str(folder.resolve()), str(entities), cwd=ROOT)
    costs: dict[str, list[Cost]] = {variant: [] for variant in _VARIANTS}
    for _ in range(turns):
        for variant, built in costs.items():
            built.append(run("-m", "bench.build", *_VARIANTS[variant], cwd=folder / variant))
    sizes = {variant: _bytes(folder / variant / "site") for variant in _VARIANTS}
    exported = run("-m", "macros", "export", "site", cwd=folder / "facts")
    seen = run("-m", "bench.preview", str(folder / "facts"), cwd=ROOT)
    shutil.rmtree(folder)
    rows = [_row(entities, variant, costs[variant], sizes[variant]) for variant in _VARIANTS]
    rows[0]["phases"]["export"] = round(exported.cpu, 2)
    rows[0]["preview"] = seen.printed
    return rows


def reading(folder: Path, entities: int) -> str:
    """What it takes to read and check data alone."""
    shutil.rmtree(folder, ignore_errors=True)
    run("-m", "bench.sites", "data", str(folder.resolve()), str(entities), cwd=ROOT)
    read = run("-m", "bench.reading", str(folder.resolve()), cwd=ROOT)
    shutil.rmtree(folder)
    size, seconds = read.printed["megabytes"], read.printed["cpu_s"]
    return f"Reading {entities:,} things, {size:.1f} MB of YAML: {seconds:.1f} s of CPU, {read.peak:.0f} MiB."


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
    lines = printed.splitlines()
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(
        used.ru_utime + used.ru_stime,
        time.perf_counter() - started,
        used.ru_maxrss / unit,
        json.loads(lines[-1]) if lines and lines[-1].startswith("{") else None,
    )


def _row(entities: int, variant: str, costs: list[Cost], size: int) -> dict[str, Any]:
    return {
        "entities": entities,
        "variant": variant,
        "cpu_s": round(median(cost.cpu for cost in costs), 2),
        "wall_s": round(median(cost.wall for cost in costs), 2),
        "peak_mib": round(median(cost.peak for cost in costs), 1),
        "output_bytes": size,
        "phases": {
            phase: round(median(cost.printed[phase] for cost in costs), 2)
            for phase in _PHASES
            if phase in costs[0].printed
        },
    }


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def table(rows: list[dict[str, Any]]) -> str:
    """The figures as a table in Markdown: a row for each variant, and one for how they compare."""
    lines = [
        f"| Things | Built | CPU s | Wall s | Peak MiB | Output MB | {' | '.join(_PHASES)} |",
        f"| ---: | --- |{' ---: |' * (4 + len(_PHASES))}",
    ]
    for facts, by_hand in zip(rows[::2], rows[1::2], strict=True):
        for row in (facts, by_hand):
            phases = (f"{row['phases'][phase]:.2f}" if phase in row["phases"] else "" for phase in _PHASES)
            lines.append(
                f"| {row['entities']:,} | {row['variant']} | {row['cpu_s']:.2f} | {row['wall_s']:.2f} "
                f"| {row['peak_mib']:.0f} | {row['output_bytes'] / 1e6:.1f} | {' | '.join(phases)} |"
            )
        ratios = (facts[key] / by_hand[key] for key in ("cpu_s", "wall_s", "peak_mib", "output_bytes"))
        lines.append(f"| | ratio | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |{' |' * len(_PHASES)}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
