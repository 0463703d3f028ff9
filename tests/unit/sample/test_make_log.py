"""The large log for performance checks: enough rows, and a contract of five clauses that reads them."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from analytics.contract.load import load_contract
from tests.unit.sample.replay import read

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "make_log.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_log", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_log_has_at_least_the_rows_asked_for(script: ModuleType, tmp_path: Path) -> None:
    rows = script.make_log(tmp_path, 12_000)
    log = read((tmp_path / "exports" / "incident_event_log.csv").read_bytes())
    assert len(log) == rows
    assert 12_000 <= rows <= 12_600


def test_five_clauses_three_of_them_with_pauses(script: ModuleType, tmp_path: Path) -> None:
    script.make_log(tmp_path, 10_000)
    clauses = [clause for _, clause in load_contract(tmp_path / "contract.toml").clauses]
    assert len(clauses) == 5
    assert sum(bool(clause.pauses) for clause in clauses) == 3
