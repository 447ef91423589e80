"""What the preview shows: a site, or the fault that stands in its way."""

from __future__ import annotations

import contextlib
import functools
import gc
import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mkdocs.commands.build import build

from .faults import fault_page, logged_errors, told
from .on_demand import Site
from .watching import State

_log = logging.getLogger("mkdocs.plugins.preview")


_REPLACED = 5  # how many sites may be in the memory still, with their facts, though newer ones took their place


class Now(NamedTuple):
    """A site, with the fault that is told in place of each of its files, if there is one."""

    site: Site | None = None
    fault: bytes = b""


class Shown:
    """What is shown now. It is another `Now` whenever a build has begun or ended in a fault."""

    def __init__(self) -> None:
        self.now = Now()
        #: What the first build began to read, before anything was watched.
        self.first_state: State = {}
        #: Is held while somebody looks for changes.
        self.looking = threading.Lock()
        #: Has browsers load their page again.
        self.reload: Callable[[], None] = lambda: None
        self._told: set[str] = set()
        self._replaced = 0

    def build(self, config: Any, *, serve_url: str | None = None, dirty: bool = False) -> None:
        """Build a site in place of what is shown, as MkDocs does, and return once it is known what it holds. Raise
        nothing: a fault is kept, and told in the terminal.

        Args:
            dirty: is passed over. It would be slower, and leave pages as they were that show facts which changed.
        """
        with self._guard():
            site = Site(functools.partial(build, config, serve_url=serve_url), self._tell, self.looking)
            self.now = Now(site)
            site.start()

    def guarded(self, builder: Callable[[], None]) -> Callable[[], None]:
        """Return what MkDocs calls after a change, such that a fault in `mkdocs.yml` is told as well."""

        @functools.wraps(builder)
        def survived() -> None:
            with self._guard():
                builder()

        return survived

    def close(self) -> None:
        """Render nothing more: the server ends."""
        if self.now.site:
            self.now.site.supersede(patience=1)

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        if self.now.site:
            self.now.site.supersede()
            self._replaced += 1
            self.now = Now()
            # A build freezes the facts, so that nothing is looked for in them. It takes a while: not after every edit.
            if self._replaced % _REPLACED == 0:
                gc.unfreeze()
            gc.collect()
        self.now = Now()
        self._told.clear()
        error: BaseException | None = None
        with logged_errors() as logged:
            try:
                yield
            except (Exception, SystemExit) as raised:
                error = raised
        if error:
            self._stop(error, logged)

    def _stop(self, error: BaseException, logged: list[str]) -> None:
        lines = [*told(error, logged)]
        self.now = Now(self.now.site, fault_page("The site can’t be built", lines, error))
        _log.error("\n".join(["The site can't be built.", *lines]))

    def _tell(self, page: Any, error: BaseException) -> bytes:
        """Tell what came up once the site was known, in one of its pages or (`None`) at its end. The terminal hears of
        each fault once, though many pages may have it.
        """
        if page is None:
            self._stop(error, [])
            self.reload()
            return b""
        lines = [*told(error, [])]
        if lines[0] not in self._told:
            self._told.add(lines[0])
            _log.error("\n".join([f"{page.file.src_uri} can't be built.", *lines]))
        return fault_page("This page can’t be built", lines, error)
