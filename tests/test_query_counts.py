"""Public pages ask the database at most fifteen times, and no more often when there is ten times as much to show."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consortium.networks.forming import Joining, form_network
from consortium.networks.models import NetworkMember, NetworkPage
from consortium.organisations.models import Document
from consortium.pages.clock import today
from consortium.pages.models import PlainPage
from consortium.people.models import FacultyPage
from consortium.people.models.faculty import FacultyName, FacultyPost
from consortium.research.models import ResearchPage
from consortium.research.models.opportunity import ResearchSupervisor
from courses.catalogue.models import Source
from courses.curricula.models import CurriculumAuthor, CurriculumPage
from search.refresh import rebuild_entries
from tests.catalogue.stating import source, stated, write
from tests.corners import branch, college, put
from tests.curricula.test_curriculum_page import document

pytestmark = pytest.mark.django_db
MOST = 15
FEW, MANY = 3, 30
NETWORKS = 8  # each is an admission of its own, which takes its time
NAME = "Ketaki Oza"
ADDRESSES = {
    "home": "/",
    "colleges": "/colleges/",
    "colleges of a place": "/colleges/?place=Surat",
    "college": "/colleges/tapi/",
    "course": "/courses/tapi/course-0/",
    "faculty": "/colleges/tapi/people/ketaki-oza/",
    "research": "/colleges/tapi/research/trial/",
    "curriculum": "/colleges/tapi/curricula/ethics/",
    "network": "/networks/alliance/",
    "research list": "/research/",
    "closed research": "/research/?state=closed",
    "curricula": "/curricula/",
    "networks": "/networks/",
    "plain page": "/colleges/tapi/pages/hostels/",
    "search": "/search/",
    "search for words": "/search/?q=course+oza",
    "narrowed search": "/search/?q=course&kind=course&college=tapi&level=phase-1&open=1",
    "api": "/api/v1/search?q=course&college=tapi",
}


class Consortium:
    """One college with everything, and others around it."""

    def __init__(self) -> None:
        self.tapi = college("tapi", place="Surat")
        self.register: Source = source(self.tapi)
        self.document: Document = document(self.tapi)
        self.profile = put(self.tapi, FacultyPage(title=NAME, slug="ketaki-oza"))
        self.trial = put(self.tapi, research("trial", 5))
        self.ethics = put(self.tapi, self.curriculum("ethics"))
        self.alliance: NetworkPage = form_network(
            "alliance", name="Alliance", kind="alliance", purpose="To teach together.", members=[Joining(self.tapi)]
        )
        branch(self.tapi, "pages").add_child(instance=PlainPage(title="Hostels", slug="hostels"))
        self.size = 0

    def curriculum(self, slug: str) -> CurriculumPage:
        return CurriculumPage(
            title=slug,
            slug=slug,
            summary="Ten sessions.",
            discipline="anatomy",
            licence="CC0-1.0",
            document=self.document,
        )

    def grow(self, size: int) -> None:
        """So many of everything that a page lists."""
        added = range(self.size, size)
        write(self.register, *(course(n, size) for n in added))
        for n in added:
            other = college(f"college-{n}", place="Surat")
            NetworkMember.objects.create(network=self.alliance.organisation, organisation=other)
            write(source(other), stated("1", title="Course shared by all", level="phase-1"))
            self.publish(n)
        self.size = size
        rebuild_entries()

    def publish(self, n: int) -> None:
        person = FacultyPage(title=f"Person {n}", slug=f"person-{n}")
        person.posts = [FacultyPost(title="Reader")]
        person.names = [FacultyName(language="gu", name="નામ")]
        put(self.tapi, person)
        for page in (research(f"open-{n}", n % 9), research(f"closed-{n}", -3)):
            page.supervisors = [ResearchSupervisor(faculty=self.profile, name=NAME)]
            put(self.tapi, page)
        shared = self.curriculum(f"shared-{n}")
        shared.authors = [CurriculumAuthor(faculty=self.profile, name=NAME)]
        put(self.tapi, shared)
        self.profile.posts.add(FacultyPost(title=f"Post {n}"))
        self.trial.supervisors.add(ResearchSupervisor(faculty=person, name=person.title))
        self.ethics.authors.add(CurriculumAuthor(faculty=person, name=person.title))
        for page in (self.profile, self.trial, self.ethics):
            page.save()
        branch(self.tapi, "pages").add_child(instance=PlainPage(title=f"Notice {n}", slug=f"notice-{n}"))
        if n < NETWORKS:
            form_network(
                f"network-{n}", name=f"Network {n}", kind="telehealth", purpose="Advice.", members=[Joining(self.tapi)]
            )


def research(slug: str, closes_in: int) -> ResearchPage:
    return ResearchPage(
        title=slug,
        slug=slug,
        kind="trial",
        summary="Charts.",
        closes_on=today() + dt.timedelta(days=closes_in),
        apply_email="desk@tapi.example",
    )


def course(n: int, size: int) -> Any:
    """The first has as many offerings and teachers as the college has courses."""
    return stated(
        str(n),
        title=f"Course {n}",
        level="phase-1",
        disciplines=["anatomy"],
        people=[{"name": NAME}, *({"name": f"Teacher {m}"} for m in range(size))],
        offerings=[{"id": str(m), "starts_on": (today() + dt.timedelta(days=m)).isoformat()} for m in range(size)],
    )


def asked() -> dict[str, int]:
    """How many queries each page needs, once what is kept in memory is there."""
    client = Client()
    counts = {}
    for kind, address in ADDRESSES.items():
        assert client.get(address).status_code == 200, kind
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts[kind] = len(queries)
    return counts


def test_a_page_asks_at_most_fifteen_times_and_no_more_for_more_rows():
    consortium = Consortium()
    consortium.grow(FEW)
    few = asked()
    consortium.grow(MANY)
    many = asked()
    assert {kind: count for kind, count in many.items() if count > MOST} == {}
    assert {kind: (few[kind], count) for kind, count in many.items() if count > few[kind]} == {}
