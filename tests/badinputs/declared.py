"""From a row of the index to the contract that declares the file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEAD = {
    "id": "bad-inputs",
    "title": "Bad inputs",
    "buyer": "Buyer",
    "supplier": "Supplier",
    "timezone": "Europe/London",
}
STARTS = "2025-04-01"
CLAUSE = {"id": "P1-resolution", "kind": "resolution", "within": "4 hours", "target": "95%", "reference": "1"}
SOURCES = {
    "servicenow-csv": "servicenow-incident",
    "servicenow-xlsx": "servicenow-incident",
    "servicenow-json": "servicenow-incident",
}
PLAIN = ("sheet", "precision", "complete_until", "party", "source")
WHOLE = ("header_row",)
LISTED = ("nil_return",)


class UnknownDeclarationError(ValueError):
    """The index declares something that the runner does not know: the row fails, it is not passed over."""


@dataclass(frozen=True)
class Case:
    """A row of the index."""

    row: dict[str, str]

    @property
    def file(self) -> str:
        return self.row["file"]

    @property
    def outcome(self) -> str:
        return self.row["outcome"]

    def count(self, name: str) -> int | None:
        text = (self.row.get(f"rows_{name}") or "").strip()
        return int(text) if text else None

    def pairs(self, name: str) -> list[tuple[str, str]]:
        text = self.row.get(f"declared_{name}") or ""
        found = [part.partition("=") for part in text.split("|") if part.strip()]
        return [(key.strip(), value) for key, _, value in found]


def contract_toml(case: Case) -> str:
    """Write the contract that declares one file, as its index says."""
    rules: dict[str, Any] = {}
    export = {"source": source_of(case.row["profile"]), "path": case.file}
    if case.row.get("declared_timezone"):
        export["timezone"] = case.row["declared_timezone"]
    if case.row.get("declared_dates"):
        export["dates"] = case.row["declared_dates"]
    columns = dict(case.pairs("columns"))
    severity: dict[str, list[str]] = {}
    for name, word in case.pairs("severity"):
        severity.setdefault(name, []).append(word)
    head = {}
    for key, value in case.pairs("other"):
        _declare(key, value, export, rules, head)
    parts = [_table("contract", {**HEAD, **head}, extra="" if "starts" in head else f"starts = {STARTS}\n")]
    parts += [_table("rules", rules)] if rules else []
    # Without a mapping the file must fail by itself, not for want of a word: each severity has its own name.
    parts.append(_table("severity", severity or {name: [name] for name in ("P1", "P2", "P3", "P4")}))
    parts.append(_table("[exports]", {**export, **({"columns": columns} if columns else {})}))
    parts.append(_table("[clauses]", {**CLAUSE, "applies": {"severity": ["P1"]}}))
    return "\n".join(parts)


def source_of(profile: str) -> str:
    """Give the source of a profile: a generic one is a table by mapping."""
    return "table" if profile.startswith("generic") else SOURCES.get(profile, profile)


def _declare(
    key: str, value: str, export: dict[str, Any], rules: dict[str, Any], head: dict[str, Any]
) -> None:
    if key == "max_excluded":
        rules[key] = float(value)
    elif key in LISTED:
        export[key] = re.split(r"[,;] *", value)
    elif key in WHOLE:
        export[key] = int(value)
    elif key in PLAIN:
        export[key] = value
    elif key.startswith(("values.", "fixed.", "units.")):
        table, _, name = key.partition(".")
        export.setdefault(table, {})[name] = value
    elif key in ("starts", "ends"):
        head[key] = _Day(value)
    else:
        raise UnknownDeclarationError(f"the index declares {key!r}, which is not known here")


class _Day(str):
    """A date: written without quotes."""

    __slots__ = ()


def _table(name: str, values: dict[str, Any], extra: str = "") -> str:
    lines = [f"{key} = {_value(value)}\n" for key, value in values.items()]
    return f"[{name}]\n" + "".join(lines) + extra


def _value(value: Any) -> str:
    if isinstance(value, _Day):
        return value
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value) if isinstance(value, str) else str(value)


def write_folder(case: Case, folder: Path, target: Path) -> None:
    """Put the file and the contract that declares it into a folder of their own."""
    (target / case.file).parent.mkdir(parents=True, exist_ok=True)
    (target / case.file).write_bytes((folder / case.file).read_bytes())
    (target / "contract.toml").write_text(contract_toml(case), encoding="utf-8")
