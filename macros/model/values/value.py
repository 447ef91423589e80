"""What every type of value has in common."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self

from babel import Locale

#: How numbers, months and units are written for readers.
LOCALE = Locale("en", "GB")


@dataclass(frozen=True, slots=True)
class Reference:
    """A link inside prose: the id of an entity or a claim, and the words to show (none: its own name or value)."""

    id: str
    words: str | None = None


class Field(NamedTuple):
    """A typed part of a value, as programs get it: the attribute that holds it, its JSON Schema, and what it means."""

    name: str
    shape: Mapping[str, Any]
    doc: str


class Extent(NamedTuple):
    """Where a value stands on an axis.

    Attributes:
        measure: what the axis measures, such as a currency or a length. Values of one measure share an axis.
        least: where it begins; None is an end that is open.
        most: where it ends; None is an end that is open.
        margin: how much of an axis is left free around it, at least.
    """

    measure: str
    least: float | None
    most: float | None
    margin: float


class Value(ABC):
    """The value of a claim. Each type of value is a subclass, listed in `VALUE_TYPES`.

    A subclass is immutable and says everything about its type: how a text is read, what readers see, how two of them
    compare, what programs get, and what an editor is told. What stands for the whole type is a class attribute without
    an annotation: with one, it would be a field of the dataclass.
    """

    __slots__ = ()

    #: What `type:` of a property calls it.
    type: ClassVar[str]
    #: What an editor may write, each a valid text.
    examples: ClassVar[tuple[str, ...]]
    #: The keys of a property that no other type of value has.
    property_keys: ClassVar[tuple[str, ...]] = ()
    #: Those of them that such a property needs.
    required_keys: ClassVar[tuple[str, ...]] = ()
    #: What programs get beside the text.
    fields: ClassVar[tuple[Field, ...]] = ()

    @classmethod
    @abstractmethod
    def read(cls, text: str, units: Sequence[str] = ()) -> Self:
        """Read a value from its text in the data.

        Args:
            text: one line.
            units: the ids of the units that the property allows.

        Raises:
            ValueError: it is not of this type. The message goes on from the name of the key.
        """

    @classmethod
    def examples_in(cls, units: Sequence[str] = ()) -> tuple[str, ...]:
        """Return what an editor may write where a property allows these units, the most usual first."""
        return cls.examples

    @classmethod
    def shortened(cls, text: str, units: Sequence[str] = ()) -> tuple[str, str] | None:
        """Return a valid value in place of a text, and the words of it that go into the detail; None if there is none.

        It is what the text begins with.
        """
        words = text.split()
        for number in range(len(words) - 1, 0, -1):
            short = " ".join(words[:number]).rstrip(",;:")
            with contextlib.suppress(ValueError):
                cls.read(short, units)
                return short, " ".join(words[number:]).strip("()")
        return None

    @classmethod
    def pattern(cls, units: Sequence[str] = ()) -> str:
        """Return the regular expression (ECMA-262) that a whole text matches, for the editor's schema; empty: any."""
        return ""

    @property
    def parts(self) -> tuple[str | Reference, ...]:
        """What readers see, in order: text, and references to things."""
        return (str(self),)

    @property
    def links(self) -> tuple[Reference, ...]:
        """The references among the parts."""
        return tuple(part for part in self.parts if isinstance(part, Reference))

    @property
    def references(self) -> tuple[str, ...]:
        """The ids of the entities that are the value, and are not only mentioned in it."""
        return ()

    @property
    def extent(self) -> Extent | None:
        """Where it stands on an axis; None: it can't be drawn."""
        return None

    def ticks(self, least: float, most: float, number: int) -> tuple[tuple[float, str], ...]:
        """Return marks for the axis of its extent, round in its own unit, each with its label.

        Args:
            least: where the axis begins.
            most: where it ends.
            number: how many marks there may be.
        """
        return ()

    @property
    @abstractmethod
    def sort_key(self) -> tuple[Any, ...]:
        """What two values of one type are compared by."""

    def __lt__(self, other: Self) -> bool:
        return self.sort_key < other.sort_key
