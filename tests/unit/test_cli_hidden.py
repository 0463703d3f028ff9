"""What an export hides does nothing to a terminal, and machines are told of it without loss."""

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest

from tests.unit.hidden import FORGED, HIDDEN, ID, IN_JSON, LAYOUT, MONTH, SHOWN, write_hidden
from tests.unit.test_cli import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_hidden(tmp_path_factory.mktemp("hidden"))


def seen(capsys, *arguments: object) -> str:
    """What a command writes, of which nothing may hide."""
    _, out, err = run(capsys, *arguments)
    assert not set(out + err) & (HIDDEN - LAYOUT)
    return out + err


def texts_of(data: object) -> set[str]:
    """Every text of plain data."""
    if isinstance(data, dict | list):
        return set().union(*map(texts_of, data.values() if isinstance(data, dict) else data))
    return {data} if isinstance(data, str) else set()


@pytest.mark.parametrize(
    "options",
    [
        ("causes", "--period", MONTH),
        ("causes", "--period", MONTH, "--review"),
        ("causes", "--period", MONTH, "--why", ID),
        ("causes", "--period", MONTH, "--like", ID),
        ("explain", ID),
        ("figures", "--period", MONTH, "--format", "csv"),
    ],
    ids=lambda options: ascii(" ".join(options)),
)
def test_an_id_is_shown_whole(capsys, folder: Path, options) -> None:
    command, *rest = options
    if command == "explain":
        rest = [*rest, "--as-of", "2026-11-01"]
    assert f"A1{SHOWN}" in seen(capsys, command, folder, *rest)


@pytest.mark.parametrize(
    "options",
    [("check",), ("inspect",), ("contract",), ("contract", "--format", "markdown"), ("explain", f"no{ID}")],
    ids=lambda options: ascii(" ".join(options)),
)
def test_nothing_hides_in_what_is_printed(capsys, folder: Path, options) -> None:
    command, *rest = options
    assert seen(capsys, command, folder / "t.csv" if command == "inspect" else folder, *rest)


@pytest.mark.parametrize(
    "options",
    [
        ("causes", "--period", MONTH),
        ("causes", "--period", MONTH, "--review"),
        ("causes", "--period", MONTH, "--why", ID),
        ("causes", "--period", MONTH, "--like", f"A2{ID[2:]}"),
        ("figures", "--period", MONTH),
    ],
    ids=lambda options: ascii(" ".join(options)),
)
def test_json_tells_an_id_as_the_export_has_it(capsys, folder: Path, options) -> None:
    command, *rest = options
    out = seen(capsys, command, folder, *rest, "--format", "json")
    assert f"A1{IN_JSON}" in out
    assert ID in texts_of(json.loads(out))


def test_json_of_check_and_inspect_is_whole(capsys, folder: Path) -> None:
    for command, path in (("check", folder), ("inspect", folder / "t.csv")):
        assert json.loads(seen(capsys, command, path, "--format", "json"))


def test_what_to_paste_names_the_incident(capsys, folder: Path) -> None:
    out = seen(capsys, "causes", folder, "--period", MONTH, "--review", "--format", "json")
    pasted = [tomllib.loads(pair["if_apart"])["split"][0]["cause"] for pair in json.loads(out)["pairs"]]
    assert ID in pasted


def test_an_id_forges_no_line(capsys, folder: Path) -> None:
    for rest in (
        ("causes", folder, "--period", MONTH, "--why", FORGED),
        ("explain", folder, FORGED, "--as-of", "2026-11-01"),
    ):
        out = seen(capsys, *rest)
        assert "Z9␊RESULT" in out
        assert "\nRESULT" not in out


def test_the_account_that_is_kept_shows_what_hides(capsys, folder: Path, tmp_path: Path) -> None:
    run(capsys, "check", folder, "--out", tmp_path / "kept")
    kept = {path.name: path.read_text("utf-8") for path in (tmp_path / "kept").iterdir()}
    assert not {sign for text in kept.values() for sign in text} & (HIDDEN - LAYOUT)
    rows = list(csv.DictReader(io.StringIO(kept["excluded.csv"])))
    assert [row["value"] for row in rows] == [f"odd{SHOWN}"]
