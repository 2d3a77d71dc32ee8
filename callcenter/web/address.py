"""Which address a request comes from, behind the site's own reverse proxies or without any. Pure."""

import ipaddress
from collections.abc import Iterable, Sequence

from aiohttp import hdrs, web

from callcenter.web.parts import PARTS

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MOST_HOPS = 20  # looked at from the right; more is somebody's play, and the nearest are the ones that count


def address_of(request: web.Request) -> str:
    """The address of whoever asks; '' where there is none (a Unix socket)."""
    trusted = networks(request.app[PARTS].settings.web.trusted_proxies)
    return client_of(request.remote or "", request.headers.getall(hdrs.X_FORWARDED_FOR, []), trusted)


def networks(texts: Iterable[str]) -> tuple[_Network, ...]:
    """The networks that are named."""
    return tuple(ipaddress.ip_network(one, strict=False) for one in texts)


def client_of(remote: str, forwarded: Sequence[str], trusted: Sequence[_Network]) -> str:
    """The right-most hop that is no proxy of ours: whatever stands left of it anybody may have written.

    Args:
        remote: who connected.
        forwarded: the values of X-Forwarded-For, in the order of the headers.
        trusted: our proxies; without one the header is never read.
    """
    here = _read(remote)
    if here is None or not _is_ours(here, trusted):
        return str(here or remote)
    for text in reversed(",".join(forwarded).split(",")[-MOST_HOPS:]):
        hop = _read(text)
        if hop is None:  # not an address: the last proxy of ours is all that is known
            break
        here = hop
        if not _is_ours(hop, trusted):
            break
    return str(here)


def place_of(address: str) -> str:
    """What is counted as one place: an IPv4 address, or the /64 that one IPv6 customer has to himself."""
    found = _read(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found or address)


def _is_ours(address: _Address, trusted: Sequence[_Network]) -> bool:
    return any(address.version == one.version and address in one for one in trusted)


def _read(text: str) -> _Address | None:
    """An address, with or without a port; an IPv4 address written as IPv6 is the IPv4 address."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
