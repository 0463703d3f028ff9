"""XES event logs: one row per event, with what its trace says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from analytics.errors import ExportError, quote
from analytics.intake.bounds import check_name, check_repeated
from analytics.intake.gather import Gatherer, Row
from analytics.intake.grid import Grid
from analytics.intake.markup import Words, make_parser, run_parser

TRACE: Final = "trace."
_WORDS: Final = Words(
    "XES with DOCTYPE is not accepted", "its XML is damaged:", "an XES event log", "export it again"
)
_DEFAULTS: Final = ("global", "extension", "classifier")  # they describe the log and hold no event
_SAID_ONCE: Final = ("severity", "priority")
_BEARERS: Final = ("trace", "event", "attribute", "list")  # what attributes may stand in


def read_event_log(label: str, data: bytes) -> Grid:
    """Read the events of an XES log.

    An attribute's name is its key; one within another is named with a dot, ``cost.currency``, and a list is
    its values with semicolons between. What a trace says of itself is on each of its events, as
    ``trace.key``.

    Args:
        label: The file.
        data: Its bytes.

    Returns:
        One row per event. A trace without events, an event that lies in no trace of the log, and an event
        of which a key is there twice are set aside.

    Raises:
        ExportError: It has a DOCTYPE, is damaged, cut or too large.

    Examples:
        >>> event = b'<event><string key="concept:name" value="opened"/></event>'
        >>> log = b'<log><trace><string key="concept:name" value="INC7"/>' + event + b"</trace></log>"
        >>> read_event_log("a.xes", log).rows.rows()
        [(1, 'opened', 'INC7')]
    """
    return _Log(label, len(data)).read(data)


@dataclass
class _Facts:
    """What a trace or an event says, the line at which it begins, and the first key that it has twice."""

    line: int
    row: Row = field(default_factory=dict)
    doubled: str | None = None
    events: list[_Facts] = field(default_factory=list)
    n_misplaced: int = 0

    def put(self, keys: list[str], value: str | None) -> None:
        name = ".".join(keys)
        if name not in self.row:
            self.row[name] = value
        elif len(keys) > 1:  # a list holds one key many times
            self.row[name] = "; ".join(text for text in (self.row[name], value) if text) or None
        else:
            self.doubled = self.doubled or name


def _inherit(trace: _Facts) -> None:
    """What a trace says of its severity holds for the events that say nothing of it, where others do."""
    for name in _SAID_ONCE:
        if name in trace.row and any(name in event.row for event in trace.events):
            for event in trace.events:
                event.row.setdefault(name, trace.row[name])


class _Log:
    """Follows the elements of a log: the role of each is told by its name and the role of what it lies in."""

    def __init__(self, label: str, n_bytes: int) -> None:
        self._label = label
        self._n_bytes = n_bytes
        self._n_repeated = 0
        self._parser = make_parser(label, _WORDS, self._start, self._end)
        self._gatherer = Gatherer(label, n_bytes)
        self._roles: list[str] = []
        self._keys: list[str] = []
        self._facts: list[_Facts] = []

    def read(self, data: bytes) -> Grid:
        run_parser(self._label, self._parser, data, _WORDS)
        return self._gatherer.grid("XES")

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "include":
            what, remedy = "XES with XInclude is not accepted", "export it as CSV"
            raise ExportError.at(self._label, what, "a log without references to other files", remedy)
        role = self._role(name, attrs)
        self._roles.append(role)
        if role in ("trace", "event"):
            self._facts.append(_Facts(self._parser.CurrentLineNumber))
        elif role == "attribute":
            self._keys.append(attrs["key"])
            check_name(f"{self._label}, line {self._parser.CurrentLineNumber}", ".".join(self._keys))
            self._facts[-1].put(self._keys, attrs.get("value") or None)
        elif role == "misplaced":
            self._misplaced()

    def _role(self, name: str, attrs: dict[str, str]) -> str:
        within = self._roles[-1] if self._roles else "file"
        if within in ("file", "default"):
            return "log" if within == "file" else "default"
        if name == "event":
            return "event" if within in ("log", "trace") else "misplaced"
        if within == "log":
            return "trace" if name == "trace" else "default" if name in _DEFAULTS else "other"
        if within in _BEARERS and name != "trace":
            return "attribute" if "key" in attrs else "list"
        return "other"

    def _misplaced(self) -> None:
        for facts in self._facts:
            facts.n_misplaced += 1
        line = self._parser.CurrentLineNumber
        self._gatherer.set_aside(line, None, "an event that lies in no trace of the log")

    def _end(self, _: str) -> None:
        role = self._roles.pop()
        if role == "attribute":
            self._keys.pop()
        elif role == "event":
            event = self._facts.pop()
            if self._facts:
                self._facts[-1].events.append(event)
            else:
                self._add(event, {}, None)
        elif role == "trace":
            self._add_trace(self._facts.pop())

    def _add_trace(self, trace: _Facts) -> None:
        row = {f"{TRACE}{key}": value for key, value in trace.row.items()}
        self._n_repeated += sum(len(text or "") for text in row.values()) * max(0, len(trace.events) - 1)
        check_repeated(self._label, self._n_repeated, self._n_bytes)
        _inherit(trace)
        for event in trace.events:
            self._add(event, row, trace.doubled and f"{TRACE}{trace.doubled}")
        if not trace.events and not trace.n_misplaced:
            self._gatherer.set_aside(trace.line, None, "a trace without events")

    def _add(self, event: _Facts, of_trace: Row, doubled: str | None) -> None:
        doubled = event.doubled or doubled or next((key for key in of_trace if key in event.row), None)
        if doubled:
            self._gatherer.set_aside(event.line, doubled, f"the key {quote(doubled)} is there twice")
        else:
            self._gatherer.add(event.line, event.row | of_trace)
