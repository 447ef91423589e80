"""The claims held against the article. Its text is no part of the project, so these tests bring one of their own."""

from __future__ import annotations

from helpers.worlds import with_places, world

from macros.authoring.wording import check_wording, sentences, without_claim

TEXT = """A title. With a stop

It stands on a base, as a plan. Nothing else is said here.

We expect it to cost much. “Not so much,” said somebody. “Rather less. Or none.”

How many seats it has is not known.

Related Posts
"""


def test_sentences_are_counted_as_in_the_data() -> None:
    assert sentences(TEXT, 3) == {
        (0, 1): "A title.",
        (0, 2): "With a stop",
        (1, 1): "It stands on a base, as a plan.",
        (1, 2): "Nothing else is said here.",
        (2, 1): "We expect it to cost much.",
        (2, 2): "“Not so much,” said somebody.",
        (2, 3): "“Rather less.",
        (2, 4): "Or none.”",
        (3, 1): "How many seats it has is not known.",
    }


def test_words_that_stand_where_the_claim_says() -> None:
    assert not list(check_wording(world(), sentences(TEXT, 3)))


def test_words_that_stand_elsewhere_are_named() -> None:
    found = check_wording(world(**{"sentence: 1": "sentence: 2"}), sentences(TEXT, 3))
    told = '{car: … ^price:}: car.price: wording "expect" is not in paragraph 2, sentence 2 of the article'
    assert [str(problem) for problem in found] == [with_places(told)]


def test_sentences_without_a_claim_are_named() -> None:
    sentence_two = {"paragraph: 2\n      platform": "paragraph: 2\n        sentence: 2\n      platform"}
    facts = world(**sentence_two)
    assert list(without_claim(facts, sentences(TEXT, 3))) == [
        "paragraph 2, sentence 3: “Rather less.",
        "paragraph 2, sentence 4: Or none.”",
    ]
