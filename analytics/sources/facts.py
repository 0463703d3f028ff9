"""Which facts a source tells, and which it cannot: computed from what its rows are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from analytics.sources.model import Source

# A fact in the words of the field, and the columns of which any one tells it.
_BY_COLUMN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "severity": ("severity",),
        "onset": ("onset_at",),
        "detection": ("detected_at",),
        "opening": ("opened_at",),
        "acknowledgement": ("acknowledged_at",),
        "resolution": ("resolved_at",),
        "closing": ("closed_at",),
        "awareness": ("aware_at",),
        "kind": ("kind",),
        "major": ("is_major",),
        "service": ("service",),
        "cause": ("problem_id", "cause_code", "cause_text", "caused_by_change"),
        "parent": ("parent_id", "duplicate_of"),
    }
)
_BY_SHAPE: Final = MappingProxyType(
    {
        "notifications": "notices",
        "updates": "status updates",
        "relief": "relief",
        "actions": "reports, reviews and actions",
        "disputes": "disputed instants",
        "changes": "changes against causes",
        "pauses": "time on hold",
        "verdict": "the tool's own clocks",
    }
)
_BY_WORD: Final = MappingProxyType(  # of `Source.carries`
    {
        "acknowledged_at": ("acknowledgement",),
        "transitions": ("changes of state and severity", "reopening"),
        "pauses": ("time on hold",),
        "resolved_at": ("resolution",),
        "reopening": ("reopening",),
    }
)
_LISTED: Final = ("incident", "update")
EVERY: Final = (
    *("severity", "kind", "major", "service", "parent", "cause"),
    *("onset", "detection", "opening", "acknowledgement", "resolution", "closing", "awareness"),
    *("changes of state and severity", "reopening", "time on hold"),
    *("notices", "status updates", "reports, reviews and actions", "relief", "disputed instants"),
    *("changes against causes", "the tool's own clocks"),
)
# What a clause of each kind cannot do without: where nobody tells it, the clause is not reported.
NEEDED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "response": "acknowledgement",
        "resolution": "resolution",
        "notification": "notices",
        "update": "status updates",
        "report": "reports, reviews and actions",
        "review": "reports, reviews and actions",
        "action": "reports, reviews and actions",
    }
)
# What an export of incidents is asked for; the rest is told by registers beside it.
ASKED: Final = EVERY[: EVERY.index("relief")]


def facts_of(source: Source) -> tuple[str, ...]:
    """Give the facts that a source tells, in the order of `EVERY`.

    Examples:
        >>> from analytics.sources import SOURCES
        >>> facts_of(SOURCES["notifications"])
        ('notices',)
    """
    told = {fact for word in source.carries for fact in _BY_WORD.get(word, ())}
    for _, rows in source.every_rows():
        names = {*rows.headers, *rows.after, *rows.fixed}
        if rows.shape in _LISTED:
            told |= {fact for fact, columns in _BY_COLUMN.items() if not names.isdisjoint(columns)}
        if rows.shape in _BY_SHAPE:
            told.add(_BY_SHAPE[rows.shape])
        if rows.figures:
            told.add("the tool's own clocks")
    return tuple(fact for fact in EVERY if fact in told)


def lacks_of(source: Source) -> tuple[str, ...]:
    """Give the facts that an export of incidents is asked for and that this source cannot tell."""
    told = facts_of(source)
    return tuple(fact for fact in ASKED if fact not in told)


def unreported_by(source: Source) -> tuple[str, ...]:
    """Give the kinds of clause that are not reported where nothing but this source is there."""
    told = facts_of(source)
    return tuple(kind for kind, fact in NEEDED.items() if fact not in told)
