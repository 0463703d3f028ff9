"""Promises that contradict themselves, and numbers and days that no table could hold: refused with a line."""

from pathlib import Path

import pytest

from analytics.contract.load import parse_contract
from analytics.errors import ContractError
from tests.unit.obligations.facts import HEAD, clause

NOTICE = {"kind": "notification", "within": "1 hour"}


def problems(*clauses: str, ends: str = "", more: str = "") -> str:
    blocks = [f'[[clauses]]\n{text}\nreference = "r"\n' for text in clauses]
    text = "\n".join([HEAD.format(rules="", ends=ends), *blocks, more])
    try:
        parse_contract(text, Path("contract.toml"))
    except ContractError as error:
        return "\n".join(str(problem) for problem in error.problems)
    return ""


def of(name: str = "a", kind: str = "resolution", target: str = '"95%"', **keys: object) -> str:
    return problems(clause(name, kind, **keys) + f"\ntarget = {target}")


def update(**keys: object) -> str:
    lines = ['id = "a"', 'kind = "update"', 'audience = "buyer"', 'every = "1 hour"', 'target = "95%"']
    return problems("\n".join([*lines, *(f"{key} = {value}" for key, value in keys.items())]))


def test_a_notice_to_the_buyer_cannot_start_its_own_clock() -> None:
    words = "clauses[1].awareness: the notice to the buyer would start its own clock"
    assert words in of(**NOTICE, audience='"buyer"', awareness='"buyer"')
    assert words in of(**NOTICE, audience='" Buyer "', awareness='"buyer"')
    assert of(**NOTICE, audience='"ICO"', awareness='"buyer"') == ""
    assert of(**NOTICE, audience='"buyer"', awareness='"supplier"') == ""


def test_only_one_key_says_what_starts_a_clock() -> None:
    twice = of(**NOTICE, audience='"ICO"', awareness='"buyer"', starts='"opened_at"')
    assert "'awareness' and 'starts' both say what starts the clock" in twice


def test_nothing_pauses_updates_and_agreed_dates() -> None:
    assert "an update is owed whatever the incident waits for" in update(pauses='["customer"]')
    assert "a date is agreed whatever" in of(kind="action", within="agreed date", pauses='["customer"]')
    assert update(pauses="[]") == of(kind="action", within="5 days", pauses='["customer"]') == ""


def test_rounding_before_banding_cannot_take_points_for_a_target_that_is_met() -> None:
    # 95.05 % is met at 95.05 %, rounds to 95 %, and 95 % lies in the band of 4 points.
    bands = {"target": '"95.05%"', "bands": "[[95.05, 0], [0, 4]]"}
    assert "the target itself, 95.05 %, falls into a band of 4 points" in of(**bands, band_decimals=0)
    assert of(**bands) == of(**bands, band_decimals=2) == ""


@pytest.mark.parametrize(
    "target", ["{ at_most_late = 9999999999999999999, up_to = 99999999999999999999, then = '95%' }"]
)
def test_counts_that_no_table_holds_are_refused(target: str) -> None:
    assert of(target=target).count("less than or equal to 1000000") == 2


def test_points_and_charges_that_no_table_holds_are_refused() -> None:
    assert "a band has more than 1,000 points" in of(bands="[[95, 0], [0, 9223372036854775807]]")
    huge = problems(clause("a") + '\ntarget = "95%"', more="[consequences]\ncharge = 99999999999999999999")
    assert "consequences.charge" in huge


def test_true_and_false_are_no_numbers_of_a_band() -> None:
    assert "'True' does not fit" in of(bands="[[true, false], [0, 4]]")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_that_no_contract_has_are_refused(day: str) -> None:
    assert f"{day} is no day of a contract" in problems(
        clause("a") + '\ntarget = "95%"', ends=f"ends = {day}"
    )
    assert f"{day} is no day of a contract" in of(**{"from": day})


def test_a_blank_word_says_nothing() -> None:
    assert "clauses[1].audience: it is blank" in of(**NOTICE, audience='"  "')


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("response", "acknowledged_at"),
        ("response", "opened_at, else resolved_at"),
        ("resolution", "resolved_at"),
        ("resolution", "raised_at"),
        ("review", "raised_at"),
    ],
)
def test_a_clock_cannot_start_with_what_stops_it_or_with_what_it_never_has(kind: str, start: str) -> None:
    last = start.rsplit(maxsplit=1)[-1]
    assert f"of kind '{kind}' cannot start at '{last}'" in of(kind=kind, starts=f'"{start}"')


@pytest.mark.parametrize(
    ("kind", "start"), [("resolution", "acknowledged_at"), ("review", "resolved_at"), ("action", "raised_at")]
)
def test_a_clock_may_start_with_an_earlier_end(kind: str, start: str) -> None:
    assert of(kind=kind, starts=f'"{start}"') == ""


def test_updates_are_not_owed_from_the_resolution_on() -> None:
    assert "cannot start at 'resolved_at'" in update(starts='"resolved_at"')
