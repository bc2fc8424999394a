"""The sign of life: written while the process works, and only where it is asked for."""

import asyncio
from pathlib import Path

from app.core import alive


def test_touching_makes_the_file_and_then_renews_it(tmp_path: Path):
    file = tmp_path / "alive"
    alive.touch(str(file))
    assert file.stat().st_size == 0
    file.unlink()
    alive.touch(str(file))
    assert file.exists()


def test_without_a_name_nothing_is_written(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    alive.touch("")
    asyncio.run(alive.keep_touching(""))
    assert list(tmp_path.iterdir()) == []


def test_it_is_renewed_as_long_as_the_loop_turns(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(alive, "SECONDS", 0.001)
    file = tmp_path / "alive"

    async def renewed() -> bool:
        touching = asyncio.create_task(alive.keep_touching(str(file)))
        await asyncio.wait({touching}, timeout=0.02)
        file.unlink()
        await asyncio.wait({touching}, timeout=0.1)
        touching.cancel()
        return file.exists()

    assert asyncio.run(renewed())
