"""Compiled templates are kept, and are never those of another source, another version or another setting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader, pass_context

from macros.rendering import compiled
from macros.rendering.compiled import CompiledTemplates
from macros.rendering.template_code import PlainCode


def environment(folder: Path, source: str = "{{ 'a'|twice }}", **settings: Any) -> Environment:
    made = Environment(loader=DictLoader({"a.html": source}), bytecode_cache=CompiledTemplates(folder), **settings)
    made.filters["twice"] = lambda text: text + text
    return made


def rendered(made: Environment) -> str:
    return made.get_template("a.html").render()


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were compiled."""
    sources: list[str] = []
    compile = Environment.compile

    def counted(self: Environment, source: str, *args: object, **kwargs: object) -> object:
        sources.append(source)
        return compile(self, source, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", counted)
    return sources


def test_a_template_is_compiled_once(tmp_path: Path, compilations: list[str]) -> None:
    assert [rendered(environment(tmp_path / "kept")) for _ in range(3)] == ["aa"] * 3
    assert len(compilations) == 1


def test_whatever_decides_what_is_compiled_has_it_compiled_anew(
    tmp_path: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered(environment(tmp_path))
    assert rendered(environment(tmp_path, "{{ '<'|twice }}")) == "<<"
    assert rendered(environment(tmp_path, "{{ '<'|twice }}", autoescape=True)) == "&lt;&lt;"
    assert rendered(environment(tmp_path, " {% if true %}x{% endif %}", lstrip_blocks=True)) == "x"
    assert rendered(environment(tmp_path, " {% if true %}x{% endif %}")) == " x"
    other = environment(tmp_path)
    other.filters["twice"] = pass_context(lambda context, text: f"{context.name}{text}")
    assert rendered(other) == "a.htmla"
    assert len(compilations) == 6
    monkeypatch.setattr(compiled, "_versions", lambda: ("another",))
    assert other.cache is not None
    other.cache.clear()
    rendered(other)
    assert len(compilations) == 7
    other.cache.clear()
    other.code_generator_class = PlainCode
    rendered(other)
    assert len(compilations) == 8


def test_a_project_that_is_moved_takes_them_along(
    tmp_path: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here", "there"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "a.html").write_text("{{ name }}", encoding="utf-8")
        monkeypatch.setattr(compiled, "_PROJECT", folder)
        made = Environment(loader=FileSystemLoader(folder), bytecode_cache=CompiledTemplates(tmp_path / "kept"))
        assert made.get_template("a.html").render(name=name) == name
    assert len(compilations) == 1


@pytest.mark.parametrize("broken", [b"", b"j2", b"\0" * 100, None])
def test_what_is_broken_is_made_anew(tmp_path: Path, broken: bytes | None) -> None:
    rendered(environment(tmp_path))
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:-20] if broken is None else broken)
    assert rendered(environment(tmp_path)) == "aa"


def test_a_folder_that_cannot_be_written_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert rendered(environment(tmp_path / "file/kept")) == "aa"
    (tmp_path / "a-link").symlink_to("/proc/nothing")
    assert rendered(environment(tmp_path / "a-link")) == "aa"


def test_runs_that_write_at_once_leave_each_other_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: rendered(environment(tmp_path / "kept")), range(200))
        assert {*found} == {"aa"}
    assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".j2c"]
