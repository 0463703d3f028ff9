"""Random facts of a few incidents: logs, pauses, messages, relief, actions, disputes and duplicates.

All instants lie on quarters of an hour, so that edges are often hit, around the clock change of 29 March,
Easter and two bank holidays of 2026. Each incident is made from a seed of its own: a failing example is
shrunk by leaving incidents and clauses out, which keeps it fast.
"""

from __future__ import annotations

import datetime as dt
from random import Random

import polars as pl
from hypothesis import strategies as st

from analytics import schema
from analytics.schema import Tables, empty
from tests.properties.terms import SEVERITIES, contracts, seeds

FIRST = dt.datetime(2026, 3, 26, tzinfo=dt.UTC)
N_DAYS = 12
QUARTER, HOUR = dt.timedelta(minutes=15), dt.timedelta(hours=1)
HELD = {"hold-customer": "awaiting customer", "hold-other": "on hold", "hold-evidence": "awaiting evidence"}
STATES = ["new", *["in progress"] * 3, *HELD, *["resolved"] * 4, "closed", "closed", "cancelled"]
FIELDS = ["state", "state", "state", "state", "severity", "severity", "assignment", "security", "kind"]
BY_NAME = {
    "incidents": schema.INCIDENTS,
    "transitions": schema.TRANSITIONS,
    "pauses": schema.PAUSES,
    "notifications": schema.NOTIFICATIONS,
    "updates": schema.UPDATES,
    "relief": schema.RELIEF,
    "actions": schema.ACTIONS,
    "disputes": schema.DISPUTES,
}
MAY_BE_UNDECLARED = ("notifications", "updates", "actions")


def step(rng: Random) -> dt.timedelta:
    """A length of time: minutes, hours or days."""
    return rng.choice([QUARTER * rng.randint(0, 40), QUARTER * rng.randint(0, 8), HOUR * rng.randint(0, 96)])


def around(rng: Random, instant: dt.datetime, *hours: float) -> dt.datetime | None:
    """An instant so many hours away, or none."""
    return rng.choice([None, None, *(instant + HOUR * n for n in hours)])


def changes(rng: Random, opened: dt.datetime) -> list[tuple]:
    """An incident's log as the tool tells it: instant, field, before and after, on-hold states by reason."""
    at = opened + step(rng) * rng.randint(0, 1)
    values = {"state": "new", "severity": rng.choice(SEVERITIES), "kind": "incident"}
    values["security"] = rng.choice(["false", "false", "true"])
    rows = [(at, field, None, value) for field, value in values.items()]
    for _ in range(rng.randint(0, 9)):
        at += step(rng)
        field = rng.choice(FIELDS)
        after = next_value(rng, field, values)
        if after != values.get(field):
            rows.append((at, field, values.get(field), after))
            values[field] = after
    return rows


def next_value(rng: Random, field: str, values: dict) -> str:
    choices = {
        "state": STATES,
        "severity": SEVERITIES,
        "assignment": ["assigned"],
        "security": ["true" if values["security"] == "false" else values["security"]],
        "kind": ["incident"] * 5 + ["request", "drill"],
    }
    return rng.choice(choices[field])


def log_tables(name: str, rows: list[tuple]) -> dict[str, list[dict]]:
    """Turn on-hold states into one class and pauses, as an export's reader does."""
    transitions, pauses, held = [], [], None
    for at, field, before, after in rows:
        was, now = ("on hold" if word in HELD else word for word in (before, after))
        if was != now:
            transitions.append({"incident_id": name, "at": at, "field": field, "before": was, "after": now})
        if field == "state":
            if held is not None:
                pauses.append(pause(name, *held, at))
            held = (at, HELD[after]) if after in HELD else None
    if held is not None:
        pauses.append(pause(name, *held, None))
    return {"transitions": transitions, "pauses": pauses}


def pause(name: str, at: dt.datetime, reason: str, until: dt.datetime | None) -> dict:
    return {"incident_id": name, "paused_at": at, "resumed_at": until, "reason": reason}


def incident(rng: Random, number: int) -> dict[str, list[dict]]:
    name, opened = f"INC{number}", FIRST + QUARTER * rng.randint(0, 4 * 24 * 4)
    has_log = rng.choice([True, True, True, False])
    rows = changes(rng, opened) if has_log else []
    last = {field: after for _, field, _, after in rows}
    state = last.get("state", rng.choice([None, "new", "new", "cancelled"]))
    resolved = [at for at, field, _, after in rows if field == "state" and after == "resolved"]
    columns = {
        "incident_id": name,
        "source": "log.csv",
        "service": rng.choice([None, "Payments", "Portal"]),
        "kind": last.get("kind", rng.choice(["incident"] * 6 + ["request", "drill"])),
        "severity": last.get("severity", rng.choice(SEVERITIES)),
        "is_security": last["security"] == "true" if has_log else rng.choice([None, True, False]),
        "has_personal_data": rng.choice([None, True, False]),
        "is_major": rng.choice([None, True, False]),
        "state": "on hold" if state in HELD else state,
        "opened_at": opened,
        "onset_at": around(rng, opened, -3, -0.5),
        "detected_at": around(rng, opened, -0.5, 0.25, 3),
        "recorded_at": around(rng, opened, 0, 1),
        "aware_at": around(rng, opened, 0.5, 5),
        "security_aware_at": around(rng, opened, -0.25, 2, 30),
        "acknowledged_at": around(rng, opened, -0.25, 0.25, 4),
        "resolved_at": resolved[-1] if resolved and rng.random() < 0.5 else around(rng, opened, -1, 4, 30),
        "closed_at": around(rng, opened, 60),
    }
    return {"incidents": [columns], **log_tables(name, rows), **registers(rng, name, opened)}


def registers(rng: Random, name: str, opened: dt.datetime) -> dict[str, list[dict]]:
    """What stands beside the log of one incident."""
    has_dispute, has_relief = rng.random() < 0.3, rng.random() < 0.2
    return {
        "notifications": [message(rng, name, opened) for _ in range(rng.randint(0, 3))],
        "updates": [message(rng, name, opened) for _ in range(rng.randint(0, 8))],
        "relief": claims(rng, name, opened) if has_relief else [],
        "actions": [action(rng, name, opened, number) for number in range(rng.randint(0, 5))],
        "disputes": [dispute(rng, name, opened) for _ in range(2 * has_dispute)],
    }


def message(rng: Random, name: str, opened: dt.datetime) -> dict:
    audience = rng.choice(["buyer", "buyer", "buyer", "ICO", " Buyer"])
    return {"incident_id": name, "at": opened + step(rng) - QUARTER, "audience": audience}


def claims(rng: Random, name: str, opened: dt.datetime) -> list[dict]:
    return [
        {
            "incident_id": name,
            "clause_id": rng.choice([None, "c0", "c1"]),
            "at": opened + HOUR * hours,
            "status": rng.choice(["claimed", "agreed", "agreed", "disputed", "withdrawn"]),
            "reason": rng.choice(["flood", "strike"]),
            "approver": rng.choice(["the board", "the buyer"]),
        }
        for hours in rng.sample(range(96), rng.randint(1, 2))
    ]


def dispute(rng: Random, name: str, opened: dt.datetime) -> dict:
    at = opened + HOUR * rng.choice([-2, -0.25, 0.25, 3, 26])
    field = rng.choice(schema.DISPUTED_FIELDS)
    return {"incident_id": name, "field": field, "at": at, "party": "buyer", "reason": "r"}


def action(rng: Random, name: str, opened: dt.datetime, number: int) -> dict:
    raised = opened + dt.timedelta(hours=2) + step(rng)
    return {
        "action_id": f"{name}-{9 - number}",
        "incident_id": rng.choice([name] * 7 + [None]),
        "kind": rng.choice(schema.ACTION_KINDS),
        "title": "t",
        "raised_at": raised,
        "due_at": around(rng, raised, 4, 48),
        "done_at": around(rng, raised, 1, 4, 24, 48, 60),
    }


def relate(rng: Random, incidents: list[dict]) -> None:
    """Make a few duplicates and children: of one another, of themselves, of what is not here."""
    names = [row["incident_id"] for row in incidents] + ["elsewhere"]
    for row in incidents:
        row["duplicate_of"] = rng.choice(names) if rng.random() < 0.1 else None
        row["parent_id"] = rng.choice(names) if rng.random() < 0.1 else None


@st.composite
def facts(draw) -> dict[str, list[dict] | None]:
    """The rows of all tables; None for a register that nobody declared."""
    found_seeds = draw(st.lists(seeds, min_size=1, max_size=5))
    each = [incident(Random(f"incident {seed}"), number) for number, seed in enumerate(found_seeds)]
    found = {name: [row for one in each for row in one[name]] for name in BY_NAME}
    relate(Random(found_seeds[0]), found["incidents"])
    for name in draw(st.sampled_from([[], [], [], *([name] for name in MAY_BE_UNDECLARED)])):
        found[name] = None
    return found


def enters_no_clause_twice(found: dict) -> dict:
    """From the change, a clause entered a second time has two starts: after a lowering nothing is raised."""
    lowered: set[str] = set()
    kept = []
    for row in found["transitions"]:
        if row["field"] == "severity" and row["before"] is not None:
            if row["after"] > row["before"]:
                lowered.add(row["incident_id"])
            elif row["incident_id"] in lowered:
                continue
        kept.append(row)
    return {**found, "transitions": kept}


instants = st.integers(4 * 24, N_DAYS * 24 * 4).map(lambda n: FIRST + QUARTER * n)


@st.composite
def worlds(draw) -> tuple[dict, dict, dt.datetime]:
    """Facts, a contract as plain data, and an instant of judgement."""
    found, plain = draw(facts()), draw(contracts())
    if plain["rules"].get("severity_raised") == "from the change":
        found = enters_no_clause_twice(found)
    return found, plain, draw(instants)


def tables_of(found: dict) -> Tables:
    """The tidy tables of such facts."""
    made = {name: table(found[name], columns) for name, columns in BY_NAME.items() if found[name] is not None}
    undeclared = {name: None for name in MAY_BE_UNDECLARED if found[name] is None}
    return Tables(**made, **undeclared, rejected=empty(schema.REJECTED), files=empty(schema.FILES))


def table(rows: list[dict], columns: schema.Schema) -> pl.DataFrame:
    full = [{name: row.get(name) for name in columns} for row in rows]
    return pl.DataFrame(full, schema=dict(columns))
