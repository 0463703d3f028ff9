"""What the pages do not say of causes when a security incident is among their incidents."""

from pathlib import Path

import pytest

from analytics.report.page import Report, open_report
from tests.unit.small import head

CONTRACT = (
    head("2026-01-01")
    + """[rules]
security = {security}
[severity]
P1 = ["P1"]
P3 = ["P3"]
[[exports]]
source = "servicenow-audit"
path = "log.csv"
timezone = "UTC"
complete_until = 2026-12-01
[[exports]]
source = "changes"
path = "changes.csv"
timezone = "UTC"
[[clauses]]
id = "P1-resolution"
kind = "resolution"
within = "4 hours"
target = "95%"
reference = "r"
"""
)
RULE = '{ category = ["Security"] }'
HEADER = "number,incident_state,opened_at,resolved_at,sys_updated_at,priority,category,cmdb_ci,problem_id"
CHANGES = """change_id,causes,raised_at,made_at
CHG1,PRB1,2026-10-01 09:00,2026-10-02 09:00
"""
DAYS = {"FIRST": "2026-09-03", "SECOND": "2026-09-13", "THIRD": "2026-10-07", "FOURTH": "2026-10-17"}


def open_month(folder: Path, late: dict[str, str], security: str = RULE) -> Report:
    """Four incidents of one problem record; some are found to be something else in November."""
    lines = [
        f"{name},Resolved,{day} 09:00,{day} 11:00,{day} 11:00,P3,Network,gateway-01,PRB1"
        for name, day in DAYS.items()
    ]
    lines += [
        f"{name},Resolved,{DAYS[name]} 09:00,{DAYS[name]} 11:00,2026-11-10 09:00,P3,{kind},gateway-01,PRB1"
        for name, kind in late.items()
    ]
    (folder / "log.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    (folder / "changes.csv").write_text(CHANGES)
    (folder / "contract.toml").write_text(CONTRACT.replace("{security}", security))
    return open_report(folder, period="2026-10")


def everything(report: Report) -> str:
    parts = []
    for page in (report.causes, report.causes_in_full):
        parts += [page.summary(), page.signals(), page.others(), page.similar(), page.changes()]
        parts += [
            page.lineage(),
            page.notes(),
            page.pairs(),
            page.timeline("a"),
            page.trend("b"),
            page.downtime("c"),
        ]
        parts += [page.details(kind) for kind in ("signal", "cause", "symptom", "watched")]
    return "\n".join(part.html for part in parts)


@pytest.fixture
def plain(tmp_path: Path) -> str:
    return everything(open_month(tmp_path, {}))


def test_without_a_security_incident_all_is_told(plain) -> None:
    assert all(name in plain for name in DAYS)
    assert "withheld" not in plain


@pytest.mark.parametrize("name", DAYS)
def test_an_incident_found_later_to_be_of_security_is_nowhere(tmp_path, name) -> None:
    page = everything(open_month(tmp_path, {name: "Security"}))
    assert name not in page
    assert "1 incident withheld (security)." in page
    assert all(other in page for other in DAYS if other != name)


def test_its_day_and_its_length_are_not_told(tmp_path) -> None:
    report = open_month(tmp_path, {"FOURTH": "Security"})
    page = everything(report)
    assert "17 Oct 2026" not in page
    assert report.causes.table["downtime"].to_list() == [None]


def test_the_counts_stay_as_they_were_known(tmp_path) -> None:
    report = open_month(tmp_path, {"FOURTH": "Security"})
    assert report.causes.table["n_incidents"].to_list() == [4]


def test_a_cause_founded_by_one_has_no_id_and_its_links_still_lead_somewhere(tmp_path) -> None:
    report = open_month(tmp_path, {"FIRST": "Security"})
    assert "withheld (security)" in report.causes.signals().html
    assert "#cause-1" in report.causes.signals().html
    assert 'id="cause-1"' in report.causes_in_full.details("signal").html


def test_where_no_rule_says_which_are_of_security_none_is_withheld(tmp_path) -> None:
    page = everything(open_month(tmp_path, {"FIRST": "Security"}, '"none declared"'))
    assert "FIRST" in page
    assert "withheld" not in page


@pytest.mark.parametrize("name", DAYS)
def test_its_words_and_its_place_name_no_cause(tmp_path, name) -> None:
    """Any member may lend the group its words, its code or its component."""
    told = dict.fromkeys(DAYS, ",,,") | {name: "zz-secret place,zz-secret,zz-secret words,secret code"}
    lines = [HEADER.replace("cmdb_ci", "cmdb_ci,business_service,short_description,close_code")]
    for kind, at in (("Network", "2026-10-18"), ("Security", "2026-11-10")):
        for other, day in DAYS.items():
            if kind == "Network" or other == name:
                lines.append(
                    f"{other},Resolved,{day} 09:00,{day} 11:00,{at} 11:00,P3,{kind},{told[other]},PRB1"
                )
    (tmp_path / "log.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "changes.csv").write_text(CHANGES)
    publish = '[rules.causes]\npublish_text = ["title"]\nlabels = { "secret code" = "zz-secret label" }\n'
    text = CONTRACT.replace("{security}", RULE).replace("[severity]", publish + "[severity]")
    (tmp_path / "contract.toml").write_text(text)
    report = open_report(tmp_path, period="2026-10")
    assert "1 incident withheld (security)." in everything(report)
    assert "secret" not in everything(report)
    assert report.causes.table["name"].to_list() == ["Cause withheld (security)"]
