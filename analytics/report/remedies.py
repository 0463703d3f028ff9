"""What to do about a row that is not used, by the reason that the account gives for it."""

from __future__ import annotations

import re
from typing import Final

_CLOCK_CHANGE: Final = "export it in UTC, or with an offset in every cell"
_MEND: Final = "mend the cell in the tool, and export it again"
_FIELDS: Final = re.compile(r"^([0-9,]+) fields?, expected ([0-9,]+)")
_SHORT: Final = "export it again: the file may have been cut"
_LONG: Final = "export it again, with quotes around cells that hold the delimiter"
_REMEDIES: Final = (  # the beginning or a part of a reason, and what mends it
    (
        "unmapped severity",
        'list the word under [severity] ("" for an empty cell), or in values.severity of the export',
    ),
    ("unknown state", "list the word under [states], or in values.state of the export"),
    ("unmapped kind", "list the word in values.kind of the export"),
    ("a local time that does not exist", _CLOCK_CHANGE),
    ("a local time that occurs twice", _CLOCK_CHANGE),
    ("a date without a time of day", "export it with times of day"),
    (
        "several rows of one incident disagree",
        "keep the row that is right; of exports of several months map the column that says when a row was "
        "last changed to updated_at: the latest is used; of two parties say so with 'party'",
    ),
    ("conflicting twins", "keep the row that is right"),
    ("no incident number", "export it with the incident's number"),
    ("no such incident", "add the export of incidents that holds it, or mend the id"),
    ("no such clause", "mend its clause_id"),
    ("resumed before it was paused", "mend whichever of the two is wrong"),
    ("too many other rows", "mend the others"),
    ("the file was refused", "mend the file: its problem says how, also in intake.json"),
    ("relief agreed without", "add it to the register"),
    ("the audit log of another export", "take one of the two out, or say with 'party' whose each is"),
    ("no JSON object", "export a list of objects"),
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
    fields = _FIELDS.search(reason)
    if fields:
        found, expected = (int(number.replace(",", "")) for number in fields.groups())
        return _SHORT if found < expected else _LONG
    return next((remedy for part, remedy in _REMEDIES if part in reason), "")
