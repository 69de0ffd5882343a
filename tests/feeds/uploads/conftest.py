"""A college that gives files."""

import pytest

from tests.corners import college
from tests.feeds.uploads.giving import Given


@pytest.fixture
def given(db: None) -> Given:
    return Given(college("tapi"))
