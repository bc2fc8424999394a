"""Strategy documents: read from files and templates, and put to the test."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.domain.backtest import (
    NO_HOOKS,
    TRADE_FIELDS,
    EngineName,
    Hooks,
    Outcome,
    RunConfig,
)
from app.domain.errors import InvalidInput, NotFound
from app.domain.indicators.registry import catalogue
from app.domain.rules.bar_by_bar import BarByBar
from app.domain.rules.compile import compile_strategy
from app.domain.rules.document import is_text, load
from app.domain.rules.evaluate import evaluate
from app.domain.rules.series import compute_series
from app.domain.rules.spec import Strategy
from app.domain.rules.templates import template, template_keys
from app.domain.signals import Signals
from app.engine.parity import differences
from app.engine.proof import Proof
from app.services.backtest import BacktestReport, BacktestRequest, Backtests, Prepared

MAX_DOCUMENT_BYTES: Final = 1_000_000
_BARS_ASKED: Final = 5_000
_CURVES: Final = ("equity", "position", "gross", "exposed")


def strategy_named(name: str) -> Strategy:
    """Return the strategy of a template's name, or of a .json or .txt file.

    Raises: NotFound when neither is there; InvalidInput for a file that is no document;
            InvalidRules with every fault.
    """
    found = template(name.replace("-", "_"), catalogue())
    if found is not None:
        return found.strategy
    path = Path(name)
    ending = path.suffix.lower()
    if ending not in {".json", ".txt"}:
        raise NotFound(
            f"{name!r} is neither a template nor a file ending in .json or .txt; "
            f"templates: {', '.join(template_keys())}"
        )
    content = document_in(path)
    if ending == ".json" and is_text(content):
        raise InvalidInput(f"{path} holds no strategy in JSON: that begins with a brace {{")
    return load(content, catalogue())


def document_in(path: Path) -> bytes:
    """Return the bytes of a strategy file, which are UTF-8 text.

    Raises: NotFound, or InvalidInput saying why the file cannot be a document.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_DOCUMENT_BYTES + 1)
    except FileNotFoundError:
        raise NotFound(f"there is no file {path}") from None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from None
    if len(content) > MAX_DOCUMENT_BYTES:
        raise InvalidInput(f"{path} is larger than {MAX_DOCUMENT_BYTES:,} bytes")
    if not content.strip():
        raise InvalidInput(f"{path} is empty")
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path} is not UTF-8 text: byte {error.start:,} is not") from None
    return content


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a strategy's test: what was checked, how it went, what was seen."""

    name: str
    passed: bool
    seen: str


@dataclass(frozen=True, slots=True)
class StrategyTests:
    """Puts a strategy to the test on real or simulated bars."""

    backtests: Backtests

    def run(
        self,
        strategy: Strategy,
        data: Prepared,
        source: str,
        config: RunConfig,
        hooks: Hooks = NO_HOOKS,
    ) -> tuple[Check, ...]:
        """Return the checks in order: validation, signals, look-ahead, determinism, parity.

        `data` are bars of the strategy's timeframe.
        Raises: what `Backtests.run` raises; a faulty document is InvalidRules, not a check.
        """
        request = BacktestRequest(
            strategy=strategy,
            data=data,
            source=source,
            symbol=strategy.symbol,
            config=config,
            engine=EngineName.BOTH,
        )
        report = self.backtests.run(request, hooks)
        again = self.backtests.fast.run(
            strategy, data.bars, config, first=data.first, finer=data.finer
        )
        return (
            _validation(strategy),
            _signals(strategy, data),
            _no_look_ahead(report.proof),
            _determinism(report.outcome, again),
            _parity(report),
        )


def _validation(strategy: Strategy) -> Check:
    count = len(strategy.entry_rules) + len(strategy.exit_rules)
    return Check("validation", True, f"{count} rules on {strategy.symbol} {strategy.timeframe}")


def _signals(strategy: Strategy, data: Prepared) -> Check:
    rules = compile_strategy(strategy)
    table = compute_series(rules, data.bars)
    signals = evaluate(rules, table)
    bar = first_disagreement(signals, BarByBar(rules, table))
    if bar is not None:
        return Check("signals", False, f"whole arrays and one bar at a time disagree at bar {bar}")
    counts = {
        "long entries": signals.entry_long,
        "long exits": signals.exit_long,
        "short entries": signals.entry_short,
        "short exits": signals.exit_short,
    }
    found = ", ".join(
        f"{hits:,} {name}"
        for name, rules_true in counts.items()
        if (hits := int((rules_true >= 0).sum()))
    )
    seen = f"a verdict for each of {len(data.bars):,} bars: {found or 'no rule is ever true'}"
    return Check("signals", True, seen)


def first_disagreement(signals: Signals, asked: BarByBar) -> int | None:
    """Return the first bar at which plain Python, asked bar by bar, concludes something else.

    Of a long series only some bars are asked, spread evenly: Python takes its time.
    """
    size = signals.entry_long.size
    concluded = np.stack(
        (signals.entry_long, signals.exit_long, signals.entry_short, signals.exit_short), axis=1
    )
    for bar in range(0, size, 1 + size // _BARS_ASKED):
        if tuple(concluded[bar].tolist()) != asked.at(bar):
            return bar
    return None


def _no_look_ahead(proof: Proof) -> Check:
    if not proof.passed:
        return Check("no look-ahead", False, str(proof.first_difference))
    seen = f"recomputed from raw bars at {len(proof.cuts)} cuts, equal to the bit"
    return Check("no look-ahead", True, seen)


def _determinism(first: Outcome, again: Outcome) -> Check:
    if same_to_the_bit(first, again):
        return Check("determinism", True, "a second run gives the same bits")
    found = differences(first, again)
    where = str(found[0]) if found else "the last bits of equity"
    return Check("determinism", False, f"a second run differs: {where}")


def _parity(report: BacktestReport) -> Check:
    if report.parity:
        count, first = len(report.parity), report.parity[0]
        return Check("parity", False, f"{count} differences with Backtrader, the first: {first}")
    trades, bars = len(report.outcome.trades), report.outcome.equity.size
    seen = f"{trades:,} trades and {bars:,} bars of equity agree with Backtrader"
    return Check("parity", True, seen)


def same_to_the_bit(first: Outcome, second: Outcome) -> bool:
    """Return whether two outcomes hold the same trades and curves, byte by byte."""
    pairs = [
        *((getattr(first, name), getattr(second, name)) for name in _CURVES),
        *((getattr(first.trades, name), getattr(second.trades, name)) for name in TRADE_FIELDS),
    ]
    same = all(one.tobytes() == other.tobytes() for one, other in pairs)
    return same and not differences(first, second)
