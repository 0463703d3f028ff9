"""Files of JSON, and of what is nearly JSON, with what is to come of each."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.badinputs.made import GOOD, HEADER, Made


def own_json() -> Iterator[Made]:
    records = [dict(zip(HEADER, row, strict=True)) for row in GOOD]
    lines = "\n".join(map(json.dumps, records))
    kind = "generic-json"
    yield Made("json", "list.json", json.dumps(records).encode(), "accept", (3, 3, 0), kind)
    yield Made("json", "lines.ndjson", lines.encode(), "accept", (3, 3, 0), kind)
    late = [{"number": f"A{i}", "opened_at": GOOD[0][1], "priority": "P1"} for i in range(150)]
    late[-1]["resolved_at"] = GOOD[0][2]
    grown = "\n".join(map(json.dumps, late))
    mapped = {"columns": "incident_id=number|opened_at=opened_at|severity=priority|resolved_at=resolved_at"}
    yield Made("json", "later_keys.ndjson", grown.encode(), "accept", (150, 150, 0), kind, mapped)
    yield Made("json", "cut.json", json.dumps(records)[:-20].encode(), "reject", (None, 0, None), kind)
    broken = json.dumps(records).replace('"P1"', "NaN")
    yield Made("json", "nan.json", broken.encode(), "reject", (None, 0, None), kind)
    deep = ("[" * 100_000 + "]" * 100_000).encode()
    yield Made("json", "deep.json", deep, "reject", (None, 0, None), kind)
    whole = json.dumps(records)
    for name, nearly in (
        ("comma_list", whole[:-1] + ",]"),
        ("comma_object", whole[:-2] + ",}]"),
        ("raw_tab", whole.replace("VPN out", "VPN\tout")),
        ("raw_newline", whole.replace("VPN out", "VPN\nout")),
        ("remark", "/* all */ " + whole),
        ("quote", whole.replace("VPN out", 'VPN 5" out')),
        ("escape", whole.replace("VPN out", "VPN \\out")),
    ):
        yield Made("nearly json", f"{name}.json", nearly.encode(), "reject", (0, 0, 0), kind)
    accented = whole.replace("VPN out", "Caf\u00e9 out")
    yield Made("nearly json", "cp1252.json", accented.encode("cp1252"), "reject", (0, 0, 0), kind)
    yield Made("json", "utf16.json", b"\xff\xfe" + accented.encode("utf-16-le"), "accept", (3, 3, 0), kind)
    nul = whole.replace("VPN out", "VPN\\u0000out")
    yield Made("json", "escaped_nul.json", nul.encode(), "accept", (3, 3, 0), kind)
    for name, values in (("numbers", "[1, 2]"), ("lists", "[[1], [2]]")):
        yield Made("json", f"{name}.json", values.encode(), "reject", (2, 0, 2), kind)
