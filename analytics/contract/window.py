"""The words of a contract that carry arithmetic: windows ("5 working days") and targets ("95%")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final, Literal

MICROSECONDS: Final = {
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
}
_AMOUNT: Final = re.compile(
    r"(?P<n>[0-9]{1,6}) +(?:(?P<unit>minute|hour|day)s?|working (?P<working>hour|day)s?)", re.ASCII
)
_PERCENT: Final = re.compile(r"(?P<n>[0-9]{1,3}(?:\.[0-9]{1,6})?) ?%", re.ASCII)
WINDOW_FORMS: Final = (
    'one number and one unit: "90 minutes", "4 hours", "24 working hours", "5 days", "5 working days" '
    'or "next working day"'
)
TARGET_FORMS: Final = 'a percentage from "0%" to "100%"'


@dataclass(frozen=True)
class Window:
    """How long a clause allows.

    Args:
        text: As the contract writes it.
        unit: ``elapsed`` counts time on the clause's calendar; ``working days`` ends at a closing.
        amount: Microseconds for ``elapsed``, a count of days for ``working days``.
        says_working: Whether the text asks for a calendar that opens and closes.
    """

    text: str
    unit: Literal["elapsed", "working days"]
    amount: int
    says_working: bool = False
    says_days: bool = False


def parse_window(text: str) -> Window:
    """Read a window.

    Raises:
        ValueError: The text has none of the known forms.

    Examples:
        >>> parse_window("4 hours").amount
        14400000000
        >>> parse_window("next working day")
        Window(text='next working day', unit='working days', amount=1, says_working=True, says_days=True)
    """
    folded = " ".join(text.split()).lower()
    if folded == "next working day":
        return Window(text, "working days", 1, says_working=True, says_days=True)
    match = _AMOUNT.fullmatch(folded)
    if match is None or int(match["n"]) == 0:
        raise ValueError(f"{text!r} is no window|{WINDOW_FORMS}")
    n = int(match["n"])
    if match["working"] == "day":
        return Window(text, "working days", n, says_working=True, says_days=True)
    unit = match["unit"] or match["working"]
    return Window(
        text, "elapsed", n * MICROSECONDS[unit], says_working=bool(match["working"]), says_days=unit == "day"
    )


def parse_target(text: str) -> Fraction:
    """Read a percentage as an exact fraction.

    Raises:
        ValueError: It is no percentage, or above 100 %.

    Examples:
        >>> parse_target("95%")
        Fraction(19, 20)
        >>> parse_target("99.95 %")
        Fraction(1999, 2000)
    """
    match = _PERCENT.fullmatch(text.strip())
    if match is None or Fraction(match["n"]) > 100:
        raise ValueError(f"{text!r} is no target|{TARGET_FORMS}")
    return Fraction(match["n"]) / 100


def round_half_up(value: Fraction, decimals: int = 0) -> Fraction:
    """Round an exact number at or above 0, a half upwards.

    Examples:
        >>> round_half_up(Fraction("98.95"), 1), round_half_up(Fraction("98.949"), 1)
        (Fraction(99, 1), Fraction(989, 10))
    """
    unit = 10**decimals
    return Fraction(floor(value * unit + Fraction(1, 2)), unit)
