"""A platform with stand-ins for our own processes, run until it is told to stop.

    python -m tests.integration.stack.platform_process APEX_HOME APEX_PORT

Prints `ready` once everything answers. A failure is one line on standard error, exit 1.
"""

import signal
import sys
import threading
from pathlib import Path
from typing import Final

from app.core.config import Settings, load_settings
from app.domain.errors import ApexError
from app.stack.plan import Process
from app.stack.supervisor import running_platform

_MODULE: Final = "tests.integration.stack.stand_in"
_LOUD: Final = "import signal; print('all is well', flush=True); signal.pause()"
PROCESSES: Final = (
    Process("api", _MODULE, words=(_MODULE, "{port}"), path="/health"),
    Process("gateway", _MODULE, words=(_MODULE, "{port}"), path="/health"),
    Process("worker", "timeit", words=("timeit", "-n", "1", "-r", "1", _LOUD), says="all is well"),
    Process("unwritten", "app.unwritten", words=("app.unwritten",)),
)


def settings_for(home: str, port: int) -> Settings:
    """Return the settings of a platform on embedded parts alone."""
    empty = {"database_url": "", "timescale_url": "", "redis_url": "", "object_store_url": ""}
    return load_settings(
        env_file=Path(home) / "no.env",
        app_env="testing",
        apex_home=home,
        apex_port=port,
        **empty,
    )


def main(home: str, port: str) -> int:
    """Run the platform; return the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with running_platform(settings_for(home, int(port)), lambda _: None, PROCESSES):
            print("ready", flush=True)
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                print("stopping", flush=True)
    except ApexError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
