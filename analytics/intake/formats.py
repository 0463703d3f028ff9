"""Bytes to a grid of cells, whatever the format."""

from __future__ import annotations

from typing import Final

from analytics.contract.model import Export
from analytics.intake.columns import Wanted
from analytics.intake.delimited import read_delimited
from analytics.intake.encodings import decode, mark_length, refuse_other_json, to_utf8
from analytics.intake.files import Blob
from analytics.intake.grid import Grid
from analytics.intake.sniff import may_be_json, sniff, unpack
from analytics.sources import SOURCES

_JSON: Final = frozenset(("JSON", "NDJSON"))


def read_grid(blob: Blob, export: Export, wanted: Wanted, *, is_whole: bool = True) -> Grid:
    """Read the cells of one export.

    The bytes decide what it is. Only where they are nothing that can be read does it matter whether its name
    or its source says that it should be JSON, and what is wrong with it is told as a fault of that.

    Args:
        blob: Its bytes: read it once.
        export: What the contract declares of it.
        wanted: The columns to look for.
        is_whole: Keep the cells of columns that are not looked for.

    Raises:
        ExportError: It is no export that can be read.
    """
    blob.data = unpack(blob.label, blob.data)
    kind = sniff(blob.label, blob.data)
    if kind == "text" and _JSON.issuperset(SOURCES[export.source].formats) and may_be_json(blob.data):
        kind = "json"  # what is wrong with it is told as a fault of JSON
    if kind == "workbook":
        from analytics.intake.workbook import read_workbook

        return read_workbook(blob.label, blob.data, wanted, export.sheet, export.header_row)
    if kind == "parquet":
        from analytics.intake.parquet import read_columnar

        return read_columnar(blob.label, blob.data)
    if kind == "xes":
        from analytics.intake.eventlog import read_event_log

        return read_event_log(blob.label, blob.data)
    if kind == "atom":
        from analytics.intake.feed import read_feed

        return read_feed(blob.label, blob.data)
    if kind == "json":
        from analytics.intake.records import read_records

        refuse_other_json(blob.label, blob.data)
        text, encoding = decode(blob.label, blob.data)
        return read_records(blob.label, text, encoding, SOURCES[export.source], mark_length(blob.data))
    blob.data, encoding = to_utf8(blob.label, blob.data)
    return read_delimited(blob, encoding, wanted, export.header_row, is_whole=is_whole)
