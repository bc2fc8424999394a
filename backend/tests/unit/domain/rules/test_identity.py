"""One strategy, one fingerprint."""

import dataclasses
import json

from app.domain.rules.identity import canonical_bytes, document_hash
from app.domain.rules.parse import parse
from app.domain.rules.text import parse_text
from tests.catalogue import CATALOGUE

DOCUMENT = {
    "name": "Grüße",
    "asset": "BTC/USDT",
    "timeframe": "1h",
    "entry_rules": [
        {
            "name": "r",
            "signal": "BUY",
            "conditions": [
                {"indicator": "RSI", "params": {"period": 14}, "operator": "less_than", "value": 30}
            ],
        }
    ],
}
TEXT = 'symbol: "BTC/USDT"\nname: "Grüße"\ntimeframe: 1h\nbuy entry "r": rsi() < 30.0\n'


def test_every_way_to_write_a_strategy_has_the_same_hash():
    expected = document_hash(parse(DOCUMENT, CATALOGUE))
    shuffled = json.dumps(dict(reversed(DOCUMENT.items())), indent=3)
    assert document_hash(parse(shuffled, CATALOGUE)) == expected
    assert document_hash(parse_text(TEXT, CATALOGUE)) == expected


def test_the_hash_is_sha_256_of_plain_canonical_json():
    strategy = parse(DOCUMENT, CATALOGUE)
    assert canonical_bytes(strategy).decode() == (
        '{"entry_rules":[{"conditions":[{"left":{"indicator":"RSI"},"operator":"less_than",'
        '"right":30}],"logic":"AND","name":"r","signal":"BUY"}],"name":"Grüße",'
        '"symbol":"BTC/USDT","timeframe":"1h"}'
    )
    # Written down once; a change would orphan the hashes of stored results.
    assert document_hash(strategy) == (
        "f62d4fdb26518417b37433f3a9d77c238b6c9ded4aad07c45c80681c28295c4d"
    )


def test_every_change_changes_the_hash():
    strategy = parse(DOCUMENT, CATALOGUE)
    changed = dataclasses.replace(strategy, name="Gruesse")
    assert document_hash(changed) != document_hash(strategy)
