"""The graph: what links where, what rests on what, what became of it."""

from __future__ import annotations

import pytest
from helpers.worlds import world

from macros.model.facts import UnknownNameError, WithdrawnClaimError


def ids(claims: object) -> list[str]:
    return [claim.id for claim in claims]  # type: ignore[attr-defined]


def test_claims_by_filter_in_the_order_of_the_article() -> None:
    facts = world()
    assert ids(facts.select()) == ["car.platform", "twin.platform", "car.price", "twin.price", "car.seats"]
    assert ids(facts.select(status="expected")) == ["car.price", "twin.price"]
    assert ids(facts.select(status="expected", subject="car")) == ["car.price"]
    assert ids(facts.select(by="speaker")) == ["twin.platform"]
    assert ids(facts.select(by="press", paragraph=1)) == ["car.platform"]
    assert ids(facts.select(kind="plan", type="models")) == ["car.platform"]
    assert ids(facts.select(outcome="open")) == ["car.price"]
    assert ids(facts.select(outcome="no-news", property="price")) == ["twin.price"]
    assert facts.select(kind="fact", subject="car") == ()


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"status": "expcted"}, 'there is no status "expcted". Did you mean "expected"?'),
        ({"subject": "cat"}, 'there is no subject "cat". Did you mean "car"?'),
        ({"stauts": "expected"}, 'there is no filter "stauts". Did you mean "status"?'),
        ({"paragraph": 9}, 'there is no paragraph "9".'),
        ({"outcome": "opened"}, 'there is no outcome "opened". Did you mean "open"?'),
    ],
)
def test_a_filter_that_does_not_exist_is_named(filters: dict[str, str | int], message: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        world().select(**filters)
    assert str(raised.value) == message


def test_what_rests_on_what() -> None:
    facts = world()
    assert facts.claim("car.price").rests_on == ("twin.price",)
    assert ids(facts.resting_on("twin.price")) == ["car.price"]
    assert facts.resting_on("car.price") == ()


def test_a_question_has_the_name_of_what_answers_it() -> None:
    facts = world(**{"    phrase: on {}\n": "    phrase: on {}\n    question: Does it stand on the {}?\n"})
    claim = facts.claim("car.platform")
    assert facts.question(claim.property, claim) == "Does it stand on the The Base?"


def test_a_question_that_is_answered_by_who_names_the_thing() -> None:
    facts = world(**{"    phrase: on {}\n": "    phrase: on {}\n    inverse-question: Who stands on it?\n"})
    assert ids(facts.asked_of_who_names(facts.entity("base"))) == ["car.platform", "twin.platform"]
    assert facts.asked_of_who_names(facts.entity("car")) == ()


def test_who_says_how_much() -> None:
    facts = world()
    assert [(speaker.id, len(claims)) for speaker, claims in facts.voices()] == [("press", 4), ("speaker", 1)]
    assert [(speaker.id, len(claims)) for speaker, claims in facts.voices("twin")] == [("speaker", 1), ("press", 1)]


def test_what_names_and_what_mentions_a_thing() -> None:
    facts = world()
    assert {heading: ids(claims) for heading, claims in facts.naming("base").items()} == {
        "Cars on it": ["car.platform", "twin.platform"]
    }
    assert ids(facts.mentioning("twin")) == ["car.price"]
    assert facts.naming("press") == {}


def test_questions_with_the_claim_that_answers_or_none() -> None:
    facts = world()
    asked = [(property.id, claim and claim.id) for property, claim in facts.questions(facts.entity("car"))]
    assert asked == [("price", "car.price"), ("launch", None)]


def test_a_question_that_is_not_asked_where_the_article_is_silent() -> None:
    facts = world(**{"label: Seats\n    type: text\n": "label: Seats\n    type: text\n    question: How many?\n"})
    asked = {id: [property.id for property, _ in facts.questions(facts.entity(id))] for id in ("car", "twin")}
    assert asked == {"car": ["price", "launch", "seats"], "twin": ["price", "launch"]}


def test_an_id_that_was_given_up_leads_to_the_one_that_holds() -> None:
    facts = world(
        **{"follow-ups:": "moved:\n  old-car: car\n  car.cost: car.price\n  base.price: twin.price\nfollow-ups:"}
    )
    assert facts.entity("old-car").id == "car"
    assert facts.claim("old-car.price").id == "car.price"
    assert facts.claim("car.cost").id == "car.price"
    assert facts.claim("old-car.seats").id == "car.seats"
    assert facts.former_anchors("car") == {"car.price": ["cost"]}
    assert facts.former_anchors("base") == {"twin.price": ["price"]}
    with pytest.raises(UnknownNameError):
        facts.claim("old-car.cost")


def test_news_is_before_or_after_the_article() -> None:
    facts = world()
    (news,) = facts.news("car.price")
    assert facts.news("car.launch") == (news,)
    assert not facts.came_before(news)
    assert facts.outcome("car.price") == "open"
    assert facts.outcome("twin.price") == "no-news"
    for date in ("2024-10", "2024-10-31", "2024"):
        (news,) = world(**{"date: 2025-01\n": f"date: {date}\n"}).news("car.price")
        assert facts.came_before(news)


def test_a_claim_as_text() -> None:
    facts = world()
    assert facts.claim_text(facts.claim("car.price")) == "about £17,000"
    assert facts.claim_text(facts.claim("car.platform")) == "on The Base, a new version"
    assert facts.claim_text(facts.claim("car.seats")) == "How many it has"
    assert facts.prose_text(facts.entity("car").summary) == "A car on The Base."
    assert facts.prose_text(facts.claim("car.price").note) == "Read off £17,000."


def test_a_withdrawn_claim_is_no_claim_and_says_so() -> None:
    withdrawn = "withdrawn:\n  twin.seats:\n    since: 2025-02-01\n    why: It was misread.\n"
    facts = world(**{"follow-ups:\n": f"{withdrawn}moved:\n  twin.chairs: twin.seats\nfollow-ups:\n"})
    for id in ("twin.seats", "twin.chairs"):
        with pytest.raises(WithdrawnClaimError, match=r"the claim twin.seats was withdrawn on 1 February 2025"):
            facts.claim(id)
    assert [one.id for one in facts.withdrawn_from("twin")] == ["twin.seats"]
    assert facts.former_ids("twin.seats") == ("twin.chairs",)
    assert facts.select(subject="twin", property="seats") == ()
