"""A worker of the product's own, for as long as something is measured."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

_COMMAND = ("-m", "celery", "-A", "consortium", "worker", "-Q", "sync", "-l", "WARNING")
_QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@contextmanager
def working(children: int = 1) -> Iterator[psutil.Process]:
    """The worker's process; its children carry out the runs."""
    process = subprocess.Popen([sys.executable, *_COMMAND, *_QUIET, "-c", str(children)])
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
