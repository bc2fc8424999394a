"""The sign of life of a process without a port: a file it touches while it works.

Whoever watches the process looks at the file's age (APEX_ALIVE_FILE); without a name nothing is
written.
"""

import asyncio
from pathlib import Path
from typing import Final

SECONDS: Final = 5.0


def touch(file: str) -> None:
    """Say that we live."""
    if file:
        Path(file).touch()


async def keep_touching(file: str) -> None:
    """Say so for as long as the event loop turns."""
    while file:
        touch(file)
        await asyncio.sleep(SECONDS)
