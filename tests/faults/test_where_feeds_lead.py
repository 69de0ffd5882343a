"""A college's system leads a worker elsewhere, by redirects and by names: nobody is dialled but who was checked."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from consortium.organisations.models import Organisation, ToDo
from courses.feeds.models import Feed, FeedHost
from tests.college_system import Answer, CollegeSystem, Say, college_system
from tests.faults.feeds import served
from tests.faults.invariant import untouched
from tests.faults.standing import Standing, worker_that_stands
from tests.feeds.feeding import counts
from tests.feeds.fetching import UNROUTED, Canary, certificate, with_tls
from tests.workers import Environment

NAME = "catalogue.example.org"
PORT = 8443


class Net(NamedTuple):
    """A worker whose names a test tells; a system with a certificate that it trusts; one that it may not read."""

    standing: Standing
    secure: CollegeSystem
    private: Canary
    names: Path
    log: Path

    def tells(self, *addresses: list[str]) -> None:
        """What NAME leads to, each time that it is asked for; what was noted before is forgotten."""
        self.names.write_text(json.dumps({NAME: addresses}))
        self.log.write_text("")

    def asked(self) -> int:
        return self.log.read_text().split("\n").count(f"asked {NAME}")

    def dialled(self) -> set[tuple[str, int]]:
        """Whom the worker dialled, beside its own services."""
        lines = (line.split() for line in self.log.read_text().splitlines() if line.startswith("dialled "))
        found = {(host, int(port)) for _, host, port in lines}
        services = (self.standing.environment.get(name, "") for name in ("REDIS_URL", "ELASTICSEARCH_URL"))
        return found - {(parts.hostname or "", parts.port or 0) for parts in map(urlsplit, services)}


@pytest.fixture(scope="module")
def net(django_db_setup: None, engine: Environment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Net]:
    folder = tmp_path_factory.mktemp("net")
    own, names, log = certificate(folder, "127.0.0.1"), folder / "names.json", folder / "dialled.txt"
    names.write_text("{}")
    log.touch()
    private = Canary()
    with college_system(lambda _: Answer()) as secure:
        with_tls(secure, own)
        told = {"TOLD_NAMES": str(names), "DIALLED": str(log), "DJANGO_SETTINGS_MODULE": "tests.told_names"}
        with worker_that_stands(
            folder, secure.host, connect_seconds=5, SSL_CERT_FILE=str(own), **told, **engine
        ) as standing:
            yield Net(standing, secure, private, names, log)
    private.close()


@pytest.fixture
def feed(tapi: Organisation, net: Net, search: None, settings: Settings) -> Feed:
    """Of Tapi, whose office approved NAME."""
    FeedHost.objects.create(organisation=tapi, host=f"{NAME}:{PORT}", state=FeedHost.State.APPROVED)
    net.tells()
    net.standing.system.asked.clear()
    return served(tapi, net.standing.system, settings)


def leading(*places: str) -> Say:
    """Redirects to one place after another."""
    way = [*places]
    return lambda _: Answer(status=302, headers=(("Location", way.pop(0)),))


def test_f20_no_redirect_leads_a_worker_to_a_private_address(feed: Feed, narmada: Organisation, net: Net) -> None:
    """F20: of whatever scheme and spelling, after as many redirects as there may be, and nobody is dialled."""
    system, ip = net.standing.system, net.private.address
    forms = (
        f"https://{ip}:{PORT}/",
        f"https://{int(ip)}:{PORT}/",
        f"https://{int(ip):#x}:{PORT}/",
        f"https://0{int(ip):o}:{PORT}/",
        f"https://[::ffff:{ip}]:{PORT}/",
        f"https://[64:ff9b::{ip}]:{PORT}/",
        f"gopher://{ip}:{PORT}/_GET",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/",
        f"https://[{ip}:{PORT}/",
    )
    with untouched(narmada):
        for target in forms:
            run = net.standing.reads(feed, leading("/second", "/third", target))
            assert (run.status, run.reason, counts(run)) == ("failed", "blocked_address", {}), target
            [told] = ToDo.objects.filter(kind="failed_feed", done_at__isnull=True)
            assert (told.organisation, target in told.text) == (feed.source.organisation, True)
        assert len(system.asked) == 3 * len(forms)
        assert (net.private.visits, net.dialled()) == (0, {system.server.server_address})


def test_f20_no_redirect_leads_a_worker_from_https_to_http_nor_further_than_three(
    feed: Feed, narmada: Organisation, net: Net
) -> None:
    system, secure = net.standing.system, net.secure
    with untouched(narmada):
        run = net.standing.reads(feed, leading("/1", "/2", "/3", "/4"))
        assert (run.status, run.reason, counts(run)) == ("failed", "blocked_address", {})
        assert ("more than 3 times" in run.message, len(system.asked)) == (True, 4)
        net.tells()
        system.asked.clear()
        Feed.objects.filter(pk=feed.pk).update(url=f"https://{secure.host}/courses.csv")
        secure.say = leading(system.url)
        run = net.standing.reads(feed)
        assert (run.status, run.reason, counts(run)) == ("failed", "blocked_address", {})
        assert "not https" in run.message
        assert (system.asked, net.dialled()) == ([], {secure.server.server_address})


def test_f21_no_name_leads_a_worker_to_a_private_address(feed: Feed, narmada: Organisation, net: Net) -> None:
    """F21: one that turns private between two tries, one with addresses of both kinds, one that a redirect names."""
    system, private = net.standing.system, str(net.private.address)
    own = f"https://{NAME}:{PORT}/courses.csv"
    cases = {
        "turns private": (own, ([UNROUTED], [private]), 2, {(UNROUTED, PORT)}),
        "public first": (own, ([UNROUTED, private],), 1, set()),
        "private first": (own, ([private, UNROUTED],), 1, set()),
        "stands for it": (own, ([f"::ffff:{private}"],), 1, set()),
        "after a redirect": (system.url, ([private],), 1, {system.server.server_address}),
    }
    with untouched(narmada):
        for name, (url, told, times, dialled) in cases.items():
            net.tells(*told)
            Feed.objects.filter(pk=feed.pk).update(url=url)
            run = net.standing.reads(feed, leading(own))
            assert (run.status, run.reason, counts(run)) == ("failed", "blocked_address", {}), name
            assert "no public address" in run.message, name
            assert (net.asked(), net.dialled(), net.private.visits) == (times, dialled, 0), name
