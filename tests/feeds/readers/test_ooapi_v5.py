"""What a server of the Open Education API, version 5, is asked, and how its objects become records."""

import json
from pathlib import Path
from typing import Any

import pytest

from courses.feeds.exchange import Answer, Exchange, NotReadable, ReaderSettings, Request
from courses.feeds.readers import ooapi_v5
from tests.feeds.stating import Found, read_answers

BASE = "https://tapi.example/v5"
SETTINGS = ReaderSettings(f"{BASE}/")
Stated = dict[str, Any]


def in_english(text: str) -> list[Stated]:
    return [{"language": "en-GB", "value": text}]


def course(course_id: str, **more: Any) -> Stated:
    return {"courseId": course_id, "name": in_english(f"Course {course_id}"), **more}


def page(*items: Any, number: int = 1, goes_on: bool = False, **more: Any) -> Stated:
    return {"pageSize": 10, "pageNumber": number, "hasNextPage": goes_on, "items": [*items], **more}


class Server:
    """Answers by path; what it does not know is 404, or another status."""

    def __init__(self, folder: Path, answers: dict[str, Any], unknown: int = 404) -> None:
        self._folder = folder
        self._unknown = unknown
        self._answers = answers
        self.asked: list[Request] = []

    def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        body = self._answers.get(request.address.removeprefix(BASE).partition("?")[0])
        if body is None:
            return Answer(self._unknown, {}, "")
        path = self._folder / f"answer-{len(self.asked)}"
        path.write_text(json.dumps(body))
        return Answer(200, {}, str(path))

    def read(self) -> Found:
        done: list[Exchange] = []
        requests = ooapi_v5.requests(SETTINGS)
        request = next(requests, None)
        while request is not None:
            done.append((request, self.answer(request)))
            try:
                request = requests.send(done[-1][1])
            except StopIteration:
                request = None
        return read_answers("ooapi-v5", tuple(done), SETTINGS)


def reading(folder: Path, *courses: Stated, **offerings: list[Stated]) -> Found:
    """Of these courses, with the offerings of each by its id."""
    answers = {f"/courses/{course_id}/offerings": page(*stated) for course_id, stated in offerings.items()}
    return Server(folder, {"/courses": page(*courses), **answers}).read()


def test_past_offerings_are_asked_for_too(tmp_path: Path) -> None:
    server = Server(tmp_path, {"/courses": page(course("a"))})
    server.read()
    assert [request.address for request in server.asked] == [
        f"{BASE}/courses?pageSize=10&pageNumber=1",
        f"{BASE}/courses/a/offerings?pageSize=10&pageNumber=1&since=1900-01-01",
    ]


@pytest.mark.parametrize("status", [404, 410])
def test_a_course_whose_list_of_offerings_is_not_found_keeps_those_it_had(tmp_path: Path, status: int) -> None:
    server = Server(tmp_path, {"/courses": page(course("a"), course("b")), "/courses/b/offerings": page()}, status)
    found = server.read()
    assert [(one.record.id, one.record.offerings, one.keeps) for one in found.checked] == [
        ("a", (), ("offerings",)),
        ("b", (), ()),
    ]
    assert [request.missing_is_empty for request in server.asked] == [False, True, True]


def test_a_course_may_be_called_as_the_list_is(tmp_path: Path) -> None:
    assert [one.id for one in reading(tmp_path, course("courses"), courses=[{"offeringId": "1"}]).record.offerings] == [
        "1"
    ]


def test_an_id_cannot_lead_elsewhere(tmp_path: Path) -> None:
    server = Server(tmp_path, {"/courses": page(course("../../admin?x=#"))})
    server.read()
    assert server.asked[1].address.startswith(f"{BASE}/courses/..%2F..%2Fadmin%3Fx%3D%23/offerings?")


def test_offerings_belong_to_the_course_they_were_asked_of(tmp_path: Path) -> None:
    found = reading(tmp_path, course("a"), course("b"), a=[{"offeringId": "1"}], b=[{"offeringId": "2"}])
    assert [[one.id for one in found.of(course_id).offerings] for course_id in "ab"] == [["1"], ["2"]]


def test_offerings_of_programmes_and_components_are_left_out(tmp_path: Path) -> None:
    stated = [{"offeringId": "1", "offeringType": "component"}, {"offeringId": "2", "offeringType": "course"}]
    assert [one.id for one in reading(tmp_path, course("a"), a=stated).record.offerings] == ["2"]


def test_a_course_that_comes_twice_is_asked_for_its_offerings_once(tmp_path: Path) -> None:
    server = Server(tmp_path, {"/courses": page(course("a"), course("a"))})
    assert (server.read().reading.repeated, len(server.asked)) == (1, 2)


def test_a_course_that_comes_again_states_the_offerings_of_its_list_and_leaves_those_of_others(tmp_path: Path) -> None:
    found = reading(tmp_path, course("a"), course("a"), course("b"), a=[{"offeringId": "1"}], b=[{"offeringId": "2"}])
    assert [([offering.id for offering in one.record.offerings], one.keeps) for one in found.checked] == [
        (["1"], ()),
        (["2"], ()),
    ]


def test_a_course_whose_id_is_a_number_has_its_offerings_too(tmp_path: Path) -> None:
    found = reading(tmp_path, course("a") | {"courseId": 7}, **{"7": [{"offeringId": "1"}]})
    assert ([one.id for one in found.record.offerings], found.record.id) == (["1"], "7")


def test_a_broken_course_costs_the_next_one_none_of_its_offerings(tmp_path: Path) -> None:
    broken = {"courseId": "a", "name": 7}
    found = reading(tmp_path, broken, course("b"), a=[{"offeringId": "1"}], b=[{"offeringId": "2"}])
    assert [one.id for one in found.of("b").offerings] == ["2"]


def test_titles_stand_in_every_language_and_the_first_is_the_main_one(tmp_path: Path) -> None:
    names = [{"language": "gu-IN", "value": "શરીરરચના"}, {"language": "en-GB", "value": "Anatomy"}]
    record = reading(tmp_path, course("a", name=names)).record
    assert (record.title, record.main_language) == ({"gu-IN": "શરીરરચના", "en-GB": "Anatomy"}, "gu-IN")


def test_other_languages_of_what_we_hold_in_one_are_kept(tmp_path: Path) -> None:
    stated = [{"language": "en-GB", "value": "<p>Anatomy</p>"}, {"language": "hi-IN", "value": "<p>शरीर रचना</p>"}]
    record = reading(tmp_path, course("a", admissionRequirements=stated, learningOutcomes=[stated, stated])).record
    assert record.prerequisites == "Anatomy"
    assert record.extra == {
        "admissionRequirements.hi-IN": "शरीर रचना",
        "learningOutcomes.hi-IN": "शरीर रचना\nशरीर रचना",
    }


def test_cells_of_a_table_are_parted_and_its_rows_are_lines(tmp_path: Path) -> None:
    table = "<table><tr><th>Exam</th><th>Weight</th></tr><tr><td>Written</td><td>43</td></tr></table>"
    record = reading(tmp_path, course("a", assessment=in_english(table))).record
    assert record.extra["assessment"] == "Exam Weight\nWritten 43"


def test_coordinators_are_names_or_whole_people(tmp_path: Path) -> None:
    people = ["Dr Rao", {"personId": "7", "givenName": "Meera", "surname": "Shah"}, {"displayName": "A. Patel"}]
    record = reading(tmp_path, course("a", coordinators=people)).record
    assert [(one.name, one.role, one.id) for one in record.people] == [
        ("Dr Rao", "coordinator", ""),
        ("Meera Shah", "coordinator", "7"),
        ("A. Patel", "coordinator", ""),
    ]


def test_what_our_record_has_no_field_for_is_kept_as_text(tmp_path: Path) -> None:
    stated = {
        "abbreviation": "AN",
        "resources": ["Projector", "Skeleton"],
        "firstStartDate": "2026-01-05",
        "x": {"y": 1},
    }
    assert reading(tmp_path, course("a", **stated)).record.extra == {
        "abbreviation": "AN",
        "resources": "Projector, Skeleton",
        "firstStartDate": "2026-01-05",
        "x": '{"y":1}',
    }


def test_old_names_of_the_dates_of_enrolment_are_read(tmp_path: Path) -> None:
    stated = {"offeringId": "1", "startEnrollDate": "2026-01-05", "endEnrollDate": "2026-02-05"}
    (offering,) = reading(tmp_path, course("a"), a=[stated]).record.offerings
    assert (str(offering.enrol_from), str(offering.enrol_until)) == ("2026-01-05", "2026-02-05")


def test_objects_that_are_none_are_refused_and_the_rest_arrives(tmp_path: Path) -> None:
    found = reading(tmp_path, course("a"), 7, None, [], course("b"))  # type: ignore[arg-type]  # that is the point
    assert [one.record.id for one in found.checked] == ["a", "b"]
    assert [(problem.row, problem.severity) for problem in found.problems] == [
        (f"page 1, item {number}", "record") for number in (2, 3, 4)
    ]


@pytest.mark.parametrize(
    "odd",
    [
        {"name": "Anatomy"},
        {"name": None},
        {"name": [None, 3, {"language": 3, "value": ["Anatomy"]}]},
        {"studyLoad": "6"},
        {"studyLoad": {"value": {"a": 1}}},
        {"primaryCode": "AN1"},
        {"primaryCode": [1]},
        {"coordinators": {"displayName": "Rao"}},
        {"learningOutcomes": "Sutures"},
        {"addresses": "Surat"},
        {"modeOfDelivery": {"a": 1}},
        {"teachingLanguage": 7},
    ],
)
def test_values_of_an_unexpected_shape_cost_no_other_record(tmp_path: Path, odd: Stated) -> None:
    found = reading(tmp_path, {**course("a"), **odd}, course("b"))
    assert found.of("b").title == {"en-GB": "Course b"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (page(course("a"), number=2), "page 1 was asked for, page 2 came"),
        (page(goes_on=True), "is empty, yet another is announced"),
        (page(course("a"), totalPages=2), "page 1 of 2 says hasNextPage = false"),
        (page(course("a"), goes_on=True, totalPages=1), "page 1 of 1 says hasNextPage = true"),
    ],
)
def test_pages_that_do_not_fit_together_are_told(tmp_path: Path, answer: Stated, told: str) -> None:
    with pytest.raises(NotReadable) as caught:
        Server(tmp_path, {"/courses": answer}).read()
    assert caught.value.reason == "bad_paging"
    assert told in caught.value.message
    assert f"{BASE}/courses" in caught.value.message


@pytest.mark.parametrize("answer", [[course("a")], {"courses": []}, {"items": {}}])
def test_a_server_that_speaks_something_else_is_told_what_to_check(tmp_path: Path, answer: Any) -> None:
    with pytest.raises(NotReadable) as caught:
        Server(tmp_path, {"/courses": answer}).read()
    assert (caught.value.reason, "/v5" in caught.value.message) == ("not_a_feed", True)


def test_an_id_in_place_of_a_person_is_nobodys_name(tmp_path: Path) -> None:
    people = ["123e4567-e89b-12d3-a456-426614174000", "Rao"]
    assert [one.name for one in reading(tmp_path, course("a", coordinators=people)).record.people] == ["Rao"]


def test_what_is_stated_for_another_consumer_is_not_taken(tmp_path: Path) -> None:
    stated = course("a", consumers=[{"consumerKey": "rio", "name": "Other"}], ext={"tantu": None, "x": 1})
    assert reading(tmp_path, stated).record.extra == {}
