"""What the owner of an instance writes down for everybody else: who runs what, on which port."""

import json
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Self

from app.core.private_files import write_private
from app.stack.home import writing
from app.stack.processes import Identity


class State(StrEnum):
    """How far the owner is; only a ready instance takes guests."""

    STARTING = "starting"
    READY = "ready"
    CLOSING = "closing"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Record:
    """One life of an instance; `instance` differs in every life."""

    instance: str
    owner: Identity
    state: State = State.STARTING
    children: dict[str, Identity] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    # Of a whole platform, not of a database for one command.
    is_platform: bool = False
    is_complete: bool = False
    ready: dict[str, bool] = field(default_factory=dict)
    restarts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Return the record, or None when there is none that can be understood."""
        try:
            data = json.loads(path.read_text())
            return cls(
                instance=data["instance"],
                owner=Identity(**data["owner"]),
                state=State(data["state"]),
                children={name: Identity(**child) for name, child in data["children"].items()},
                ports=data["ports"],
                is_platform=data.get("is_platform", False),
                is_complete=data.get("is_complete", False),
                ready=data.get("ready", {}),
                restarts=data.get("restarts", {}),
            )
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(self, path: Path) -> None:
        with writing(path.parent):
            write_private(path, json.dumps(asdict(self), indent=1))

    def running(self, name: str, child: Identity, port: int | None) -> Self:
        """Return the record with one more program, or the same one started again."""
        is_again = name in self.children
        return replace(
            self,
            children={**self.children, name: child},
            ports=self.ports if port is None else {**self.ports, name: port},
            ready={**self.ready, name: False},
            restarts={**self.restarts, name: self.restarts.get(name, 0) + is_again},
        )

    def answering(self, name: str) -> Self:
        """Return the record with a program that does its work."""
        return replace(self, ready={**self.ready, name: True})

    def moved(self, state: State) -> Self:
        return replace(self, state=state)

    def completed(self) -> Self:
        """Return the record of a platform of which everything has answered."""
        return replace(self, is_complete=True)
