"""The invented consortium, set up once for all tests of it."""

import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.demo.visiting import free_port, make_data


class Made(NamedTuple):
    """A set-up, and what it said."""

    folder: Path
    port: int
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    return Made(folder, port, make_data(folder, port))
