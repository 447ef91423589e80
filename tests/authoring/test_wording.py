"""The claims held against the article. Its text is no part of the project, so these tests bring one of their own."""

from __future__ import annotations

from helpers.worlds import with_places, world

from macros.authoring.wording import check_sentences, check_wording, sentences, without_claim

TEXT = """A title. With a stop

It stands on a base, as a plan. Nothing else is said here, says the speaker.

We expect it to cost much. The other is expected to cost less. “Rather less. Or none.”

How many seats it has is not known.

Related Posts
"""


def test_sentences_are_counted_as_in_the_data() -> None:
    assert sentences(TEXT, 3) == {
        (0, 1): "A title.",
        (0, 2): "With a stop",
        (1, 1): "It stands on a base, as a plan.",
        (1, 2): "Nothing else is said here, says the speaker.",
        (2, 1): "We expect it to cost much.",
        (2, 2): "The other is expected to cost less.",
        (2, 3): "“Rather less.",
        (2, 4): "Or none.”",
        (3, 1): "How many seats it has is not known.",
    }


def test_words_that_stand_where_the_claim_says() -> None:
    assert not list(check_wording(world(), sentences(TEXT, 3)))


def test_words_that_stand_elsewhere_are_named() -> None:
    found = check_wording(world(**{"sentence: 1": "sentence: 3"}), sentences(TEXT, 3))
    told = '{car: … ^price:}: car.price: wording "expect" is not in paragraph 2, sentence 3 of the article'
    assert [str(problem) for problem in found] == [with_places(told)]


def test_sentences_without_a_claim_are_named() -> None:
    assert list(without_claim(world(), sentences(TEXT, 3))) == [
        "paragraph 1, sentence 1: It stands on a base, as a plan.",
        "paragraph 2, sentence 3: “Rather less.",
        "paragraph 2, sentence 4: Or none.”",
    ]


def test_sentences_are_held_against_the_text() -> None:
    assert not list(check_sentences(world(), sentences(TEXT, 3)))
    found = check_sentences(world(**{"[2, 4, 1]": "[2, 4, 2]"}), sentences(TEXT, 3))
    assert [str(problem) for problem in found] == [
        with_places("{sources: … ^paper:}: paper: the article has sentences: [2, 4, 1]")
    ]


def test_nobody_speaks_whom_the_text_does_not_name() -> None:
    found = check_sentences(world(**{"name: The Speaker": "name: Somebody Else"}), sentences(TEXT, 3))
    assert [str(problem) for problem in found] == [
        with_places("{people: … ^speaker:}: speaker: the article names no Somebody Else, so it can't let it speak")
    ]
