"""TA-Lib's candlestick patterns: 100 where a rising one ends, -100 for a falling one, else 0."""

from typing import Final

from app.domain.indicators.decay import fixed
from app.domain.indicators.parameters import number
from app.domain.indicators.talib.outputs import signs
from app.domain.indicators.talib.rows import Row

# How far the last candle has to reach into the first one's body, where the pattern asks.
_PENETRATION: Final = {
    "CDLABANDONEDBABY": 0.3,
    "CDLDARKCLOUDCOVER": 0.5,
    "CDLEVENINGDOJISTAR": 0.3,
    "CDLEVENINGSTAR": 0.3,
    "CDLMATHOLD": 0.5,
    "CDLMORNINGDOJISTAR": 0.3,
    "CDLMORNINGSTAR": 0.3,
}
# Hikkake waits up to three bars for its confirmation; averages of candle sizes are windows.
_WAIT: Final = fixed(10)

_PATTERNS: Final = (
    ("2CROWS", "Two crows", "A gap up, then a fall back into the first body; bearish."),
    ("3BLACKCROWS", "Three black crows", "Three long falling candles in a row; bearish."),
    ("3INSIDE", "Three inside up or down", "A small body inside a large one, then confirmed."),
    ("3LINESTRIKE", "Three-line strike", "Three candles one way, one that takes them all back."),
    ("3OUTSIDE", "Three outside up or down", "An engulfing candle, then confirmed."),
    ("3STARSINSOUTH", "Three stars in the south", "Three ever smaller falling candles; bullish."),
    ("3WHITESOLDIERS", "Three white soldiers", "Three long rising candles in a row; bullish."),
    ("ABANDONEDBABY", "Abandoned baby", "A doji left alone between two gaps; a reversal."),
    ("ADVANCEBLOCK", "Advance block", "Three rising candles that lose strength; bearish."),
    ("BELTHOLD", "Belt hold", "A long candle that opens at its extreme."),
    ("BREAKAWAY", "Breakaway", "A gap with the trend that the fifth candle takes back."),
    ("CLOSINGMARUBOZU", "Closing marubozu", "A long candle that closes at its extreme."),
    ("CONCEALBABYSWALL", "Concealing baby swallow", "Two falling marubozus swallowed; bullish."),
    ("COUNTERATTACK", "Counterattack", "An opposite long candle that closes at the same price."),
    ("DARKCLOUDCOVER", "Dark cloud cover", "Opens above, closes deep in the rise; bearish."),
    ("DOJI", "Doji", "Open and close are almost the same: nobody won."),
    ("DOJISTAR", "Doji star", "A doji that gaps away from a long candle."),
    ("DRAGONFLYDOJI", "Dragonfly doji", "A doji with a long lower shadow only."),
    ("ENGULFING", "Engulfing", "A body that covers the opposite body before it."),
    ("EVENINGDOJISTAR", "Evening doji star", "A rise, a doji above it, a fall; bearish."),
    ("EVENINGSTAR", "Evening star", "A rise, a small body above it, a fall; bearish."),
    ("GAPSIDESIDEWHITE", "Side-by-side white lines", "Two equal rising candles after a gap."),
    ("GRAVESTONEDOJI", "Gravestone doji", "A doji with a long upper shadow only."),
    ("HAMMER", "Hammer", "A small body over a long lower shadow after a fall; bullish."),
    ("HANGINGMAN", "Hanging man", "A small body over a long lower shadow after a rise; bearish."),
    ("HARAMI", "Harami", "A small body inside the long opposite one before it."),
    ("HARAMICROSS", "Harami cross", "A doji inside the long body before it."),
    ("HIGHWAVE", "High wave", "A small body between two very long shadows."),
    ("HIKKAKE", "Hikkake", "An inside bar whose breakout failed, and its confirmation."),
    ("HIKKAKEMOD", "Modified Hikkake", "A Hikkake with a stricter context, and its confirmation."),
    ("HOMINGPIGEON", "Homing pigeon", "A small falling body inside a falling one; bullish."),
    ("IDENTICAL3CROWS", "Identical three crows", "Three crows, each opening at the last close."),
    ("INNECK", "In-neck", "A rise that barely gets into the falling body; bearish."),
    ("INVERTEDHAMMER", "Inverted hammer", "A small body under a long upper shadow; bullish."),
    ("KICKING", "Kicking", "Two opposite marubozus with a gap between them."),
    ("KICKINGBYLENGTH", "Kicking by length", "Kicking, its side decided by the longer candle."),
    ("LADDERBOTTOM", "Ladder bottom", "Four falling candles, then a rise with a gap; bullish."),
    ("LONGLEGGEDDOJI", "Long-legged doji", "A doji with a long shadow."),
    ("LONGLINE", "Long line", "A long body with short shadows."),
    ("MARUBOZU", "Marubozu", "A long body without shadows."),
    ("MATCHINGLOW", "Matching low", "Two falling candles with the same close; bullish."),
    ("MATHOLD", "Mat hold", "A long rise, a shallow rest, another rise; bullish."),
    ("MORNINGDOJISTAR", "Morning doji star", "A fall, a doji below it, a rise; bullish."),
    ("MORNINGSTAR", "Morning star", "A fall, a small body below it, a rise; bullish."),
    ("ONNECK", "On-neck", "A rise that only gets back to the low before; bearish."),
    ("PIERCING", "Piercing line", "Opens below, closes high in the falling body; bullish."),
    ("RICKSHAWMAN", "Rickshaw man", "A long-legged doji with its body in the middle."),
    ("RISEFALL3METHODS", "Rising or falling three methods", "A rest of small bodies in a trend."),
    ("SEPARATINGLINES", "Separating lines", "An opposite candle that opens at the same price."),
    ("SHOOTINGSTAR", "Shooting star", "A small body under a long upper shadow; bearish."),
    ("SHORTLINE", "Short line", "A short body with short shadows."),
    ("SPINNINGTOP", "Spinning top", "A small body between longer shadows."),
    ("STALLEDPATTERN", "Stalled pattern", "Two long rises, then a small body; bearish."),
    ("STICKSANDWICH", "Stick sandwich", "A rise between two falls of equal close; bullish."),
    ("TAKURI", "Takuri", "A dragonfly doji with a very long lower shadow."),
    ("TASUKIGAP", "Tasuki gap", "A gap that the third candle only partly fills."),
    ("THRUSTING", "Thrusting", "A rise that stays below the middle of the fall; bearish."),
    ("TRISTAR", "Tristar", "Three dojis, the middle one apart."),
    ("UNIQUE3RIVER", "Unique three river", "A fall, a new low inside it, a small rise; bullish."),
    ("UPSIDEGAP2CROWS", "Upside gap two crows", "Two falling bodies above a gap; bearish."),
    ("XSIDEGAP3METHODS", "Gap three methods", "A gap that the third candle closes."),
)

PATTERNS: Final = tuple(
    Row(
        name=f"CDL{name}",
        title=title,
        description=text,
        inputs=("open", "high", "low", "close"),
        parameters=(
            (number("penetration", _PENETRATION[f"CDL{name}"], 0.0, 10.0,
                    "How far into the first body the last one closes, as a share of it"),)
            if f"CDL{name}" in _PENETRATION
            else ()
        ),
        decay=_WAIT,
        finish=signs,
    )
    for name, title, text in _PATTERNS
)  # fmt: skip
