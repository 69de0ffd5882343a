"""Servers in the place of Elasticsearch: one that never answers, and one that passes on and spoils what it is told."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import httpx

Answer = tuple[int, bytes]
Spoil = Callable[[str, bytes], Answer | None]


@contextmanager
def silent_server() -> Iterator[str]:
    """Accepts every connection and says nothing; its address."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def gone_address() -> str:
    """Where nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@contextmanager
def spoiling_proxy(behind: str, spoil: Spoil) -> Iterator[str]:
    """Passes requests on to a real engine, unless `spoil` answers (path, body) itself; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, answer = spoil(self.path, body) or self.passed_on(body)
            self.send_response(status)
            self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=8")
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815 -- names that http.server looks for

        def passed_on(self, body: bytes) -> Answer:
            with closing(HTTPConnection(urlsplit(behind).netloc)) as real:
                headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
                real.request(self.command, self.path, body or None, headers)
                answer = real.getresponse()
                return answer.status, answer.read()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that http.server gives it
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def passed(address: str, path: str, body: bytes) -> Answer:
    """What the real engine answers to this bulk request."""
    answer = httpx.post(address + path, content=body, headers={"Content-Type": "application/x-ndjson"}, timeout=60)
    return answer.status_code, answer.content


def busy() -> Answer:
    return 429, json.dumps(
        {"error": {"type": "es_rejected_execution_exception", "reason": "busy"}, "status": 429}
    ).encode()
