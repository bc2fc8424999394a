"""Files that only their owner can read, written whole or not at all."""

import os
import secrets
from pathlib import Path
from tempfile import mkstemp
from typing import Final

_ENTROPY_BYTES: Final = 32


def private_directory(path: Path) -> Path:
    """Return `path`, made with its parents if missing; ours alone may enter it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def write_private(path: Path, text: str) -> None:
    """Replace the file by `text` in one step, so no reader ever sees half of it."""
    draft = _draft(path, text)
    try:
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def stored_secret(path: Path) -> str:
    """Return the secret kept in `path`; make one first if there is none.

    Two processes that ask at the same time get the same answer: the first link wins.
    """
    if not path.exists():
        private_directory(path.parent)
        draft = _draft(path, secrets.token_urlsafe(_ENTROPY_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _draft(path: Path, text: str) -> Path:
    # mkstemp creates 0600 whatever the umask is.
    descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft
