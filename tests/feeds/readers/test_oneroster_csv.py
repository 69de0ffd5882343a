"""What a OneRoster archive says in our words, and which archives are not opened."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from courses.feeds.exchange import NotReadable
from tests.feeds.readers.samples import zipped
from tests.feeds.stating import Found, read

FOLDER = Path(__file__).resolve().parents[2] / "samples/oneroster"
FILES = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.csv")}
COURSES = "sourcedId,status,title\nc1,active,Anatomy\n"


def reading(**changed: str | None) -> Found:
    """Of the sample, with some of its files otherwise or (None) not there."""
    files = FILES | {f"{name}.csv": text for name, text in changed.items()}
    return read("oneroster-csv", zipped({name: text for name, text in files.items() if text is not None}), profile="")


def manifest(**modes: str) -> str:
    return "propertyName,value\n" + "".join(f"file.{name},{mode}\n" for name, mode in modes.items())


def test_a_course_is_kept_whole() -> None:
    record = reading().of("c2")
    assert (record.title, record.code) == ({"und": "Clinical pharmacology"}, "PHA-201")
    assert record.disciplines == ("pharmacology",)
    assert [subject.label for subject in record.subjects] == ["Therapeutics"]
    assert record.extra == {
        "subject codes": "P1,T1",
        "grades": "14",
        "school": "Coastal Medical College",
        "school year": "2026-27",
    }


def test_classes_are_offerings_from_the_first_day_of_their_terms_to_the_last() -> None:
    offerings = reading().of("c1").offerings
    assert [(one.id, one.label, one.place, one.starts_on, one.ends_on) for one in offerings] == [
        ("k1", "Anatomy A", "Dissection hall", dt.date(2026, 8, 1), dt.date(2027, 5, 31)),
        ("k2", "Anatomy B", "Hall 2", dt.date(2027, 1, 4), dt.date(2027, 5, 31)),
    ]


def test_a_class_that_cannot_be_read_is_told_and_leaves_its_courses_offerings_as_they_were() -> None:
    classes = "sourcedId,title,courseSourcedId\nk1,A,c1\nk2,B,c1,x\nk3,C,nowhere\n"
    found = reading(classes=classes)
    [checked] = [one for one in found.checked if one.record.id == "c1"]
    assert ([one.id for one in checked.record.offerings], checked.unsettled) == (["k1"], ("offerings",))
    told = {(one.record, one.field, one.severity): one.reason for one in found.problems}
    assert "classes.csv, line 3 has 4 cells" in told["c1", "offerings", "field"]
    assert "left out: 1" in told["", "", "note"]


def test_a_class_of_a_term_that_is_not_told_has_no_dates() -> None:
    (offering,) = reading().of("c2").offerings
    assert (offering.starts_on, offering.ends_on) == (None, None)


def test_a_course_without_a_title_costs_itself() -> None:
    found = reading()
    assert [one.record.id for one in found.checked] == ["c1", "c2", "c4"]
    [refused] = [problem for problem in found.problems if problem.severity == "record"]
    assert (refused.record, refused.row) == ("c3", "courses.csv, line 4")


def test_a_whole_archive_tells_what_is_absent_and_a_delta_does_not() -> None:
    assert reading().reading.only_changes is False
    assert reading(manifest=manifest(courses="delta", classes="bulk")).reading.only_changes is True


def test_what_is_to_be_deleted_is_told_as_gone() -> None:
    courses = "sourcedId,status,title\nc1,active,Anatomy\nc2,tobedeleted,\n"
    found = reading(manifest=manifest(courses="delta"), courses=courses)
    assert found.deleted == ["c2"]
    assert [one.record.id for one in found.checked] == ["c1"]


def test_a_delta_without_a_change_is_no_empty_feed() -> None:
    found = reading(manifest=manifest(courses="delta"), courses="sourcedId,status,title\n")
    assert (found.reading.read, found.reading.only_changes) == (0, True)


def test_classes_that_are_not_told_stay_as_they_were() -> None:
    (checked,) = reading(manifest=manifest(courses="bulk", classes="absent"), courses=COURSES).checked
    assert checked.keeps == ("offerings",)


def test_changed_classes_of_courses_that_did_not_change_are_told_too() -> None:
    classes = "sourcedId,status,title,courseSourcedId\nk1,active,Evening,c1\nk2,tobedeleted,,c1\nk9,active,New,c7\n"
    found = reading(manifest=manifest(courses="delta", classes="delta"), courses=COURSES, classes=classes)
    assert [(one.record.id, one.keeps) for one in found.checked] == [
        ("c1", ("offerings", "-offerings/k2")),
        ("c7", ("*", "offerings")),
    ]


def test_a_folder_around_the_files_is_stepped_into() -> None:
    archive = zipped({f"export 2026/{name}": text for name, text in FILES.items()}, zipfile.ZIP_DEFLATED)
    assert read("oneroster-csv", archive, profile="").of("c1").code == "ANA-101"


def test_a_file_beside_the_manifest_alone_is_read() -> None:
    other = {"../courses.csv": "sourcedId,title\nevil,Evil\n", "old/courses.csv": "sourcedId,title\nold,Old\n"}
    found = read(
        "oneroster-csv", zipped(other | {"manifest.csv": manifest(courses="bulk"), "courses.csv": COURSES}), profile=""
    )
    assert [one.record.id for one in found.checked] == ["c1"]


@pytest.mark.parametrize(
    ("files", "reason", "says"),
    [
        ({"courses.csv": COURSES}, "not_a_feed", "no manifest.csv"),
        ({"manifest.csv": manifest(courses="bulk")}, "unreadable", "names courses.csv, which is not in the archive"),
        ({"manifest.csv": manifest(courses="some"), "courses.csv": COURSES}, "unreadable", "'some'"),
        ({"manifest.csv": manifest(users="bulk"), "users.csv": "sourcedId\n"}, "empty", "no courses"),
        ({"manifest.csv": manifest(courses="bulk"), "courses.csv": "id,title\n"}, "unreadable", "sourcedid"),
        ({"a/manifest.csv": "", "b/manifest.csv": ""}, "not_a_feed", "2 files manifest.csv"),
    ],
)
def test_an_archive_that_is_none_is_told(files: dict[str, str], reason: str, says: str) -> None:
    with pytest.raises(NotReadable) as caught:
        read("oneroster-csv", zipped(files), profile="")
    assert caught.value.reason == reason
    assert says in caught.value.message


def test_an_archive_that_unpacks_to_far_more_is_not_opened() -> None:
    bomb = zipped(
        {"manifest.csv": manifest(courses="bulk"), "courses.csv": COURSES + "\n" * 30_000_000}, zipfile.ZIP_DEFLATED
    )
    with pytest.raises(NotReadable) as caught:
        read("oneroster-csv", bomb, profile="")
    assert caught.value.reason == "too_large"


def test_an_archive_whose_bytes_were_spoilt_changes_nothing() -> None:
    archive = bytearray(zipped(FILES))
    at = archive.index(b"Human anatomy")
    archive[at : at + 5] = b"Woman"
    with pytest.raises(NotReadable) as caught:
        read("oneroster-csv", bytes(archive), profile="")
    assert caught.value.reason == "truncated"


def test_a_locked_archive_is_named() -> None:
    body = bytearray(zipped({"manifest.csv": manifest(courses="bulk"), "courses.csv": COURSES}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = -1
        while (at := body.find(mark, at + 1)) >= 0:
            body[at + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    assert zipfile.is_zipfile(io.BytesIO(body))
    with pytest.raises(NotReadable, match="password"):
        read("oneroster-csv", bytes(body), profile="")


def test_columns_that_a_vendor_adds_as_metadata_are_kept() -> None:
    courses = "sourcedId,status,title,metadata.credits,metadata.Hours\nc1,active,Anatomy,6,\nc2,active,Ethics,,30\n"
    found = reading(manifest=manifest(courses="bulk"), courses=courses)
    assert (found.of("c1").extra, found.of("c2").extra) == ({"credits": "6"}, {"Hours": "30"})


def test_a_term_that_is_deleted_gives_no_days() -> None:
    sessions = (
        "sourcedId,status,title,startDate,endDate\n"
        "t1,active,One,2026-08-01,2026-12-01\nt2,tobedeleted,Two,2027-01-01,2027-05-01\n"
    )
    classes = 'sourcedId,title,courseSourcedId,termSourcedIds\nk1,A,c1,"t1,t2"\n'
    (offering,) = reading(academicSessions=sessions, classes=classes).of("c1").offerings
    assert (offering.starts_on, offering.ends_on) == (dt.date(2026, 8, 1), dt.date(2026, 12, 1))


def test_a_comma_at_the_end_of_the_header_or_of_a_line_costs_nothing() -> None:
    courses = "\ufeffsourcedId,title,\r\nc1,Anatomy\r\nc2,Ethics,\r\nc3,Law,,\r\nc4,Bad,x\r\n"
    found = reading(manifest="propertyName,value,\r\nfile.courses,bulk,\r\n", courses=courses)
    assert [one.record.id for one in found.checked] == ["c1", "c2", "c3"]
    assert "has 3 cells" in found.problem.reason
