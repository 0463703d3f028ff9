"""What the sample tells: volume, every planted element, and the same bytes whatever the machine."""

import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from analytics.errors import StorageError
from analytics.sample import SAMPLE_FILES, make_sample, write_sample
from analytics.sample.causes import HOSTILE
from analytics.sample.edges import EDGES
from analytics.sample.hours import at
from analytics.sample.recurring import RECURRING
from analytics.sample.terms import END
from tests.unit.sample.replay import Row, instant, read, usable_rows

EVENTS = {
    "October 2026": 5,
    "assigned, never in progress": 3,
    "breached by the raise itself": 3,
    "cancelled": 4,
    "cause that a change does not stop": 21,
    "cause that a change stops": 12,
    "cause that recurs": 24,
    "cause whose change is not made": 14,
    "closed without a resolution": 2,
    "critical incident on hold": 2,
    "five days are over at closing time": 2,
    "five days with a pause over Easter": 2,
    "hostile title": 3,
    "logged late": 2,
    "look-alike: connection pool": 7,
    "look-alike: name server": 7,
    "lowered after resolution": 3,
    "lowered and raised again": 3,
    "lowered before anybody took it": 3,
    "lowered near breach": 3,
    "lowered when already missed": 3,
    "lowered while at work": 3,
    "never acknowledged": 2,
    "notice before awareness": 1,
    "on hold at the end": 8,
    "on hold for a reason that does not pause": 4,
    "on hold over a weekend": 6,
    "open at the end": 9,
    "opened at the end": 3,
    "paused when the window was used up": 2,
    "raised after a missed response": 3,
    "raised after the notice": 3,
    "raised before anybody took it": 3,
    "raised when already missed": 3,
    "raised while at work": 3,
    "raised with its pause": 3,
    "raised with its pause, still late": 3,
    "raised, late from the opening": 3,
    "reopened after the window": 6,
    "reopened exactly at the window": 1,
    "reopened later, no second notice": 1,
    "reopened later, open at the end": 1,
    "reopened twice": 1,
    "reopened within the window": 6,
    "reopened, late by its gap": 6,
    "reopened, open at the end": 2,
    "resolution time missing": 3,
    "row of the export: no such date": 1,
    "row of the export: repeated": 3,
    "security incident": 15,
    "security incident raised": 3,
    "two reasons on hold in a row": 2,
    "two updates in one second": 3,
    "used up at closing time": 4,
    "users told, the buyer not": 3,
}


@cache
def sample() -> dict[str, bytes]:
    return make_sample()


@cache
def truth() -> list[Row]:
    return read(sample()["truth.csv"])


@cache
def incidents() -> dict[str, list[Row]]:
    return usable_rows(sample()["incident_event_log.csv"])


def month(row: Row) -> str:
    return f"{datetime.strptime(row['opened_at'], '%d/%m/%Y %H:%M:%S'):%Y-%m}"


def test_every_planted_element_is_there() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for row in truth():
        found[row["event"]].add(row["incident_id"])
    counts = {event: len(ids) for event, ids in found.items() if event}
    edges = {
        f"{words}: {occasion}": 1
        for occasion, *_ in EDGES
        for words in ("one second inside", "exactly on target", "one second late")
    }
    assert counts == EVENTS | edges


def test_about_1500_incidents_in_24_months() -> None:
    months = Counter(month(rows[0]) for rows in incidents().values())
    assert len(incidents()) == 1500
    assert (min(months), max(months), len(months)) == ("2024-11", "2026-10", 24)
    assert months["2026-04"] > 1.3 * sum(months.values()) / 24  # the spike at the start of the year


def test_severities_are_mixed_as_in_life() -> None:
    first = Counter(rows[0]["priority"] for rows in incidents().values())
    shares = {word: n / 1500 for word, n in first.items()}
    assert 0.02 <= shares["1 - Critical"] <= 0.045
    assert 0.06 <= shares["2 - High"] <= 0.12
    assert 0.45 <= shares["3 - Moderate"] <= 0.55


def test_two_months_have_no_critical_incident_opened_or_due() -> None:
    ids = {row["incident_id"] for row in truth() if row["clause_id"].startswith("P1-")}
    ids |= {number for number, rows in incidents().items() if any(r["priority"][0] == "1" for r in rows)}
    opened = [instant(incidents()[number][0]["opened_at"]) for number in ids]
    for begin, end in (("2025-06-01", "2025-07-01"), ("2026-02-01", "2026-03-01")):
        assert not [t for t in opened if at(f"{begin} 00:00") - 4 * 3600 <= t < at(f"{end} 00:00")]


def test_the_supplier_is_decent_but_for_one_quarter() -> None:
    good, bad = Counter[str](), Counter[str]()
    for row in truth():
        if row["clause_id"][:2] in ("P3", "P4") and row["outcome"] in ("met", "missed", "not evidenced"):
            is_bad = month(incidents()[row["incident_id"]][0]) in ("2025-07", "2025-08", "2025-09")
            (bad if is_bad else good)[row["outcome"]] += 1
    assert 0.93 <= good["met"] / good.total() <= 0.99
    assert bad["met"] / bad.total() <= 0.92


def test_october_has_something_to_say() -> None:
    found = {
        (row["clause_id"], row["outcome"])
        for row in truth()
        if month(incidents()[row["incident_id"]][0]) == "2026-10"
    }
    assert found >= {
        ("P1-response", "missed"),
        ("P1-resolution", "missed"),
        ("P1-notification", "missed"),
        ("P2-resolution", "missed"),
        ("P2-notification", "not evidenced"),
        ("P3-notification", "missed"),
        ("security-notification", "missed"),
        ("P3-resolution", "pending"),
    }


def test_nothing_is_known_after_the_end_of_the_data() -> None:
    log, notices = read(sample()["incident_event_log.csv"]), read(sample()["notifications.csv"])
    columns = ("opened_at", "sys_created_at", "sys_updated_at", "resolved_at", "closed_at")
    texts = {row[column] for row in log for column in columns} | {row["at"] for row in notices}
    assert max(instant(text) for text in texts - {"?"} if not text.startswith("31/02/")) < END


def test_no_local_time_names_two_instants() -> None:
    log = sample()["incident_event_log.csv"] + sample()["notifications.csv"]
    for day in (b"26/10/2025", b"25/10/2026"):
        assert day + b" 01:" not in log


def test_final_times_are_copied_onto_every_row() -> None:
    for rows in incidents().values():
        assert len({(row["resolved_at"], row["closed_at"]) for row in rows}) == 1


def test_updates_are_in_the_order_in_which_the_tool_counted_them() -> None:
    for rows in incidents().values():
        counts = [int(row["sys_mod_count"]) for row in rows]
        times = [instant(row["sys_updated_at"]) for row in rows]
        assert counts == sorted(set(counts))
        assert times == sorted(times)


def test_three_rows_are_repeated_and_one_cannot_be_dated() -> None:
    lines = sample()["incident_event_log.csv"].splitlines()
    assert len(lines) - len(set(lines)) == 3
    assert sum(b",31/02/2026 10:15:00," in line for line in lines) == 1


def test_every_notice_belongs_to_an_incident() -> None:
    notices = read(sample()["notifications.csv"])
    assert {row["incident_id"] for row in notices} <= incidents().keys()
    assert {row["audience"] for row in notices} == {"buyer", "users", "senior managers", "ICO"}


def test_planted_causes_strike_as_planned() -> None:
    for recurring in RECURRING:
        rows = [incidents()[n][0] for n in {r["incident_id"] for r in truth() if r["event"] == recurring.key}]
        since = [
            row for row in rows if recurring.changed and instant(row["opened_at"]) >= at(recurring.changed)
        ]
        assert (len(rows) - len(since), len(since)) == (recurring.before, recurring.after)
        assert {row["cmdb_ci"] for row in rows} == {recurring.cause.component}


def test_look_alikes_differ_in_cause_and_record_not_in_wording() -> None:
    server, pool = (recurring.cause for recurring in RECURRING[3:5])
    assert server.title.replace("-", " ").lower() == pool.title.lower()
    assert server.problem_id != pool.problem_id
    assert server.component != pool.component


def test_hostile_titles_arrive_as_typed() -> None:
    titles = {rows[0]["short_description"] for rows in incidents().values()}
    assert titles >= set(HOSTILE)


@pytest.mark.parametrize(("hash_seed", "zone"), [("1", "UTC"), ("77", "Asia/Tokyo")])
def test_the_bytes_do_not_depend_on_hash_seed_or_zone(hash_seed: str, zone: str) -> None:
    code = (
        "import hashlib; from analytics.sample import make_sample;"
        "print(*(hashlib.sha256(b).hexdigest() for b in make_sample().values()))"
    )
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "TZ": zone}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert run.stdout.split() == [hashlib.sha256(content).hexdigest() for content in sample().values()]


def test_another_seed_is_another_story() -> None:
    assert make_sample(seed=1)["truth.csv"] != sample()["truth.csv"]


def test_a_larger_sample_keeps_the_planted_incidents() -> None:
    larger = read(make_sample(n_incidents=3000)["truth.csv"])
    assert len({row["incident_id"] for row in larger}) == 3000
    assert Counter(r["event"] for r in larger if r["event"]) == Counter(
        r["event"] for r in truth() if r["event"]
    )


def test_the_files_are_written_as_they_were_made(tmp_path: Path) -> None:
    write_sample(tmp_path / "exports")
    assert {path.name: path.read_bytes() for path in (tmp_path / "exports").iterdir()} == sample()
    assert tuple(sample()) == SAMPLE_FILES


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("in the way")
    with pytest.raises(StorageError, match="the sample could not be written"):
        write_sample(tmp_path / "exports")
