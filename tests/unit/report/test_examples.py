"""Worked examples: the instants that the domain names, and a choice that follows from the contract alone."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analytics.contract.load import load_contract
from analytics.contract.model import Contract
from analytics.report.examples import example_sentences, work_out
from analytics.report.plain_english import contract_markdown, contract_text, escape_markdown

LONDON = ZoneInfo("Europe/London")
HEAD = """
[contract]
id = "x"
title = "{title}"
buyer = "Department"
supplier = "Ltd"
starts = {starts}

[calendars.working]
division = "{division}"
hours = {{ mon-fri = ["08:00-18:00"] }}

[severity]
P1 = ["1"]

[[exports]]
source = "table"
path = "a.csv"

[[clauses]]
id = "c"
applies = {{ severity = ["P2"] }}
target = "95%"
reference = "1"
"""


@pytest.fixture
def contract_of(tmp_path: Path):
    def make(
        clause: str, starts: str = "2026-06-01", division: str = "england-and-wales", title: str = "T"
    ) -> Contract:
        text = HEAD.format(starts=starts, division=division, title=title) + clause + "\n"
        (tmp_path / "contract.toml").write_text(text, encoding="utf-8")
        return load_contract(tmp_path)

    return make


RESOLUTION = 'kind = "resolution"\n'
WORKING = RESOLUTION + 'calendar = "working"\n'


@pytest.mark.parametrize(
    ("division", "due"),
    [("england-and-wales", (30, 18)), ("northern-ireland", (30, 18)), ("scotland", (29, 18))],
)
def test_the_next_working_day_at_easter(contract_of, division: str, due: tuple[int, int]) -> None:
    contract = contract_of(WORKING + 'within = "next working day"', division=division)
    start = dt.datetime(2027, 3, 25, 10, tzinfo=LONDON)
    (example,) = work_out(contract, contract.clauses[0][1], [start])
    day, hour = due
    assert example.due_at == example.last_on_time_at == dt.datetime(2027, 3, day, hour, tzinfo=LONDON)


def test_seventy_two_hours_over_the_spring_change_are_an_hour_later_by_the_clock(contract_of) -> None:
    contract = contract_of(RESOLUTION + 'within = "72 hours"', starts="2027-01-01")
    assert example_sentences(contract, contract.clauses[0][1]) == [
        "A P2 incident raised on Tuesday 5 January 2027 at 10:00 GMT must be resolved by Friday 8 January 2027 "
        "at 10:00 GMT.",
        "A P2 incident raised on Friday 26 March 2027 at 18:00 GMT must be resolved by Monday 29 March 2027 "
        "at 19:00 BST.",
    ]


def test_four_hours_over_the_autumn_change_end_an_hour_earlier_by_the_clock(contract_of) -> None:
    contract = contract_of(RESOLUTION + 'within = "4 hours"')
    assert example_sentences(contract, contract.clauses[0][1])[1] == (
        "A P2 incident raised on Sunday 25 October 2026 at 00:30 BST must be resolved by Sunday 25 October 2026 "
        "at 03:30 GMT."
    )


def test_before_christmas_a_clock_runs_on_when_the_desk_opens_again(contract_of) -> None:
    # Saturday and Sunday, 25 and 26 December 2027, have their substitutes on Monday and Tuesday.
    contract = contract_of(WORKING + 'within = "2 working hours"', starts="2027-06-01")
    assert example_sentences(contract, contract.clauses[0][1]) == [
        "A P2 incident raised on Tuesday 1 June 2027 at 09:00 BST must be resolved by Tuesday 1 June 2027 at "
        "11:00 BST.",
        "A P2 incident raised on Friday 24 December 2027 at 16:00 GMT must be resolved by Friday 24 December "
        "2027 at 18:00 GMT. It is still in time until Wednesday 29 December 2027 at 08:00 GMT: the clock counts "
        "nothing in between.",
        "A P2 incident raised on Friday 24 December 2027 at 17:50 GMT must be resolved by Wednesday 29 December "
        "2027 at 09:50 GMT.",
    ]


def test_five_working_days_begin_on_the_day_after_and_pass_over_christmas(contract_of) -> None:
    contract = contract_of(WORKING + 'within = "5 working days"', starts="2027-06-01")
    # 29, 30 and 31 December, then 4 and 5 January: Monday 3 January 2028 is the substitute for New Year's Day.
    assert example_sentences(contract, contract.clauses[0][1])[-1] == (
        "A P2 incident raised on Friday 24 December 2027 at 17:50 GMT must be resolved by Wednesday 5 January "
        "2028 at 18:00 GMT."
    )


def test_updates_name_the_next_two(contract_of) -> None:
    contract = contract_of('kind = "update"\nevery = "2 hours"\naudience = "buyer"')
    assert example_sentences(contract, contract.clauses[0][1])[0] == (
        "A P2 incident raised on Tuesday 2 June 2026 at 10:00 BST and still open: the buyer must be updated by "
        "Tuesday 2 June 2026 at 12:00 BST, and again by Tuesday 2 June 2026 at 14:00 BST."
    )


def test_an_agreed_date_and_years_without_known_bank_holidays_have_no_example(contract_of) -> None:
    agreed = contract_of('kind = "action"\nwithin = "agreed date"')
    assert example_sentences(agreed, agreed.clauses[0][1]) == []
    late = contract_of(WORKING + 'within = "2 working hours"', starts="2040-01-01")
    assert example_sentences(late, late.clauses[0][1]) == []


@pytest.mark.parametrize("until", ["2026-06-02", "2026-06-03", "2026-07-01"])
def test_examples_start_while_the_version_is_in_force(contract_of, until: str) -> None:
    for keys in (RESOLUTION + 'within = "4 hours"', WORKING + 'within = "20 working hours"'):
        contract = contract_of(f"{keys}\nuntil = {until}")
        from analytics.report.examples import choose_starts

        starts = list(choose_starts(contract, contract.clauses[0][1]))
        end = dt.datetime.combine(dt.date.fromisoformat(until), dt.time(), LONDON)
        assert starts
        assert all(dt.datetime(2026, 6, 1, tzinfo=LONDON) <= start < end for start in starts)


def test_the_whole_contract_as_text_and_as_markdown_has_the_same_words(contract_of) -> None:
    contract = contract_of(RESOLUTION + 'within = "4 hours"\npauses = ["awaiting customer"]')
    text, markdown = contract_text(contract), contract_markdown(contract)
    assert "### c {#clause-c}" in markdown
    for line in (
        "  - For example, without a pause:",
        "  - The supplier must resolve each P2 incident within 4 hours.",
    ):
        assert line in text
        assert line.strip() in markdown
    assert max(map(len, text.splitlines())) <= 100


def test_words_of_the_contract_bring_no_markup(contract_of) -> None:
    contract = contract_of(
        RESOLUTION + 'within = "4 hours"\ntitle = "<script>x</script> [a](b) {.c} \\u001b[2J"',
        title="*x* & <b>",
    )
    markdown = contract_markdown(contract)
    assert "<" not in markdown
    assert "\x1b" not in markdown + contract_text(contract)
    assert escape_markdown("{#id} `x`") == r"\{\#id\} \`x\`"
