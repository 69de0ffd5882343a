"""One address fetched as a feed is, with what a test shortens; and a certificate of this test's own."""

import ipaddress
import random
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from courses.feeds.exchange import ReaderSettings
from courses.feeds.fetch import Fetched, FetchFailed, fetch
from courses.feeds.fetch.addresses import Resolve, resolved
from courses.feeds.limits import Limits
from courses.feeds.readers import reader_of
from tests.college_system import CollegeSystem, Say, college_system

PORT = 8443  # one that public feeds may have, so that nothing but the address can be what is refused
UNROUTED = "2d00::7"  # global unicast that nobody was ever given


class Fetching:
    """Fetches into a folder of its own and notes how long the product would have paused."""

    def __init__(self, folder: Path, system: CollegeSystem | None = None) -> None:
        self.folder = folder
        self.system = system
        self.pauses: list[float] = []
        self.resolve: Resolve = resolved
        self.approved: tuple[str, ...] = ()

    def __call__(self, address: str = "", etag: str = "", last_modified: str = "", **limits: Any) -> Fetched:
        if self.system:
            limits.setdefault("allow_private", (self.system.host,))
            address = address or self.system.url
        self.pauses.clear()
        return fetch(
            reader_of("csv"),
            ReaderSettings(address),
            Limits(**limits),
            self.folder,
            etag=etag,
            last_modified=last_modified,
            approved=self.approved,
            pause=self.pauses.append,
            resolve=self.resolve,
        )

    def fails(self, address: str = "", **limits: Any) -> FetchFailed:
        """How it fails; nothing of it may be left on disk."""
        with pytest.raises(FetchFailed) as failed:
            self(address, **limits)
        assert list(self.folder.iterdir()) == []
        return failed.value

    def body(self, fetched: Fetched) -> bytes:
        [(_, answer)] = fetched.answers
        return Path(answer.path).read_bytes()


@contextmanager
def fetching(folder: Path, say: Say) -> Iterator[Fetching]:
    with college_system(say) as system:
        yield Fetching(folder, system)


def certificate(folder: Path, host: str) -> Path:
    """A certificate that signs itself, with its key, in one file."""
    kind = "IP" if host.replace(".", "").isdigit() else "DNS"
    path = folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}"]
    command += ["-addext", f"subjectAltName={kind}:{host}", "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def with_tls(system: CollegeSystem, certificate: Path) -> None:
    """From now on this system speaks HTTPS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    system.server.socket = context.wrap_socket(system.server.socket, server_side=True, do_handshake_on_connect=False)


def loopback_of_its_own() -> ipaddress.IPv4Address:
    """One of this machine's 16 million loopback addresses, so that two tests do not meet at one port."""
    return ipaddress.IPv4Address(random.randint(0x7F020304, 0x7FFFFF00))  # noqa: S311 -- no secret


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


def stream(request: BaseHTTPRequestHandler, blocks: Iterator[bytes], pause: float = 0.0) -> int:
    """Sends until the blocks or the reader's patience end, without stating a length; how much was sent."""
    request.send_response(200)
    request.end_headers()
    sent = 0
    try:
        for block in blocks:
            request.wfile.write(block)
            sent += len(block)
            time.sleep(pause)
    except OSError:
        pass
    return sent


def chunk(block: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(block), block)
