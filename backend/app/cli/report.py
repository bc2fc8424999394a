"""The PDF report of a backtest on the command line, written whole or not at all."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import InvalidInput, StorageUnavailable

if TYPE_CHECKING:
    from app.services.backtest import BacktestReport


def check_report(path: Path | None) -> None:
    """Refuse a place no report can be written to, before the work is done."""
    if path is None:
        return
    if path.suffix.lower() != ".pdf":
        raise InvalidInput(f"report {path.name or path} must end in .pdf")
    if not path.parent.is_dir():
        raise InvalidInput(f"report folder {path.parent} does not exist")
    if path.is_dir():
        raise InvalidInput(f"report {path} is a folder: name a file")


def write_report(run: "BacktestReport", path: Path | None) -> None:
    """Write the report of a run where it was asked for."""
    if path is None:
        return
    from app import bootstrap
    from app.services.backtest_report import report_of_run

    content = bootstrap.reporter().pdf(report_of_run(run))
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise StorageUnavailable(
            f"{path} could not be written ({error.strerror or error}): nothing was left behind"
        ) from error
    finally:
        part.unlink(missing_ok=True)
