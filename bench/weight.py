"""What a first visit of the home page transfers, beside a page of plain Material for MkDocs: `python -m bench.weight`.

Everything is packed as a server would. The worker and the index of the search are counted too: the theme fetches both
as soon as a page is read.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import yaml

from macros.loading.loader import load
from macros.publishing.export import export

from .sites import ROOT

_SORTS = {
    ".html": "HTML",
    ".css": "CSS",
    ".js": "JS",
    ".json": "Index of the search",
    ".svg": "Images",
    ".png": "Images",
}
_FETCHED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"|script|img)[^>]* (?:href|src)="([^"]+)"')
_WORKER = re.compile(r'"search": ?"([^"]+)"')
_PLAIN = {"site_name": "Plain", "theme": {"name": "material", "font": False}}


def weight(site: Path) -> Counter[str]:
    """The bytes that the home page of a built site needs by sort, and how many files."""
    html = (site / "index.html").read_text(encoding="utf-8")
    fetched = {*_FETCHED.findall(html), *_WORKER.findall(html), "search/search_index.json", "index.html"}
    weights: Counter[str] = Counter()
    for name in fetched:
        path = site / name
        weights[_SORTS[path.suffix]] += len(gzip.compress(path.read_bytes()))
        weights["Requests"] += 1
    return weights


def main() -> None:
    """Print both as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        plain, own = Path(folder) / "plain", Path(folder) / "own"
        (plain / "docs").mkdir(parents=True)
        (plain / "docs/index.md").write_text("# Welcome\n\nA page.\n", encoding="utf-8")
        (plain / "mkdocs.yml").write_text(yaml.safe_dump(_PLAIN), encoding="utf-8")
        for project, site in ((plain, plain / "site"), (ROOT, own)):
            build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
            subprocess.run(build, cwd=project, check=True)
        facts = load(ROOT / "data").facts
        assert facts
        export(facts, own)
        found = {"plain Material": weight(plain / "site"), "this site": weight(own)}
        sorts = [*dict.fromkeys(_SORTS.values()), "Requests"]
        print(json.dumps({name: {sort: weights[sort] for sort in sorts} for name, weights in found.items()}))


if __name__ == "__main__":
    main()
