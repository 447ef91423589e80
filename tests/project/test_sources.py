"""The weekly look at the sources, against a server on this machine."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sources
from helpers.files import CASES
from sources import ANSWERS, GONE, UNCLEAR, Answer


class Server(http.server.ThreadingHTTPServer):
    """Answers `/404/200` with 404 to HEAD and 200 to GET, and remembers who asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.agents: list[str | None] = []
        self.over = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        status = self.path.split("/")[1 if self.command == "HEAD" else 2]
        self.server.agents.append(self.headers["User-Agent"])
        if status == "never":
            self.server.over.wait(10)
            return
        self.send_response(int(status), "| <b>words of its own</b> |")
        self.send_header("Location", "/200/200" if status == "301" else "mailto:nobody")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.over.set()
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "answer", "requests"),
    [
        ("/200/404", Answer(ANSWERS, "200 OK"), 1),
        ("/301/404", Answer(ANSWERS, "200 OK"), 2),
        ("/405/200", Answer(ANSWERS, "200 OK"), 2),
        ("/404/200", Answer(ANSWERS, "200 OK"), 2),
        ("/404/404", Answer(GONE, "404 Not Found"), 2),
        ("/403/410", Answer(GONE, "410 Gone"), 2),
        ("/404/403", Answer(UNCLEAR, "403 Forbidden"), 2),
        ("/503/503", Answer(UNCLEAR, "503 Service Unavailable"), 2),
        ("/999/999", Answer(UNCLEAR, "999"), 2),
        ("/302/302", Answer(UNCLEAR, "302 Found"), 2),
        ("/200/200/£17,000?a=b c", Answer(ANSWERS, "200 OK"), 1),
    ],
)
def test_a_refusal_is_asked_once_more(server: Server, path: str, answer: Answer, requests: int) -> None:
    assert sources.ask(server.address + path) == answer
    assert server.agents == [sources.AGENT] * requests


def test_the_silent_are_not_waited_for(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "TIMEOUT", 0.2)
    assert sources.ask(f"{server.address}/never/never") == Answer(UNCLEAR, "TimeoutError")


def test_a_closed_port_is_unclear() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/report"
        assert sources.ask(address) == Answer(UNCLEAR, "ConnectionRefusedError")


def test_a_host_without_an_address_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "nobody has that name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert sources.ask("https://example.org/report") == Answer(GONE, "no such host")


@pytest.mark.parametrize("status", [200, 404])
def test_the_table_has_what_is_gone_at_the_top(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The data takes no address of this machine, so a name leads to it.
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.server_port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: here)
    well, other = "http://example.org/200/200", f"http://example.org/{status}/{status}"
    text = (CASES / "world.yml").read_text(encoding="utf-8")
    text = text.replace("name: The Paper", f"name: The Paper | Daily\n    url: {well}")
    text = text.replace("https://example.org/report", other)
    (tmp_path / "world.yml").write_text(text, encoding="utf-8")
    ended = sources.main(tmp_path)
    printed = capsys.readouterr().out.splitlines()
    paper = f"| `paper` | The Paper \\| Daily | `{well}` | answers | 200 OK |"
    if status == 200:
        assert (ended, printed[0]) == (0, "Gone: 0 of 2 sources")
        assert printed[-2:] == [paper, f"| `herald` | The Herald | `{other}` | answers | 200 OK |"]
    else:
        assert (ended, printed[0]) == (1, "Gone: 1 of 2 sources")
        assert printed[-2:] == [f"| `herald` | The Herald | `{other}` | gone | 404 Not Found |", paper]


def test_without_facts_there_is_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "world.yml").write_text("sources: none\n", encoding="utf-8")
    assert sources.main(tmp_path) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "world.yml:1:" in printed.err
