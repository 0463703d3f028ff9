"""What an interface answers in place of records: its own words say best what went wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from analytics.errors import ExportError, quote

_ERRORS: Final = ("error_description", "error", "errors", "errormessages", "errormessage", "fault")
_WORDS: Final = ("message", "error_description", "detail", "description", "title", "reason", "faultstring")
_BESIDE: Final = frozenset(  # what answers hold beside their error, and what no incident consists of
    f"{' '.join((*_ERRORS, *_WORDS))} code details documentation_url errorcode ok path request_id requestid"
    " session status statuscode success timestamp trace_id type warningmessages".split()
)
_FAILED: Final = "error"  # beside records: ServiceNow writes it where it stopped in their midst


def refuse_answer(label: str, root: Mapping[str, Any], lists: Iterable[str]) -> None:
    """Refuse an error of the tool that was saved as an export, and records beside which one stands.

    Args:
        label: The file.
        root: The object around the records; empty: there is none.
        lists: The keys under which records lie.

    Raises:
        ExportError: It is an error, in the tool's own words.

    Examples:
        >>> refuse_answer("a.json", {"error": {"message": "Not signed in"}, "status": "failure"}, ())
        Traceback (most recent call last):
        analytics.errors.ExportError: a.json: it is no export but an error of the tool: 'Not signed in'...
    """
    held = {key.casefold(): value for key, value in root.items() if value not in (None, "", [], {})}
    if held.keys() <= _BESIDE:
        # With an instant, a mere message may be what a list of alerts calls its text.
        names = _ERRORS if "timestamp" in held else (*_ERRORS, "message")
        said = next((text for key in names if (text := _text(held.get(key)))), None)
        what, remedy = "it is no export but an error of the tool", "sign in, or get the rights that it needs"
    else:
        said = _text(held.get(_FAILED)) if any(isinstance(root.get(key), list) for key in lists) else None
        what, remedy = (
            "beside its records stands an error of the tool, so some may be missing",
            "ask for less",
        )
    if said:
        raise ExportError.at(
            label, f"{what}: {quote(said)}", "a list of records", f"{remedy}, and export again"
        )


def _text(value: Any) -> str | None:
    """The words of an error, however it is written."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return next((text for each in value if (text := _text(each))), None)
    if isinstance(value, dict):
        folded = {key.casefold(): each for key, each in value.items()}
        return next((text for key in _WORDS if (text := _text(folded.get(key)))), None)
    return None
