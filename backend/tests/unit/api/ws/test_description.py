"""docs/websocket.md names what the code knows, and nothing else."""

import re
from pathlib import Path

from app.api.ws import protocol
from app.api.ws.hub import Limits
from app.api.ws.protocol import CHANNELS, EPHEMERAL, Close
from app.api.ws.tickets import TICKET_SECONDS

PAGE = (Path(__file__).resolve().parents[5] / "docs" / "websocket.md").read_text(encoding="utf-8")


def test_every_channel_is_described_with_its_selector():
    for name, channel in CHANNELS.items():
        [row] = re.findall(rf"^\| [^|]*`{name}`[^|]*\| ([^|]*) \|", PAGE, re.MULTILINE)
        assert row == (f"`{channel.selector}`" if channel.selector else "–")


def test_every_type_that_passes_through_is_described():
    assert all(f"`{type}`" in PAGE for _, type in EPHEMERAL.values())


def test_the_close_codes_are_those_that_are_used():
    described = {int(code) for code in re.findall(r"^\| (\d{4}) \|", PAGE, re.MULTILINE)}
    # 4403 is reserved: what is not the user's is refused by a frame, not by closing.
    assert described == {code.value for code in Close} - {Close.FORBIDDEN}


def test_the_numbers_are_the_limits():
    limits = Limits()
    assert f'"expires_in": {TICKET_SECONDS}' in PAGE
    assert f"every {limits.heartbeat_seconds:.0f} s" in PAGE
    assert f"for {limits.stalled_seconds:.0f} s" in PAGE
    assert f"{protocol.FRAME_BYTES_MAX // 1024} KB" in PAGE
