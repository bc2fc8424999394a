"""What the owner writes is what others read, or nothing."""

import json
from dataclasses import replace

import pytest

from app.stack.processes import Identity
from app.stack.record import Record, State

RECORD = Record("abc", Identity(1, "t1")).running("postgres", Identity(2, "t2"), 5432)


def test_it_reads_what_it_wrote(tmp_path):
    for state in State:
        RECORD.moved(state).write(tmp_path / "r")
        assert Record.read(tmp_path / "r") == replace(RECORD, state=state)


def test_a_program_started_again_replaces_itself():
    again = RECORD.running("postgres", Identity(3, "t3"), 5432).running("redis", Identity(4, ""), 1)
    assert again.children == {"postgres": Identity(3, "t3"), "redis": Identity(4, "")}
    assert again.ports == {"postgres": 5432, "redis": 1}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"x"', "{}", '{"instance": "a", "owner": {"pid": 1}}'],
)
def test_what_cannot_be_understood_is_no_record(tmp_path, text):
    (tmp_path / "r").write_text(text)
    assert Record.read(tmp_path / "r") is None


def test_a_state_from_another_release_is_no_record(tmp_path):
    RECORD.write(tmp_path / "r")
    changed = json.loads((tmp_path / "r").read_text()) | {"state": "dreaming"}
    (tmp_path / "r").write_text(json.dumps(changed))
    assert Record.read(tmp_path / "r") is None


def test_no_file_is_no_record(tmp_path):
    assert Record.read(tmp_path / "none") is None


def test_a_program_started_again_has_to_answer_again_and_is_counted():
    answering = RECORD.answering("postgres")
    assert (answering.ready, answering.restarts) == ({"postgres": True}, {"postgres": 0})
    again = answering.running("postgres", Identity(3, "t3"), 5432)
    assert (again.ready, again.restarts) == ({"postgres": False}, {"postgres": 1})


def test_a_program_that_does_not_listen_has_no_port():
    assert RECORD.running("worker", Identity(3, "t3"), None).ports == {"postgres": 5432}


def test_the_record_of_the_release_before_is_understood(tmp_path):
    RECORD.completed().write(tmp_path / "r")
    data = json.loads((tmp_path / "r").read_text())
    old = {name: data[name] for name in ("instance", "owner", "state", "children", "ports")}
    (tmp_path / "r").write_text(json.dumps(old))
    read = Record.read(tmp_path / "r")
    assert read is not None
    assert (read.children, read.is_platform, read.is_complete) == (RECORD.children, False, False)
