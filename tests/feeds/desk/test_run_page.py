"""A run can be read, decided, downloaded and undone by the college's own people."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from courses.catalogue.editing import edit
from courses.feeds.desk.downloads import as_xlsx
from courses.feeds.models import Change, Problem, Run
from courses.feeds.revert import revert
from tests.feeds.feeding import Catalogue, row, rows

pytestmark = pytest.mark.django_db
LONG = "Reduction and casting and follow up in a district clinic for the students of the second phase."
NEWER = "Reduction and casting and follow-up at two weeks in a district clinic for the students of the second phase."


def address(run: Run, name: str = "run", *more: int) -> str:
    return reverse(f"feeds_desk:{name}", args=[run.feed_id, run.pk, *more])


def shown(client: Client, run: Run, name: str = "run", **asked: str) -> str:
    answer = client.get(address(run, name), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def downloaded(client: Client, run: Run, name: str) -> bytes:
    answer = client.get(address(run, name))
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    return b"".join(answer.streaming_content)


@pytest.fixture
def changed(catalogue: Catalogue) -> Run:
    catalogue.holds([row(1, seats=24, about=LONG), *rows(12)[1:]]).sync()
    return catalogue.holds([row(1, seats=30, about=NEWER), *rows(12)[1:], row(13), row(14, seats="many")]).sync()


@pytest.fixture
def held(catalogue: Catalogue) -> Run:
    catalogue.holds(rows(12)).sync()
    return catalogue.holds(rows(4)).sync()


def test_a_run_says_what_changed_word_by_word(changed: Run, registrar: Client):
    page = shown(registrar, changed)
    assert "<del>24</del> <ins>30</ins>" in page
    assert "Seats a year" in page
    assert "<del>follow up</del> <ins>follow-up at two weeks</ins>" in page
    assert "Read 14 rows in" in page


def test_a_problem_says_where_it_is_and_how_to_mend_it(changed: Run, registrar: Client):
    page = shown(registrar, changed, problems="field")
    assert "many" in page
    assert ">Left out</span>" in page
    assert "Seats a year" in page
    assert "How to mend" in page


def test_changes_are_narrowed_by_kind_and_paged(catalogue: Catalogue, registrar: Client):
    run = catalogue.holds(rows(60)).sync()
    assert "26 to 50 of 60" in shown(registrar, run, cpage="2")
    assert "51 to 60 of 60" in shown(registrar, run, cpage="99")
    assert "1 to 25 of 60" in shown(registrar, run, changes="odd", cpage="x")


def test_words_of_another_language_are_marked(catalogue: Catalogue, registrar: Client):
    run = catalogue.holds(rows(2)).sync()
    titles = {"gu": "નવજાત શિશુની સંભાળ"}
    before = {"id": "R1", "title": {"gu": "નવજાત બાળકની સંભાળ"}}
    Change.objects.filter(run=run).update(kind="changed", before=before, after={"id": "R1", "title": titles})
    page = shown(registrar, run)
    assert "Title in ગુજરાતી" in page
    assert 'lang="gu"><del>નવજાત બાળકની સંભાળ</del>' in page


def test_markup_of_a_feed_is_text(catalogue: Catalogue, registrar: Client):
    run = catalogue.holds([row(1, title="<script>alert(1)</script>Anatomy", seats="<img src=x>")]).sync()
    page = shown(registrar, run)
    assert "<script>alert" not in page
    assert "<img src=x>" not in page


def test_the_page_costs_the_same_whatever_the_run(
    catalogue: Catalogue, registrar: Client, django_assert_max_num_queries
):
    run = catalogue.holds([row(number, seats="many") for number in range(1, 80)]).sync()
    shown(registrar, run)
    with django_assert_max_num_queries(15):
        shown(registrar, run)


def test_a_run_at_work_says_how_far_it_is_and_looks_again(catalogue: Catalogue, registrar: Client):
    catalogue.holds(rows(12)).sync()
    run = Run.objects.create(
        feed=catalogue.feed,
        status="running",
        phase="reading",
        progress={"rows": 6, "entered_at": "2026-08-03T10:00:00+00:00", "at": "2026-08-03T10:00:03+00:00"},
    )
    page = shown(registrar, run)
    assert "6 rows read, 2 rows a second, about 3.0 seconds more to read" in page
    assert "data-live" in page
    assert '<meta http-equiv="refresh"' in page
    run.status, run.progress = "queued", {}
    run.save()
    assert "Waiting for a free worker" in shown(registrar, run)


@pytest.mark.parametrize(
    ("phase", "held", "said"),
    [
        ("fetching", {"bytes": 9_000_000}, "9.0 MB received, 3.0 MB a second."),
        ("reading", {"rows": 60}, "60 rows read, 20 rows a second."),
    ],
)
def test_of_more_than_last_time_nobody_says_how_much_is_left(
    catalogue: Catalogue, registrar: Client, phase: str, held: dict[str, int], said: str
):
    catalogue.holds(rows(12)).sync()
    moments = {"entered_at": "2026-08-03T10:00:00+00:00", "at": "2026-08-03T10:00:03+00:00"}
    run = Run.objects.create(feed=catalogue.feed, status="running", phase=phase, progress={**held, **moments})
    page = shown(registrar, run)
    assert said in page
    assert 'class="share"' not in page


def test_a_failed_run_says_why_and_what_to_do(catalogue: Catalogue, registrar: Client):
    run = catalogue.says("").sync()
    page = shown(registrar, run)
    assert "The feed holds no record." in page
    assert "Nothing of what readers see was changed." in page


def test_the_downloads_hold_every_change_and_problem(changed: Run, registrar: Client):
    lines = list(csv.reader(io.StringIO(downloaded(registrar, changed, "run_changes_csv").decode("utf-8-sig"))))
    assert lines[0] == ["What", "Record", "Code", "Title", "Field", "Before", "After"]
    assert ["Changed", "R1", "", "Course 1", "Seats a year", "24", "30"] in lines
    assert [line[1] for line in lines if line[0] == "New"] == ["R13", "R14"]
    sheet = load_workbook(io.BytesIO(downloaded(registrar, changed, "run_problems_xlsx"))).active
    assert [cell.value for cell in sheet[2]][2:5] == ["R14", "Seats a year", "many"]


def test_a_workbook_is_sent_while_its_rows_are_still_read():
    taken = []

    def told() -> Iterator[tuple[str, ...]]:
        for number in range(20_000):
            taken.append(number)
            yield f"record {number}", sha256(str(number).encode()).hexdigest()

    answer = as_xlsx(("Record", "Value"), told(), "run.xlsx")
    assert taken == []
    pieces = iter(answer)
    first = next(pieces)
    assert len(taken) < 20_000
    assert len(list(load_workbook(io.BytesIO(b"".join([first, *pieces]))).active.rows)) == 20_001


def test_a_workbook_holds_texts_of_any_kind_as_they_are():
    said = ('a < b & "c"', "\x00\x1f\ud800મરાઠી 𝟛", " two\nlines ", "x" * 40_000)
    sheet = load_workbook(io.BytesIO(b"".join(as_xlsx(("A", "B", "C", "D"), [said], "run.xlsx")))).active
    assert [cell.value for cell in sheet[2]] == [said[0], "મરાઠી 𝟛", said[2], "x" * 32_767]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\x01="])
def test_no_cell_of_a_download_is_a_formula(changed: Run, registrar: Client, start: str):
    hostile = f"{start}HYPERLINK(1)"
    Problem.objects.filter(run=changed).update(value=hostile)
    lines = list(csv.reader(io.StringIO(downloaded(registrar, changed, "run_problems_csv").decode("utf-8-sig"), "")))
    assert lines[1][4] == f"'{hostile}".replace("\x01", "")
    cell = load_workbook(io.BytesIO(downloaded(registrar, changed, "run_problems_xlsx"))).active["E2"]
    assert (cell.data_type, cell.value[0]) == ("s", "'")


def test_the_very_file_that_was_read_is_handed_over(changed: Run, catalogue: Catalogue, registrar: Client):
    assert downloaded(registrar, changed, "run_file") == Path(catalogue.path).read_bytes()


def test_a_file_that_is_gone_from_the_disk_is_not_found(changed: Run, registrar: Client):
    changed.file.content.storage.delete(changed.file.content.name)
    assert registrar.get(address(changed, "run_file")).status_code == 404


def test_the_record_is_shown_as_it_was_stated(changed: Run, registrar: Client):
    change = Change.objects.get(run=changed, kind="changed")
    page = registrar.get(address(changed, "record", change.pk)).content.decode()
    assert json.dumps("R1").replace('"', "&quot;") in page
    assert "Before, as stated" in page


def every_address(run: Run) -> Iterator[str]:
    names = ("run", "run_file", "run_revert", "run_changes_csv", "run_changes_xlsx", "run_problems_csv")
    yield from (address(run, name) for name in names)
    yield address(run, "record", Change.objects.filter(run=run).values_list("pk", flat=True)[0])


def test_nothing_of_another_colleges_run_is_there(theirs: Catalogue, registrar: Client):
    run = theirs.holds(rows(3)).sync()
    for found in every_address(run):
        assert registrar.get(found).status_code == 404, found
        assert registrar.post(found, {"do": "confirm", "sure": "1"}).status_code in (404, 405), found
    run.refresh_from_db()
    assert run.status == "done"


def test_a_change_of_another_run_is_not_found_under_this_one(
    catalogue: Catalogue, theirs: Catalogue, registrar: Client
):
    mine, other = catalogue.holds(rows(2)).sync(), theirs.holds(rows(2)).sync()
    change = Change.objects.filter(run=other)[0]
    assert registrar.get(address(mine, "record", change.pk)).status_code == 404


def test_a_held_run_names_the_amount_and_is_confirmed_by_who_has_looked(
    held: Run, catalogue: Catalogue, registrar: Client
):
    page = shown(registrar, held)
    assert "Withdraw 8 courses" in page
    assert "Keep them all" in page
    unsure = registrar.post(address(held), {"do": "confirm"})
    assert unsure.status_code == 422
    assert "Look at the list first" in unsure.content.decode()
    assert len(catalogue.shown()) == 12
    answer = registrar.post(address(held), {"do": "confirm", "sure": "1"}, follow=True)
    assert "You withdrew 8 courses. It can be undone." in answer.content.decode()
    held.refresh_from_db()
    assert (held.decision, held.decided_by.email) == ("confirmed", "registrar@tapi.example")
    assert len(catalogue.shown()) == 4


def test_a_discarded_run_says_so_and_offers_no_undoing(held: Run, catalogue: Catalogue, registrar: Client):
    answer = registrar.post(address(held), {"do": "discard"}, follow=True)
    page = " ".join(answer.content.decode().split())
    assert "You kept 8 courses, shown as before. Nobody is asked about them again while no others are absent." in page
    assert "is discarded" not in page
    assert "8 of 12 courses are no longer in the feed.<br>It was discarded: they stay" in page
    assert "until a person confirms" not in page
    assert "no longer stated; it was left as it is" in page
    assert "Waits for you" not in page
    assert "Undo this run" not in page
    assert ("no longer stated; it was left as it is" in page, "until somebody decides" in page) == (True, False)
    assert ("Stayed" in page, "Waits for you" in page) == (True, False)
    assert "Done, but for what it held" in page
    assert "Stayed" in b"".join(registrar.get(address(held, "run_changes_csv"))).decode()
    assert "wrote nothing that could be undone" in shown(registrar, held, "run_revert")
    registrar.post(address(held, "run_revert"))
    catalogue.feed.refresh_from_db()
    assert catalogue.feed.paused_at is None


def test_a_held_run_is_discarded_and_cannot_be_decided_twice(held: Run, catalogue: Catalogue, registrar: Client):
    registrar.post(address(held), {"do": "discard"})
    answer = registrar.post(address(held), {"do": "confirm", "sure": "1"}, follow=True)
    assert "waits for no decision" in answer.content.decode()
    assert len(catalogue.shown()) == 12


def test_who_kept_them_withdraws_them_after_all_once_she_has_looked(held: Run, catalogue: Catalogue, registrar: Client):
    assert "ended after all" not in shown(registrar, held)
    registrar.post(address(held), {"do": "discard"})
    assert "8 of them are still shown. Have they ended after all?" in shown(registrar, held)
    unsure = registrar.post(address(held), {"do": "after_all"})
    assert (unsure.status_code, "Look at the list first" in unsure.content.decode()) == (422, True)
    assert len(catalogue.shown()) == 12
    answer = registrar.post(address(held), {"do": "after_all", "sure": "1"}, follow=True).content.decode()
    assert "You withdrew 8 courses. It can be undone." in answer
    assert ("after all" in answer, "Undo this run" in answer) == (False, True)
    assert len(catalogue.shown()) == 4
    again = registrar.post(address(held), {"do": "after_all", "sure": "1"}, follow=True)
    assert f"Of run {held.pk} nothing is left that could be withdrawn." in again.content.decode()


def test_nothing_is_decided_by_looking(held: Run, registrar: Client):
    registrar.get(address(held), {"do": "confirm", "sure": "1"})
    held.refresh_from_db()
    assert held.status == "held"


def test_a_run_held_whole_says_what_it_would_do(catalogue: Catalogue, registrar: Client):
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([row(number, title=f"Other {number}") for number in range(1, 13)]).sync()
    assert "Apply all of it: 12 changed" in shown(registrar, run)
    again = catalogue.holds([row(number, title=f"Others {number}") for number in range(1, 13)]).sync()
    left = registrar.post(address(again), {"do": "discard"}, follow=True).content.decode()
    assert "You left all of it: nothing was changed" in left
    once_more = catalogue.holds([row(number, title=f"Third {number}") for number in range(1, 13)]).sync()
    applied = registrar.post(address(once_more), {"do": "confirm", "sure": "1"}, follow=True).content.decode()
    assert "You applied this run. It can be undone." in applied


def test_a_run_of_which_nothing_is_left_to_apply_is_only_left(catalogue: Catalogue, registrar: Client):
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([{"id": "", "title": f"Nameless {number}"} for number in range(3)]).sync()
    page = shown(registrar, run)
    assert (run.status, "or confirm" in run.message, 'href="#problems"' in page) == ("held", False, True)
    assert ("Apply all" in page, 'name="sure"' in page, "Leave all of it" in page) == (False, False, True)


def test_in_all_a_run_took_no_less_than_its_phases(catalogue: Catalogue, registrar: Client):
    run = catalogue.holds(rows(2)).sync()
    Run.objects.filter(pk=run.pk).update(finished_at=run.started_at, phase_times=[["reading", 2.0], ["applying", 3.5]])
    assert "Read 2 rows in 5.5 seconds." in shown(registrar, run)
    Run.objects.filter(pk=run.pk).update(phase_times=[["applying", 0.01]])
    assert "Read 2 rows in less than 0.1 seconds." in shown(registrar, run)


def test_undoing_says_first_what_it_would_do_and_what_stays(catalogue: Catalogue, registrar: Client):
    catalogue.holds(rows(12)).sync()
    older = catalogue.holds([row(1, about="A."), row(2, about="B."), *rows(12)[2:]]).sync()
    newer = catalogue.holds([row(1, about="AA."), row(2, about="B."), *rows(12)[2:]]).sync()
    page = " ".join(registrar.get(address(older, "run_revert")).content.decode().split())
    assert "1 course would go back to what it was before it, 1 was written again since and would stay" in page
    assert f"stays as it is: it was changed by run {newer.pk} since" in page
    assert "Put 1 course back" in page
    answer = registrar.post(address(older, "run_revert"), follow=True)
    undoing = Run.objects.order_by("-pk")[0]
    assert (undoing.reverts, undoing.started_by.email) == (older, "registrar@tapi.example")
    assert f"Run {older.pk} was undone." in answer.content.decode()


def test_undoing_says_of_which_courses_readers_go_on_seeing_an_edit(catalogue: Catalogue, registrar: Client):
    catalogue.holds(rows(2)).sync()
    run = catalogue.holds([row(1, about="A."), row(2, about="B.")]).sync()
    edit(catalogue.course("R1"), "description", {"und": "<p>Ours.</p>"}, None)
    page = " ".join(registrar.get(address(run, "run_revert")).content.decode().split())
    told = "states again what it stated before"
    assert page.count(told) == 2
    assert page.count(f"{told}; readers go on seeing what was edited: Description") == 1


def test_the_list_of_runs_says_which_undid_which(changed: Run, registrar: Client):
    def listed() -> str:
        return registrar.get(reverse("feeds_desk:feed", args=[changed.feed_id])).content.decode()

    undoing = revert(changed)
    assert f"undid run {changed.pk}" in listed()
    assert f"undone by run {undoing.pk}" in listed()
    page = shown(registrar, undoing)
    assert f"Look at run {changed.pk}" in page
    assert "Put 3 courses back in" in page
    assert "The catalogue is paused until it holds something else" in page
    assert "Run again" not in page
    again = revert(undoing)
    assert f"undone by run {undoing.pk}" not in listed()
    assert f"undone by run {again.pk}" in listed()
    assert "Undo this run" in shown(registrar, changed)


def test_what_cannot_be_undone_says_why(held: Run, registrar: Client):
    assert "waits for a decision" in registrar.get(address(held, "run_revert")).content.decode()


def test_every_status_and_trigger_has_words(catalogue: Catalogue, registrar: Client):
    for status in Run.Status.values:
        run = Run.objects.create(feed=catalogue.feed, status=status, trigger="admin", dry_run=True)
        assert "a person in the CMS" in shown(registrar, run)


def test_what_a_run_wrote_can_be_undone_also_where_its_question_passed_on(
    catalogue: Catalogue, registrar: Client, held: Run
):
    first = catalogue.holds([row(1, about=LONG), *rows(4)[1:]]).sync()
    catalogue.holds([row(1, about=LONG), *rows(4)[1:], row(13)]).sync()
    first.refresh_from_db()
    assert first.status == "superseded"
    assert address(first, "run_revert") in shown(registrar, first)
    registrar.post(address(first, "run_revert"))
    assert catalogue.course("R1").description == ""
    assert address(first, "run_revert") not in shown(registrar, first)


def test_a_run_of_a_night_is_charted_on_the_day_that_its_college_writes(catalogue: Catalogue, registrar: Client):
    run = catalogue.holds(rows(2)).sync()
    Run.objects.update(created_at=dt.datetime(2026, 8, 3, 20, 30, tzinfo=dt.UTC))
    assert f"Run {run.pk}, 4 Aug:" in shown(registrar, run)
