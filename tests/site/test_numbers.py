"""Every number of a page, read back from its words, is the number that `figures` gives."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from tests.site.conftest import REPORTS
from tests.site.reading import (
    PageWords,
    count_of,
    interval_says,
    ratio_of,
    read_page,
    share_says,
    span_says,
    target_says,
)

MEASURES = {
    "Time to acknowledge": "time_to_acknowledge",
    "Time to resolve": "time_to_resolve",
    "Time to notify": "time_to_notify",
}
ATTAINMENT_COUNTS = {
    "Due": "n_due",
    "Met": "n_met",
    "Missed": "n_missed",
    "Not evidenced": "n_not_evidenced",
    "Pending": "n_pending",
    "Excluded": "n_excluded",
    "Due, governing": "n_due_governing",
    "Late, governing": "n_late_governing",
}
NOTICE_COUNTS = {
    "Due": "n_due",
    "On time": "n_met",
    "Late": "n_missed",
    "Not evidenced": "n_not_evidenced",
    "Pending": "n_pending",
}
VOLUME_COUNTS = {
    "Opened": "n_opened",
    "Of these, resolved": "n_opened_resolved",
    "Resolved, whenever opened": "n_resolved",
    "Open at the end": "n_open",
}
DURATIONS = {"Mean": "mean", "Median": "median", "P90": "p90", "Maximum": "max"}
VERDICTS = {"met": "Met", "missed": "Missed", "not_measurable": "Not measurable"}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

each_report = pytest.mark.parametrize(("name", "page"), REPORTS)


@pytest.fixture
def words(site_of, name, page) -> PageWords:
    return read_page((site_of(name).root / page).read_text("utf-8"))


@pytest.fixture
def by_month(figures_of, name) -> dict[str, dict]:
    return figures_of(name)


@pytest.fixture
def figures(by_month, page) -> dict:
    return by_month[page.removeprefix("reports/").removesuffix(".html")]


def month_of(words: str) -> str:
    """``October 2026`` and ``Oct 26`` are 2026-10."""
    name, year = words.split()
    return f"20{year[-2:]}-{MONTHS.index(name[:3]) + 1:02d}"


def levels(figures: dict) -> dict[tuple[str, str], dict]:
    return {(row["clause"], row["severity"]): row for row in figures["attainment"]}


def service_levels(figures: dict) -> dict[tuple[str, str], dict]:
    """Each clause once with its verdict: by its one severity, or as "all" with those that it covers below."""
    found = {}
    for clause, whole in indicators(figures).items():
        parts = {key: row for key, row in levels(figures).items() if key[0] == clause}
        governing = ("n_due_governing", "n_late_governing")
        sums = {name: sum(row[name] for row in parts.values()) for name in governing}
        found |= {(clause, "all"): whole | sums} | parts if len(parts) > 1 else parts
    return found


def clause_of(said: str, figures: dict) -> str:
    """The clause of a cell, which says so where the duty is the buyer's own."""
    clause = said.removesuffix(" (the buyer's duty)")
    assert (clause != said) is (indicators(figures)[clause]["obliged"] == "buyer")
    return clause


def check_verdict(words: str, row: dict) -> None:
    assert words == "–" if row["verdict"] is None else words.startswith(VERDICTS[row["verdict"]]), row


@each_report
def test_published_figures_are_those_of_the_command(site_of, figures, name, page):
    path = site_of(name).root / page.replace("reports/", "figures/").replace(".html", ".json")
    assert json.loads(path.read_text("utf-8"))["periods"] == [figures]


def indicators(figures: dict) -> dict[str, dict]:
    return {row["clause"]: row for row in figures["kpis"]}


@each_report
def test_kpi_table_gives_each_indicator_as_figures_do(words, figures, by_month):
    table = words.tables["table-kpi"]
    this_month = next(column for column in table.columns if re.fullmatch(r"[A-Z][a-z]+ 20\d\d", column))
    earlier = [column for column in table.columns if re.fullmatch(r"[A-Z][a-z]{2} \d\d", column)]
    assert month_of(this_month) == figures["period"]
    assert 1 <= len(table.rows) <= 12
    for record in table.records():
        row = indicator_of(record["Promise"], figures)
        clause = row["clause"]
        assert ratio_of(record[this_month]) == (row["n_met"], row["n_due"])
        assert share_says(record[this_month], row["attainment"])
        assert record["Target"].startswith(row["target_text"])
        assert interval_says(record["95 % interval"], row["interval_low"], row["interval_high"])
        assert ("too few" in record["Verdict"]) is bool(row["is_too_few"])
        assert points_of(record["Points"]) == row["points"]
        check_verdict(record["Verdict"], row)
        for column in earlier:
            before = indicators(by_month[month_of(column)])[clause]
            assert ratio_of(record[column]) == (before["n_met"], before["n_due"])
            assert share_says(record[column], before["attainment"])


def indicator_of(said: str, figures: dict) -> dict:
    (clause,) = [each for each in indicators(figures) if re.search(rf"(^|\s){each}(,|\s|$)", said)]
    return indicators(figures)[clause]


def points_of(said: str) -> int | None:
    return None if said == "–" else int(said.split(maxsplit=1)[0])


def n_failures(words: PageWords, clause: str) -> int:
    """How many failures the group of a clause lists: a line each but for updates in a row, and one for
    the number withheld.
    """
    table = words.tables.get("table-late")
    rows = table.groups.get(f"late-{clause}", [[]]) if table else [[]]
    return sum(count_of(row[0].split()[0]) if len(row) == 1 else n_in_a_row(row[0]) for row in rows[1:])


def n_in_a_row(said: str) -> int:
    several = re.search(r" ([\d,]+) updates in a row$", said)
    return count_of(several[1]) if several else 1


@each_report
def test_each_points_cell_leads_to_as_many_failures_as_it_counts(words, figures):
    for clause, row in indicators(figures).items():
        assert n_failures(words, clause) == row["n_late"]
        if row["n_late"]:
            assert f"late-{clause}" in words.ids
    linked = {link.removeprefix("#late-") for link in words.links if link.startswith("#late-")}
    assert linked == {
        row["clause"]
        for row in figures["kpis"]
        if row["points"] is not None and row["n_late"] and (row["points"] or shown_on_page_one(row, words))
    }


def shown_on_page_one(row: dict, words: PageWords) -> bool:
    table = words.tables.get("table-kpi")
    said = [record["Promise"] for record in table.records()] if table else []
    return any(re.search(rf"(^|\s){row['clause']}(,|\s|$)", each) for each in said)


@each_report
def test_consequences_are_those_of_the_figures(words, figures):
    follows = {
        row["clause"]: row
        for row in figures["kpis"]
        if row["obliged"] == "supplier" and (row["verdict"] == "missed" or row["points"])
    }
    table = words.tables.get("table-consequences")
    records = table.records() if table else []
    assert [indicator_of(record["KPI"], figures)["clause"] for record in records] == list(follows)
    for record, row in zip(records, follows.values(), strict=True):
        assert points_of(record["Points"]) == row["points"]
        assert record["Draft rating"] == row["rating"]


@each_report
def test_each_kpi_calls_for_a_plan_once(words, figures):
    table = words.tables.get("table-triggers")
    said = len(table.rows) if table else 0
    assert said == len({row["clause_id"] for row in figures["triggers"]})


@each_report
def test_the_bridge_ends_at_the_reported_figure(words, figures):
    if "table-bridge" not in words.tables:
        assert not any(row["change_due"] or row["change_met"] for row in figures["bridge"])
        return
    totals: dict[str, list[int]] = {}
    for record in words.tables["table-bridge"].records():
        clause, met_due = record["KPI"], ratio_of(record["Met of due"])
        if record["Step"].startswith("Gross"):
            totals[clause] = [count_of(record["Due"]), count_of(record["Met"])]
        elif record["Step"] == "Reported":
            row = indicators(figures)[clause]
            assert totals[clause] == [row["n_due"], row["n_met"]] == list(reversed(met_due))
        else:
            signs = {"+": 1, "−": -1, "±": 0}
            moved = [signs[record[name][0]] * count_of(record[name][1:]) for name in ("Due", "Met")]
            totals[clause] = [sum(pair) for pair in zip(totals[clause], moved, strict=True)]


@each_report
@pytest.mark.parametrize("table", ["table-attainment", "table-attainment-by-severity-data"])
def test_attainment_tables_give_every_count_as_figures_do(words, figures, table):
    if table not in words.tables:
        assert not any(row["n_due"] for row in figures["attainment"])
        return
    records = words.tables[table].records()
    found = [(clause_of(record["Clause"], figures), record["Severity"]) for record in records]
    assert found == list(service_levels(figures))
    for record, exact in zip(records, words.tables[table].exact_records(), strict=True):
        row = service_levels(figures)[clause_of(record["Clause"], figures), record["Severity"]]
        for column, key in ATTAINMENT_COUNTS.items():
            assert count_of(record[column]) == row[key], column
        assert share_says(record["Attainment"], row["attainment"])
        assert exact["Attainment"] == (None if row["attainment"] is None else repr(row["attainment"]))
        assert interval_says(record["95 % interval"], row["interval_low"], row["interval_high"])
        assert (
            record["Target"] == "–" if row["target"] is None else target_says(record["Target"], row["target"])
        )
        check_verdict(record["Verdict"], row)


@each_report
def test_no_severity_has_a_verdict_beside_that_of_its_clause(figures):
    n_rows = Counter(row["clause"] for row in figures["attainment"])
    whole = indicators(figures)
    for row in figures["attainment"]:
        verdict = whole[row["clause"]]["verdict"] if n_rows[row["clause"]] == 1 else None
        assert row["verdict"] == verdict, row


@each_report
def test_the_service_levels_of_the_summary_are_the_clauses_of_the_contract(words, figures):
    owed = [row["verdict"] for row in figures["kpis"] if row["obliged"] == "supplier"]
    n_due = len(owed) - owed.count("not_measurable")
    said = words.section("Summary").sentences[1]
    if n_due == 0:
        assert said == "No service level could be measured."
        return
    assert said.startswith(f"Of {n_due} service level")
    assert f"{owed.count('met')} met the target" in said


@each_report
def test_volume_table_gives_every_count_as_figures_do(words, figures):
    rows = {**figures["incidents"]["by_severity"], "All severities": figures["incidents"]}
    if "table-volume" not in words.tables:
        assert not any(rows["All severities"][key] for key in VOLUME_COUNTS.values())
        return
    records = words.tables["table-volume"].records()
    assert [record["Severity"] for record in records] == list(rows)
    for record in records:
        for column, key in VOLUME_COUNTS.items():
            assert count_of(record[column]) == rows[record["Severity"]][key], (record, column)


@each_report
def test_durations_table_gives_every_span_as_figures_do(words, figures):
    rows = {(row["measure"], row["clock"], row["severity"]): row for row in figures["durations"]}
    if "table-durations" not in words.tables:
        assert not any(row["n"] or row["n_open"] for row in rows.values())
        return
    table = words.tables["table-durations"]
    told = set()
    for record, exact in zip(table.records(), table.exact_records(), strict=True):
        severity = {"All severities": "all"}.get(record["Severity"], record["Severity"])
        key = MEASURES[record["Measure"]], record["Clock"], severity
        row = rows[key]
        assert (count_of(record["n"]), count_of(record["Still open"])) == (row["n"], row["n_open"])
        for column, name in DURATIONS.items():
            seconds = row[f"{name}_seconds"]
            assert span_says(record[column], seconds), (record, seconds)
            assert (exact[column] is None) == (seconds is None)
            assert seconds is None or float(exact[column]) == seconds
        told.add(key)
    assert told == {key for key, row in rows.items()} or told == {
        key for key, row in rows.items() if row["n"]
    }


@each_report
@pytest.mark.parametrize("table", ["table-notification", "table-notification-timeliness-data"])
def test_notification_tables_give_every_count_as_figures_do(words, figures, table):
    rows = {key: row for key, row in levels(figures).items() if row["kind"] == "notification"}
    if table not in words.tables:
        assert not any(row["n_due"] for row in rows.values())
        return
    records = words.tables[table].records()
    assert {(record["Clause"], record["Severity"]) for record in records} == set(rows)
    for record in records:
        row = rows[record["Clause"], record["Severity"]]
        for column, key in NOTICE_COUNTS.items():
            assert count_of(record[column]) == row[key], (record, column)
        assert share_says(record["On time, share"], row["attainment"])


@each_report
def test_attainment_over_months_gives_each_month_as_its_own_figures_do(words, by_month):
    if "table-attainment-over-months-data" not in words.tables:
        return
    for record in words.tables["table-attainment-over-months-data"].records():
        month = service_levels(by_month[month_of(record.pop("Month"))])
        named = {
            clause if severity == "all" or severity in clause else f"{severity} {clause}": row
            for (clause, severity), row in month.items()
            if row["verdict"] is not None
        }
        assert set(record) == set(named)
        for column, said in record.items():
            row = named[column]
            assert ratio_of(said) == (row["n_met"], row["n_due"])
            assert share_says(said.partition(", missed")[0], row["attainment"])
            assert ("missed" in said) is (row["verdict"] == "missed")


@each_report
def test_volume_over_months_gives_each_month_as_its_own_figures_do(words, by_month):
    if "table-volume-over-months-data" not in words.tables:
        return
    for record in words.tables["table-volume-over-months-data"].records():
        month = by_month[month_of(record.pop("Month"))]["incidents"]["by_severity"]
        expected = {f"{severity} opened": row["n_opened"] for severity, row in month.items()}
        expected |= {f"{severity} open at the end": row["n_open"] for severity, row in month.items()}
        assert {column: count_of(said) for column, said in record.items()} == expected


@each_report
def test_distribution_adds_up_to_the_number_resolved(words, figures):
    expected = {
        row["severity"]: row["n"]
        for row in figures["durations"]
        if (row["measure"], row["clock"]) == ("time_to_resolve", "net")
        and row["severity"] != "all"
        and row["n"]
    }
    table = words.tables.get("table-time-to-resolve-data")
    sums = dict.fromkeys(table.columns[1:], 0) if table else {}
    for record in table.records() if table else []:
        for severity in sums:
            sums[severity] += count_of(record[severity]) if record[severity][0].isdigit() else 0
    assert {severity: n for severity, n in sums.items() if n} == expected


@each_report
def test_sentences_of_the_page_count_as_figures_do(words, figures):
    clauses = {clause for clause, row in indicators(figures).items() if row["obliged"] == "supplier"}
    owed = [row for row in figures["attainment"] if row["clause"] in clauses]
    n_due = sum(row["n_due_governing"] for row in owed)
    n_late = sum(row["n_late_governing"] for row in owed)
    verdict = words.section("Summary").sentences[0]
    if n_due == 0:
        assert verdict.startswith("No obligation fell due")
    elif n_late:
        assert verdict.startswith(f"{n_late:,} of {n_due:,} obligations missed")
    else:
        assert verdict.startswith("All") or n_due == 1
    incidents = figures["incidents"]
    volume = words.section("Volume").sentences[0]
    numbers = [
        count_of(each)
        for each in re.findall(r"(?<![\d-])\d[\d,]*(?= incident| of them| resolved| open)", volume)
    ]
    if incidents["n_opened"]:
        assert numbers == [
            incidents[key] for key in ("n_opened", "n_opened_resolved", "n_resolved", "n_open")
        ]
    else:
        assert volume.startswith(("No incidents", "0 incidents opened"))
