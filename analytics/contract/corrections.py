"""``causes.toml``: what people decided about the grouping of causes, each with who, when and why.

The file is optional and stands beside the contract; ``[contract].causes`` may name another. Its incidents and
causes are not known here: whether they exist is seen where causes are found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import Field

from analytics.contract.parts import Part, Text
from analytics.contract.plain import Found, listed, tables

FILE_NAME: Final = "causes.toml"
Several = Annotated[list[Text], Field(min_length=2)]


class Correction(Part):
    """What every decision says of itself.

    Args:
        by: The role that decided; never a name.
        on: The day of the decision: a report as of that day's beginning does not know of it.
        reason: Why.
    """

    by: Text
    on: dt.date
    reason: Text


class Confirm(Correction):
    """``[[confirm]]``: the incidents of a cause have that cause in common.

    Args:
        cause: The cause's id: that of its founding incident.
    """

    cause: Text


class Split(Correction):
    """``[[split]]``: some incidents of a cause have another one in common.

    Args:
        cause: The cause that they leave; it keeps its id.
        incidents: Those that leave it.
    """

    cause: Text
    incidents: Annotated[list[Text], Field(min_length=1)]


class Merge(Correction):
    """``[[merge]]``: several causes are one.

    Args:
        causes: Their ids; the id of the older founder stays.
    """

    causes: Several


class Rename(Correction):
    """``[[rename]]``: a cause has a better name.

    Args:
        cause: The cause's id.
        name: Its name, which is published.
    """

    cause: Text
    name: Text


class Forbid(Correction):
    """``[[forbid]]``: no two of these incidents have a cause in common.

    Args:
        incidents: Their ids.
    """

    incidents: Several


class Corrections(Part):
    """The whole of ``causes.toml``."""

    confirm: list[Confirm] = []
    split: list[Split] = []
    merge: list[Merge] = []
    rename: list[Rename] = []
    forbid: list[Forbid] = []

    def in_order(self) -> tuple[Correction, ...]:
        """Give every decision by its day; of one day, by kind as above, and as the file has them."""
        every = (*self.confirm, *self.split, *self.merge, *self.rename, *self.forbid)
        return tuple(sorted(every, key=lambda decision: decision.on))  # stable


_ONE_CAUSE: Final = ("confirm", "split", "rename")
_LISTS: Final = (("split", "incidents"), ("merge", "causes"), ("forbid", "incidents"))


def find_disagreements(data: dict[str, Any]) -> Iterator[Found]:
    """Yield the path and message of every decision that contradicts itself or another of the same day.

    Args:
        data: The file as tomllib reads it.
    """
    yield from _repeated(data)
    yield from _founder_leaves(data)
    yield from _decided_twice(data)
    yield from _together_and_apart(data)


def _repeated(data: dict[str, Any]) -> Iterator[Found]:
    for kind, key in _LISTS:
        for n, entry in enumerate(tables(data, kind)):
            ids = [name for name in listed(entry, key) if isinstance(name, str)]
            for name in dict.fromkeys(name for name in ids if ids.count(name) > 1):
                yield (kind, n, key), (f"{name!r} is listed twice", "each id once", "take one out")


def _founder_leaves(data: dict[str, Any]) -> Iterator[Found]:
    for n, entry in enumerate(tables(data, "split")):
        cause = entry.get("cause")
        if isinstance(cause, str) and cause in listed(entry, "incidents"):
            what = f"{cause!r} founded the cause and cannot leave it: the part with it keeps the id"
            yield ("split", n, "incidents"), (what, "the other incidents", "name those that leave instead")


def _decided_twice(data: dict[str, Any]) -> Iterator[Found]:
    """One cause named, confirmed or split by two decisions of a day that are not the same."""
    for kind in _ONE_CAUSE:
        first: dict[tuple[str, str], dict[str, Any]] = {}
        for n, entry in enumerate(tables(data, kind)):
            key = (str(entry.get("cause")), str(entry.get("on")))
            if "cause" not in entry or "on" not in entry or key not in first:
                first.setdefault(key, entry)
            elif entry == first[key] or kind == "rename":
                what = f"there is a {kind} of {key[0]!r} on {key[1]} already"
                yield (
                    (kind, n, "cause"),
                    (what, "one decision", "take one out, or give the later its own day"),
                )


def _together_and_apart(data: dict[str, Any]) -> Iterator[Found]:
    """Two founders merged that may not be together on the same day."""
    apart = [(entry.get("on"), set(map(str, listed(entry, "incidents")))) for entry in tables(data, "forbid")]
    for n, entry in enumerate(tables(data, "merge")):
        merged = set(map(str, listed(entry, "causes")))
        for on, forbidden in apart:
            both = sorted(merged & forbidden)
            if len(both) > 1 and on == entry.get("on"):
                what = f"{both[0]!r} and {both[1]!r} are merged here and kept apart on the same day"
                yield ("merge", n, "causes"), (what, "one of the two", "take one out")
