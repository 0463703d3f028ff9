"""Rows of incidents of which it is known what must become of each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

NAMES = ("number", "opened", "priority", "note")
ODD = "\t ,;|'\"<>&=+-@\\/{}[]:?\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ufeff\u202e\u200b\u00a0é£€’日😀"
LETTERS = "abcXYZ019"
WORDS = (
    "INC0000001", "Total", "number", "sep=;", "null", "NaN", "1E5", "=1+1", '""', "2026-10-01", "<b>", "]]>",
    "Export stopped due to excessive size", "_x000D_", "#N/A", "---", "a" * 300,
)  # fmt: skip
KINDS = (*["good"] * 8, "no date", "bad date", "bad word", "no id", "repeat", "twin")


@dataclass(frozen=True)
class Row:
    """A row and what must become of it: ``good`` ones are used, any other is rejected."""

    incident: str
    opened: str
    priority: str
    note: str
    kind: str

    @property
    def is_good(self) -> bool:
        return self.kind == "good"

    def cells(self) -> dict[str, str]:
        return dict(zip(NAMES, (self.incident, self.opened, self.priority, self.note), strict=True))


def texts(*, newlines: bool, alphabet: str = ODD) -> st.SearchStrategy[str]:
    """Free text as people paste it: it begins and ends with a letter, so that trimming takes nothing."""
    signs = LETTERS + alphabet + ("\r\n" if newlines else "")
    inside = st.one_of(st.text(signs, max_size=12), st.sampled_from(WORDS))
    return st.builds("{}{}{}".format, st.sampled_from("axN"), inside, st.sampled_from("bz9"))


def one_in(draw: st.DrawFn, n: int) -> bool:
    """Say yes about once in so many times; 0 is drawn far more often than its share."""
    return draw(st.integers(0, n - 1)) == n // 2 + 1


@st.composite
def tables(draw: st.DrawFn, notes: st.SearchStrategy[str], most: int = 12) -> list[Row]:
    """Rows with ids that are never the same but where the kind says so; the first is always good."""
    kinds = ["good", *draw(st.lists(st.sampled_from(KINDS), max_size=most))]
    style = draw(st.sampled_from(("INC{:07}", "{:05}", "{}", "1E{}", "ü-{}")))
    rows: list[Row] = []
    for i, kind in enumerate(kinds, 1):
        row = _row(draw, i, kind, style, notes, rows)
        lone = row.kind == "twin" and row.note != f"x{i}"  # there was no row to be the twin of
        rows.append(replace(row, kind="good") if lone else row)
    return rows


def _row(
    draw: st.DrawFn, i: int, kind: str, style: str, notes: st.SearchStrategy[str], rows: list[Row]
) -> Row:
    good = [place for place, row in enumerate(rows) if row.kind == "good"]
    opened = f"2026-10-{1 + i % 28:02} 09:{i % 60:02}:{draw(st.integers(0, 59)):02}"
    row = Row(
        style.format(i),
        opened,
        draw(st.sampled_from(("1 - Critical", "2 - High", "4 - LOW"))),
        draw(notes),
        kind,
    )
    if kind == "repeat":
        return replace(rows[draw(st.sampled_from(good))], kind=kind)
    if kind == "twin" and len(good) > 1:  # the first row stays as it is: a file without a good row is refused
        place = draw(st.sampled_from(good[1:]))
        rows[place] = replace(rows[place], kind=kind)
        return replace(row, incident=rows[place].incident, note=f"x{i}")
    return (
        replace(row, **_faults(draw, kind)) if kind in ("no date", "bad date", "bad word", "no id") else row
    )


def _faults(draw: st.DrawFn, kind: str) -> dict[str, str]:
    blank = ("", " ", "?")
    if kind == "no date":
        return {"opened": draw(st.sampled_from(blank))}
    if kind == "bad date":
        return {"opened": draw(st.sampled_from(("2026-13-45 09:00:00", "soon", "2026-10-01 25:00:00", "-")))}
    if kind == "bad word":
        return {"priority": draw(st.sampled_from(("5 - Odd", "", "critical")))}
    return {"incident": draw(st.sampled_from(blank))}


def expected(rows: list[Row]) -> dict[str, str]:
    """The text of each incident that must be there."""
    return {row.incident: row.note for row in rows if row.is_good}
