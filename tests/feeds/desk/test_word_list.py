"""A word that no table knows is asked of the office once, and its answer serves every catalogue."""

import pytest
from django.test import Client

from consortium.organisations.models import Organisation, ToDo
from consortium.people.models import User
from consortium.vocabulary.answers import answered_profile, words_to_answer
from consortium.vocabulary.models import UnknownWord
from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.models import Course
from courses.feeds.models import Feed, Run
from tests.corners import college
from tests.feeds.feeding import PROFILE, Catalogue

pytestmark = pytest.mark.django_db
LIST = "/admin/feeds/words/"
MORE = PROFILE + '[fields.disciplines]\nfrom = "department"\n[fields.level]\nfrom = "phase"\n'
HEAD = "id,title,code,about,seats,starts,places,taken,department,phase\n"


def stating(catalogue: Catalogue, *departments: str, phase: str = "") -> Catalogue:
    """One course for each department."""
    Feed.objects.filter(pk=catalogue.feed.pk).update(profile=MORE)
    catalogue.feed.refresh_from_db()
    lines = [f"R{number},Course {number},,,,,,,{one},{phase}\n" for number, one in enumerate(departments, 1)]
    return catalogue.says(HEAD + "".join(lines))


def waiting() -> list[tuple[str, str, int, int]]:
    return [(word.kind, word.word, word.times, word.catalogues) for word in words_to_answer()]


def answer(client: Client, word: UnknownWord, **said: str) -> str:
    return client.post(f"{LIST}{word.pk}/", said, follow=True).content.decode()


def test_a_word_of_two_catalogues_is_listed_once_with_where_it_was_first(catalogue: Catalogue, theirs: Catalogue):
    stating(catalogue, "Sports Injuries", "SPORTS  INJURIES", "Anatomy").sync()
    stating(theirs, "sports injuries", phase="Houseman").sync()
    assert waiting() == [("discipline", "Sports Injuries", 3, 2), ("level", "Houseman", 1, 1)]
    word = UnknownWord.objects.get(kind="discipline")
    assert word.first_seen_in == "tapi/register, R1, line 2"


def test_a_word_that_no_catalogue_states_any_longer_waits_for_nobody(catalogue: Catalogue):
    stating(catalogue, "Sports Injuries").sync()
    stating(catalogue, "Anatomy").sync()
    assert waiting() == []


def test_a_dry_run_asks_nobody(catalogue: Catalogue):
    stating(catalogue, "Sports Injuries").sync(dry_run=True)
    assert not UnknownWord.objects.exists()


def test_the_answer_reads_unchanged_catalogues_anew_and_is_told_of_no_longer(
    catalogue: Catalogue, theirs: Catalogue, office: Client
):
    for one in (catalogue, theirs):
        assert stating(one, "Sports Injuries").sync().problem_count == 1
        assert one.sync().status == Run.Status.UNCHANGED
    said = answer(office, UnknownWord.objects.get(), do="use", term="orthopaedics")
    assert "means Orthopaedics" in said
    for one in (catalogue, theirs):
        run = one.sync()
        assert (run.status, run.changed, run.problem_count) == (Run.Status.DONE, 1, 0)
    assert {tuple(course.disciplines) for course in Course.objects.all()} == {("orthopaedics",)}
    assert waiting() == []
    assert {one.sync().status for one in (catalogue, theirs)} == {Run.Status.UNCHANGED}


def test_a_word_that_is_kept_stays_as_stated_without_a_note(catalogue: Catalogue, office: Client):
    assert stating(catalogue, "Basic sciences").sync().problem_count == 1
    assert "is kept as stated" in answer(office, UnknownWord.objects.get(), do="keep")
    run = catalogue.sync()
    assert (run.status, run.problem_count, run.changed) == (Run.Status.DONE, 0, 0)
    assert Course.objects.get().stated["subjects"] == [{"scheme": "stated", "label": "Basic sciences"}]


def test_an_answer_can_be_taken_back(catalogue: Catalogue, office: Client):
    stating(catalogue, "Sports Injuries").sync()
    word = UnknownWord.objects.get()
    answer(office, word, do="use", term="orthopaedics")
    catalogue.sync()
    assert "Orthopaedics" in office.get(LIST, {"show": "answered"}).content.decode()
    answer(office, word, do="reopen")
    assert answered_profile() == consortium_profile()
    assert catalogue.sync().problem_count == 1
    assert [word for _, word, _, _ in waiting()] == ["Sports Injuries"]


def test_an_answer_whose_term_has_left_the_profile_is_left_aside(catalogue: Catalogue, office: Client):
    stating(catalogue, "Sports Injuries").sync()
    answer(office, UnknownWord.objects.get(), do="use", term="orthopaedics")
    UnknownWord.objects.update(term="bonesetting")
    assert stating(catalogue, "Sports Injuries", "Anatomy").sync().problem_count == 1
    assert "bonesetting, which has left the table" in office.get(LIST, {"show": "answered"}).content.decode()


@pytest.mark.parametrize(("said", "told"), [({"term": ""}, "Choose the discipline"), ({"term": "x"}, "no discipline")])
def test_no_answer_and_a_wrong_one_are_told(catalogue: Catalogue, office: Client, said: dict[str, str], told: str):
    stating(catalogue, "Sports Injuries").sync()
    assert told in answer(office, UnknownWord.objects.get(), do="use", **said)
    assert len(waiting()) == 1


def test_terms_that_are_written_alike_stand_first(catalogue: Catalogue, office: Client):
    stating(catalogue, "Orthopedix & Trauma", "Anasthesiology").sync()
    page = office.get(LIST).content.decode()
    nearest = page.partition("Written most like it")[2].partition("</optgroup>")[0]
    assert 'value="anaesthesiology"' in nearest


def test_the_office_has_one_thing_to_do_until_nothing_waits(catalogue: Catalogue, office: Client):
    body = college("sabarmati")
    body.kind = body.Kind.OFFICE
    body.save()
    stating(catalogue, "Sports Injuries", "Basic sciences").sync()
    todo = ToDo.objects.get(kind="unknown_words")
    assert (todo.done_at, todo.link, "2 words" in todo.text) == (None, LIST, True)
    for word in UnknownWord.objects.all():
        answer(office, word, do="keep")
    todo.refresh_from_db()
    assert todo.done_at is not None


def test_where_the_office_has_no_row_its_people_and_superusers_have_it_to_do(
    catalogue: Catalogue, office: Client, django_user_model: type[User]
):
    root = django_user_model.objects.create_superuser("root@example.org", "a password for this test alone")
    django_user_model.objects.create_superuser("gone@example.org", "a password for this test alone", is_active=False)
    stating(catalogue, "Sports Injuries").sync()
    asked = ToDo.objects.filter(kind="unknown_words", done_at=None)
    assert set(asked.values_list("person__email", flat=True)) == {"office@office.example", root.email}
    assert "1 word of the colleges" in office.get("/admin/").content.decode()
    Organisation.objects.filter(slug="office").update(kind=Organisation.Kind.OFFICE)
    stating(catalogue, "Sports Injuries", "Basic sciences").sync()
    assert list(asked.values_list("organisation__slug", flat=True)) == ["office"]
    for word in UnknownWord.objects.all():
        answer(office, word, do="keep")
    assert not asked.all().exists()


def test_only_the_office_sees_and_answers(catalogue: Catalogue, registrar: Client, office: Client):
    stating(catalogue, "Sports Injuries").sync()
    word = UnknownWord.objects.get()
    for response in (registrar.get(LIST), registrar.post(f"{LIST}{word.pk}/", {"do": "keep"})):
        assert response.status_code in (302, 403)
        assert "Sports Injuries" not in response.content.decode()
    word.refresh_from_db()
    assert word.answered_at is None
    assert office.get(LIST).status_code == 200
    assert office.get(f"{LIST}{word.pk}/").status_code == 405
    assert office.post(f"{LIST}{word.pk + 1}/", {"do": "keep"}).status_code == 404
    assert "Words to place" not in registrar.get("/admin/feeds/").content.decode()
