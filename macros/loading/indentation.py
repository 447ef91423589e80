"""Lines that stand too far left or right, found by trying: the file is right where they stand a little deeper, or less.

YAML takes a wrong indentation for another structure, and complains of a line below, or of nothing: a claim becomes a
thing, and each of its keys an unknown one. So lines near a complaint are moved until all around it has the shape that
the records ask for. What then holds is told as the cause, and the rest of the file is read as if it were so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from ..model.records import Answer, Claim, Entity, FollowUp, Source
from ..model.vocabulary import EntityType, Place, Problem, Property, Term, keys
from . import yaml_tree
from .sections import declared_types
from .sections import sections as known_sections
from .yaml_tree import Document, Node, Scalar, Sequence

#: The records that stand below a key of another: as a list, or each below a name of its own.
_NESTED: dict[type, dict[str, type]] = {Entity: {"claims": Claim}, FollowUp: {"answers": Answer}}
# What looks like a key: one that a text has swallowed too.
_KEY = re.compile(r" *(?:- +)*[\w.-]+:(?: |$)")
_LISTED = (FollowUp, Answer)
_STEP = 2  # spaces
# How many lines around a complaint must fit, how many of them may be moved, and how far; and how many complaints are
# looked into in vain.
_AROUND, _AROUND_MOVED, _FARTHEST, _VAIN = 80, 8, 6, 3
# How many lines may be read in all, again and again, until the rest is left as it stands: about a second's worth.
_ENOUGH = 200_000
_ALL_KEYS = {
    key for record in (EntityType, Property, Term, Source, Entity, Claim, FollowUp, Answer) for key in keys(record)
}

Sections = Mapping[str, type | None]


class _Move(NamedTuple):
    """Lines that are indented more, or less if `spaces` is negative."""

    first: int
    end: int
    spaces: int

    def of(self, lines: list[str]) -> list[str]:
        """Return all lines, these of them moved."""
        moved = [
            (" " * self.spaces + line if self.spaces > 0 else line[min(-self.spaces, _width(line)) :])
            for line in lines[self.first : self.end]
        ]
        return [*lines[: self.first], *moved, *lines[self.end :]]


class _Misfit(NamedTuple):
    """What has not the shape that the records ask for.

    Attributes:
        line: where it stands, counted from 0.
        is_crooked: whether it may be for how far it is indented: what is only left out or misspelt is no sign of it.
    """

    line: int
    is_crooked: bool


def straighten(documents: list[Document]) -> tuple[list[Document], list[Problem]]:
    """Return the documents of a source as they would be if every line stood where it belongs.

    Returns:
        The documents, and a problem for each line or block of lines that stands elsewhere.
    """
    straight, problems = [*documents], []
    left = _ENOUGH
    for number in range(len(straight)):
        vain: set[int] = set()
        while len(vain) < _VAIN and left > 0:
            document = straight[number]
            sections = known_sections(declared_types([one.top for one in straight]))
            complaint = next((line for line in _complaints(document, sections) if line not in vain), None)
            if complaint is None:
                break
            lines = document.text.splitlines()
            move, read = _cure(lines, complaint, sections, left)
            left -= read + 2 * len(lines)
            moved = yaml_tree.parse(document.file, "\n".join(move.of(lines)).encode()) if move else document
            later = _complaints(moved, sections)[:1] > [complaint] and not document.whole
            if move and (moved.whole or later):  # so each move leads on, and none back
                straight[number] = moved
                problems.append(_problem(moved, lines, move))
            else:
                vain.add(complaint)
    return straight, problems


def _complaints(document: Document, sections: Sections) -> list[int]:
    """Return the lines, counted from 0, at which reading stopped, or that may stand wrongly."""
    if not document.whole:
        return [problem.place.line - 1 for problem in document.problems[-1:] if document.is_crooked]
    return sorted({misfit.line for misfit in _misfits(document, sections) if misfit.is_crooked})


def _misfits(document: Document, sections: Sections) -> Iterator[_Misfit]:
    """Yield unknown sections and keys, and records that lack a key or are none."""
    yield from (_Misfit(problem.place.line - 1, False) for problem in document.problems)
    for name, (key, node) in document.top.entries.items():
        record = sections.get(name)
        if name not in sections or (isinstance(node, Scalar) and not node.text):
            yield _Misfit(key.place.line - 1, True)
        elif record:
            yield from _misfits_in(record, key, node)


def _misfits_in(record: type, above: Scalar, records: Node) -> Iterator[_Misfit]:
    """Yield what does not fit in a mapping of records, or a list of them."""
    if isinstance(records, Scalar) or isinstance(records, Sequence) != (record in _LISTED):
        yield _Misfit(above.place.line - 1, isinstance(records, Scalar))
        return
    listed = [(item, item) for item in records.items] if isinstance(records, Sequence) else records.entries.values()
    known, nested = keys(record), _NESTED.get(record, {})
    for name, node in listed:
        line = name.place.line - 1
        if not isinstance(node, yaml_tree.Mapping):
            yield _Misfit(line, True)
            continue
        for key, (written, value) in node.entries.items():
            is_mapping = isinstance(value, yaml_tree.Mapping)
            is_alone = isinstance(value, Scalar) and not value.text
            if key in nested:
                yield from _misfits_in(nested[key], written, value)
            elif key not in known or is_mapping:
                yield _Misfit(written.place.line - 1, is_mapping or is_alone or key in _ALL_KEYS)
        yield from (
            _Misfit(line, False) for key, (_, about) in known.items() if about.required and key not in node.entries
        )


def _cure(lines: list[str], complaint: int, sections: Sections, limit: int) -> tuple[_Move | None, int]:
    """Return the move after which the lines around a complaint fit best, or none if no move makes it better; and how
    many lines were read to find it. Where that would be more than the limit, nothing is tried.
    """
    heads = [number for number, line in enumerate(lines) if line.partition(":")[0] in sections]
    head = max((number for number in heads if number <= complaint), default=0)
    following = min((number for number in heads if number > complaint), default=len(lines))
    records = [number for number in range(head + 1, following) if _depth(lines[number]) == _STEP]
    start = max((number for number in records if number < complaint - _AROUND), default=head + 1)
    end = min((number for number in records if number > complaint + _AROUND), default=following)
    part = lines[start:end]
    moves = list(_moves(part, complaint - start))
    effort = len(part) * (len(moves) + 1)
    if effort > limit:
        return None, 0

    def swallowed(written: list[str], document: Document) -> int:
        """Return how many lines look like keys and are none, because a text above has taken them in."""
        return sum(1 for line in written if _KEY.match(line)) - sum(1 for _ in _keys_of(document.top)) + 1

    def parsed_below(written: list[str]) -> Document:
        """Return lines as they are read below the name of their section."""
        return yaml_tree.parse("", "\n".join([lines[head], *written]).encode())

    def score(move: _Move) -> tuple[int, int] | None:
        """Return how many misfits a move leaves, and how many lines that are not indented by the usual step.

        None where it leaves some in the very lines that it moves, or hides what the lines say.
        """
        written = move.of(part)
        parsed = parsed_below(written)
        misfits = list(_misfits(parsed, sections))
        moved = range(move.first + 1, move.end + 1)  # the head stands above
        if not parsed.whole or any(misfit.is_crooked and misfit.line in moved for misfit in misfits):
            return None
        if swallowed(written, parsed) > hidden:
            return None
        return len(misfits), sum(step != usual for step in _steps(written))

    usual = Counter(_steps(lines) or [_STEP]).most_common(1)[0][0]
    as_written = parsed_below(part)
    hidden = swallowed(part, as_written) if as_written.whole else 0
    now = sum(1 for _ in _misfits(as_written, sections)) if as_written.whole else len(lines)
    scored = ((score(move), move.end - move.first, abs(move.spaces), move) for move in moves)
    best = min((one for one in scored if one[0]), default=None)
    if best is None or best[0] is None or best[0][0] >= now:
        return None, effort
    move = best[-1]
    return _Move(move.first + start, move.end + start, move.spaces), effort


def _keys_of(node: Node) -> Iterator[str]:
    """Yield the keys below a node: one that a text above it has swallowed is none."""
    if isinstance(node, yaml_tree.Mapping):
        yield from node.entries
    below = (value for _, value in node.entries.values()) if isinstance(node, yaml_tree.Mapping) else ()
    for child in node.items if isinstance(node, Sequence) else below:
        yield from _keys_of(child)


def _steps(lines: list[str]) -> list[int]:
    """Return by how much lines are indented more than the line above, where they are."""
    depths = [0, *(depth for line in lines if (depth := _depth(line)) is not None)]
    return [after - before for before, after in pairwise(depths) if after > before]


def _moves(lines: list[str], complaint: int) -> Iterator[_Move]:
    """Yield what can be moved near a complaint: lines, alone, with some that belong to them or with all that follow."""
    depths = {number: depth for number, line in enumerate(lines) if (depth := _depth(line)) is not None}
    for first in sorted({*_suspects(depths, complaint)} & depths.keys()):
        depth = depths[first]
        above = [0, *(other for number, other in depths.items() if number < first)]
        after = [number for number in depths if number > first]
        end_of_block = next((number for number in after if depths[number] <= depth), len(lines))
        end_of_run = next((number for number in after if depths[number] < depth), len(lines))
        # What stands too far left takes those that follow it for its own: it may end at any of these.
        shallowest = min((depths[number] for number in after if number < end_of_block), default=depth)
        inside = [number for number in after if number < end_of_block and depths[number] == shallowest]
        ends = {first + 1, end_of_block, end_of_run, max(complaint, first + 1), *inside[:_AROUND_MOVED]}
        wanted = {*above, above[0] + _STEP, above[-1] + _STEP}
        wanted |= {depths[end] for end in ends if end in depths}
        for spaces in {other - depth for other in wanted} - {0}:
            yield from (_Move(first, end, spaces) for end in ends if abs(spaces) <= _FARTHEST)


def _suspects(depths: dict[int, int], complaint: int) -> Iterator[int]:
    """Yield the lines that may stand wrongly: those around a complaint that it belongs to, and those beside them."""
    yield from [number for number in depths if number > complaint][:1]
    limit, beside = _FARTHEST * _AROUND_MOVED, 0
    below = complaint
    for number in reversed([number for number in depths if number <= complaint]):
        if depths[number] < limit:
            yield from (below, number)  # what is first below another, and may stand deeper than what follows it
            limit, beside = depths[number], 0
        elif depths[number] == limit and beside < _AROUND_MOVED:
            beside += 1
            yield number
        below = number
    yield below


def _depth(line: str) -> int | None:
    """Return how far a line is indented; None if it holds nothing, or only a comment."""
    return None if not line.strip() or line.lstrip().startswith("#") else _width(line)


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _problem(document: Document, lines: list[str], move: _Move) -> Problem:
    """Return what to say of lines that were moved to where they belong."""
    content = [number for number in range(move.first, move.end) if _depth(lines[number]) is not None]
    heads = [number for number in content if _depth(lines[number]) == _depth(lines[move.first])]
    what, cure = "this stands", "it and what belongs to it"
    if len(content) == 1:
        what, cure = "this line stands", "it"
    elif len(heads) > 1:
        what, cure = f"the lines from here to line {content[-1] + 1} stand", "them all"
    number = f"{abs(move.spaces)} space{'' if abs(move.spaces) == 1 else 's'}"
    side, more = ("left", "more") if move.spaces > 0 else ("right", "less")
    place = Place(document.file, move.first + 1, (_depth(lines[move.first]) or 0) + 1)
    return Problem(
        place, _record_at(document.top, move.first + 1), f"{what} {number} too far {side}; indent {cure} {more}"
    )


def _record_at(top: yaml_tree.Mapping, line: int) -> str:
    """Return the id of the claim or the thing that a line belongs to, or nothing."""
    names: list[str] = []
    node: Node = top
    while isinstance(node, yaml_tree.Mapping):
        entries = [(name, value) for name, value in node.entries.values() if name.place.line <= line]
        if not entries:
            break
        name, node = max(entries, key=lambda entry: entry[0].place)
        names.append(name.text)
    return ".".join([*names[1:2], *(names[3:4] if names[2:3] == ["claims"] else [])])
