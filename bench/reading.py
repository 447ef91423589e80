"""Read and check the data in a folder, in a process of its own: `python -m bench.reading FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from macros.loading.loader import load


def main(folder: Path) -> None:
    """Print as JSON how many megabytes there are, and the CPU seconds that they take, without starting Python."""
    started = time.process_time()
    loaded = load(folder)
    took = time.process_time() - started
    assert loaded.facts, loaded.problems
    print(json.dumps({"megabytes": sum(file.stat().st_size for file in folder.glob("*.yml")) / 1e6, "cpu_s": took}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
