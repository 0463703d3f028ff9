"""The characters that hide, and a contract folder in which every text has some, of exports and of people."""

from __future__ import annotations

from pathlib import Path

from tests.unit.causes.folder import decision, write_folder

POINTS = (
    *range(0x20),
    *range(0x7F, 0xA0),
    *(0xAD, 0x061C, 0x180E, 0xFEFF, 0xFFFE, 0xFFFF),
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)
HIDDEN = frozenset(map(chr, POINTS))
LAYOUT = frozenset("\n\t")
HIDING = "\x07\x1b[31m\u202e\u200b\u2066\u061c\x9b\x7f\xad\u2028\U000e0041"
SHOWN = "␇␛[31m‹U+202E›‹U+200B›‹U+2066›‹U+061C›‹U+009B›␡‹U+00AD›‹U+2028›‹U+E0041›"
IN_JSON = r"\u0007\u001b[31m\u202e\u200b\u2066\u061c\u009b\u007f\u00ad\u2028\udb40\udc41"
ID = f"A1{HIDING}"
FORGED = "Z9\nRESULT status=published"  # an id that would be a line of its own
MONTH = "2026-10"
_NAMED = ("title", "cause_text", "component", "service", "cause_code", "problem_id")


def write_hidden(folder: Path) -> Path:
    """Write it: four incidents of one cause, all late, one that forges a line, and one that is not used."""
    texts = {name: f"{name.replace('_', ' ')} of all{HIDING} four" for name in _NAMED}
    ids = [ID, *(f"A{n}{HIDING}" for n in (2, 3, 4)), FORGED]
    rows = [
        {
            "incident_id": name,
            "opened_at": f"2026-10-{day:02d} 09:00",
            "resolved_at": f"2026-10-{day:02d} 19:00",
            **texts,
        }
        for day, name in enumerate(ids, start=5)
    ]
    unused = {"incident_id": f"X1{HIDING}", "opened_at": "2026-10-11 09:00", "severity": f"odd{HIDING}"}
    said = HIDING.translate({ord(sign): None for sign in "\x07\x1b\x9b\x7f"})  # TOML holds no control
    renamed = decision("rename", f'cause = "{_escaped(ID)}"\nname = "Named{said} so"')
    write_folder(folder, *rows, unused, corrections=renamed)
    contract = folder / "contract.toml"
    words = contract.read_text("utf-8").replace("[rules]", "[rules]\nmax_excluded = 1.0", 1)
    for name in ("title", "buyer", "supplier"):
        words = words.replace(f'{name} = "{name[0]}"', f'{name} = "The {said}{name}"')
    contract.write_text(words.replace('reference = "x"', f'reference = "Schedule{said} 3"'), "utf-8")
    return folder


def _escaped(text: str) -> str:
    return "".join(sign if sign.isalnum() else f"\\U{ord(sign):08X}" for sign in text)
