"""The tool's own figures beside ours: one incident a reason, worked out by hand."""

import datetime as dt

import pytest

from analytics.intake import check_exports
from analytics.report.reconcile import reconcile, summarise
from tests.unit.intake.make import make_contract, utc

HEADER = (
    "number,opened_at,resolved_at,closed_at,priority,state,calendar_stc,business_stc,made_sla,reopen_count\n"
)
CLAUSE = {"id": "r", "kind": "resolution", "within": "4 hours", "target": "95%", "reference": "x"}
AS_OF = utc("2026-11-01T00:00:00")
DAY = "2026-10-05"


def row(number, resolved="", closed="", *, state="Resolved", calendar="", business="", kept="", reopened="0"):
    times = [f"{DAY} {each}" if each else "" for each in ("09:00:00", resolved, closed)]
    return ",".join([number, *times, "1 - Critical", state, calendar, business, kept, reopened]) + "\n"


@pytest.fixture
def compare(tmp_path):
    def run(*rows, pauses=""):
        (tmp_path / "i.csv").write_text(HEADER + "".join(rows))
        exports = [{"source": "servicenow-incident", "path": "i.csv", "timezone": "UTC"}]
        if pauses:
            (tmp_path / "p.csv").write_text("incident_id,paused_at,resumed_at,reason\n" + pauses)
            exports.append({"source": "pauses", "path": "p.csv", "timezone": "UTC"})
        contract = make_contract(
            tmp_path,
            *exports,
            clauses=[{**CLAUSE, "pauses": ["awaiting customer"]}],
            pauses={"awaiting customer": ["Awaiting User Info"]},
        )
        tables, problems = check_exports(contract, tmp_path)
        assert problems == []
        return reconcile(tables, contract, AS_OF)

    return run


def reasons(found):
    return dict(found.select("name", "reason").iter_rows())


def test_the_resolution_less_the_opening_is_equal(compare):
    found = compare(row("A", "10:00:00", calendar="3600"))
    assert found.row(0, named=True)["difference"] == dt.timedelta(0)
    assert reasons(found) == {"calendar_stc": "equal"}


def test_a_difference_is_listed_with_its_size(compare):
    found = compare(row("A", "10:00:00", calendar="3630"))
    assert found.row(0, named=True)["difference"] == dt.timedelta(seconds=30)
    assert reasons(found) == {"calendar_stc": "no reason found"}


def test_figures_in_whole_minutes_are_equal_to_the_minute(compare):
    found = compare(row("A", "10:00:40", calendar="3600"))
    assert reasons(found) == {"calendar_stc": "equal to the minute"}


def test_what_is_open_is_not_closed_by_the_tools_figure(compare):
    found = compare(row("A", "", "10:00:00", state="Active", calendar="3600"))
    assert reasons(found) == {"calendar_stc": "open: the tool counts to the closing, which is not used"}
    assert found.row(0, named=True)["ours"] is None


def test_a_tool_that_counts_to_the_closing_is_told(compare):
    found = compare(row("A", "10:00:00", "11:00:00", state="Closed", calendar="7200"))
    assert reasons(found) == {"calendar_stc": "the tool counts to the closing"}


def test_the_time_on_hold_explains_a_difference(compare):
    pause = f"A,{DAY} 09:10:00,{DAY} 09:40:00,awaiting customer\n"
    found = compare(row("A", "10:00:00", calendar="1800"), pauses=pause)
    assert reasons(found) == {"calendar_stc": "pause"}


def test_a_reopening_explains_a_difference(compare):
    assert reasons(compare(row("A", "10:00:00", calendar="99", reopened="1"))) == {
        "calendar_stc": "reopening"
    }


def test_working_time_has_no_verdict_but_where_it_is_the_clauses_own(compare):
    found = compare(row("A", "10:00:00", business="60"), row("B", "10:00:00", business="3600"))
    assert found["reason"].to_list() == [
        "no verdict: the tool's calendar is not in the file",
        "equal to the clause's own time",
    ]


@pytest.mark.parametrize(
    ("resolved", "kept", "reason"),
    [
        ("10:00:00", "true", "the same verdict"),
        ("14:00:01", "false", "the same verdict"),
        ("10:00:00", "false", "the tool's own target and calendar are not in the file"),
        ("14:00:01", "true", "the tool's own target and calendar are not in the file"),
    ],
)
def test_the_tools_verdict_is_compared_with_the_outcome(compare, resolved, kept, reason):
    assert reasons(compare(row("A", resolved, kept=kept))) == {"made_sla": reason}


def test_each_figure_is_counted_by_reason(compare):
    rows = [row(f"A{i}", "10:00:00", calendar="3600", business="60") for i in range(3)]
    found = summarise(compare(*rows, row("B", "10:00:00", calendar="3601")))
    counted = found.select("name", "n", "n_equal", "n_without_verdict", "n_differing", "reason", "n_reason")
    assert counted.rows() == [
        ("business_stc", 3, 0, 3, 0, "no verdict: the tool's calendar is not in the file", 3),
        ("calendar_stc", 4, 3, 0, 1, "equal", 3),
        ("calendar_stc", 4, 3, 0, 1, "no reason found", 1),
    ]


def test_nothing_is_compared_where_the_tool_says_nothing(compare):
    assert compare(row("A", "10:00:00")).is_empty()
