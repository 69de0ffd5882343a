"""Hostile addresses: whatever a feed or a redirect names, nothing is connected to but what was checked."""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.feeds.fetch.addresses import is_public
from tests.college_system import Answer
from tests.feeds.fetching import Fetching, fetching, loopback_of_its_own

PORT = 8443  # one that public feeds may have, so that nothing but the address can be what is refused
UNROUTED = "2d00::7"  # global unicast that nobody was ever given


class Canary:
    """Listens on a loopback address of its own and notes who comes."""

    def __init__(self) -> None:
        self.address = loopback_of_its_own()
        self.visits = 0
        self._server = socket.create_server((str(self.address), PORT))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._server.accept()
            except OSError:
                return
            self.visits += 1
            visitor.close()

    def close(self) -> None:
        self._server.close()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


HOSTILE = {
    "plain": "https://{ip}:8443/",
    "decimal": "https://{number}:8443/",
    "hexadecimal": "https://0x{number:x}:8443/",
    "octal": "https://0{number:o}:8443/",
    "dotted hexadecimal": "https://0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}:8443/",
    "dotted octal": "https://0{a:o}.0{b:o}.0{c:o}.0{d:o}:8443/",
    "mixed bases": "https://0x{a:x}.{b}.0{c:o}.{d}:8443/",
    "two parts": "https://{a}.{low24}:8443/",
    "three parts": "https://{a}.{b}.{low16}:8443/",
    "overflowing": "https://{over}:8443/",
    "leading zeros": "https://{a:04}.{b:04}.{c:04}.{d:04}:8443/",
    "trailing dot": "https://{ip}.:8443/",
    "v4-mapped": "https://[::ffff:{ip}]:8443/",
    "v4-mapped in hexadecimal": "https://[::ffff:{high16:x}:{low16:x}]:8443/",
    "v4-compatible": "https://[::{ip}]:8443/",
    "v4-translated": "https://[::ffff:0:{ip}]:8443/",
    "NAT64": "https://[64:ff9b::{ip}]:8443/",
    "local NAT64": "https://[64:ff9b:1::{ip}]:8443/",
    "6to4": "https://[2002:{high16:x}:{low16:x}::1]:8443/",
    "Teredo": "https://[2001:0:{high16:x}:{low16:x}::1]:8443/",
    "6to4 relay": "https://192.88.99.1:8443/",
    "loopback of IPv6": "https://[::1]:8443/",
    "any of IPv6": "https://[::]:8443/",
    "zone": "https://[fe80::1%25lo]:8443/",
    "any": "https://0.0.0.0:8443/",
    "nought": "https://0:8443/",
    "localhost": "https://localhost:8443/",
    "LOCALHOST": "https://LOCALHOST.:8443/",
    "circled letters": "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:8443/",
    "fullwidth digits": "https://{fullwidth}:8443/",
    "ideographic dots": "https://{a}。{b}。{c}。{d}:8443/",
    "percent-encoded": "https://%31%32%37.{b}.{c}.{d}:8443/",
    "NUL": "https://{ip}%00.example.org:8443/",
    "line break": "https://{ip}\n.example.org:8443/",
    "name and password": "https://example.org@{ip}:8443/",
    "host as password": "https://{ip}:8443@localhost:8443/",
    "backslash": "https://example.org\\@{ip}:8443/",
    "backslashes": "https:\\\\{ip}:8443/",
    "hash before at": "https://{ip}:8443#@example.org/",
    "three slashes": "https:///{ip}:8443/",
    "no host": "https://:8443/",
    "wrong port": "https://{ip}:22/",
    "port that is none": "https://{ip}:99999/",
    "http": "http://{ip}:8443/",
    "file": "file:///etc/passwd",
    "file with a host": "file://{ip}/etc/passwd",
    "gopher": "gopher://{ip}:8443/_GET",
    "dict": "dict://{ip}:8443/",
    "ftp": "ftp://{ip}:8443/",
    "data": "data:text/csv,id%2Ctitle",
    "javascript": "javascript:alert(1)",
    "cloud's own": "https://169.254.169.254/latest/meta-data/",
    "cloud's own of IPv6": "https://[fd00:ec2::254]:8443/",
    "link-local": "https://[fe80::1]:8443/",
    "site-local": "https://[fec0::1]:8443/",
    "unique local": "https://[fc00::1]:8443/",
    "ten": "https://10.0.0.1:8443/",
    "172.16": "https://172.16.0.1:8443/",
    "192.168": "https://192.168.0.1:8443/",
    "CGNAT": "https://100.64.0.1:8443/",
    "benchmark": "https://198.18.0.1:8443/",
    "documentation": "https://192.0.2.1:8443/",
    "multicast": "https://224.0.0.1:8443/",
    "multicast of IPv6": "https://[ff02::1]:8443/",
    "broadcast": "https://255.255.255.255:8443/",
    "reserved": "https://240.0.0.1:8443/",
}
IN_A_HEADER = {name: form for name, form in HOSTILE.items() if "\n" not in form}


def spelled(form: str, address: ipaddress.IPv4Address) -> str:
    number = int(address)
    a, b, c, d = address.packed
    return form.format(
        ip=address,
        number=number,
        over=number + (1 << 32),
        a=a,
        b=b,
        c=c,
        d=d,
        high16=number >> 16,
        low16=number & 0xFFFF,
        low24=number & 0xFFFFFF,
        fullwidth="".join(chr(ord(letter) + 0xFEE0) for letter in str(address)),
    )


@pytest.mark.parametrize("form", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_address_is_blocked_before_anything_is_connected_to(
    tmp_path: Path, canary: Canary, form: str
) -> None:
    """F20: as the feed's own address."""
    failed = Fetching(tmp_path).fails(spelled(form, canary.address))
    assert failed.reason == "blocked_address"
    assert failed.message
    assert canary.visits == 0


@pytest.mark.parametrize("hop", [1, 3])
@pytest.mark.parametrize("form", IN_A_HEADER.values(), ids=IN_A_HEADER.keys())
def test_a_redirect_to_a_hostile_address_is_blocked_at_every_hop(
    tmp_path: Path, canary: Canary, form: str, hop: int
) -> None:
    """F20: as where the first or the third redirect leads."""
    target = spelled(form, canary.address).encode("utf-8").decode("latin-1")
    places = [*(f"/{number}" for number in range(1, hop)), target]
    with fetching(tmp_path, lambda _: Answer(status=302, headers=(("Location", places.pop(0)),))) as fetch:
        failed = fetch.fails()
        assert len(fetch.system.asked) == hop
    assert failed.reason == "blocked_address"
    assert canary.visits == 0


def test_a_name_that_leads_to_a_private_address_is_blocked(tmp_path: Path, canary: Canary) -> None:
    fetch = Fetching(tmp_path)
    fetch.resolve = lambda _host, _port: [str(canary.address)]
    failed = fetch.fails("https://catalogue.example.org:8443/courses.csv")
    assert failed.reason == "blocked_address"
    assert "catalogue.example.org" in failed.message
    assert str(canary.address) in failed.message
    assert canary.visits == 0


@pytest.mark.parametrize("private_first", [False, True])
def test_a_name_with_public_and_private_addresses_is_blocked(
    tmp_path: Path, canary: Canary, private_first: bool
) -> None:
    """F21: mixed A records."""
    both = [UNROUTED, str(canary.address)]
    fetch = Fetching(tmp_path)
    fetch.resolve = lambda _host, _port: both[::-1] if private_first else both
    assert fetch.fails("https://catalogue.example.org:8443/").reason == "blocked_address"
    assert canary.visits == 0


def test_a_name_that_turns_private_after_its_check_is_never_connected_to(tmp_path: Path, canary: Canary) -> None:
    """F21: rebinding. Each connection goes to what was checked for it; a second try is checked again."""
    told = [[UNROUTED], [str(canary.address)]]
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return told.pop(0)

    fetch = Fetching(tmp_path)
    fetch.resolve = rebinding
    failed = fetch.fails("https://catalogue.example.org:8443/", connect_seconds=0.5, tries=3)
    assert (failed.reason, len(asked)) == ("blocked_address", 2)
    assert canary.visits == 0


def test_a_redirect_to_a_name_that_turned_private_is_never_connected_to(tmp_path: Path, canary: Canary) -> None:
    """F21: the same on a later hop."""
    with fetching(
        tmp_path, lambda _: Answer(status=302, headers=(("Location", "https://catalogue.example.org:8443/"),))
    ) as fetch:
        own = fetch.system.host.partition(":")[0]
        fetch.approved = ("catalogue.example.org:8443",)
        fetch.resolve = lambda host, _port: [own if host == own else str(canary.address)]
        failed = fetch.fails()
    assert (failed.reason, failed.detail) == ("blocked_address", "private")
    assert canary.visits == 0


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001::1"])
def test_hosts_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
