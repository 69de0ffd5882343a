"""A college's system for tests: a small HTTP server in this process, whose answers a test decides."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Answer(NamedTuple):
    """What the system says: `length` is stated in place of the true one, so that half an answer can be served."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/csv"),)
    length: int | None = None


Say = Callable[[BaseHTTPRequestHandler], Answer | None]


class CollegeSystem:
    """Serves `say` on loopback; `asked` keeps the path of every request. An answer of None was written by `say`."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.asked: list[str] = []
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                system.asked.append(self.path)
                answer = system.say(self)
                if answer is None:
                    return
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                """Tests read `asked` instead."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def host(self) -> str:
        """host:port, as FEED_ALLOW_PRIVATE wants it."""
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/courses.csv"


@contextmanager
def college_system(say: Say) -> Iterator[CollegeSystem]:
    system = CollegeSystem(say)
    thread = threading.Thread(target=system.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield system
    finally:
        system.server.shutdown()
        system.server.server_close()
