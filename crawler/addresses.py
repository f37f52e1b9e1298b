"""Which network addresses a crawl may talk to."""

from __future__ import annotations

import ipaddress

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that is assigned of global unicast (RFC 4291, 2.4); what is outside reaches nobody or, translated, somebody."""

_UNASSIGNED = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv6Network("3fff::/20"))
"""Protocol assignments, some of which clouds answer at, and documentation (RFC 9637): Python 3.11 calls both global."""


def is_public(host: str) -> bool:
    """Return whether an IP address is one of the public internet, addresses embedded in others included."""
    address = ipaddress.ip_address(host.partition("%")[0])
    return all(_is_public(one) for one in (address, *_embedded(address)))


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None or address in _NAT64:
            return True  # as what is embedded in it
        if address not in _UNICAST:
            return False
    return address.is_global and not address.is_multicast and not any(address in one for one in _UNASSIGNED)


def _embedded(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """Return the IPv4 addresses that mapping, 6to4, Teredo and NAT64 carry inside an IPv6 address."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    nat64 = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    inner = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()), nat64)
    return [one for one in inner if one is not None]
