"""An XES event log: an incident a trace, its state the activity, everything else an attribute."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests.roundtrip.servicenow import REASON, STATE
from tests.roundtrip.telling import PRIORITY, Written
from tests.roundtrip.world import Incident, World

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
<global scope="event"><string key="concept:name" value="UNKNOWN"/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>
<classifier name="Activity" keys="concept:name"/>
"""
OF_TRACE = ("opened_at", "resolved_at", "closed_at", "category", "service", "title")
PERSONAL = "personal data"


def _attribute(key: str, value: object) -> str:
    if isinstance(value, dt.datetime):
        return f'<date key={quoteattr(key)} value="{value.strftime("%Y-%m-%dT%H:%M:%S.000+00:00")}"/>'
    kind = "boolean" if isinstance(value, bool) else "string"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{kind} key={quoteattr(key)} value={quoteattr(text)}/>"


def _trace(incident: Incident) -> Iterator[str]:
    facts = incident.facts
    yield "<trace>" + _attribute("concept:name", incident.id)
    told = {name: facts[name] for name in OF_TRACE} | {PERSONAL: facts["has_personal_data"]}
    yield from (_attribute(name, value) for name, value in told.items() if value is not None)
    now = {"state": "", "severity": "", "assignment": ""}
    for at in dict.fromkeys(step.at for step in incident.steps):
        for step in incident.steps:
            if step.at == at:
                now[step.field] = REASON[step.reason] if step.reason else STATE.get(step.value, step.value)
        attributes = {
            "concept:name": now["state"],
            "lifecycle:transition": "complete",
            "time:timestamp": at,
            "priority": PRIORITY[now["severity"]],
        }
        if now["assignment"]:
            attributes |= {"org:resource": "Resolver 7", "org:group": facts["assignment_group"]}
        yield "<event>" + "".join(_attribute(name, value) for name, value in attributes.items()) + "</event>"
    yield "</trace>\n"


def write_log(world: World, folder: Path) -> Written:
    text = HEAD + "".join(part for each in world.incidents for part in _trace(each)) + "</log>\n"
    (folder / "log.xes.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    export = {
        "source": "xes",
        "path": "log.xes.gz",
        "columns": {"has_personal_data": f"trace.{PERSONAL}"},
    }
    return Written([export], world.tables)


WRITERS = {"xes": write_log}
