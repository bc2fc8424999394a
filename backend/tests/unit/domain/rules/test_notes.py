"""Faults found in the normal form point into what the person wrote."""

from app.domain.errors import Fault
from app.domain.rules.decode import Refused
from app.domain.rules.notes import MAX_FAULTS, MORE_FAULTS, Notes, limited, nearest_place, step
from app.domain.rules.spec import Condition, Number, Operator, Rule, Signal, Strategy
from app.domain.timeframes import Timeframe


def test_a_wrong_value_is_named_with_what_was_expected():
    notes: Notes[str] = Notes()
    notes.wrong("/a", "x", "a number")
    notes.wrong("/b", Refused("is given twice"), "a number")
    assert notes.faults == [("/a", 'must be a number, not "x"'), ("/b", "is given twice")]


def test_places_follow_values_that_are_made_anew():
    notes: Notes[str] = Notes()
    left, moved = notes.placed(Number(1.0), "/old"), Number(2.0)
    notes.field(left, "/value", "/old/written")
    notes.moved(left, moved)
    condition = Condition(moved, Operator.EQUAL, Number(3.0))
    strategy = Strategy(
        name="x",
        symbol="x",
        timeframe=Timeframe.H1,
        entry_rules=(notes.placed(Rule("r", Signal.BUY, condition), "/rule"),),
    )
    assert notes.places(strategy) == {
        "/entry_rules/0": "/rule",
        "/entry_rules/0/conditions/0/left": "/old",
        "/entry_rules/0/conditions/0/left/value": "/old/written",
    }


def test_the_nearest_place_keeps_the_steps_that_are_left():
    places = {"/a": "/x", "/a/b": "/y"}
    assert nearest_place(places, "/a/b/c/d", "") == ("/y", "/c/d")
    assert nearest_place(places, "/z/b", "top") == ("top", "/z/b")


def test_pointers_escape_what_rfc_6901_says_and_what_no_encoding_holds():
    assert step("/a", "b/c~d") == "/a/b~1c~0d"
    assert step("/a", 3) == "/a/3"
    assert step("", "\ud800").encode("utf-8") == b"/\\ud800"


def test_repeated_faults_are_told_once_and_a_flood_is_cut():
    flood = [Fault(f"/{n}", "x") for n in range(MAX_FAULTS + 7)]
    assert limited([flood[0]] * 9) == (flood[0],)
    assert limited(flood)[-1] == Fault("", MORE_FAULTS)
