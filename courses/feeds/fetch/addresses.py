"""May this address be connected to? One parser and one list decide for the first request and every redirect."""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from courses.feeds.fetch.failure import FetchFailed

PUBLIC_PORTS = (443, 8443)
USUAL_PORTS = {"https": 443, "http": 80}

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]
"""The IP addresses of a host; raises OSError where it has none."""

_UNICAST = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given to hosts: outside are the v4-mapped ones, NAT64 and whatever is local."""
# What no college's host has, and some release of Python takes for public: the nearest router or relay, what documents
# and protocols use, and addresses that stand for others (6to4, Teredo), which could lead anywhere.
_SPECIAL = [
    ipaddress.ip_network(block)
    for block in (
        *("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24"),
        *("2001::/23", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
]
_NUMBER = re.compile(r"^(0x[0-9a-f]*|[0-9]+)$")
_LABEL = re.compile(r"^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$")


class Target(NamedTuple):
    """A checked web address in parts. `host` is in ASCII; `is_private` was allowed by name."""

    scheme: str
    host: str
    port: int
    path: str
    is_private: bool

    @property
    def site(self) -> str:
        """As the office reads it: the name, with a port that is not the usual one."""
        is_usual = self.port == USUAL_PORTS[self.scheme]
        return _entry(self.host, self.port).removesuffix(f":{self.port}" if is_usual else "")

    @property
    def shown(self) -> str:
        return f"{self.scheme}://{_entry(self.host, self.port)}{self.path.partition('?')[0]}"


def check_address(address: str, allow_private: Collection[str]) -> Target:
    """The address in parts; raises FetchFailed (blocked_address) that says what is wrong with it."""
    if any(letter.isspace() or letter == "\\" or not letter.isprintable() for letter in address):
        raise _blocked(address, "holds a space, a backslash or a character that cannot be seen")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise _blocked(address, f"is no web address ({error})") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _blocked(address, "is no web address; it must begin with https://")
    if "@" in parts.netloc:
        raise _blocked(address, "holds a name or password before the host; secrets belong in the feed's settings")
    host = _ascii_host(address, parts.hostname)
    port = port or USUAL_PORTS[parts.scheme]
    is_private = _entry(host, port) in {entry.lower() for entry in allow_private}
    if not is_private and (parts.scheme != "https" or port not in PUBLIC_PORTS):
        raise _blocked(address, "is not https on port 443 or 8443", "not_https")
    if not is_private and _is_ip(host) and not is_public(ipaddress.ip_address(host)):
        raise _blocked(address, "is no public address", "private")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]") if parts.query else ""
    return Target(parts.scheme, host, port, path + query, is_private)


def check_link(link: str, page: str, allow_private: Collection[str]) -> tuple[str, Target]:
    """Where a link of this page leads, and the same in parts; raises FetchFailed (blocked_address)."""
    try:
        address = urljoin(page, link)
    except ValueError as error:
        raise _blocked(link, f"is no web address ({error})") from error
    return address, check_address(address, allow_private)


def resolved(host: str, port: int) -> list[str]:
    """As this machine's own resolver has it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def addresses_of(target: Target, resolve: Resolve) -> list[str]:
    """The IP addresses that may be connected to, every one of them checked; raises FetchFailed."""
    try:
        addresses = resolve(target.host, target.port)
    except (OSError, UnicodeError) as error:
        message = f"The name {target.host} is not known ({error}). Check the address."
        raise FetchFailed("timeout", message, detail="unknown_name") from error
    if not target.is_private:
        for address in addresses:
            if not is_public(ipaddress.ip_address(address)):
                raise _blocked(target.shown, f"leads to {address}, which is no public address", "private")
    return addresses


def is_public(address: IP) -> bool:
    """A host of the open internet: neither private nor local, shared, reserved, multicast or a stand-in."""
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv6Address) and (address.scope_id is not None or address not in _UNICAST):
        return False
    return not any(address.version == block.version and address in block for block in _SPECIAL)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _ascii_host(address: str, host: str) -> str:
    if _is_ip(host):
        return str(ipaddress.ip_address(host))
    try:
        name = host.rstrip(".").encode("idna").decode().lower()
    except UnicodeError as error:
        raise _blocked(address, "has a host that is no name") from error
    labels = name.split(".")
    if _NUMBER.match(labels[-1]) or not all(_LABEL.match(label) for label in labels):
        raise _blocked(address, "has a host that is neither a name nor a plain IP address")
    return name


def _entry(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _blocked(address: str, why: str, detail: str = "address") -> FetchFailed:
    shown = re.sub(r"//[^/@]*@", "//…@", address)[:200]
    return FetchFailed(
        "blocked_address",
        f"The address {shown} {why}. Feeds are read from https addresses of public hosts; "
        "one of your own network must be listed in FEED_ALLOW_PRIVATE as host:port.",
        detail=detail,
    )
