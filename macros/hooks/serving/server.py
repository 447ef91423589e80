"""The server of the preview: it shows no page before it is ready, none out of date, and none to another site."""

from __future__ import annotations

import errno
import ipaddress
import logging
import posixpath
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from .on_demand import SupersededError
from .shown import Shown
from .watching import Observer

_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+))(?::\d+)?", re.ASCII)
_LONGEST = 2000  # characters of a path

_log = logging.getLogger("mkdocs.plugins.preview")


class Server(LiveReloadServer):
    """MkDocs' server, for pages that are rendered when they are asked for.

    Args:
        shown: what it shows.
        builder: what MkDocs calls after a change.
        host: the host that it was told to listen on.
        others: what else MkDocs tells its server.
    """

    def __init__(self, shown: Shown, builder: Callable[[], None], host: str, **others: Any) -> None:
        super().__init__(shown.guarded(builder), host, **others)
        self._shown, self._host = shown, host
        self.observer = Observer(self, shown.first_state, shown.looking)  # type: ignore[assignment]
        shown.reload = self.reload

    def server_bind(self) -> None:
        """Take the address that the preview is to have. MkDocs would end in a traceback where it is taken."""
        host, port = self.server_address[:2]
        try:
            super().server_bind()
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            reason = "another program uses that port" if taken else f"{error}"
            other = port + 1 if port < 65535 else 8000
            cure = f"`make serve PORT={other}` or `mkdocs serve --dev-addr {host!s}:{other}`"
            raise Abort(f"The preview can't start at {host!s}:{port}: {reason}. Choose another port: {cure}") from None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell in a line what went wrong with a request, and nothing of a browser that went away."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            _log.error(f"A request from {client_address[0]} could not be read: {error}")

    def reload(self) -> None:
        """Have browsers load their page again, though nothing was saved. If a build is under way, they will."""
        with self._rebuild_cond, self._epoch_cond:
            if self._visible_epoch == self._wanted_epoch:
                self._wanted_epoch = self._visible_epoch = self._visible_epoch + 1
                self._epoch_cond.notify_all()

    def serve_request(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Return what is shown at an address."""
        refusal = _refusal(environ, self._host)
        if refusal:
            status, sentence = refusal
            allowed = [("Allow", "GET, HEAD")] if status.startswith("405") else []
            start_response(status, [("Content-Type", "text/plain; charset=utf-8"), *allowed])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [f"{sentence}\n".encode()]
        body = self._answer(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        _close(body)
        return []

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Return a file once it is ready, or the fault in its place. What came from a site that a newer one has taken
        the place of meanwhile is thrown away, and asked of that one.
        """
        if environ["PATH_INFO"].startswith("/livereload/"):
            return super().serve_request(environ, start)
        name = self._name(environ["PATH_INFO"])
        while not self._shutdown:
            with self._epoch_cond:
                self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
                version = self._visible_epoch  # looked at first: a page is never older than its version says
            now = self._shown.now
            try:
                fault = now.fault or (now.site.ready(name) if now.site else b"")
            except SupersededError:
                continue
            if fault:
                return self._tell(fault, version, start)
            begun: list[Any] = []
            body = super().serve_request(environ, lambda *parts, begun=begun: begun.extend(parts))
            if now is self._shown.now:
                start(*begun)
                return body
            _close(body)
        start("503 Service Unavailable", [])
        return []

    def _name(self, path: str) -> str:
        """Return the file, below the site's root, that MkDocs looks for at an address."""
        path = path.encode("latin-1").decode("utf-8", "ignore")
        name = path[len(self.mount_path) :] + ("index.html" if path.endswith("/") else "")
        return posixpath.normpath(f"/{name}").lstrip("/")

    def _tell(self, fault: bytes, version: int, start: Callable[..., Any]) -> Iterable[bytes]:
        """Return a fault, whose script asks the server for the next version, as the site's pages do."""
        start(
            "500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        )
        inject: Callable[[bytes, int], bytes] = self._inject_js_into_html
        return [inject(fault, version) if self._watched_paths else fault]


def _close(body: Any) -> None:
    if hasattr(body, "close"):
        body.close()


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
