"""Which pages of a college's site are asked for, and what their JSON-LD says in our words."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from courses.feeds.exchange import NotReadable
from courses.feeds.options import profile_for
from courses.feeds.profile import ProfileError
from courses.feeds.record import Outcome, Subject
from tests.feeds.readers.asking import Asking

SITE = "https://narmada.example"
FOLDER = Path(__file__).resolve().parents[2] / "samples/schema-org"
PAGES: dict[str, str | None] = {
    "/sitemap.xml": (FOLDER / "sitemap.xml").read_text(encoding="utf-8"),
    "/courses/": (FOLDER / "list.html").read_text(encoding="utf-8"),
    "/courses/anatomy?lang=en&v=2": (FOLDER / "anatomy.html").read_text(encoding="utf-8"),
    "/courses/broken": '<html><script type="application/ld+json">{"@type": "Course", "name": </script></html>',
    "/courses/gone": None,
    "/about": "<html><body>About us</body></html>",
}


def site(start: str = "/sitemap.xml", options: str = "", since: dt.datetime | None = None, **pages: Any) -> Asking:
    told = PAGES | {f"/{name}": body for name, body in pages.items()}
    return Asking("schema-org", SITE + start, lambda address: told[address.removeprefix(SITE)], options, since=since)


def of_page(value: Any) -> Asking:
    """A site of one page that holds this JSON-LD."""
    page = f'<html><script type="application/ld+json">{json.dumps(value)}</script></html>'
    return Asking("schema-org", f"{SITE}/course", lambda _: page)


@pytest.mark.parametrize(
    ("context", "title"),
    [
        (["https://schema.org", {"@language": "gu"}], {"gu": "Anatomy", "en": "The body"}),
        ({"@vocab": "https://schema.org/", "@language": "hi"}, {"hi": "Anatomy", "en": "The body"}),
        ([{"@language": "gu"}, {"@language": None}], {"und": "Anatomy", "en": "The body"}),
        ([{"@language": "gu"}, None], {"und": "Anatomy", "en": "The body"}),
    ],
)
def test_a_text_that_says_no_language_is_in_the_default_one_of_its_context(context: Any, title: dict[str, str]) -> None:
    names = ["Anatomy", {"@value": "The body", "@language": "en"}]
    graph = {"@context": context, "@graph": [{"@type": "Course", "@id": "#a", "name": names, "courseCode": "A"}]}
    record = of_page(graph).read().record
    assert (record.title, record.code) == (title, "A")


def test_a_node_may_have_a_context_of_its_own() -> None:
    course = {"@context": {"@language": "gu"}, "@type": "Course", "@id": "#a", "name": "શરીરરચના"}
    page = {"@context": {"@language": "en"}, "@graph": [course, {"@type": "Course", "@id": "#b", "name": "Anatomy"}]}
    found = of_page(page).read()
    assert [one.record.title for one in found.checked] == [{"gu": "શરીરરચના"}, {"en": "Anatomy"}]


def test_every_page_of_the_site_that_the_sitemap_names_is_asked_for() -> None:
    asking = site()
    asking.read()
    assert asking.asked == [
        f"{SITE}{path}"
        for path in (
            "/sitemap.xml",
            "/courses/",
            "/courses/anatomy?lang=en&v=2",
            "/courses/broken",
            "/courses/gone",
            "/about",
        )
    ]


def test_a_page_with_broken_json_costs_itself_and_one_that_is_gone_is_absent() -> None:
    found = site().read()
    assert {one.record.id for one in found.checked} == {"courses/anatomy", "courses/#ETH-1"}
    [refused] = [problem for problem in found.problems if problem.severity == "record"]
    assert (refused.row, "broken JSON" in refused.reason) == ("/courses/broken", True)


def test_a_course_is_kept_whole() -> None:
    record = site().read().of("courses/anatomy")
    assert record.title == {"en": "Human anatomy", "gu": "માનવ શરીરરચના"}
    assert (record.code, record.level, record.languages) == ("ANA-101", "undergraduate", ("en", "gu"))
    assert (record.credits, record.credit_scheme, record.duration) == (Decimal(12), "NMC", "P10M")
    assert record.subjects == (
        Subject("mesh", "D000715", "Anatomy"),
        Subject("stated", label="dissection"),
        Subject("stated", label="ultrasound"),
    )
    assert record.prerequisites == "Admission to MBBS\nBiology"
    assert record.outcomes == (
        Outcome("Describes the brachial plexus", ("AN10.3",)),
        Outcome("Dissects with care"),
    )
    assert [(person.name, person.role) for person in record.people] == [("Hetal Desai", "teacher")]
    assert record.extra == {
        "provider": "Narmada Medical College",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "price": "0 INR Free",
        "isAccessibleForFree": "true",
    }
    assert "x()" not in record.description["und"]


def test_an_instance_that_is_referred_to_is_an_offering_and_a_cancelled_one_is_none() -> None:
    (offering,) = site().read().of("courses/anatomy").offerings
    assert offering.id == f"{SITE}/courses/anatomy?lang=en&v=2#run-2027"
    assert (offering.label, offering.place) == ("Batch of 2027", "Dissection hall, Bharuch")
    assert (offering.starts_on, offering.starts_at) == (dt.date(2027, 8, 1), dt.time(9))
    assert (offering.ends_on, offering.modes, offering.places) == (dt.date(2028, 5, 31), ("onsite",), 150)
    assert (offering.enrol_from, offering.enrol_until) == (dt.date(2027, 5, 1), dt.date(2027, 7, 15))
    assert offering.url == f"{SITE}/apply"


def test_sitemaps_of_a_sitemap_are_followed_within_the_site() -> None:
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{SITE}/sitemap.xml</loc></sitemap><sitemap><loc>{SITE}/old.xml</loc></sitemap>"
        "<sitemap><loc>https://elsewhere.example/sitemap.xml</loc></sitemap></sitemapindex>"
    )
    told: dict[str, str | None] = {"index.xml": index, "old.xml": None}
    asking = site("/index.xml", **told)
    assert len(asking.read().checked) == 2
    assert asking.asked[1:3] == [f"{SITE}/sitemap.xml", f"{SITE}/old.xml"]


def test_an_address_of_a_sitemap_that_is_none_is_passed_over() -> None:
    broken = (
        f"<url><loc>https://[narmada.example/</loc></url><url><loc>{SITE}/courses/anatomy?lang=en&amp;v=2</loc></url>"
    )
    asking = site(**{"sitemap.xml": f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{broken}</urlset>'})
    asking.read()
    assert asking.asked[1:] == [f"{SITE}/courses/anatomy?lang=en&v=2"]


def test_pages_are_chosen_by_a_pattern_and_no_more_than_may_be_are_asked_for() -> None:
    asking = site(options="[options]\npages = '/courses/a'\n")
    asking.read()
    assert asking.asked[1:] == [f"{SITE}/courses/anatomy?lang=en&v=2"]
    with pytest.raises(NotReadable) as caught:
        site(options="[options]\nmost_pages = 3\n").read()
    assert (caught.value.reason, "pages" in caught.value.message) == ("too_large", True)


def test_a_page_that_a_sitemap_names_twice_is_asked_for_once() -> None:
    pages = "".join(f"<url><loc>{host}/courses/gone</loc></url>" for host in (SITE, "http://www.narmada.example"))
    asking = site(**{"sitemap.xml": f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>'})
    with pytest.raises(NotReadable):
        asking.read()
    assert asking.asked == [f"{SITE}/sitemap.xml", f"{SITE}/courses/gone"]


OLDER = ["http://narmada.example", "https://www.narmada.example", "http://www.narmada.example:80"]
OTHERS = ["https://elsewhere.example", "https://narmada.example:8443", "ftp://narmada.example"]


@pytest.mark.parametrize("named", OLDER)
def test_a_sitemap_that_knows_its_site_by_an_older_address_names_pages_of_it(named: str) -> None:
    asking = site(**{"sitemap.xml": str(PAGES["/sitemap.xml"]).replace(SITE, named)})
    assert {one.record.id for one in asking.read().checked} == {"courses/anatomy", "courses/#ETH-1"}
    assert all(address.startswith(f"{SITE}/") for address in asking.asked)


@pytest.mark.parametrize("named", OTHERS)
def test_a_sitemap_that_names_no_page_of_its_site_says_so(named: str) -> None:
    with pytest.raises(NotReadable, match=r"none of narmada\.example") as caught:
        site(**{"sitemap.xml": str(PAGES["/sitemap.xml"]).replace(SITE, named)}).read()
    assert caught.value.reason == "empty"


def test_what_a_course_and_its_runs_refer_to_on_the_same_page_is_told_by_its_name() -> None:
    run = {"startDate": "2027-01-04", "instructor": [{"@id": "#rao"}], "location": {"@id": "#us"}}
    graph = [
        {"@type": "Organization", "@id": "#us", "name": "Narmada Medical College"},
        {"@type": "Person", "@id": "#rao", "name": "Dr. Rao"},
        {"@type": "Course", "@id": "#c", "name": "Anatomy", "provider": {"@id": "#us"}, "hasCourseInstance": run},
    ]
    record = of_page({"@graph": graph}).read().record
    assert record.extra == {"provider": "Narmada Medical College"}
    assert [person.name for person in record.people] == ["Dr. Rao"]
    assert record.offerings[0].place == "Narmada Medical College"


def test_pages_that_did_not_change_are_left_out_where_the_sitemap_may_be_trusted() -> None:
    since = dt.datetime(2026, 11, 5, tzinfo=dt.UTC)
    asking = site(options="[options]\ntrust_lastmod = true\n", since=since)
    assert asking.read().reading.only_changes is True
    assert f"{SITE}/courses/" not in asking.asked
    assert site(since=since).read().reading.only_changes is False


def test_a_programme_states_its_days_itself() -> None:
    record = (
        of_page(
            {
                "@type": "http://schema.org/EducationalOccupationalProgram",
                "name": "MD Anaesthesiology",
                "url": "/md-anaesthesiology",
                "programPrerequisites": "MBBS",
                "timeToComplete": "P3Y",
                "startDate": "2027-08-01",
                "applicationDeadline": "2027-06-30",
                "maximumEnrollment": "12",
                "hasCourse": {"@type": "Course", "@id": "/only-named"},
            }
        )
        .read()
        .record
    )
    assert (record.id, record.kind, record.type) == ("md-anaesthesiology", "programme", "programme")
    assert (record.prerequisites, record.duration) == ("MBBS", "P3Y")
    (offering,) = record.offerings
    assert (offering.starts_on, offering.enrol_until, offering.places) == (
        dt.date(2027, 8, 1),
        dt.date(2027, 6, 30),
        12,
    )


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ({"@id": "https://www.narmada.example/c/1"}, "c/1"),
        ({"@id": "_:b0", "url": "/c/2"}, "c/2"),
        ({"url": "https://other.example/c/3"}, "https://other.example/c/3"),
        ({"courseCode": "X 1"}, "course#X-1"),
        ({}, "course#Anatomy"),
    ],
)
def test_an_id_is_found_where_none_is_stated(stated: dict[str, str], wanted: str) -> None:
    assert of_page({"@type": "Course", "name": "Anatomy", **stated}).read().record.id == wanted


def test_addresses_that_are_none_cost_themselves_only() -> None:
    broken = "https://[narmada.example/"
    run = {"@type": "CourseInstance", "@id": broken, "url": broken, "startDate": "2026-08-03"}
    course = {"@type": "Course", "@id": broken, "name": "Anatomy", "url": broken, "hasCourseInstance": run}
    found = of_page([course, {"@type": "Course", "@id": "/c/2", "name": "Surgery"}]).read()
    assert {one.record.id for one in found.checked} == {broken, "c/2"}
    told = [(problem.field, problem.severity) for problem in found.problems if problem.value == broken]
    assert told == [("url", "field")] * 2, "of the course and of its run"


def test_line_breaks_inside_texts_are_forgiven() -> None:
    page = '<script type="application/ld+json">{"@type": "Course", "name": "A", "description": "one\ntwo"}</script>'
    record = Asking("schema-org", f"{SITE}/course", lambda _: page).read().record
    assert "two" in record.description["und"]


def test_a_page_without_any_is_named() -> None:
    with pytest.raises(NotReadable) as caught:
        Asking("schema-org", f"{SITE}/", lambda _: "<html><body>Welcome</body></html>").read()
    assert (caught.value.reason, "sitemap" in caught.value.message) == ("not_a_feed", True)


@pytest.mark.parametrize("options", ['pages = "("', "most_pages = 0", "most_pages = 99999999"])
def test_an_option_that_cannot_be_followed_is_named(options: str) -> None:
    with pytest.raises(ProfileError, match=options.partition(" ")[0]):
        profile_for("schema-org", f"[options]\n{options}\n")


def test_what_is_told_the_other_way_round_is_told_of_the_course() -> None:
    course = {"@type": ["Course", "LearningResource"], "@id": "#c1", "name": "Anatomy"}
    run = {"@type": ["CourseInstance", "Event"], "startDate": "2027-01-04"}
    school = {"@type": "CollegeOrUniversity", "@id": "#org", "name": "Narmada"}
    graph = [
        {**run, "@reverse": {"hasCourseInstance": {"@id": "#c1"}}},
        {**school, "@reverse": {"provider": [course, {"@type": "Course", "@id": "#c2", "name": "Ethics"}]}},
    ]
    found = of_page({"@context": "https://schema.org", "@graph": graph}).read()
    first, second = found.of("course#c1"), found.of("course#c2")
    assert [one.starts_on for one in first.offerings] == [dt.date(2027, 1, 4)]
    assert (first.extra, second.extra, second.offerings) == ({"provider": "Narmada"}, {"provider": "Narmada"}, ())


@pytest.mark.parametrize("prefix", ["schema:", "http://schema.org/", "https://schema.org/"])
def test_names_of_schema_org_are_known_by_their_prefix_too(prefix: str) -> None:
    run = {f"{prefix}startDate": "2027-01-04"}
    record = (
        of_page(
            {
                "@type": f"{prefix}Course",
                f"{prefix}name": [{"@value": "Anatomy", "@language": "en"}],
                f"{prefix}hasCourseInstance": run,
            }
        )
        .read()
        .record
    )
    assert record.title == {"en": "Anatomy"}
    assert [one.starts_on for one in record.offerings] == [dt.date(2027, 1, 4)]


def test_a_table_of_languages_is_a_text_in_each() -> None:
    record = of_page({"@type": "Course", "name": {"en": "Anatomy", "gu": "શરીરરચના"}}).read().record
    assert record.title == {"en": "Anatomy", "gu": "શરીરરચના"}


def test_terms_that_are_told_by_their_address_or_as_what_is_aimed_at_are_kept() -> None:
    address = "http://id.nlm.nih.gov/mesh/D000715"
    aim = {"@type": "AlignmentObject", "targetName": "Names bones"}
    stated = {"about": [{"@id": address}, {"@id": "#nowhere"}], "teaches": aim, "educationalAlignment": [aim]}
    record = of_page({"@type": "Course", "name": "Anatomy", "provider": {"@id": "#nowhere"}, **stated}).read().record
    assert record.subjects == (Subject("stated", address),)
    assert (record.outcomes, record.extra) == ((Outcome("Names bones"),), {"educationalAlignment": "Names bones"})
