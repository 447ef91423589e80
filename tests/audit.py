"""What Lighthouse makes of the site on a phone, page by page: `make audit`. A target that is missed ends it with 1."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from helpers.browser import CHROMIUM_FLAGS, chromium
from helpers.files import ROOT
from helpers.sites import copy_project, published, served
from playwright.sync_api import sync_playwright

PAGES = ("", "models/nissan-city-ev/", "claims/")
TARGETS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3

Report = dict[str, Any]


def report(url: str, browser: str) -> Report:
    """One run of Lighthouse, with the phone and the network that it imitates by default."""
    command = [
        str(ROOT / "tests/lighthouse/node_modules/.bin/lighthouse"),
        url,
        "--quiet",
        "--output=json",
        "--no-enable-error-reporting",
        f"--chrome-flags={' '.join(['--headless', *CHROMIUM_FLAGS])}",
    ]
    env = {**os.environ, "CHROME_PATH": browser}
    made = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, timeout=180, check=True)
    found: Report = json.loads(made.stdout)
    return found


def score(report: Report, category: str) -> int:
    return round(100 * (report["categories"][category]["score"] or 0))


def median(reports: list[Report]) -> Report:
    """The run in the middle, by its performance: the other scores hardly differ from run to run."""
    return sorted(reports, key=lambda report: score(report, "performance"))[len(reports) // 2]


def requests(report: Report) -> list[dict[str, Any]]:
    """What went over the network: a picture that stands in the styles does not."""
    items = report["audits"]["network-requests"]["details"]["items"]
    return [item for item in items if item["url"].startswith("http")]


def failing(report: Report) -> Iterator[str]:
    """What Lighthouse does not mark green, in any category."""
    for id, audit in report["audits"].items():
        if audit["score"] is not None and audit["score"] < 0.9:
            yield f"{id}: {audit['title']}" + (f" ({audit['displayValue']})" if audit.get("displayValue") else "")


def misses(report: Report, address: str) -> Iterator[str]:
    for category, target in TARGETS.items():
        if score(report, category) < target:
            yield f"{category} is below {target}"
    for request in requests(report):
        if not request["url"].startswith(address):
            yield f"a request leaves for another host: {request['url']}"


def weight(report: Report) -> str:
    """What a first visit brings: a line for each kind of file."""
    sizes: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for request in requests(report):
        sizes[request["resourceType"]] += request["transferSize"]
        numbers[request["resourceType"]] += 1
    kinds = ["Document", "Stylesheet", "Script", "Font", "Image"]
    kinds += sorted(numbers.keys() - set(kinds))
    lines = [f"{kind:<12}{sizes[kind] / 1000:>8.1f} kB{numbers[kind]:>4}" for kind in kinds]
    return "\n".join([*lines, f"{'All':<12}{sizes.total() / 1000:>8.1f} kB{numbers.total():>4}"])


def main() -> int:
    project = ROOT / "build/audit"
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    with sync_playwright() as playwright:
        browser = chromium(playwright)
    with served(project / "site") as address:
        published(copy_project(project), SITE_URL=address)
        reports = {page: median([report(address + page, browser) for _ in range(RUNS)]) for page in PAGES}
    print(f"{'page':<24}", *(f"{category:>15}" for category in TARGETS))
    print(f"{'(wanted)':<24}", *(f"{target:>15}" for target in TARGETS.values()))
    for page, found in reports.items():
        print(f"{page or 'home':<24}", *(f"{score(found, category):>15}" for category in TARGETS))
    for page, found in reports.items():
        for line in failing(found):
            print(f"{page or 'home'}: {line}")
    print(f"\nThe first visit to the home page, packed, and the number of requests:\n{weight(reports[''])}")
    missed = [f"{page or 'home'}: {miss}" for page, found in reports.items() for miss in misses(found, address)]
    print("\n".join(["", *missed] if missed else ["", "Every target is met."]))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
