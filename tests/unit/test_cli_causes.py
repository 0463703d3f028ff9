"""The command `causes`: what it prints for people and machines, and how it refuses."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.publish.new import new_folder
from analytics.report import dataset
from tests.unit.causes.folder import ALONE, COPY, ROWS, SECRET, decision, write_folder
from tests.unit.test_cli import run

CAUSE_KEYS = [
    *("cause_id", "name", "kind", "certainty", "likeness", "is_signal", "state", "trend", "p", "q"),
    *("n_incidents", "n_p1", "n_p2", "n_p3", "n_p4", "n_episodes", "n_earlier", "earlier_seconds"),
    *("downtime_seconds", "is_still_down", "services", "components", "first_seen_at", "last_seen_at"),
    "change_ids",
]
CHANGE_KEYS = [
    *("cause_id", "name", "change_id", "made_at", "verdict", "n_before", "before_seconds", "n_after"),
    *("after_seconds", "p_fewer", "p_more", "ratio_low", "ratio_high", "n_quiet_days_needed"),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rename = decision("rename", 'cause = "B1"\nname = "Rollers worn"', on="2026-11-02")
    lost = decision("confirm", 'cause = "INC404"')
    resolved = [row | {"resolved_at": row["opened_at"].replace("09:00", "11:00")} for row in ROWS]
    rows = (*resolved, ALONE, SECRET, COPY)
    return write_folder(tmp_path_factory.mktemp("small"), *rows, corrections=rename + lost)


def test_the_window_as_json_has_the_promised_shape(capsys, small: Path) -> None:
    code, out, err = run(capsys, "causes", small, "--format", "json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == [
        *("contract", "as_of", "timezone", "window_from", "weights", "causes", "changes", "lineage", "notes")
    ]
    assert found["as_of"] == "2026-12-01T00:00:00+00:00"
    assert found["window_from"] == "2026-09-02T00:00:00+00:00"
    assert [list(cause) for cause in found["causes"]] == [CAUSE_KEYS, CAUSE_KEYS]
    first = {cause["cause_id"]: cause for cause in found["causes"]}["A1"]
    assert (first["n_incidents"], first["n_episodes"], first["n_p3"]) == (3, 3, 3)  # 24 hours apart is two
    assert first["downtime_seconds"] == 3 * 2 * 3600
    assert (first["is_signal"], first["state"]) == (True, "no change raised")
    assert [row["event"] for row in found["lineage"]] == ["renamed"]
    assert "INC404" in found["notes"][0]


def test_the_window_as_a_table_names_every_cause_and_what_changed(capsys, small: Path) -> None:
    code, out, _ = run(capsys, "causes", small)
    assert code == 0
    (first,) = [line for line in out.splitlines() if line.startswith("Certificate expired: gateway")]
    for cell in ("A1", "repeat root cause", "6 h 00 min", "emerging", "signal", "no change raised"):
        assert cell in first
    assert "  renamed B1 (3 incidents, decided by problem manager): looked at" in out
    assert "Note: causes.toml: the confirm of 2026-10-05 names INC404" in out


def test_a_month_is_judged_at_its_end(capsys, small: Path) -> None:
    _, out, _ = run(capsys, "causes", small, "--period", "2026-10", "--format", "json")
    found = json.loads(out)
    assert found["as_of"] == "2026-11-01T00:00:00+00:00"
    assert {cause["cause_id"]: cause["name"] for cause in found["causes"]}["B1"] == "Faults of printer"


def test_why_adds_up_in_json_and_in_text(capsys, small: Path) -> None:
    _, out, _ = run(capsys, "causes", small, "--why", "A3", "--format", "json")
    found = json.loads(out, parse_float=Decimal)
    group = found["group"]
    assert (found["incident_id"], group["cause_id"], group["kind"]) == ("A3", "A1", "repeat root cause")
    assert group["base"] + sum(row["contribution"] for row in group["evidence"]) == group["log_odds"]
    assert list(group["fields"][0]) == ["field", "value", "n_agree", "n_conflict", "n_silent"]
    _, out, _ = run(capsys, "causes", small, "--why", "A3")
    table = out.split("\n\n")[2].splitlines()
    assert table[0].startswith("evidence (weights: default)")
    *parts, total = [Decimal(line.split()[-1]) for line in table[1:]]
    assert sum(parts) == total == group["log_odds"]
    assert f"margin      {found['margin']:.3f} in favour of the group that it is in" in out


def test_why_of_an_incident_in_no_group(capsys, small: Path) -> None:
    code, out, _ = run(capsys, "causes", small, "--why", "X1")
    assert code == 0
    assert out.startswith("X1 is in no group\n")
    assert "It has no component." in out
    assert "\nNearest: " in out


def test_like_lists_the_most_alike(capsys, small: Path) -> None:
    _, out, _ = run(capsys, "causes", small, "--like", "A1", "--format", "json")
    found = json.loads(out)["alike"]
    assert [row["incident_id"] for row in found] == ["A2", "A3"]
    assert found[0]["opened_at"] == "2026-09-11T09:00:00+00:00"
    _, out, _ = run(capsys, "causes", small, "--like", "A1")
    assert "A2        11 Sep 2026 09:00 UTC  A1" in out


def test_review_prints_what_to_paste(capsys, small: Path) -> None:
    _, out, _ = run(capsys, "causes", small, "--review")
    assert '[[split]]\n       cause = "A1"\n       incidents = ["A3"]' in out
    _, out, _ = run(capsys, "causes", small, "--review", "--format", "json")
    assert json.loads(out)["pairs"][0]["other_id"] == "A3"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--why", "a2"], "did you mean A2?"),
        (["--like", "NOTHING"], "no used row has the id 'NOTHING'"),
        (["--why", "S1"], "it is a security incident"),
        (["--why", "A3", "--as-of", "2026-10-01"], "A3 was opened at"),
        (["--why", "A1", "--review"], "ask one thing at a time"),
        (["--period", "all"], "causes are those of one window"),
        (["--period", "October"], "October"),
        (["--as-of", "soon"], "'soon' is no instant"),
        (["--period", "2026-10", "--as-of", "2026-09-01"], "is not after the start of 2026-10"),
        (["--format", "xml"], "xml"),
    ],
)
def test_what_cannot_be_answered_has_exit_2_and_no_traceback(capsys, small: Path, arguments, words) -> None:
    code, out, err = run(capsys, "causes", small, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_no_incident_at_all_is_an_answer(capsys, tmp_path: Path) -> None:
    write_folder(tmp_path, ALONE)
    code, out, _ = run(capsys, "causes", tmp_path)
    assert code == 0
    assert "No two incidents are alike enough to have one cause." in out


def test_figures_hold_the_causes_of_each_month(capsys, small: Path) -> None:
    _, text, _ = run(capsys, "figures", small, "--period", "2026-10", "--format", "json")
    month = json.loads(text)["periods"][0]
    assert [list(cause) for cause in month["causes"]] == [CAUSE_KEYS, CAUSE_KEYS]
    assert month["changes"] == []
    _, table, _ = run(capsys, "figures", small, "--period", "2026-10", "--format", "csv")
    rows = {
        (row["group"], row["key"], row["measure"]): row["value"] for row in csv.DictReader(io.StringIO(table))
    }
    assert rows["causes", "A1", "n_incidents"] == "3"
    assert rows["causes", "A1", "downtime_seconds"] == str(3 * 2 * 3600.0)
    assert rows["causes", "A1", "services"] == "Payments"
    for hidden in ("S1", "D1", "A2", "B3"):  # no member is named but the founder
        assert hidden not in text


README = (Path(__file__).parents[2] / "README.md").read_text()
SECTION = README.split("## Repeat root causes")[1].split("\n## ")[0]


def test_the_readme_runs(capsys, monkeypatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("readme")
    new_folder(folder / "my-contract")
    monkeypatch.chdir(folder)
    opened = dataset.open_dataset("my-contract")
    monkeypatch.setattr("analytics.report.dataset.open_dataset", lambda *_: opened)
    commands = [
        line.split("#")[0].split()[1:]
        for line in SECTION.splitlines()
        if line.startswith("    incident-analytics")
    ]
    assert len(commands) == 5
    for command in commands:
        code, out, err = run(capsys, *command)
        assert (code, err) == (0, ""), command
        assert len(out.splitlines()) > 3
    _, out, _ = run(capsys, "causes", "my-contract", "--format", "json")
    changes = json.loads(out)["changes"]
    assert {tuple(change) for change in changes} == {tuple(CHANGE_KEYS)}
    assert "shown to work" in {change["verdict"] for change in changes}  # though its cause is quiet now
    _, text, _ = run(capsys, "figures", "my-contract", "--period", "2026-10", "--format", "json")
    assert json.loads(text)["periods"][0]["changes"] == changes
    code = [line[4:] for line in SECTION.splitlines() if line.startswith("    ")][len(commands) :]
    names: dict = {}
    exec("\n".join([*code[:-1], f"shown = {code[-1]}"]), names)
    assert names["shown"].columns == ["name", "n_episodes", "trend", "state"]
    assert names["shown"].height > 0


def test_the_reference_lists_every_key_of_the_json(capsys, small: Path) -> None:
    page = (Path(__file__).parents[2] / "site" / "reference" / "causes.md").read_text()
    _, out, _ = run(capsys, "causes", small, "--format", "json")
    found = json.loads(out)
    for key in (*found, *CAUSE_KEYS, *found["lineage"][0], *CHANGE_KEYS):
        assert f"`{key}`" in page or key in ("n_p2", "n_p3"), key
