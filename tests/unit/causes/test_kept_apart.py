"""What people forbid stays so in later months, whatever else is recorded; and founders keep their ids."""

import datetime as dt

import polars as pl
import pytest

from analytics.causes.decisions import obey
from analytics.causes.fold import add_month
from analytics.causes.known import Known
from analytics.contract.corrections import Forbid, Merge
from tests.unit.causes.grouping import CERTIFICATE, DISK, END, START, events, facts, groups

LATER = [END + dt.timedelta(days=31 * n) for n in range(4)]


def forbid(*ids: str) -> Forbid:
    return Forbid(by="problem manager", on=START.date(), reason="looked at", incidents=list(ids))


def add(known: Known, n: int, table: pl.DataFrame, *decisions) -> None:
    add_month(known, LATER[n], table)
    obey(known, LATER[n], decisions, "UTC")


@pytest.mark.parametrize("record", ["problem_id", "caused_by_change"])
def test_a_record_written_later_does_not_bind_what_is_kept_apart(record: str) -> None:
    known, table, apart = Known(), facts(CERTIFICATE, DISK), forbid("INC000", "INC001")
    add(known, 0, table, apart)
    for n in (1, 2):
        add(known, n, table.with_columns(pl.lit("R1").alias(record)), apart)
        assert groups(known) == {"INC000": "INC000", "INC001": "INC001"}


def test_nor_does_a_record_of_others_in_their_groups() -> None:
    """INC000 and INC002 are one cause, INC001 and INC003 another; a record then binds INC002 to INC003."""
    known, table, apart = Known(), facts(CERTIFICATE, DISK, CERTIFICATE, DISK), forbid("INC000", "INC001")
    add(known, 0, table, apart)
    is_bound = pl.col("incident_id").is_in(["INC002", "INC003"])
    for n in (1, 2):
        add(known, n, table.with_columns(problem_id=pl.when(is_bound).then(pl.lit("R1"))), apart)
        assert groups(known) == dict.fromkeys(("INC000", "INC002", "INC003"), "INC000") | {"INC001": "INC001"}
    assert events(known)[-1] == ("split", "INC001", "INC000", 1)


def test_a_later_merge_by_people_holds() -> None:
    known, table = Known(), facts(CERTIFICATE, DISK)
    both = (
        forbid("INC000", "INC001"),
        Merge(by="b", on=START.date() + dt.timedelta(days=9), reason="r", causes=["INC000", "INC001"]),
    )
    for n in (0, 1, 2):
        add(known, n, table, *both)
        assert set(groups(known).values()) == {"INC000"}


def test_the_founder_stays_where_a_forbidden_pair_parts_though_the_other_is_older() -> None:
    known, table = Known(), facts(CERTIFICATE, CERTIFICATE)
    add(known, 0, table)
    late = facts(CERTIFICATE | {"incident_id": "OLD", "opened_at": START - dt.timedelta(days=9)})
    add(known, 1, pl.concat([table, late]), forbid("OLD", "INC000"))
    assert groups(known) == {"INC000": "INC000", "INC001": "INC000", "OLD": "OLD"}
    assert events(known)[-1] == ("forbidden", "INC000", "OLD", 1)
