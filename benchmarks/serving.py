"""A college's server on loopback, for as long as something is measured."""

import gzip
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.test import override_settings

PACKED_FROM = 1_000_000
"""Bytes; smaller answers are sent as they are. All courses of a Moodle are one answer, and 100,000 more than may come
unpacked."""


class Server(ThreadingHTTPServer):
    """Answers with what stands in `paths` at an address; all else is not there."""

    daemon_threads = True
    paths: dict[str, Path] = {}

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.host = f"127.0.0.1:{self.server_port}"
        self.url = f"http://{self.host}"


class _Answer(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    # Headers and body are two packets; else the second waits 40 ms for what the first is answered, each time.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        path = self.server.paths.get(self.server.url + self.path)
        body = path.read_bytes() if path else b"not here"
        self.send_response(200 if path else 404)
        self.send_header("Content-Type", "text/html" if body.startswith(b"<!doctype") else "application/json")
        if len(body) >= PACKED_FROM:
            body = gzip.compress(body, 1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is printed among the figures."""


@contextmanager
def serving() -> Iterator[Server]:
    """This process and the workers that it starts may ask it."""
    with Server() as server, override_settings(FEED_ALLOW_PRIVATE=[server.host]):
        os.environ["FEED_ALLOW_PRIVATE"] = server.host
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
