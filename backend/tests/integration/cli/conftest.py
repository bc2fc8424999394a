"""The console command inside this process, as a terminal would see it."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import main


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Return standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """Return the one line a refused command prints."""
        assert self.code != 0
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("error: ")
        return self.err.removeprefix("error: ").strip()


type Apextrade = Callable[..., Said]


@pytest.fixture
def apextrade(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Apextrade:
    """Return the command: apextrade("import", file, "--json", DATABASE_URL="…")."""

    def run(*arguments: object, **variables: str) -> Said:
        with monkeypatch.context() as patch:
            for name in os.environ:
                patch.delenv(name)
            for name, value in {**environment, **variables}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["apextrade", *map(str, arguments)])
            capsys.readouterr()
            try:
                main()
            except SystemExit as stop:
                code = stop.code
            else:
                code = 0
        out, err = capsys.readouterr()
        return Said(code if isinstance(code, int) else int(bool(code)), out, err)

    return run


@pytest.fixture
def candles(shared_data: Path) -> Callable[[str], Path]:
    """Return the path of a shared candle file by its name."""
    return lambda name: shared_data / "ohlcv" / f"{name}.parquet"
