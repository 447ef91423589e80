"""A site whose pages are rendered when they are asked for. What nobody asks for is rendered in the background.

MkDocs' own build runs, in a thread, and all that it does is done in its order. Two of its steps are changed. To read a
page waits until the page is built, so that MkDocs knows at once what the site holds: its files, their addresses, the
navigation, the facts. And a page may be built already when its turn comes, because somebody asked for it; then only
what the search took from it is put in its place. So each page, the index of the search, the sitemap and the warnings
are what a build gives, whatever is asked for first.
"""

from __future__ import annotations

import contextlib
import gc
import posixpath
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.commands import build

_STEPS: Any = build
_populate_page, _build_page = _STEPS._populate_page, _STEPS._build_page


class SupersededError(Exception):
    """A newer site has taken this one's place."""


class _Stopped(BaseException):
    """Ends a build from within, and is no fault of it."""


class Site:
    """A site while it is built, and afterwards.

    Args:
        run: the build.
        tell: is given what went wrong with a page, and with all of them (`None`) once the site was known. What it
            returns is kept for the page.
        looking: no page that nobody asked for is begun while it is held.
    """

    def __init__(
        self, run: Callable[[], None], tell: Callable[[Any, BaseException], bytes], looking: threading.Lock
    ) -> None:
        self._run, self._tell, self._looking = run, tell, looking
        self._thread = threading.Thread(target=self._build, daemon=True)
        self._known, self._ended = threading.Event(), threading.Event()
        self._error: BaseException | None = None
        # Pages are rendered one at a time, because all of MkDocs is made for that.
        self._changed = threading.Condition()
        self._rendering = self.superseded = False
        self._asking = 0
        self._folder = Path()
        self._in_navigation: set[str] = set()
        self._files: Any = None
        self._pages: dict[str, Any] = {}
        #: What MkDocs builds each page with.
        self._given: tuple[Any, ...] = ()
        self._ready: set[str] = set()
        self._searched: dict[str, list[Any]] = {}
        self._faults: dict[str, bytes] = {}

    # --- for whoever wants to have it built ---------------------------------------------------------------------------

    def start(self) -> None:
        """Build, and return as soon as it is known what the site holds. The rest goes on.

        Raises:
            Exception, SystemExit: whatever kept it from being known.
        """
        _STEPS._populate_page, _STEPS._build_page = self._read, self._take
        self._thread.start()
        while not self._known.wait(1):  # without a limit, Windows would hear no Ctrl-C
            pass
        if self._error:
            raise self._error

    def navigate(self, nav: Any, files: Any) -> None:
        """Take what the build has found out: all files, and the navigation."""
        self._in_navigation, self._files = {page.file.dest_uri for page in nav.pages}, files

    def supersede(self, patience: float | None = None) -> None:
        """Render nothing more of it, and return when the last page of it is ready.

        Args:
            patience: how many seconds to wait for that.
        """
        with self._changed:
            self.superseded = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._rendering, patience)
        self._thread.join(patience)

    def ready(self, name: str) -> bytes:
        """Return when a file is as it will stay, or will never be; with the fault in its place, if there is one.

        Args:
            name: its path below the site's root.

        Raises:
            SupersededError: it is to be asked of another site.
        """
        for address in (name, posixpath.join(name, "index.html")):  # of the latter MkDocs tells the address
            page = self._pages.get(address)
            if page:
                with self._turn(first=True):
                    self._render(page)
            if address in self._faults:
                return self._faults[address]
        # All pages are known by now. What else is not there, such as the index of the search, may be made at the end.
        if posixpath.splitext(name)[1] not in ("", ".html") and not _exists(self._folder / name):
            self._ended.wait()
        if self.superseded:
            raise SupersededError
        return b""

    # --- the build ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        try:
            self._run()
        except _Stopped:
            pass
        except (Exception, SystemExit) as error:
            if self._known.is_set():
                self._tell(None, error)
            else:
                self._error = error
        finally:
            with self._changed:  # a page may be under way that somebody asked for
                self._changed.wait_for(lambda: not self._rendering)
                self._pages, self._files, self._given = {}, None, ()  # they take much memory, and all pages are ready
            self._known.set()
            self._ended.set()
        if not (self.superseded or self._error):  # nobody waits: free what older sites left, wherever it is
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def _read(self, page: Any, config: Any, files: Any, *_: Any) -> None:
        """Read of a page only what others show of it, if it is in the navigation: its title, and what its head says."""
        if page.file.dest_uri in self._in_navigation:
            page.read_source(config)
            if "title" not in vars(page) or "{" in str(page.title):
                with contextlib.suppress(Exception, SystemExit):  # its own page tells why
                    _populate_page(page, config, files)

    def _take(self, page: Any, config: Any, doc_files: Any, nav: Any, env: Any, *_: Any, **__: Any) -> None:
        """Render a page, unless somebody asked for it before."""
        if not self._known.is_set():
            self._folder, self._given = Path(config.site_dir), (config, doc_files, nav, env)
            self._pages = {file.dest_uri: file.page for file in doc_files}
            self._known.set()
        with self._looking:
            pass  # until the look has ended
        with self._turn(first=False):
            self._render(page)
            _search_entries(config).extend(self._searched.pop(page.file.dest_uri, ()))

    def _render(self, page: Any) -> None:
        address = page.file.dest_uri
        if address in self._ready:
            return
        config, *_ = self._given
        entries = _search_entries(config)
        before = len(entries)
        try:
            if page.content is None:
                _populate_page(page, config, self._files)
            _build_page(page, *self._given, excluded=page.file.inclusion.is_excluded())
        except (Exception, SystemExit) as error:
            self._faults[address] = self._tell(page, error)
        self._searched[address] = entries[before:]
        del entries[before:]
        self._ready.add(address)

    @contextlib.contextmanager
    def _turn(self, *, first: bool) -> Iterator[None]:
        """Wait for the turn to render a page: first for those who ask, then in the background."""
        with self._changed:
            self._asking += first
            self._changed.wait_for(lambda: self.superseded or not (self._rendering or (self._asking and not first)))
            self._asking -= first
            if self.superseded:
                self._changed.notify_all()
                raise SupersededError if first else _Stopped
            self._rendering = True
        try:
            yield
        finally:
            with self._changed:
                self._rendering = False
                self._changed.notify_all()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # such as a name that is too long
        return False


def _search_entries(config: Any) -> list[Any]:
    """Return the list to which the theme's search adds what it takes of each page."""
    found = (getattr(plugin, "search_index", None) for plugin in config.plugins.values())
    return next((index.entries for index in found if index), [])
