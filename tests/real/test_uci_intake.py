"""The real audit log, against what is known of it and against a slow oracle of its own."""

import csv
import datetime as dt
import random
from pathlib import Path

import pytest

from analytics.contract.load import load_contract, parse_contract
from analytics.contract.model import Contract
from analytics.intake import read_exports

FILE = Path(__file__).parent / "uci" / "contract.toml"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(scope="module")
def log(shared_data):
    return shared_data / "uci"


def in_zone(zone: str) -> Contract:
    path = 'path     = "incident_event_log_402.csv"\ntimezone = '
    text = FILE.read_text().replace(f'{path}"UTC"', f'{path}"{zone}"')
    document = parse_contract(text, FILE)
    return Contract(document=document, path=FILE, sha256="", versions=(1,) * len(document.clauses))


def hours_to_resolve(tables) -> list[float]:
    pairs = tables.incidents.select("opened_at", "resolved_at").drop_nulls().rows()
    return sorted((resolved - opened) / HOUR for opened, resolved in pairs)


def test_every_row_is_used_and_every_incident_has_its_last_severity(log):
    tables = read_exports(load_contract(FILE), log)
    assert tables.files.select("n_read", "n_used", "n_excluded").row(0) == (2339, 2339, 0)
    counts = dict(tables.incidents["severity"].value_counts().rows())
    assert (tables.incidents.height, counts) == (402, {"P1": 4, "P2": 5, "P3": 381, "P4": 12})


@pytest.mark.parametrize(("zone", "mean"), [("UTC", 160.2934), ("Europe/London", 160.2257)])
def test_the_mean_time_to_resolve_is_per_incident_and_in_elapsed_time(log, zone, mean):
    hours = hours_to_resolve(read_exports(in_zone(zone), log))
    assert len(hours) == 384
    assert round(sum(hours) / 384, 4) == mean


def test_the_median_time_to_resolve(log):
    hours = hours_to_resolve(read_exports(in_zone("UTC"), log))
    assert round((hours[191] + hours[192]) / 2, 4) == 20.8417


def instant(cell: str) -> dt.datetime | None:
    return None if cell == "?" else dt.datetime.strptime(cell, "%d/%m/%Y %H:%M").replace(tzinfo=dt.UTC)


CLASSES = {"New": "new", "Active": "in progress", "Resolved": "resolved", "Closed": "closed"}


def oracle(rows: list[dict[str, str]]) -> tuple[list, list, list, tuple]:
    """State changes, severity changes, pauses and final values of one incident, row by row."""
    rows = sorted(rows, key=lambda row: (instant(row["sys_updated_at"]), int(row["sys_mod_count"])))
    states, severities, pauses = [], [], []
    state = severity = word = None
    for row in rows:
        at, new = instant(row["sys_updated_at"]), row["incident_state"]
        if new != word:
            if pauses and pauses[-1][1] is None:
                pauses[-1] = (pauses[-1][0], at)
            if new.startswith("Awaiting"):
                pauses.append((at, None))
            word = new
        held = CLASSES.get(new, "on hold")
        if held != state:
            states.append((at, state, held))
            state = held
        level = "P" + row["priority"][0]
        if level != severity:
            severities.append((at, severity, level))
            severity = level
    last = rows[-1]
    return (
        states,
        severities,
        pauses,
        (instant(last["resolved_at"]), instant(last["closed_at"]), severity, state),
    )


def test_half_of_the_incidents_agree_with_the_oracle_fact_by_fact(log):
    tables = read_exports(load_contract(FILE), log)
    incidents: dict[str, list[dict[str, str]]] = {}
    with (log / "incident_event_log_402.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            incidents.setdefault(row["number"], []).append(row)
    chosen = random.Random(2016).sample(sorted(incidents), 201)
    changes: dict[tuple[str, str], list] = {}
    for r in tables.transitions.iter_rows(named=True):
        changes.setdefault((r["incident_id"], r["field"]), []).append((r["at"], r["before"], r["after"]))
    held: dict[str, list] = {}
    for r in tables.pauses.iter_rows(named=True):
        held.setdefault(r["incident_id"], []).append((r["paused_at"], r["resumed_at"]))
    columns = ("incident_id", "resolved_at", "closed_at", "severity", "state")
    final = {row[0]: row[1:] for row in tables.incidents.select(columns).rows()}
    for number in chosen:
        states, severities, pauses, last = oracle(incidents[number])
        assert changes[number, "state"] == states, number
        assert changes[number, "severity"] == severities, number
        assert held.get(number, []) == pauses, number
        assert final[number] == last, number
