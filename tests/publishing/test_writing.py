"""Nothing that is written lands outside the built site."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from macros.publishing.made import Made
from macros.publishing.writing import OutsideError, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/kept.txt").write_text("kept", encoding="utf-8")
    return tmp_path / "site"


def everything(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.parent.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "name",
    [
        *("../out.txt", "a/../../out.txt", "a/../out.txt", "/tmp/out.txt", "//out.txt", "..", ".", "", "a/", "./a"),
        *("a//b", "a\0b", "../elsewhere/kept.txt", "badges/../../../out.svg", "link/out.txt"),
        *("link/new/out.txt", "link.txt", "gone.txt"),
    ],
)
def test_no_name_leads_out_of_the_folder(folder: Path, name: str) -> None:
    (folder / "link").symlink_to("../elsewhere")
    (folder / "link.txt").symlink_to("../elsewhere/kept.txt")
    (folder / "gone.txt").symlink_to("../elsewhere/gone.txt")
    before = everything(folder)
    with pytest.raises(OutsideError):
        write(folder, {"good.txt": "good", name: "bad"})
    assert everything(folder) == before, "nothing was written"


def test_whatever_lies_below_the_folder_is_written(folder: Path) -> None:
    link = folder.parent / "site-link"
    link.symlink_to(folder)
    (folder / "inside").mkdir()
    (folder / "way").symlink_to("inside")
    write(link, {"a.txt": "a", "b/c/..d.txt": "d", "way/e.txt": "e\r\n", "b/%2e%2e": "f", "é": "g"})
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} >= {
        *("a.txt", "b/c/..d.txt", "inside/e.txt", "b/%2e%2e", "é")
    }
    assert (folder / "inside/e.txt").read_bytes() == b"e\r\n"


def test_a_text_is_made_once_and_none_before_all_paths_are_known_to_be_right(folder: Path) -> None:
    made: list[str] = []

    def maker(name: str) -> str:
        made.append(name)
        return name

    good = Made({name: partial(maker, name) for name in ("a.txt", "b/c.txt")})
    with pytest.raises(OutsideError):
        write(folder, good | Made({"../out.txt": partial(maker, "out")}))
    assert not made
    assert write(folder, good) == 2
    assert made == ["a.txt", "b/c.txt"]
