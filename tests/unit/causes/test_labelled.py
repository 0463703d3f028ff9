"""The benchmark on a labelled file: any columns, any way to write an instant, one line of scores."""

import datetime as dt
import json
import sys
from pathlib import Path

import polars as pl
import pytest

from benchmarks import causes

BASELINES = {"exact", "components", "dbscan", "tfidf_word", "tfidf_char"}
SCORES = {"rf", "p", "r", "recall_at_5"}
HEADER = "incident_id,opened_at,cause_label,title"


def scores_of(path: Path, capsys, monkeypatch) -> dict:
    """What the command prints, which is one line of JSON with every key."""
    monkeypatch.setattr(sys, "argv", ["causes", "--labelled", str(path)])
    causes.main()
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert {"n", "n_true_groups", "baselines", *SCORES} <= found.keys()
    assert found["baselines"].keys() == BASELINES
    assert all(scores.keys() == SCORES for scores in found["baselines"].values())
    return found


def write(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "labelled.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


@pytest.mark.parametrize(
    "days",
    [
        ("2026-01-01T10:00:00+01:00", "2026-01-02T10:00:00+00:00", "2026-01-03T10:00:00+01:00"),
        ("2026-01-01", "2026-01-02", "2026-01-03"),
        ("2026-01-01 10:00:00", "2026-01-02 10:00:00", "2026-01-03 10:00:00"),
        ("2026-01-01T10:00", "2026-01-02T10:00", "2026-01-03T10:00"),
        ("2026-01-01", "2026-01-02T10:00:00.5Z", "2026-01-03 10:00:00 +0100"),
        ("2026-01-01", "", "not known"),
    ],
    ids=["offset", "date", "naive", "minutes", "mixed", "missing"],
)
def test_instants_may_be_written_in_any_of_these_ways(tmp_path, capsys, monkeypatch, days) -> None:
    titles = ("disk of the archive full", "disk of the archive full", "printer jams")
    lines = [
        f"{name},{day},{label},{title}"
        for name, day, label, title in zip("ABC", days, ("x", "x", "y"), titles, strict=True)
    ]
    found = scores_of(write(tmp_path, *lines), capsys, monkeypatch)
    assert (found["n"], found["n_true_groups"], found["rf"]) == (3, 1, 1.0)


@pytest.mark.parametrize("kind", [pl.Date, pl.Datetime("ns"), pl.Datetime("ms", "Europe/London")])
def test_a_parquet_file_may_hold_any_kind_of_instant(tmp_path, capsys, monkeypatch, kind) -> None:
    days = [dt.datetime(2026, 1, day) for day in (1, 2)]
    table = {"incident_id": [1, 2], "opened_at": days, "cause_label": [7, 7], "title": ["disk full"] * 2}
    frame = pl.DataFrame(table)
    if kind == pl.Datetime("ms", "Europe/London"):
        frame = frame.with_columns(pl.col("opened_at").dt.replace_time_zone("Europe/London"))
    frame.with_columns(pl.col("opened_at").cast(kind)).write_parquet(tmp_path / "a.parquet")
    assert scores_of(tmp_path / "a.parquet", capsys, monkeypatch)["rf"] == 1.0


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        ("incident_id,opened_at,cause_label", ["A,2026-01-01,x", "B,2026-01-02,x"]),
        (HEADER, ["A,2026-01-01,x,a", "B,2026-01-02,x,b"]),
        (HEADER, ["A,2026-01-01,x,", "B,2026-01-02,x,"]),
        (HEADER, ["A,2026-01-01,x,-", "B,2026-01-02,x,?!"]),
    ],
    ids=["no column of text", "single letters", "empty", "no word"],
)
def test_texts_without_a_word_are_alike_to_none(tmp_path, capsys, monkeypatch, header, lines) -> None:
    found = scores_of(write(tmp_path, *lines, header=header), capsys, monkeypatch)
    assert found["baselines"]["exact"] == {"rf": 0.0, "p": 0.0, "r": 0.0, "recall_at_5": 0.0}
    assert found["baselines"]["tfidf_word"] == {"rf": 0.0, "p": 0.0, "r": 0.0, "recall_at_5": 0.0}


@pytest.mark.parametrize(
    "lines",
    [[], ["A,2026-01-01,x,disk full"], ["A,2026-01-01,,disk full", "B,2026-01-02, ,disk full"]],
    ids=["no row", "one row", "no label"],
)
def test_without_a_true_group_there_is_no_score(tmp_path, capsys, monkeypatch, lines) -> None:
    found = scores_of(write(tmp_path, *lines), capsys, monkeypatch)
    assert found["n_true_groups"] == 0
    assert [found[name] for name in sorted(SCORES)] == [None] * 4


def test_an_offset_is_obeyed() -> None:
    told = ["2026-01-01T10:00:00+01:00", "2026-01-01T09:30Z", "2026-01-01 09:15:00", "01/01/2026 09:10"]
    table = pl.DataFrame({"incident_id": list("ABCD"), "opened_at": told, "cause_label": [None] * 4})
    minutes = [(at.hour, at.minute) for at in causes.tidy(table)["opened_at"]]
    assert minutes == [(9, 0), (9, 10), (9, 15), (9, 30)]
