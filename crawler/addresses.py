"""Which network addresses a crawl may talk to."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(host: str) -> bool:
    """Return whether an IP address is one of the public internet, addresses embedded in others included."""
    address = ipaddress.ip_address(host.partition("%")[0])
    return all(_is_public(one) for one in (address, *_embedded(address)))


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None
    return (mapped or address.is_global) and not address.is_multicast


def _embedded(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that mapping, 6to4, Teredo and NAT64 carry inside an IPv6 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    nat64 = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    inner = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()), nat64)
    return [one for one in inner if one is not None]
