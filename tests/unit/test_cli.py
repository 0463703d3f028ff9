"""The command: what it prints, and what a scheduler reads of it."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analytics.cli import main
from analytics.sample import write_sample


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small contract: the typical one over a small sample."""
    from importlib import resources

    made = tmp_path_factory.mktemp("contract")
    typical = resources.files("analytics.contract").joinpath("typical.toml").read_bytes()
    (made / "contract.toml").write_bytes(typical)
    write_sample(made / "exports", n_incidents=400)
    return made


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    return int(stopped.value.code or 0), shown.out, shown.err


def test_new_writes_a_complete_folder(capsys, tmp_path: Path) -> None:
    code, _, _ = run(capsys, "new", tmp_path / "mine")
    assert code == 0
    names = {path.name for path in (tmp_path / "mine").iterdir()}
    assert names == {
        "README.md",
        "causes.toml",
        "contract.toml",
        "exports",
        "mkdocs.yml",
        "notebooks",
        "templates",
        "site",
    }
    pages = {path.name for path in (tmp_path / "mine" / "site").iterdir()}
    assert "decisions" not in pages
    assert run(capsys, "check", tmp_path / "mine")[0] == 0


def test_new_leaves_what_is_there_alone(capsys, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    code, _, err = run(capsys, "new", tmp_path)
    assert code == 2
    assert "not empty" in err
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_check_accounts_for_every_row(capsys, folder: Path) -> None:
    code, out, _ = run(capsys, "check", folder, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found["status"] == "ok"
    for file in found["files"]:
        assert file["n_read"] == file["n_used"] + file["n_excluded"]
        assert sum(file["excluded_by_reason"].values()) == file["n_excluded"]


def test_check_prints_contract_problems_with_exit_2(capsys, folder: Path, tmp_path: Path) -> None:
    text = (folder / "contract.toml").read_text()
    (tmp_path / "contract.toml").write_text(text.replace('kind      = "response"', 'knd = "response"', 1))
    code, out, _ = run(capsys, "check", tmp_path)
    assert code == 2
    assert "did you mean 'kind'?" in out


def test_check_prints_export_problems_with_exit_3(capsys, folder: Path, tmp_path: Path) -> None:
    code, out, _ = run(capsys, "check", folder, "--exports", tmp_path)
    assert code == 3
    assert "incident_event_log.csv" in out
    assert "notifications.csv" in out


def test_figures_of_json_and_csv_are_the_same_numbers(capsys, folder: Path) -> None:
    _, text, _ = run(capsys, "figures", folder, "--period", "2026-10", "--format", "json")
    _, table, _ = run(capsys, "figures", folder, "--period", "2026-10", "--format", "csv")
    month = json.loads(text)["periods"][0]
    rows = list(csv.DictReader(io.StringIO(table)))
    assert list(rows[0]) == ["period", "group", "key", "measure", "value"]
    by_key = {(row["group"], row["key"], row["measure"]): row["value"] for row in rows}
    assert len(by_key) == len(rows)
    for entry in month["attainment"]:
        key = f"{entry['clause']}/{entry['severity']}"
        assert by_key["attainment", key, "n_due"] == str(entry["n_due"])
        wanted = "" if entry["attainment"] is None else str(entry["attainment"])
        assert by_key["attainment", key, "attainment"] == wanted
    for entry in month["durations"]:
        key = f"{entry['measure']}/{entry['clock']}/{entry['severity']}"
        assert by_key["durations", key, "n"] == str(entry["n"])


def test_the_long_table_holds_every_consequence_too(capsys, folder: Path) -> None:
    _, text, _ = run(capsys, "figures", folder, "--period", "2026-10", "--format", "csv")
    by_key = {tuple(row[1:4]): row[4] for row in list(csv.reader(text.splitlines()))[1:]}
    _, text, _ = run(capsys, "figures", folder, "--period", "2026-10", "--format", "json")
    month = json.loads(text)["periods"][0]
    credit = month["credits"][0]
    assert by_key["credits", "all", "points"] == str(credit["points"])
    assert by_key["credits", "all", "clause_ids"] == " ".join(credit["clause_ids"])
    for row in month["rolling"]:
        assert by_key["rolling", f"{row['clause_id']}/{row['n_window']}", "n_due"] == str(row["n_due"])
    for row in month["triggers"]:
        found = by_key["triggers", f"{row['clause_id']}/{row['rule']}", "periods"]
        assert found == " ".join(row["periods"])


def test_figures_have_the_promised_shape(capsys, folder: Path) -> None:
    _, text, _ = run(capsys, "figures", folder, "--period", "all", "--format", "json")
    found = json.loads(text)
    assert list(found) == ["contract", "periods"]
    assert len(found["periods"]) == 25
    last = found["periods"][-1]
    assert last["period"] == "all"
    assert last["basis"] == {"attainment": "due", "volume": "opened", "durations": "own stop"}
    assert set(last["incidents"]) == {"n_opened", "n_resolved", "n_open", "n_opened_resolved", "by_severity"}
    assert list(last["attainment"][0]) == [
        "clause", "kind", "audience", "severity", "n_due", "n_met", "n_missed", "n_not_evidenced",
        "n_pending", "n_excluded", "n_due_governing", "n_late_governing", "attainment", "interval_low",
        "interval_high", "target", "verdict", "is_too_few",
    ]  # fmt: skip
    assert list(last["durations"][0]) == [
        "measure", "clock", "severity", "n", "n_open", "mean_seconds", "median_seconds", "p90_seconds",
        "max_seconds",
    ]  # fmt: skip


def test_every_incident_was_opened_in_one_month(capsys, folder: Path) -> None:
    _, text, _ = run(capsys, "figures", folder, "--period", "all", "--format", "json")
    *months, whole = json.loads(text)["periods"]
    assert sum(month["incidents"]["n_opened"] for month in months) == whole["incidents"]["n_opened"]


def test_figures_as_a_table_name_every_clause(capsys, folder: Path) -> None:
    _, out, _ = run(capsys, "figures", folder, "--period", "2026-10")
    assert "P1-resolution" in out
    assert "time to resolve" in out


def test_explain_tells_start_due_and_outcome(capsys, folder: Path) -> None:
    code, out, _ = run(capsys, "explain", folder, "INC0010001")
    assert code == 0
    for label in ("promise", "start", "window", "due", "stopped", "elapsed", "outcome"):
        assert f"  {label}" in out


def test_explain_and_contract_say_the_promise_in_the_same_words(capsys, folder: Path) -> None:
    _, out, _ = run(capsys, "explain", folder, "INC0010001")
    assert "  promise     the supplier must acknowledge the incident within" in out
    assert "on the calendar working (Monday to Friday 08:00 to 18:00, without the bank holidays" in out


def test_contract_prints_every_promise_and_needs_no_exports(capsys, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_bytes((folder / "contract.toml").read_bytes())
    code, out, _ = run(capsys, "contract", tmp_path)
    assert code == 0
    assert "P4 buyer told (P4-notification)" in out
    assert (
        "  - The supplier must tell the buyer of each P4 incident by the close of the next working day."
        in out
    )
    code, out, _ = run(capsys, "contract", tmp_path, "--format", "markdown")
    assert code == 0
    assert "### P4 buyer told (P4-notification) {#clause-P4-notification}" in out


def test_contract_prints_mistakes_with_exit_2(capsys, folder: Path, tmp_path: Path) -> None:
    text = (folder / "contract.toml").read_text(encoding="utf-8")
    (tmp_path / "contract.toml").write_text(text.replace('"15 minutes"', '"15 minuets"'), encoding="utf-8")
    code, out, err = run(capsys, "contract", tmp_path)
    assert (code, out) == (2, "")
    assert err.count("'15 minuets' is no window") == 2


def test_explain_names_near_ids_of_a_mistyped_one(capsys, folder: Path) -> None:
    code, _, err = run(capsys, "explain", folder, "INC001001")
    assert code == 2
    assert "did you mean INC0010" in err


@pytest.mark.parametrize(
    "arguments", [["publish"], ["figures", "--format", "xml", "."], ["nonsense"], ["check"]]
)
def test_wrong_usage_has_exit_2(capsys, arguments: list[str]) -> None:
    assert run(capsys, *arguments)[0] == 2


def test_as_of_with_every_month_has_exit_2(capsys, folder: Path) -> None:
    code, _, err = run(capsys, "figures", folder, "--as-of", "2026-05-01")
    assert code == 2
    assert "one period" in err


def test_help_shows_an_example(capsys) -> None:
    for command in ("new", "check", "publish", "figures", "explain", "simulate", "causes", "contract"):
        assert "Example: incident-analytics" in run(capsys, command, "--help")[1]


def test_our_own_fault_has_exit_1_and_says_so(capsys, monkeypatch, folder: Path) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("wires crossed")

    monkeypatch.setattr("analytics.report.dataset.load_contract", broken)
    code, _, err = run(capsys, "figures", folder)
    assert code == 1
    assert "our own fault" in err


def test_command_is_installed() -> None:
    command = Path(sys.executable).with_name("incident-analytics")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("incident-analytics ")


def test_out_is_neither_the_contract_nor_a_file_nor_empty(capsys, folder: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())
    assert run(capsys, "publish", folder, "--out", folder)[0] == 2
    assert run(capsys, "publish", folder, "--out", folder / "site")[0] == 2
    assert run(capsys, "publish", folder, "--out", folder / "exports" / "x")[0] == 2
    assert run(capsys, "publish", folder, "--out", "")[0] == 2
    (tmp_path / "file").write_text("kept")
    code, _, err = run(capsys, "publish", folder, "--out", tmp_path / "file")
    assert code == 74
    assert "it is a file" in err
    assert sorted(path.name for path in folder.iterdir()) == before


def test_check_names_the_rows_that_it_could_not_use(capsys, folder: Path) -> None:
    _, out, _ = run(capsys, "check", folder)
    assert "sys_updated_at: '31/02/2026 10:15:00': no such day. To do: mend the cell" in out
