"""The product's settings in a process to which a test tells the addresses of names, and which notes what it dials.

TOLD_NAMES is a JSON file: {name: [its addresses when it is asked for first, when for the second time, ...]}; other
names are as this machine has them. Each of these that was asked for, and each address that was dialled, is a line of
DIALLED.
"""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

from tests.short_limits import *  # noqa: F403

_NAMES, _DIALLED = Path(os.environ["TOLD_NAMES"]), Path(os.environ["DIALLED"])
_as_it_is = socket.getaddrinfo


def _note(*words: Any) -> None:
    with _DIALLED.open("a") as lines:
        lines.write(" ".join(map(str, words)) + "\n")


def _as_told(host: Any, port: Any, *how: Any, **more: Any) -> list[Any]:
    told = json.loads(_NAMES.read_text()).get(host)
    if told is None:
        return _as_it_is(host, port, *how, **more)
    before = _DIALLED.read_text().split("\n").count(f"asked {host}")
    _note("asked", host)
    return [found for address in told[before] for found in _as_it_is(address, port, *how, **more)]


def _notice(event: str, told: tuple[Any, ...]) -> None:
    if event == "socket.connect" and told[0].family != socket.AF_UNIX:
        _note("dialled", *told[1][:2])


socket.getaddrinfo = _as_told
sys.addaudithook(_notice)
