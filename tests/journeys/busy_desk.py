"""A college's desk on a busy day: edits and questions, what is hidden and locked, keys, hosts that wait, mail."""

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.pages.clock import today
from consortium.people.mailing import Message, queue_mail
from consortium.people.models import Mail, User
from courses.catalogue.editing import edit, lock_fields
from courses.catalogue.hiding import hide_college, hide_course, hide_source
from courses.catalogue.models import Course, Source
from courses.catalogue.typed import withdraw_course
from courses.catalogue.writer import change_courses
from courses.feeds.hosts import ask_for
from courses.feeds.models import Feed, FeedHost, Run
from courses.feeds.push.keys import make_key, revoke
from courses.feeds.still_right import link_for
from courses.feeds.uploads.keeping import keep
from tests.catalogue.stating import source, stated, write
from tests.catalogue.typing_in import typed
from tests.feeds.feeding import Catalogue, row, rows
from tests.journeys.sample import ANATOMY, Sample, day

LONG_REASON = "Its dean asked by letter 114 of 18 June that it be taken from view until the university has answered."
COPIES = "shortname,fullname,category_path\n" + "".join(
    f"{part[:3]}{year},{part} {year},First year / {part}\n"
    for part in ("Anatomy", "Forensic Medicine and Toxicology", "Physiology")
    for year in (2025, 2026)
)
CHOSEN = """
[options]
categories = ["First year / Anatomy", "Archive"]
without_categories = ["First year / Physiology"]
batches = '^(?P<course>.+) (?P<batch>\\d+)$'
"""
ABOUT = (
    "<p>Six weeks from axilla to fingertips. Each regional dissection is paired with a clinic of the same week, so "
    "that what was seen on the table is felt on a living arm.</p>" * 3
)


@dataclass(frozen=True)
class BusyDesk:
    """Where each screen is; the registrar's and the office's stand apart, as each signs in for hers."""

    ours: dict[str, str]
    office: dict[str, str]
    anybody: dict[str, str]


def busy_desk(shown: Sample, registrar: User, folder: Path) -> BusyDesk:
    course = shown.course
    _edited(course, registrar)
    hidden = write(source(shown.narmada, "evening"), stated("1", title="Evening classes in ethics"))[0].source
    hide_source(hidden, registrar, LONG_REASON)
    single = write(course.source, stated("9", title="Forceps and fixatives"))[0]
    hide_course(single, registrar, LONG_REASON)
    sabarmati = Organisation.objects.get(slug="sabarmati")
    hide_college(sabarmati, registrar, LONG_REASON)
    dated = _told_twice(shown.narmada, folder)
    by_hand, taken_back = _typed(shown.narmada)
    renamed = run_of_new_ids(Catalogue(shown.narmada, folder, "wards"))
    served, pushed, given, listed = _feeds(shown.narmada, registrar)
    _mail()
    ours = {
        "courses": reverse("catalogue_desk:index"),
        "courses-of-a-state": f"{reverse('catalogue_desk:index')}?state=hidden",
        "course": reverse("catalogue_desk:course", args=[course.pk]),
        "course-hidden": reverse("catalogue_desk:course", args=[single.pk]),
        "type": reverse("catalogue_desk:type"),
        "typed": reverse("catalogue_desk:course", args=[by_hand.pk]),
        "typed-withdrawn": reverse("catalogue_desk:course", args=[taken_back.pk]),
        "retype": reverse("catalogue_desk:retype", args=[by_hand.pk]),
        "new-ids": reverse("feeds_desk:run", args=[renamed.feed_id, renamed.pk]),
        "edit-title": reverse("catalogue_desk:edit", args=[course.pk, "title"]),
        "edit-description": reverse("catalogue_desk:edit", args=[course.pk, "description"]),
        "edit-people": reverse("catalogue_desk:edit", args=[course.pk, "people"]) + "?merge",
        "edit-locked": reverse("catalogue_desk:edit", args=[course.pk, "credits"]),
        "conflicts": reverse("catalogue_desk:conflicts"),
        "sources": reverse("catalogue_desk:sources"),
        "source": reverse("catalogue_desk:source", args=[course.source_id]),
        "source-hidden": reverse("catalogue_desk:source", args=[hidden.pk]),
        "college-shown": reverse("catalogue_desk:college", args=[shown.narmada.pk]),
        "settings-options": reverse("feeds_desk:settings", args=[served.pk]),
        "choice-typed": reverse("feeds_desk:choice", args=[served.pk]),
        "choice": reverse("feeds_desk:choice", args=[listed.pk]),
        "keys": reverse("feeds_desk:keys", args=[pushed.pk]),
        "dated": reverse("feeds_desk:dated", args=[dated.pk]),
        "handover": reverse("feeds_desk:handover", args=[served.pk]),
        "dated-before": reverse("feeds_desk:dated", args=[dated.pk]) + "?at=2024-02-01",
    }
    office = {
        "office": reverse("feeds_desk:office"),
        "host": reverse("feeds_desk:host", args=[FeedHost.objects.get().pk]),
        "college-hidden": reverse("catalogue_desk:college", args=[sabarmati.pk]),
        "sources-of-all": reverse("catalogue_desk:sources"),
        "mails": reverse("mail_desk:index"),
        "mail-bounced": reverse("mail_desk:mail", args=[Mail.objects.get(state="bounced").pk]),
    }
    link = link_for(given, registrar.pk, given.source.confirm_by or today())
    link = link[link.index("/still-right/") :]
    return BusyDesk(ours, office, {"still-right": link, "still-right-cut": link[:-2]})


def _edited(course: Course, by: User) -> None:
    """Three questions wait, one edit rests below a lock, one simply stands."""
    edit(course, "prerequisites", "Foundation course completed. Bring a coat.", by)
    edit(course, "people", [{"name": "Dr. Ketaki Oza", "role": "Course lead"}], by)
    edit(course, "description", {"en": ABOUT}, by)
    edit(course, "credits", "4", by)
    edit(course, "url", None, by)
    lock_fields(course.source, ["credits"])
    course.refresh_from_db()
    moves: dict[str, Any] = {
        "title": course.stated["title"],
        "prerequisites": "Foundation course completed, and the test of week 8.",
        "people": [{"name": "Dr. Ketaki Oza"}, {"name": "Dr. Nilufer Contractor", "role": "Demonstrator"}],
        "description": {"en": ABOUT.replace("Six", "Eight")},
    }
    said = stated(course.record_id, **{**{k: v for k, v in course.stated.items() if k != "id"}, **moves})
    with transaction.atomic():
        change_courses([(course.pk, said)], timezone.now())


def _typed(owner: Organisation) -> tuple[Course, Course]:
    """One with all that a person can type, and one that was taken back."""
    runs = [
        {"id": "1", "label": "Morning group", "starts_on": day(30), "ends_on": day(58), "place": "Skills laboratory"},
        {"id": "2", "label": "Evening group", "starts_on": day(90), "enrol_until": day(80), "places": "24"},
    ]
    by_hand = typed(
        owner,
        title={"en": "Suturing for interns, with the instruments of a district hospital", "gu": "ટાંકા લેવાની તાલીમ"},
        description={"en": ABOUT},
        code="SUR-0031",
        disciplines=["anatomy"],
        modes=["onsite", "clinical"],
        languages=["gu", "en"],
        people=[{"name": "Dr. Ketaki Oza", "role": "Course lead"}],
        open_to="members",
        letter_needed=True,
        offerings=runs,
    )
    taken_back = typed(owner, "two", title={"en": "Plaster and splints"})
    withdraw_course(taken_back)
    return by_hand, taken_back


def run_of_new_ids(catalogue: Catalogue) -> Run:
    """It waits: twelve courses come again under new ids, one more is absent, one is new."""
    wards = ("Medicine", "Surgery", "Paediatrics", "Obstetrics", "Orthopaedics", "Psychiatry")
    names = [f"{name}: {part} round" for name in wards for part in ("morning", "evening")]
    held = [row(n, title=name, code=f"WRD-{n:02}") for n, name in enumerate(names, 1)]
    again = [{**one, "id": f"urn:narmada-medical-college:ward-rounds:2026-27:{one['code'].lower()}"} for one in held]
    catalogue.holds([*held, row(70, title="Round of the blood bank")]).sync()
    return catalogue.holds([*again, row(80, title="Round of the pharmacy", code="WRD-80")]).sync()


def _told_twice(owner: Organisation, folder: Path) -> Course:
    catalogue = Catalogue(owner, folder, "timetable")
    first = row(1, title=ANATOMY, code="ANA-1204", about="First words.", seats=40, starts="2027-03-01", places=12)
    catalogue.holds([first, *rows(6)[1:]]).sync()
    catalogue.holds([{**first, "about": "Other words and more of them.", "seats": 60}, *rows(6)[1:]]).sync()
    catalogue.says("<!doctype html><title>Sign in</title>").sync()
    return catalogue.course("R1")


def _feeds(owner: Organisation, by: User) -> tuple[Feed, Feed, Feed, Feed]:
    def made(name: str, title: str, form: str, way: str, **values: Any) -> Feed:
        where = Source.objects.create(organisation=owner, name=name, title=title, **values.pop("source", {}))
        return Feed.objects.create(source=where, format=form, way=way, **values)

    url = "https://learning.narmada-medical-college-and-hospital.example/webservice/rest/server.php"
    served = made("moodle", "Learning site of the college", "moodle", "address", url=url)
    ask_for(served, by)
    pushed = made("student-system", "Student system", "json", "push", source={"kind": "pushed"}, is_draft=True)
    revoke(make_key(pushed, by).key)
    make_key(pushed, by)
    day = today() + dt.timedelta(days=9)
    at = timezone.now() - dt.timedelta(days=140)
    given = made("sheet", "Course sheet", "csv", "upload", source={"confirm_by": day, "accepted_at": at})
    write(given.source, *(stated(str(n), title=f"Round {n} of the wards") for n in range(3)))
    listed = made("copies", "Courses of the learning site", "moodle-csv", "upload", profile=CHOSEN)
    keep(listed, "courses.csv", io.BytesIO(COPIES.encode()))
    return served, pushed, given, listed


def _mail() -> None:
    said = "550 5.1.1 <office-of-the-registrar@narmada-medical-college.example>: Recipient address rejected"
    for number, state in enumerate(Mail.State.values):
        address = "office-of-the-registrar@narmada-medical-college.example" if number == 3 else "r@tapi.example"
        subject = f"Narmada Medical College: is the course sheet of term {number} still right?"
        body = (
            "Dear registrar,\n\nCourse sheet was last given on 3 Aug 2026.\n\nhttps://tantu.example/still-right/abc\n"
        )
        queue_mail([Message(address, subject, body, "still_right", f"{number}")])
        Mail.objects.filter(key=str(number)).update(state=state, error=said if state in ("bounced", "failed") else "")
