"""A way to a real server that a test can close: gone (nobody listens) or silent (it accepts and says nothing)."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Gate:
    """Passes bytes on to `behind` while it is open."""

    def __init__(self, behind: str) -> None:
        parts = urlsplit(behind)
        self._behind = (parts.hostname or "", parts.port or 0)
        self._connections: list[socket.socket] = []
        self._is_open = True
        self._server = socket.create_server(("127.0.0.1", 0))
        self._port = self._server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._listen()

    def fall_silent(self) -> None:
        """Who is connected hears no more, who connects hears nothing."""
        self._is_open = False

    def vanish(self) -> None:
        """Nobody listens any more, and connections end."""
        self._is_open = False
        # A server that is closed while it accepts goes on listening until it is shut down.
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._hang_up()

    def come_back(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._hang_up()
        self._is_open = True
        self._server = socket.create_server(("127.0.0.1", self._port))
        self._listen()

    def _hang_up(self) -> None:
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._connections.clear()

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._server,), daemon=True).start()

    def _accept(self, server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = server.accept()
                host = socket.create_connection(self._behind)
                self._connections += [visitor, host]
                for source, target in ((visitor, host), (host, visitor)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(65_536):
                if self._is_open:
                    target.sendall(block)
            if self._is_open:
                target.shutdown(socket.SHUT_WR)


@contextmanager
def gate_to(behind: str) -> Iterator[Gate]:
    gate = Gate(behind)
    try:
        yield gate
    finally:
        gate.vanish()
