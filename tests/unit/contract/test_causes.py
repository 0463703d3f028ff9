"""What the contract says of repeat causes, and the file in which people correct them."""

import datetime as dt
from pathlib import Path

import pytest

from analytics.contract.corrections import Confirm, Forbid, Merge, Rename, Split
from analytics.contract.load import load_contract, load_variation
from analytics.contract.model import Causes, Contract
from analytics.contract.wording import describe_contract
from analytics.errors import ContractError
from tests.unit.contract.test_load import GOOD
from tests.unit.contract.test_wording import of_chapter

DAY = 86_400_000_000
DECIDED = 'by = "problem manager"\non = 2026-10-20\nreason = "seen in the logs"\n'


def load(folder: Path, corrections: str | None = None, rules: str = "") -> Contract:
    (folder / "contract.toml").write_text(f"{GOOD}\n[rules.causes]\n{rules}\n", encoding="utf-8")
    if corrections is not None:
        (folder / "causes.toml").write_text(corrections, encoding="utf-8")
    return load_contract(folder)


def refused(folder: Path, corrections: str | None = None, rules: str = "") -> list[str]:
    with pytest.raises(ContractError) as caught:
        load(folder, corrections, rules)
    assert caught.value.exit_code == 2
    return [str(problem) for problem in caught.value.problems]


def test_the_defaults_are_those_of_the_forum() -> None:
    rule = Causes()
    assert (rule.window_microseconds, rule.before_microseconds) == (90 * DAY, 90 * DAY)
    assert rule.episode_gap_microseconds == DAY
    assert (rule.at_least, rule.at_least_severe, rule.severe) == (3, 2, ["P1", "P2"])
    assert (rule.labels, rule.publish_text) == ({}, [])
    assert {"unknown", "solved (permanently)"} <= rule.catch_all_words


def test_words_are_folded(tmp_path: Path) -> None:
    rules = 'catch_all = [" Not KNOWN "]\nlabels = { Cert = "certificate not renewed" }'
    rule = load(tmp_path, rules=rules).rules.causes
    assert rule.catch_all_words == {"not known"}
    assert rule.folded_labels == {"cert": "certificate not renewed"}


@pytest.mark.parametrize(
    ("rules", "key", "words"),
    [
        ('window = "3 months"', "window", "'3 months' is no window"),
        ('before = "90 working days"', "before", "is in working time"),
        ('episode_gap = "1 dya"', "episode_gap", "'1 dya' is no window"),
        ("at_least = 1", "at_least", "does not fit"),
        ("at_least_severe = 4", "at_least_severe", "never fewer than 3"),
        ("at_least = 2\nat_least_severe = 3", "at_least_severe", "never fewer than 2"),
        ('severe = ["P5"]', "severe[1]", "is not one of the words"),
        ("severe = []", "severe", "at least one entry"),
        ('publish_text = ["titel"]', "publish_text[1]", "did you mean 'title'?"),
        ('labels = { OTHER = "another" }', "labels.OTHER", "listed in 'catch_all'"),
        ('catchall = ["x"]', "catchall", "did you mean 'catch_all'?"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_key(tmp_path: Path, rules: str, key: str, words: str) -> None:
    more = "" if "catch" in rules or "labels" not in rules else 'catch_all = ["Other"]\n'
    found = refused(tmp_path, rules=more + rules)
    assert len(found) == 1, found
    assert f"rules.causes.{key}: " in found[0]
    assert words in found[0]


def test_a_variation_changes_one_key_and_leaves_the_others(tmp_path: Path) -> None:
    contract = load(tmp_path, rules='window = "60 days"\ncatch_all = ["x"]')
    (tmp_path / "try.toml").write_text("[rules.causes]\nat_least = 5\n")
    rule = load_variation(contract, tmp_path / "try.toml").rules.causes
    assert (rule.window, rule.catch_all, rule.at_least) == ("60 days", ["x"], 5)


def test_without_a_file_nothing_is_corrected(tmp_path: Path) -> None:
    contract = load(tmp_path)
    assert (contract.corrections, contract.corrections_sha256) == ((), None)


def test_every_kind_is_read_and_given_by_its_day(tmp_path: Path) -> None:
    text = (
        f'[[forbid]]\nincidents = ["I1", "I2"]\n{DECIDED}'
        f'[[rename]]\ncause = "I1"\nname = "Cache"\n{DECIDED.replace("10-20", "10-01")}'
        f'[[merge]]\ncauses = ["I1", "I3"]\n{DECIDED}'
        f'[[split]]\ncause = "I1"\nincidents = ["I4"]\n{DECIDED}'
        f'[[confirm]]\ncause = "I1"\n{DECIDED}'
    )
    contract = load(tmp_path, text)
    kinds = [type(decision) for decision in contract.corrections]
    assert kinds == [Rename, Confirm, Split, Merge, Forbid]  # the earlier day first
    first = contract.corrections[0]
    assert isinstance(first, Rename)
    assert (first.cause, first.name, first.by) == ("I1", "Cache", "problem manager")
    assert (first.on, first.reason) == (dt.date(2026, 10, 1), "seen in the logs")
    assert contract.corrections_path == tmp_path / "causes.toml"


def test_corrections_enter_the_hash_of_the_inputs(tmp_path: Path) -> None:
    one = load(tmp_path, f'[[confirm]]\ncause = "I1"\n{DECIDED}')
    other = load(tmp_path, f'[[confirm]]\ncause = "I2"\n{DECIDED}')
    assert one.sha256 == other.sha256
    assert one.corrections_sha256 != other.corrections_sha256


def test_a_file_of_another_name_is_read_where_the_contract_names_it(tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text(GOOD.replace("title =", 'causes = "own/c.toml"\ntitle =', 1))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "c.toml").write_text(f'[[confirm]]\ncause = "I1"\n{DECIDED}')
    (tmp_path / "causes.toml").write_text("not read")
    contract = load_contract(tmp_path)
    assert [type(decision) for decision in contract.corrections] == [Confirm]
    assert contract.corrections_path == tmp_path / "own" / "c.toml"


def test_an_empty_file_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, "").corrections == ()


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ('[[confirm]]\ncaus = "I1"\n' + DECIDED, "line 2, confirm[1].caus", "did you mean 'cause'?"),
        ("[[confirm]]\n" + DECIDED, "line 1, confirm[1].cause", "the key 'cause' is missing"),
        ('[[confirm]]\ncause = "I1"\nby = "x"\nreason = "y"\n', "confirm[1].on", "the key 'on' is missing"),
        ('[[confirm]]\ncause = "I1"\nby = "x"\non = "1 May"\nreason = "y"\n', "line 4, confirm[1]", "date"),
        ('[[confirn]]\ncause = "I1"\n' + DECIDED, "line 1, confirn", "did you mean 'confirm'?"),
        ('[[merge]]\ncauses = ["I1"]\n' + DECIDED, "line 2, merge[1].causes", "at least 2 entries"),
        ('[[merge]]\ncauses = ["I1", "I1"]\n' + DECIDED, "line 2, merge[1].causes", "listed twice"),
        ('[[split]]\ncause = "I1"\nincidents = []\n' + DECIDED, "split[1].incidents", "at least one entry"),
        ('[[split]]\ncause = "I1"\nincidents = ["I1"]\n' + DECIDED, "line 3, split", "cannot leave it"),
        ('[[rename]]\ncause = "I1"\nname = ""\n' + DECIDED, "line 3, rename[1].name", "one character"),
        (f'[[rename]]\ncause = "I1"\nname = "a"\n{DECIDED}[[rename]]\ncause = "I1"\nname = "b"\n{DECIDED}',
         "line 8, rename[2].cause", "a rename of 'I1' on 2026-10-20 already"),
        (f'[[merge]]\ncauses = ["I1", "I2"]\n{DECIDED}[[forbid]]\nincidents = ["I2", "I1"]\n{DECIDED}',
         "line 2, merge[1].causes", "kept apart"),
        ("[[confirm]\n", "causes.toml", "it is no TOML"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_corrections_has_one_message(
    tmp_path: Path, text: str, where: str, words: str
) -> None:
    found = refused(tmp_path, text)
    assert len(found) == 1, found
    assert "causes.toml" in found[0]
    assert where in found[0]
    assert words in found[0]


def test_mistakes_of_both_files_are_told_in_one_run(tmp_path: Path) -> None:
    text = f'[[merge]]\ncauses = ["I1"]\n{DECIDED}[[rename]]\ncause = "I1"\n{DECIDED}'
    found = refused(tmp_path, text, rules="at_least = 0")
    assert [line.split(": ")[0] for line in found] == [
        "contract.toml, line 41, rules.causes.at_least",
        "causes.toml, line 2, merge[1].causes",
        "causes.toml, line 6, rename[1].name",
    ]


def test_a_file_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text(GOOD.replace("title =", 'causes = "c.toml"\ntitle =', 1))
    with pytest.raises(ContractError, match=r"line 4, contract\.causes: there is no file 'c\.toml'"):
        load_contract(tmp_path)


@pytest.mark.parametrize("name", ["../causes.toml", "/etc/causes.toml"])
def test_a_file_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "contract.toml").write_text(GOOD.replace("title =", f'causes = "{name}"\ntitle =', 1))
    with pytest.raises(ContractError, match="leaves the contract's folder") as caught:
        load_contract(tmp_path)
    assert len(caught.value.problems) == 1


def of_causes(rules: str) -> list[str]:
    return of_chapter("Repeat root causes", more=f"[rules.causes]\n{rules}")


def test_the_rules_are_read_aloud() -> None:
    assert of_causes('catch_all = ["Unknown", "Other"]\npublish_text = ["title", "cause_text"]') == [
        "A cause is a matter for change control when at least three of its incidents, or two that are P1 or "
        "P2, were opened in the 90 days before the end of the report's month.",
        "Incidents of one cause opened less than 24 hours after one another are one episode.",
        "Whether a change worked is tested on the episodes since it was made against those of the 90 days "
        "before it.",
        'Recorded causes that say nothing are passed over: "Unknown" and "Other".',
        "Words of the incidents' titles and recorded causes may be published in the name of a cause.",
        "Nobody has corrected the grouping of causes.",
    ]


def test_no_text_is_published_unless_the_contract_says_so() -> None:
    rules = 'at_least = 4\nsevere = ["P1"]\nlabels = { A = "b" }\ncatch_all = []'
    said = of_causes(rules)
    assert "at least four of its incidents, or two that are P1, were" in said[0]
    assert said[3:] == [
        "Names in words are given to 1 cause code.",
        "No words of the incidents' own texts are published in the name of a cause.",
        "Nobody has corrected the grouping of causes.",
    ]


def test_corrections_are_counted_and_dated_aloud(tmp_path: Path) -> None:
    contract = load(tmp_path, f'[[confirm]]\ncause = "I1"\n{DECIDED}')
    chapter = next(each for each in describe_contract(contract) if each.heading == "Repeat root causes")
    said = "People have corrected the grouping of causes 1 time, the latest on 20 October 2026."
    assert chapter.passages[0].sentences[-1] == said
