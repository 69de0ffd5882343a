"""The broker is away while people work: pages and saves go on, and workers go on once it is back."""

import os
import subprocess
import sys
from pathlib import Path

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.models import Feed
from tests.faults.feeds import due, ended
from tests.faults.invariant import untouched
from tests.faults.servers import own_redis
from tests.feeds.feeding import Catalogue, row, rows
from tests.workers import ROOT, Environment, Workers, until, with_beat

EDIT_AND_LOOK = """
from django.test import Client
from courses.catalogue.hiding import hide_course
from courses.catalogue.models import Course
hide_course(Course.objects.get(organisation__slug="tapi", record_id="R2"), None, "Not approved.")
client = Client(HTTP_HOST="127.0.0.1")
print([client.get(path).status_code for path in ("/search/?q=course", "/health/ready")])
print(client.get("/health/ready").json()["broker"]["answers"])
"""


def test_f13_without_redis_pages_and_saves_go_on_and_workers_go_on_after_it(
    postgresql: str,
    tapi: Organisation,
    narmada: Organisation,
    tmp_path: Path,
    environment: Environment,
    workers: Workers,
) -> None:
    """F13: Redis is killed while a worker and its beat run, people save and look meanwhile, then it is back."""
    catalogue = Catalogue(tapi, tmp_path).holds(rows(12))
    catalogue.sync()
    with own_redis(tmp_path) as redis, untouched(narmada):
        environment = with_beat({**environment, "REDIS_URL": redis.url})
        workers.start(environment, beat=True)
        redis.kill()
        told = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", EDIT_AND_LOOK],
            cwd=ROOT,
            env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "consortium.settings"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert told.stdout.split() == ["[200,", "200]", "False"], told.stderr
        assert Course.objects.get(organisation=tapi, record_id="R2").hidden_at
        before = ended(catalogue.feed)
        catalogue.holds([row(1, title="Endoscopy"), *rows(12)[1:]])
        redis.start()
        due(Feed.objects.get(pk=catalogue.feed.pk))
        run = until(lambda: (run := ended(catalogue.feed)) != before and run, "the worker reads again", 120)
        assert (run.status, run.changed) == ("done", 1)
