"""Who is at the other end, proxies of ours looked through and nobody else's word believed."""

import pytest
from starlette.datastructures import Headers

from app.api.addresses import Proxies

OURS = Proxies.named("127.0.0.1, 10.0.0.0/8,::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "1.2.3.4", "203.0.113.5"),
        ("127.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        ("127.0.0.1", "9.9.9.9, 1.2.3.4, 10.1.1.1", "1.2.3.4"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "1.2.3.4, nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "1.2.3.4", "unknown"),
    ],
)
def test_the_nearest_address_that_is_not_ours(peer, forwarded, client):
    headers = Headers({"x-forwarded-for": forwarded} if forwarded else {})
    assert OURS.client(peer, headers) == client
