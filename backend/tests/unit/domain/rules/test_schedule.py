"""Values are computed late and dropped early."""

from app.domain.rules.compile import compile_strategy
from app.domain.rules.program import CompiledRules, Output
from tests.documents import CLOSE, condition, group, indicator, sell, strategy

RSI, SMA = indicator("RSI"), indicator("SMA", period=3)


def plan(rules: CompiledRules) -> list[tuple[str | None, int, list[str]]]:
    """Return per step: the indicator computed, how many questions, whose outputs are dropped."""

    def name(run: int) -> str:
        return rules.runs[run].indicator.name

    told = []
    for step in rules.steps:
        outputs = [rules.nodes[node] for node in step.done]
        dropped = [name(node.run) for node in outputs if isinstance(node, Output)]
        told.append((None if step.run is None else name(step.run), len(step.ready), dropped))
    return told


def test_a_condition_is_answered_once_its_last_indicator_is_there():
    rules = compile_strategy(
        strategy(
            condition(RSI, "less_than", 30),
            condition(CLOSE, "rising", 2),
            condition(RSI, "crosses_above", SMA),
            condition(SMA, "less_than", CLOSE),
        )
    )
    assert plan(rules) == [(None, 1, []), ("RSI", 1, []), ("SMA", 2, ["RSI", "SMA"])]


def test_a_value_goes_with_its_last_reader():
    rules = compile_strategy(
        strategy(condition(RSI, "less_than", 30), condition(SMA, "less_than", CLOSE))
    )
    assert plan(rules) == [(None, 0, []), ("RSI", 1, ["RSI"]), ("SMA", 1, ["SMA"])]


def test_a_source_lives_until_its_indicator_is_computed():
    smooth = indicator("SMA", source=RSI, period=3)
    rules = compile_strategy(strategy(condition(smooth, "less_than", 30)))
    assert plan(rules) == [(None, 0, []), ("RSI", 0, []), ("SMA", 1, ["RSI", "SMA"])]


def test_both_questions_are_asked_of_a_condition_under_and_beside_a_not():
    low = condition(RSI, "less_than", 30)
    rules = compile_strategy(strategy(low, exits=[sell(group("NOT", low))]))
    assert rules.steps[1].ready == ((0, False), (0, True))
    doubled = group("NOT", group("OR", group("NOT", low), condition(CLOSE, "rising", 1)))
    (before, step) = compile_strategy(strategy(doubled)).steps
    assert [wanted for _, wanted in before.ready] == [False]
    assert [wanted for _, wanted in step.ready] == [True]
