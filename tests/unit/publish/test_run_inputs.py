"""Pages belong to the inputs that the run began with, or are not published."""

from pathlib import Path

import pytest

from analytics.errors import StorageError
from analytics.publish.run import check_unmoved
from analytics.report.dataset import open_dataset

STORY = Path(__file__).parents[2] / "golden" / "exactly-on-target"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in STORY.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_inputs_that_stayed_as_they_were_are_let_through(folder: Path) -> None:
    check_unmoved(open_dataset(folder), None)


@pytest.mark.parametrize("name", ["contract.toml", "incidents.csv"])
def test_an_input_that_changed_during_the_run_stops_it(folder: Path, name: str) -> None:
    dataset = open_dataset(folder)
    with (folder / name).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(StorageError, match=f"{name}: it changed"):
        check_unmoved(dataset, None)


def test_an_input_that_is_gone_stops_it(folder: Path) -> None:
    dataset = open_dataset(folder)
    (folder / "incidents.csv").unlink()
    with pytest.raises(StorageError):
        check_unmoved(dataset, None)


CONFIRMED = '[[confirm]]\ncause = "INC1"\nby = "problem manager"\non = 2026-01-02\nreason = "seen"\n'


def test_corrections_that_changed_or_came_during_the_run_stop_it(folder: Path) -> None:
    without = open_dataset(folder)
    (folder / "causes.toml").write_text(CONFIRMED)
    with pytest.raises(StorageError, match=r"causes\.toml: it changed"):
        check_unmoved(without, None)
    dataset = open_dataset(folder)
    check_unmoved(dataset, None)
    assert dataset.inputs_sha256 != without.inputs_sha256
    (folder / "causes.toml").write_text(CONFIRMED.replace("INC1", "INC2"))
    with pytest.raises(StorageError, match=r"causes\.toml: it changed"):
        check_unmoved(dataset, None)
