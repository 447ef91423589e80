"""An export writes what is new, removes what is stale, leaves the rest alone, and knows when there is nothing to do."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from helpers.files import CASES, WORLD
from helpers.pages import Site
from helpers.sites import contents
from helpers.worlds import world

from macros.__main__ import main
from macros.publishing import receipt
from macros.publishing.export import export
from macros.publishing.receipt import Receipt
from macros.publishing.writing import write

BADGE = {"badges": re.compile(r"[a-z]+\.svg")}


def states(folder: Path) -> dict[str, tuple[int, int]]:
    found = {path.relative_to(folder).as_posix(): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {name: (status.st_mtime_ns, status.st_ino) for name, status in found.items()}


def test_only_what_is_new_or_changed_is_written_and_what_is_stale_goes(tmp_path: Path) -> None:
    first = {"badges/a.svg": "a", "badges/b.svg": "b", "badges/B.SVG": "not ours", "index.html": "home"}
    assert write(tmp_path, first, BADGE) == 4
    before = states(tmp_path)
    assert write(tmp_path, {"badges/a.svg": "a", "badges/c.svg": "c", "index.html": "Home"}, BADGE) == 2
    after = states(tmp_path)
    assert after.keys() == {"badges/a.svg", "badges/c.svg", "badges/B.SVG", "index.html"}
    assert after["badges/a.svg"] == before["badges/a.svg"]
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "Home", "of the same size as before"


def test_nothing_is_removed_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "site/inside").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.svg").write_text("kept", encoding="utf-8")
    (tmp_path / "site/badges").symlink_to("../elsewhere")
    write(tmp_path / "site", {"index.html": "home"}, BADGE)
    assert (tmp_path / "elsewhere/a.svg").read_text(encoding="utf-8") == "kept"


def test_an_export_is_made_again_only_where_something_has_changed(
    tmp_path: Path, world_site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(receipt, "_RECEIPTS", tmp_path / "receipts")
    shutil.copytree(world_site.folder, tmp_path / "site")
    shutil.copytree(WORLD / "data", tmp_path / "data")
    shutil.copy(CASES / "world.yml", tmp_path / "data")
    command = ["--data", str(tmp_path / "data"), "export", str(tmp_path / "site")]

    def said(*more: str) -> str:
        assert main([*command, *more]) == 0, capsys.readouterr().out
        return capsys.readouterr().out

    said()
    before, whole = states(tmp_path / "site"), contents(tmp_path / "site")
    assert "as the last export left it" in said()
    monkeypatch.setattr(receipt, "_RECEIPTS", tmp_path / "none")
    assert said().startswith("0 files are written"), "without a receipt, all of it is held against what is there"
    assert states(tmp_path / "site") == before

    def changes() -> None:
        page = tmp_path / "site/index.html"
        status = page.stat()
        page.write_text(page.read_text(encoding="utf-8").replace("<h1", "<H1"), encoding="utf-8", newline="")
        os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))  # as an archive that is unpacked may have it

    said()
    changes()
    assert "as the last export left it" not in said()
    (tmp_path / "site/feed.xml").unlink()
    assert said().startswith("1 file is written")
    assert "as the last export left it" not in said("--site-url", "https://example.org/")
    said()
    with (tmp_path / "data/world.yml").open("a", encoding="utf-8") as data:
        data.write("# a remark\n")
    assert said().startswith("1 file is written"), "the data is published as it is written"
    other = {"index.html": b"", "data/world.yml": b""}
    assert {**contents(tmp_path / "site"), **other} == {**whole, **other}


def test_what_an_export_can_not_know_for_sure_has_no_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something that may never end is not read, and what a link leads to may change."""
    monkeypatch.setattr(receipt, "_RECEIPTS", tmp_path / "receipts")
    for folder in ("data", "site"):
        (tmp_path / folder).mkdir()
    page, link = tmp_path / "page.html", tmp_path / "site/page.html"
    page.write_text("one", encoding="utf-8")
    link.symlink_to(page)
    made = Receipt(tmp_path / "site", [tmp_path / "data"], [])
    made.write()
    assert made.holds()
    page.write_text("two", encoding="utf-8")
    assert not made.holds()
    os.mkfifo(tmp_path / "data/notes")
    with pytest.raises(OSError, match="no ordinary file"):
        Receipt(tmp_path / "site", [tmp_path / "data"], [])


def test_the_files_of_what_is_gone_are_removed(tmp_path: Path, world_site: Site) -> None:
    shutil.copytree(world_site.folder, tmp_path / "site")
    gone = [tmp_path / "site" / name for name in ("badges/no.more.svg", "api/v1/entities/no-more.json")]
    kept = [tmp_path / "site" / name for name in ("badges/logo.png", "api/v1/entities/index.html.txt")]
    for path in (*gone, *kept):
        path.write_text("", encoding="utf-8")
    export(world(), tmp_path / "site")
    assert [path for path in (*gone, *kept) if path.exists()] == kept
