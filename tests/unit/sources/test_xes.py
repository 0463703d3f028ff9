"""An XES event log, by values worked out by hand from the file under tests/fixtures."""

from analytics.intake import read_exports
from tests.unit.intake.make import make_contract
from tests.unit.sources.fixtures import at, changes, export, holds, read, row

LOG = export("xes", "log.xes")


def test_a_trace_is_an_incident_and_its_activities_are_its_states():
    tables = read(LOG)
    incident = row(tables.incidents, incident_id="INC0042001")
    assert (incident["severity"], incident["state"]) == ("P2", "resolved")
    assert changes(tables, "INC0042001", "state") == [
        (at("05 08:00"), "new"),
        (at("05 08:12:30.250"), "in progress"),
        (at("05 09:00"), "on hold"),
        (at("05 11:45:10"), "resolved"),
    ]
    assert changes(tables, "INC0042001", "assignment") == [(at("05 08:12:30.250"), "assigned")]
    assert holds(tables, "INC0042001") == [(at("05 09:00"), at("05 11:45:10"), "awaiting customer")]


def test_who_performed_the_first_event_took_nothing_up(tmp_path):
    event = '<event><string key="concept:name" value="{}"/><string key="priority" value="2 - High"/>'
    event += (
        '<string key="org:resource" value="x"/><date key="time:timestamp" value="2026-10-05T{}:00Z"/></event>'
    )
    steps = event.format("opened", "09:00") + event.format("Waiting", "09:20")
    log = f'<log><trace><string key="concept:name" value="I1"/>{steps}</trace></log>'
    (tmp_path / "a.xes").write_text(log)
    contract = make_contract(tmp_path, {"source": "xes", "path": "a.xes"})
    tables = read_exports(contract, tmp_path)
    assert changes(tables, "I1", "assignment") == [(at("05 09:20"), "assigned")]


def test_without_an_attribute_for_it_an_incident_was_opened_at_its_first_event():
    assert row(read(LOG).incidents, incident_id="INC0042001")["opened_at"] == at("05 08:00")


def test_what_the_log_declares_as_default_is_no_event():
    tables = read(LOG)
    assert tables.files["n_read"].to_list() == [4]
    assert "closed" not in [after for _, after in changes(tables, "INC0042001", "state")]
