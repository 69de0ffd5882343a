"""Web, commands and workers ring one broker."""

from django.conf import settings

from courses.feeds.tasks import run_feed
from search.tasks import deliver


def test_what_this_process_rings_goes_to_the_broker_of_the_installation() -> None:
    for task in (deliver, run_feed):
        assert (task.app.main, task.app.conf.broker_url) == ("tantu", settings.CELERY_BROKER_URL)
