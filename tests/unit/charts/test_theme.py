import itertools
import re

import pytest

from analytics.charts import theme
from analytics.charts.theme import DARK, LIGHT, MARKS, SEVERITY_COLOURS, TEXT, contrast

SETS = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
# Viénot's matrices of 1999 for full red and full green blindness, on linear light
RED_BLIND = ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0))
GREEN_BLIND = ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0))
SEEN = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def test_contrast_of_black_and_white_is_21_and_of_equals_1():
    assert contrast("#FFFFFF", "#000000") == 21.0
    assert contrast("#28A197", "#28A197") == 1.0


def test_contrast_agrees_with_a_published_value():
    # #767676 is the lightest grey that passes 4.5:1 on white: 4.54, as accessibility guides print it
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54


@pytest.mark.parametrize("wrong", ["red", "#FFF", "#12436D00", ""])
def test_what_is_no_hex_colour_is_refused(wrong):
    with pytest.raises(ValueError, match="no colour"):
        contrast(wrong, "#FFFFFF")


@SETS
@pytest.mark.parametrize("ground", ["paper", "paper-2"])
def test_text_reads_at_4_5_on_every_ground(colours, ground):
    ratios = {name: contrast(colours[name], colours[ground]) for name in TEXT}
    assert {name: ratio for name, ratio in ratios.items() if ratio < 4.5} == {}


@SETS
def test_text_on_the_accent_and_on_the_focus_reads_at_4_5(colours):
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
    assert contrast(colours["on-focus"], colours["focus"]) >= 4.5


@SETS
def test_marks_and_meaningful_lines_stand_out_at_3_from_the_paper(colours):
    names = [*MARKS, "rule-2"]
    assert {name for name in names if contrast(colours[name], colours["paper"]) < 3} == set()


def test_the_analysis_function_colours_would_fail_in_the_dark():
    assert sum(contrast(LIGHT[name], DARK["paper"]) < 3 for name in MARKS) == 3


def test_the_light_set_is_the_analysis_function_palette():
    assert [LIGHT[name] for name in MARKS] == [
        "#12436D",
        "#28A197",
        "#801650",
        "#F46A25",
        "#3D3D3D",
        "#A285D1",
    ]


def _lab(colour, eye):
    linear = theme.linear(colour)
    red, green, blue = (max(0.0, sum(a * b for a, b in zip(row, linear, strict=True))) for row in eye)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
    )


def _apart(first, second, eye):
    pairs = zip(_lab(first, eye), _lab(second, eye), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


@SETS
@pytest.mark.parametrize("eye", [SEEN, RED_BLIND, GREEN_BLIND], ids=["seen", "red-blind", "green-blind"])
def test_neighbours_in_a_stack_are_told_apart_by_every_eye(colours, eye):
    order = [colours[name] for name in SEVERITY_COLOURS.values()]
    assert min(_apart(a, b, eye) for a, b in itertools.pairwise(order)) > 0.12


@SETS
def test_met_and_missed_are_told_apart_in_grey_by_shape_only_and_so_need_one(colours):
    assert _apart(colours["c1"], colours["c3"], SEEN) > 0.12


def test_light_and_dark_name_the_same_colours():
    assert list(LIGHT) == list(DARK)


def test_the_css_gives_light_first_then_dark_and_paper_is_always_light():
    css = theme.css_variables()
    light, dark, printed = (
        css.index(words) for words in (":root {", "prefers-color-scheme: dark", "@media print")
    )
    assert light < dark < printed
    assert css[printed:].count(f"--ink: {LIGHT['ink']};") == 1
    assert f"--ink: {DARK['ink']};" not in css[printed:]
    assert set(re.findall(r"--(\S+):", css)) == {*LIGHT, "fonts"}


def test_a_colour_that_is_not_in_the_palette_is_refused():
    with pytest.raises(KeyError):
        theme.colour("red")


def test_on_paper_a_chart_may_be_narrower_than_on_a_screen():
    css = theme.css_variables()
    assert ".chart { min-width: 0 !important; }" in css[css.index("@media print") :]
    assert css.count("{") == css.count("}")
