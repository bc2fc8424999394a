"""The documented metrics are those there are."""

import re

from app.core.telemetry import Described, described
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "metrics.md"
_ROW = re.compile(r"^\| `(apextrade_\w+)` \| (\w+) \| (.*?) \| (.*) \|$", re.MULTILINE)


def documented(text: str) -> tuple[Described, ...]:
    return tuple(
        Described(name, kind, tuple(re.findall(r"`(\w+)`", labels)), meaning)
        for name, kind, labels, meaning in _ROW.findall(text)
    )


def test_the_page_lists_every_metric_as_it_is():
    assert documented(PAGE.read_text("utf-8")) == described()


def test_a_missing_or_changed_line_is_noticed():
    """Negative control of the test above."""
    text = PAGE.read_text("utf-8")
    line = next(line for line in text.splitlines() if "apextrade_ws_closed_total" in line)
    assert documented(text.replace(line, "")) != described()
    assert documented(text.replace("`code`", "`reason`")) != described()


def test_names_and_labels_stay_bounded():
    for one in described():
        assert one.name.startswith("apextrade_")
        assert not set(one.labels) & {"path", "user_id", "id", "symbol", "backtest_id"}
        assert one.kind == "counter" or not one.name.endswith("_total")
