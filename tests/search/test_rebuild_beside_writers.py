"""A transaction that began before a rebuild and ends during it: its versions are neither lost nor taken for sent."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from consortium.organisations.models import Organisation
from courses.catalogue.models import Source
from courses.catalogue.writer import change_courses
from search.check import check_search
from search.deliver import deliver_all
from search.models import Entry
from search.rebuild import rebuild_index
from tests.catalogue.stating import AT, source, stated, write
from tests.search.silent import spoiling_proxy

pytestmark = pytest.mark.django_db(transaction=True)


class LateWriter:
    """Writes in a connection of its own at once, and commits when it is told to."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._written, self._may_commit = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._written.wait(30)

    def _run(self) -> None:
        try:
            with transaction.atomic():
                self._work()
                self._written.set()
                self._may_commit.wait(60)
        finally:
            connection.close()

    def commit(self) -> None:
        self._may_commit.set()
        self._thread.join()


@pytest.fixture
def tapi(postgresql: str, elasticsearch: str) -> Source:
    return source(Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1))


def rebuild_while_it_commits(settings, late: LateWriter) -> None:
    """The late one commits after all was sent, when the documents are counted."""

    def on_count(path: str, body: bytes) -> None:
        if path.endswith("/_count"):
            late.commit()

    address = settings.ELASTICSEARCH_URL
    with spoiling_proxy(address, on_count) as proxy:
        settings.ELASTICSEARCH_URL = proxy
        rebuild_index()
    settings.ELASTICSEARCH_URL = address


def test_a_change_committed_late_is_sent_after_the_rebuild(tapi, settings):
    first, second = write(tapi, stated("1", title="First"), stated("2", title="Second"))
    rebuild_index()
    late = LateWriter(lambda: change_courses([(first.pk, stated("1", title="First, late"))], AT))
    with transaction.atomic():
        change_courses([(second.pk, stated("2", title="Second, early"))], AT)
    rebuild_while_it_commits(settings, late)
    versions = dict(Entry.objects.values_list("title", "version"))
    assert versions["First, late"] < versions["Second, early"]
    deliver_all()
    assert check_search().is_in_step


def test_a_course_committed_late_is_found_after_the_rebuild(tapi, settings):
    [first] = write(tapi, stated("1", title="First"))
    rebuild_index()
    late = LateWriter(lambda: write(tapi, stated("2", title="Second, late")))
    with transaction.atomic():
        change_courses([(first.pk, stated("1", title="First, early"))], AT)
    rebuild_while_it_commits(settings, late)
    deliver_all()
    assert check_search().is_in_step
    assert check_search().entries == check_search().indexed
