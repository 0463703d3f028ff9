"""Numbers, spans, instants and months in words: for the eye only, and never against the verdict.

A share is cut off, not rounded, and takes more digits where it must: 94.96 % never reads as 95.0 %, and
100 % means all. A span is rounded up to the last unit that is shown: 4 h and 10 s never reads as 4 h.
An interval is widened outwards. Nothing here asks for a locale or a clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

NOT_APPLICABLE: Final = "n/a"
NONE_DUE: Final = "n/a (0)"
DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# No days: on a calendar with opening hours, 24 hours of working time are no day.
MICROSECONDS: Final = {"h": 3_600_000_000, "min": 60_000_000, "s": 1_000_000}
_MOST_DIGITS: Final = 6

Target = float | Fraction | None


def format_count(value: int | None) -> str:
    """Write a count with commas; null is n/a.

    Examples:
        >>> format_count(12345), format_count(None)
        ('12,345', 'n/a')
    """
    return NOT_APPLICABLE if value is None else f"{value:,}"


def format_share(k: int, n: int, target: Target = None) -> str:
    """Write k of n as a percentage that cannot contradict the verdict.

    One decimal, cut off. More decimals are taken while the figure shown would fall on another side of the
    target than k/n does, or would read 0 although k is not 0.

    Args:
        k: How many hold.
        n: Of how many; 0 gives "n/a (0)".
        target: The share asked for, 0 to 1; None: no target.

    Examples:
        >>> format_share(37, 39, 0.95), format_share(9496, 10000, 0.95), format_share(0, 0)
        ('94.8 %', '94.9 %', 'n/a (0)')
        >>> format_share(19995, 20000, 0.9997)
        '99.97 %'
    """
    if n == 0:
        return NONE_DUE
    share = Fraction(k, n)
    limit = None if target is None else exact(target)
    return _percent(*next(cut for cut in _cuts(share) if _is_faithful(cut, share, limit))) + " %"


def exact(value: float | Fraction) -> Fraction:
    """Read a share as the decimal that was written: 0.95 is 19/20.

    Examples:
        >>> exact(0.95)
        Fraction(19, 20)
    """
    return value if isinstance(value, Fraction) else Fraction(str(value))


def _cuts(share: Fraction) -> list[tuple[int, int]]:
    return [(share.numerator * 10 ** (2 + d) // share.denominator, d) for d in range(1, _MOST_DIGITS + 1)]


def _is_faithful(cut: tuple[int, int], share: Fraction, limit: Fraction | None) -> bool:
    units, digits = cut
    if digits == _MOST_DIGITS:
        return True
    shown = Fraction(units, 10 ** (2 + digits))
    return (shown > 0) == (share > 0) and (limit is None or (shown >= limit) == (share >= limit))


def _percent(units: int, digits: int) -> str:
    return f"{units // 10**digits}.{units % 10**digits:0{digits}d}"


def format_target(share: Target) -> str:
    """Write a target as the contract does, without idle zeros.

    Examples:
        >>> format_target(0.95), format_target(0.995), format_target(None)
        ('95 %', '99.5 %', 'n/a')
    """
    if share is None:
        return NOT_APPLICABLE
    return f"{float(exact(share) * 100):.4f}".rstrip("0").rstrip(".") + " %"


def format_interval(low: float | None, high: float | None) -> str:
    """Write an interval of shares in percent, widened outwards to one decimal.

    Examples:
        >>> format_interval(0.51011, 1.0), format_interval(None, None)
        ('51.0 to 100.0 %', 'n/a')
    """
    if low is None or high is None:
        return NOT_APPLICABLE
    first = exact(low) * 1000
    last = exact(high) * 1000
    return f"{_percent(int(first // 1), 1)} to {_percent(-int(-last // 1), 1)} %"


def microseconds(value: timedelta | int | None) -> int | None:
    """Read a span as whole microseconds."""
    return value // timedelta(microseconds=1) if isinstance(value, timedelta) else value


def format_span(value: timedelta | int | None) -> str:
    """Write a span in two units at most, rounded up to the last; microseconds if a number; null is n/a.

    Hours are not gathered into days: most spans are working time, of which a day has no fixed length.

    Examples:
        >>> [format_span(timedelta(seconds=s)) for s in (45, 750, 900, 7500, 273600)]
        ['45 s', '12 min 30 s', '15 min', '2 h 05 min', '76 h 00 min']
        >>> format_span(None)
        'n/a'
    """
    amount = microseconds(value)
    if amount is None:
        return NOT_APPLICABLE
    if amount < 0:
        return "−" + format_span(-amount)
    for (larger, size), (smaller, unit) in pairwise(MICROSECONDS.items()):
        rounded = -(-amount // unit) * unit
        if rounded >= size:
            return _two_units(rounded, larger, smaller)
    return f"{-(-amount // MICROSECONDS['s'])} s"


def format_exact_span(value: timedelta | None) -> str:
    """Write a span to the second, cut off, for a reader who checks it; null is n/a.

    Examples:
        >>> format_exact_span(timedelta(days=1, hours=2, seconds=5)), format_exact_span(timedelta(seconds=45))
        ('26 h 00 min 05 s', '45 s')
    """
    amount = microseconds(value)
    if amount is None:
        return NOT_APPLICABLE
    minutes, seconds = divmod(amount // MICROSECONDS["s"], 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes:02} min {seconds:02} s"
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"


def _two_units(amount: int, larger: str, smaller: str) -> str:
    whole, rest = divmod(amount, MICROSECONDS[larger])
    part = rest // MICROSECONDS[smaller]
    if larger == "min" and part == 0:
        return f"{whole} min"
    return f"{whole:,} h {part:02d} min" if larger == "h" else f"{whole} {larger} {part} {smaller}"


def format_limit(value: timedelta | int | None) -> str:
    """Write a readable limit of a scale in its largest whole unit; null is "beyond".

    Examples:
        >>> format_limit(timedelta(hours=4)), format_limit(timedelta(minutes=90)), format_limit(0)
        ('4 h', '90 min', '0')
    """
    amount = microseconds(value)
    if amount is None:
        return "beyond"
    unit = next((unit for unit, size in MICROSECONDS.items() if amount >= size and amount % size == 0), None)
    return "0" if unit is None else f"{amount // MICROSECONDS[unit]:,} {unit}"


def format_instant(value: datetime | None, timezone: str) -> str:
    """Write an instant on the clock of a zone, with its abbreviation; seconds where there are any.

    Args:
        value: With its own offset, as polars gives it; null is n/a.
        timezone: The contract's zone.

    Examples:
        >>> from datetime import UTC
        >>> format_instant(datetime(2026, 10, 25, 3, 30, tzinfo=UTC), "Europe/London")
        '25 Oct 2026 03:30 GMT'
    """
    if value is None:
        return NOT_APPLICABLE
    local = value.astimezone(ZoneInfo(timezone))
    seconds = f":{local.second:02d}" if local.second or local.microsecond else ""
    day = f"{local.day} {MONTHS[local.month - 1][:3]} {local.year:04d}"
    return f"{day} {local.hour:02d}:{local.minute:02d}{seconds} {local.tzname()}"


def format_month(period: str) -> str:
    """Write a period in words.

    Examples:
        >>> format_month("2026-10"), format_month("all")
        ('October 2026', 'all months')
    """
    if period == "all":
        return "all months"
    return f"{MONTHS[int(period[5:7]) - 1]} {period[:4]}"


def format_month_short(period: str) -> str:
    """Write a period short, for an axis.

    Examples:
        >>> format_month_short("2026-10")
        'Oct 26'
    """
    return f"{MONTHS[int(period[5:7]) - 1][:3]} {period[2:4]}"


def format_ratio(k: int, n: int) -> str:
    """Write k of n as the two counts.

    Examples:
        >>> format_ratio(37, 39)
        '37/39'
    """
    return f"{k:,}/{n:,}"


def format_pence(value: int | None) -> str:
    """Write whole pence as pounds; null is n/a.

    Examples:
        >>> format_pence(150002), format_pence(5), format_pence(None)
        ('£1,500.02', '£0.05', 'n/a')
    """
    return NOT_APPLICABLE if value is None else f"£{value // 100:,}.{value % 100:02d}"


def severity_beside(clause_id: str, severity: str) -> str:
    """Give the severity that must be said beside a clause: none where its id tells, or the row is the whole.

    Examples:
        >>> severity_beside("security-notice", "P1"), severity_beside("P1-response", "P1")
        ('P1', '')
        >>> severity_beside("security-notice", "all")
        ''
    """
    return "" if severity == "all" or severity.casefold() in clause_id.casefold() else severity


def plural(n: int, one: str, many: str = "") -> str:
    """Write a count with its noun.

    Examples:
        >>> plural(1, "obligation"), plural(2, "obligation"), plural(0, "month")
        ('1 obligation', '2 obligations', '0 months')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def join_words(parts: list[str]) -> str:
    """Join names as a sentence does.

    Examples:
        >>> join_words(["P1", "P2", "P4"])
        'P1, P2 and P4'
    """
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def format_instant_in_words(value: datetime, timezone: str) -> str:
    """Write an instant as one says it, with its weekday, on the clock of a zone.

    Examples:
        >>> from datetime import UTC
        >>> format_instant_in_words(datetime(2027, 12, 24, 17, 50, tzinfo=UTC), "Europe/London")
        'Friday 24 December 2027 at 17:50 GMT'
    """
    local = value.astimezone(ZoneInfo(timezone))
    day = f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]} {local.year}"
    seconds = f":{local.second:02d}" if local.second or local.microsecond else ""
    return f"{day} at {local.hour:02d}:{local.minute:02d}{seconds} {local.tzname()}"
