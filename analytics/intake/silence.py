"""What the exports of a contract cannot tell, whatever they hold: clauses on it are not reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analytics.contract.model import Contract
from analytics.schema import RESPONSE_AGAIN
from analytics.sources import SOURCES
from analytics.sources.model import INCIDENT_SHAPES

ACKNOWLEDGED = "acknowledged_at"
_NAMED = 5


def silences_of(contract: Contract, columns: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Say which kinds of clause an export of incidents cannot answer.

    When somebody took an incident up is told by a column, by the log itself, or by another export of the
    contract that logs changes or the tool's own clocks. Where none does, an incident would count as
    acknowledged at its resolution, as if nobody had looked at it before: that is not known. A tool's own
    clocks may tell that an incident was reopened, and not when somebody took it up again.

    Args:
        contract: Its exports.
        columns: Our names of the columns that each file has, by its label.
    """
    beside = [
        source
        for source in (SOURCES[export.source] for export in contract.exports)
        if source.rows.shape not in INCIDENT_SHAPES
    ]
    carried = {fact for source in beside for fact in source.carries}
    again = {RESPONSE_AGAIN} if "reopening" in carried and "transitions" not in carried else set()
    silent = {}
    for export in contract.exports:
        source = SOURCES[export.source]
        if source.rows.shape != "incident" or export.path not in columns:
            continue
        told = {*columns[export.path], *source.carries, *carried}
        kinds = again | ({"response"} if ACKNOWLEDGED not in told else set())
        if kinds:
            silent[export.path] = frozenset(kinds)
    return silent


def audiences_of(contract: Contract) -> dict[str, frozenset[str]]:
    """Say of which audiences alone a register tells, where only status pages fill it.

    A status page shows what the public was told, and nothing of what the buyer was.
    """
    told: dict[str, set[str]] = {}
    for export in contract.exports:
        source = SOURCES[export.source]
        for _, rows in source.every_rows():
            audience = export.fixed.get("audience") or rows.fixed.get("audience")
            if rows.shape in ("notifications", "updates"):
                told.setdefault(rows.shape, set()).add(audience.strip().casefold() if audience else "")
    return {register: frozenset(names) for register, names in told.items() if "" not in names}


def note_silences(contract: Contract, silences: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Say which clauses are not reported, and of which export.

    Args:
        contract: Its clauses.
        silences: What `silences_of` returned.

    Yields:
        Sentences for the account.
    """
    for source, kinds in sorted(silences.items()):
        ids = list(dict.fromkeys(clause.id for _, clause in contract.clauses if clause.kind in kinds))
        if ids and kinds == {"response"}:
            more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
            yield (
                f"{source} does not tell when an incident was taken up, and no export beside it does: "
                f"{', '.join(ids[:_NAMED])}{more} is not reported for its incidents. Map a column to "
                "acknowledged_at, or add the log."
            )
