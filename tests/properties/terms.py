"""Random contracts over all keys of rules and clauses, one clause of which may be varied mid-term."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from analytics.contract.load import parse_contract
from analytics.contract.model import Contract

STARTS = dt.date(2026, 3, 10)
VARIED = dt.date(2026, 3, 29)  # the night in which the clocks change
HEAD = {
    "contract": {
        "id": "oracle",
        "title": "t",
        "buyer": "b",
        "supplier": "s",
        "timezone": "Europe/London",
        "starts": STARTS,
    },
    "calendars": {
        "working": {
            "division": "england-and-wales",
            "hours": {"mon-fri": ["08:00-12:00", "13:00-18:00"]},
            "closed": [dt.date(2026, 4, 8)],
        },
        "night": {"hours": {"mon-sun": ["22:00-06:00"]}},
    },
    "severity": {"P1": ["1"], "P2": ["2"], "P3": ["3"], "P4": ["4"]},
    "exports": [{"source": "servicenow-audit", "path": "log.csv"}],
}
SEVERITIES = ["P1", "P2", "P3", "P4"]
COVERED = [None, None, ["P1"], ["P1", "P2"], ["P2", "P3"], ["P3", "P4"], ["P1", "P2", "P3"]]
REASONS = ["awaiting customer", "on hold", "awaiting evidence"]
WINDOWS = {
    "always": ["15 minutes", "1 hour", "4 hours", "2 days"],
    "working": ["2 hours", "10 working hours", "next working day", "2 working days"],
    "night": ["6 hours", "24 working hours"],
}
INTERVALS = {"always": ["4 hours", "9 hours"], "working": ["3 working hours"], "night": ["6 hours"]}
STARTS_OF_KIND = {
    "response": ["detected_at, else opened_at", "onset_at"],
    "resolution": ["acknowledged_at", "recorded_at, else opened_at"],
    "notification": ["opened_at", "acknowledged_at, else detected_at"],
    "update": ["acknowledged_at"],
    "report": ["opened_at", "acknowledged_at"],
    "review": ["opened_at"],
    "action": [],
}
RULES = {
    "clock_start": ["detected_at, else opened_at", "recorded_at, else onset_at, else opened_at"],
    "acknowledged": [{"or": "nothing"}, {"at_latest": "nothing"}],
    "resolved": [["column"], ["last state", "closed"], ["closed", "column"]],
    "aware": ["aware_at, else detected_at, else opened_at", "onset_at, else opened_at"],
    "security_awareness": ["the incident's own"],
    "major": [["P1", "P2"], ["flagged"], ["P2", "security"]],
    "severity_raised": ["from the change"],
    "severity_lowered": ["keeps the higher clause"],
    "reopen_window": ["1 day", "none"],
    "reopen_gap": ["does not count"],
    "duplicates": ["on their own"],
    "excludes": [["cancelled"], ["request", "drill"]],
    "relief_excludes": [["agreed", "claimed"], ["disputed"]],
    "disputed": ["as disputed"],
    "month": ["opened"],
}


def seldom(rng: Random, values: list, share: float = 0.15) -> object:
    """Mostly None, which stands for a key left out."""
    return rng.choice(values) if values and rng.random() < share else None


def clause(rng: Random, number: int) -> dict:
    kind = rng.choice(list(STARTS_OF_KIND))
    made = {"id": f"c{number}", "kind": kind, "target": "95%", "reference": "r"}
    made["calendar"] = rng.choice(["always", "always", "working", "night"])
    made["applies"] = applies(rng)
    made["starts"] = seldom(rng, STARTS_OF_KIND[kind])
    made["obliged"] = seldom(rng, ["buyer"])
    if kind in ("response", "resolution", "notification"):
        made["pauses"] = rng.choice([[], REASONS[:1], REASONS[:2], REASONS])
    if kind in ("notification", "update"):
        made["audience"] = rng.choice(["buyer", "buyer", "ICO"])
    if kind == "update":
        made["every"] = rng.choice(INTERVALS[made["calendar"]])
        made["cadence"] = rng.choice(["from the start", "from the last update"])
    else:
        made["within"] = rng.choice(WINDOWS[made["calendar"]])
    if kind == "notification":
        settle_awareness(made, rng.choice(["supplier", "supplier", "buyer"]))
    if kind == "action" and rng.random() < 0.5:
        made |= {"within": "agreed date", "calendar": "always"}
    return {name: value for name, value in made.items() if value is not None}


def settle_awareness(made: dict, awareness: str) -> None:
    """One thing at a time starts a notice: a named instant, the buyer, or the security nature.

    The buyer, aware once it was told, cannot start the clock of its own notice.
    """
    if made["applies"].get("security") is True:
        made["starts"] = None
    elif made["starts"] is None:
        made["awareness"] = "supplier" if made["audience"] == "buyer" else awareness


def applies(rng: Random) -> dict:
    found = {
        "severity": rng.choice(COVERED),
        "security": seldom(rng, [True, True, False], 0.2),
        "personal_data": seldom(rng, [True], 0.1),
        "major": seldom(rng, [True, False], 0.2),
        "service": seldom(rng, [["Payments"]], 0.1),
    }
    return {name: value for name, value in found.items() if value is not None}


def variation(rng: Random, of: dict, *, may_widen: bool) -> dict:
    """A later version of a clause: another window, perhaps for other incidents."""
    made = {**of, "from": VARIED}
    if of["kind"] == "update":
        made["every"] = rng.choice(INTERVALS[of["calendar"]])
    elif of["within"] != "agreed date":
        made["within"] = rng.choice(WINDOWS[of["calendar"]])
    if may_widen and rng.random() < 0.5:
        made["applies"] = of["applies"] | {"severity": rng.choice([["P1", "P2"], SEVERITIES])}
    return made


seeds = st.sampled_from(range(1_000_000))


@st.composite
def contracts(draw) -> dict:
    """A contract file as plain data; each rule, clause and version can be shrunk away by itself."""
    rules = {"security": {"category": ["Security"]}}
    for name in draw(st.lists(st.sampled_from(list(RULES)), unique=True, max_size=6)):
        rules[name] = draw(st.sampled_from(RULES[name]))
    found = draw(st.lists(seeds, min_size=1, max_size=12))
    clauses = [clause(Random(f"clause {seed}"), number) for number, seed in enumerate(found)]
    if draw(st.booleans()):
        # Which of two versions for different severities a raise enters, where the new clause runs from the
        # change and only the later is in force by then, is settled by nothing that the parties wrote.
        may_widen = rules.get("severity_raised") != "from the change"
        clauses.append(variation(Random(found[0]), clauses[0], may_widen=may_widen))
    if draw(st.integers(0, 7)) == 7:
        clauses[-1]["until"] = dt.date(2026, 4, 1)
    head = dict(HEAD["contract"])
    if draw(st.integers(0, 7)) == 7:
        head["ends"] = dt.date(2026, 4, 4)
    return {**HEAD, "contract": head, "rules": rules, "clauses": clauses}


def toml(value: object) -> str:
    """Write a value as TOML; strings as JSON does."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(name)} = {toml(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value)


def read_both(plain: dict) -> tuple[Contract, dict]:
    """The contract as the library reads it, and as the oracle does."""
    text = "\n".join(f"{name} = {toml(value)}" for name, value in plain.items())
    document = parse_contract(text, Path("contract.toml"))
    versions = tuple(2 if clause.from_ == VARIED else 1 for clause in document.clauses)
    contract = Contract(document=document, path=Path("contract.toml"), sha256="0", versions=versions)
    return contract, tomllib.loads(text)
