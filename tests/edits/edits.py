"""The edits. Each finds the record that it changes by what it needs of it: none depends on what the data says."""

from __future__ import annotations

from collections.abc import Callable

from .project import Project

Edit = Callable[[Project], None]
EDITS: dict[str, Edit] = {}


def edit(name: str) -> Callable[[Edit], Edit]:
    """Register an edit under the words that tell what an editor does."""

    def register(function: Edit) -> Edit:
        EDITS[name] = function
        return function

    return register


# --- correct a claim --------------------------------------------------------------------------------------------------


@edit("a note corrected, and dated")
def _(project: Project) -> None:
    _, claim = project.claim(lambda _, claim: "note" in claim)
    claim["note"] += " So it was read a second time."
    claim["changed"] = project.article["followed"]


@edit("a spelling corrected, which the feed need not tell")
def _(project: Project) -> None:
    *_, (_, claim) = [pair for pair in project.claims() if "note" in pair[1]]
    claim["note"] = f"{claim['note']} "


@edit("a note taken away")
def _(project: Project) -> None:
    *_, (_, claim) = [pair for pair in project.claims() if "note" in pair[1] and pair[1]["status"] != "expected"]
    del claim["note"]


@edit("a price corrected, with cents")
def _(project: Project) -> None:
    _, claim = project.claim(lambda id, claim: project.property_of(id)["type"] == "money" and "value" in claim)
    claim["value"] = "about 16999.50 EUR"
    claim["changed"] = project.article["followed"]


@edit("a detail corrected")
def _(project: Project) -> None:
    _, claim = project.claim(lambda _, claim: "detail" in claim and claim["status"] != "unknown")
    claim["detail"] = "as it reads on a second look"


@edit("deciding words and their place corrected")
def _(project: Project) -> None:
    _, claim = project.claim(lambda _, claim: "wording" in claim and "sentence" in claim)
    claim.update({"wording": "in other words", "paragraph": project.article["paragraphs"], "sentence": 1})


@edit("a value of three lines")
def _(project: Project) -> None:
    _, claim = project.claim(lambda id, claim: project.property_of(id)["type"] == "text" and "value" in claim)
    claim["value"] = " ".join(["What can be said of it in few words takes three lines here,"] * 3)


@edit("a detail with what Markdown and HTML could read")
def _(project: Project) -> None:
    *_, (_, claim) = [pair for pair in project.claims() if "detail" in pair[1]]
    claim["detail"] = "*one* | two & <three> `four` {{ five }} #six"


@edit("who says it corrected")
def _(project: Project) -> None:
    _, claim = project.claim(lambda _, claim: "by" not in claim and claim["status"] == "confirmed")
    claim["by"] = project.speaker()


# --- a claim's status -------------------------------------------------------------------------------------------------


@edit("an expected claim confirmed")
def _(project: Project) -> None:
    _, claim = project.claim(lambda _, claim: claim["status"] == "expected" and not project.is_supported(claim))
    claim.update({"status": "confirmed", "kind": "plan", "wording": "will", "changed": project.article["followed"]})


@edit("a confirmed claim stepped down, with a note")
def _(project: Project) -> None:
    def alone(id: str, claim: dict[str, object]) -> bool:
        return claim["status"] == "confirmed" and not (project.is_supported(claim) or project.supports(id))

    _, claim = project.claim(alone)
    del claim["kind"]
    claim.update({"status": "expected", "wording": "should", "note": "Read again, the article only supposes it."})


@edit("an expected claim that is not known after all")
def _(project: Project) -> None:
    def alone(id: str, claim: dict[str, object]) -> bool:
        return claim["status"] == "expected" and not project.supports(id)

    *_, (_, claim) = [pair for pair in project.claims() if alone(*pair)]
    for key in {"value", "rests-on", "tie"} & claim.keys():
        del claim[key]
    claim.update(
        {"status": "unknown", "detail": "left open", "wording": "not known", "note": "Read again, it is open."}
    )


@edit("what was not known is expected")
def _(project: Project) -> None:
    def is_text(id: str, claim: dict[str, object]) -> bool:
        return claim["status"] == "unknown" and project.property_of(id)["type"] == "text"

    _, claim = project.claim(is_text)
    claim.update({"status": "expected", "value": "as it is expected", "wording": "expect"})


@edit("a kind corrected")
def _(project: Project) -> None:
    _, claim = project.claim(lambda _, claim: claim.get("kind") == "plan")
    claim["kind"] = "target"


@edit("a tie that is our reading, and one that goes")
def _(project: Project) -> None:
    (_, first), *_, (_, last) = [pair for pair in project.claims() if project.is_supported(pair[1])]
    first["tie"] = "ours"
    for key in {"rests-on", "tie"} & last.keys():
        del last[key]
    last.setdefault("wording", "expect")


# --- new claims -------------------------------------------------------------------------------------------------------


def new_claim(project: Project, property: str, entity: str, **keys: object) -> None:
    """Add a claim in the article's last paragraph."""
    record = next(record for _, id, record in project.entities() if id == entity)
    place = {"paragraph": project.article["paragraphs"], "sentence": 1, "recorded": project.article["followed"]}
    record.setdefault("claims", {})[property] = {**keys, **place}


def new_property(project: Project, id: str, **keys: object) -> None:
    """Add a property of models."""
    label = id.replace("-", " ").capitalize()
    project.data["properties"][id] = {"label": label, "type": "text", "for": ["models"], **keys}


@edit("an expected claim with every key")
def _(project: Project) -> None:
    new_property(project, "colour-range")
    ground, _ = project.claim(lambda _, claim: claim["status"] == "expected")
    keys = {
        "value": "[[ampr-small|many]] colours" if "ampr-small" in project.data["platforms"] else "many colours",
        "detail": "as on others",
        "status": "expected",
        "wording": "should",
        "by": project.speaker(),
        "rests-on": [ground],
        "tie": "ours",
        "note": f"Read off [[{ground}]].",
    }
    new_claim(project, "colour-range", project.some("models"), **keys)


@edit("a confirmed claim by a person")
def _(project: Project) -> None:
    new_property(project, "wheels")
    keys = {"value": "four", "status": "confirmed", "kind": "promise", "by": project.speaker(), "wording": "four"}
    new_claim(project, "wheels", project.some("models"), **keys)


@edit("a claim that is not known")
def _(project: Project) -> None:
    new_property(project, "doors", question="How many doors has it?")
    new_claim(project, "doors", project.some("models"), status="unknown", detail="how many doors", wording="not known")


@edit("a claim that names several things")
def _(project: Project) -> None:
    new_property(project, "rivals", type="reference", to=["models"], inverse="Rivals", phrase="against {}")
    models = list(project.data["models"])
    keys = {"value": models[1:4] or models, "status": "expected", "wording": "rival"}
    new_claim(project, "rivals", models[0], **keys)


@edit("a claim that denies")
def _(project: Project) -> None:
    new_property(project, "not-on", type="reference", to=["platforms"], inverse="Not on it", sense="negative")
    keys = {"value": project.some("platforms"), "status": "expected", "wording": "not"}
    new_claim(project, "not-on", list(project.data["models"])[-1], **keys)


def dated_model(project: Project, id: str, date: str, **keys: object) -> None:
    """Add a model with a launch."""
    new_property(project, f"{id}-year", type="date")
    project.add("models", id)
    new_claim(project, f"{id}-year", id, value=date, status="confirmed", kind="fact", wording=date[-4:], **keys)


@edit("a launch in 1990")
def _(project: Project) -> None:
    dated_model(project, "old-car", "1990")


@edit("a launch in 2020")
def _(project: Project) -> None:
    dated_model(project, "known-car", "2020-05")


@edit("a launch in 2045")
def _(project: Project) -> None:
    dated_model(project, "far-car", "about 2045")


# --- things -----------------------------------------------------------------------------------------------------------


@edit("a thing of each type, without claims")
def _(project: Project) -> None:
    for type in ("platforms", "organisations", "technologies", "events", "segments"):
        project.add(type, f"new-{type}")


@edit("a person who says something")
def _(project: Project) -> None:
    new_property(project, "weight")
    told = {"aka": ["A. Example"], "speaks": "in-the-article", "summary": "Somebody who says something."}
    project.add("people", "ada-example", name="Ada Example", **told)
    keys = {"value": "900 kg", "status": "confirmed", "kind": "fact", "by": "ada-example", "wording": "weighs"}
    new_claim(project, "weight", project.some("models"), **keys)


@edit("a name of sixty letters")
def _(project: Project) -> None:
    name = "Extraordinarily Long-Winded Intercontinental Electric Runabout"
    project.add("models", "long-car", name=name)
    new_property(project, "sister", type="reference", to=["models"], inverse="Sisters")
    new_claim(project, "sister", project.some("models"), value="long-car", status="expected", wording="sister")


@edit("a name of sixty letters without a space")
def _(project: Project) -> None:
    project.add("segments", "long-word", name="Kraftfahrzeughaftpflichtversicherungsgesellschaftsangestellte")


@edit("a name of one letter")
def _(project: Project) -> None:
    dated_model(project, "i", "2027")
    project.data["models"]["i"]["name"] = "I"


@edit("ten things more on the map")
def _(project: Project) -> None:
    id, reference = next(
        (id, one)
        for id, one in project.data["properties"].items()
        if one["type"] == "reference" and "models" in one["for"]
    )
    for number in range(10):
        project.add("models", f"car-{number}", name=f"Car of the year {number}")
        new_claim(
            project, id, f"car-{number}", status="expected", wording="expect", value=project.some(reference["to"][0])
        )


@edit("a name that another script writes")
def _(project: Project) -> None:
    project.add("organisations", "nissan-jp", name="日産自動車", aka=["نيسان", "Ниссан"])


@edit("other names, and a summary with links")
def _(project: Project) -> None:
    *_, entity = next(iter(project.entities()))
    entity["aka"] = [*entity.get("aka", []), "Small One", "Kleiner"]
    claim, _ = project.claim(lambda _, claim: claim["status"] == "expected")
    entity["summary"] = f"What [[{project.some('people')}]] spoke of: [[{claim}]]."


@edit("a thing without its claims")
def _(project: Project) -> None:
    project.add("technologies", "radio", summary="It was named, and nothing was claimed of it.")


# --- properties and words ---------------------------------------------------------------------------------------------


@edit("a property with a question for all")
def _(project: Project) -> None:
    keys = {"question": "Does it float?", "asked-of": ["models"]}
    new_property(project, "buoyancy", **keys)


@edit("a property whose label has forty letters")
def _(project: Project) -> None:
    new_property(
        project,
        "label-of-forty",
        label="Whether what was once asked may be so",
        type="reference",
        to=["segments"],
        inverse="Asked of it",
    )
    new_claim(
        project,
        "label-of-forty",
        project.some("models"),
        status="expected",
        wording="expect",
        value=project.some("segments"),
    )


@edit("a property with a question about what it names")
def _(project: Project) -> None:
    new_property(
        project,
        "seen-by",
        type="reference",
        to=["people"],
        inverse="Saw it",
        question="Was it {} who saw it?",
        **{"inverse-question": "Who saw it?"},
    )
    keys = {"value": project.some("people"), "status": "confirmed", "kind": "fact", "wording": "saw"}
    new_claim(project, "seen-by", project.some("models"), **keys)


@edit("the order of the questions")
def _(project: Project) -> None:
    properties = project.data["properties"]
    first = next(iter(properties))
    properties[first] = properties.pop(first)


@edit("labels and questions in other words")
def _(project: Project) -> None:
    first, second, *_ = project.data["properties"].values()
    first.update({"label": "Known as", "question": "What do we hear of it?"})
    second["question"] = "Is there more?"
    for section, word in (("statuses", "unknown"), ("outcomes", "open")):
        project.data[section][word]["label"] += " yet"
    project.data["statuses"]["confirmed"]["means"] = "It was said, and somebody answers for it."


@edit("a new kind of confirmed claim")
def _(project: Project) -> None:
    project.data["kinds"]["rumour-denied"] = {"label": "denial", "means": "Somebody named says that it is not so."}
    _, claim = project.claim(lambda _, claim: claim.get("kind") == "fact")
    claim["kind"] = "rumour-denied"


# --- sources and follow-ups -------------------------------------------------------------------------------------------


@edit("a source without an address")
def _(project: Project) -> None:
    project.data["sources"]["on-paper"] = {"name": "A Magazine on Paper", "date": "2025-03", "title": "Seen & heard"}
    claim, _ = project.claim(lambda id, _: not project.is_followed(id))
    project.follow(about=[claim], date="2025-03", sources=["on-paper"], says="On page 3.")


@edit("the address of a source")
def _(project: Project) -> None:
    project.data["sources"][project.source()]["url"] = "https://web.archive.org/web/2026/https://example.org/a?b=c&d=e"


@edit("a follow-up: came true")
def _(project: Project) -> None:
    claim, _ = project.claim(lambda _, claim: claim["status"] == "expected")
    project.follow(about=[claim], date="2026-03-05", outcome="came-true", says="It is so.")


@edit("a follow-up: turned out different")
def _(project: Project) -> None:
    claim, _ = project.claim(lambda id, claim: claim["status"] == "confirmed" and not project.is_followed(id))
    project.follow(about=[claim], date="2026-03", outcome="different", says=f"Not as [[{claim}]] has it.")


@edit("a follow-up: no longer true")
def _(project: Project) -> None:
    claims = [id for id, claim in project.claims() if claim["status"] == "confirmed"]
    project.follow(about=claims[-2:], date="2026", outcome="no-longer", says="It was so once.")


@edit("a follow-up to a question that is not stated")
def _(project: Project) -> None:
    new_property(project, "noise", question="Is it loud?", **{"asked-of": ["models"]})
    project.follow(about=[f"{project.some('models')}.noise"], date="2026-02-28", says="It hums.")


@edit("a question that is asked where it is answered")
def _(project: Project) -> None:
    new_property(project, "tow", type="quantity", units=["kilogram"], question="What can it tow?")
    question = f"{project.some('models')}.tow"
    answers = [
        {
            "to": question,
            "value": "under 500 kg",
            "variant": "small motor",
            "in": "France & Spain",
            "status": "expected",
        },
        {"to": question, "value": "up to 900 kg", "status": "confirmed", "kind": "fact", "since": "about 2027"},
    ]
    project.follow(about=[question], date="2026-02", says="It tows.", answers=answers)


@edit("answers to what the article claims, of each status")
def _(project: Project) -> None:
    claim, _ = project.claim(lambda id, _: project.property_of(id)["type"] == "text")
    by = project.some("organisations")
    values: tuple[dict[str, str], ...] = (
        {
            "value": "so it is planned",
            "status": "confirmed",
            "kind": "plan",
            "by": by,
            "through": "A. <b>Clerk</b> | B",
        },
        {"status": "unknown", "detail": "nothing is decided", "by": by},
        {"value": "*as* it is said `there`", "status": "expected"},
    )
    for month, value in enumerate(values, 1):
        answers = [{"to": claim, **value}]
        project.follow(about=[claim], date=f"2026-0{month}-11", says="Asked again.", answers=answers)


@edit("an answer that what was claimed is so no longer")
def _(project: Project) -> None:
    claim, _ = project.claim(lambda _, claim: claim["status"] == "confirmed")
    by = project.some("people")
    answer = {"to": claim, "no-longer": "true", "since": "2026-01", "status": "confirmed", "kind": "plan", "by": by}
    project.follow(about=[claim], outcome="no-longer", date="2026-01-02", says="No more.", answers=[answer])


@edit("a follow-up corrected, and dated")
def _(project: Project) -> None:
    news = project.follow_up()
    news["says"] = "Read again, it says this."
    news["changed"] = project.article["followed"]


@edit("a report from before the article")
def _(project: Project) -> None:
    claim, _ = project.claim(lambda id, _: not project.is_followed(id))
    project.follow(about=[claim], date="2023-12-24", outcome="came-true", says="It was known.")


@edit("two reports on a claim on one day")
def _(project: Project) -> None:
    claim, _ = project.claim(lambda _, claim: claim["status"] == "unknown")
    project.follow(about=[claim], date="2026-04-01", says="One says so.")
    project.follow(about=[claim], date="2026-04-01", says="One says otherwise.", id=f"{claim}.2026-04-01-b")


@edit("the date of a follow-up corrected, its id kept")
def _(project: Project) -> None:
    news = project.follow_up(lambda news: "id" not in news and str(news["date"]) > "2025")
    news["id"] = f"{news['about'][0]}.{news['date']}"
    news["date"] = "2025-07"
    project.sort_follow_ups()


@edit("what a follow-up says, and where else it is told")
def _(project: Project) -> None:
    news = project.data["follow-ups"][-1]
    news["says"] = "It was said again, at length: " + "and so on " * 60
    news["sources"] = list(project.data["sources"])[1:4]


@edit("a new look at all reports")
def _(project: Project) -> None:
    project.article["followed-note"] = "one report was found"


@edit("the article's day found")
def _(project: Project) -> None:
    project.article["date"] = "2024-10-31"
    project.article.pop("date-note", None)


# --- ids and files ----------------------------------------------------------------------------------------------------


@edit("a thing that has another id now")
def _(project: Project) -> None:
    *_, old = [id for id in project.data["models"] if (project.root / f"docs/models/{id}.md").exists()]
    project.rename(old, f"{old}-ii")


@edit("ids that others may have used")
def _(project: Project) -> None:
    claim, _ = project.claim(lambda id, _: True)
    entity, _, _ = claim.partition(".")
    project.data.setdefault("moved", {}).update({"baby-car": entity, f"{entity}.cost": claim})


@edit("the file split in three")
def _(project: Project) -> None:
    project.apart.update({"people": "people.yml", "events": "more/events.yml", "follow-ups": "follow-ups.yml"})


@edit("a page with more words and facts")
def _(project: Project) -> None:
    id = project.some("platforms")
    claim, _ = project.claim(lambda _, claim: claim["status"] == "expected")
    page = project.root / f"docs/platforms/{id}.md"
    more = f'\n## In short\n\nOf {{{{ link("{id}") }}}}: {{{{ fact("{claim}") }}}}, {{{{ count() }}}} in all.\n'
    page.write_text(page.read_text(encoding="utf-8") + more, encoding="utf-8")
