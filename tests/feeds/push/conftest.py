"""Two colleges, and a worker's part played in this process."""

import uuid
from collections.abc import Callable

import pytest

from consortium.organisations.models import Organisation
from courses.feeds.models import Feed, Run
from courses.feeds.sync import carry_out


@pytest.fixture
def tapi(transactional_db: None) -> Organisation:
    return Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)


@pytest.fixture
def narmada(transactional_db: None) -> Organisation:
    return Organisation.objects.create(slug="narmada", name="Narmada", label="Narmada", dye=2)


@pytest.fixture
def carry_out_all() -> Callable[[Feed], Run]:
    """Carries out what is queued of a feed; the last run."""

    def carried(feed: Feed) -> Run:
        for run in Run.objects.filter(feed=feed, status=Run.Status.QUEUED):
            carry_out(run.pk, uuid.uuid4().hex)
        return Run.objects.filter(feed=feed).latest("pk")

    return carried
