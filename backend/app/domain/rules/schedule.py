"""In which order values are computed, used and dropped, so that few are alive at a time.

Most conditions read one or two indicators. Answering each as soon as its last indicator is there,
and dropping every value after its last reader, keeps memory near what the widest condition needs
instead of what the whole document needs.
"""

from collections.abc import Sequence

from app.domain.rules.program import (
    Asked,
    Combined,
    Comparison,
    Output,
    Run,
    Seen,
    SeriesNode,
    Shifted,
    Step,
    TruthNode,
)
from app.domain.rules.spec import Logic


def scheduled(
    nodes: Sequence[SeriesNode],
    runs: Sequence[Run],
    truths: Sequence[TruthNode],
    roots: Sequence[int],
) -> tuple[Step, ...]:
    """Return one step before the first run and one per run, in the order of the runs."""
    beneath = _outputs_beneath(nodes)
    ready: list[list[Asked]] = [[] for _ in range(len(runs) + 1)]
    last = dict.fromkeys(frozenset().union(*beneath), 0)
    for index, wanted in _asked(truths, roots):
        node = truths[index]
        if not isinstance(node, Comparison):
            continue
        read = frozenset().union(*(beneath[side] for side in (node.left, *node.right)))
        step = max((_step_of(nodes[output]) for output in read), default=0)
        ready[step].append((index, wanted))
        last.update({output: max(last[output], step) for output in read})
    for step, run in enumerate(runs, start=1):
        read = beneath[run.source] if run.source is not None else frozenset()
        last.update({output: max(last[output], step) for output in read})
    return tuple(
        Step(
            run=step - 1 if step else None,
            ready=tuple(sorted(ready[step])),
            done=tuple(sorted(output for output, end in last.items() if end == step)),
        )
        for step in range(len(runs) + 1)
    )


def _outputs_beneath(nodes: Sequence[SeriesNode]) -> list[frozenset[int]]:
    """Return for each node the outputs it reads, not looking into the indicators' sources."""
    beneath: list[frozenset[int]] = []
    for index, node in enumerate(nodes):
        match node:
            case Output():
                beneath.append(frozenset([index]))
            case Combined():
                beneath.append(frozenset().union(*(beneath[arg] for arg in node.args)))
            case Shifted() | Seen():
                beneath.append(beneath[node.node])
            case _:
                beneath.append(frozenset())
    return beneath


def _step_of(node: SeriesNode) -> int:
    assert isinstance(node, Output)  # noqa: S101 -- only outputs are collected
    return node.run + 1


def _asked(truths: Sequence[TruthNode], roots: Sequence[int]) -> set[Asked]:
    """Return every question that evaluating the roots will ask; NOT swaps what is wanted."""
    found: set[Asked] = set()
    open_questions = [(root, True) for root in roots]
    while open_questions:
        question = open_questions.pop()
        if question in found:
            continue
        found.add(question)
        index, wanted = question
        node = truths[index]
        if not isinstance(node, Comparison):
            swapped = wanted is not (node.logic is Logic.NOT)
            open_questions += [(child, swapped) for child in node.children]
    return found
