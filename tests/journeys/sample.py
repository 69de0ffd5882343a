"""A small consortium with every kind of public page, and with what must never be seen beside it."""

import datetime as dt
from dataclasses import dataclass, fields, replace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from consortium.networks.forming import Joining, form_network
from consortium.networks.models import NetworkPage
from consortium.organisations.models import Document, Image, Organisation, OrganisationPage
from consortium.pages.clock import today
from consortium.pages.models import PlainPage
from consortium.people.admission import admit
from consortium.people.models import FacultyPage
from consortium.people.models.faculty import FacultyName, FacultyPost
from consortium.research.models import ResearchPage
from consortium.research.models.opportunity import ResearchSupervisor
from courses.catalogue.hiding import hide_course
from courses.catalogue.models import Course, Source
from courses.catalogue.writer import withdraw_courses
from courses.curricula.models import CurriculumAuthor, CurriculumPage
from tests.catalogue.stating import source, stated, write
from tests.corners import branch

SECRET = "Xylotheque"
ANATOMY = "Clinical anatomy of the upper limb"
LONG = "Outcomes of early tracheostomy in mechanically ventilated adults of a district intensive care unit"
COLLEGES = {
    "narmada": ("Narmada Medical College", "Bharuch"),
    "tapi": ("Tapi College of Medicine", "Surat"),
    "sabarmati": ("Sabarmati Institute of Medical Sciences and Postgraduate Research", "Gandhinagar"),
}


@dataclass(frozen=True)
class Sample:
    """Where each kind of page is."""

    narmada: Organisation
    course: Course
    withdrawn: Course
    hidden: Course
    faculty: FacultyPage
    research: ResearchPage
    closed: ResearchPage
    curriculum: CurriculumPage
    network: NetworkPage
    drafts: tuple[str, ...]

    def read_again(self) -> "Sample":
        """The same, with no more in memory than the database has."""
        rows = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "drafts"}
        return replace(self, **{name: type(row).objects.get(pk=row.pk) for name, row in rows.items()})

    @property
    def addresses(self) -> dict[str, str]:
        """Every kind of public page by name."""
        return {
            "home": "/",
            "colleges": "/colleges/",
            "college": f"/colleges/{self.narmada.slug}/",
            "course": course_address(self.course),
            "withdrawn course": course_address(self.withdrawn),
            "faculty": self.faculty.url,
            "research": self.research.url,
            "closed research": self.closed.url,
            "curriculum": self.curriculum.url,
            "network": self.network.url,
            "research list": "/research/",
            "closed research list": "/research/?state=closed",
            "curricula": "/curricula/",
            "networks": "/networks/",
            "search": "/search/",
            "search for words": "/search/?q=anatomy",
            "narrowed search": "/search/?q=anatomy&kind=course&discipline=anatomy&mode=onsite",
            "search that finds nothing": "/search/?q=zzzz&level=phase-1&exact=1",
            "row opened": "/search/?q=MD+anaesthesiology",
            "plain page": f"/colleges/{self.narmada.slug}/pages/hostels/",
            "not found": "/nowhere/",
            "check": "/check/",
            "template": "/check/templates/",
            "sign-in": "/admin/login/",
        }


def course_address(course: Course) -> str:
    return f"/courses/{course.organisation.slug}/{course.slug}/"


def sample() -> Sample:
    """Three colleges, their courses and pages; all dates are told from today."""
    colleges = {slug: _admitted(slug) for slug in COLLEGES}
    narmada, tapi, sabarmati = colleges.values()
    course, withdrawn, hidden = _courses(narmada)
    _shared_titles(colleges.values())
    _other_courses(tapi, sabarmati)
    faculty = _faculty(narmada)
    research, closed = _research(narmada, faculty)
    return Sample(
        narmada=narmada,
        course=course,
        withdrawn=withdrawn,
        hidden=hidden,
        faculty=faculty,
        research=research,
        closed=closed,
        curriculum=_curriculum(narmada, faculty),
        network=_network(narmada, tapi, sabarmati),
        drafts=_drafts(narmada),
    )


def _admitted(slug: str) -> Organisation:
    name, place = COLLEGES[slug]
    organisation = admit(slug, name=name, place=place, codes=[("nmc", slug.upper())]).organisation
    corner = OrganisationPage.objects.get(organisation=organisation)
    corner.about = _text("A teaching hospital of 900 beds on the north bank of the river, with three health centres.")
    corner.website, corner.contact_email = f"https://{slug}.example", f"office@{slug}.example"
    corner.grievance_contact = f"Registrar, grievances@{slug}.example"
    corner.save_revision().publish()
    return organisation


def _text(words: str) -> list[tuple[str, str]]:
    return [("heading", "On the ground"), ("text", f"<p>{words}</p><ul><li>First</li><li>Second</li></ul>")]


def _courses(owner: Organisation) -> tuple[Course, Course, Course]:
    register = current(owner)
    course, withdrawn, hidden = write(
        register,
        stated("1", title=ANATOMY, code="ANA-1204", **_everything()),
        stated("2", title="Bedside ultrasound for interns", code="EMR-0331", level="internship", modes=["onsite"]),
        stated("3", title=f"{SECRET} course", description={"en": f"<p>{SECRET} words</p>"}),
    )
    hide_course(hidden, None, f"{SECRET} reason")
    with transaction.atomic():
        withdraw_courses([withdrawn.pk], timezone.now())
    return course, Course.objects.get(pk=withdrawn.pk), hidden


def current(owner: Organisation, name: str = "register") -> Source:
    """A source that was accepted some minutes ago."""
    register = source(owner, name)
    register.accepted_at = timezone.now() - dt.timedelta(minutes=12)
    register.title = "Course register"
    register.save()
    return register


def _everything() -> dict[str, Any]:
    return {
        "description": {
            "en": "<p>Six weeks from axilla to fingertips. Each <b>regional dissection</b> is paired with a clinic.</p>"
            "<ul><li>The arm that will not lift</li><li>The wrist that drops</li></ul>"
        },
        "type": "elective",
        "level": "phase-1",
        "disciplines": ["anatomy", "orthopaedics"],
        "subjects": [{"scheme": "stated", "label": "Brachial plexus"}],
        "modes": ["onsite", "clinical"],
        "languages": ["gu", "en"],
        "credits": "3",
        "duration": "6 weeks",
        "open_to": "members",
        "open_from_phase": "phase-1",
        "letter_needed": True,
        "admission": "form",
        "admission_text": "Write to the department four weeks before the start.",
        "admission_url": "https://narmada.example/apply",
        "url": "https://narmada.example/ana-1204",
        "people": [{"name": "Dr. Ketaki Oza", "role": "Course lead"}, {"name": "Dr. Revant Vasavada"}],
        "outcomes": [
            {"text": "Show the boundaries of the axilla", "codes": ["AN10.1"], "assessed_by": "spotter"},
            {"text": "Trace the brachial plexus from its roots", "codes": ["AN10.3", "AN10.6"]},
        ],
        "prerequisites": "Foundation course completed.",
        "intake": 60,
        "numbers_stated_on": day(-20),
        "offerings": [
            {
                "id": "a",
                "label": "Autumn",
                "starts_on": day(20),
                "ends_on": day(60),
                "enrol_until": day(9),
                "meetings": [{"weekday": "mon", "start": "09:00", "end": "11:00", "place": "Dissection hall"}],
                "places": 60,
                "places_taken": 49,
                "is_open": True,
            },
            {"id": "b", "label": "Winter", "starts_on": day(120), "enrol_from": day(40), "places": 60},
            {"id": "c", "label": "Last year", "starts_on": day(-300), "ends_on": day(-260)},
        ],
    }


def day(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def _shared_titles(colleges: Any) -> None:
    for number, owner in enumerate(colleges, 1):
        write(
            current(owner, "seats"),
            stated("1", title="MD - ANAESTHESIOLOGY", type="programme", level="postgraduate", intake=number * 2),
            stated("2", title="MS OPHTHALMOLOGY", type="programme", level="postgraduate", intake=number),
        )


def _other_courses(tapi: Organisation, sabarmati: Organisation) -> None:
    write(
        current(tapi),
        *(
            stated(
                str(n),
                title=f"Ward posting {n} in anatomy",
                level="phase-2",
                disciplines=["pathology"],
                modes=["clinical"],
            )
            for n in range(24)
        ),
    )
    write(
        current(sabarmati),
        stated("1", title={"gu": "ઉપલા અંગની શરીરરચના"}, main_language="gu", languages=["gu"], disciplines=["anatomy"]),
    )
    old = source(sabarmati, "old")
    old.accepted_at = timezone.now() - dt.timedelta(days=40)
    old.save()
    write(old, stated("1", title="Anatomy of an old catalogue", disciplines=["anatomy"], modes=["onsite"]))


def _faculty(owner: Organisation) -> FacultyPage:
    page = FacultyPage(
        title="Ketaki Oza",
        honorific="Dr.",
        summary="I study how injured nerves of the arm find their way back.",
        orcid="0000-0002-1825-0097",
        email="oza@narmada.example",
        disciplines=["anatomy"],
        expertise=["Peripheral nerve repair", "Brachial plexus", "Cadaveric teaching"],
        about=_text("She teaches surgeons and first-year students from the same table."),
        photo=Image.objects.create(
            title="Portrait", file=get_test_image_file(size=(480, 480)), collection=owner.collection, owner=owner
        ),
    )
    page.names = [FacultyName(language="gu", name="કેતકી ઓઝા-રાઠવા")]
    page.posts = [
        FacultyPost(title="Professor", department="Anatomy", since=dt.date(2015, 6, 1), main=True),
        FacultyPost(title="Lecturer", organisation_name="Tapi College of Medicine", until=dt.date(2015, 5, 31)),
    ]
    return _published(owner, page)


def _research(owner: Organisation, faculty: FacultyPage) -> tuple[ResearchPage, ResearchPage]:
    open_now = ResearchPage(
        title=LONG,
        kind="elective",
        summary="Students read 240 charts, help clean the figures and write one section of the paper.",
        disciplines=["anaesthesiology"],
        open_to="members",
        open_from_phase="phase-3-part-1",
        who_may_apply="A letter of your college.\nA certificate of good clinical practice.",
        places=2,
        duration="8 weeks",
        funding="6,000 rupees a month",
        opens_on=today() - dt.timedelta(days=10),
        closes_on=today() + dt.timedelta(days=6),
        how_to_apply="Write up to 300 words on why this question.",
        apply_url="https://narmada.example/apply",
        apply_email="research@narmada.example",
        ethics="Approved by the committee of Narmada on 18 June, number 114.",
        body=_text("You learn to read charts and how an amendment is written."),
    )
    open_now.supervisors = [
        ResearchSupervisor(faculty=faculty, name=faculty.shown_name, role="Leads"),
        ResearchSupervisor(name="Dr. Nilufer Contractor", role="Biostatistics"),
    ]
    closed = ResearchPage(
        title="Grip after ulnar nerve repair",
        kind="trial",
        summary="Follow-up of 41 patients.",
        disciplines=["orthopaedics"],
        closes_on=today() - dt.timedelta(days=12),
        how_to_apply="Write to the department.",
    )
    closed.supervisors = [ResearchSupervisor(faculty=faculty, name=faculty.shown_name)]
    return _published(owner, open_now), _published(owner, closed)


def _curriculum(owner: Organisation, faculty: FacultyPage) -> CurriculumPage:
    file = Document.objects.create(
        title="Early exposure",
        file=ContentFile(b"%PDF-1.4 " + b"x" * 4000, name="early-exposure.pdf"),
        collection=owner.collection,
        owner=owner,
    )
    page = CurriculumPage(
        title="Early clinical exposure in anatomy",
        summary="Every unit starts from a patient: anatomy as the answer to a question that a student can already ask.",
        discipline="anatomy",
        phase="phase-1",
        version="4",
        licence="CC-BY-4.0",
        document=file,
    )
    page.authors = [CurriculumAuthor(faculty=faculty, name=faculty.shown_name), CurriculumAuthor(name="Dr. M. Gohel")]
    return _published(owner, page)


def _network(lead: Organisation, *others: Organisation) -> NetworkPage:
    return form_network(
        "cancer-care",
        name="Cancer care across the western districts",
        kind="disease-consortium",
        purpose="One protocol for breast and oral cancer, from the village clinic to the tumour board.",
        members=[
            Joining(lead, "lead", part="Tumour board", since=dt.date(2021, 4, 1)),
            *(Joining(one) for one in others),
        ],
        founded_on=dt.date(2021, 4, 1),
        website="https://cancer-care.example",
        contact_email="desk@cancer-care.example",
        story=_text("Twice a month the boards meet by telephone."),
    )


def _drafts(owner: Organisation) -> tuple[str, ...]:
    """Addresses of what nobody may see yet."""
    notice = PlainPage(title="Hostels", slug="hostels", body=_text("Two hostels stand beside the river."))
    branch(owner, "pages").add_child(instance=notice)
    notice.save_revision().publish()
    pages = [
        FacultyPage(title=f"{SECRET} faculty", live=False),
        ResearchPage(title=f"{SECRET} research", kind="elective", summary=SECRET, live=False),
        CurriculumPage(title=f"{SECRET} curriculum", summary=SECRET, discipline="anatomy", live=False),
        PlainPage(title=f"{SECRET} page", live=False),
    ]
    for page in pages:
        branch(owner, getattr(page, "branch", "pages")).add_child(instance=page)
        page.save_revision(clean=False)
    return tuple(page.url for page in pages)


def _published(owner: Organisation, page: Any) -> Any:
    page.live = False
    branch(owner, page.branch).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page
