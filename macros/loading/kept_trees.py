"""What was read of a file before, used again where its lines are the same and stand in the same place.

A file of a thousand things takes most of its time in the parser, and an edit concerns one of them. So a file is cut
into its sections, and these into their records, wherever a line with a key or a dash begins at the right depth. Parts
are read by themselves; they are put together as one tree, the same as that of the whole file. Where a part can't be
read so, or anything is wrong with it, the whole file is read, and says what.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .yaml_tree import Document, Mapping, Sequence, packed, parse, parse_part

# Where a part does not mean by itself what it means in the file, a key is marked by a question mark, lines are counted
# otherwise than by "\n", or something stands that is refused in comments too.
_NOT_PLAIN = re.compile(
    r"^(?:---|[.]{3}|%|<{7}|={7}|>{7}|[ -]*\?\s)"
    r"|[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]",
    re.MULTILINE,
)
_SECTION = re.compile(r"^(?=[\w-]+:)", re.MULTILINE)
# The name of a section alone in its line, comments, and how far the first record is indented.
_HEAD = re.compile(r"[\w-]+:[ ]*(?: #.*)?\n(?:[ ]*(?:#.*)?\n)*(?=([ ]*)(-[ ]|[\w-]+:))")

_Part = Mapping | Sequence
_Reader = Callable[[str, str, int], _Part | None]


class KeptTrees:
    """Reads files like `yaml_tree.parse`, over and over again, and keeps what it read the last time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, str], _Part] = {}
        self._read: dict[tuple[str, int, str], _Part] = {}

    def parse(self, file: str, raw: bytes) -> Document:
        """Read a file, as far as its parts are not the same as before."""
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return parse(file, raw)
        top = None if _NOT_PLAIN.search(text) else self._file(file, text)
        return Document(file, text, top, [], True, False) if top else parse(file, raw)

    def end(self) -> None:
        """Keep what was read since the last time, and nothing older."""
        self._kept, self._read = self._read, {}

    def _file(self, file: str, text: str) -> Mapping | None:
        sections = _SECTION.split(text)
        line = sections[0].count("\n")
        if any(row.strip() and not row.startswith("#") for row in sections.pop(0).splitlines()):
            return None
        top = self._whole(self._section, file, sections, line)
        return top if isinstance(top, Mapping) else None

    def _section(self, file: str, text: str, above: int) -> _Part | None:
        head = _HEAD.match(text)
        if not head:
            return self._part(file, text, above)
        indentation, beginning = head.groups()
        begins = r"-[ ]" if beginning == "- " else r"[\w-]+:"
        records = re.split(rf"^(?={indentation}{begins})", text[head.end() :], flags=re.MULTILINE)
        name = parse_part(file, head[0], above)
        whole = self._whole(self._part, file, filter(None, records), above + head[0].count("\n"))
        if not whole or not isinstance(name, Mapping) or len(name.entries) != 1:
            return None
        ((key, _),) = name.entries.values()
        section = Mapping(name.place)
        section.entries.add(key.text, key.at, whole, packed(whole.place.line, whole.place.column))
        return section

    def _whole(self, read: _Reader, file: str, texts: Iterable[str], line: int) -> _Part | None:
        """Return texts that follow one another from a line on, each read by itself, as one; None if one can't be."""
        trees: list[_Part] = []
        for text in texts:
            tree = read(file, text, line)
            if not tree:
                return None
            trees.append(tree)
            line += text.count("\n")
        return _joined(trees)

    def _part(self, file: str, text: str, above: int) -> _Part | None:
        key = (file, above, text)
        tree = self._kept.get(key) or parse_part(file, text, above)
        if tree:
            self._read[key] = tree
        return tree


def _joined(parts: list[_Part]) -> _Part | None:
    """Return parts as one, if they are of one sort, stand in one column and have no key twice."""
    if not parts or len({(type(part), part.place.column) for part in parts}) > 1:
        return None
    first = parts[0]
    if isinstance(first, Sequence):
        return Sequence(first.place, [item for part in parts if isinstance(part, Sequence) for item in part.items])
    whole = Mapping(first.place)
    is_whole = all(whole.entries.join(part.entries) for part in parts if isinstance(part, Mapping))
    return whole if is_whole else None
