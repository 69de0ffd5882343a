"""Hostile addresses: whatever a feed or a redirect names, nothing is connected to but what was checked."""

import ipaddress
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from courses.feeds.fetch.addresses import is_public
from tests.college_system import Answer
from tests.feeds.fetching import UNROUTED, Canary, Fetching, fetching


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


_DIALLED: list[object] = []


@pytest.fixture(scope="module")
def _noting() -> None:
    """Python itself tells of every connection that anything in this process begins; a hook stays for good."""
    sys.addaudithook(lambda event, told: _DIALLED.append(told[1]) if event == "socket.connect" else None)


@pytest.fixture
def dialled(_noting: None) -> list[object]:
    """Where this process tried to connect to, since the test began."""
    _DIALLED.clear()
    return _DIALLED


SPECIAL = {
    "first of CGNAT": "100.64.0.1",
    "last of CGNAT": "100.127.255.255",
    "protocols of the IETF": "192.0.0.1",
    "no host at all": "192.0.0.8",
    "router that maps ports": "192.0.0.9",
    "relay behind NAT": "192.0.0.10",
    "where NAT64 is looked for": "192.0.0.170",
    "sink of DNS": "192.31.196.1",
    "other sink of DNS": "192.175.48.1",
    "relay of multicast": "192.52.193.1",
    "relay of 6to4": "192.88.99.1",
    "first of benchmarks": "198.18.0.1",
    "last of benchmarks": "198.19.255.255",
    "documentation": "192.0.2.1",
    "second documentation": "198.51.100.1",
    "third documentation": "203.0.113.1",
    "multicast": "224.0.0.1",
    "last of multicast": "239.255.255.255",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "loopback of IPv6": "::1",
    "any of IPv6": "::",
    "discard": "100::1",
    "dummy": "100:0:0:1::1",
    "Teredo": "2001::1",
    "router that maps ports, of IPv6": "2001:1::1",
    "relay behind NAT, of IPv6": "2001:1::2",
    "benchmarks of IPv6": "2001:2::1",
    "relay of multicast, of IPv6": "2001:3::1",
    "sink of DNS, of IPv6": "2001:4:112::1",
    "other sink of DNS, of IPv6": "2620:4f:8000::1",
    "old names as addresses": "2001:10::1",
    "names as addresses": "2001:20::1",
    "drones": "2001:30::1",
    "documentation of IPv6": "2001:db8::1",
    "long documentation of IPv6": "3fff::1",
    "6to4 of no host": "2002::1",
    "never given out": "4000::1",
    "segments of a route": "5f00::1",
    "unique local": "fc00::1",
    "unique local that is random": "fd12:3456:789a::1",
    "link-local": "fe80::1",
    "site-local": "fec0::1",
    "multicast of IPv6": "ff02::1",
}
"""What the registries of IANA give to no host of the open internet (RFC 6890 and later)."""
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
    "two trailing dots": "https://{ip}..:8443/",
    "decimal with a trailing dot": "https://{number}.:8443/",
    "two parts in hexadecimal": "https://0X{a:X}.0x{low24:x}:8443/",
    "hexadecimal without a digit": "https://0x:8443/",
    "v4-mapped": "https://[::ffff:{ip}]:8443/",
    "v4-mapped in hexadecimal": "https://[::ffff:{high16:x}:{low16:x}]:8443/",
    "v4-mapped, the cloud's own": "https://[::ffff:169.254.169.254]:8443/",
    "v4-compatible": "https://[::{ip}]:8443/",
    "v4-translated": "https://[::ffff:0:{ip}]:8443/",
    "NAT64": "https://[64:ff9b::{ip}]:8443/",
    "NAT64, the cloud's own": "https://[64:ff9b::a9fe:a9fe]:8443/",
    "local NAT64": "https://[64:ff9b:1::{ip}]:8443/",
    "local NAT64 of another length": "https://[64:ff9b:1:{high16:x}:{low16:x}::]:8443/",
    "6to4": "https://[2002:{high16:x}:{low16:x}::1]:8443/",
    "Teredo": "https://[2001:0:{high16:x}:{low16:x}::1]:8443/",
    "zone": "https://[fe80::1%25lo]:8443/",
    "zone as typed": "https://[fe80::1%lo]:8443/",
    "zone of a public address": "https://[2606:4700::1111%25lo]:8443/",
    "brackets round what is none": "https://[{ip}]:8443/",
    "an IP of the future": "https://[v1.{ip}]:8443/",
    "half a bracket": "https://[::1:8443/",
    "any": "https://0.0.0.0:8443/",
    "nought": "https://0:8443/",
    "localhost": "https://localhost:8443/",
    "LOCALHOST": "https://LOCALHOST.:8443/",
    "circled letters": "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:8443/",
    "fullwidth digits": "https://{fullwidth}:8443/",
    "letters of another kind": "https://localho\N{LATIN SMALL LETTER LONG S}t:8443/",
    "a letter that is not seen": "https://localhost\N{VARIATION SELECTOR-16}:8443/",
    "a soft hyphen": "https://{a}.{b}.{c}\N{SOFT HYPHEN}.{d}:8443/",
    "superscript digits": "https://\N{SUPERSCRIPT ONE}\N{SUPERSCRIPT TWO}7.{b}.{c}.{d}:8443/",
    "ideographic dots": "https://{a}。{b}。{c}。{d}:8443/",
    "fullwidth dots": "https://{a}\N{FULLWIDTH FULL STOP}{b}\N{FULLWIDTH FULL STOP}{c}.{d}:8443/",
    "halfwidth dots": "https://{a}.{b}\N{HALFWIDTH IDEOGRAPHIC FULL STOP}{c}.{d}:8443/",
    "dot leaders": "https://{a}\N{ONE DOT LEADER}{b}\N{ONE DOT LEADER}{c}.{d}:8443/",
    "percent-encoded": "https://%31%32%37.{b}.{c}.{d}:8443/",
    "percent-encoded dots": "https://{a}%2e{b}%2E{c}%2e{d}:8443/",
    "percent-encoded name": "https://%6c%6f%63%61%6chost:8443/",
    "percent-encoded slash": "https://{ip}%2f.example.org:8443/",
    "percent-encoded at": "https://example.org%40{ip}:8443/",
    "NUL": "https://{ip}%00.example.org:8443/",
    "line break": "https://{ip}\n.example.org:8443/",
    "tab": "https://{ip}\t:8443/",
    "space before it": " https://{ip}:8443/",
    "semicolon": "https://{ip};.example.org:8443/",
    "question before at": "https://{ip}:8443?@example.org/",
    "slash before at": "https://{ip}:8443/@example.org/",
    "name and password": "https://example.org@{ip}:8443/",
    "no name, no password": "https://@{ip}:8443/",
    "two at": "https://example.org@example.org@{ip}:8443/",
    "host as password": "https://{ip}:8443@localhost:8443/",
    "backslash": "https://example.org\\@{ip}:8443/",
    "backslashes": "https:\\\\{ip}:8443/",
    "hash before at": "https://{ip}:8443#@example.org/",
    "no slash": "https:{ip}:8443/",
    "one slash": "https:/{ip}:8443/",
    "three slashes": "https:///{ip}:8443/",
    "capitals": "HTTPS://{ip}:8443/",
    "no host": "https://:8443/",
    "wrong port": "https://{ip}:22/",
    "port that is none": "https://{ip}:99999/",
    "port below nought": "https://{ip}:-8443/",
    "fullwidth port": "https://{ip}:８４４３/",
    "two ports": "https://{ip}:8443:443/",
    "http": "http://{ip}:8443/",
    "file": "file:///etc/passwd",
    "file with a host": "file://{ip}/etc/passwd",
    "gopher": "gopher://{ip}:8443/_GET",
    "dict": "dict://{ip}:8443/",
    "ftp": "ftp://{ip}:8443/",
    "data": "data:text/csv,id%2Ctitle",
    "javascript": "javascript:alert(1)",
    "web socket": "wss://{ip}:8443/",
    "socket of this machine": "unix:///var/run/docker.sock",
    "cloud's own": "https://169.254.169.254/latest/meta-data/",
    "cloud's own of IPv6": "https://[fd00:ec2::254]:8443/",
    "ten": "https://10.0.0.1:8443/",
    "172.16": "https://172.16.0.1:8443/",
    "192.168": "https://192.168.0.1:8443/",
    **{name: f"https://{f'[{ip}]' if ':' in ip else ip}:8443/" for name, ip in SPECIAL.items()},
}
IN_A_HEADER = {name: form for name, form in HOSTILE.items() if not {"\n", "\t", " "} & {*form}}


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
    tmp_path: Path, canary: Canary, dialled: list[object], form: str
) -> None:
    """F20: as the feed's own address."""
    failed = Fetching(tmp_path).fails(spelled(form, canary.address))
    assert failed.reason == "blocked_address"
    assert failed.message
    assert (canary.visits, dialled) == (0, [])


@pytest.mark.parametrize(("hop", "form"), [*zip(cycle([1, 2, 3]), IN_A_HEADER.values())], ids=IN_A_HEADER.keys())
def test_a_redirect_to_a_hostile_address_is_blocked_at_every_hop(
    tmp_path: Path, canary: Canary, dialled: list[object], hop: int, form: str
) -> None:
    """F20: as where the first, the second or the third redirect leads."""
    target = spelled(form, canary.address).encode("utf-8").decode("latin-1")
    places = [*(f"/{number}" for number in range(1, hop)), target]
    with fetching(tmp_path, lambda _: Answer(status=302, headers=(("Location", places.pop(0)),))) as fetch:
        failed = fetch.fails()
        assert len(fetch.system.asked) == hop
    assert failed.reason == "blocked_address"
    assert (canary.visits, {*dialled}) == (0, {fetch.system.server.server_address})


SPELLED_BY_A_NAME = {"v4-mapped": "::ffff:{ip}", "NAT64": "64:ff9b::{ip}", "zone": "fe80::1%lo", **SPECIAL}


@pytest.mark.parametrize("form", ["{ip}", *SPELLED_BY_A_NAME.values()], ids=["plain", *SPELLED_BY_A_NAME])
def test_a_name_that_leads_to_a_private_address_is_blocked(
    tmp_path: Path, canary: Canary, dialled: list[object], form: str
) -> None:
    led_to = spelled(form, canary.address)
    fetch = Fetching(tmp_path)
    fetch.resolve = lambda _host, _port: [led_to]
    failed = fetch.fails("https://catalogue.example.org:8443/courses.csv")
    assert failed.reason == "blocked_address"
    assert "catalogue.example.org" in failed.message
    assert led_to in failed.message
    assert (canary.visits, dialled) == (0, [])


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
