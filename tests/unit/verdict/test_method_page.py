"""The worked example of the method page, month by month, as the code has it."""

from __future__ import annotations

from analytics.verdict import conclude
from tests.unit.summary.frames import contract
from tests.unit.summary.standing import one_by_month

AGREED = contract(
    {
        "id": "P1-resolution",
        "target": "99%",
        "minimum": "97%",
        "bands": [[99, 0], [98, 1], [97, 2], [96, 3], [0, 4]],
    },
    more='[consequences]\ncredit_per_point = "0.5%"\ncap = "2.5%"\ncharge = 100_000',
)
MONTHS = [(965, 1000), (985, 1000), (965, 1000), (0, 0), (960, 1000)]


def test_the_worked_example_of_the_method_page() -> None:
    found = conclude(one_by_month(AGREED, MONTHS, first=4), AGREED)
    assert found.kpis["points"].to_list() == [3, 2, 6, 0, 3]
    assert found.credits["amount_pence"].to_list() == [150_000, 100_000, 250_000, 0, 150_000]
    assert found.triggers.select("period", "rule", "periods").rows() == [
        ("2026-08", "any", ["2026-04", "2026-06", "2026-08"])
    ]
    assert found.kpis["rating"].to_list()[-1] == "Approaching target"
