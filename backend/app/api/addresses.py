"""Who is at the other end: the peer, or whom a proxy of ours says it speaks for."""

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

from starlette.datastructures import Headers


@dataclass(frozen=True, slots=True)
class Proxies:
    """The networks whose X-Forwarded-For is believed; anybody can write that header."""

    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def named(cls, text: str) -> Self:
        names = [part.strip() for part in text.split(",") if part.strip()]
        return cls(tuple(ip_network(name, strict=False) for name in names))

    def client(self, peer: str, headers: Headers) -> str:
        """Return the address nearest to us that is not one of our proxies."""
        address = peer
        chain = [part.strip() for part in ",".join(headers.getlist("x-forwarded-for")).split(",")]
        for hop in reversed(chain):
            if not self._is_ours(address) or _parsed(hop) is None:
                break
            address = hop
        return address[:64] or "unknown"

    def _is_ours(self, address: str) -> bool:
        found = _parsed(address)
        return found is not None and any(found in network for network in self.networks)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
