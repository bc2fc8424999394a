"""What a walk reads and writes."""

import numpy as np
import pytest

from app.domain.errors import InvalidInput
from app.domain.timeframes import Timeframe
from app.engine.tables import fresh_tables, tape_of
from tests.builders import bars
from tests.engine_runs import signal_run


def test_per_bar_tables_cover_the_period_only() -> None:
    drawn = signal_run(1)
    tables = fresh_tables(drawn.strategy, drawn.config, drawn.bars, 30, recording=True)
    sizes = {t.size for t in (tables.equity, tables.position, tables.exposed, tables.gross)}
    assert sizes == {len(drawn.bars) - 30}


def test_a_sweep_has_no_per_bar_tables() -> None:
    drawn = signal_run(1)
    tables = fresh_tables(drawn.strategy, drawn.config, drawn.bars, 0, recording=False)
    assert {t.size for t in (tables.equity, tables.position, tables.exposed, tables.gross)} == {0}


def test_strided_signals_are_made_contiguous() -> None:
    drawn = signal_run(1)
    wide = np.repeat(drawn.signals.entry_long, 2)
    strided = type(drawn.signals)(
        wide[::2], drawn.signals.exit_long, drawn.signals.entry_short, drawn.signals.exit_short
    )
    tape = tape_of(strided, drawn.bars, None)
    assert all(array.flags.c_contiguous for array in tape)
    np.testing.assert_array_equal(tape[5], drawn.signals.entry_long)


def test_rule_21_each_bar_finds_its_own_finer_bars() -> None:
    drawn = signal_run(2, count=3)
    finer = bars([1.0] * 8, Timeframe.M15)
    *_, start, stop = tape_of(drawn.signals, bars([1.0] * 3), finer)
    assert list(zip(start, stop, strict=True)) == [(0, 4), (4, 8), (8, 8)]


def test_intrabar_bars_must_be_finer() -> None:
    drawn = signal_run(2, count=3)
    with pytest.raises(InvalidInput, match="bars of 1h are not finer than bars of 1h"):
        tape_of(drawn.signals, bars([1.0] * 3), bars([1.0] * 3))


@pytest.mark.parametrize("kind", [np.int8, np.int64, np.float64])
def test_signals_of_another_kind_are_converted(kind: type) -> None:
    drawn = signal_run(1)
    other = type(drawn.signals)(
        *(getattr(drawn.signals, n).astype(kind) for n in type(drawn.signals).__slots__)
    )
    tape = tape_of(other, drawn.bars, None)
    assert {array.dtype for array in tape[5:9]} == {np.dtype(np.int16)}
    np.testing.assert_array_equal(tape[5], drawn.signals.entry_long)
