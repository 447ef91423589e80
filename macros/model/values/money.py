"""An amount of money."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.core import get_global
from babel.numbers import format_currency, get_currency_symbol

from ..text import did_you_mean
from .amount import AMOUNT_FIELDS, Amount
from .value import LOCALE, Field

_CURRENCY_WORDS = (("pounds?|gbp", "GBP"), ("euros?|eur", "EUR"), ("dollars?|usd", "USD"))
_USUAL_CURRENCIES = ("GBP", "EUR", "USD", "JPY", "CHF", "CNY", "INR", "AUD")


@dataclass(frozen=True, slots=True)
class Money(Amount):
    """An amount in the main unit of a currency, which is named by its ISO 4217 code."""

    type = "money"
    examples = (
        "17490 GBP",
        "about 17000 GBP",
        "from 19490 EUR",
        "up to 20000 EUR",
        "under 20000 EUR",
        "over 15000 EUR",
        "20000 EUR to 25000 EUR",
    )
    number = r"\d{1,12}(?:\.\d\d)?"
    fields = (
        *AMOUNT_FIELDS,
        Field("currency", {"type": "string", "pattern": "^[A-Z]{3}$"}, "For money: the ISO 4217 code of the currency."),
    )

    @classmethod
    def read_unit(cls, word: str, text: str, units: Sequence[str]) -> str:
        if not (len(word) == 3 and word.isascii() and word.isalpha() and word.isupper()):
            raise cls._not_valid(text, units)
        if word not in _currencies():
            raise ValueError(f'"{word}" is not a valid currency.{did_you_mean(word, _USUAL_CURRENCIES)}')
        return word

    @classmethod
    def _not_valid(cls, text: str, units: Sequence[str]) -> ValueError:
        if re.fullmatch(rf"(?:\D+ )?{cls.number}", text, re.ASCII):
            return ValueError(f'"{text}" has no currency; write for example "{text} {_USUAL_CURRENCIES[0]}"')
        return super(Money, cls)._not_valid(text, units)

    @classmethod
    def shortened(cls, text: str, units: Sequence[str] = ()) -> tuple[str, str] | None:
        for words, currency in _CURRENCY_WORDS:
            text = re.sub(rf"(?<=\d) ?(?:{words})\b", f" {currency}", text, flags=re.IGNORECASE)
        for currency in _USUAL_CURRENCIES:
            symbol = re.escape(get_currency_symbol(currency, LOCALE))
            text = re.sub(rf"{symbol} ?([\d.,]*\d)", rf"\1 {currency}", text)
        return super(Money, cls).shortened(text, units)

    @classmethod
    def unit_pattern(cls, units: Sequence[str]) -> str:
        return "[A-Z]{3}"

    @property
    def currency(self) -> str:
        """The ISO 4217 code."""
        return self.unit

    def format(self) -> str:
        return " to ".join(_format(number, self.unit) for number in self.numbers)


@functools.cache
def _currencies() -> frozenset[str]:
    """Return what is paid with somewhere, or once was. ISO 4217 also has codes for gold, for tests and for nothing."""
    used = (currency for country in get_global("territory_currencies").values() for currency in country)
    return frozenset(code for code, _, _, is_tender in used if is_tender)


@functools.lru_cache(maxsize=1000)  # a page shows its amounts several times
def _format(amount: Decimal, currency: str) -> str:
    whole = amount == amount.to_integral_value()
    space = "\u00a0" if get_currency_symbol(currency, LOCALE)[-1:].isalpha() else ""
    pattern = f"¤{space}#,##0" if whole else f"¤{space}#,##0.00"
    return str(format_currency(amount, currency, pattern, locale=LOCALE, currency_digits=False))
