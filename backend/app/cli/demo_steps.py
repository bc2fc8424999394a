"""Steps of a demonstration on the terminal: what is being done, then how long it took."""

import time
from dataclasses import dataclass, field

from rich.console import Console
from rich.status import Status
from rich.text import Text


@dataclass(slots=True, eq=False)
class Steps:
    """Shows what is being done, and when it is done how long it took."""

    console: Console
    name: str = ""
    begun: float = 0.0
    status: Status | None = field(default=None, repr=False)

    def begin(self, name: str) -> None:
        """End the step before, if any, and show the next."""
        self.end()
        self.name, self.begun = name, time.perf_counter()
        self.status = self.console.status(name)
        self.status.start()

    def end(self, seen: str = "") -> None:
        """Print the step with its seconds."""
        if self.status is None:
            return
        self.status.stop()
        self.status = None
        taken = f"{time.perf_counter() - self.begun:5.1f} s"
        self.console.print(Text.assemble((taken, "dim"), f"  {self.name}", f"  {seen}"))

    def drop(self) -> None:
        """Stop showing a step that failed."""
        if self.status is not None:
            self.status.stop()
            self.status = None
