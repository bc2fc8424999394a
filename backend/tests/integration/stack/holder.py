"""A process that uses the embedded database until its standard input is closed.

    python -m tests.integration.stack.holder APEX_HOME [owned]

Prints one JSON line once it has the database. A failure is one line on standard error, exit 1.
"""

import json
import os
import signal
import sys
from pathlib import Path

from app.core.config import load_settings
from app.domain.errors import ApexError
from app.stack import database_for, owned_database
from app.stack.home import Home
from app.stack.record import Record


def main(home: str, how: str = "any") -> int:
    """Hold the database; return the exit code."""
    # A shell that runs the tests in the background has its children ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings = load_settings(
        env_file=Path(home) / "no.env",
        app_env="testing",
        apex_home=home,
        database_url="",
        timescale_url="",
    )
    lend = owned_database if how == "owned" else database_for
    try:
        with lend(settings) as endpoints:
            record = Record.read(Home(settings.apex_home).record)
            assert record is not None
            answer = {
                "main_url": endpoints.main_url,
                "timeseries_url": endpoints.timeseries_url,
                "pid": os.getpid(),
                "owner": record.owner.pid,
                "server": record.children["postgres"].pid,
                "instance": record.instance,
            }
            print(json.dumps(answer), flush=True)
            sys.stdin.read()
    except ApexError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
