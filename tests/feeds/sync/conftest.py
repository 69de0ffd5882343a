"""A college with a catalogue."""

from pathlib import Path

import pytest

from tests.corners import college
from tests.feeds.feeding import Catalogue


@pytest.fixture
def catalogue(db: None, tmp_path: Path) -> Catalogue:
    return Catalogue(college("tapi"), tmp_path)
