"""What waits for whom, and where it is shown."""

from datetime import date

import pytest

from consortium.organisations.models import ToDo
from consortium.organisations.todos import new_todo, settle_todo, write_todo, write_todos
from consortium.people.admission import admit
from tests.organisations.two_colleges import college, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def tapi():
    return college("tapi")


def desk(account) -> str:
    return signed_in(account).get("/admin/").content.decode()


def test_written_again_it_is_said_once_in_its_last_words(tapi):
    write_todo("held_run", "run-1", "Look at run 1.", organisation=tapi)
    write_todo("held_run", "run-1", "Look at run 1: 40 courses.", organisation=tapi, due_on=date(2030, 1, 2))
    todo = ToDo.objects.get()
    assert (todo.text, todo.due_on) == ("Look at run 1: 40 courses.", date(2030, 1, 2))


def test_settled_it_is_gone_and_written_again_it_is_open_again(tapi):
    registrar = person(tapi, "registrar")
    write_todo("held_run", "run-1", "Look at run 1.", organisation=tapi)
    settle_todo("held_run", "run-1", organisation=tapi)
    assert "Look at run 1." not in desk(registrar)
    write_todo("held_run", "run-1", "Look at run 1.", organisation=tapi)
    assert "Look at run 1." in desk(registrar)


def test_the_same_key_of_two_colleges_is_two_things(tapi):
    mahi = college("mahi")
    write_todos(new_todo("held_run", "run-1", "Look.", organisation=organisation) for organisation in (tapi, mahi))
    settle_todo("held_run", "run-1", organisation=tapi)
    assert ToDo.objects.get(done_at__isnull=True).organisation == mahi


def test_a_long_text_is_cut(tapi):
    write_todo("held_run", "run-1", "x" * 600, organisation=tapi)
    assert ToDo.objects.get().text == "x" * 499 + "…"


def test_many_are_written_in_two_statements(tapi, django_assert_num_queries):
    waiting = [new_todo("held_run", f"run-{number}", "Look.", organisation=tapi) for number in range(100)]
    waiting.append(new_todo("hello", "1", "Hello.", person=person(tapi, "editor")))
    with django_assert_num_queries(2):
        write_todos(waiting)


def test_the_desk_shows_what_waits_for_ones_own_college_and_for_oneself(tapi):
    registrar, stranger = person(tapi, "registrar"), person(college("mahi"), "registrar")
    write_todo("held_run", "run-1", "Look at run 1.", organisation=tapi, link="/admin/runs/1/")
    write_todo("welcome", "1", "Read the manual.", person=registrar)
    shown = desk(registrar)
    assert 'href="/admin/runs/1/"' in shown
    assert "Read the manual." in shown
    assert "Look at run 1." not in desk(stranger)
    assert "Read the manual." not in desk(stranger)


@pytest.mark.parametrize("role", ["faculty", "editor", "moderator"])
def test_none_but_registrars_are_asked_what_waits_for_the_college(tapi, role):
    """Its link would refuse them."""
    write_todo("held_run", "run-1", "Look at run 1.", organisation=tapi)
    assert "Look at run 1." not in desk(person(tapi, role))


def test_the_office_sees_what_waits_for_a_college(tapi):
    write_todo("held_run", "run-1", "Look at run 1.", organisation=tapi)
    assert "Look at run 1." in desk(person(admit("office", name="Office", kind="office").organisation, "office"))


def test_a_long_list_asks_no_more_questions(tapi, django_assert_max_num_queries):
    registrar = person(tapi, "registrar")
    write_todos(new_todo("held_run", f"run-{number}", f"Run {number}.", organisation=tapi) for number in range(50))
    client = signed_in(registrar)
    client.get("/admin/")
    with django_assert_max_num_queries(40):
        assert "There is more" in client.get("/admin/").content.decode()
