"""What an XCRI-CAP 1.2 catalogue says in our words, by whatever prefixes and in whatever encoding."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from courses.feeds.exchange import NotReadable, ReaderSettings
from courses.feeds.options import profile_for
from courses.feeds.readers import xcri_cap
from courses.feeds.record import Outcome, Subject
from tests.feeds.readers.samples import as_xcri_cap
from tests.feeds.stating import Found, read

SAMPLE = Path(__file__).resolve().parents[2] / "samples/xcri-cap/narmada.xml"


def sample() -> Found:
    return read("xcri-cap", SAMPLE.read_bytes(), profile="")


def catalogue(name: str) -> str:
    (body,) = as_xcri_cap([("R1", name)]).values()
    return body.decode()


def test_a_course_is_kept_whole_whatever_the_prefixes_are() -> None:
    record = sample().of("narmada:ana")
    assert record.title == {"en": "Human anatomy", "gu": "માનવ શરીરરચના"}
    assert (record.code, record.url, record.duration) == ("ANA-101", "https://narmada.example/courses/ana", "P10M")
    assert (record.credits, record.credit_scheme) == (Decimal(12), "NMC")
    assert record.prerequisites == "Admission to MBBS."
    assert record.outcomes == (Outcome("Names the branches of the brachial plexus."),)
    assert record.subjects == (Subject("mesh", "D000715", "Anatomy"), Subject("stated", label="Dissection"))
    assert record.extra == {
        "provider": "Narmada Medical College",
        "careerOutcome": "Residents in surgery.",
        "credit level": "1",
        "further credits": "15 ECTS",
        "other identifiers": "narmada:ana",
        "attendanceMode": "Campus",
        "cost": "None",
    }


def test_a_title_without_a_language_of_its_own_is_in_that_of_the_catalogue() -> None:
    body = catalogue("Anatomy").replace("<catalog ", '<catalog xml:lang="gu" ', 1)
    assert body != catalogue("Anatomy")
    assert read("xcri-cap", body, profile="").record.title == {"gu": "Anatomy"}


def test_xhtml_becomes_html_without_what_could_run() -> None:
    description = sample().of("narmada:ana").description["en"]
    assert "<em>ultrasound</em>" in description
    assert 'href="https://narmada.example/ana"' in description
    assert "steal" not in description


def test_a_presentation_is_an_offering_by_the_days_that_machines_read() -> None:
    (offering,) = sample().of("narmada:ana").offerings
    assert (offering.id, offering.starts_on, offering.starts_at) == ("ana-2027", dt.date(2027, 8, 1), None)
    assert (offering.ends_on, offering.enrol_until) == (dt.date(2028, 5, 31), dt.date(2027, 7, 15))
    assert (offering.modes, offering.languages) == (("onsite",), ("en",))
    assert (offering.places, offering.place) == (150, "Main campus, Bharuch")


def test_recstatus_3_is_gone_and_a_course_without_a_title_costs_itself() -> None:
    found = sample()
    assert found.deleted == ["narmada:old"]
    assert (found.problem.record, found.problem.field) == ("narmada:none", "title")
    assert found.reading.only_changes is False


def test_a_catalogue_of_changes_is_read_as_such_where_the_profile_says_so(tmp_path: Path) -> None:
    profile = profile_for("xcri-cap", "[options]\nchanges_only = true\n")
    told = [*xcri_cap.rows([], ReaderSettings("here", profile=profile))]
    assert [type(one).__name__ for one in told] == ["ChangesOnly"]


@pytest.mark.parametrize(
    ("declared", "written", "notes"),
    [
        ("UTF-8", "utf-8", 0),
        ("ISO-8859-1", "latin-1", 0),
        ("windows-1252", "cp1252", 0),
        ("UTF-8", "cp1252", 1),
        ("ISO-8859-1", "utf-8", 1),
        ("US-ASCII", "utf-8", 1),
        ("UTF-16", "utf-16", 0),
    ],
)
def test_the_declared_encoding_is_believed_unless_the_letters_say_otherwise(
    declared: str, written: str, notes: int
) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>' + catalogue("Café in Göttingen – résumé")
    found = read("xcri-cap", text.encode(written, "replace"), profile="")
    wanted = "Café in Göttingen – résumé".encode(written, "replace").decode(written)
    assert found.record.title == {"und": wanted}
    assert [problem.severity for problem in found.problems] == ["note"] * notes


def test_a_few_bytes_of_another_encoding_in_utf_8_are_read_and_told() -> None:
    text = catalogue("Ä" * 30 + "@").encode().replace(b"@", b"\xe9")
    found = read("xcri-cap", text, profile="")
    assert found.record.title == {"und": "Ä" * 30 + "é"}
    assert found.problem.severity == "note"


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE catalog [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE catalog [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE catalog SYSTEM "http://169.254.169.254/latest/meta-data/">',
    ],
)
def test_a_document_type_of_its_own_is_not_read(hostile: str) -> None:
    with pytest.raises(NotReadable) as caught:
        read("xcri-cap", '<?xml version="1.0"?>' + hostile + catalogue("&secret;"), profile="")
    assert caught.value.reason == "unreadable"


def test_another_kind_of_xml_is_named() -> None:
    with pytest.raises(NotReadable) as caught:
        read("xcri-cap", '<rss version="2.0"><channel><item/></channel></rss>', profile="")
    assert caught.value.reason == "not_a_feed"


def of_presentations(*presentations: str) -> str:
    return catalogue("A").replace("</course>", f"{''.join(presentations)}</course>")


def test_what_presentations_say_of_applying_and_of_themselves_is_kept() -> None:
    address = "https://narmada.example/apply"
    told = f"<dc:description>Evenings</dc:description><applyTo>{address}</applyTo><age>18+</age>"
    record = read("xcri-cap", of_presentations(f"<presentation>{told}</presentation>"), profile="").record
    assert record.admission_url == address
    assert record.extra == {"presentation": "Evenings", "applyTo": address, "age": "18+"}


def test_a_presentation_without_a_start_is_an_offering_without_days() -> None:
    told = "<presentation><dc:identifier>p1</dc:identifier></presentation>"
    (offering,) = read("xcri-cap", of_presentations(told), profile="").record.offerings
    assert (offering.id, offering.starts_on) == ("p1", None)


def test_a_provider_without_a_name_does_not_have_that_of_the_one_before() -> None:
    first = catalogue("A").replace("<course>", "<dc:title>Narmada</dc:title><course>", 1)
    second = "<provider><course><dc:identifier>R2</dc:identifier><dc:title>B</dc:title></course></provider></catalog>"
    found = read("xcri-cap", first.replace("</catalog>", second), profile="")
    assert (found.of("R1").extra, found.of("R2").extra) == ({"provider": "Narmada"}, {})


def test_every_title_and_identifier_beside_those_that_count_is_kept() -> None:
    space = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    more = f'<dc:identifier {space} xsi:type="ukprn">1007</dc:identifier>'
    body = (
        catalogue("A")
        .replace("<dc:identifier>", f"{more}<dc:identifier>")
        .replace("</course>", "<dc:title>B</dc:title></course>")
    )
    record = read("xcri-cap", body, profile="").record
    assert (record.id, record.title) == ("R1", {"und": "A"})
    assert record.extra == {"other identifiers": "1007", "other titles": "B"}
