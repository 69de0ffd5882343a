"""The commands of search: exit 0 done, 1 failed, 2 wrong use; `--json` prints one document and nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from search.deliver import deliver_all
from search.models import Entry
from tests.catalogue.stating import source, stated, write
from tests.commanding import say
from tests.corners import college
from tests.search.silent import gone_address

SHAPE = {"engine", "entries", "indexed", "missing", "stale", "extra"}
pytestmark = pytest.mark.django_db


def three_courses() -> None:
    write(
        source(college("tapi")),
        stated("1", title="Anatomy", level="phase-1"),
        stated("2", title="Histology", level="phase-1"),
        stated("3", title="Cardiology", level="postgraduate"),
    )


@pytest.fixture
def catalogue(engine: str, catch_up: Callable[[], None]) -> str:
    three_courses()
    catch_up()
    return engine


def test_a_search_in_a_terminal_says_what_was_found_where_and_by_what(catalogue: str) -> None:
    said = say("search", "anatomy")

    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == f"1 found by the {catalogue} engine."
    assert "Course: Anatomy, Tapi College of Medicine" in said.out
    assert "/courses/tapi/" in said.out


def test_a_search_as_json_is_what_the_api_answers(catalogue: str, client: Client) -> None:
    said = say("search", "", "--filter", "level=phase-1", "--filter", "sort=best", "--json")
    answered = client.get("/api/v1/search", {"q": "", "level": "phase-1", "sort": "best"})

    assert said.code == 0
    assert said.json == answered.json()
    assert said.json["total"] == 2


@pytest.mark.parametrize("name", ["database", "elasticsearch"])
def test_each_engine_can_be_asked_by_its_name(elasticsearch: str, name: str) -> None:
    say("rebuild_search")
    three_courses()
    deliver_all()
    say("check_search", "--repair")

    assert say("search", "anatomy", "--engine", name, "--json").json["engine"] == name


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: QUERY"),
        (("anatomy", "--engine", "grep"), "grep"),
        (("anatomy", "--filter", "colour=red"), "'colour=red' is not NAME=VALUE with a NAME of kind,"),
        (("anatomy", "--filter", "level"), "'level' is not NAME=VALUE"),
    ],
)
def test_wrong_use_of_search_ends_with_2(db: None, arguments: tuple[str, ...], message: str) -> None:
    said = say("search", *arguments)

    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_a_value_that_is_left_out_is_told_beside_the_answer(db: None) -> None:
    said = say("search", "", "--filter", "page=first", "--json")

    assert said.code == 0
    assert said.json["total"] == 0
    assert said.err != ""


def test_an_engine_that_was_named_and_does_not_answer_ends_with_1(db: None, settings: Settings) -> None:
    settings.ELASTICSEARCH_URL = gone_address()

    said = say("search", "anatomy", "--engine", "elasticsearch", "--json")

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("The engine does not answer: ")


def test_an_engine_that_is_in_step_is_told_so(catalogue: str) -> None:
    said = say("check_search", "--json")

    assert said.code == 0
    assert said.json.keys() == SHAPE
    assert said.json == {
        "engine": catalogue,
        "entries": said.json["entries"],
        "indexed": said.json["entries"],
        "missing": 0,
        "stale": 0,
        "extra": 0,
    }
    assert say("check_search").out.strip().startswith(f"{catalogue}: {said.json['entries']} entries")


def test_what_the_engine_lacks_ends_with_1_and_is_mended_on_demand(elasticsearch: str) -> None:
    say("rebuild_search")
    three_courses()

    lacking = say("check_search", "--json")
    mended = say("check_search", "--repair", "--json")

    assert lacking.code == 1
    assert lacking.json["missing"] == lacking.json["entries"] == 3
    assert "check_search --repair" in lacking.err
    assert (mended.code, mended.json["missing"]) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_says_what_is_searchable_and_a_second_one_corrects_nothing(catalogue: str) -> None:
    say("rebuild_search")
    Entry.objects.filter(title="Anatomy").update(title="Something else", digest=b"")

    words, document = say("rebuild_search"), say("rebuild_search", "--json")

    assert (words.code, document.code) == (0, 0)
    assert "1 were not in step with what is public" in words.out
    assert (document.json["engine"], document.json["corrected"]) == (catalogue, 0)
    assert document.json["documents"] == Entry.objects.filter(gone=False).count()


@pytest.mark.parametrize("command", ["rebuild_search", "check_search"])
def test_without_its_engine_nothing_is_compared_or_replaced(db: None, settings: Settings, command: str) -> None:
    settings.ELASTICSEARCH_URL = gone_address()

    said = say(command, "--json")

    assert (said.code, said.out) == (1, "")
    assert "no answer" in said.err
