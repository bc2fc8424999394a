"""Which ports are free on this machine."""

import socket

import pytest

from app.stack.ports import LOOPBACK, free_port, is_free


@pytest.fixture
def busy():
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_somebody_listens_on_is_not_free(busy):
    assert not is_free(busy)


def test_the_preferred_port_is_taken_while_it_is_free():
    port = free_port()
    assert is_free(port)
    assert free_port(port) == port


def test_a_busy_preference_gives_another_port(busy):
    assert free_port(busy) not in {busy, 0}
