"""The contract read aloud: each expected sentence was written by hand from the clause."""

from fractions import Fraction
from pathlib import Path

import pytest

from analytics.contract.load import parse_contract
from analytics.contract.model import Contract
from analytics.contract.wording import describe_contract, promise

HEAD = """
[contract]
id = "x"
title = "Case platform"
buyer = "Department for Examples"
supplier = "Example Digital Ltd"
starts = 2026-01-01
ends = 2028-01-01

[calendars.working]
division = "scotland"
hours = { mon-fri = ["08:00-12:00", "13:00-18:00"], sat = ["22:00-06:00"] }
closed = [2026-12-24]

[severity]
P1 = ["1"]

[[exports]]
source = "table"
path = "a.csv"
"""
COMMON = 'target = "95%"\nreference = "Schedule 3, 4.1"\n'


def contract_of(*clauses: str, more: str = "", rules: str = "") -> Contract:
    tables = "".join(f"\n[[clauses]]\n{clause}" for clause in clauses)
    document = parse_contract(f"{HEAD}\n[rules]\n{rules}\n{tables}\n{more}", Path("contract.toml"))
    return Contract(document=document, path=Path("contract.toml"), sha256="", versions=(1, 2)[: len(clauses)])


def sentences(*clauses: str, **tables: str) -> list[str]:
    contract = contract_of(*clauses, **tables)
    return [
        text
        for chapter in describe_contract(contract)
        for p in chapter.passages
        if p.clause
        for text in p.sentences
    ]


def of_chapter(heading: str, **tables: str) -> list[str]:
    contract = contract_of('id = "a"\nkind = "response"\nwithin = "1 hour"\n' + COMMON, **tables)
    chapter = next(each for each in describe_contract(contract) if each.heading == heading)
    return list(chapter.passages[0].sentences)


def test_a_resolution_with_pauses_count_target_minimum_and_bands() -> None:
    clause = """id = "P2-resolution"
kind = "resolution"
applies = { severity = ["P2"] }
within = "8 hours"
pauses = ["awaiting customer"]
target = { at_most_late = 2, up_to = 39, then = "95%" }
minimum = "85%"
bands = [[95, 0], [92, 1], [0, 3]]
band_decimals = 1
reference = "Schedule 3, 4.2"
kpi = false
"""
    assert sentences(clause) == [
        "The supplier must resolve each P2 incident within 8 hours.",
        "The clock starts when the incident was opened and stops when it is resolved.",
        "The clock counts every hour of every day.",
        'It stands still while the incident is on hold as "awaiting customer", and for no other reason.',
        "In a month with 39 cases or fewer, at most two may be late; "
        "with 40 or more, at least 95 % must be in time.",
        "The minimum is 85 %.",
        "Where the target is missed, the share in time gives service points: at 95 % or more none, "
        "at 92 % or more 1 point and below that 3 points. "
        "The share is first rounded, half up, to one decimal of a per cent.",
        "When it fails again in the next month, the points of that failure are doubled, and so on.",
        "It is no key indicator: the report shows it in the full table only.",
        "In the signed contract: Schedule 3, 4.2.",
    ]


def test_a_day_window_on_a_calendar_with_its_two_versions() -> None:
    first = 'id = "a"\nkind = "resolution"\nwithin = "5 working days"\ncalendar = "working"\n' + COMMON
    second = first.replace("5 working days", "next working day") + "from = 2027-04-01\n"
    found = sentences(first, second)
    hours = (
        "The clock counts Monday to Friday 08:00 to 12:00 and 13:00 to 18:00, and Saturday 22:00 to 06:00 on "
        "the next day, without the bank holidays of Scotland, closed on 24 December 2026."
    )
    assert found[:3] == [
        "The supplier must resolve each incident by the close of the fifth working day after the day on which "
        "the clock starts.",
        "The clock starts when the incident was opened and stops when it is resolved.",
        hours,
    ]
    assert (
        "It applies to clocks that start from 1 January 2026 up to and including 31 March 2027; "
        "this is version 1." in found
    )
    assert "The supplier must resolve each incident by the close of the next working day." in found
    assert (
        "It applies to clocks that start from 1 April 2027 up to and including 31 December 2027; "
        "this is version 2." in found
    )


def test_the_buyers_notice_to_a_regulator_runs_from_its_own_awareness() -> None:
    clause = """id = "ICO"
kind = "notification"
audience = "ICO"
obliged = "buyer"
awareness = "buyer"
applies = { personal_data = true }
within = "72 hours"
target = "100%"
reference = "UK GDPR, Article 33"
"""
    assert sentences(clause)[:7] == [
        "The buyer must tell the ICO of each incident with personal data within 72 hours.",
        "This is the buyer's own duty: it never counts against the supplier.",
        "The clock starts when the buyer was first told and stops with the first notice.",
        "The clock counts every hour of every day.",
        "Nothing pauses it.",
        "Of the cases of a month, every one must be in time.",
        "In the signed contract: UK GDPR, Article 33.",
    ]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('kind = "update"\nevery = "1 hour"\naudience = "buyer"\napplies = { major = true }',
         "The supplier must send the buyer a status update every hour while each major incident is open."),
        ('kind = "update"\nevery = "30 minutes"\naudience = "senior management"',
         "The supplier must send the senior management a status update every 30 minutes while each incident is open."),
        ('kind = "report"\nwithin = "10 working days"\ncalendar = "working"\napplies = { severity = ["P1", "P2"] }',
         "The supplier must deliver the formal report of each P1 or P2 incident by the close of the tenth working "
         "day after the day on which the clock starts."),
        ('kind = "review"\nwithin = "5 days"',
         "The supplier must deliver the review of each incident within 5 days (120 hours, nights and weekends included)."),
        ('kind = "action"\nwithin = "agreed date"',
         "The supplier must complete each action that follows from each incident by the date agreed for it."),
        ('kind = "response"\nwithin = "15 minutes"\napplies = { severity = ["P1"], service = ["Pay", "Post"] }',
         "The supplier must acknowledge each P1 incident of the service Pay or Post within 15 minutes."),
    ],
)  # fmt: skip
def test_each_kind_has_its_promise(keys: str, said: str) -> None:
    assert sentences(f'id = "a"\n{keys}\n{COMMON}')[0] == said


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('kind = "review"\nwithin = "2 hours"', "when the incident was resolved and stops when the review is delivered"),
        ('kind = "action"\nwithin = "2 hours"', "when the action was raised and stops when the action is done"),
        ('kind = "notification"\nwithin = "2 hours"\naudience = "buyer"',
         "when the incident was detected or, where that is not known, when it was opened and stops with the first "
         "notice"),
        ('kind = "response"\nwithin = "2 hours"\nstarts = "recorded_at"',
         "when the incident was recorded and stops when it is acknowledged"),
    ],
)  # fmt: skip
def test_each_clock_says_what_starts_and_stops_it(keys: str, said: str) -> None:
    assert sentences(f'id = "a"\n{keys}\n{COMMON}')[1] == f"The clock starts {said}."


def test_five_levels_of_points_have_the_model_contracts_words() -> None:
    clause = (
        'id = "a"\nkind = "response"\nwithin = "1 hour"\ntarget = "99%"\nreference = "1"\n'
        "bands = [[99, 0], [98, 1], [97, 2], [96, 3], [0, 4]]\n"
    )
    (said,) = [text for text in sentences(clause) if "points" in text and "share" in text]
    assert said == (
        "Where the target is missed, the share in time gives service points: at 99 % or more none, at 98 % or "
        "more 1 point (minor), at 97 % or more 2 points (serious), at 96 % or more 3 points (severe) and below "
        "that 4 points (below threshold). The share is not rounded first."
    )


def test_consequences_are_said_as_they_stand() -> None:
    more = '[consequences]\ncredit_per_point = "0.5%"\ncap = "10%"\ncharge = 120000\n'
    assert of_chapter("What follows from a missed target", more=more) == [
        "No promise has service points.",
        "One service point is worth 0.5 % of the month's charge.",
        "The credits of a month never exceed 10 % of its charge.",
        "The charge of a month is £120,000.",
        "A rectification plan is called for when a promise is below its minimum or, where it has none, misses "
        "its target in two months running, or in three of any six months in a row.",
    ]


def test_ratings_have_the_acts_words() -> None:
    said = of_chapter("Ratings", more='[ratings]\napproaching = "2.5%"\n')
    assert said[1:3] == [
        "Up to 2.5 points of percentage below it is Approaching target.",
        "Further below, up to 15, is Requires improvement.",
    ]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ("", "Unless a promise says otherwise, its clock starts when the incident was opened."),
        ("", "No rule says which incidents are security incidents: none is treated as one."),
        ("", "A major incident is any P1 or any that the tool flags as major."),
        ("", "Reopened within 7 days, the same clock carries on; reopened later, it is judged anew."),
        ("", "A claim of relief excludes a case while it is agreed."),
        ("", "From a file of which more than 5 % of the rows are faulty nothing is published."),
        ('reopen_window = "none"', "An incident that is reopened is judged anew."),
        ('reopen_gap = "does not count"', "The time between the resolution and the reopening does not count."),
        ('security = { category = ["Security", "Fraud"] }',
         'A security incident is one whose category is "Security" or "Fraud".'),
        ('acknowledged = { first_state = ["Active"], or = "nothing", at_latest = "nothing" }',
         'An incident counts as acknowledged when it first enters the state "Active".'),
        ('resolved = ["column"]', "It counts as resolved when the tool's own resolution time says."),
        ("excludes = []", "Every type of record is judged."),
        ('month = "opened"', "A case counts in the month in which its incident was opened."),
        ('disputed = "as disputed"',
         "Where an instant is disputed, the figures go by the disputed one; the recorded one gives the range."),
        ('severity_lowered = "keeps the higher clause"',
         "Lowered, an incident stays under the promises of the higher severity."),
    ],
)  # fmt: skip
def test_each_rule_is_a_sentence(rules: str, said: str) -> None:
    assert said in of_chapter("What starts and stops the clocks", rules=rules)


def test_a_reason_to_wait_names_its_holder_and_the_clocks_that_it_stops() -> None:
    more = '[pauses."waiting for parts"]\nholder = "third party"\nstates = ["Awaiting Vendor"]\n'
    assert of_chapter("Waiting", more=more) == [
        '"waiting for parts": the incident is on hold as "Awaiting Vendor"; the third party holds it. '
        "It stops no clock."
    ]


def test_every_sentence_of_the_typical_contract_is_whole() -> None:
    import analytics.contract

    path = Path(analytics.contract.__file__).with_name("typical.toml")
    document = parse_contract(path.read_text(encoding="utf-8"), path)
    contract = Contract(document=document, path=path, sha256="", versions=(1,) * len(document.clauses))
    chapters = describe_contract(contract)
    for text in (text for chapter in chapters for p in chapter.passages for text in p.sentences):
        assert text[0].isupper() or text[0] == '"'
        assert text.endswith(".")
        assert "None" not in text
        assert "  " not in text
    anchors = [p.anchor for chapter in chapters for p in chapter.passages if p.anchor]
    assert len(anchors) == 19
    assert "clause-P1-resolution" in anchors


def test_a_promise_for_one_incident_speaks_of_it() -> None:
    contract = contract_of(
        'id = "a"\nkind = "notification"\naudience = "buyer"\nwithin = "1 hour"\n' + COMMON
    )
    clause = contract.clauses[0][1]
    assert promise(clause) == "the supplier must tell the buyer of the incident within 1 hour"
    assert clause.share == Fraction(19, 20)
