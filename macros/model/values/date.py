"""Dates as exact as they were given, from a day to a span of years."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .value import LOCALE, Field, Value

# Parts of a year that are no month, by their code in EDTF: the words for each, its first month, and how many it has.
# A season means what it means north of the equator, in whole months as the Met Office counts them.
_PARTS_OF_A_YEAR = {
    21: ("spring", 3, 3),
    22: ("summer", 6, 3),
    23: ("autumn", 9, 3),
    24: ("winter", 12, 3),
    33: ("first quarter of", 1, 3),
    34: ("second quarter of", 4, 3),
    35: ("third quarter of", 7, 3),
    36: ("fourth quarter of", 10, 3),
    40: ("first half of", 1, 6),
    41: ("second half of", 7, 6),
}
# `Q3 2026` and `H1 2026` are how they stand in reports.
_CODES = {
    **{words: code for code, (words, *_) in _PARTS_OF_A_YEAR.items()},
    **{f"Q{quarter}": 32 + quarter for quarter in range(1, 5)},
    **{f"H{half}": 39 + half for half in range(1, 3)},
}
_WORDS = re.compile(rf"({'|'.join(_CODES)}) (\d{{4}})", re.ASCII)
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
# A year beyond these is a slip of the finger: what news tells, and what it promises, lies between.
_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_YEAR_PATTERN = r"(1[89]|2[01])\d\d"
_DAY_PATTERN = _YEAR_PATTERN + r"(-\d\d(-\d\d)?)?"


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A calendar date as precise as it was given: a year, a part of a year, or a day.

    Attributes:
        year: the year.
        month: the month, or the code of EDTF for a season (21 to 24), a quarter (33 to 36) or a half (40, 41).
        day: the day of the month.
    """

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def read(cls, text: str) -> Day:
        """Read `2026`, `2026-05`, `2026-05-21`, `spring 2026`, `Q3 2026` or `second half of 2026`.

        Raises:
            ValueError: another form, or a day that is not in the calendar.
        """
        words = _WORDS.fullmatch(text)
        if words:
            return cls(_year(words[2], text), _CODES[words[1]])
        match = _DAY.fullmatch(text)
        if not match:
            raise ValueError(f'"{text}" is no date; write for example 2026, 2026-05, 2026-05-21 or spring 2026')
        year = _year(match[1], text)
        month, day = (int(part) if part else None for part in match.groups()[1:])
        if day or month not in _PARTS_OF_A_YEAR:
            try:
                dt.date(year, 1 if month is None else month, 1 if day is None else day)
            except ValueError:
                raise ValueError(f'"{text}" is not in the calendar') from None
        return cls(year, month, day)

    @property
    def _months(self) -> tuple[int, int]:
        """The first month, and how many there are."""
        if self.month is None:
            return 1, 12
        return _PARTS_OF_A_YEAR[self.month][1:] if self.month in _PARTS_OF_A_YEAR else (self.month, 1)

    @property
    def first(self) -> dt.date:
        """The earliest day that it can mean."""
        return dt.date(self.year, self._months[0], self.day or 1)

    @property
    def last(self) -> dt.date:
        """The latest day that it can mean. A winter ends in the next year."""
        first, number = self._months
        years, month = divmod(first + number - 2, 12)
        year = self.year + years
        return dt.date(year, month + 1, self.day or calendar.monthrange(year, month + 1)[1])

    @property
    def iso(self) -> str:
        return "-".join(f"{part:02}" for part in (self.year, self.month, self.day) if part is not None)

    def __str__(self) -> str:
        if self.month in _PARTS_OF_A_YEAR:
            return f"{_PARTS_OF_A_YEAR[self.month][0]} {self.year}"
        month = [LOCALE.months["format"]["wide"][self.month]] if self.month else []
        return " ".join([*([str(self.day)] if self.day else []), *month, str(self.year)])


def _year(digits: str, text: str) -> int:
    year = int(digits)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f'"{text}" is not between {_FIRST_YEAR} and {_LAST_YEAR}; correct the year')
    return year


@dataclass(frozen=True, slots=True)
class Date(Value):
    """A date or a span of dates, approximate or not: in EDTF `2026`, `2026-05~`, `2024-10-30/2024-10-31`."""

    type = "date"
    examples = (
        "2026",
        "2026-05",
        "2026-05-21",
        "about 2026",
        "spring 2026",
        "Q3 2026",
        "second half of 2026",
        "2024-10-30/2024-10-31",
    )
    fields = (
        Field(
            "date",
            {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}~?(/\d{4}(-\d\d){0,2}~?)?$"},
            "Of a date: as EDTF text, such as 2026, 2026-05 or 2026~.",
        ),
    )

    start: Day
    end: Day
    approximate: bool = False

    @classmethod
    def read(cls, text: str, units: Sequence[str] = ()) -> Date:
        """Read a day as `Day` does, or two with a `/` between, each with `about ` before it or not.

        Raises:
            ValueError: another form, a day that is not in the calendar, or a span that ends before it starts.
        """
        rest = text.removeprefix("about ")
        days = rest.split("/")
        if len(days) > 2 or not all(_DAY.fullmatch(day) or _WORDS.fullmatch(day) for day in days):
            forms = "2026, 2026-05, 2026-05-21, spring 2026, Q3 2026, about 2026 or 2026-05/2026-06"
            raise ValueError(f'"{text}" is no date; write for example {forms}')
        date = cls(Day.read(days[0]), Day.read(days[-1]), rest != text)
        if date.end.last < date.start.first:
            raise ValueError(f'"{text}" ends before it starts')
        return date

    @classmethod
    def pattern(cls, units: Sequence[str] = ()) -> str:
        day = f"({_DAY_PATTERN}|({'|'.join(_CODES)}) {_YEAR_PATTERN})"
        return f"(about )?{day}(/{day})?"

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

    @property
    def date(self) -> str:
        """What programs get of it."""
        return self.edtf

    @property
    def sort_key(self) -> tuple[dt.date, dt.date]:
        return self.last, self.first

    def __str__(self) -> str:
        start, end = self.start, self.end
        if start == end:
            shown = str(start)
        elif start.day and end.day and (start.year, start.month) == (end.year, end.month):
            shown = f"{start.day}–{end}"
        else:
            shown = f"{start} – {end}"
        return f"about {shown}" if self.approximate else shown
