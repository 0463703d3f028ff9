"""Bytes to a grid of cells, whatever the format."""

from __future__ import annotations

from analytics.contract.model import Export
from analytics.intake.columns import Wanted
from analytics.intake.delimited import read_delimited
from analytics.intake.files import Blob
from analytics.intake.grid import Grid
from analytics.intake.plain import read_plain
from analytics.intake.sniff import decode, sniff, unpack
from analytics.sources import SOURCES


def read_grid(blob: Blob, export: Export, wanted: Wanted) -> Grid:
    """Read the cells of one export.

    The bytes decide what it is, never its name.

    Args:
        blob: Its bytes.
        export: What the contract declares of it.
        wanted: The columns to look for.

    Raises:
        ExportError: It is no export that can be read.
    """
    data = unpack(blob.label, blob.data)
    kind = sniff(blob.label, data)
    if kind == "workbook":
        from analytics.intake.workbook import read_workbook

        return read_workbook(blob.label, data, wanted, export.sheet, export.header_row)
    if kind == "parquet":
        from analytics.intake.parquet import read_columnar

        return read_columnar(blob.label, data)
    if kind == "xes":
        from analytics.intake.eventlog import read_event_log

        return read_event_log(blob.label, data)
    if kind == "atom":
        from analytics.intake.feed import read_feed

        return read_feed(blob.label, data)
    plain = read_plain(blob.label, data, wanted, export.header_row) if kind == "text" else None
    return plain or _read_text(blob.label, data, export, wanted, is_json=kind == "json")


def _read_text(label: str, data: bytes, export: Export, wanted: Wanted, *, is_json: bool) -> Grid:
    text, encoding = decode(label, data)
    if is_json:
        from analytics.intake.records import read_records

        return read_records(label, text, encoding, SOURCES[export.source])
    return read_delimited(label, text, encoding, wanted, export.header_row)
