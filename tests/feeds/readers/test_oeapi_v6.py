"""What a server of the Open Education API, version 6, is asked, and how its objects become records."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from courses.feeds.record import CourseRecord, Outcome
from tests.feeds.readers.asking import Asking

BASE = "https://tapi.example/v6"
Stated = dict[str, Any]


def texts(**by_language: str) -> list[Stated]:
    return [{"language": language.replace("_", "-"), "value": value} for language, value in by_language.items()]


def page(*items: Stated) -> str:
    return json.dumps({"pageSize": 10, "pageNumber": 1, "hasPreviousPage": False, "hasNextPage": False, "items": items})


def server(course: Stated, *offerings: Stated) -> Asking:
    stated = {"courseId": "c1", "primaryCode": {"codeType": "identifier", "code": "ANA"}, "name": texts(en="Anatomy")}

    def say(address: str) -> str | None:
        if "/course-offerings?" in address:
            return page(*offerings) if offerings else None
        return page(stated | course)

    return Asking("oeapi-v6", BASE, say)


def record(course: Stated, *offerings: Stated) -> CourseRecord:
    return server(course, *offerings).read().record


def test_all_pages_and_past_offerings_are_asked_for() -> None:
    asking = server({})
    asking.read()
    assert asking.asked == [
        f"{BASE}/courses?pageSize=10&pageNumber=1",
        f"{BASE}/courses/c1/course-offerings?pageSize=10&pageNumber=1&since=1900-01-01T00:00:00Z",
    ]


def test_a_course_is_kept_whole() -> None:
    one = record(
        {
            "name": texts(en_GB="Anatomy", nl_NL="Anatomie"),
            "description": texts(en_GB="<p>Dissection.</p>"),
            "studyLoad": [{"studyLoadUnit": "ects", "value": 6}, {"studyLoadUnit": "contacttime", "value": 90}],
            "modesOfDelivery": ["presential", "online", "project_based"],
            "teachingLanguages": ["en", "nl-NL"],
            "level": "bachelor",
            "fieldsOfStudy": "0912",
            "learningOutcomes": [
                {"learningOutcomeId": "1", "primaryCode": {"code": "LO1"}, "name": texts(en_GB="Names bones")}
            ],
            "admissionRequirements": texts(en_GB="None", nl_NL="Geen"),
            "duration": "P6M",
            "coordinators": [{"personId": "p1", "givenName": "Hetal", "surname": "Desai"}],
            "link": "https://tapi.example/anatomy",
            "validTo": "2030-01-01",
            "otherCodes": [{"codeType": "brin", "code": "21PB"}],
        }
    )
    assert (one.title, one.main_language, one.code) == ({"en-GB": "Anatomy", "nl-NL": "Anatomie"}, "en-GB", "ANA")
    assert (one.credits, one.credit_scheme, one.duration) == (Decimal(6), "ects", "P6M")
    assert (one.modes, one.languages, one.level) == (("onsite", "online"), ("en", "nl-NL"), "undergraduate")
    assert one.outcomes == (Outcome("Names bones", ("LO1",)),)
    assert (one.subjects[0].scheme, one.subjects[0].code) == ("isced-f", "0912")
    assert one.prerequisites == "None"
    assert one.people[0].name == "Hetal Desai"
    assert one.extra == {
        "further study load": "90 contacttime",
        "ways of working": "project_based",
        "validTo": "2030-01-01",
        "otherCodes": "21PB",
        "admissionRequirements.nl-NL": "Geen",
    }


def test_an_offering_is_kept_whole() -> None:
    (one,) = record(
        {},
        {
            "courseOfferingId": "o1",
            "name": texts(en="Autumn"),
            "startDateTime": "2026-09-01T09:00:00+02:00",
            "endDateTime": "2027-01-31T00:00:00+01:00",
            "enrolmentPeriods": [
                {"startDateTime": "2026-06-01T08:00:00+02:00", "endDateTime": "2026-06-30T20:00:00+02:00"},
                {"startDateTime": "2026-05-01T08:00:00+02:00"},
            ],
            "maxNumberStudents": 40,
            "enrolledNumberStudents": 12,
            "state": "active",
            "addresses": [
                {"addressType": "teaching", "street": "Moreelsepark", "streetNumber": "48", "city": "Utrecht"}
            ],
        },
    ).offerings
    assert (one.id, one.label, one.starts_on, one.ends_on) == (
        "o1",
        "Autumn",
        dt.date(2026, 9, 1),
        dt.date(2027, 1, 31),
    )
    assert (one.enrol_from, one.enrol_until) == (dt.date(2026, 5, 1), dt.date(2026, 6, 30))
    assert (one.starts_at, one.ends_at, one.time_zone) == (dt.time(12, 30), None, "Asia/Kolkata")
    assert (one.places, one.places_taken, one.place) == (40, 12, "Moreelsepark 48, Utrecht")


def test_an_offering_without_days_has_those_of_its_session() -> None:
    session = {"startDateTime": "2026-09-01T00:00:00Z", "endDateTime": "2027-01-31T00:00:00Z"}
    (one,) = record({}, {"courseOfferingId": "o1", "academicSession": session}).offerings
    assert (one.starts_on, one.ends_on) == (dt.date(2026, 9, 1), dt.date(2027, 1, 31))


def test_cancelled_offerings_and_ideas_are_left_out() -> None:
    stated = [
        {"courseOfferingId": str(number), "state": state} for number, state in enumerate(("cancelled", "concept"))
    ]
    assert record({}, *stated).offerings == ()


def test_words_of_vendors_outside_the_enumerations_are_understood() -> None:
    one = record({"modesOfDelivery": ["on campus", "situated", "x-night"], "level": "undefined"})
    assert (one.modes, one.level) == (("onsite",), "")
    assert one.extra == {"ways of working": "x-night"}


def test_plain_texts_in_place_of_lists_are_taken_as_they_are() -> None:
    assert record({"name": "Anatomy", "primaryCode": "ANA-1", "teachingLanguages": "en"}).code == "ANA-1"


def test_a_state_is_understood_however_it_is_written() -> None:
    stated = [
        {"courseOfferingId": str(number), "state": state}
        for number, state in enumerate(("CANCELLED", "Concept", "canceled", "x-own"))
    ]
    assert [one.id for one in record({}, *stated).offerings] == ["3"]


def test_prices_and_addresses_are_kept_as_people_read_them() -> None:
    cost = {"costType": "total costs", "amount": "340.84", "currency": "EUR"}
    one = record(
        {"addresses": [{"street": "Main Street", "city": "Surat"}, {"city": "Utrecht"}]},
        {"courseOfferingId": "o1", "priceInformation": [cost, {"costType": "exam"}]},
        {"courseOfferingId": "o2", "priceInformation": [cost]},
    )
    assert one.extra == {"addresses": "Main Street, Surat; Utrecht", "price": "total costs 340.84 EUR"}
