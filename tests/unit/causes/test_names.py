import polars as pl

from analytics.causes.names import LONGEST, name_causes

LABELS = {"cert": "Certificate expired"}


def members(**columns: list) -> pl.DataFrame:
    n = len(next(iter(columns.values())))
    usual = {"cause_id": ["A"] * n, "incident_id": [f"I{row}" for row in range(n)]}
    texts = dict.fromkeys(
        ("cause_code", "component", "service", "title", "description", "cause_text", "resolution_text"),
        [None] * n,
    )
    return pl.DataFrame(usual | texts | columns, schema=dict.fromkeys(usual | texts, pl.String))


def name(frame: pl.DataFrame, publish: tuple[str, ...] = (), given: dict[str, str] | None = None) -> str:
    return name_causes(frame, {"A": "I0"}, LABELS, publish, given or {})["name"].item()


def test_the_contracts_label_and_the_component_name_a_cause() -> None:
    frame = members(cause_code=["CERT", "Cert", "CERT"], component=["gateway"] * 3)
    assert name(frame) == "Certificate expired: gateway"


def test_a_code_without_a_label_is_not_published() -> None:
    assert name(members(cause_code=["X1"] * 2, component=["gateway"] * 2)) == "Faults of gateway"


def test_free_text_is_published_only_where_the_contract_lists_its_column() -> None:
    frame = members(cause_text=["Smith's laptop was lost. Called him."] * 2, service=["Payments"] * 2)
    assert name(frame) == "Faults of Payments"
    assert name(frame, ("cause_text",)) == "Smith's laptop was lost: Payments"


def test_what_people_called_it_comes_first() -> None:
    assert (
        name(members(cause_code=["CERT"] * 2), given={"A": "The gateway's certificate"})
        == "The gateway's certificate"
    )


def test_a_long_sentence_is_cut() -> None:
    assert len(name(members(title=["word " * 60] * 2), ("title",))) == LONGEST


def test_a_component_of_few_members_does_not_name_the_cause_alone() -> None:
    assert name(members(component=["gateway", "web", "db", "dns"])) == "Faults of db and 3 others"


def test_without_a_component_or_service_the_founder_names_the_cause() -> None:
    assert name(members(component=[None, None])) == "Cause first seen in A"


def test_of_equals_the_first_by_spelling_names_the_cause() -> None:
    assert name(members(component=["web", "gateway"])) == "Faults of gateway"


def test_one_other_component_is_told_in_the_singular() -> None:
    assert name(members(component=["web", "gateway", *[None] * 5])) == "Faults of gateway and 1 other"


def test_a_component_of_one_in_many_does_not_name_the_cause() -> None:
    assert name(members(component=["web", *[None] * 5])) == "Cause first seen in A"
