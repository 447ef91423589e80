"""A number with a unit of measurement.

The names of units and the ways to write them are those of Unicode's CLDR, which Babel brings
(https://cldr.unicode.org/translation/units); Pint converts one into another.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from babel.units import format_unit

from ..text import ID, did_you_mean
from .amount import AMOUNT_FIELDS, Amount
from .value import LOCALE, Field

# What a regular expression of ECMA-262 does not take for itself.
_SYNTAX = re.compile(r"[][.*+?^${}()|\\/]")


@dataclass(frozen=True, slots=True)
class Quantity(Amount):
    """A number with a unit, whose id is that of CLDR without the category: `kilowatt-hour`.

    Attributes:
        also: another unit that readers see it in: where the property allows kilometres and miles, the other of the two.
    """

    type = "quantity"
    examples = (
        "27.5 kWh",
        "about 263 km",
        "from 200 km",
        "up to 253 miles",
        "under 30 minutes",
        "over 20 kWh",
        "20 kWh to 30 kWh",
    )
    property_keys = ("units",)
    required_keys = ("units",)
    gap = " ?"
    number = r"-?\d{1,12}(?:\.\d{1,6})?"
    fields = (
        *AMOUNT_FIELDS,
        Field(
            "unit",
            {"type": "string", "pattern": f"^{ID.pattern}$"},
            "For a quantity: its unit, as named in Unicode’s CLDR, such as kilowatt-hour.",
        ),
    )

    also: str = ""

    @classmethod
    def read(cls, text: str, units: Sequence[str] = ()) -> Quantity:
        value = super(Quantity, cls).read(text, units)
        also = _counterpart(value.unit, tuple(units))
        return dataclasses.replace(value, also=also)

    @classmethod
    def read_unit(cls, word: str, text: str, units: Sequence[str]) -> str:
        words = {name: unit for unit in units for name in unit_words(unit)}
        if word not in words:
            usual = [unit_words(unit)[0] for unit in units]
            hint = did_you_mean(word, words)
            raise ValueError(f'"{word}" is not a unit of this property; write {" or ".join(usual)}.{hint}')
        return words[word]

    @classmethod
    def examples_in(cls, units: Sequence[str] = ()) -> tuple[str, ...]:
        usual = unit_words(units[0])[0] if units else "km"
        return tuple(f"{words} {usual}" for words in ("250", "about 250", "from 250", "up to 250"))

    @classmethod
    def unit_pattern(cls, units: Sequence[str]) -> str:
        words = sorted({word for unit in units for word in unit_words(unit)})
        return "(" + "|".join(_SYNTAX.sub(r"\\\g<0>", word) for word in words) + ")"

    def format(self) -> str:
        shown = _format(self.numbers, self.unit)
        if not self.also:
            return shown
        converted = tuple(_convert(number, self.unit, self.also, self.approximate) for number in self.numbers)
        return f"{shown} ({_format(converted, self.also)})"

    def tick(self, number: Decimal) -> str:
        return _format((number,), self.unit)

    def comparable(self, number: Decimal) -> tuple[str, Any]:
        return _in_base_unit(number, self.unit)


def unit_id(word: str) -> str:
    """Return the id of a unit, given that or a way to write it: `kilometer`, `km`, `kilometres`.

    Raises:
        ValueError: CLDR has no such unit, or several. The message goes on from the name of a key.
    """
    ids = _unit_ids()
    if word in ids:
        return word
    meant = [id for id in ids if word in unit_words(id)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise ValueError(f'"{word}" can mean several units; write {" or ".join(meant)}')
    raise ValueError(f'"{word}" is not a unit that Unicode’s CLDR has.{did_you_mean(word, ids)}')


@functools.cache
def unit_words(unit: str) -> tuple[str, ...]:
    """Return the ways to write a unit after a number, the usual one first: `km`, `kilometre`, `kilometres`."""
    words = [_words_after(unit, number, length) for length in ("short", "long") for number in (1, 2)]
    return tuple(dict.fromkeys([_words_after(unit, 2, _length(unit)), *words, unit]))


@functools.cache
def _unit_ids() -> dict[str, str]:
    """Return CLDR's id of each unit with its category, by that without."""
    return {id.partition("-")[2]: id for id in map(str, LOCALE.unit_display_names) if "-" in id}


def _words_after(unit: str, number: int, length: str) -> str:
    return _format_unit(str(number), unit, length, plural=number).removeprefix(str(number)).strip()


def _format_unit(shown: str, unit: str, length: Any, plural: Any) -> str:
    """Return a number that is written already with its unit; `plural` decides on the form."""
    written = format_unit(plural, _unit_ids()[unit], length, locale=LOCALE)
    return str(written.replace(format_decimal(plural, locale=LOCALE), shown))


@functools.cache
def _length(unit: str) -> str:
    """Return how a unit is written: a symbol (km, kWh) short, an abbreviation (mi, mins) in full."""
    one, two, name = (
        _words_after(unit, 1, "short"),
        _words_after(unit, 2, "short"),
        _words_after(unit, 1, "long"),
    )
    return "long" if one != two or name.startswith(one) else "short"


@functools.lru_cache(maxsize=1000)
def _format(numbers: tuple[Decimal, ...], unit: str) -> str:
    shown = " to ".join(format_decimal(number, locale=LOCALE) for number in numbers)
    return _format_unit(shown, unit, _length(unit), plural=numbers[-1])


# --- conversion -------------------------------------------------------------------------------------------------------


@functools.cache
def _measure(unit: str) -> Any:
    """Return a unit as Pint knows it, or None. Pint is imported only where there is something to convert."""
    import pint

    registry = pint.get_application_registry()  # type: ignore[no-untyped-call]
    # "gallon-imperial" of CLDR is "imperial_gallon" there.
    for name in (unit.replace("-", "_"), "_".join(reversed(unit.split("-")))):
        if name in registry:
            return registry.Unit(name)
    return None


def _counterpart(unit: str, units: Iterable[str]) -> str:
    """Return the first of some units that measures the same in the other system, metric or imperial; or nothing."""
    others = [other for other in units if other != unit]
    own = _measure(unit) if others else None
    if own is None:
        return ""
    imperial = {str(name) for name in dir(own._REGISTRY.sys.imperial)}

    def differs(other: str) -> bool:
        measure = _measure(other)
        comparable = measure is not None and measure.is_compatible_with(own)
        return comparable and (str(measure) in imperial) != (str(own) in imperial)

    return next(filter(differs, others), "")


def _convert(number: Decimal, unit: str, other: str, approximate: bool) -> Decimal:
    """Return a number in another unit, with as many significant digits as it was given with, and two at least.

    The noughts at the end of a number that is only about right say nothing: about 300 km is about 190 miles.
    """
    digits = len((number.normalize() if approximate else number).as_tuple().digits)
    measure = _measure(unit)
    converted = measure._REGISTRY.Quantity(float(number), measure).to(_measure(other)).magnitude
    return Decimal(f"{converted:.{max(digits, 2)}g}")


@functools.lru_cache(maxsize=1000)
def _in_base_unit(number: Decimal, unit: str) -> tuple[str, float]:
    measure = _measure(unit)
    if measure is None:
        return unit, float(number)
    base = measure._REGISTRY.Quantity(float(number), measure).to_base_units()
    return str(base.dimensionality), base.magnitude
