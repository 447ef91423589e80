"""One build of the site in the current folder, in a process of its own: `python -m bench.build`.

It prints the CPU seconds of each phase as JSON. A phase does not count what it spends inside another.
"""

from __future__ import annotations

import functools
import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from material.plugins.search.plugin import SearchPlugin
from mkdocs.commands import build
from mkdocs.config import load_config
from mkdocs.structure.pages import Page
from mkdocs_macros.plugin import MacrosPlugin

# What is called in each phase: whose it is, and its name there.
_CALLS: dict[str, list[tuple[Any, str]]] = {
    "load": [(MacrosPlugin, "on_config")],
    "macros": [(MacrosPlugin, "on_page_markdown")],
    "markdown": [(Page, "render")],
    "search": [(SearchPlugin, "on_page_context"), (SearchPlugin, "on_post_build")],
    "theme": [(build, "_build_page")],
}


class Phases:
    """The CPU time spent in each phase so far."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._running = ["rest"]
        self._since = 0.0

    def _switch(self) -> None:
        now = time.process_time()
        self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def watch(self, phase: str, owner: Any, name: str) -> None:
        """Count the time of a function for a phase."""
        function: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            self._switch()
            self._running.append(phase)
            try:
                return function(*args, **kwargs)
            finally:
                self._switch()
                self._running.pop()

        setattr(owner, name, watched)

    def finish(self) -> dict[str, float]:
        """The seconds by phase; the rest has what is in none of them, starting Python among it."""
        self._switch()
        return dict(self.seconds)


def main() -> None:
    """Build strictly, as `mkdocs build --strict` does."""
    phases = Phases()
    for phase, calls in _CALLS.items():
        for owner, name in calls:
            phases.watch(phase, owner, name)
    logging.getLogger("mkdocs").addHandler(logging.StreamHandler())
    config = load_config(strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build.build(config)
    print(json.dumps(phases.finish()))


if __name__ == "__main__":
    main()
