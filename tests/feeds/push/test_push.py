"""A college's system pushes: what is believed, what each message does, and what it is told."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from consortium.organisations.models import Organisation, ToDo
from consortium.people.models import Mail
from consortium.vocabulary.answers import answer as answer_word
from consortium.vocabulary.models import UnknownWord
from courses.catalogue.models import Course, Source
from courses.feeds.connecting import Connection, connect, pause
from courses.feeds.dated import dated
from courses.feeds.leases import begin
from courses.feeds.models import Feed, KeptFile, PushKey, Run
from courses.feeds.push.batch import push_batch
from courses.feeds.push.beginning import AlreadyRunning, begin_pushed
from courses.feeds.push.keeping import keep_batch, name_at
from courses.feeds.push.keys import CannotMakeKey, make_key, revoke
from courses.feeds.push.message import message_in
from courses.feeds.push.pausing import Paused
from courses.feeds.release import confirm, discard
from courses.feeds.revert import resume, revert
from courses.feeds.scope import CHANGES
from tests.faults.invariant import in_order, untouched
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.feeding import PROFILE, Catalogue, rows
from tests.feeds.push.pushing import Pusher, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pusher(tapi: Organisation) -> Pusher:
    feed, _ = connect(tapi, "register", Connection("records", is_push=True))
    return Pusher(feed)


def bytes_of(feed: Feed) -> set[str]:
    try:
        return set(storages["feeds"].listdir(str(feed.pk))[1])
    except FileNotFoundError:
        return set()


def courses(feed: Feed) -> set[str]:
    return set(Course.objects.public().filter(source=feed.source).values_list("record_id", flat=True))


def test_a_batch_creates_and_changes_and_says_of_each_record_what_became_of_it(pusher: Pusher):
    answer = pusher.batch(record(1), record(2)).json()
    assert [result["status"] for result in answer["results"]] == ["created", "created"]
    assert (answer["run"]["status"], answer["run"]["trigger"]) == ("done", "push")
    answer = pusher.batch(record(1), record(2, title="Anatomy of the hand"), record(3)).json()
    assert [result["status"] for result in answer["results"]] == ["same", "changed", "created"]
    assert courses(pusher.feed) == {"R1", "R2", "R3"}


def test_a_new_record_whose_title_is_in_dispute_is_refused_and_one_that_is_there_stays(pusher: Pusher):
    pusher.batch(record(1))
    twice = [record(number, title=title) for number in (1, 2) for title in ("Anatomy", "Histology")]
    answer = pusher.batch(*twice, *(record(number) for number in range(3, 30))).json()
    assert [result["status"] for result in answer["results"][:4]] == ["same", "repeated", "refused", "repeated"]
    assert answer["run"]["refused"] == 1
    assert "R2" not in courses(pusher.feed)


def test_a_batch_never_withdraws(pusher: Pusher):
    pusher.batch(record(1), record(2))
    answer = pusher.batch(record(3)).json()
    assert (answer["run"]["withdrawn"], answer["run"]["held"]) == (0, 0)
    assert courses(pusher.feed) == {"R1", "R2", "R3"}


def test_a_batch_writes_nothing_of_the_one_before_whose_courses_keep_their_date(pusher: Pusher):
    def dated(record_id: str):
        course = Course.objects.with_dates().get(record_id=record_id)
        return course.last_stated_at, course.written

    pusher.batch(record(1))
    first = dated("R1")
    pusher.batch(record(2))
    assert (dated("R1"), dated("R2")[0] > first[0]) == (first, True)
    pusher.batch(record(1))
    assert dated("R1")[0] > dated("R2")[0]


def test_a_record_that_cannot_be_taken_costs_itself_and_says_what_to_mend(pusher: Pusher):
    answer = pusher.batch(record(1), {"id": "R2"}, record(3, intake="many"), {"title": "Nameless"}, record(1)).json()
    first, second, third, fourth, fifth = answer["results"]
    assert (first["status"], second["status"], third["status"], fourth["status"]) == (
        "created",
        "refused",
        "created",
        "refused",
    )
    assert (second["id"], second["problems"][0]["reason"]) == ("R2", "has no title")
    assert (third["problems"][0]["field"], third["problems"][0]["severity"]) == ("intake", "field")
    assert fifth["status"] == "repeated"
    assert courses(pusher.feed) == {"R1", "R3"}


def test_bytes_that_are_no_text_cost_only_their_record(pusher: Pusher):
    answer = pusher.say(b'{"records": [{"id": "R1", "title": "\xff"}, {"id": "R2", "title": "Anatomy"}]}').json()
    assert [result["status"] for result in answer["results"]] == ["refused", "created"]
    assert "no UTF-8" in answer["results"][0]["problems"][0]["reason"]


HALF_A_LETTER = b'{"id":"S","title":"a\\ud800b"}'


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (HALF_A_LETTER, "holds half a letter"),
        (b'{"id":"S","title":"a\\ude00bbbbbbbb"}', "holds half a letter"),
        (b'{"id":"S","title":NaN}', "is broken JSON at its byte 18"),
        (b'{"id":"S" "title":"Anatomy"}', "is broken JSON at its byte 10"),
        (b'{"id":"S","title":"a\tb"}', "is broken JSON at its byte 20"),
        (b"NaN", "is broken JSON"),
    ],
)
def test_a_record_that_is_no_json_costs_only_itself(pusher: Pusher, broken: bytes, said: str):
    answer = pusher.say(b'{"records":[%s, {"id":"R2","title":"Anatomy"}]}' % broken)
    assert answer.status_code == 200, answer.content
    first, second = answer.json()["results"]
    assert (first["status"], second["status"]) == ("refused", "created")
    assert said in first["problems"][0]["reason"]


def test_a_record_that_is_no_json_costs_only_itself_in_a_catalogue_in_parts_too(pusher: Pusher, carry_out_all):
    transfer = pusher.say({"whole": "begin"}).json()["transfer"].encode()
    part = pusher.say(b'{"transfer":"%s","records":[%s,{"id":"R1","title":"A"}],"part":1}' % (transfer, HALF_A_LETTER))
    assert [result["status"] for result in part.json()["results"]] == ["refused", "accepted"]
    assert pusher.say({"whole": "commit", "transfer": transfer.decode(), "parts": 1}).status_code == 202
    run = carry_out_all(pusher.feed)
    assert (run.created, run.refused, courses(pusher.feed)) == (1, 1, {"R1"})


def test_a_field_that_we_do_not_know_is_noted_by_name(pusher: Pusher):
    [result] = pusher.batch(record(1, tittle="Typo", extra={"room": "B 12"})).json()["results"]
    assert result["status"] == "created"
    assert "'tittle'" in result["problems"][0]["reason"]
    assert Course.objects.get(record_id="R1").extra == {"room": "B 12"}


def test_a_whole_catalogue_in_parts_is_one_run_in_which_absence_counts(pusher: Pusher, carry_out_all):
    pusher.batch(*(record(number) for number in range(1, 31)))
    answer = pusher.whole([record(number) for number in range(1, 20)], [record(number) for number in range(20, 30)])
    assert (answer.status_code, answer.json()["run"]["status"]) == (202, "queued")
    run = carry_out_all(pusher.feed)
    assert (run.status, run.read, run.same, run.withdrawn) == ("done", 29, 29, 1)
    assert "R30" not in courses(pusher.feed)


def test_nothing_is_written_before_the_commit_and_missing_parts_are_named(pusher: Pusher):
    transfer = pusher.say({"whole": "begin"}).json()["transfer"]
    part = pusher.say({"transfer": transfer, "part": 2, "records": [record(1), {"id": "R9"}]}).json()
    assert [result["status"] for result in part["results"]] == ["accepted", "refused"]
    assert pusher.say({"whole": "status", "transfer": transfer}).json()["parts"] == [2]
    answer = pusher.say({"whole": "commit", "transfer": transfer, "parts": 3})
    assert (answer.status_code, answer.json()["error"]) == (409, "not_complete")
    assert "missing: 1, 3" in answer.json()["message"]
    assert courses(pusher.feed) == set()


def test_a_part_that_is_sent_again_takes_the_place_of_the_first(pusher: Pusher, carry_out_all):
    transfer = pusher.say({"whole": "begin"}).json()["transfer"]
    for title in ("Anatomy", "Anatomy of the hand"):
        pusher.say({"transfer": transfer, "part": 1, "records": [record(1, title=title)]})
    for _ in range(2):  # committed again: the same run
        assert pusher.say({"whole": "commit", "transfer": transfer, "parts": 1}).status_code == 202
    assert carry_out_all(pusher.feed).created == 1
    assert Run.objects.filter(feed=pusher.feed).count() == 1
    assert Course.objects.get(source=pusher.feed.source).title == "Anatomy of the hand"


def test_a_transfer_of_another_feed_or_of_the_day_before_yesterday_is_not_there(pusher: Pusher, narmada: Organisation):
    other, _ = connect(narmada, "register", Connection("records", is_push=True))
    transfer = Pusher(other).say({"whole": "begin"}).json()["transfer"]
    part = {"transfer": transfer, "part": 1, "records": [record(1)]}
    assert pusher.say(part).json()["error"] == "no_transfer"
    own = pusher.say({"whole": "begin"}).json()["transfer"]
    pusher.feed.transfers.update(begun_at=timezone.now() - dt.timedelta(hours=25))
    assert pusher.say({**part, "transfer": own}).status_code == 404


def test_f26_a_message_is_believed_once_and_within_300_seconds(pusher: Pusher, settings: Settings):
    """F26: a message is replayed as it is, and one comes from a clock that is off."""
    settings.ELASTICSEARCH_URL = ""
    body = b'{"records":[{"id":"R1","title":"Anatomy"}]}'
    signed = pusher.signed(body)
    first = pusher.say(body, headers=signed)
    again = pusher.say(body, headers=signed)
    assert (first.status_code, again.status_code, again.json()["error"]) == (200, 401, "replayed")
    for ahead in (-302, 302):
        late = pusher.batch(record(2), ahead=ahead)
        assert (late.status_code, late.json()["error"]) == (401, "clock_skew")
    for ahead in (-295, 295):
        assert pusher.batch(record(1), ahead=ahead).status_code == 200
    assert courses(pusher.feed) == {"R1"}
    assert [*Run.objects.filter(feed=pusher.feed).order_by("pk").values_list("created", flat=True)] == [1, 0, 0]
    in_order()


def test_f27_an_idempotency_key_gives_the_first_answer_again_and_refuses_other_words(
    pusher: Pusher, settings: Settings
):
    """F27: the same key and body, the same key and another body."""
    settings.ELASTICSEARCH_URL = ""
    once = {"Idempotency-Key": "night-of-3-august"}
    first, again = (pusher.batch(record(1), headers=once) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    other = pusher.batch(record(2), headers=once)
    assert (other.status_code, other.json()["error"]) == (422, "idempotency_key")
    assert Run.objects.filter(feed=pusher.feed).count() == 1
    in_order()


def test_a_key_opens_only_its_own_feed(pusher: Pusher, narmada: Organisation, tmp_path: Path, settings):
    settings.ELASTICSEARCH_URL = ""
    Catalogue(narmada, tmp_path).holds(rows(5)).sync()
    connect(narmada, "pushed", Connection("records", is_push=True))
    with untouched(narmada):
        foreign = pusher.path.replace("/tapi/", "/narmada/").replace("/register/", "/pushed/")
        pusher.path = foreign
        answer = pusher.batch(record(1))
        assert (answer.status_code, answer.json()["error"]) == (401, "foreign_key")


def test_an_ended_key_is_told_from_one_that_never_was(pusher: Pusher):
    key = pusher.key.key
    PushKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() - dt.timedelta(days=1))
    assert pusher.batch(record(1)).json()["error"] == "expired_key"
    revoke(key)
    assert pusher.batch(record(1)).json()["error"] == "revoked_key"
    key.delete()
    assert pusher.batch(record(1)).json()["error"] == "unknown_key"


def test_two_keys_may_live_at_once_and_a_third_may_not(pusher: Pusher):
    second = Pusher(pusher.feed, make_key(pusher.feed))
    assert pusher.batch(record(1)).status_code == second.batch(record(2)).status_code == 200
    with pytest.raises(CannotMakeKey, match="2 keys"):
        make_key(pusher.feed)
    revoke(pusher.key.key)
    make_key(pusher.feed)


def test_the_secret_of_a_key_stands_in_no_table(pusher: Pusher):
    assert pusher.key.secret.encode() not in bytes(PushKey.objects.get().sealed)


@pytest.mark.parametrize(
    ("body", "status", "error", "said"),
    [
        (b"", 422, "not_understood", "docs/push.md"),
        (b"[1]", 422, "not_understood", "docs/push.md"),
        (b'{"records": []}', 422, "not_understood", "no records"),
        (b'{"record": [{"id": "1"}]}', 422, "not_understood", "unknown field `record`"),
        (b'{"whole": "end"}', 422, "not_understood", "whole"),
        (b'{"whole": "commit", "transfer": "00000000-0000-0000-0000-000000000000"}', 422, "not_understood", "how many"),
        (b'{"records": [' + b",".join([b'{"id":"1"}'] * 501) + b"]}", 413, "too_large", "at most 500"),
        (b"x" * 5_000_001, 413, "too_large", "5 MB"),
        (b"[" * 100_000, 422, "not_understood", "docs/push.md"),
        (b'{"records": [{"id": "1", "title": "Ana', 422, "not_understood", "ends in its middle"),
        (b'{"records": [{"id": "1"}] "part": 1}', 422, "not_understood", "outside its records"),
        (b'{"records": [%s], "part": "one"}' % HALF_A_LETTER, 422, "not_understood", "$.part"),
        (b'{"records": [%s], "parst": 1}' % HALF_A_LETTER, 422, "not_understood", "unknown field `parst`"),
    ],
)
def test_a_body_that_is_no_message_is_answered_with_what_to_send(
    pusher: Pusher, body: bytes, status: int, error: str, said: str
):
    answer = pusher.say(body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert said in answer.json()["message"]


def test_more_than_the_allowed_messages_in_a_minute_are_told_to_wait(pusher: Pusher, settings):
    settings.PUSH_PER_MINUTE = 3
    answers = [pusher.batch(record(number)) for number in range(1, 5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


def at_work(feed: Feed) -> Run:
    return Run.objects.create(
        feed=feed, status=Run.Status.RUNNING, lease_until=timezone.now() + dt.timedelta(minutes=2)
    )


def test_while_another_run_of_the_feed_is_at_work_a_batch_is_asked_to_come_again_and_leaves_nothing(pusher: Pusher):
    other = at_work(pusher.feed)
    for _ in range(2):
        answer = pusher.batch(record(1))
        assert (answer.status_code, answer.json()["error"], answer["Retry-After"]) == (409, "already_running", "15")
        assert f"Run {other.pk} of this feed is at work" in answer.json()["message"]
    assert courses(pusher.feed) == set()
    assert ([*Run.objects.all()], KeptFile.objects.count()) == ([other], 0)


def test_a_commit_that_meets_another_run_leaves_nothing_and_is_taken_once_that_has_ended(pusher: Pusher, carry_out_all):
    transfer = pusher.say({"whole": "begin"}).json()["transfer"]
    pusher.say({"transfer": transfer, "part": 1, "records": [record(1)]})
    commit = {"whole": "commit", "transfer": transfer, "parts": 1}
    other = at_work(pusher.feed)
    for _ in range(2):
        answer = pusher.say(commit)
        assert (answer.status_code, answer.json()["error"], answer["Retry-After"]) == (409, "already_running", "15")
    assert ([*Run.objects.all()], KeptFile.objects.count()) == ([other], 0)
    other.delete()
    assert pusher.say(commit).status_code == 202
    assert (carry_out_all(pusher.feed).created, KeptFile.objects.count()) == (1, 1)


def test_what_met_a_run_that_did_not_wait_for_the_feeds_row_leaves_nothing_either(pusher: Pusher):
    """Another process begins its run between the look and the row of ours."""

    def keep() -> None:
        begin(pusher.feed, "admin")

    with pytest.raises(AlreadyRunning, match="at work"), transaction.atomic():
        begin_pushed(pusher.feed, keep)
    assert not Run.objects.filter(trigger="push").exists()


def test_a_batch_that_is_out_of_the_ordinary_is_held_for_a_person(pusher: Pusher):
    pusher.batch(*(record(number) for number in range(1, 11)))
    answer = pusher.batch(*(record(number, title=f"Shifted {number + 1}") for number in range(1, 11))).json()
    assert answer["run"]["status"] == "held"
    assert {result["status"] for result in answer["results"]} == {"held"}
    assert Course.objects.get(record_id="R1").title == "Course 1"


def half_titled(*titled: int, title: str = "") -> list[dict[str, str]]:
    """Five records of which those have a title."""
    return [record(n, **({"title": title} if title else {})) if n in titled else {"id": f"R{n}"} for n in range(1, 6)]


def untitled(count: int) -> list[dict[str, str]]:
    """Records that are refused."""
    return [{"id": f"R{100 + n}"} for n in range(count)]


def run_of(answer) -> Run:
    return Run.objects.get(pk=answer.json()["run"]["run"])


def test_a_batch_that_waits_outlasts_other_batches_and_its_good_records_come_when_it_is_confirmed(pusher: Pusher):
    held = run_of(pusher.batch(*half_titled(1, 2)))
    assert run_of(pusher.batch(record(9))).status == "done"
    again = run_of(pusher.batch(*half_titled(1, 2), record(8)))
    held.refresh_from_db()
    assert (held.status, again.status) == ("superseded", "held"), "told anew whole, with one more"
    assert run_of(pusher.batch(record(10), {"id": "R11"})).status == "done"
    again.refresh_from_db()
    assert again.status == "held"
    run = confirm(again.pk)
    assert (run.created, run.refused, courses(pusher.feed)) == (3, 3, {"R1", "R2", "R8", "R9", "R10"})


def test_the_same_batch_sent_again_is_asked_about_once(pusher: Pusher):
    registrar = keeper(pusher.feed.source.organisation, "registrar")
    first, again = (pusher.batch(*half_titled(1, 2)) for _ in range(2))
    assert (first.json(), Run.objects.count()) == (again.json(), 1)
    assert [result["status"] for result in again.json()["results"]] == ["held", "held", *["refused"] * 3]
    assert Mail.objects.filter(to=registrar.email).count() == 1
    discard(run_of(first).pk)
    third = pusher.batch(*half_titled(1, 2)).json()
    assert (third["run"]["status"], third["run"]["decision"], Run.objects.count()) == ("done", "discarded", 1)
    assert [result["status"] for result in third["results"]] == ["discarded", "discarded", *["refused"] * 3]


def test_a_batch_that_was_decided_against_is_not_asked_about_again_for_a_word_of_another_catalogue(pusher: Pusher):
    first = pusher.batch(*half_titled(1, 2))
    discard(run_of(first).pk)
    answer_word(UnknownWord.objects.create(kind="level", folded="houseman", word="Houseman"), None, term="internship")
    again = pusher.batch(*half_titled(1, 2)).json()
    assert (again["run"]["run"], again["run"]["decision"]) == (run_of(first).pk, "discarded")
    assert [result["status"] for result in again["results"]] == ["discarded", "discarded", *["refused"] * 3]
    told = Run.objects.latest("pk")
    assert (told.status, told.changes.count(), ToDo.objects.filter(done_at__isnull=True).count()) == ("unchanged", 0, 0)
    assert pusher.batch(*half_titled(1, 2)).json() == again
    assert Run.objects.count() == 2, "known by now, so it makes no run"


def test_a_batch_is_asked_about_again_where_a_word_that_was_answered_makes_a_record_another(pusher: Pusher):
    told = [record(1, level="Houseman"), *half_titled(2)[1:]]
    discard(run_of(pusher.batch(*told)).pk)
    answer_word(UnknownWord.objects.get(word="Houseman"), None, term="internship")
    again = run_of(pusher.batch(*told))
    assert (again.status, again.changes.get(after__id="R1").after["level"]) == ("held", "internship")


def test_a_batch_that_was_decided_against_is_a_new_question_where_its_records_were_told_since(pusher: Pusher):
    discard(run_of(pusher.batch(*half_titled(1, 2))).pk)
    pusher.batch(record(1, title="Anatomy"))
    answer_word(UnknownWord.objects.create(kind="level", folded="houseman", word="Houseman"), None, term="internship")
    assert run_of(pusher.batch(*half_titled(1, 2))).status == "held"


def test_the_same_batch_is_another_question_where_a_record_was_told_in_between(pusher: Pusher):
    first = run_of(pusher.batch(*half_titled(1, 2)))
    pusher.batch(record(1, title="Anatomy"))
    second = run_of(pusher.batch(*half_titled(1, 2)))
    first.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "held")
    confirm(second.pk)
    assert Course.objects.get(record_id="R1").title == "Course 1"


def test_what_was_told_anew_since_stands_when_an_older_batch_is_confirmed(pusher: Pusher):
    pusher.batch(*(record(n) for n in range(2, 6)), record(6))
    shifted = {n: record(n, title=f"Shifted {n}") for n in range(1, 6)}
    held = run_of(pusher.batch(*shifted.values()))
    pusher.batch(record(1, title="New"))
    pusher.batch(record(2))
    run = confirm(held.pk)
    titles = dict(Course.objects.values_list("record_id", "title"))
    assert titles == {
        "R1": "New", "R2": "Course 2", "R3": "Shifted 3", "R4": "Shifted 4", "R5": "Shifted 5", "R6": "Course 6"
    }  # fmt: skip
    assert (run.created, run.changed, run.same) == (0, 3, 2)
    assert "2 records were left out" in run.message
    course = Course.objects.with_dates().get(record_id="R4")
    assert course.last_stated_at == run.finished_at
    revert(run)
    assert set(Course.objects.values_list("title", flat=True)) == {"New", *(f"Course {n}" for n in range(2, 7))}


@pytest.mark.parametrize("newer_first", [True, False])
def test_of_two_batches_that_wait_the_newer_wins_in_whatever_order_they_are_confirmed(
    pusher: Pusher, newer_first: bool
):
    older = run_of(pusher.batch(*half_titled(1, 2, title="Older")))
    newer = run_of(pusher.batch(*half_titled(1, title="Newer")[:1], *({"id": f"N{n}"} for n in range(3))))
    assert {older.status, newer.status} == {"held"}
    for run in (newer, older) if newer_first else (older, newer):
        confirm(run.pk)
    assert dict(Course.objects.values_list("record_id", "title")) == {"R1": "Newer", "R2": "Older"}
    assert Source.objects.get().accepted_at == newer.finished_at


def test_a_catalogue_in_parts_that_waits_outlasts_a_batch_and_a_whole_one_takes_the_place_of_both(
    pusher: Pusher, carry_out_all
):
    pusher.batch(*(record(number) for number in range(1, 11)))
    pusher.whole([record(number, title=f"Shifted {number}") for number in range(1, 11)])
    whole = carry_out_all(pusher.feed)
    batch = run_of(pusher.batch({"id": "R20"}, {"id": "R21"}, {"id": "R22"}, record(23)))
    pusher.batch(record(1, title="Mended"))
    whole.refresh_from_db()
    assert (whole.status, batch.status) == ("held", "held")
    pusher.whole([record(number) for number in range(1, 11)])
    carry_out_all(pusher.feed)
    assert set(Run.objects.filter(pk__in=[whole.pk, batch.pk]).values_list("status", "reason")) == {
        ("superseded", "newer_read")
    }
    assert Course.objects.get(record_id="R1").title == "Course 1"


def test_an_undoing_leaves_a_batch_that_waits(pusher: Pusher):
    done = run_of(pusher.batch(record(9)))
    held = run_of(pusher.batch(*half_titled(1, 2)))
    revert(done)
    confirm(held.pk)
    assert courses(pusher.feed) == {"R1", "R2"}


def test_an_unsigned_message_is_told_how_to_sign(pusher: Pusher, client):
    answer = client.post(pusher.path, b"{}", "application/json")
    assert (answer.status_code, answer.json()["error"], answer["WWW-Authenticate"]) == (401, "not_signed", "Tantu")


def test_another_method_than_post_is_told_in_the_same_form(pusher: Pusher, client):
    for ask in (client.get, client.put, client.delete):
        answer = ask(pusher.path)
        assert (answer.status_code, answer["Allow"], answer.json()["error"]) == (405, "POST", "not_post")


def test_a_paused_feed_takes_nothing_until_it_is_resumed(pusher: Pusher, django_user_model):
    pusher.batch(record(1))
    pause(pusher.feed, django_user_model.objects.create(email="registrar@tapi.example"))
    for message in ({"records": [record(2)]}, {"whole": "begin"}):
        answer = pusher.say(message)
        assert (answer.status_code, answer.json()["error"], answer["Retry-After"]) == (409, "paused", "3600")
        assert "registrar@tapi.example" in answer.json()["message"]
    assert courses(pusher.feed) == {"R1"}
    resume(pusher.feed)
    assert pusher.batch(record(2)).status_code == 200


def test_a_pause_that_comes_once_its_key_was_believed_holds_too(pusher: Pusher, django_user_model):
    """The feed as the message found it is no more than its address."""
    as_it_came = Feed.objects.get(pk=pusher.feed.pk)
    body = b'{"records":[{"id":"R1","title":"One"}]}'
    undone, _ = push_batch(as_it_came, body, message_in(body).records or ())
    revert(undone)
    with pytest.raises(Paused, match="what was undone"):
        push_batch(as_it_came, body, message_in(body).records or ())
    pause(pusher.feed, django_user_model.objects.create(email="registrar@tapi.example"))
    resume(pusher.feed)
    pause(pusher.feed, django_user_model.objects.create(email="other@tapi.example"))
    with pytest.raises(Paused, match="other@"):
        push_batch(as_it_came, body, message_in(body).records or ())
    assert courses(pusher.feed) == set()


def test_a_catalogue_in_parts_that_was_paused_on_its_way_is_not_committed(pusher: Pusher, django_user_model):
    transfer = pusher.say({"whole": "begin"}).json()["transfer"]
    pusher.say({"transfer": transfer, "part": 1, "records": [record(1)]})
    pause(pusher.feed, django_user_model.objects.create(email="registrar@tapi.example"))
    commit = {"whole": "commit", "transfer": transfer, "parts": 1}
    assert pusher.say(commit).json()["error"] == "paused"
    resume(pusher.feed)
    assert pusher.say(commit).status_code == 202


def test_a_batch_that_cannot_be_read_says_so_to_its_sender_and_by_its_run(pusher: Pusher):
    answer = pusher.say(b'{"records":[{"id":"R1","extra":%s%s}]}' % (b"[" * 70, b"]" * 70))
    assert (answer.status_code, answer.json()["error"]) == (422, "unreadable")
    run = Run.objects.get()
    assert (run.status, run.reason, run.message) == ("failed", "unreadable", answer.json()["message"])
    assert ToDo.objects.filter(kind="failed_feed", done_at=None).exists()
    pusher.batch(record(1))
    assert not ToDo.objects.filter(kind="failed_feed", done_at=None).exists()


def test_a_batch_that_was_undone_is_not_taken_again_but_another_is(pusher: Pusher):
    pusher.batch(record(1))
    revert(Run.objects.get(pk=pusher.batch(record(2)).json()["run"]["run"]))
    answer = pusher.batch(record(2))
    assert (answer.status_code, answer.json()["error"], courses(pusher.feed)) == (409, "paused", {"R1"})
    assert pusher.batch(record(3)).status_code == 200
    assert courses(pusher.feed) == {"R1", "R3"}


def test_an_older_batch_that_was_undone_is_the_one_that_is_not_taken_again(pusher: Pusher):
    pusher.batch(record(1))
    older = run_of(pusher.batch(record(1, description="Older."), record(2)))
    pusher.batch(record(3))
    revert(older)
    again = pusher.batch(record(1, description="Older."), record(2))
    assert (again.status_code, again.json()["error"]) == (409, "paused")
    assert pusher.batch(record(3)).status_code == 200


def test_an_undone_batch_leaves_the_dates_of_the_one_before(pusher: Pusher):
    first = run_of(pusher.batch(record(1)))
    revert(run_of(pusher.batch(record(1, description="Other."))))
    course = Course.objects.with_dates().get()
    assert (course.changed_at, course.last_stated_at) == (first.applied_at, first.finished_at)


def test_a_batch_that_waited_is_confirmed_after_what_an_undone_one_stated(pusher: Pusher):
    pusher.batch(record(1))
    held = run_of(pusher.batch(record(1, description="Waits."), *untitled(4)))
    revert(run_of(pusher.batch(record(1, description="Undone."))))
    confirm(held.pk)
    assert Course.objects.get(record_id="R1").description == "<p>Waits.</p>"


def test_what_a_batch_wrote_once_it_was_confirmed_is_left_by_the_undoing_of_what_came_before(pusher: Pusher):
    pusher.batch(record(1))
    undone = run_of(pusher.batch(record(1, description="Undone.")))
    held = run_of(pusher.batch(record(1, description="Waits."), *untitled(4)))
    undoing = revert(undone)
    confirm(held.pk)
    again = revert(undoing)
    assert Course.objects.get(record_id="R1").description == "<p>Waits.</p>"
    assert f"by run {held.pk} since" in again.problems.get().reason


def test_a_key_that_this_site_can_open_no_more_is_told_what_to_do(pusher: Pusher, settings: Settings):
    settings.FEED_SECRET_KEYS = ["another"]
    answer = pusher.batch(record(1))
    assert (answer.status_code, answer.json()["error"]) == (401, "lost_key")
    assert "registrar" in answer.json()["message"]


def test_of_a_message_to_a_paused_feed_no_byte_is_kept(pusher: Pusher, django_user_model):
    before = bytes_of(pusher.feed)
    pause(pusher.feed, django_user_model.objects.create(email="registrar@tapi.example"))
    assert pusher.batch(record(1)).status_code == 409
    assert bytes_of(pusher.feed) == before
    resume(pusher.feed)
    undone = run_of(pusher.batch(record(1)))
    kept = bytes_of(pusher.feed)
    revert(undone)
    assert pusher.batch(record(1)).status_code == 409
    assert bytes_of(pusher.feed) == kept


def test_a_feed_that_is_read_from_an_address_now_takes_no_push(pusher: Pusher, tmp_path: Path):
    here = Connection("csv", path=str(tmp_path / "courses.csv"), profile=PROFILE)
    connect(pusher.feed.source.organisation, "register", here)
    assert pusher.batch(record(1)).json()["error"] == "not_pushed"
    assert courses(pusher.feed) == set()


@pytest.mark.parametrize("parts", [-1, 10_001, 10**10])
def test_a_commit_speaks_of_as_many_parts_as_a_transfer_may_have(pusher: Pusher, parts: int):
    transfer = pusher.say({"whole": "begin"}).json()["transfer"]
    answer = pusher.say({"whole": "commit", "transfer": transfer, "parts": parts})
    assert (answer.status_code, answer.json()["error"]) == (422, "not_understood")


def test_the_offices_answer_for_a_word_serves_what_is_pushed_too(pusher: Pusher):
    pusher.batch(record(1, disciplines=["Skin and beauty"]))
    answer_word(UnknownWord.objects.get(word="Skin and beauty"), None, term="dermatology")
    pusher.batch(record(2, disciplines=["Skin and beauty"]))
    told = dict(Course.objects.values_list("record_id", "disciplines"))
    assert told == {"R1": [], "R2": ["dermatology"]}


def kept_of(run: Run) -> bytes:
    assert run.file is not None
    with run.file.content.open("rb") as content:
        return content.read()


def test_a_batch_is_kept_as_it_came_and_nothing_of_its_headers(pusher: Pusher):
    body = b'{ "records" : [{"id": "R1",  "title": "Anatomy"}] }\n'
    signed = pusher.signed(body)
    run = Run.objects.get(pk=pusher.say(body, headers=signed).json()["run"]["run"])
    assert kept_of(run) == body
    assert run.file.use == KeptFile.Use.PUSHED
    assert (run.file.size, run.file.sha256) == (len(body), run.content_hash)
    assert re.fullmatch(r"push-\d{4}-\d\d-\d\d-\d{6}\.json", run.file.name)


def test_what_was_pushed_is_called_by_the_day_and_time_that_pages_tell():
    assert name_at(dt.datetime(2026, 8, 2, 18, 45, 7, tzinfo=dt.UTC)) == "push-2026-08-03-001507.json"


def test_the_same_batch_is_kept_once_and_each_run_leads_to_it(pusher: Pusher):
    runs = [pusher.batch(record(number)).json()["run"]["run"] for number in (1, 1, 2, 1)]
    first, same, other, again = (Run.objects.get(pk=run).file.content.name for run in runs)
    assert first == same == again != other


def test_a_batch_that_waits_for_a_person_is_kept_too(pusher: Pusher):
    pusher.batch(*(record(number) for number in range(1, 11)))
    held = pusher.batch(*(record(number, title=f"Shifted {number + 1}") for number in range(1, 11))).json()["run"][
        "run"
    ]
    assert b"Shifted 11" in kept_of(Run.objects.get(pk=held, status=Run.Status.HELD))


def test_a_catalogue_in_parts_is_kept_as_one_file_with_every_record_as_it_came(pusher: Pusher, carry_out_all):
    transfer = pusher.say({"whole": "begin"}).json()["transfer"]
    for number, told in ((2, b'{"id":"R2",  "title":"Two"}'), (1, b'{"title":"One",\t"id":"R1"}')):
        pusher.say(b'{"transfer":"%s","part":%d,"records":[%s]}' % (transfer.encode(), number, told))
    pusher.say({"whole": "commit", "transfer": transfer, "parts": 2})
    run = carry_out_all(pusher.feed)
    assert kept_of(run) == b'{"records":[{"title":"One",\t"id":"R1"},\n{"id":"R2",  "title":"Two"}]}'
    assert (run.status, run.created, run.file.use) == ("done", 2, KeptFile.Use.PUSHED)


def test_of_a_batch_nothing_is_kept_where_no_file_is_to_be_or_the_disk_is_full(
    pusher: Pusher, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    settings.FEED_KEEP_FILES_DAYS = 0
    first = pusher.batch(record(1)).json()["run"]
    settings.FEED_KEEP_FILES_DAYS = 90
    (tmp_path / "blocked").write_text("a file where a folder should be")
    monkeypatch.setitem(vars(KeptFile._meta.get_field("content").storage), "location", str(tmp_path / "blocked"))
    second = pusher.batch(record(2)).json()["run"]
    assert [first["status"], second["status"]] == ["done", "done"]
    assert set(Run.objects.values_list("file", flat=True)) == {None}


def test_a_batch_whose_process_died_is_written_by_a_worker_and_sent_again_changes_nothing(
    pusher: Pusher, carry_out_all
):
    body = b'{"records":[{"id":"R2","title":"Two"}]}'
    pusher.batch(record(1))
    run = begin(pusher.feed, "push", scope=CHANGES, file=keep_batch(pusher.feed, body))
    assert pusher.say(body).status_code == 409
    carry_out_all(pusher.feed)
    run.refresh_from_db()
    assert (run.status, run.created, run.withdrawn, courses(pusher.feed)) == ("done", 1, 0, {"R1", "R2"})
    [result] = pusher.say(body).json()["results"]
    assert result["status"] == "same"


def test_a_batch_that_was_not_kept_is_to_be_sent_again_where_its_process_died(pusher: Pusher, carry_out_all):
    begin(pusher.feed, "push", scope=CHANGES)
    run = carry_out_all(pusher.feed)
    assert (run.status, run.reason) == ("failed", "worker_lost")


def test_the_file_of_a_batch_is_handed_only_to_its_colleges_own_people(pusher: Pusher, narmada: Organisation, client):
    run = pusher.batch(record(1)).json()["run"]["run"]
    address = reverse("feeds_desk:run_file", args=[pusher.feed.pk, run])
    own, foreign = keeper(pusher.feed.source.organisation, "registrar"), keeper(narmada, "registrar")
    assert b"".join(signed_in(own).get(address)).startswith(b'{"records"')
    assert signed_in(foreign).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_the_day_of_a_pushed_course_names_the_batch_that_it_came_from(pusher: Pusher):
    first, second = (pusher.batch(record(1, title=title)).json()["run"]["run"] for title in ("Anatomy", "Anatomy II"))
    pusher.batch(record(2))  # says nothing of the first
    found = dated(Course.objects.get(record_id="R1"), timezone.now())
    assert (found.run.pk, found.last_read) == (second, None)
    assert b'"Anatomy II"' in kept_of(found.run)
    assert first != second
