"""The values of claims, read by the type that their property has. Knows of nothing else in the model but text.

Every value in the data is text. A new type is a subclass of `Value` and an entry in `VALUE_TYPES`.
"""

from .date import Date, Day
from .money import Money
from .prose import Prose
from .quantity import Quantity, unit_id
from .references import References
from .value import Extent, Field, Reference, Value

#: The types of values, by the word that a property has under `type`.
VALUE_TYPES: dict[str, type[Value]] = {cls.type: cls for cls in (Prose, Money, Quantity, Date, References)}

__all__ = [
    "VALUE_TYPES",
    "Date",
    "Day",
    "Extent",
    "Field",
    "Money",
    "Prose",
    "Quantity",
    "Reference",
    "References",
    "Value",
    "unit_id",
]
