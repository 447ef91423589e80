"""A hook for `mkdocs serve`, and for nothing else: the site's content does not need it.

Left alone, MkDocs imports a package of macros once, so an edited module would keep its old code until the server
restarts; and after a build that ends in an exception it answers no request until one succeeds. With this hook such a
fault is told in place of the site, whatever is asked for, and the save that fixes it brings the site back. Whatever
changes while a build runs is built again, also when it came and went: a folder that was away for a moment leaves no
fault standing.

It is one module, because MkDocs loads a hook by its file, and keeps it while it runs.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import html
import ipaddress
import linecache
import logging
import os
import re
import stat
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from logging.handlers import BufferingHandler
from pathlib import Path
from types import TracebackType
from typing import Any

import mkdocs_macros.plugin
from click import ClickException
from jinja2 import BytecodeCache
from mkdocs.commands import serve
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import event_priority
from yaml import MarkedYAMLError

_ROOT = Path(__file__).resolve().parents[2]
_POLL = 0.2  # seconds between two looks at the files
_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+))(?::\d+)?", re.ASCII)
_LONGEST = 2000  # characters of a path

# Inode, size, and the times of the last change of the content and of anything else.
Stat = tuple[int, int, int, int]
State = dict[str, Stat]

_log = logging.getLogger("mkdocs.plugins.preview")

_FAULT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The site can’t be built</title>
<style>
:root { color-scheme: light dark; font-family: sans-serif; line-height: 1.5 }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
pre { overflow-x: auto; padding: .75rem; border-left: .25rem solid #d22; background: #8882; white-space: pre-wrap }
</style>
</head>
<body>
<h1>The site can’t be built</h1>
<p role="alert">Fix this and save: the page comes back by itself.</p>
{lines}
<details><summary>How it came to it</summary><pre>{trace}</pre></details>
</body>
</html>
"""


# --- what MkDocs calls ------------------------------------------------------------------------------------------------


def on_startup(*, command: str, dirty: bool) -> None:
    """Have faults told, from the first build on."""
    if command == "serve":
        _PREVIEW.is_serving = True
        # The engine would print a traceback into the page, and trip over some faults itself.
        mkdocs_macros.plugin.format_error = _blame_page  # type: ignore[assignment,attr-defined]
        serve.build = _PREVIEW.guarded(serve.build)  # type: ignore[attr-defined]
        # Python knows compiled code by the second in which its source was saved, and two saves may fall into one.
        sys.dont_write_bytecode = True


def on_serve(server: Any, *, config: Any, builder: Any) -> None:
    """Have a fault in `mkdocs.yml` told as well, every change seen, and sooner, and no other site answered."""
    server.server_bind = functools.partial(_bind, server, server.server_bind)
    server.builder = _PREVIEW.guarded(server.builder)
    server.set_app(functools.partial(_PREVIEW.answer, server, config.dev_addr.host))
    server.handle_error = _pass_over
    server.observer = _Observer(server, _read_by(config), _PREVIEW.first_state)


@event_priority(100)  # before the macros engine imports the package
def on_config(config: Any) -> None:
    """Forget the package once a module of it has changed, so that every build runs the code as it is on the disk.

    Its templates look after themselves: Jinja reads one again when its file has changed.
    """
    if _PREVIEW.is_serving and not _PREVIEW.first_state:
        _PREVIEW.first_state = _state(_read_by(config))
    modules = [(path, path.stat()) for path in sorted((_ROOT / "macros").rglob("*.py"))]
    _forget(tuple((path, status.st_mtime_ns, status.st_size) for path, status in modules))


def on_env(env: Any, config: Any, files: Any) -> None:
    """Compile the theme's templates once: each build has a new environment."""
    env.bytecode_cache = _COMPILED


# --- what they need ---------------------------------------------------------------------------------------------------


def _bind(server: Any, bind: Callable[[], None]) -> None:
    """Take the address that the preview is to have. MkDocs would end in a traceback where it is taken."""
    host, port = server.server_address
    try:
        bind()
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "another program uses that port" if taken else f"{error}"
        other = port + 1 if port < 65535 else 8000
        cure = f"`make serve PORT={other}` or `mkdocs serve --dev-addr {host}:{other}`"
        raise Abort(f"The preview can't start at {host}:{port}: {reason}. Choose another port: {cure}") from None


@functools.lru_cache(maxsize=1)
def _forget(state: tuple[tuple[Path, int, int], ...]) -> None:
    """Forget the package, unless it is in the same state as the last time."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "macros"]:
        del sys.modules[name]


def _read_by(config: Any) -> list[str]:
    """Return the files and folders that a build reads."""
    return [config.config_file_path, config.docs_dir, *config.watch]


def _state(paths: Iterable[str]) -> State:
    """Return the state of files, and of folders with all that is below them."""
    return dict(pair for path in paths for pair in _stats(path))


def _stats(path: str) -> Iterator[tuple[str, Stat]]:
    """Yield a path with its state, then what is below it. What is gone, or goes meanwhile, has none.

    The last time at which anything about it changed (ctime) tells a folder that was moved away and back, which has all
    else as before. No program can set it back.
    """
    with contextlib.suppress(OSError):
        status = Path(path).stat()
        yield path, (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        if stat.S_ISDIR(status.st_mode):
            for name in os.listdir(path):  # noqa: PTH208 - a path for each name takes long
                if name != "__pycache__":
                    yield from _stats(f"{path}/{name}")


class _Observer(threading.Thread):
    """In place of MkDocs' observer: asks for a build whenever what a build reads is not as it was at the last look.

    MkDocs' own sees no folder that comes and goes between two looks, and none that was not there from the start.

    Args:
        seen: the state when the first build began; nobody looked while it ran.
    """

    def __init__(self, server: Any, paths: Iterable[str], seen: State) -> None:
        super().__init__(daemon=True)
        self._server, self._paths, self._seen = server, paths, seen
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(_POLL):
            state = _state(self._paths)
            if state != self._seen:
                self._seen = state
                with self._server._rebuild_cond:
                    self._server._want_rebuild = True
                    self._server._rebuild_cond.notify_all()

    def schedule(self, *_: Any, **__: Any) -> None:
        """Do nothing: what MkDocs asks to have watched is looked at already."""

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()


class _Compiled(BytecodeCache):
    """Compiled templates. Jinja itself holds the hash of a template's source against the one that was compiled."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Any) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Any) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


class _Preview:
    """What the server shows: the site, or the fault that stands in its way."""

    def __init__(self) -> None:
        self._fault = b""
        self.is_serving = False
        #: What the first build began to read, before anything was watched.
        self.first_state: State = {}

    def guarded(self, build: Callable[..., None]) -> Callable[..., None]:
        """Build, and raise nothing: a fault is kept, and told in the terminal."""

        @functools.wraps(build)
        def survived(*args: Any, **kwargs: Any) -> None:
            logged = BufferingHandler(sys.maxsize)
            logged.setLevel(logging.ERROR)
            logging.getLogger("mkdocs").addHandler(logged)
            self._fault = b""
            try:
                build(*args, **kwargs)
            except (Exception, SystemExit) as error:
                lines = list(_told(error, [_logged(record) for record in logged.buffer]))
                self._fault = _page(lines, error).encode(errors="replace")
                _log.error("\n".join(["The site can't be built.", *lines]))
            finally:
                logging.getLogger("mkdocs").removeHandler(logged)

        return survived

    def answer(self, server: Any, own: str, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Return what the server answers, or the fault. Its script asks the server for the next version, as the
        site's do.

        Args:
            own: the host that the server was told to listen on.
        """
        refusal = _refusal(environ, own)
        if refusal:
            status, sentence = refusal
            allowed = [("Allow", "GET, HEAD")] if status.startswith("405") else []
            start(status, [("Content-Type", "text/plain; charset=utf-8"), *allowed])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [f"{sentence}\n".encode()]
        body = self._answered(server, environ, start)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if hasattr(body, "close"):
            body.close()
        return []

    def _answered(self, server: Any, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        begun: list[Any] = []
        body: Iterable[bytes] = server.serve_request(environ, lambda *parts: begun.extend(parts))  # waits for a build
        version = server._visible_epoch  # before the fault is looked at: a page is never older than its version says
        fault = self._fault
        if not fault or environ["PATH_INFO"].startswith("/livereload/"):
            start(*begun)
            return body
        if hasattr(body, "close"):
            body.close()
        start(
            "500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        )
        return [server._inject_js_into_html(fault, version)]


def _refusal(environ: dict[str, Any], own: str) -> tuple[str, str] | None:
    """Return the status and the sentence with which a request is refused, or None.

    A page of another site can have its own name lead here (DNS rebinding), and then read what is shown. But its
    requests say that name. https://en.wikipedia.org/wiki/DNS_rebinding
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return "405 Method Not Allowed", "The preview only shows pages: it answers GET and HEAD."
    host = _HOST.fullmatch(environ.get("HTTP_HOST", ""))
    if not host:
        return "400 Bad Request", "The request names no host."
    name = (host[1] or host[2]).lower()
    if name not in {"localhost", "127.0.0.1", "::1", own.lower()} and not (_is_any(own) and _is_address(name)):
        return "403 Forbidden", f"The preview is not at {name}: open it by the address that the terminal tells."
    try:
        path = environ["PATH_INFO"].encode("latin-1").decode()
    except UnicodeDecodeError:
        return "400 Bad Request", "The address is not UTF-8."
    if len(path) > _LONGEST:
        return "414 URI Too Long", f"The address has more than {_LONGEST} characters."
    if not path.startswith("/") or not path.isprintable():
        return "400 Bad Request", "The address begins with a slash, and has no invisible characters."
    return None


def _is_any(host: str) -> bool:
    """Return whether a server that listens there is at every address of its machine."""
    return _is_address(host) and ipaddress.ip_address(host).is_unspecified


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _pass_over(_request: Any, client: Any) -> None:
    """Tell in a line what went wrong with a request, and nothing of a browser that went away."""
    error = sys.exc_info()[1]
    if not isinstance(error, ConnectionError):
        _log.error(f"A request from {client[0]} could not be read: {error}")


_PREVIEW = _Preview()
_COMPILED = _Compiled()


class _PageError(Exception):
    """A fault that came up while a page's macros were called: in the page, or in what it calls."""

    def __init__(self, file: Any, line: int) -> None:
        super().__init__(f"{file.src_uri}, line {line}")
        self.file = file
        self.line = line


def _blame_page(error: Exception, *, markdown: str, page: Any) -> str:
    """End the build and say where, in place of the engine's page with a traceback.

    The engine counts lines without the front matter.
    """
    lines = [number for file, number in _frames(error.__traceback__) if file in ("<template>", "<unknown>")]
    above = page.file.content_string.count("\n") - markdown.count("\n")
    raise _PageError(page.file, above + min(lines, default=1)) from error


def _told(error: BaseException, logged: list[str]) -> Iterator[str]:
    """Yield what went wrong, a line for each place that has to do with it."""
    if isinstance(error, ClickException) and not isinstance(error, MkDocsException):  # the macros' own refusal
        yield from error.format_message().splitlines()
        return
    chain = list(_chain(error))
    placed = next((line for fault in chain for line in _placed(fault)), "")
    in_page = next((fault for fault in chain if isinstance(fault, _PageError)), None)
    if placed:
        yield placed
    if in_page:
        place = f"docs/{in_page.file.src_uri}:{in_page.line}"
        cause = "this page calls it" if placed else _what(in_page.__cause__ or in_page)
        yield from _checked(in_page.file) or [f"{place}: {cause}{_source(in_page.file.abs_src_path, in_page.line)}"]
    elif not placed:
        yield from logged or [_what(error)]


def _logged(record: logging.LogRecord) -> str:
    """Return what MkDocs says before it gives up: of its configuration it names the key alone."""
    return f"{'mkdocs.yml: ' if record.name.startswith('mkdocs.config') else ''}{record.getMessage()}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, and those that it came from, the nearest first."""
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _placed(error: BaseException) -> Iterator[str]:
    """Yield an error with its places in the project, the innermost first."""
    places: list[tuple[str, int]] = _frames(error.__traceback__)
    if isinstance(error, SyntaxError):
        places.append((error.filename or "", error.lineno or 1))
    if isinstance(error, MarkedYAMLError) and error.problem_mark:
        places.append((error.problem_mark.name, error.problem_mark.line + 1))
    for file, line in reversed(places):
        path = Path(file).resolve()
        own = path.is_file() and path.is_relative_to(_ROOT) and "site-packages" not in path.parts
        if own and path != Path(__file__).resolve():
            yield f"{path.relative_to(_ROOT).as_posix()}:{line}: {_what(error)}{_source(file, line)}"


def _frames(trace: TracebackType | None) -> list[tuple[str, int]]:
    return [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(trace)]


def _what(error: BaseException) -> str:
    """Return what an error says, with its kind where its text alone says little."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    if isinstance(error, MarkedYAMLError):
        return f"{error.problem}"
    return f"{type(error).__name__}: {error}"


def _source(file: str, line: int) -> str:
    linecache.checkcache(file)
    text = linecache.getline(file, line).strip()
    return f"\n    {text}" if text else ""


def _checked(file: Any) -> list[str]:
    """Return what `check` says of a page. The fault may stand in its way too; then it says nothing."""
    try:
        from macros.authoring.page_checks import check_page
        from macros.loading.loader import load

        facts = load(_ROOT / "data").facts
        name = f"docs/{file.src_uri}"
        return [str(problem) for problem in check_page(facts, file.src_uri, name, file.content_string)] if facts else []
    except Exception:
        return []


def _page(lines: Iterable[str], error: BaseException) -> str:
    """Return a page that tells a fault, and needs nothing of the site."""
    details = "\n".join(f"<pre>{html.escape(line)}</pre>" for line in lines)
    trace = html.escape("".join(traceback.format_exception(error)))
    return _FAULT.replace("{lines}", details).replace("{trace}", trace)
