"""What MkDocs calls while it serves."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

import mkdocs_macros.plugin
from mkdocs.commands import serve
from mkdocs.plugins import event_priority

from .faults import ROOT, blame_page
from .server import Server
from .shown import Shown
from .watching import state


def on_startup(*, command: str, dirty: bool) -> None:
    """Put in MkDocs' place what builds and serves here, from the first build on."""
    # The engine would print a traceback into the page, and trip over some faults itself.
    mkdocs_macros.plugin.format_error = blame_page  # type: ignore[assignment,attr-defined]
    serve.build = _SHOWN.build  # type: ignore[attr-defined]
    serve.LiveReloadServer = functools.partial(Server, _SHOWN)  # type: ignore[assignment,attr-defined]
    # Python knows compiled code by the second in which its source was saved, and two saves may fall into one.
    sys.dont_write_bytecode = True


@event_priority(100)  # before the macros engine imports the package
def on_config(config: Any) -> None:
    """Forget the package once a module of it has changed, so that every build runs the code as it is on the disk, and
    have it read again only what has changed of the data.

    Its templates look after themselves: Jinja reads one again when its file has changed.
    """
    if not _SHOWN.first_state:
        _SHOWN.first_state |= state([config.config_file_path, config.docs_dir, *config.watch])
    for plugin in config.plugins.values():
        if hasattr(plugin, "is_dirty"):  # with --dirty, the search would keep what pages held before
            plugin.is_dirty = False
    modules = [(path, path.stat()) for path in sorted((ROOT / "macros").rglob("*.py"))]
    _forget(tuple((path, status.st_mtime_ns, status.st_size) for path, status in modules))
    if str(ROOT) not in sys.path:  # as the engine does it before it imports the package
        sys.path.insert(0, str(ROOT))
    from macros.loading import loader

    loader.keep()


@event_priority(-100)  # when it is complete
def on_nav(nav: Any, config: Any, files: Any) -> None:
    """Tell the site of its files, and of the pages that others show."""
    if _SHOWN.now.site:
        _SHOWN.now.site.navigate(nav, files)


def on_shutdown() -> None:
    """Write nothing any more into the folder that MkDocs is about to remove."""
    _SHOWN.close()


@functools.lru_cache(maxsize=1)
def _forget(state: tuple[tuple[Path, int, int], ...]) -> None:
    """Forget the package, unless it is in the same state as the last time."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "macros"]:
        del sys.modules[name]


_SHOWN = Shown()
