"""A source that tells its own changes and deletions changes those and leaves all else as it was."""

from pathlib import Path

import pytest

from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Change, Feed, Run
from courses.feeds.sync import sync
from tests.corners import college
from tests.feeds.feeding import counts
from tests.feeds.readers.samples import zipped

pytestmark = pytest.mark.django_db

CLASSES = "sourcedId,status,title,courseSourcedId\n"


class Register:
    """A student system that exports OneRoster archives to one file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "export.zip"
        self.path.write_bytes(b"")
        self.feed, _ = connect(college("surat-coast"), "register", Connection("oneroster-csv", path=str(self.path)))

    def exports(self, mode: str, courses: str, classes: str = "") -> Run:
        """Courses as "id,status,title" lines, classes as "id,status,title,course" lines."""
        files = {
            "manifest.csv": f"propertyName,value\nfile.courses,{mode}\nfile.classes,{mode}\n",
            "courses.csv": "sourcedId,status,title\n" + courses,
            "classes.csv": CLASSES + classes,
        }
        self.path.write_bytes(zipped(files))
        return sync(Feed.objects.get(pk=self.feed.pk))

    def shown(self) -> dict[str, str]:
        return dict(Course.objects.public().filter(source=self.feed.source).values_list("record_id", "title"))

    def offerings(self, record_id: str) -> list[tuple[str, str]]:
        course = Course.objects.get(source=self.feed.source, record_id=record_id)
        stated = course.offerings.filter(withdrawn_at__isnull=True).order_by("offering_id")
        return [(one.offering_id, one.label) for one in stated]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path)


def everything(register: Register, count: int = 30) -> Run:
    courses = "".join(f"c{number},,Course {number}\n" for number in range(1, count + 1))
    return register.exports("bulk", courses, "k1,,Morning,c1\nk2,,Evening,c1\n")


def test_a_delta_changes_what_it_names_and_withdraws_what_it_deletes(register: Register) -> None:
    everything(register)
    run = register.exports("delta", "c1,active,Anatomy\nc2,tobedeleted,\nc31,active,New\n")
    assert (run.status, counts(run)) == ("done", {"read": 2, "created": 1, "changed": 1, "withdrawn": 1})
    assert run.scope == {"kind": "changes"}
    shown = register.shown()
    assert len(shown) == 30
    assert (shown["c1"], shown["c31"], "c2" in shown) == ("Anatomy", "New", False)


def test_a_whole_export_withdraws_what_is_absent(register: Register) -> None:
    everything(register)
    run = everything(register, 29)
    assert (run.scope, counts(run)) == ({}, {"read": 29, "same": 29, "withdrawn": 1})


def test_a_delta_with_nothing_in_it_is_done_and_changes_nothing(register: Register) -> None:
    everything(register)
    run = register.exports("delta", "")
    assert (run.status, counts(run)) == ("done", {})
    assert len(register.shown()) == 30


def test_many_deletions_wait_for_a_person(register: Register) -> None:
    everything(register)
    run = register.exports("delta", "".join(f"c{number},tobedeleted,\n" for number in range(1, 11)))
    assert (run.status, run.held) == ("held", 10)
    assert len(register.shown()) == 30


def test_what_is_deleted_but_was_never_held_is_no_change(register: Register) -> None:
    everything(register)
    assert counts(register.exports("delta", "c99,tobedeleted,\n")) == {}


def test_a_deleted_course_that_is_told_again_returns(register: Register) -> None:
    everything(register)
    register.exports("delta", "c2,tobedeleted,\n")
    assert counts(register.exports("delta", "c2,active,Course 2\n")) == {"read": 1, "returned": 1}


def test_a_changed_course_keeps_the_classes_that_did_not_change(register: Register) -> None:
    everything(register)
    register.exports("delta", "c1,active,Anatomy\n", "k2,active,Late evening,c1\n")
    assert register.offerings("c1") == [("k1", "Morning"), ("k2", "Late evening")]


def test_a_changed_class_leaves_its_course_as_it_was(register: Register) -> None:
    everything(register)
    run = register.exports("delta", "", "k1,tobedeleted,,c1\nk3,active,Night,c1\n")
    assert counts(run) == {"read": 1, "changed": 1}
    assert register.shown()["c1"] == "Course 1"
    assert register.offerings("c1") == [("k2", "Evening"), ("k3", "Night")]
    change = Change.objects.get(run=run)
    assert change.before is not None
    assert change.after is not None
    assert change.before["title"] == change.after["title"]


def test_a_class_that_states_the_same_changes_nothing(register: Register) -> None:
    everything(register)
    run = register.exports("delta", "", "k1,active,Morning,c1\n")
    assert counts(run) == {"read": 1, "same": 1}
    assert not Change.objects.filter(run=run).exists()


def test_a_class_of_a_course_that_was_never_told_is_refused(register: Register) -> None:
    everything(register)
    run = register.exports("delta", "", "k9,active,Night,c77\n")
    assert (run.read, run.refused) == (1, 1)
    assert "whole catalogue" in run.problems.get().remedy


def test_deltas_end_in_the_same_catalogue_as_the_whole(register: Register) -> None:
    everything(register)
    register.exports("delta", "c1,active,Anatomy\nc3,tobedeleted,\n", "k2,tobedeleted,,c1\nk5,active,Noon,c4\n")
    prints = dict(Course.objects.public().values_list("record_id", "fingerprint"))
    courses = "".join(
        f"c{number},,{'Anatomy' if number == 1 else f'Course {number}'}\n" for number in range(1, 31) if number != 3
    )
    run = register.exports("bulk", courses, "k1,,Morning,c1\nk5,,Noon,c4\n")
    assert counts(run) == {"read": 29, "same": 29}
    assert dict(Course.objects.public().values_list("record_id", "fingerprint")) == prints
