"""All 103 colleges of Gujarat, out of one file, through real workers to a student's screen."""

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify

from consortium.organisations.models import Organisation, OrganisationPage
from consortium.pages.templatetags.look import beside
from consortium.vocabulary.titles import label_of
from courses.catalogue.models import Course
from courses.feeds.document import COUNTS
from courses.feeds.models import Feed, Problem, Run
from search.check import check_search
from search.deliver import behind
from tests.real.gujarat import FILE, Programmes, admit_all, admit_one, connect_one
from tests.real.writes import count_writes, written
from tests.workers import Worker, ring, until

pytestmark = pytest.mark.django_db
ANAESTHESIOLOGY = "MD - ANAESTHESIOLOGY"
DISPATCH = "courses.feeds.tasks.dispatch_due"


class Reading(NamedTuple):
    """The runs of all feeds when they were due, and the rows that were written meanwhile."""

    runs: list[Run]
    written: dict[tuple[str, str], int]

    def counts(self) -> dict[str, int]:
        """Over all runs, without what is nothing."""
        totals = {name: sum(getattr(run, name) for run in self.runs) for name in COUNTS}
        return {name: total for name, total in totals.items() if total}

    def statuses(self) -> dict[str, int]:
        return dict(Counter(run.status for run in self.runs))


@pytest.fixture(scope="module")
def programmes(shared_feeds: Path) -> Programmes:
    return Programmes(shared_feeds / FILE)


@pytest.fixture(scope="module")
def colleges(own_database: None, programmes: Programmes) -> dict[str, Organisation]:
    return admit_all(programmes)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, programmes: Programmes) -> Path:
    """The file that all feeds read; a test of another reading writes it anew."""
    path = tmp_path_factory.mktemp("served") / "programmes.csv"
    path.write_bytes(programmes.path.read_bytes())
    return path


@pytest.fixture(scope="module")
def first(
    colleges: dict[str, Organisation], served: Path, environment: dict[str, str], workers: list[Worker]
) -> Reading:
    """Every feed is read for the first time."""
    for number, college in colleges.items():
        connect_one(college, number, served)
    count_writes()
    return read_all(environment, workers)


@pytest.fixture(scope="module")
def second(first: Reading, served: Path, environment: dict[str, str], workers: list[Worker]) -> Reading:
    """Every feed is due again, and its file is as it was."""
    return read_all(environment, workers)


@pytest.fixture(scope="module")
def third(
    second: Reading, programmes: Programmes, served: Path, environment: dict[str, str], workers: list[Worker]
) -> Reading:
    """Every feed is due again, and its file states the same in other bytes: it is read and compared whole."""
    programmes.write_reversed(served)
    return read_all(environment, workers)


def read_all(environment: dict[str, str], workers: list[Worker]) -> Reading:
    last = Run.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    Feed.objects.update(next_due_at=timezone.now())
    ring(environment, DISPATCH)
    runs = Run.objects.filter(pk__gt=last).select_related("feed__source__organisation")
    feeds = Feed.objects.count()
    until(
        lambda: runs.filter(finished_at__isnull=False).count() == feeds,
        f"{feeds} feeds are read: {[worker.said()[-2000:] for worker in workers]}",
        seconds=300,
    )
    if environment.get("ELASTICSEARCH_URL"):
        until(lambda: not behind().exists(), "the workers bring the engine what they wrote")
    return Reading(list(runs), written())


def test_all_colleges_are_admitted_each_with_an_address_and_a_label_of_its_own(
    programmes: Programmes, colleges: dict[str, Organisation]
) -> None:
    assert len(programmes.colleges) == len({college.number for college in programmes.colleges}) == 103
    assert len({college.name for college in programmes.colleges}) == 80
    admitted = Organisation.objects.filter(kind="college")
    assert admitted.count() == 103
    assert len(set(admitted.values_list("slug", flat=True))) == 103
    assert len({label.casefold() for label in admitted.values_list("label", flat=True)}) == 103
    assert len({page.url for page in OrganisationPage.objects.live()}) == 103


def test_colleges_of_one_name_are_told_apart_by_their_places(
    programmes: Programmes, colleges: dict[str, Organisation]
) -> None:
    gmers = [college for college in programmes.colleges if college.name == "GMERS MEDICAL COLLEGE"]
    assert len(gmers) == 12
    labels = {college.city: colleges[college.number] for college in gmers}
    for organisation in labels.values():
        organisation.refresh_from_db()
    assert labels["GOTRI"].label == "GMERS Medical College, Gotri"
    assert labels["SOLA"].label == "GMERS Medical College, Sola"


def test_admitting_them_again_changes_nothing(programmes: Programmes, colleges: dict[str, Organisation]) -> None:
    before = list(Organisation.objects.order_by("pk").values())
    for college in programmes.colleges:
        assert not admit_one(college, colleges[college.number].slug).created
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_every_feed_is_read_by_a_worker_and_the_runs_add_up_to_the_file(programmes: Programmes, first: Reading) -> None:
    keys, rows = programmes.keys, programmes.rows
    repeated = len(rows) - len(keys)
    disagreeing = sum(len(found) - 1 for found in programmes.disputed.values())
    assert (len(rows), len(keys), repeated, disagreeing, repeated - disagreeing) == (773, 705, 68, 7, 61)
    assert first.statuses() == {"done": 103}
    assert {run.trigger for run in first.runs} == {"schedule"}
    assert first.counts() == {"read": len(rows), "created": len(keys), "repeated": repeated}
    assert Course.objects.public().count() == len(keys)


def test_each_run_states_what_the_file_has_of_its_college(programmes: Programmes, first: Reading) -> None:
    read = Counter(row["college_id"] for row in programmes.rows)
    created = Counter(college for college, _ in programmes.keys)
    for run in first.runs:
        number = run.feed.where["college_id"]
        assert (run.read, run.created, run.repeated) == (read[number], created[number], read[number] - created[number])


def test_rows_that_disagree_leave_the_seats_blank_and_are_listed(programmes: Programmes, first: Reading) -> None:
    problems = Problem.objects.filter(severity=Problem.Severity.FIELD)
    assert len(programmes.disputed) == 4
    assert {problem.record for problem in problems} == {"|".join(key) for key in programmes.disputed}
    assert {problem.field for problem in problems} == {"intake"}
    for problem in problems:
        rows = programmes.disputed[tuple(problem.record.split("|"))]  # type: ignore[index]  # two parts
        assert [f": {row['seats']}" in problem.reason for row in rows] == [True] * len(rows)
        assert problem.row.count(" and ") == len(rows) - 1
        course = Course.objects.public().get(record_id=problem.record)
        assert course.intake is None
        assert label_of(rows[0]["program"]) == label_of(course.title)


def test_every_other_programme_has_the_seats_that_the_file_states(programmes: Programmes, first: Reading) -> None:
    stated = {"|".join(key): int(rows[0]["seats"]) for key, rows in programmes.keys.items()}
    for key in programmes.disputed:
        del stated["|".join(key)]
    held = Course.objects.public().exclude(intake=None)
    assert dict(held.values_list("record_id", "intake")) == stated


def test_a_second_sync_of_the_same_file_writes_no_row(first: Reading, second: Reading) -> None:
    assert ("catalogue_course", "INSERT") in first.written, "writes are counted"
    assert second.statuses() == {"unchanged": 103}
    assert second.written == {}


def test_the_same_rows_in_another_order_are_read_whole_and_write_no_row(programmes: Programmes, third: Reading) -> None:
    assert third.statuses() == {"done": 103}
    assert third.counts() == {"read": 773, "same": len(programmes.keys), "repeated": 68}
    assert third.written == {}


def test_words_of_disciplines_go_through_the_aliases_of_the_profile(first: Reading) -> None:
    def disciplines(program: str) -> set[str]:
        return {
            slug for course in Course.objects.filter(record_id__endswith=f"|{program}") for slug in course.disciplines
        }

    assert disciplines("NBEMS-DIPLOMA - RADIO-DIAGNOSIS") == disciplines("MD - RADIOLOGY") == {"radiodiagnosis"}
    assert disciplines("MS - ENT") == disciplines("MS - OTORHINOLARYNGOLOGY") == {"otorhinolaryngology"}
    assert disciplines("MD - PULMONARY MEDICINE") == disciplines("MD - RESPIRATORY MEDICINE")
    assert disciplines("MBBS") == set()


def test_awards_give_the_level_that_the_file_states_wrongly(programmes: Programmes, first: Reading) -> None:
    assert {row["level"] for row in programmes.rows if row["program"].startswith(("DM - ", "M.CH - "))} == {"UG"}
    for award, level in (("DM", "superspeciality"), ("M.CH", "superspeciality"), ("MD", "postgraduate")):
        courses = Course.objects.filter(record_id__contains=f"|{award} - ")
        assert set(courses.values_list("level", flat=True)) == {level}
    assert set(Course.objects.filter(record_id__endswith="|MBBS").values_list("award", "level")) == {
        ("mbbs", "undergraduate")
    }


def test_dental_specialities_name_no_award_and_are_postgraduate_as_the_profile_says(
    programmes: Programmes, first: Reading
) -> None:
    dental = {"|".join(key): rows[0] for key, rows in programmes.keys.items() if rows[0]["college_type"] == "DENTAL"}
    assert {row["level"] for row in dental.values()} == {"UG"}
    specialities = Course.objects.filter(record_id__in=[key for key, row in dental.items() if row["program"] != "BDS"])
    assert set(specialities.values_list("award", "level")) == {("", "postgraduate")}
    assert Course.objects.filter(award="bds", level="undergraduate").count() == len(dental) - specialities.count() == 13


def test_words_that_the_consortium_does_not_know_are_kept_and_listed(first: Reading) -> None:
    notes = Problem.objects.filter(severity=Problem.Severity.NOTE)
    courses = Course.objects.exclude(subjects=[])
    kept = {subject["label"] for course in courses for subject in course.subjects}
    assert {note.value for note in notes} == kept
    assert not Problem.objects.filter(severity=Problem.Severity.RECORD).exists()


def test_what_was_read_is_what_can_be_found(first: Reading) -> None:
    found = check_search()
    assert (found.missing, found.stale, found.extra) == (0, 0, 0)
    assert found.entries == 705 + 103


def test_a_student_finds_a_programme_of_many_colleges_once(
    engine: str, programmes: Programmes, first: Reading, client: Client
) -> None:
    seats = programmes.seats(ANAESTHESIOLOGY)
    page, stated = both(client, q="MD anaesthesiology")
    assert (stated["engine"], stated["limited"], stated["total"]) == (engine, False, 1)
    [row] = page.answer.rows
    assert (row.title, row.member_count, row.college_count) == ("MD Anaesthesiology", len(seats), len(seats))
    shown = client.get("/search/?q=MD+anaesthesiology").content.decode()
    assert f"at {len(seats)} colleges" in shown


def test_a_student_sees_where_it_is_offered_and_with_how_many_seats(
    engine: str, programmes: Programmes, first: Reading, client: Client
) -> None:
    seats = programmes.seats(ANAESTHESIOLOGY)
    colleges = {college.number: college for college in programmes.colleges}
    offered = Counter((label_of(colleges[number].city), places) for number, places in seats.items())
    page, stated = both(client, q="MD anaesthesiology")
    [row] = page.answer.rows
    assert Counter((member.organisation.place, member.intake) for member in row.members) == offered
    [told] = stated["results"]
    assert Counter((member["place"], member["intake"]) for member in told["members"]) == offered
    assert client.get(row.members_url).context["page"].answer.total == len(seats)
    text = " ".join(client.get("/search/?q=MD+anaesthesiology").content.decode().split())
    for member in row.members:
        assert f'href="{member.url}"' in text
        place = beside(member.organisation.place, member.organisation.label)
        assert f"{escape(place)}, {member.intake} seat" in text if place else f">{member.intake} seat" in text


def test_a_student_narrows_it_to_a_place(engine: str, programmes: Programmes, first: Reading, client: Client) -> None:
    colleges = {college.number: college for college in programmes.colleges}
    seats = programmes.seats(ANAESTHESIOLOGY)
    places = Counter(slugify(colleges[number].city) for number in seats)
    assert len(places) > 10
    page, stated = both(client, q="MD anaesthesiology")
    assert {value["value"]: value["count"] for value in stated["facets"]["place"]} == dict.fromkeys(places, 1)
    for place in ("ahmedabad", "surat", "jamnagar"):
        page, stated = both(client, q="MD anaesthesiology", place=place)
        [row] = page.answer.rows
        members = row.members or [row]
        assert len(members) == places[place]
        assert {slugify(member.organisation.place) for member in members} == {place}


def test_a_word_of_another_spelling_finds_the_discipline(engine: str, first: Reading, client: Client) -> None:
    _, american = both(client, q="MD anesthesiology")
    assert american["results"][0]["title"] == "MD Anaesthesiology"
    _, radio = both(client, q="radio-diagnosis", discipline="radiodiagnosis")
    assert {"NBEMS-Diploma Radio-Diagnosis", "MD Radiology"} <= {result["title"] for result in radio["results"]}


def test_both_engines_and_both_doors_count_the_same(
    engine: str, programmes: Programmes, first: Reading, client: Client
) -> None:
    titles = {label_of(program).casefold() for _, program in programmes.keys}
    _, everything = both(client, kind="course")
    assert everything["total"] == len(titles)
    levels = {value["value"]: value["count"] for value in everything["facets"]["level"]}
    assert levels["undergraduate"] == 2
    assert len(everything["facets"]["college"]) == 103


def test_the_search_page_asks_the_database_no_more_for_103_colleges(
    engine: str, first: Reading, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/search/?q=MD+anaesthesiology")
    with django_assert_max_num_queries(15):
        client.get("/search/?kind=course&level=postgraduate")


def both(client: Client, **asked: str) -> tuple[Any, dict[str, Any]]:
    """The page and what the API states, which must be one answer."""
    query = urlencode(asked)
    page = client.get(f"/search/?{query}").context["page"]
    stated: dict[str, Any] = client.get(f"/api/v1/search?{query}").json()
    assert [result["title"] for result in stated["results"]] == [row.title for row in page.answer.rows]
    assert (stated["total"], stated["engine"]) == (page.answer.total, page.answer.engine)
    return page, stated
