"""What money, quantities and other amounts have in common: a number with a unit, exact or not, or its bounds."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import re
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Self

from .value import Extent, Field, Reference, Value

_FORM = re.compile(r"(?:(?P<bound>from|up to|under|over) )?(?P<about>about )?(?P<one>.+?)(?: to (?P<other>.+))?")

# A comma inside a number, as readers see it.
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

# How English says a bound or a span in other words.
_SYNONYMS = tuple(
    (re.compile(rf"\b(?:{words})\b|{sign}" if sign else rf"\b(?:{words})\b", re.IGNORECASE), meant)
    for words, sign, meant in (
        ("around|roughly|circa|approximately|nearly|some", "~ ?", "about "),
        ("less than|below|cheaper than", "< ?", "under "),
        ("at most|no more than|a maximum of", "", "up to "),
        ("more than|above", "> ?", "over "),
        ("at least|starting at|starting from", "", "from "),
    )
)
_SPAN = re.compile(r"(?:between )?([\d.]+) ?(?:-|–|to|and) ?([\d.]+)( ?[^\d\s].*)")

# Where a bound stands beside the number itself, when values are compared.
_SIDES = {"under": -2, "up to": -1, "": 0, "from": 1, "over": 2}
# How much of an axis is left free around an amount, beside the amount.
_MARGIN = 0.06
_NUMBER = {"type": "number"}

AMOUNT_FIELDS = (
    Field("amount", _NUMBER, "For an amount: how much. Left out if only a limit is known."),
    Field("approximate", {"type": "boolean"}, "For an amount: whether it is approximate."),
    Field("least", _NUMBER, "For an amount: its lower limit, or the amount itself. Left out for “under” and “up to”."),
    Field("most", _NUMBER, "For an amount: its upper limit, or the amount itself. Left out for “from” and “over”."),
)


@dataclass(frozen=True, slots=True)
class Amount(Value):
    """A number with a unit, or its bounds.

    Attributes:
        numbers: the number, or the first and the last of a span.
        unit: the unit's code.
        bound: what stands before the number: `from`, `up to`, `under`, `over`, or nothing.
        approximate: whether the numbers are only about right.
    """

    numbers: tuple[Decimal, ...]
    unit: str
    bound: str = ""
    approximate: bool = False

    #: The regular expressions of a number, and of what stands between it and its unit.
    number: ClassVar[str]
    gap: ClassVar[str] = " "

    @classmethod
    def read(cls, text: str, units: Sequence[str] = ()) -> Self:
        """Read a number with its unit, with `about`, `from`, `up to`, `under` or `over` before it, or two with `to`.

        Raises:
            ValueError: another form, a unit that is not allowed, or a span that ends before it starts.
        """
        match = _FORM.fullmatch(text)
        if not match or (match["bound"] and match["other"]):
            raise cls._not_valid(text, units)
        one, unit = cls._read_one(match["one"], text, units)
        other, other_unit = cls._read_one(match["other"], text, units) if match["other"] else (one, unit)
        if other_unit != unit:
            raise ValueError(f'"{text}" has two units; write both numbers in one')
        if other < one:
            raise ValueError(f'"{text}" ends before it starts')
        numbers = (one, other) if match["other"] else (one,)
        return cls(numbers, unit, match["bound"] or "", bool(match["about"]))

    @classmethod
    def _read_one(cls, one: str, text: str, units: Sequence[str]) -> tuple[Decimal, str]:
        match = re.fullmatch(rf"({cls.number}){cls.gap}([^\d.,\s].*)", one, re.ASCII)
        if not match:
            raise cls._not_valid(text, units)
        return Decimal(match[1]), cls.read_unit(match[2], text, units)

    @classmethod
    @abstractmethod
    def read_unit(cls, word: str, text: str, units: Sequence[str]) -> str:
        """Return the code of a unit as an editor writes it.

        Raises:
            ValueError: there is no such unit, or the property does not allow it.
        """

    @classmethod
    def _not_valid(cls, text: str, units: Sequence[str]) -> ValueError:
        one, other, *_ = cls.examples_in(units)
        return ValueError(f'"{text}" is not a valid amount; write for example "{one}" or "{other}"')

    @classmethod
    def shortened(cls, text: str, units: Sequence[str] = ()) -> tuple[str, str] | None:
        plain = _THOUSANDS.sub("", text)
        for words, meant in _SYNONYMS:
            plain = words.sub(meant, plain)
        plain = " ".join(plain.split())
        for written in (plain, plain.removeprefix("from "), _SPAN.sub(r"\1\3 to \2\3", plain)):
            with contextlib.suppress(ValueError):
                cls.read(written, units)
                return written, ""
        short = super(Amount, cls).shortened(plain, units)
        return None if short and short[1].startswith("to ") else short  # a span with a mistake of its own

    @classmethod
    def pattern(cls, units: Sequence[str] = ()) -> str:
        one = f"{cls.number}{cls.gap}{cls.unit_pattern(units)}"
        return f"((from|up to|under|over) )?(about )?{one}|(about )?{one} to {one}"

    @classmethod
    @abstractmethod
    def unit_pattern(cls, units: Sequence[str]) -> str:
        """Return the regular expression of a unit."""

    @property
    def amount(self) -> Decimal | None:
        """The number, where it is a single one and no bound."""
        return self.numbers[0] if len(self.numbers) == 1 and not self.bound else None

    @property
    def least(self) -> Decimal | None:
        """The lower bound."""
        return self.numbers[0] if _SIDES[self.bound] >= 0 else None

    @property
    def most(self) -> Decimal | None:
        """The upper bound."""
        return self.numbers[-1] if _SIDES[self.bound] <= 0 else None

    @abstractmethod
    def format(self) -> str:
        """Return the numbers with their unit, as readers see them."""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.bound, "about" if self.approximate else "", self.format())))

    @property
    def links(self) -> tuple[Reference, ...]:
        """None. To find that out among the parts, the number would have to be formatted, which takes a while."""
        return ()

    def comparable(self, number: Decimal) -> tuple[str, Any]:
        """Return what is measured, and a number in the unit that all values of it are compared in."""
        return self.unit, number

    @property
    def extent(self) -> Extent:
        def place(number: Decimal | None) -> float | None:
            return None if number is None else float(self.comparable(number)[1])

        greatest = max(abs(float(self.comparable(number)[1])) for number in self.numbers)
        margin = greatest * _MARGIN or 1
        return Extent(self.comparable(self.numbers[0])[0], place(self.least), place(self.most), margin)

    def ticks(self, least: float, most: float, number: int) -> tuple[tuple[float, str], ...]:
        # Units that are compared in another one differ by a factor and by where they begin.
        zero, one = (float(self.comparable(Decimal(unit))[1]) for unit in (0, 1))
        first, last = ((place - zero) / (one - zero) for place in (least, most))
        step = _round_step((last - first) / number)
        places = [step * count for count in range(math.ceil(first / float(step)), math.floor(last / float(step)) + 1)]
        return tuple((zero + float(place) * (one - zero), self.tick(place)) for place in places)

    def tick(self, number: Decimal) -> str:
        """Return the label of a number on an axis."""
        return dataclasses.replace(self, numbers=(number,)).format()

    @property
    def sort_key(self) -> tuple[Any, ...]:
        what, number = self.comparable(self.numbers[0])
        return what, number, _SIDES[self.bound], self.comparable(self.numbers[-1])


def _round_step(least: float) -> Decimal:
    """Return the smallest of 1, 2 and 5, by any power of ten, that is not less than a number above 0."""
    power = Decimal(10) ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if float(power * factor) >= least)
