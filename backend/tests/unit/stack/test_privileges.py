"""Words before a command."""

from app.stack.privileges import Runner


def test_a_runner_puts_its_words_first():
    assert Runner(("a", "--")).command("postgres", "-D") == ["a", "--", "postgres", "-D"]


def test_a_runner_knows_whether_a_program_runs(tmp_path):
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text("#!/bin/sh\nexit 0\n")
    bad.write_text("#!/bin/sh\nexit 3\n")
    for path in (good, bad):
        path.chmod(0o755)
    assert Runner(()).runs(good)
    assert not Runner(()).runs(bad)
    assert not Runner(()).runs(tmp_path / "missing")
    assert not Runner(("/no/such/way",)).runs(good)
