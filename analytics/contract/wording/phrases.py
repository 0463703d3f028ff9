"""Small words: lists, dates, percentages, numbers, as English says them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from analytics.contract.words import instants_in_order

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS: Final = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_INSTANTS: Final = {
    "opened_at": "it was opened",
    "detected_at": "it was detected",
    "recorded_at": "it was recorded",
    "onset_at": "the trouble began",
    "aware_at": "somebody was aware of it",
    "acknowledged_at": "it was acknowledged",
    "resolved_at": "it was resolved",
    "raised_at": "it was raised",
}


def join(words: Sequence[str], last: str = "and") -> str:
    """Join as English does.

    Examples:
        >>> join(["P1", "P2", "P3"]), join(["P1", "P2"], "or"), join(["P1"])
        ('P1, P2 and P3', 'P1 or P2', 'P1')
    """
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop, on one line.

    Examples:
        >>> sentence("nothing stops it")
        'Nothing stops it.'
    """
    text = on_one_line(text)
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def on_one_line(text: str) -> str:
    r"""Keep text of the contract to one line, and what cannot be printed out of it.

    Examples:
        >>> on_one_line("a\nb\x1b[2J")
        'a b�[2J'
    """
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))


def date_in_words(day: dt.date) -> str:
    """Write a date out.

    Examples:
        >>> date_in_words(dt.date(2027, 3, 26))
        '26 March 2027'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def percent(share: Fraction) -> str:
    """Write an exact share in per cent, without idle zeros.

    Examples:
        >>> percent(Fraction(1999, 2000)), percent(Fraction(1))
        ('99.95 %', '100 %')
    """
    return f"{float(share * 100):.6f}".rstrip("0").rstrip(".") + " %"


def number(n: int) -> str:
    """Write a small number as a word.

    Examples:
        >>> number(2), number(39)
        ('two', '39')
    """
    return _NUMBERS[n] if n < len(_NUMBERS) else f"{n:,}"


def ordinal(n: int) -> str:
    """Write a place in an order.

    Examples:
        >>> ordinal(5), ordinal(20), ordinal(22)
        ('fifth', '20th', '22nd')
    """
    if n < len(_ORDINALS):
        return _ORDINALS[n]
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def plural(n: int, one: str) -> str:
    """Give a number with its noun.

    Examples:
        >>> plural(1, "point"), plural(3, "point")
        ('1 point', '3 points')
    """
    return f"{n:,} {one}" if n == 1 else f"{n:,} {one}s"


def first_known(order: str) -> str:
    """Say which of several instants is taken.

    Examples:
        >>> first_known("detected_at, else opened_at")
        'when the incident was detected or, where that is not known, when it was opened'
    """
    first, *rest = (f"when {_INSTANTS[name]}" for name in instants_in_order(order))
    thing = "when the action " if first == f"when {_INSTANTS['raised_at']}" else "when the incident "
    return " or, where that is not known, ".join([first.replace("when it ", thing, 1), *rest])
