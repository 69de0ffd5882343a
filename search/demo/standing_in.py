"""Starts the stand-in for the colleges' systems in a process of its own, for as long as it is needed."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from search.demo.server import HOST

_PATIENCE = 20
_PAUSE = 0.05


class PortIsTaken(Exception):
    """Something else listens there; the message says how to mend it."""


@contextmanager
def standing_in(port: int) -> Iterator[None]:
    """Raises PortIsTaken, or RuntimeError where the process ends at once."""
    if is_answered(port):
        raise PortIsTaken(
            f"Something listens on {HOST}:{port} already. Stop the demo that runs there, or move this one by PORT=8100."
        )
    process = subprocess.Popen([sys.executable, "-m", "search.demo.server", str(port)])  # noqa: S603 -- our own module
    try:
        _wait_for(process, port)
        yield
    finally:
        process.terminate()
        process.wait()


def is_answered(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex((HOST, port)) == 0


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    give_up_at = time.monotonic() + _PATIENCE
    while not is_answered(port):
        if process.poll() is not None or time.monotonic() > give_up_at:
            raise RuntimeError("The stand-in for the colleges' systems did not start.")
        time.sleep(_PAUSE)
