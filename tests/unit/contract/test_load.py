"""Every mistake in a contract file gets its own message, all in one run."""

from pathlib import Path

import pytest

from analytics.contract.load import load_contract
from analytics.errors import ContractError

GOOD = """
[contract]
id = "case-platform"
title = "Case management platform support"
buyer = "Department for Examples"
supplier = "Example Digital Ltd"
timezone = "Europe/London"
starts = 2025-04-01

[calendars.working]
division = "england-and-wales"
hours = { mon-fri = ["08:00-18:00"] }
closed = [2026-12-24]

[rules]
security = { category = ["Security"] }

[severity]
P1 = ["1 - Critical", "P1"]
P2 = ["2 - High"]

[[exports]]
source = "servicenow-audit"
path = "exports/log.csv"
timezone = "Europe/London"
dates = "day-first"
complete_until = 2026-11-01

[[clauses]]
id = "P1-resolution"
kind = "resolution"
applies = { severity = ["P1"] }
within = "4 hours"
calendar = "working"
pauses = ["awaiting customer"]
target = "95%"
reference = "Schedule 3, 4.1"
from = 2025-04-01
"""


def load(tmp_path: Path, text: str):
    (tmp_path / "contract.toml").write_text(text, encoding="utf-8")
    return load_contract(tmp_path)


def messages(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    with pytest.raises(ContractError) as caught:
        load(tmp_path, text)
    return [str(problem) for problem in caught.value.problems]


def test_good_contract_loads(tmp_path: Path) -> None:
    contract = load(tmp_path, GOOD)
    assert contract.id == "case-platform"
    assert contract.clauses[0][1].share.as_integer_ratio() == (19, 20)


MISTAKES = {
    "unknown key": ('kind = "resolution"', 'knd = "resolution"\nkind = "resolution"', 'knd =', "'kind'?"),
    "typo in a word": ('source = "servicenow-audit"', 'source = "servicenow-audti"', 'source =', "'servicenow-audit'?"),
    "no window": ("4 hours", "4 horus", 'within =', "'4 horus' is no window"),
    "target over 100 %": ("95%", "100.5%", 'target =', "is no target"),
    "unknown division": ("england-and-wales", "england", 'division =', "'england-and-wales'?"),
    "unknown calendar": ('calendar = "working"', 'calendar = "wroking"', 'calendar =', "no calendar 'wroking'"),
    "unknown pause": ('pauses = ["awaiting customer"]', 'pauses = ["lunch"]', 'pauses =', "'lunch' is no reason"),
    "severity mapped twice": ('P2 = ["2 - High"]', 'P2 = ["p1"]', 'P2 =', "mapped to P1 and to P2"),
    "path outside": ('"exports/log.csv"', '"../log.csv"', 'path =', "leaves the contract's folder"),
    "absolute path": ('"exports/log.csv"', '"/etc/passwd"', 'path =', "leaves the contract's folder"),
    "unknown zone": ('[[exports]]\nsource = "servicenow-audit"\npath = "exports/log.csv"\ntimezone = "Europe/London"',
                     '[[exports]]\nsource = "servicenow-audit"\npath = "exports/log.csv"\ntimezone = "Europe/Londn"', 'timezone = "Europe/Londn"', "no time zone"),
    "hours never open": ('{ mon-fri = ["08:00-18:00"] }', "{ }", 'hours =', "never opens"),
    "hours overlap": ('["08:00-18:00"]', '["08:00-12:00", "11:00-18:00"]', 'hours =', "overlap on mon"),
    "no such minute": ('"08:00-18:00"', '"08:00-18:61"', 'hours =', "no window of the day"),
    "bad id": ('"case-platform"', '"Case Platform"', 'id = "Case', "^[a-z0-9]"),
    "wrong type": ("starts = 2025-04-01", 'starts = "1 April"', 'starts =', "date"),
    "missing key": ('buyer = "Department for Examples"\n', "", '[contract]', "'buyer' is missing"),
    "ambiguous days": ('"4 hours"', '"5 days"', 'within =', "elapsed or working days"),
    "day window never closes": ('within = "4 hours"\ncalendar = "working"', 'within = "next working day"\ncalendar = "always"', 'within =', "never does"),
    "audience missing": ('kind = "resolution"', 'kind = "notification"', '[[clauses]]', "names no audience"),
    "audience unexpected": ('kind = "resolution"', 'kind = "resolution"\naudience = "buyer"', 'audience =', "only a notification"),
    "unknown column": ('dates = "day-first"', 'dates = "day-first"\ncolumns = { opend_at = "Opened" }', 'columns =', "'opend_at' is no column of ours"),
    "security without rule": ('security = { category = ["Security"] }', "", 'applies =', "no rule tells"),
}  # fmt: skip


def line_starting_with(tmp_path: Path, begin: str) -> int:
    lines = (tmp_path / "contract.toml").read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if line.startswith(begin))


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_has_one_clear_message(tmp_path: Path, name: str) -> None:
    old, new, line, words = MISTAKES[name]
    changes = [(old, new)]
    if name == "security without rule":
        changes.append(('severity = ["P1"]', 'severity = ["P1"], security = true'))
    found = messages(tmp_path, *changes)
    assert len(found) == 1, found
    assert words in found[0]
    assert f"line {line_starting_with(tmp_path, line)}," in found[0]


def test_all_mistakes_come_in_one_run(tmp_path: Path) -> None:
    found = messages(
        tmp_path,
        ("95%", "105%"),
        ("4 hours", "4 horus"),
        ("england-and-wales", "wales"),
        ('"exports/log.csv"', '"../x"'),
    )
    assert len(found) == 4


def test_same_id_from_the_same_day_is_a_duplicate(tmp_path: Path) -> None:
    clause = GOOD[GOOD.index("[[clauses]]") :]
    found = messages(tmp_path, ("from = 2025-04-01\n", "from = 2025-04-01\n" + clause))
    assert len(found) == 1
    assert "used twice" in found[0]


def test_same_id_from_a_later_day_is_a_version(tmp_path: Path) -> None:
    clause = GOOD[GOOD.index("[[clauses]]") :].replace("from = 2025-04-01", "from = 2026-01-01")
    contract = load(tmp_path, GOOD + clause)
    assert [version for version, _ in contract.clauses] == [1, 2]


def test_syntax_error_stands_alone_with_its_line(tmp_path: Path) -> None:
    found = messages(tmp_path, ('title = "Case', "title = Case"))
    assert len(found) == 1
    assert "line 4" in found[0]


@pytest.mark.parametrize("device", ["con", "nul", "aux", "prn", "com1", "lpt9"])
def test_device_names_are_no_ids(tmp_path: Path, device: str) -> None:
    assert "device" in messages(tmp_path, ('"case-platform"', f'"{device}"'))[0]


def test_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="incident-analytics new"):
        load_contract(tmp_path / "nowhere")


def test_first_state_decides_which_states_acknowledge(tmp_path: Path) -> None:
    text = GOOD.replace("[rules]", '[rules]\nacknowledged = { first_state = ["Active"] }')
    words = load(tmp_path, text).state_words()
    assert words["active"] == "in progress"
    assert words["work in progress"] == "new"
