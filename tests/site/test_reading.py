"""The reader of pages: words it takes for a number are that number, and others are not."""

from __future__ import annotations

import pytest

from tests.site.reading import (
    count_of,
    interval_says,
    ratio_of,
    read_page,
    share_says,
    span_says,
    target_says,
)

PAGE = """<main><h2>Volume <i aria-hidden="true">x</i></h2><p>72 incidents opened.</p>
<figure id="fig-a"><svg><text>7</text></svg></figure>
<table id="table-a"><caption>All</caption><thead><tr><th>Who</th><th>n</th></tr></thead>
<tbody><tr><th>P1</th><td><data value="1523">1,523</data></td></tr></tbody></table></main>"""


def test_page_is_read_as_sections_sentences_and_tables():
    page = read_page(PAGE)
    (section,) = page.sections
    assert (section.title, section.figures, section.tables) == ("Volume", ["fig-a"], ["table-a"])
    assert section.sentences == ["72 incidents opened."]
    assert page.tables["table-a"].records() == [{"Who": "P1", "n": "1,523"}]
    assert page.tables["table-a"].exact_records() == [{"Who": None, "n": "1523"}]


def test_page_with_an_element_left_open_is_refused():
    with pytest.raises(AssertionError):
        read_page("<main><p>words</main>")


def test_counts_and_ratios_are_read_to_the_unit():
    assert count_of("1,523") == 1523
    assert ratio_of("1,037/1,039 99.8 %") == (1037, 1039)
    assert ratio_of("n/a (0)") == (0, 0)


@pytest.mark.parametrize(
    ("words", "share", "holds"),
    [
        ("94.9 %", 0.9496, True),  # cut off, not rounded
        ("95.0 %", 0.9496, False),
        ("94.8 %", 0.9496, False),
        ("99.97 %", 0.99975, True),
        ("100.0 %", 1.0, True),
        ("n/a (0)", None, True),
        ("n/a (0)", 0.5, False),
        ("50.0 %", None, False),
    ],
)
def test_share_is_cut_off_after_its_last_digit(words, share, holds):
    assert share_says(words, share) is holds


@pytest.mark.parametrize(
    ("words", "seconds", "holds"),
    [
        ("2 h 05 min", 7500, True),
        ("2 h 05 min", 7441, True),  # rounded up to the minute
        ("2 h 05 min", 7440, False),
        ("2 h 05 min", 7501, False),
        ("76 h 00 min", 273600, True),
        ("76 h 00 min", 273601, False),
        ("9 min", 540, True),
        ("9 min", 539.5, True),  # up to the second
        ("9 min", 539, False),
        ("n/a", None, True),
        ("n below 10", None, True),
        ("n/a", 0, False),
    ],
)
def test_span_is_rounded_up_to_its_last_unit(words, seconds, holds):
    assert span_says(words, seconds) is holds


def test_interval_is_widened_to_a_tenth_and_a_target_exact():
    assert interval_says("52.9 to 97.8 %", 0.52911, 0.97758)
    assert not interval_says("53.0 to 97.8 %", 0.52911, 0.97758)
    assert not interval_says("52.9 to 97.7 %", 0.52911, 0.97758)
    assert interval_says("n/a", None, None)
    assert target_says("95 % 15 minutes", 0.95)
    assert not target_says("95 %", 0.955)
