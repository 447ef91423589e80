"""Other things of the data, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..text import ID
from .value import Field, Reference, Value


@dataclass(frozen=True, slots=True)
class References(Value):
    """The ids of the things that a value names: one, or several."""

    type = "reference"
    examples = ("one-id",)
    property_keys = ("to", "inverse", "phrase", "sense", "inverse-question")
    required_keys = ("to", "inverse")
    fields = (
        Field(
            "references",
            {
                "type": "array",
                "items": {"type": "string", "pattern": f"^{ID.pattern}$"},
                "uniqueItems": True,
            },
            "For a reference: the ids of the things that it names.",
        ),
    )

    ids: tuple[str, ...]

    @classmethod
    def read(cls, text: str, units: Sequence[str] = ()) -> References:
        """Read one id, or several with a comma between. Whether such things exist is for the loader to say.

        Raises:
            ValueError: an id has other characters than an id may have.
        """
        ids = tuple(id.strip() for id in text.split(","))
        for id in ids:
            if not ID.fullmatch(id):
                raise ValueError(f'"{id}" is not a valid id')
        return cls(ids)

    @property
    def parts(self) -> tuple[str | Reference, ...]:
        pieces: list[str | Reference] = []
        for number, id in enumerate(self.ids):
            if number:
                pieces.append(" and " if number == len(self.ids) - 1 else ", ")
            pieces.append(Reference(id))
        return tuple(pieces)

    @property
    def references(self) -> tuple[str, ...]:
        return self.ids

    @property
    def sort_key(self) -> tuple[str, ...]:
        return self.ids
