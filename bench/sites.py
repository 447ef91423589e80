"""The two sites that are compared: one from facts, one written by hand. Both have the project's settings and theme."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml
from mkdocs.utils.yaml import yaml_load

from macros.authoring.page_checks import new_page
from macros.loading.loader import load
from macros.model.facts import Facts
from macros.rendering.urls import path_of

from . import by_hand
from .world import PARAGRAPHS, TYPES, WORDS, world

ROOT = Path(__file__).resolve().parents[1]
FACTS, BY_HAND = VARIANTS = ("facts", "by-hand")

_HOME = "# Home\n\nA site made to be measured. Its things are under their types.\n"
_ARTICLE = "# The article\n" + "".join(f"\n## Paragraph {n} {{ #paragraph-{n} }}\n" for n in range(1, PARAGRAPHS + 1))
_COMMON = {"index.md": _HOME, "article.md": _ARTICLE}
_DEFINITIONS = "how-to-read.md"


def write(folder: Path, entities: int) -> Facts:
    """Write both sites of a world into a folder, and give its facts."""
    facts = write_facts(folder, entities)
    _furnish(folder / BY_HAND, BY_HAND)
    _fill(folder / BY_HAND / "docs", _COMMON | _by_hand(facts))
    return facts


def write_facts(folder: Path, entities: int) -> Facts:
    """Write the site from facts alone."""
    _furnish(folder / FACTS, FACTS)
    facts = write_data(folder / FACTS / "data", entities)
    _fill(folder / FACTS / "docs", _COMMON | _from_facts(facts))
    return facts


def write_data(folder: Path, entities: int) -> Facts:
    """Write the data of a world into a folder, and give its facts."""
    real = yaml.load((ROOT / "data/facts.yml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    _fill(folder, world(entities, {section: real[section] for section in WORDS}))
    loaded = load(folder)
    assert loaded.facts, loaded.problems
    return loaded.facts


def _from_facts(facts: Facts) -> dict[str, str]:
    """The pages with macros; those of the things are as the command `page` writes them."""
    vocabularies = "".join(
        f'\n## {title}\n\n{{{{ definitions("{vocabulary}") }}}}\n' for title, vocabulary in by_hand.VOCABULARIES.items()
    )
    return {
        _DEFINITIONS: f"# How to read this site\n{vocabularies}",
        **{f"{type}/index.md": f'# {type.capitalize()}\n\n{{{{ index("{type}") }}}}\n' for type in TYPES},
        **dict(new_page(facts, id) for id in facts.entities),
    }


def _by_hand(facts: Facts) -> dict[str, str]:
    return {
        _DEFINITIONS: by_hand.definitions(facts),
        **{f"{type}/index.md": by_hand.index(facts, type) for type in TYPES},
        **{path_of(entity): by_hand.thing(facts, entity) for entity in facts.entities.values()},
    }


def _furnish(folder: Path, variant: str) -> None:
    """Everything that a site needs beside its pages and data: by hand there are no macros, and nothing of theirs."""
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "docs/assets", folder / "docs/assets")
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    with (ROOT / "mkdocs.yml").open(encoding="utf-8") as file:
        settings: dict[str, Any] = yaml_load(file)
    settings["site_dir"] = "site"
    settings["nav"] = [*_COMMON, {"Index": [f"{type}/index.md" for type in TYPES]}, _DEFINITIONS]
    if variant == FACTS:
        shutil.copytree(ROOT / "macros", folder / "macros", ignore=shutil.ignore_patterns("__pycache__"))
    else:
        settings["plugins"] = [plugin for plugin in settings["plugins"] if "macros" not in plugin]
        del settings["hooks"], settings["watch"]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def _fill(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    {"sites": write, "facts": write_facts, "data": write_data}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
