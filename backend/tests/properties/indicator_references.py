"""Which independent computation stands against which entry of the catalogue, at its defaults."""

import inspect
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from app.domain.market import Bars
from tests.properties import naive_indicators as naive
from tests.properties.naive_indicators import Outputs, single

Reference = Callable[[Bars], Outputs]


def library(function: str, *columns: int | str, **options: Any) -> Reference:
    """Return pandas-ta-classic's own computation: columns by position, or by start of the name."""

    def reference(b: Bars) -> Outputs:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            import pandas_ta_classic
        found = getattr(pandas_ta_classic, function)
        known = inspect.signature(found).parameters
        index = pd.DatetimeIndex(b.time.astype("datetime64[ns]"))
        series = {
            word: pd.Series(np.array(getattr(b, name)), index)
            for word, name in (("open_", "open"), ("high", "high"), ("low", "low"),
                               ("close", "close"), ("volume", "volume"))
            if word in known and (word != "open_" or known[word].default is inspect._empty)
        }  # fmt: skip
        # Never through TA-Lib: that would compare it with itself.
        native = {"talib": False} if "talib" in known else {}
        result = found(**series, **options, **native)
        table = result if isinstance(result, pd.DataFrame) else result.to_frame()
        return tuple(_column(table, c) for c in columns or range(table.shape[1]))

    return reference


def _column(table: pd.DataFrame, which: int | str) -> Any:
    if isinstance(which, int):
        return table.iloc[:, which].to_numpy(np.float64)
    (name,) = [c for c in table.columns if c.startswith(which)]
    return table[name].to_numpy(np.float64)


LIBRARY: Final[Mapping[str, Reference]] = {
    "AO": library("ao"),
    "APO": library("apo", fast=12, slow=26, mamode="ema"),
    "BOP": library("bop"),
    "CCI": library("cci", length=14),
    "CMOU": library("cmo", length=14),
    "COPPOCK": library("coppock"),
    "ER": library("er", length=10),
    "ERI": library("eri", length=13),
    "KDJ": library("kdj", "K_", "D_", "J_", length=9, signal=3),
    "MACD": library("macd", "MACD_", "MACDs_", "MACDh_"),
    "MFI": library("mfi", length=14),
    "PVO": library("pvo", "PVO_"),
    "QSTICK": library("qstick", length=10),
    "RSI": library("rsi", length=14),
    "TRIX": library("trix", "TRIX_", length=30),
    "TSI": library("tsi", "TSI_", fast=13, slow=25),
    "ULTOSC": library("uo"),
    "WILLR": library("willr", length=14),
    "DEMA": library("dema", length=30),
    "TEMA": library("tema", length=30),
    "EMA": library("ema", length=30),
    "WMA": library("wma", length=30),
    "KAMA": library("kama", length=30),
    "RMA": library("rma", length=30),
    "T3": library("t3", length=5, a=0.7),
    "VWMA": library("vwma", length=30),
    "ZLEMA": library("zlma", length=30, mamode="ema"),
    "ADX": library("adx", "ADX_", length=14),
    "PLUS_DI": library("adx", "DMP_", length=14),
    "MINUS_DI": library("adx", "DMN_", length=14),
    "ADXR": library("adxr", "ADXR_", length=14),
    "DX": library("dx", length=14),
    "PLUS_DM": library("plus_dm", length=14),
    "MINUS_DM": library("minus_dm", length=14),
    "AROON": library("aroon", "AROONU_", "AROOND_", length=14),
    "AROONOSC": library("aroon", "AROONOSC_", length=14),
    "VHF": library("vhf", length=28),
    "VORTEX": library("vortex", "VTXP_", "VTXM_", length=14),
    "ATR": library("atr", length=14),
    "NATR": library("natr", length=14),
    "BBANDS": library("bbands", "BBU_", "BBM_", "BBL_", length=20, std=2.0, ddof=0),
    "CVI": library("cvi"),
    "DONCHIAN": library("donchian", "DCU_", "DCM_", "DCL_"),
    "MASSI": library("massi"),
    "MARKETFI": library("marketfi"),
    "EFI": library("efi", length=13),
    "OBV": library("obv"),
    "WAD": library("wad"),
    "HT_DCPERIOD": library("ht_dcperiod"),
    "HT_DCPHASE": library("ht_dcphase"),
    "HT_PHASOR": library("ht_phasor", 0, 1),
    "HT_SINE": library("ht_sine", 0, 1),
    "HT_TRENDMODE": library("ht_trendmode"),
    "HT_TRENDLINE": library("ht_trendline"),
    "MAMA": library("mama", "MAMA_", "FAMA_"),
    "SAR": lambda b: (np.fmax(*library("psar", "PSARl_", "PSARs_")(b)),),
    "CHOPPINESS": library("chop", length=14),
}  # fmt: skip

NAIVE: Final[Mapping[str, Reference]] = {
    "SMA": single(lambda b: naive.mean(b.close, 30)),
    "MA": single(lambda b: naive.mean(b.close, 30)),
    "TRIMA": single(lambda b: naive.triangular(b.close, 30)),
    "HMA": single(lambda b: naive.hull(b.close, 20)),
    "MIDPOINT": single(lambda b: naive.midpoint(b.close, b.close, 14)),
    "MIDPRICE": single(lambda b: naive.midpoint(b.high, b.low, 14)),
    "KC": naive.keltner,
    "ACCBANDS": naive.acceleration,
    "SUPERTREND": naive.supertrend,
    "SAREXT": lambda b: (*LIBRARY["SAR"](b), np.sign(b.close - LIBRARY["SAR"](b)[0])),
    "AC": single(lambda b: _accelerator(b)),
    "CMO": single(lambda b: 2.0 * LIBRARY["RSI"](b)[0] - 100.0),
    "DPO": single(lambda b: naive.before(b.close, 11) - naive.mean(b.close, 20)),
    "FOSC": single(naive.forecast_gap),
    "IMI": single(lambda b: 100.0 * naive.total(np.maximum(b.close - b.open, 0.0), 14)
                  / naive.total(np.abs(b.close - b.open), 14)),
    "MACDEXT": naive.macd_simple,
    "MACDFIX": naive.macd_fixed,
    "MOM": single(lambda b: b.close - naive.before(b.close, 10)),
    "PPO": single(lambda b: 100.0 * (naive.ema(b.close, 12) / naive.ema(b.close, 26) - 1.0)),
    "ROC": single(lambda b: 100.0 * (b.close / naive.before(b.close, 10) - 1.0)),
    "ROCP": single(lambda b: b.close / naive.before(b.close, 10) - 1.0),
    "ROCR": single(lambda b: b.close / naive.before(b.close, 10)),
    "ROCR100": single(lambda b: 100.0 * b.close / naive.before(b.close, 10)),
    "SMI": naive.smi,
    "STOCH": lambda b: _averaged(naive.mean(naive.stochastic(b, 5)[4:], 3)),
    "STOCHF": lambda b: _averaged(naive.stochastic(b, 5)),
    "STOCHRSI": lambda b: _averaged(_own_range(LIBRARY["RSI"](b)[0], 5)),
    "FRACTAL": naive.fractal,
    "RVI": single(naive.relative_volatility),
    "TRANGE": single(naive.true_range),
    "ADR": single(lambda b: naive.mean(b.high - b.low, 14)),
    "STDDEV": single(lambda b: naive.rolled(b.close, 5, np.std)),
    "VAR": single(lambda b: naive.rolled(b.close, 5, np.var)),
    "AVGDEV": single(lambda b: naive.rolled(
        b.close, 14, lambda w: float(np.abs(w - w.mean()).mean()))),
    "VWAP": single(naive.vwap_of_days),
    "AD": single(lambda b: np.cumsum(naive.money_flow(b))),
    "ADOSC": single(naive.chaikin_gap),
    "CMF": single(lambda b: naive.total(naive.money_flow(b), 20) / naive.total(b.volume, 20)),
    "NVI": single(lambda b: naive.volume_index(b, rises=False)),
    "PVI": single(lambda b: naive.volume_index(b, rises=True)),
    "PVT": single(lambda b: np.nancumsum(naive.returns(b.close) * b.volume)),
    "RVOL": single(lambda b: b.volume / naive.before(naive.mean(b.volume, 20))),
    "LINEARREG": single(lambda b: naive.line(b.close, 14, 13.0)),
    "LINEARREG_INTERCEPT": single(lambda b: naive.line(b.close, 14, 0.0)),
    "LINEARREG_SLOPE": single(lambda b: naive.slope(b.close, 14)),
    "LINEARREG_ANGLE": single(lambda b: np.degrees(np.arctan(naive.slope(b.close, 14)))),
    "TSF": single(lambda b: naive.line(b.close, 14, 14.0)),
    "BETA": single(naive.beta),
    "CORREL": single(naive.correlation),
    "PERCENTILE": single(lambda b: naive.nearest_rank(b.close, 30, 50.0)),
    "PERCENTRANK": single(naive.rank),
    "MAX": single(lambda b: naive.highest(b.close, 30)),
    "MIN": single(lambda b: naive.lowest(b.close, 30)),
    "MINMAX": lambda b: (naive.lowest(b.close, 30), naive.highest(b.close, 30)),
    "MAXINDEX": single(lambda b: naive.since_highest(b.close)),
    "MININDEX": single(lambda b: naive.since_lowest(b.close)),
    "MINMAXINDEX": lambda b: (naive.since_lowest(b.close), naive.since_highest(b.close)),
    "SUM": single(lambda b: naive.total(b.close, 30)),
    "CUMSUM": single(lambda b: np.cumsum(b.close)),
    "AVGPRICE": single(lambda b: (b.open + b.high + b.low + b.close) / 4.0),
    "MEDPRICE": single(lambda b: (b.high + b.low) / 2.0),
    "TYPPRICE": single(lambda b: (b.high + b.low + b.close) / 3.0),
    "WCLPRICE": single(lambda b: (b.high + b.low + 2.0 * b.close) / 4.0),
    "HA": naive.heikin_ashi,
    "ADD": single(lambda b: b.close + b.open),
    "SUB": single(lambda b: b.close - b.open),
    "MULT": single(lambda b: b.close * b.open),
    "DIV": single(lambda b: b.close / b.open),
    "ICHIMOKU": naive.ichimoku,
    "ZSCORE": single(lambda b: (b.close - naive.mean(b.close, 30))
                     / naive.rolled(b.close, 30, np.std)),
    "VWAP_ROLLING": single(lambda b: naive.total((b.high + b.low + b.close) / 3.0 * b.volume, 20)
                           / naive.total(b.volume, 20)),
    **{name: single(lambda b, f=f: f(b.close)) for name, f in naive.UNARY.items()},
}  # fmt: skip

# Checked bar by bar in the unit tests named here, where a few bars say more than a sweep.
ELSEWHERE: Final = {
    "ACOS": "numpy, in test_indicator_references",
    "ASIN": "numpy, in test_indicator_references",
    "MAVP": "test_cycle_average.py",
    "VOLUME_PROFILE_POC": "test_extra_volume.py, against numpy.histogram",
    "HIGHEST_SINCE": "test_extra_trend.py",
    "LOWEST_SINCE": "test_extra_trend.py",
}


def _accelerator(b: Bars) -> Any:
    (ao,) = LIBRARY["AO"](b)
    return ao - np.concatenate((np.full(33, np.nan), naive.mean(ao[33:], 5)))


def _own_range(values: Any, window: int) -> Any:
    known = values[np.isfinite(values)]
    low, high = naive.lowest(known, window), naive.highest(known, window)
    return 100.0 * (known - low) / (high - low)


def _averaged(k: Any) -> Outputs:
    """Return %K and its mean over three bars, counted from the end of the series."""
    known = k[np.isfinite(k)]
    return known, naive.mean(known, 3)
