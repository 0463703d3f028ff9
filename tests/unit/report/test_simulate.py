"""A variation tried on past months: worked by hand on four incidents over two months."""

import json
from pathlib import Path

import pytest

from analytics.contract.load import load_contract, load_variation
from analytics.errors import ContractError
from analytics.report.dataset import open_dataset
from analytics.report.selection import select_periods
from analytics.report.simulate import simulate
from analytics.tables.terminal import simulation_table
from tests.unit.small import head

CONTRACT = (
    head("2026-09-01")
    + """[severity]
P1 = ["P1"]
P2 = ["P2"]
[[exports]]
source = "table"
path = "incidents.csv"
timezone = "UTC"
complete_until = 2026-11-01
[[clauses]]
id = "P1-resolution"
kind = "resolution"
applies = { severity = ["P1"] }
within = "4 hours"
target = "50%"
bands = [[50, 0], [0, 2]]
reference = "r"
[[clauses]]
id = "P2-resolution"
kind = "resolution"
applies = { severity = ["P2"] }
within = "8 hours"
target = "50%"
reference = "r"
"""
)
# Times to resolve: A 1 h and B 3 h in September, C 3 h and D 5 h in October, all P1; E is a P2 of 6 h.
INCIDENTS = """incident_id,severity,opened_at,resolved_at
A,P1,2026-09-05 09:00:00,2026-09-05 10:00:01
B,P1,2026-09-06 09:00:00,2026-09-06 12:00:01
C,P1,2026-10-05 09:00:00,2026-10-05 12:00:01
D,P1,2026-10-06 09:00:00,2026-10-06 14:00:01
E,P2,2026-10-07 09:00:00,2026-10-07 15:00:01
"""
STRICTER = '[[clauses]]\nid = "P1-resolution"\nwithin = "2 hours"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "contract.toml").write_text(CONTRACT)
    (tmp_path / "incidents.csv").write_text(INCIDENTS)
    return tmp_path


def tried(folder: Path, variation: str) -> dict:
    (folder / "variation.toml").write_text(variation)
    dataset = open_dataset(folder)
    found = simulate(dataset, folder / "variation.toml", select_periods(dataset, None))
    assert json.loads(found.to_json()) == found.to_dict()
    return found.to_dict()


def kpi(simulation: dict, period: str, clause: str) -> dict:
    rows = next(each["kpis"] for each in simulation["periods"] if each["period"] == period)
    return next(row for row in rows if row["clause"] == clause)


def test_a_stricter_window_flips_those_between_the_two(folder: Path) -> None:
    found = tried(folder, STRICTER)
    assert (found["n_flipped"], found["flipped"]) == (2, ["B", "C"])
    september = kpi(found, "2026-09", "P1-resolution")
    assert (september["before"]["n_met"], september["after"]["n_met"]) == (2, 1)
    assert (september["n_flipped"], september["flipped"]) == (1, ["B"])
    october = kpi(found, "2026-10", "P1-resolution")
    assert (october["before"]["verdict"], october["after"]["verdict"]) == ("met", "missed")
    assert (october["before"]["points"], october["after"]["points"]) == (0, 2)
    assert kpi(found, "2026-10", "P2-resolution")["n_flipped"] == 0


@pytest.mark.parametrize("same", ["", '[rules]\nreopen_window = "7 days"\n', STRICTER.replace("2 h", "4 h")])
def test_a_variation_equal_to_the_contract_flips_nothing(folder: Path, same: str) -> None:
    found = tried(folder, same)
    assert found["n_flipped"] == 0
    assert all(row["before"] == row["after"] for each in found["periods"] for row in each["kpis"])


def test_a_clause_taken_out_or_added_has_one_side_only(folder: Path) -> None:
    new = '[[clauses]]\nid = "all"\nkind = "resolution"\nwithin = "1 hour"\ntarget = "0%"\nreference = "r"\n'
    found = tried(folder, 'remove = ["P2-resolution"]\n' + new)
    assert kpi(found, "2026-10", "P2-resolution")["after"] is None
    assert kpi(found, "2026-10", "P2-resolution")["flipped"] == ["E"]
    added = kpi(found, "2026-10", "all")
    assert (added["before"], added["after"]["n_due"], added["flipped"]) == (None, 3, ["C", "D", "E"])


def test_a_version_from_a_later_day_leaves_the_months_before_it(folder: Path) -> None:
    found = tried(folder, STRICTER + "from = 2026-10-01\n")
    assert found["flipped"] == ["C"]
    varied = load_variation(load_contract(folder), folder / "variation.toml")
    assert [version for version, clause in varied.clauses if clause.id == "P1-resolution"] == [1, 2]


def test_a_rule_that_changes_what_is_read_reads_again(folder: Path) -> None:
    found = tried(folder, '[rules]\nacknowledged = { or = "nothing" }\n')
    assert found["n_flipped"] == 0


def test_every_mistake_of_a_variation_names_its_own_line(folder: Path) -> None:
    (folder / "variation.toml").write_text(
        '[contract]\nid = "x"\n[[clauses]]\nid = "P2-resolution"\nwithin = "2 hourz"\ntarget = "101%"\n'
    )
    with pytest.raises(ContractError) as raised:
        load_variation(load_contract(folder), folder / "variation.toml")
    wheres = [problem.where for problem in raised.value.problems]
    assert wheres == [
        "variation.toml, line 1, contract",
        "variation.toml, line 5, clauses[1].within",
        "variation.toml, line 6, clauses[1].target",
    ]


def test_a_clause_that_is_not_there_cannot_be_taken_out(folder: Path) -> None:
    (folder / "variation.toml").write_text('remove = ["P9"]\n')
    with pytest.raises(ContractError, match="there is no clause 'P9'"):
        load_variation(load_contract(folder), folder / "variation.toml")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('remove = "P2-resolution"', "line 1, remove"),
        ('remove = [["P2-resolution"]]', "line 1, remove"),
        ('[clauses]\nid = "P2-resolution"\nwithin = "1 hour"', "line 1, clauses"),
        ("clauses = [3]", "line 1, clauses"),
        ("rules = 3", "line 1, rules"),
        ('[[ratings]]\napproaching = "6%"', "ratings"),
        ("[calendars]\nworking = 3", "line 2, calendars.working"),
    ],
)
def test_what_has_not_the_form_of_a_variation_is_told_and_never_passed_over(
    folder: Path, text: str, where: str
) -> None:
    (folder / "variation.toml").write_text(text)
    with pytest.raises(ContractError) as raised:
        load_variation(load_contract(folder), folder / "variation.toml")
    assert all(where in problem.where for problem in raised.value.problems)


def test_a_table_of_choices_keeps_what_the_variation_leaves_out(folder: Path) -> None:
    with (folder / "contract.toml").open("a") as file:
        file.write('[consequences]\nrectification = { below = "target", any = 4 }\n')
    (folder / "variation.toml").write_text("[consequences.rectification]\nconsecutive = 3\n")
    rule = load_variation(
        load_contract(folder), folder / "variation.toml"
    ).document.consequences.rectification
    assert (rule.below, rule.any_, rule.consecutive) == ("target", 4, 3)


def test_a_version_laid_between_two_takes_its_terms_from_the_one_before_it(folder: Path) -> None:
    with (folder / "contract.toml").open("a") as file:
        file.write(
            '[[clauses]]\nid = "P2-resolution"\nkind = "resolution"\napplies = { severity = ["P2"] }\n'
            'within = "1 hour"\ntarget = "90%"\nreference = "r"\nfrom = 2026-10-20\n'
        )
    change = '[[clauses]]\nid = "P2-resolution"\nfrom = 2026-10-01\nreference = "new"\n'
    (folder / "variation.toml").write_text(change)
    varied = load_variation(load_contract(folder), folder / "variation.toml")
    found = next(clause for _, clause in varied.clauses if clause.reference == "new")
    assert (found.within, found.target) == ("8 hours", "50%")


CADENCE = """
[[exports]]
source = "updates"
path = "updates.csv"
timezone = "UTC"
[[clauses]]
id = "updates"
kind = "update"
applies = { severity = ["P1"] }
every = "60 minutes"
audience = "buyer"
cadence = "from the start"
target = "50%"
reference = "r"
"""
RELIEF = """
[[exports]]
source = "relief"
path = "relief.csv"
timezone = "UTC"
"""


def test_slots_that_move_both_ways_flip_their_incident(folder: Path) -> None:
    # C runs from 09:00 to 12:00:01. Every 60 minutes: 10:00 met by 09:58, 11:00 late, 12:00 met by 11:30.
    # Every 55 minutes: 09:55 late, 10:50 met by 09:58, 11:45 met by 11:30. Two of three either way.
    with (folder / "contract.toml").open("a") as file:
        file.write(CADENCE)
    (folder / "updates.csv").write_text(
        "incident_id,at,audience\nC,2026-10-05 09:58:00,buyer\nC,2026-10-05 11:30:00,buyer\n"
    )
    found = tried(folder, '[[clauses]]\nid = "updates"\nevery = "55 minutes"\n')
    october = kpi(found, "2026-10", "updates")
    assert (october["before"]["n_met"], october["after"]["n_met"]) == (2, 2)
    assert october["flipped"] == found["flipped"] == ["C"]


def test_relief_that_names_a_clause_taken_out_is_no_fault(folder: Path) -> None:
    with (folder / "contract.toml").open("a") as file:
        file.write(RELIEF)
    (folder / "relief.csv").write_text(
        "incident_id,clause_id,at,status,reason,approver\n"
        "E,P2-resolution,2026-10-20 09:00:00,agreed,flood,Contract manager\n"
    )
    read_anew = '[rules]\nacknowledged = { or = "nothing" }\n'
    found = tried(folder, 'remove = ["P2-resolution"]\n' + read_anew)
    assert kpi(found, "2026-10", "P2-resolution")["after"] is None


def problems_of(folder: Path, variation: str) -> list[str]:
    (folder / "variation.toml").write_text(variation)
    with pytest.raises(ContractError) as raised:
        load_variation(load_contract(folder), folder / "variation.toml")
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("variation", "line"),
    [
        ('[[clauses]]\nid = "P1-resoluton"\nwithin = "2 hours"\n', 2),
        ('remove = ["P1-resoluton"]\n', 1),
    ],
)
def test_a_mistyped_id_is_told_once_with_the_one_that_was_meant(
    folder: Path, variation: str, line: int
) -> None:
    (problem,) = problems_of(folder, variation)
    assert problem.startswith(f"variation.toml, line {line}, ")
    assert "there is no clause 'P1-resoluton'" in problem
    assert "did you mean 'P1-resolution'?" in problem


def test_a_new_clause_with_a_mistyped_key_is_still_a_new_clause(folder: Path) -> None:
    new = '[[clauses]]\nid = "P1-response"\nkind = "response"\nwithin = "1 hour"\nreference = "r"\n'
    (problem,) = problems_of(folder, new + 'taget = "95%"\n')
    assert "did you mean 'target'?" in problem


DOUBLES = """
[consequences]
repeat_failure = "doubles"
"""
# P1 within 4 hours: A and B of September are met, C of October is met and D late.
FAILING = CONTRACT.replace(
    'target = "50%"\nbands = [[50, 0], [0, 2]]', 'target = "95%"\nbands = [[95, 0], [0, 2]]'
)


LATER = '[[clauses]]\nid = "P1-resolution"\nwithin = "2 hours"\nfrom = 2026-10-01\n'


@pytest.fixture
def failing(folder: Path) -> Path:
    """Within 2 hours, September misses with B and October with C and D: 2 points, then 2 doubled."""
    (folder / "contract.toml").write_text(
        DOUBLES + FAILING.replace('within = "4 hours"', 'within = "2 hours"')
    )
    return folder


def test_points_that_no_longer_double_say_why(failing: Path) -> None:
    # The old window until October begins leaves October as it was and takes September's failure away.
    found = tried(failing, '[[clauses]]\nid = "P1-resolution"\nwithin = "4 hours"\n' + LATER)
    october = kpi(found, "2026-10", "P1-resolution")
    assert (october["before"]["points"], october["after"]["points"], october["n_flipped"]) == (4, 2, 0)
    assert october["note"] == "points no longer double: the month before earns none"


def test_a_rule_of_doubling_that_is_dropped_is_named(failing: Path) -> None:
    found = tried(failing, '[consequences]\nrepeat_failure = "adds nothing"\n')
    october = kpi(found, "2026-10", "P1-resolution")
    assert (october["after"]["points"], october["n_flipped"]) == (2, 0)
    assert october["note"] == "a repeated failure no longer doubles"


def test_other_terms_over_the_same_counts_are_named(failing: Path) -> None:
    found = tried(failing, '[[clauses]]\nid = "P1-resolution"\ntarget = "40%"\nbands = [[40, 0], [0, 1]]\n')
    september = kpi(found, "2026-09", "P1-resolution")
    assert september["note"] == "other terms give the same counts another verdict and band points"
    assert kpi(found, "2026-10", "P2-resolution")["note"] == ""


def test_the_table_says_why_points_move_without_a_flip(failing: Path) -> None:
    lines = simulation_table(tried(failing, '[consequences]\nrepeat_failure = "adds nothing"\n')).splitlines()
    assert any(line.endswith("  0  a repeated failure no longer doubles") for line in lines)
