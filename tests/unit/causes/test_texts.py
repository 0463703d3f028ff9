import polars as pl
import pytest

from analytics.causes.texts import LONGEST_BODY, find_boilerplate, normalise, read_texts


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Disk FULL", "disk full"),
        ("see INC0012345 now", "see now"),
        ("at 2026-10-31T09:15:00Z again", "at again"),
        ("on 31/10/2026 again", "on again"),
        ("at 09:15 again", "at again"),
        ("from 10.20.30.40 again", "from again"),
        ("by jo.bloggs@example.test again", "by again"),
        ("id 123e4567-e89b-12d3-a456-426614174000 again", "id again"),
        ("fault 0xdeadbeef again", "fault again"),
        ("error 500 on node 7", "error 500 on node 7"),
    ],
)
def test_what_identifies_one_ticket_is_masked_and_the_rest_kept(said: str, left: str) -> None:
    assert pl.DataFrame({"t": [said]}).select(normalise(pl.col("t"))).item() == left


def rows(*texts: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {"service": service, "description": text, "cause_text": None, "resolution_text": None}
            for service, text in texts
        ],
        schema=dict.fromkeys(("service", "description", "cause_text", "resolution_text"), pl.String),
    )


STOCK = "Please read the article first."


def test_a_sentence_of_many_services_is_boilerplate() -> None:
    texts = rows(*((f"s{n % 4}", f"Fault {n}. {STOCK}") for n in range(12)))
    assert find_boilerplate(texts) == ["please read the article first"]


def test_a_sentence_of_one_service_is_none_however_frequent() -> None:
    texts = rows(*(("s0", STOCK) for _ in range(30)), *((f"s{n}", f"Fault number {n}.") for n in range(1, 5)))
    assert find_boilerplate(texts) == []


def test_without_three_services_nothing_is_boilerplate() -> None:
    assert find_boilerplate(rows(*((f"s{n % 2}", STOCK) for n in range(40)))) == []


def test_a_sentence_said_nine_times_in_a_small_table_is_none() -> None:
    assert find_boilerplate(rows(*((f"s{n % 4}", STOCK) for n in range(9)))) == []


def texts_of(**facts: str | None) -> tuple[str, str, str]:
    usual = dict.fromkeys(("title", "description", "cause_text", "resolution_text"))
    row = pl.DataFrame([usual | facts], schema=dict.fromkeys(usual, pl.String))
    return read_texts(row, catch_all=["unknown", "n/a"], boilerplate=["user informed by phone"]).row(0)


def test_boilerplate_is_taken_out_of_descriptions_and_causes() -> None:
    assert texts_of(
        description="Slow. User informed by phone. Again", cause_text="Disk. User informed by phone."
    ) == (
        "",
        "slow again",
        "disk",
    )


@pytest.mark.parametrize("word", ["Unknown", "UNKNOWN.", " n/a "])
def test_a_catch_all_is_no_cause(word: str) -> None:
    assert texts_of(cause_text=word)[2] == ""


def test_a_resolution_counts_as_told_where_the_cause_says_nothing() -> None:
    assert texts_of(cause_text="Unknown", resolution_text="Raised pool size")[2] == "raised pool size"


def test_a_long_description_is_cut() -> None:
    assert len(texts_of(description="word " * 1000)[1]) == LONGEST_BODY


def test_nothing_told_is_empty_text() -> None:
    assert texts_of() == ("", "", "")
