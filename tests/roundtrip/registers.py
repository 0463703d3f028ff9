"""Our own shapes: a table whose columns carry our names, and each register beside an export of incidents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analytics.schema import INCIDENTS
from tests.roundtrip.servicenow import write_list, write_log
from tests.roundtrip.telling import LONDON, Writer, Written, iso, local, with_acknowledged, write_csv
from tests.roundtrip.world import World

END_OF_DAY = dt.time(23, 59, 59, 999_999)


def _cell(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return iso(value) or ""
    if isinstance(value, list):
        return ";".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def write_table(world: World, folder: Path) -> Written:
    told = with_acknowledged(world, world.tables)
    names = [name for name in INCIDENTS if name != "source"]
    rows = told.incidents.select(names).iter_rows()
    write_csv(folder / "incidents.csv", names, ([_cell(value) for value in row] for row in rows))
    words = {name: [name] for name in ("P1", "P2", "P3", "P4")}
    export = {"source": "table", "path": "incidents.csv", "values": {"severity": words}}
    return Written([export], told)


def _beside(name: str, write_incidents: Writer) -> Writer:
    """A register in our own columns, beside the incidents that another export lists."""

    def write(world: World, folder: Path) -> Written:
        written = write_incidents(world, folder)
        rows = getattr(world.tables, name).iter_rows(named=True)
        header = list(getattr(world.tables, name).columns)
        write_csv(folder / f"{name}.csv", header, ([_told(key, row[key]) for key in header] for row in rows))
        export = {"source": name, "path": f"{name}.csv", "timezone": "Europe/London", "dates": "day-first"}
        return Written([*written.exports, export], written.facts)

    return write


def _told(name: str, value: Any) -> str:
    """An agreed day is told as one: the last instant of it is what is meant."""
    if name == "due_at" and value and value.astimezone(LONDON).time() == END_OF_DAY:
        return local(value, "%d/%m/%Y")
    return _cell(value)


_REGISTERS = ("notifications", "updates", "relief", "actions", "disputes", "changes")
WRITERS: dict[str, Callable[[World, Path], Written]] = {
    "table": write_table,
    **{name: _beside(name, write_log) for name in _REGISTERS},
    "pauses": _beside("pauses", write_list),
}
