"""The facts for programs: what the files hold, and that they keep to their schemas."""

from __future__ import annotations

import copy
import csv
import io
import json
import posixpath
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from helpers.files import cases
from helpers.pages import Site
from helpers.sites import on_every_site
from helpers.worlds import world

from macros.model.facts import Facts
from macros.publishing.api import Record, documents, json_text, tables
from macros.publishing.export import site_name
from macros.publishing.fields import LISTS, RECORDS, ExportContext
from macros.rendering.urls import urls_from_root

facts, site = on_every_site()


DATES = jsonschema.FormatChecker(formats=("date",))


def schema_of(path: str, made: dict[str, Any]) -> Any:
    return made[posixpath.normpath(posixpath.join(posixpath.dirname(path), made[path]["$schema"]))]


def complaints(document: Any, schema: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema, format_checker=DATES)
    return [error.message for error in validator.iter_errors(document)]


def made(facts: Facts, site: str = "") -> dict[str, Any]:
    return dict(documents(ExportContext(facts, urls_from_root(site), "The World")))


def records(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in document.values():
        yield from part if isinstance(part, list) else [part] if isinstance(part, dict) else []


def test_every_file_keeps_to_its_schema(facts: Facts) -> None:
    found = made(facts)
    for path, document in found.items():
        if path.endswith(".schema.json"):
            jsonschema.Draft202012Validator.check_schema(document)
        else:
            assert not complaints(document, schema_of(path, found)), path


def test_the_schemas_refuse_what_is_wrong() -> None:
    """Each field in turn: left out, null, and of another type."""
    found = made(world())
    path = "api/v1/claims.json"
    schema = schema_of(path, found)
    fields = schema["properties"]["claims"]["items"]
    for number, claim in enumerate(found[path]["claims"]):
        for name, value in claim.items():
            others: tuple[Any, ...] = (None, {}, [value], 1 if isinstance(value, str) else "no")
            for wrong in others:
                document = copy.deepcopy(found[path])
                document["claims"][number][name] = wrong
                assert complaints(document, schema), f"{name}: {wrong}"
            document = copy.deepcopy(found[path])
            del document["claims"][number][name]
            assert bool(complaints(document, schema)) == (name in fields["required"]), name
    broken = {"status": "expcted", "outcome": "done", "value_type": "Two words", "id": "car", "recorded": "2025-02-30"}
    for name, wrong in broken.items():
        document = copy.deepcopy(found[path])
        document["claims"][0][name] = wrong
        assert complaints(document, schema), f"{name}: {wrong}"


def test_records_are_flat_and_no_field_has_two_types(facts: Facts) -> None:
    for path, document in made(facts).items():
        if path.endswith(".schema.json"):
            continue
        types: dict[tuple[str, str], set[str]] = {}
        for part, held in document.items():
            for record in held if isinstance(held, list) else [held]:
                for name, value in record.items() if isinstance(record, dict) else ():
                    type = "number" if value.__class__ in (int, float) else value.__class__.__name__
                    assert type in ("str", "number", "bool", "list"), f"{path}: {name}"
                    assert type != "list" or {item.__class__ for item in value} <= {str}, f"{path}: {name}"
                    types.setdefault((part, name), set()).add(type)
        assert all(len(found) == 1 for found in types.values()), path


@pytest.mark.parametrize("case", cases("api"), ids=lambda case: case["record"])
def test_a_record_of_the_small_world(case: dict[str, Any]) -> None:
    facts = world(**case.get("replace", {}))
    found = made(facts, case.get("site", ""))
    record = next(record for record in records(found[case["file"]]) if record["id"] == case["record"])
    assert {name: record.get(name, "left out") for name in case["fields"]} == case["fields"]
    assert not complaints(found[case["file"]], schema_of(case["file"], found))


def test_everything_is_in_its_list_and_each_entity_in_a_file(facts: Facts) -> None:
    found = made(facts)

    def ids(file: str, part: str) -> list[str]:
        return [record["id"] for record in found[f"api/v1/{file}.json"][part]]

    assert ids("claims", "claims") == [claim.id for claim in facts.select()]
    assert ids("entities", "entities") == [*facts.entities]
    assert ids("follow-ups", "follow_ups") == [news.id for news in facts.follow_ups_newest_first]
    assert ids("sources", "sources") == [*facts.sources]
    for part in ("statuses", "kinds", "outcomes", "properties"):
        assert ids("vocabulary", part) == [*getattr(facts, part)]
    for id, entity in facts.entities.items():
        assert found[f"api/v1/entities/{id}.json"]["entity"]["id"] == id
        unstated = [property.id for property, claim in facts.questions(entity) if not claim]
        assert found[f"api/v1/entities/{id}.json"]["entity"]["not_stated"] == [f"{id}.{asked}" for asked in unstated]
        questions = {*unstated, *(claim.property.id for claim in facts.claims_of(id))}
        news = {news.id for news in facts.follow_ups if {*news.about} & {f"{id}.{asked}" for asked in questions}}
        assert {*ids(f"entities/{id}", "follow_ups")} == news
        assert ids(f"entities/{id}", "claims") == [claim.id for claim in facts.claims_of(id)]
        given = [entry.id for asked in facts.answered(id) for entry in facts.history(asked).entries if entry.news]
        assert ids(f"entities/{id}", "answers") == given
    answers = found["api/v1/answers.json"]["answers"]
    assert [record["id"] for record in answers] == [
        record["id"] for id in facts.entities for record in found[f"api/v1/entities/{id}.json"]["answers"]
    ]
    assert len(answers) == len({record["id"] for record in answers}) == sum(len(n.answers) for n in facts.follow_ups)


def test_a_question_that_is_not_stated_is_in_the_file_of_its_entity() -> None:
    car = made(world())["api/v1/entities/car.json"]
    assert car["entity"]["not_stated"] == ["car.launch"]
    assert [news["id"] for news in car["follow_ups"]] == ["car.price.2025-01"]
    of_twin = {"about: [car.price, car.launch]\n    outcome: open": "about: [twin.launch]", "to: car.": "to: twin."}
    twin = made(world(**of_twin))["api/v1/entities/twin.json"]
    assert [news["id"] for news in twin["follow_ups"]] == ["twin.launch.2025-01"]


def test_what_is_known_now_is_told_alike_by_claims_answers_and_entities(facts: Facts) -> None:
    found = made(facts)
    answers = found["api/v1/answers.json"]["answers"]
    held = {id for claim in found["api/v1/claims.json"]["claims"] for id in claim["known_now"]}
    held |= {id for entity in found["api/v1/entities.json"]["entities"] for id in entity["known_now"]}
    assert held >= {record["id"] for record in answers if "now" in record}
    assert {record["id"] for record in answers if record["status"] != "unknown" and record["id"] in held} == {
        record["id"] for record in answers if "now" in record
    }
    for record in answers:
        role = {"confirmed": "record", "expected": "talk"}.get(record["status"])
        assert "now" not in record or record["now"] == role
        assert "amount" not in record or record["amount"] == record["least"] == record["most"]


def test_the_tables_say_the_same(facts: Facts) -> None:
    context = ExportContext(facts, urls_from_root(""), "The World")
    files = {"claims": "claims", "answers": "answers", "follow-ups": "follow_ups"}
    for name, part in files.items():
        text = tables(context)[f"api/v1/{name}.csv"]
        rows = list(csv.DictReader(io.StringIO(text)))
        wanted = made(facts)[f"api/v1/{name}.json"][part]
        assert len(rows) == len(wanted)
        for row, record in zip(rows, wanted, strict=True):
            for field, cell in row.items():
                value = record.get(field, "")
                as_text = " ".join(value) if isinstance(value, list) else json.dumps(value).strip('"')
                assert undone(cell) == (value if isinstance(value, str) else as_text), f"{record['id']}: {field}"


def undone(cell: str) -> str:
    """A text of a table without the quotes that keep spreadsheets from calculating it, as the Data page says."""
    return re.sub(r"""((?:^|;)[ "']*)'(?=[-=+@＝＋－＠])""", r"\1", cell)


@pytest.mark.parametrize("case", cases("tables"), ids=lambda case: case["text"])
def test_no_cell_is_a_formula_and_every_text_is_had_back(case: dict[str, str]) -> None:
    facts = world(**{"says: Nothing settled.": f"says: {json.dumps(case['text'])}"})
    context = ExportContext(facts, urls_from_root(""), "The World")
    assert documents(context)["api/v1/follow-ups.json"]["follow_ups"][0]["says"] == case["text"], "JSON stays exact"
    text = tables(context)["api/v1/follow-ups.csv"]
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["says"] == case["cell"]
    assert undone(row["says"]) == case["text"]
    # Where a semicolon parts the cells, a quote begins no text behind a comma, and the cells are these.
    for cell in csv.reader(text.replace('"', "").splitlines(), delimiter=";"):
        assert not [part for part in cell if part.lstrip(' "')[:1] in ("=", "+", "-", "@", "＝", "－")]


def test_a_number_below_zero_is_a_number_in_the_tables() -> None:
    quantity = "label: Seats\n    type: quantity\n    units: [celsius]"
    known = "value: -5 °C\n        status: expected\n        sentence: 1"
    facts = world(
        **{"label: Seats\n    type: text": quantity, "status: unknown\n        detail: How many it has": known}
    )
    text = tables(ExportContext(facts, urls_from_root(""), "The World"))["api/v1/claims.csv"]
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["id"] == "car.seats")
    assert (row["value"], row["amount"]) == ("'-5°C", "-5")
    assert ",-5," in text, "a text would have quotes around it"


def test_every_url_leads_to_the_record_on_the_site(facts: Facts, site: Site) -> None:
    found = made(facts)
    for file in LISTS:
        for record in records(found[f"api/v1/{file}.json"]):
            page, _, anchor = record["url"].partition("#")
            assert page in site.pages, record["url"]
            assert site.leads_somewhere(page, anchor), record["url"]


def test_the_published_files_are_these(facts: Facts, site: Site) -> None:
    written = {path.relative_to(site.folder).as_posix() for path in (site.folder / "api").rglob("*.*")}
    context = ExportContext(facts, urls_from_root(""), site_name(site.folder))
    assert written == {*documents(context), *tables(context)}
    for path, document in documents(context).items():
        assert json.loads((site.folder / path).read_text(encoding="utf-8")) == document


def test_the_data_page_explains_every_field(site: Site) -> None:
    text = site.pages["data/"].html
    for fields in RECORDS.values():
        for field in fields:
            assert f"<code>{field.name}</code></th><td>{field.type}" in text
            assert field.doc in text


def test_json_is_written_as_python_writes_it() -> None:
    numbers = [0, -1, 1.5, 10**12, True, False, None]
    value = {"none": None, "yes": True, "numbers": numbers, 'é\n"<': ["", [], {}, (), [[{}]]]}
    assert json_text(value) == json.dumps(value, ensure_ascii=False, indent=1)
    assert json_text([value, Record(value)]) == json.dumps([value, value], ensure_ascii=False, indent=1)
    with pytest.raises(TypeError):
        json_text({"a": object()})
