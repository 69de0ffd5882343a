"""What a repository is asked by OAI-PMH 2.0, how a harvest may fail, and what its records say in our words."""

import datetime as dt
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from courses.feeds.exchange import NotReadable
from courses.feeds.record import Subject
from tests.feeds.readers.asking import Asking

BASE = "https://repo.narmada.example/oai"
LOM = (Path(__file__).resolve().parents[2] / "samples/oai-pmh/lom.xml").read_text(encoding="utf-8")
NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)


def answer(inner: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{inner}</OAI-PMH>'
    )


def error(code: str) -> str:
    return answer(f'<error code="{code}">In its words</error>')


def record(number: int, *elements: str, status: str = "") -> str:
    header = f"<identifier>oai:{number}</identifier><datestamp>2026-11-01</datestamp>"
    if status:
        return f'<record><header status="{status}">{header}</header></record>'
    inner = "".join(elements) or f"<dc:title>Course {number}</dc:title>"
    dc = f'<dc:dc xmlns:dc="http://purl.org/dc/elements/1.1/">{inner}</dc:dc>'
    return f"<record><header>{header}</header><metadata>{dc}</metadata></record>"


def listed(*records: str, token: str | None = None) -> str:
    told = "" if token is None else f"<resumptionToken>{token}</resumptionToken>"
    return answer(f"<ListRecords>{''.join(records)}{told}</ListRecords>")


def identify(deleted: str = "persistent", granularity: str = "YYYY-MM-DD") -> str:
    return answer(
        f"<Identify><deletedRecord>{deleted}</deletedRecord><granularity>{granularity}</granularity></Identify>"
    )


class Repository:
    """Says its pages in order, whatever it is asked for; `queries` are what it was asked, as tables."""

    def __init__(self, *pages: str, says: str = "", options: str = "", since: dt.datetime | None = None) -> None:
        self._pages = [says or identify(), *pages]
        self.asking = Asking("oai-pmh", BASE, lambda _: self._pages.pop(0), options, since=since)

    @property
    def queries(self) -> list[dict[str, str]]:
        return [{name: one[0] for name, one in parse_qs(urlsplit(a).query).items()} for a in self.asking.asked]

    def read(self):  # type: ignore[no-untyped-def]
        return self.asking.read()


def test_a_token_is_sent_alone_and_an_empty_one_ends_the_list() -> None:
    repository = Repository(listed(record(1), token="a b/c+1&x=é"), listed(record(2), token=""))
    found = repository.read()
    assert [one.record.id for one in found.checked] == ["oai:1", "oai:2"]
    assert repository.queries == [
        {"verb": "Identify"},
        {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
        {"verb": "ListRecords", "resumptionToken": "a b/c+1&x=é"},
    ]


def test_deleted_records_are_told_as_gone() -> None:
    found = Repository(listed(record(1), record(2, status="deleted"))).read()
    assert ([one.record.id for one in found.checked], found.deleted) == (["oai:1"], ["oai:2"])


@pytest.mark.parametrize(
    ("granularity", "asked"), [("YYYY-MM-DD", "2026-11-20"), ("YYYY-MM-DDThh:mm:ssZ", "2026-11-20T02:30:00Z")]
)
def test_what_changed_is_asked_for_as_finely_as_the_repository_tells(granularity: str, asked: str) -> None:
    repository = Repository(listed(record(1)), says=identify(granularity=granularity), since=NOW)
    assert repository.read().reading.only_changes is True
    assert repository.queries[1]["from"] == asked


@pytest.mark.parametrize("deleted", ["no", "transient"])
def test_a_repository_that_forgets_what_it_deleted_is_read_whole(deleted: str) -> None:
    repository = Repository(listed(record(1)), says=identify(deleted), since=NOW)
    assert repository.read().reading.only_changes is False
    assert "from" not in repository.queries[1]


def test_no_record_that_changed_is_no_empty_repository() -> None:
    found = Repository(error("noRecordsMatch"), since=NOW).read()
    assert (found.reading.read, found.reading.only_changes) == (0, True)
    with pytest.raises(NotReadable) as caught:
        Repository(error("noRecordsMatch")).read()
    assert caught.value.reason == "empty"


def test_a_harvest_that_expires_half_way_begins_once_more_and_counts_once() -> None:
    repository = Repository(
        listed(record(1), token="t1"),
        error("badResumptionToken"),
        listed(record(1), token="t2"),
        listed(record(2)),
    )
    found = repository.read()
    assert [one.record.id for one in found.checked] == ["oai:1", "oai:2"]
    assert found.reading.repeated == 0


def test_a_harvest_that_expires_twice_changes_nothing() -> None:
    pages = [listed(record(1), token="t1"), error("badResumptionToken")] * 2
    with pytest.raises(NotReadable) as caught:
        Repository(*pages).read()
    assert (caught.value.reason, "badResumptionToken" in caught.value.message) == ("bad_paging", True)


@pytest.mark.parametrize("code", ["cannotDisseminateFormat", "noSetHierarchy", "badArgument", "badVerb", "unheardOf"])
def test_an_error_is_named_with_its_code_and_remedy(code: str) -> None:
    with pytest.raises(NotReadable) as caught:
        Repository(error(code)).read()
    assert caught.value.reason == "unreadable"
    assert f"({code}: In its words)" in caught.value.message


def test_a_page_that_leads_to_one_before_is_bad_paging() -> None:
    pages = [listed(record(number), token="same") for number in range(1, 4)]
    with pytest.raises(NotReadable) as caught:
        Repository(*pages).read()
    assert caught.value.reason == "bad_paging"


def test_a_size_of_the_whole_list_may_be_an_estimate_and_fails_nothing() -> None:
    token = '<resumptionToken completeListSize="999" cursor="0">more</resumptionToken>'
    pages = answer(f"<ListRecords>{record(1)}{token}</ListRecords>"), listed(record(2))
    assert len(Repository(*pages).read().checked) == 2


def test_an_answer_of_another_protocol_is_named() -> None:
    with pytest.raises(NotReadable) as caught:
        Repository("<rss><channel/></rss>").read()
    assert caught.value.reason == "not_a_feed"


def test_sets_are_harvested_one_after_another_and_types_are_chosen() -> None:
    options = '[options]\nsets = ["ug", "pg:surgery"]\ntypes = ["Course"]\n'
    course, article = (
        record(number, f"<dc:title>T</dc:title><dc:type>{kind}</dc:type>")
        for number, kind in enumerate(("course", "article"))
    )
    repository = Repository(listed(course, article), error("noRecordsMatch"), options=options)
    found = repository.read()
    assert [query.get("set") for query in repository.queries] == [None, "ug", "pg:surgery"]
    assert [one.record.id for one in found.checked] == ["oai:0"]


def test_dublin_core_is_kept_whole() -> None:
    elements = (
        '<dc:title xml:lang="en">Suturing</dc:title><dc:title xml:lang="gu">ટાંકા</dc:title>'
        "<dc:identifier>SUT-1</dc:identifier><dc:identifier>https://repo.narmada.example/7</dc:identifier>"
        "<dc:identifier>10.1000/182</dc:identifier><dc:creator>Hetal Desai</dc:creator><dc:language>eng</dc:language>"
        "<dc:subject>Sutures</dc:subject><dc:description>Knots.</dc:description><dc:rights>CC BY 4.0</dc:rights>"
        "<dc:date>2026</dc:date><dc:type>Course</dc:type>"
    )
    one = Repository(listed(record(7, elements))).read().record
    assert one.title == {"en": "Suturing", "gu": "ટાંકા"}
    assert (one.code, one.url, one.languages) == ("SUT-1", "https://repo.narmada.example/7", ("en",))
    assert [(person.name, person.role) for person in one.people] == [("Hetal Desai", "author")]
    assert one.subjects == (Subject("stated", label="Sutures"),)
    assert one.extra == {
        "identifiers": "SUT-1; https://repo.narmada.example/7; 10.1000/182",
        "licence": "CC BY 4.0",
        "date": "2026",
        "type": "Course",
    }


def test_learning_object_metadata_is_kept_whole() -> None:
    one = Repository(LOM, options='[options]\nprefix = "lom"\n').read().record
    assert one.title == {"en": "Suturing", "hi": "टाँके"}
    assert (one.code, one.url, one.duration) == ("SUT-1", "https://repo.narmada.example/7/view", "PT6H")
    assert one.subjects == (Subject("stated", label="wound closure"), Subject("MeSH", "D013537", "Sutures"))
    assert one.extra["licence"] == "CC BY 4.0"
    assert one.extra["context"] == "higher education"


def stated(number: int, on: str, *elements: str) -> str:
    return record(number, *elements).replace("<datestamp>2026-11-01<", f"<datestamp>{on}<")


@pytest.mark.parametrize("later_comes_first", [False, True])
def test_of_a_record_that_is_told_again_in_one_harvest_the_later_statement_counts(later_comes_first: bool) -> None:
    earlier = stated(1, "2026-11-01", "<dc:title>Old</dc:title>", "<dc:description>Before</dc:description>")
    later = stated(1, "2026-11-20T10:00:00Z", "<dc:title>New</dc:title>")
    told = (later, earlier) if later_comes_first else (earlier, later)
    found = Repository(listed(told[0], token="t"), listed(told[1])).read()
    assert (found.record.title, found.record.description, found.problems) == ({"und": "New"}, {}, [])
    assert found.reading.repeated == 1


@pytest.mark.parametrize("told_first", ["record", "deletion"])
@pytest.mark.parametrize(("deleted_on", "holds"), [("2026-11-20", False), ("2026-11-05", True), ("2026-11-10", True)])
def test_of_a_record_and_its_deletion_in_one_harvest_the_later_datestamp_holds(
    told_first: str, deleted_on: str, holds: bool
) -> None:
    """With one datestamp for both the record stays: the next harvest tells which it is."""
    deletion = record(1, status="deleted").replace(">2026-11-01<", f">{deleted_on}<")
    told = [stated(1, "2026-11-01", "<dc:title>Old</dc:title>"), deletion, stated(1, "2026-11-10"), record(2)]
    found = Repository(listed(*(told if told_first == "record" else reversed(told)))).read()
    assert {one.record.id for one in found.checked} == ({"oai:1", "oai:2"} if holds else {"oai:2"})
    assert "oai:1" in found.deleted
    assert (found.reading.read, found.reading.repeated) == (3, 1 if holds else 2)


def test_records_told_twice_with_one_datestamp_are_in_dispute() -> None:
    twice = (stated(1, "2026-11-01", f"<dc:title>{name}</dc:title>") for name in ("A", "B"))
    found = Repository(listed(*twice)).read()
    assert (found.record.title, found.problem.field) == ({}, "title")


def test_the_language_of_an_element_is_that_of_what_it_stands_in() -> None:
    told = record(1, "<dc:title>Suturing</dc:title>", '<dc:title xml:lang="gu">ટાંકા</dc:title>')
    told = told.replace("<dc:dc ", '<dc:dc xml:lang="en" ')
    assert Repository(listed(told)).read().record.title == {"en": "Suturing", "gu": "ટાંકા"}


def test_a_second_title_of_a_language_is_kept_beside_the_first_of_each() -> None:
    titles = (f'<dc:title xml:lang="{tag}">{text}</dc:title>' for tag, text in (("en", "A"), ("en", "B"), ("gu", "C")))
    found = Repository(listed(record(1, *titles))).read().record
    assert (found.title, found.extra["other titles"]) == ({"en": "A", "gu": "C"}, "B")
