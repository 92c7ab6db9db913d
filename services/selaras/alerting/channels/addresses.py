"""Which network addresses a URL that somebody else wrote may lead to.

An owner's webhook must not become a way into the network that Selaras runs in: every address that a
host name resolves to must be public, and the connection goes to one of those that were checked.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

from selaras.alerting.ports.channel import Failed, Refused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_PORTS = {"https": 443, "http": 80}
_NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Checked:
    """A URL whose host was resolved and found good: connect to ``addresses``, nothing else."""

    host: str
    port: int
    addresses: tuple[str, ...]


async def resolve(host: str, port: int) -> Sequence[str]:
    """Addresses of a host name, as the machine resolves it.

    Raises:
        OSError: it does not resolve.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class AddressGuard:
    """Checks URLs.

    Args:
        allow: networks that may be reached although they are not public, also without TLS.
        resolve: answers the addresses of a host name and port.
    """

    def __init__(self, allow: Sequence[Network] = (), resolve: Resolve = resolve) -> None:
        self._allow = tuple(allow)
        self._resolve = resolve

    async def check(self, url: str) -> Checked:
        """Resolve the host of a URL and look at every address.

        Raises:
            Refused: URL_INVALID, URL_NOT_HTTPS, ADDRESS_PRIVATE.
            Failed: NAME_NOT_RESOLVED.
        """
        parts = _split(url)
        host = parts.hostname or ""
        port = parts.port or _PORTS[parts.scheme]
        addresses = await self._addresses(host, port)
        if not all(self._may_reach(address) for address in addresses):
            raise Refused(
                "ADDRESS_PRIVATE", f"{host} leads to an address that is not public", asked=False
            )
        if parts.scheme == "http" and not all(self._is_allowed(entry) for entry in addresses):
            raise Refused("URL_NOT_HTTPS", f"{host} must be reached with https", asked=False)
        return Checked(host, port, tuple(str(address) for address in addresses))

    async def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            return [ip_address(host)]
        except ValueError:
            pass  # a name
        try:
            found = await self._resolve(host, port)
            addresses = [ip_address(entry.partition("%")[0]) for entry in found]
        except (OSError, UnicodeError, ValueError) as error:
            raise Failed("NAME_NOT_RESOLVED", f"{host} does not resolve") from error
        if not addresses:
            raise Failed("NAME_NOT_RESOLVED", f"{host} has no address")
        return addresses

    def _may_reach(self, address: Address) -> bool:
        return self._is_allowed(address) or is_public(address)

    def _is_allowed(self, address: Address) -> bool:
        return any(address in network for network in self._allow)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet.

    An IPv6 address that stands for an IPv4 one is judged by that one.
    """
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


def _embedded(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _split(url: str) -> SplitResult:
    """The parts of a URL that may be called at all."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("URL_INVALID", "the address is no URL", asked=False) from error
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise Refused("URL_INVALID", "the address is no https URL", asked=False)
    if parts.username is not None or parts.password is not None:
        raise Refused("URL_INVALID", "the address must not hold credentials", asked=False)
    return parts
