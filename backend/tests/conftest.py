"""What every test shares: where the real market data lies."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no fault of the code: how fast things are is the benchmark's to say. The same
# cases on every run: what fails once fails again.
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

REPOSITORY = Path(__file__).resolve().parents[2]


def _shared_data() -> Path:
    given = os.environ.get("APEX_TEST_DATA")
    return Path(given) if given else REPOSITORY.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real candles; fail under CI when it is missing, skip elsewhere."""
    folder = _shared_data()
    if not (folder / "ohlcv").is_dir():
        message = f"no test data in {folder}: set APEX_TEST_DATA to the folder that holds ohlcv/"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return folder
