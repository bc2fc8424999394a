"""Every part of a document has the pointer that the canonical JSON gives it."""

from hypothesis import given, settings

from app.domain.rules import walk
from app.domain.rules.parse import parse
from app.domain.rules.printing import node_to_json, operand_to_json, to_json
from app.domain.rules.spec import Group, IndicatorCall, Rule
from app.domain.rules.text import parse_text
from app.domain.timeframes import Timeframe
from tests.catalogue import CATALOGUE
from tests.strategies import documents


def at(document, pointer):
    for part in pointer.split("/")[1:]:
        document = document[int(part) if isinstance(document, list) else part]
    return document


@settings(max_examples=40, deadline=None)
@given(document=documents(CATALOGUE))
def test_pointers_lead_to_the_part_in_the_canonical_json(document):
    strategy = parse(document, CATALOGUE)
    canonical = to_json(strategy)
    for rule in walk.rules(strategy):
        for node in walk.nodes(rule):
            written = at(canonical, node.pointer)
            expected = node_to_json(node.part)
            assert {key: written[key] for key in expected} == expected
            for operand in walk.operands(node):
                assert at(canonical, operand.pointer) == operand_to_json(operand.part)


def test_a_frame_reaches_into_sources_and_arguments():
    text = (
        'name: x\nsymbol: x\ntimeframe: 1h\nbuy entry "r": SMA(close - open)@4h > (high + low)@1d'
    )
    strategy = parse_text(text, CATALOGUE)
    (rule,) = walk.rules(strategy)
    (node,) = walk.nodes(rule)
    frames = {p.pointer.split("/conditions/0")[1]: p.frame for p in walk.operands(node)}
    assert frames == {
        "/left": Timeframe.H1,
        "/left/source": Timeframe.H4,
        "/left/source/args/0": Timeframe.H4,
        "/left/source/args/1": Timeframe.H4,
        "/right": Timeframe.H1,
        "/right/args/0": Timeframe.D1,
        "/right/args/1": Timeframe.D1,
    }


def test_depth_counts_groups_and_nested_operands():
    text = (
        "name: x\nsymbol: x\ntimeframe: 1h\n"
        'buy entry "r": close > 1 or (not close > RSI(SMA(open)) and open > 1)\n'
        "sell exit ref rule_002"
    )
    strategy = parse_text(text, CATALOGUE)
    entry, reference = walk.rules(strategy)
    assert isinstance(entry.part, Rule)
    assert list(walk.nodes(reference)) == []
    groups = [node.depth for node in walk.nodes(entry) if isinstance(node.part, Group)]
    assert groups == [1, 2, 3]
    calls = [
        operand.depth
        for node in walk.nodes(entry)
        for operand in walk.operands(node)
        if isinstance(operand.part, IndicatorCall)
    ]
    assert calls == [1, 2]
