"""A mail server that takes connections and says nothing keeps nobody waiting but its own worker."""

from pathlib import Path
from urllib.parse import urlsplit

from consortium.organisations.models import Organisation
from consortium.people.mailing import Message, queue_mail
from consortium.people.models import Mail
from tests.faults.feeds import DISPATCH, SEND, due, ended
from tests.feeds.feeding import Catalogue, rows
from tests.search.silent import silent_server
from tests.workers import Environment, Workers, ring, until


def test_a_catalogue_is_read_while_the_mail_server_says_nothing(
    tapi: Organisation, tmp_path: Path, environment: Environment, workers: Workers
) -> None:
    feed = Catalogue(tapi, tmp_path).holds(rows(3)).feed
    queue_mail([Message(f"r{n}@tapi.example", "A run waits", "Look.", "held_run", f"held_run-{n}") for n in range(8)])
    with silent_server() as address:
        environment = {**environment, "EMAIL_URL": f"smtp://{urlsplit(address).netloc}"}
        ring(environment, SEND)
        workers.start(environment, queues="sync,index")
        workers.start(environment, queues="mail")
        until(lambda: Mail.objects.filter(tries=1).exists(), "the first message is tried")
        due(feed)
        ring(environment, DISPATCH)
        run = until(lambda: ended(feed), "the catalogue is read")
        assert run.status == "done"
        assert Mail.objects.filter(tries=0).exists(), "mail waits for its server, and the catalogue did not"
