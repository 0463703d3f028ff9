"""Obligations against a slow oracle that reads one row at a time, and the laws that hold for any data."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.contract.load import parse_contract
from analytics.contract.model import Contract
from analytics.obligations import measure
from analytics.schema import FILES, INCIDENTS, NOTIFICATIONS, PAUSES, REJECTED, TRANSITIONS, Tables, empty
from analytics.summary import attainment
from tests.oracle.contract_clock import EPOCH
from tests.oracle.judge import judge

TEXT = """
[contract]
id = "oracle"
title = "t"
buyer = "b"
supplier = "s"
timezone = "Europe/London"
starts = 2026-03-10
ends = 2027-02-01
[calendars.working]
division = "england-and-wales"
hours = { mon-fri = ["08:00-12:00", "13:00-18:00"] }
closed = [2026-04-08]
[calendars.night]
hours = { mon-sun = ["22:00-06:00"] }
[rules]
security = { category = ["Security"] }
[severity]
P1 = ["1"]
P2 = ["2"]
P3 = ["3"]
P4 = ["4"]
[[exports]]
source = "servicenow-audit"
path = "log.csv"
"""
CLAUSES = [
    ("P1-response", "response", ["P1"], "15 minutes", "always", [], None),
    ("response-by-hours", "response", ["P2", "P3", "P4"], "2 hours", "working", ["awaiting customer"], None),
    ("P1-resolution", "resolution", ["P1"], "4 hours", "always", ["awaiting customer"], None),
    (
        "P2-resolution",
        "resolution",
        ["P2"],
        "10 working hours",
        "working",
        ["awaiting customer", "on hold"],
        None,
    ),
    ("P3-resolution", "resolution", ["P3"], "2 working days", "working", ["awaiting customer"], None),
    ("P34-resolution", "resolution", ["P3", "P4"], "24 hours", "night", ["awaiting customer"], None),
    ("P4-resolution", "resolution", ["P4"], "next working day", "working", [], None),
    ("notice", "notification", ["P1", "P2"], "1 hour", "always", [], None),
    ("P4-notice", "notification", ["P3", "P4"], "next working day", "working", [], None),
    ("security-notice", "notification", None, "30 minutes", "always", [], True),
    ("plain-response", "response", None, "3 hours", "working", [], False),
]


def contract_text() -> str:
    blocks = [TEXT]
    for name, kind, severity, within, calendar, pauses, security in CLAUSES:
        applies = [f"severity = {severity}"] if severity else []
        applies += [f"security = {str(security).lower()}"] if security is not None else []
        audience = 'audience = "buyer"\n' if kind == "notification" else ""
        blocks.append(
            f'[[clauses]]\nid = "{name}"\nkind = "{kind}"\napplies = {{ {", ".join(applies)} }}\n'
            f'within = "{within}"\ncalendar = "{calendar}"\npauses = {pauses}\n{audience}'
            f'target = "95%"\nreference = "r"\n'
        )
    return "\n".join(blocks).replace("'", '"')


DOCUMENT = parse_contract(contract_text(), Path("contract.toml"))
CONTRACT = Contract(document=DOCUMENT, path=Path("contract.toml"), sha256="0", versions=(1,) * len(CLAUSES))
PLAIN = tomllib.loads(contract_text())
# Around the clock change, Easter and two bank holidays; whole and half hours, so that edges are often hit.
FIRST = dt.datetime(2026, 3, 24, tzinfo=dt.UTC)
REASONS = {
    "hold-customer": "awaiting customer",
    "hold-other": "on hold",
    "hold-evidence": "awaiting evidence",
}
steps = st.integers(0, 40).map(lambda n: dt.timedelta(minutes=15 * n)) | st.integers(0, 12 * 24).map(
    lambda n: dt.timedelta(hours=n)
)


@st.composite
def incident_facts(draw, number: int) -> dict:
    """One incident's life as an audit log would tell it."""
    name = f"INC{number}"
    opened = FIRST + draw(steps)
    at, words, severity = (
        opened + draw(steps) * draw(st.integers(0, 1)),
        "new",
        draw(st.sampled_from(["P1", "P2", "P3", "P4"])),
    )
    transitions = [(at, "state", None, words), (at, "severity", None, severity)]
    for _ in range(draw(st.integers(0, 6))):
        at += draw(steps)
        match draw(st.sampled_from(["state", "state", "state", "severity", "assignment"])):
            case "state":
                new = draw(
                    st.sampled_from(["new", "in progress", *REASONS, "resolved", "closed", "cancelled"])
                )
                transitions.append((at, "state", words, new))
                words = new
            case "severity":
                new = draw(st.sampled_from(["P1", "P2", "P3", "P4"]))
                if new != severity:
                    transitions.append((at, "severity", severity, new))
                severity = new
            case _:
                if not any(t[1] == "assignment" for t in transitions):
                    transitions.append((at, "assignment", None, "assigned"))
    resolved = [t[0] for t in transitions if t[1] == "state" and t[3] == "resolved"]
    column = draw(st.sampled_from([None, resolved[-1] if resolved else None, opened - dt.timedelta(hours=1)]))
    shift = draw(st.sampled_from([dt.timedelta(0), -dt.timedelta(minutes=5)]))
    return {
        "incident": {
            "incident_id": name,
            "kind": draw(st.sampled_from(["incident"] * 9 + ["request"])),
            "severity": severity,
            "is_security": draw(st.sampled_from([None, True, False])),
            "detected_at": draw(st.sampled_from([None, opened - dt.timedelta(minutes=10)])),
            "opened_at": opened,
            "acknowledged_at": draw(st.sampled_from([None, None, opened + dt.timedelta(minutes=15)])),
            "resolved_at": column + shift if column is not None else None,
            "closed_at": draw(st.sampled_from([None, at + dt.timedelta(days=1)])),
        },
        **log_tables(name, transitions),
        "notifications": [
            {"incident_id": name, "at": opened + draw(steps) - dt.timedelta(minutes=15), "audience": "buyer"}
            for _ in range(draw(st.integers(0, 2)))
        ],
    }


def log_tables(name: str, transitions: list[tuple]) -> dict:
    """Turn states into classes and pauses, as an export's reader does."""
    rows, pauses, held = [], [], None
    for at, field, before, after in transitions:
        if field != "state":
            rows.append({"incident_id": name, "at": at, "field": field, "before": before, "after": after})
            continue
        if before != after:
            if held is not None:
                pauses.append(
                    {"incident_id": name, "paused_at": held[0], "resumed_at": at, "reason": held[1]}
                )
            held = (at, REASONS[after]) if after in REASONS else None
        was, now = ("on hold" if word in REASONS else word for word in (before, after))
        if was != now:
            rows.append({"incident_id": name, "at": at, "field": "state", "before": was, "after": now})
    if held is not None:
        pauses.append({"incident_id": name, "paused_at": held[0], "resumed_at": None, "reason": held[1]})
    return {"transitions": rows, "pauses": pauses}


@st.composite
def facts(draw) -> dict:
    each = [draw(incident_facts(number)) for number in range(draw(st.integers(1, 4)))]
    return {
        "incidents": [one["incident"] for one in each],
        **{
            name: [row for one in each for row in one[name]]
            for name in ("transitions", "pauses", "notifications")
        },
    }


def table(rows: list[dict], schema) -> pl.DataFrame:
    full = [{name: row.get(name) for name in schema} for row in rows]
    return pl.DataFrame(full, schema=dict(schema))


def tables_of(found: dict) -> Tables:
    return Tables(
        incidents=table(found["incidents"], INCIDENTS),
        transitions=table(found["transitions"], TRANSITIONS),
        pauses=table(found["pauses"], PAUSES),
        notifications=table(found["notifications"], NOTIFICATIONS),
        rejected=empty(REJECTED),
        files=empty(FILES),
    )


KEY = ("incident_id", "episode", "clause_id", "slot")
instants = st.integers(0, 40 * 24 * 4).map(lambda n: FIRST + dt.timedelta(minutes=15 * n))


def instant(microseconds: int | None) -> dt.datetime | None:
    return None if microseconds is None else EPOCH + dt.timedelta(microseconds=microseconds)


@settings(max_examples=100, deadline=None)
@given(found=facts(), as_of=instants)
def test_obligations_agree_with_the_oracle(found: dict, as_of: dt.datetime) -> None:
    expected = judge(found, PLAIN, as_of)
    rows = measure(tables_of(found), CONTRACT, as_of).to_dicts()
    assert {tuple(row[name] for name in KEY) for row in rows} == set(expected)
    for row in rows:
        wanted = expected[tuple(row[name] for name in KEY)]
        assert row["outcome"] == wanted["outcome"], (row, wanted)
        assert row["severity"] == wanted["severity"], (row, wanted)
        assert row["due_at"] == instant(wanted["due_at"]), (row, wanted)
        assert row["last_on_time_at"] == instant(wanted["last"]), (row, wanted)
        if row["net"] is not None:
            assert row["net"] == dt.timedelta(microseconds=wanted["net"]), (row, wanted)
            assert row["gross"] == dt.timedelta(microseconds=wanted["gross"]), (row, wanted)


@settings(max_examples=40, deadline=None)
@given(found=facts(), first=instants, later=instants)
def test_a_later_instant_never_turns_missed_into_met(
    found: dict, first: dt.datetime, later: dt.datetime
) -> None:
    """Holds for one log without reopening or change of severity: those are new facts about the past."""
    first, later = sorted((first, later))
    calm = {
        **found,
        "incidents": [{**row, "resolved_at": None, "closed_at": None} for row in found["incidents"]],
        "transitions": [
            row for row in found["transitions"] if row["after"] not in ("closed", "resolved", "cancelled")
        ],
    }
    tables = tables_of(calm)
    key = ["incident_id", "episode", "clause_id"]
    then = measure(tables, CONTRACT, first).filter(outcome="missed").select(key)
    now = measure(tables, CONTRACT, later).filter(outcome="met").select(key)
    assert then.join(now, on=key, how="inner").is_empty()


@settings(max_examples=40, deadline=None)
@given(found=facts(), as_of=instants, seed=st.integers(0, 2**31))
def test_the_order_of_rows_does_not_matter(found: dict, as_of: dt.datetime, seed: int) -> None:
    tables = tables_of(found)
    shuffled = Tables(
        incidents=tables.incidents.sample(fraction=1, shuffle=True, seed=seed),
        transitions=tables.transitions,
        pauses=tables.pauses.sample(fraction=1, shuffle=True, seed=seed),
        notifications=tables.notifications.sample(fraction=1, shuffle=True, seed=seed),
        rejected=tables.rejected,
        files=tables.files,
    )
    assert measure(tables, CONTRACT, as_of).equals(measure(shuffled, CONTRACT, as_of))


@settings(max_examples=40, deadline=None)
@given(found=facts(), as_of=instants)
def test_outcomes_partition_all_obligations(found: dict, as_of: dt.datetime) -> None:
    obligations = measure(tables_of(found), CONTRACT, as_of)
    counts = attainment(obligations, CONTRACT, as_of)
    parts = ["n_met", "n_missed", "n_not_evidenced", "n_pending", "n_excluded"]
    assert counts.select(pl.sum_horizontal(parts).sum()).item() == obligations.height
    assert (counts["n_due"] == counts["n_met"] + counts["n_missed"] + counts["n_not_evidenced"]).all()
    governing = obligations.filter("is_governing")
    assert not governing.select("incident_id", "episode", "kind", "audience", "obliged").is_duplicated().any()


@settings(max_examples=40, deadline=None)
@given(found=facts(), as_of=instants)
def test_a_pause_never_lengthens_net_time(found: dict, as_of: dt.datetime) -> None:
    tables = tables_of(found)
    bare = Tables(
        tables.incidents,
        tables.transitions,
        empty(PAUSES),
        tables.notifications,
        tables.rejected,
        tables.files,
    )
    key = ["incident_id", "episode", "clause_id"]
    both = measure(tables, CONTRACT, as_of).join(measure(bare, CONTRACT, as_of), on=key, suffix="_bare")
    assert both.filter(pl.col("net") > pl.col("net_bare")).is_empty()
