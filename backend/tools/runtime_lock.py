"""Print the part of a lock that running the product needs: no tools, no embedded servers.

    runtime_lock.py requirements.lock [--without NAME]…

A lock says below each package what asked for it. Kept is what the project itself asks for, and what
those packages ask for in turn; the hashes stay, so an installer checks every file.
"""

import re
import sys
from pathlib import Path
from typing import Final

PROJECT: Final = "apextrade (pyproject.toml)"
_NAME: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?==")
_VIA: Final = re.compile(r"^ {4}# (?:via)? *(.*)$")


def blocks(lock: str) -> dict[str, str]:
    """Return the lines of each package by its name."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in lock.splitlines(keepends=True):
        if match := _NAME.match(line):
            lines = found.setdefault(match.group(1).lower(), [])
        lines.append(line)
    return {name: "".join(block) for name, block in found.items()}


def askers(block: str) -> set[str]:
    """Return who asked for the package of this block."""
    said = (match.group(1).strip() for match in map(_VIA.match, block.splitlines()) if match)
    return {name for name in said if name}


def needed(packages: dict[str, str], without: frozenset[str] = frozenset()) -> set[str]:
    """Return the names to keep; a package of `without` is left out with what only it asks for."""
    asked = {name: askers(block) for name, block in packages.items() if name not in without}
    kept: set[str] = set()
    reached = {PROJECT}
    while reached:
        reached = {name for name, by in asked.items() if by & reached} - kept
        kept |= reached
    return kept


def main(arguments: list[str]) -> None:
    lock, *rest = arguments
    packages = blocks(Path(lock).read_text())
    without = frozenset(word for word in rest if word != "--without")
    if unknown := without - packages.keys():
        raise SystemExit(f"{lock} has no {', '.join(sorted(unknown))}")
    kept = needed(packages, without)
    print("".join(packages[name] for name in sorted(kept)), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
