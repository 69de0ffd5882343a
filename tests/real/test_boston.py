"""One university whose 28 schools state the same courses over and over: each is shown once."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from consortium.organisations.models import Organisation
from courses.catalogue.hiding import hide_course, show_course
from courses.catalogue.models import Course
from courses.feeds.models import Feed, Problem, Run
from courses.feeds.sync import sync
from search.check import check_search
from search.models import Entry
from tests.corners import college
from tests.real.boston import FOLDER, Schools

pytestmark = pytest.mark.django_db
WHOLE_COPIES = 11
"""Files that hold com's courses whole, beside com's own."""


@pytest.fixture(scope="module")
def schools(shared_feeds: Path) -> Schools:
    return Schools(shared_feeds / FOLDER)


@pytest.fixture(scope="module")
def university(own_database: None) -> Organisation:
    return college("boston", name="Boston University", place="Boston")


@pytest.fixture(scope="module")
def runs(university: Organisation, schools: Schools, database_alone: None) -> dict[str, Run]:
    """Every school's feed is read, one after another."""
    return {school: sync(schools.connect(university, school)) for school in schools.paths}


@pytest.fixture
def second_com(schools: Schools) -> str:
    """Of the files that repeat com's, the first that was read: the courses that are shown are its."""
    return next(school for school, courses in schools.stated.items() if courses == schools.stated["com"])


def shown() -> int:
    return Course.objects.public().count()


def test_every_row_is_read_and_every_code_is_shown_once(schools: Schools, runs: dict[str, Run]) -> None:
    rows = sum(map(len, schools.stated.values()))
    assert (len(schools.paths), rows, len(schools.codes)) == (28, 11_008, 6_983)
    assert {run.status for run in runs.values()} == {"done"}
    assert sum(run.read for run in runs.values()) == sum(run.created for run in runs.values()) == rows
    assert shown() == Course.objects.public().values("code").distinct().count() == len(schools.codes)
    assert Course.objects.filter(same_as__isnull=False).count() == rows - len(schools.codes) == 4_025
    assert not Problem.objects.exists()


def test_each_run_states_what_its_file_has(schools: Schools, runs: dict[str, Run]) -> None:
    assert {school: (run.read, run.created, run.repeated, run.refused) for school, run in runs.items()} == {
        school: (len(courses), len(courses), 0, 0) for school, courses in schools.stated.items()
    }


def test_files_that_hold_another_whole_add_nothing(schools: Schools, runs: dict[str, Run]) -> None:
    com = set(schools.stated["com"])
    copies = [school for school, courses in schools.stated.items() if school != "com" and set(courses) == com]
    assert (len(com), len(copies)) == (264, WHOLE_COPIES)
    assert set(schools.stated["grs"]) <= set(schools.stated["cas"])
    assert len(set(schools.stated["met"]) & set(schools.stated["gms"])) == 12
    twins = Counter(Course.objects.filter(same_as__isnull=False).values_list("source__name", flat=True))
    family = sorted(["com", *copies])
    assert twins == {**dict.fromkeys(family[1:], 264), "grs": 1_109, "met": 12}


def test_a_pattern_takes_the_code_out_of_the_title_at_the_first_colon(schools: Schools, runs: dict[str, Run]) -> None:
    stated = {course.code: course.title for courses in schools.stated.values() for course in courses}
    assert sum(":" in title for title in stated.values()) == 952
    assert dict(Course.objects.public().values_list("code", "title")) == stated
    assert set(Course.objects.values_list("record_id", flat=True)) == set(stated)


def test_each_course_has_one_entry_in_search(schools: Schools, runs: dict[str, Run]) -> None:
    assert Entry.objects.filter(kind="course", gone=False).count() == len(schools.codes)
    found = check_search()
    assert (found.missing, found.stale, found.extra) == (0, 0, 0)


def test_reading_all_again_changes_nothing(runs: dict[str, Run]) -> None:
    Feed.objects.update(content_hash="")
    for school in ("bua", "grs", "com"):
        run = sync(Feed.objects.get(source__name=school))
        assert (run.status, run.same, run.changed) == ("done", runs[school].read, 0)
    assert shown() == 6_983


def test_when_the_shown_twin_is_withdrawn_the_oldest_public_twin_takes_over(
    schools: Schools, second_com: str, runs: dict[str, Run], tmp_path: Path, client: Client
) -> None:
    code = schools.stated["com"][100].code
    was = Course.objects.public().get(code=code)
    assert was.source.name == second_com
    run = restate(schools, second_com, tmp_path, without={code})
    assert (run.status, run.same, run.withdrawn) == ("done", 263, 1)
    now = Course.objects.public().get(code=code)
    oldest = Course.objects.filter(code=code).exclude(pk=was.pk).order_by("pk")[0]
    assert now == oldest
    assert shown() == 6_983
    answer = client.get(address(was))
    assert (answer.status_code, answer.headers["Location"]) == (302, address(now))
    assert client.get(address(now)).status_code == 200


def test_it_gives_way_again_when_the_first_is_back(
    schools: Schools, second_com: str, runs: dict[str, Run], tmp_path: Path, client: Client
) -> None:
    code = schools.stated["com"][100].code
    was = Course.objects.public().get(code=code)
    restate(schools, second_com, tmp_path, without={code})
    heir = Course.objects.public().get(code=code)
    run = restate(schools, second_com, tmp_path, without=set())
    assert (run.same, run.returned) == (263, 1)
    assert Course.objects.public().get(code=code) == was
    assert client.get(address(heir)).headers["Location"] == address(was)


def test_hiding_one_hides_all_and_no_sync_brings_them_back(
    schools: Schools, second_com: str, runs: dict[str, Run], tmp_path: Path, client: Client
) -> None:
    code = schools.stated["com"][7].code
    twins = list(Course.objects.filter(code=code))
    assert len(twins) == 1 + WHOLE_COPIES
    hide_course(next(twin for twin in twins if twin.same_as_id), None, "Stated by mistake.")
    assert {client.get(address(twin)).status_code for twin in twins} == {404}
    restate(schools, second_com, tmp_path, without=set())
    assert shown() == 6_982
    assert not Entry.objects.filter(kind="course", gone=False, url__in=map(address, twins)).exists()
    show_course(Course.objects.get(pk=twins[0].pk))
    assert shown() == 6_983


def test_the_guard_counts_what_a_source_states_twins_included(
    schools: Schools, runs: dict[str, Run], tmp_path: Path
) -> None:
    """All of grs's are twins of cas's, and none is public of itself: a tenth of all that it states may go at once."""
    allowed = len(schools.stated["grs"]) // 10
    codes = [course.code for course in schools.stated["grs"]]
    held = restate(schools, "grs", tmp_path, without=set(codes[: allowed + 1]))
    assert (held.status, held.withdrawn, held.held) == ("held", 0, allowed + 1)
    done = restate(schools, "grs", tmp_path, without=set(codes[:allowed]))
    assert (done.status, done.withdrawn, done.held) == ("done", allowed, 0)
    assert shown() == 6_983


def restate(schools: Schools, school: str, folder: Path, without: set[str]) -> Run:
    """The school's file without some of its courses is read."""
    path = folder / f"{school}.csv"
    with schools.paths[school].open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[1].partition(":")[0].strip() not in without]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    feed = Feed.objects.get(source__name=school)
    Feed.objects.filter(pk=feed.pk).update(path=str(path))
    return sync(Feed.objects.get(pk=feed.pk))


def address(course: Course) -> str:
    return f"/courses/boston/{course.slug}/"
