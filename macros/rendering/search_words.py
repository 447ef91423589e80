"""What the search knows of a question beyond what its page shows.

Both builders read headings, and a hit in one counts far more than any in a text. So the words that readers type stand
in the heading of a claim or an answer, in a part of it that is shown nowhere.

MkDocs adds up how often a word stands in a heading. Zensical looks how close to one another the words that were typed
stand there for the first time, then how early. So behind the label come the other words for it and the names of the
thing, and at the end of the heading they stand once more. An answer has none of them: the claim is found before it.
"""

from __future__ import annotations

import re

from ..model.facts import Facts

# A comma between digits: readers leave it out.
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
_WORD = re.compile(r"\w+")
# What stands behind another name in brackets says what sort of name it is.
_REMARK = re.compile(r"\([^)]*\)")
_PLURALS = ((r"(?<=[^s]s)$", ""), (r"(?<=[^aeiou])y$", "ies"), (r"(?:(?<=[sxz])|(?<=[cs]h))$", "es"), (r"$", "s"))


def words_behind_label(question: str, facts: Facts) -> str:
    """Return what stands unseen behind the label of a question: the other words of its property, and the names of its
    thing between the first of them and the rest, so that both are close to the label.

    Args:
        question: the id of the question, such as `bridge.cost`.
        facts: all the facts.
    """
    subject, _, property = question.partition(".")
    first, *others = facts.properties[property].searched_as or ("",)
    return "; ".join(filter(None, (first, name_words(subject, facts), *others)))


def words_at_end(question: str, facts: Facts, value: str = "") -> str:
    """Return what stands unseen at the end: numbers of the value without their commas, and once more the label, in the
    plural as well, and the name.

    Args:
        question: the id of the question.
        facts: all the facts.
        value: what is claimed, as readers see it; without one, the question is not stated.
    """
    subject, _, property = question.partition(".")
    label = facts.label(property)
    labels = dict.fromkeys((label, plural(label)))
    return "; ".join((*plain_numbers(value), *labels, facts.entities[subject].name))


def name_words(entity: str, facts: Facts) -> str:
    """Return the words of an entity's names, each once."""
    named = facts.entities[entity]
    words = (word for name in (named.name, *named.aka) for word in _WORD.findall(_REMARK.sub("", name) or name))
    return " ".join({word.casefold(): word for word in words}.values())


def plural(noun: str) -> str:
    """Return the plural of an English noun that has a regular one; one that ends in a single s is taken for it."""
    pattern, ending = next(rule for rule in _PLURALS if re.search(rule[0], noun))
    return re.sub(pattern, ending, noun, count=1)


def plain_numbers(value: str) -> list[str]:
    """Return the numbers of a text that have commas, without them."""
    return [number.replace(",", "") for number in _GROUPED.findall(value)]
