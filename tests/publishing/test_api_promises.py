"""What the API has promised: fields and types of `api_promises.json`, a snapshot of its schemas.

A field may come; none may go, become optional, or take another form below the same address. After a field has come,
`pytest tests/publishing/test_api_promises.py --renew` writes the snapshot anew; it keeps what was promised before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from helpers.files import CASES
from helpers.worlds import world

from macros.publishing.api import VERSION, documents
from macros.publishing.fields import ExportContext
from macros.rendering.urls import urls_from_root

SNAPSHOT = CASES / "api_promises.json"
#: What explains a field and promises nothing.
EXPLAINS = ("description", "examples", "title")


def promises() -> dict[str, Any]:
    """What the schemas say now: the form of each field and whether it is always there, by file, list and field."""
    files = documents(ExportContext(world(), urls_from_root(""), "The World"))
    return {path: dict(parts(schema)) for path, schema in files.items() if path.endswith(".schema.json")}


def parts(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, shape in schema["properties"].items():
        record = shape.get("items", shape)
        if "properties" in record:
            for field, form in record["properties"].items():
                yield f"{name}.{field}", promise(form, field in record["required"])
        else:
            yield name, promise(shape, name in schema["required"])


def promise(form: dict[str, Any], always: bool) -> dict[str, Any]:
    return {**{key: value for key, value in form.items() if key not in EXPLAINS}, "always": always}


def broken(promised: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The promises that no longer hold, in words."""
    faults = []
    for path, fields in promised.items():
        for field, form in fields.items():
            current = now.get(path, {}).get(field)
            if current is None:
                faults.append(f"{path}: {field} is gone")
            elif not (current["always"] or not form["always"]):
                faults.append(f"{path}: {field} is no longer always there")
            elif {**current, "always": True} != {**form, "always": True}:
                faults.append(f"{path}: {field} was {form} and is {current}")
    return faults


def test_no_promise_is_broken_and_the_snapshot_has_them_all(request: pytest.FixtureRequest) -> None:
    promised, now = json.loads(SNAPSHOT.read_text(encoding="utf-8")), promises()
    assert broken(promised, now) == []
    if request.config.getoption("--renew"):
        SNAPSHOT.write_text(json.dumps(now, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    else:
        assert now == promised, "a field has come: raise VERSION after the dot, and call this test with --renew"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"claims.id": None}, "claims.id is gone"),
        ({"claims.id": {"always": False}}, "claims.id is no longer always there"),
        ({"claims.paragraph": {"type": "string"}}, "claims.paragraph was"),
    ],
)
def test_a_broken_promise_is_told(change: dict[str, Any], fault: str) -> None:
    promised, path = promises(), f"api/v{VERSION.partition('.')[0]}/claims.schema.json"
    now = {**promised, path: dict(promised[path])}
    for field, form in change.items():
        now[path][field] = form and {**now[path][field], **form}
    (told,) = broken(promised, now)
    assert told.startswith(f"{path}: {fault}")
