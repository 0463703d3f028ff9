"""Clocks of the tool that tell both a verdict and a working time: the reasons, worked out by hand."""

import pytest

from analytics.intake import check_exports
from analytics.report.doubts import find_doubts
from analytics.report.reconcile import reconcile
from tests.unit.intake.make import make_contract, utc

# Ours: P1, 4 hours from 09:00; resolved at 12:00, met, unless the test says otherwise.
LIST = "number,opened_at,resolved_at,priority,state,reopen_count\n"
CLAUSE = {"id": "r", "kind": "resolution", "within": "4 hours", "target": "95%", "reference": "x"}
CLOCKS = "task,sla,stage,has_breached,business_duration,business_pause_duration,planned_end_time,end_time\n"
DAY = "2026-10-05"
OUR_DUE = f"{DAY} 13:00:00"
NAMES = {"measures": {"resolution": ["P1 resolution"]}}


@pytest.fixture
def reason(tmp_path):
    def run(clock, resolved="12:00:00", reopened=0, values=NAMES, pause=""):
        listed = f"A,{DAY} 09:00:00,{DAY} {resolved},1 - Critical,Resolved,{reopened}\n"
        (tmp_path / "i.csv").write_text(LIST + listed)
        (tmp_path / "s.csv").write_text(CLOCKS + clock + "\n")
        (tmp_path / "p.csv").write_text("incident_id,paused_at,resumed_at,reason\n" + pause)
        zone = {"timezone": "UTC"}
        exports = [
            {"source": "servicenow-incident", "path": "i.csv", **zone},
            {
                "source": "servicenow-task-sla",
                "path": "s.csv",
                **zone,
                **({"values": values} if values else {}),
            },
            *([{"source": "pauses", "path": "p.csv", **zone}] if pause else []),
        ]
        clauses = [{**CLAUSE, "pauses": ["waits"] if pause else []}]
        pauses = {"waits": ["Awaiting User Info"]}
        contract = make_contract(tmp_path, *exports, clauses=clauses, pauses=pauses)
        tables, problems = check_exports(contract, tmp_path)
        assert problems == []
        [row] = reconcile(tables, contract, utc("2026-11-01T00:00:00")).to_dicts()
        return row["reason"], list(find_doubts(contract, tables))

    return run


def clock(breached="false", duration="10800", paused="0", due=OUR_DUE, end=f"{DAY} 12:00:00"):
    return f"A,P1 resolution,Completed,{breached},{duration},{paused},{due},{end}"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (clock(), "equal to the clause's own time"),
        (clock(duration=""), "the same verdict"),
        (clock("true"), "no reason found"),
        (clock("true", due=f"{DAY} 11:00:00"), "another target: the tool's clock was due at another time"),
        (clock("true", duration="14401"), "another calendar: the tool counts other working time"),
        (clock("true", paused="60"), "pause"),
        (clock("true", duration=""), "no reason found"),
        (clock(duration="9000", paused="1800"), "pause"),
        (
            clock(duration="9000"),
            "the same verdict, but the tool counts other working time: another calendar",
        ),
        (clock("", duration="9000"), "no verdict: the tool's calendar is not in the file"),
    ],
)
def test_a_clock_is_compared_by_its_verdict_and_by_its_time(reason, told, said):
    assert reason(told)[0] == said


def test_a_verdict_that_contradicts_ours_is_told_though_the_times_are_equal(reason):
    assert reason(clock("false", duration="14401"), resolved="13:00:01")[0] == "no reason found"


def test_a_reopening_explains_a_contradiction(reason):
    assert reason(clock("true", duration="9000"), reopened=1)[0] == "reopening"


def test_our_own_pause_explains_a_contradiction(reason):
    pause = f"A,{DAY} 09:10:00,{DAY} 09:40:00,waits\n"
    assert reason(clock("true", due=f"{DAY} 13:30:00"), pause=pause)[0] == "pause"


def test_a_clock_of_which_the_contract_does_not_say_what_it_measures_is_not_compared(reason):
    said, doubts = reason(clock("true"), values=None)
    assert said == "not compared: the contract does not say what this clock measures"
    assert any(
        "its clocks 'P1 resolution' measure" in doubt and "values.measures" in doubt for doubt in doubts
    )
