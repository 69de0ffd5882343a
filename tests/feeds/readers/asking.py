"""A college's system that a reader asks, and what it reads there, without a network."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from courses.feeds.exchange import Answer, Exchange, ReaderSettings, Request
from courses.feeds.options import profile_for
from courses.feeds.readers import reader_of
from tests.feeds.stating import Found, read_answers

Say = Callable[[str], bytes | str | None]
"""The body at an address; None is a 404."""

MOST_REQUESTS = 500


class Asking:
    """Reads `form` at an address, where `say` answers; `asked` are the addresses, in order."""

    def __init__(self, form: str, address: str, say: Say, options: str = "", **more: object) -> None:
        self._form = form
        self._say = say
        profile = profile_for(form, options) if options else None
        self.settings = ReaderSettings(address, profile=profile, **more)  # type: ignore[arg-type]
        self.asked: list[str] = []

    def read(self) -> Found:
        with tempfile.TemporaryDirectory() as folder:
            return read_answers(self._form, self._exchanges(Path(folder)), self.settings)

    def _exchanges(self, folder: Path) -> tuple[Exchange, ...]:
        done: list[Exchange] = []
        requests = reader_of(self._form).requests(self.settings)
        request: Request | None = next(requests)
        while request is not None:
            assert len(done) < MOST_REQUESTS, "a reader must come to an end"
            done.append((request, self._answer(request, folder / f"answer-{len(done)}")))
            try:
                request = requests.send(done[-1][1])
            except StopIteration:
                request = None
        return tuple(done)

    def _answer(self, request: Request, path: Path) -> Answer:
        self.asked.append(request.address)
        body = self._say(request.address)
        if body is None:
            assert request.missing_is_empty, f"the system knows no {request.address}"
            return Answer(404, {}, "")
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        return Answer(200, {}, str(path))
