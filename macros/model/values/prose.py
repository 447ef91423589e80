"""Text with references to things in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..text import ID
from .value import Reference, Value

_REFERENCE = re.compile(r"\[\[([^\[\]|]*)(?:\|([^\[\]|]*))?\]\]")


@dataclass(frozen=True, slots=True)
class Prose(Value):
    """Text with references in it, in order."""

    type = "text"
    examples = ("about half of it", "made by [[one-id]]")

    parts: tuple[str | Reference, ...] = ()

    @classmethod
    def read(cls, text: str, units: Sequence[str] = ()) -> Prose:
        """Read `[[id]]` and `[[id|words]]`.

        Raises:
            ValueError: a bracket pair that is not closed, or holds no id.
        """
        parts: list[str | Reference] = []
        end = 0
        for match in _REFERENCE.finditer(text):
            name, words = match[1].strip(), (match[2] or "").strip() or None
            if not all(ID.fullmatch(part) for part in name.split(".")) or name.count(".") > 1:
                forms = "[[id]], [[id|words]] or [[entity.property]]"
                raise ValueError(f'has "{match[0]}", which is not a valid id; write {forms}')
            parts += [text[end : match.start()], Reference(name, words)]
            end = match.end()
        parts.append(text[end:])
        for part in parts:
            if isinstance(part, str) and ("[[" in part or "]]" in part):
                raise ValueError("has a [[ without its ]]; write [[id]], [[id|words]] or [[entity.property]]")
        return cls(tuple(part for part in parts if part))

    @property
    def sort_key(self) -> tuple[str]:
        return ("".join(part if isinstance(part, str) else part.words or part.id for part in self.parts).casefold(),)

    def __bool__(self) -> bool:
        return bool(self.parts)
