"""A contract with one mistake of every kind: one message each, all in one run, none twice and none hidden."""

import json
import re
from pathlib import Path

import pytest

from analytics.cli import main
from analytics.contract.load import load_contract, parse_contract
from analytics.errors import ContractError, Problem

FOLDER = Path(__file__).parent / "every_mistake"
LINES = (FOLDER / "contract.toml").read_text(encoding="utf-8").splitlines()
MARKED = [
    (number, *(part.strip() for part in line.split("#!")[1].split("|", 1)))
    for number, line in enumerate(LINES, start=1)
    if line.partition("#!")[2] and not line.startswith("#")
]


@pytest.fixture(scope="module")
def problems() -> tuple[Problem, ...]:
    with pytest.raises(ContractError) as caught:
        load_contract(FOLDER)
    return caught.value.problems


def test_each_marked_line_has_exactly_one_message_and_no_other_line_has_one(problems) -> None:
    told = [int(re.search(r"line (\d+)", problem.where)[1]) for problem in problems]
    assert told == [number for number, _, _ in MARKED]


@pytest.mark.parametrize(("number", "key", "words"), MARKED, ids=[f"{n}-{key}" for n, key, _ in MARKED])
def test_the_message_names_file_line_key_and_what_is_wrong(
    problems, number: int, key: str, words: str
) -> None:
    found = [str(p) for p in problems if p.where == f"contract.toml, line {number}, {key}"]
    assert len(found) == 1
    assert words in found[0]


def test_every_message_says_what_was_expected_or_what_to_do(problems) -> None:
    for problem in problems:
        assert problem.remedy
        assert problem.expected or "missing" in problem.what or "is no" in problem.what, problem
        assert "Input should" not in str(problem)


@pytest.mark.parametrize(
    "kind",
    ["unknown key", "typo in a word", "duplicate id", "never opens", "overlapping versions", "over 100 %",
     "unknown division", "band gap", "band overlap", "mapped twice", "outside the folder", "minimum"],
)  # fmt: skip
def test_every_kind_of_mistake_is_among_them(kind: str) -> None:
    words = {
        "unknown key": "there is no key", "typo in a word": "did you mean 'notification'?",
        "duplicate id": "used twice from the same day", "never opens": "never opens",
        "overlapping versions": "two versions of", "over 100 %": "'100.5%' is no target",
        "unknown division": "england-and-wales", "band gap": "leave a gap", "band overlap": "bands overlap",
        "mapped twice": "mapped to P1 and to P2", "outside the folder": "leaves the contract's folder",
        "minimum": "above the target",
    }  # fmt: skip
    assert sum(words[kind] in text for _, _, text in MARKED) == 1


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    return int(stopped.value.code or 0), shown.out, shown.err


def test_check_and_publish_print_them_all_with_exit_2(capsys, problems, tmp_path: Path) -> None:
    code, text, _ = run(capsys, "check", FOLDER)
    assert code == 2
    assert [line for line in text.splitlines() if line.startswith("problem: ")] == [
        f"problem: {problem}" for problem in problems
    ]
    code, machine, _ = run(capsys, "check", FOLDER, "--format", "json")
    assert code == 2
    assert len(json.loads(machine)["problems"]) == len(MARKED)
    code, _, err = run(capsys, "publish", FOLDER, "--out", tmp_path / "out")
    assert code == 2
    assert err.splitlines() == [str(problem) for problem in problems]
    assert not (tmp_path / "out").exists()


TYPICAL = (Path(parse_contract.__code__.co_filename).parent / "typical.toml").read_text(encoding="utf-8")


def problems_of(text: str) -> list[str]:
    try:
        parse_contract(text, Path("contract.toml"))
    except ContractError as error:
        return [str(problem) for problem in error.problems]
    return []


def changed(old: str, new: str) -> list[str]:
    assert TYPICAL.count(old) >= 1, old
    return problems_of(TYPICAL.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("[calendars.working]", "[calender.working]", "calender"),  # thirteen clauses do not repeat it
        ("[rules]", "[rule]", "rule"),
        ("[severity]", "[severty]", "severty"),
        ("[ratings]", "[rating]", "rating"),
        ('within    = "15 minutes"', 'witin = "15 minutes"', "clauses[1].witin"),
        ('security           = { category = ["Security"] }', 'security = "none"', "rules.security"),
        ('source         = "servicenow-audit"', 'source = "servicenow"', "exports[1].source"),
        ('audience  = "buyer"', 'audince = "buyer"', "clauses[9].audince"),
        ("starts   = 2024-11-01", "starts = 2024-11-01T00:00:00", "contract.starts"),
    ],
)
def test_one_mistake_has_one_message(old: str, new: str, where: str) -> None:
    found = changed(old, new)
    assert len(found) == 1, found
    assert f", {where}: " in found[0]


def test_a_mistake_inside_a_mistyped_table_is_told_too() -> None:
    text = TYPICAL.replace("[ratings]", "[rating]").replace(
        'requires_improvement = "15%"', 'requires_improvment = "4%"'
    )
    found = problems_of(text)
    assert [line.split(":")[0].split(", ")[-1] for line in found] == [
        "rating",
        "rating.approaching",
        "rating.requires_improvment",
    ]


@pytest.mark.parametrize(
    "sources", [("notifications", "updates"), ("relief", "actions"), ("disputes", "changes")]
)
def test_registers_alone_hold_no_incidents(sources: tuple[str, ...]) -> None:
    head, tail = TYPICAL.split("[[exports]]")[0], TYPICAL[TYPICAL.index("[[clauses]]") :]
    exports = "".join(f'[[exports]]\nsource = "{name}"\npath = "{name}.csv"\n' for name in sources)
    found = problems_of(head + exports + tail)
    assert len(found) == 1
    assert "no export holds incidents" in found[0]


def test_bands_without_consequences_are_fine() -> None:
    assert problems_of(TYPICAL[: TYPICAL.index("[consequences]")]) == []


def refused(name: str) -> list[str]:
    return problems_of(TYPICAL.replace('"case-platform"', json.dumps(name).replace("\\u202e", "\\u202E")))


def test_of_the_hostile_ids_all_but_one_are_refused_and_none_is_mended(shared_data: Path) -> None:
    given = json.loads((shared_data / "badinputs" / "44_contract_id_traversal.json").read_text("utf-8"))
    ids = [entry["id"] for entry in given["contracts"]]
    assert len(ids) == 8
    assert [name for name in ids if not refused(name)] == ["c-0042"]
    text = TYPICAL.replace('"case-platform"', '"c-0042"')
    assert parse_contract(text, Path("contract.toml")).contract.id == "c-0042"


@pytest.mark.parametrize("name", ["con", "nul", "com1", "aux", "prn", "lpt9"])
def test_names_of_devices_are_refused(name: str) -> None:
    found = refused(name)
    assert len(found) == 1
    assert "device on Windows" in found[0]
