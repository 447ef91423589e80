"""What a value's text means, and how a reader sees it: money, dates, prose with references.

Every value in the data is text; the property's type says how to read it. Nothing here knows YAML or HTML.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency, get_currency_symbol

from .text import ID, did_you_mean

LOCALE = Locale("en", "GB")
_USUAL_CURRENCIES = ("GBP", "EUR", "USD", "JPY", "CHF", "CNY", "INR", "AUD")

_REFERENCE = re.compile(r"\[\[([^\[\]|]*)(?:\|([^\[\]|]*))?\]\]")
_MONEY = re.compile(r"(about )?(\d{1,12}(?:\.\d\d)?) ([A-Z]{3})", re.ASCII)
_DAY = re.compile(r"([12]\d{3})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reference:
    """A link inside prose: the id of an entity or a claim, and the words to show (none: its own name or value)."""

    id: str
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """Text with references in it, in order."""

    parts: tuple[str | Reference, ...] = ()

    @classmethod
    def read(cls, text: str) -> Prose:
        """Read `[[id]]` and `[[id|words]]`.

        Raises:
            ValueError: a bracket pair that is not closed, or holds no id.
        """
        parts: list[str | Reference] = []
        end = 0
        for match in _REFERENCE.finditer(text):
            name, words = match[1].strip(), (match[2] or "").strip() or None
            if not all(ID.fullmatch(part) for part in name.split(".")) or name.count(".") > 1:
                raise ValueError(f'has "{match[0]}", which is no id; write [[id]], [[id|words]] or [[entity.property]]')
            parts += [text[end : match.start()], Reference(name, words)]
            end = match.end()
        parts.append(text[end:])
        for part in parts:
            if isinstance(part, str) and ("[[" in part or "]]" in part):
                raise ValueError("has a [[ without its ]]; write [[id]], [[id|words]] or [[entity.property]]")
        return cls(tuple(part for part in parts if part))

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(part for part in self.parts if isinstance(part, Reference))

    def __bool__(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount (in the currency's main unit), its ISO 4217 code, and whether it is approximate."""

    amount: Decimal
    currency: str
    approximate: bool = False

    @classmethod
    def read(cls, text: str) -> Money:
        """Read `17000 GBP` or `about 17000 GBP`.

        Raises:
            ValueError: another form, or a currency that does not exist.
        """
        match = _MONEY.fullmatch(text)
        if not match:
            raise ValueError(f'"{text}" is not a valid amount; write for example "17490 GBP" or "about 17000 GBP"')
        about, amount, currency = match.groups()
        if currency not in LOCALE.currencies:
            raise ValueError(f'"{currency}" is no currency.{did_you_mean(currency, _USUAL_CURRENCIES)}')
        return cls(Decimal(amount), currency, bool(about))

    def __str__(self) -> str:
        shown = _amount(self.amount, self.currency)
        return f"about {shown}" if self.approximate else shown


@functools.lru_cache(maxsize=1000)  # a page shows its amounts several times
def _amount(amount: Decimal, currency: str) -> str:
    whole = amount == amount.to_integral_value()
    space = "\u00a0" if get_currency_symbol(currency, LOCALE)[-1:].isalpha() else ""
    pattern = f"¤{space}#,##0" if whole else f"¤{space}#,##0.00"
    return str(format_currency(amount, currency, pattern, locale=LOCALE, currency_digits=False))


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A calendar date as precise as it was given: a year, a month of a year, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def read(cls, text: str) -> Day:
        """Read `2026`, `2026-05` or `2026-05-21`.

        Raises:
            ValueError: another form, or a day that is not in the calendar.
        """
        match = _DAY.fullmatch(text)
        if not match:
            raise ValueError(f'"{text}" is no date; write for example 2026, 2026-05 or 2026-05-21')
        year, month, day = match.groups()
        try:
            dt.date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise ValueError(f'"{text}" is not in the calendar') from None
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def iso(self) -> str:
        return "-".join(f"{part:02}" for part in (self.year, self.month, self.day) if part is not None)

    def __str__(self) -> str:
        month = [LOCALE.months["format"]["wide"][self.month]] if self.month else []
        return " ".join([*([str(self.day)] if self.day else []), *month, str(self.year)])


@dataclass(frozen=True, slots=True)
class Date:
    """A date or a span of dates, approximate or not: in EDTF `2026`, `2026-05~`, `2024-10-30/2024-10-31`."""

    start: Day
    end: Day
    approximate: bool = False

    @classmethod
    def read(cls, text: str) -> Date:
        """Read `2026`, `2026-05`, `2026-05-21`, `2024-10-30/2024-10-31`, each with `about ` before it or not.

        Raises:
            ValueError: another form, a day that is not in the calendar, or a span that ends before it starts.
        """
        rest = text.removeprefix("about ")
        days = rest.split("/")
        if len(days) > 2 or not all(map(_DAY.fullmatch, days)):
            forms = "2026, 2026-05, 2026-05-21, about 2026 or 2026-05/2026-06"
            raise ValueError(f'"{text}" is no date; write for example {forms}')
        date = cls(Day.read(days[0]), Day.read(days[-1]), rest != text)
        if date.end.last < date.start.first:
            raise ValueError(f'"{text}" ends before it starts')
        return date

    @property
    def first(self) -> dt.date:
        """The earliest day that it can mean."""
        return self.start.first

    @property
    def last(self) -> dt.date:
        """The latest day that it can mean."""
        return self.end.last

    @property
    def edtf(self) -> str:
        """The date in the Extended Date/Time Format (ISO 8601-2, https://www.loc.gov/standards/datetime/)."""
        mark = "~" if self.approximate else ""
        return "/".join(day.iso + mark for day in dict.fromkeys((self.start, self.end)))

    def __str__(self) -> str:
        start, end = self.start, self.end
        if start == end:
            shown = str(start)
        elif start.day and end.day and (start.year, start.month) == (end.year, end.month):
            shown = f"{start.day}–{end}"
        else:
            shown = f"{start} – {end}"
        return f"about {shown}" if self.approximate else shown


@dataclass(frozen=True, slots=True)
class References:
    """The ids of the things that a value names."""

    ids: tuple[str, ...]


Value = Prose | Money | Date | References

#: What a property's `type` may be, and what reads its text. A reference is a list of ids, so it is read elsewhere.
READERS = {"text": Prose.read, "money": Money.read, "date": Date.read}
TYPES = (*READERS, "reference")
