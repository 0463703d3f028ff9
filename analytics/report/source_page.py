"""The table of sources, as a page and for the terminal: made from the sources themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from analytics.sources import SOURCES, holds_incidents
from analytics.sources.facts import facts_of, lacks_of, unreported_by
from analytics.sources.meanings import MEANINGS
from analytics.sources.model import Rows, Source

_ROWS: Final = {
    "incident": "one an incident",
    "update": "one an update",
    "event": "one a change of a field",
    "verdict": "one a clock of the tool",
}
_HEAD: Final = """\
# Sources

What `source` may be in `[[exports]]`, and what each can and cannot tell. This page is made by
`incident-analytics sources --format markdown`; a test fails where it is out of date.

`incident-analytics inspect FILE` says which of them a file is. Several exports may stand together: a list
and the log beside it, the supplier's export and the buyer's, and the registers for what no tool exports well.
A clause whose facts no export tells is *not reported*: it has no obligations, and is in no figure.

*Unverified* means that no public page was found that gives names, formats and units of its fields: compare
a few incidents by hand before you rely on it.
"""


def sources_json() -> str:
    """Give every source for machines."""
    return json.dumps([_describe(source) for source in SOURCES.values()], indent=2) + "\n"


def sources_text() -> str:
    """Give a line for each source, for people at a terminal."""
    width = max(map(len, SOURCES))
    lines = []
    for source in SOURCES.values():
        mark = "" if source.is_verified else "  (unverified)"
        lines.append(f"{source.name:<{width}}  {source.title}: {', '.join(source.formats)}{mark}")
    return "\n".join(lines) + "\n"


def sources_markdown() -> str:
    """Give the page `site/reference/sources.md`."""
    tools = [s for s in SOURCES.values() if s.name not in MEANINGS]
    registers = [s for s in SOURCES.values() if s.name in MEANINGS]
    parts = [_HEAD, "## At a glance\n", _glance(tools), "## What each cannot tell\n", _gaps(tools)]
    parts += [_tool(source) for source in tools]
    parts += ["## Registers\n", _REGISTERS, *(_register(source) for source in registers)]
    return "\n".join(parts)


_REGISTERS: Final = """\
Tables that no tool exports well. `incident-analytics new` writes a template of each into `templates/`, as
CSV and as a sheet of `registers.xlsx`; JSON is a list of objects with the same names. Instants are ISO 8601
(`2026-10-01T09:15:00+01:00`), or in the zone and order that the contract declares.
"""


def _describe(source: Source) -> dict[str, Any]:
    return {
        "source": source.name,
        "title": source.title,
        "formats": list(source.formats),
        "rows": source.rows.shape,
        "tells": list(facts_of(source)),
        "cannot_tell": list(lacks_of(source)) if holds_incidents(source.name) else [],
        "not_reported": list(unreported_by(source)) if holds_incidents(source.name) else [],
        "verified_by": list(source.pages),
        "remarks": source.remarks,
    }


def _glance(sources: list[Source]) -> str:
    rows = [
        (
            f"`{s.name}`",
            s.title,
            ", ".join(s.formats),
            _ROWS[s.rows.shape],
            _verified(s),
        )
        for s in sources
    ]
    return _table(("source", "what", "formats", "rows", "verified"), rows)


def _verified(source: Source) -> str:
    return "yes" if source.is_verified else "unverified"


def _gaps(sources: list[Source]) -> str:
    rows = [
        (f"`{s.name}`", ", ".join(lacks_of(s)) or "nothing", ", ".join(unreported_by(s)) or "none")
        for s in sources
        if holds_incidents(s.name)
    ]
    return _table(("source", "cannot tell", "clauses not reported by it alone"), rows)


def _tool(source: Source) -> str:
    lines = [f"## `{source.name}`\n", f"{source.title}. {source.remarks}".strip() + "\n"]
    lines.append(f"It tells: {', '.join(facts_of(source))}.\n")
    for part, rows in source.every_rows():
        lines.append(_headers(part, rows))
    named = "; ".join(_link(page) for page in source.pages)
    lines.append(f"Fields after: {named}.\n" if named else "Unverified.\n")
    return "\n".join(lines)


def _headers(part: str, rows: Rows) -> str:
    title = f"Within each, `{part}`:\n\n" if part else ""
    lines = [(f"`{name}`", _named(found)) for name, found in rows.headers.items()]
    lines += [(f"`{name}`", f"always {value}") for name, value in rows.fixed.items()]
    lines += [(f"figure `{n}`", _named(f.headers)) for n, f in rows.figures.items()]
    return title + _table(("column of ours", "headers looked for"), lines)


def _named(headers: tuple[str, ...]) -> str:
    return ", ".join(f"`{header}`" for header in headers)


def _register(source: Source) -> str:
    needs = source.rows.needs
    rows = [
        (f"`{name}`", "yes" if name in needs else "", meaning, f"`{example}`" if example else "")
        for name, (meaning, example) in MEANINGS[source.name].items()
    ]
    table = _table(("column", "needed", "meaning", "example"), rows)
    return f"### `{source.name}`\n\n{source.title}.\n\n{table}"


def _link(page: str) -> str:
    title, _, address = page.rpartition(" https://")
    return f"[{title}](https://{address})" if title else page


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells) + "\n"
