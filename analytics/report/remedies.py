"""What to do about a row that is not used, by the reason that the account gives for it."""

from __future__ import annotations

from typing import Final

_CLOCK_CHANGE: Final = "export it in UTC, or with an offset in every cell"
_MEND: Final = "mend the cell in the tool, and export it again"
_REMEDIES: Final = (  # the beginning or a part of a reason, and what mends it
    ("unmapped severity", "list the word under [severity], or in values.severity of the export"),
    ("unknown state", "list the word under [states], or in values.state of the export"),
    ("unmapped kind", "list the word in values.kind of the export"),
    ("a local time that does not exist", _CLOCK_CHANGE),
    ("a local time that occurs twice", _CLOCK_CHANGE),
    ("a date without a time of day", "export it with times of day"),
    ("fields, expected", "export it again, with quotes around cells that hold the delimiter"),
    ("conflicting twins", "keep the row that is right; of two parties' exports say so with 'party'"),
    ("no incident number", "export it with the incident's number"),
    ("no such incident", "add the export of incidents that holds it, or mend the id"),
    ("no such clause", "mend its clause_id"),
    ("relief agreed without", "add it to the register"),
    ("the audit log of another export", "take one of the two out, or say with 'party' whose each is"),
    ("no ", _MEND),
    ("a year outside", _MEND),
    (" is none of ", "write one of those words, or map yours in values of the export"),
)


def remedy_of(reason: str) -> str:
    """Give what to do; empty where the reason says it itself.

    Examples:
        >>> remedy_of("unknown state")
        'list the word under [states], or in values.state of the export'
    """
    return next((remedy for part, remedy in _REMEDIES if part in reason), "")
