"""Dates as exact as they were given, from a day to a span of years."""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .value import LOCALE, Extent, Field, Value

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
_MONTHS = {
    name.casefold(): number
    for width in ("wide", "abbreviated")
    for number, name in LOCALE.months["format"][width].items()
}
# How English writes a day or a month, and words before a year.
_WRITTEN_OUT = re.compile(
    rf"(?P<about>about )?(?:(?P<day>\d\d?)(?:st|nd|rd|th)? )?(?P<month>{'|'.join(_MONTHS)})\.?,? (?P<year>[12]\d{{3}})",
    re.ASCII | re.IGNORECASE,
)
_YEAR_AT_THE_END = re.compile(r"\D*[^\d/.]([12]\d{3})", re.ASCII)
# How many days an axis of time has free around a date, and how many months its marks can be apart.
_MARGIN = 60
_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000)
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
# A year beyond these is a slip of the finger: the oldest thing with a date, and what news promises, lie between.
_FIRST_YEAR, _LAST_YEAR = 1000, 2199
_YEAR_PATTERN = r"(1\d|2[01])\d\d"
_DAY_PATTERN = _YEAR_PATTERN + r"(-\d\d(-\d\d)?)?"


@dataclass(frozen=True, slots=True)
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
            forms = "2026, 2026-05, 2026-05-21 or spring 2026"
            raise ValueError(f'"{text}" is not a valid date; write for example {forms}')
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

    def tick(self, whole_years: bool) -> str:
        """Return the label of its first day on an axis: "2026", "Jan 2026"."""
        return str(self.year) if whole_years else f"{LOCALE.months['format']['abbreviated'][self.month]} {self.year}"

    def __str__(self) -> str:
        if self.month in _PARTS_OF_A_YEAR:
            return f"{_PARTS_OF_A_YEAR[self.month][0]} {self.year}"
        month = [LOCALE.months["format"]["wide"][self.month]] if self.month else []
        return " ".join([*([str(self.day)] if self.day else []), *month, str(self.year)])


def _year(digits: str, text: str) -> int:
    year = int(digits)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f'"{text}" is not in a year from {_FIRST_YEAR} to {_LAST_YEAR}; correct the year')
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
            "For a date: as EDTF text, such as 2026, 2026-05 or 2026~.",
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
            raise ValueError(f'"{text}" is not a valid date; write for example {forms}')
        date = cls(Day.read(days[0]), Day.read(days[-1]), rest != text)
        if date.end.last < date.start.first:
            raise ValueError(f'"{text}" ends before it starts')
        return date

    @classmethod
    def shortened(cls, text: str, units: Sequence[str] = ()) -> tuple[str, str] | None:
        """Return a valid date in place of a text: of `21 May 2026` the same, of `early 2027` about the year."""
        written = _WRITTEN_OUT.fullmatch(text)
        if written:
            month = _MONTHS[written["month"].casefold()]
            day = Day(int(written["year"]), month, int(written["day"]) if written["day"] else None)
            with contextlib.suppress(ValueError):
                date = f"{written['about'] or ''}{day.iso}"
                cls.read(date)
                return date, ""
        for plain in (text.lower(), text.lower().replace(" of ", " "), text.upper()):
            with contextlib.suppress(ValueError):
                cls.read(plain)
                return plain, ""
        year = _YEAR_AT_THE_END.fullmatch(text)
        if year:
            with contextlib.suppress(ValueError):
                cls.read(f"about {year[1]}")
                return f"about {year[1]}", text
        return super(Date, cls).shortened(text, units)

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

    @property
    def extent(self) -> Extent:
        """In days, from the first to the end of the last."""
        return Extent(self.type, self.first.toordinal(), self.last.toordinal() + 1, _MARGIN)

    def ticks(self, least: float, most: float, number: int) -> tuple[tuple[float, str], ...]:
        first, last = (dt.date.fromordinal(round(day)) for day in (least, most))
        for step in _STEPS:
            months = (month for month in range(first.year * 12, last.year * 12 + 12) if month % step == 0)
            days = [Day(month // 12, month % 12 + 1) for month in months]
            inside = [day for day in days if least <= day.first.toordinal() <= most]
            if len(inside) <= number:
                return tuple((day.first.toordinal(), day.tick(whole_years=step >= 12)) for day in inside)
        return ()

    @property
    def month_text(self) -> str:
        """The month that it ends in, or what is given in place of one: "October 2024", "2026"."""
        return str(Day(self.end.year, self.end.month))

    def __str__(self) -> str:
        start, end = self.start, self.end
        if start == end:
            shown = str(start)
        elif start.day and end.day and (start.year, start.month) == (end.year, end.month):
            shown = f"{start.day}–{end}"
        else:
            shown = f"{start} – {end}"
        return f"about {shown}" if self.approximate else shown
