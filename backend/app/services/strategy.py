"""Strategy documents: read from files and templates, and put to the test."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.backtest import EngineName, Outcome, RunConfig
from app.domain.errors import InvalidInput, NotFound
from app.domain.indicators.registry import catalogue
from app.domain.rules.compile import compile_strategy
from app.domain.rules.document import load
from app.domain.rules.evaluate import evaluate
from app.domain.rules.series import compute_series
from app.domain.rules.spec import Strategy
from app.domain.rules.templates import template, template_keys
from app.engine.parity import differences
from app.services.backtest import BacktestRequest, Backtests, Prepared

MAX_DOCUMENT_BYTES: Final = 1_000_000


def strategy_named(name: str) -> Strategy:
    """Return the strategy of a template's name, or of a .json or .txt file.

    Raises: NotFound when neither is there; InvalidInput for a file that is no document;
            InvalidRules with every fault.
    """
    found = template(name.replace("-", "_"), catalogue())
    if found is not None:
        return found.strategy
    path = Path(name)
    if path.suffix not in {".json", ".txt"}:
        raise NotFound(
            f"{name!r} is neither a template nor a file ending in .json or .txt; "
            f"templates: {', '.join(template_keys())}"
        )
    return load(document_in(path), catalogue())


def document_in(path: Path) -> bytes:
    """Return the bytes of a strategy file.

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
        self, strategy: Strategy, data: Prepared, source: str, config: RunConfig
    ) -> tuple[Check, ...]:
        """Return the checks in order: validation, signals, look-ahead, determinism, parity.

        The document has been read, so it is valid; `data` are bars of its timeframe.
        """
        request = BacktestRequest(
            strategy=strategy,
            data=data,
            source=source,
            symbol=strategy.symbol,
            config=config,
            engine=EngineName.BOTH,
        )
        report = self.backtests.run(request)
        again = self.backtests.fast.run(
            strategy, data.bars, config, first=data.first, finer=data.finer
        )
        parity = report.parity or ()
        return (
            _validation(strategy),
            _signals(strategy, data),
            Check(
                "no look-ahead",
                report.proof.passed,
                f"{len(report.proof.cuts)} prefixes recomputed from raw bars, equal to the bit"
                if report.proof.passed
                else str(report.proof.first_difference),
            ),
            Check(
                "determinism",
                same_to_the_bit(report.outcome, again),
                "a second run gives the same bits",
            ),
            Check(
                "parity",
                not parity,
                f"{len(report.outcome.trades)} trades and {len(data.bars) - data.first} bars of "
                "equity agree with Backtrader"
                if not parity
                else f"{len(parity)} differences, the first: {parity[0]}",
            ),
        )


def _validation(strategy: Strategy) -> Check:
    count = len(strategy.entry_rules) + len(strategy.exit_rules)
    return Check("validation", True, f"{count} rules on {strategy.symbol} {strategy.timeframe}")


def _signals(strategy: Strategy, data: Prepared) -> Check:
    rules = compile_strategy(strategy)
    signals = evaluate(rules, compute_series(rules, data.bars))
    counts = {
        "long entries": signals.entry_long,
        "long exits": signals.exit_long,
        "short entries": signals.entry_short,
        "short exits": signals.exit_short,
    }
    whole = signals.entry_long.size == len(data.bars)
    found = ", ".join(
        f"{hits} {name}"
        for name, rules_true in counts.items()
        if (hits := int((rules_true >= 0).sum()))
    )
    return Check(
        "signals", whole, f"a verdict for each of {len(data.bars)} bars: {found or 'none'}"
    )


def same_to_the_bit(first: Outcome, second: Outcome) -> bool:
    """Return whether two outcomes hold the same bytes."""
    return not differences(first, second) and first.equity.tobytes() == second.equity.tobytes()
