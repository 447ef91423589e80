"""Words on one line: cleaned, and compared for "did you mean"."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

#: An id: small letters, digits and single hyphens.
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: A claim's id, and a follow-up's: the claim or the question that it speaks to, and what tells it from others on it.
CLAIM_ID = re.compile(rf"{ID.pattern}\.{ID.pattern}")
FOLLOW_UP_ID = re.compile(rf"{ID.pattern}\.{ID.pattern}\.{ID.pattern}")
#: An answer's id: the question, the date, and a number from the second of that date on. No other id has two hyphens.
ANSWER_ID = re.compile(rf"{CLAIM_ID.pattern}--{ID.pattern}(?:--[0-9]+)?")
#: An id names files, two of them in a badge's, and no usual file system takes a name above 255 bytes.
LONGEST_ID = 80

# Invisible characters that could reorder or hide text: controls, bidirectional marks and tags (Unicode Cc, Cf), and the
# two that no XML may hold. What stays: the two joiners, U+200C and U+200D, with which Persian words and some emoji are
# made, and tags in the flag of a region (U+1F3F4, then its code).
_INVISIBLE = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f)|"
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f]+"
)
# Letters and symbols without ink, and marks that do nothing by themselves
# (https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point).
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159\U000e0100-\U000e01ef]+"
)


def clean(text: str) -> str:
    """Return one line of visible text: white space collapsed, control and direction-changing characters gone."""
    if text.isprintable() and "  " not in text and text == text.strip():  # most texts, and much faster
        return text
    return " ".join(_INVISIBLE.sub(r"\1", " ".join(text.split())).split())


def is_visible(text: str) -> bool:
    """Return whether anything of a text shows: a letter, a digit, a sign, but no accent alone and nothing blank."""
    return text.isascii() or any(unicodedata.category(c)[0] in "LNPS" for c in _BLANK.sub("", text))


def as_seen(text: str) -> str:
    """Return what is the same of two texts that a reader can't tell apart, whatever their capitals."""
    return text.casefold() if text.isascii() else unicodedata.normalize("NFKC", _BLANK.sub("", text)).casefold()


def id_problem(text: str, form: re.Pattern[str] = ID) -> str:
    """Return what is wrong with an id, or nothing."""
    if not form.fullmatch(text):
        return "an id is made of small letters, digits and single hyphens"
    if any(len(part) > LONGEST_ID for part in text.split(".")):
        return f"an id has no more than {LONGEST_ID} characters; shorten it"
    return ""


def lower_first(text: str) -> str:
    """Return the text as it goes on in a sentence: without its capital, unless it begins with initials."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word that was probably meant, or None when none is near."""
    return next(iter(difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)), None)


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return the end of a message: ` Did you mean "…"?`, or nothing when no word is near."""
    near = nearest(word, words)
    return f' Did you mean "{near}"?' if near else ""


def did_you_mean_claim(id: str, ids: Iterable[str]) -> str:
    """Return the same for a claim's id, `subject.property`: another claim of the subject, or the same of a subject
    nearby.

    A claim of something else is another fact, however alike the ids look.
    """
    subject, dot, property = id.partition(".")
    known = [tuple(other.split(".", 1)) for other in ids if "." in other] if dot else []
    properties = [other for owner, other in known if owner == subject]
    if properties:
        near = nearest(property, properties)
        return f' Did you mean "{subject}.{near}"?' if near else ""
    near = nearest(subject, [owner for owner, other in known if other == property])
    return f' Did you mean "{near}.{property}"?' if near else ""


def and_list(words: list[str]) -> str:
    """Join words to a list in a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
