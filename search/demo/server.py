"""Serves the stand-in for the colleges' systems by HTTP: `python -m search.demo.server PORT [--at-first]`."""

import argparse
import datetime as dt
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from search.demo.catalogue import this_monday
from search.demo.surroundings import HOST
from search.demo.systems import Systems

_PARTS = 40


class StandIn(ThreadingHTTPServer):
    """The systems of all colleges at one address of this machine."""

    daemon_threads = True

    def __init__(self, port: int, systems: Systems) -> None:
        super().__init__((HOST, port), _Answering)
        self.systems = systems


class _Answering(BaseHTTPRequestHandler):
    """One request; the names of its methods are those of http.server."""

    server: StandIn
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        reply = self.server.systems.answer(self.path, dt.datetime.now(tz=dt.UTC))
        is_known = bool(reply.etag) and self.headers.get("If-None-Match") == reply.etag
        self.send_response(304 if is_known else reply.status)
        if reply.etag:
            self.send_header("ETag", reply.etag)
        body = b"" if is_known else reply.body
        self.send_header("Content-Type", reply.type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self._send(body, reply.seconds)

    def _send(self, body: bytes, seconds: float) -> None:
        if not seconds:
            self.wfile.write(body)
            return
        part = -(-len(body) // _PARTS)
        for start in range(0, len(body), part):
            self.wfile.write(body[start : start + part])
            time.sleep(seconds / _PARTS)

    def log_message(self, *_: Any) -> None:
        """The run in the platform says what was read; a line for each request would drown it."""


def main() -> None:
    parser = argparse.ArgumentParser(description="A stand-in for the systems of an invented consortium's colleges.")
    parser.add_argument("port", type=int)
    parser.add_argument("--at-first", action="store_true", help="as the systems were when they were read first")
    stated = parser.parse_args()
    today = dt.datetime.now(tz=dt.UTC).date()
    systems = Systems(this_monday(today), is_first=stated.at_first)
    with StandIn(stated.port, systems) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
