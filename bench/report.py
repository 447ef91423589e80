"""The figures as the page Speed and scale has them: each table there is one that is made here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_PHASES = {
    "rest": "Start and rest",
    "load": "Load",
    "macros": "Macros",
    "markdown": "Markdown",
    "theme": "Theme",
    "search": "Search",
}
_TABLE = re.compile(r'<div class="properties" tabindex="0" role="region" aria-label="([^"]+)">.*?</div>', re.DOTALL)
# Between a figure and its unit, which stay in one line.
_FIGURE = re.compile(r"(?<=\d) ")
_BUILT = {"facts": "facts", "by-hand": "Markdown by hand"}


def report(figures: dict[str, Any]) -> str:
    """Return the tables in Markdown, and in sentences what they don't hold.

    Args:
        figures: what was measured, as it is written into `bench.json`.
    """
    sizes = figures["sizes"]
    parts = [_costs(sizes), _phases(sizes), _exports([*sizes, *_large(figures)])]
    if "large" in figures:
        parts.append(_alone(figures))
    if "reading" in figures:
        parts.append(_reading(figures["reading"]))
    parts.append(_weights(figures["weight"]))
    parts.insert(3, _previews(sizes))
    machine = figures["machine"]
    first, last = machine["load"]
    computer = f"{machine['processors']} processors, Python {machine['python']}"
    parts.append(f"Load average: {first} at first, {last} at last; {computer}.")
    return "\n\n".join(parts)


def renewed(page: str, tables: str) -> str:
    """Return a page with each of its tables as it was measured now; they are known by their names."""
    for table in _TABLE.finditer(tables):
        form = re.compile(_TABLE.pattern.replace('([^"]+)', re.escape(table[1])), re.DOTALL)
        page = form.sub(table[0].replace("\\", r"\\"), page)
    return page


def _large(figures: dict[str, Any]) -> list[dict[str, Any]]:
    return [figures["large"]] if "large" in figures else []


def _costs(sizes: Iterable[dict[str, Any]]) -> str:
    rows = []
    for size in sizes:
        facts, by_hand = size["facts"], size["by-hand"]
        ratios = [f"{facts[key] / by_hand[key]:.2f}" for key in ("cpu_s", "peak_mib")]
        for variant, label in _BUILT.items():
            one = size[variant]
            rows.append(
                [
                    f"{size['entities']:,}",
                    label,
                    f"{one['cpu_s']:.2f} s",
                    f"{one['first_cpu_s']:.2f} s",
                    f"{one['peak_mib']:.0f} MiB",
                    f"{one['output_bytes'] / 1e6:.1f} MB",
                    *(ratios if variant == "facts" else ["", ""]),
                ]
            )
    heads = ["Things", "Built from", "CPU", "CPU of the first build", "Peak of memory", "Pages and files"]
    return _table("What a build costs", [*heads, "CPU beside by hand", "Memory beside by hand"], rows)


def _phases(sizes: Iterable[dict[str, Any]]) -> str:
    rows = [
        [f"{size['entities']:,}", label, *(_seconds(size[variant]["phases"].get(phase)) for phase in _PHASES)]
        for size in sizes
        for variant, label in _BUILT.items()
    ]
    return _table("Where the CPU seconds go", ["Things", "Built from", *_PHASES.values()], rows)


def _exports(sizes: Iterable[dict[str, Any]]) -> str:
    rows = [
        [
            f"{size['entities']:,}",
            f"{size['export']['cpu_s']:.2f} s",
            f"{size['export']['again_cpu_s']:.2f} s",
            f"{size['export']['peak_mib']:.0f} MiB",
        ]
        for size in sizes
    ]
    return _table("What the export costs", ["Things", "CPU", "CPU where nothing has changed", "Peak of memory"], rows)


def _previews(sizes: Iterable[dict[str, Any]]) -> str:
    heads = {"start": "Start to first page", "page": "Edit of a page", "data": "Edit of the data"}
    rows = []
    for size in sizes:
        seen = size["preview"]
        cells = [f"{seen[name][key]:.2f} s" for name in heads for key in ("wall_s", "cpu_s")]
        rows.append([f"{size['entities']:,}", *cells, f"{seen['rest']:.1f} s", f"{seen['mib']} MiB"])
    shown = [words for head in heads.values() for words in (head, "CPU")]
    return _table("How soon a preview shows it", ["Things", *shown, "All pages after", "Memory"], rows)


def _alone(figures: dict[str, Any]) -> str:
    """Return what was built once, at a size at which nobody waits for more, beside the largest of the others."""
    rows = []
    for size in (figures["sizes"][-1], *_large(figures)):
        facts, number = size["facts"], size["entities"]
        rows.append(
            [
                f"{number:,}",
                f"{facts['cpu_s']:.0f} s",
                f"{1000 * facts['cpu_s'] / number:.1f} ms",
                f"{facts['peak_mib']:.0f} MiB",
                f"{facts['output_bytes'] / 1e6:.0f} MB",
            ]
        )
    return _table("Built once", ["Things", "CPU", "CPU for a page", "Peak of memory", "Pages and files"], rows)


def _reading(read: dict[str, Any]) -> str:
    row = [
        f"{read['entities']:,}",
        f"{read['megabytes']:.1f} MB",
        f"{read['cpu_s']:.1f} s",
        f"{read['peak_mib']:.0f} MiB",
    ]
    return _table("Reading the data alone", ["Things", "YAML", "CPU", "Peak of memory"], [row])


def _weights(weights: dict[str, dict[str, int]]) -> str:
    sorts = [*weights["this site"]]
    rows = [
        [name, *(str(own[sort]) if sort == "Requests" else f"{own[sort] / 1000:.1f} KB" for sort in sorts)]
        for name, own in weights.items()
    ]
    plain, own = (
        sum(size for sort, size in one.items() if sort not in ("Index of the search", "Requests"))
        for one in (weights["plain Material"], weights["this site"])
    )
    more = f"Without the index of the search, {(own - plain) / 1000:.1f} KB over the empty page."
    return f"{_table('What the home page weighs', ['Page', *sorts], rows)}\n\n{more}"


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f}"


def _table(name: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table as it stands on the page: HTML that scrolls on a phone."""
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    lines = [
        f'<div class="properties" tabindex="0" role="region" aria-label="{name}">',
        '<table class="table">',
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
    ]
    for first, *others in rows:
        cells = "".join(f"<td>{_FIGURE.sub('&nbsp;', cell)}</td>" for cell in others)
        lines.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody>", "</table>", "</div>"])
