"""A short slice of the fuzz run: every input that is kept, and a fixed batch of new ones for each reader."""

import pytest

from tests.fuzz.engine import Tally, run_batch
from tests.fuzz.inputs import as_file, every_kept
from tests.fuzz.planted import DEFECTS, ROOT
from tests.fuzz.target import READERS, Case, check

KEPT = every_kept()
SEED = 20261126


@pytest.mark.parametrize(
    ("reader", "name", "data"), KEPT, ids=[f"{reader}-{name}" for reader, name, _ in KEPT]
)
def test_an_input_that_is_kept_is_read_or_refused_and_accounted_for(reader, name, data):
    check(reader, Case(as_file(reader, data)))


@pytest.mark.parametrize("kind", ["known", "mutated"])
@pytest.mark.parametrize("reader", READERS)
def test_a_fixed_batch_finds_nothing(reader, kind):
    tally = Tally()
    run_batch(reader, kind, 25, SEED, tally)
    assert tally.n_executions >= 25
    assert not tally.findings, next(iter(tally.findings.values()))[0]


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_has_inputs_that_are_kept(reader):
    assert sum(each == reader for each, _, _ in KEPT) >= 5


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.story)
def test_a_defect_can_be_planted_where_it_is_said_to_be(defect):
    text = (ROOT / "analytics" / "intake" / defect.file).read_text(encoding="utf-8")
    assert text.count(defect.old) == 1
