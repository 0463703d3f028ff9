"""What the exports of a contract cannot tell, whatever they hold: clauses on it are not reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from analytics.contract.model import Contract
from analytics.intake.built import named
from analytics.schema import RESPONSE_AGAIN
from analytics.sources import SOURCES

ACKNOWLEDGED = "acknowledged_at"
RESOLVED = "resolved_at"
_NAMED = 5
_OF_RESOLUTION = frozenset(("resolution", "update"))  # status updates are owed until the resolution
_OPEN = ("new", "in progress", "on hold")
_MENDED = (
    ("taken up", "response", "Map a column to acknowledged_at, or add the log."),
    ("resolved", "resolution", "Map a column to resolved_at, or add the log."),
)
_NO_IDS = pl.Series("incident_id", dtype=pl.String)


def silences_of(
    contract: Contract,
    columns: Mapping[str, frozenset[str]],
    incidents: pl.DataFrame,
    told: Mapping[str, pl.Series],
) -> dict[str, frozenset[str]]:
    """Say which kinds of clause an export of incidents cannot answer.

    When somebody took an incident up is told by a column, by the log itself, or by another export of the
    contract that logs changes or the tool's own clocks of its incidents. Where none does, an incident would
    count as acknowledged at its resolution, as if nobody had looked at it before: that is not known. A tool's
    own clocks may tell that an incident was reopened, and not when somebody took it up again.

    When it was resolved is told by a column or by changes of the state; by the closing too, where the
    contract takes it. A list of which every state is an open one needs none of them.

    Args:
        contract: Its exports and the rule on the resolution.
        columns: Our names of the columns that each file has, by its label.
        incidents: `schema.INCIDENTS`.
        told: What `told_by` returned.
    """
    carried = {
        export.label: SOURCES[export.source].carries for export in contract.exports if export.label in told
    }
    ends = {RESOLVED, "transitions", *(["closed_at"] if "closed" in contract.rules.resolved else [])}
    incidents = incidents.select("source", "incident_id", "state")  # the rest would be copied with each file
    silent = {}
    for export in contract.exports:
        source = SOURCES[export.source]
        if source.rows.shape != "incident" or export.label not in columns:
            continue
        own = incidents.filter(pl.col("source") == export.label)
        ids = own["incident_id"]
        beside = {fact for path, facts in carried.items() for fact in facts if _names_any(told[path], ids)}
        kinds = {RESPONSE_AGAIN} if "reopening" in beside and "transitions" not in beside else set()
        facts = {*columns[export.label], *source.carries, *beside}
        if ACKNOWLEDGED not in facts:
            kinds.add("response")
        if facts.isdisjoint(ends) and not own["state"].is_in(_OPEN).fill_null(value=False).all():
            kinds |= _OF_RESOLUTION
        if kinds:
            silent[export.label] = frozenset(kinds)
    return silent


def untold_of(
    contract: Contract,
    columns: Mapping[str, frozenset[str]],
    incidents: pl.DataFrame,
    told: Mapping[str, pl.Series],
    silences: Mapping[str, frozenset[str]],
) -> tuple[pl.Series, list[str]]:
    """Name the incidents that nothing beside their list tells of, though it tells of others of the list.

    An incident that is still open and that a log of changes does not name was not taken up; one that was
    resolved must have been changed, so the log lacks it. Clocks of the response are there or are not.

    Args:
        contract: Its exports.
        columns: Our names of the columns that each file has, by its label.
        incidents: `schema.INCIDENTS`.
        told: What `told_by` returned.
        silences: What `silences_of` returned: of these lists nothing is told.

    Returns:
        Their ids, and sentences for the account.
    """
    known = pl.concat([_NO_IDS, *told.values()]).implode()
    logs = [
        e.label for e in contract.exports if "transitions" in SOURCES[e.source].carries and e.label in told
    ]
    found, notes = [_NO_IDS], []
    incidents = incidents.select("source", "incident_id", "state", "resolved_at")
    for export in contract.exports:
        source = SOURCES[export.source]
        is_list = source.rows.shape == "incident" and export.label in columns
        if not is_list or "response" in silences.get(export.label, ()):
            continue
        if ACKNOWLEDGED in {*columns[export.label], *source.carries}:
            continue
        own = incidents.filter(pl.col("source") == export.label)
        left = own.filter(~pl.col("incident_id").is_in(known))
        if any(_names_any(told[log], own["incident_id"]) for log in logs):
            is_done = pl.col("resolved_at").is_not_null() | pl.col("state").is_in(["resolved", "closed"])
            left = left.filter(is_done)
        if left.height:
            found.append(left["incident_id"])
            of = f"{left.height:,} of its {own.height:,} incidents ({named(left['incident_id'])})"
            notes.append(
                f"{export.label}: nothing beside it tells when {of} were taken up: their responses are not "
                "reported"
            )
    return pl.concat(found), notes


def _names_any(named_ids: pl.Series, own: pl.Series) -> bool:
    return bool(own.is_in(named_ids.implode()).any())


def told_by(rows: Mapping[str, Sequence[pl.DataFrame]], verdicts: pl.DataFrame) -> dict[str, pl.Series]:
    """Name the incidents of which exports beside the lists tell when somebody took them up.

    Args:
        rows: Per shape, the typed rows of each file: of recorded changes all tell.
        verdicts: `schema.VERDICTS`: clocks of the response tell.

    Returns:
        The export's path to the ids of incidents.
    """
    pairs = [part.select(pl.col("file").alias("source"), "incident_id") for part in rows.get("event", ())]
    pairs.append(verdicts.filter(pl.col("measures") == "response").select("source", "incident_id"))
    ids = pl.concat(pairs).group_by("source", maintain_order=True).agg(pl.col("incident_id").unique())
    return {source: ids.filter(source=source)["incident_id"].explode() for source in ids["source"]}


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
    for fact, kind, remedy in _MENDED:
        sources = sorted(source for source, kinds in silences.items() if kind in kinds)
        kinds = _OF_RESOLUTION if kind == "resolution" else {kind}
        ids = list(dict.fromkeys(clause.id for _, clause in contract.clauses if clause.kind in kinds))
        if not sources or not ids:
            continue
        do, them, their = ("does", "it", "its") if len(sources) == 1 else ("do", "them", "their")
        yield (
            f"{_listed(sources)} {do} not tell when an incident was {fact}, and no export beside {them} "
            f"does: {_listed(ids)} {'is' if len(ids) == 1 else 'are'} not reported for {their} incidents. "
            f"{remedy}"
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
