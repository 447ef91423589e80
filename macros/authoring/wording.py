"""The claims held against the article's text, which is not part of the project.

The text is plain: the title on the first line, then the paragraphs, with an empty line between each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.facts import Facts
from ..model.vocabulary import Problem

# A sentence ends with a full stop or the like, perhaps a closing quote, before a capital or an opening quote.
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[\"“‘']?[A-Z])")
_PARAGRAPH = re.compile(r"\n\s*\n")
_QUOTES = str.maketrans("’‘“”", "''\"\"")

Sentences = dict[tuple[int, int], str]


def _last(text: Sentences) -> int:
    return max((paragraph for paragraph, _ in text), default=0)


def sentences(text: str, paragraphs: int) -> Sentences:
    """Return the sentences of the title (0) and the paragraphs, by paragraph and sentence, counted from 1 as in the
    data.
    """
    split = _PARAGRAPH.split(text.strip())[: paragraphs + 1]
    return {
        (number, place): sentence
        for number, paragraph in enumerate(split)
        for place, sentence in enumerate(_SENTENCE.split(" ".join(paragraph.split())), start=1)
    }


def check_sentences(facts: Facts, text: Sentences) -> Iterator[Problem]:
    """Yield where the article's source miscounts the sentences of the text, and who speaks there unnamed."""
    counted = [sum(1 for paragraph, _ in text if paragraph == number) for number in range(1, _last(text) + 1)]
    if counted != list(facts.article.sentences):
        yield Problem(facts.article.place, facts.article.id, f"the article has sentences: {counted}")
    whole = " ".join(text.values()).translate(_QUOTES).casefold()
    for entity in facts.entities.values():
        names = (name.translate(_QUOTES).casefold() for name in (entity.name, *entity.aka))
        if entity.speaks and not any(name in whole for name in names):
            yield Problem(entity.place, entity.id, f"the article names no {entity.name}, so it can't let it speak")


def check_wording(facts: Facts, text: Sentences) -> Iterator[Problem]:
    """Yield the claims whose deciding words do not stand where the claim says."""
    for claim in facts.claims.values():
        places = (
            [(claim.paragraph, claim.sentence)] if claim.sentence else [at for at in text if at[0] == claim.paragraph]
        )
        there = " ".join(text.get(place, "") for place in places).translate(_QUOTES)
        if claim.wording.translate(_QUOTES) not in there:
            where = f"paragraph {claim.paragraph}" + (f", sentence {claim.sentence}" if claim.sentence else "")
            yield Problem(claim.place, claim.id, f'wording "{claim.wording}" is not in {where} of the article')


def without_claim(facts: Facts, text: Sentences) -> Iterator[str]:
    """Yield the sentences of the paragraphs that no claim points to. A claim without a sentence covers its
    paragraph.
    """
    covered = {(claim.paragraph, claim.sentence) for claim in facts.claims.values()}
    for (paragraph, place), sentence in text.items():
        if paragraph and not covered & {(paragraph, place), (paragraph, 0)}:
            yield f"paragraph {paragraph}, sentence {place}: {sentence}"
