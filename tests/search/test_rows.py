"""How entries stand together in rows, in which order and on which pages, the same with every engine."""

import datetime as dt

from search.asking import MEMBERS_SHOWN, Query
from search.engines.counting import turned
from search.models import Entry
from tests.catalogue.stating import source, stated, write
from tests.corners import college
from tests.search.finding import TODAY, counts, find, titles

PLACES = ("Surat", "Rajkot", "Vadodara")


def colleges(number: int):
    """Sources of so many colleges."""
    return [source(college(f"college-{n}", name=f"College {n}", place=PLACES[n % len(PLACES)])) for n in range(number)]


def test_one_title_at_many_colleges_is_one_row_that_opens_into_them(engine, catch_up):
    for n, register in enumerate(colleges(24)):
        title = ("MD - ANAESTHESIOLOGY", "M.D. Anaesthesiology", "MD Anaesthesiology")[n % 3]
        write(register, stated("1", title=title, type="programme", intake=n + 1))
    catch_up()
    answer = find("md anaesthesiology")
    [row] = answer.rows
    assert (answer.total, row.title, row.member_count, row.college_count) == (1, row.title, 24, 24)
    assert row.url is None
    assert row.organisation is None
    assert {member.intake for member in row.members} == set(range(1, 25))
    assert {member.organisation.place for member in row.members} == set(PLACES)
    assert len({member.url for member in row.members}) == 24
    assert counts(answer, "place") == dict.fromkeys(("surat", "rajkot", "vadodara"), 1)


def test_a_row_of_many_narrows_to_those_of_a_place(engine, catch_up):
    for register in colleges(6):
        write(register, stated("1", title="MD Anatomy", intake=3))
    catch_up()
    [row] = find("anatomy", place="surat").rows
    assert row.member_count == 2
    assert {member.organisation.place for member in row.members} == {"Surat"}
    assert "place=surat" in row.members_url


def test_the_group_of_a_row_lists_each_of_its_entries_page_by_page(engine, catch_up):
    for register in colleges(24):
        write(register, stated("1", title="MD Anatomy", intake=4), stated("2", title="MD Physiology"))
    catch_up()
    [row] = find("anatomy").rows
    assert set(row.places) == set(PLACES)
    group = row.members_url.partition("group=")[2].partition("&")[0]
    pages = [find(group=group, page=page) for page in ("1", "2")]
    assert [answer.total for answer in pages] == [24, 24]
    listed = [same for answer in pages for same in answer.rows]
    assert {same.title for same in listed} == {"MD Anatomy"}
    assert len({same.url for same in listed}) == 24
    assert {same.member_count for same in listed} == {0}
    assert counts(pages[0], "place") == dict.fromkeys(("surat", "rajkot", "vadodara"), 8)


def test_the_same_title_of_another_type_is_another_row(engine, catch_up):
    [tapi, mahi] = colleges(2)
    write(tapi, stated("1", title="Ultrasound", type="elective"))
    write(mahi, stated("1", title="Ultrasound", type="course"))
    catch_up()
    assert find("ultrasound").total == 2


def test_a_shouted_title_is_shown_with_the_capitals_of_the_profile(engine, catch_up):
    [tapi] = colleges(1)
    write(tapi, stated("1", title="MD - ANAESTHESIOLOGY"), stated("2", title="DIPLOMA IN ENT AND HIV CARE"))
    catch_up()
    assert set(titles(find())) == {"MD Anaesthesiology", "Diploma in ENT and HIV Care"}


def test_ties_turn_from_day_to_day_and_hold_within_one(engine, catch_up):
    [tapi] = colleges(1)
    write(tapi, *(stated(str(n), title=f"Ward posting {chr(97 + n)}") for n in range(12)))
    catch_up()
    orders = {tuple(titles(find("posting", today=TODAY + dt.timedelta(days=n)))) for n in range(4)}
    assert len(orders) > 1
    assert all(list(order) != sorted(order) for order in orders)
    assert titles(find("posting")) == titles(find("posting"))


def test_the_members_of_a_row_turn_from_day_to_day_alike_with_every_engine(engine, catch_up):
    [tapi] = colleges(1)
    write(tapi, *(stated(str(n), title=("MD ANATOMY", "M.D. Anatomy")[n % 2]) for n in range(MEMBERS_SHOWN + 6)))
    catch_up()
    ids = {entry.url: entry.pk for entry in Entry.objects.all()}
    firsts = set()
    for day in (TODAY + dt.timedelta(days=n) for n in range(4)):
        [row] = find("anatomy", today=day).rows
        in_turn = sorted(ids.values(), key=lambda entry: turned(entry, Query(day).seed))
        assert [ids[member.url] for member in row.members] == in_turn[:MEMBERS_SHOWN]
        assert row.title == row.members[0].title
        assert "<mark>" in row.title_marked
        firsts.add(row.members[0].url)
    assert len(firsts) > 1


def test_pages_follow_each_other_without_gap_or_repetition(engine, catch_up):
    [tapi] = colleges(1)
    write(tapi, *(stated(str(n), title=f"Posting {n:02}") for n in range(45)))
    catch_up()
    pages = [titles(find("posting", page=str(page))) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({title for page in pages for title in page}) == 45
    assert find("posting", page="4").rows == ()


def test_each_row_has_what_a_reader_needs(engine, catch_up):
    [tapi] = colleges(1)
    write(
        tapi,
        stated(
            "1",
            title="Palliative care elective",
            type="elective",
            code="PC-1",
            credits="4.0",
            intake=6,
            modes=["clinical"],
            languages=["gu"],
            open_to="members",
            people=[{"name": "Revant Vasavada"}],
            description={"en": "<p>Four weeks with the home care team.</p>"},
        ),
    )
    catch_up()
    [row] = find("palliative").rows
    assert (row.kind, row.kind_label, row.code, row.by) == ("course", "Course", "PC-1", "Revant Vasavada")
    assert row.organisation.label == "College 0"
    assert row.url == "/courses/college-0/palliative-care-elective/"
    assert row.summary == "Four weeks with the home care team."
    assert row.facts[0] == "Elective"
    assert {"4 credits", "6 seats a year", "In the clinic", "Open to member colleges", "Taught in ગુજરાતી"} <= set(
        row.facts
    )
