"""A copy of the project that is edited as an editor would: the data as records, the pages as files."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from macros.authoring.changes import compare, faults
from macros.authoring.editor_schema import schema
from macros.authoring.page_checks import check_pages, new_page
from macros.loading.loader import load
from macros.model.facts import Facts
from macros.model.values import Date

ROOT = Path(__file__).resolve().parents[2]
Record = Any  # a mapping of the YAML file, as ruamel keeps it

# Before an id that is to stay when its entity gets another.
_FORMER = "former-"


class NotApplicableError(LookupError):
    """The data has no record of the sort that an edit needs. Its text says of which."""


class Project:
    """The copy, and its data until `problems` writes it.

    Attributes:
        root: the folder of the copy.
        data: the sections of `data/facts.yml`.
        apart: sections that are to stand in files of their own, by file name.
        renamed: ids of entities that were given up, each with the new one.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.apart: dict[str, str] = {}
        self.renamed: dict[str, str] = {}
        self._yaml = YAML()
        self._yaml.width = 10_000
        self._yaml.preserve_quotes = True
        self._yaml.representer.ignore_aliases = lambda _: True
        self.data = self._yaml.load((root / "data/facts.yml").read_text(encoding="utf-8"))

    # --- what an edit looks for ---------------------------------------------------------------------------------------

    @property
    def article(self) -> Record:
        return next(source for source in self.data["sources"].values() if "paragraphs" in source)

    def entities(self) -> Iterator[tuple[str, str, Record]]:
        """Type, id and record of each entity."""
        for type in self.data["types"]:
            for id, entity in self.data.get(type, {}).items():
                yield type, id, entity

    def claims(self) -> Iterator[tuple[str, Record]]:
        """Id and record of each claim."""
        for _, id, entity in self.entities():
            for property, claim in entity.get("claims", {}).items():
                yield f"{id}.{property}", claim

    def claim(self, fits: Callable[[str, Record], bool]) -> tuple[str, Record]:
        """The first claim that fits."""
        found: tuple[str, Record] = self._first("such a claim", (pair for pair in self.claims() if fits(*pair)))
        return found

    def follow_up(self, fits: Callable[[Record], bool] = lambda _: True) -> Record:
        """The first follow-up that fits."""
        return self._first("such a follow-up", (news for news in self.data["follow-ups"] if fits(news)))

    def property_of(self, claim: str) -> Record:
        return self.data["properties"][claim.partition(".")[2]]

    def is_supported(self, claim: Record) -> bool:
        return bool(claim.get("rests-on"))

    def supports(self, id: str) -> bool:
        """Whether another claim rests on this one."""
        return any(id in claim.get("rests-on", ()) for _, claim in self.claims())

    def is_followed(self, id: str) -> bool:
        return any(id in news["about"] for news in self.data["follow-ups"])

    def some(self, type: str) -> str:
        """The id of an entity of a type."""
        found: str = self._first(type, iter(self.data.get(type, {})))
        return found

    def speaker(self) -> str:
        """The id of an entity that the article quotes."""
        found: str = self._first("speaker", (id for _, id, record in self.entities() if "speaks" in record))
        return found

    def source(self) -> str:
        """The id of a source that is not the article."""
        found: str = self._first("source", (id for id, one in self.data["sources"].items() if "paragraphs" not in one))
        return found

    @staticmethod
    def _first(what: str, found: Iterator[Any]) -> Any:
        for one in found:
            return one
        raise NotApplicableError(f"the data has no {what}")

    # --- what an edit does --------------------------------------------------------------------------------------------

    def add(self, type: str, id: str, **keys: Any) -> Record:
        """A new entity; its page is written with the data."""
        keys.setdefault("name", id.replace("-", " ").capitalize())
        keys.setdefault("summary", f"What an edit adds to the {type}: {id}.")
        self.data.setdefault(type, {})[id] = keys
        return keys

    def follow(self, **keys: Any) -> None:
        """A new follow-up."""
        defaults = {"recorded": self.article["followed"], "sources": [self.source()]}
        if {*keys["about"]} & {id for id, _ in self.claims()}:
            defaults["outcome"] = "open"
        self.data["follow-ups"].append({**defaults, **keys})
        self.sort_follow_ups()

    def sort_follow_ups(self) -> None:
        """Follow-ups stand in the order of their dates."""
        self.data["follow-ups"].sort(key=lambda news: Date.read(str(news["date"])).first)

    def rename(self, old: str, new: str) -> None:
        """Give an entity another id everywhere in the data, and list the old one. Follow-ups keep their ids."""
        self.renamed[old] = new
        self.data.setdefault("moved", {})[_FORMER + old] = new
        for news in self.data["follow-ups"]:
            if "id" not in news and news["about"][0].startswith(f"{old}."):
                news["id"] = f"{_FORMER}{news['about'][0]}.{Date.read(str(news['date'])).start.iso}"

    # --- the files ----------------------------------------------------------------------------------------------------

    def problems(self) -> list[str]:
        """Save, and say what `check` finds to fix, as an editor would hear it."""
        self._write_data()
        loaded = load(self.root / "data")
        facts = loaded.facts
        if facts is None:
            return [str(problem) for problem in loaded.problems]
        self._write_pages(facts)
        written = json.dumps(schema(facts), indent=1, ensure_ascii=False) + "\n"
        (self.root / "data/facts.schema.json").write_text(written, encoding="utf-8")
        before = load(ROOT / "data").facts
        assert before, "the real data has problems"
        lost = faults(compare(before, facts), facts)
        return [str(problem) for problem in (*check_pages(facts, self.root / "docs"), *lost)]

    def _write_data(self) -> None:
        files = {"facts.yml": {name: part for name, part in self.data.items() if name not in self.apart}}
        for section, file in self.apart.items():
            files.setdefault(file, {})[section] = self.data[section]
        for file, sections in files.items():
            stream = io.StringIO()
            self._yaml.dump(sections, stream)
            text = stream.getvalue()
            if file == "facts.yml" and not text.startswith("# yaml-language-server"):
                text = f"# yaml-language-server: $schema=facts.schema.json\n{text}"
            for old, new in self.renamed.items():
                text = re.sub(rf"(?<![\w-]){old}(?![\w-])", new, text).replace(_FORMER + old, old)
            path = self.root / "data" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def _write_pages(self, facts: Facts) -> None:
        docs = self.root / "docs"
        for old, new in self.renamed.items():
            page = docs / new_page(facts, old)[0]
            text = page.read_text(encoding="utf-8").replace(f"entity: {old}", f"entity: {new}")
            (docs / new_page(facts, new)[0]).write_text(text, encoding="utf-8")
            page.unlink()
        for id in (*facts.entities, *(old for old in facts.moved if "." not in old)):
            path, text = new_page(facts, id)
            if not (docs / path).exists():
                (docs / path).write_text(text, encoding="utf-8")


def copied(to: Path) -> Project:
    """A copy of all files of the project that git knows, or would take, in a repository of its own."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    subprocess.run(["git", "init", "--quiet"], cwd=to, check=True)  # the tests of the copy ask git as well
    return Project(to)


def run_tests(project: Project, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of a copy, with the copy's own code and data."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        command, cwd=project.root, env=environment, capture_output=True, encoding="utf-8", timeout=1800, check=False
    )
