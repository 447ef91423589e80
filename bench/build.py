"""One build of the site in the current folder, in a process of its own: `python -m bench.build PHASE …`.

It prints the CPU seconds of each phase as JSON. A phase does not count what it spends inside another. Only the phases
that are named are watched, because a site without macros should not pay for importing their engine.
"""

from __future__ import annotations

import functools
import json
import logging
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

from mkdocs.commands import build
from mkdocs.config import load_config

# What is called in each phase: whose it is, and its name there.
_CALLS = {
    "load": [("mkdocs_macros.plugin:MacrosPlugin", "on_config")],
    "macros": [("mkdocs_macros.plugin:MacrosPlugin", "on_page_markdown"), ("macros", "call_macro")],
    "markdown": [("mkdocs.structure.pages:Page", "render")],
    "theme": [("mkdocs.commands.build", "_build_page")],
    "search": [
        ("material.plugins.search.plugin:SearchPlugin", "on_page_context"),
        ("material.plugins.search.plugin:SearchPlugin", "on_post_build"),
    ],
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


def main(watched: list[str]) -> None:
    """Build strictly, as `mkdocs build --strict` does."""
    phases = Phases()
    for phase in watched:
        for owner, name in _CALLS[phase]:
            phases.watch(phase, resolve_name(owner), name)
    logging.getLogger("mkdocs").addHandler(logging.StreamHandler())
    config = load_config(strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    build.build(config)
    print(json.dumps(phases.finish()))


if __name__ == "__main__":
    main(sys.argv[1:])
