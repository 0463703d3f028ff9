"""What `inspect` finds out about a file, and that the lines that it prints describe the file."""

import tomllib
from pathlib import Path

import pytest

from analytics.errors import ExportError
from analytics.publish.templates import make_workbook
from analytics.report.inspection import inspect_file
from analytics.sources.meanings import MEANINGS

FIXTURES = Path(__file__).parents[2] / "fixtures"
EXAMPLES = sorted(path for path in FIXTURES.glob("*/*") if path.name != "README.md")
LIST = (
    "number,opened_at,priority,state,short_description\n"
    "INC1,13/10/2026 09:00,1 - Critical,Closed,a\n"
    "INC2,03/04/2026 09:00,2 - High,New,\x1b[31mred\n"
)


def inspect(tmp_path, text, name="a.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return inspect_file(tmp_path / name)


def test_the_source_is_told_by_its_columns(tmp_path):
    assert inspect(tmp_path, LIST).source == "servicenow-incident"


def test_a_log_is_told_from_a_list_by_its_repeated_ids(tmp_path):
    header = "number,opened_at,priority,incident_state,sys_updated_on,assigned_to\n"
    rows = [f"INC1,2026-10-01 09:00:00,1,New,2026-10-01 09:0{i}:00,x\n" for i in range(2)]
    assert inspect(tmp_path, header + "".join(rows)).source == "servicenow-audit"
    assert inspect(tmp_path, header + rows[0]).source == "servicenow-incident"


def test_a_register_is_told_by_its_columns(tmp_path):
    found = inspect(tmp_path, "incident_id,at,audience\nINC1,2026-10-01T09:00:00Z,buyer\n")
    assert found.source == "notifications"
    assert found.zone == "every instant carries its own"


def test_what_nobody_knows_is_a_table_to_be_mapped(tmp_path):
    found = inspect(tmp_path, "Ref,Begin\nA,2026-10-01 09:00\n")
    assert (found.source, found.missing) == (None, ("incident_id", "opened_at", "severity"))
    assert [each["is_instant"] for each in found.columns] == [False, True]
    assert 'source   = "table"' in found.block


def test_the_order_of_dates_is_shown_with_its_evidence(tmp_path):
    found = inspect(tmp_path, LIST)
    assert "'13/10/2026 09:00' (opened_at, line 2)" in found.dates
    assert 'dates    = "day-first"' in found.block


def test_an_order_that_nothing_proves_is_left_to_be_declared(tmp_path):
    found = inspect(tmp_path, LIST.replace("13/10", "03/10"))
    assert "every date fits day-first and month-first" in found.dates
    assert '# dates  = "day-first"' in found.block


def test_the_lines_to_paste_are_toml_and_name_the_words_of_severity(tmp_path):
    found = inspect(tmp_path, LIST)
    parsed = tomllib.loads(found.block)
    assert parsed["exports"] == [
        {"source": "servicenow-incident", "path": "exports/a.csv", "dates": "day-first"}
    ]
    assert '# Words for [severity], each under one of P1 to P4: "1 - Critical", "2 - High"' in found.block


def test_the_lines_go_below_a_contract_that_has_its_own_tables(tmp_path):
    found = inspect(tmp_path, LIST)
    tomllib.loads('[severity]\nP1 = ["1"]\n\n[states]\nnew = ["New"]\n\n' + found.block)


def test_a_state_that_nothing_knows_is_named(tmp_path):
    found = inspect(tmp_path, LIST.replace("Closed", "Verified"))
    assert '# Words for [states] that are not known yet: "Verified"' in found.block
    assert "[states]" not in inspect(tmp_path, LIST).block


def test_a_column_of_types_is_named_with_its_words(tmp_path):
    rows = "ticket id,created time,priority,status,type\n1,2026-10-01 09:00,High,Open,{}\n"
    found = inspect(tmp_path, rows.format("Service Request"))
    block = tomllib.loads(found.block.replace("# columns", "columns").replace("# values", "values"))
    assert block["exports"][0]["columns"] == {"kind": "type"}
    assert block["exports"][0]["values"] == {"kind": {"request": ["Service Request"]}}
    assert "kind" not in inspect(tmp_path, rows.format("Incident")).block


@pytest.mark.parametrize(
    ("name", "source"), [("status-updates.csv", "updates"), ("notifications.csv", "notifications")]
)
def test_of_two_registers_with_the_same_columns_the_name_decides(tmp_path, name, source):
    found = inspect(tmp_path, "incident_id,at,audience\nINC1,2026-10-01T09:00:00Z,buyer\n", name)
    assert found.source == source
    assert "# source" not in found.block


def test_where_no_name_decides_both_are_told(tmp_path):
    found = inspect(tmp_path, "incident_id,at,audience\nINC1,2026-10-01T09:00:00Z,buyer\n")
    assert '# source = "updates"' in found.block


def test_a_workbook_of_registers_is_inspected_sheet_by_sheet(tmp_path):
    (tmp_path / "registers.xlsx").write_bytes(make_workbook())
    assert any("--sheet NAME" in note for note in inspect_file(tmp_path / "registers.xlsx").notes)
    for name in MEANINGS:
        found = inspect_file(tmp_path / "registers.xlsx", name)
        assert (found.source, found.missing) == (name, ())
        assert tomllib.loads(found.block)["exports"][0]["sheet"] == name


def test_a_header_that_check_would_refuse_is_told(tmp_path):
    text = LIST.replace("short_description", "Priority").replace(",a\n", ",1 - Critical\n")
    notes = inspect(tmp_path, text).notes
    assert any("'priority' stands several times: check refuses" in note for note in notes)
    text = LIST.replace("short_description", "State").replace(",a\n", ",New\n")
    assert any("'state' stands several times: state is not read" in n for n in inspect(tmp_path, text).notes)


@pytest.mark.parametrize(("name", "said"), [("", "it is a folder"), ("none.csv", "there is no such file")])
def test_what_is_no_file_is_told(tmp_path, name, said):
    with pytest.raises(ExportError, match=said):
        inspect_file(tmp_path / name)


def test_a_name_that_toml_would_misread_is_escaped(tmp_path):
    found = inspect(tmp_path, LIST, 'a "b"\n.csv')
    assert tomllib.loads(found.block)["exports"][0]["path"] == 'exports/a "b"\n.csv'


def test_control_characters_never_reach_the_terminal(tmp_path):
    assert "\x1b" not in inspect(tmp_path, LIST).to_text()


def test_what_is_no_export_is_refused(tmp_path):
    with pytest.raises(ExportError, match="looks like HTML"):
        inspect(tmp_path, "<html><title>Sign in</title></html>")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_each_tools_example_is_recognised(path):
    found = inspect_file(path)
    assert (found.source, found.missing) == (path.parent.name, ())
    assert "jira-sla" not in found.others


def test_the_clocks_of_the_tool_are_sorted_by_what_their_names_say(tmp_path):
    rows = "".join(
        f"INC1,{name},Completed,false,2026-10-05 09:00:00,60\n"
        for name in ("P1 response", "P1 resolution", "Vendor OLA")
    )
    block = inspect(tmp_path, "task,sla,stage,has_breached,start_time,business_duration\n" + rows).block
    assert (
        '# values  = { measures = { response = ["P1 response"], resolution = ["P1 resolution"] } }' in block
    )
    assert '"Vendor OLA"' in block.splitlines()[-1] or any("OLA" in line for line in block.splitlines())


def test_columns_of_figures_are_not_pasted(tmp_path):
    text = "Vorgangsschlüssel,Erstellt,Priorität,Time to resolution\nA-1,13/10/2026 09:00,Hoch,1:00\n"
    block = inspect(tmp_path, text).block
    uncommented = "\n".join(line.removeprefix("# ").split("    #")[0] for line in block.splitlines())
    [columns] = [line for line in uncommented.splitlines() if line.startswith("columns")]
    tomllib.loads(columns.replace("...", '"x"'))
