"""Who sees everybody's rows: every caller of `begin_system`, each with its reason (security 45)."""

import ast
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "app"
REASONS = {
    "services/admin.py": "administration",
    "services/auth/*.py": "nobody is logged in yet",
    "services/backtest_artefacts.py": "what is kept of finished jobs, whosever they are",
    "services/backtest_jobs.py": "the place in the queue counts the jobs of all",
    "services/backtest_report.py": "what is kept of finished jobs, whosever they are",
    "services/backtest_worker.py": "a worker claims the jobs of all",
    "services/dashboard.py": "the place in the queue counts the jobs of all",
    "services/events.py": "the relay and the gateway's look at the heads",
    "services/heartbeats.py": "processes belong to no user",
    "services/outbox.py": "letters of all",
    "tasks/*.py": "a worker is told an id, not a user; sweeps and heartbeats",
}


def calls(text: str) -> int:
    return sum(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute | ast.Name)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id)
        == "begin_system"
        for node in ast.walk(ast.parse(text))
    )


def test_only_these_act_for_the_system():
    callers = {
        path.relative_to(APP).as_posix()
        for path in APP.rglob("*.py")
        if calls(path.read_text(encoding="utf-8"))
    }
    others = {name for name in callers if not any(fnmatchcase(name, known) for known in REASONS)}
    assert sorted(others) == [], "open it with begin_as, or add it with its reason"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("async with self.begin_system() as work: pass", 1),
        ("async with begin_system() as work: pass", 1),
        ("x = databases.begin_system", 0),
        ("async with self.begin_as(user_id) as work: pass", 0),
    ],
)
def test_a_call_is_seen(text, found):
    assert calls(f"async def use():\n    {text}\n") == found
