"""Where things stand, and the golden cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
CASES = TESTS / "cases"
WORLD = TESTS / "world"
BRIDGE = TESTS / "bridge"


def cases(name: str) -> list[dict[str, Any]]:
    """The golden cases of a file."""
    found: list[dict[str, Any]] = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    return found
