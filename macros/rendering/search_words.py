"""What the search knows of a question beyond what its page shows.

Both builders read headings, and a hit in one counts far more than any in a text. So the words that readers type stand in
the heading of a claim or an answer, in a part of it that is shown nowhere.

MkDocs adds up how often a word stands in a heading; Zensical looks how early it stands there, and how close to the other
words that were typed. So a claim has its label twice, and the names of its thing beside the second.
"""

from __future__ import annotations

import re

from ..model.facts import Facts

# A comma between digits: readers leave it out.
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
_WORD = re.compile(r"\w+")
# What stands behind another name in brackets says what sort of name it is.
_REMARK = re.compile(r"\([^)]*\)")
_PLURALS = ((r"(?<=[^aeiou])y$", "ies"), (r"(?:(?<=[sxz])|(?<=[cs]h))$", "es"), (r"$", "s"))


def claim_words(question: str, facts: Facts, value: str = "") -> str:
    """Return the words by which a search finds a claim, or a question that is not stated.

    They are the other words of the property, numbers without their commas, and the label beside the names of the thing.

    Args:
        question: the id of the question, such as `car.price`.
        facts: all the facts.
        value: what is claimed, as readers see it.
    """
    subject, _, property = question.partition(".")
    searched_as = facts.properties[property].searched_as
    label = facts.label(property)
    named = f"{label} {plural(label)} {facts.entities[subject].name} {name_words(subject, facts)}"
    return "; ".join((*searched_as, *_plain_numbers(value), named))


def answer_words(question: str, facts: Facts, value: str) -> str:
    """Return the words by which a search finds an answer: fewer, so that it finds the claim before it."""
    return "; ".join((*_plain_numbers(value), name_words(question.partition(".")[0], facts)))


def name_words(entity: str, facts: Facts) -> str:
    """Return the words of an entity's names, each once."""
    named = facts.entities[entity]
    words = (word for name in (named.name, *named.aka) for word in _WORD.findall(_REMARK.sub("", name) or name))
    return " ".join({word.casefold(): word for word in words}.values())


def plural(noun: str) -> str:
    """Return the plural of an English noun that has a regular one."""
    pattern, ending = next(rule for rule in _PLURALS if re.search(rule[0], noun))
    return re.sub(pattern, ending, noun, count=1)


def _plain_numbers(value: str) -> list[str]:
    return [number.replace(",", "") for number in _GROUPED.findall(value)]
